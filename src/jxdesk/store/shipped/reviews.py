"""The opinions that the program ships, and the review sheets of the rule packs; used by reviewing and by whoever opens a return."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any

from jxdesk.domain.road.phrases import ReviewBook
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.rules.reviewing import Edition, SheetBook
from jxdesk.shipped_files import resource
from jxdesk.store.shipped.forms import DEFAULT_RULE_PACK, rule_packs


@cache
def review_book() -> ReviewBook:
    """The shipped reasons, common phrases and times of a work order."""
    return ReviewBook.from_mapping(_declared("opinions"))


def sheet_book(rules: RulePack | None = None) -> SheetBook:
    """The review sheets of a rule pack; those of the shipped pack for one that was written before packs had any."""
    if rules is not None and rules.reviewing is not None:
        return rules.reviewing
    shipped = rule_packs()[DEFAULT_RULE_PACK].reviewing
    assert shipped is not None, "the shipped pack has review sheets"
    return shipped


def sheet_book_of(edition: Edition) -> SheetBook:
    """The review sheets under which a sheet was filled in, with the way to pass of then."""
    return sheet_book(rule_packs().get(edition.pack_id)).as_decided(edition)


def _declared(name: str) -> dict[str, Any]:
    place = resource("reviews", f"{name}.toml")
    return tomllib.loads(place.read_text(encoding="utf-8"))
