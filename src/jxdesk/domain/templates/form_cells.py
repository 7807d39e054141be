"""Form cells: which fields of a filing make one cell on paper, and when two such cells say the same; used by ``differences``.

A person takes over a cell, never half of one: an amount comes with the words that it was read from, a target with its
sign, number and unit. Blanks, full-width figures and trailing zeros that an office program or a hand adds change nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any

from jxdesk.domain.records.filings import FilingContent, IndicatorLine, MoneyLine, TaskLine
from jxdesk.domain.values.lettering import fold, says_nothing

AnyLine = MoneyLine | IndicatorLine | TaskLine
Fields = tuple[str, ...]


class Place(StrEnum):
    """In which part of a form a cell stands; the value is the word of the JSON answer."""

    HEAD = "head"
    ANSWERS = "answers"
    MONEY = "money"
    INDICATORS = "indicators"
    TASKS = "tasks"


LINES = (Place.MONEY, Place.INDICATORS, Place.TASKS)


def lines_of(content: FilingContent, place: Place) -> tuple[AnyLine, ...]:
    """The rows of one table of a form."""
    match place:
        case Place.MONEY:
            return content.money_lines
        case Place.INDICATORS:
            return content.indicator_lines
        case Place.TASKS:
            return content.task_lines
        case _:
            return ()


def _alone(*names: str) -> dict[str, Fields]:
    return {name: (name,) for name in names}


def _amounts(*names: str) -> dict[str, Fields]:
    return {f"{name}_fen": (f"{name}_fen", f"{name}_text") for name in names}


HEAD_CELLS: Mapping[str, Fields] = _alone(
    *("year", "period", "title", "project_name", "project_code", "office_name", "department"),
    *("implementing_unit", "money_unit", "execution_weight"),
    *("printed_weights_total", "printed_total", "printed_grade"),
)
CELLS: Mapping[Place, Mapping[str, Fields]] = {
    Place.MONEY: {
        "label": ("label", "key"),
        **_amounts("original_budget", "revised_budget", "executed", "mid_term", "forecast"),
        **_alone("printed_weight", "printed_rate", "printed_score", "reason", "document_number"),
    },
    Place.INDICATORS: {
        **_alone("level1", "level2"),
        "name": ("name", "clean_name"),
        "target_text": ("target_text", "comparator", "target", "target_high", "unit", "direction"),
        "actual_text": ("actual_text", "actual", "actual_unit"),
        "weight": ("weight", "printed_weight", "merged_into", "is_part"),
        **_alone("printed_score", "deviation_reason", "description", "is_core", "formula", "scoring_rule"),
        **_alone("value_basis", "data_source", "value_method", "mid_term_text"),
        "forecast_text": ("forecast_text", "forecast"),
        **_alone("causes", "likelihood", "remark"),
    },
    Place.TASKS: {
        **_alone("name", "content", "tier", "project_names"),
        **_amounts("budget", "fiscal", "other", "executed"),
        **_alone("progress", "reason"),
    },
}
"""The cells of each row by their leading field. What is missing here no paper says: it stays as it is stored."""


def is_same(cell: str, one: AnyLine | FilingContent, other: AnyLine | FilingContent) -> bool:
    """Whether a cell says the same in two forms."""
    if cell.endswith("_fen"):
        return _same_amount(cell, one, other)
    match cell:
        case "target_text":
            return _target(one) == _target(other)
        case "actual_text":
            return _value(one, "actual") == _value(other, "actual")
        case "forecast_text":
            return _value(one, "forecast") == _value(other, "forecast")
        case "weight":
            return _points(one) == _points(other)
        case "name":
            return tight(_name(one)) == tight(_name(other))
        case _:
            before, after = getattr(one, cell), getattr(other, cell)
            if isinstance(before, str) and isinstance(after, str):
                return tight(before) == tight(after)
            return bool(before == after)


def tight(text: str) -> str:
    """A text without the blanks, line breaks and letterforms in which two hands differ."""
    return re.sub(r"\s+", "", fold(text))


def shown(cell: str, one: AnyLine | FilingContent) -> str:
    """What a cell says, as a text; amounts in 分."""
    value = getattr(one, cell)
    if cell == "weight":
        value = getattr(one, "printed_weight", "") or value
    elif cell == "name":
        value = _name(one)
    elif cell == "causes":
        return "、".join(cause.value for cause in value)
    elif value is None and cell.endswith("_fen"):
        value = getattr(one, cell.removesuffix("_fen") + "_text")
    return value_text(value)


def value_text(value: Any) -> str:
    """A value as a text."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f") if value else "0"
    return str(getattr(value, "value", value))


def name_of(line: AnyLine) -> str:
    """What a person calls a row."""
    match line:
        case MoneyLine():
            return line.label or line.key.value
        case IndicatorLine():
            return line.clean_name or line.name
        case TaskLine():
            return line.name


def _name(line: Any) -> str:
    return str(line.name or getattr(line, "clean_name", ""))


def _same_amount(cell: str, one: Any, other: Any) -> bool:
    before, after = getattr(one, cell), getattr(other, cell)
    if before is not None or after is not None:
        return bool(before == after)
    words = cell.removesuffix("_fen") + "_text"
    texts = [getattr(line, words) for line in (one, other)]
    return all(map(says_nothing, texts)) or tight(texts[0]) == tight(texts[1])


def _target(line: Any) -> tuple[object, ...]:
    if line.target is None:
        return (tight(line.target_text),)
    return line.comparator, line.target, line.target_high, tight(line.unit)


def _value(line: Any, name: str) -> tuple[object, ...]:
    text, number = getattr(line, f"{name}_text"), getattr(line, name)
    if number is None:
        return (tight(text),)
    return number, tight(re.sub(r"[\d.,，．０-９]+", "", text))


def _points(line: Any) -> tuple[object, ...]:
    points = tight(line.printed_weight) if line.weight is None else line.weight
    return points, bool(line.merged_into), line.is_part
