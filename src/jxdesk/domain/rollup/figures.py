"""Figures of the roll-up: each is a number with its filter, its cut-off and its denominator, and the names of what is not in it.

The one value object that the window shows, the command line answers, Ctrl+C copies and the workbook writes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from jxdesk.domain.lists.shown_list import Holds
from jxdesk.domain.records.filings import OF_THE_OFFICE, MoneyUnit
from jxdesk.domain.records.form_words import FORM_NAMES
from jxdesk.domain.records.stages import YearStage
from jxdesk.domain.reports.chart_figures import share, tenths
from jxdesk.domain.rollup.grouping import BY_MONEY, BY_WORDS, By
from jxdesk.domain.rollup.handed import NOT_DUE, OUTSTANDING, words_of
from jxdesk.domain.rollup.tally import Tally
from jxdesk.domain.values.money import format_fen

NAMED_AT_MOST = 3
"""So many names stand in a sentence, the rest as a count; lists name all of them."""


class FigureKind(StrEnum):
    """The figures there are; the value is the key of the JSON answer."""

    COVERAGE = "coverage"
    ON_TIME = "on_time"
    BUDGET = "budget"
    EXECUTED = "executed"
    EXECUTION_RATE = "execution_rate"
    ACHIEVEMENT = "achievement"
    SCORED = "scored"


FIGURE_WORDS = {
    FigureKind.COVERAGE: "覆盖率",
    FigureKind.ON_TIME: "按期率",
    FigureKind.BUDGET: "预算合计",
    FigureKind.EXECUTED: "执行数合计",
    FigureKind.EXECUTION_RATE: "执行率",
    FigureKind.ACHIEVEMENT: "目标完成",
    FigureKind.SCORED: "有得分的",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What a roll-up is of: one form of one year, of one office and everything below it, as this desk holds it on a day.

    ``part`` narrows it to one part of a grouping, in words. ``due_on`` is None where nobody set a day.
    """

    year: int
    stage: YearStage
    office_name: str
    as_of: dt.date
    due_on: dt.date | None = None
    part: str = ""
    money_unit: MoneyUnit = MoneyUnit.WAN

    @property
    def is_of_offices(self) -> bool:
        """Whether offices as a whole hand it in, and not projects."""
        return self.stage.form in OF_THE_OFFICE

    @property
    def counted(self) -> str:
        """What is counted: ``个项目`` or ``个单位``."""
        return "个单位" if self.is_of_offices else "个项目"

    @property
    def form_words(self) -> str:
        """The form that is rolled up: ``7月绩效监控``, ``绩效自评``."""
        month = f"{self.stage.period}月" if self.stage.period is not None else ""
        return f"{month}{FORM_NAMES[self.stage.form]}"

    @property
    def filter_words(self) -> str:
        """Which year, whose and which form."""
        part = f"，{self.part}" if self.part else ""
        return f"{self.year}年度，{self.office_name}，{self.form_words}{part}"

    @property
    def cut_off_words(self) -> str:
        """Up to when, and as known when."""
        until = f"{self.stage.period}月底" if self.stage.period is not None else "全年"
        return f"{until}；本机 {day_words(self.as_of)} 的数据"


