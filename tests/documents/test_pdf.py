"""PDF: read again with PDFium: text, pages, repeated headings, marks, metadata, places, and what never fits."""

from __future__ import annotations

import re
import threading
import zlib
from dataclasses import replace
from io import BytesIO

import pypdfium2
import pytest

from jxdesk.documents import fonts
from jxdesk.documents.pages import LANDSCAPE, PORTRAIT, plan_pages
from jxdesk.documents.pdf import Placed, pdf_bytes, write_pdf
from jxdesk.documents.sheet import Sheet
from jxdesk.domain.errors import Cancelled
from jxdesk.domain.progress import Progress
from jxdesk.domain.records.filings import FilingContent, Form
from tests.documents.filled import PRINTED, RARE, content, line, long_form, sheet, template

HEADINGS = "一级指标"


def texts(pdf: bytes) -> list[str]:
    """The text of every page, without blanks."""
    document = pypdfium2.PdfDocument(pdf)
    return ["".join(page.get_textpage().get_text_range().split()) for page in document]


def squeezed(text: str) -> str:
    """A text without blanks, as ``texts`` gives it."""
    return "".join(text.split())


@pytest.mark.parametrize("template_id", PRINTED)
def test_a_form_of_seven_indicators_takes_one_page_and_holds_every_text(template_id: str) -> None:
    made = sheet(content(template_id))
    (page,) = texts(pdf_bytes(made))
    assert made.title in page
    for cell in made.cells:
        for part in cell.text.split("\n"):
            assert squeezed(part) in page, part
    for label, _ in made.signatures:
        assert f"{label}：" in page
    assert squeezed(made.footer) in page
    assert "—1—" in page


@pytest.mark.parametrize("template_id", ["national-2020", "yunnan-public14-2022"])
def test_an_empty_form_can_be_printed(template_id: str) -> None:
    empty = FilingContent(form=Form.PROJECT_SELF_EVALUATION, template_id=template_id)
    (page,) = texts(pdf_bytes(sheet(empty, is_scored=False)))
    assert HEADINGS in page


@pytest.mark.parametrize("template_id", PRINTED)
def test_a_long_form_repeats_its_headings_and_loses_nothing(template_id: str) -> None:
    filled = long_form(template_id)
    made = sheet(filled)
    pages = texts(pdf_bytes(made))
    plan = plan_pages(made, fonts.breaker)
    assert len(pages) == len(plan.pages) > 2
    for number, page in enumerate(plan.pages):
        table = made.headed[-1]
        has_indicators = any(table.last < slot.row <= table.until for slot in page.slots)
        assert (HEADINGS in pages[number]) == has_indicators or number == 0
    assert RARE in pages[0]
    whole = "".join(pages)
    for field in ("name", "actual"):
        for cell in made.cells:
            if cell.field == field:
                assert squeezed(cell.text) in whole


def test_a_reason_of_two_thousand_characters_is_printed_to_its_end() -> None:
    filled = long_form("yunnan-public14-2022", rows=3)
    made = sheet(filled)
    plan = plan_pages(made, fonts.breaker)
    place = next(n for n, cell in enumerate(made.cells) if len(cell.text) == 2_000)
    row = made.cells[place].row
    drawn = 0
    for page in plan.pages:
        for slot in page.slots:
            if slot.row == row and slot.lines is not None:
                assert slot.first_line <= drawn
                drawn = max(drawn, slot.first_line + slot.lines)
    assert drawn >= len(plan.lines[place])
    assert "".join(plan.lines[place]).replace(" ", "") == squeezed(made.cells[place].text)


@pytest.mark.parametrize("template_id", PRINTED)
@pytest.mark.parametrize("rows", [1, 9, 14, 15, 16, 17, 18, 25, 60])
def test_no_row_leaves_the_type_area_and_none_is_lost(template_id: str, rows: int) -> None:
    made = sheet(long_form(template_id, rows=max(rows, 2), reason=40))
    plan = plan_pages(made, fonts.breaker)
    seen = []
    for page in plan.pages:
        below = 0.0
        for slot in page.slots:
            assert slot.top + slot.height <= plan.area.height + 0.1
            assert slot.top >= below - 0.1
            below = slot.top + slot.height
            seen.append(slot.row)
    assert sorted(set(seen)) == list(range(len(made.row_heights)))
    last = plan.pages[-1]
    assert last.end_top is not None
    assert last.slots, "the signature line never stands alone"


@pytest.mark.parametrize("template_id", PRINTED)
def test_every_line_fits_its_cell(template_id: str) -> None:
    made = sheet(long_form(template_id, rows=12))
    plan = plan_pages(made, fonts.breaker)
    for cell, lines in zip(made.cells, plan.lines, strict=True):
        room = plan.edges[cell.last_column + 1] - plan.edges[cell.column]
        for each in lines:
            width = fonts.breaker.width(each) * plan.size
            assert width <= room or cell.number is not None, each


def test_a_wide_number_is_drawn_smaller_and_never_in_two_lines() -> None:
    filled = content("national-2020")
    rich = replace(filled.money_lines[0], revised_budget_fen=98_765_432_109, executed_fen=98_765_432_109)
    made = sheet(replace(filled, money_lines=(rich,)))
    plan = plan_pages(made, fonts.breaker)
    for cell, lines in zip(made.cells, plan.lines, strict=True):
        if cell.number is not None:
            assert len(lines) <= 1
    assert "98,765.432109" in texts(pdf_bytes(made))[0]


def test_pages_lie_as_the_template_says() -> None:
    for template_id, area in (("national-2020", PORTRAIT), ("yunnan-2020", LANDSCAPE)):
        (page,) = pypdfium2.PdfDocument(pdf_bytes(sheet(content(template_id))))
        assert page.get_size() == pytest.approx((area.page_width, area.page_height), abs=0.1)


