"""Table heads: finds the heading rows of indicator tables and money blocks, and what each column stands for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from jxdesk.documents.reading.sheets import Grid, GridCell
from jxdesk.documents.reading.words import Vocabulary, vocabulary

_LEVELS = frozenset({"level1", "level2", "name"})
_VALUES = frozenset({"target", "actual", "weight", "score", "comparator", "unit", "reason", "description"})
_TICKED = ("cause_", "likely_")
"""What the roles of columns begin with that a monitoring form has for ticks."""
_SIDE_LABEL_ROWS = 4
"""A heading merged over more rows than this stands beside the table and not above a column."""

MID_TERM = "mid_term."
"""What the roles of the columns that say the target of the whole period begin with."""
_OF_MID_TERM = frozenset({"level2", "name", "target"})
_JOINED = frozenset({"target", "actual", "name", "reason"})
_YEARLY = re.compile(r"年度|全年|本年|当年")
_LONG_TERM = re.compile(r"长期|中期|实施期|总目标")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table, or several that one heading covers."""

    role: str
    left: int
    right: int
    label: str
    parents: str = ""

    def cells(self, grid: Grid, row: int) -> list[GridCell]:
        """What stands in this column in the row, cells merged from further left left out."""
        met: list[GridCell] = []
        for place in range(self.left, self.right + 1):
            cell = grid.at(row, place)
            if cell is not None and cell not in met and (cell.column >= self.left or not met):
                met.append(cell)
        return met

    def text(self, grid: Grid, row: int) -> str:
        """The text of the row in this column; parts in neighbouring cells are put together."""
        cells = self.cells(grid, row)
        if len(cells) > 1 and self.role in _JOINED:
            return "".join(cell.text.strip() for cell in cells)
        return cells[0].text.strip() if cells else ""


@dataclass(frozen=True, slots=True)
class TableHead:
    """The heading rows of a table and its columns by role; ``others`` are columns that no field takes."""

    top: int
    bottom: int
    columns: Mapping[str, Column]
    others: tuple[Column, ...] = ()

    def text(self, grid: Grid, row: int, role: str) -> str:
        """The text of the row in the column of the role; empty without such a column."""
        column = self.columns.get(role)
        return "" if column is None else column.text(grid, row)

    @property
    def first_column(self) -> int:
        """The leftmost column that has a role."""
        return min(column.left for column in self.columns.values())


def is_long_term(text: str) -> bool:
    """Whether words name the whole period of a project and not its year."""
    plain = re.sub(r"\s+", "", text)
    return bool(_LONG_TERM.search(plain)) and not _YEARLY.search(plain)


def indicator_heads(grid: Grid) -> list[TableHead]:
    """The heads of all indicator tables on the sheet, from top to bottom."""
    words = vocabulary("indicator")
    heads: list[TableHead] = []
    row = 1
    while row <= grid.row_count:
        if not _is_indicator_heading(grid, row, words):
            row += 1
            continue
        top, bottom = _band(grid, row, words, floor=heads[-1].bottom if heads else 0)
        head = _indicator_head(grid, top, bottom, words)
        if head is not None:
            heads.append(head)
        row = bottom + 1
    return heads


def _roles(grid: Grid, row: int, words: Vocabulary) -> list[str]:
    return [role for cell in grid.own_row(row) if (role := words.role_of(cell.text))]


def _is_indicator_heading(grid: Grid, row: int, words: Vocabulary) -> bool:
    roles = set(_roles(grid, row, words))
    levels = roles & _LEVELS
    if len(levels) >= 2:
        return True
    named = levels or "name_or_description" in roles
    return bool(named) and len(roles & _VALUES) >= (1 if "name" in levels or len(levels) > 1 else 2)


def _band(grid: Grid, row: int, words: Vocabulary, *, floor: int) -> tuple[int, int]:
    """The rows of a head around the row that was recognised."""
    top = bottom = row
    if row - 1 > floor:
        above = _roles(grid, row - 1, words)
        is_heading = len(above) * 4 >= len(grid.own_row(row - 1)) * 3
        if len(set(above) & _VALUES) >= 2 and is_heading and not _is_money_heading(grid, row - 1):
            top = row - 1
    while bottom < grid.row_count and _continues_head(grid, bottom + 1, words):
        bottom += 1
    ends = [
        grid.span(cell.row, cell.column).bottom
        for cell in grid.own_row(top) + grid.own_row(bottom)
        if words.role_of(cell.text) and grid.span(cell.row, cell.column).bottom - top < _SIDE_LABEL_ROWS
    ]
    reaching = [end for end in ends if end > bottom]
    if len(reaching) * 2 > len(ends):
        bottom = max(set(reaching), key=reaching.count)
    return top, bottom


