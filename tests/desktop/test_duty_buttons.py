"""Duties in the window: what is not the person's to do cannot be pressed and says whose it is."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from jxdesk.actions import own_office, people
from jxdesk.actions.people import Role
from jxdesk.actions.workspace import Workspace
from jxdesk.desktop.duty_buttons import offer
from jxdesk.desktop.settings.people import PeopleSection
from jxdesk.domain.road.duties import Duty
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
