"""Indicator rows: turns the rows under an indicator head into typed lines, and knows rows that are something else."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import Enum

from jxdesk.documents.reading.areas import FormArea, is_title
from jxdesk.documents.reading.cell_findings import broken_cell, unreadable
from jxdesk.documents.reading.heads import TableHead
from jxdesk.documents.reading.sheets import CellFault, Grid, GridCell
from jxdesk.documents.reading.words import heading_key, vocabulary
from jxdesk.domain.filings import Comparator, Direction, IndicatorLine
from jxdesk.domain.findings import Finding
from jxdesk.domain.identity import new_id
from jxdesk.domain.indicator_names import clean_name, is_core_name, is_part_name
from jxdesk.domain.lettering import fold, is_error_value, says_nothing
from jxdesk.domain.quantities import (
    Quantity,
    QuantityKind,
    read_actual,
    read_direction,
    read_points,
    read_sign,
    read_target,
)

_LEVEL_NAME = re.compile(r"指标[^指]{0,6}$|^(?:产出|效益|效果|满意度|成本|决策|过程|管理|投入)")
_POINTS = re.compile(r"\(?\d+(?:\.\d+)?(?:分|%)\)?")
_LEVEL_NUMBERING = re.compile(r"^(?:[一二三四五六七八九十]+|\([一二三四五六七八九十\d]+\)|\d{1,2})[、.]?")
_FIRST_LEVEL = re.compile(
    r"(?:项目)?(?:产出|效益|效果|满意度|成本|决策|过程|管理|投入|预算执行|绩效)(?:类)?指标"
)
_SECOND_LEVEL = re.compile(
    r"(?:产出)?(?:数量|质量|时效|成本|经济效益|社会效益|生态效益|可持续影响|服务对象满意度|经济成本|社会成本|生态环境成本)(?:类)?指标等?"
)
_LONGEST_LEVEL = 24
_INLINE_LABEL = re.compile(r"([^\s:,;。]{1,14}):")
_YES = frozenset({"是", "√", "✓", "核心", "y", "yes", "1", "核心指标"})
_TOTAL_INLINE = re.compile(
    r"(?:自评)?(?:总分|总得分|合计|总计|得分合计|自评得分)(?:\([^()]*\))?:?(?P<number>\d+(?:\.\d+)?)分?(?=$|[,;。(]|等)"
)


class RowKind(Enum):
    """What a row below an indicator head is."""

    BLANK = "blank"
    HEAD = "head"
    LINE = "line"
    LEVEL = "level"
    FILLER = "filler"
    TOTAL = "total"
    SUBTOTAL = "subtotal"
    TAIL = "tail"
    TEXT = "text"


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
    levels = _Levels(area.grid, head)
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
    return rows


class _Levels:
    """The levels in force, row by row: merged, printed once, or printed on each row."""

    def __init__(self, grid: Grid, head: TableHead) -> None:
        self._grid, self._head = grid, head
        self._level1 = self._level2 = ""
        self._cell1: GridCell | None = None

    def of(self, row: int) -> tuple[str, str]:
        one, two = self._cell("level1", row), self._cell("level2", row)
        name = _name_cell(self._grid, self._head, row)
        if two is not None and (two is one or (two is name and not _is_level_text(two.text))):
            two = None
        if one is not None and one is not self._cell1:
            if _level_text(one.text) != self._level1:
                self._level2 = ""
            self._level1, self._cell1 = _level_text(one.text), one
        if two is not None and "level1" not in self._head.columns and is_first_level(two.text):
            self._level1, self._level2 = _level_text(two.text), ""
        elif two is not None:
            self._level2 = _level_text(two.text)
        return self._level1, self._level2

    def from_heading(self, row: int) -> None:
        """Takes a level that stands in the column of the names, on a row of its own."""
        cell = _name_cell(self._grid, self._head, row)
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


def _level_key(text: str) -> str:
    return _LEVEL_NUMBERING.sub("", heading_key(_POINTS.sub("", heading_key(text))))


def _level_text(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _is_level_text(text: str) -> bool:
    return bool(_LEVEL_NAME.search(heading_key(text)))


def _name_cell(grid: Grid, head: TableHead, row: int) -> GridCell | None:
    cells = [cell for cell in head.columns["name"].cells(grid, row) if cell.row > head.bottom]
    return cells[0] if cells else None


def _name(grid: Grid, head: TableHead, row: int) -> str:
    """The name as printed; a cell merged from the level columns is the level where it reads like one."""
    cell = _name_cell(grid, head, row)
    if cell is None:
        return ""
    if cell.column < head.columns["name"].left and _is_level_text(cell.text):
        return ""
    return head.text(grid, row, "name")


def row_kind(area: FormArea, head: TableHead, row: int, *, after_tail: bool) -> RowKind:
    """What the row is; below the first row that belongs to the foot of the form only totals are looked for."""
    grid = area.grid
    cells = grid.own_row(row)
    if not cells:
        return RowKind.BLANK
    in_head = any(other.top <= row <= other.bottom for other in area.heads)
    if in_head or is_numbering(cells) or is_title(grid, row):
        return RowKind.HEAD
    first = _first_label(area, head, row, cells)
    role = vocabulary("tail").role_of(first.text) if first is not None else ""
    if role == "total" or (first is not None and _TOTAL_INLINE.match(re.sub(r"\s+", "", fold(first.text)))):
        return RowKind.TOTAL
    if after_tail:
        return RowKind.TAIL
    if role == "subtotal":
        return RowKind.SUBTOTAL
    if role or _is_goal_row(cells) or (first is not None and _belongs_below(grid, head, first)):
        return RowKind.TAIL
    across = _across(grid, head, cells)
    if across is not None:
        return RowKind.LEVEL if is_level_heading(across.text) else RowKind.TEXT
    return _line_kind(grid, head, row)


def is_numbering(cells: list[GridCell]) -> bool:
    """Whether the row only numbers the columns: 1, 2, 3 and so on."""
    numbers = [cell.text.strip() for cell in cells]
    return len(numbers) >= 4 and numbers == [str(number) for number in range(1, len(numbers) + 1)]


def _first_label(area: FormArea, head: TableHead, row: int, cells: list[GridCell]) -> GridCell | None:
    """The first cell of the row that begins in front of the targets, words printed beside the table left out."""
    name = head.columns["name"]
    for cell in cells:
        if cell.column > name.right:
            return None
        is_beside = cell.column < head.first_column and area.grid.span(cell.row, cell.column).bottom > row
        if not (is_beside and vocabulary("furniture").role_of(cell.text)):
            return cell
    return None


def _is_goal_row(cells: list[GridCell]) -> bool:
    """Whether the row heads the overall targets, which some forms print below the table."""
    return any(vocabulary("goal").exact_role_of(cell.text) == "actual_goal" for cell in cells)


def _belongs_below(grid: Grid, head: TableHead, cell: GridCell) -> bool:
    """Whether the row begins with a note, a signature blank or a text across the table."""
    folded = fold(cell.text)
    if re.match(r"(?:备?注|说明|填[表报]说明)\s*[:：]|注\d|\*\s*注", folded):
        return True
    if cell.column > head.first_column and cell.column >= head.columns["name"].left:
        return False
    label = _INLINE_LABEL.match(folded)
    return bool(
        label
        and (vocabulary("particular").role_of(label.group(1)) or vocabulary("tail").role_of(label.group(1)))
    )


def _across(grid: Grid, head: TableHead, cells: list[GridCell]) -> GridCell | None:
    """A cell that stands across the names and what is right of them, as headings and remarks do."""
    name = head.columns["name"]
    for cell in cells:
        if cell.column <= name.right < grid.span(cell.row, cell.column).right and _is_wide(grid, head, cell):
            return cell
    return None


def _is_wide(grid: Grid, head: TableHead, cell: GridCell) -> bool:
    """Whether the cell covers a column of values beside the one of names."""
    right = grid.span(cell.row, cell.column).right
    values = (head.columns[role] for role in ("target", "actual", "weight", "score") if role in head.columns)
    return any(cell.column < column.left <= right for column in values)


def _line_kind(grid: Grid, head: TableHead, row: int) -> RowKind:
    name = clean_name(_name(grid, head, row))
    texts = {
        role: head.text(grid, row, role)
        for role in ("target", "adjusted_target", "actual", "weight", "score")
    }
    faults = any(cell.fault is not CellFault.NONE for cell in grid.own_row(row))
    said = {role for role, text in texts.items() if not says_nothing(text)}
    if is_level_heading(head.text(grid, row, "name")) and not said - {"weight", "score"}:
        return RowKind.LEVEL
    if name and not says_nothing(name):
        return RowKind.LINE
    if said - {"weight", "score"} or faults:
        return RowKind.LINE
    if any(read_points(texts[role]) for role in said):
        return RowKind.LINE
    printed = head.text(grid, row, "name")
    return RowKind.FILLER if printed and not _is_level_text(printed) else RowKind.LEVEL


def _add_line(
    area: FormArea, head: TableHead, row: int, rows: IndicatorRows, level1: str, level2: str
) -> None:
    grid, line_id = area.grid, new_id()
    name = _name(grid, head, row)
    cleaned = clean_name(name) or level2 or level1
    sign_text = head.text(grid, row, "comparator")
    sign = sign_text if read_sign(sign_text) is not Comparator.NONE else ""
    unit_text = head.text(grid, row, "unit")
    unit = "" if says_nothing(unit_text) else unit_text
    adjusted = head.text(grid, row, "adjusted_target")
    target_role = "target" if says_nothing(adjusted) else "adjusted_target"
    target = read_target(head.text(grid, row, target_role), sign=sign, unit=unit, name=name or cleaned)
    actual_text = head.text(grid, row, "actual")
    actual = read_actual(actual_text, unit="", name=name or cleaned, target=target)
    weight_cell, score_cell = _cell_of(grid, head, row, "weight"), _cell_of(grid, head, row, "score")
    weight_of = rows.shared_with("weight", weight_cell, line_id)
    score_of = rows.shared_with("score", score_cell, line_id)
    weight_text = "" if weight_of else head.text(grid, row, "weight")
    score_text = "" if score_of else head.text(grid, row, "score")
    has_points = not says_nothing(weight_text) or not says_nothing(score_text)
    named_direction = read_direction(head.text(grid, row, "direction")) or read_direction(sign_text)
    reasons = [head.text(grid, row, role) for role in ("reason", "reason2")]
    line = IndicatorLine(
        id=line_id,
        level1=level1,
        level2=level2,
        name=name,
        clean_name=cleaned,
        comparator=target.comparator,
        direction=named_direction or _direction(target),
        target_text=target.text,
        target=target.number,
        target_high=target.high,
        unit=target.unit,
        actual_text=actual_text,
        actual=actual.number,
        actual_unit=actual.unit,
        weight=read_points(weight_text),
        printed_weight=weight_text,
        printed_score=score_text,
        deviation_reason="\n".join(reason for reason in reasons if reason),
        description=head.text(grid, row, "description"),
        is_core=is_core_name(name) or heading_key(head.text(grid, row, "core")).lower() in _YES,
        is_part=not has_points and (bool(weight_of and score_of) or _is_part(name, head, rows)),
        direction_chosen=named_direction is not None,
        merged_into=weight_of or score_of,
        row=row,
    )
    rows.lines.append(line)
    converted = head.text(grid, row, "converted_score")
    if not says_nothing(converted):
        rows.converted[line_id] = converted
    _take_line(area, head, row, target_role)
    rows.findings.extend(_line_findings(grid, head, line))


def _take_line(area: FormArea, head: TableHead, row: int, target_role: str) -> None:
    taken = (
        "level1",
        "level2",
        "name",
        "comparator",
        "unit",
        "actual",
        "weight",
        "score",
        "reason",
        "reason2",
    )
    more = ("description", "core", "direction", "converted_score", "serial", "attribute", target_role)
    for role in (*taken, *more):
        column = head.columns.get(role)
        if column is not None:
            area.take(*column.cells(area.grid, row))
    if "adjusted_target" in head.columns and target_role == "target":
        area.take(*head.columns["adjusted_target"].cells(area.grid, row))


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


def choose_score(
    rows: IndicatorRows, *, printed_total: Decimal | None, execution_score: Decimal | None
) -> None:
    """Decides between 单项得分 and 折算得分 where a form prints both.

    The scores that make the printed total are the scores; without a total those are that stay within the weights, the
    single ones first. (A form that asks for single × weight gets, from clerks, single scores out of the weight.)
    """
    if not rows.converted:
        return
    single = {line.id: read_points(line.printed_score) for line in rows.lines}
    converted = {line_id: read_points(text) for line_id, text in rows.converted.items()}
    if printed_total is not None:
        rest = printed_total - (execution_score or Decimal(0))
        if _sum(converted) in (rest, printed_total) and _sum(single) not in (rest, printed_total):
            _use_converted(rows)
            return
        if _sum(single) in (rest, printed_total):
            return
    weights = {line.id: line.weight for line in rows.lines}
    if not all(_within(single[line_id], weights[line_id]) for line_id in single):
        _use_converted(rows)


def _sum(scores: dict[str, Decimal | None]) -> Decimal:
    return sum((score for score in scores.values() if score is not None), Decimal(0))


def _within(score: Decimal | None, weight: Decimal | None) -> bool:
    return score is None or weight is None or score <= weight


def _use_converted(rows: IndicatorRows) -> None:
    rows.lines = [
        replace(line, printed_score=rows.converted.get(line.id, line.printed_score)) for line in rows.lines
    ]
