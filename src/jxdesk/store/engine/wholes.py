"""Wholes: records added together with their lines, at the driver's speed, each as one line of the change log.

A filing with its lines, or a project with its budgets, comes into being at once; one line that holds all of it says the same as
one for each of them, and is chained, mirrored and read back as one. ``changes.unfolded`` gives the single changes back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from jxdesk.store.engine.changes import WITH, json_text
from jxdesk.store.engine.columns import insert_cells
from jxdesk.store.engine.database import Transaction

Cells = Sequence[Any]
Whole = tuple[Cells, tuple[Sequence[Cells], ...]]
"""The cells of a record, and of each table of lines its rows."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table, and the columns in which rows for it are given; its identity is the first of them."""

    table: str
    names: tuple[str, ...]


def add_wholes(tx: Transaction, head: Sheet, parts: Sequence[Sheet], wholes: Sequence[Whole]) -> None:
    """Adds records, each with its lines in the order of ``parts``."""
    if not wholes:
        return
    tx._flush()
    lines = _lines(tx, head, parts, wholes)
    told = tx._database._recorder.told
    with told(tx._connection, (head.table, *(part.table for part in parts)), lines):
        insert_cells(tx, head.table, head.names, [cells for cells, _ in wholes])
        for place, part in enumerate(parts):
            rows = [row for _, found in wholes for row in found[place]]
            insert_cells(tx, part.table, part.names, rows)


def _lines(
    tx: Transaction, head: Sheet, parts: Sequence[Sheet], wholes: Iterable[Whole]
) -> Iterable[tuple[str, str, str]]:
    """What the change log says of each record."""
    usual, *blanks = [_defaults(tx, sheet) for sheet in (head, *parts)]
    for cells, found in wholes:
        record = {
            name: cell
            for name, cell, blank in zip(head.names[1:], cells[1:], usual[1:], strict=True)
            if cell != blank and cell is not None
        }
        lines = {
            part.table: _columns(part.names, blank, rows)
            for part, blank, rows in zip(parts, blanks, found, strict=True)
            if rows
        }
        yield head.table, cells[0], json_text(record | {WITH: lines} if lines else record)


def _columns(names: Sequence[str], blanks: Cells, rows: Sequence[Cells]) -> dict[str, Any]:
    """Rows laid side by side by their columns: the identities as a list, what all rows say once, what is usual not at all."""
    ids, *columns = zip(*rows, strict=True)
    found: dict[str, Any] = {names[0]: ids}
    for name, blank, cells in zip(names[1:], blanks[1:], columns, strict=True):
        first = cells[0]
        if cells.count(first) != len(cells):
            found[name] = cells
        elif first != blank and first is not None:
            found[name] = first
    return found


def _defaults(tx: Transaction, sheet: Sheet) -> Cells:
    """What stands in the columns of a new row of which nothing is said."""
    said = {row[1]: row[4] for row in tx.query(f"PRAGMA table_info({sheet.table})")}
    wanted = ", ".join(said[name] or "NULL" for name in sheet.names)
    return tx.row(f"SELECT {wanted}") or ()
