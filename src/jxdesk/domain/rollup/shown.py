"""Lists of the roll-up as they leave the window or the command line: what is shown, its filter, cut-off and denominator, and the sum."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from jxdesk.domain.lists.shown_list import Holds, ShownColumn, ShownList, ShownValue
from jxdesk.domain.reports.chart_figures import share
from jxdesk.domain.rollup.figures import Basis, figures_of
from jxdesk.domain.rollup.grouping import BY_MONEY, BY_WORDS, By, Part
from jxdesk.domain.rollup.handed import HANDED_WORDS, Handed
from jxdesk.domain.rollup.tally import Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class RolledItem:
    """One project or office that is due, with what its form says.

    Units: ``*_fen`` 分; ``*_hundredths`` hundredths of a point.
    """

    id: str
    name: str
    office_id: str
    office_name: str
    office_path: str
    filing_id: str = ""
    handed: Handed = Handed.MISSING
    is_late: bool = False
    budget_fen: int | None = None
    executed_fen: int | None = None
    base_fen: int | None = None
    score_hundredths: int | None = None
    grade: str = ""
    reached_hundredths: int | None = None
    reachable_hundredths: int | None = None

    @property
    def execution_rate(self) -> int | None:
        """Units: hundredths of a percent."""
        return None if self.executed_fen is None else share(self.executed_fen, self.base_fen or 0)

    @property
    def achievement(self) -> int | None:
        """Units: hundredths of a percent."""
        return (
            None
            if self.reached_hundredths is None
            else share(self.reached_hundredths, self.reachable_hundredths or 0)
        )

    @property
    def handed_words(self) -> str:
        """How far it has come, and whether it came late."""
        return f"{HANDED_WORDS[self.handed]}（迟）" if self.is_late else HANDED_WORDS[self.handed]


def caption_of(basis: Basis, tally: Tally, by: By = By.OFFICE) -> str:
    """What a list is of, in one line above it, with the denominators of its rates."""
    said = f"范围：{basis.filter_words}　截止：{basis.cut_off_words}"
    rules = [
        f"{one.name}＝{one.denominator}" for one in figures_of(tally, basis, by) if one.whole is not None
    ]
    return "　".join((said, *rules))


_COUNTS: Sequence[tuple[str, Callable[[Tally], int]]] = (
    ("应报", lambda tally: tally.due),
    ("已报", lambda tally: tally.handed_in),
    ("其中迟报", lambda tally: tally.late),
    (HANDED_WORDS[Handed.RETURNED], lambda tally: tally.returned),
    (HANDED_WORDS[Handed.OPEN], lambda tally: tally.open),
    (HANDED_WORDS[Handed.MISSING], lambda tally: tally.missing),
    (HANDED_WORDS[Handed.EXEMPT], lambda tally: tally.exempt),
    (HANDED_WORDS[Handed.CLASSIFIED], lambda tally: tally.classified),
)


def parts_list(basis: Basis, by: By, parts: Sequence[Part], whole: Tally) -> ShownList:
    """The parts of a roll-up with every number of theirs; the sum of the rates is a rate of the sums."""
    is_money = by in BY_MONEY
    columns = [ShownColumn(BY_WORDS[by]), *(ShownColumn(name, Holds.COUNT) for name, _ in _COUNTS)]
    columns += [ShownColumn("覆盖率", Holds.RATE), ShownColumn("预算合计", Holds.MONEY)]
    if not is_money:
        columns += [
            ShownColumn("执行数合计", Holds.MONEY),
            ShownColumn("对应的预算数", Holds.MONEY),
            ShownColumn("执行率", Holds.RATE),
            ShownColumn("目标完成", Holds.RATE),
            ShownColumn("有得分的", Holds.COUNT),
        ]

    def row(label: str, tally: Tally) -> list[ShownValue]:
        counts = [count(tally) for _, count in _COUNTS]
        start: list[ShownValue] = [label, *counts, tally.coverage, tally.budget_fen]
        sums = (tally.executed_fen, tally.base_fen) if tally.with_rate else (None, None)
        return start if is_money else [*start, *sums, tally.execution_rate, tally.achievement, tally.scored]

    note = "；一个项目有几个来源的，在每个来源里各算一个，只有金额能相加" if is_money else ""
    return ShownList(
        name=f"{basis.year}年{basis.form_words}汇总（按{BY_WORDS[by]}）",
        caption=caption_of(basis, whole, by) + note,
        columns=columns,
        rows=[row(part.label, part.tally) for part in parts],
        totals=row(f"合计 {len(parts)} 项", whole),
        unit=basis.money_unit,
    )


def items_list(basis: Basis, what: str, items: Sequence[RolledItem]) -> ShownList:
    """Single projects or offices with what their forms say; ``what`` says which of them."""
    kind = "单位" if basis.is_of_offices else "项目"
    rows: list[list[ShownValue]] = [
        [
            one.name,
            one.office_name,
            one.office_path,
            one.handed_words,
            one.budget_fen,
            one.executed_fen,
            one.execution_rate,
            one.achievement,
            f"{one.score_hundredths / 100:.2f}" if one.score_hundredths is not None else "",
            one.grade,
        ]
        for one in items
    ]
    return ShownList(
        name=f"{basis.year}年{basis.form_words}{what}",
        caption=f"范围：{basis.filter_words}，{what}　截止：{basis.cut_off_words}",
        columns=(
            ShownColumn(kind),
            ShownColumn("所属单位"),
            ShownColumn("单位编码"),
            ShownColumn("报送情况"),
            ShownColumn("预算数", Holds.MONEY),
            ShownColumn("执行数", Holds.MONEY),
            ShownColumn("执行率", Holds.RATE),
            ShownColumn("目标完成", Holds.RATE),
            ShownColumn("得分"),
            ShownColumn("等级"),
        ),
        rows=rows,
        totals=[
            f"合计 {len(rows)} 行",
            "",
            "",
            "",
            _sum(one.budget_fen for one in items),
            _sum(one.executed_fen for one in items),
            None,
            None,
            "",
            "",
        ],
        unit=basis.money_unit,
    )


def _sum(values: Iterable[int | None]) -> int | None:
    known = [one for one in values if one is not None]
    return sum(known) if known else None
