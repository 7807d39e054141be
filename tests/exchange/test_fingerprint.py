"""Fingerprints and phone codes: what people read out, and what is noticed when they mishear."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jxdesk.exchange.fingerprint import (
    ReceiptStatus,
    check_digit,
    fingerprint,
    is_misheard,
    matches,
    phone_code,
    read_phone_code,
    short_fingerprint,
)

DIGEST = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
KEY = bytes(range(16))


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


def test_a_phone_code_has_sixteen_digits_and_tells_its_status() -> None:
    codes = {status: phone_code(KEY, DIGEST, status) for status in ReceiptStatus}
    assert all(len(code) == 16 and code.isdecimal() for code in codes.values())
    assert len(set(codes.values())) == len(ReceiptStatus)
    for status, code in codes.items():
        assert read_phone_code(KEY, DIGEST, f"{code[:4]} {code[4:8]}-{code[8:]}") is status


def test_a_phone_code_is_only_known_to_who_opened_the_package() -> None:
    code = phone_code(KEY, DIGEST, ReceiptStatus.IMPORTED)
    assert read_phone_code(bytes(16), DIGEST, code) is None
    assert read_phone_code(KEY, "00" * 32, code) is None


def test_a_phone_code_is_what_the_format_says() -> None:
    # HMAC-SHA-256 over the digest's 32 bytes and the word of the status, modulo 10^15 (compared with OpenSSL), and the check digit.
    assert phone_code(KEY, DIGEST, ReceiptStatus.RECEIVED) == "2675673223874314"


@given(st.text("0123456789", min_size=15, max_size=15))
def test_every_wrong_digit_and_every_swap_of_neighbours_is_noticed(digits: str) -> None:
    code = digits + str(check_digit(digits))
    assert not is_misheard(code)
    for place, digit in itertools.product(range(16), "0123456789"):
        if code[place] != digit:
            assert is_misheard(code[:place] + digit + code[place + 1 :])
    for place in range(15):
        swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        assert swapped == code or is_misheard(swapped)


def test_the_check_digit_is_the_published_one() -> None:
    assert check_digit("572") == 4
