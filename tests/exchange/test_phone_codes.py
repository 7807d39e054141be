"""Phone codes: what a receiver says on the phone, and what is noticed when it is misheard or mistyped."""

from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jxdesk.domain.sending.receipts import ReceiptStatus
from jxdesk.exchange.phone_codes import (
    CODE_DIGITS,
    check_digit,
    find_status,
    grouped,
    is_misheard,
    phone_code,
    plain_digits,
    typing_fault,
)

DIGEST = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
KEY = bytes(range(16))
CODE = phone_code(KEY, DIGEST, ReceiptStatus.RECEIVED)


def test_a_phone_code_is_what_the_format_says() -> None:
    # HMAC-SHA-256 over the digest's 32 bytes and the word of the status, modulo 10^15 (compared with OpenSSL), and the check digit.
    assert CODE == "2675673223874314"
    assert grouped(CODE) == "2675 6732 2387 4314"


def test_every_status_of_a_package_has_its_own_sixteen_digits() -> None:
    codes = {status: phone_code(KEY, DIGEST, status) for status in ReceiptStatus}
    assert all(len(code) == CODE_DIGITS and code.isdecimal() for code in codes.values())
    assert len(set(codes.values())) == len(ReceiptStatus)
    for status, code in codes.items():
        assert typing_fault(code) == ""
        assert find_status(KEY, DIGEST, code) is status


@pytest.mark.parametrize(
    "typed",
    [
        "2675 6732 2387 4314",
        " 2675-6732-2387-4314 ",
        "２６７５　６７３２　２３８７　４３１４",
        "2675－6732—2387 4314",
        "2675673223874314\n",
        "2675，6732，2387，4314。",
        f"JXR1|{DIGEST}|received|2675673223874314",
        f" JXR1|{DIGEST}|received|2675673223874314\r\n",
    ],
)
def test_a_code_is_found_however_it_is_typed(typed: str) -> None:
    assert typing_fault(typed) == ""
    assert find_status(KEY, DIGEST, typed) is ReceiptStatus.RECEIVED


def test_a_code_is_only_known_to_who_opened_the_package() -> None:
    assert find_status(bytes(16), DIGEST, CODE) is None
    assert find_status(KEY, "00" * 32, CODE) is None
    assert typing_fault(CODE) == "", "nothing is wrong with the digits themselves"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "输入了 0 位"),
        ("2675 6732 2387 431", "输入了 15 位"),
        ("2675 6732 2387 4314 2", "输入了 17 位"),
        ("2675 6732 2387 4315", "有一位数字不对"),
        ("2675 6732 2837 4314", "相邻两位颠倒"),
        ("2675 6732 2387 431O", "只有数字"),
        ("二六七五", "只有数字"),
        (f"JXR1|{DIGEST}|received|2675673223874315", "有一位数字不对"),
        (f"JXR1|{DIGEST}|received|267567322387431", "只有数字"),
        ("²675 6732 2387 4314\u0661", "只有数字"),
    ],
)
def test_what_is_wrong_with_a_typed_code_is_said(typed: str, words: str) -> None:
    assert words in typing_fault(typed)
    assert find_status(KEY, DIGEST, typed) is None


@given(st.text(max_size=60))
def test_nothing_that_is_typed_breaks_the_reader(typed: str) -> None:
    digits = plain_digits(typed)
    assert digits is None or set(digits) <= set("0123456789")
    assert bool(typing_fault(typed)) or find_status(KEY, DIGEST, typed) in (None, *ReceiptStatus)


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


def test_two_thousand_guessed_codes_hit_nothing() -> None:
    random_ = random.Random(3)
    for _ in range(2_000):
        digits = f"{random_.randrange(10**15):015d}"
        assert find_status(KEY, DIGEST, digits + str(check_digit(digits))) is None
