"""下级报送 on the first page: what a county and a prefecture begin their day with, with its counts; a township has none of it."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QDate
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from jxdesk.actions import deadlines, start
from jxdesk.actions.look import newest_task
from jxdesk.actions.workspace import Workspace
from jxdesk.desktop.below_card import BelowCard
from jxdesk.desktop.pages.dashboard import DashboardPage
from jxdesk.desktop.pages.tray import LATE, TrayPage
from jxdesk.desktop.shell import Shell
from jxdesk.domain.records.filings import Filing
from jxdesk.domain.records.offices import OfficeLevel
from jxdesk.domain.records.packages import Task, task_words
from jxdesk.domain.records.projects import Project
from jxdesk.store.shipped.deadlines import timetable
from tests.actions.enrol_desks import enrolled
from tests.actions.road_desks import EVALUATIONS, drawn, fill, receive, send

from .conftest import Opener, child, settled

__all__ = ["drawn"]

COUNTY, EAST, WEST = "53-23-29", "53-23-29-100", "53-23-29-101"


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "U盘"
    folder.mkdir()
    return folder


@pytest.fixture
def county(tmp_path: Path, stick: Path, drawn: tuple[tuple[Project, ...], tuple[Filing, ...]]) -> Path:
    """A county at which two towns are enrolled; one has sealed two self-evaluations onto the stick."""
    home = begun(tmp_path / "县", "某某县财政局", COUNTY, OfficeLevel.COUNTY)
    with Workspace.open_existing(home) as upper:
        for name, code in (("东镇", EAST), ("西镇", WEST)):
            town = begun(tmp_path / name, f"{name}人民政府", code, OfficeLevel.TOWNSHIP)
            with Workspace.open_existing(town) as desk:
                enrolled(desk, upper, stick)
                if code == EAST:
                    fill(desk, drawn)
                    shutil.copy(send(desk, stick, EVALUATIONS).path, tmp_path / "来件.jxpkg")
    return home


def begun(home: Path, name: str, code: str, level: OfficeLevel) -> Path:
    start.start(home, name=name, level=level, code=code)
    return home


def only_due(desk: Workspace, task: Task) -> None:
    """Lets this task be due today and no other one, whatever the day of the test."""
    for pressing in deadlines.tasks_to_collect(desk):
        move(desk, pressing, dt.date(pressing.year + 3, 6, 15))
    move(desk, task, dt.datetime.now().astimezone().date())


def move(desk: Workspace, task: Task, on: dt.date) -> None:
    key = next(one.key for one in timetable().deadlines if (one.form, one.period) == (task.form, task.period))
    deadlines.move(desk, task.year, key, on)


def home_of(shell: Shell) -> DashboardPage:
    page = shell.pages["dashboard"]
    assert isinstance(page, DashboardPage)
    return page


def said(card: BelowCard) -> str:
    return " ".join(one.text() for one in card.findChildren(QLabel) if one.isVisible())


def test_a_county_on_its_first_day_begins_with_the_offices_below(
    qtbot: QtBot, open_window: Opener, tmp_path: Path
) -> None:
    shell = open_window(begun(tmp_path / "县", "某某县财政局", COUNTY, OfficeLevel.COUNTY))
    page = home_of(shell)
    qtbot.waitUntil(lambda: page.empty_county is not None)
    assert page.empty_county is not None
    card = page.empty_county.card
    qtbot.waitUntil(card.isVisible)
    assert "还没有装入过数据包" in said(card)
    assert "还没有下级单位" in said(card)
    assert card.receive_button.isVisible()
    assert page.panes()[0].isVisible()
    child(card, "below_enrolment").click()  # type: ignore[attr-defined]
    assert shell.current == "enrolment"
    settled(qtbot, shell)


def test_an_empty_county_says_who_has_not_filed_and_takes_in_what_came(
    qtbot: QtBot, open_window: Opener, county: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell = open_window(county)
    page = home_of(shell)
    qtbot.waitUntil(lambda: page.empty_county is not None)
    assert page.empty_county is not None
    card = page.empty_county.card
    qtbot.waitUntil(card.isVisible)
    assert "个单位还没有报" in said(card)
    asked = (*deadlines.tasks_to_collect(shell.context.workspace), newest_task(shell.context.workspace))[0]
    year = asked.year or QDate.currentDate().year()
    assert task_words(replace(asked, year=year)) in said(card), "what is due on the day of the test"
    assert child(card, "todo_count_late").text() == "2"  # type: ignore[attr-defined]
    child(card, "todo_late").click()  # type: ignore[attr-defined]
    tray = shell.pages["tray"]
    assert isinstance(tray, TrayPage)
    assert tray.stack.currentIndex() == LATE
    settled(qtbot, shell)
    assert tray.late.task == replace(asked, year=year)
    shell.go("dashboard")
    settled(qtbot, shell)
    taken: list[object] = []
    monkeypatch.setattr(tray, "take", taken.append)
    file = str(tmp_path / "来件.jxpkg")
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([file], ""))
    card.receive_button.click()
    assert shell.current == "tray"
    assert [list(map(str, one)) for one in taken] == [[file]]  # type: ignore[call-overload]
    settled(qtbot, shell)


def test_a_county_with_filings_counts_what_waits_and_a_scope_leaves_it_out(
    qtbot: QtBot, open_window: Opener, county: Path, tmp_path: Path
) -> None:
    with Workspace.open_existing(county) as desk:
        receive(desk, tmp_path / "来件.jxpkg")
        only_due(desk, EVALUATIONS)
    shell = open_window(county)
    page = home_of(shell)
    qtbot.waitUntil(page.below.isVisible)
    assert page.empty_county is None
    assert "装入过 1 个数据包" in said(page.below)
    assert child(page.below, "todo_count_late").text() == "1"  # type: ignore[attr-defined]
    assert not page.below.findChildren(QPushButton, "todo_waiting")  # 今天要做 says it
    assert child(page.todo, "todo_count_review").text() == "2"  # type: ignore[attr-defined]
    shell.context.scope.choose(EAST, "东镇人民政府")
    settled(qtbot, shell)
    assert not page.below.isVisible()
    shell.context.scope.choose("", "")
    settled(qtbot, shell)
    assert page.below.isVisible()


def test_a_township_begins_with_its_own_forms(qtbot: QtBot, open_window: Opener, tmp_path: Path) -> None:
    shell = open_window(begun(tmp_path / "镇", "东镇人民政府", EAST, OfficeLevel.TOWNSHIP))
    page = home_of(shell)
    assert page.empty_county is None
    assert child(page, "no_data").isVisible()
    assert not page.below.isVisible()
