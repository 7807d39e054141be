"""Workbooks out: writes sheets as .xlsx forms that print like the official one and are read back to the same content.

XlsxWriter, because workbooks are made and never edited, and it is three times as quick as openpyxl. Text is always
written as text: nothing that begins with ``=`` becomes a formula, no code loses a digit.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from io import BytesIO
from typing import Any, BinaryIO

import xlsxwriter

from jxdesk.documents.lines import Breaker, EmWidths
from jxdesk.documents.sheet import Cell, Sheet
from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.progress import Progress
from jxdesk.domain.template_parts import Align, Orientation

FONT = "宋体"
SIZE, TITLE_SIZE, SUBTITLE_SIZE, NOTE_SIZE = 10, 18, 12, 9
LINE, PAD = 13.5, 6.0
"""The height of a line of text and the room above and below it. Units: points."""
SIDE_INCHES, TOP_INCHES, BOTTOM_INCHES = 0.7, 0.9, 0.8
A4_POINTS = (841.9, 595.3)
MOST_OVER_ONE_PAGE = 1.35
"""A form this much too long is made smaller to fit one page: 10 point becomes 7.4, which is still read."""
MOST_CHARACTERS = 32_767
LONGEST_NAME = 31
MM_TO_POINTS = 72 / 25.4
MM_TO_PIXELS = 96 / 25.4
# A text cell of more characters than this shows ### in older Excel when its format is text.
_TEXT_FORMAT_LIMIT = 255
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
# The forms carry no clock: the same content gives the same file.
CREATED = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - the format knows no zones

breaker = Breaker(EmWidths())


def write_workbook(
    sheets: Iterable[Sheet], target: BinaryIO, *, title: str = "", progress: Progress | None = None
) -> tuple[str, ...]:
    """Writes sheets into one workbook, each on a sheet of its own, and answers the sheets' names.

    Raises: Cancelled, OSError.
    """
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    # In memory first: XlsxWriter wraps the errors of a file, and a half-written one is of no use.
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, options)
    writer = _Writer(book)
    for sheet in sheets:
        writer.add(sheet)
        if progress is not None:
            progress.step()
    if not writer.names:
        book.add_worksheet("空")
    book.set_properties(
        {"title": title, "author": "", "manager": "", "company": "", "comments": "", "created": CREATED}
    )
    book.close()
    target.write(buffer.getvalue())
    return tuple(writer.names)


def workbook_findings(sheet: Sheet) -> tuple[Finding, ...]:
    """The cells whose text is longer than a workbook's cell can hold."""
    return tuple(
        Finding(
            severity=Severity.WARNING,
            code="text-too-long",
            message=f"文字有 {len(cell.text)} 个字，Excel 一格最多 {MOST_CHARACTERS} 个，表里只写到这里为止。",
            advice="请缩短这一格的文字，或导出 PDF。",
            line_id=cell.line_id,
            field=cell.field,
        )
        for cell in sheet.cells
        if len(cell.text) > MOST_CHARACTERS
    )


def without_controls(text: str) -> str:
    """The text without the control characters that a workbook cannot hold; line breaks stay."""
    return _CONTROL.sub(" ", text)


def sheet_name(wanted: str, taken: Iterable[str]) -> str:
    """A sheet name that Excel accepts and that no other sheet has, as near as possible to the wanted one."""
    plain = _cut(_NOT_IN_NAMES.sub(" ", wanted).strip(" '"), LONGEST_NAME) or "表"
    if plain.casefold() == "history":
        plain = "表 History"
    used = {name.casefold() for name in taken}
    name, number = plain, 1
    while name.casefold() in used:
        number += 1
        tail = f"({number})"
        name = _cut(plain, LONGEST_NAME - len(tail)) + tail
    return name


def _cut(text: str, longest: int) -> str:
    """The beginning of a text; Excel counts a character beyond the first plane as two."""
    while len(text.encode("utf-16-le")) // 2 > longest:
        text = text[:-1]
    return text.strip(" '")


