"""Columns of the project list, one line each: what it shows, how wide it is and by what it sorts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from jxdesk.actions.look import ProjectRow
from jxdesk.desktop.amounts import amount, in_yuan, percent, points, unit
from jxdesk.desktop.theme import Tone


class Kind(StrEnum):
    """How a cell is painted."""

    TEXT = "text"
    NUMBER = "number"
    RATE = "rate"
    PILL = "pill"
    COUNT = "count"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column.

    ``forms`` names the forms that fill it, empty for all of them; of others it is hidden. One ``of_counties`` is in sight where
    lines are of several; ``beside_counties`` is the width of another one in a narrow window then, nought hides it.

    Units: ``width`` in 字, the width of one Chinese character; ``hidden_below`` px of the table, 0 never hides.
    """

    key: str
    words: str
    text: Callable[[ProjectRow], str]
    width: float
    kind: Kind = Kind.TEXT
    stretches: bool = False
    hidden_below: int = 0
    tip: Callable[[ProjectRow], str] | None = None
    forms: frozenset[str] = frozenset()
    of_counties: bool = False
    beside_counties: float | None = None

    @property
    def label(self) -> str:
        """The heading, with the unit that is shown now."""
        return self.words.format(unit=unit())

    @property
    def room(self) -> float:
        """The width for what is shown now: an amount in 元 has four digits more.

        Units: 字.
        """
        return self.width + (2.2 if in_yuan() and "{unit}" in self.words else 0)


STATES: dict[str, tuple[str, Tone]] = {
    "none": ("待填", Tone.WARN),
    "draft": ("填写中", Tone.INFO),
    "finished": ("已填好", Tone.OK),
    "sealed": ("已封装", Tone.PLAIN),
    "approved": ("已批复", Tone.PLAIN),
}
SETTLED = frozenset({"sealed", "approved"})
"""The states in which nothing is changed any more, whatever the check says."""
PROBLEM = ("有问题", Tone.ERROR)
GRADES: dict[str, Tone] = {"优": Tone.OK, "良": Tone.INFO, "中": Tone.WARN, "差": Tone.ERROR}


def state_of(row: ProjectRow) -> tuple[str, Tone]:
    """The word for where the followed form of a project stands."""
    if row.errors and row.state not in SETTLED:
        return PROBLEM
    return STATES.get(row.state, STATES["none"])


def _name(row: ProjectRow) -> str:
    return "涉密项目（只计数）" if row.is_classified else row.name


def _unit(row: ProjectRow) -> str:
    return row.implementing_unit or row.department or row.office


def _unit_tip(row: ProjectRow) -> str:
    lines = []
    if row.county and row.county != row.office:
        lines.append(f"填报单位：{row.county} · {row.office}")
    if row.department:
        lines.append(f"主管部门：{row.department}")
    if row.implementing_unit:
        lines.append(f"实施单位：{row.implementing_unit}")
    return "\n".join(lines) or row.office


def _name_tip(row: ProjectRow) -> str:
    if row.is_classified:
        return "涉密项目不保存名称、金额和文字，只计入数量。"
    return f"{row.name}\n{row.code}" if row.code else row.name


def _problems(row: ProjectRow) -> str:
    count = row.errors or row.warnings
    return str(count) if count else ""


def _problems_tip(row: ProjectRow) -> str:
    parts = []
    if row.errors:
        parts.append(f"必须改 {row.errors} 处")
    if row.warnings:
        parts.append(f"请核实 {row.warnings} 处")
    return "，".join(parts)


_SCORED = frozenset({"project_self_evaluation"})
_EXECUTED = frozenset({"project_self_evaluation", "project_monitoring"})

COLUMNS = (
    Column(key="name", words="项目名称", text=_name, width=14, stretches=True, tip=_name_tip),
    Column(
        key="county",
        words="县（市、区）",
        text=lambda row: row.county or "",
        width=6.2,
        tip=lambda row: row.county or "",
        of_counties=True,
    ),
    Column(
        key="unit", words="主管部门 / 实施单位", text=_unit, width=13.4, tip=_unit_tip, beside_counties=10
    ),
    Column(
        key="budget",
        words="预算数({unit})",
        text=lambda row: amount(row.budget_fen),
        width=6.6,
        kind=Kind.NUMBER,
    ),
    Column(
        key="executed",
        words="执行数({unit})",
        text=lambda row: amount(row.executed_fen),
        width=6.6,
        kind=Kind.NUMBER,
        hidden_below=1080,
        forms=_EXECUTED,
    ),
    Column(
        key="rate",
        words="执行率",
        text=lambda row: percent(row.rate),
        width=8,
        kind=Kind.RATE,
        forms=_EXECUTED,
    ),
    Column(
        key="score",
        words="自评得分",
        text=lambda row: points(row.score),
        width=4.6,
        kind=Kind.NUMBER,
        forms=_SCORED,
    ),
    Column(
        key="grade",
        words="等级",
        text=lambda row: row.grade or "",
        width=3,
        kind=Kind.PILL,
        forms=_SCORED,
        beside_counties=0,
    ),
    Column(key="state", words="状态", text=lambda row: state_of(row)[0], width=4.6, kind=Kind.PILL),
    Column(key="problems", words="问题", text=_problems, width=3.2, kind=Kind.COUNT, tip=_problems_tip),
)


def pill_tone(column: Column, row: ProjectRow) -> Tone:
    """The tint of a pill."""
    if column.key == "grade":
        return GRADES.get(row.grade or "", Tone.PLAIN)
    return state_of(row)[1]
