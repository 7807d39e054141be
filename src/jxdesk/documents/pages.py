"""Pages: measures a sheet, chooses the type size, and cuts its rows into A4 pages; pure geometry, drawn by ``pdf``."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from jxdesk.documents.lines import Breaker
from jxdesk.documents.sheet import Cell, Sheet
from jxdesk.domain.templates.parts import Orientation

MM = 72 / 25.4
LONG_SIDE, SHORT_SIDE = 297 * MM, 210 * MM
"""A4. Units: points."""

# GB/T 9704-2012: 天头 37, 订口 28, 版心 156×225 mm, so 切口 26 and 地脚 35. A landscape table is the portrait page
# turned so that its head lies at the binding edge; it takes 14 mm more of the height, so that a form of a dozen
# indicators stays on one page, which is how offices print it.
HEAD, BINDING, OUTER, FOOT = 37 * MM, 28 * MM, 26 * MM, 35 * MM
TABLE_BINDING, TABLE_OUTER = 24 * MM, 16 * MM

LARGE_SIZES, LONG_SIZE, SMALL_SIZES = (10.5, 9.5), 9.0, (8.0, 7.5)
"""Type sizes; ``_choose`` says which is taken. Units: points."""
TITLE_SIZE, SUBTITLE_SIZE, NOTE_SIZE = 18.0, 12.0, 7.5
LEADING, TIGHT_LEADING = 1.3, 1.2
"""The distance of two lines, the tight one below ``LONG_SIZE``. Units: em."""
SHORT_WORD = 6
MOST_SHRUNK = 1.5
"""A number that is wider than its cell is drawn smaller, never in two lines; only beyond this it is broken."""
PAD_X, PAD_Y = 2.4, 0.22
"""The room between a text and the edge of its cell. Units: points at the sides, em above and below."""
TITLE_GAP = 5.0
SIGNATURE_GAP = 6.0
NOTE_GAP = 1.0


@dataclass(frozen=True, slots=True)
class Area:
    """The type area of a page. Units: points from the lower left corner of the page."""

    page_width: float
    page_height: float
    left: float
    bottom: float
    width: float
    height: float

    @property
    def top(self) -> float:
        """The upper edge."""
        return self.bottom + self.height


PORTRAIT = Area(SHORT_SIDE, LONG_SIDE, BINDING, FOOT, SHORT_SIDE - BINDING - OUTER, LONG_SIDE - HEAD - FOOT)
LANDSCAPE = Area(
    LONG_SIDE,
    SHORT_SIDE,
    FOOT,
    TABLE_OUTER,
    LONG_SIDE - HEAD - FOOT,
    SHORT_SIDE - TABLE_BINDING - TABLE_OUTER,
)


@dataclass(frozen=True, slots=True)
class Slot:
    """A row, or a piece of a row too tall for the page, as it stands on a page.

    Units: ``top`` and ``height`` points below the top of the type area; ``first_line`` and ``lines`` text lines.
    """

    row: int
    top: float
    height: float
    first_line: int = 0
    lines: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on one page: rows from top to bottom, and below them the signature line and notes on the last."""

    slots: tuple[Slot, ...]
    is_first: bool
    end_top: float | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A measured sheet: column edges, the lines of every cell and the pages.

    Units: points; ``edges`` from the left of the type area.
    """

    area: Area
    size: float
    edges: tuple[float, ...]
    lines: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]
    pages: tuple[Page, ...]

    @property
    def leading(self) -> float:
        """The distance of two lines."""
        return leading_of(self.size)


def leading_of(size: float) -> float:
    """The distance of two lines at a type size.

    Units: points.
    """
    return size * (LEADING if size >= LONG_SIZE else TIGHT_LEADING)


@dataclass(frozen=True, slots=True)
class _Measured:
    size: float
    lines: tuple[tuple[str, ...], ...]
    heights: list[float]
    height: float
    broken_words: int


def plan_pages(sheet: Sheet, breaker: Breaker) -> Plan:
    """Measures a sheet and cuts it into pages; the largest type size that fits on one page is taken."""
    area = PORTRAIT if sheet.orientation is Orientation.PORTRAIT else LANDSCAPE
    edges = _edges(sheet.widths, area.width)
    notes = breaker.lines("".join(sheet.notes), area.width / NOTE_SIZE)
    head = head_height(sheet)
    end = _end_height(sheet, notes)
    measured = _choose(_Measure(sheet, edges, breaker), area.height - head - end)
    pages = _cut(sheet, measured, area, head, end)
    return Plan(area, measured.size, edges, measured.lines, notes, pages)


def _choose(measure: _Measure, room: float) -> _Measured:
    """The largest size at which all fits on one page, or ``LONG_SIZE`` where none does.

    A form that leaves room keeps its short words (年度资金总额) whole rather than taking the largest size.
    """
    usual = measure.at(LONG_SIZE)
    if usual.height > room:
        # A form of several pages is told at once: the smaller sizes win a third at most.
        for size in SMALL_SIZES if usual.height < room * 1.5 else ():
            small = measure.at(size)
            if small.height <= room:
                return small
        return usual
    for size in LARGE_SIZES:
        if measure.least_height(size) > room:
            continue
        large = measure.at(size)
        if large.broken_words <= usual.broken_words and large.height <= room:
            return large
    return usual


def head_height(sheet: Sheet) -> float:
    """The room that title and subtitle take.

    Units: points.
    """
    height = TITLE_SIZE * 1.2 if sheet.title else 0.0
    if sheet.subtitle:
        height += SUBTITLE_SIZE * 1.4
    return height + TITLE_GAP if height else 0.0


def _end_height(sheet: Sheet, notes: Sequence[str]) -> float:
    height = 0.0
    if sheet.signatures:
        height += SIGNATURE_GAP + LONG_SIZE * 1.5
    if notes:
        height += NOTE_GAP + len(notes) * NOTE_SIZE * LEADING
    return height


@lru_cache(maxsize=64)
def _edges(widths: tuple[float, ...], room: float) -> tuple[float, ...]:
    """Column edges, stretched to the type area."""
    scale = room / sum(widths)
    edges = [0.0]
    for width in widths:
        edges.append(edges[-1] + width * scale)
    return tuple(edges)


class _Measure:
    """Breaks the texts of a sheet and finds its row heights, at one size after another."""

    def __init__(self, sheet: Sheet, edges: Sequence[float], breaker: Breaker) -> None:
        self.breaker = breaker
        self.row_heights = [height * MM for height in sheet.row_heights]
        self.whole: list[tuple[str, ...]] = []
        self.wide: list[tuple[int, Cell, float]] = []
        largest = LARGE_SIZES[0]
        for place, cell in enumerate(sheet.cells):
            text = cell.text
            self.whole.append((text,) if text else ())
            if text:
                column = cell.column
                room = edges[column + cell.column_span] - edges[column] - 2 * PAD_X
                # No sign is wider than an em: what is short enough need not be measured.
                if "\n" in text or (len(text) * largest > room and breaker.width(text) * largest > room):
                    self.wide.append((place, cell, room))

    def least_height(self, size: float) -> float:
        """The height of the sheet if every text fitted on one line."""
        line = leading_of(size) + 2 * PAD_Y * size
        return sum([max(line, height) for height in self.row_heights])

    def at(self, size: float) -> _Measured:
        """The sheet at a size; only texts that do not fit on one line at the largest are looked at again."""
        leading, pad = leading_of(size), 2 * PAD_Y * size
        heights = [max(leading + pad, height) for height in self.row_heights]
        lines = list(self.whole)
        tall: list[tuple[Cell, float]] = []
        broken_words = 0
        for place, cell, room in self.wide:
            broken = self._broken(cell, room / size)
            if len(broken) < 2:
                continue
            lines[place] = broken
            if len(cell.text) <= SHORT_WORD and "\n" not in cell.text:
                broken_words += 1
            need = len(broken) * leading + pad
            if cell.row_span > 1:
                tall.append((cell, need))
            elif need > heights[cell.row]:
                heights[cell.row] = need
        for cell, need in tall:
            lack = need - sum(heights[cell.row : cell.last_row + 1])
            if lack > 0:
                heights[cell.last_row] += lack
        return _Measured(size, tuple(lines), heights, sum(heights), broken_words)

    def _broken(self, cell: Cell, room: float) -> tuple[str, ...]:
        if cell.number is not None and self.breaker.width(cell.text) <= room * MOST_SHRUNK:
            return (cell.text,)
        return self.breaker.lines(cell.text, room)


def _cut(sheet: Sheet, measured: _Measured, area: Area, head: float, end: float) -> tuple[Page, ...]:
    """Fills pages with rows; headings come again on every further page of their table."""
    cutter = _Cutter(sheet, measured, area, head)
    for row in range(len(measured.heights)):
        cutter.add(row)
    return cutter.finish(end)


class _Cutter:
    """Pages in the making."""

    def __init__(self, sheet: Sheet, measured: _Measured, area: Area, head: float) -> None:
        self.sheet = sheet
        self.measured = measured
        self.area = area
        self.head = head
        self.leading = leading_of(measured.size)
        self.pad = 2 * PAD_Y * measured.size
        self.pages: list[Page] = []
        self.slots: list[Slot] = []
        self.used = head

    @property
    def left(self) -> float:
        """The room left on this page."""
        return self.area.height - self.used

    def add(self, row: int) -> None:
        """Puts a row on this page, on the next one, or cut over several."""
        height = self.measured.heights[row]
        if height <= self.left + 0.01:
            self._place(Slot(row, self.used, height))
            return
        empty_page = self.area.height - self._heading_height(row)
        if height <= empty_page and self.slots:
            self._break(row)
            self._place(Slot(row, self.used, height))
            return
        self._split(row, height)

    def _split(self, row: int, height: float) -> None:
        """Cuts a row by text lines: what fits goes here, the rest on further pages."""
        first = 0
        while height > 0.01:
            count = int((self.left - self.pad) // self.leading)
            if count < 2:
                self._break(row)
                count = max(1, int((self.left - self.pad) // self.leading))
            piece = count * self.leading + self.pad
            if height <= self.left + 0.01:
                self._place(Slot(row, self.used, height, first, math.ceil(height / self.leading)))
                return
            self._place(Slot(row, self.used, piece, first, count))
            first += count
            height -= count * self.leading
            self._break(row)

    def _place(self, slot: Slot) -> None:
        self.slots.append(slot)
        self.used += slot.height

    def _headings(self, row: int) -> range:
        """The headings that a row stands below; none where it stands in no table."""
        for table in self.sheet.headed:
            if table.last < row <= table.until:
                return range(table.first, table.last + 1)
        return range(0)

    def _heading_height(self, row: int) -> float:
        return sum(self.measured.heights[heading] for heading in self._headings(row))

    def _break(self, row: int) -> None:
        """Ends this page and begins the next one, with the headings again where the row stands below them."""
        carried: list[int] = []
        # A heading never stands alone at the foot of a page.
        while len(self.slots) > 1 and self.slots[-1].row in self._only_labels:
            carried.insert(0, self.slots.pop().row)
        self._end_page()
        headings = self._headings(row)
        if headings and headings.start not in carried:
            carried = [*headings, *carried]
        for heading in carried:
            self._place(Slot(heading, self.used, self.measured.heights[heading]))

    @cached_property
    def _only_labels(self) -> frozenset[int]:
        """The rows that say what stands below them and nothing else: headings and the names of sections."""
        labelled = {cell.row for cell in self.sheet.cells if cell.is_label}
        return frozenset(labelled - {cell.row for cell in self.sheet.cells if not cell.is_label})

    def _end_page(self, end_top: float | None = None) -> None:
        self.pages.append(Page(tuple(self.slots), is_first=not self.pages, end_top=end_top))
        self.slots = []
        self.used = 0.0

    def finish(self, end: float) -> tuple[Page, ...]:
        """The pages, with room for the signature line and notes below the last row."""
        if end > self.left and len(self.slots) > 1:
            # Signatures do not stand on a page of their own: the last row goes with them.
            last = self.slots.pop()
            self._break(last.row)
            self._place(Slot(last.row, self.used, last.height, last.first_line, last.lines))
        self._end_page(end_top=self.used)
        return tuple(self.pages)