class _Writer:
    """One workbook in the making; formats are made once and shared."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.names: list[str] = []
        self.formats: dict[tuple[object, ...], Any] = {}
        self._height = 0.0

    def add(self, sheet: Sheet) -> None:
        """Writes one sheet."""
        self.names.append(sheet_name(sheet.name, self.names))
        page = self.book.add_worksheet(self.names[-1])
        for column, width in enumerate(sheet.widths):
            page.set_column_pixels(column, column, round(width * MM_TO_PIXELS))
        self._height = 0.0
        first = self._head(page, sheet)
        self._table(page, sheet, first)
        last = self._end(page, sheet, first + len(sheet.row_heights))
        self._page_set_up(page, sheet, first, last)

    def _format(self, **properties: object) -> Any:
        key = tuple(sorted(properties.items()))
        known = self.formats.get(key)
        if known is None:
            known = self.formats[key] = self.book.add_format(
                {"font_name": FONT, "valign": "vcenter", **properties}
            )
        return known

    def _set_row(self, page: Any, row: int, height: float) -> None:
        page.set_row(row, height)
        self._height += height

    def _across(self, page: Any, sheet: Sheet, row: int, text: str, style: Any) -> None:
        page.merge_range(row, 0, row, len(sheet.widths) - 1, "", style)
        page.write_string(row, 0, text, style)

    def _head(self, page: Any, sheet: Sheet) -> int:
        """Title and subtitle over the whole width; answers the first row of the table."""
        row = 0
        style = self._format(font_size=TITLE_SIZE, bold=True, align="center")
        self._across(page, sheet, row, sheet.title, style)
        self._set_row(page, row, 30)
        row += 1
        if sheet.subtitle:
            style = self._format(font_size=SUBTITLE_SIZE, align="center")
            self._across(page, sheet, row, sheet.subtitle, style)
            self._set_row(page, row, 18)
            row += 1
        return row

    def _table(self, page: Any, sheet: Sheet, first: int) -> None:
        for row, height in enumerate(_row_heights(sheet)):
            self._set_row(page, first + row, height)
        for cell in sheet.cells:
            style = self._cell_format(cell)
            top, left = first + cell.row, cell.column
            if cell.row_span > 1 or cell.column_span > 1:
                page.merge_range(top, left, first + cell.last_row, cell.last_column, "", style)
            if cell.number is not None:
                page.write_number(top, left, cell.number, style)
            elif cell.text:
                page.write_string(top, left, without_controls(cell.text)[:MOST_CHARACTERS], style)
            else:
                page.write_blank(top, left, None, style)

    def _cell_format(self, cell: Cell) -> Any:
        number_format = cell.number_format
        if cell.number is None:
            number_format = (
                "@" if 0 < len(cell.text) <= _TEXT_FORMAT_LIMIT and not cell.is_label else "General"
            )
            if cell.text[:1] in ("=", "+", "-", "@"):
                number_format = "@"
        return self._format(
            font_size=SIZE,
            text_wrap=cell.number is None,
            shrink=cell.number is not None,
            align=_ALIGN[cell.align],
            border=1 if cell.is_bordered else 0,
            num_format=number_format,
        )

    def _end(self, page: Any, sheet: Sheet, row: int) -> int:
        """Signature line and notes below the table; answers the last row."""
        if sheet.signatures:
            style = self._format(font_size=SIZE, num_format="@")
            line = "　　　　".join(f"{label}：{value}" for label, value in sheet.signatures)
            self._across(page, sheet, row, line, style)
            self._set_row(page, row, 22)
            row += 1
        if sheet.notes:
            style = self._format(font_size=NOTE_SIZE, text_wrap=True, valign="top")
            text = "".join(sheet.notes)
            room = sum(sheet.widths) * MM_TO_POINTS / NOTE_SIZE - 1
            self._across(page, sheet, row, text, style)
            self._set_row(page, row, len(breaker.lines(text, room)) * NOTE_SIZE * 1.3 + 4)
            row += 1
        return row - 1

    def _page_set_up(self, page: Any, sheet: Sheet, first: int, last: int) -> None:
        page.set_paper(9)
        if sheet.orientation is Orientation.LANDSCAPE:
            page.set_landscape()
        page.set_margins(left=SIDE_INCHES, right=SIDE_INCHES, top=TOP_INCHES, bottom=BOTTOM_INCHES)
        page.center_horizontally()
        page.fit_to_pages(1, 1 if _nearly_fits(sheet, self._height) else 0)
        page.print_area(0, 0, last, len(sheet.widths) - 1)
        if sheet.last_heading >= sheet.first_heading:
            page.repeat_rows(first + sheet.first_heading, first + sheet.last_heading)
        footer = sheet.footer.replace("&", "&&")
        page.set_footer(f'&L&"{FONT},Regular"&7{footer}&R&"{FONT},Regular"&9第 &P 页，共 &N 页')
        if sheet.is_practice:
            page.set_header(f'&C&"{FONT},Bold"&16练习数据，不得报送')
            page.set_tab_color("#C0C0C0")
        page.hide_gridlines(2)


_ALIGN = {Align.LEFT: "left", Align.CENTRE: "center", Align.RIGHT: "right"}


def _nearly_fits(sheet: Sheet, height: float) -> bool:
    """Whether a form goes on one page when it is made a little smaller; a longer one keeps its size.

    Units: ``height`` points.
    """
    long, short = A4_POINTS
    across, down = (long, short) if sheet.orientation is Orientation.LANDSCAPE else (short, long)
    room = (across - 2 * SIDE_INCHES * 72) / (sum(sheet.widths) * MM_TO_POINTS)
    return height * min(1.0, room) <= (down - (TOP_INCHES + BOTTOM_INCHES) * 72) * MOST_OVER_ONE_PAGE


def _row_heights(sheet: Sheet) -> list[float]:
    """The height of every row, from the lines that its texts take; Excel does not find it for merged cells.

    Units: points.
    """
    heights = [max(LINE + PAD, height * MM_TO_POINTS) for height in sheet.row_heights]
    tall: list[tuple[Cell, float]] = []
    for cell in sheet.cells:
        if not cell.text or cell.number is not None:
            continue
        width = sum(sheet.widths[cell.column : cell.last_column + 1])
        room = width * MM_TO_POINTS / SIZE - 0.8
        lines = len(breaker.lines(cell.text, room))
        if lines < 2:
            continue
        need = lines * LINE + PAD
        if cell.row_span > 1:
            tall.append((cell, need))
        elif need > heights[cell.row]:
            heights[cell.row] = need
    for cell, need in tall:
        lack = need - sum(heights[cell.row : cell.last_row + 1])
        if lack > 0:
            heights[cell.last_row] += lack
    # Excel's rows end at 409 points: a longer text is whole in the cell and scrolls.
    return [min(height, 409.0) for height in heights]
