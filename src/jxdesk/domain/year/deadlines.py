"""Deadlines: what is due when in a year, by which rule, and how far away that is. Used by the errand of the first page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from jxdesk.domain.declarations import Table
from jxdesk.domain.records.filings import Form
from jxdesk.domain.values.working_days import DayKind, WorkCalendar


class After(StrEnum):
    """The days that a time can run from."""

    APPROVAL = "approval"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """One thing that is due: on a date counted from the fiscal year, or so many days after something.

    ``own_choice`` tells that the day is this program's proposal and no regulation.
    """

    key: str
    name: str
    form: Form
    period: int | None = None
    year: int = 0
    month: int = 0
    day: int = 0
    after: After | None = None
    days: int = 0
    kind: DayKind = DayKind.NATURAL
    source: str
    own_choice: bool = False

    def due_on(
        self, fiscal_year: int, calendar: WorkCalendar, begins: Mapping[After, dt.date]
    ) -> dt.date | None:
        """The last day, None while that from which it runs has not happened."""
        if self.after is None:
            return dt.date(fiscal_year + self.year, self.month, self.day)
        begin = begins.get(self.after)
        return None if begin is None else calendar.after(begin, self.days, self.kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class StickRule:
    """How often the data should be copied to a stick, what else may be chosen, and how long a reminder is put off.

    Units: days.
    """

    every_days: int
    snooze_days: int
    offered_days: tuple[int, ...]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectingRule:
    """Which task an office that collects from others asks for: from so many days before its last day until so many after it.

    Units: days.
    """

    days_before: int
    days_after: int
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """All deadlines of a region; one from before timetables said what is collected when asks for nothing by itself."""

    id: str
    name: str
    version: str
    deadlines: tuple[Deadline, ...]
    stick: StickRule
    collecting: CollectingRule | None

    @classmethod
    def from_mapping(cls, declared: Mapping[str, Any]) -> Timetable:
        """The timetable as a declared file says it.

        Raises: DeclarationError.
        """
        top = Table(declared, where="deadlines")
        stick = top.table("stick")
        if stick is None:
            raise top.refuse("stick", "缺少这一项")
        found = cls(
            id=top.text("id"),
            name=top.text("name"),
            version=top.text("version"),
            deadlines=tuple(map(_deadline, top.tables("deadlines"))),
            stick=StickRule(
                every_days=stick.whole("every_days"),
                snooze_days=stick.whole("snooze_days"),
                offered_days=stick.wholes("offered_days"),
                source=stick.text("source"),
            ),
            collecting=_collecting(top.table("collecting")),
        )
        stick.flag("own_choice")
        stick.finish()
        top.finish()
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A deadline that was moved for one year, on the strength of a notice."""

    on: dt.date
    basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A deadline of a year as it stands today.

    ``unsent`` of ``total`` projects have not handed it in; both are 0 where nobody hands in anything. ``knows_holidays``
    is false where the working days go by weekdays alone.

    Units: ``days_left`` natural days, negative when it is over; ``working_left`` working days.
    """

    deadline: Deadline
    fiscal_year: int
    on: dt.date
    days_left: int
    working_left: int
    knows_holidays: bool
    unsent: int
    total: int
    moved: Moved | None = None

    @property
    def is_over(self) -> bool:
        """Whether the day has passed."""
        return self.days_left < 0

    @property
    def basis(self) -> str:
        """Why it is this day."""
        if self.moved is not None:
            return f"本单位改过日期{f'：{self.moved.basis}' if self.moved.basis else ''}。原定依据：{self.deadline.source}"
        return self.deadline.source


def dues(
    timetable: Timetable,
    fiscal_year: int,
    today: dt.date,
    *,
    calendar: WorkCalendar,
    begins: Mapping[After, dt.date],
    moved: Mapping[str, Moved],
    sent: Mapping[tuple[Form, int | None], tuple[int, int]],
) -> tuple[Due, ...]:
    """The deadlines of a year in the order of their days; ``sent`` gives by form and month how many are not sent, of how many."""
    found = []
    for deadline in timetable.deadlines:
        change = moved.get(deadline.key)
        on = change.on if change is not None else deadline.due_on(fiscal_year, calendar, begins)
        if on is None:
            continue
        # What runs from an approval is not handed in here.
        counts = (0, 0) if deadline.after is not None else sent.get((deadline.form, deadline.period), (0, 0))
        found.append(
            Due(
                deadline=deadline,
                fiscal_year=fiscal_year,
                on=on,
                days_left=(on - today).days,
                working_left=calendar.working_between(today, on),
                knows_holidays=_years(today, on) <= calendar.years,
                unsent=counts[0],
                total=counts[1],
                moved=change,
            )
        )
    return tuple(sorted(found, key=lambda due: due.on))


def worth_showing(found: Iterable[Due], *, ahead_days: int, most: int) -> tuple[Due, ...]:
    """What the first page shows: what is over and not all sent, and what comes; far ones only where nothing is nearer."""
    open_ones = [
        due for due in found if due.unsent or (not due.is_over and not (due.total and not due.unsent))
    ]
    near = [due for due in open_ones if due.days_left <= ahead_days]
    return tuple((near or open_ones[:1])[:most])


def to_collect(found: Iterable[Due], rule: CollectingRule | None) -> tuple[Due, ...]:
    """What is to be collected from others now: what is over first, the last one before those that passed earlier, then what comes.

    What runs from an approval is not handed in.
    """
    if rule is None:
        return ()
    asked = [
        due
        for due in found
        if due.deadline.after is None and -rule.days_after <= due.days_left <= rule.days_before
    ]
    return tuple(sorted(asked, key=lambda due: (not due.is_over, abs(due.days_left))))


def _collecting(table: Table | None) -> CollectingRule | None:
    if table is None:
        return None
    rule = CollectingRule(
        days_before=table.whole("days_before"),
        days_after=table.whole("days_after"),
        source=table.text("source"),
    )
    table.flag("own_choice")
    table.finish()
    return rule


def _years(start: dt.date, end: dt.date) -> set[int]:
    return set(range(start.year, end.year + 1))


def _deadline(table: Table) -> Deadline:
    form, after = table.word("form", Form), None
    period = table.whole("period") if table.has("period") else None
    if table.has("after"):
        after = table.word("after", After)
        days, kind = table.whole("days"), table.word("kind", DayKind)
        if days < 1:
            raise table.refuse("days", "要写多少天")
        year = month = day = 0
    else:
        days, kind = 0, DayKind.NATURAL
        year, month, day = table.whole("year", 0), table.whole("month"), table.whole("day")
        try:
            dt.date(2023, month, day)  # a year without a leap day: the date must be there in every year
        except ValueError:
            raise table.refuse("day", "没有这一天") from None
    deadline = Deadline(
        key=table.text("key"),
        name=table.text("name"),
        form=form,
        period=period,
        year=year,
        month=month,
        day=day,
        after=after,
        days=days,
        kind=kind,
        source=table.text("source"),
        own_choice=table.flag("own_choice"),
    )
    table.finish()
    return deadline
