"""Table heads: where the head of a free table stands, and the heading of each column, joined over its rows. Used by ``tables``.

A head of several rows is known by its merged cells; where nothing is merged, as in text files and in sheets whose cells were
unmerged, by the gaps of its upper row that the lower one fills.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence, Set

from jxdesk.documents.reading.sheets import Grid, GridCell, Span
from jxdesk.documents.reading.table_words import table_words
from jxdesk.domain.lists.free_tables import HEADING_JOINT
from jxdesk.domain.lists.headings import bare_key, heading_key
from jxdesk.domain.lists.table_words import FieldWords
from jxdesk.domain.values.lettering import fold

HEAD_WITHIN = 30
"""The head is looked for in so many rows from the top; captions and notes above it are never longer."""
MOST_HEAD_ROWS = 4
LEAST_KNOWN = 2
LEAST_WORDS = 3
LONGEST_WORD = 20
_UNIT = re.compile(r"\(?(?:单位:)?(?:元|千元|万元|亿元|%)\)?")
_NUMBER = re.compile(r"\d[\d,.]*(?:%|元|万元)?|.*\d{5,}.*")


def head_of(grid: Grid) -> tuple[int, int] | None:
    """The first and the last row of the head; None where no row has enough known headings."""
    first = min(row for row, _ in grid.cells)
    rows = range(first, min(grid.row_count, first + HEAD_WITHIN) + 1)
    known = {row: _known_headings(grid.own_row(row)) for row in rows}
    best = max(rows, key=lambda row: (known[row], -row))
    if known[best] < LEAST_KNOWN:
        looks_like_one = (row for row in rows if _looks_like_head(grid, row))
        found = next(looks_like_one, None)
        if found is None:
            return None
        best = found
    top = bottom = best
    while top > first and best - top < MOST_HEAD_ROWS and _goes_on(grid, top - 1, top - 1):
        top -= 1
    while bottom < grid.row_count and bottom - top < MOST_HEAD_ROWS - 1 and _goes_on(grid, top, bottom):
        bottom += 1
    return top, bottom


def headings_of(grid: Grid, top: int, bottom: int) -> list[str]:
    """The heading of every column, joined over the rows of the head."""
    groups = {row: _group_labels(grid, row, bottom) for row in range(top, bottom)}
    found = []
    for column in range(1, grid.column_count + 1):
        texts: list[str] = []
        for row in range(top, bottom + 1):
            text = re.sub(r"\s+", "", grid.text(row, column) or groups.get(row, {}).get(column, ""))
            if text and text not in texts[-1:]:
                texts.append(text)
        found.append(HEADING_JOINT.join(texts))
    return found


def _looks_like_head(grid: Grid, row: int) -> bool:
    """Whether a row of unknown words could still be a head, for a person to say what they mean: short texts over filled cells."""
    cells, below = grid.own_row(row), grid.own_row(row + 1)
    texts = {cell.text.strip() for cell in cells}
    are_words = all(_is_word(cell) for cell in cells)
    return (
        len(texts) >= LEAST_WORDS and len(texts) == len(cells) and are_words and len(below) >= LEAST_WORDS - 1
    )


def _is_word(cell: GridCell) -> bool:
    return cell.number is None and len(cell.text) <= LONGEST_WORD


def _known_headings(cells: Sequence[GridCell]) -> int:
    """How many cells of a row read like headings of free tables."""
    keys = {heading_key(cell.text) for cell in cells if len(cell.text) <= 40}
    return sum(
        any(
            field.is_called(key) or field.is_part_of(key) or bare_key(key) in field.group
            for field in _fields()
        )
        for key in keys
        if key
    )


def _is_known(cell: GridCell) -> bool:
    """Whether the whole cell is a heading of free tables, and not a caption that has one inside."""
    key = heading_key(cell.text)
    return any(field.is_called(key) or bare_key(key) in field.group for field in _fields())


def _fields() -> list[FieldWords]:
    return [field for kind in table_words().kinds.values() for field in kind.fields.values()]


def _goes_on(grid: Grid, top: int, row: int) -> bool:
    """Whether the row below belongs to the same head, which began at ``top``."""
    return _reaches_down(grid, row) or _is_split_below(grid, top, row)


# ---- heads with merged cells --------------------------------------------------------------------------------------


def _reaches_down(grid: Grid, row: int) -> bool:
    """Whether a cell is merged down into the row below, or the row below splits up a merged one."""
    cells = grid.own_row(row)
    if len(cells) < 2:
        return False
    if any(grid.span(row, cell.column).bottom > row for cell in cells):
        return True
    groups = [span for cell in cells if (span := grid.span(row, cell.column)).right > span.left]
    below = [cell for cell in grid.own_row(row + 1) if cell.number is None]
    return any(sum(span.left <= cell.column <= span.right for cell in below) > 1 for span in groups)


# ---- heads without ------------------------------------------------------------------------------------------------


def _is_split_below(grid: Grid, top: int, row: int) -> bool:
    """Whether the row below names the columns of the groups that this one heads, with nothing merged.

    It does where all its cells are words that stand in a group or name a unit, and the columns that have their heading
    already stay empty in it or say it again; a row of data fills those.
    """
    cells, below = grid.own_row(row), grid.own_row(row + 1)
    if len(cells) < 2 or len(below) < 2 or not all(_is_heading_word(cell) for cell in (*cells, *below)):
        return False
    above = {cell.column: cell.text.strip() for cell in cells}
    units = {cell.column for cell in below if _UNIT.fullmatch(_tight(cell))}
    said_again = {cell.column for cell in below if above.get(cell.column) == cell.text.strip()}
    named = {cell.column for cell in below} - units - said_again
    if not named:
        return len(units) > 1
    groups = _group_labels(grid, row, row + 1)
    members = Counter(groups.values())
    split = {column for column, label in groups.items() if members[label] > 1}
    if named - split or named & _closed(grid, top, row):
        return False
    return set(above) - split != set() or all(_is_known(cell) for cell in cells)


def _closed(grid: Grid, top: int, row: int) -> set[int]:
    """The columns whose heading was said in an earlier row of the head, and which this row does not divide."""
    above = {cell.column for cell in grid.own_row(row)}
    said = {cell.column for earlier in range(top, row) for cell in grid.own_row(earlier)}
    return said - above


def _is_heading_word(cell: GridCell) -> bool:
    return _is_word(cell) and not _NUMBER.fullmatch(_tight(cell))


def _tight(cell: GridCell) -> str:
    return re.sub(r"\s+", "", fold(cell.text))


def _group_labels(grid: Grid, row: int, bottom: int) -> dict[int, str]:
    """The label of the row that each column stands under which has words further down the head, by the gaps of the row.

    A label at the left end of its gap heads what follows it; where one stands inside its gap, as centred ones do, a column
    belongs to the nearest.
    """
    labels = {cell.column: cell.text.strip() for cell in grid.own_row(row)}
    below = {cell.column for lower in range(row + 1, bottom + 1) for cell in grid.own_row(lower)}
    found: dict[int, str] = {}
    run: list[int] = []
    for column in range(1, grid.column_count + 2):
        span = grid.span(row, column)
        is_alone = column in labels and column not in below
        if column <= grid.column_count and not is_alone and span == Span(row, column, row, column):
            run.append(column)
            continue
        found |= _by_nearest_label(run, labels, below)
        run = []
    return found


def _by_nearest_label(run: Sequence[int], labels: Mapping[int, str], below: Set[int]) -> dict[int, str]:
    heads = [column for column in run if column in labels]
    members = [column for column in run if column in below]
    if not heads or not members:
        return {}
    are_centred = members[0] < heads[0]
    return {
        column: labels[
            min(heads, key=lambda head: abs(head - column))
            if are_centred
            else max(head for head in heads if head <= column)
        ]
        for column in members
    }
