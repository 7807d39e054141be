"""Receipts as plain values: which answer is news, which numbers are missing, and to which package an answer belongs."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jxdesk.domain.sending.receipts import (
    STATUS_WORDS,
    Gap,
    Receipt,
    ReceiptStatus,
    gap_words,
    gaps_of,
    is_news,
    mismatch,
    stage_of,
    status_meaning,
)

SENT = {
    "package": "a3" * 32,
    "sender_org": "53-23-99-103",
    "device": "00112233aabbccdd",
    "epoch": 2,
    "seq": 17,
}
RECEIPT = Receipt(
    package="a3" * 32,
    sender_org="53-23-99-103",
    device="00112233aabbccdd",
    epoch=2,
    seq=17,
    status=ReceiptStatus.RECEIVED,
    receiver_org="53-23-99",
    receiver_name="练习县财政局",
    created="2026-01-20T09:00:00+08:00",
    practice=False,
)


def test_every_status_has_words_and_says_what_it_means() -> None:
    assert STATUS_WORDS.keys() == set(ReceiptStatus)
    assert len({status_meaning(status) for status in ReceiptStatus}) == len(ReceiptStatus)


def test_the_first_answer_is_news_and_the_same_again_is_not() -> None:
    for status in ReceiptStatus:
        assert is_news(status, None)
        assert not is_news(status, status)


def test_an_answer_that_arrives_late_never_turns_back_what_is_known() -> None:
    for said, known in itertools.permutations(ReceiptStatus, 2):
        assert is_news(said, known) == (stage_of(said) >= stage_of(known)), (said, known)
    assert not is_news(ReceiptStatus.RECEIVED, ReceiptStatus.RETURNED)
    assert not is_news(ReceiptStatus.IMPORTED, ReceiptStatus.ACCEPTED)
    assert is_news(ReceiptStatus.ACCEPTED, ReceiptStatus.RETURNED), "a reviewer may still change the decision"


@given(st.sets(st.integers(1, 60)))
def test_gaps_name_exactly_the_missing_numbers(numbers: set[int]) -> None:
    gaps = gaps_of(numbers)
    assert {number for gap in gaps for number in range(gap.first, gap.last + 1)} == numbers
    assert all(before.last + 1 < after.first for before, after in itertools.pairwise(gaps))


def test_missing_numbers_are_said_in_words() -> None:
    assert gap_words(()) == ""
    assert gap_words(gaps_of([5, 3, 7, 6])) == "第 3、5–7 号"
    assert gap_words((Gap(1, 1_000_000),)) == "第 1–1000000 号"


def test_an_answer_belongs_to_the_package_that_it_names() -> None:
    assert mismatch(RECEIPT, **SENT) == ""


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"package": "b1" * 32}, "另一个数据包"),
        ({"sender_org": "53-23-99-104"}, "53-23-99-104"),
        ({"seq": 18}, "第 18 号"),
        ({"epoch": 3}, "对不上"),
        ({"device": "f" * 16}, "对不上"),
    ],
)
def test_an_answer_to_something_else_says_what_differs(other: dict[str, object], words: str) -> None:
    assert words in mismatch(RECEIPT, **{**SENT, **other})