def _continues_head(grid: Grid, row: int, words: Vocabulary) -> bool:
    cells = grid.own_row(row)
    roles = [words.role_of(cell.text) for cell in cells]
    known = {role for role in roles if role in _VALUES | _LEVELS or role.startswith(_TICKED)}
    return len(known) >= 2 and all(roles)


def _indicator_head(grid: Grid, top: int, bottom: int, words: Vocabulary) -> TableHead | None:
    columns = _columns(grid, top, bottom, words)
    firsts = [column.left for column in columns if column.role in _LEVELS]
    if not firsts:
        firsts = [column.left for column in columns if column.role == "name_or_description"]
    if not firsts:
        return None
    before: list[Column] = []
    inside: list[Column] = []
    for column in columns:
        (before if column.right < min(firsts) else inside).append(column)
    inside = _name_column_settled(_one_block(inside))
    chosen, others = _one_of_each(inside)
    if "actual" not in chosen and "progress" in chosen:
        chosen["actual"] = chosen["progress"]
    lists = vocabulary("list")
    for column in before:
        role = lists.role_of(column.label)
        key = f"list.{role}" if role else column.role if column.role == "serial" else ""
        if key and key not in chosen:
            chosen[key] = Column(key, column.left, column.right, column.label)
        elif key != "serial":
            others.append(column)
    former = chosen.get("former_value")
    if former is not None and is_long_term(former.label):
        chosen.setdefault(f"{MID_TERM}target", former)
    return TableHead(top, bottom, chosen, tuple(others)) if "name" in chosen else None


def _columns(grid: Grid, top: int, bottom: int, words: Vocabulary) -> list[Column]:
    """The columns under the headings; a column without a heading of its own that is known takes the one above it."""
    columns: list[Column] = []
    previous: tuple[GridCell, ...] = ()
    for place in range(1, grid.column_count + 1):
        path = _path(grid, top, bottom, place)
        if not path:
            previous = ()
            continue
        leaf = path[-1]
        role = next((found for cell in reversed(path) if (found := words.role_of(cell.text))), "")
        parents = " ".join(cell.text for cell in path[:-1])
        if columns and path == previous:
            last = columns[-1]
            columns[-1] = Column(last.role, last.left, place, last.label, last.parents)
        elif columns and role and role == columns[-1].role and previous and path[0] is previous[0]:
            last = columns[-1]
            columns[-1] = Column(role, last.left, place, last.label, last.parents)
        else:
            columns.append(Column(role, place, place, leaf.text, parents))
        previous = path
    return columns


def _path(grid: Grid, top: int, bottom: int, place: int) -> tuple[GridCell, ...]:
    """The headings over a column from above to below; labels beside the table are none."""
    path: list[GridCell] = []
    for row in range(top, bottom + 1):
        cell = grid.at(row, place)
        if cell is None or cell in path or cell.row < top:
            continue
        if grid.span(cell.row, cell.column).bottom > bottom:
            continue
        path.append(cell)
    return tuple(path)


def _one_block(columns: list[Column]) -> list[Column]:
    """Of two blocks side by side (the whole period and the year) the one of the year; the other's columns by its own names."""
    names = [n for n, column in enumerate(columns) if column.role == "name"]
    targets = [column for column in columns if column.role == "target"]
    if len(names) < 2 or len(targets) < 2:
        return columns
    starts = []
    for name in names:
        start = name
        while start > 0 and columns[start - 1].role in ("level1", "level2"):
            start -= 1
        starts.append(start)
    blocks = [columns[start:end] for start, end in zip(starts, [*starts[1:], len(columns)], strict=True)]

    def is_yearly(block: list[Column]) -> bool:
        labels = "".join(f"{column.label}{column.parents}" for column in block)
        return bool(_YEARLY.search(re.sub(r"\s+", "", labels))) and not is_long_term(labels)

    chosen = next((block for block in blocks if is_yearly(block)), blocks[-1])
    roles = {column.role for column in chosen}
    kept = [column for column in blocks[0] if column.role == "level1" and "level1" not in roles] + chosen
    dropped = [
        Column(_mid_term_role(column, chosen), column.left, column.right, column.label)
        for column in columns
        if column not in kept
    ]
    return sorted([*kept, *dropped], key=lambda column: column.left)


def _mid_term_role(column: Column, yearly: Sequence[Column]) -> str:
    """What a column beside the block of the year is: of the block of the whole period, which stands left of it, its values."""
    is_before = column.right < min(other.left for other in yearly)
    return f"{MID_TERM}{column.role}" if is_before and column.role in _OF_MID_TERM else ""


