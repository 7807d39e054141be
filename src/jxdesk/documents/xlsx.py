"""Workbooks out: writes sheets as .xlsx forms that print like the official one and are read back to the same content.

openpyxl builds the sheets; each look is made once and shared by all its cells, because half of openpyxl's time goes
into styles otherwise. Text is always written as text: nothing that begins with ``=`` becomes a formula, no code loses
a digit.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable
from io import BytesIO
from typing import Any, BinaryIO, NamedTuple

from openpyxl import Workbook
from openpyxl.cell import Cell as BookCell
from openpyxl.packaging.core import DocumentProperties
from openpyxl.styles import Alignment, Border, Color, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook.properties import CalcProperties
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.writer.excel import ExcelWriter

from jxdesk.documents.identity import MOST_FORMS, forms_mark, row_mark
from jxdesk.documents.lines import Breaker, EmWidths
from jxdesk.documents.pages import plan_pages
from jxdesk.documents.sheet import Cell, Sheet
from jxdesk.documents.workbook_text import (
    CREATED,
    FONT,
    MOST_CHARACTERS,
    SIZE,
    sheet_name,
    without_controls,
    workbook_findings,
)
from jxdesk.domain.progress import Progress
from jxdesk.domain.templates.parts import Align, Orientation

__all__ = ["sheet_name", "workbook_findings", "write_workbook"]

TITLE_SIZE, SUBTITLE_SIZE, NOTE_SIZE = 18, 12, 9
LINE, PAD = 13.5, 6.0
"""The height of a line of text and the room above and below it. Units: points."""
SIDE_INCHES, TOP_INCHES, BOTTOM_INCHES = 0.7, 0.9, 0.8
A4_POINTS = (841.9, 595.3)
MOST_OVER_ONE_PAGE = 1.35
"""A form this much too long is made smaller to fit one page: 10 point becomes 7.4, which is still read."""
MM_TO_POINTS = 72 / 25.4
MM_TO_PIXELS = 96 / 25.4
# Pixels of a figure of the default type, which is what columns are measured in.
_FIGURE = 7
# A text cell of more characters than this shows ### in older Excel when its format is text.
_TEXT_FORMAT_LIMIT = 255
_FORMULA_SIGNS = ("=", "+", "-", "@")
# A text that looks like an escaped character would be read as that character.
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")

breaker = Breaker(EmWidths())


def write_workbook(
    sheets: Iterable[Sheet], target: BinaryIO, *, title: str = "", progress: Progress | None = None
) -> tuple[str, ...]:
    """Writes sheets into one workbook, each on a sheet of its own, and answers the sheets' names.

    Raises: Cancelled, OSError.
    """
    book = Workbook()
    book.remove(book.active)
    writer = _Writer(book)
    for sheet in sheets:
        writer.add(sheet)
        if progress is not None:
            progress.step()
    if not writer.names:
        writer.finish(book.create_sheet("空"))
    book.properties = DocumentProperties(
        title=without_controls(title), creator="", created=CREATED, modified=CREATED
    )
    # Nothing is computed in a form: Excel need not ask on closing whether to keep what it worked out.
    book.calculation = CalcProperties(fullCalcOnLoad=False)
    # In memory first: a half-written file is of no use.
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        _BookWriter(book, _Parts(archive), writer.parts).write_data()
    target.write(buffer.getvalue())
    return tuple(writer.names)


class _Parts:
    """The archive as openpyxl writes into it; its parts name neither a time nor a system."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.namelist = archive.namelist

    def writestr(self, name: str, data: str | bytes) -> None:
        """Adds a part."""
        entry = zipfile.ZipInfo(name, CREATED.timetuple()[:6])
        entry.create_system = 0
        self._archive.writestr(entry, data, zipfile.ZIP_DEFLATED)


class _BookWriter(ExcelWriter):  # type: ignore[misc] # openpyxl has no types
    """Writes a workbook whose sheets are XML already, where openpyxl would put each into a file of the temporary folder."""

    def __init__(self, book: Any, archive: _Parts, sheets: dict[str, bytes]) -> None:
        super().__init__(book, archive)
        self._sheets = sheets

    def write_worksheet(self, page: Any) -> None:
        """Adds the part of a sheet."""
        self._archive.writestr(page.path[1:], self._sheets[page.title])
        self.manifest.append(page)
        page._rels = ()


