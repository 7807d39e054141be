"""The table of duties that the program ships; read once, when a duty is first asked about."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from jxdesk.domain.road.duties import DutyBook


@cache
def duty_book() -> DutyBook:
    """The shipped table."""
    place = files("jxdesk").joinpath("resources", "duties", "duties.toml")
    return DutyBook.from_mapping(tomllib.loads(place.read_text(encoding="utf-8")))
