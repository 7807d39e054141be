"""Task rows: finds the table of an office's tasks by its headings and reads its rows as typed tasks. Used by forms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal

from jxdesk.documents.reading.areas import FormArea, form_areas
from jxdesk.documents.reading.cell_findings import broken_cell, unreadable
from jxdesk.documents.reading.heads import TableHead, task_head
from jxdesk.documents.reading.sheets import CellFault, Grid, GridCell
from jxdesk.documents.reading.words import vocabulary
from jxdesk.domain.departments.task_sums import joined, names_of, task_rate
from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.records.filings import MoneyUnit, TaskLine
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.values.lettering import is_error_value, says_nothing
from jxdesk.domain.values.money import AmountState, format_fen, parse_amount
from jxdesk.domain.values.money_words import unit_in
from jxdesk.domain.values.quantities import decimal_text, read_rate

AMOUNTS = ("budget", "fiscal", "other", "executed")
_TEXTS = ("content", "tier", "progress", "reason")
_RATE_TOLERANCE = Decimal("0.005")
"""How far a printed rate may be off what its amounts give before it is asked about; own choice."""


@dataclass(slots=True)
class TaskRows:
    """What the table of tasks says; ``heading_unit`` is the unit that its own headings name."""

    lines: list[TaskLine] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    heading_unit: MoneyUnit | None = None


@dataclass(slots=True)
class _Table:
    area: FormArea
    head: TableHead
    unit: MoneyUnit
    said: TaskRows

    def text(self, row: int, role: str) -> str:
        """What the row says in the column of the role."""
        return self.head.text(self.area.grid, row, role).strip()

    def cell(self, row: int, role: str) -> GridCell | None:
        """The first cell of the row in the column of the role, merged from above or its own."""
        column = self.head.columns.get(role)
        cells = [] if column is None else column.cells(self.area.grid, row)
        return cells[0] if cells else None


def find_tasks(area: FormArea) -> TableHead | None:
    """The head of the form's table of tasks, whose rows no other reader touches from then on; None without one."""
    head = task_head(area.grid, area.top, area.first_head_row - 1)
    if head is None:
        return None
    table = _Table(area, head, MoneyUnit.YUAN, TaskRows())
    last = head.bottom
    for row in range(head.bottom + 1, area.first_head_row):
        if not area.grid.row(row):
            continue
        is_total = _is_total(table, row)
        if not is_total and _ends(table, row):
            break
        last = row
        if is_total:
            break
    area.task_rows = range(head.top, last + 1)
    for row in area.task_rows:
        area.take_row(row)
    return head


def has_tasks(grid: Grid) -> bool:
    """Whether a sheet holds a form with the tasks of an office."""
    return any(task_head(grid, area.top, area.first_head_row - 1) is not None for area in form_areas(grid))


def read_tasks(area: FormArea, head: TableHead | None, unit: MoneyUnit) -> TaskRows:
    """The tasks below a head that was found; their own headings may name another unit than ``unit``, the page's."""
    said = TaskRows()
    if head is None:
        return said
    labels = [cell for row in range(head.top, head.bottom + 1) for cell in area.grid.own_row(row)]
    said.heading_unit = next((found for cell in labels if (found := unit_in(cell.text))), None)
    table = _Table(area, head, said.heading_unit or unit, said)
    for row in area.task_rows:
        if row <= head.bottom or not area.grid.row(row):
            continue
        if _is_total(table, row):
            _check_total(table, row)
        else:
            _read_row(table, row)
    _check_rates(table)
    return said


def _leading(table: _Table, row: int) -> list[GridCell]:
    """The cells that begin in the row in front of its amounts, words printed beside the table left out."""
    grid, head = table.area.grid, table.head
    first_amount = min((head.columns[role].left for role in AMOUNTS if role in head.columns), default=0)
    return [
        cell
        for cell in grid.own_row(row)
        if cell.column < first_amount
        and not (cell.column < head.first_column and grid.span(row, cell.column).bottom > row)
    ]


def _is_total(table: _Table, row: int) -> bool:
    leading = _leading(table, row)
    return bool(leading) and vocabulary("task_row").exact_role_of(leading[0].text) == "total"


def _ends(table: _Table, row: int) -> bool:
    """Whether the row belongs to what stands below the tasks: a heading across the sheet, or a label of another part."""
    grid, head = table.area.grid, table.head
    if any(_amount_text(table, row, role) for role in AMOUNTS):
        return False
    name = head.columns["name"]
    for cell in _leading(table, row):
        if cell.column <= name.right < grid.span(row, cell.column).right and cell.column < name.right + 1:
            return True
        if any(
            vocabulary(section).exact_role_of(cell.text)
            for section in ("goal", "particular", "furniture", "tail")
        ):
            return True
    return not any(table.text(row, role) for role in ("name", "content", "projects"))


def _amount_text(table: _Table, row: int, role: str) -> str:
    text = table.text(row, role)
    return "" if parse_amount(text, MoneyUnit.YUAN).state is not AmountState.READ else text


