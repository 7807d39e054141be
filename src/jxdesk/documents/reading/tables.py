"""Reads free tables: project lists and treasury exports in any layout, their head found by its words and joined over its rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from jxdesk.documents.reading.csv_text import read_csv
from jxdesk.documents.reading.plausibility import unread_finding
from jxdesk.documents.reading.recognise import year_of
from jxdesk.documents.reading.sheets import CellFault, Grid, GridCell
from jxdesk.documents.reading.table_heads import LEAST_KNOWN, LEAST_WORDS, head_of, headings_of
from jxdesk.documents.reading.workbook_file import is_separated_text, open_workbook
from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.lists.free_tables import FreeTable, TableCell, TableRow

_NUMBERING = re.compile(r"\(?\d{1,2}\)?|[①-⑳]|栏次|[A-Z]|\d{1,2}=[\d+\-*/()]+")

_FIRST_NUMBERS = frozenset({"1", "栏次", "A", "①", "(1)", "（1）"})


@dataclass(frozen=True, slots=True)
class SheetWithoutTable:
    """A sheet in which no head of a known kind was found, and why nothing is taken from it."""

    sheet: str
    reason: str


def open_grids(path: Path) -> list[Grid]:
    """The sheets of a workbook, or the one of a text file.

    Raises: WorkbookError.
    """
    return read_csv(path) if is_separated_text(path) else open_workbook(path)


def read_tables(path: Path) -> tuple[tuple[FreeTable, ...], tuple[SheetWithoutTable, ...]]:
    """The tables of a file in the order of its sheets, and the sheets without one.

    Raises: WorkbookError.
    """
    return tables_of(open_grids(path), path)


def tables_of(
    grids: Iterable[Grid], path: Path
) -> tuple[tuple[FreeTable, ...], tuple[SheetWithoutTable, ...]]:
    """The tables of sheets that are open already."""
    tables: list[FreeTable] = []
    without: list[SheetWithoutTable] = []
    for grid in grids:
        if not grid.cells:
            continue
        head = head_of(grid)
        if head is None:
            without.append(SheetWithoutTable(grid.name, "没有找到写着列名（如“项目名称”“预算数”）的表头"))
        else:
            tables.append(_table(grid, path, *head))
    return tuple(tables), tuple(without)


def year_named(table: FreeTable, path: Path) -> int | None:
    """The fiscal year that captions, sheet or file name."""
    return year_of([*table.captions, *table.headings, table.sheet, path.stem.replace("_", "-")])


# ---- the rows -----------------------------------------------------------------------------------------------------


def _table(grid: Grid, path: Path, top: int, bottom: int) -> FreeTable:
    headings = headings_of(grid, top, bottom)
    columns = _used_columns(grid, headings, bottom)
    own_texts = {(row, cell.text.strip()) for row in range(top, bottom + 1) for cell in grid.own_row(row)}
    head_texts = [{text for at, text in own_texts if at == row} for row in range(top, bottom + 1)]
    rows, repeated = [], []
    for row in range(bottom + 1, grid.row_count + 1):
        cells = grid.own_row(row)
        if not cells and not grid.row(row):
            continue
        if _is_head_again(cells, head_texts) or _is_numbering(cells):
            repeated.append(row)
            continue
        rows.append(
            TableRow(
                row, tuple(_cell(grid, row, column, bottom) for column in columns), row in grid.hidden_rows
            )
        )
    captions = [cell.text.strip() for row in range(1, top) for cell in grid.own_row(row) if cell.text.strip()]
    return FreeTable(
        file_name=path.name,
        sheet=grid.name,
        headings=tuple(headings[column - 1] for column in columns),
        rows=tuple(rows),
        captions=tuple(captions),
        head_row=bottom,
        repeated_heads=tuple(row for row in repeated if row > bottom + 1),
        findings=tuple(_findings(grid, columns)),
    )


def _used_columns(grid: Grid, headings: Sequence[str], bottom: int) -> list[int]:
    """The columns that have a heading or something below it."""
    filled = {column for row, column in grid.cells if row > bottom}
    return [column for column in range(1, grid.column_count + 1) if headings[column - 1] or column in filled]


def _cell(grid: Grid, row: int, column: int, bottom: int) -> TableCell:
    found = grid.at(row, column)
    if found is None or found.row <= bottom:
        return TableCell()
    if found.column != column:
        return TableCell()  # covered from the left: what is written there stands in that column
    return TableCell(
        text=found.text,
        is_number=found.number is not None,
        from_above=found.row < row,
        is_faulty=found.fault is not CellFault.NONE,
    )


def _is_head_again(cells: Sequence[GridCell], head_texts: Sequence[set[str]]) -> bool:
    """Whether the row prints a row of the head once more, as each page of some exports does."""
    texts = {cell.text.strip() for cell in cells}
    return len(texts) >= LEAST_KNOWN and any(texts <= known for known in head_texts)


def _is_numbering(cells: Sequence[GridCell]) -> bool:
    """Whether the row only numbers the columns."""
    if len(cells) < LEAST_WORDS or cells[0].text.strip() not in _FIRST_NUMBERS:
        return False
    texts = [re.sub(r"\s+", "", cell.text) for cell in cells]
    return (
        all(_NUMBERING.fullmatch(text) for text in texts) and len(set(texts)) == len(texts) and _rises(texts)
    )


def _rises(texts: Sequence[str]) -> bool:
    numbers = [int(text) for text in texts if text.isdecimal()]
    return numbers == sorted(numbers) and (not numbers or numbers[-1] - numbers[0] == len(numbers) - 1)


def _findings(grid: Grid, columns: Sequence[int]) -> list[Finding]:
    found = unread_finding(grid)
    hidden = [column for column in columns if column in grid.hidden_columns]
    if hidden:
        found.append(
            Finding(
                severity=Severity.ADVICE,
                code="hidden-columns",
                message=f"有 {len(hidden)} 列在表里是隐藏的，也一并读取了。",
                advice="对列时请看一下；不要的列选“不取”。",
            )
        )
    if grid.is_hidden:
        found.append(
            Finding(
                severity=Severity.ADVICE,
                code="hidden-sheet",
                message=f"工作表“{grid.name}”是隐藏的，也一并读取了。",
                advice="如果不要这张表，请在表格里删除它再读。",
            )
        )
    return found
