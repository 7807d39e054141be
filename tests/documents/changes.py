"""Changes to a sheet that leave what it says as it is: moved, unmerged, spaced out, retyped as numbers."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import xlsxwriter

from jxdesk.documents.reading.workbook_file import open_workbook

Place = tuple[int, int]
Rectangle = tuple[int, int, int, int]
_TO_FULL = str.maketrans("():", "（）：")
_TO_HALF = str.maketrans("（）：，％", "():,%")


@dataclass(frozen=True)
class Drawing:
    """The texts of a sheet by row and column, and its merged ranges."""

    cells: dict[Place, str]
    merged: frozenset[Rectangle]
    as_numbers: bool = False


def taken_from(path: Path) -> Drawing:
    """The first sheet of a workbook."""
    grid = open_workbook(path)[0]
    spans = {
        grid.span(row, column)
        for row in range(1, grid.row_count + 1)
        for column in range(1, grid.column_count + 1)
    }
    merged = {
        (span.top, span.left, span.bottom, span.right)
        for span in spans
        if (span.top, span.left) != (span.bottom, span.right)
    }
    return Drawing({(cell.row, cell.column): cell.text for cell in grid}, frozenset(merged))


def written(drawing: Drawing, path: Path) -> Path:
    """The drawing as a workbook."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for top, left, bottom, right in drawing.merged:
            sheet.merge_range(top - 1, left - 1, bottom - 1, right - 1, "")
        formats: dict[str, object] = {}
        for (row, column), text in drawing.cells.items():
            number = re.fullmatch(r"(-?\d{1,9}(?:\.(\d+))?)(%?)", text.strip())
            if not (drawing.as_numbers and number):
                sheet.write_string(row - 1, column - 1, text)
                continue
            code = "0" + ("." + "0" * len(number[2]) if number[2] else "") + number[3]
            style = formats.setdefault(code, book.add_format({"num_format": code}))
            value = float(number[1]) / 100 if number[3] else float(number[1])
            sheet.write_number(row - 1, column - 1, value, style)
    return path


def moved(drawing: Drawing, chance: random.Random) -> Drawing:
    """Some rows down and columns to the right."""
    down, right = chance.randrange(1, 4), chance.randrange(3)
    return replace(
        drawing,
        cells={(row + down, column + right): text for (row, column), text in drawing.cells.items()},
        merged=frozenset((t + down, le + right, b + down, r + right) for t, le, b, r in drawing.merged),
    )


def unmerged(drawing: Drawing, chance: random.Random) -> Drawing:
    """No merged cells: each text stands in the first cell of its range."""
    return replace(drawing, merged=frozenset())


def spaced(drawing: Drawing, chance: random.Random) -> Drawing:
    """Blanks and line breaks inside short texts, as narrow columns make clerks type them."""

    def change(text: str) -> str:
        if not 2 <= len(text) <= 14 or re.search(r"[\d:：]", text) or chance.random() < 0.4:
            return text
        place = chance.randrange(1, len(text))
        return text[:place] + chance.choice([" ", "\n", "\u3000"]) + text[place:]

    return replace(drawing, cells={place: change(text) for place, text in drawing.cells.items()})


def widened(drawing: Drawing, chance: random.Random) -> Drawing:
    """Half-width and full-width punctuation, mixed."""
    return replace(
        drawing,
        cells={
            place: text.translate(_TO_FULL if chance.random() < 0.5 else _TO_HALF)
            for place, text in drawing.cells.items()
        },
    )


def padded(drawing: Drawing, chance: random.Random) -> Drawing:
    """Blanks in front of texts and behind them."""
    return replace(
        drawing,
        cells={
            place: chance.choice(["", " ", "\u3000", "\n"]) + text + chance.choice(["", " ", "\n"])
            for place, text in drawing.cells.items()
        },
    )


def with_a_column_more(drawing: Drawing, chance: random.Random) -> Drawing:
    """An empty column somewhere; merged ranges grow over it."""
    at = chance.randrange(1, max(column for _, column in drawing.cells) + 2)

    def place(column: int) -> int:
        return column + (column >= at)

    return replace(
        drawing,
        cells={(row, place(column)): text for (row, column), text in drawing.cells.items()},
        merged=frozenset((t, place(le), b, place(r)) for t, le, b, r in drawing.merged),
    )


def with_rows_more(drawing: Drawing, chance: random.Random) -> Drawing:
    """Two empty rows somewhere; merged ranges grow over them."""
    for _ in range(2):
        at = chance.randrange(1, max(row for row, _ in drawing.cells) + 2)
        drawing = replace(
            drawing,
            cells={(row + (row >= at), column): text for (row, column), text in drawing.cells.items()},
            merged=frozenset((t + (t >= at), le, b + (b >= at), r) for t, le, b, r in drawing.merged),
        )
    return drawing


def retyped(drawing: Drawing, chance: random.Random) -> Drawing:
    """Numbers and percents as number cells."""
    return replace(drawing, as_numbers=True)


CHANGES: tuple[Callable[[Drawing, random.Random], Drawing], ...] = (
    moved,
    unmerged,
    spaced,
    widened,
    padded,
    with_a_column_more,
    with_rows_more,
    retyped,
)
