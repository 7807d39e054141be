"""Splitting an office by keys alone: names typed, projects sent by digits, refused while something is missing, taken back in one step."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from jxdesk.actions import succession
from jxdesk.desktop.office_split import SplitOfficeDialog
from jxdesk.desktop.settings.units import UnitsSection
from jxdesk.desktop.shell import Shell
from jxdesk.domain.records.offices import Office
from jxdesk.domain.records.projects import Project
from jxdesk.domain.year.successions import Event
from jxdesk.store.records import projects

from .conftest import child, settled


def projects_of(shell: Shell, office: Office) -> tuple[Project, ...]:
    """The office's projects of this year and later."""
    return succession.projects_to_place(shell.context.workspace, office.id, 2026)


@pytest.fixture
def office(shell: Shell) -> Office:
    """An office that has several projects and is not the own one."""
    workspace = shell.context.workspace
    own = workspace.facts.office
    assert own is not None
    found = [one for one in succession.all_offices(workspace) if one.id != own.id]
    return max(found, key=lambda one: len(projects_of(shell, one)))


@pytest.fixture
def dialog(qtbot: QtBot, shell: Shell, office: Office) -> SplitOfficeDialog:
    """The dialog, opened from the roster by its button."""
    shell.context.open_page("settings", "units")
    settled(qtbot, shell)
    section = next(iter(shell.frame.findChildren(UnitsSection)))
    section.table.selectRow([one.id for one in section.offices].index(office.id))
    section.split_button.setFocus()
    QTest.keyClick(section.split_button, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shell.frame.findChild(SplitOfficeDialog) is not None)
    made = shell.frame.findChild(SplitOfficeDialog)
    assert isinstance(made, SplitOfficeDialog)
    qtbot.waitUntil(lambda: bool(made.roster) and bool(made.projects))
    return made


def test_an_office_is_split_by_keys_and_the_split_is_taken_back(
    qtbot: QtBot, shell: Shell, office: Office, dialog: SplitOfficeDialog
) -> None:
    workspace = shell.context.workspace
    before = projects_of(shell, office)
    assert len(before) > 1
    dialog.names.setPlainText("种植业服务站\n畜牧业服务站")
    hint = child(dialog, "split_hint")
    assert isinstance(hint, QLabel)
    assert "新建：种植业服务站（" in hint.text()
    dialog.reason.setText("机构改革")
    QTest.keyClick(dialog.reason, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "没有定归哪个单位" in "".join(one.text() for one in dialog.findChildren(QLabel)))
    assert projects_of(shell, office) == before
    dialog.table.setFocus()
    QTest.keyClick(dialog.table, Qt.Key.Key_PageUp)
    QTest.keyClick(dialog.table, Qt.Key.Key_1)
    assert dialog.table.currentIndex().row() == 1
    QTest.keyClick(dialog.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(dialog.table, Qt.Key.Key_2)
    assert {row[0] for row in dialog.model.rows} == {"2 畜牧业服务站"}
    QTest.keyClick(dialog.table, Qt.Key.Key_PageUp)
    QTest.keyClick(dialog.table, Qt.Key.Key_1)
    QTest.keyClick(dialog.table, Qt.Key.Key_9)
    assert [row[0] for row in dialog.model.rows][:2] == ["1 种植业服务站", "2 畜牧业服务站"]
    qtbot.waitUntil(dialog.go.isEnabled)
    dialog.go.setFocus()
    QTest.keyClick(dialog.go, Qt.Key.Key_Return)
    settled(qtbot, shell)
    now = {one.name: one for one in succession.all_offices(workspace)}
    assert now[office.name].valid_to
    assert [one.id for one in projects_of(shell, now["种植业服务站"])] == [before[0].id]
    assert len(projects_of(shell, now["畜牧业服务站"])) == len(before) - 1
    steps = succession.trace(workspace, office.id).steps
    assert [one.event for one in steps] == [Event.SPLIT, Event.SPLIT]
    assert "拆分单位" in child(shell.frame, "desk_undo_button").text()  # type: ignore[attr-defined]


def test_a_part_can_be_split_off_while_the_old_office_stays(
    qtbot: QtBot, shell: Shell, office: Office, dialog: SplitOfficeDialog
) -> None:
    workspace = shell.context.workspace
    before = projects_of(shell, office)
    other = next(
        one
        for one in succession.all_offices(workspace)
        if one.id != office.id and not one.valid_to and one.level is office.level
    )
    theirs = len(projects_of(shell, other))
    dialog.withdrawing.setChecked(False)
    dialog.names.setPlainText(other.name)
    dialog.reason.setText("职能划转")
    dialog.table.setFocus()
    QTest.keyClick(dialog.table, Qt.Key.Key_PageUp)
    QTest.keyClick(dialog.table, Qt.Key.Key_1)
    QTest.keyClick(dialog.table, Qt.Key.Key_1)
    QTest.keyClick(dialog.table, Qt.Key.Key_Up)
    QTest.keyClick(dialog.table, Qt.Key.Key_0)
    dialog.go.setEnabled(True)
    dialog.go.click()
    settled(qtbot, shell)
    assert len(projects_of(shell, other)) == theirs + len(before) - len(projects_of(shell, office))
    assert len(projects_of(shell, office)) < len(before)
    living = next(one for one in succession.all_offices(workspace) if one.id == office.id)
    assert not living.valid_to


def test_a_long_list_scrolls_and_names_are_checked_while_they_are_typed(
    qtbot: QtBot, shell: Shell, office: Office, dialog: SplitOfficeDialog
) -> None:
    some = projects_of(shell, office)[0]
    dialog.show_projects([some] * 300)
    assert dialog.table.verticalScrollBar().maximum() > 0
    assert dialog.sizeHint().height() <= 700
    dialog.names.setPlainText(f"甲站\n{office.name}")
    qtbot.waitUntil(lambda: "不能和原单位同名" in "".join(one.text() for one in dialog.findChildren(QLabel)))
    assert not dialog.go.isEnabled()
    settled(qtbot, shell)
    dialog.reject()
    assert shell.context.workspace.read(lambda tx: projects.get(tx, some.id)) == some
