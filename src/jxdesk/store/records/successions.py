"""Successions in the database, as ``domain.year.successions`` values, and moving what is under way from one office to another."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence

from jxdesk.domain.records.filings import FilingState
from jxdesk.domain.year.successions import Event, Kind, Succession
from jxdesk.store.engine.columns import Values, insert, select
from jxdesk.store.engine.database import Transaction

_COLUMNS = (
    "id",
    "kind",
    "event",
    "old_id",
    "new_id",
    "old_name",
    "new_name",
    "happened_on",
    "reason",
    "document_number",
)


def add_many(tx: Transaction, successions: Sequence[Succession]) -> None:
    """Adds steps."""
    insert(tx, "succession", [_values(one) for one in successions])


def of(tx: Transaction, thing_id: str) -> tuple[Succession, ...]:
    """The steps that lead to a project or an office or away from it, oldest first."""
    return _load(tx, "WHERE old_id = ?1 OR new_id = ?1 ORDER BY happened_on, rowid", (thing_id,))


def all_of(tx: Transaction, kind: Kind) -> tuple[Succession, ...]:
    """All steps of a kind, newest first."""
    return _load(tx, "WHERE kind = ? ORDER BY happened_on DESC, rowid DESC", (kind.value,))


def by_old_name(tx: Transaction, name: str) -> tuple[Succession, ...]:
    """The steps away from a name that is no longer in use."""
    return _load(tx, "WHERE old_name = ? AND old_name <> '' ORDER BY happened_on, rowid", (name,))


def move_projects(tx: Transaction, old_office: str, new_office: str, *, from_year: int) -> int:
    """Puts the projects of a year and later under another office, with the drafts of their forms; answers how many projects.

    What was finished, sealed or approved stays where it was filed.
    """
    rows = tx.query(
        "SELECT id FROM project WHERE office_id = ? AND fiscal_year >= ?", (old_office, from_year)
    )
    return place_projects(tx, [str(project_id) for (project_id,) in rows], new_office)


def place_projects(tx: Transaction, project_ids: Sequence[str], new_office: str) -> int:
    """Puts projects under another office, with the drafts of their forms; answers how many."""
    ids = json.dumps(list(project_ids))
    tx.execute(
        "UPDATE filing SET office_id = ? WHERE state = ? AND project_id IN (SELECT value FROM json_each(?))",
        (new_office, FilingState.DRAFT.value, ids),
    )
    return tx.execute(
        "UPDATE project SET office_id = ? WHERE id IN (SELECT value FROM json_each(?))", (new_office, ids)
    )


def _load(tx: Transaction, where: str, params: tuple[object, ...]) -> tuple[Succession, ...]:
    found = []
    for row in tx.query(select(_COLUMNS, "succession", where), params):
        values: Values = dict(zip(_COLUMNS, row, strict=True))
        values["kind"] = Kind(values["kind"])
        values["event"] = Event(values["event"])
        values["happened_on"] = dt.date.fromisoformat(values["happened_on"])
        found.append(Succession(**values))
    return tuple(found)


def _values(succession: Succession) -> Values:
    values: Values = {name: getattr(succession, name) for name in _COLUMNS}
    values["kind"] = succession.kind.value
    values["event"] = succession.event.value
    values["happened_on"] = succession.happened_on.isoformat()
    return values
