"""Typed money: what a text typed into an amount means, in a money row or a task, and what an editor shows for it."""

from __future__ import annotations

from jxdesk.domain.filling.typed_text import Unreadable, Values
from jxdesk.domain.records.filings import MoneyLine, MoneyUnit, TaskLine
from jxdesk.domain.values.money import AmountState, exact_text, parse_amount

SCORED_AMOUNTS = ("original_budget", "revised_budget", "executed")
MONEY_AMOUNTS = (*SCORED_AMOUNTS, "mid_term", "forecast")
MONEY_WORDS = ("reason", "label", "document_number")


def money_values(line: MoneyLine, field: str, text: str, unit: MoneyUnit) -> Values:
    """What a text typed into a money row means.

    Raises: Unreadable: not an amount.
    """
    if field in MONEY_WORDS:
        return {field: text.strip()}
    if field not in MONEY_AMOUNTS:
        raise KeyError(field)
    return amount_values(field, text, unit)


def amount_values(field: str, text: str, unit: MoneyUnit) -> Values:
    """The 分 and the text of an amount typed into a money row or a task.

    Raises: Unreadable: not an amount.
    """
    reading = parse_amount(text, unit)
    if reading.state is AmountState.UNREADABLE:
        raise Unreadable(
            f"“{text.strip()}”不是金额。",
            f"只写数字，如 12.5；本表的单位是{unit.value}，写明“元”或“万元”也可以。",
        )
    return {f"{field}_fen": reading.fen, f"{field}_text": exact_text(reading.fen, unit)}


def money_text(line: MoneyLine, field: str, unit: MoneyUnit) -> str:
    """What an editor shows for a cell of a money row; an amount that could not be read shows its words."""
    return str(getattr(line, field)) if field in MONEY_WORDS else amount_text(line, field, unit)


def amount_text(line: MoneyLine | TaskLine, field: str, unit: MoneyUnit) -> str:
    """What an editor shows for an amount."""
    fen = getattr(line, f"{field}_fen")
    return exact_text(fen, unit) if fen is not None else str(getattr(line, f"{field}_text"))
