"""Monitoring rules: the months, thresholds and words by which a year under way is watched; a part of the rule pack."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from jxdesk.domain.declarations import Table
from jxdesk.domain.rules.basis import Basis
from jxdesk.domain.rules.reading import basis, number, required

_ZERO, _ONE = Decimal(0), Decimal(1)
MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class LightRule:
    """How far execution may lag behind the months gone by.

    ``until_month`` is the last month judged by the calendar; behind it ``NoticeRule`` and ``TransferDue`` count.

    Units: ``*_behind`` ratios of the budget.
    """

    red_behind: Decimal
    yellow_behind: Decimal
    until_month: int
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRule:
    """Below this rate from this month on a department is named in a notice (通报) and reminded by letter.

    Units: ``below`` ratio.
    """

    from_month: int
    below: Decimal
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferDue:
    """The rate that money passed on to lower levels must have reached by the end of a month.

    Units: ``rate`` ratio.
    """

    month: int
    rate: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferRule:
    """Money for lower levels: what is due when, and the words of a project's tier (项目级次) that tell it."""

    due: tuple[TransferDue, ...]
    tiers: tuple[str, ...]
    basis: Basis

    def due_in(self, period: int) -> TransferDue | None:
        """What is due by the end of this month; None before the first one."""
        reached = [one for one in self.due if one.month <= period]
        return reached[-1] if reached else None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviationRule:
    """From which difference between forecast and target on an explanation is asked for.

    Units: ``explain_above`` ratio of the target.
    """

    explain_above: Decimal
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class SteadyRule:
    """Which indicators do not grow with the months: by their unit, or by a word in their name or levels."""

    units: tuple[str, ...]
    words: tuple[str, ...]
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitoringRule:
    """How the year under way is watched; ``periods`` are the usual cut-off months, any other one may be chosen."""

    periods: tuple[int, ...]
    periods_basis: Basis
    lights: LightRule
    notice: NoticeRule
    transfers: TransferRule
    deviation: DeviationRule
    steady: SteadyRule


def read_monitoring(table: Table) -> MonitoringRule:
    """The section ``[monitoring]`` of a pack.

    Raises: DeclarationError.
    """
    months = required(table, "periods")
    periods = tuple(_month_of(months, text) for text in months.texts("months"))
    if not periods or list(periods) != sorted(set(periods)):
        raise months.refuse("months", "应是从早到晚、不重复的月份")
    rule = MonitoringRule(
        periods=periods,
        periods_basis=basis(months),
        lights=_lights(required(table, "lights")),
        notice=_notice(required(table, "notice")),
        transfers=_transfers(required(table, "transfers")),
        deviation=_deviation(required(table, "deviation")),
        steady=_steady(required(table, "steady")),
    )
    months.finish()
    table.finish()
    return rule


def _month_of(table: Table, text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MONTHS:
        raise table.refuse("months", f"不是月份：{text!r}")
    return int(text)


def _month(table: Table, key: str) -> int:
    month = table.whole(key)
    if not 1 <= month <= MONTHS:
        raise table.refuse(key, f"不是月份：{month}")
    return month


def _lights(table: Table) -> LightRule:
    rule = LightRule(
        red_behind=number(table, "red_behind", low=_ZERO, high=_ONE),
        yellow_behind=number(table, "yellow_behind", low=_ZERO, high=_ONE),
        until_month=_month(table, "until_month"),
        basis=basis(table),
    )
    table.finish()
    if rule.yellow_behind >= rule.red_behind:
        raise table.refuse("yellow_behind", "黄灯的差距应小于红灯的")
    return rule


def _notice(table: Table) -> NoticeRule:
    rule = NoticeRule(
        from_month=_month(table, "from_month"),
        below=number(table, "below", low=_ZERO, high=_ONE),
        basis=basis(table),
    )
    table.finish()
    return rule


def _transfers(table: Table) -> TransferRule:
    due = []
    for row in table.tables("due"):
        due.append(TransferDue(month=_month(row, "month"), rate=number(row, "rate", low=_ZERO, high=_ONE)))
        row.finish()
    rule = TransferRule(due=tuple(due), tiers=table.texts("tiers"), basis=basis(table))
    table.finish()
    months, rates = [one.month for one in due], [one.rate for one in due]
    if months != sorted(set(months)) or rates != sorted(rates):
        raise table.refuse("due", "各月应从早到晚，比率不能往回降")
    return rule


def _deviation(table: Table) -> DeviationRule:
    rule = DeviationRule(
        explain_above=number(table, "explain_above", low=_ZERO, high=_ONE), basis=basis(table)
    )
    table.finish()
    return rule


def _steady(table: Table) -> SteadyRule:
    rule = SteadyRule(units=table.texts("units"), words=table.texts("words"), basis=basis(table))
    table.finish()
    return rule
