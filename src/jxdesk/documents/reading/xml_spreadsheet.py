"""Reads XML Spreadsheet 2003, which web systems export under the name of .xls, into grids."""

from __future__ import annotations

import re
from decimal import InvalidOperation
from pathlib import Path
from xml.parsers import expat

from jxdesk.documents.reading import faults
from jxdesk.documents.reading.encodings import decoded
from jxdesk.documents.reading.sheets import CellFault, Grid, GridCell, Span
from jxdesk.documents.reading.shown import shown, typed_value
from jxdesk.documents.reading.xlsx_sheet import LAST_COLUMN, LAST_ROW, MAX_CELLS
from jxdesk.documents.reading.xml_parts import part_parser, whole_number

MAX_FILE_BYTES = 160 * 1024 * 1024
_CHUNK = 1 << 20
_DECLARED = re.compile(rb"""encoding\s*=\s*["']([\w.:-]+)""")
_NAMED_FORMATS = {
    "percent": "0.00%",
    "fixed": "0.00",
    "standard": "#,##0.00",
    "currency": "#,##0.00",
    "general date": "yyyy/m/d h:mm",
    "short date": "yyyy/m/d",
    "medium date": "yyyy/m/d",
    "long date": 'yyyy"年"m"月"d"日"',
}


def read_xml_spreadsheet(path: Path) -> list[Grid]:
    """The sheets of a workbook that is one XML file.

    Raises: WorkbookError.
    """
    data = path.read_bytes()
    if len(data) > MAX_FILE_BYTES:
        raise faults.too_big(f"文件有 {len(data) // 1024**2} MB，最多能读 {MAX_FILE_BYTES // 1024**2} MB。")
    named = _DECLARED.search(data[:200])
    text = decoded(data, named.group(1).decode("ascii", "replace") if named else "")
    reader = _BookReader()
    try:
        for start in range(0, len(text), _CHUNK):
            # Text and not bytes: expat itself knows no encoding of Chinese systems.
            reader.parser.Parse(text[start : start + _CHUNK], False)
        reader.parser.Parse("", True)
    except expat.ExpatError as fault:
        raise faults.damaged(f"XML：{fault}") from fault
    return reader.grids


class _BookReader:
    """Reads the one part that such a workbook has."""

    def __init__(self) -> None:
        self.parser = part_parser(self._on_start, self._on_end, self._on_text)
        self.grids: list[Grid] = []
        self._formats: dict[str, str] = {}
        self._style = ""
        self._pieces: list[str] = []
        self._is_taking = False
        self._count = 0
        self._start_sheet({})

    def _start_sheet(self, attributes: dict[str, str]) -> None:
        self._name = attributes.get("Name", "")
        self._cells: dict[tuple[int, int], GridCell] = {}
        self._merged: list[Span] = []
        self._hidden_rows: set[int] = set()
        self._hidden_columns: set[int] = set()
        self._is_hidden = False
        self._row = self._column = self._next_column = self._listed_column = 0
        self._kind = self._cell_style = ""
        self._has_formula = False

    def _on_start(self, name: str, attributes: dict[str, str]) -> None:
        plain = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        match name:
            case "Worksheet":
                self._start_sheet(plain)
            case "Style":
                self._style = plain.get("ID", "")
            case "NumberFormat":
                code = plain.get("Format", "General")
                self._formats[self._style] = _NAMED_FORMATS.get(code.lower(), code)
            case "Column":
                self._list_column(plain)
            case "Row":
                self._row = min(whole_number(plain.get("Index")) or self._row + 1, LAST_ROW + 1)
                self._next_column = 1
                if plain.get("Hidden") == "1":
                    self._hidden_rows.add(self._row)
            case "Cell":
                self._start_cell(plain)
            case "Data":
                self._kind, self._is_taking = plain.get("Type", "String"), True
                self._pieces.clear()
            case "Visible":
                self._is_taking = True
                self._pieces.clear()
            case _:
                pass

    def _list_column(self, attributes: dict[str, str]) -> None:
        first = whole_number(attributes.get("Index")) or self._listed_column + 1
        self._listed_column = min(first + whole_number(attributes.get("Span")), LAST_COLUMN)
        if attributes.get("Hidden") == "1":
            self._hidden_columns.update(range(first, self._listed_column + 1))

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._column = min(whole_number(attributes.get("Index")) or self._next_column, LAST_COLUMN + 1)
        across, down = whole_number(attributes.get("MergeAcross")), whole_number(attributes.get("MergeDown"))
        self._next_column = self._column + across + 1
        self._cell_style = attributes.get("StyleID", "")
        self._has_formula, self._kind = "Formula" in attributes, ""
        self._pieces.clear()
        if across or down:
            self._merged.append(Span(self._row, self._column, self._row + down, self._column + across))

    def _on_text(self, data: str) -> None:
        if self._is_taking:
            self._pieces.append(data)

    def _on_end(self, name: str) -> None:
        match name:
            case "Data":
                self._is_taking = False
            case "Cell":
                self._put_cell("".join(self._pieces))
            case "Visible":
                self._is_taking = False
                self._is_hidden = "".join(self._pieces).strip().lower() not in ("", "sheetvisible")
            case "Worksheet":
                grid = Grid.of(self._name, self._cells, self._merged)
                grid.hidden_rows = frozenset(self._hidden_rows)
                grid.hidden_columns = frozenset(self._hidden_columns)
                grid.is_hidden = self._is_hidden
                self.grids.append(grid)
            case _:
                pass

    def _put_cell(self, raw: str) -> None:
        self._pieces.clear()
        cell = self._cell(raw)
        if cell is None or cell.row > LAST_ROW or cell.column > LAST_COLUMN:
            return
        self._cells[cell.row, cell.column] = cell
        self._count += 1
        if self._count > MAX_CELLS:
            raise faults.too_big(f"有内容的单元格超过 {MAX_CELLS // 10000} 万个。")

    def _cell(self, raw: str) -> GridCell | None:
        row, column = self._row, self._column
        if self._has_formula and not raw and self._kind != "String":
            return GridCell(row, column, "", fault=CellFault.NO_CACHED_VALUE)
        match self._kind:
            case "Number":
                return self._number(raw.strip())
            case "Error":
                return GridCell(row, column, raw.strip(), fault=CellFault.ERROR_VALUE)
            case "Boolean":
                return GridCell(row, column, "是" if raw.strip() in ("1", "true") else "否")
            case "DateTime":
                return GridCell(row, column, re.sub(r"T00:00:00(?:\.0+)?$", "", raw.strip()))
            case _:
                text = raw.replace("\r\n", "\n").replace("\r", "\n")
                return GridCell(row, column, text) if text.strip() else None

    def _number(self, raw: str) -> GridCell | None:
        if not raw:
            return None
        try:
            value = typed_value(raw)
            return GridCell(
                self._row, self._column, shown(value, self._formats.get(self._cell_style, "General")), value
            )
        except (ValueError, InvalidOperation):
            return GridCell(self._row, self._column, raw)
