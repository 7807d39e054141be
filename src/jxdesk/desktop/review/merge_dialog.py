"""并入: asks into which other filing this one is merged."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from jxdesk.actions.reviewing.waiting import CaseRow
from jxdesk.desktop.dialogs.manners import FittedDialog
from jxdesk.desktop.furniture import across, button, down, label
from jxdesk.desktop.list_table import ListTable, PillPainter
from jxdesk.desktop.review.words import state_of
from jxdesk.desktop.rows_model import RowsModel


class MergeDialog(FittedDialog):
    """A list of the other filings of the same form; the chosen one stays."""

    def __init__(
        self,
        name: str,
        others: Sequence[CaseRow],
        on_chosen: Callable[[str], object],
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.others = others
        self._on_chosen = on_chosen
        self.setObjectName("merge_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("并入别的填报")
        self.setMinimumWidth(640)
        self.model = RowsModel(("状态", "项目", "单位"))
        self.table = ListTable(self.model, (7, 0, 10), name="merge_list", meaning="并入哪一份")
        self.table.setItemDelegate(
            PillPainter(self.table, pills=0, tone_of=lambda row: self.model.tones[row])
        )
        states = [state_of(one) for one in others]
        self.model.show_rows(
            [(word, one.name, one.office) for one, (word, _) in zip(others, states, strict=True)],
            [tone for _, tone in states],
        )
        self.table.setMinimumHeight(220)
        self.table.opened.connect(lambda _: self._on_go())
        self.go = button("并入选中的", self._on_go, kind="primary", icon="merge", name="merge_go")
        self.go.setDefault(True)
        self.go.setEnabled(bool(others))
        words = "选留下来的那一份：" if others else "这个列表里没有同一种表的别的填报，不能并入。"
        self.setLayout(
            down(
                label(f"“{name}”并到哪一份里？", role="block_title", wrap=True),
                label(words, role="second", wrap=True, name="merge_told"),
                self.table,
                across(None, button("不并了", self.reject, name="merge_leave"), self.go),
                spacing=10,
                margins=(20, 14, 20, 16),
            )
        )
        if others:
            self.table.selectRow(0)

    def _on_go(self) -> None:
        row = self.table.currentIndex().row()
        if 0 <= row < len(self.others):
            self.accept()
            self._on_chosen(self.others[row].filing_id)
