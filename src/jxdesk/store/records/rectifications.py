"""Rectifications in the database, as ``domain.records.rectifications`` values."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields
from typing import Any

from jxdesk.domain.records.rectifications import Rectification, RectificationState
from jxdesk.store.engine.columns import Values, insert, select
from jxdesk.store.engine.database import Transaction

_COLUMNS = tuple(field.name for field in fields(Rectification))
_DATES = ("due_on", "done_on")


def put(tx: Transaction, rectification: Rectification) -> None:
    """Adds a rectification, or writes a changed one."""
    values = _values(rectification)
    stored = tx.row(select(_COLUMNS, "rectification", "WHERE id = ?"), (rectification.id,))
    if stored is None:
        insert(tx, "rectification", [values])
        return
    present = dict(zip(_COLUMNS, stored, strict=True))
    changed = {name: value for name, value in values.items() if present[name] != value}
    if changed:
        setting = ", ".join(f"{name} = ?" for name in changed)
        tx.execute(f"UPDATE rectification SET {setting} WHERE id = ?", (*changed.values(), rectification.id))


def get(tx: Transaction, rectification_id: str) -> Rectification | None:
    """The rectification with this id."""
    return next(iter(_load(tx, "WHERE id = ?", (rectification_id,))), None)


def of_project(tx: Transaction, project_id: str) -> tuple[Rectification, ...]:
    """Those of a project, in the order they were noted."""
    return _load(tx, "WHERE project_id = ? ORDER BY rowid", (project_id,))


def of_year(tx: Transaction, year: int) -> tuple[Rectification, ...]:
    """Those of a year, the earliest due first."""
    return _load(tx, "WHERE year = ? ORDER BY due_on = '', due_on, rowid", (year,))


def all_of_them(tx: Transaction) -> tuple[Rectification, ...]:
    """Those of all years and offices, in the order they were noted."""
    return _load(tx, "ORDER BY rowid", ())


def delete(tx: Transaction, rectification_id: str) -> None:
    """Deletes a rectification; the change log keeps what it said."""
    tx.execute("DELETE FROM rectification WHERE id = ?", (rectification_id,))


def _load(tx: Transaction, where: str, params: tuple[object, ...]) -> tuple[Rectification, ...]:
    return tuple(_of(row) for row in tx.query(select(_COLUMNS, "rectification", where), params))


def _of(row: Any) -> Rectification:
    values = dict(zip(_COLUMNS, row, strict=True))
    for name in _DATES:
        values[name] = dt.date.fromisoformat(values[name]) if values[name] else None
    values["state"] = RectificationState(values["state"])
    values["project_id"] = values["project_id"] or ""
    return Rectification(**values)


def _values(rectification: Rectification) -> Values:
    values: Values = {name: getattr(rectification, name) for name in _COLUMNS}
    for name in _DATES:
        values[name] = values[name].isoformat() if values[name] else ""
    return values | {"state": rectification.state.value, "project_id": rectification.project_id or None}
