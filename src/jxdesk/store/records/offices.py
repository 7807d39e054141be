"""Offices in the database, as ``domain.records.offices.Office`` values."""

from __future__ import annotations

from jxdesk.domain.records.offices import Office, OfficeLevel
from jxdesk.store.engine.columns import Values, assign, insert, select
from jxdesk.store.engine.database import Row, Transaction
from jxdesk.store.faults import NotFound
from jxdesk.store.schema import models

_COLUMNS = (
    "id",
    "path",
    "name",
    "level",
    "parent_id",
    "region_code",
    "credit_code",
    "department_code",
    "unit_code",
    "is_department",
    "is_exempt",
    "valid_from",
    "valid_to",
)


def add(tx: Transaction, office: Office) -> None:
    """Adds an office."""
    add_many(tx, (office,))


def add_many(tx: Transaction, offices: tuple[Office, ...]) -> None:
    """Adds offices, parents before children."""
    insert(tx, "office", [_values(office) for office in offices])


def save(tx: Transaction, office: Office) -> None:
    """Writes a changed office.

    Raises: NotFound.
    """
    row = tx.session.get(models().OfficeRow, office.id)
    if row is None:
        raise NotFound("没有这个单位。", facts=office.name or office.id)
    assign(row, _values(office))


def get(tx: Transaction, office_id: str) -> Office | None:
    """The office with this id."""
    row = tx.row(select(_COLUMNS, "office", "WHERE id = ?"), (office_id,))
    return None if row is None else _office(row)


def by_path(tx: Transaction, path: str) -> Office | None:
    """The office with this path."""
    row = tx.row(select(_COLUMNS, "office", "WHERE path = ?"), (path,))
    return None if row is None else _office(row)


def by_name(tx: Transaction, name: str) -> tuple[Office, ...]:
    """The offices with this name, by path."""
    return tuple(map(_office, tx.query(select(_COLUMNS, "office", "WHERE name = ? ORDER BY path"), (name,))))


def all_offices(tx: Transaction) -> tuple[Office, ...]:
    """All offices, by path."""
    return tuple(map(_office, tx.query(select(_COLUMNS, "office", "ORDER BY path"))))


def _values(office: Office) -> Values:
    values: Values = {name: getattr(office, name) for name in _COLUMNS}
    values["level"] = office.level.value
    values["parent_id"] = office.parent_id or None
    return values


def _office(row: Row) -> Office:
    values: Values = dict(zip(_COLUMNS, row, strict=True))
    values["level"] = OfficeLevel(values["level"])
    values["parent_id"] = values["parent_id"] or ""
    values["is_department"] = bool(values["is_department"])
    values["is_exempt"] = bool(values["is_exempt"])
    return Office(**values)
