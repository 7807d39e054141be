"""Painting: how a cell of the wizard's grids looks, with its mark, its small word and its grey hint."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from jxdesk.desktop import icons, theme
from jxdesk.desktop.wizard.cells import HINT_ROLE
from jxdesk.desktop.wizard.editors import MARK_ROLE, NOTE_ROLE, CellDelegate
from jxdesk.domain.findings import Severity

PADDING = 8
_font = lru_cache(maxsize=8)(theme.font)
"""The same few fonts for thousands of cells."""
BAR = 3
SIGN = 15
MARK_LOOKS = {
    Severity.ERROR: (theme.ERROR, theme.ERROR_TINT, "error"),
    Severity.WARNING: (theme.WARN, theme.WARN_TINT, "warning"),
    Severity.ADVICE: (theme.INFO, "", "info"),
}


class GridDelegate(CellDelegate):
    """Paints a cell and opens its editor."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paints one cell."""
        area: QRect = option.rect  # type: ignore[attr-defined]
        state = option.state  # type: ignore[attr-defined]
        selected = bool(state & QStyle.StateFlag.State_Selected)
        column = self.column(index)
        mark = index.data(MARK_ROLE)
        painter.save()
        painter.setClipRect(area)
        painter.fillRect(area, QColor(self._ground(mark, selected=selected)))
        left = area.left() + PADDING
        if mark is not None:
            colour, _, sign = MARK_LOOKS[mark]
            if mark is not Severity.ADVICE:
                painter.fillRect(QRect(area.left(), area.top(), BAR, area.height()), QColor(colour))
            if column.width >= 56:
                top = area.center().y() - SIGN // 2
                painter.drawPixmap(area.left() + BAR + 4, top, icons.pixmap(sign, SIGN, colour))
                left = area.left() + BAR + 4 + SIGN + 4
        left = self._paint_note(painter, area, left, index)
        box = QRect(left, area.top(), area.right() - PADDING - left + 1, area.height())
        self._paint_text(painter, box, index, selected=selected)
        if state & QStyle.StateFlag.State_HasFocus:
            pen = QPen(QColor(theme.ACCENT))
            pen.setWidth(2)
            painter.setPen(pen)
            painter.drawRect(area.adjusted(1, 1, -2, -2))
        painter.restore()

    def _ground(self, mark: object, *, selected: bool) -> str:
        if selected:
            return theme.SELECTION
        if isinstance(mark, Severity) and MARK_LOOKS[mark][1]:
            return MARK_LOOKS[mark][1]
        return theme.SURFACE

    def _paint_note(
        self, painter: QPainter, area: QRect, left: int, index: QModelIndex | QPersistentModelIndex
    ) -> int:
        note = str(index.data(NOTE_ROLE) or "")
        if not note:
            return left
        painter.setFont(_font(theme.sizes().least))
        painter.setPen(QColor(theme.HINT))
        width = painter.fontMetrics().horizontalAdvance(note)
        painter.drawText(
            QRect(left, area.top(), width + 1, area.height()),
            int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter),
            note,
        )
        return left + width + 4

    def _paint_text(
        self, painter: QPainter, box: QRect, index: QModelIndex | QPersistentModelIndex, *, selected: bool
    ) -> None:
        column = self.column(index)
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        painter.setFont(_font(theme.sizes().body))
        painter.setPen(QColor(theme.TEXT if column.is_typed or selected else theme.SECOND))
        align = column.align
        if not text:
            text = str(index.data(HINT_ROLE) or "")
            painter.setPen(QColor(theme.HINT))
        if not text or box.width() <= 0:
            return
        metrics = painter.fontMetrics()
        if column.is_merged and metrics.horizontalAdvance(text) > box.width():
            _draw_wrapped(painter, box, text)
            return
        elided = metrics.elidedText(text.replace("\n", " "), Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, int(align | Qt.AlignmentFlag.AlignVCenter), elided)


def _draw_wrapped(painter: QPainter, box: QRect, text: str) -> None:
    """Text of a merged cell over as many lines as fit, smaller where the cell is one row high; Chinese breaks anywhere."""
    height = painter.fontMetrics().height()
    if box.height() < height * 2:
        painter.setFont(_font(theme.sizes().least))
        height = box.height() // 2 - 1
    lines = wrapped_lines(text, painter.font(), box.width())
    room = max(1, box.height() // height)
    if len(lines) > room:
        rest = "".join(lines[room - 1 :])
        last = painter.fontMetrics().elidedText(rest, Qt.TextElideMode.ElideRight, box.width())
        lines = [*lines[: room - 1], last]
    top = box.top() + max(0, (box.height() - height * len(lines)) // 2)
    for number, line in enumerate(lines):
        painter.drawText(
            QRect(box.left(), top + number * height, box.width(), height),
            int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter),
            line,
        )


def wrapped_lines(text: str, font: QFont, width: int) -> list[str]:
    """The lines that a text breaks into at a width.

    Units: ``width`` px.
    """
    layout = QTextLayout(text)
    layout.setFont(font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    lines = []
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        lines.append(text[line.textStart() : line.textStart() + line.textLength()])
    layout.endLayout()
    return lines
