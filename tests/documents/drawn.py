"""Drawn sheets: workbooks written as the table one sees, for tests of reading.

One line is one row, cells are divided by ``|``; ``<`` continues the cell on its left and ``^`` the cell above it, as merged
cells do. A backslash with n is a line break. ``#12.5`` is a number cell, ``#0.95%`` the number 0.95 in the format 0%.
"""

from __future__ import annotations

from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet


def draw(path: Path, *sheets: str, names: tuple[str, ...] = ()) -> Path:
    """Writes one sheet for each drawing and answers the path; texts go into the shared table, as Excel writes them."""
    with xlsxwriter.Workbook(str(path)) as book:
        percent = book.add_format({"num_format": "0%"})
        for number, drawing in enumerate(sheets):
            name = names[number] if number < len(names) else f"Sheet{number + 1}"
            draw_sheet(book.add_worksheet(name), drawing, percent)
    return path


def draw_sheet(sheet: Worksheet, drawing: str, percent: Format) -> None:
    """Writes one drawing on a sheet, from A1 on."""
    rows = [[cell.strip() for cell in line.split("|")] for line in drawing.strip("\n").split("\n")]
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            if text in ("<", "^"):
                continue
            right = c
            while right + 1 < len(row) and row[right + 1] == "<":
                right += 1
            down = r
            while down + 1 < len(rows) and len(rows[down + 1]) > c and rows[down + 1][c] == "^":
                down += 1
            if right > c or down > r:
                sheet.merge_range(r, c, down, right, "")
            if text:
                _write(sheet, r, c, text, percent)


def _write(sheet: Worksheet, row: int, column: int, text: str, percent: Format) -> None:
    if text.startswith("#") and text.rstrip("%")[1:].replace(".", "", 1).lstrip("-").isdigit():
        sheet.write_number(row, column, float(text.rstrip("%")[1:]), percent if text.endswith("%") else None)
        return
    sheet.write_string(row, column, text.replace("\\n", "\n"))
