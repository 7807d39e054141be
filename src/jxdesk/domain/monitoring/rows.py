"""Monitoring rows: one project of a cut-off month with its money from all sides; the bulk grid, its filters and its to-dos read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from jxdesk.domain.monitoring.standing import (
    Light,
    LightColour,
    execution_rate,
    is_transfer,
    percent,
    project_light,
    required_rate,
)
from jxdesk.domain.monitoring.treasury_choice import is_settled
from jxdesk.domain.records.filings import FilingState, Likelihood
from jxdesk.domain.rules.pack import RulePack

NO_LIGHT = Light(colour=LightColour.GREY, reason="")


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitoringRow:
    """One project up to a cut-off month.

    ``filing_id`` is empty until something was typed; ``decision`` says which figure somebody chose where the treasury has
    another one. ``earlier_fen`` is what the month before reported.

    Units: ``*_fen`` 分.
    """

    project_id: str
    name: str = ""
    code: str = ""
    unit: str = ""
    tier: str = ""
    original_fen: int | None = None
    revised_fen: int | None = None
    executed_fen: int | None = None
    forecast_fen: int | None = None
    treasury_fen: int | None = None
    treasury_source: str = ""
    earlier_fen: int | None = None
    filing_id: str = ""
    state: FilingState | None = None
    errors: int = 0
    likelihood: Likelihood = Likelihood.UNSAID
    decision: str = ""
    light: Light = NO_LIGHT

    @property
    def budget_fen(self) -> int | None:
        """The budget that execution is judged by.

        Units: 分.
        """
        return self.revised_fen if self.revised_fen is not None else self.original_fen

    @property
    def rate(self) -> int | None:
        """Execution over budget.

        Units: hundredths of a percent.
        """
        found = execution_rate(self.budget_fen, self.executed_fen)
        return None if found is None else int(found * 10_000)

    @property
    def differs(self) -> bool:
        """Whether the treasury has another figure and nobody has chosen between the two."""
        return self.is_disputed and not is_settled(self.decision, self.treasury_fen)

    @property
    def is_disputed(self) -> bool:
        """Whether the treasury has another figure than the one that is filled in."""
        figures = (self.treasury_fen, self.executed_fen)
        return None not in figures and self.treasury_fen != self.executed_fen

    @property
    def is_open(self) -> bool:
        """Whether figures can be typed: no filing yet, or one in the making."""
        return self.state in (None, FilingState.DRAFT)


class MonitoringFilter(StrEnum):
    """Which rows the bulk grid shows."""

    ALL = ""
    BLANK = "blank"
    DIFFERS = "differs"
    RED = "red"
    YELLOW = "yellow"
    PROBLEM = "problem"
    BEHIND = "behind"


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitoringTotals:
    """The sums of rows; ``base_fen`` is the budget of those that state what was executed.

    Units: ``*_fen`` 分.
    """

    count: int = 0
    original_fen: int = 0
    revised_fen: int = 0
    executed_fen: int = 0
    base_fen: int = 0
    forecast_fen: int = 0
    treasury_fen: int = 0

    @property
    def rate(self) -> int | None:
        """Execution over budget.

        Units: hundredths of a percent.
        """
        return self.executed_fen * 10_000 // self.base_fen if self.base_fen > 0 else None


def light_of(row: MonitoringRow, *, period: int, rules: RulePack) -> Light:
    """The light of a row."""
    return project_light(
        row.budget_fen,
        row.executed_fen,
        row.likelihood,
        period=period,
        rules=rules,
        passed_on=is_transfer(row.tier, rules),
    )


def is_behind(row: MonitoringRow, *, period: int, rules: RulePack) -> bool:
    """Whether a project misses the rate that must be reached by now."""
    required = required_rate(period, rules, passed_on=is_transfer(row.tier, rules))
    rate = execution_rate(row.budget_fen, row.executed_fen)
    return required is not None and rate is not None and rate < required[0]


def fits(row: MonitoringRow, wanted: MonitoringFilter, *, period: int, rules: RulePack) -> bool:
    """Whether a filter shows a row."""
    match wanted:
        case MonitoringFilter.ALL:
            return True
        case MonitoringFilter.BLANK:
            return row.executed_fen is None
        case MonitoringFilter.DIFFERS:
            return row.differs
        case MonitoringFilter.RED:
            return row.light.colour is LightColour.RED
        case MonitoringFilter.YELLOW:
            return row.light.colour is LightColour.YELLOW
        case MonitoringFilter.PROBLEM:
            return row.errors > 0
        case MonitoringFilter.BEHIND:
            return is_behind(row, period=period, rules=rules)


def totals_of(rows: Sequence[MonitoringRow]) -> MonitoringTotals:
    """The sums of rows; a missing figure adds nothing."""
    return MonitoringTotals(
        count=len(rows),
        original_fen=sum(row.original_fen or 0 for row in rows),
        revised_fen=sum(row.budget_fen or 0 for row in rows),
        executed_fen=sum(row.executed_fen or 0 for row in rows),
        base_fen=sum(row.budget_fen or 0 for row in rows if row.executed_fen is not None),
        forecast_fen=sum(row.forecast_fen or 0 for row in rows),
        treasury_fen=sum(row.treasury_fen or 0 for row in rows),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitoringTodo:
    """One thing to be done about a cut-off month, and the rows that it is about."""

    period: int
    words: str
    wanted: MonitoringFilter
    count: int


def todos_of(rows: Sequence[MonitoringRow], *, period: int, rules: RulePack) -> tuple[MonitoringTodo, ...]:
    """What is to be done, the most pressing first.

    Source: the pack's rules ``notice`` and ``transfers``.
    """
    found: list[MonitoringTodo] = []

    def add(words: str, wanted: MonitoringFilter, count: int) -> None:
        if count:
            found.append(MonitoringTodo(period=period, words=words, wanted=wanted, count=count))

    due = rules.monitoring.transfers.due_in(period)
    below = percent(rules.monitoring.notice.below)
    behind = [row for row in rows if is_behind(row, period=period, rules=rules)]
    passed_on = [row for row in behind if due is not None and is_transfer(row.tier, rules)]
    own = len(behind) - len(passed_on)
    if passed_on and due is not None:
        words = f"{due.month} 月底应达到 {percent(due.rate)} 的对下转移支付项目，还差 {len(passed_on)} 个"
        add(words, MonitoringFilter.BEHIND, len(passed_on))
    if own:
        add(f"执行率低于 {below}、会被通报的项目 {own} 个", MonitoringFilter.BEHIND, own)
    differing = sum(row.differs for row in rows)
    add(f"和国库数不一致、还没有选定的 {differing} 个", MonitoringFilter.DIFFERS, differing)
    blank = sum(row.executed_fen is None for row in rows)
    add(f"还没有填执行数的 {blank} 个", MonitoringFilter.BLANK, blank)
    return tuple(found)
