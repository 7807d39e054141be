"""Money words: the unit of amounts that a heading or a caption names. Used by reading forms, by matching free tables and by grids."""

from __future__ import annotations

import re

from jxdesk.domain.records.filings import MoneyUnit
from jxdesk.domain.values.lettering import fold
from jxdesk.domain.values.money import AmountState, parse_amount

_UNIT = re.compile(r"(?:单位:?)?(亿元|万元|元)\)?$|\((亿元|万元|元)\)|单位:?(?:人民币)?(亿元|万元|元)")
_CAPTION = re.compile(r"单位:?(?:人民币)?(亿元|万元|元)|\((?:单位:?)?(亿元|万元|元)\)")


def unit_in(text: str) -> MoneyUnit | None:
    """The money unit that a heading or caption names."""
    return _named(_UNIT, text)


def unit_of_caption(text: str) -> MoneyUnit | None:
    """The money unit that a caption declares for the table below it; an amount that ends in its unit declares nothing."""
    return _named(_CAPTION, text)


def with_unit(text: str, unit: MoneyUnit, *, among: MoneyUnit) -> str:
    """A bare amount of one unit with that unit behind it, to be read among amounts of another; other texts as they are."""
    stated = text.strip()
    if unit is among or unit_in(stated) is not None:
        return stated
    return f"{stated}{unit.value}" if parse_amount(stated, among).state is AmountState.READ else stated


def _named(pattern: re.Pattern[str], text: str) -> MoneyUnit | None:
    found = pattern.search(re.sub(r"\s+", "", fold(text)))
    return None if found is None else MoneyUnit(next(group for group in found.groups() if group))
