"""Ledger of rectifications (整改台账): what must be mended, by whom and until when, of one office or of all below it; the page of it reads it.

Source: 整改台账 as prefectures keep it; the order and the filters are this program's own choice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from jxdesk.domain.records.rectifications import Rectification, RectificationState


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    """A rectification with the names of the project and the office that it is about."""

    about: Rectification
    project: str = ""
    project_code: str = ""
    office: str = ""

    @property
    def subject(self) -> str:
        """The project, or the office where it is about the office as a whole."""
        return self.project or self.office


class LedgerFilter(StrEnum):
    """Which rows of the ledger are in sight."""

    TODO = "todo"
    OVERDUE = "overdue"
    UNDER_WAY = "under_way"
    DONE = "done"
    DROPPED = "dropped"
    ALL = "all"


def fits(row: LedgerRow, wanted: LedgerFilter, today: dt.date) -> bool:
    """Whether a filter shows a row."""
    about = row.about
    match wanted:
        case LedgerFilter.TODO:
            return about.is_open
        case LedgerFilter.OVERDUE:
            return about.is_overdue(today)
        case LedgerFilter.UNDER_WAY:
            return about.state is RectificationState.UNDER_WAY
        case LedgerFilter.DONE:
            return about.state is RectificationState.DONE
        case LedgerFilter.DROPPED:
            return about.state is RectificationState.DROPPED
        case LedgerFilter.ALL:
            return True


def in_order(rows: Iterable[LedgerRow], today: dt.date) -> tuple[LedgerRow, ...]:
    """What is overdue first, then what is to be done by its day, then what is settled, the newest first."""

    def rank(row: LedgerRow) -> tuple[int, int]:
        about = row.about
        if about.is_open:
            due = about.due_on.toordinal() if about.due_on is not None else dt.date.max.toordinal()
            return (0 if about.is_overdue(today) else 1), due
        settled = about.done_on or about.due_on
        return 2, -settled.toordinal() if settled is not None else 0

    return tuple(sorted(rows, key=rank))


@dataclass(frozen=True, slots=True)
class Overdue:
    """How many rectifications should have been done before today, and for how long the oldest of them has been waiting.

    Units: ``days`` natural days.
    """

    count: int
    days: int


def overdue_of(rows: Iterable[LedgerRow], today: dt.date) -> Overdue:
    """What of a ledger is overdue."""
    late = [
        (today - row.about.due_on).days for row in rows if row.about.due_on and row.about.is_overdue(today)
    ]
    return Overdue(len(late), max(late, default=0))


def days_left(row: LedgerRow, today: dt.date) -> str:
    """How long there still is, or how long it is late, in words; empty where nothing is to be done."""
    about = row.about
    if not about.is_open or about.due_on is None:
        return ""
    days = (about.due_on - today).days
    if days < 0:
        return f"逾期 {-days} 天"
    return "今天到期" if days == 0 else f"还剩 {days} 天"
