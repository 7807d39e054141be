"""Duties in the window: what is not the person's to do cannot be pressed and says whose it is."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from jxdesk.actions import backup, own_office, people, start
from jxdesk.actions.people import Role
from jxdesk.actions.workspace import Workspace
from jxdesk.desktop.dialogs.adjustment import AdjustmentDialog
from jxdesk.desktop.dialogs.approvals import ApprovalsDialog
from jxdesk.desktop.dialogs.restore import RestoreDialog
from jxdesk.desktop.dialogs.seal import SealDialog
from jxdesk.desktop.duty_buttons import DutyBar, offer
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.settings.backups import BackupsSection
from jxdesk.desktop.settings.people import PeopleSection
from jxdesk.domain.records.filings import Form
from jxdesk.domain.records.offices import OfficeLevel
from jxdesk.domain.records.packages import Task
from jxdesk.domain.road.duties import Duty
from jxdesk.store.views import first_page
from tests.desktop.conftest import Opener, settled


def with_a_head(home: Path) -> None:
    with Workspace.open_existing(home) as desk:
        own_office.set_person(desk, "李会计")
        people.add(desk, "赵局长", Role.HEAD)


def test_a_button_says_whose_it_is_and_gets_its_own_words_back(
    qtbot: QtBot, open_window: Opener, home: Path
) -> None:
    with_a_head(home)
    workspace = open_window(home).context.workspace
    tool = QPushButton("发证书")
    qtbot.addWidget(tool)
    tool.setToolTip("照登记表核对")
    offer(tool, workspace, Duty.CERTIFY)
    assert not tool.isEnabled()
    assert tool.toolTip().startswith("“发登记证书”由负责人来办，您是填报人。")
    head = next(one for one in people.desk(workspace).here if one.role is Role.HEAD)
    people.come_in(workspace, head.id)
    offer(tool, workspace, Duty.CERTIFY)
    assert tool.isEnabled()
    assert tool.toolTip() == "照登记表核对"
    offer(tool, workspace, Duty.CERTIFY, when=False)
    assert not tool.isEnabled()


def test_the_years_are_closed_by_the_head_and_people_are_shown_by_what_they_are(
    qtbot: QtBot, open_window: Opener, home: Path
) -> None:
    with_a_head(home)
    shell = open_window(home)
    shell.go("settings", "years")
    settled(qtbot, shell)
    page = shell.pages["settings"]
    closing = [one for one in page.findChildren(QPushButton) if one.objectName().startswith("year_close_")]
    assert closing
    assert all(not one.isEnabled() and "由负责人来办" in one.toolTip() for one in closing)
    shell.go("settings", "people")
    settled(qtbot, shell)
    section = page.findChild(PeopleSection)
    assert isinstance(section, PeopleSection)
    words = {one.text() for one in section.findChildren(QLabel)}
    assert {"填报人", "负责人"} <= words
    assert [section.role.itemText(n) for n in range(3)] == ["填报人", "审核人", "负责人"]


def test_the_dialogs_of_approvals_and_the_backups_say_whose_they_are(
    qtbot: QtBot, open_window: Opener, home: Path
) -> None:
    with_a_head(home)
    with Workspace.open_existing(home) as desk:
        kept = backup.backup(desk).path
        year = desk.read(first_page.years)[0]
    shell = open_window(home)
    context = shell.context
    context.workspace.look_only(False)  # who fills has come in
    dialogs = (
        (ApprovalsDialog(context, year=year, parent=shell.frame), "登记批复"),
        (AdjustmentDialog(context, "", parent=shell.frame), "登记调整批复"),
        (RestoreDialog(context, kept, parent=shell.frame), "从备份恢复"),
    )
    for dialog, word in dialogs:
        dialog.open()
        settled(qtbot, shell)
        (line,) = dialog.findChildren(DutyBar)
        assert line.isVisible()
        assert f"“{word}”由负责人来办，您是填报人。" in line.text.text()
        assert not dialog.go.isEnabled()
        assert dialog.go.toolTip() == line.text.text()
        dialog.reject()
    shell.go("settings", "backups")
    settled(qtbot, shell)
    section = shell.pages["settings"].findChild(BackupsSection)
    assert isinstance(section, BackupsSection)
    for tool in (section.restore_button, section.restore_file_button):
        assert not tool.isEnabled()
        assert "由负责人来办" in tool.toolTip()
    head = next(one for one in people.desk(context.workspace).here if one.role is Role.HEAD)
    people.come_in(context.workspace, head.id)
    context.refresh.announce(Part.PEOPLE)
    settled(qtbot, shell)
    assert section.restore_button.isEnabled()
    dialog = RestoreDialog(context, kept, parent=shell.frame)
    dialog.open()
    qtbot.waitUntil(dialog.go.isEnabled)
    assert not dialog.findChildren(DutyBar)[0].isVisible()
    dialog.reject()


def test_a_province_is_told_that_it_sends_nowhere(qtbot: QtBot, open_window: Opener, tmp_path: Path) -> None:
    start.start(tmp_path / "省", name="某某省财政厅", level=OfficeLevel.PROVINCE, code="53")
    shell = open_window(tmp_path / "省")
    task = Task(form=Form.PROJECT_SELF_EVALUATION, year=2026)
    dialog = SealDialog(shell.context, task=task, parent=shell.frame)
    dialog.open()
    settled(qtbot, shell)
    assert "省财政厅上面没有收件的单位" in dialog.duty_bar.text.text()
    assert not dialog.next_button.isEnabled()
    dialog.reject()
