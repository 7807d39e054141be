"""领域: picked by name, word or pinyin initials, shown and changed on the project page, and what the library goes by."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from jxdesk.actions import libraries
from jxdesk.actions.project_facts import project_facts
from jxdesk.desktop.dialogs.new_project import NewProjectDialog
from jxdesk.desktop.pages.project import ProjectPage
from jxdesk.desktop.project_sector import SectorDialog
from jxdesk.desktop.sector_field import SectorField
from jxdesk.desktop.shell import Shell
from jxdesk.store.records import projects

from .conftest import child, settled


@pytest.fixture
def field(qtbot: QtBot, shell: Shell) -> SectorField:
    """A field, with the sectors there are."""
    made = SectorField(shell.context, name="some_sector")
    qtbot.addWidget(made)
    made.resize(300, 32)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(lambda: bool(made.sectors))
    return made


def test_the_sectors_are_those_of_the_library_and_are_found_by_name_letters_and_words(
    shell: Shell, field: SectorField
) -> None:
    everything = [sector.name for sector in libraries.sectors(shell.context.workspace)]
    assert field.offered("") == everything
    assert field.offered("公路") == ["农村公路"]
    assert field.offered("ncgl")[0] == "农村公路"
    assert "民政救助" in field.offered("低保")
    assert field.offered("没有这样的领域") == []


def test_the_arrow_opens_the_list_and_enter_takes_from_it(qtbot: QtBot, field: SectorField) -> None:
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    QTest.keyClick(field, Qt.Key.Key_Down)
    popup = field.completer().popup()
    qtbot.waitUntil(popup.isVisible)
    assert popup.model().rowCount() == len(field.sectors)
    popup.hide()
    QTest.keyClicks(field, "wsjk")
    qtbot.waitUntil(popup.isVisible)
    assert popup.model().rowCount() == 1
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert field.text() == "卫生健康"


def test_while_nothing_is_chosen_the_field_says_what_the_name_speaks_for(qtbot: QtBot, shell: Shell) -> None:
    dialog = NewProjectDialog(shell.context, year=2026, parent=shell.frame)
    dialog.open()
    sector = dialog.sector
    assert isinstance(sector, SectorField)
    qtbot.waitUntil(lambda: bool(sector.sectors))
    dialog.name.setText("2026年农村公路养护补助")
    assert "“农村公路”" in sector.placeholderText()
    dialog.name.setText("")
    assert "“" not in sector.placeholderText()
    sector.setText("购置")
    typed = dialog.typed()
    assert typed is not None
    assert typed.sector == "购置"
    settled(qtbot, shell)
    dialog.reject()


def test_a_project_s_sector_is_shown_changed_by_keys_taken_back_and_what_the_library_goes_by(
    qtbot: QtBot, shell: Shell
) -> None:
    workspace = shell.context.workspace
    chosen = next(
        one
        for one in workspace.read(lambda tx: projects.of_year(tx, 2026))
        if project_facts(workspace, one.id).sector not in ("", "租赁")
    )
    guessed = project_facts(workspace, chosen.id).sector
    shell.go("project", chosen.id)
    settled(qtbot, shell)
    page = shell.pages["project"]
    assert isinstance(page, ProjectPage)
    assert any(guessed in one.text() for one in page.facts_card.findChildren(QLabel))
    page.sector_button.setFocus()
    QTest.keyClick(page.sector_button, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shell.frame.findChild(SectorDialog) is not None)
    dialog = shell.frame.findChild(SectorDialog)
    assert isinstance(dialog, SectorDialog)
    qtbot.waitUntil(lambda: bool(dialog.sector.sectors))
    dialog.sector.setText("租赁")
    QApplication.processEvents()
    QTest.keyClick(dialog.sector, Qt.Key.Key_Return)
    settled(qtbot, shell)
    assert project_facts(workspace, chosen.id).sector == "租赁"
    shown = [one.text() for one in page.facts_card.findChildren(QLabel)]
    assert "租赁" in shown
    assert libraries.open_desk(workspace, project_id=chosen.id, year=2026).sector == "租赁"
    button = child(shell.frame, "desk_undo_button")
    assert "改项目领域" in button.text()  # type: ignore[attr-defined]
