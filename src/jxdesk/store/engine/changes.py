"""The recorder of changes: temporary triggers note every changed value, and each commit chains them into the log.

Because the triggers stand on the tables, a change made through SQLModel and one made by bulk SQL are both recorded,
and nothing has to remember to. Old and new values are JSON texts: for one field its value, for a whole record
(``field`` empty) an object of the values that differ from the column's default. A record that was added together with
its lines is one line of the log (``wholes`` writes it): under ``with`` its object holds, for each table, the columns of
the lines, a list or, where all say the same, the one value. ``unfolded`` gives the single changes back. Used by
``database``.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from jxdesk.store.schema.versions import DERIVED

UNRECORDED = DERIVED | {"change_log"}
GENESIS = "0" * 64
EVENT = "event"
"""Stands for a table in lines that changed no record."""
WITH = "with"
"""Under this name the object of a record holds the lines that were added together with it."""
# Inside a text of the object the quotation marks would stand behind a backslash.
WITH_MARK = f'"{WITH}":{{'


class Change(NamedTuple):
    """One line of the change log, in the order of its columns."""

    n: int
    at: str
    who: str
    device: str
    epoch: int
    errand_id: str
    errand: str
    table_name: str
    record_id: str
    field: str
    old: str | None
    new: str | None
    prev_hash: str
    hash: str

    def expected_hash(self) -> str:
        """The hash that this line must carry."""
        return chain_hash(self[:-1])


class Stamp(NamedTuple):
    """What every line of one transaction says alike: when, who, on which installation, in which errand."""

    at: str
    who: str
    device: str
    epoch: int
    errand_id: str
    errand: str


_PORTION = 1000
json_text = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


def chain_hash(line: tuple[Any, ...]) -> str:
    """The hash of a line without its hash; the previous hash is the last of its values."""
    return hashlib.sha256(json_text(line).encode()).hexdigest()


def unfolded(change: Change) -> Iterator[Change]:
    """The single changes of a line, the record before what was added together with it; nearly always the line itself.

    They keep the number and the hashes of the line that they stand in.
    """
    if change.field or change.new is None or WITH_MARK not in change.new:
        yield change
        return
    record = json.loads(change.new)
    parts = record.pop(WITH)
    yield change._replace(new=json_text(record))
    for table, columns in parts.items():
        for place, record_id in enumerate(columns.pop("id")):
            cells = ((name, one[place] if type(one) is list else one) for name, one in columns.items())
            values = {name: int(cell) if type(cell) is bool else cell for name, cell in cells}
            yield change._replace(
                table_name=table,
                record_id=record_id,
                new=json_text({name: cell for name, cell in values.items() if cell is not None}),
            )


class ChangeRecorder:
    """Sets the triggers on a connection once, and turns what they noted into chained lines."""

    def __init__(self) -> None:
        self._attached = False

    def attach(self, connection: sqlite3.Connection) -> None:
        """Sets the triggers; done before the first write and not at the start, which should be quick."""
        if self._attached:
            return
        connection.execute(
            "CREATE TEMP TABLE change_pending (k INTEGER PRIMARY KEY, table_name TEXT, record_id TEXT, field TEXT, old TEXT, new TEXT)"
        )
        connection.execute("CREATE TEMP TABLE change_told (table_name TEXT PRIMARY KEY) WITHOUT ROWID")
        self.listen(connection)
        self._attached = True

    def listen(self, connection: sqlite3.Connection) -> None:
        """Sets the triggers."""
        for (table,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        ).fetchall():
            if table not in UNRECORDED:
                for statement in _triggers(connection, table):
                    connection.execute(statement)

    def silence(self, connection: sqlite3.Connection) -> None:
        """Takes the triggers away, inside the transaction that sets them again; a rollback brings them back."""
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_temp_master WHERE type = 'trigger' AND name LIKE 'note!_%' ESCAPE '!'"
        ).fetchall():
            connection.execute(f"DROP TRIGGER temp.{name}")

    @contextmanager
    def told(
        self, connection: sqlite3.Connection, tables: Iterable[str], lines: Iterable[tuple[str, str, str]]
    ) -> Iterator[None]:
        """New records of some tables, added inside this block, are told of by these lines (table, id, object) alone.

        Where the triggers are taken away nothing is told.
        """
        names = [(table,) for table in tables]
        listens = (
            "SELECT 1 FROM sqlite_temp_master WHERE type = 'trigger' AND name = 'note_' || ? || '_insert'"
        )
        if connection.execute(listens, names[0]).fetchone() is None:
            yield
            return
        connection.executemany("INSERT INTO change_told (table_name) VALUES (?)", names)
        try:
            yield
        finally:
            connection.executemany("DELETE FROM change_told WHERE table_name = ?", names)
        connection.executemany(
            "INSERT INTO change_pending (table_name, record_id, field, old, new) VALUES (?, ?, '', NULL, ?)",
            lines,
        )

    def note(
        self, connection: sqlite3.Connection, table: str, record_id: str, event: str, text: str | None
    ) -> None:
        """Notes an event that changes no record."""
        connection.execute(
            "INSERT INTO change_pending (table_name, record_id, field, old, new) VALUES (?, ?, ?, NULL, ?)",
            (table, record_id, event, None if text is None else json.dumps(text, ensure_ascii=False)),
        )

    def store(self, connection: sqlite3.Connection, stamp: Stamp) -> list[Change]:
        """Writes what was noted in this transaction to the change log and answers the new lines."""
        number, previous = head(connection)
        noted = connection.execute(
            "SELECT table_name, record_id, field, old, new FROM change_pending ORDER BY k"
        )
        changes: list[Change] = []
        alike = json_text(stamp)[1:-1]
        while rows := noted.fetchmany(_PORTION):
            portion = []
            for row in rows:
                number += 1
                # The text of the line as chain_hash makes it; what all lines say alike is written once, an import has many.
                text = f'[{number},{alike},{json_text(row)[1:-1]},"{previous}"]'
                before, previous = previous, hashlib.sha256(text.encode()).hexdigest()
                portion.append(Change._make((number, *stamp, *row, before, previous)))
            insert_lines(connection, portion)
            changes += portion
        if changes:
            connection.execute("DELETE FROM change_pending")
        return changes


def head(connection: sqlite3.Connection) -> tuple[int, str]:
    """The number and the hash of the newest line."""
    found = connection.execute("SELECT n, hash FROM change_log ORDER BY n DESC LIMIT 1").fetchone()
    return (0, GENESIS) if found is None else (found[0], found[1])


def statement_for(
    known: Mapping[str, frozenset[str]], change: Change, value: str | None
) -> tuple[str, tuple[Any, ...]]:
    """The statement that brings what a line speaks of to its old or its new ``value``; no value for a whole record
    means that the record is gone.

    Raises: ValueError for names that the database does not have: names from a file become SQL only if it has them.
    """
    table, field, record_id = change.table_name, change.field, change.record_id
    record = json.loads(value) if value is not None and not field else {}
    named = {"id", field or "id", *record}
    if table in UNRECORDED or not named <= known.get(table, frozenset()):
        raise ValueError(f"not in this database: {table} {sorted(named)}")
    if field:
        content = None if value is None else json.loads(value)
        return f"UPDATE {table} SET {field} = ? WHERE id = ?", (content, record_id)
    if value is None:
        return f"DELETE FROM {table} WHERE id = ?", (record_id,)
    names, marks = ", ".join(["id", *record]), ", ".join("?" * (len(record) + 1))
    return f"INSERT INTO {table} ({names}) VALUES ({marks})", (record_id, *record.values())


def insert_lines(connection: sqlite3.Connection, changes: Sequence[Change]) -> None:
    """Adds finished lines to the change log."""
    marks = ", ".join("?" * len(Change._fields))
    connection.executemany(f"INSERT INTO change_log ({', '.join(Change._fields)}) VALUES ({marks})", changes)


def _triggers(connection: sqlite3.Connection, table: str) -> list[str]:
    columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
    names = [column[1] for column in columns if column[1] != "id"]
    defaults = {column[1]: column[4] for column in columns}
    inserted, deleted = (_record(row, names, defaults) for row in ("NEW", "OLD"))
    note = "INSERT INTO change_pending (table_name, record_id, field, old, new)"
    changed = " UNION ALL ".join(
        f"SELECT '{table}', NEW.id, '{name}', json_quote(OLD.{name}), json_quote(NEW.{name}) WHERE OLD.{name} IS NOT NEW.{name}"
        for name in names
    )
    untold = f"WHEN NOT EXISTS (SELECT 1 FROM temp.change_told WHERE table_name = '{table}')"
    return [
        f"CREATE TEMP TRIGGER note_{table}_insert AFTER INSERT ON main.{table} {untold} BEGIN {note} VALUES ('{table}', NEW.id, '', NULL, {inserted}); END",
        f"CREATE TEMP TRIGGER note_{table}_update AFTER UPDATE ON main.{table} BEGIN {note} {changed}; END",
        f"CREATE TEMP TRIGGER note_{table}_delete AFTER DELETE ON main.{table} BEGIN {note} VALUES ('{table}', OLD.id, '', {deleted}, NULL); END",
    ]


def _record(row: str, names: list[str], defaults: dict[str, str | None]) -> str:
    """SQL for a record as a JSON object; values equal to the column's default are left out, they come back by it."""
    values = [
        f"'{name}', {row}.{name}"
        if defaults[name] is None
        else f"'{name}', nullif({row}.{name}, {defaults[name]})"
        for name in names
    ]
    return f"json_patch('{{}}', json_object({', '.join(values)}))"
