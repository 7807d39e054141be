"""Money rows: reads the money block with its headings, and forms that print label and amount side by side."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from jxdesk.documents.reading.areas import FormArea
from jxdesk.documents.reading.cell_findings import broken_cell, unreadable
from jxdesk.documents.reading.heads import Column, TableHead, is_long_term, money_heads
from jxdesk.documents.reading.sheets import CellFault, GridCell
from jxdesk.documents.reading.words import bare_key, heading_key, vocabulary
from jxdesk.domain.filings import MoneyKey, MoneyLine, MoneyUnit
from jxdesk.domain.findings import Finding
from jxdesk.domain.identity import new_id
from jxdesk.domain.lettering import fold, is_error_value, says_nothing
from jxdesk.domain.money import AmountReading, AmountState, parse_amount
from jxdesk.domain.quantities import read_points

_POINTS = re.compile(r"(\d+(?:\.\d+)?)分")
_UNIT = re.compile(r"(?:单位:?)?(亿元|万元|元)\)?$|\((亿元|万元|元)\)|单位:?(?:人民币)?(亿元|万元|元)")
_ROW_ENDS = ("资金", "拨款", "总额", "金额", "合计", "结转", "其他", "小计", "预算", "基金", "收入", "专户")
_INLINE = re.compile(r"(?:其中:?)?(?P<label>[^:\d]{2,20}):(?P<amount>[^:]*)")
_AMOUNTS = ("original_budget", "revised_budget", "executed")


@dataclass(slots=True)
class MoneyRows:
    """What the money block says; ``heading_unit`` is the unit that its own headings name."""

    lines: list[MoneyLine] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    execution_weight: Decimal | None = None
    heading_unit: MoneyUnit | None = None


def unit_in(text: str) -> MoneyUnit | None:
    """The money unit that a heading or caption names."""
    found = _UNIT.search(re.sub(r"\s+", "", fold(text)))
    return None if found is None else MoneyUnit(next(group for group in found.groups() if group))


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
        return _read_pairs(area, unit, is_target=is_target)
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
    money.execution_weight = _execution_weight(money, labels)
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
    money.execution_weight = _execution_weight(money, [])


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
        if row > beside and not role and not unlabelled:
            break
        if any(cell.column >= head.first_column for cell in area.grid.own_row(row)) or role:
            rows.append(row)
    return rows


def _has_amount(area: FormArea, head: TableHead, row: int) -> bool:
    texts = [head.text(area.grid, row, role) for role in _AMOUNTS]
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
        for name in _AMOUNTS
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
        printed_weight=texts.get("weight", ""),
        printed_rate=texts.get("rate", ""),
        printed_score=texts.get("score", ""),
        reason=texts.get("reason", ""),
        row=row,
    )


def _read_inline(area: FormArea, head: TableHead, row: int, unit: MoneyUnit, money: MoneyRows) -> bool:
    """A row whose cells hold label and amount together, as forms by 收入性质 and 支出性质 print them below the total."""
    cells = [cell for cell in area.grid.own_row(row) if not says_nothing(cell.text)]
    spread = [cell for cell in cells if area.grid.next_column(cell) > head.first_column]
    found = [(cell, _inline_amount(cell.text)) for cell in spread]
    if not found or any(pair is None for _, pair in found):
        return False
    for cell, pair in found:
        area.take(cell)
        role, text = pair or ("", "")
        amount = parse_amount(text, unit)
        if not role or amount.state is not AmountState.READ:
            continue
        key = MoneyKey(role)
        key = MoneyKey.OTHER_ROW if any(line.key is key for line in money.lines) else key
        money.lines.append(
            MoneyLine(
                id=new_id(),
                key=key,
                label=fold(cell.text).rpartition(":")[0],
                revised_budget_fen=amount.fen,
                revised_budget_text=text,
                row=row,
            )
        )
    area.take(*cells)
    return True


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


def _execution_weight(money: MoneyRows, labels: Sequence[GridCell]) -> Decimal | None:
    """The points of budget execution: of the total row, of another row, or named in a heading (``（20分）``)."""
    ordered = sorted(money.lines, key=lambda line: line.key is not MoneyKey.TOTAL)
    for line in ordered:
        points = read_points(line.printed_weight)
        if points is not None:
            return points
    for cell in labels:
        named = _POINTS.search(re.sub(r"\s+", "", fold(cell.text)))
        if named:
            return Decimal(named.group(1))
    return None


def _read_pairs(area: FormArea, unit: MoneyUnit, *, is_target: bool) -> MoneyRows:
    """Rows such as ``年度资金总额：`` beside ``10``, without headings over them."""
    money = MoneyRows()
    pairs: list[tuple[GridCell, GridCell | None]] = []
    for row in range(area.top, area.first_head_row):
        cells = area.grid.own_row(row)
        for n, cell in enumerate(cells):
            inside = _pair_inside(cell)
            if inside is not None:
                pairs.append(inside)
            elif _pair_role(cell.text) is not None:
                money.heading_unit = money.heading_unit or unit_in(cell.text)
                after = cells[n + 1] if n + 1 < len(cells) else None
                pairs.append((cell, after if after is not None and _pair_role(after.text) is None else None))
            elif vocabulary("furniture").role_of(cell.text) and unit_in(cell.text):
                money.heading_unit = money.heading_unit or unit_in(cell.text)
    unit = money.heading_unit or unit
    pairs = _of_the_year(pairs)
    by_row: dict[str, list[tuple[str, GridCell, AmountReading]]] = {}
    for label, value in pairs:
        if value is None:
            continue
        column, key = _pair_role(label.text) or ("budget", MoneyKey.OTHER_ROW.value)
        amount = _pair_amount(value.text, unit)
        if column != "rate" and amount.state is AmountState.UNREADABLE:
            if not any(char.isdigit() for char in value.text):
                continue
            money.findings.append(unreadable(value.text, "revised_budget", row=value.row))
        by_row.setdefault(key, []).append((column, label, amount))
        area.take(label, value)
    default = "original_budget" if is_target else "revised_budget"
    for key, found in by_row.items():
        named = {column if column != "budget" else default: amount for column, _, amount in reversed(found)}
        money.lines.append(_pair_line(MoneyKey(key), found[0][1], named))
    columns = {label.column for found in by_row.values() for _, label, _ in found}
    for label, value in pairs:
        if value is None and label.column in columns:
            money.lines.append(
                _pair_line(MoneyKey((_pair_role(label.text) or ("", "other_row"))[1]), label, {})
            )
            area.take(label)
    money.lines.sort(key=lambda line: line.row or 0)
    money.execution_weight = _execution_weight(money, [label for label, _ in pairs])
    return money


def _pair_inside(cell: GridCell) -> tuple[GridCell, GridCell] | None:
    """Label and amount of a cell that holds both (``执行数：1206万元``)."""
    label, _, value = fold(cell.text).partition(":")
    if not re.match(r"\s*\d", value) or _pair_role(label) is None:
        return None
    return cell._replace(text=label), cell._replace(text=value.strip())


def _of_the_year(pairs: list[tuple[GridCell, GridCell | None]]) -> list[tuple[GridCell, GridCell | None]]:
    """Of amounts for the whole period beside amounts for the year only those of the year."""
    long_term = [label.column for label, _ in pairs if is_long_term(label.text)]
    yearly = [
        label.column for label, _ in pairs if heading_key(label.text).startswith(("年度", "其中年度", "当年"))
    ]
    if not long_term or not yearly:
        return pairs
    year_is_right = max(yearly) > max(long_term)
    return [
        (label, value)
        for label, value in pairs
        if (label.column >= max(yearly) if year_is_right else label.column < min(long_term))
    ]


def _pair_amount(text: str, unit: MoneyUnit) -> AmountReading:
    """An amount; of a text with several amounts the first, which is their total."""
    whole = parse_amount(text, unit)
    if whole.state is not AmountState.UNREADABLE:
        return whole
    first = parse_amount(re.split(r"[\s;；。]", text.strip(), maxsplit=1)[0], unit)
    return first if first.state is AmountState.READ and first.unit_in_cell else whole


def _pair_line(key: MoneyKey, label: GridCell, amounts: dict[str, AmountReading]) -> MoneyLine:
    def fen(name: str) -> int | None:
        return amounts[name].fen if name in amounts else None

    def text(name: str) -> str:
        return amounts[name].text.strip() if name in amounts else ""

    return MoneyLine(
        id=new_id(),
        key=key,
        label=label.text.strip(),
        original_budget_fen=fen("original_budget"),
        revised_budget_fen=fen("revised_budget"),
        executed_fen=fen("executed"),
        original_budget_text=text("original_budget"),
        revised_budget_text=text("revised_budget"),
        executed_text=text("executed"),
        printed_rate=text("rate"),
        row=label.row,
    )


def _pair_role(text: str) -> tuple[str, str] | None:
    """Column and row that a label with its amount beside it stands for; None for other labels."""
    key = heading_key(text)
    role = vocabulary("money").role_of(text)
    if role in ("budget", *_AMOUNTS):
        return role, MoneyKey.TOTAL.value
    if role == "rate":
        return role, MoneyKey.TOTAL.value
    row = vocabulary("money_row").role_of(text)
    is_plain = (
        key.startswith("其中")
        or bare_key(key).endswith(_ROW_ENDS)
        or bool(vocabulary("money_row").exact_role_of(text))
    )
    return ("budget", row) if row and is_plain else None
