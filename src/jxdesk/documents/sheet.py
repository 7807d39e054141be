"""The neutral sheet: one form laid out as cells on a grid, before any painter; drawn by ``pdf`` and written by ``xlsx``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from jxdesk.domain.templates.parts import Align, Orientation

DASH = "—"
"""What stands where a value does not apply; unknown stays blank, zero is 0.00. Source: domain convention, 公开14表."""


class Cell(NamedTuple):
    """One visible cell; a named tuple, because a batch of forms has a hundred thousand of them.

    ``text`` is what paper shows; ``number`` with ``number_format`` is the same as a workbook holds it, None for text.
    ``line_id`` and ``field`` name where the value is edited (a field of the filing itself has no ``line_id``).
    """

    row: int
    column: int
    text: str = ""
    row_span: int = 1
    column_span: int = 1
    align: Align = Align.CENTRE
    number: Decimal | None = None
    number_format: str = ""
    is_label: bool = False
    is_bordered: bool = True
    line_id: str = ""
    field: str = ""

    @property
    def last_row(self) -> int:
        """The lowest row that the cell covers."""
        return self.row + self.row_span - 1

    @property
    def last_column(self) -> int:
        """The rightmost column that the cell covers."""
        return self.column + self.column_span - 1


class Headed(NamedTuple):
    """A table on a sheet: the rows ``first`` to ``last`` are its headings, ``until`` is its lowest row."""

    first: int
    last: int
    until: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One form, ready for a painter.

    ``row_heights`` are least heights; the headings of ``headed`` tables are repeated on every further page that shows rows
    of theirs. ``is_paper`` marks a cover, seal page or request, printed in the face of papers. ``notes`` stand below the signature line. ``identities`` go
    with a workbook and its rows, out of sight, so that the form is known again when it is brought back: by the id of a
    line where the sheet has several forms, under an empty id where it has one; empty for what is only printed.

    Units: ``widths`` and ``row_heights`` millimetres.
    """

    name: str
    title: str
    subtitle: str
    orientation: Orientation
    widths: tuple[float, ...]
    row_heights: tuple[float, ...]
    cells: tuple[Cell, ...]
    signatures: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    footer: str
    subject: str
    headed: tuple[Headed, ...] = ()
    is_practice: bool = False
    is_paper: bool = False
    identities: Mapping[str, str] = field(default_factory=dict)
