"""Fiscal years in the database, as ``domain.year.fiscal_years`` values, and the refusal to write in a closed one."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from typing import NamedTuple

from jxdesk.domain.records.filings import Form
from jxdesk.domain.year.fiscal_years import FiscalYear, YearState
from jxdesk.store.engine.columns import Values, insert, mapping_text, select
from jxdesk.store.engine.database import Transaction
from jxdesk.store.faults import Refused

_COLUMNS = (
    "id",
    "year",
    "state",
    "opened_on",
    "closed_on",
    "closed_by",
    "rule_pack_id",
    "libraries",
    "templates",
)
_DATES = ("opened_on", "closed_on")


def put(tx: Transaction, fiscal_year: FiscalYear) -> None:
    """Writes a year, whether it is there or not."""
    values = _values(fiscal_year)
    if tx.value("SELECT 1 FROM fiscal_year WHERE id = ?", (fiscal_year.id,)) is None:
        insert(tx, "fiscal_year", [values])
        return
    setting = ", ".join(f"{name} = ?" for name in _COLUMNS[1:])
    tx.execute(
        f"UPDATE fiscal_year SET {setting} WHERE id = ?",
        (*(values[name] for name in _COLUMNS[1:]), fiscal_year.id),
    )


def get(tx: Transaction, year: int) -> FiscalYear | None:
    """A year that was opened or closed here; None for one that nobody did either with, which is open."""
    row = tx.row(select(_COLUMNS, "fiscal_year", "WHERE year = ?"), (year,))
    return None if row is None else _year(row)


def all_years(tx: Transaction) -> tuple[FiscalYear, ...]:
    """The years that were opened or closed here, newest first."""
    return tuple(map(_year, tx.query(select(_COLUMNS, "fiscal_year", "ORDER BY year DESC"))))


def is_closed(tx: Transaction, year: int | None) -> bool:
    """Whether a year is closed."""
    return tx.value("SELECT 1 FROM fiscal_year WHERE year = ? AND state = 'closed'", (year,)) is not None


def refuse_closed(tx: Transaction, years: Iterable[int | None]) -> None:
    """Refuses to write in a closed year.

    Raises: Refused.
    """
    closed = {row[0] for row in tx.query("SELECT year FROM fiscal_year WHERE state = 'closed'")}
    for year in sorted(closed.intersection(one for one in years if one is not None)):
        raise Refused(
            f"{year} 年度已经结账，只能看，不能改。",
            advice="确实要改的，请在“设置”的“年度”里写明原因，重新打开这个年度。",
            code="JX-YEAR-CLOSED",
        )


def size(tx: Transaction, year: int) -> tuple[int, int]:
    """How many projects and how many filings a year has."""
    row = tx.row(
        "SELECT (SELECT count(*) FROM project WHERE fiscal_year = ?1), (SELECT count(*) FROM filing WHERE year = ?1)",
        (year,),
    )
    assert row is not None
    return int(row[0]), int(row[1])


class FormCount(NamedTuple):
    """How many filings in force an office has of a form in a year: finished or beyond, and drafts."""

    office_id: str
    office: str
    form: Form
    ready: int
    drafts: int


def form_counts(tx: Transaction, year: int) -> tuple[FormCount, ...]:
    """The filings of a year by office and form; what an approved adjustment replaced, and what is only asked for, is left out."""
    rows = tx.query(
        "SELECT f.office_id, o.name, f.form, sum(f.state <> 'draft'), sum(f.state = 'draft') FROM filing f"
        " JOIN office o ON o.id = f.office_id WHERE f.year = ?"
        " AND f.id NOT IN (SELECT replaces_id FROM filing WHERE state = 'approved')"
        " AND (f.replaces_id = '' OR f.state = 'approved') GROUP BY f.office_id, f.form ORDER BY o.path, f.form",
        (year,),
    )
    return tuple(FormCount(row[0], row[1], Form(row[2]), int(row[3]), int(row[4])) for row in rows)


def errand_that(tx: Transaction, fiscal_year: FiscalYear, errand: str) -> str:
    """The newest errand of a kind that changed a year; empty where there was none."""
    found = tx.value(
        "SELECT errand_id FROM change_log WHERE table_name = 'fiscal_year' AND record_id = ? AND errand = ?"
        " ORDER BY n DESC LIMIT 1",
        (fiscal_year.id, errand),
    )
    return str(found or "")


def keep_restore_point(tx: Transaction, point_id: str, *, reason: str, backup_name: str) -> None:
    """Notes the backup that was made before a turn of the year."""
    newest = tx.value("SELECT max(n) FROM change_log") or 0
    insert(
        tx,
        "restore_point",
        [
            {
                "id": point_id,
                "at": tx.now(),
                "reason": reason,
                "backup_name": backup_name,
                "change_number": newest,
            }
        ],
    )


def _values(fiscal_year: FiscalYear) -> Values:
    values: Values = {name: getattr(fiscal_year, name) for name in _COLUMNS}
    values["state"] = fiscal_year.state.value
    for name in _DATES:
        values[name] = values[name].isoformat() if values[name] else ""
    values["libraries"] = json.dumps(fiscal_year.libraries, ensure_ascii=False, separators=(",", ":"))
    values["templates"] = mapping_text(fiscal_year.templates)
    return values


def _year(row: tuple[object, ...]) -> FiscalYear:
    values: Values = dict(zip(_COLUMNS, row, strict=True))
    values["state"] = YearState(values["state"])
    for name in _DATES:
        values[name] = dt.date.fromisoformat(values[name]) if values[name] else None
    values["libraries"] = tuple((name, version) for name, version in json.loads(values["libraries"]))
    values["templates"] = json.loads(values["templates"])
    return FiscalYear(**values)
