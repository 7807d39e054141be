"""Plot: the frame that all charts share: title, legend, plotting area with its axes, notes, and labels that never overlap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from jxdesk.documents.charts.axes import Axis
from jxdesk.documents.charts.marks import (
    ASCENT,
    DESCENT,
    Box,
    Drawing,
    Fill,
    Ink,
    Mark,
    Measure,
    Point,
    Shape,
    Spot,
    Stop,
    Stroke,
    Text,
)
from jxdesk.documents.lines import Breaker
from jxdesk.domain.reports.chart_figures import Scope

LEADING = 1.5
"""Units: em."""
LEAST_WIDTH, LEAST_HEIGHT = 40, 26
"""In a smaller room than this a chart cannot be read. Units: em."""
HATCH_GAP = 6.0
PRACTICE = "练习数据，不得报送"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How large a chart is drawn, and how wide its letters are.

    Units: those of the drawing; ``one`` is the type size that everything is measured by.
    """

    width: float
    height: float
    one: float
    measure: Measure
    is_practice: bool = False


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """What a shape, a bar or a line stands for."""

    words: str
    ink: Ink
    shape: Shape | None = None
    hatch: int = 0
    dash: tuple[float, ...] = ()
    is_bar: bool = False


class _Widths(dict[str, float]):
    """The width of each character, in em, as the drawing measures it."""

    def __init__(self, measure: Measure) -> None:
        super().__init__()
        self._measure = measure

    def __missing__(self, sign: str) -> float:
        width = self[sign] = self._measure(sign, 100.0) / 100.0
        return width


