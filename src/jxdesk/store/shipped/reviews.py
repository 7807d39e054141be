"""The opinions and review sheets that the program ships; read once, used by reviewing and by whoever opens a return."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any

from jxdesk.domain.road.phrases import ReviewBook
from jxdesk.domain.road.sheet_book import SheetBook
from jxdesk.shipped_files import resource


@cache
def review_book() -> ReviewBook:
    """The shipped reasons, common phrases and times of a work order."""
    return ReviewBook.from_mapping(_declared("opinions"))


@cache
def sheet_book() -> SheetBook:
    """The shipped review sheets."""
    return SheetBook.from_mapping(_declared("sheets"))


def _declared(name: str) -> dict[str, Any]:
    place = resource("reviews", f"{name}.toml")
    return tomllib.loads(place.read_text(encoding="utf-8"))
