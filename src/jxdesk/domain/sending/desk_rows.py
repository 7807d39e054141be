"""Desk rows: what of an office's books no record of a package says otherwise, carried row by row when its PC is changed or made good.

The whitelist is what both sides hold to: no other table and no other column travels or is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Cell = str | int
PEN = "pen"
"""The one row that says which turn of the pen a handover carries; it is read and never written as a row."""
PAST = "past_form"
"""Rows that say how a form was when it was returned or accepted last; they are read and never written as rows."""
STANDING = "filing_standing"
"""Rows that say what is noted beside where a filing stands; they are written together with it and not as rows."""
NOTED = ("package_id", "forwarded_in", "office_path", "reason")
SENT, RECEIVED, ENROLMENT = "package_sent", "package_received", "enrolment"
_OF_PAST = frozenset({"id", "filing_id", "moment", "of_table", "record"})


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskTable:
    """One table that travels as rows.

    ``key`` are the columns by which a row that has another id here is the same one. ``only`` are columns that are added to
    rows which records of the package have made; without it whole rows travel but for the columns in ``never``. Where
    ``stays`` what is here is never replaced: both sides wrote the same down, or another desk's word of it counts less.
    """

    key: tuple[str, ...] = ("id",)
    only: tuple[str, ...] = ()
    never: frozenset[str] = frozenset()
    stays: bool = False


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
    # How far a package is follows from its receipts, and where it was written to says something of that PC alone.
    SENT: DeskTable(key=("device", "epoch", "seq"), never=frozenset({"status", "written_to"}), stays=True),
    ENROLMENT: DeskTable(),
    # By these the other PC knows what came before; that they were taken in can be undone only where it was done.
    RECEIVED: DeskTable(never=frozenset({"import_id"}), stays=True),
    "receipt": DeskTable(stays=True),
    "conflict_choice": DeskTable(),
    "adjustment": DeskTable(only=("state", "approver", "approved_on", "document_number")),
    "review": DeskTable(only=("sent_in",)),
}

KNOWN_ABOVE = frozenset({SENT, STANDING, PAST})
"""What an office above may say in rows: it has received the packages and reviewed the filings, and knows no more."""


def may_travel(table: str, column: str) -> bool:
    """Whether a cell of this column of this table may stand in a handover."""
    if table == PEN:
        return column in ("id", "turn")
    if table == PAST:
        return column in _OF_PAST
    if table == STANDING:
        return column in ("id", *NOTED)
    known = DESK_TABLES.get(table)
    if known is None:
        return False
    return column == "id" or (column in known.only if known.only else column not in known.never)
