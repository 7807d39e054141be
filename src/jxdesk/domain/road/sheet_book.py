"""Sheet book: what review sheets ask, what grades are worth, how one passes and which filings must have the scored one.

Read from ``resources/reviews``; ``review_sheet`` says what a filled sheet comes to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any

from jxdesk.domain.declarations import Table
from jxdesk.domain.records.filings import Form, MoneyUnit
from jxdesk.domain.road.outcomes import Outcome
from jxdesk.domain.rules.parts import Basis
from jxdesk.domain.rules.reading import basis, number, required
from jxdesk.domain.values.money import parse_amount

_ZERO, _ONE, _HUNDRED = Decimal(0), Decimal(1), Decimal(100)


class PassMode(StrEnum):
    """How a scored filing passes.

    Source: three ways that are in use in Yunnan; which of them holds is said in the file of the sheets.
    """

    FIXED = "fixed"
    AVERAGE = "average"
    GRADE = "grade"


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPoint:
    """One question of a sheet.

    Units: ``weight`` points, None on a sheet without scores.
    """

    key: str
    name: str
    question: str
    weight: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """Questions that belong together: 完整性, 相关性, 适当性, 可行性."""

    name: str
    points: tuple[SheetPoint, ...]

    @property
    def weight(self) -> Decimal:
        """The points of all its questions together."""
        return sum((point.weight or Decimal(0) for point in self.points), Decimal(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkBand:
    """What a grade for one question is worth: a share of its points.

    Units: ratios 0–1; ``low`` included, ``high`` not (but for 1); ``default`` is filled in first.
    """

    grade: str
    low: Decimal
    high: Decimal
    default: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalBand:
    """The grade of a total, and what follows from it; the lower bound is included."""

    at_least: Decimal
    grade: str
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One kind of review sheet; without scores it has no bands of marks and totals worth, only the words of the grades."""

    id: str
    name: str
    forms: tuple[Form, ...]
    is_scored: bool
    dimensions: tuple[Dimension, ...]
    marks: tuple[MarkBand, ...]
    totals: tuple[TotalBand, ...]
    basis: Basis

    @property
    def points(self) -> tuple[SheetPoint, ...]:
        """All questions in the order of the sheet."""
        return tuple(point for dimension in self.dimensions for point in dimension.points)

    def band(self, grade: str) -> MarkBand | None:
        """What a grade for one question is worth."""
        return next((band for band in self.marks if band.grade == grade), None)

    def total_band(self, total: Decimal) -> TotalBand:
        """The grade of a total and what follows from it."""
        return next((band for band in self.totals if total >= band.at_least), self.totals[-1])


@dataclass(frozen=True, slots=True, kw_only=True)
class PassRule:
    """One way to pass; only what its mode needs is filled.

    Units: ``score`` points of 100.
    """

    id: str
    name: str
    mode: PassMode
    score: Decimal | None
    grades: tuple[str, ...]
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorityRule:
    """Which filings must be reviewed with the scored sheet: of these forms, new major projects and those of much money.

    Units: ``amount_fen`` 分, None where money alone makes none.
    """

    forms: tuple[Form, ...]
    major_new: bool
    amount_fen: int | None
    basis: Basis

    def covers(self, form: Form, *, major_new: bool, amount_fen: int | None) -> bool:
        """Whether a filing must have the sheet."""
        if form not in self.forms:
            return False
        is_large = self.amount_fen is not None and (amount_fen or 0) >= self.amount_fen
        return (self.major_new and major_new) or is_large


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetBook:
    """All sheets of a region, how one passes, and which filings must have the scored one."""

    id: str
    name: str
    version: str
    sheets: tuple[Sheet, ...]
    passing: PassRule
    ways_to_pass: tuple[PassRule, ...]
    priority: PriorityRule

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, Any]) -> SheetBook:
        """The sheets from the mapping of their file.

        Raises: DeclarationError.
        """
        table = Table(mapping, where=f"审核表 {mapping.get('id', '')}")
        passing = required(table, "passing")
        ways = tuple(_pass_rule(row) for row in passing.tables("ways"))
        chosen = passing.text("use")
        rule = next((way for way in ways if way.id == chosen), None)
        if rule is None:
            raise passing.refuse("use", f"没有名为 {chosen!r} 的通过办法")
        passing.finish()
        book = cls(
            id=table.text("id"),
            name=table.text("name"),
            version=table.text("version"),
            sheets=tuple(_sheet(row) for row in table.tables("sheets")),
            passing=rule,
            ways_to_pass=ways,
            priority=_priority(required(table, "priority")),
        )
        table.finish()
        return book

    def passing_by(self, way_id: str, score: Decimal | None = None) -> SheetBook:
        """The book of an office that goes by one of the ways; ``score`` is its own line of points where the way has one.

        Unchanged where there is no such way.
        """
        way = next((one for one in self.ways_to_pass if one.id == way_id), None)
        if way is None:
            return self
        has_own_line = way.mode is PassMode.FIXED and score is not None
        return replace(self, passing=replace(way, score=score) if has_own_line else way)

    def sheet(self, sheet_id: str) -> Sheet | None:
        """The sheet of this id."""
        return next((sheet for sheet in self.sheets if sheet.id == sheet_id), None)

    def sheet_for(self, form: Form, *, scored: bool) -> Sheet | None:
        """The sheet with which a form is reviewed; a form without a scored one has its short one."""
        fitting = [sheet for sheet in self.sheets if form in sheet.forms]
        return next((sheet for sheet in fitting if sheet.is_scored is scored), next(iter(fitting), None))


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
        grades=table.texts("grades"),
        basis=basis(table),
    )
    table.finish()
    if (rule.score is not None) is not (rule.mode is PassMode.FIXED):
        raise table.refuse("score", "固定分数线要写分数，别的办法不写")
    if bool(rule.grades) is not (rule.mode is PassMode.GRADE):
        raise table.refuse("grades", "按等次通过要写哪些等次，别的办法不写")
    return rule


def _priority(table: Table) -> PriorityRule:
    amount = table.text("amount", "")
    read = parse_amount(amount, MoneyUnit.WAN) if amount else None
    if read is not None and read.fen is None:
        raise table.refuse("amount", f"不是金额：{amount!r}")
    rule = PriorityRule(
        forms=table.words("forms", Form),
        major_new=table.flag("major_new"),
        amount_fen=None if read is None else read.fen,
        basis=basis(table),
    )
    table.finish()
    return rule
