"""Notes in the database; a table of its own, which no package and no form reads."""

from __future__ import annotations

from jxdesk.domain.records.notes import Note
from jxdesk.store.engine.columns import insert
from jxdesk.store.engine.database import Row, Transaction

_SELECT = """
SELECT n.id, n.record_id, n.line_id, n.field, n.text, n.written_by, n.written_at, n.is_done,
  coalesce(p.name, nullif(f.project_name, ''), f.title, ''), f.id IS NOT NULL
FROM note n LEFT JOIN project p ON p.id = n.record_id LEFT JOIN filing f ON f.id = n.record_id
"""


def add(tx: Transaction, note: Note) -> None:
    """Adds a note."""
    values = {
        "id": note.id,
        "record_id": note.record_id,
        "line_id": note.line_id,
        "field": note.field,
        "text": note.text,
        "written_by": note.written_by,
        "written_at": note.written_at,
    }
    insert(tx, "note", [values])


def change(tx: Transaction, note_id: str, *, text: str, is_done: bool) -> int:
    """Writes text and state; answers how many notes of this id there are."""
    return tx.execute("UPDATE note SET text = ?, is_done = ? WHERE id = ?", (text, int(is_done), note_id))


def delete(tx: Transaction, note_id: str) -> None:
    """Deletes a note."""
    tx.execute("DELETE FROM note WHERE id = ?", (note_id,))


def get(tx: Transaction, note_id: str) -> Note | None:
    """The note of this id."""
    row = tx.row(f"{_SELECT} WHERE n.id = ?", (note_id,))
    return None if row is None else _note(row)


def of_filing(tx: Transaction, filing_id: str) -> tuple[Note, ...]:
    """The notes of a form and its cells, oldest first."""
    return _all(tx, "WHERE n.record_id = ?1 ORDER BY n.rowid", filing_id)


def of_project(tx: Transaction, project_id: str) -> tuple[Note, ...]:
    """The notes of a project and of its forms, what is open first."""
    return _all(
        tx,
        "WHERE n.record_id = ?1 OR n.record_id IN (SELECT id FROM filing WHERE project_id = ?1)"
        " ORDER BY n.is_done, n.rowid",
        project_id,
    )


def open_of_year(tx: Transaction, year: int) -> tuple[Note, ...]:
    """What is still open in a year, oldest first."""
    return _all(tx, "WHERE NOT n.is_done AND ?1 IN (p.fiscal_year, f.year) ORDER BY n.rowid", year)


def _all(tx: Transaction, rest: str, key: object) -> tuple[Note, ...]:
    return tuple(map(_note, tx.query(f"{_SELECT} {rest}", (key,))))


def _note(row: Row) -> Note:
    return Note(
        id=row[0],
        record_id=row[1],
        line_id=row[2],
        field=row[3],
        text=row[4],
        written_by=row[5],
        written_at=row[6],
        is_done=bool(row[7]),
        name=row[8],
        is_of_filing=bool(row[9]),
    )
