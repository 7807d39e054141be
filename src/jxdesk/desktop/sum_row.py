"""The look of a fixed row 合计 below a table, each sum in line with its column; used by the project list and the monitoring grid."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QTableView, QWidget

from jxdesk.desktop import theme


class Sum(NamedTuple):
    """What stands under one column; ``short`` where the column is too narrow for it."""

    text: str
    side: Qt.AlignmentFlag
    short: str = ""


def paint_sums(row: QWidget, table: QTableView, sums: Iterable[Sum], *, pad: int) -> None:
    """Paints the sums where the table has its columns."""
    painter = QPainter(row)
    painter.fillRect(row.rect(), QColor(theme.HEADER))
    painter.setPen(QColor(theme.LINE))
    painter.drawRect(row.rect().adjusted(0, -1, -1, -1))
    painter.setFont(theme.font(theme.sizes().body, bold=True))
    painter.setPen(QColor(theme.TEXT))
    start = table.verticalHeader().width() + 1
    painter.setClipRect(QRect(start, 0, table.viewport().width(), row.height()))
    for index, one in enumerate(sums):
        if not one.text or table.isColumnHidden(index):
            continue
        left = start + table.columnViewportPosition(index)
        box = QRect(left + pad, 0, table.columnWidth(index) - 2 * pad, row.height())
        is_wide = painter.fontMetrics().horizontalAdvance(one.text) > box.width()
        text = one.short if is_wide and one.short else one.text
        painter.drawText(box, int(one.side | Qt.AlignmentFlag.AlignVCenter), text)
    painter.end()
