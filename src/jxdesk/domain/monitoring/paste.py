"""Monitoring paste: a block of figures from a spreadsheet against the rows of the bulk grid, by order or by project. Used by the grid.

A block that names its projects, by code or by name, goes to those projects whatever their order; any other block goes to the
rows from the cursor downwards. What finds no place is named, and nothing is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from jxdesk.domain.filling.pasting import Block, PastePlan, PlannedCell
from jxdesk.domain.monitoring.rows import MonitoringRow
from jxdesk.domain.records.filings import MoneyUnit
from jxdesk.domain.values.lettering import fold, says_nothing
from jxdesk.domain.values.money import AmountState, parse_amount
from jxdesk.domain.values.money_words import unit_in, with_unit

FIELD_WORDS = {
    "forecast": ("预计",),
    "executed": ("执行数", "支出数", "支付", "已支出", "累计支出", "实际支出", "支出金额"),
    "revised_budget": ("全年预算", "调整后预算", "调整预算"),
}
LABELS = {"executed": "执行数", "forecast": "全年预计", "revised_budget": "全年预算"}
LEAST_NAMED = 2
"""So many rows must name a project before a block is taken as one by projects; this program's own choice."""


@dataclass(frozen=True, slots=True)
class _Heading:
    """What the first row of a block says of its columns."""

    fields: Mapping[int, str]
    units: Mapping[int, MoneyUnit]


def plan_monitoring_paste(
    block: Block,
    rows: Sequence[MonitoringRow],
    fields: Sequence[str],
    *,
    unit: MoneyUnit = MoneyUnit.WAN,
) -> PastePlan:
    """What pasting a block would fill in.

    ``rows`` are the rows of the grid from the cursor downwards and then those above it; ``fields`` are the typed columns from the
    cursor to the right, empty for columns that are worked out; ``unit`` is that of amounts whose heading names none.
    """
    heading = _heading(block)
    body = block[1:] if heading is not None else block
    known = _known(rows)
    key = key_column(body, known)
    if key is not None:
        cells = _by_project(body, rows, known, key, heading, fields, unit)
    else:
        cells = _by_order(body, rows, heading, fields, unit)
    return PastePlan(
        cells=tuple(cells),
        changes=(),
        new_lines=0,
        has_headings=heading is not None,
        shape_differs=heading is not None or key is not None,
    )


def plain_words(text: str) -> str:
    """A text without blanks and odd letterforms, as names and headings are compared."""
    return re.sub(r"\s+", "", fold(text))


def _known(rows: Sequence[MonitoringRow]) -> dict[str, list[int]]:
    """The rows by code and by name; two projects of one name stand under it both."""
    known: dict[str, list[int]] = {}
    for place, row in enumerate(rows):
        for key in {plain_words(row.code), plain_words(row.name)} - {""}:
            known.setdefault(key, []).append(place)
    return known


def _heading(block: Block) -> _Heading | None:
    """The columns that a first row names; None where it holds figures."""
    if not block or any(_is_amount(text) for text in block[0]):
        return None
    fields: dict[int, str] = {}
    units: dict[int, MoneyUnit] = {}
    for column, text in enumerate(block[0]):
        plain = plain_words(text)
        field = next(
            (name for name, words in FIELD_WORDS.items() if any(word in plain for word in words)), ""
        )
        if field and "率" not in plain and field not in fields.values():
            fields[column] = field
            unit = unit_in(text)
            if unit is not None:
                units[column] = unit
    return _Heading(fields, units) if fields else None


def key_column(body: Block, known: Container[str]) -> int | None:
    """The column that names most of what is known; None where no column names enough."""
    width = max((len(row) for row in body), default=0)
    hits = [
        sum(plain_words(row[column]) in known for row in body if column < len(row)) for column in range(width)
    ]
    best = max(range(width), key=hits.__getitem__, default=None)
    if best is None or hits[best] < min(LEAST_NAMED, len(body)) or hits[best] * 2 < len(body):
        return None
    return best


def _is_amount(text: str) -> bool:
    return parse_amount(text, MoneyUnit.WAN).state is AmountState.READ


def _by_project(
    body: Block,
    rows: Sequence[MonitoringRow],
    known: Mapping[str, list[int]],
    key: int,
    heading: _Heading | None,
    fields: Sequence[str],
    unit: MoneyUnit,
) -> list[PlannedCell]:
    columns = heading.fields if heading is not None else _columns_right_of(key, body, fields)
    units = heading.units if heading is not None else {}
    cells: list[PlannedCell] = []
    filled: set[str] = set()
    for number, texts in enumerate(body):
        name = plain_words(texts[key]) if key < len(texts) else ""
        if not any(text.strip() for text in texts):
            continue
        found = known.get(name, [])
        refusal = ""
        if not found:
            refusal = f"没有叫“{texts[key].strip()}”的项目。" if name else "这一行没有写项目。"
        elif len(found) > 1:
            refusal = f"有 {len(found)} 个同名项目，请改用项目代码。"
        elif rows[found[0]].project_id in filled:
            refusal = "这个项目前面已经有一行了。"
        row = None if refusal else rows[found[0]]
        if row is not None:
            filled.add(row.project_id)
        for column, field in columns.items():
            text = texts[column] if column < len(texts) else ""
            if not says_nothing(text):
                cells.append(_cell((number, column), text, row, field, units.get(column, unit), refusal))
    return cells


def _columns_right_of(key: int, body: Block, fields: Sequence[str]) -> dict[int, str]:
    """Without headings the columns of figures behind the name are those of the grid from the cursor on."""
    width = max((len(row) for row in body), default=0)
    amounts = [
        column
        for column in range(width)
        if column != key and any(_is_amount(row[column]) for row in body if column < len(row))
    ]
    behind = [column for column in amounts if column > key] or amounts
    typed = [field for field in fields if field]
    return dict(zip(behind, typed, strict=False))


def _by_order(
    body: Block,
    rows: Sequence[MonitoringRow],
    heading: _Heading | None,
    fields: Sequence[str],
    unit: MoneyUnit,
) -> list[PlannedCell]:
    columns = heading.fields if heading is not None else dict(enumerate(fields))
    units = heading.units if heading is not None else {}
    cells = []
    for number, texts in enumerate(body):
        row = rows[number] if number < len(rows) else None
        for column, text in enumerate(texts):
            field = columns.get(column, "")
            if heading is not None and not field:
                continue
            if not field and not text.strip():
                continue
            refusal = ""
            if row is None:
                refusal = "表格没有这一行。"
            elif not field:
                refusal = "这一列由程序计算，或右边没有这一列。"
            cells.append(_cell((number, column), text, row, field, units.get(column, unit), refusal))
    return cells


def _cell(
    place: tuple[int, int],
    text: str,
    row: MonitoringRow | None,
    field: str,
    unit: MoneyUnit,
    refusal: str,
) -> PlannedCell:
    """One cell of the plan; an amount in another unit than 万元 carries that unit with it."""
    stated = with_unit(text, unit, among=MoneyUnit.WAN)
    reading = parse_amount(stated, MoneyUnit.WAN)
    if not refusal and reading.state is AmountState.UNREADABLE:
        refusal = f"“{stated}”不是金额。"
    if not refusal and row is not None and not row.is_open:
        refusal = "这个项目的监控表已经标为填好或已封装。"
    return PlannedCell(
        row=place[0],
        column=place[1],
        text=stated,
        line_id=row.project_id if row is not None and field else "",
        field=field,
        refusal=refusal,
    )