class Plot:
    """A chart in the making: lays out the frame at once, then takes marks, labels and stops."""

    def __init__(self, look: Look, scope: Scope, legend: Sequence[LegendEntry]) -> None:
        self.look = look
        self.scope = scope
        self.one = look.one
        self.marks: list[Mark] = []
        self.labels: list[Mark] = []
        self.stops: list[Stop] = []
        self.taken: list[Box] = []
        self._breaker = Breaker(_Widths(look.measure))
        top = self._head(legend)
        self.area = Box(0.0, top, look.width, self._notes())

    # ---- the frame -------------------------------------------------------------------------------------------

    def _head(self, legend: Sequence[LegendEntry]) -> float:
        """Title and legend; answers where they end."""
        one = self.one
        y = one * 1.6
        self.write(self.scope.title, 0, y, size=one * 1.25, ink=Ink.TEXT)
        if self.look.is_practice:
            wide = self.look.measure(PRACTICE, one)
            self.write(PRACTICE, self.look.width - wide, y, ink=Ink.PRACTICE)
        if not legend:
            return y + one * 0.9
        y += one * 1.9
        x = 0.0
        for entry in legend:
            wide = one * 2.4 + self.look.measure(entry.words, one)
            if x and x + wide > self.look.width:
                x, y = 0.0, y + one * LEADING
            self._legend_sign(entry, x, y - one * 0.36)
            self.write(entry.words, x + one * 2.0, y, ink=Ink.SECOND)
            x += wide + one
        return y + one * 0.9

    def _legend_sign(self, entry: LegendEntry, x: float, middle: float) -> None:
        one = self.one
        if entry.is_bar:
            self.bar(
                Box(x + one * 0.3, middle - one * 0.45, x + one * 1.5, middle + one * 0.45),
                entry.ink,
                entry.hatch,
            )
            return
        if entry.dash or entry.shape is None:
            self.stroke(((x, middle), (x + one * 1.7, middle)), entry.ink, one * 0.13, entry.dash)
        if entry.shape is not None:
            self.marks.append(Spot(x + one * 0.85, middle, entry.shape, one * 0.36, entry.ink))

    def _notes(self) -> float:
        """The scope in words at the foot; answers where it begins."""
        size = self.one * 0.92
        room = self.look.width / size
        lines = [line for text in self.scope.lines for line in self._breaker.lines(text, room)]
        top = self.look.height - len(lines) * size * LEADING - size * 0.2
        for number, line in enumerate(lines, 1):
            self.write(line, 0, top + number * size * LEADING - size * 0.3, size=size, ink=Ink.HINT)
        return top - self.one * 0.5

    def frame(self, left: Axis, bottom: str, *, left_words: str, right: Axis | None = None) -> None:
        """Fixes the plotting area between its axes and draws the lines across; ``bottom`` is written below it."""
        one, measure = self.one, self.look.measure
        gap = one * 0.6
        wide = max(measure(tick.label, one) for tick in left.ticks)
        far = max(measure(tick.label, one) for tick in right.ticks) + gap if right else one * 1.4
        top = self.area.top + one * (1.9 if left_words else 0.6)
        below = self.area.bottom - one * (3.2 if bottom else 1.9)
        self.area = Box(wide + gap, top, self.look.width - far, max(below, top + one * 4))
        if left_words:
            self.write(left_words, 0, top - one * 1.0, ink=Ink.SECOND)
        for tick in left.ticks:
            y = self.at_y(tick.value, left)
            self.stroke(((self.area.left, y), (self.area.right, y)), Ink.GRID, one * 0.08)
        self.write_along(
            (tick.label, wide - measure(tick.label, one), self.at_y(tick.value, left) + one * 0.36)
            for tick in left.ticks
        )
        if right:
            self.write_along(
                (tick.label, self.area.right + gap, self.at_y(tick.value, right) + one * 0.36)
                for tick in right.ticks
            )
        if bottom:
            x = (self.area.left + self.area.right - measure(bottom, one)) / 2
            self.write(bottom, x, self.area.bottom + one * 2.7, ink=Ink.SECOND)

    def base_line(self) -> None:
        """The line at zero, above the bars."""
        area = self.area
        self.stroke(((area.left, area.bottom), (area.right, area.bottom)), Ink.AXIS, self.one * 0.1)

    def say_instead(self, words: str) -> Drawing:
        """A sentence in the middle where there is nothing to draw."""
        wide = self.look.measure(words, self.one)
        middle = (self.area.top + self.area.bottom) / 2
        self.write(words, (self.look.width - wide) / 2, middle, ink=Ink.SECOND)
        return self.finished()

    def finished(self) -> Drawing:
        """The drawing, labels on top of everything else."""
        return Drawing(
            title=self.scope.title,
            width=self.look.width,
            height=self.look.height,
            plot=self.area,
            marks=(*self.marks, *self.labels),
            stops=tuple(self.stops),
        )

    # ---- marks -----------------------------------------------------------------------------------------------

    def at_y(self, value: float, axis: Axis) -> float:
        """Where a value stands, kept within the axis."""
        share = min(max(value / axis.last, 0.0), 1.0)
        return self.area.bottom - share * self.area.height

    def at_x(self, value: float, last: float) -> float:
        """Where a value stands, kept within the axis."""
        return self.area.left + min(max(value / last, 0.0), 1.0) * self.area.width

    def write(
        self, text: str, left: float, baseline: float, *, ink: Ink, size: float = 0.0, on_top: bool = False
    ) -> Text:
        """A line of text; what is written takes its room from later labels."""
        size = size or self.one
        made = Text(left, baseline, text, size, ink, self.look.measure(text, size))
        (self.labels if on_top else self.marks).append(made)
        self.taken.append(made.box)
        return made

    def write_along(self, labels: Iterable[tuple[str, float, float]]) -> None:
        """The labels of an axis (text, left, baseline): the ends first, of the others as many as stand apart."""
        first, *between = labels
        for text, left, baseline in (first, *between[-1:], *between[:-1]):
            wide, size = self.look.measure(text, self.one), self.one
            box = Box(left, baseline - ASCENT * size, left + wide, baseline + DESCENT * size)
            if not any(box.overlaps(one) for one in self.taken):
                self.write(text, left, baseline, ink=Ink.SECOND)

    def stroke(self, points: tuple[Point, ...], ink: Ink, width: float, dash: tuple[float, ...] = ()) -> None:
        """A line through points."""
        self.marks.append(Stroke(points, ink, width, dash))

    def bar(self, box: Box, ink: Ink, hatch: int = 0) -> None:
        """A bar: 0 is filled, 1 hatched upwards, 2 crossed, 3 hatched across; the edge is always whole."""
        if hatch == 0:
            self.marks.append(Fill(box, ink, ink))
            return
        self.marks.append(Fill(box, Ink.SURFACE, ink))
        gap, width = HATCH_GAP * self.one / 13, self.one * 0.09
        lines: list[tuple[Point, Point]] = []
        if hatch in (1, 2):
            lines += slanted(box, gap)
        if hatch == 2:
            lines += [((x1, mirrored(box, y1)), (x2, mirrored(box, y2))) for (x1, y1), (x2, y2) in lines]
        if hatch == 3:
            y = box.bottom - gap
            while y > box.top:
                lines.append(((box.left, y), (box.right, y)))
                y -= gap
        self.marks += [Stroke(line, ink, width) for line in lines]

    def label(self, text: str, places: Iterable[Point], *, ink: Ink = Ink.TEXT, backed: bool = False) -> bool:
        """Writes a label at the first place (left, baseline) where it is within the area and over nothing else."""
        size = self.one
        wide = self.look.measure(text, size)
        bounds = Box(
            self.area.left, self.area.top - size * 1.4, self.look.width, self.area.bottom + size * 0.2
        )
        for left, baseline in places:
            box = Box(left, baseline - ASCENT * size, left + wide, baseline + DESCENT * size)
            if bounds.holds(box) and not any(box.overlaps(one) for one in self.taken):
                if backed:
                    self.labels.append(Fill(box.grown(1), Ink.SURFACE))
                self.write(text, left, baseline, ink=ink, on_top=True)
                return True
        return False

    def around(self, text: str, x: float, y: float, radius: float) -> tuple[Point, ...]:
        """Places for a label beside a point: above, below, right, left."""
        wide, size = self.look.measure(text, self.one), self.one
        gap = radius + size * 0.3
        return (
            (x - wide / 2, y - gap),
            (x - wide / 2, y + gap + size * ASCENT),
            (x + gap, y + size * 0.36),
            (x - gap - wide, y + size * 0.36),
        )


def slanted(box: Box, gap: float) -> list[tuple[Point, Point]]:
    """Lines that rise from left to right at 45°, cut at the edges of a box."""
    lines: list[tuple[Point, Point]] = []
    reach = gap
    while reach < box.width + box.height:
        # From the left or bottom edge to the top or right edge; reach runs along both.
        start = (
            (box.left, box.top + reach)
            if reach <= box.height
            else (box.left + reach - box.height, box.bottom)
        )
        end = (box.left + reach, box.top) if reach <= box.width else (box.right, box.top + reach - box.width)
        lines.append((start, end))
        reach += gap
    return lines


def mirrored(box: Box, y: float) -> float:
    """A height turned upside down within a box."""
    return box.top + box.bottom - y
