"""Month grid: what the two grids of a month have in common for keys and blocks; each change is a step of the month's session."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent

from jxdesk.actions.monitor import Typed
from jxdesk.desktop import theme
from jxdesk.desktop.monitoring.month_cells import MonthCells
from jxdesk.desktop.wizard import clipboard
from jxdesk.desktop.wizard.block_grid import BlockGrid
from jxdesk.desktop.wizard.grid import NOTHING_TO_PASTE
from jxdesk.desktop.wizard.paste_dialog import PasteDialog
from jxdesk.domain.filling.editing import EditKind
from jxdesk.domain.filling.pasting import Block, PastePlan, PasteTarget

ROW_NUMBERS, BESIDE_NUMBER = 44, 20
"""Least room for the number of a row, and what stays free beside its digits. Units: px."""
STILL_READING = "这个月的项目还在读取，读完了再粘贴。"


class MonthGrid(BlockGrid):
    """A grid of a month; ``opened(project)`` when a project's own form is asked for."""

    opened = Signal(str)
    PASTES = EditKind.MONEY
    """What is pasted here."""

    def __init__(self, model: MonthCells, *, name: str, meaning: str) -> None:
        self.month = model
        super().__init__(model, name=name)
        self.setAccessibleName(meaning)
        self.verticalHeader().setDefaultSectionSize(theme.sizes().row)
        self._fit_numbers()
        for signal in (model.modelReset, model.rowsInserted):
            signal.connect(self._fit_numbers)
        self.doubleClicked.connect(self._on_double_clicked)

    def _fit_numbers(self) -> None:
        """Makes room for the digits of the last row's number: a prefecture has tens of thousands of indicators."""
        header = self.verticalHeader()
        digits = "0" * len(str(self.cells.rowCount()))
        header.setFixedWidth(max(ROW_NUMBERS, header.fontMetrics().horizontalAdvance(digits) + BESIDE_NUMBER))

    def plan(self, block: Block, row: int, column: int) -> PastePlan:
        """What pasting a block at a cell would fill in."""
        raise NotImplementedError

    def typed_of(self, line_id: str, field: str, text: str) -> Typed:
        """A pasted text for a cell, with its unit in words already."""
        raise NotImplementedError

    def begin_typing(self, *, is_whole: bool = True) -> None:
        """Puts the cursor where typing begins if it stands nowhere yet; among the first rows only (``is_whole``) where one is blank."""
        rows = self.month.rowCount()
        if not self.currentIndex().isValid() and rows and (is_whole or self.month.first_blank() is not None):
            self.put_cursor(self.month.index(*self.month.first_cell()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the form where nothing is typed; in a typed cell it goes down. Ctrl+Enter opens it from anywhere."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        index = self.currentIndex()
        if is_enter and index.isValid() and not self.delegate.is_composing():
            anywhere = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if anywhere or not self.cells.columns[index.column()].is_typed:
                event.accept()
                self.opened.emit(self.month.project_id(index.row()))
                return
        super().keyPressEvent(event)

    def _on_double_clicked(self, index: QModelIndex) -> None:
        if not self.cells.columns[index.column()].is_typed:
            self.opened.emit(self.month.project_id(index.row()))

    # ---- blocks -----------------------------------------------------------------------------------------------

    def clear_selection(self) -> None:
        """Empties the typed cells of the selection."""
        rows, columns = self.selected_block()
        cells = [(row, column) for row in rows for column in columns if self._is_editable(row, column)]
        typed = [self._typed(row, column, "") for row, column in cells]
        for one in typed:
            self.month.session.drop_refused(one.cell)
        if typed:
            self.month.session.type(typed, "清空")

    def fill_down(self) -> None:
        """Ctrl+D: the first row of the selection into the others; a single cell takes the one above it."""
        rows, columns = self.selected_block()
        if len(rows) == 1 and rows.start > 0:
            rows = range(rows.start - 1, rows.stop)
        typed = [
            self._typed(row, column, self.month.edit_text(rows.start, self.cells.columns[column]))
            for row in rows[1:]
            for column in columns
            if self._is_editable(row, column)
        ]
        if typed:
            self.month.session.type(typed, "向下填充")

    def paste(self) -> None:
        """Puts a block from the clipboard here; shows it first where it names its rows or something finds no place."""
        block = clipboard.block_from_mime(QGuiApplication.clipboard().mimeData())
        rows, columns = self.selected_block()
        session = self.month.session
        if not block or not session.is_whole:
            session.context.tell(NOTHING_TO_PASTE if session.is_whole else STILL_READING)
            return
        if not rows:
            return
        if len(block) == 1 and len(block[0]) == 1 and len(rows) * len(columns) > 1:
            block = tuple(block[0] * len(columns) for _ in rows)
        plan = self.plan(block, rows.start, columns.start)
        if not plan.needs_a_look:
            self._do_paste(plan)
            return
        dialog = PasteDialog(plan, self._target(columns.start), self.window())
        dialog.accepted.connect(lambda: self._do_paste(plan))
        dialog.open()

    def fields_from(self, column: int) -> tuple[str, ...]:
        """The columns from the cursor on, those that are hidden left out; on a name the typed ones follow."""
        shown = [
            one
            for number, one in enumerate(self.cells.columns)
            if number >= column and not self.isColumnHidden(number)
        ]
        if shown and not shown[0].is_typed:
            return tuple(one.field for one in shown if one.is_typed)
        return tuple(one.field if one.is_typed else "" for one in shown)

    def _target(self, column: int) -> PasteTarget:
        labels = {one.field: one.label for one in self.cells.columns if one.is_typed}
        fields = self.fields_from(column)
        return PasteTarget(
            kind=self.PASTES,
            line_ids=self.cells.line_ids(),
            columns=fields,
            labels=tuple(labels.get(field, "") for field in fields),
            all_columns=tuple(labels),
            all_labels=tuple(labels.values()),
            may_grow=False,
        )

    def _do_paste(self, plan: PastePlan) -> None:
        typed = [
            self.typed_of(cell.line_id, cell.field, cell.text) for cell in plan.cells if not cell.refusal
        ]
        if typed:
            self.month.session.type(typed, f"粘贴 {len(typed)} 格")
        refused = len(plan.refused)
        self.told.emit(f"粘贴了 {len(typed)} 格" + (f"，{refused} 格没有填入。" if refused else "。"))

    def _typed(self, row: int, column: int, text: str) -> Typed:
        return self.month.typed(row, self.cells.columns[column], text)

    def _give_up_refused(self) -> bool:
        index = self.currentIndex()
        return index.isValid() and self.month.session.drop_refused(self.cells.cell(index))
