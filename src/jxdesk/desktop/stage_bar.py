"""The stage bar: a count cut into parts by colour, as one horizontal bar with its legend's squares."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QWidget

from jxdesk.desktop import theme


class StageBar(QWidget):
    """The parts side by side, each in its colour."""

    def __init__(self, parts: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.setObjectName("stage_bar")
        self.setFixedHeight(14)
        self._parts = parts
        self._counts: Sequence[int] = [0] * len(parts)

    def show_counts(self, counts: Sequence[int]) -> None:
        """Shows other numbers, in the order of the parts."""
        self._counts = counts
        said = [f"{word} {count}" for (word, _), count in zip(self._parts, counts, strict=True)]
        self.setAccessibleName("，".join(said))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the parts."""
        painter = QPainter(self)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.fillRect(self.rect(), QColor(theme.TRACK))
        total = sum(self._counts)
        left = 0.0
        for (_, colour), count in zip(self._parts, self._counts, strict=True):
            if total and count:
                width = self.width() * count / total
                painter.fillRect(QRectF(left, 0, max(width - 1, 1), self.height()), QColor(colour))
                left += width
        painter.end()


def swatch(colour: str) -> QFrame:
    """A small square of a colour, beside its word."""
    made = QFrame()
    made.setFixedSize(10, 10)
    made.setAutoFillBackground(True)
    made.setStyleSheet(f"background: {colour}; border-radius: 2px;")
    return made
