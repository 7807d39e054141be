"""The views of the page 汇总: what each of them adds up, which figures stand above it, and what its columns say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from jxdesk.desktop.amounts import amount, percent, points
from jxdesk.desktop.theme import Tone
from jxdesk.domain.rollup.figures import FigureKind
from jxdesk.domain.rollup.grouping import Part
from jxdesk.domain.rollup.handed import DUE, HANDED_IN, HANDED_WORDS, Handed
from jxdesk.domain.rollup.shown import RolledItem
from jxdesk.domain.rollup.tally import Tally


class View(StrEnum):
    """The four views."""

    COVERAGE = "coverage"
    EXECUTION = "execution"
    SCORES = "scores"
    MISSING = "missing"


VIEW_WORDS = {
    View.COVERAGE: "覆盖率",
    View.EXECUTION: "执行率和目标完成",
    View.SCORES: "得分分布",
    View.MISSING: "谁没交",
}
FIGURES = {
    View.COVERAGE: (FigureKind.COVERAGE, FigureKind.ON_TIME, FigureKind.BUDGET),
    View.EXECUTION: (FigureKind.EXECUTION_RATE, FigureKind.EXECUTED, FigureKind.ACHIEVEMENT),
    View.SCORES: (FigureKind.SCORED, FigureKind.COVERAGE),
    View.MISSING: (FigureKind.COVERAGE, FigureKind.ON_TIME),
}
CHARTS = frozenset({View.EXECUTION, View.SCORES})
DIVIDED = frozenset({View.COVERAGE, View.EXECUTION})
"""The views that can be divided by more than offices; divided so, execution is a list and no chart."""

TONES = {
    Handed.PASSED: Tone.OK,
    Handed.FILED: Tone.INFO,
    Handed.RETURNED: Tone.ERROR,
    Handed.OPEN: Tone.WARN,
    Handed.MISSING: Tone.WARN,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """The list behind a number: of which part, of which standings, of which scores; ``title`` says it in words."""

    title: str
    part: Part | None = None
    handed: tuple[Handed, ...] = tuple(Handed)
    late_only: bool = False
    scores: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Where one is: an office, a view, and the list behind a number where one was opened; the way back is made of these."""

    office_id: str = ""
    view: View = View.COVERAGE
    behind: Behind | None = None


@dataclass(frozen=True, slots=True)
class PartColumn:
    """A column of parts; ``handed`` are the standings of the list behind its number, empty where it leads down instead.

    An amount says its unit in the heading.
    """

    word: str
    width: float
    text: Callable[[Tally], str]
    handed: tuple[Handed, ...] = ()
    late_only: bool = False
    is_amount: bool = False


def _count(handed: Handed, width: float) -> PartColumn:
    return PartColumn(HANDED_WORDS[handed], width, lambda tally: _number(tally.count(handed)), (handed,))


NONE = "—"
"""What stands where there is nothing to be counted or taken."""


def _number(count: int) -> str:
    return f"{count:,}" if count else NONE


PART_COLUMNS: Sequence[PartColumn] = (
    PartColumn("应报", 4.5, lambda tally: _number(tally.due), DUE),
    PartColumn("已报", 4.5, lambda tally: _number(tally.handed_in), HANDED_IN),
    PartColumn("覆盖率", 5, lambda tally: percent(tally.coverage) or NONE),
    PartColumn("迟报", 3.5, lambda tally: _number(tally.late), HANDED_IN, late_only=True),
    _count(Handed.RETURNED, 5.5),
    _count(Handed.OPEN, 4.5),
    _count(Handed.MISSING, 4.5),
    _count(Handed.EXEMPT, 3.5),
    PartColumn("预算", 8.5, lambda tally: amount(tally.budget_fen), is_amount=True),
)
"""What stands behind the name of a part."""


def _of_forms(fen: int, forms: int) -> str:
    """An amount of the forms that state it; nothing where none does."""
    return amount(fen) if forms else NONE


EXECUTION_COLUMNS: Sequence[PartColumn] = (
    PartColumn("应报", 4.5, lambda tally: _number(tally.due), DUE),
    PartColumn("已报", 4.5, lambda tally: _number(tally.handed_in), HANDED_IN),
    PartColumn("执行数", 8.5, lambda tally: _of_forms(tally.executed_fen, tally.with_rate), is_amount=True),
    PartColumn("对应的预算", 9.5, lambda tally: _of_forms(tally.base_fen, tally.with_rate), is_amount=True),
    PartColumn("执行率", 5, lambda tally: percent(tally.execution_rate) or NONE),
    PartColumn("目标完成", 5.5, lambda tally: percent(tally.achievement) or NONE),
    PartColumn("有得分的", 5.5, lambda tally: _number(tally.scored)),
)
"""The same where execution is divided by a word of the projects."""

ITEM_HEADINGS = ("所属单位", "报送情况", "执行率", "得分", "等级")
ITEM_WIDTHS = (0, 13, 7, 8.5, 5, 5, 3.5)
ITEM_PILL = 2
ITEM_RIGHTS = (3, 4, 5)


def item_texts(one: RolledItem) -> tuple[str, ...]:
    """A row of the list of single things."""
    is_in = one.handed in HANDED_IN
    return (
        one.name or "（涉密项目，只计个数）",
        one.office_name,
        one.handed_words,
        amount(one.budget_fen),
        percent(one.execution_rate) if is_in else "",
        points(one.score_hundredths) if is_in else "",
        one.grade if is_in else "",
    )


def item_tone(one: RolledItem) -> Tone:
    """The tint of how it stands."""
    return TONES.get(one.handed, Tone.PLAIN)
