"""Errands on many chosen projects in the window: the menu, the dialogs, the answer, and taking it all back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from jxdesk.desktop.dialogs.bulk import BeginManyDialog, ClassManyDialog, WithdrawManyDialog
from jxdesk.desktop.dialogs.bulk_answer import BulkAnswerDialog
from jxdesk.desktop.pages.projects import ProjectsPage
from jxdesk.desktop.shell import Shell
from jxdesk.domain.records.filings import Form
from jxdesk.store.views.screens import ListStage, ProjectQuery

from .conftest import settled


@pytest.fixture
def page(qtbot: QtBot, shell: Shell) -> ProjectsPage:
    """The list of October's forms, of which there is none yet, with everything chosen."""
    stage = ListStage(Form.PROJECT_MONITORING, 10)
    shell.go("projects", ProjectQuery(year=2026, stage=stage))
    settled(qtbot, shell)
    made = shell.pages["projects"]
    assert isinstance(made, ProjectsPage)
    qtbot.waitUntil(lambda: made.query.stage == stage and made.model.rowCount() == 24)
    made.table.selectAll()
    return made


def answer_of(qtbot: QtBot, shell: Shell) -> BulkAnswerDialog:
    """The answer, when the errand is over."""
    qtbot.waitUntil(lambda: shell.frame.findChild(BulkAnswerDialog) is not None, timeout=20_000)
    found = shell.frame.findChild(BulkAnswerDialog)
    assert isinstance(found, BulkAnswerDialog)
    return found


def begun(page: ProjectsPage) -> int:
    """How many rows of the list have a form."""
    rows = (page.model.row_at(position) for position in range(page.model.rowCount()))
    return sum(row is not None and row.filing_id is not None for row in rows)


def test_a_stage_begins_for_all_chosen_and_one_button_takes_it_back(
    qtbot: QtBot, shell: Shell, page: ProjectsPage
) -> None:
    page.errands.bulk.begin()
    qtbot.waitUntil(lambda: shell.frame.findChild(BeginManyDialog) is not None)
    dialog = shell.frame.findChild(BeginManyDialog)
    assert isinstance(dialog, BeginManyDialog)
    QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    answer = answer_of(qtbot, shell)
    settled(qtbot, shell)
    assert answer.answer.done == 24
    assert begun(page) == 24
    QTest.mouseClick(answer.undo_button, Qt.MouseButton.LeftButton)
    settled(qtbot, shell)
    assert begun(page) == 0


def test_what_is_not_begun_cannot_be_finished_and_is_named(
    qtbot: QtBot, shell: Shell, page: ProjectsPage
) -> None:
    page.errands.bulk.finish()
    answer = answer_of(qtbot, shell)
    assert (answer.answer.done, answer.model.rowCount()) == (0, 24)
    assert {row[1] for row in answer.model.rows} == {"还没有开始填"}
    assert answer.undo_button.isHidden()


def test_without_anything_chosen_it_is_said_how_to_choose(
    qtbot: QtBot, shell: Shell, page: ProjectsPage
) -> None:
    page.table.clearSelection()
    page.errands.bulk.withdraw()
    settled(qtbot, shell)
    assert shell.frame.findChild(WithdrawManyDialog) is None
    assert "请先在列表里选中项目" in shell.frame.status_told.text()
    menu = QMenu()
    page.errands.bulk.add_to(menu)
    assert not any(action.isEnabled() for action in menu.actions())


def test_the_sector_of_the_chosen_is_changed_at_once(qtbot: QtBot, shell: Shell, page: ProjectsPage) -> None:
    page.errands.bulk.class_them()
    qtbot.waitUntil(lambda: shell.frame.findChild(ClassManyDialog) is not None)
    dialog = shell.frame.findChild(ClassManyDialog)
    assert isinstance(dialog, ClassManyDialog)
    QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    assert dialog.isVisible()
    dialog.unit.setText("白岩镇人民政府")
    QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    answer = answer_of(qtbot, shell)
    settled(qtbot, shell)
    assert answer.answer.done + len(answer.answer.left_out) == 24
    assert {page.model.row_at(place).implementing_unit for place in range(24)} == {"白岩镇人民政府"}  # type: ignore[union-attr]


def test_a_withdrawal_wants_a_reason(qtbot: QtBot, shell: Shell, page: ProjectsPage) -> None:
    page.table.selectRow(0)
    page.errands.bulk.withdraw()
    qtbot.waitUntil(lambda: shell.frame.findChild(WithdrawManyDialog) is not None)
    dialog = shell.frame.findChild(WithdrawManyDialog)
    assert isinstance(dialog, WithdrawManyDialog)
    QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    assert dialog.isVisible()
    dialog.reason.setText("县级未下达资金")
    dialog.show_findings(())
    QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    assert answer_of(qtbot, shell).answer.done == 1
