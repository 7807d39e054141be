"""Indicator rows: turns the rows under an indicator head into typed lines, and knows rows that are something else."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from jxdesk.documents.reading.areas import FormArea
from jxdesk.documents.reading.cell_findings import broken_cell, unreadable
from jxdesk.documents.reading.heads import TableHead
from jxdesk.documents.reading.levels import Levels, printed_name
from jxdesk.documents.reading.mid_term import add_mid_term, has_mid_term
from jxdesk.documents.reading.monitoring_columns import is_monitoring, taken_roles, with_monitoring
from jxdesk.documents.reading.row_kinds import RowKind, row_kind
from jxdesk.documents.reading.sheets import CellFault, Grid, GridCell
from jxdesk.documents.reading.words import heading_key
from jxdesk.domain.findings import Finding
from jxdesk.domain.records.filings import Comparator, Direction, IndicatorLine
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.scoring.level_points import with_level_points
from jxdesk.domain.scoring.part_rows import with_parts_marked
from jxdesk.domain.values.indicator_names import clean_name, is_core_name, is_part_name
from jxdesk.domain.values.lettering import is_error_value, says_nothing
from jxdesk.domain.values.quantities import (
    Quantity,
    QuantityKind,
    read_actual,
    read_direction,
    read_points,
    read_sign,
    read_target,
)

_LONGEST_LEVEL = 24
_YES = frozenset({"是", "√", "✓", "核心", "y", "yes", "1", "核心指标"})


@dataclass(slots=True)
class IndicatorRows:
    """What one indicator table says; ``converted`` are the scores of a second score column by line."""

    lines: list[IndicatorLine] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    converted: dict[str, str] = field(default_factory=dict)
    total_rows: list[int] = field(default_factory=list)
    tail_rows: list[int] = field(default_factory=list)
    _first_line_of: dict[tuple[str, int, int], str] = field(default_factory=dict)

    def shared_with(self, role: str, cell: GridCell | None, line_id: str) -> str:
        """The line above that the same merged cell already served; empty where the cell serves its first line."""
        if cell is None:
            return ""
        first = self._first_line_of.setdefault((role, cell.row, cell.column), line_id)
        return "" if first == line_id else first


def read_indicator_rows(area: FormArea, head: TableHead, last: int) -> IndicatorRows:
    """The lines between a head and the row ``last``, and the rows that are totals or stand below the table."""
    rows = IndicatorRows()
    levels = Levels(area.grid, head)
    for row in range(head.bottom + 1, last + 1):
        kind = row_kind(area, head, row, after_tail=bool(rows.tail_rows))
        match kind:
            case RowKind.TOTAL:
                rows.total_rows.append(row)
            case RowKind.TAIL:
                rows.tail_rows.append(row)
            case RowKind.BLANK | RowKind.TEXT:
                pass
            case RowKind.HEAD | RowKind.SUBTOTAL | RowKind.FILLER:
                levels.of(row)
                area.take_row(row)
            case RowKind.LEVEL:
                levels.of(row)
                levels.from_heading(row)
                area.take(
                    *(
                        cell
                        for cell in area.grid.own_row(row)
                        if len(heading_key(cell.text)) <= _LONGEST_LEVEL
                    )
                )
            case RowKind.LINE:
                level1, level2 = levels.of(row)
                _add_line(area, head, row, rows, level1, level2)
        if has_mid_term(head) and kind in (RowKind.LINE, RowKind.LEVEL, RowKind.FILLER):
            add_mid_term(area, head, row, rows.lines, levels.of(row))
    rows.lines = list(with_level_points(with_parts_marked(rows.lines)))
    return rows


@dataclass(frozen=True, slots=True)
class _Points:
    """The points and the score of one row; ``merged_into`` is the line above that one merged cell of them serves."""

    weight: str
    score: str
    merged_into: str
    covered: bool


def _points(grid: Grid, head: TableHead, row: int, rows: IndicatorRows, line_id: str) -> _Points:
    weight_of = rows.shared_with("weight", _cell_of(grid, head, row, "weight"), line_id)
    score_of = rows.shared_with("score", _cell_of(grid, head, row, "score"), line_id)
    return _Points(
        weight="" if weight_of else head.text(grid, row, "weight"),
        score="" if score_of else head.text(grid, row, "score"),
        merged_into=weight_of or score_of,
        covered=bool(weight_of and score_of),
    )


def _add_line(
    area: FormArea, head: TableHead, row: int, rows: IndicatorRows, level1: str, level2: str
) -> None:
    grid, line_id = area.grid, new_id()
    name = printed_name(grid, head, row)
    cleaned = clean_name(name) or level2 or level1
    target, target_role = _target(grid, head, row, name or cleaned)
    actual = read_actual(head.text(grid, row, "actual"), unit="", name=name or cleaned, target=target)
    points = _points(grid, head, row, rows, line_id)
    direction = _named_direction(grid, head, row)
    reasons = [head.text(grid, row, role) for role in ("reason", "reason2")]
    line = IndicatorLine(
        id=line_id,
        level1=level1,
        level2=level2,
        name=name,
        clean_name=cleaned,
        comparator=target.comparator,
        direction=direction or _direction(target),
        target_text=target.text,
        target=target.number,
        target_high=target.high,
        unit=target.unit,
        actual_text=head.text(grid, row, "actual"),
        actual=actual.number,
        actual_unit=actual.unit,
        weight=read_points(points.weight),
        printed_weight=points.weight,
        printed_score=points.score,
        deviation_reason="\n".join(reason for reason in reasons if reason),
        description=head.text(grid, row, "description"),
        is_core=is_core_name(name) or heading_key(head.text(grid, row, "core")).lower() in _YES,
        is_part=_has_no_points(points) and (points.covered or _is_part(name, head, rows)),
        direction_chosen=direction is not None,
        merged_into=points.merged_into,
        row=row,
    )
    if is_monitoring(head):
        line = with_monitoring(grid, head, row, line)
    rows.lines.append(line)
    converted = head.text(grid, row, "converted_score")
    if not says_nothing(converted):
        rows.converted[line_id] = converted
    _take_line(area, head, row, target_role)
    rows.findings.extend(_line_findings(grid, head, line))


def _target(grid: Grid, head: TableHead, row: int, name: str) -> tuple[Quantity, str]:
    """The target of a row and the column it stands in: the adjusted one where there is one."""
    role = "target" if says_nothing(head.text(grid, row, "adjusted_target")) else "adjusted_target"
    sign, unit = head.text(grid, row, "comparator"), head.text(grid, row, "unit")
    quantity = read_target(
        head.text(grid, row, role),
        sign=sign if read_sign(sign) is not Comparator.NONE else "",
        unit="" if says_nothing(unit) else unit,
        name=name,
    )
    return quantity, role


def _named_direction(grid: Grid, head: TableHead, row: int) -> Direction | None:
    """The direction that a column names; 指标性质 holds it in some provinces and the sign in others."""
    return read_direction(head.text(grid, row, "direction")) or read_direction(
        head.text(grid, row, "comparator")
    )


def _has_no_points(points: _Points) -> bool:
    return says_nothing(points.weight) and says_nothing(points.score)


_TAKEN = (
    *(
        "level1",
        "level2",
        "name",
        "unit",
        "actual",
        "weight",
        "score",
        "reason",
        "reason2",
        "description",
        "core",
    ),
    *("direction", "converted_score", "serial", "attribute"),
)


def _take_line(area: FormArea, head: TableHead, row: int, target_role: str) -> None:
    """Notes what the line holds; a sign that says nothing known and a target that was adjusted stay left over."""
    roles = [*_TAKEN, target_role]
    if is_monitoring(head):
        roles += taken_roles(area.grid, head, row)
    sign = head.text(area.grid, row, "comparator")
    if says_nothing(sign) or read_sign(sign) is not Comparator.NONE or read_direction(sign) is not None:
        roles.append("comparator")
    if target_role == "target":
        roles.append("adjusted_target")
    for role in roles:
        if role in head.columns:
            area.take(*head.columns[role].cells(area.grid, row))


def _cell_of(grid: Grid, head: TableHead, row: int, role: str) -> GridCell | None:
    column = head.columns.get(role)
    cells = [] if column is None else column.cells(grid, row)
    return cells[0] if cells else None


def _is_part(name: str, head: TableHead, rows: IndicatorRows) -> bool:
    """Whether a row without points is a part of a row above: 其中… and the rows that go on below it."""
    if is_part_name(re.sub(r"\s+", "", name)):
        return True
    follows_part = bool(rows.lines) and rows.lines[-1].is_part
    return follows_part and "weight" in head.columns and "score" in head.columns


def _direction(target: Quantity) -> Direction:
    """What better means as far as the target tells; the rules settle what it leaves open."""
    match target.kind:
        case QuantityKind.WORDS:
            return Direction.QUALITATIVE
        case QuantityKind.RANGE:
            return Direction.RANGE
        case QuantityKind.DATE:
            return Direction.LOWER
        case _:
            is_ceiling = target.comparator in (Comparator.AT_MOST, Comparator.BELOW)
            return Direction.LOWER if is_ceiling else Direction.HIGHER


def _line_findings(grid: Grid, head: TableHead, line: IndicatorLine) -> list[Finding]:
    findings = []
    row = line.row or 0
    for role in ("name", "target", "actual", "weight", "score"):
        cell = _cell_of(grid, head, row, role)
        if cell is not None and (cell.fault is not CellFault.NONE or is_error_value(cell.text)):
            findings.append(broken_cell(cell, role, line_id=line.id, row=row))
    for role, text in (("weight", line.printed_weight), ("score", line.printed_score)):
        if not says_nothing(text) and not is_error_value(text) and read_points(text) is None:
            findings.append(unreadable(text, role, row=row, line_id=line.id))
    return findings


def drop_subtotals(rows: IndicatorRows) -> None:
    """Takes out rows that only repeat the points of a level: no name, no values, and the sum of the rows below."""

    def is_subtotal(line: IndicatorLine) -> bool:
        if line.name or line.weight is None or not says_nothing(line.target_text + line.actual_text):
            return False
        others = [
            other.weight or Decimal(0)
            for other in rows.lines
            if other is not line and other.level1 == line.level1 and line.level2 in ("", other.level2)
        ]
        return bool(others) and sum(others) == line.weight

    rows.lines = [line for line in rows.lines if not is_subtotal(line)]
