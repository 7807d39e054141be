"""The history of one cell or field: who gave it which value when."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QAbstractItemView, QDialog, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from jxdesk.actions.field_history import FieldChange, field_history
from jxdesk.desktop import theme
from jxdesk.desktop.context import Context
from jxdesk.desktop.errand_words import errand_words
from jxdesk.desktop.furniture import across, button, down, label
from jxdesk.desktop.journal_words import value_words
from jxdesk.desktop.list_table import plain_headings
from jxdesk.desktop.moments import full_moment
from jxdesk.desktop.tasks import Lane

COLUMNS = ("时间", "谁", "做什么", "原来", "现在", "为什么")
WIDTHS = (160, 120, 110)
WHY = COLUMNS.index("为什么")
"""The last column is in sight where a reviewer set a value: whoever only typed gave no reason."""


class FieldHistoryDialog(QDialog):
    """Shows the changes, newest first."""

    def __init__(
        self,
        context: Context,
        filing_id: str,
        *,
        line_id: str,
        field: str,
        words: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("field_history_dialog")
        self.setWindowTitle("这一格的修改记录")
        self.resize(820, 420)
        self.note = label("正在读取…", role="second", name="field_history_note")
        self.table = QTableWidget(0, len(COLUMNS))
        self.table.setObjectName("field_history_table")
        self.table.setAccessibleName("修改记录")
        self.table.setHorizontalHeaderLabels(list(COLUMNS))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setAlternatingRowColors(True)
        self.table.verticalHeader().hide()
        header = self.table.horizontalHeader()
        plain_headings(header)
        for column, width in enumerate(WIDTHS):
            self.table.setColumnWidth(column, theme.scaled(width))
        for column in range(len(WIDTHS), len(COLUMNS)):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        close = button("关上", self.accept, kind="primary", name="field_history_close")
        close.setDefault(True)
        self.setLayout(
            down(
                across(label(words, role="block_title"), None, self.note),
                self.table,
                across(None, close),
                spacing=12,
                margins=(20, 16, 20, 16),
            )
        )
        workspace = context.workspace
        context.tasks.run(
            lambda: field_history(workspace, filing_id, line_id=line_id, field=field),
            self.show_changes,
            lane=Lane.READ,
            owner=self,
        )

    def show_changes(self, found: Sequence[FieldChange]) -> None:
        """Fills the table."""
        self.note.setText(
            f"{len(found)} 次" if found else "没有修改记录：建表或导入以后没有改过，或是程序算出来的。"
        )
        self.table.setRowCount(len(found))
        self.table.setColumnHidden(WHY, all(change.settled is None for change in found))
        for row, change in enumerate(found):
            texts = (
                full_moment(change.at),
                *_by_whom(change),
                value_words(change.field, change.old) or "（空）",
                value_words(change.field, change.new) or "（空）",
                change.settled.text if change.settled is not None else "",
            )
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.table.setItem(row, column, item)
            self.table.setRowHeight(row, theme.sizes().row)


def _by_whom(change: FieldChange) -> tuple[str, str]:
    """Who changed it, and by what; a value that a reviewer set is the reviewer's, whoever took it in here."""
    if change.settled is None:
        return change.who, errand_words(change.errand)
    return change.settled.written_by or change.settled.office_path, "审定"
