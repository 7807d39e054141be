"""Answer slips: the paper says what the receipt says, and its phone code is that of the package."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from package_builder import contents, package
from road_parts import SUBMITTED, published, receipt

from jxdesk.domain.sending.receipts import ReceiptStatus
from jxdesk.exchange.answer_slips import reason_words, slip_of
from jxdesk.exchange.kept import KeptPackages
from jxdesk.exchange.phone_codes import find_status, grouped, phone_code
from jxdesk.exchange.refusals import Refusal
from jxdesk.exchange.verifying import read_package


@pytest.mark.parametrize("status", ReceiptStatus)
def test_the_slip_of_a_package_names_it_and_its_code_is_understood_by_the_sender(
    status: ReceiptStatus,
) -> None:
    came = read_package(io.BytesIO(SUBMITTED), len(SUBMITTED))
    code = "JX-FORK" if status is ReceiptStatus.REFUSED else ""
    slip = slip_of(came, receipt(package=came.digest, status=status, code=code))
    assert slip.sender_name == "练习县白岩镇财政所"
    assert slip.task_words == "2025绩效自评"
    assert find_status(came.key(), came.digest, slip.phone_code) is status
    assert bool(slip.reason) == (status is ReceiptStatus.REFUSED)


def test_the_slip_of_what_was_handed_down_says_so() -> None:
    data = published()
    came = read_package(io.BytesIO(data), len(data))
    assert slip_of(came, receipt(package=came.digest)).task_words == "下发资料"


def test_every_refusal_has_its_words_and_a_later_code_is_left_as_it_is() -> None:
    assert all(reason_words(code) for code in Refusal)
    assert reason_words("JX-OF-LATER") == ""
    assert reason_words("") == ""


def kept_in(folder: Path, *packages: bytes) -> list[str]:
    """Keeps packages as this desk does, and answers their digests."""
    digests = []
    for data in packages:
        digest = read_package(io.BytesIO(data), len(data)).digest
        (folder / f"{digest}.jxpkg").write_bytes(data)
        digests.append(digest)
    return digests


def test_a_code_that_is_typed_or_scanned_finds_its_package_among_all_that_were_sent(tmp_path: Path) -> None:
    digests = kept_in(tmp_path, published(), package(contents(1, 1, seed=8)), SUBMITTED)
    kept = KeptPackages(tmp_path)
    opened = read_package(io.BytesIO(SUBMITTED), len(SUBMITTED))
    slip = slip_of(opened, receipt(package=opened.digest, status=ReceiptStatus.RETURNED))
    for typed in (slip.phone_code, grouped(slip.phone_code), slip.qr_text):
        assert kept.find_code(digests, typed) == (digests[2], ReceiptStatus.RETURNED)
    assert kept.find_code(digests[:2], slip.phone_code) is None
    assert kept.find_code(digests[:2], slip.qr_text) is None
    forged = slip.qr_text.replace("returned", "accepted")
    assert kept.find_code(digests, forged) == (digests[2], ReceiptStatus.RETURNED), (
        "the code counts, not the word"
    )
    guessed = f"{slip.qr_text[:-16]}{'0' * 16}"
    assert kept.find_code(digests, guessed) is None


def test_a_kept_package_that_is_gone_or_damaged_stops_no_search(tmp_path: Path) -> None:
    digests = kept_in(tmp_path, published(), SUBMITTED)
    (tmp_path / f"{digests[0]}.jxpkg").write_bytes(b"PK")
    opened = read_package(io.BytesIO(SUBMITTED), len(SUBMITTED))
    code = phone_code(opened.key(), opened.digest, ReceiptStatus.ACCEPTED)
    found = KeptPackages(tmp_path).find_code(["f" * 64, *digests], code)
    assert found == (digests[1], ReceiptStatus.ACCEPTED)
