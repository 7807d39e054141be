"""Shown values: what a cell says as a reviewer reads it: amounts with separators between thousands, as everywhere on the screen.

What is stored, compared and typed stays as it is written.
"""

from __future__ import annotations

import re

from jxdesk.domain.road.settling import is_amount
from jxdesk.domain.templates.form_cells import Place

_PLAIN = re.compile(r"(-?\d{4,})(\.\d+)?")


def as_shown(place: Place, field: str, text: str) -> str:
    """The text of a cell; a plain amount with separators."""
    found = _PLAIN.fullmatch(text) if is_amount(place, field.removesuffix("_fen")) else None
    return text if found is None else f"{int(found[1]):,}{found[2] or ''}"
