"""Grid: the table that the wizard's money and indicators are typed into, by keys, by mouse and by paste."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from PySide6.QtGui import QGuiApplication

from jxdesk.desktop.wizard import clipboard
from jxdesk.desktop.wizard.block_grid import BlockGrid, Span
from jxdesk.desktop.wizard.cells import CellModel
from jxdesk.desktop.wizard.paste_dialog import PasteDialog
from jxdesk.domain.filling.editing import Change, clear, fill_down
from jxdesk.domain.filling.pasting import PastePlan, plan_paste

__all__ = ["NOTHING_TO_PASTE", "CellGrid", "Span"]

NOTHING_TO_PASTE = "剪贴板里没有可以粘贴的内容：先在 Excel 或 WPS 里选中单元格，按 Ctrl+C。"


class CellGrid(BlockGrid):
    """A grid over one part of a filing; each change is a step of its session."""

    cells: CellModel

    def __init__(self, model: CellModel, *, name: str) -> None:
        super().__init__(model, name=name)

    def _give_up_refused(self) -> bool:
        index = self.currentIndex()
        return index.isValid() and self.cells.session.drop_refused(self.cells.cell(index))

    def clear_selection(self) -> None:
        """Empties the cells of the selection that can be typed into."""
        session = self.cells.session
        rows, columns = self.selected_block()
        chosen = [
            (self.cells.line_id(row), self.cells.columns[column].field)
            for row in rows
            for column in columns
            if self.cells.line_id(row) and self._is_editable(row, column)
        ]
        for cell in chosen:
            session.drop_refused(cell)
        self._commit(clear(self.cells.kind, chosen), "清空")

    def fill_down(self) -> None:
        """Ctrl+D: the first row of the selection into the others; a single cell takes the one above it."""
        rows, columns = self.selected_block()
        if len(rows) == 1 and rows.start > 0:
            rows = range(rows.start - 1, rows.stop)
        ids = [self.cells.line_id(row) for row in rows if self.cells.line_id(row)]
        fields = [
            self.cells.columns[column].field for column in columns if self._is_editable(rows.stop - 1, column)
        ]
        if len(ids) > 1 and fields:
            self._commit(fill_down(self.cells.session.content, self.cells.kind, ids, fields), "向下填充")

    def put_today(self) -> None:
        """Ctrl+;: today's date as official papers write it."""
        index = self.currentIndex()
        if index.isValid() and self._is_editable(index.row(), index.column()):
            today = dt.date.today()  # noqa: DTZ011 - the date on this desk's wall is what is meant
            text = f"{today.year}年{today.month}月{today.day}日"
            self.cells.setData(index, text)

    def paste(self) -> None:
        """Puts a block from the clipboard here; shows it first where its shape differs or something cannot be read."""
        block = clipboard.block_from_mime(QGuiApplication.clipboard().mimeData())
        rows, columns = self.selected_block()
        if not rows or not self.cells.session.editable:
            return
        if not block:
            self.cells.session.context.tell(NOTHING_TO_PASTE)
            return
        if len(block) == 1 and len(block[0]) == 1 and len(rows) * len(columns) > 1:
            block = tuple(block[0] * len(columns) for _ in rows)
        session = self.cells.session
        target = self.cells.paste_target(rows.start, columns.start)
        plan = plan_paste(session.content, block, target, session.rules)
        if not plan.needs_a_look:
            self._do_paste(plan)
            return
        dialog = PasteDialog(plan, target, self.window())
        dialog.accepted.connect(lambda: self._do_paste(plan))
        dialog.open()

    def _do_paste(self, plan: PastePlan) -> None:
        done = sum(1 for cell in plan.cells if not cell.refusal)
        self._commit(plan.changes, f"粘贴 {done} 格")
        self.cells.keep_refused(plan.refused)
        refused = len(plan.refused)
        self.told.emit(
            f"粘贴了 {done} 格" + (f"，{refused} 格没有填入，原文见红色格和清单" if refused else "。")
        )

    def _commit(self, changes: Sequence[Change], label: str) -> None:
        if changes and self.cells.session.editable:
            index = self.currentIndex()
            place = self.cells.place(index) if index.isValid() else None
            self.cells.session.commit(changes, label=label, place=place)
