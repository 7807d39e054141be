"""Row kinds: tells indicator rows from levels, fillers, totals, remarks and what stands below the table."""

from __future__ import annotations

import re
from enum import Enum

from jxdesk.documents.reading.areas import FormArea, is_title
from jxdesk.documents.reading.heads import TableHead
from jxdesk.documents.reading.levels import is_level_heading, printed_name, reads_like_level
from jxdesk.documents.reading.sheets import CellFault, Grid, GridCell
from jxdesk.documents.reading.words import vocabulary
from jxdesk.domain.values.indicator_names import clean_name
from jxdesk.domain.values.lettering import fold, says_nothing
from jxdesk.domain.values.quantities import read_points

_INLINE_LABEL = re.compile(r"([^\s:,;。]{1,14}):")
_TOTAL_INLINE = re.compile(
    r"(?:自评)?(?:总分|总得分|合计|总计|得分合计|自评得分)(?:\([^()]*\))?:?(?P<number>\d+(?:\.\d+)?)分?(?=$|[,;。(]|等)"
)


class RowKind(Enum):
    """What a row below an indicator head is."""

    BLANK = "blank"
    HEAD = "head"
    LINE = "line"
    LEVEL = "level"
    FILLER = "filler"
    TOTAL = "total"
    SUBTOTAL = "subtotal"
    TAIL = "tail"
    TEXT = "text"


def row_kind(area: FormArea, head: TableHead, row: int, *, after_tail: bool) -> RowKind:
    """What the row is; below the first row that belongs to the foot of the form only totals are looked for."""
    grid = area.grid
    cells = grid.own_row(row)
    if not cells:
        return RowKind.BLANK
    in_head = any(other.top <= row <= other.bottom for other in area.heads)
    if in_head or is_numbering(cells) or is_title(grid, row):
        return RowKind.HEAD
    first = _first_label(area, head, row, cells)
    role = vocabulary("tail").role_of(first.text) if first is not None else ""
    if role == "total" or (first is not None and _TOTAL_INLINE.match(re.sub(r"\s+", "", fold(first.text)))):
        return RowKind.TOTAL
    if after_tail:
        return RowKind.TAIL
    if role == "subtotal":
        return RowKind.SUBTOTAL
    if role or _is_goal_row(cells) or (first is not None and _belongs_below(grid, head, first)):
        return RowKind.TAIL
    across = _across(grid, head, cells)
    if across is not None:
        return RowKind.LEVEL if is_level_heading(across.text) else RowKind.TEXT
    return _line_kind(grid, head, row)


def is_numbering(cells: list[GridCell]) -> bool:
    """Whether the row only numbers the columns: 1, 2, 3 and so on."""
    numbers = [cell.text.strip() for cell in cells]
    return len(numbers) >= 4 and numbers == [str(number) for number in range(1, len(numbers) + 1)]


def _first_label(area: FormArea, head: TableHead, row: int, cells: list[GridCell]) -> GridCell | None:
    """The first cell of the row that begins in front of the targets, words printed beside the table left out."""
    name = head.columns["name"]
    for cell in cells:
        if cell.column > name.right:
            return None
        is_beside = cell.column < head.first_column and area.grid.span(cell.row, cell.column).bottom > row
        if not (is_beside and vocabulary("furniture").role_of(cell.text)):
            return cell
    return None


def _is_goal_row(cells: list[GridCell]) -> bool:
    """Whether the row heads the overall targets, which some forms print below the table."""
    return any(vocabulary("goal").exact_role_of(cell.text) == "actual_goal" for cell in cells)


def _belongs_below(grid: Grid, head: TableHead, cell: GridCell) -> bool:
    """Whether the row begins with a note, a signature blank or a text across the table."""
    folded = fold(cell.text)
    if re.match(r"(?:备?注|说明|填[表报]说明)\s*[:：]|注\d|\*\s*注", folded):
        return True
    if cell.column > head.first_column and cell.column >= head.columns["name"].left:
        return False
    label = _INLINE_LABEL.match(folded)
    return bool(
        label
        and (vocabulary("particular").role_of(label.group(1)) or vocabulary("tail").role_of(label.group(1)))
    )


def _across(grid: Grid, head: TableHead, cells: list[GridCell]) -> GridCell | None:
    """A cell that stands across the names and what is right of them, as headings and remarks do."""
    name = head.columns["name"]
    for cell in cells:
        if cell.column <= name.right < grid.span(cell.row, cell.column).right and _is_wide(grid, head, cell):
            return cell
    return None


def _is_wide(grid: Grid, head: TableHead, cell: GridCell) -> bool:
    """Whether the cell covers a column of values beside the one of names."""
    right = grid.span(cell.row, cell.column).right
    values = (head.columns[role] for role in ("target", "actual", "weight", "score") if role in head.columns)
    return any(cell.column < column.left <= right for column in values)


def _line_kind(grid: Grid, head: TableHead, row: int) -> RowKind:
    name = clean_name(printed_name(grid, head, row))
    texts = {
        role: head.text(grid, row, role)
        for role in ("target", "adjusted_target", "actual", "weight", "score")
    }
    faults = any(cell.fault is not CellFault.NONE for cell in grid.own_row(row))
    said = {role for role, text in texts.items() if not says_nothing(text)}
    if is_level_heading(head.text(grid, row, "name")) and not said - {"weight", "score"}:
        return RowKind.LEVEL
    if name and not says_nothing(name):
        return RowKind.LINE
    if said - {"weight", "score"} or faults:
        return RowKind.LINE
    if any(read_points(texts[role]) for role in said):
        return RowKind.LINE
    printed = head.text(grid, row, "name")
    return RowKind.FILLER if printed and not reads_like_level(printed) else RowKind.LEVEL
