"""Figures dialog: the treasury's figure and the clerk's side by side, and which one counts, with the reason."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QDialog,
    QHeaderView,
    QLineEdit,
    QRadioButton,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from jxdesk.desktop import theme
from jxdesk.desktop.amounts import unit
from jxdesk.desktop.furniture import across, button, down, label
from jxdesk.desktop.list_table import plain_headings
from jxdesk.domain.monitoring.rows import MonitoringRow
from jxdesk.domain.records.filings import MoneyUnit
from jxdesk.domain.values.money import format_fen

HEADINGS = ("项目", "填报数", "国库数", "相差")
WIDTHS = (0, 110, 110, 110)
MOST_ROWS = 9


def _exact(fen: int | None) -> str:
    """An amount with every 分 that it has: two figures may differ by a few yuan only."""
    return format_fen(fen, MoneyUnit(unit()), at_most=6)


class FiguresDialog(QDialog):
    """Asks which figures count; ``chosen(treasury, reason)`` when somebody has decided."""

    chosen = Signal(bool, str)

    def __init__(self, rows: Sequence[MonitoringRow], *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("figures_dialog")
        self.setWindowTitle("选用哪个数")
        self.setMinimumWidth(680)
        self.use_treasury = QRadioButton("用国库数　原来填的数记在这张表的说明里")
        self.use_treasury.setObjectName("use_treasury")
        self.use_filled = QRadioButton("用填报数　国库数和原因记在这张表的说明里")
        self.use_filled.setObjectName("use_filled")
        self.choice = QButtonGroup(self)
        for one in (self.use_treasury, self.use_filled):
            self.choice.addButton(one)
        self.use_treasury.setChecked(True)
        self.reason = QLineEdit()
        self.reason.setObjectName("figures_reason")
        self.reason.setAccessibleName("原因")
        self.reason.setPlaceholderText("例如：7 月 30 日退回一笔，国库还没有冲减")
        self.go = button("就用这个数", self._on_go, kind="primary", icon="check", name="figures_go")
        self.go.setDefault(True)
        self.choice.buttonToggled.connect(lambda *_: self._on_changed())
        self.reason.textChanged.connect(lambda _: self._on_changed())
        count = len(rows)
        heading = f"{count} 个项目的填报数和国库数不一样（单位：{unit()}）"
        self.setLayout(
            down(
                label(heading, role="block_title", name="figures_heading"),
                self._table(rows),
                self.use_treasury,
                self.use_filled,
                across(label("原因", role="second"), self.reason, spacing=8),
                across(None, button("先不选", self.reject, name="figures_leave"), self.go),
                spacing=10,
                margins=(20, 16, 20, 16),
            )
        )
        self._on_changed()

    def _table(self, rows: Sequence[MonitoringRow]) -> QTableWidget:
        made = QTableWidget(len(rows), len(HEADINGS))
        made.setObjectName("figures_table")
        made.setHorizontalHeaderLabels(list(HEADINGS))
        made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        made.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.verticalHeader().hide()
        made.verticalHeader().setDefaultSectionSize(theme.sizes().row)
        header = made.horizontalHeader()
        plain_headings(header)
        for column, width in enumerate(WIDTHS):
            if width:
                made.setColumnWidth(column, width)
            else:
                header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for column, words in enumerate(HEADINGS[1:], 1):
            heading = QTableWidgetItem(words)
            heading.setTextAlignment(right)
            made.setHorizontalHeaderItem(column, heading)
        for number, row in enumerate(rows):
            apart = (row.executed_fen or 0) - (row.treasury_fen or 0)
            texts = (row.name, *(_exact(fen) for fen in (row.executed_fen, row.treasury_fen, apart)))
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                if column:
                    item.setTextAlignment(right)
                made.setItem(number, column, item)
        shown = min(len(rows), MOST_ROWS)
        made.setFixedHeight(theme.HEADING_HEIGHT + shown * theme.sizes().row + 4)
        return made

    def _on_changed(self) -> None:
        needs_reason = self.use_filled.isChecked()
        self.go.setEnabled(not needs_reason or bool(self.reason.text().strip()))
        self.go.setToolTip("" if self.go.isEnabled() else "不用国库数的，要写一句原因")

    def _on_go(self) -> None:
        self.chosen.emit(self.use_treasury.isChecked(), self.reason.text().strip())
        self.accept()
