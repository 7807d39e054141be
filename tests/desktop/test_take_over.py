"""Cells of a form that came back, chosen by keyboard in the real dialog."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from jxdesk.desktop.dialogs.take_in import DONE, PREVIEW, TakeInDialog
from jxdesk.desktop.intake_differences import CHOICES, Choice
from tests.journeys.colleague import Book, change_here, now, open_desk, put_on_desk, send_out

from .conftest import Opener, settled


def test_a_clerk_chooses_cell_by_cell_with_keys_and_takes_it_back(
    open_window: Opener, qtbot: QtBot, tmp_path: Path
) -> None:
    home = tmp_path / "desk"
    with open_desk(home) as desk:
        filing = put_on_desk(desk, "self-evaluation")
        book = Book(send_out(desk, filing, tmp_path / "out.xlsx"))
        first, *rest = filing.content.indicator_lines
        here = replace(first, actual_text="180", actual=Decimal(180))
        stored = change_here(desk, filing, replace(filing.content, indicator_lines=(here, *rest)))
    book.type("182", "175")
    book.type("0.52", "0.55")
    path = book.save(tmp_path / "back.xlsx")
    shell = open_window(home)
    workspace = shell.context.workspace
    dialog = TakeInDialog(shell.context, parent=shell.frame)
    dialog.open_with([path])
    qtbot.waitUntil(lambda: dialog.stack.currentIndex() == PREVIEW, timeout=30_000)
    panel = dialog.differences
    assert [row[2:] for row in panel.model.rows] == [
        ("实际完成值", "182", "180", "175"),
        ("实际完成值", "0.52", "0.52", "0.55"),
    ]
    assert panel.model.rows[0][0] == CHOICES[Choice.OPEN][0]
    assert not dialog.store_button.isEnabled()
    assert "都改过" in dialog.preview.bar.text.text()
    qtbot.keyClick(panel.table, Qt.Key.Key_Space)
    assert panel.model.rows[0][0] == CHOICES[Choice.TAKE][0]
    assert dialog.store_button.isEnabled()
    qtbot.keyClick(panel.table, Qt.Key.Key_Down)
    qtbot.keyClick(panel.table, Qt.Key.Key_Space)
    assert panel.model.rows[1][0] == CHOICES[Choice.KEEP][0]
    panel.keep_column_button.click()
    assert not dialog.store_button.isEnabled()
    panel.take_column_button.click()
    qtbot.keyClick(panel.table, Qt.Key.Key_Space)
    dialog.reason_field.setText("乡镇核实")
    dialog.store_button.click()
    qtbot.waitUntil(lambda: dialog.stack.currentIndex() == DONE, timeout=30_000)
    settled(qtbot, shell)
    lines = now(workspace, filing).content.indicator_lines
    assert [one.actual_text for one in (lines[0], lines[3])] == ["175", "0.52"]
    dialog.undo_button.click()
    qtbot.waitUntil(lambda: dialog.done_title.text() == "已经撤销", timeout=30_000)
    settled(qtbot, shell)
    assert now(workspace, filing).content == stored.content
    dialog.reject()
