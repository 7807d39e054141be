"""The history dialog: what one step of a project's history changed, value by value, old beside new."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QAbstractItemView, QDialog, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from jxdesk.actions.project_facts import ChangedValue, Step, changed_values
from jxdesk.desktop import theme
from jxdesk.desktop.context import Context
from jxdesk.desktop.errand_words import errand_words
from jxdesk.desktop.furniture import across, button, down, label
from jxdesk.desktop.journal_words import SILENT, place_words, value_words
from jxdesk.desktop.list_table import plain_headings
from jxdesk.desktop.moments import full_moment
from jxdesk.desktop.tasks import Lane


class HistoryDialog(QDialog):
    """Shows one step."""

    def __init__(
        self, context: Context, project_id: str, step: Step, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("history_dialog")
        self.setWindowTitle("改了什么")
        self.resize(820, 480)
        self.heading = label(
            f"{full_moment(step.at)}　{step.who}　{errand_words(step.errand)}", role="block_title"
        )
        self.note = label("正在读取…", role="second", name="history_note")
        self.table = QTableWidget(0, 3)
        self.table.setObjectName("history_table")
        self.table.setAccessibleName("改动")
        self.table.setHorizontalHeaderLabels(["位置", "原来", "现在"])
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setWordWrap(True)
        self.table.setAlternatingRowColors(True)
        self.table.verticalHeader().hide()
        header = self.table.horizontalHeader()
        plain_headings(header)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self.table.setColumnWidth(0, 300)
        close = button("关上", self.accept, kind="primary", name="history_close")
        close.setDefault(True)
        self.setLayout(
            down(
                across(self.heading, None, self.note),
                self.table,
                across(None, close),
                spacing=12,
                margins=(20, 16, 20, 16),
            )
        )
        context.tasks.run(
            lambda: changed_values(context.workspace, project_id, step),
            self.show_values,
            lane=Lane.READ,
            owner=self,
        )

    def show_values(self, values: Sequence[ChangedValue]) -> None:
        """Fills the table; what only the machine keeps is left out."""
        shown = told(values)
        self.note.setText(f"{len(shown)} 处")
        self.table.setRowCount(len(shown))
        for row, value in enumerate(shown):
            texts = (
                place_words(value.table, value.field, value.line),
                value_words(value.field, value.old) or "（空）",
                value_words(value.field, value.new) or "（空）",
            )
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.table.setItem(row, column, item)
            self.table.setRowHeight(row, theme.sizes().row)


def told(values: Sequence[ChangedValue]) -> list[ChangedValue]:
    """What is shown: not what only the machine keeps, and of an amount not its text beside its number."""
    amounts = {
        (value.table, value.line, value.field.removesuffix("_fen"))
        for value in values
        if value.field.endswith("_fen")
    }
    return [
        value
        for value in values
        if value.field not in SILENT
        and (value.table, value.line, value.field.removesuffix("_text")) not in amounts
    ]