def test_the_same_form_gives_the_same_bytes() -> None:
    assert pdf_bytes(sheet(content())) == pdf_bytes(sheet(content()))


def test_forms_drawn_at_once_on_several_threads_are_the_same_as_alone() -> None:
    made = [sheet(replace(content(), project_name=f"项目{number}")) for number in range(4)]
    alone = [pdf_bytes(each) for each in made]
    together: list[bytes] = [b""] * len(made)

    def draw(number: int) -> None:
        together[number] = pdf_bytes(made[number])

    threads = [threading.Thread(target=draw, args=(number,)) for number in range(len(made))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert together == alone


def test_every_font_is_embedded_and_searchable_beyond_the_first_plane() -> None:
    rare = f"{RARE}丣𠀋"
    pdf = pdf_bytes(sheet(replace(content(), project_name=rare)))
    assert rare in texts(pdf)[0]
    raw = b"".join(_streams(pdf)) + pdf
    assert raw.count(b"/Subtype/Type0") == 2, "serif and kai, one font each"
    assert pdf.count(b"/FontFile2") == 2
    assert b"Helvetica" not in pdf
    assert b"<D872DF5A>" in raw, "𬭚 as a UTF-16 pair"


def _streams(pdf: bytes) -> list[bytes]:
    found = []
    for match in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            found.append(zlib.decompress(match[1]))
        except zlib.error:
            continue
    return found


def test_an_emoji_is_drawn_as_a_box_that_can_be_seen() -> None:
    made = sheet(replace(content(), project_name="幸福😀小区"))
    assert f"幸福{fonts.REPLACEMENT}小区" in texts(pdf_bytes(made))[0]


def test_signs_that_look_like_a_dash_are_drawn_as_the_equals_sign_they_mean() -> None:
    filled = content("national-2020")
    first = replace(filled.indicator_lines[0], target_text="═100%")
    page = texts(pdf_bytes(sheet(replace(filled, indicator_lines=(first,)))))[0]
    assert "＝100%" in page or "=100%" in page
    assert "═" not in page


def test_practice_forms_carry_the_mark_on_every_page_and_real_ones_do_not() -> None:
    marked = texts(pdf_bytes(sheet(long_form("yunnan-public14-2022", rows=40), is_practice=True)))
    assert len(marked) > 1
    assert all("练习" in page for page in marked)
    filled = replace(content(), office_name="白岩镇", department="交通局", implementing_unit="白岩镇")
    assert "练习" not in texts(pdf_bytes(sheet(filled)))[0]


def test_the_file_says_what_it_is_and_nobodys_name() -> None:
    information = pypdfium2.PdfDocument(pdf_bytes(sheet(content()))).get_metadata_dict()
    assert information["Title"] == "2025年度项目支出绩效自评表"
    assert "白岩镇农村公路养护补助" in information["Subject"]
    assert information["Author"] == ""
    assert information["Creator"] == "jxdesk"


def test_many_forms_stand_in_one_file_with_a_bookmark_each() -> None:
    made = [sheet(replace(content(), project_name=f"项目{number}")) for number in range(5)]
    target = BytesIO()
    assert write_pdf(made, target, title="2025绩效自评") == 5
    document = pypdfium2.PdfDocument(target.getvalue())
    assert len(document) == 5
    assert [mark.get_title() for mark in document.get_toc()] == [each.subject for each in made]


def test_a_cancelled_file_is_not_written() -> None:
    progress = Progress()
    target = BytesIO()

    def some() -> object:
        yield sheet(content())
        progress.cancel()
        yield sheet(content())

    with pytest.raises(Cancelled):
        write_pdf(some(), target, progress=progress)  # type: ignore[arg-type]
    assert target.getvalue() == b""


def test_every_field_has_its_place_on_the_page() -> None:
    made = sheet(content())
    places: list[Placed] = []
    pdf_bytes(made, places)
    wanted = {(cell.line_id, cell.field) for cell in made.cells if cell.field}
    assert {(place.line_id, place.field) for place in places} == wanted
    for place in places:
        assert LANDSCAPE.left - 0.1 <= place.left < place.right <= LANDSCAPE.left + LANDSCAPE.width + 0.1
        assert 0 < place.top < place.bottom < LANDSCAPE.page_height


def test_page_numbers_stand_outside_left_and_right_in_turn() -> None:
    document = pypdfium2.PdfDocument(pdf_bytes(sheet(long_form("national-2020"))))
    for number in (1, 2):
        text_page = document[number - 1].get_textpage()
        searcher = text_page.search(f"— {number} —")
        index, count = searcher.get_next()
        boxes = [text_page.get_charbox(place) for place in range(index, index + count)]
        middle = (boxes[0][0] + boxes[-1][2]) / 2
        assert (middle > PORTRAIT.page_width / 2) == (number % 2 == 1)


def test_a_label_cut_apart_by_a_page_break_is_written_on_both_pages() -> None:
    rows = [("产出指标", "数量指标", f"指标{n}", ">=", "1", "个", "1", "1") for n in range(40)]
    filled = replace(
        content("national-2020"), indicator_lines=tuple(line(n, row) for n, row in enumerate(rows))
    )
    pages = texts(pdf_bytes(sheet(filled)))
    assert len(pages) > 1
    assert all("产出指标" in page for page in pages[:2])


def test_template_widths_are_the_type_area() -> None:
    for template_id in PRINTED:
        made: Sheet = sheet(content(template_id))
        area = PORTRAIT if made.orientation is template("national-2020").orientation else LANDSCAPE
        assert sum(made.widths) * 72 / 25.4 == pytest.approx(area.width, abs=0.1)
