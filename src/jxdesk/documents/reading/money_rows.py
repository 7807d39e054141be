"""Money rows: reads the money block with its headings, row by row."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from jxdesk.documents.reading.areas import FormArea
from jxdesk.documents.reading.cell_findings import broken_cell, unreadable
from jxdesk.documents.reading.heads import Column, TableHead, money_heads
from jxdesk.documents.reading.money_block import AMOUNTS, MoneyRows, execution_weight
from jxdesk.documents.reading.money_pairs import read_pairs
from jxdesk.documents.reading.sheets import CellFault, GridCell
from jxdesk.documents.reading.words import heading_key, vocabulary
from jxdesk.domain.records.filings import MoneyKey, MoneyLine, MoneyUnit
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.values.lettering import fold, is_error_value, says_nothing
from jxdesk.domain.values.money import AmountReading, AmountState, parse_amount
from jxdesk.domain.values.money_words import unit_in

_BY_NATURE = re.compile(r"按\w{2,8}分")
_INLINE = re.compile(r"(?:其中:?)?(?P<label>[^:\d]{2,20}):(?P<amount>|[^:]*\d[^:]*)")


def money_head_of(area: FormArea) -> TableHead | None:
    """The head of the form's money block, above its indicators."""
    heads = money_heads(area.grid, area.top, area.first_head_row - 1)
    return next((head for head in heads if not _is_label_and_amount(area, head)), None)


def _is_label_and_amount(area: FormArea, head: TableHead) -> bool:
    """Whether what looks like headings is a row of labels, each with its amount right of it."""
    words = vocabulary("money")
    cells = area.grid.own_row(head.top)
    followed = 0
    for cell, after in itertools.pairwise(cells):
        is_amount = bool(re.search(r"\d", after.text)) and not words.role_of(after.text)
        followed += bool(words.role_of(cell.text)) and is_amount
    return followed >= 2


def read_money(area: FormArea, unit: MoneyUnit, *, is_target: bool) -> MoneyRows:
    """The money of the form; its headings may name another unit than ``unit``, which is the page's."""
    head = money_head_of(area)
    if head is None:
        return read_pairs(area, unit, is_target=is_target)
    head = _budget_column_named(head, is_target=is_target)
    money = MoneyRows()
    labels = _labels_around(area, head)
    for cell in labels:
        money.heading_unit = money.heading_unit or unit_in(cell.text)
    unit = money.heading_unit or unit
    area.take(*labels)
    sources = _source_columns(head, labels)
    if len(sources) > 1:
        _read_sources(area, head, sources, unit, money)
        return money
    for row in _rows(area, head, labels):
        if _read_inline(area, head, row, unit, money):
            continue
        line = _line(area, head, row, unit, money)
        if line is not None:
            money.lines.append(line)
    _name_single_row(money)
    money.execution_weight = execution_weight(money, labels)
    return money


def _budget_column_named(head: TableHead, *, is_target: bool) -> TableHead:
    """Settles what a column headed only 预算数 is: beside 调整后预算数 and in targets the first one of the year."""
    columns = dict(head.columns)
    budget = columns.pop("budget", None)
    if budget is not None:
        original_first = is_target or "revised_budget" in columns
        order = (
            ["original_budget", "revised_budget"] if original_first else ["revised_budget", "original_budget"]
        )
        columns.setdefault(next((name for name in order if name not in columns), order[0]), budget)
    return TableHead(head.top, head.bottom, columns, head.others)


def _labels_around(area: FormArea, head: TableHead) -> list[GridCell]:
    """The headings and the words printed beside the block."""
    return [cell for row in range(head.top, head.bottom + 1) for cell in area.grid.own_row(row)]


def _source_columns(head: TableHead, labels: Sequence[GridCell]) -> list[tuple[GridCell, MoneyKey]]:
    """Headings that name where the money comes from, in blocks that print the sources side by side."""
    found = []
    for cell in labels:
        role = vocabulary("money_row").role_of(cell.text)
        is_column = not vocabulary("money").role_of(cell.text) and not vocabulary("furniture").role_of(
            cell.text
        )
        if role and is_column and cell.row == head.top:
            found.append((cell, MoneyKey(role)))
    return found


