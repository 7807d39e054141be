"""Working days: the calendar of days off and days worked instead, and counting days by it. Used by deadlines."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

_ONE = dt.timedelta(days=1)
_SATURDAY = 5


class DayKind(StrEnum):
    """How days are counted: 自然日 or 工作日."""

    NATURAL = "natural"
    WORKING = "working"


@dataclass(frozen=True)
class WorkCalendar:
    """The days that differ from their weekday: off (休) or worked (班).

    Source: the holiday notices of 国务院办公厅, one for each year; a year without one goes by its weekdays.
    """

    works: Mapping[dt.date, bool]

    @classmethod
    def from_csv(cls, text: str) -> WorkCalendar:
        """Reads the table with the columns date, kind and name."""
        rows = csv.DictReader(text.splitlines())
        return cls({dt.date.fromisoformat(row["date"]): row["kind"] == "班" for row in rows})

    @cached_property
    def years(self) -> frozenset[int]:
        """The years whose holidays are known."""
        return frozenset(day.year for day in self.works)

    def is_working(self, day: dt.date) -> bool:
        """Whether offices are open."""
        return self.works.get(day, day.weekday() < _SATURDAY)

    def after(self, start: dt.date, days: int, kind: DayKind) -> dt.date:
        """The last day of a time of so many days that begins on the day after ``start``."""
        if kind is DayKind.NATURAL:
            return start + days * _ONE
        day = start
        while days > 0:
            day += _ONE
            days -= self.is_working(day)
        return day

    def working_between(self, start: dt.date, end: dt.date) -> int:
        """How many working days lie after ``start`` up to and with ``end``; none where the end comes first."""
        return sum(self.is_working(start + n * _ONE) for n in range(1, (end - start).days + 1))
