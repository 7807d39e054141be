"""Docx: writes a narrative as an editable document in the style of official papers, for WPS and Word.

Source: GB/T 9704-2012 (margins, type sizes, lines a page, page numbers). The official typefaces may not be passed on: they
are named, and a machine without them shows its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, BinaryIO

from docx import Document
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from jxdesk.domain.reports.report import MISSING, Paragraph, Report, ReportRows

TITLE_FONT, BODY_FONT, LEVEL_FONTS = (
    "方正小标宋_GBK",
    "仿宋_GB2312",
    {1: "黑体", 2: "楷体_GB2312", 3: "仿宋_GB2312"},
)
PAGE_NUMBER_FONT = "宋体"
TITLE_PT, BODY_PT, TABLE_PT, PAGE_NUMBER_PT = 22, 16, 12, 14
LINE_PT = 28.95
"""225 mm of type area in 22 lines."""
TYPE_AREA_MM = 156
_WIDEST, _MARGIN, _SHORT = 36, 3, 12
"""The most that a text asks for in a table, the room beside it, and what still counts as a short word. Own choice.

Units: half-width signs.
"""
_AMOUNT = re.compile(r"[-+]?[\d,]+(?:\.\d+)?%?")
MARGINS = {"top_margin": 37, "bottom_margin": 35, "left_margin": 28, "right_margin": 26}


def write_docx(report: Report, target: BinaryIO) -> None:
    """Writes the document."""
    document = Document()
    _set_page(document, report)
    _style(document.styles["Normal"], BODY_FONT, BODY_PT)
    for level, font in LEVEL_FONTS.items():
        _style(document.styles[f"Heading {level}"], font, BODY_PT)
    for line in report.title.split("\n"):
        _title(document, line)
    document.add_paragraph()
    for block in report.blocks:
        if isinstance(block, ReportRows):
            _table(document, block)
        else:
            _paragraph(document, block)
    if report.sources.rows:
        document.add_section(WD_SECTION.NEW_PAGE)
        _table(document, report.sources)
    document.core_properties.title = report.title.replace("\n", "")
    document.core_properties.author = ""
    document.save(target)


def _set_page(document: Any, report: Report) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    for name, millimetres in MARGINS.items():
        setattr(section, name, Mm(millimetres))
    section.footer_distance = Mm(25)
    document.settings.odd_and_even_pages_header_footer = True
    _page_number(section.footer, WD_ALIGN_PARAGRAPH.RIGHT)
    _page_number(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)
    if report.is_practice:
        for header in (section.header, section.even_page_header):
            paragraph = header.paragraphs[0]
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            run = paragraph.add_run("练习数据，不得报送")
            run.font.color.rgb = RGBColor(0xB3, 0x26, 0x1E)


def _page_number(footer: Any, side: WD_ALIGN_PARAGRAPH) -> None:
    """— 1 — at the outer side, one character in."""
    paragraph = footer.paragraphs[0]
    paragraph.alignment = side
    indent = Pt(PAGE_NUMBER_PT)
    if side is WD_ALIGN_PARAGRAPH.RIGHT:
        paragraph.paragraph_format.right_indent = indent
    else:
        paragraph.paragraph_format.left_indent = indent
    for text, field in (("— ", ""), ("", "PAGE"), (" —", "")):
        run = paragraph.add_run(text)
        _set_font(run.font, run._element, PAGE_NUMBER_FONT, PAGE_NUMBER_PT)
        if field:
            for kind, inner in (("begin", ""), ("", field), ("end", "")):
                run._element.append(_field_part(kind, inner))


def _field_part(kind: str, text: str) -> Any:
    made = OxmlElement("w:fldChar" if kind else "w:instrText")
    if kind:
        made.set(qn("w:fldCharType"), kind)
    else:
        made.text = text
    return made


def _set_font(font: Any, element: Any, name: str, size: int) -> None:
    font.name, font.size = name, Pt(size)
    element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)


def _style(style: Any, font: str, size: int) -> None:
    _set_font(style.font, style.element, font, size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    style.font.bold = style.font.italic = False
    style.font.color.rgb = RGBColor(0, 0, 0)
    form = style.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(LINE_PT)


def _title(document: Any, text: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.line_spacing = Pt(36)
    run = paragraph.add_run(text)
    _set_font(run.font, run._element, TITLE_FONT, TITLE_PT)


def _paragraph(document: Any, block: Paragraph) -> None:
    """Two characters in; what has to be filled in is marked yellow."""
    paragraph = document.add_paragraph(style=f"Heading {block.level}" if block.level else None)
    paragraph.paragraph_format.first_line_indent = Pt(2 * BODY_PT)
    for piece in block.runs:
        run = paragraph.add_run(piece.text)
        if piece.is_missing:
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW


def _table(document: Any, block: ReportRows) -> None:
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.keep_with_next = True
    run = title.add_run(block.title)
    _set_font(run.font, run._element, LEVEL_FONTS[1], TABLE_PT + 2)
    table = document.add_table(rows=1, cols=len(block.headings), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    sides = [_side(column) for column in zip(*block.rows, strict=True)]
    sides[:1] = [WD_ALIGN_PARAGRAPH.LEFT]  # what the row is about
    _repeat(table.rows[0])
    for cell, text in zip(table.rows[0].cells, block.headings, strict=True):
        _cell(cell, text, LEVEL_FONTS[1], WD_ALIGN_PARAGRAPH.CENTER)
    for texts in block.rows:
        row = table.add_row()
        _keep_whole(row)
        for cell, text, side in zip(row.cells, texts, sides, strict=True):
            _cell(cell, text, BODY_FONT, side)
    for column, width in zip(table.columns, _widths(block), strict=True):
        column.width = width  # what WPS and LibreOffice go by; Word goes by the cells
        for cell in column.cells:
            cell.width = width
    document.add_paragraph()


def _side(texts: Sequence[str]) -> WD_ALIGN_PARAGRAPH:
    """Amounts stand to the right, short words in the middle, sentences and names to the left."""
    said = [text for text in texts if text and not text.startswith(MISSING)]
    if said and all(_AMOUNT.fullmatch(text) for text in said):
        return WD_ALIGN_PARAGRAPH.RIGHT
    is_short = all(_room(text) <= _SHORT for text in said)
    return WD_ALIGN_PARAGRAPH.CENTER if is_short else WD_ALIGN_PARAGRAPH.LEFT


def _room(text: str) -> int:
    """How many half-width signs a text takes on one line."""
    return sum(2 if sign > "\u2e7f" else 1 for sign in text)


def _widths(block: ReportRows) -> list[Mm]:
    """The columns share the type area by the longest text of each, so that names break last."""
    columns = list(zip(block.headings, *block.rows, strict=True))
    wanted = [min(max(map(_room, column)), _WIDEST) + _MARGIN for column in columns]
    return [Mm(TYPE_AREA_MM * room / sum(wanted)) for room in wanted]


def _repeat(row: Any) -> None:
    """The headings stand on each further page again."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _keep_whole(row: Any) -> None:
    """A row is not cut in two by the end of a page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _cell(cell: Any, text: str, font: str, side: WD_ALIGN_PARAGRAPH) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = side
    form = paragraph.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(18)
    run = paragraph.add_run(text)
    _set_font(run.font, run._element, font, TABLE_PT)
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    if text.startswith(MISSING):
        run.font.highlight_color = WD_COLOR_INDEX.YELLOW
