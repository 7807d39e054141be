"""Answer slips: the paper says what the receipt says, and its phone code is that of the package."""

from __future__ import annotations

import io

import pytest
from road_parts import SUBMITTED, published, receipt

from jxdesk.domain.sending.receipts import ReceiptStatus
from jxdesk.exchange.answer_slips import reason_words, slip_of
from jxdesk.exchange.phone_codes import find_status
from jxdesk.exchange.refusals import Refusal
from jxdesk.exchange.verifying import read_package


@pytest.mark.parametrize("status", ReceiptStatus)
def test_the_slip_of_a_package_names_it_and_its_code_is_understood_by_the_sender(
    status: ReceiptStatus,
) -> None:
    package = read_package(io.BytesIO(SUBMITTED), len(SUBMITTED))
    code = "JX-FORK" if status is ReceiptStatus.REFUSED else ""
    slip = slip_of(package, receipt(package=package.digest, status=status, code=code))
    assert slip.sender_name == "练习县白岩镇财政所"
    assert slip.task_words == "2025绩效自评"
    assert find_status(package.key(), package.digest, slip.phone_code) is status
    assert bool(slip.reason) == (status is ReceiptStatus.REFUSED)


def test_the_slip_of_what_was_handed_down_says_so() -> None:
    data = published()
    package = read_package(io.BytesIO(data), len(data))
    assert slip_of(package, receipt(package=package.digest)).task_words == "下发资料"


def test_every_refusal_has_its_words_and_a_later_code_is_left_as_it_is() -> None:
    assert all(reason_words(code) for code in Refusal)
    assert reason_words("JX-OF-LATER") == ""
    assert reason_words("") == ""
