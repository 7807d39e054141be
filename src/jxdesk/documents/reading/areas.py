"""Form areas: cuts a sheet into the forms that stand on it, one below the other, and keeps account of what was read."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field

from jxdesk.documents.reading.heads import TableHead, indicator_heads
from jxdesk.documents.reading.sheets import Grid, GridCell
from jxdesk.documents.reading.words import heading_key, vocabulary

_TITLE = re.compile(r"(?:自评|绩效|评价|监控|目标|考核).*(?:表|报告表|情况)(?:\(.*\))*$")
_LONGEST_TITLE = 60
_CAPTION_ROWS = 12
_NAMING = frozenset({"project_name", "department", "office_name", "implementing_unit"})


@dataclass(slots=True)
class FormArea:
    """The rows of one form, with the heads of its indicator tables, the rows of its table of tasks, and the cells that
    some field has taken.
    """

    grid: Grid
    top: int
    bottom: int
    heads: tuple[TableHead, ...] = ()
    taken: set[tuple[int, int]] = field(default_factory=set)
    task_rows: range = range(0)

    @property
    def first_head_row(self) -> int:
        """The first row of the first indicator head, or the row behind the form where it has none."""
        return self.heads[0].top if self.heads else self.bottom + 1

    @property
    def last_caption_row(self) -> int:
        """The last row above the one that names the project, or above the first table."""
        words = vocabulary("particular")
        for row in range(self.top, min(self.first_head_row, self.top + _CAPTION_ROWS)):
            keys = (heading_key(cell.text) for cell in self.grid.own_row(row))
            if any(words.exact_role_of(key.partition(":")[0]) == "project_name" for key in keys):
                return row - 1
        return min(self.first_head_row - 1, self.top + _CAPTION_ROWS)

    def take(self, *cells: GridCell | None) -> None:
        """Notes that the cells were read."""
        self.taken.update((cell.row, cell.column) for cell in cells if cell is not None)

    def take_row(self, row: int) -> None:
        """Notes that everything in the row was read."""
        self.take(*self.grid.own_row(row))

    def left_over(self) -> list[GridCell]:
        """The cells that nothing took, in reading order."""
        return [
            cell
            for row in range(self.top, self.bottom + 1)
            for cell in self.grid.own_row(row)
            if cell.text.strip() and (cell.row, cell.column) not in self.taken
        ]


def is_title(grid: Grid, row: int) -> bool:
    """Whether the row is the title of a form: it stands alone and calls itself a table of performance."""
    cells = grid.own_row(row)
    if not cells or len(cells) > 2:
        return False
    key = heading_key(cells[0].text)
    return (
        len(key) <= _LONGEST_TITLE and _TITLE.search(key) is not None and not vocabulary("tail").role_of(key)
    )


def form_areas(grid: Grid) -> list[FormArea]:
    """The forms on a sheet; a sheet without an indicator table has none."""
    heads = indicator_heads(grid)
    if not heads:
        return []
    starts = [min(row for row, _ in grid.cells)]
    groups = [[heads[0]]]
    for earlier, later in itertools.pairwise(heads):
        start = _start_between(grid, earlier.bottom + 1, later.top - 1)
        if start is None:
            groups[-1].append(later)
        else:
            starts.append(start)
            groups.append([later])
    ends = [start - 1 for start in starts[1:]] + [grid.row_count]
    return [
        FormArea(grid, start, end, tuple(group))
        for start, end, group in zip(starts, ends, groups, strict=True)
    ]


def _start_between(grid: Grid, first: int, last: int) -> int | None:
    """The row in which the next form begins: its title, or the row that names its project or office.

    A title without such a row below it heads the second page of the same form.
    """
    naming = [row for row in range(first, last + 1) if _names_something(grid, row)]
    if not naming:
        return None
    titles = [row for row in range(first, naming[0]) if is_title(grid, row)]
    return titles[0] if titles else naming[0]


def _names_something(grid: Grid, row: int) -> bool:
    words = vocabulary("particular")
    keys = [heading_key(cell.text).partition(":")[0] for cell in grid.own_row(row)[:2]]
    return any(words.exact_role_of(key) in _NAMING for key in keys)