def _read_row(table: _Table, row: int) -> None:
    """A task of its own, or a further project of the task whose merged cell reaches down to this row."""
    name = table.cell(row, "name")
    goes_on = bool(table.said.lines) and (name is None or name.row < row or not name.text.strip())
    if goes_on:
        table.said.lines[-1] = _with_project(table, table.said.lines[-1], row)
        return
    line_id = new_id()
    values: dict[str, object] = {role: table.text(row, role) for role in _TEXTS}
    for role in AMOUNTS:
        values |= _amount(table, row, role, line_id)
    line = TaskLine(
        id=line_id,
        name=table.text(row, "name"),
        project_names=joined(_names(table.text(row, "projects"))),
        row=row,
    )
    said = {
        role: value for role, value in values.items() if role not in _TEXTS or not says_nothing(str(value))
    }
    line = replace(line, **said)  # type: ignore[arg-type]
    if not says_nothing(line.name) or any(_amount_text(table, row, role) for role in AMOUNTS):
        table.said.lines.append(line)


def _names(text: str) -> Iterable[str]:
    return () if says_nothing(text) else (part.strip() for part in text.splitlines() if part.strip())


def _with_project(table: _Table, line: TaskLine, row: int) -> TaskLine:
    """The task with what a further row of it says: one more project, and amounts of its own."""
    names = [*names_of(line), *_names(_own_text(table, row, "projects"))]
    changes: dict[str, object] = {"project_names": joined(names)}
    for role in _TEXTS:
        more = _own_text(table, row, role)
        if more and not says_nothing(more):
            changes[role] = "\n".join(part for part in (getattr(line, role), more) if part)
    for role in AMOUNTS:
        if not _own_text(table, row, role):
            continue
        more_fen = _amount(table, row, role, line.id)[f"{role}_fen"]
        before = getattr(line, f"{role}_fen")
        if isinstance(more_fen, int):
            changes |= {f"{role}_fen": (before or 0) + more_fen, f"{role}_text": ""}
    return replace(line, **changes)  # type: ignore[arg-type]


def _own_text(table: _Table, row: int, role: str) -> str:
    """The text of a cell that begins in this row; one merged down from above was read there."""
    cell = table.cell(row, role)
    return "" if cell is None or cell.row < row else cell.text.strip()


def _amount(table: _Table, row: int, role: str, line_id: str) -> dict[str, object]:
    cell = table.cell(row, role)
    if cell is not None and (cell.fault is not CellFault.NONE or is_error_value(cell.text)):
        table.said.findings.append(broken_cell(cell, role, row=row, line_id=line_id))
        return {f"{role}_fen": None, f"{role}_text": ""}
    text = table.text(row, role)
    amount = parse_amount(text, table.unit)
    if amount.state is AmountState.UNREADABLE:
        table.said.findings.append(unreadable(text, role, row=row, line_id=line_id))
    return {f"{role}_fen": amount.fen, f"{role}_text": "" if says_nothing(text) else text}


# ---- what the table says twice -----------------------------------------------------------------------------------


def _check_total(table: _Table, row: int) -> None:
    """The printed sum beside what the tasks add up to; each rounded amount may be off by half its last place."""
    for role in AMOUNTS:
        printed = parse_amount(_amount_text(table, row, role), table.unit).fen
        amounts = [
            amount for line in table.said.lines if (amount := getattr(line, f"{role}_fen")) is not None
        ]
        if printed is None or not amounts:
            continue
        tolerance = 5_000 * len(amounts) if table.unit is MoneyUnit.WAN else len(amounts)
        if abs(printed - sum(amounts)) <= tolerance:
            continue
        unit = table.unit
        stated, added = (format_fen(fen, unit, at_most=6) for fen in (printed, sum(amounts)))
        message = f"第 {row} 行的合计是 {stated} {unit.value}，各项任务相加是 {added} {unit.value}。"
        table.said.findings.append(
            Finding(
                severity=Severity.WARNING,
                code="task-total-differs",
                message=message,
                advice="请核对各项任务的金额和合计。",
                row=row,
                field="task_lines",
            )
        )


def _check_rates(table: _Table) -> None:
    """A printed rate of a task beside the one that its amounts give."""
    for line in table.said.lines:
        rate, printed = task_rate(line), read_rate(table.text(line.row or 0, "rate"))
        if rate is None or printed is None or abs(rate - printed) <= _RATE_TOLERANCE:
            continue
        shown = decimal_text((rate * 100).quantize(Decimal("0.01")))
        table.said.findings.append(
            Finding(
                severity=Severity.WARNING,
                code="rate-differs",
                message=f"第 {line.row} 行“{line.name}”的预算执行率写的是 {table.text(line.row or 0, 'rate')}，按金额算是 {shown}%。",
                advice="请核对批复金额和实际支出金额。",
                row=line.row,
                line_id=line.id,
                field="rate",
            )
        )
