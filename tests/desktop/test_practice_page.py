"""The practice page: begin a task, go there, begin it anew, and the slip only when something is finished."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from jxdesk.desktop.pages.practice import PracticePage
from jxdesk.desktop.shell import Shell
from jxdesk.domain.practice.tasks import PracticeTask

from .conftest import child, settled


def press(page: PracticePage, name: str) -> None:
    """Clicks a button of a card."""
    found = child(page, name)
    assert isinstance(found, QAbstractButton)
    QTest.mouseClick(found, Qt.MouseButton.LeftButton)


def opened(qtbot: QtBot, shell: Shell) -> PracticePage:
    """The page with its tasks."""
    shell.go("practice")
    settled(qtbot, shell)
    page = shell.pages["practice"]
    assert isinstance(page, PracticePage)
    return page


def test_a_task_is_begun_leads_to_its_project_and_begins_anew(qtbot: QtBot, shell: Shell) -> None:
    page = opened(qtbot, shell)
    assert not child(page, "practice_slip").isEnabled()
    press(page, "begin_target")
    settled(qtbot, shell)
    assert page.cards is not None
    state = next(one for one in page.cards.states if one.task is PracticeTask.TARGET)
    assert state.is_begun
    press(page, "go_target")
    settled(qtbot, shell)
    assert shell.current == "project"
    page = opened(qtbot, shell)
    press(page, "reset_target")
    settled(qtbot, shell)
    assert page.cards is not None
    again = next(one for one in page.cards.states if one.task is PracticeTask.TARGET)
    assert again.done == (False, False, False)


def test_the_figures_of_the_monitoring_are_put_on_the_clipboard(qtbot: QtBot, shell: Shell) -> None:
    page = opened(qtbot, shell)
    press(page, "begin_monitoring")
    settled(qtbot, shell)
    press(page, "copy_monitoring")
    lines = QApplication.clipboard().text().splitlines()
    assert len(lines) == 8
    assert all("\t" in line for line in lines)
