"""Deadlines at the desk: what is not sent is counted as the list counts it, dates are moved, sticks are asked for weekly."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from jxdesk.actions import backup, deadlines, look
from jxdesk.actions.deadlines import BadDate, Due
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.records.filings import FilingState, Form
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.records.offices import Office, OfficeLevel
from jxdesk.domain.records.packages import Task
from jxdesk.store.engine import settings
from jxdesk.store.records import offices
from jxdesk.store.safety.drives import DriveKind
from jxdesk.store.views.list_stages import TARGET
from tests.actions.year_desk import TODAY, add_project, open_desk, store_filing, target_of


class Clock:
    """A clock that a test moves on."""

    def __init__(self) -> None:
        self.at = TODAY

    def __call__(self) -> dt.datetime:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Workspace]:
    with open_desk(tmp_path / "desk", clock) as workspace:
        yield workspace


def due(desk: Workspace, key: str) -> Due:
    return next(one for one in deadlines.of_year(desk, 2026) if one.deadline.key == key)


def test_what_is_not_sent_is_what_the_list_behind_the_button_shows(desk: Workspace) -> None:
    for state in (FilingState.SEALED, FilingState.APPROVED, FilingState.DRAFT):
        store_filing(desk, target_of(add_project(desk, f"项目{state.value}"), state=state))
    add_project(desk, "还没有填")
    targets = due(desk, "targets")
    assert (targets.unsent, targets.total) == (2, 4)
    listed = look.projects(desk, look.ProjectQuery(2026, state="unsent", stage=TARGET))
    assert [row.name for row in listed.first] == ["项目draft", "还没有填"]
    assert targets in deadlines.shown(desk, 2026)


def test_what_is_not_sent_is_counted_in_the_scope_that_is_in_sight(desk: Workspace) -> None:
    own = desk.own_office
    below = Office(id=new_id(), path=f"{own.path}-7", name="东村", level=OfficeLevel.UNIT, parent_id=own.id)
    desk.transact(lambda tx: offices.add(tx, below), errand="test")
    add_project(desk, "本单位的")
    add_project(desk, "东村的甲", office_id=below.id)
    add_project(desk, "东村的乙", office_id=below.id)

    def counted(scope: str) -> tuple[int, int]:
        found = deadlines.of_year(desk, 2026, scope=scope)
        targets = next(one for one in found if one.deadline.key == "targets")
        listed = look.projects(desk, look.ProjectQuery(2026, state="unsent", stage=TARGET, scope=scope))
        assert len(listed.rows) == targets.unsent
        return targets.unsent, targets.total

    assert counted("") == (3, 3)
    assert counted(below.path) == (2, 2)
    assert counted(own.path) == (3, 3)


def test_the_task_that_is_due_is_asked_for_until_everybody_has_filed_it(
    desk: Workspace, clock: Clock
) -> None:
    clock.at = dt.datetime.fromisoformat("2026-11-22T09:00:00+08:00")
    monitoring = Task(form=Form.PROJECT_MONITORING, year=2026, period=10)
    targets = Task(form=Form.PROJECT_TARGET, year=2027)
    assert deadlines.tasks_to_collect(desk) == (monitoring, targets)
    deadlines.move(desk, 2026, "monitoring-10", dt.date(2026, 12, 20))
    assert deadlines.tasks_to_collect(desk) == (targets, monitoring), "the nearer one first"
    clock.at = dt.datetime.fromisoformat("2026-06-15T09:00:00+08:00")
    assert deadlines.tasks_to_collect(desk) == ()


def test_a_date_is_moved_for_one_year_and_brought_back(desk: Workspace) -> None:
    deadlines.move(desk, 2026, "monitoring-7", dt.date(2026, 8, 20), basis=" 武财绩〔2026〕5号 ")
    moved = due(desk, "monitoring-7")
    assert moved.on == dt.date(2026, 8, 20)
    assert moved.moved is not None
    assert moved.moved.basis == "武财绩〔2026〕5号"
    other = next(one for one in deadlines.of_year(desk, 2027) if one.deadline.key == "monitoring-7")
    assert other.on == dt.date(2027, 8, 10)
    deadlines.move(desk, 2026, "monitoring-7", None)
    assert due(desk, "monitoring-7").on == dt.date(2026, 8, 10)


@pytest.mark.parametrize(
    ("key", "day"), [("monitoring-7", dt.date(2062, 8, 1)), ("nothing", dt.date(2026, 8, 1))]
)
def test_a_date_that_cannot_be_meant_is_refused_in_words(desk: Workspace, key: str, day: dt.date) -> None:
    with pytest.raises(BadDate) as refused:
        deadlines.move(desk, 2026, key, day)
    assert refused.value.advice
    assert due(desk, "monitoring-7").moved is None


def test_a_week_without_a_copy_on_a_stick_is_told_with_the_day_it_began(
    desk: Workspace, clock: Clock
) -> None:
    add_project(desk)
    # The folder was made on today's real clock, the desk runs on another one: the first line is this project's.
    desk.transact(lambda tx: settings.put(tx, settings.STICK_COPY, TODAY.isoformat()))
    assert not deadlines.stick_reminder(desk).is_due
    clock.at = TODAY + dt.timedelta(days=6)
    assert not deadlines.stick_reminder(desk).is_due
    clock.at = TODAY + dt.timedelta(days=7)
    found = deadlines.stick_reminder(desk)
    assert (found.is_due, found.days, found.last) == (True, 7, TODAY.date())


def test_the_reminder_is_put_off_for_a_day_or_for_good(desk: Workspace, clock: Clock) -> None:
    desk.transact(lambda tx: settings.put(tx, settings.STICK_COPY, TODAY.isoformat()))
    clock.at = TODAY + dt.timedelta(days=9)
    until = deadlines.snooze(desk)
    assert until == clock.at.date() + dt.timedelta(days=1)
    assert deadlines.stick_reminder(desk).snoozed_until == until
    assert not deadlines.stick_reminder(desk).is_due
    clock.at += dt.timedelta(days=1)
    assert deadlines.stick_reminder(desk).is_due
    deadlines.remind_every(desk, 14)
    assert not deadlines.stick_reminder(desk).is_due
    clock.at += dt.timedelta(days=400)
    assert deadlines.stick_reminder(desk).is_due
    deadlines.remind_every(desk, deadlines.NEVER)
    assert not deadlines.stick_reminder(desk).is_due


def test_a_backup_to_a_stick_counts_and_one_to_a_folder_of_the_machine_does_not(
    desk: Workspace, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, stick = tmp_path / "folder", tmp_path / "stick"
    folder.mkdir()
    stick.mkdir()
    monkeypatch.setattr(
        backup, "drive_kind", lambda path: DriveKind.REMOVABLE if path == stick else DriveKind.FIXED
    )
    backup.backup(desk, to=folder)
    assert deadlines.stick_reminder(desk).last is None
    backup.backup(desk, to=stick)
    assert deadlines.stick_reminder(desk).last == TODAY.date()
    assert deadlines.stick_reminder(desk).days == 0
