"""Free tables: a table in any layout as headings over rows of cells, before anybody knows what its columns mean. Used by matching."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from jxdesk.domain.findings import Finding

HEADING_JOINT = " / "
"""Stands between the rows of a heading that is printed in several."""


class TableCell(NamedTuple):
    """One cell; a named tuple, because a treasury's year has a million of them.

    ``is_number`` tells a number cell from typed text, ``is_faulty`` an error value, ``from_above`` a cell that a merged one
    above it covers: its text holds for this row too, an amount must not be counted twice.
    """

    text: str = ""
    is_number: bool = False
    from_above: bool = False
    is_faulty: bool = False


class TableRow(NamedTuple):
    """One row of the sheet; ``number`` counts from 1, as the reader of the sheet sees it."""

    number: int
    cells: tuple[TableCell, ...]
    is_hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeTable:
    """One table of a file.

    ``headings`` are joined over the rows of the head; ``captions`` are the texts above it; ``repeated_heads`` are the rows
    further down that print the head or the numbers of its columns again, as each page of some exports does.
    """

    file_name: str
    sheet: str = ""
    headings: tuple[str, ...]
    rows: tuple[TableRow, ...]
    captions: tuple[str, ...] = ()
    head_row: int = 1
    repeated_heads: tuple[int, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def name(self) -> str:
        """What a person calls the table."""
        return f"{self.file_name}〔{self.sheet}〕" if self.sheet else self.file_name

    def column(self, place: int) -> list[TableCell]:
        """The cells of a column."""
        return [row.cells[place] for row in self.rows]
