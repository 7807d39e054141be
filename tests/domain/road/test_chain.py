"""Where a package stands in what its sender has sent: next, twice, after a gap, late, or torn in two."""

from __future__ import annotations

import hashlib
import itertools
import random

import pytest

from jxdesk.domain.records.packages import ChainPosition
from jxdesk.domain.road.chain import MOST_MISSING, Link, Verdict, place


def chain(length: int, *, device: str = "a" * 16, mark: str = "") -> list[Link]:
    """What one installation sent, numbered from 1."""
    links: list[Link] = []
    for seq in range(1, length + 1):
        prev = links[-1].digest if links else ""
        digest = hashlib.sha256(f"{device}{mark}{seq}{prev}".encode()).hexdigest()
        links.append(Link(digest=digest, position=ChainPosition(device=device, epoch=1, seq=seq, prev=prev)))
    return links


@pytest.mark.parametrize("arrival", list(itertools.permutations(range(5))))
def test_in_whatever_order_they_come_each_is_taken_once_and_what_is_missing_is_named(
    arrival: tuple[int, ...],
) -> None:
    sent, known = chain(5), []
    for number in arrival:
        came = sent[number]
        found = place(came, known)
        numbers = {one.position.seq for one in known}
        assert found.missing == tuple(seq for seq in range(1, came.position.seq) if seq not in numbers)
        if any(seq > came.position.seq for seq in numbers):
            assert found.verdict is Verdict.LATE
        else:
            assert found.verdict is (Verdict.GAP if found.missing else Verdict.NEXT)
        known.append(came)
        assert place(came, known).verdict is Verdict.DUPLICATE


def test_two_packages_with_one_number_are_a_fork_and_so_is_one_that_names_another_before_it() -> None:
    ours, theirs = chain(3), chain(3, mark="copied folder")
    assert place(theirs[2], ours).verdict is Verdict.FORK
    assert place(theirs[2], ours).rival == ours[2]
    assert place(theirs[2], ours[:2]).verdict is Verdict.FORK
    assert place(theirs[1], [ours[2]]).verdict is Verdict.FORK
    assert (
        place(theirs[2], ours[:1]).verdict is Verdict.GAP
    )  # what lies between has not come: nothing to compare


def test_another_installation_has_its_own_numbers() -> None:
    assert place(chain(1, device="b" * 16)[0], chain(4)).verdict is Verdict.NEXT


def test_a_new_key_is_not_asked_for_what_was_sent_before_it_was_made() -> None:
    came = chain(7)[6]
    assert place(came, [], seq_floor=6).verdict is Verdict.NEXT
    assert place(came, [], seq_floor=4).missing == (5, 6)


def test_drawn_chains_with_losses_doubles_and_forks_are_judged_alike_in_any_order() -> None:
    dice = random.Random(20261121)
    for _ in range(300):
        length = dice.randint(1, 8)
        sent, copied = chain(length), chain(length, mark="copy")
        known: list[Link] = []
        for _ in range(12):
            came = dice.choice(sent if dice.random() < 0.8 else copied)
            found = place(came, known)
            if found.verdict in (Verdict.NEXT, Verdict.GAP, Verdict.LATE):
                known.append(came)
            seqs = [one.position.seq for one in known]
            assert len(seqs) == len(set(seqs)), "no number is taken in twice"


def test_a_number_as_large_as_numbers_get_costs_nothing_and_names_the_newest_that_are_missing() -> None:
    seq = 2**53 - 1
    came = Link(digest="a3" * 32, position=ChainPosition(device="a" * 16, epoch=1, seq=seq, prev="b4" * 32))
    found = place(came, chain(3))
    assert found.verdict is Verdict.GAP
    assert found.missing == tuple(range(seq - MOST_MISSING, seq))
