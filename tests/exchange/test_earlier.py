"""What a package says about the numbers before it costs nothing, however much it says, and waits for no number for ever."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

from draft import Draft, plain
from package_builder import contents, package

from jxdesk.actions.verify import verify
from jxdesk.domain.road.chain import MOST_MISSING, Link, Verdict, place
from jxdesk.domain.sending.receipts import Gap
from jxdesk.exchange import manifest as manifests
from jxdesk.exchange.front import read_front
from jxdesk.exchange.strict import MOST_OF_A_LIST

PLACE = Path(__file__).parents[1] / "samples" / "packages"


def test_millions_of_spans_are_refused_before_they_are_read(tmp_path: Path) -> None:
    made = Draft(package(contents(1, 1)))
    made.build_front()
    span = plain({"first": 1, "last": 1})
    text = plain(made.manifest | {"earlier": []}).replace(
        b'"earlier":[]', b'"earlier":[' + b",".join([span] * 2_000_000) + b"]"
    )
    made.payload = text
    file = tmp_path / "a.jxpkg"
    file.write_bytes(made.build())
    before = time.process_time()
    assert verify(file).code == "JX-JSON-SIZE"
    assert time.process_time() - before < 0.5


def test_a_span_of_very_many_numbers_makes_no_more_of_them_missing_than_any_other() -> None:
    said = read_front(PLACE / "good-earlier-one-span-of-very-many.jxpkg")
    before = time.process_time()
    placed = place(Link(digest="a", position=said.chain, earlier=said.earlier), [])
    assert time.process_time() - before < 0.5
    assert placed.verdict is Verdict.GAP
    assert placed.missing == tuple(range(said.chain.seq - MOST_MISSING, said.chain.seq))


def test_only_the_numbers_that_went_to_the_same_office_are_missing() -> None:
    said = read_front(PLACE / "good-earlier-numbers.jxpkg")
    placed = place(Link(digest="a", position=said.chain, earlier=said.earlier), [])
    assert placed.missing == (1, 2, 3, 5, 7, 8)
    alone = read_front(PLACE / "good-earlier-none.jxpkg")
    assert place(Link(digest="a", position=alone.chain, earlier=alone.earlier), []).verdict is Verdict.NEXT


def test_a_sender_of_more_spans_than_may_be_names_the_newest() -> None:
    said = read_front(PLACE / "good-earlier-numbers.jxpkg")
    spans = tuple(Gap(2 * number + 1, 2 * number + 1) for number in range(MOST_OF_A_LIST + 5))
    seq = spans[-1].last + 2
    chain = replace(said.chain, seq=seq)
    knows = (replace(said.knows[0], seq=seq),)
    read = manifests.from_bytes(manifests.to_bytes(replace(said, chain=chain, knows=knows, earlier=spans)))
    assert read.earlier == spans[5:]
