"""Lists out: long plain tables as a workbook; codes stay text, money stays numbers.

XlsxWriter makes the workbook; the rows, of which there are thousands, are written here as they stand in the file, because
an object for each cell takes most of the time otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from io import BytesIO
from typing import Any, BinaryIO

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from jxdesk.documents.workbook_text import CREATED, FONT, SIZE, sheet_name, storable
from jxdesk.domain.progress import Progress


class ListKind(StrEnum):
    """What a column holds; the value is the number format of its cells."""

    TEXT = "@"
    NUMBER = "General"
    WAN = "#,##0.00"
    YUAN = "#,##0.00;-#,##0.00"
    RATE = "0.00%"
    POINTS = "0.00"


_FEN_IN_ONE = {ListKind.WAN: 1_000_000, ListKind.YUAN: 100}


@dataclass(frozen=True, slots=True)
class ListColumn:
    """One column of a list.

    Units: ``width`` half-width characters; amounts of a ``WAN`` or ``YUAN`` column come in 分 and are written in 万元 or 元.
    """

    label: str
    width: int
    kind: ListKind = ListKind.TEXT


ListValue = str | int | Decimal | float | None


def write_list(
    name: str,
    columns: Sequence[ListColumn],
    rows: Iterable[Sequence[ListValue]],
    target: BinaryIO,
    *,
    caption: str = "",
    totals: Sequence[ListValue] | None = None,
    progress: Progress | None = None,
) -> int:
    """Writes a list with its headings frozen and repeated on every printed page, and answers the number of rows.

    ``caption`` stands above the headings and says what the list is of; ``totals`` is the last row, apart from what the
    filter of the sheet hides.

    Raises: Cancelled, OSError.
    """
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(buffer, options)
    page = book.add_worksheet(sheet_name(name, ()), _ListPage)
    look = {"font_name": FONT, "font_size": SIZE, "border": 1, "valign": "vcenter"}
    heading = book.add_format({**look, "bold": True, "align": "center", "bg_color": "#F1F4F6"})
    formats = [book.add_format({**look, "num_format": column.kind.value}) for column in columns]
    for number, column in enumerate(columns):
        page.set_column(number, number, column.width)
    head = 1 if caption else 0
    if caption:
        plain = book.add_format(
            {"font_name": FONT, "font_size": SIZE, "valign": "vcenter", "text_wrap": True}
        )
        page.merge_range(0, 0, 0, len(columns) - 1, storable(caption), plain)
        page.set_row(0, 30)
    labels = [column.label for column in columns]
    page.add_rows(columns, [heading] * len(columns), [labels])
    count: int = page.add_rows(columns, formats, rows, progress)
    page.freeze_panes(head + 1, 0)
    page.repeat_rows(head)
    page.autofilter(head, 0, head + count, len(columns) - 1)
    if totals is not None:
        bold = [
            book.add_format({**look, "bold": True, "num_format": column.kind.value}) for column in columns
        ]
        page.add_rows(columns, bold, [totals])
    page.set_paper(9)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.set_footer("&R第 &P 页，共 &N 页")
    book.set_properties({"title": name, "author": "", "created": CREATED})
    book.close()
    target.write(buffer.getvalue())
    return count


class _ListPage(Worksheet):  # type: ignore[misc] # mypy does not look into XlsxWriter
    """A sheet whose rows are XML already, from the headings on; the library writes everything around them."""

    dim_rowmax: int | None

    def __init__(self) -> None:
        super().__init__()
        self._ready: list[str] = []

    def add_rows(
        self,
        columns: Sequence[ListColumn],
        formats: Sequence[Any],
        rows: Iterable[Sequence[ListValue]],
        progress: Progress | None = None,
    ) -> int:
        """Adds rows below those that are there, and answers how many.

        Raises: Cancelled.
        """
        # What of a cell is the same from row to row, and how many 分 make one of what the column shows.
        cells = [
            (f'<c r="{xl_col_to_name(place)}', f'" s="{look._get_xf_index()}"', _FEN_IN_ONE.get(column.kind))
            for place, (column, look) in enumerate(zip(columns, formats, strict=True))
        ]
        opening = f'" spans="1:{len(columns)}">'
        shared, ready = self.str_table._get_shared_string_index, self._ready
        above = number = 0 if self.dim_rowmax is None else self.dim_rowmax + 1
        for row in rows:
            number += 1
            parts = [f'<row r="{number}{opening}']
            for (place, look, fen), value in zip(cells, row, strict=True):
                if isinstance(value, str):
                    parts.append(f'{place}{number}{look} t="s"><v>{shared(storable(value))}</v></c>')
                elif value is None:
                    parts.append(f"{place}{number}{look}/>")
                else:
                    parts.append(f"{place}{number}{look}><v>{value / fen if fen else value:.16G}</v></c>")
            parts.append("</row>")
            ready.append("".join(parts))
            if progress is not None:
                progress.step()
        if number > above:
            for corner in ((above, 0), (number - 1, len(columns) - 1)):
                self._check_dimensions(*corner)
        return number - above

    def _write_rows(self) -> None:
        """Writes the library's rows and then these; called by it when the workbook is closed."""
        last = self.dim_rowmax or 0
        self.dim_rowmax = last - len(self._ready)
        super()._write_rows()
        self.dim_rowmax = last
        self.fh.write("".join(self._ready))
