"""The cover sheet: everything that two people compare stands on it, and its QR code is the one that was asked for."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pypdfium2
import pytest

from jxdesk.documents.cover import write_cover
from jxdesk.domain.records.filings import Form
from jxdesk.domain.records.packages import PackageKind, Task, Totals
from jxdesk.domain.sending.cover import KIND_WORDS, CoverSheet
from tests.documents.qr_modules import assert_page_shows


def cover(*, practice: bool = False, people: tuple[tuple[str, str], ...] = ()) -> CoverSheet:
    """The cover of some package."""
    return CoverSheet(
        sender_name="练习县白岩镇人民政府",
        sender_org="53-23-99-103",
        recipients=("练习县财政局",),
        task=Task(form=Form.PROJECT_SELF_EVALUATION, year=2025),
        totals=Totals(amount_fen=1_472_421_000, indicators=912, projects=99),
        file_name="练习县白岩镇人民政府_2025绩效自评_第0017号_K7Q2.jxpkg",
        file_size=1_234_567,
        digest="a3" * 32,
        fingerprint="K7Q2-9XDM-4T0V-8H2N",
        seq=17,
        created="2026-01-05T09:30:00+08:00",
        people=people,
        practice=practice,
    )


def drawn(one: CoverSheet) -> bytes:
    """The cover as a file."""
    target = BytesIO()
    write_cover(one, target)
    return target.getvalue()


@pytest.mark.parametrize("people", [(), (("填报人", "甲"),), (("填报人", "甲"), ("负责人", "乙"))])
def test_the_cover_is_one_page_with_all_that_is_compared(people: tuple[tuple[str, str], ...]) -> None:
    document = pypdfium2.PdfDocument(drawn(cover(people=people)))
    assert len(document) == 1
    text = "".join(document[0].get_textpage().get_text_range().split())
    wanted = (
        "绩效数据包送达单",
        "练习县白岩镇人民政府（53-23-99-103）",
        "练习县财政局",
        "2025绩效自评",
        "第17号",
        "99个",
        "912条",
        "1,472.42万元（14,724,210.00元）",
        "练习县白岩镇人民政府_2025绩效自评_第0017号_K7Q2.jxpkg",
        "1,234,567字节",
        "K7Q2-9XDM-4T0V-8H2N",
        "a3" * 32,
        "报送单位（盖章）",
        "送件人：",
    )
    for words in (*wanted, *(name for pair in people for name in pair)):
        assert words in text, words


def test_the_qr_code_on_the_page_has_the_modules_of_its_text() -> None:
    one = cover(practice=True)
    assert_page_shows(one.qr_text, pypdfium2.PdfDocument(drawn(one))[0])


def test_the_cover_of_a_practice_package_says_so() -> None:
    document = pypdfium2.PdfDocument(drawn(cover(practice=True)))
    assert "（练习）" in document[0].get_textpage().get_text_range()
    assert "（练习）" not in pypdfium2.PdfDocument(drawn(cover()))[0].get_textpage().get_text_range()


def test_the_same_package_has_the_same_cover() -> None:
    assert drawn(cover()) == drawn(cover())


def test_the_cover_of_what_is_handed_down_says_what_it_is() -> None:
    answer = replace(cover(), kind=PackageKind.RETURN)
    assert answer.task_words == "2025绩效自评（审核结果）"
    handed_down = replace(cover(), kind=PackageKind.PUBLICATION, task=None)
    text = pypdfium2.PdfDocument(drawn(handed_down))[0].get_textpage().get_text_range()
    assert "下发资料" in text
    assert KIND_WORDS.keys() == set(PackageKind)
