"""Work orders: the remarks of one return as a list to be worked off, with the day until which; used where a return is answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from jxdesk.domain.road.phrases import DayRule, ReviewBook
from jxdesk.domain.road.reviews import Answer, Comment
from jxdesk.domain.values.due_dates import Precision, read_due_date
from jxdesk.domain.values.working_days import WorkCalendar


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkOrder:
    """What is to be done about one return of one filing."""

    filing_id: str
    round: int
    items: tuple[Comment, ...]

    @property
    def open_items(self) -> tuple[Comment, ...]:
        """What nobody has answered yet."""
        return tuple(item for item in self.items if item.answer is Answer.NONE)

    @property
    def due_on(self) -> dt.date | None:
        """The first day on which something is due: the filing goes back as a whole. None where no remark names one."""
        return min((item.due_on for item in self.items if item.due_on is not None), default=None)

    def is_overdue(self, today: dt.date) -> bool:
        """Whether it should have gone back before today."""
        return self.due_on is not None and self.due_on < today

    @property
    def progress(self) -> str:
        """How far it is: ``5 条意见，已答 3 条``."""
        answered = len(self.items) - len(self.open_items)
        return f"{len(self.items)} 条意见，已答 {answered} 条" if self.items else "没有逐条的意见"


def open_work_order(filing_id: str, number: int, comments: Iterable[Comment]) -> WorkOrder:
    """The work order of one round, in the order in which the remarks were written."""
    items = [one for one in comments if one.filing_id == filing_id and one.round == number]
    return WorkOrder(
        filing_id=filing_id, round=number, items=tuple(sorted(items, key=lambda one: one.position))
    )


def last_day(rule: DayRule, came_on: dt.date, calendar: WorkCalendar) -> dt.date:
    """The last day of the time that begins on the day after a return came."""
    return calendar.after(came_on, rule.days, rule.kind)


def with_due_days(
    comments: Iterable[Comment], book: ReviewBook, *, came_on: dt.date, calendar: WorkCalendar
) -> tuple[Comment, ...]:
    """The remarks, each with a day: the one that the reviewer wrote, else the time of its reason from the day it came.

    What the reviewer set has none: nothing is left to do about it.
    """
    return tuple(
        one
        if one.due_on is not None or one.is_settled
        else replace(one, due_on=last_day(book.days_of(one.reason_code), came_on, calendar))
        for one in comments
    )


def read_due_day(text: str, today: dt.date) -> dt.date | None:
    """The day that a reviewer typed (``11月5日``, ``2026-11-05``, ``月底`` is none); without a year the next such day.

    None for a text that names no day.
    """
    try:
        found = read_due_date(text)
    except ValueError:
        return None
    if found is None or found.precision is not Precision.DAY:
        return None
    day = found.last_day(today.year)
    return day if found.year is not None or day >= today else found.last_day(today.year + 1)
