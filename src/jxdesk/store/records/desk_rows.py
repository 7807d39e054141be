"""Desk rows in the database: read for a handover, and taken over from one; what is replaced is answered, never lost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from jxdesk.domain.sending.desk_rows import DESK_TABLES, Cell, DeskRow, DeskTable, may_travel
from jxdesk.store.engine.columns import Values, insert, select
from jxdesk.store.engine.database import Transaction

_PLACES = {"office_id": "office", "project_id": "project", "filing_id": "filing", "survey_id": "survey"}
"""Columns that name a row of another table; where it is not here, the row that names it is not taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaced:
    """One cell that said something else here before."""

    table: str
    row_id: str
    column: str
    here: Cell | None
    came: Cell | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenRows:
    """What became of rows that came: how many were new, what was replaced, and how many found no place."""

    added: int
    replaced: tuple[Replaced, ...]
    homeless: int


def read_all(tx: Transaction) -> tuple[DeskRow, ...]:
    """Every row of the tables that travel as rows, blank cells left out."""
    return tuple(row for table in DESK_TABLES for row in _rows(tx, table))


def _rows(tx: Transaction, table: str) -> Iterator[DeskRow]:
    names = [name for name in _columns(tx, table) if may_travel(table, name)]
    for row in tx.query(select(names, table, "ORDER BY id")):
        cells = {name: cell for name, cell in zip(names, row, strict=True) if cell is not None and cell != ""}
        yield DeskRow(table=table, cells=cells)


def take_over(tx: Transaction, rows: Sequence[DeskRow], ids: Mapping[str, Mapping[str, str]]) -> TakenRows:
    """Writes rows that came; ``ids`` say, for offices and projects, under which identity what they name is known here."""
    tx.execute("PRAGMA defer_foreign_keys=ON")
    by_table: dict[str, list[DeskRow]] = {}
    for row in rows:
        by_table.setdefault(row.table, []).append(row)
    added, homeless = 0, 0
    replaced: list[Replaced] = []
    for table, about in DESK_TABLES.items():
        of_table = by_table.get(table, [])
        columns = _columns(tx, table) if of_table else {}
        for row in of_table:
            values = _values(row, columns, ids)
            if not _has_place(tx, table, values):
                homeless += 1
                continue
            here = _here(tx, table, about, values)
            if here is not None:
                replaced += () if about.stays else _replace(tx, table, here, values)
            elif about.only:
                homeless += 1
            else:
                insert(tx, table, [values])
                added += 1
    return TakenRows(added=added, replaced=tuple(replaced), homeless=homeless)


def _columns(tx: Transaction, table: str) -> dict[str, Cell | None]:
    """The columns of a table with what each says when it is blank."""
    found: dict[str, Cell | None] = {}
    for _, name, _, is_required, default, _ in tx.query(f"PRAGMA table_info({table})"):
        text = str(default or "")
        if text.startswith("'"):
            found[name] = text.strip("'")
        else:
            found[name] = int(text) if text and is_required else None
    return found


def _values(row: DeskRow, columns: Mapping[str, Cell | None], ids: Mapping[str, Mapping[str, str]]) -> Values:
    only = DESK_TABLES[row.table].only
    names = ["id", *only] if only else [name for name in columns if may_travel(row.table, name)]
    values: Values = {name: row.cells.get(name, columns[name]) for name in names}
    for name, known in ids.items():
        if values.get(name):
            values[name] = known.get(str(values[name]), values[name])
    return values


def _has_place(tx: Transaction, table: str, values: Values) -> bool:
    for name, parent in _PLACES.items():
        named = values.get(name)
        is_needed = name != "filing_id" or table == "review"
        if named and is_needed and tx.row(f"SELECT 1 FROM {parent} WHERE id = ?", (named,)) is None:
            return False
    return True


def _here(tx: Transaction, table: str, about: DeskTable, values: Values) -> Values | None:
    names = list(values)
    for key in (("id",), about.key):
        where = " AND ".join(f"{name} IS ?" for name in key)
        row = tx.row(select(names, table, f"WHERE {where}"), [values[name] for name in key])
        if row is not None:
            return dict(zip(names, row, strict=True))
    return None


def _replace(tx: Transaction, table: str, here: Values, values: Values) -> Iterator[Replaced]:
    changed = {
        name: value for name, value in values.items() if name != "id" and (value or "") != (here[name] or "")
    }
    if changed:
        setting = ", ".join(f"{name} = ?" for name in changed)
        tx.execute(f"UPDATE {table} SET {setting} WHERE id = ?", (*changed.values(), here["id"]))
    for name, value in changed.items():
        yield Replaced(table=table, row_id=here["id"], column=name, here=here[name], came=value)