def _read_sources(
    area: FormArea,
    head: TableHead,
    sources: Sequence[tuple[GridCell, MoneyKey]],
    unit: MoneyUnit,
    money: MoneyRows,
) -> None:
    """One row of amounts under headings such as 中央 | 本级 | 合计 | 执行数."""
    below = range(head.bottom + 1, area.first_head_row)
    row = next((filled for filled in below if area.grid.own_row(filled)), head.bottom + 1)
    executed = head.columns.get("executed")
    for cell, key in sorted(sources, key=lambda source: source[1] is not MoneyKey.TOTAL):
        is_total, line_id = key is MoneyKey.TOTAL, new_id()
        key = MoneyKey.OTHER_ROW if any(line.key is key for line in money.lines) else key
        column = Column("revised_budget", cell.column, area.grid.next_column(cell) - 1, cell.text)
        spent = _amount(area, executed, row, unit, money, line_id) if is_total and executed else None
        money.lines.append(
            MoneyLine(
                id=line_id,
                key=key,
                label=cell.text.strip(),
                revised_budget_fen=_amount(area, column, row, unit, money, line_id),
                revised_budget_text=column.text(area.grid, row),
                executed_fen=spent,
                executed_text=head.text(area.grid, row, "executed") if is_total else "",
                printed_weight=head.text(area.grid, row, "weight") if is_total else "",
                printed_rate=head.text(area.grid, row, "rate") if is_total else "",
                printed_score=head.text(area.grid, row, "score") if is_total else "",
                row=row,
            )
        )
    area.take_row(row)
    money.execution_weight = execution_weight(money, [])


def _rows(area: FormArea, head: TableHead, labels: Sequence[GridCell]) -> list[int]:
    """The rows of the block: those beside its side label, and those whose label is one of money."""
    side = [area.grid.span(cell.row, cell.column) for cell in labels if cell.column < head.first_column]
    beside = max((span.bottom for span in side), default=head.bottom)
    rows = []
    for row in range(head.bottom + 1, area.first_head_row):
        if not area.grid.own_row(row):
            continue
        label = _label(area, head, row)
        role = vocabulary("money_row").role_of(label.text) if label is not None else ""
        unlabelled = label is None and _has_amount(area, head, row)
        heads_more = label is not None and bool(_BY_NATURE.fullmatch(heading_key(label.text)))
        if row > beside and not role and not unlabelled and not heads_more:
            break
        if any(cell.column >= head.first_column for cell in area.grid.own_row(row)) or role:
            rows.append(row)
    return rows


def _has_amount(area: FormArea, head: TableHead, row: int) -> bool:
    texts = [head.text(area.grid, row, role) for role in AMOUNTS]
    return any(parse_amount(text, MoneyUnit.YUAN).state is AmountState.READ for text in texts)


def _label(area: FormArea, head: TableHead, row: int) -> GridCell | None:
    """The label of a money row: the last text in front of the amounts that begins in this row."""
    cells = [cell for cell in area.grid.own_row(row) if cell.column < head.first_column]
    return cells[-1] if cells else None


