"""Money pairs: forms that print each label with its amount beside it, without headings over them."""

from __future__ import annotations

import re
from dataclasses import replace

from jxdesk.documents.reading.areas import FormArea
from jxdesk.documents.reading.cell_findings import unreadable
from jxdesk.documents.reading.heads import is_long_term
from jxdesk.documents.reading.money_block import AMOUNTS, MoneyRows, execution_weight
from jxdesk.documents.reading.sheets import GridCell
from jxdesk.documents.reading.words import bare_key, heading_key, vocabulary
from jxdesk.domain.records.filings import MoneyKey, MoneyLine, MoneyUnit
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.values.lettering import fold
from jxdesk.domain.values.money import AmountReading, AmountState, parse_amount
from jxdesk.domain.values.money_words import unit_in
from jxdesk.domain.values.quantities import read_points

_POINTS_ROLES = ("weight", "score")
_ROW_ENDS = ("资金", "拨款", "总额", "金额", "合计", "结转", "其他", "小计", "预算", "基金", "收入", "专户")


_Pair = tuple[GridCell, GridCell | None]
"""A label with the cell that may be its amount."""


def read_pairs(area: FormArea, unit: MoneyUnit, *, is_target: bool) -> MoneyRows:
    """Rows such as ``年度资金总额：`` beside ``10``, without headings over them."""
    money = MoneyRows()
    pairs: list[_Pair] = []
    for row in range(area.top, area.first_head_row):
        cells = [] if row in area.task_rows else area.grid.own_row(row)
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
    pairs, of_whole_period = _by_period(pairs)
    by_row: dict[str, list[tuple[str, GridCell, AmountReading]]] = {}
    for label, value in pairs:
        if value is None:
            continue
        column, key = _pair_role(label.text) or ("budget", MoneyKey.OTHER_ROW.value)
        amount = _pair_amount(value.text, unit)
        if column in _POINTS_ROLES and read_points(value.text) is None:
            continue
        if column not in ("rate", *_POINTS_ROLES) and amount.state is AmountState.UNREADABLE:
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
    _add_mid_term(area, of_whole_period, unit, money)
    money.lines.sort(key=lambda line: line.row or 0)
    money.execution_weight = execution_weight(money, [label for label, _ in pairs])
    return money


def _pair_inside(cell: GridCell) -> tuple[GridCell, GridCell] | None:
    """Label and amount of a cell that holds both (``执行数：1206万元``)."""
    label, _, value = fold(cell.text).partition(":")
    if not re.match(r"\s*\d", value) or _pair_role(label) is None:
        return None
    return cell._replace(text=label), cell._replace(text=value.strip())


def _by_period(pairs: list[_Pair]) -> tuple[list[_Pair], list[_Pair]]:
    """Amounts for the year, and those for the whole period that stand beside them."""
    long_term = [label.column for label, _ in pairs if is_long_term(label.text)]
    yearly = [
        label.column for label, _ in pairs if heading_key(label.text).startswith(("年度", "其中年度", "当年"))
    ]
    if not long_term or not yearly:
        return pairs, []
    year_is_right = max(yearly) > max(long_term)
    of_year = [
        pair
        for pair in pairs
        if (pair[0].column >= max(yearly) if year_is_right else pair[0].column < min(long_term))
    ]
    return of_year, [pair for pair in pairs if pair not in of_year]


def _add_mid_term(area: FormArea, pairs: list[_Pair], unit: MoneyUnit, money: MoneyRows) -> None:
    """Puts the amounts of the whole period to the rows of the year; a row without one becomes a line of its own."""
    for label, value in pairs:
        if value is None:
            area.take(label)
            continue
        amount = _pair_amount(value.text, unit)
        if amount.state is AmountState.UNREADABLE:
            continue
        key = MoneyKey((_pair_role(label.text) or ("", MoneyKey.OTHER_ROW.value))[1])
        place = next((n for n, line in enumerate(money.lines) if line.key is key), None)
        if place is None:
            money.lines.append(_pair_line(key, label, {}))
            place = -1
        money.lines[place] = replace(
            money.lines[place], mid_term_fen=amount.fen, mid_term_text=amount.text.strip()
        )
        area.take(label, value)


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
        printed_weight=text("weight"),
        printed_rate=text("rate"),
        printed_score=text("score"),
        row=label.row,
    )


def _pair_role(text: str) -> tuple[str, str] | None:
    """Column and row that a label with its amount beside it stands for; None for other labels."""
    key = heading_key(text)
    role = vocabulary("money").role_of(text)
    if role in ("budget", *AMOUNTS):
        return role, MoneyKey.TOTAL.value
    is_of_execution = role in _POINTS_ROLES and vocabulary("particular").role_of(text) != "total"
    if role == "rate" or (is_of_execution and vocabulary("money").exact_role_of(text)):
        return role, MoneyKey.TOTAL.value
    row = vocabulary("money_row").role_of(text)
    is_plain = (
        key.startswith("其中")
        or bare_key(key).endswith(_ROW_ENDS)
        or bool(vocabulary("money_row").exact_role_of(text))
    )
    return ("budget", row) if row and is_plain else None
