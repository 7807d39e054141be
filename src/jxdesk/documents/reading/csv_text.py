"""Reads separated text (.csv, .txt) into a grid: byte order mark, then strict UTF-8, then GB 18030, never a guess."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from jxdesk.documents.reading import faults
from jxdesk.documents.reading.encodings import decoded
from jxdesk.documents.reading.sheets import Grid, GridCell

MAX_TEXT_BYTES = 64 * 1024 * 1024
MAX_ROWS = 500_000
MAX_COLUMNS = 1_000
_SEPARATORS = (",", "\t", ";", "，")
_SAMPLE_LINES = 20


def read_csv(path: Path) -> list[Grid]:
    """The one sheet of a text file.

    Raises: WorkbookError.
    """
    data = path.read_bytes()
    if len(data) > MAX_TEXT_BYTES:
        raise faults.too_big(
            f"文件有 {len(data) // 1024**2} MB，文本最多能读 {MAX_TEXT_BYTES // 1024**2} MB。"
        )
    text = decoded(data)
    cells: dict[tuple[int, int], GridCell] = {}
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text), delimiter=_separator(text)), 1):
            if number > MAX_ROWS or len(row) > MAX_COLUMNS:
                raise faults.too_big(f"第 {number} 行起超过了能读的行数或列数。")
            for column, value in enumerate(row, 1):
                plain = _plain(value)
                if plain.strip():
                    cells[number, column] = GridCell(number, column, plain)
    except csv.Error as fault:
        raise faults.damaged(f"CSV：{fault}") from fault
    return [Grid.of("", cells, [])]


def _separator(text: str) -> str:
    """The sign that splits the first lines into most columns."""
    lines = text.splitlines()[:_SAMPLE_LINES]
    counts = {sign: sum(line.count(sign) for line in lines) for sign in _SEPARATORS}
    return max(_SEPARATORS, key=lambda sign: counts[sign])


def _plain(value: str) -> str:
    """A cell without the wrapping that keeps codes text in Excel (``="0012"``, a tab behind it, an apostrophe before it)."""
    plain = value.strip()
    if plain.startswith('="') and plain.endswith('"'):
        plain = plain[2:-1]
    return plain.removeprefix("'")
