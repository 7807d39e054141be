"""Which of two states has seen the other, and what becomes of a filing that comes beside the one that is here."""

from __future__ import annotations

import itertools
from dataclasses import replace
from types import MappingProxyType

import pytest

from jxdesk.domain.records.filings import Filing, FilingContent, Form
from jxdesk.domain.road.merging import Take, take_of
from jxdesk.domain.road.vectors import Order, joined, order, unseen

DESK = "c" * 16
TOWN, OTHER_PC = "a" * 16, "b" * 16
STATES = [
    {f"{one}:1": n for one, n in zip((TOWN, OTHER_PC, DESK), counts, strict=True) if n}
    for counts in itertools.product(range(3), repeat=3)
]


def filing(vector: dict[str, int], title: str = "甲") -> Filing:
    content = FilingContent(form=Form.PROJECT_TARGET, template_id="x", year=2026, title=title)
    return Filing(id="1" * 32, office_id="2" * 32, content=content, vector=MappingProxyType(vector))


@pytest.mark.parametrize("came", STATES)
def test_order_is_a_partial_order_and_two_orders_are_mirrors(came: dict[str, int]) -> None:
    mirror = {Order.NEWER: Order.OLDER, Order.OLDER: Order.NEWER}
    for here in STATES:
        found = order(came, here)
        assert order(here, came) is mirror.get(found, found)
        both = joined(came, here)
        assert order(both, came) in (Order.EQUAL, Order.NEWER)
        assert order(both, here) in (Order.EQUAL, Order.NEWER)
        assert (found is Order.EQUAL) == (came == here)
        assert bool(unseen(here, came)) == (found in (Order.OLDER, Order.APART))


@pytest.mark.parametrize("came", STATES)
def test_nothing_that_was_saved_here_and_not_seen_there_is_ever_replaced_unasked(
    came: dict[str, int],
) -> None:
    for here, is_frozen in itertools.product(STATES, (False, True)):
        take = take_of(filing(came, "来"), filing(here, "存"), devices=(DESK,), is_frozen=is_frozen)
        if unseen(here, came):
            assert take in (Take.OLDER, Take.CONFLICT, Take.PARALLEL, Take.FROZEN)
        if is_frozen:
            assert take not in (Take.CHANGED, Take.CONFLICT)
        if take is Take.CONFLICT:
            assert unseen(here, came) == {DESK}


def test_a_new_filing_is_new_and_one_state_with_two_contents_is_parallel() -> None:
    assert take_of(filing({TOWN: 1}), None, devices=(DESK,)) is Take.NEW
    same = {f"{TOWN}:1": 2}
    assert take_of(filing(same), filing(same), devices=(DESK,)) is Take.SAME
    assert take_of(filing(same, "来"), filing(same, "存"), devices=(DESK,)) is Take.PARALLEL


def test_a_newer_vector_over_the_same_content_changes_nothing() -> None:
    here, came = filing({f"{TOWN}:1": 1}), filing({f"{TOWN}:1": 2})
    assert take_of(came, here, devices=(DESK,), is_frozen=True) is Take.SAME
    assert (
        take_of(replace(came, content=replace(came.content, title="乙")), here, devices=(DESK,))
        is Take.CHANGED
    )


def test_what_this_desk_saved_before_it_was_restored_elsewhere_is_its_own() -> None:
    here, came = filing({f"{TOWN}:1": 1, "d" * 16 + ":1": 1}, "存"), filing({f"{TOWN}:1": 2}, "来")
    assert take_of(came, here, devices=(DESK,)) is Take.PARALLEL
    assert take_of(came, here, devices=(DESK, "d" * 16)) is Take.CONFLICT
