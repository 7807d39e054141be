"""Deadlines and the stick reminder on the first page: what is said, where the button leads, how a date is moved."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from jxdesk.actions import deadlines
from jxdesk.desktop.deadline_card import BasisDialog
from jxdesk.desktop.pages.dashboard import DashboardPage
from jxdesk.desktop.pages.projects import ProjectsPage
from jxdesk.desktop.settings.reminder import ReminderCard
from jxdesk.desktop.shell import Shell
from jxdesk.store.engine import settings
from tests.desktop.conftest import settled


def first_page(shell: Shell) -> DashboardPage:
    page = shell.pages["dashboard"]
    assert isinstance(page, DashboardPage)
    return page


def test_a_deadline_leads_to_the_projects_that_are_not_sent(qtbot: QtBot, shell: Shell) -> None:
    page = first_page(shell)
    shown = deadlines.shown(shell.context.workspace, page.deadlines.year)
    due = next(one for one in shown if one.unsent)
    go = page.deadlines.findChild(QPushButton, f"deadline_list_{due.deadline.key}")
    assert go is not None
    assert str(due.unsent) in go.accessibleName()
    qtbot.mouseClick(go, Qt.MouseButton.LeftButton)
    settled(qtbot, shell)
    listed = shell.pages["projects"]
    assert isinstance(listed, ProjectsPage)
    assert shell.current == "projects"
    assert listed.query.state == "unsent"
    chip = listed.findChild(QPushButton, "chip_unsent")
    assert chip is not None
    assert chip.isVisible()
    assert chip.text() == f"没送出 {due.unsent}"


def test_the_basis_is_told_and_the_date_can_be_moved(qtbot: QtBot, shell: Shell) -> None:
    page = first_page(shell)
    workspace, year = shell.context.workspace, page.deadlines.year
    due = deadlines.shown(workspace, year)[0]
    dialog = BasisDialog(shell.context, year, due, parent=shell.frame)
    dialog.accepted.connect(lambda: page.deadlines.ask(year))
    dialog.open()
    assert due.deadline.source in dialog.basis.text()
    moved = due.on.replace(day=due.on.day - 1)
    dialog.day.setDate(QDate(moved.year, moved.month, moved.day))
    dialog.why.setText("练财绩〔2026〕5号")
    save = dialog.findChild(QPushButton, "deadline_save")
    assert save is not None
    qtbot.mouseClick(save, Qt.MouseButton.LeftButton)
    settled(qtbot, shell)
    again = next(one for one in deadlines.of_year(workspace, year) if one.deadline.key == due.deadline.key)
    assert again.on == moved
    assert f"{moved.month}月{moved.day}日" in " ".join(
        one.text() for one in page.deadlines.findChildren(QLabel)
    )


def test_the_reminder_says_since_when_and_is_put_off(qtbot: QtBot, shell: Shell, tmp_path: Path) -> None:
    page, workspace = first_page(shell), shell.context.workspace
    assert not page.stick_bar.isVisible()
    long_ago = "2026-01-05T09:00:00+08:00"
    workspace.transact(lambda tx: settings.put(tx, settings.STICK_COPY, long_ago))
    page.stick_bar.ask()
    settled(qtbot, shell)
    assert page.stick_bar.isVisible()
    assert "1月5日" in page.stick_bar.text.text()
    qtbot.mouseClick(
        page.stick_bar.findChild(QPushButton, "stick_snooze"),
        Qt.MouseButton.LeftButton,  # type: ignore[arg-type]
    )
    settled(qtbot, shell)
    assert not page.stick_bar.isVisible()
    assert deadlines.stick_reminder(workspace).snoozed_until is not None


def test_the_interval_of_the_reminder_is_chosen_in_the_settings_and_never_warns(
    qtbot: QtBot, shell: Shell
) -> None:
    workspace = shell.context.workspace
    workspace.transact(lambda tx: settings.put(tx, settings.STICK_COPY, "2026-01-05T09:00:00+08:00"))
    page = first_page(shell)
    page.stick_bar.ask()
    settled(qtbot, shell)
    assert not page.stick_bar.isHidden()
    shell.go("settings", "backups")
    settled(qtbot, shell)
    card = shell.pages["settings"].findChild(ReminderCard)
    assert isinstance(card, ReminderCard)
    assert "1月5日" in card.last.text()
    assert card.every.currentText() == "7 天没拷就提醒（建议）"
    assert card.warning.isHidden()
    card.every.setFocus()
    QTest.keyClick(card.every, Qt.Key.Key_Down)
    listed = card.every.view()
    QTest.keyClick(listed, Qt.Key.Key_End)
    QTest.keyClick(listed, Qt.Key.Key_Return)
    settled(qtbot, shell)
    assert deadlines.stick_reminder(workspace).every_days == deadlines.NEVER
    assert card.warning.isVisible()
    shell.go("dashboard")
    settled(qtbot, shell)
    assert page.stick_bar.isHidden()
