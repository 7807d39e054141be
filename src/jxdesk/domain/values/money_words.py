"""Money words: the unit of amounts that a heading or a caption names. Used by reading forms and by matching free tables."""

from __future__ import annotations

import re

from jxdesk.domain.records.filings import MoneyUnit
from jxdesk.domain.values.lettering import fold

_UNIT = re.compile(r"(?:单位:?)?(亿元|万元|元)\)?$|\((亿元|万元|元)\)|单位:?(?:人民币)?(亿元|万元|元)")
_CAPTION = re.compile(r"单位:?(?:人民币)?(亿元|万元|元)|\((?:单位:?)?(亿元|万元|元)\)")


def unit_in(text: str) -> MoneyUnit | None:
    """The money unit that a heading or caption names."""
    return _named(_UNIT, text)


def unit_of_caption(text: str) -> MoneyUnit | None:
    """The money unit that a caption declares for the table below it; an amount that ends in its unit declares nothing."""
    return _named(_CAPTION, text)


def _named(pattern: re.Pattern[str], text: str) -> MoneyUnit | None:
    found = pattern.search(re.sub(r"\s+", "", fold(text)))
    return None if found is None else MoneyUnit(next(group for group in found.groups() if group))
