"""Slips: one-page papers of labelled rows with a QR code and room for seals, such as the cover sheet and the receipt slip."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

import segno

from jxdesk.documents.sheet import Cell
from jxdesk.domain.templates.parts import Align

WIDTHS = (34.0, 44.0, 34.0, 44.0)
"""Units: millimetres, together the 156 of the type area."""
ROW_HEIGHT, QR_HEIGHT, SEAL_HEIGHT = 8.5, 42.0, 46.0
"""A county body's seal is 42 mm across. Units: millimetres."""
QUIET = 4
"""The white border that a QR code needs. Units: modules. Source: ISO/IEC 18004."""


def moment_words(created: str) -> str:
    """The manifest's moment as a paper says it."""
    at = dt.datetime.fromisoformat(created)
    return f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}"


class SlipRows:
    """The rows of a slip from top to bottom; the cell of the field ``qr`` is drawn by ``qr_mark``."""

    def __init__(self) -> None:
        self.heights: list[float] = []
        self.cells: list[Cell] = []

    def _new(self, height: float = ROW_HEIGHT) -> int:
        self.heights.append(height)
        return len(self.heights) - 1

    def wide(self, label: str, text: str) -> None:
        """A label with a text over the rest of the row."""
        row = self._new()
        self.cells.append(Cell(row, 0, label, is_label=True))
        self.cells.append(Cell(row, 1, text, column_span=3, align=Align.LEFT))

    def pair(self, label: str, text: str, other_label: str, other: str) -> None:
        """Two labels with their texts."""
        row = self._new()
        for column, (name, value) in ((0, (label, text)), (2, (other_label, other))):
            self.cells.append(Cell(row, column, name, is_label=True))
            self.cells.append(Cell(row, column + 1, value, align=Align.LEFT))

    def drawn(self, label: str, field: str, height: float) -> None:
        """A label and, over the rest of the row, a cell into which the painter draws the mark of this field."""
        row = self._new(height)
        self.cells.append(Cell(row, 0, label, is_label=True))
        self.cells.append(Cell(row, 1, field=field, column_span=3))

    def qr(self, words: str) -> None:
        """The QR code and what it is for."""
        row = self._new(QR_HEIGHT)
        self.cells.append(Cell(row, 0, "二维码", is_label=True))
        self.cells.append(Cell(row, 1, field="qr"))
        self.cells.append(Cell(row, 2, words, column_span=2, align=Align.LEFT))

    def seals(self, left: str, right: str) -> None:
        """Room for two seals, or for one and a signature."""
        row = self._new(8.0)
        self.cells.append(Cell(row, 0, left, column_span=2, is_label=True))
        self.cells.append(Cell(row, 2, right, column_span=2, is_label=True))
        row = self._new(SEAL_HEIGHT)
        self.cells.append(Cell(row, 0, column_span=2))
        self.cells.append(Cell(row, 2, column_span=2))


def qr_mark(text: str) -> Callable[[int, int, int, int], str]:
    """Draws a text as a QR code into the cell of the field ``qr``."""
    modules = _qr_modules(text)
    return lambda *box: _draw_modules(modules, *box)


def _qr_modules(text: str) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(row) for row in segno.make(text, error="m", micro=False).matrix)


def _draw_modules(modules: Sequence[Sequence[int]], left: int, bottom: int, right: int, top: int) -> str:
    """The dark modules as filled boxes, as large as fits into the cell with the white border.

    Units: grains.
    """
    count = len(modules) + 2 * QUIET
    side = min(right - left, top - bottom) // count
    x = (left + right - side * len(modules)) // 2
    y = (bottom + top + side * len(modules)) // 2
    # White below it, so that no watermark shows through.
    boxes = [f"1 g {left + 200} {bottom + 200} {right - left - 400} {top - bottom - 400} re f 0 g"]
    for n, row in enumerate(modules):
        start: int | None = None
        for m, dark in enumerate((*row, 0)):
            if dark and start is None:
                start = m
            elif not dark and start is not None:
                boxes.append(f"{x + start * side} {y - (n + 1) * side} {(m - start) * side} {side} re")
                start = None
    return " ".join(boxes) + " f"
