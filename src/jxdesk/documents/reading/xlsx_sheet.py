"""One sheet of an .xlsx: its cells as a stream, with nothing built for empty ones. Used by ``xlsx``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from itertools import chain

from jxdesk.documents.reading import faults
from jxdesk.documents.reading.sheets import CellFault, Grid, GridCell, Span
from jxdesk.documents.reading.shown import shown, typed_value
from jxdesk.documents.reading.xml_parts import part_parser, plain_text, whole_number

MAX_CELLS = 3_000_000
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
EMPTY_ROWS_TO_STOP = 2_000
_COLUMN = re.compile(r"([A-Z]+)([0-9]+)")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*?\bref=\"([A-Z0-9:$]+)\"")
_VALUE = re.compile(rb"<(?:\w+:)?(?:v|is)>")
_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*?\br=\"(\d+)\"")


class _Enough(Exception):  # noqa: N818 - a signal out of the parser, not a fault
    """Nothing but empty rows for a long while."""


class SheetReader:
    """Reads one worksheet part."""

    def __init__(self, name: str, texts: list[str], formats: list[str], since_1904: bool) -> None:
        self._name, self._texts, self._formats, self._since_1904 = name, texts, formats, since_1904
        self._cells: dict[tuple[int, int], GridCell] = {}
        self._merged: list[Span] = []
        self._hidden_rows: set[int] = set()
        self._hidden_columns: set[int] = set()
        self._row = self._column = self._last_filled_row = 0
        self._kind = self._style = ""
        self._has_formula = self._is_taking = False
        self._pieces: list[str] = []

    def read(self, chunks: Iterator[bytes]) -> Grid:
        """The grid of the part that comes in pieces."""
        parser = part_parser(None, None, self._on_text)
        parser.StartElementHandler, parser.EndElementHandler = self._on_start, self._on_end
        unread_from, begin, piece = None, 0, b""
        try:
            for piece in chunks:
                parser.Parse(piece, False)
                begin += len(piece)
            parser.Parse(b"", True)
        except _Enough:
            rest = piece[max(0, parser.CurrentByteIndex - begin) :]
            unread_from = self._skim(chain((rest,), chunks))
        grid = Grid.of(self._name, self._cells, self._merged)
        grid.hidden_rows, grid.hidden_columns = frozenset(self._hidden_rows), frozenset(self._hidden_columns)
        grid.unread_from_row = unread_from
        return grid

    def _skim(self, chunks: Iterator[bytes]) -> int | None:
        """Looks through the rest for merged ranges, and for content that stands after thousands of empty rows."""
        unread_from, kept = None, b""
        for piece in chunks:
            text = kept + piece
            for match in _MERGED.finditer(text):
                self._add_merged(match.group(1).decode("ascii"))
            value = _VALUE.search(text)
            if unread_from is None and value is not None:
                rows = _ROW.findall(text[: value.start()])
                unread_from = int(rows[-1]) if rows else self._row
            kept = text[-256:]
            if b"mergeCell" in kept:
                kept = text[text.rfind(b">") + 1 :]
        return unread_from

    def _on_start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "v" or name == "t":
            self._is_taking = True
        elif name == "c":
            self._start_cell(attributes)
        elif name == "rPh":
            self._is_taking = False
        elif name == "f":
            self._has_formula = True
        elif name == "row":
            self._start_row(attributes)
        elif name == "mergeCell":
            self._add_merged(attributes.get("ref", ""))
        elif name == "col" and attributes.get("hidden") in ("1", "true"):
            first, last = whole_number(attributes.get("min")), whole_number(attributes.get("max"))
            self._hidden_columns.update(range(first, min(last, first + 256) + 1))
        elif ":" in name:
            self._on_start(name.rpartition(":")[2], attributes)

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._row = whole_number(attributes.get("r")) or self._row + 1
        self._column = 0
        if attributes.get("hidden") in ("1", "true"):
            self._hidden_rows.add(self._row)
        if self._row - self._last_filled_row > EMPTY_ROWS_TO_STOP:
            raise _Enough

    def _start_cell(self, attributes: dict[str, str]) -> None:
        letters = attributes.get("r", "").rstrip("0123456789")
        self._column = _column_number(letters) if letters else self._column + 1
        self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "0")
        self._has_formula = self._is_taking = False
        self._pieces.clear()

    def _on_text(self, data: str) -> None:
        if self._is_taking:
            self._pieces.append(data)

    def _on_end(self, name: str) -> None:
        if name == "v" or name == "t":
            self._is_taking = False
        elif ":" in name:
            self._on_end(name.rpartition(":")[2])
        elif name == "c" and (self._pieces or self._has_formula):
            cell = self._cell("".join(self._pieces))
            if cell is not None and cell.row <= LAST_ROW and cell.column <= LAST_COLUMN:
                self._cells[cell.row, cell.column] = cell
                self._last_filled_row = self._row
                if len(self._cells) > MAX_CELLS:
                    raise faults.too_big(
                        f"工作表“{self._name}”有内容的单元格超过 {MAX_CELLS // 10000} 万个。"
                    )

    def _cell(self, raw: str) -> GridCell | None:
        kind = self._kind
        if kind == "n" and raw:
            return self._number_cell(raw.strip())
        if self._has_formula and not raw and kind != "str":
            return GridCell(self._row, self._column, "", fault=CellFault.NO_CACHED_VALUE)
        if kind == "s":
            index = whole_number(raw)
            text = self._texts[index] if index < len(self._texts) else ""
        elif kind == "inlineStr" or kind == "str":
            text = plain_text(raw)
        elif kind == "e":
            return GridCell(self._row, self._column, raw.strip(), fault=CellFault.ERROR_VALUE)
        elif kind == "b":
            text = "是" if raw.strip() in ("1", "true") else "否"
        elif kind == "d":
            text = raw.strip().removesuffix("T00:00:00")
        else:
            return None
        return GridCell(self._row, self._column, text) if text and not text.isspace() else None

    def _number_cell(self, raw: str) -> GridCell | None:
        if not raw:
            return None
        style = whole_number(self._style)
        code = self._formats[style] if style < len(self._formats) else "General"
        try:
            value, text = _number_shown(raw, code, self._since_1904)
        except ValueError:
            return GridCell(self._row, self._column, raw)
        return GridCell(self._row, self._column, text, value)

    def _add_merged(self, reference: str) -> None:
        ends = [_COLUMN.fullmatch(end) for end in reference.replace("$", "").split(":")]
        if len(ends) == 2 and ends[0] and ends[1]:
            first, last = ends[0], ends[1]
            top, left = int(first.group(2)), _column_number(first.group(1))
            self._merged.append(Span(top, left, int(last.group(2)), _column_number(last.group(1))))


@lru_cache(maxsize=65_536)
def _number_shown(raw: str, code: str, since_1904: bool) -> tuple[Decimal, str]:
    value = typed_value(raw)
    return value, shown(value, code, since_1904=since_1904)


@lru_cache(maxsize=16_384)
def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
