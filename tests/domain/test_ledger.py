"""The ledger of rectifications: what comes first, what a filter shows, and how long there is left."""

from __future__ import annotations

import datetime as dt

import pytest

from jxdesk.domain.monitoring.ledger import (
    LedgerFilter,
    LedgerRow,
    Overdue,
    days_left,
    fits,
    in_order,
    overdue_of,
)
from jxdesk.domain.records.rectifications import Rectification, RectificationState

TODAY = dt.date(2026, 8, 5)


def row(
    name: str,
    due: int | None,
    state: RectificationState = RectificationState.OPEN,
    *,
    done: int | None = None,
) -> LedgerRow:
    def day(offset: int | None) -> dt.date | None:
        return None if offset is None else TODAY + dt.timedelta(days=offset)

    about = Rectification(id=name, office_id="o", due_on=day(due), done_on=day(done), state=state)
    return LedgerRow(about=about, project=name, office="某镇")


ROWS = (
    row("later", 30, RectificationState.UNDER_WAY),
    row("done long ago", -40, RectificationState.DONE, done=-30),
    row("without a day", None, RectificationState.DROPPED),
    row("late", -3),
    row("done lately", 10, RectificationState.DONE, done=-1),
    row("today", 0),
    row("later still late", -9, RectificationState.UNDER_WAY),
)


def test_what_is_overdue_comes_first_and_what_is_settled_last() -> None:
    assert [one.about.id for one in in_order(ROWS, TODAY)] == [
        "later still late",
        "late",
        "today",
        "later",
        "done lately",
        "done long ago",
        "without a day",
    ]


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (LedgerFilter.TODO, 4),
        (LedgerFilter.OVERDUE, 2),
        (LedgerFilter.UNDER_WAY, 2),
        (LedgerFilter.DONE, 2),
        (LedgerFilter.DROPPED, 1),
        (LedgerFilter.ALL, 7),
    ],
)
def test_a_filter_shows_its_own(wanted: LedgerFilter, count: int) -> None:
    assert sum(fits(one, wanted, TODAY) for one in ROWS) == count


def test_days_are_said_only_of_what_is_to_be_done() -> None:
    said = {one.about.id: days_left(one, TODAY) for one in ROWS}
    assert said["late"] == "逾期 3 天"
    assert said["today"] == "今天到期"
    assert said["later"] == "还剩 30 天"
    assert said["done lately"] == ""
    assert days_left(row("no day", None), TODAY) == ""


def test_the_oldest_of_what_is_overdue_says_how_late_things_are() -> None:
    assert overdue_of(ROWS, TODAY) == Overdue(2, 9)
    assert overdue_of((), TODAY) == Overdue(0, 0)
