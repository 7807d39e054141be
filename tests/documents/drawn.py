"""Drawn sheets: workbooks written as the table one sees, for tests of reading.

One line is one row, cells are divided by ``|``; ``<`` continues the cell on its left and ``^`` the cell above it, as merged
cells do. A backslash with n is a line break. ``#12.5`` is a number cell, ``#0.95%`` the number 0.95 in the format 0%.
"""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet


def draw(path: Path, *sheets: str, names: tuple[str, ...] = ()) -> Path:
    """Writes one sheet for each drawing and answers the path."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for number, drawing in enumerate(sheets):
        name = names[number] if number < len(names) else f"Sheet{number + 1}"
        draw_sheet(book.create_sheet(name), drawing)
    book.save(path)
    return path


def draw_sheet(sheet: Worksheet, drawing: str) -> None:
    """Writes one drawing on a sheet, from A1 on."""
    rows = [[cell.strip() for cell in line.split("|")] for line in drawing.strip("\n").split("\n")]
    for r, row in enumerate(rows, 1):
        for c, text in enumerate(row, 1):
            if text not in ("", "<", "^"):
                _write(sheet, r, c, text)
    for r, row in enumerate(rows, 1):
        for c, text in enumerate(row, 1):
            if text in ("<", "^"):
                continue
            right = c
            while right < len(row) and row[right] == "<":
                right += 1
            down = r
            while down < len(rows) and len(rows[down]) >= c and rows[down][c - 1] == "^":
                down += 1
            if right > c or down > r:
                sheet.merge_cells(start_row=r, start_column=c, end_row=down, end_column=right)


def _write(sheet: Worksheet, row: int, column: int, text: str) -> None:
    cell = sheet.cell(row, column)
    if text.startswith("#") and text.rstrip("%")[1:].replace(".", "", 1).lstrip("-").isdigit():
        cell.value = float(text.rstrip("%")[1:])
        cell.number_format = "0%" if text.endswith("%") else "General"
        return
    cell.value = text.replace("\\n", "\n")
    cell.data_type = "s"
