"""Painting: how a cell of the wizard's grids looks, with its mark, its small word and its grey hint."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from jxdesk.desktop import icons, theme
from jxdesk.desktop.wizard.columns import Column
from jxdesk.desktop.wizard.editors import CellDelegate
from jxdesk.desktop.wizard.grid_cells import LOOK_ROLE, GridCells, Look
from jxdesk.domain.findings import Severity

PADDING = 8
BAR = 3
SIGN = 15
CORNER = 9
WIDE_ENOUGH_FOR_SIGN = 56
SELECTED = QStyle.StateFlag.State_Selected.value
FOCUSED = QStyle.StateFlag.State_HasFocus.value
# The same few fonts, colours and alignments for thousands of cells.
_font = lru_cache(maxsize=8)(theme.font)
_colour = lru_cache(maxsize=32)(QColor)
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
        state: int = option.state.value  # type: ignore[attr-defined]
        selected = bool(state & SELECTED)
        column = self.column(index)
        look: Look = index.data(LOOK_ROLE)
        painter.save()
        painter.setClipRect(area)
        painter.fillRect(area, _colour(_ground(look.mark, selected=selected)))
        left = area.left() + PADDING
        if look.mark is not None:
            left = _paint_mark(painter, area, column, look.mark)
        if look.note:
            left = _paint_note(painter, area, left, look)
        box = QRect(left, area.top(), area.right() - PADDING - left + 1, area.height())
        if box.width() > 0:
            _paint_text(painter, box, column, look, selected=selected)
        cells = index.model()
        if isinstance(cells, GridCells) and cells.noted and cells.cell(index) in cells.noted:
            _paint_corner(painter, area)
        if state & FOCUSED:
            pen = QPen(_colour(theme.ACCENT))
            pen.setWidth(2)
            painter.setPen(pen)
            painter.drawRect(area.adjusted(1, 1, -2, -2))
        painter.restore()


@lru_cache(maxsize=8)
def _in_the_middle(align: Qt.AlignmentFlag) -> int:
    """An alignment across, half way down."""
    return int(align | Qt.AlignmentFlag.AlignVCenter)


def _ground(mark: Severity | None, *, selected: bool) -> str:
    if selected:
        return theme.SELECTION
    if mark is not None and MARK_LOOKS[mark][1]:
        return MARK_LOOKS[mark][1]
    return theme.SURFACE


def _paint_mark(painter: QPainter, area: QRect, column: Column, mark: Severity) -> int:
    """The bar and the sign of a problem; answers where the text begins."""
    colour, _, sign = MARK_LOOKS[mark]
    if mark is not Severity.ADVICE:
        painter.fillRect(QRect(area.left(), area.top(), BAR, area.height()), _colour(colour))
    if column.width < WIDE_ENOUGH_FOR_SIGN:
        return area.left() + PADDING
    left = area.left() + BAR + 4
    painter.drawPixmap(left, area.center().y() - SIGN // 2, icons.pixmap(sign, SIGN, colour))
    return left + SIGN + 4


def _paint_note(painter: QPainter, area: QRect, left: int, look: Look) -> int:
    """The small word, as far as the value leaves it room; answers where the text begins."""
    painter.setFont(_font(theme.sizes().body))
    taken = painter.fontMetrics().horizontalAdvance(look.text)
    painter.setFont(_font(theme.sizes().least))
    painter.setPen(_colour(theme.HINT))
    width = painter.fontMetrics().horizontalAdvance(look.note)
    if left + width + 4 + taken > area.right() - PADDING:
        return left
    box = QRect(left, area.top(), width + 1, area.height())
    painter.drawText(box, _in_the_middle(Qt.AlignmentFlag.AlignLeft), look.note)
    return left + width + 4


def _paint_corner(painter: QPainter, area: QRect) -> None:
    """The small sign of a note to oneself: a corner, as spreadsheets show it."""
    right, top = area.right(), area.top()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_colour(theme.INFO))
    painter.drawPolygon(
        [QPoint(right - CORNER, top), QPoint(right + 1, top), QPoint(right + 1, top + CORNER)]
    )
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _paint_text(painter: QPainter, box: QRect, column: Column, look: Look, *, selected: bool) -> None:
    text = look.text or look.hint
    if not text:
        return
    ink = theme.TEXT if column.is_typed or selected else theme.SECOND
    painter.setFont(_font(theme.sizes().body))
    painter.setPen(_colour(ink if look.text else theme.HINT))
    metrics = painter.fontMetrics()
    text = text.replace("\n", " ")
    if (
        column.is_words
        and (look.text or not column.is_typed)
        and metrics.horizontalAdvance(text) > box.width()
    ):
        _draw_wrapped(painter, box, text, column.align)
        return
    elided = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(box, _in_the_middle(column.align), elided)


def _draw_wrapped(painter: QPainter, box: QRect, text: str, align: Qt.AlignmentFlag) -> None:
    """Words over as many lines as fit, smaller where the cell is one row high; Chinese breaks anywhere."""
    height = painter.fontMetrics().height()
    if box.height() < height * 2:
        painter.setFont(_font(theme.sizes().least))
        height = box.height() // 2 - 1
    lines = even_lines(text, painter.font(), box.width())
    room = max(1, box.height() // height)
    if len(lines) > room:
        rest = "".join(lines[room - 1 :])
        last = painter.fontMetrics().elidedText(rest, Qt.TextElideMode.ElideRight, box.width())
        lines = [*lines[: room - 1], last]
    top = box.top() + max(0, (box.height() - height * len(lines)) // 2)
    for number, line in enumerate(lines):
        painter.drawText(
            QRect(box.left(), top + number * height, box.width(), height),
            _in_the_middle(align),
            line,
        )


def even_lines(text: str, font: QFont, width: int) -> list[str]:
    """As few lines as a width allows, of about the same length, so that none holds a single sign.

    Units: ``width`` px.
    """
    lines = wrapped_lines(text, font, width)
    if len(lines) < 2:
        return lines
    metrics = QFontMetrics(font)
    fair = metrics.horizontalAdvance(text) // len(lines) + metrics.height()
    evened = wrapped_lines(text, font, min(width, fair))
    return evened if len(evened) == len(lines) else lines


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
