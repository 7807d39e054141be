"""Levels: which first and second level an indicator row belongs to, however a form prints them."""

from __future__ import annotations

import re

from jxdesk.documents.reading.heads import TableHead
from jxdesk.documents.reading.sheets import Grid, GridCell
from jxdesk.documents.reading.words import heading_key
from jxdesk.domain.values.lettering import says_nothing

_LEVEL_NAME = re.compile(r"指标[^指]{0,6}$|^(?:产出|效益|效果|满意度|成本|决策|过程|管理|投入)")
_POINTS = re.compile(r"\(?\d+(?:\.\d+)?(?:分|%)\)?")
_LEVEL_NUMBERING = re.compile(r"^(?:[一二三四五六七八九十]+|\([一二三四五六七八九十\d]+\)|\d{1,2})[、.]?")
_FIRST_LEVEL = re.compile(
    r"(?:项目)?(?:产出|效益|效果|满意度|成本|决策|过程|管理|投入|预算执行|绩效)(?:类)?指标"
)
_SECOND_LEVEL = re.compile(
    r"(?:产出)?(?:数量|质量|时效|成本|经济效益|社会效益|生态效益|可持续影响|服务对象满意度|经济成本|社会成本|生态环境成本)(?:类)?指标等?"
)


class Levels:
    """The levels in force, row by row: merged, printed once, or printed on each row."""

    def __init__(self, grid: Grid, head: TableHead) -> None:
        self._grid, self._head = grid, head
        self._level1 = self._level2 = ""
        self._cell1: GridCell | None = None

    def of(self, row: int) -> tuple[str, str]:
        """The levels of the row."""
        one, two = self._cell("level1", row), self._cell("level2", row)
        name = name_cell(self._grid, self._head, row)
        if two is not None and (two is one or (two is name and not reads_like_level(two.text))):
            two = None
        if one is not None and one is not self._cell1:
            if _level_text(one.text) != self._level1:
                self._level2 = ""
            self._level1, self._cell1 = _level_text(one.text), one
        if two is not None and "level1" not in self._head.columns and _is_only_first_level(two.text):
            self._level1, self._level2 = _level_text(two.text), ""
        elif two is not None:
            self._level2 = _level_text(two.text)
        return self._level1, self._level2

    def from_heading(self, row: int) -> None:
        """Takes a level that stands in the column of the names, on a row of its own."""
        cell = name_cell(self._grid, self._head, row)
        text = "" if cell is None else _level_text(cell.text)
        if is_second_level(text):
            self._level2 = text
        elif is_level_heading(text):
            self._level1, self._level2, self._cell1 = text, "", cell

    def _cell(self, role: str, row: int) -> GridCell | None:
        column = self._head.columns.get(role)
        cells = [] if column is None else column.cells(self._grid, row)
        found = next((cell for cell in cells if not says_nothing(cell.text)), None)
        return found if found is None or found.row > self._head.bottom else None


def is_level_heading(text: str) -> bool:
    """Whether a text is the name of a level and not of an indicator (``一、产出指标（50分）``)."""
    return is_first_level(text) or is_second_level(text)


def is_first_level(text: str) -> bool:
    """Whether a text is the name of a first level."""
    return _FIRST_LEVEL.fullmatch(_level_key(text)) is not None


def is_second_level(text: str) -> bool:
    """Whether a text is the name of a second level."""
    return _SECOND_LEVEL.fullmatch(_level_key(text)) is not None


def _is_only_first_level(text: str) -> bool:
    """Whether a text can be nothing but a first level; 成本指标 is either."""
    return is_first_level(text) and not is_second_level(text)


def _level_key(text: str) -> str:
    return _LEVEL_NUMBERING.sub("", heading_key(_POINTS.sub("", heading_key(text))))


def _level_text(text: str) -> str:
    return re.sub(r"\s+", "", text)


def reads_like_level(text: str) -> bool:
    """Whether a text may be the name of a level."""
    return bool(_LEVEL_NAME.search(heading_key(text)))


def name_cell(grid: Grid, head: TableHead, row: int) -> GridCell | None:
    """The cell in the column of the names."""
    cells = [cell for cell in head.columns["name"].cells(grid, row) if cell.row > head.bottom]
    return cells[0] if cells else None


def printed_name(grid: Grid, head: TableHead, row: int) -> str:
    """The name as printed; a cell merged from the level columns is the level where it reads like one."""
    cell = name_cell(grid, head, row)
    if cell is None:
        return ""
    if cell.column < head.columns["name"].left and reads_like_level(cell.text):
        return ""
    return head.text(grid, row, "name")
