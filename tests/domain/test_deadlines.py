"""Deadlines: days counted by the calendar, dates of the shipped timetable, moved dates, and what the first page shows."""

from __future__ import annotations

import datetime as dt

import pytest

from jxdesk.domain.declarations import DeclarationError
from jxdesk.domain.records.filings import Form
from jxdesk.domain.values.working_days import DayKind, WorkCalendar
from jxdesk.domain.year.deadlines import After, Due, Moved, Timetable, dues, to_collect, worth_showing
from jxdesk.store.shipped.deadlines import timetable, work_calendar

DAY = dt.date
STICK = {"every_days": 7, "snooze_days": 1, "source": "建议"}
LINE = {"key": "a", "name": "甲", "form": "project_target", "month": 3, "day": 31, "source": "文件"}


def found(
    today: dt.date,
    *,
    approved: dt.date | None = None,
    moved: dict[str, Moved] | None = None,
    unsent: int = 3,
    year: int = 2026,
) -> tuple[Due, ...]:
    return dues(
        timetable(),
        year,
        today,
        calendar=work_calendar(),
        begins={After.APPROVAL: approved} if approved else {},
        moved=moved or {},
        sent={(Form.PROJECT_MONITORING, 7): (unsent, 12), (Form.PROJECT_MONITORING, 10): (12, 12)},
    )


def test_working_days_go_round_holidays_and_take_days_that_are_worked_instead() -> None:
    calendar = work_calendar()
    assert not calendar.is_working(DAY(2026, 10, 6))
    assert calendar.is_working(DAY(2026, 10, 10))  # a Saturday that is worked
    assert not calendar.is_working(DAY(2026, 11, 21))  # a plain Saturday
    assert calendar.working_between(DAY(2026, 9, 30), DAY(2026, 10, 12)) == 4
    assert calendar.working_between(DAY(2026, 10, 12), DAY(2026, 9, 30)) == 0


def test_twenty_days_are_a_longer_time_in_working_days() -> None:
    calendar = work_calendar()
    assert calendar.after(DAY(2026, 9, 25), 20, DayKind.NATURAL) == DAY(2026, 10, 15)
    assert calendar.after(DAY(2026, 9, 25), 20, DayKind.WORKING) == DAY(2026, 10, 29)


def test_a_year_without_a_notice_goes_by_its_weekdays_and_says_so() -> None:
    assert 2027 not in work_calendar().years
    assert WorkCalendar({}).is_working(DAY(2026, 10, 6))
    due = next(due for due in found(DAY(2026, 12, 1)) if due.deadline.key == "self-evaluation")
    assert due.on == DAY(2027, 3, 31)
    assert not due.knows_holidays


def test_dates_count_from_the_fiscal_year_and_left_days_from_today() -> None:
    by_key = {due.deadline.key: due for due in found(DAY(2026, 7, 31))}
    assert by_key["targets"].on == DAY(2025, 11, 30)
    monitoring = by_key["monitoring-7"]
    assert (monitoring.on, monitoring.days_left, monitoring.working_left) == (DAY(2026, 8, 10), 10, 6)
    assert (monitoring.unsent, monitoring.total) == (3, 12)
    assert all(due.basis for due in by_key.values())


def test_disclosure_runs_twenty_days_from_the_approval_and_is_not_there_before() -> None:
    assert "disclosure" not in {due.deadline.key for due in found(DAY(2026, 3, 1))}
    due = next(due for due in found(DAY(2026, 3, 25), approved=DAY(2026, 3, 20)) if due.deadline.after)
    assert (due.on, due.total) == (DAY(2026, 4, 9), 0)


def collected(today: dt.date, **more: dict[str, Moved]) -> list[tuple[str, int]]:
    """What is asked for on a day, by the deadlines of the years around."""
    of_all_years = [due for year in (2025, 2026, 2027) for due in found(today, year=year, **more)]  # type: ignore[arg-type]
    return [(due.deadline.key, due.fiscal_year) for due in to_collect(of_all_years, timetable().collecting)]


@pytest.mark.parametrize(
    ("today", "asked"),
    [
        (DAY(2026, 11, 22), [("monitoring-10", 2026), ("targets", 2027)]),
        (DAY(2026, 11, 9), [("monitoring-10", 2026), ("targets", 2027)]),
        (DAY(2026, 12, 5), [("targets", 2027), ("monitoring-10", 2026)]),
        (DAY(2026, 3, 20), [("self-evaluation", 2025)]),
        (DAY(2026, 6, 15), []),
    ],
)
def test_what_is_over_is_collected_first_and_then_what_comes(
    today: dt.date, asked: list[tuple[str, int]]
) -> None:
    assert collected(today) == asked


def test_a_day_that_was_moved_moves_what_is_collected_and_a_timetable_of_old_asks_for_nothing() -> None:
    moved = {"targets": Moved(on=DAY(2027, 1, 31))}
    assert ("targets", 2027) not in collected(DAY(2026, 11, 22), moved=moved)
    old = Timetable.from_mapping(
        {"id": "x", "name": "甲", "version": "1", "deadlines": [LINE], "stick": STICK}
    )
    assert to_collect(found(DAY(2026, 11, 10)), old.collecting) == ()


def test_a_moved_date_counts_and_says_by_which_notice() -> None:
    moved = {"monitoring-7": Moved(on=DAY(2026, 8, 20), basis="武财绩〔2026〕5号")}
    due = next(due for due in found(DAY(2026, 8, 12), moved=moved) if due.deadline.key == "monitoring-7")
    assert due.days_left == 8
    assert "武财绩〔2026〕5号" in due.basis
    assert due.deadline.source in due.basis


def test_the_first_page_shows_what_is_over_and_not_sent_and_what_comes_soon() -> None:
    def keys(today: dt.date, unsent: int) -> list[str]:
        shown = worth_showing(found(today, unsent=unsent), ahead_days=120, most=4)
        return [due.deadline.key for due in shown]

    assert keys(DAY(2026, 8, 12), 3) == ["monitoring-7", "monitoring-10"]
    assert keys(DAY(2026, 8, 12), 0) == ["monitoring-10"]
    # Nothing is near: the next one is shown all the same.
    assert keys(DAY(2026, 1, 1), 0) == ["monitoring-10"]


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"month": 2, "day": 29}, "day"),
        ({"month": 13}, "day"),
        ({"form": "letter"}, "form"),
        ({"colour": "red"}, "colour"),
        ({"after": "approval", "days": 0, "kind": "natural"}, "days"),
        ({"after": "wedding", "days": 3, "kind": "natural"}, "after"),
    ],
)
def test_a_deadline_that_cannot_be_reckoned_is_refused_with_its_place(
    changes: dict[str, object], place: str
) -> None:
    declared = {"id": "t", "name": "n", "version": "1", "stick": STICK, "deadlines": [LINE | changes]}
    with pytest.raises(DeclarationError) as refused:
        Timetable.from_mapping(declared)
    assert place in refused.value.facts
