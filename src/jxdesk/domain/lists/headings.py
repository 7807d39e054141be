"""Headings: what a column heading is compared by. Used by reading forms and by matching the columns of free tables."""

from __future__ import annotations

import re

from jxdesk.domain.values.lettering import fold

_BRACKETS = re.compile(r"\([^()]*\)")
_EDGES = ":;,.。、*★☆-—_·"


def heading_key(text: str) -> str:
    """A heading as word lists have it: no blanks, no line breaks, no full-width forms, no colon at its end."""
    return re.sub(r"[\s/“”\"']+", "", fold(text)).strip(_EDGES)


def bare_key(key: str) -> str:
    """A heading without what stands in brackets, which is a unit, points or a formula."""
    shorter = _BRACKETS.sub("", key)
    while shorter != key:
        key, shorter = shorter, _BRACKETS.sub("", shorter)
    return key.strip(_EDGES)
