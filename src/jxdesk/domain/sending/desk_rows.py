"""Desk rows: what of an office's books no record of a package says otherwise, carried row by row when its PC is changed.

The whitelist is what both sides hold to: no other table and no other column travels or is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Cell = str | int
PEN = "pen"
"""The one row that says which turn of the pen a handover carries; it is read and never written as a row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskTable:
    """One table that travels as rows.

    ``key`` are the columns by which a row that has another id here is the same one. ``only`` are columns that are added to
    rows which records of the package have made; without it whole rows travel but for the columns in ``never``.
    """

    key: tuple[str, ...] = ("id",)
    only: tuple[str, ...] = ()
    never: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskRow:
    """One row of a table, blank cells left out; its id is among the cells."""

    table: str
    cells: Mapping[str, Cell]


# In the order in which they are written: what is named comes before what names it.
DESK_TABLES: Mapping[str, DeskTable] = {
    "person": DeskTable(key=("name",), never=frozenset({"pin_salt", "pin_hash"})),
    "fiscal_year": DeskTable(key=("year",)),
    "library": DeskTable(),
    "library_entry": DeskTable(),
    "column_matching": DeskTable(key=("kind", "signature")),
    "treasury_figure": DeskTable(key=("project_id", "year", "period"), never=frozenset({"import_id"})),
    "account_figure": DeskTable(),
    "rectification": DeskTable(),
    "survey": DeskTable(),
    "survey_answer": DeskTable(),
    "succession": DeskTable(),
    "note": DeskTable(),
    "receipt": DeskTable(),
    "conflict_choice": DeskTable(),
    "adjustment": DeskTable(only=("state", "approver", "approved_on", "document_number")),
    "review": DeskTable(only=("sent_in",)),
    "filing_standing": DeskTable(only=("package_id", "forwarded_in", "office_path", "reason")),
}


def may_travel(table: str, column: str) -> bool:
    """Whether a cell of this column of this table may stand in a handover."""
    if table == PEN:
        return column in ("id", "turn")
    known = DESK_TABLES.get(table)
    if known is None:
        return False
    return column == "id" or (column in known.only if known.only else column not in known.never)
