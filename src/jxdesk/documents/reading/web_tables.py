"""Web tables: collects the cells of the tables on a web page, with what rows and columns they cover. Used by ``web_page``."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from html.parser import HTMLParser

from jxdesk.documents.reading import faults
from jxdesk.documents.reading.sheets import CellFault, Grid, GridCell, Span
from jxdesk.documents.reading.shown import shown, typed_value

MAX_CELLS = 2_000_000
MAX_COLUMNS = 1_000
MAX_NESTING = 50
MAX_CARRIED = 5_000_000
"""How often a cell may reach down into a further row; more is no table but an attack on the time."""
_BREAKS = frozenset(
    {"br", "p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "center", "caption", "hr", "form"}
)
_SILENT = frozenset({"head", "title", "script", "style", "xml", "noscript", "select", "template"})
_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
_SHEET_NAME = re.compile(r"<x:Name>([^<]{1,100})</x:Name>")
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60"
_BROKEN_LINE = re.compile(rf"(?<=[{_WIDE}])[ \t]*[\r\n]\s*(?=[{_WIDE}])")
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_AROUND_BREAK = re.compile(r" *\n[ \n]*")
_BREAK = "\x00"
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)


@dataclass(slots=True)
class _Reaching:
    """A cell that covers rows below its own; ``left`` counts those that are still to come."""

    top: int
    first: int
    last: int
    left: int


@dataclass(slots=True)
class _Table:
    """A table that is open: the row and column it stands in, and the cells that reach down."""

    row: int = 0
    column: int = 0
    reaching: list[_Reaching] = field(default_factory=list)
    in_row: bool = False


class PageReader(HTMLParser):
    """Takes a page in pieces and answers its one sheet; end tags that pages leave out are supplied.

    ``has_table`` tells whether anything stood in the cell of a table.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._cells: dict[tuple[int, int], GridCell] = {}
        self._merged: list[Span] = []
        self._tables: list[_Table] = []
        self._row = 0
        self._carried = 0
        self._pieces: list[str] = []
        self._cell: dict[str, str | None] | None = None
        self._silent = 0
        self._hidden_rows: set[int] = set()
        self._hidden_columns: set[int] = set()
        self._name = ""
        self.has_table = False

    def grid(self) -> Grid:
        """The sheet that was read."""
        while self._tables:
            self._end_table()
        self._end_text()
        grid = Grid.of(self._name, self._cells, self._merged)
        grid.hidden_rows, grid.hidden_columns = frozenset(self._hidden_rows), frozenset(self._hidden_columns)
        return grid

    def updatepos(self, i: int, j: int) -> int:
        """Counts no lines: nobody asks for them, and a page has a million tags."""
        return j

    # ---- what the parser meets ------------------------------------------------------------------------------------

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag that opens."""
        if tag in _SILENT:
            self._silent += 1
        elif tag in ("td", "th"):
            self._start_cell(dict(attrs))
        elif tag == "tr":
            self._start_row(dict(attrs))
        elif tag == "table":
            self._start_table()
        elif tag == "body":
            self._silent = 0  # nor does a body
        elif tag == "input" and self._cell is not None:
            self._add_typed(dict(attrs))
        elif tag in _BREAKS:
            self._break()

    def handle_endtag(self, tag: str) -> None:
        """A tag that closes."""
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in ("td", "th"):
            self._end_cell()
        elif tag == "tr":
            self._end_row()
        elif tag == "table" and self._tables:
            self._end_table()
        elif tag in _BREAKS:
            self._break()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag that closes itself, as pages that are XML write it."""
        if tag not in _SILENT:
            self.handle_starttag(tag, attrs)
        if tag in ("td", "th"):
            self._end_cell()

    def handle_data(self, data: str) -> None:
        """Text; what stands between the cells of a table is not shown."""
        if not self._silent and (self._cell is not None or not self._tables):
            self._pieces.append(data)

    def handle_comment(self, data: str) -> None:
        """A comment, in which Excel keeps the name of the sheet."""
        found = None if self._name else _SHEET_NAME.search(data)
        if found is not None:
            self._name = found.group(1).strip()

    # ---- tables, rows and cells -----------------------------------------------------------------------------------

    def _start_table(self) -> None:
        if self._cell is not None:
            self._put_cell()  # a table inside a cell stands below what the cell says
        self._silent = 0  # no table stands in a head; this one was not closed
        self._end_text()
        if len(self._tables) >= MAX_NESTING:
            raise faults.over_limit(f"表格一层套一层，超过 {MAX_NESTING} 层。")
        self._tables.append(_Table())

    def _end_table(self) -> None:
        self._end_row()
        table = self._tables.pop()
        for cell in table.reaching:
            self._merge(cell, table.row)

    def _start_row(self, attributes: dict[str, str | None]) -> None:
        if not self._tables:
            self._start_table()
        self._end_row()
        table = self._tables[-1]
        still = [cell for cell in table.reaching if cell.left]
        for cell in table.reaching:
            if cell.left:
                cell.left -= 1
            else:
                self._merge(cell, table.row)
        table.reaching = still
        self._row += 1
        table.row, table.column, table.in_row = self._row, 0, True
        if _is_hidden(attributes):
            self._hidden_rows.add(self._row)
        self._carried += len(still)
        if self._carried > MAX_CARRIED:
            raise faults.over_limit("合并的单元格多得不正常。")

    def _end_row(self) -> None:
        self._end_cell()
        if self._tables:
            self._tables[-1].in_row = False

    def _start_cell(self, attributes: dict[str, str | None]) -> None:
        self._end_cell()
        if not self._tables or not self._tables[-1].in_row:
            self._start_row({})
        self._cell = attributes
        self._pieces.clear()

    def _end_cell(self) -> None:
        if self._cell is not None:
            self._put_cell()

    def _put_cell(self) -> None:
        attributes, table = self._cell or {}, self._tables[-1]
        text = _text(self._pieces)
        self._cell = None
        self._pieces.clear()
        self.has_table = self.has_table or bool(text)
        first = table.column + 1
        for cell in sorted(table.reaching, key=lambda one: one.first):
            if cell.top < table.row and cell.first <= first <= cell.last:
                first = cell.last + 1
        last = first + _count(attributes.get("colspan"), MAX_COLUMNS) - 1
        table.column = last
        if last > MAX_COLUMNS:
            raise faults.too_big(f"第 {table.row} 行超过了 {MAX_COLUMNS} 列。")
        rows = _count(attributes.get("rowspan"), 1_048_576)
        if rows > 1:
            table.reaching.append(_Reaching(table.row, first, last, rows - 1))
        elif last > first:
            self._merged.append(Span(table.row, first, table.row, last))
        if _is_hidden(attributes):
            self._hidden_columns.add(first)
        if text:
            self._add(_cell(table.row, first, text, attributes))

    def _merge(self, cell: _Reaching, bottom: int) -> None:
        if bottom > cell.top or cell.last > cell.first:
            self._merged.append(Span(cell.top, cell.first, bottom, cell.last))

    def _add(self, cell: GridCell) -> None:
        self._cells[cell.row, cell.column] = cell
        if len(self._cells) > MAX_CELLS:
            raise faults.too_big(f"有内容的单元格超过 {MAX_CELLS // 10000} 万个。")

    def _add_typed(self, attributes: dict[str, str | None]) -> None:
        """What stands in a field of a page that is saved while it is filled in."""
        if (attributes.get("type") or "text").lower() == "text":
            self._pieces.append(attributes.get("value") or "")

    # ---- text around the tables -----------------------------------------------------------------------------------

    def _break(self) -> None:
        if self._cell is not None:
            self._pieces.append(_BREAK)
        elif not self._tables or not self._tables[-1].in_row:
            self._end_text()

    def _end_text(self) -> None:
        text = _text(self._pieces)
        self._pieces.clear()
        if text:
            self._row += 1
            self._add(GridCell(self._row, 1, text))


