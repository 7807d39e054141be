"""PDF painter of charts: one chart on a landscape page, with the embedded faces that forms are printed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

from jxdesk.documents import fonts
from jxdesk.documents.charts.drawing import draw_chart
from jxdesk.documents.charts.marks import Drawing, Fill, Ink, Mark, Point, Shape, Spot, Stroke, Text, outline
from jxdesk.documents.charts.plot import Look
from jxdesk.documents.pages import LONG_SIDE, MM, SHORT_SIDE
from jxdesk.documents.pdf import GRAIN, PdfPainter
from jxdesk.domain.reports.chart_figures import AnyFigures

MARGIN = 20 * MM
ONE, EDGE, SPOT_EDGE = 10.5, 0.7, 0.4
"""The type size of a chart on paper, and how thick the edges of bars and spots are. Units: points."""
CURVE = 0.5523
"""How far the handles of a quarter circle reach."""


def paper_look(*, is_practice: bool = False) -> Look:
    """A landscape page within its margins, measured by the faces that are embedded."""
    return Look(
        width=LONG_SIDE - 2 * MARGIN,
        height=SHORT_SIDE - 2 * MARGIN,
        one=ONE,
        measure=lambda text, size: fonts.breaker.width(text) * size,
        is_practice=is_practice,
    )


def chart_pdf(figures: AnyFigures, *, is_practice: bool = False) -> bytes:
    """A chart as one page.

    Raises: FontMissingError.
    """
    with fonts.drawing:
        return drawing_pdf(draw_chart(figures, paper_look(is_practice=is_practice)))


def drawing_pdf(drawing: Drawing) -> bytes:
    """A drawn chart in the middle of a landscape page; ``fonts.drawing`` is held meanwhile."""
    painter = PdfPainter(drawing.title)
    page = _Page(painter=painter, left=(LONG_SIDE - drawing.width) / 2, top=SHORT_SIDE - MARGIN)
    painter.draw_own(page.code(drawing), width=LONG_SIDE, height=SHORT_SIDE)
    return painter.finish()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """Writes marks as operators; the page's y goes up in grains, the drawing's down in points."""

    painter: PdfPainter
    left: float
    top: float

    def code(self, drawing: Drawing) -> str:
        """The whole page."""
        return "\n".join(["1 J 1 j", *(self._mark(mark) for mark in drawing.marks)])

    def _mark(self, mark: Mark) -> str:
        match mark:
            case Text():
                run = self.painter.run(mark.text, mark.size)[0]
                return f"BT {_colour(mark.ink)} rg 1 0 0 1 {self._at(mark.left, mark.baseline)} Tm {run} ET"
            case Stroke():
                dash = " ".join(_grains(part) for part in mark.dash)
                path = self._path(mark.points)
                return f"{_colour(mark.ink)} RG {_grains(mark.width)} w [{dash}] 0 d {path} S"
            case Fill(box, ink, edge):
                size = f"{_grains(box.width)} {_grains(box.height)}"
                drawn = f"{self._at(box.left, box.bottom)} {size} re"
                fill = f"{_colour(ink)} rg"
                if edge is None:
                    return f"{fill} {drawn} f"
                return f"{fill} {_colour(edge)} RG {_grains(EDGE)} w [] 0 d {drawn} B"
            case Spot():
                look = f"{_colour(mark.ink)} rg {_colour(Ink.SURFACE)} RG {_grains(SPOT_EDGE)} w [] 0 d"
                return f"{look} {self._shape(mark)} h B"
            case _:
                assert_never(mark)

    def _shape(self, spot: Spot) -> str:
        x, y, r = spot.x, spot.y, spot.radius
        if spot.shape is not Shape.CIRCLE:
            return self._path([(x + dx * r, y + dy * r) for dx, dy in outline(spot.shape)])
        k = r * CURVE
        corners = ((x + r, y), (x, y + r), (x - r, y), (x, y - r), (x + r, y))
        handles = (
            ((x + r, y + k), (x + k, y + r)),
            ((x - k, y + r), (x - r, y + k)),
            ((x - r, y - k), (x - k, y - r)),
            ((x + k, y - r), (x + r, y - k)),
        )
        curves = [
            f"{self._at(*first)} {self._at(*second)} {self._at(*corner)} c"
            for (first, second), corner in zip(handles, corners[1:], strict=True)
        ]
        return f"{self._at(*corners[0])} m {' '.join(curves)}"

    def _path(self, points: Sequence[Point]) -> str:
        return " ".join(f"{self._at(x, y)} {'l' if number else 'm'}" for number, (x, y) in enumerate(points))

    def _at(self, x: float, y: float) -> str:
        return f"{_grains(self.left + x)} {_grains(self.top - y)}"


def _grains(length: float) -> str:
    return f"{length * GRAIN:.0f}"


def _colour(ink: Ink) -> str:
    """A colour as three numbers between 0 and 1."""
    return " ".join(f"{int(ink[at : at + 2], 16) / 255:.3f}" for at in (1, 3, 5))
