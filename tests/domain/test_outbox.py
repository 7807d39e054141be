"""How a package leaves the outbox: every pair of state and move, the pauses, and the addresses that a person types."""

from __future__ import annotations

import itertools
import random

import pytest

from jxdesk.domain.sending import outbox
from jxdesk.domain.sending.outbox import (
    WAITING,
    NotFromHere,
    OutboxMove,
    OutboxState,
    after,
    heard,
    longest_pause_seconds,
    pause_seconds,
)
from jxdesk.domain.sending.receipts import ReceiptStatus
from jxdesk.domain.sending.wire import NO_PROXY, SYSTEM_PROXY, BadAddress, hub_address, proxy_address

# Where each move (columns) leads from each state (rows); a dash where it cannot happen.
GRID = """
            queue   begin   cut       fail      hold      copy      taken     received  imported  accepted returned merged refused
sealed      queued  -       -         -         sealed    sealed    -         delivered imported  accepted returned merged refused
queued      queued  sending queued    failed    sealed    queued    -         delivered imported  accepted returned merged refused
sending     queued  sending queued    failed    sealed    sending   delivered delivered imported  accepted returned merged refused
failed      queued  -       -         -         sealed    failed    -         delivered imported  accepted returned merged refused
delivered   -       -       delivered delivered delivered delivered delivered delivered imported  accepted returned merged refused
imported    -       -       imported  imported  imported  imported  imported  imported  imported  accepted returned merged refused
accepted    -       -       accepted  accepted  accepted  accepted  accepted  accepted  accepted  accepted returned merged refused
returned    -       -       returned  returned  returned  returned  returned  returned  returned  accepted returned merged refused
merged      -       -       merged    merged    merged    merged    merged    merged    merged    accepted returned merged refused
refused     queued  -       refused   refused   refused   refused   refused   refused   refused   accepted returned merged refused
"""


def cells() -> dict[tuple[OutboxState, OutboxMove], OutboxState | None]:
    heads, *rows = [line.split() for line in GRID.strip().splitlines()]
    moves = [OutboxMove(head if head in set(OutboxMove) else f"hear_{head}") for head in heads]
    return {
        (OutboxState(row[0]), move): None if to == "-" else OutboxState(to)
        for row in rows
        for move, to in zip(moves, row[1:], strict=True)
    }


def test_the_grid_says_something_of_every_pair() -> None:
    assert cells().keys() == set(itertools.product(OutboxState, OutboxMove))


@pytest.mark.parametrize(("state", "move"), list(itertools.product(OutboxState, OutboxMove)))
def test_each_move_leads_where_the_grid_says_or_is_refused_in_words(
    state: OutboxState, move: OutboxMove
) -> None:
    to = cells()[state, move]
    if to is not None:
        assert after(state, move) is to
        return
    with pytest.raises(NotFromHere) as refused:
        after(state, move, what="第 3 号")
    assert refused.value.facts == f"第 3 号：{outbox.STATE_WORDS[state]}"


def test_nothing_but_a_signed_answer_takes_a_package_out_of_the_outbox() -> None:
    quiet = {OutboxMove(move) for move in OutboxMove if not move.startswith("hear_")} - {OutboxMove.TAKEN}
    for state, move in itertools.product(WAITING, quiet):
        to = cells()[state, move]
        assert to is None or to in WAITING


@pytest.mark.parametrize("status", ReceiptStatus)
def test_every_receipt_is_heard_in_every_state(status: ReceiptStatus) -> None:
    for state in OutboxState:
        assert heard(state, status) not in WAITING


def test_receipts_in_any_order_end_where_the_furthest_of_them_leads() -> None:
    one_of_each = (ReceiptStatus.RECEIVED, ReceiptStatus.IMPORTED, ReceiptStatus.RETURNED)
    for order in itertools.permutations(one_of_each):
        state = OutboxState.SENDING
        for status in order:
            state = heard(state, status)
        assert state is OutboxState.RETURNED, order


def test_pauses_double_from_five_seconds_to_half_an_hour() -> None:
    assert [longest_pause_seconds(tries) for tries in range(1, 12)] == [
        5, 10, 20, 40, 80, 160, 320, 640, 1280, 1800, 1800,
    ]  # fmt: skip
    assert longest_pause_seconds(0) == 5
    assert longest_pause_seconds(10**9) == 1800


def test_a_pause_lies_anywhere_below_the_longest_and_never_under_what_the_service_asked_for() -> None:
    chance = random.Random(20261122)
    for tries in range(1, 30):
        pauses = [pause_seconds(tries, chance.random()) for _ in range(200)]
        longest = longest_pause_seconds(tries)
        assert 0 <= min(pauses) < longest / 5
        assert longest * 4 / 5 < max(pauses) <= longest
    assert pause_seconds(1, 0.0, at_least=30) == 30
    assert pause_seconds(9, 1.0, at_least=30) == 1280


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://jx.yx.gov.cn:8443", "https://jx.yx.gov.cn:8443"),
        (" https://jx.yx.gov.cn/ ", "https://jx.yx.gov.cn"),
        ("jx.yx.gov.cn：8443", "https://jx.yx.gov.cn:8443"),
        ("192。0。2。5:8443", "https://192.0.2.5:8443"),
        ("HTTPS://JX.YX.GOV.CN", "https://jx.yx.gov.cn"),
        ("https://[fd00::1]:8443", "https://[fd00::1]:8443"),
        ("http://127.0.0.1:8443", "http://127.0.0.1:8443"),
        ("http://localhost:8443", "http://localhost:8443"),
    ],
)
def test_an_address_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert hub_address(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "州财政局",
        "http://jx.yx.gov.cn:8443",
        "http://192.0.2.5",
        "ftp://jx.yx.gov.cn",
        "https://jx.yx.gov.cn/upload",
        "https://user:word@jx.yx.gov.cn",
        "https://jx.yx.gov.cn:99999",
        "https://jx.yx.gov.cn:x",
        "https://jx.yx.gov.cn?x=1",
        "https://-jx.gov.cn",
        "https://[::1",
        "两个 字",
    ],
)
def test_what_is_no_address_is_refused_with_what_was_typed(typed: str) -> None:
    with pytest.raises(BadAddress) as refused:
        hub_address(typed)
    assert refused.value.facts == typed
    assert refused.value.advice


def test_a_proxy_is_the_systems_none_or_an_address_with_its_port() -> None:
    assert proxy_address(SYSTEM_PROXY) == SYSTEM_PROXY
    assert proxy_address(NO_PROXY) == NO_PROXY
    assert proxy_address("192.0.2.1：8080") == "http://192.0.2.1:8080"
    for wrong in ("192.0.2.1", "socks5://192.0.2.1:1080", "http://name:word@192.0.2.1:80"):
        with pytest.raises(BadAddress):
            proxy_address(wrong)
