"""Marks: what a drawn chart is made of, as frozen values that every painter draws alike; nothing here knows how to draw.

The origin is the upper left corner; x goes right, y goes down. Units are those of the one who asked for the drawing: px in
the window, points on paper.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

Measure = Callable[[str, float], float]
"""The width of a text on one line at a type size; both in the units of the drawing."""
Point = tuple[float, float]

ASCENT, DESCENT = 0.88, 0.14
"""How far a line of text reaches above and below its baseline. Units: em."""


class Ink(StrEnum):
    """The colours of charts: the tokens of the window's theme, so that paper and screen agree. No meaning hangs on one alone."""

    SURFACE = "#FFFFFF"
    TEXT = "#1B2430"
    SECOND = "#566272"
    HINT = "#667281"
    GRID = "#EBEEF2"
    AXIS = "#8C96A2"
    ACCENT = "#14606B"
    PALE = "#D7EAEC"
    OK = "#256B3E"
    INFO = "#2B5C9E"
    AMBER = "#A86F0C"
    ERROR = "#B3261E"
    PRACTICE = "#8A5A00"


class Shape(StrEnum):
    """The shapes of spots; ``ARROW_*`` lie at the edge, for what is beyond it."""

    CIRCLE = "circle"
    SQUARE = "square"
    TRIANGLE = "triangle"
    DIAMOND = "diamond"
    PLUS = "plus"
    ARROW_RIGHT = "arrow_right"
    ARROW_LEFT = "arrow_left"


_THIRD = 1 / 3
_OUTLINES: dict[Shape, tuple[Point, ...]] = {
    Shape.SQUARE: ((-0.88, -0.88), (0.88, -0.88), (0.88, 0.88), (-0.88, 0.88)),
    Shape.TRIANGLE: ((0, -1.15), (1.05, 0.8), (-1.05, 0.8)),
    Shape.DIAMOND: ((0, -1.25), (1.25, 0), (0, 1.25), (-1.25, 0)),
    Shape.PLUS: (
        (-_THIRD, -1.1),
        (_THIRD, -1.1),
        (_THIRD, -_THIRD),
        (1.1, -_THIRD),
        (1.1, _THIRD),
        (_THIRD, _THIRD),
        (_THIRD, 1.1),
        (-_THIRD, 1.1),
        (-_THIRD, _THIRD),
        (-1.1, _THIRD),
        (-1.1, -_THIRD),
        (-_THIRD, -_THIRD),
    ),
    Shape.ARROW_RIGHT: ((-0.9, -1.1), (1.2, 0), (-0.9, 1.1)),
    Shape.ARROW_LEFT: ((0.9, -1.1), (-1.2, 0), (0.9, 1.1)),
}


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top

    def overlaps(self, other: Box) -> bool:
        """Whether the two share more than an edge."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def holds(self, other: Box) -> bool:
        """Whether the other lies within this one."""
        return (
            self.left <= other.left
            and self.top <= other.top
            and other.right <= self.right
            and other.bottom <= self.bottom
        )

    def grown(self, by: float) -> Box:
        """The rectangle with air around it."""
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text from its left end and its baseline, with the width that was measured."""

    left: float
    baseline: float
    text: str
    size: float
    ink: Ink
    width: float

    @property
    def box(self) -> Box:
        """The room that the line takes."""
        return Box(
            self.left,
            self.baseline - ASCENT * self.size,
            self.left + self.width,
            self.baseline + DESCENT * self.size,
        )


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through points; ``dash`` is on, off, on … and empty for a whole line."""

    points: tuple[Point, ...]
    ink: Ink
    width: float
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Fill:
    """A filled rectangle with an edge where one is named."""

    box: Box
    ink: Ink
    edge: Ink | None = None


@dataclass(frozen=True, slots=True)
class Spot:
    """A point of data, as large as ``radius`` to each side, with a thin light edge that parts it from its neighbours."""

    x: float
    y: float
    shape: Shape
    radius: float
    ink: Ink


Mark = Text | Stroke | Fill | Spot


@dataclass(frozen=True, slots=True)
class Stop:
    """A place of the chart that can be pointed at and walked to by keys: its words and the projects behind it.

    ``x``, ``y`` is where pointing means it; ``box`` what is outlined.
    """

    x: float
    y: float
    box: Box
    words: str
    project_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawn chart: its marks from bottom to top, and its stops from left to right."""

    title: str
    width: float
    height: float
    plot: Box
    marks: tuple[Mark, ...]
    stops: tuple[Stop, ...]

    @property
    def words(self) -> str:
        """The chart in words, for those who cannot see it."""
        texts = [self.title, *(stop.words for stop in self.stops[:24])]
        if len(self.stops) > 24:
            texts.append(f"还有 {len(self.stops) - 24} 个")
        return "；".join(texts)


def outline(shape: Shape) -> tuple[Point, ...]:
    """The corners of a shape of radius 1 around the origin; a circle has none."""
    return _OUTLINES.get(shape, ())
