"""The rail at desks of every level: which pages it has, for whom they are open, and what it says of those that are not."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from jxdesk.actions import own_office, people, start
from jxdesk.actions.people import Role
from jxdesk.actions.workspace import Workspace
from jxdesk.desktop.dialogs.who import WhoDialog, ask_who
from jxdesk.desktop.rail import ENTRIES, LEAST_HEIGHT
from jxdesk.desktop.shell import PAGES, Shell
from jxdesk.domain.records.offices import OfficeLevel
from jxdesk.store.shipped.duties import duty_book

from .conftest import Opener, settled

CODES = {
    OfficeLevel.UNIT: "53-23-29-d155",
    OfficeLevel.TOWNSHIP: "53-23-29-103",
    OfficeLevel.COUNTY: "53-23-29",
    OfficeLevel.PREFECTURE: "53-23",
    OfficeLevel.PROVINCE: "53",
}
EXTRA = {
    OfficeLevel.UNIT: {"returned"},
    OfficeLevel.TOWNSHIP: {"returned"},
    OfficeLevel.COUNTY: {"returned", "review"},
    OfficeLevel.PREFECTURE: {"returned", "review"},
    OfficeLevel.PROVINCE: {"review"},
}


def desk_of(home: Path, level: OfficeLevel) -> Path:
    start.start(home, name="某某单位", level=level, code=CODES[level])
    return home


def in_sight(shell: Shell) -> set[str]:
    return {name for name, one in shell.frame.rail.buttons.items() if one.isVisible()}


def comes_in(qtbot: QtBot, shell: Shell, name: str) -> None:
    """Chooses a name in the dialog that asks who is here."""
    qtbot.waitUntil(lambda: shell.frame.findChild(WhoDialog) is not None)
    dialog = shell.frame.findChild(WhoDialog)
    assert isinstance(dialog, WhoDialog)
    dialog.names.setCurrentRow(next(n for n, one in enumerate(dialog.desk.here) if one.name == name))
    dialog.go.click()
    qtbot.waitUntil(lambda: not dialog.isVisible())
    dialog.setParent(None)
    shell.frame.activateWindow()
    qtbot.waitUntil(shell.frame.isActiveWindow)
    settled(qtbot, shell)


def press(shell: Shell, key: Qt.Key) -> None:
    QTest.keyClick(QApplication.focusWidget() or shell.frame, key, Qt.KeyboardModifier.ControlModifier)


@pytest.mark.parametrize("level", OfficeLevel, ids=lambda one: one.value)
def test_each_level_has_its_pages_and_no_others(
    qtbot: QtBot, open_window: Opener, tmp_path: Path, level: OfficeLevel
) -> None:
    shell = open_window(desk_of(tmp_path / "desk", level))
    everybody = {entry.name for entry in ENTRIES if not entry.waits}
    qtbot.waitUntil(lambda: in_sight(shell) == everybody | EXTRA[level])
    assert {entry.name for entry in shell.frame.rail.offered()} == everybody | EXTRA[level]
    for name, key in (("returned", Qt.Key.Key_8), ("review", Qt.Key.Key_9)):
        shell.go("dashboard")
        press(shell, key)
        if name in EXTRA[level]:
            assert shell.current == name
            assert shell.frame.rail.buttons[name].isChecked()
        else:
            assert shell.current == "dashboard"
            assert "本单位不办" in shell.frame.status_told.text()


def test_who_fills_sees_the_review_of_the_county_and_is_told_whose_it_is_until_a_reviewer_comes(
    qtbot: QtBot, open_window: Opener, tmp_path: Path
) -> None:
    home = desk_of(tmp_path / "desk", OfficeLevel.COUNTY)
    with Workspace.open_existing(home) as desk:
        own_office.set_person(desk, "李会计")
        people.add(desk, "王审核", Role.REVIEWS)
    shell = open_window(home)
    comes_in(qtbot, shell, "李会计")
    review = shell.frame.rail.buttons["review"]
    qtbot.waitUntil(review.isVisible)
    assert not review.isEnabled()
    assert "“审核”由审核人来办，您是填报人。" in review.toolTip()
    press(shell, Qt.Key.Key_9)
    assert shell.current == "dashboard"
    assert "由审核人来办" in shell.frame.status_told.text()
    ask_who(shell.context, shell.frame)
    comes_in(qtbot, shell, "王审核")
    qtbot.waitUntil(review.isEnabled)
    assert review.toolTip() == "审核（Ctrl+9）"
    press(shell, Qt.Key.Key_9)
    assert shell.current == "review"
    settled(qtbot, shell)


def test_no_key_opens_two_pages_and_every_page_lights_an_entry() -> None:
    keys = [entry.keys for entry in ENTRIES]
    assert len(set(keys)) == len(keys)
    names = {entry.name for entry in ENTRIES}
    assert {spec.rail for spec in PAGES.values()} <= names
    assert {entry.name for entry in ENTRIES if entry.waits} == set(duty_book().pages)


def test_all_entries_fit_a_window_of_the_least_height(
    qtbot: QtBot, open_window: Opener, tmp_path: Path
) -> None:
    shell = open_window(desk_of(tmp_path / "desk", OfficeLevel.COUNTY))
    rail = shell.frame.rail
    qtbot.waitUntil(lambda: rail.buttons["review"].isVisible())
    shell.frame.resize(shell.frame.minimumSize())
    qtbot.waitUntil(lambda: shell.frame.height() == shell.frame.minimumHeight())
    places = sorted(
        (one.geometry().top(), one.geometry().bottom()) for one in rail.buttons.values() if one.isVisible()
    )
    assert len(places) == len(ENTRIES)
    assert all(bottom - top >= LEAST_HEIGHT - 1 for top, bottom in places)
    for (_, bottom), (top, _) in itertools.pairwise(places):
        assert bottom < top
    assert places[-1][1] <= rail.buttons["help"].parentWidget().height()
