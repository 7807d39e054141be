"""The window's painter of charts: paints the marks of a drawing with QPainter; screen, PNG and SVG are painted here."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import assert_never

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from jxdesk.desktop import theme
from jxdesk.documents.charts.marks import Drawing, Fill, Ink, Point, Shape, Spot, Stroke, Text, outline
from jxdesk.documents.charts.plot import Look

EDGE, SPOT_EDGE = 1.0, 0.75
"""How thick the edges of bars and spots are. Units: px."""


@lru_cache(maxsize=8)
def _metrics(size: int) -> QFontMetricsF:
    return QFontMetricsF(theme.font(size))


def measure(text: str, size: float) -> float:
    """The width of a line in the screen font; fonts come in whole px."""
    return _metrics(round(size)).horizontalAdvance(text)


def screen_look(width: float, height: float, *, is_practice: bool) -> Look:
    """A chart as large as its room, lettered as the page around it."""
    return Look(
        width=width,
        height=height,
        one=theme.sizes().second,
        measure=measure,
        is_practice=is_practice,
    )


def paint_drawing(drawing: Drawing, painter: QPainter) -> None:
    """Paints a drawing with its upper left corner at the painter's origin."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    spots = _Spots(painter)
    for mark in drawing.marks:
        match mark:
            case Spot():
                spots.paint(mark)
            case Text():
                painter.setFont(theme.font(round(mark.size)))
                painter.setPen(QColor(mark.ink))
                painter.drawText(QPointF(mark.left, mark.baseline), mark.text)
            case Stroke():
                painter.setPen(_pen(mark))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawPolyline(_polygon(mark.points))
            case Fill(box, ink, edge):
                painter.setPen(QPen(QColor(edge), EDGE) if edge else QPen(Qt.PenStyle.NoPen))
                painter.setBrush(QColor(ink))
                painter.drawRect(QRectF(box.left, box.top, box.width, box.height))
            case _:
                assert_never(mark)


class _Spots:
    """Paints spots, and makes the outline of a shape once for all spots of a size."""

    def __init__(self, painter: QPainter) -> None:
        self._painter = painter
        self._outlines: dict[tuple[Shape, float], QPolygonF] = {}
        self._edge = QPen(QColor(Ink.SURFACE), SPOT_EDGE)
        self._inks = {ink: QColor(ink) for ink in Ink}

    def paint(self, spot: Spot) -> None:
        """Paints one spot."""
        painter, r = self._painter, spot.radius
        painter.setPen(self._edge)
        painter.setBrush(self._inks[spot.ink])
        if spot.shape is Shape.CIRCLE:
            painter.drawEllipse(QPointF(spot.x, spot.y), r, r)
            return
        made = self._outlines.get((spot.shape, r))
        if made is None:
            made = _polygon([(dx * r, dy * r) for dx, dy in outline(spot.shape)])
            self._outlines[spot.shape, r] = made
        painter.drawPolygon(made.translated(spot.x, spot.y))


def _pen(stroke: Stroke) -> QPen:
    made = QPen(QColor(stroke.ink), stroke.width)
    made.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if stroke.dash:
        made.setCapStyle(Qt.PenCapStyle.FlatCap)
        # Qt counts dashes in widths of the line.
        made.setDashPattern([part / stroke.width for part in stroke.dash])
    return made


def _polygon(points: Sequence[Point]) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in points])
