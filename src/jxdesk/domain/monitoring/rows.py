"""Monitoring rows: one project of a cut-off month with its money from all sides; the bulk grid, its filters and its to-dos read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cache

from jxdesk.domain.monitoring.standing import (
    Light,
    LightColour,
    execution_rate,
    is_transfer,
    percent,
    project_colour,
    project_light,
    required_share,
)
from jxdesk.domain.monitoring.treasury_choice import is_settled
from jxdesk.domain.records.filings import FilingState, Likelihood
from jxdesk.domain.rules.pack import RulePack

NO_LIGHT = Light(colour=LightColour.GREY, reason="")


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitoringRow:
    """One project up to a cut-off month.

    ``filing_id`` is empty until something was typed; ``decision`` says which figure somebody chose where the treasury has
    another one. ``rules`` are those that judge the month ``period``, None where nothing is judged; the light is worked out
    where it is looked at, because a month has thousands of rows and a screen shows thirty. ``office_path`` says
    whose it is.

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
    filing_id: str = ""
    state: FilingState | None = None
    errors: int = 0
    likelihood: Likelihood = Likelihood.UNSAID
    decision: str = ""
    period: int = 0
    office_path: str = ""
    rules: RulePack | None = field(default=None, repr=False, compare=False)

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
    def is_passed_on(self) -> bool:
        """Whether the money goes on to lower levels."""
        return self.rules is not None and is_transfer(self.tier, self.rules)

    @property
    def colour(self) -> LightColour:
        """The colour of the light."""
        return _colour(self, execution_rate(self.budget_fen, self.executed_fen), self.is_passed_on)

    @property
    def light(self) -> Light:
        """The light with the sentence that says why."""
        if self.rules is None:
            return NO_LIGHT
        return project_light(
            self.budget_fen,
            self.executed_fen,
            self.likelihood,
            period=self.period,
            rules=self.rules,
            passed_on=self.is_passed_on,
        )

    @property
    def is_behind(self) -> bool:
        """Whether the project misses the rate that must be reached by now."""
        return _is_behind(self, execution_rate(self.budget_fen, self.executed_fen), self.is_passed_on)

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


def _colour(row: MonitoringRow, rate: Decimal | None, passed_on: bool) -> LightColour:
    if row.rules is None:
        return NO_LIGHT.colour
    return project_colour(rate, row.likelihood, period=row.period, rules=row.rules, passed_on=passed_on)


def _is_behind(row: MonitoringRow, rate: Decimal | None, passed_on: bool) -> bool:
    if row.rules is None or rate is None:
        return False
    required = required_share(row.period, row.rules, passed_on=passed_on)
    return required is not None and rate < required


def filters_of(row: MonitoringRow) -> frozenset[MonitoringFilter]:
    """The filters that show a row; its rate is worked out once, because a month has thousands of rows."""
    rate, passed_on = execution_rate(row.budget_fen, row.executed_fen), row.is_passed_on
    colour, is_behind = _colour(row, rate, passed_on), _is_behind(row, rate, passed_on)
    return _filters(row.executed_fen is None, row.differs, colour, row.errors > 0, is_behind)


@cache
def _filters(
    is_blank: bool, differs: bool, colour: LightColour, has_errors: bool, is_behind: bool
) -> frozenset[MonitoringFilter]:
    """One set for all rows that stand alike."""
    shown = {
        MonitoringFilter.ALL: True,
        MonitoringFilter.BLANK: is_blank,
        MonitoringFilter.DIFFERS: differs,
        MonitoringFilter.RED: colour is LightColour.RED,
        MonitoringFilter.YELLOW: colour is LightColour.YELLOW,
        MonitoringFilter.PROBLEM: has_errors,
        MonitoringFilter.BEHIND: is_behind,
    }
    return frozenset(wanted for wanted, is_shown in shown.items() if is_shown)


def totals_of(rows: Sequence[MonitoringRow]) -> MonitoringTotals:
    """The sums of rows; a missing figure adds nothing."""
    original = revised = executed = base = forecast = treasury = 0
    for row in (
        rows
    ):  # once for all sums: a month has thousands of rows, and they are added up at every key of the search
        budget = row.budget_fen or 0
        original += row.original_fen or 0
        revised += budget
        forecast += row.forecast_fen or 0
        treasury += row.treasury_fen or 0
        if row.executed_fen is not None:
            executed += row.executed_fen
            base += budget
    return MonitoringTotals(
        count=len(rows),
        original_fen=original,
        revised_fen=revised,
        executed_fen=executed,
        base_fen=base,
        forecast_fen=forecast,
        treasury_fen=treasury,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitoringTodo:
    """One thing to be done about a cut-off month, and the rows that it is about; ``words`` go on after their number."""

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
    behind = [row for row in rows if row.is_behind]
    passed_on = [row for row in behind if due is not None and is_transfer(row.tier, rules)]
    own = len(behind) - len(passed_on)
    if passed_on and due is not None:
        words = f"个对下转移支付项目没有达到 {due.month} 月底应达到的 {percent(due.rate)}"
        add(words, MonitoringFilter.BEHIND, len(passed_on))
    if own:
        add(f"个项目执行率低于 {below}，会被通报", MonitoringFilter.BEHIND, own)
    differing = sum(row.differs for row in rows)
    add("个项目和国库数不一致，还没有选定用哪个", MonitoringFilter.DIFFERS, differing)
    blank = sum(row.executed_fen is None for row in rows)
    add("个项目还没有填执行数", MonitoringFilter.BLANK, blank)
    return tuple(found)