def _text(pieces: list[str]) -> str:
    """The text as a browser shows it: the line breaks of the file are blanks or nothing, those of the page stay."""
    raw = "".join(pieces)
    if raw.isalnum():
        return raw
    raw = _BROKEN_LINE.sub("", raw)
    plain = _BLANKS.sub(" ", raw).replace("\xa0", " ").replace(_BREAK, "\n")
    return _AROUND_BREAK.sub("\n", plain).strip()


def _cell(row: int, column: int, text: str, attributes: dict[str, str | None]) -> GridCell:
    """A cell; where Excel wrote down the number behind a rounded text, nothing of the number is lost."""
    if text in _ERRORS:
        return GridCell(row, column, text, fault=CellFault.ERROR_VALUE)
    stored = attributes.get("x:num") or attributes.get("sdval")
    if not stored:
        return GridCell(row, column, text)
    try:
        value = typed_value(stored.strip())
    except (ValueError, InvalidOperation, OverflowError):
        return GridCell(row, column, text)
    digits = text.replace(",", "").rstrip("%")
    if re.fullmatch(r"-?\d+(?:\.\d+)?", digits):
        exact = shown(value, "0%" if text.endswith("%") else "General")
        text = text if Decimal(digits) == Decimal(exact.rstrip("%")) else exact
    return GridCell(row, column, text, value)


def _is_hidden(attributes: dict[str, str | None]) -> bool:
    return _HIDDEN.search(attributes.get("style") or "") is not None


def _count(text: str | None, most: int) -> int:
    """How many rows or columns a cell covers; what is no number is one."""
    digits = (text or "").strip()
    return max(1, min(int(digits), most)) if digits.isdecimal() and len(digits) <= 9 else 1
