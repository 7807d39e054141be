"""The neutral grid: what stands in the cells of a sheet, whatever file it came from. Used by all reading."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import NamedTuple

MOST_CELLS_IN_ONE, MOST_COVERED_CELLS = 100_000, 3_000_000
"""How many cells merged ranges may cover; more is no form but an attack on the memory."""


class CellFault(Enum):
    """Why the text of a cell is not what its author meant to show."""

    NONE = "none"
    ERROR_VALUE = "error_value"
    NO_CACHED_VALUE = "no_cached_value"


class GridCell(NamedTuple):
    """One cell that holds something; a named tuple, because a list has a million of them.

    ``text`` is what a reader of the sheet sees (a percent as ``98%``, a date as a date); ``number`` is set for
    number cells only and is the stored value, so that 100 % is 1. Rows and columns count from 1.
    """

    row: int
    column: int
    text: str
    number: Decimal | None = None
    fault: CellFault = CellFault.NONE


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A rectangle of cells, both ends included."""

    top: int
    left: int
    bottom: int
    right: int

    def contains(self, row: int, column: int) -> bool:
        """Whether the cell lies inside."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right


def _by_column(cell: GridCell) -> int:
    return cell.column


@dataclass(slots=True)
class Grid:
    """One sheet: its cells with content, its merged ranges and what is hidden.

    ``unread_from_row`` is set where reading stopped in front of more content.
    """

    name: str
    cells: dict[tuple[int, int], GridCell] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    is_hidden: bool = False
    unread_from_row: int | None = None
    row_count: int = 0
    column_count: int = 0
    _merged_at: dict[tuple[int, int], Span] = field(default_factory=dict)
    _own: dict[int, list[GridCell]] = field(default_factory=dict)
    _met: dict[int, list[GridCell]] = field(default_factory=dict)

    @classmethod
    def of(cls, name: str, cells: dict[tuple[int, int], GridCell], merged: list[Span]) -> Grid:
        """A grid of the cells; merged ranges are cut to the rows and columns in use."""
        grid = cls(name=name, cells=cells)
        for cell in cells.values():
            grid._own.setdefault(cell.row, []).append(cell)
        grid.row_count = max(grid._own, default=0)
        grid.column_count = max((column for _, column in cells), default=0)
        room = MOST_COVERED_CELLS
        for span in merged:
            room -= grid._cover(span, room)
        for row in (*grid._own.values(), *grid._met.values()):
            row.sort(key=_by_column)
        return grid

    def _cover(self, span: Span, room: int) -> int:
        """Notes a merged range and answers how many cells it covers; one that no form could need is left out."""
        bottom, right = min(span.bottom, self.row_count), min(span.right, self.column_count)
        kept = Span(span.top, span.left, max(span.top, bottom), max(span.left, right))
        covered = (kept.bottom - kept.top + 1) * (kept.right - kept.left + 1)
        if covered > min(room, MOST_CELLS_IN_ONE):
            return 0
        for row in range(kept.top, kept.bottom + 1):
            for column in range(kept.left, kept.right + 1):
                self._merged_at[row, column] = kept
        anchor = self.cells.get((kept.top, kept.left))
        if anchor is not None:
            for row in range(kept.top + 1, kept.bottom + 1):
                self._met.setdefault(row, []).append(anchor)
        return covered

    @property
    def merged(self) -> frozenset[Span]:
        """The merged ranges."""
        return frozenset(self._merged_at.values())

    def span(self, row: int, column: int) -> Span:
        """The merged range that covers the cell, or the cell alone."""
        return self._merged_at.get((row, column)) or Span(row, column, row, column)

    def at(self, row: int, column: int) -> GridCell | None:
        """What a reader sees at the place: the cell itself or the merged cell that covers it."""
        found = self.cells.get((row, column))
        if found is not None:
            return found
        span = self._merged_at.get((row, column))
        return None if span is None else self.cells.get((span.top, span.left))

    def text(self, row: int, column: int | None) -> str:
        """The text seen at the place, empty where there is nothing."""
        found = None if column is None else self.at(row, column)
        return "" if found is None else found.text

    def row(self, row: int) -> list[GridCell]:
        """The cells a reader meets in the row from left to right, those merged from above included, each once."""
        from_above = self._met.get(row)
        own = self._own.get(row, [])
        return own if from_above is None else sorted((*own, *from_above), key=_by_column)

    def own_row(self, row: int) -> list[GridCell]:
        """The cells that begin in the row, from left to right."""
        return self._own.get(row, [])

    def beginning(self, rows: int) -> Grid:
        """The sheet as far as this row: what it holds is told by its beginning, and an export has a hundred thousand rows."""
        if self.row_count <= rows:
            return self
        cells = {place: cell for place, cell in self.cells.items() if place[0] <= rows}
        spans = {span for span in self.merged if span.top <= rows}
        return Grid.of(self.name, cells, sorted(spans))

    def next_column(self, cell: GridCell) -> int:
        """The first column to the right of the cell and of what it is merged with."""
        return self.span(cell.row, cell.column).right + 1

    def __iter__(self) -> Iterator[GridCell]:
        """All cells with content, in reading order."""
        return iter(self.cells[place] for place in sorted(self.cells))
