"""Fingerprints: what people read out, compare and type."""

from __future__ import annotations

import pytest

from jxdesk.exchange.fingerprint import fingerprint, matches, short_fingerprint

DIGEST = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_a_fingerprint_is_the_first_eighty_bits_in_crockfords_signs() -> None:
    assert fingerprint(DIGEST) == "WERC-8GMR-ZGE1-96QV"
    assert short_fingerprint(DIGEST) == "WERC"
    assert fingerprint("00" * 32) == "0000-0000-0000-0000"
    assert fingerprint("ff" * 32) == "ZZZZ-ZZZZ-ZZZZ-ZZZZ"


@pytest.mark.parametrize(
    "typed", ["WERC-8GMR", "werc8gmr", "WERC 8GMR ZGEI 96QV", "WERC-8GMR-ZGEL", "werc－8gmr"]
)
def test_a_typed_fingerprint_matches_however_it_is_typed(typed: str) -> None:
    assert matches(fingerprint(DIGEST), typed)


@pytest.mark.parametrize("typed", ["", "WERC", "WERC-8GM", "WERC-8GMS", "8GMR-ZGE1", "WERC-8GMR-ZGE1-96QV-0"])
def test_another_or_too_short_fingerprint_does_not(typed: str) -> None:
    assert not matches(fingerprint(DIGEST), typed)
