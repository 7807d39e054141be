"""Review reading: how the section of a rule pack about reviewing is taken from its file, and what in it is against itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from jxdesk.domain.declarations import Table
from jxdesk.domain.records.filings import Form
from jxdesk.domain.records.outcomes import Outcome
from jxdesk.domain.rules.reading import basis, number, required
from jxdesk.domain.rules.reviewing import (
    Dimension,
    MarkBand,
    Passes,
    PassMode,
    PassRule,
    PriorityRule,
    ReviewCase,
    Sheet,
    SheetBook,
    SheetPoint,
    TotalBand,
)

_ZERO, _ONE, _HUNDRED = Decimal(0), Decimal(1), Decimal(100)


def read_reviewing(table: Table, *, pack_id: str, pack_name: str, version: str) -> SheetBook:
    """The section ``[reviewing]`` of a pack.

    Raises: DeclarationError.
    """
    passing = required(table, "passing")
    ways = {way.id: way for way in (_pass_rule(row) for row in passing.tables("ways"))}
    chosen, choices = passing.text("use"), passing.texts("choices")
    if chosen not in ways:
        raise passing.refuse("use", f"没有名为 {chosen!r} 的通过办法")
    if unknown := [one for one in choices if one not in ways]:
        raise passing.refuse("choices", f"没有名为 {unknown[0]!r} 的通过办法")
    passing.finish()
    book = SheetBook(
        pack_id=pack_id,
        pack_name=pack_name,
        version=version,
        sheets=tuple(_sheet(row) for row in table.tables("sheets")),
        passing=ways[chosen],
        ways_to_pass=tuple(ways.values()),
        choices=frozenset(choices),
        priority=_priority(required(table, "priority")),
    )
    book = replace(book, cases=tuple(_case(row, book) for row in table.tables("cases")))
    table.finish()
    return book


def _case(table: Table, book: SheetBook) -> ReviewCase:
    case = ReviewCase(
        name=table.text("name"),
        sheet=table.text("sheet"),
        scores=_points(table, "scores"),
        way=table.text("way"),
        line=table.number("line"),
        others=_points(table, "others"),
        total=number(table, "total", low=_ZERO, high=_HUNDRED),
        grade=table.text("grade"),
        follows=table.word("follows", Outcome),
        passes=table.word("passes", Passes),
    )
    table.finish()
    sheet = book.sheet(case.sheet)
    if sheet is None or not sheet.is_scored or len(case.scores) != len(sheet.points):
        raise table.refuse("scores", "例子要写一张打分的表，每一项各一个分")
    if case.way not in {way.id for way in book.ways_to_pass}:
        raise table.refuse("way", f"没有名为 {case.way!r} 的通过办法")
    return case


def _points(table: Table, key: str) -> tuple[Decimal, ...]:
    try:
        return tuple(Decimal(text) for text in table.texts(key))
    except InvalidOperation:
        raise table.refuse(key, "应是一列加引号的分数") from None


def _sheet(table: Table) -> Sheet:
    sheet = Sheet(
        id=table.text("id"),
        name=table.text("name"),
        forms=table.words("forms", Form),
        is_scored=table.flag("scored"),
        dimensions=tuple(_dimension(row) for row in table.tables("dimensions")),
        marks=tuple(_mark_band(row) for row in table.tables("marks")),
        totals=tuple(_total_band(row) for row in table.tables("totals")),
        basis=basis(table),
    )
    table.finish()
    keys = [point.key for point in sheet.points]
    if not keys or len(set(keys)) < len(keys):
        raise table.refuse("dimensions", "至少有一项，每一项的 key 不能重复")
    if any((point.weight is not None) is not sheet.is_scored for point in sheet.points):
        raise table.refuse("dimensions", "打分的表每一项都要有分值，不打分的都不能有")
    if sheet.is_scored:
        _check_scores(table, sheet)
    elif sheet.totals:
        raise table.refuse("totals", "不打分的表没有总分的等次")
    return sheet


def _check_scores(table: Table, sheet: Sheet) -> None:
    total = sum((dimension.weight for dimension in sheet.dimensions), _ZERO)
    if total != _HUNDRED:
        raise table.refuse("dimensions", f"各项分值合计 {total}，应是 100")
    _refuse_disorder(table, "totals", [band.at_least for band in sheet.totals])
    _refuse_disorder(table, "marks", [band.low for band in sheet.marks])
    for above, band in zip(sheet.marks, sheet.marks[1:], strict=False):
        if band.high != above.low:
            raise table.refuse("marks", f"“{band.grade}”的上限应与“{above.grade}”的下限相接")


def _refuse_disorder(table: Table, key: str, bounds: Sequence[Decimal]) -> None:
    if not bounds or bounds[-1] != 0 or sorted(set(bounds), reverse=True) != list(bounds):
        raise table.refuse(key, "应从高到低写，最后一档从 0 起")


def _dimension(table: Table) -> Dimension:
    points = []
    for row in table.tables("points"):
        points.append(
            SheetPoint(
                key=row.text("key"),
                name=row.text("name"),
                question=row.text("question"),
                weight=row.number("weight"),
            )
        )
        row.finish()
    dimension = Dimension(name=table.text("name"), points=tuple(points))
    table.finish()
    return dimension


def _mark_band(table: Table) -> MarkBand:
    band = MarkBand(
        grade=table.text("grade"),
        low=table.number("low") or _ZERO,
        high=_ONE if (high := table.number("high")) is None else high,
        default=_ONE if (default := table.number("default")) is None else default,
    )
    table.finish()
    if not _ZERO <= band.low <= band.default <= band.high <= _ONE:
        raise table.refuse("default", "应在这一档的上下限之间，上下限在 0 到 1 之间")
    return band


def _total_band(table: Table) -> TotalBand:
    band = TotalBand(
        at_least=number(table, "at_least", low=_ZERO, high=_HUNDRED),
        grade=table.text("grade"),
        outcome=table.word("outcome", Outcome),
    )
    table.finish()
    return band


def _pass_rule(table: Table) -> PassRule:
    rule = PassRule(
        id=table.text("id"),
        name=table.text("name"),
        mode=table.word("mode", PassMode),
        score=table.number("score"),
        lowest=table.number("lowest"),
        highest=table.number("highest"),
        grades=table.texts("grades"),
        basis=basis(table),
    )
    table.finish()
    if (rule.score is not None) is not (rule.mode is PassMode.FIXED):
        raise table.refuse("score", "固定分数线要写分数，别的办法不写")
    bounds = (rule.lowest, rule.score, rule.highest)
    if (rule.lowest is None) is not (rule.highest is None) or (rule.has_own_line and None in bounds):
        raise table.refuse("lowest", "许各单位自己定分数线的，写最低和最高；别的办法不写")
    if (
        rule.lowest is not None
        and not _ZERO <= rule.lowest <= (rule.score or _ZERO) <= (rule.highest or _ZERO) <= _HUNDRED
    ):
        raise table.refuse("lowest", "应是 0 ≤ 最低 ≤ 分数线 ≤ 最高 ≤ 100")
    if bool(rule.grades) is not (rule.mode is PassMode.GRADE):
        raise table.refuse("grades", "按等次通过要写哪些等次，别的办法不写")
    return rule


def _priority(table: Table) -> PriorityRule:
    rule = PriorityRule(
        forms=table.words("forms", Form),
        major_new=table.flag("major_new"),
        amount_fen=table.whole("amount_yuan") * 100 if table.has("amount_yuan") else None,
        basis=basis(table),
    )
    table.finish()
    return rule
