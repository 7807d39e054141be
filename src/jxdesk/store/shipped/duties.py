"""The table of duties that the program ships; read once, when a duty is first asked about."""

from __future__ import annotations

import tomllib
from functools import cache

from jxdesk.domain.road.duties import DutyBook
from jxdesk.shipped_files import resource


@cache
def duty_book() -> DutyBook:
    """The shipped table."""
    place = resource("duties", "duties.toml")
    return DutyBook.from_mapping(tomllib.loads(place.read_text(encoding="utf-8")))
