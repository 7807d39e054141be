"""Reads legacy .xls into grids, with the number formats that tell 100% from 1."""

from __future__ import annotations

import io
import struct
from decimal import Decimal
from pathlib import Path

import xlrd
from xlrd.book import Book
from xlrd.compdoc import CompDocError
from xlrd.sheet import Cell, Sheet

from jxdesk.documents.reading import faults
from jxdesk.documents.reading.sheets import CellFault, Grid, GridCell, Span
from jxdesk.documents.reading.shown import BUILT_IN, shown, typed_value

# What xlrd lets through when the bytes are not what they claim to be.
_BROKEN = (
    xlrd.XLRDError,
    CompDocError,
    struct.error,
    AssertionError,
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
    OverflowError,
    MemoryError,
    NotImplementedError,
)


def read_xls(path: Path) -> list[Grid]:
    """The sheets of a BIFF workbook.

    Raises: WorkbookError.
    """
    try:
        with xlrd.open_workbook(
            str(path), formatting_info=True, ragged_rows=True, logfile=io.StringIO()
        ) as book:
            return [_grid(book, sheet) for sheet in book.sheets()]
    except _BROKEN as fault:
        if "encrypted" in str(fault).lower():
            raise faults.locked() from fault
        raise faults.damaged(str(fault)) from fault


def _grid(book: Book, sheet: Sheet) -> Grid:
    cells = {}
    for row in range(sheet.nrows):
        for column in range(sheet.row_len(row)):
            cell = _cell(book, sheet.cell(row, column), row + 1, column + 1)
            if cell is not None:
                cells[cell.row, cell.column] = cell
    merged = [Span(top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells]
    grid = Grid.of(sheet.name, cells, merged)
    grid.is_hidden = bool(sheet.visibility)
    grid.hidden_rows = frozenset(row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden)
    grid.hidden_columns = frozenset(column + 1 for column, info in sheet.colinfo_map.items() if info.hidden)
    return grid


def _cell(book: Book, cell: Cell, row: int, column: int) -> GridCell | None:
    match cell.ctype:
        case xlrd.XL_CELL_TEXT:
            text = str(cell.value).replace("\r\n", "\n").replace("\r", "\n")
            return GridCell(row, column, text) if text.strip() else None
        case xlrd.XL_CELL_NUMBER | xlrd.XL_CELL_DATE:
            value: Decimal = typed_value(cell.value)
            text = shown(value, _format(book, cell), since_1904=bool(book.datemode))
            return GridCell(row, column, text, number=value)
        case xlrd.XL_CELL_BOOLEAN:
            return GridCell(row, column, "是" if cell.value else "否")
        case xlrd.XL_CELL_ERROR:
            text = xlrd.error_text_from_code.get(cell.value, "#ERROR!")
            return GridCell(row, column, text, fault=CellFault.ERROR_VALUE)
        case _:
            return None


def _format(book: Book, cell: Cell) -> str:
    key = book.xf_list[cell.xf_index].format_key
    if 27 <= key <= 36 or 50 <= key <= 58:  # the file only numbers these; xlrd knows their western meaning
        return BUILT_IN.get(key, "General")
    found = book.format_map.get(key)
    return str(found.format_str) if found is not None else BUILT_IN.get(key, "General")
