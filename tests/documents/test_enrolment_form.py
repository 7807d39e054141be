"""The papers of enrolment: one page each, with the fingerprint in four large groups that a person can type from."""

from __future__ import annotations

import datetime as dt
import tomllib

import pypdfium2
import pytest

from jxdesk.documents.enrolment_form import GROUP_SIZE, form_pdf, slip_pdf
from jxdesk.domain.records.offices import OfficeLevel
from jxdesk.domain.sending.enrolment_papers import EnrolmentForm, EnrolmentSlip
from jxdesk.domain.templates.paper_layouts import PaperLayout
from jxdesk.shipped_files import resource

MARK = "K7Q2-9XDM-4T0V-8H2N"
DAY = dt.date(2026, 11, 20)


def layout(name: str) -> PaperLayout:
    """A shipped layout."""
    return PaperLayout.from_mapping(tomllib.loads(resource("papers", f"{name}.toml").read_text("utf-8")))


def form(*, practice: bool = False, superior: str = "练习县财政局（53-23-99）", mark: str = MARK) -> bytes:
    """The form of some township."""
    return form_pdf(
        EnrolmentForm(
            name="练习县白岩镇财政所",
            path="53-23-99-103",
            level=OfficeLevel.TOWNSHIP,
            superior=superior,
            clerk="填报人甲",
            fingerprint=mark,
            day=DAY,
            practice=practice,
        ),
        layout("enrolment-form"),
    )


def slip() -> bytes:
    """The slip of some certificate."""
    return slip_pdf(
        EnrolmentSlip(
            name="练习县白岩镇财政所",
            path="53-23-99-103",
            issuer="练习县财政局",
            issued_on=DAY,
            not_after=dt.date(2029, 11, 20),
            serial="0f" * 16,
            state="已停用：密钥丢失",
            fingerprint=MARK,
            clerk="经办人乙",
            day=DAY,
        ),
        layout("enrolment-slip"),
    )


def text_of(data: bytes) -> str:
    """All words of the one page."""
    document = pypdfium2.PdfDocument(data)
    assert len(document) == 1
    return "".join(document[0].get_textpage().get_text_range().split())


def test_the_form_has_all_that_is_compared_and_room_for_both_seals() -> None:
    text = text_of(form())
    for words in (
        "绩效桌面单位登记表",
        "练习县白岩镇财政所",
        "53-23-99-103",
        "乡、镇、街道",
        "练习县财政局（53-23-99）",
        "填报人甲",
        "2026年11月20日",
        "申请单位（盖章）",
        "上级财政部门（核对后盖章）",
        "指纹前8位以上",
        *MARK.split("-"),
    ):
        assert words in text, words
    assert "上级财政部门" in text_of(form(superior=""))
    assert "练习" in text_of(form(practice=True))


def test_the_slip_has_what_the_certificate_says() -> None:
    text = text_of(slip())
    for words in (
        "绩效桌面单位登记凭证",
        "练习县财政局",
        "2026年11月20日",
        "2029年11月20日",
        "0f" * 16,
        "已停用：密钥丢失",
        "经办人乙",
        *MARK.split("-"),
    ):
        assert words in text, words


@pytest.mark.parametrize("data", [form(), slip()], ids=["form", "slip"])
def test_each_group_of_the_fingerprint_stands_large_in_a_box_of_its_own(data: bytes) -> None:
    page = pypdfium2.PdfDocument(data)[0].get_textpage()
    text = page.get_text_range()
    edges = []
    for group in MARK.split("-"):
        at = text.index(group)
        boxes = [page.get_charbox(at + sign, loose=True) for sign in range(len(group))]
        assert min(top - bottom for _, bottom, _, top in boxes) >= 0.8 * GROUP_SIZE
        edges += [boxes[0][0], boxes[-1][2]]
    assert edges == sorted(edges)


def test_the_widest_group_stays_in_its_box() -> None:
    page = pypdfium2.PdfDocument(form(mark="WMWM-MWMW-WWWW-MMMM"))[0].get_textpage()
    text = page.get_text_range()
    edges = [page.get_charbox(text.index(group) + at) for group in ("WWWW", "MMMM") for at in (0, 3)]
    box = 32.5 * 72 / 25.4
    assert edges[1][2] - edges[0][0] < box
    assert edges[3][2] - edges[2][0] < box


def test_the_same_form_gives_the_same_bytes() -> None:
    assert form() == form()
