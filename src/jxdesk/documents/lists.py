"""Lists out: long plain tables as a workbook, written row by row with XlsxWriter; codes stay text, money stays numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from io import BytesIO
from typing import Any, BinaryIO

import xlsxwriter

from jxdesk.documents.workbook_text import CREATED, FONT, SIZE, sheet_name, without_controls
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
    page = book.add_worksheet(sheet_name(name, ()))
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
        page.merge_range(0, 0, 0, len(columns) - 1, without_controls(caption), plain)
        page.set_row(0, 30)
    for number, column in enumerate(columns):
        page.write_string(head, number, column.label, heading)
    count = _write_rows(page, columns, formats, rows, head, progress)
    page.freeze_panes(head + 1, 0)
    page.repeat_rows(head)
    page.autofilter(head, 0, head + count, len(columns) - 1)
    if totals is not None:
        bold = [
            book.add_format({**look, "bold": True, "num_format": column.kind.value}) for column in columns
        ]
        _write_rows(page, columns, bold, [totals], head + count, None)
    page.set_paper(9)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.set_footer("&R第 &P 页，共 &N 页")
    book.set_properties({"title": name, "author": "", "created": CREATED})
    book.close()
    target.write(buffer.getvalue())
    return count


def _write_rows(
    page: Any,
    columns: Sequence[ListColumn],
    formats: Sequence[Any],
    rows: Iterable[Sequence[ListValue]],
    head: int,
    progress: Progress | None,
) -> int:
    """Writes the rows below the row ``head`` and answers how many there are."""
    write_text, write_number, write_blank = page.write_string, page.write_number, page.write_blank
    fen_in_one = [_FEN_IN_ONE.get(column.kind) for column in columns]
    count = 0
    for count, row in enumerate(rows, 1):
        number = head + count
        for place, value in enumerate(row):
            if isinstance(value, str):
                write_text(
                    number, place, value if value.isprintable() else without_controls(value), formats[place]
                )
            elif value is None:
                write_blank(number, place, None, formats[place])
            else:
                fen = fen_in_one[place]
                write_number(number, place, value / fen if fen else value, formats[place])
        if progress is not None:
            progress.step()
    return count