def _line(area: FormArea, head: TableHead, row: int, unit: MoneyUnit, money: MoneyRows) -> MoneyLine | None:
    label = _label(area, head, row)
    texts = {role: head.text(area.grid, row, role) for role in head.columns}
    if label is None and all(says_nothing(text) for text in texts.values()):
        return None
    role = vocabulary("money_row").role_of(label.text) if label is not None else ""
    key = MoneyKey(role) if role else MoneyKey.OTHER_ROW
    same = next((n for n, line in enumerate(money.lines) if line.key is key), None)
    if same is not None:
        if key is MoneyKey.OTHER and label is not None and "其" in label.text:
            # 其他资金 behind 单位资金: the row that says 其他 is the one of the forms.
            money.lines[same] = replace(money.lines[same], key=MoneyKey.OTHER_ROW)
        else:
            key = MoneyKey.OTHER_ROW
    line_id = new_id()
    amounts = {
        name: _amount(area, head.columns[name], row, unit, money, line_id) if name in head.columns else None
        for name in (*AMOUNTS, "forecast")
    }
    area.take(label)
    for column in head.columns.values():
        area.take(*column.cells(area.grid, row))
    return MoneyLine(
        id=line_id,
        key=key,
        label="" if label is None else label.text.strip(),
        original_budget_fen=amounts["original_budget"],
        revised_budget_fen=amounts["revised_budget"],
        executed_fen=amounts["executed"],
        original_budget_text=texts.get("original_budget", ""),
        revised_budget_text=texts.get("revised_budget", ""),
        executed_text=texts.get("executed", ""),
        forecast_fen=amounts["forecast"],
        forecast_text=texts.get("forecast", ""),
        printed_weight=texts.get("weight", ""),
        printed_rate=texts.get("rate", ""),
        printed_score=texts.get("score", ""),
        reason=texts.get("reason", ""),
        row=row,
    )


def _read_inline(area: FormArea, head: TableHead, row: int, unit: MoneyUnit, money: MoneyRows) -> bool:
    """A row whose cells hold label and amount together, as forms by 收入性质 and 支出性质 print them below the total."""
    cells = [cell for cell in area.grid.own_row(row) if not says_nothing(cell.text)]
    label = _label(area, head, row)
    alone = "" if label is None else (_inline_amount(label.text) or ("", ""))[1]
    if not alone and not any(area.grid.next_column(cell) > head.first_column for cell in cells):
        return False
    found = [
        (cell, _inline_amount(cell.text))
        for cell in cells
        if cell is label or cell.column >= head.first_column
    ]
    if any(pair is None for _, pair in found):
        return False
    for cell, pair in found:
        role, text = pair or ("", "")
        if role:
            amount = parse_amount(text, unit)
            money.lines.append(_line_of_text(cell, MoneyKey(role), amount, money.lines))
    area.take(*cells)
    return True


def _line_of_text(
    cell: GridCell, key: MoneyKey, amount: AmountReading, lines: Sequence[MoneyLine]
) -> MoneyLine:
    return MoneyLine(
        id=new_id(),
        key=MoneyKey.OTHER_ROW if any(line.key is key for line in lines) else key,
        label=cell.text.strip() if amount.fen is None else fold(cell.text).rpartition(":")[0],
        revised_budget_fen=amount.fen,
        revised_budget_text="" if amount.fen is None else amount.text,
        row=cell.row,
    )


def _inline_amount(text: str) -> tuple[str, str] | None:
    """Row and amount of ``其中：一般公共预算：1873.66万元``; no row for headings such as ``按收入性质分：``; None for other texts."""
    found = _INLINE.fullmatch(re.sub(r"\s+", "", fold(text)))
    if found is None:
        return None
    return vocabulary("money_row").role_of(found.group("label")), found.group("amount")


def _amount(
    area: FormArea, column: Column, row: int, unit: MoneyUnit, money: MoneyRows, line_id: str
) -> int | None:
    for cell in column.cells(area.grid, row):
        if cell.fault is not CellFault.NONE or is_error_value(cell.text):
            money.findings.append(broken_cell(cell, column.role, row=row, line_id=line_id))
            return None
    text = column.text(area.grid, row)
    amount = parse_amount(text, unit)
    if amount.state is AmountState.UNREADABLE:
        money.findings.append(unreadable(text, column.role, row=row, line_id=line_id))
    return amount.fen


def _name_single_row(money: MoneyRows) -> None:
    """A block with one row has its total there, whatever the row is called."""
    if len(money.lines) == 1 and money.lines[0].key is not MoneyKey.TOTAL:
        money.lines[0] = replace(money.lines[0], key=MoneyKey.TOTAL)
