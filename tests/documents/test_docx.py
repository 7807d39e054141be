"""Narratives as documents: read again with python-docx they say what the report says, in the style of official papers."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from jxdesk.documents.docx import write_docx
from jxdesk.domain.reports.report import Paragraph, Report, ReportRows, Run

REPORT = Report(
    title="练习县水务局\n2025年度部门整体支出绩效自评情况",
    blocks=(
        Paragraph(1, (Run("一、部门基本情况"),)),
        Paragraph(2, (Run("（一）部门概况"),)),
        Paragraph(0, (Run("全年执行"), Run("[待填]", is_missing=True), Run("万元。"))),
        ReportRows(
            "任务支出（万元）", ("任务名称", "实际支出"), (("水库除险加固", "240.00"), ("竜㛃村", ""))
        ),
    ),
    sources=ReportRows("数据来源", ("数字", "来自"), (("240.00", "部门整体自评表"),)),
    findings=(),
)


def _read(report: Report) -> Any:
    target = io.BytesIO()
    write_docx(report, target)
    return Document(io.BytesIO(target.getvalue()))


@pytest.fixture
def document() -> Any:
    """The document, read again."""
    return _read(REPORT)


def test_the_words_come_back_in_their_order(document: Any) -> None:
    texts = [one.text for one in document.paragraphs if one.text]
    assert texts[:5] == [
        "练习县水务局",
        "2025年度部门整体支出绩效自评情况",
        "一、部门基本情况",
        "（一）部门概况",
        "全年执行[待填]万元。",
    ]
    first = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert first == [["任务名称", "实际支出"], ["水库除险加固", "240.00"], ["竜㛃村", ""]]


def test_what_is_missing_is_marked(document: Any) -> None:
    runs = [run for one in document.paragraphs for run in one.runs if run.font.highlight_color]
    assert [run.text for run in runs] == ["[待填]"]
    assert runs[0].font.highlight_color == WD_COLOR_INDEX.YELLOW


def test_the_page_is_that_of_official_papers(document: Any) -> None:
    section = document.sections[0]
    edges = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    for found, wanted in zip(edges, (37, 35, 28, 26), strict=True):
        assert abs(found - Mm(wanted)) < Mm(0.1)
    assert document.settings.odd_and_even_pages_header_footer
    for footer in (section.footer, section.even_page_footer):
        assert "PAGE" in footer._element.xml
        assert footer.paragraphs[0].text.startswith("— ")


def test_levels_have_the_typefaces_of_the_standard(document: Any) -> None:
    for name, font in (("Normal", "仿宋_GB2312"), ("Heading 1", "黑体"), ("Heading 2", "楷体_GB2312")):
        style = document.styles[name]
        fonts = style.element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")) == font
        assert fonts.get(qn("w:eastAsiaTheme")) is None, "a theme font would win over the named one"
        assert style.font.size == Pt(16)
    title = document.paragraphs[0].runs[0]
    assert title._element.rPr.rFonts.get(qn("w:eastAsia")) == "方正小标宋_GBK"
    assert title.font.size == Pt(22)


def test_practice_is_written_on_every_page() -> None:
    marked = _read(replace(REPORT, is_practice=True)).sections[0]
    assert "练习" in marked.header.paragraphs[0].text
    assert "练习" in marked.even_page_header.paragraphs[0].text


def test_a_table_gives_its_names_the_room_sets_amounts_to_the_right_and_keeps_its_rows_whole() -> None:
    rows = (
        ("2025年全县农村危房改造和抗震设防补助", "8.4546", "≥18户", "良"),
        ("2025年全县市政设施维护", "[待填]", "100%", "优"),
    )
    made = ReportRows("项目自评情况", ("项目名称", "全年执行数", "指标值", "等级"), rows)
    (table, _) = _read(replace(REPORT, blocks=(made,))).tables
    widths = [column.width for column in table.columns]
    assert widths[0] > 2 * widths[1] > widths[3] * 2
    assert sum(widths) == pytest.approx(Mm(156), rel=0.01)
    sides = [cell.paragraphs[0].alignment for cell in table.rows[1].cells]
    centre = WD_ALIGN_PARAGRAPH.CENTER
    assert sides == [WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT, centre, centre]
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows[1:])
    marked = table.rows[2].cells[1].paragraphs[0].runs[0]
    assert marked.font.highlight_color == WD_COLOR_INDEX.YELLOW
