"""The ledger of rectifications by keys: from the grid of monitoring into it, marking, taking back, going to the form, on paper."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from jxdesk.actions import monitor, rectify
from jxdesk.actions.workspace import Workspace
from jxdesk.desktop.dialogs.rectification import RectificationDialog
from jxdesk.desktop.monitoring.settle_dialog import SettleDialog
from jxdesk.desktop.pages.rectifications import RectificationsPage
from jxdesk.desktop.shell import Shell
from jxdesk.domain.records.rectifications import Rectification, RectificationState

from .conftest import child, settled

TODAY = dt.date.today()  # noqa: DTZ011 - the page goes by the wall's date too
CONTROL = Qt.KeyboardModifier.ControlModifier
DAYS = {"迟了": -5, "快到": 3, "还早": 60}


def note(workspace: Workspace, number: int, problem: str, due: int) -> Rectification:
    project_id = workspace.read(
        lambda tx: tx.query(
            "SELECT id FROM project WHERE fiscal_year = 2026 AND NOT is_classified ORDER BY rowid"
        )
    )[number][0]
    filing_id = monitor.filing_of(workspace, 2026, 7, project_id)
    begun = rectify.begin(workspace, project_id, period=7, filing_id=filing_id)
    whole = replace(
        begun,
        problem=problem,
        measure="每周调度",
        responsible="填报人",
        due_on=TODAY + dt.timedelta(days=due),
    )
    return rectify.keep(workspace, whole, today=TODAY)


@pytest.fixture
def page(qtbot: QtBot, shell: Shell) -> RectificationsPage:
    """The ledger with three to be done, opened from the grid by its button."""
    for row in rectify.ledger(shell.context.workspace):
        rectify.drop(shell.context.workspace, row.about.id)
    for number, (problem, due) in enumerate(DAYS.items()):
        note(shell.context.workspace, 2 - number, problem, due)
    shell.go("monitoring")
    settled(qtbot, shell)
    button = child(shell.pages["monitoring"], "ledger_button")
    assert isinstance(button, QPushButton)
    assert button.text() == "整改台账 3"
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Return)
    settled(qtbot, shell)
    made = shell.pages["rectifications"]
    assert isinstance(made, RectificationsPage)
    return made


def problems(page: RectificationsPage) -> list[str]:
    return [row.about.problem for row in page.shown]


def dialog(qtbot: QtBot, shell: Shell, kind: type) -> object:
    qtbot.waitUntil(lambda: any(one.isVisible() for one in shell.frame.findChildren(kind)))
    return next(one for one in shell.frame.findChildren(kind) if one.isVisible())


def test_the_late_one_comes_first_and_the_keys_are_on_the_list(page: RectificationsPage) -> None:
    assert problems(page) == ["迟了", "快到", "还早"]
    assert [line[2] for line in page.model.rows] == ["逾期 5 天", "还剩 3 天", "还剩 60 天"]
    assert page.table.hasFocus()
    assert page.problem.text().endswith("：迟了")


def test_one_is_marked_as_done_with_a_note_by_keys_and_taken_back(
    qtbot: QtBot, shell: Shell, page: RectificationsPage
) -> None:
    QTest.keyClick(page.table, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is page.done_button
    QTest.keyClick(page.done_button, Qt.Key.Key_Return)
    asked = dialog(qtbot, shell, SettleDialog)
    assert isinstance(asked, SettleDialog)
    qtbot.waitUntil(asked.note.hasFocus)
    QTest.keyClick(asked.note, Qt.Key.Key_Return, CONTROL)
    settled(qtbot, shell)
    assert "没有写完成情况" in asked.told.text(), "a note is asked for, and the dialog stays"
    QTest.keyClicks(asked.note, "ok")
    QTest.keyClick(asked.note, Qt.Key.Key_Return, CONTROL)
    settled(qtbot, shell)
    assert problems(page) == ["快到", "还早"]
    assert page.chips.button(3).text() == "已完成 1"
    shell.frame.activateWindow()
    qtbot.waitUntil(shell.frame.isActiveWindow)
    QTest.keyClick(shell.frame, Qt.Key.Key_Z, CONTROL)
    box = dialog(qtbot, shell, QMessageBox)
    assert isinstance(box, QMessageBox)
    QTest.keyClick(box, Qt.Key.Key_Return)
    settled(qtbot, shell)
    assert problems(page) == ["迟了", "快到", "还早"]


def test_several_are_dropped_at_once(qtbot: QtBot, shell: Shell, page: RectificationsPage) -> None:
    QTest.keyClick(page.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert page.problem.text() == "选中 2 条"
    assert not page.open_button.isEnabled()
    page.drop_button.click()
    asked = dialog(qtbot, shell, SettleDialog)
    assert isinstance(asked, SettleDialog)
    heading = child(asked, "settle_heading")
    assert isinstance(heading, QLabel)
    assert heading.text().startswith("2 条整改")
    asked.note.setPlainText("项目已取消")
    asked.go.click()
    settled(qtbot, shell)
    assert problems(page) == ["还早"]
    ledger = rectify.ledger(shell.context.workspace)
    states = {row.about.problem: row.about.state for row in ledger}
    assert states["迟了"] is states["快到"] is RectificationState.DROPPED


def test_enter_opens_it_and_control_enter_goes_to_its_form(
    qtbot: QtBot, shell: Shell, page: RectificationsPage
) -> None:
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    asked = dialog(qtbot, shell, RectificationDialog)
    assert isinstance(asked, RectificationDialog)
    assert asked.problem.toPlainText() == "迟了"
    asked.reject()
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: shell.current == "wizard")
    settled(qtbot, shell)


def test_filters_search_and_office_show_their_own(page: RectificationsPage) -> None:
    page.chips.button(1).click()
    assert problems(page) == ["迟了"]
    page.chips.button(5).click()
    page.search.setText("填报人 还早")
    assert problems(page) == ["还早"]
    page.search.setText("没有这个")
    assert page.stack.currentWidget() is page.no_match
    assert not page.print_button.isEnabled()
    button = child(page, "ledger_show_all")
    assert isinstance(button, QPushButton)
    button.click()
    assert len(page.shown) == 3


def test_the_list_leaves_as_a_workbook_and_as_a_paper(
    qtbot: QtBot, shell: Shell, page: RectificationsPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    page.print_to(tmp_path / "台账.pdf")
    page.saving.save(tmp_path / "台账.xlsx")
    settled(qtbot, shell)
    assert (tmp_path / "台账.pdf").read_bytes().startswith(b"%PDF")
    assert [Path(url.toLocalFile()).name for url in opened] == ["台账.pdf"]
    sheet = openpyxl.load_workbook(tmp_path / "台账.xlsx").active
    assert sheet is not None
    cells = [[cell.value for cell in line] for line in sheet.iter_rows()]
    assert "要办的" in str(cells[0][0])
    assert [line[8] for line in cells[2:5]] == ["迟了", "快到", "还早"]
    assert cells[5][0] == "合计 3 条，逾期 1 条"


def test_what_is_overdue_stands_on_the_first_page_and_leads_here(
    qtbot: QtBot, shell: Shell, page: RectificationsPage
) -> None:
    shell.go("dashboard")
    settled(qtbot, shell)
    dashboard = shell.pages["dashboard"]
    dashboard.load()
    settled(qtbot, shell)
    go = child(dashboard, "todo_overdue")
    assert isinstance(go, QPushButton)
    assert "1件整改过了时限还没有办好，最久的逾期 5 天" in go.accessibleName()
    go.click()
    settled(qtbot, shell)
    assert shell.current == "rectifications"
    assert problems(page) == ["迟了"]
    rectify.drop(shell.context.workspace, page.shown[0].about.id)
    shell.go("dashboard")
    dashboard.load()
    settled(qtbot, shell)
    assert not [one for one in dashboard.findChildren(QPushButton) if one.objectName() == "todo_overdue"]
