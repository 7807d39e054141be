"""Task layout: puts the tasks of an office, with their amounts and their sum, on the grid of a template; used by ``layout``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from jxdesk.documents import printed
from jxdesk.documents.printed import BLANK, Shown
from jxdesk.documents.sheet import Cell
from jxdesk.domain.departments.task_sums import TASK_AMOUNTS, task_rate, task_sum
from jxdesk.domain.records.filings import FilingContent, MoneyUnit, TaskLine
from jxdesk.domain.templates.parts import Align, Span, TaskBlock, TaskColumn, TaskField


@dataclass(slots=True)
class TaskTable:
    """The table of tasks from row ``first`` of the sheet on, in the making and made; ``headings`` are its first and last heading row."""

    block: TaskBlock
    unit: MoneyUnit
    first: int
    last_column: int
    fill: Callable[[str], str]
    cells: list[Cell]
    rows: int = 0
    headings: tuple[int, int] = (0, -1)

    def label(self, row: int, span: Span, text: str, *, rows: int = 1) -> None:
        """A printed word."""
        self.cells.append(Cell(row, span.first, self.fill(text), rows, span.width, is_label=True))

    def next_row(self) -> int:
        """A further row of the table."""
        self.rows += 1
        return self.first + self.rows - 1


def task_cells(
    block: TaskBlock,
    content: FilingContent,
    *,
    first: int,
    last_column: int,
    fill: Callable[[str], str],
) -> TaskTable:
    """The table from row ``first`` on; ``fill`` puts words into labels."""
    table = TaskTable(block, content.money_unit, first, last_column, fill, [])
    if block.label and block.label_span is None:
        row = table.next_row()
        table.cells.append(section_cell(row, fill(block.label), last_column))
    head = table.first + table.rows
    _headings(table)
    lines = content.task_lines or tuple(TaskLine(id="") for _ in range(max(1, block.blank_rows)))
    for line in lines:
        row = table.next_row()
        for column in block.columns:
            table.cells.append(_value(row, column, line, task_shown(line, column.field, table.unit)))
    if block.total_label:
        _total(table, content)
    if block.label_span is not None:
        table.label(head, block.label_span, block.label, rows=first + table.rows - head)
    return table


def section_cell(row: int, text: str, last_column: int) -> Cell:
    """The heading of a section, across the sheet."""
    return Cell(row, 0, text, 1, last_column + 1, Align.LEFT, is_label=True)


def _headings(table: TaskTable) -> None:
    columns = table.block.columns
    depth = 2 if table.block.has_groups else 1
    top = table.next_row()
    if depth == 2:
        table.next_row()
    table.headings = (top, top + depth - 1)
    previous = ""
    for number, column in enumerate(columns):
        if not column.group:
            table.label(top, column.span, column.label, rows=depth)
        else:
            table.label(top + 1, column.span, column.label)
            if column.group != previous:
                table.label(top, Span(column.span.first, _end_of_group(columns[number:])), column.group)
        previous = column.group


def _end_of_group(columns: Sequence[TaskColumn]) -> int:
    """The last grid column of the neighbours that share the first one's heading."""
    last = columns[0].span.last
    for column in columns[1:]:
        if column.group != columns[0].group:
            break
        last = column.span.last
    return last


def _value(row: int, column: TaskColumn, line: TaskLine, shown: Shown) -> Cell:
    is_amount = shown.number is not None and column.field in TASK_AMOUNTS
    return Cell(
        row,
        column.span.first,
        shown.text,
        1,
        column.span.width,
        Align.RIGHT if is_amount else column.align,
        shown.number,
        shown.number_format,
        line_id=line.id,
        field=column.field.value,
    )


def task_shown(line: TaskLine, field: TaskField, unit: MoneyUnit) -> Shown:
    """What a cell of a task shows."""
    if field in TASK_AMOUNTS:
        return printed.money(getattr(line, f"{field.value}_fen"), getattr(line, f"{field.value}_text"), unit)
    if field is TaskField.RATE:
        return printed.percent(task_rate(line))
    if field is TaskField.PROJECTS:
        return Shown(line.project_names)
    return Shown(str(getattr(line, field.value)))


def _total(table: TaskTable, content: FilingContent) -> None:
    """The row that adds the amounts up; its label stands before the first amount."""
    columns = table.block.columns
    row = table.next_row()
    before = [column for column in columns if column.field not in TASK_AMOUNTS]
    first_amount = next(
        (column.span.first for column in columns if column.field in TASK_AMOUNTS), columns[-1].span.last + 1
    )
    leading = [column for column in before if column.span.last < first_amount]
    if leading:
        table.label(row, Span(leading[0].span.first, leading[-1].span.last), table.block.total_label)
    for column in columns:
        if column in leading:
            continue
        shown = BLANK
        if column.field in TASK_AMOUNTS:
            shown = printed.money(task_sum(content.task_lines, column.field), "", table.unit)
        table.cells.append(_value(row, column, TaskLine(id=""), shown)._replace(field=""))
