"""What screens show of any form of a year, each answered as one JSON value, ids plus a block; wants no models."""

from __future__ import annotations

import json
from typing import Any

from jxdesk.domain.records.filings import OF_THE_OFFICE, Form
from jxdesk.store.engine.database import Transaction

# The version that counts on a list: the newest of a form and period that no approved adjustment has taken the place of.
_NEWEST = """SELECT max(rowid) FROM filing WHERE form = ?1 AND year = ?2 AND coalesce(period, 0) = coalesce(?3, 0)
  AND id NOT IN (SELECT replaces_id FROM filing WHERE state = 'approved' AND replaces_id <> '')"""
_TOTAL = """LEFT JOIN money_line m ON m.rowid =
  (SELECT min(rowid) FROM money_line WHERE filing_id = f.id AND money_key = 'total')"""


def filings_of_task(tx: Transaction, form: Form, year: int, period: int | None = None) -> list[list[Any]]:
    """One row for each project or office that has this form: filing, project, name, unit, state, errors, warnings, amount.

    Units: the amount in 分, 全年预算数, else 年初预算数.
    """
    cells = """json_array(f.id, coalesce(f.project_id, ''), CASE WHEN f.project_id IS NULL THEN o.name ELSE p.name END,
      CASE WHEN f.implementing_unit <> '' THEN f.implementing_unit ELSE o.name END, f.state, f.error_count,
      f.warning_count, coalesce(m.revised_budget_fen, m.original_budget_fen))"""
    owner = "office_id" if form in OF_THE_OFFICE else "project_id"
    found: list[list[Any]] = json.loads(
        tx.value(
            f"""SELECT json_group_array(json(c)) FROM (SELECT {cells} AS c FROM filing f JOIN office o ON o.id = f.office_id
            LEFT JOIN project p ON p.id = f.project_id {_TOTAL}
            WHERE f.rowid IN ({_NEWEST} GROUP BY {owner}) ORDER BY coalesce(p.rowid, o.rowid), f.rowid)""",
            (form.value, year, period),
        )
    )
    return found


def task_counts(tx: Transaction, year: int) -> list[list[Any]]:
    """How many filings of each form and period of a year stand in which state: form, period, state, count, with errors."""
    found: list[list[Any]] = json.loads(
        tx.value(
            """SELECT json_group_array(json_array(form, period, state, n, e)) FROM (SELECT form, period, state,
            count(*) AS n, sum(coalesce(error_count, 0) > 0) AS e FROM filing WHERE year = ?
            AND id NOT IN (SELECT replaces_id FROM filing WHERE state = 'approved' AND replaces_id <> '')
            GROUP BY 1, 2, 3)""",
            (year,),
        )
    )
    return found


def stage_counts(tx: Transaction, year: int) -> list[list[Any]]:
    """How many projects of a year have each form and period: form, period, begun, done, with errors.

    Done is what was finished and what came after; of several versions the newest counts.
    """
    found: list[list[Any]] = json.loads(
        tx.value(
            """SELECT json_group_array(json_array(form, period, n, d, e)) FROM (SELECT form, period, count(*) AS n,
            sum(state <> 'draft') AS d, sum(state <> 'sealed' AND coalesce(error_count, 0) > 0) AS e FROM filing WHERE rowid IN
            (SELECT max(rowid) FROM filing WHERE year = ? AND project_id IS NOT NULL GROUP BY project_id, form, period)
            GROUP BY 1, 2)""",
            (year,),
        )
    )
    return found


def of_offices(tx: Transaction, form: Form, year: int) -> list[list[Any]]:
    """The newest filing of a form of each office as a whole: filing, office, state, errors."""
    found: list[list[Any]] = json.loads(
        tx.value(
            f"""SELECT json_group_array(json_array(f.id, f.office_id, f.state, coalesce(f.error_count, 0))) FROM filing f
            WHERE f.project_id IS NULL AND f.rowid IN ({_NEWEST} GROUP BY office_id)""",
            (form.value, year, None),
        )
    )
    return found


def has_filing(tx: Transaction, filing_id: str) -> bool:
    """Whether there is a filing of this id."""
    return tx.value("SELECT 1 FROM filing WHERE id = ?", (filing_id,)) is not None
