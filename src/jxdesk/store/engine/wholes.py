"""Wholes: records added together with their lines, at the driver's speed, each as one line of the change log.

A filing with its lines, or a project with its budgets, comes into being at once; one line that holds all of it says the same as
one for each of them, and is chained, mirrored and read back as one. ``changes.unfolded`` gives the single changes back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

from jxdesk.store.engine.changes import WITH, json_text
from jxdesk.store.engine.database import Transaction

ID = "id"


@dataclass(frozen=True, slots=True)
class Sheet:
    """New rows of one table, column by column; ``counts`` says of lines how many of them each record has, in their order."""

    table: str
    columns: Mapping[str, Sequence[Any]]
    counts: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class _Said:
    """A sheet without the columns that say nothing but what is usual; the identity is the first of the others."""

    table: str
    names: tuple[str, ...]
    columns: tuple[tuple[Any, ...], ...]
    usual: tuple[Any, ...]
    spans: tuple[tuple[int, int], ...]


def add_wholes(tx: Transaction, head: Sheet, *parts: Sheet) -> None:
    """Adds records, each with its lines."""
    if not head.columns[ID]:
        return
    tx._flush()
    record, *lines = [_said(tx, sheet) for sheet in (head, *parts) if sheet.columns[ID]]
    tables = [one.table for one in (record, *lines)]
    with tx._database._recorder.told(tx._connection, tables, _told(record, lines)):
        for one in (record, *lines):
            marks = ", ".join("?" * len(one.names))
            sql = f"INSERT INTO {one.table} ({', '.join(one.names)}) VALUES ({marks})"
            tx.executemany(sql, zip(*one.columns, strict=True))


def _said(tx: Transaction, sheet: Sheet) -> _Said:
    # A column that is left out takes a third of the time of one that is filled with what is usual.
    known = {row[1]: row[4] or "NULL" for row in tx.query(f"PRAGMA table_info({sheet.table})")}
    usual = tx.row(f"SELECT {', '.join(known[name] for name in sheet.columns)}") or ()
    kept = [
        (name, tuple(cells), blank)
        for (name, cells), blank in zip(sheet.columns.items(), usual, strict=True)
        if name == ID or any(cell != blank for cell in cells)
    ]
    kept.sort(key=lambda one: one[0] != ID)
    names, columns, blanks = zip(*kept, strict=True)
    spans = tuple(pairwise(accumulate(sheet.counts, initial=0)))
    return _Said(sheet.table, names, columns, blanks, spans)


def _told(head: _Said, parts: Sequence[_Said]) -> Iterator[tuple[str, str, str]]:
    """What the change log says of each record."""
    for place, (record_id, *cells) in enumerate(zip(*head.columns, strict=True)):
        record = {
            name: cell
            for name, cell, blank in zip(head.names[1:], cells, head.usual[1:], strict=True)
            if cell != blank and cell is not None
        }
        lines = {part.table: _lines(part, *part.spans[place]) for part in parts if _has_any(part, place)}
        yield head.table, record_id, json_text(record | {WITH: lines} if lines else record)


def _has_any(part: _Said, place: int) -> bool:
    start, end = part.spans[place]
    return start < end


def _lines(part: _Said, start: int, end: int) -> dict[str, Any]:
    """The lines of one record: their identities as a list, what all of them say once, what is usual not at all."""
    ids, *columns = part.columns
    found: dict[str, Any] = {ID: ids[start:end]}
    count = end - start
    for name, column, blank in zip(part.names[1:], columns, part.usual[1:], strict=True):
        cells = column[start:end]
        first = cells[0]
        if cells.count(first) != count:
            found[name] = cells
        elif first != blank and first is not None:
            found[name] = first
    return found


def columns_of(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> dict[str, Sequence[Any]]:
    """Rows laid side by side by their columns."""
    laid = tuple(zip(*rows, strict=True)) or ((),) * len(names)
    return dict(zip(names, laid, strict=True))
