"""What deadlines are reckoned from: how many projects have not handed in what, when targets were approved, what was moved."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping

from jxdesk.domain.records.filings import Form
from jxdesk.domain.records.stages import YearStage
from jxdesk.domain.year.deadlines import After, Moved
from jxdesk.store.engine import settings
from jxdesk.store.engine.database import Transaction
from jxdesk.store.shipped.deadlines import timetable, work_calendar
from jxdesk.store.views import versions
from jxdesk.store.views.scopes import of_offices

_FORM = versions.in_force("v.project_id = p.id AND v.form = ?2 AND v.period IS ?3")
_MOVED = "deadline_dates"


def unsent(tx: Transaction, year: int, form: Form, period: int | None, *, scope: str = "") -> tuple[int, int]:
    """How many projects of a year and a scope have not handed in a form, and how many there are; the list of the year counts alike."""
    condition, paths = of_offices("p.office_id", scope)
    row = tx.row(
        f"""SELECT coalesce(sum(coalesce(f.state, '') NOT IN ('sealed', 'approved')), 0), count(*) FROM project p
        LEFT JOIN filing f ON f.rowid = {_FORM}
        WHERE p.fiscal_year = ?1 AND {condition}""",
        (year, form.value, period, *paths),
    )
    return (0, 0) if row is None else (row[0], row[1])


def begins(tx: Transaction, year: int) -> dict[After, dt.date]:
    """The days that times run from, as far as they have come: the newest approval of a target of the year."""
    newest = tx.value(
        "SELECT max(a.approved_on) FROM approval a JOIN filing f ON f.id = a.filing_id"
        " WHERE f.year = ? AND a.approved_on <> ''",
        (year,),
    )
    return {After.APPROVAL: dt.date.fromisoformat(newest)} if newest else {}


def moved(tx: Transaction, year: int) -> dict[str, Moved]:
    """The deadlines of a year that were moved, by key."""
    return {
        key: Moved(on=dt.date.fromisoformat(one["on"]), basis=one["basis"])
        for key, one in _all(tx).get(str(year), {}).items()
    }


def due_on(tx: Transaction, year: int, stage: YearStage) -> dt.date | None:
    """The last day of a form by the timetable, or the one to which it was moved; None for a form that the timetable does not name."""
    for one in timetable().deadlines:
        if (one.form, one.period, one.after) == (stage.form, stage.period, None):
            there = moved(tx, year).get(one.key)
            return there.on if there is not None else one.due_on(year, work_calendar(), {})
    return None


def move(tx: Transaction, year: int, key: str, change: Moved | None) -> None:
    """Moves a deadline of a year, or lets it go by the timetable again."""
    known = _all(tx)
    of_year = known.setdefault(str(year), {})
    of_year.pop(key, None)
    if change is not None:
        of_year[key] = {"on": change.on.isoformat(), "basis": change.basis}
    settings.put(tx, _MOVED, json.dumps(known, ensure_ascii=False, sort_keys=True))


def _all(tx: Transaction) -> dict[str, dict[str, Mapping[str, str]]]:
    found: dict[str, dict[str, Mapping[str, str]]] = json.loads(settings.get(tx, _MOVED, "{}"))
    return found
