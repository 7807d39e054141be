"""撤销 on lists and pages: it says what it takes back, runs the inverse errand, redoes, and names what stands in the way."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from jxdesk.actions import evidence, project
from jxdesk.desktop.shell import Shell
from jxdesk.desktop.undo_keeper import UndoKeeper
from jxdesk.domain.errors import JxError
from jxdesk.store.records import projects
from tests.desktop.conftest import settled

NEW = "另一个名称"


def keeper(shell: Shell) -> UndoKeeper:
    found = shell.frame.findChild(UndoKeeper)
    assert isinstance(found, UndoKeeper)
    return found


def first_project(shell: Shell) -> tuple[str, str]:
    found = shell.context.workspace.read(lambda tx: projects.of_year(tx, 2026))[0]
    return found.id, found.name


def name_of(shell: Shell, project_id: str) -> str:
    found = shell.context.workspace.read(lambda tx: projects.get(tx, project_id))
    assert found is not None
    return found.name


def question(qtbot: QtBot) -> QMessageBox:
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), QMessageBox))
    found = QApplication.activeModalWidget()
    assert isinstance(found, QMessageBox)
    return found


def press(qtbot: QtBot, box: QMessageBox, words: str) -> None:
    found = next(one for one in box.findChildren(QPushButton) if one.text() == words)
    qtbot.mouseClick(found, Qt.MouseButton.LeftButton)


def test_ctrl_z_on_a_list_says_what_it_takes_back_and_ctrl_y_does_it_again(
    qtbot: QtBot, shell: Shell
) -> None:
    shell.go("projects")
    settled(qtbot, shell)
    undoing = keeper(shell)
    assert not undoing.button.isVisible()
    project_id, old = first_project(shell)
    project.rename(shell.context.workspace, project_id, NEW)
    qtbot.waitUntil(undoing.button.isVisible)
    assert undoing.button.text() == "撤销：改项目名称"
    qtbot.keyClick(shell.frame, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    box = question(qtbot)
    assert "改项目名称" in box.text()
    assert NEW in box.informativeText()
    press(qtbot, box, "撤销")
    settled(qtbot, shell)
    assert name_of(shell, project_id) == old
    assert not undoing.button.isVisible()
    shell.frame.activateWindow()
    qtbot.waitUntil(shell.frame.isActiveWindow)
    qtbot.keyClick(shell.frame, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, shell)
    assert name_of(shell, project_id) == NEW
    assert undoing.button.isVisible()


def test_nothing_is_taken_back_where_one_says_no(qtbot: QtBot, shell: Shell) -> None:
    project_id, _ = first_project(shell)
    project.rename(shell.context.workspace, project_id, NEW)
    undoing = keeper(shell)
    qtbot.waitUntil(undoing.button.isVisible)
    qtbot.mouseClick(undoing.button, Qt.MouseButton.LeftButton)
    press(qtbot, question(qtbot), "不撤销")
    settled(qtbot, shell)
    assert name_of(shell, project_id) == NEW
    assert undoing.button.isVisible()


def test_what_was_built_on_since_is_named_and_stays(qtbot: QtBot, shell: Shell) -> None:
    project_id, _ = first_project(shell)
    workspace, undoing = shell.context.workspace, keeper(shell)
    project.rename(workspace, project_id, NEW)
    qtbot.waitUntil(lambda: len(undoing.done) == 1)
    project.rename(workspace, project_id, "又一个名称")
    qtbot.waitUntil(lambda: len(undoing.done) == 2)
    undoing.done.pop()
    faults: list[JxError] = []
    shell.context.tasks.failed.disconnect()
    shell.context.tasks.failed.connect(faults.append)
    undoing.take_back()
    settled(qtbot, shell)
    assert [fault.code for fault in faults] == ["JX-UNDO-BUILT-ON"]
    assert name_of(shell, project_id) == "又一个名称"
    assert len(undoing.done) == 1


def test_the_wizard_keeps_its_own_ctrl_z(qtbot: QtBot, shell: Shell) -> None:
    project_id, _ = first_project(shell)
    workspace, undoing = shell.context.workspace, keeper(shell)
    project.rename(workspace, project_id, NEW)
    qtbot.waitUntil(undoing.button.isVisible)
    filing = workspace.read(lambda tx: tx.value("SELECT id FROM filing WHERE state = 'draft' LIMIT 1"))
    shell.go("wizard", filing)
    settled(qtbot, shell)
    assert not undoing.button.isVisible()
    assert not any(shortcut.isEnabled() for shortcut in undoing.keys)
    shell.go("projects")
    settled(qtbot, shell)
    assert undoing.button.isVisible()
    assert evidence.of_filing(workspace, filing).pieces == ()


def test_with_nothing_to_take_back_ctrl_z_says_so(qtbot: QtBot, shell: Shell) -> None:
    told: list[str] = []
    shell.context.told.connect(told.append)
    keeper(shell).ask()
    assert told == ["没有可以撤销的操作。"]
