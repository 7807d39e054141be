"""The receipt slip: what is said to the sending office stands on one page, large enough to be read out, with its QR code."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pypdfium2
import pytest

from jxdesk.documents.receipt_slip import write_receipt_slip
from jxdesk.domain.sending.receipt_slips import ReceiptSlip, read_slip_mark
from jxdesk.domain.sending.receipts import STATUS_WORDS, Gap, Head, Receipt, ReceiptStatus
from tests.documents.qr_modules import assert_page_shows

RECEIPT = Receipt(
    package="a3" * 32,
    sender_org="53-23-99-103",
    device="00112233aabbccdd",
    epoch=2,
    seq=17,
    status=ReceiptStatus.IMPORTED,
    receiver_org="53-23-99",
    receiver_name="练习县财政局",
    created="2026-01-20T09:00:00+08:00",
    practice=False,
    heads=(Head(device="00112233aabbccdd", epoch=2, seq=19, digest="b1" * 32),),
    missing=(Gap(3, 3), Gap(5, 7)),
)
SLIP = ReceiptSlip(
    receipt=RECEIPT,
    sender_name="练习县白岩镇人民政府",
    task_words="2025绩效自评",
    fingerprint="K7Q2-9XDM-4T0V-8H2N",
    phone_code="2675673223874314",
)


def drawn(slip: ReceiptSlip = SLIP) -> pypdfium2.PdfDocument:
    """The slip as an opened file."""
    target = BytesIO()
    write_receipt_slip(slip, target)
    return pypdfium2.PdfDocument(target.getvalue())


def text_of(document: pypdfium2.PdfDocument) -> str:
    """What stands on the one page, without spaces."""
    assert len(document) == 1
    return "".join(document[0].get_textpage().get_text_range().split())


def test_the_slip_is_one_page_with_all_that_the_sender_needs() -> None:
    text = text_of(drawn())
    for words in (
        "绩效数据包回执单",
        "练习县白岩镇人民政府（53-23-99-103）",
        "练习县财政局（53-23-99）",
        "2025绩效自评",
        "第17号",
        "第19号",
        "K7Q2-9XDM-4T0V-8H2N",
        "已装入",
        "等待审核",
        "第3、5–7号",
        "2026年1月20日09:00",
        "2675673223874314",
        "接收单位（盖章）",
        "a3" * 32,
    ):
        assert words in text, words


def test_the_phone_code_is_the_largest_thing_on_the_page_in_groups_of_four() -> None:
    page = drawn()[0].get_textpage()
    heights = {}
    for group in ("2675", "6732", "2387", "4314"):
        place, count = page.search(group).get_next()
        box = page.get_charbox(place)
        heights[group] = box[3] - box[1]
        assert count == 4
    title = page.get_charbox(page.search("绩").get_next()[0])
    assert min(heights.values()) > 15, "points high, without the room above and below"
    assert title[3] > box[3], "it stands below the title"


def test_the_qr_code_says_what_a_scanner_types_in() -> None:
    assert_page_shows(SLIP.qr_text, drawn()[0])
    mark = read_slip_mark(f" {SLIP.qr_text}\n")
    assert mark is not None
    assert (mark.package, mark.status, mark.phone_code) == (
        RECEIPT.package,
        ReceiptStatus.IMPORTED,
        SLIP.phone_code,
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2675673223874314",
        SLIP.qr_text.replace("JXR1", "JXR2"),
        SLIP.qr_text.replace("imported", "lost"),
        SLIP.qr_text[:-1],
        SLIP.qr_text + "|x",
        f"JX1|{'a3' * 32}|53-23-99-103|17",
    ],
)
def test_another_text_is_no_mark_of_a_slip(text: str) -> None:
    assert read_slip_mark(text) is None


@pytest.mark.parametrize("status", ReceiptStatus)
def test_every_status_is_said_in_words_on_one_page(status: ReceiptStatus) -> None:
    code = "JX-FORK" if status is ReceiptStatus.REFUSED else ""
    slip = replace(
        SLIP,
        receipt=replace(RECEIPT, status=status, code=code),
        reason="同一单位有两份并行的数据" if code else "",
    )
    text = text_of(drawn(slip))
    assert STATUS_WORDS[status] in text
    assert ("同一单位有两份并行的数据（JX-FORK）" in text) == (status is ReceiptStatus.REFUSED)


def test_a_package_that_could_not_be_opened_has_a_slip_without_code() -> None:
    slip = replace(SLIP, phone_code="")
    assert slip.qr_text == ""
    text = text_of(drawn(slip))
    assert "二维码" not in text
    assert "算不出电话码" in text


def test_of_very_many_missing_numbers_the_slip_names_the_first_and_counts_all() -> None:
    many = tuple(Gap(number, number) for number in range(1, 999, 2))
    text = text_of(drawn(replace(SLIP, receipt=replace(RECEIPT, missing=many))))
    assert "第1、3、5、7、9、11、13、15、17、19、21、23号等，共499个" in text


def test_practice_and_a_doubtful_clock_are_said() -> None:
    slip = replace(SLIP, receipt=replace(RECEIPT, practice=True, clock_ok=False))
    text = text_of(drawn(slip))
    assert "（练习）" in text
    assert "日期存疑" in text


def test_the_same_receipt_has_the_same_slip() -> None:
    one, two = BytesIO(), BytesIO()
    write_receipt_slip(SLIP, one)
    write_receipt_slip(SLIP, two)
    assert one.getvalue() == two.getvalue()
