"""Notes and the history of a cell in the window: by keys alone, with a sign at the cell, on the pages, ticked off."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from jxdesk.actions import notes
from jxdesk.desktop.dialogs.field_history import FieldHistoryDialog
from jxdesk.desktop.notes.note_dialog import NoteDialog
from jxdesk.desktop.pages.dashboard import DashboardPage
from jxdesk.desktop.pages.filling import FillingPage
from jxdesk.desktop.pages.project import ProjectPage
from jxdesk.desktop.shell import Shell
from jxdesk.desktop.wizard.block_grid import BlockGrid
from jxdesk.desktop.wizard.cell_notes import CellNotes
from jxdesk.desktop.wizard.filing_wizard import FilingWizard
from jxdesk.domain.records.filings import Filing, FilingState, Form
from jxdesk.domain.templates.wizard_flow import Place, WizardPage
from jxdesk.store.records import filings
from tests.desktop.conftest import settled


def draft(shell: Shell) -> Filing:
    found = shell.context.workspace.read(
        lambda tx: filings.of_year(tx, 2026, form=Form.PROJECT_SELF_EVALUATION)
    )
    return next(one for one in found if one.state is FilingState.DRAFT and one.content.indicator_lines)


def opened(qtbot: QtBot, shell: Shell, filing: Filing) -> tuple[FilingWizard, CellNotes, BlockGrid]:
    shell.go("wizard", filing.id)
    settled(qtbot, shell)
    page = shell.pages["wizard"]
    assert isinstance(page, FillingPage)
    assert page.wizard is not None
    line = filing.content.indicator_lines[0]
    shell.frame.activateWindow()
    qtbot.waitUntil(shell.frame.isActiveWindow)
    page.wizard.go_to(Place(page=WizardPage.INDICATORS, line_id=line.id, field="actual"))
    tools = page.wizard.findChild(CellNotes)
    grid = page.wizard.views[WizardPage.INDICATORS].findChild(BlockGrid)
    assert isinstance(tools, CellNotes)
    assert isinstance(grid, BlockGrid)
    return page.wizard, tools, grid


def write(qtbot: QtBot, shell: Shell, text: str) -> None:
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, NoteDialog)
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    qtbot.keyClicks(dialog.text, text)
    qtbot.keyClick(dialog.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, shell)


def test_a_note_is_written_at_a_cell_by_keys_and_shown_there(qtbot: QtBot, shell: Shell) -> None:
    filing = draft(shell)
    _, tools, grid = opened(qtbot, shell, filing)
    qtbot.keyClick(
        grid, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), NoteDialog))
    write(qtbot, shell, "ask")
    assert QApplication.activeModalWidget() is None
    cell = tools._cell()
    assert cell is not None
    assert grid.cells.noted == {cell: "ask"}
    index = grid.currentIndex()
    assert "ask" in str(index.data(Qt.ItemDataRole.ToolTipRole))
    found = notes.of_filing(shell.context.workspace, filing.id)
    assert [(one.line_id, one.field) for one in found] == [cell]


def test_an_empty_note_is_refused_in_the_dialog(qtbot: QtBot, shell: Shell) -> None:
    _, tools, _ = opened(qtbot, shell, draft(shell))
    tools.write_note()
    write(qtbot, shell, " ")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, NoteDialog)
    assert "没有写字" in dialog.note.text()
    dialog.reject()


def test_the_menu_of_a_cell_offers_note_and_history_and_ticks_off(qtbot: QtBot, shell: Shell) -> None:
    filing = draft(shell)
    wizard, tools, grid = opened(qtbot, shell, filing)
    tools.write_note()
    write(qtbot, shell, "check this")
    menu = tools.menu(wizard)
    words = [action.text().split("\t")[0] for action in menu.actions()]
    assert words == ["办好了：check this", "批注给自己…", "这一格的修改记录"]
    menu.actions()[0].trigger()
    settled(qtbot, shell)
    assert grid.cells.noted == {}


def test_the_history_of_a_cell_names_who_and_both_values(qtbot: QtBot, shell: Shell) -> None:
    filing = draft(shell)
    wizard, tools, grid = opened(qtbot, shell, filing)
    assert wizard.session is not None
    grid.setFocus()
    for sign in "97":
        qtbot.keyClick(grid.focusWidget() or grid, sign)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    settled(qtbot, shell)
    line = filing.content.indicator_lines[0]
    wizard.go_to(Place(page=WizardPage.INDICATORS, line_id=line.id, field="actual"))
    tools.show_history()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, FieldHistoryDialog)
    settled(qtbot, shell)
    rows = [
        [dialog.table.item(row, column).text() for column in range(5)]  # type: ignore[union-attr]
        for row in range(dialog.table.rowCount())
    ]
    assert rows
    assert rows[0][1] == "练习"
    assert "97" in rows[0][4]
    assert rows[0][3] == (line.actual_text or "（空）")
    dialog.accept()


def test_notes_are_listed_on_the_project_and_on_the_first_page_until_done(qtbot: QtBot, shell: Shell) -> None:
    filing = draft(shell)
    notes.write(shell.context.workspace, filing.id, "问国库")
    shell.go("project", filing.project_id)
    settled(qtbot, shell)
    page, first = shell.pages["project"], shell.pages["dashboard"]
    assert isinstance(page, ProjectPage)
    assert isinstance(first, DashboardPage)
    assert page.notes_card.count.text() == "1 条没办"
    first.notes.ask_year(2026)
    settled(qtbot, shell)
    assert not first.notes.isHidden()
    tick = page.notes_card.findChild(QPushButton, "note_tick")
    assert tick is not None
    qtbot.mouseClick(tick, Qt.MouseButton.LeftButton)
    settled(qtbot, shell)
    assert page.notes_card.count.text() == ""
    assert first.notes.isHidden()
    again = [one.text() for one in page.notes_card.findChildren(QPushButton, "note_tick")]
    assert again[-1] == "没办完"
