"""The tally table of a survey: a question a row, a count a column; keys walk as in the forms, typing as an input method sends it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTableWidget, QWidget

from jxdesk.desktop.wizard.editors import LineEditor

LEAVING = frozenset(
    {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Escape}
)


class TallyTable(QTableWidget):
    """The counts; Tab walks from cell to cell and out of the last one, Enter goes down."""

    def __init__(self) -> None:
        super().__init__(0, 1)
        self.setItemDelegate(_Typing(self))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter ends the typing and goes a row down; the dialog's default button is not meant by it."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.currentRow() < self.rowCount() - 1:
                self.setCurrentCell(self.currentRow() + 1, self.currentColumn())
            return
        super().keyPressEvent(event)

    def focusNextPrevChild(self, is_forward: bool) -> bool:
        """Leaves the table at its last cell, or backwards at its first."""
        rows, columns = self.rowCount(), self.columnCount()
        edge = (rows - 1, columns - 1) if is_forward else (0, 0)
        here = self.currentIndex()
        is_leaving = not rows or (here.row(), here.column()) == edge
        self.setTabKeyNavigation(not is_leaving)
        answer = super().focusNextPrevChild(is_forward)
        self.setTabKeyNavigation(True)
        return answer


class _Typing(QStyledItemDelegate):
    """Opens a line that keeps the first composition whole and is never left while one is pending."""

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        """The line."""
        del option
        editor = LineEditor(parent)
        if index.column():
            editor.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return editor

    def setEditorData(self, editor: QWidget, index: QModelIndex | QPersistentModelIndex) -> None:
        """The text of the cell, selected: what is typed replaces it."""
        if isinstance(editor, LineEditor):
            editor.begin(str(index.data(Qt.ItemDataRole.EditRole) or ""), select_all=True)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Enter, Tab and Esc belong to the input method until its words are chosen."""
        is_pending = isinstance(editor, LineEditor) and bool(editor.preedit)
        if is_pending and isinstance(event, QKeyEvent) and event.key() in LEAVING:
            return True
        return super().eventFilter(editor, event)
