"""Walks over the road: resubmission after return first, then two levels, wiped and restored machines, and every way at once."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jxdesk.domain.road.hearing import Holds, hear
from jxdesk.domain.road.moves import Move, after, moves_open
from jxdesk.domain.road.refusals import MoveError
from jxdesk.domain.road.standings import EDITABLE, FROZEN, ON_THE_ROAD, SETTLED, Desk, Standing, Whereabouts

S, M = Standing, Move
FILLING, REVIEWING = Whereabouts(desk=Desk.FILLING), Whereabouts(desk=Desk.REVIEWING)
TOLD = {
    S.WAITING: M.HEAR_IMPORTED,
    S.ACCEPTED: M.HEAR_ACCEPTED,
    S.ACCEPTED_WITH_CHANGES: M.HEAR_ACCEPTED_WITH_CHANGES,
    S.FORWARDED: M.HEAR_ACCEPTED,
    S.RECEIVED_ABOVE: M.HEAR_ACCEPTED,
    S.NOT_TAKEN_ABOVE: M.HEAR_ACCEPTED,
    S.PASSED_ABOVE: M.HEAR_ACCEPTED,
    S.RETURNED: M.HEAR_RETURNED,
    S.WITHDRAWN: M.HEAR_WITHDRAWN,
    S.REJECTED: M.HEAR_REJECTED,
    S.MERGED: M.HEAR_MERGED,
    S.APPROVED: M.HEAR_APPROVED,
    S.REPLACED: M.HEAR_APPROVED,
    S.DELETED: M.HEAR_DELETED,
}
"""What a reviewing desk tells the one below of a filing that stands so with it."""
BY_BOTH = {M.TAKE_IN, M.HEAR_WITHDRAWN, M.REPLACE}
"""What comes about where two desks meet, and never at one alone."""
MOST_ROUNDS = 3
ENDS_ABOVE = {S.ABSENT, S.DELETED, *FROZEN, *SETTLED}
"""Without a filing that ended below it, a wiped county goes on: what it decided is kept by the township."""


def run(where: Whereabouts, *moves: Move, number: int = 0) -> Whereabouts:
    for move in moves:
        where = after(where, move, round_of_package=number)
    return where


def meet(below: Whereabouts, above: Whereabouts) -> tuple[Whereabouts, Whereabouts]:
    """A stick goes down with all that the desk above has to say, and up with the newest package of the desk below."""
    said = TOLD.get(above.held if above.standing is S.ADJUSTING and above.held else above.standing)
    if said is not None and above.round:
        below = heard(below, said, above.round)
    try:
        if below.standing is S.WITHDRAWN and below.round == above.round:
            above = after(above, M.HEAR_WITHDRAWN)
        elif M.SEND_AGAIN in moves_open(below) and below.round > above.round:
            above = after(above, M.TAKE_IN, round_of_package=below.round)
    except MoveError:
        below = heard(below, M.HEAR_NOT_TAKEN, below.round)
    return below, above


def heard(below: Whereabouts, said: Move, number: int) -> Whereabouts:
    """What a desk makes of news; what does not follow leaves it as it is."""
    try:
        return hear(below, said, round_answered=number).where
    except MoveError:
        return below


def clerk(where: Whereabouts) -> Whereabouts:
    """What a clerk who wants to be done does next."""
    match where.standing:
        case S.ABSENT:
            return run(where, M.BEGIN, M.FINISH, M.SEAL)
        case S.DRAFT | S.RETURNED:
            return run(where, M.FINISH, M.SEAL)
        case S.FINISHED | S.AMENDED:
            return run(where, M.SEAL)
        case S.WITHDRAWN | S.DELETED:
            return run(where, M.REOPEN, M.FINISH, M.SEAL)
        case S.ADJUSTING:
            return run(where, M.DROP_ADJUSTMENT)
        case _:
            return where


def county(where: Whereabouts) -> Whereabouts:
    """A county that accepts what comes, sends it on, and passes down what comes back."""
    match where.standing:
        case S.WAITING:
            return run(where, M.ACCEPT, M.FORWARD)
        case S.ACCEPTED | S.ACCEPTED_WITH_CHANGES | S.NOT_TAKEN_ABOVE:
            return run(where, M.FORWARD)
        case S.RETURNED_FROM_ABOVE:
            return run(where, M.RETURN)
        case S.ADJUSTING:
            return run(where, M.DROP_ADJUSTMENT)
        case _:
            return where


def prefecture(where: Whereabouts) -> Whereabouts:
    """A prefecture that returns everything once."""
    if where.standing is not S.WAITING:
        return where
    return run(where, M.RETURN if where.round == 1 else M.ACCEPT)


def test_a_returned_filing_is_corrected_sent_again_and_reviewed_like_any_other() -> None:
    town, above = meet(run(FILLING, M.BEGIN, M.FINISH, M.SEAL), REVIEWING)
    town, above = meet(town, run(above, M.RETURN))
    assert (town.standing, town.round) == (S.RETURNED, 1)
    town = run(town, M.FINISH, M.SEAL)
    assert (town.standing, town.round) == (S.SENT, 2)
    town, above = meet(town, above)
    assert (above.standing, above.round) == (S.WAITING, 2)
    town, above = meet(town, run(above, M.ACCEPT))
    assert (town.standing, town.round) == (S.ACCEPTED, 2)
    assert above.standing is S.ACCEPTED


class Three:
    """Township, county and prefecture with one filing; every day sticks go up and down, and everybody does what is next."""

    def __init__(self) -> None:
        self.desks = {"town": FILLING, "county": REVIEWING, "prefecture": REVIEWING}
        self.kept: list[dict[str, Whereabouts]] = []
        self.seen: set[tuple[str, Standing, int]] = set()

    def day(self) -> None:
        desks = self.desks
        self.kept.append(dict(desks))
        desks["county"], desks["prefecture"] = meet(desks["county"], desks["prefecture"])
        desks["town"], desks["county"] = meet(desks["town"], desks["county"])
        self.note()
        desks["town"], desks["county"] = clerk(desks["town"]), county(desks["county"])
        desks["prefecture"] = prefecture(desks["prefecture"])
        self.note()

    def note(self) -> None:
        self.seen |= {(name, where.standing, where.round) for name, where in self.desks.items()}


DAYS = 12


def test_a_return_of_the_prefecture_goes_down_through_the_county_and_comes_back_up() -> None:
    three = Three()
    for _ in range(DAYS):
        three.day()
    assert ("county", S.RETURNED_FROM_ABOVE, 1) in three.seen
    assert ("town", S.RETURNED, 1) in three.seen
    ends = {name: (where.standing, where.round) for name, where in three.desks.items()}
    assert ends == {"town": (S.ACCEPTED, 2), "county": (S.PASSED_ABOVE, 2), "prefecture": (S.ACCEPTED, 2)}


@pytest.mark.parametrize("machine", ["town", "county", "prefecture"])
@pytest.mark.parametrize("back", [1, 2, 3, DAYS], ids=lambda days: f"{days}-days-back")
@pytest.mark.parametrize("lost_on", range(1, DAYS))
def test_whichever_machine_is_wiped_or_restored_on_any_day_everybody_still_comes_to_the_end(
    machine: str, back: int, lost_on: int
) -> None:
    three = Three()
    for today in range(2 * DAYS):
        if today == lost_on:
            empty = FILLING if machine == "town" else REVIEWING
            three.desks[machine] = three.kept[-back][machine] if back <= len(three.kept) else empty
        three.day()
    ends = {name: where.standing for name, where in three.desks.items()}
    assert ends == {"town": S.ACCEPTED, "county": S.PASSED_ABOVE, "prefecture": S.ACCEPTED}
    assert len({where.round for where in three.desks.values()}) == 1
    assert any(name == "town" and standing is S.RETURNED for name, standing, _ in three.seen)


def next_pairs(town: Whereabouts, above: Whereabouts) -> Iterable[tuple[Whereabouts, Whereabouts]]:
    """Everything that may happen next to a filing between two desks, machines wiped included."""
    yield meet(town, above)
    yield FILLING, above
    yield town, REVIEWING
    if town.standing is above.standing is S.ADJUSTING:
        yield after(town, M.REPLACE), after(above, M.REPLACE)
    for move in moves_open(town):
        if move not in BY_BOTH and not move.startswith("hear_"):
            yield after(town, move), above
    for move in moves_open(above):
        if move not in BY_BOTH:
            yield town, after(above, move)


def test_from_everything_that_can_come_about_between_two_desks_both_come_to_an_end() -> None:
    reached, waiting = {(FILLING, REVIEWING)}, [(FILLING, REVIEWING)]
    while waiting:
        for pair in next_pairs(*waiting.pop()):
            if pair not in reached and max(where.round for where in pair) <= MOST_ROUNDS:
                reached.add(pair)
                waiting.append(pair)
    assert len(reached) > 1000
    stuck = []
    for pair in reached:
        town, above = pair
        for _ in range(8):
            if above.standing is S.RETURNED and town.standing in FROZEN:
                above = after(above, M.TAKE_BACK)  # the township showed the approval that the county had lost
            town, above = clerk(town), county(above)
            town, above = meet(town, above)
        if town.standing not in FROZEN | SETTLED or above.standing not in ENDS_ABOVE:
            stuck.append((pair, town.standing, above.standing))
    assert stuck == []


@given(st.lists(st.sampled_from(Move), max_size=60), st.sampled_from(Desk), st.integers(0, 2))
@settings(max_examples=400, deadline=None)
def test_no_walk_loses_a_round_and_nothing_accepted_is_opened_but_by_a_return_or_left_but_by_an_adjustment(
    moves: list[Move], desk: Desk, ahead: int
) -> None:
    where = Whereabouts(desk=desk)
    for move in moves:
        before = where
        try:
            where = after(where, move, round_of_package=where.round + ahead)
        except MoveError:
            continue
        assert where.round >= before.round
        if before.standing in FROZEN and where.standing not in FROZEN:
            assert move in {M.HEAR_RETURNED, M.HEAR_REJECTED, M.HEAR_MERGED}
            assert before.standing not in {S.APPROVED, S.ADJUSTING, S.REPLACED}
        if before.standing is S.ADJUSTING and where.standing is not S.ADJUSTING:
            assert (move, where.standing) in {(M.REPLACE, S.REPLACED), (M.DROP_ADJUSTMENT, before.held)}
        if where.standing in EDITABLE and before.standing not in EDITABLE:
            assert move in {M.BEGIN, M.REOPEN, M.HEAR_RETURNED, M.RETURN}


NEWS = [move for move in Move if move.startswith("hear_") and move is not M.HEAR_WITHDRAWN]


@pytest.mark.parametrize("standing", [S.DRAFT, S.FINISHED, S.AMENDED, S.RETURNED, S.WITHDRAWN])
@pytest.mark.parametrize("news", NEWS)
def test_no_news_ever_writes_over_what_was_edited_since(standing: Standing, news: Move) -> None:
    where = Whereabouts(desk=Desk.FILLING, standing=standing, round=2)
    assert hear(where, news, round_answered=2, edited_since=True).holds is Holds.NEWER
    assert hear(where, news, round_answered=1).holds is Holds.NEWER
    assert hear(where, news, round_answered=3, edited_since=True).holds is Holds.APART
    assert hear(where, news, round_answered=3).holds is Holds.OLDER
    assert hear(where, news, round_answered=2).holds is Holds.THE_SAME


@pytest.mark.parametrize("news", [M.HEAR_RECEIVED, M.HEAR_IMPORTED, M.HEAR_RETURNED, M.HEAR_DELETED])
def test_news_of_an_earlier_round_is_filed_away_while_a_newer_one_is_under_way(news: Move) -> None:
    sent = Whereabouts(desk=Desk.FILLING, standing=S.SENT, round=2)
    late = hear(sent, news, round_answered=1)
    assert late.where == sent
    assert late.is_filed_away
    assert not late.lays_edits_aside


@pytest.mark.parametrize(
    ("news", "end"),
    [(M.HEAR_ACCEPTED, S.ACCEPTED), (M.HEAR_REJECTED, S.REJECTED), (M.HEAR_APPROVED, S.APPROVED)],
)
def test_a_decision_on_an_earlier_round_holds_and_what_was_sent_since_is_kept(
    news: Move, end: Standing
) -> None:
    sent = Whereabouts(desk=Desk.FILLING, standing=S.SENT, round=2)
    late = hear(sent, news, round_answered=1)
    assert (late.where.standing, late.where.round, late.holds) == (end, 2, Holds.NEWER)
    assert late.lays_edits_aside


def test_a_return_leaves_newer_edits_in_the_filing_and_a_decision_on_what_is_here_lays_nothing_aside() -> (
    None
):
    amended = Whereabouts(desk=Desk.FILLING, standing=S.AMENDED, round=1)
    assert not hear(amended, M.HEAR_RETURNED, round_answered=1, edited_since=True).lays_edits_aside
    assert not hear(amended, M.HEAR_ACCEPTED, round_answered=1).lays_edits_aside
    assert not hear(amended, M.HEAR_ACCEPTED, round_answered=2).lays_edits_aside
    assert hear(amended, M.HEAR_ACCEPTED, round_answered=2, edited_since=True).lays_edits_aside


@pytest.mark.parametrize(("desk", "sent"), [(Desk.FILLING, S.RECEIVED), (Desk.REVIEWING, S.RECEIVED_ABOVE)])
def test_a_restored_machine_learns_from_the_first_receipt_what_it_had_sent(
    desk: Desk, sent: Standing
) -> None:
    found = hear(Whereabouts(desk=desk), M.HEAR_RECEIVED, round_answered=4)
    assert (found.where.standing, found.where.round, found.holds) == (sent, 4, Holds.OLDER)


@pytest.mark.parametrize(
    ("desk", "standing", "number"),
    list(product(Desk, [S.APPROVED, S.ADJUSTING, S.REPLACED], [1, 2, 3])),
)
def test_what_was_approved_is_returned_by_nobody_of_whatever_round(
    desk: Desk, standing: Standing, number: int
) -> None:
    where = Whereabouts(desk=desk, standing=standing, round=2)
    if number < where.round:
        assert hear(where, M.HEAR_RETURNED, round_answered=number).is_filed_away
        return
    with pytest.raises(MoveError, match="退回"):
        hear(where, M.HEAR_RETURNED, round_answered=number)


def test_the_copy_in_the_middle_is_kept_until_the_office_above_has_decided() -> None:
    forwarded = run(Whereabouts(desk=Desk.REVIEWING, standing=S.ACCEPTED, round=1), M.FORWARD)
    kept = [forwarded]
    for move in (M.HEAR_RECEIVED, M.HEAR_IMPORTED, M.HEAR_NOT_TAKEN, M.FORWARD, M.HEAR_RETURNED):
        kept.append(run(kept[-1], move))
    assert all(where.standing in ON_THE_ROAD for where in kept)
    assert run(forwarded, M.HEAR_ACCEPTED).standing not in ON_THE_ROAD
