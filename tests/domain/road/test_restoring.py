"""Restoring: what the desk above can know of where a filing stands at the one below, for every standing that it has."""

from __future__ import annotations

import pytest

from jxdesk.domain.road.moves import REVIEWING_ROWS
from jxdesk.domain.road.outcomes import Outcome
from jxdesk.domain.road.restoring import stands_below
from jxdesk.domain.road.standings import Desk, Standing, Whereabouts

PASSED = (
    Standing.ACCEPTED,
    Standing.FORWARDED,
    Standing.RECEIVED_ABOVE,
    Standing.NOT_TAKEN_ABOVE,
    Standing.RETURNED_FROM_ABOVE,
    Standing.PASSED_ABOVE,
)


def below(
    standing: Standing,
    told: Outcome | None = None,
    *,
    held: Standing | None = None,
    desk: Desk = Desk.FILLING,
) -> Standing:
    found = stands_below(
        Whereabouts(desk=Desk.REVIEWING, standing=standing, round=2, held=held), told, desk=desk
    )
    assert (found.desk, found.round) == (desk, 2)
    return found.standing


@pytest.mark.parametrize("standing", PASSED)
def test_what_passed_here_is_passed_there_once_it_was_told_and_under_review_before(
    standing: Standing,
) -> None:
    assert below(standing, Outcome.ACCEPTED) is Standing.ACCEPTED
    assert below(standing, Outcome.ACCEPTED_WITH_CHANGES) is Standing.ACCEPTED_WITH_CHANGES
    assert below(standing) is Standing.IMPORTED
    assert below(standing, Outcome.ACCEPTED, desk=Desk.REVIEWING) is Standing.PASSED_ABOVE
    assert below(standing, desk=Desk.REVIEWING) is Standing.RECEIVED_ABOVE


def test_a_return_counts_once_it_was_told_and_not_after_it_was_taken_back() -> None:
    assert below(Standing.RETURNED, Outcome.RETURNED) is Standing.RETURNED
    assert below(Standing.RETURNED) is Standing.IMPORTED
    assert below(Standing.WAITING, Outcome.RETURNED) is Standing.IMPORTED
    assert below(Standing.RETURNED, Outcome.RETURNED, desk=Desk.REVIEWING) is Standing.RETURNED_FROM_ABOVE


def test_what_is_settled_or_approved_is_so_below() -> None:
    assert below(Standing.REJECTED, Outcome.REJECTED) is Standing.REJECTED
    assert below(Standing.MERGED, Outcome.MERGED) is Standing.MERGED
    assert below(Standing.APPROVED, Outcome.ACCEPTED) is Standing.APPROVED
    assert below(Standing.REPLACED, Outcome.ACCEPTED) is Standing.REPLACED
    assert below(Standing.WITHDRAWN) is Standing.WITHDRAWN
    assert below(Standing.DELETED) is Standing.DELETED


def test_an_adjustment_that_is_asked_for_keeps_what_was_before_it() -> None:
    for held, before in ((Standing.ACCEPTED, Standing.ACCEPTED), (Standing.APPROVED, Standing.APPROVED)):
        found = stands_below(
            Whereabouts(desk=Desk.REVIEWING, standing=Standing.ADJUSTING, round=1, held=held),
            Outcome.ACCEPTED,
            desk=Desk.FILLING,
        )
        assert (found.standing, found.held) == (Standing.ADJUSTING, before)


def test_of_every_standing_there_is_an_answer_and_what_never_came_up_stands_as_it_is() -> None:
    for standing in REVIEWING_ROWS.keys() - {Standing.ABSENT}:
        for told in (None, *Outcome):
            for desk in Desk:
                assert below(standing, told, desk=desk) is not Standing.ABSENT
    own = Whereabouts(desk=Desk.FILLING, standing=Standing.DRAFT)
    assert stands_below(own, None, desk=Desk.FILLING) == own
