"""Paste dialog: shows a block before it lands, where its shape differs or something in it cannot be taken."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QListWidget,
    QListWidgetItem,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from jxdesk.desktop import icons, theme
from jxdesk.desktop.furniture import across, button, down, label
from jxdesk.desktop.list_table import plain_headings
from jxdesk.domain.filling.pasting import PastePlan, PasteTarget

ROW = 30
LARGEST = (900, 560)
REFUSALS_HEIGHT = 110


class PasteDialog(QDialog):
    """What a paste would do, cell by cell."""

    def __init__(self, plan: PastePlan, target: PasteTarget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("paste_dialog")
        self.setWindowTitle("粘贴前看一眼")
        self.plan = plan
        taken = sum(1 for cell in plan.cells if not cell.refusal)
        self.table = self._table(plan, target)
        self.refusals = self._refusals(plan)
        self.paste_button = button(f"粘贴这 {taken} 格", self.accept, kind="primary", name="paste_accept")
        self.paste_button.setEnabled(taken > 0)
        self.paste_button.setDefault(True)
        box = down(
            label(self._summary(plan, taken), role="block_title", wrap=True, name="paste_summary"),
            label("黑字会填进去，红底的不会；没填进去的原文会留在清单里。", role="second"),
            spacing=8,
            margins=(16, 14, 16, 14),
        )
        box.addWidget(self.table, 1)
        if plan.refused:
            box.addWidget(label(f"填不进去的 {len(plan.refused)} 格", role="strong"))
            box.addWidget(self.refusals)
        box.addLayout(across(None, button("不粘贴", self.reject, name="paste_reject"), self.paste_button))
        self.setLayout(box)
        rows = max((cell.row for cell in plan.cells), default=0) + 1
        height = 190 + min(rows, 10) * ROW + (REFUSALS_HEIGHT + 30 if plan.refused else 0)
        self.resize(LARGEST[0], min(LARGEST[1], height))
        self.paste_button.setFocus()

    def _summary(self, plan: PastePlan, taken: int) -> str:
        rows = len({cell.row for cell in plan.cells})
        columns = len({cell.column for cell in plan.cells})
        parts = [f"剪贴板里是 {rows} 行 × {columns} 列，会填 {taken} 格"]
        if plan.has_headings:
            parts.append("第一行是表头，按表头对列")
        if plan.new_lines:
            parts.append(f"会新增 {plan.new_lines} 行")
        if plan.refused:
            parts.append(f"{len(plan.refused)} 格填不进去")
        return "，".join(parts) + "。"

    def _table(self, plan: PastePlan, target: PasteTarget) -> QTableWidget:
        rows = max((cell.row for cell in plan.cells), default=-1) + 1
        columns = max((cell.column for cell in plan.cells), default=-1) + 1
        table = QTableWidget(rows, columns)
        table.setObjectName("paste_table")
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        table.verticalHeader().setDefaultSectionSize(ROW)
        names = dict(zip(target.all_columns, target.all_labels, strict=True))
        headings = [""] * columns
        for cell in plan.cells:
            headings[cell.column] = names.get(cell.field, "") or headings[cell.column]
            item = QTableWidgetItem(cell.text)
            if cell.refusal:
                item.setBackground(QColor(theme.ERROR_TINT))
                item.setForeground(QColor(theme.ERROR))
                item.setIcon(icons.icon("error", 14, theme.ERROR))
                item.setToolTip(cell.refusal)
            elif cell.before and cell.before != cell.text:
                item.setToolTip(f"原来是：{cell.before}")
            table.setItem(cell.row, cell.column, item)
        table.setHorizontalHeaderLabels([heading or "没有列" for heading in headings])
        plain_headings(table.horizontalHeader())
        for column in range(columns):
            table.setColumnWidth(column, 190 if headings[column] == names.get("name") else 104)
        return table

    def _refusals(self, plan: PastePlan) -> QListWidget:
        listed = QListWidget()
        listed.setObjectName("paste_refusals")
        listed.setMaximumHeight(REFUSALS_HEIGHT)
        for cell in plan.refused:
            QListWidgetItem(
                icons.icon("error", 14, theme.ERROR),
                f"第 {cell.row + 1} 行第 {cell.column + 1} 列“{cell.text}”：{cell.refusal}",
                listed,
            )
        return listed
