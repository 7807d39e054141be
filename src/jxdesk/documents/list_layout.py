"""List layout: several projects on one table, each a block of rows below its office; used by ``layout``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from jxdesk.documents.indicator_cells import heading_cells, line_cells
from jxdesk.documents.sheet import Cell
from jxdesk.domain.records.filings import FilingContent, IndicatorLine
from jxdesk.domain.templates.parts import CONTENT_FIELDS, Align, IndicatorColumn, ListBlock, ListColumn


@dataclass(slots=True)
class ListCells:
    """The cells of a list, how many rows they take, and which of these head every further page."""

    cells: list[Cell] = field(default_factory=list)
    rows: int = 0
    headings: tuple[int, int] = (0, -1)


def list_cells(
    block: ListBlock, columns: Sequence[IndicatorColumn], contents: Iterable[FilingContent], first: int
) -> ListCells:
    """The headings and all projects, from row ``first`` of the sheet on."""
    depth = 2 if any(column.group for column in columns) else 1
    found = ListCells(rows=depth)
    found.cells += [
        Cell(first, column.span.first, column.label, depth, column.span.width, is_label=True)
        for column in block.columns
    ]
    found.cells += heading_cells(columns, first, depth)
    if block.numbered:
        _number(found, block, columns, first)
    found.headings = (first, first + found.rows - 1)
    office = ""
    for content in contents:
        named = content.implementing_unit or content.office_name
        if block.office_rows and named and named != office:
            office = named
            _office_row(found, block, columns, first, named)
        _project(found, block, columns, content, first)
    return found


def _number(found: ListCells, block: ListBlock, columns: Sequence[IndicatorColumn], first: int) -> None:
    """The row that numbers the columns, as tables of the public budget have it."""
    spans = [column.span for column in block.columns]
    spans += [column.span for column in columns if column.span is not None]
    found.cells += [
        Cell(first + found.rows, span.first, str(number), 1, span.width, is_label=True)
        for number, span in enumerate(spans, 1)
    ]
    found.rows += 1


def _office_row(
    found: ListCells, block: ListBlock, columns: Sequence[IndicatorColumn], first: int, named: str
) -> None:
    row = first + found.rows
    spans = [column.span for column in block.columns]
    spans += [column.span for column in columns if column.span is not None]
    for number, span in enumerate(spans):
        text, name = (named, "implementing_unit") if number == 0 else ("", "")
        found.cells.append(Cell(row, span.first, text, 1, span.width, Align.LEFT, field=name))
    found.rows += 1


def _project(
    found: ListCells,
    block: ListBlock,
    columns: Sequence[IndicatorColumn],
    content: FilingContent,
    first: int,
) -> None:
    """The rows of a project; one without indicators takes one row."""
    lines = content.indicator_lines or (IndicatorLine(id=""),)
    row = first + found.rows
    for column in block.columns:
        found.cells.append(
            Cell(
                row,
                column.span.first,
                _text(content, column),
                len(lines),
                column.span.width,
                column.align,
                field=column.field,
            )
        )
    found.cells += line_cells(columns, lines, row, {})
    found.rows += len(lines)


def _text(content: FilingContent, column: ListColumn) -> str:
    if column.field in CONTENT_FIELDS:
        return str(getattr(content, column.field, ""))
    return content.answers.get(column.field, "")
