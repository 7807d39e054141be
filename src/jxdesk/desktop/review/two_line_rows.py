"""Rows of two lines: a name over its whole width, and small below it whose it is or until when; for the narrow lists of reviewing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from jxdesk.desktop import theme
from jxdesk.desktop.list_table import PAD, AnyIndex, ListTable, PillPainter
from jxdesk.desktop.theme import Tone

LINE = "\n"
AIR = 6


class TwoLinePainter(PillPainter):
    """Paints the names in two lines, everything else as every list does."""

    def __init__(self, table: ListTable, *, names: int, tone_of: Callable[[int], Tone]) -> None:
        super().__init__(table, pills=0, tone_of=tone_of)
        self._names = names
        table.verticalHeader().setDefaultSectionSize(row_height())

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        """Rows have a fixed height."""
        return QSize(100, row_height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Paints one cell."""
        if index.column() != self._names:
            super().paint(painter, option, index)
            return
        rect = option.rect  # type: ignore[attr-defined]
        if option.state & QStyle.StateFlag.State_Selected:  # type: ignore[attr-defined]
            painter.fillRect(rect, QColor(theme.SELECTION))
        painter.setPen(QColor(theme.GRID))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        name, _, below = str(index.data() or "").partition(LINE)
        inner = rect.adjusted(PAD, AIR, -PAD, -AIR)
        sizes = theme.sizes()
        painter.save()
        for words, size, colour, side in (
            (
                name,
                sizes.body,
                theme.TEXT,
                Qt.AlignmentFlag.AlignTop if below else Qt.AlignmentFlag.AlignVCenter,
            ),
            (below, sizes.second, theme.SECOND, Qt.AlignmentFlag.AlignBottom),
        ):
            font = theme.font(size)
            painter.setFont(font)
            painter.setPen(QColor(colour))
            fits = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, inner.width())
            painter.drawText(inner, int(Qt.AlignmentFlag.AlignLeft | side), fits)
        painter.restore()


def row_height() -> int:
    """The height of a row of two lines.

    Units: px.
    """
    return theme.sizes().row + theme.sizes().second + AIR


def two_lines(name: str, *below: str) -> str:
    """A name with what stands below it."""
    words = " · ".join(one for one in below if one)
    return f"{name}{LINE}{words}" if words else name