class _Look(NamedTuple):
    """How a cell looks; cells that look alike share one style."""

    size: int = SIZE
    bold: bool = False
    align: str = ""
    on_top: bool = False
    wrap: bool = False
    shrink: bool = False
    bordered: bool = False
    number_format: str = "General"
    is_quoted: bool = False


class _Writer:
    """One workbook in the making."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.names: list[str] = []
        self.parts: dict[str, bytes] = {}
        self._styles: dict[_Look, Any] = {}
        self._merged: list[str] = []
        self._height = 0.0

    def add(self, sheet: Sheet) -> None:
        """Writes one sheet."""
        self.names.append(sheet_name(sheet.name, self.names))
        page = self.book.create_sheet(self.names[-1])
        for column, width in enumerate(sheet.widths, 1):
            pixels = round(width * MM_TO_PIXELS)
            page.column_dimensions[get_column_letter(column)].width = int(pixels / _FIGURE * 256) / 256
        self._height = 0.0
        first = self._head(page, sheet)
        self._table(page, sheet, first)
        last = self._end(page, sheet, first + len(sheet.row_heights))
        self._page_set_up(page, sheet, first, last)
        if 0 < len(set(sheet.identities.values())) <= MOST_FORMS:
            self._identities(page, sheet, first)
        self.finish(page)

    def finish(self, page: Any) -> None:
        """Makes a sheet XML at once and lets its cells go: memory stays small, and progress is true."""
        # As strings: openpyxl compares each area with all others and makes a style for each of its edges.
        page.merged_cells = self._merged
        writer = WorksheetWriter(page, BytesIO())
        writer.write()
        self.parts[page.title] = writer.read()
        self._merged = []
        page._cells.clear()
        page.row_dimensions.clear()

    def _style(self, page: Any, look: _Look) -> Any:
        """The style of a look, made at its first use on a cell that stands nowhere."""
        known = self._styles.get(look)
        if known is None:
            model = BookCell(page, row=1, column=1)
            model.font = Font(name=FONT, size=look.size, bold=look.bold)
            model.alignment = Alignment(
                horizontal=look.align or None,
                vertical="top" if look.on_top else "center",
                wrap_text=look.wrap,
                shrink_to_fit=look.shrink,
            )
            if look.bordered:
                line = Side(style="thin", color=Color(auto=True))
                model.border = Border(left=line, right=line, top=line, bottom=line)
            model.number_format = look.number_format
            model.quotePrefix = look.is_quoted
            known = self._styles[look] = model._style
        return known

    def _set_row(self, page: Any, row: int, height: float) -> None:
        page.row_dimensions[row].height = height
        self._height += height

    def _put(self, page: Any, area: tuple[int, int, int, int], value: Any, look: _Look) -> None:
        """Puts a value into an area of cells, given as first row and column, last row and column."""
        top, left, bottom, right = area
        style = self._style(page, look)
        if bottom > top or right > left:
            self._merged.append(f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom}")
            # Every cell of a merged area has the borders: without them its edges are drawn in part only.
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    page.cell(row, column)._style = style
        cell = page.cell(top, left)
        cell._style = style
        if value != "":
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"

    def _put_text(self, page: Any, area: tuple[int, int, int, int], text: str, look: _Look) -> None:
        self._put(page, area, _LOOKS_ESCAPED.sub("_x005F_", without_controls(text)[:MOST_CHARACTERS]), look)

    def _across(self, page: Any, sheet: Sheet, row: int, text: str, look: _Look) -> None:
        self._put_text(page, (row, 1, row, len(sheet.widths)), text, look)

    def _head(self, page: Any, sheet: Sheet) -> int:
        """Title and subtitle over the whole width; answers the first row of the table."""
        row = 1
        self._across(page, sheet, row, sheet.title, _Look(size=TITLE_SIZE, bold=True, align="center"))
        self._set_row(page, row, 30)
        row += 1
        if sheet.subtitle:
            self._across(page, sheet, row, sheet.subtitle, _Look(size=SUBTITLE_SIZE, align="center"))
            self._set_row(page, row, 18)
            row += 1
        return row

    def _table(self, page: Any, sheet: Sheet, first: int) -> None:
        for row, height in enumerate(_row_heights(sheet), first):
            self._set_row(page, row, height)
        for cell in sheet.cells:
            area = (first + cell.row, 1 + cell.column, first + cell.last_row, 1 + cell.last_column)
            if cell.number is not None:
                self._put(page, area, cell.number, _cell_look(cell))
            else:
                self._put_text(page, area, cell.text, _cell_look(cell))

    def _end(self, page: Any, sheet: Sheet, row: int) -> int:
        """Signature line and notes below the table; answers the last row."""
        if sheet.signatures:
            line = "　　　　".join(f"{label}：{value}" for label, value in sheet.signatures)
            self._across(page, sheet, row, line, _Look(number_format="@"))
            self._set_row(page, row, 22)
            row += 1
        if sheet.notes:
            text = "".join(sheet.notes)
            room = sum(sheet.widths) * MM_TO_POINTS / NOTE_SIZE - 1
            self._across(page, sheet, row, text, _Look(size=NOTE_SIZE, wrap=True, on_top=True))
            self._set_row(page, row, len(breaker.lines(text, room)) * NOTE_SIZE * 1.3 + 4)
            row += 1
        return row - 1

    def _identities(self, page: Any, sheet: Sheet, first: int) -> None:
        """A hidden column right of the print area: each row carries its identity along when rows are moved or inserted."""
        column = len(sheet.widths) + 1
        look = _Look(number_format="@")
        rows: dict[int, list[str]] = {}
        for cell in sheet.cells:
            known = rows.setdefault(cell.row, [])
            if cell.line_id and cell.row_span == 1 and cell.line_id not in known:
                known.append(cell.line_id)
        forms = list(dict.fromkeys(sheet.identities.values()))
        places = {line_id: forms.index(form) for line_id, form in sheet.identities.items()}
        self._put(page, (1, column, 1, column), forms_mark(forms), look)
        for row, line_ids in rows.items():
            if line_ids:
                mark = row_mark(line_ids, places.get(line_ids[0], 0))
                self._put(page, (first + row, column, first + row, column), mark, look)
        page.column_dimensions[get_column_letter(column)].hidden = True

    def _page_set_up(self, page: Any, sheet: Sheet, first: int, last: int) -> None:
        is_landscape = sheet.orientation is Orientation.LANDSCAPE
        page.page_setup.paperSize = 9
        page.page_setup.orientation = "landscape" if is_landscape else "portrait"
        page.page_margins = PageMargins(
            left=SIDE_INCHES, right=SIDE_INCHES, top=TOP_INCHES, bottom=BOTTOM_INCHES, header=0.3, footer=0.3
        )
        page.print_options.horizontalCentered = True
        page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        if not _nearly_fits(sheet, self._height) and len(plan_pages(sheet, breaker).pages) > 1:
            page.page_setup.fitToHeight = 0
        page.print_area = f"A1:{get_column_letter(len(sheet.widths))}{last}"
        if sheet.headed:
            # A workbook repeats the rows of one table only, on every page after them: those of the last one.
            table = sheet.headed[-1]
            page.print_title_rows = f"{first + table.first}:{first + table.last}"
        footer = page.oddFooter
        footer.left.text = sheet.footer.replace("&", "&&")
        footer.left.font, footer.left.size = f"{FONT},Regular", 7
        footer.right.text = "第 &P 页，共 &N 页"
        footer.right.font, footer.right.size = f"{FONT},Regular", 9
        if sheet.is_practice:
            mark = page.oddHeader.center
            mark.text, mark.font, mark.size = "练习数据，不得报送", f"{FONT},Bold", 16
            page.sheet_properties.tabColor = "C0C0C0"
        page.sheet_view.showGridLines = False


def _cell_look(cell: Cell) -> _Look:
    """How a cell of the table looks."""
    is_number = cell.number is not None
    number_format, is_quoted = cell.number_format, False
    if not is_number:
        is_short = 0 < len(cell.text) <= _TEXT_FORMAT_LIMIT
        number_format = "@" if is_short and not cell.is_label else "General"
        if cell.text[:1] in _FORMULA_SIGNS:
            # Typed into again, such a cell stays the text that it is.
            number_format, is_quoted = "@" if is_short else "General", True
    return _Look(
        align=_ALIGN[cell.align],
        wrap=not is_number,
        shrink=is_number,
        bordered=cell.is_bordered,
        number_format=number_format,
        is_quoted=is_quoted,
    )


_ALIGN = {Align.LEFT: "left", Align.CENTRE: "center", Align.RIGHT: "right"}


def _nearly_fits(sheet: Sheet, height: float) -> bool:
    """Whether a form goes on one page when it is made a little smaller; a longer one keeps its size, unless its PDF is one page.

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