def _name_column_settled(columns: list[Column]) -> list[Column]:
    """Makes sure that one column holds the names, and that ``指标内容`` beside it is its description."""
    roles = [column.role for column in columns]
    if "level1" not in roles and "level2" not in roles:
        columns = _levels_without_headings(columns)
        roles = [column.role for column in columns]
    if "name" in roles:
        return [
            _as(column, "description") if column.role == "name_or_description" else column
            for column in columns
        ]
    for substitute in ("name_or_description", "level2"):
        if substitute in roles:
            last = len(roles) - 1 - roles[::-1].index(substitute)
            return [_as(column, "name") if n == last else column for n, column in enumerate(columns)]
    return columns


def _levels_without_headings(columns: list[Column]) -> list[Column]:
    """Of columns such as 评价指标 | 评价内容 | 指标名称 the ones left of the names are the levels."""
    last = max((n for n, column in enumerate(columns) if column.role == "name"), default=0)
    naming = [n for n in range(last) if columns[n].role in ("name", "name_or_description")]
    levels = dict(zip(naming, ("level1", "level2"), strict=False))
    return [_as(column, levels[n]) if n in levels else column for n, column in enumerate(columns)]


def _as(column: Column, role: str) -> Column:
    return Column(role, column.left, column.right, column.label, column.parents)


def _one_of_each(columns: Iterable[Column]) -> tuple[dict[str, Column], list[Column]]:
    """One column for each role; points of the levels stand left of the names, those of the indicator right of them."""
    chosen: dict[str, Column] = {}
    others: list[Column] = []
    columns = list(columns)
    name = next((column.left for column in columns if column.role == "name"), 0)
    for column in columns:
        role = column.role
        if not role:
            others.append(column)
        elif role not in chosen:
            chosen[role] = column
        elif (role in ("weight", "score") and chosen[role].left < name < column.left) or role in (
            "level1",
            "level2",
            "name",
        ):
            others.append(chosen[role])
            chosen[role] = column
        elif role == "reason" and "reason2" not in chosen:
            chosen["reason2"] = column
        else:
            others.append(column)
    return chosen, others


_TASK_WORDS = frozenset({"content", "projects", "tier", "budget", "fiscal", "other", "executed"})


def task_head(grid: Grid, top: int, bottom: int) -> TableHead | None:
    """The head of the table of an office's tasks between two rows; None where there is none."""
    words = vocabulary("task")
    for row in range(top, bottom + 1):
        roles = set(_roles(grid, row, words))
        if "name" not in roles or len(roles & _TASK_WORDS) < 2:
            continue
        last = row
        if row < bottom and _continues_task_head(grid, row + 1, words):
            last = row + 1
        chosen, others = _one_of_each(column for column in _columns(grid, row, last, words))
        if "name" in chosen:
            return TableHead(row, last, chosen, tuple(others))
    return None


def _continues_task_head(grid: Grid, row: int, words: Vocabulary) -> bool:
    cells = grid.own_row(row)
    return bool(cells) and all(words.role_of(cell.text) in ("budget", "fiscal", "other") for cell in cells)


def money_heads(grid: Grid, top: int, bottom: int) -> list[TableHead]:
    """The heads of money blocks between two rows, from top to bottom."""
    heads: list[TableHead] = []
    for row in range(top, bottom + 1):
        if (not heads or row > heads[-1].bottom) and _is_money_heading(grid, row):
            last = row
            if row < bottom and _is_money_heading(grid, row + 1) and _all_money(grid, row + 1):
                last = row + 1
            columns = [
                column
                for column in _columns(grid, row, last, vocabulary("money"))
                if column.role and not _stands_over_labels(grid, last + 1, column)
            ]
            chosen, others = _one_of_each(columns)
            heads.append(TableHead(row, last, chosen, tuple(others)))
    return heads


def _is_money_heading(grid: Grid, row: int) -> bool:
    words = vocabulary("money")
    cells = [cell for cell in grid.own_row(row) if not re.search(r"[:：]\s*\d", cell.text)]
    roles = {role for cell in cells if (role := words.role_of(cell.text))}
    amounts = roles & {"original_budget", "revised_budget", "budget", "executed"}
    return bool(amounts) and len(roles) >= 2 and "task" not in roles


def _stands_over_labels(grid: Grid, row: int, column: Column) -> bool:
    """Whether what stands below a money heading is the label of a row and no amount."""
    filled = next((below for below in range(row, row + 3) if grid.own_row(below)), row)
    text = column.text(grid, filled)
    return bool(vocabulary("money_row").role_of(text)) and not re.search(r"\d", text)


def _all_money(grid: Grid, row: int) -> bool:
    return all(vocabulary("money").role_of(cell.text) for cell in grid.own_row(row))
