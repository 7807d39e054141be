"""Charts on paper and in workbooks: every text stands where the geometry puts it, and Excel gets numbers and a chart of its own."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from io import BytesIO

import openpyxl
import pypdfium2
import pytest

from jxdesk.documents import fonts
from jxdesk.documents.charts.drawing import draw_chart
from jxdesk.documents.charts.marks import Text
from jxdesk.documents.charts.pdf_painter import MARGIN, chart_pdf, paper_look
from jxdesk.documents.charts.workbook import HEAD, chart_workbook
from jxdesk.documents.pages import LONG_SIDE, SHORT_SIDE
from jxdesk.domain.records.filings import MoneyUnit

from .made import CASES, YUXI, cloud, year


def where_read(content: bytes, text: str) -> list[tuple[float, float]]:
    """The left ends of a text on the page, and the middles of its letters' heights, as a reader of PDF finds them."""
    page = pypdfium2.PdfDocument(content)[0].get_textpage()
    found = []
    search = page.search(text, match_case=True)
    while (place := search.get_next()) is not None:
        left, bottom, _, top = page.get_charbox(place[0], loose=True)
        found.append((left, (bottom + top) / 2))
    return found


@pytest.mark.parametrize("case", CASES)
def test_every_text_stands_on_the_page_where_the_geometry_puts_it(case: str) -> None:
    content = chart_pdf(CASES[case])
    with fonts.drawing:
        drawing = draw_chart(CASES[case], paper_look())
    texts = [mark for mark in drawing.marks if isinstance(mark, Text)]
    assert len(texts) > 3
    for mark in texts:
        x, y = MARGIN + mark.left, SHORT_SIDE - MARGIN - mark.baseline + mark.size * 0.35
        read = where_read(content, mark.text)
        assert any(abs(left - x) < 1.5 and abs(middle - y) < mark.size * 0.5 for left, middle in read), mark


def test_a_chart_is_one_landscape_page_of_a_reasonable_size() -> None:
    content = chart_pdf(cloud(YUXI))
    pages = pypdfium2.PdfDocument(content)
    assert len(pages) == 1
    assert pages[0].get_size() == pytest.approx((LONG_SIDE, SHORT_SIDE), abs=0.1)
    assert len(content) < 600_000
    assert content == chart_pdf(cloud(YUXI))


def test_a_workbook_has_the_numbers_and_a_chart_that_reads_them() -> None:
    content = chart_workbook(year(7, 10), is_practice=True)
    sheet = openpyxl.load_workbook(BytesIO(content)).worksheets[0]
    rows = list(sheet.iter_rows(min_row=HEAD + 1, values_only=True))
    assert rows[0][:6] == (
        "月份",
        "时间进度",
        "填报数·项目数",
        "填报数·累计支出（万元）",
        "填报数·同批项目预算（万元）",
        "填报数·执行率",
    )
    assert rows[7][:6] == ("7月", 0.5833, 1, pytest.approx(53.846154), 100, 0.5385)
    assert rows[6][2:6] == (None, None, None, None)
    assert sheet["A5"].value == "练习数据，不得报送"
    parts = zipfile.ZipFile(BytesIO(content))
    chart = parts.read("xl/charts/chart1.xml").decode()
    assert chart.count("<c:ser>") == 5
    assert "图表!$D$7:$D$18" in chart


def test_a_workbook_of_a_chart_in_yuan_has_yuan_in_its_cells() -> None:
    figures = replace(year(7, 10), money_unit=MoneyUnit.YUAN)
    sheet = openpyxl.load_workbook(BytesIO(chart_workbook(figures))).worksheets[0]
    rows = list(sheet.iter_rows(min_row=HEAD + 1, values_only=True))
    assert rows[0][3:5] == ("填报数·累计支出（元）", "填报数·同批项目预算（元）")
    assert rows[7][4] == 1_000_000


def test_a_workbook_of_projects_has_a_series_a_grade_with_its_own_marker() -> None:
    content = chart_workbook(cloud(99))
    sheet = openpyxl.load_workbook(BytesIO(content)).worksheets[0]
    assert sheet.max_row == HEAD + 1 + 99
    chart = zipfile.ZipFile(BytesIO(content)).read("xl/charts/chart1.xml").decode()
    assert chart.count("<c:ser>") == 5
    for marker in ("circle", "square", "triangle", "diamond", "plus"):
        assert f'<c:symbol val="{marker}"/>' in chart


@pytest.mark.parametrize("case", CASES)
def test_every_chart_makes_a_workbook_that_opens(case: str) -> None:
    sheet = openpyxl.load_workbook(BytesIO(chart_workbook(CASES[case]))).worksheets[0]
    assert sheet["A1"].value == CASES[case].scope.title
    assert sheet["A5"].value is None