def day_words(day: dt.date) -> str:
    """A day as documents write it: ``2026年7月31日``."""
    return f"{day.year}年{day.month}月{day.day}日"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number and everything that one must know of it.

    ``part`` and ``whole`` are what a rate is made of; of any other number ``part`` is the number itself. ``value`` is None
    where there is nothing to take it of, and is shown as blank. ``missing`` says what is not in it.

    Units: of amounts 分, of rates hundredths of a percent.
    """

    kind: FigureKind
    holds: Holds
    value: int | None
    part: int
    whole: int | None = None
    filter: str
    cut_off: str
    denominator: str
    missing: str = ""
    money_unit: MoneyUnit = MoneyUnit.WAN
    counted: str = ""

    @property
    def name(self) -> str:
        """What it is called."""
        return FIGURE_WORDS[self.kind]

    @property
    def text(self) -> str:
        """The number alone, as a card shows it; ``—`` where there is none."""
        if self.value is None:
            return "—"
        match self.holds:
            case Holds.RATE:
                return f"{tenths(self.value)}%"
            case Holds.MONEY:
                return f"{format_fen(self.value, self.money_unit)} {self.money_unit.value}"
            case _:
                return f"{self.value:,} {self.counted}".strip()

    @property
    def lines(self) -> tuple[str, ...]:
        """The figure and what it rests on, as it is copied and printed."""
        said = (f"{self.name}：{self.text}", f"范围：{self.filter}", f"截止：{self.cut_off}")
        return (
            *said,
            f"口径：{self.denominator}",
            *((f"没有算在内：{self.missing}",) if self.missing else ()),
        )

    def as_json(self) -> dict[str, object]:
        """The figure as the command line answers it; keys are a promise and grow only by addition."""
        return {
            "name": self.name,
            "value": self.value,
            "unit": {Holds.RATE: "hundredths_of_percent", Holds.MONEY: "fen"}.get(self.holds, "count"),
            "part": self.part,
            "whole": self.whole,
            "filter": self.filter,
            "cut_off": self.cut_off,
            "denominator": self.denominator,
            "missing": self.missing,
        }


def figures_of(tally: Tally, basis: Basis, by: By = By.OFFICE) -> tuple[Figure, ...]:
    """The figures of a tally; parts by money have a budget and nothing else, because nobody says what was executed of which source."""
    if by in BY_MONEY:
        return (_budget(tally, basis, by),)
    found = [_coverage(tally, basis), _on_time(tally, basis)]
    if not basis.is_of_offices:
        found.append(_budget(tally, basis, by))
    return (
        *found,
        _executed(tally, basis),
        _execution_rate(tally, basis),
        _achievement(tally, basis),
        _scored(tally, basis),
    )


def figure_of(kind: FigureKind, figures: Iterable[Figure]) -> Figure | None:
    """One of them."""
    return next((one for one in figures if one.kind is kind), None)


def named(names: Iterable[str], unit: str) -> str:
    """Names in a sentence, from some number on as a count: ``甲、乙、丙等 8 个单位``."""
    found = list(names)
    said = "、".join(found[:NAMED_AT_MOST])
    return said if len(found) <= NAMED_AT_MOST else f"{said}等 {len(found):,} {unit}"


def _figure(
    kind: FigureKind,
    holds: Holds,
    basis: Basis,
    *,
    part: int,
    whole: int | None,
    denominator: str,
    missing: str = "",
) -> Figure:
    return Figure(
        kind=kind,
        holds=holds,
        value=share(part, whole or 0) if holds is Holds.RATE else part,
        part=part,
        whole=whole,
        filter=basis.filter_words,
        cut_off=basis.cut_off_words,
        denominator=denominator,
        missing=missing,
        money_unit=basis.money_unit,
        counted=basis.counted,
    )


def _outstanding(tally: Tally, basis: Basis) -> str:
    return words_of(((one, tally.count(one)) for one in OUTSTANDING), basis.counted)


def _not_due(tally: Tally, basis: Basis) -> str:
    said = words_of(((one, tally.count(one)) for one in NOT_DUE), basis.counted)
    return f"；不在应报数内：{said}" if said else ""


def _coverage(tally: Tally, basis: Basis) -> Figure:
    return _figure(
        FigureKind.COVERAGE,
        Holds.RATE,
        basis,
        part=tally.handed_in,
        whole=tally.due,
        denominator=f"已报的 {tally.handed_in:,} ÷ 应报的 {tally.due:,} {basis.counted}{_not_due(tally, basis)}",
        missing=_outstanding(tally, basis),
    )


def _on_time(tally: Tally, basis: Basis) -> Figure:
    punctual = tally.handed_in - tally.late
    day = f"期限 {day_words(basis.due_on)}" if basis.due_on is not None else "没有定期限"
    return _figure(
        FigureKind.ON_TIME,
        Holds.RATE,
        basis,
        part=punctual,
        whole=tally.due if basis.due_on is not None else None,
        denominator=f"按期报的 {punctual:,} ÷ 应报的 {tally.due:,} {basis.counted}；{day}，按本机收到的日子算，本机自己填的不算迟",
        missing="，".join(
            one
            for one in (
                f"迟报 {tally.late:,} {basis.counted}" if tally.late else "",
                _outstanding(tally, basis),
            )
            if one
        ),
    )


def _budget(tally: Tally, basis: Basis, by: By) -> Figure:
    what = f"按{BY_WORDS[by]}分的预算数，" if by in BY_MONEY else ""
    return _figure(
        FigureKind.BUDGET,
        Holds.MONEY,
        basis,
        part=tally.budget_fen,
        whole=None,
        denominator=f"{what}{tally.due - tally.without_budget:,} 个应报的项目的全年预算数相加，报没报都算；没有全年预算数的用年初预算数加调整数",
        missing=f"没有预算数的 {tally.without_budget:,} 个项目" if tally.without_budget else "",
    )


def _executed(tally: Tally, basis: Basis) -> Figure:
    return _figure(
        FigureKind.EXECUTED,
        Holds.MONEY,
        basis,
        part=tally.executed_fen,
        whole=None,
        denominator=f"{tally.with_rate:,} 张已报的、写了执行数和预算数的表相加",
        missing=_without(tally, tally.with_rate, "没有执行数或预算数的", basis),
    )


def _execution_rate(tally: Tally, basis: Basis) -> Figure:
    return _figure(
        FigureKind.EXECUTION_RATE,
        Holds.RATE,
        basis,
        part=tally.executed_fen,
        whole=tally.base_fen,
        denominator=f"{tally.with_rate:,} 张表的执行数合计 ÷ 同一批表的预算数合计 {format_fen(tally.base_fen, basis.money_unit)} {basis.money_unit.value}，不是各家执行率的平均",
        missing=_without(tally, tally.with_rate, "没有执行数或预算数的", basis),
    )


def _achievement(tally: Tally, basis: Basis) -> Figure:
    return _figure(
        FigureKind.ACHIEVEMENT,
        Holds.RATE,
        basis,
        part=tally.reached_hundredths,
        whole=tally.points_hundredths,
        denominator=f"{tally.with_points:,} 张有得分的表上各指标得分合计 ÷ 这些指标的分值合计，不含预算执行的分",
        missing=_without(tally, tally.with_points, "没有得分的", basis),
    )


def _scored(tally: Tally, basis: Basis) -> Figure:
    return _figure(
        FigureKind.SCORED,
        Holds.COUNT,
        basis,
        part=tally.scored,
        whole=tally.due,
        denominator=f"已报的 {tally.handed_in:,} {basis.counted}里，按各表自己的规则算得出总分的",
        missing=_without(tally, tally.scored, "没有得分的", basis),
    )


def _without(tally: Tally, counted: int, why: str, basis: Basis) -> str:
    """What of all that is due is not in a sum: not handed in, or handed in without the number."""
    blank = tally.handed_in - counted
    said = [_outstanding(tally, basis), f"{why} {blank:,} {basis.counted}" if blank else ""]
    return "，".join(one for one in said if one)
