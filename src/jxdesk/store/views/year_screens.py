"""What screens show of any form of a year, each answered as one JSON value, ids plus a block; wants no models."""

from __future__ import annotations

import json
from typing import Any

from jxdesk.domain.records.filings import Form
from jxdesk.store.engine.database import Transaction
from jxdesk.store.views import scopes
from jxdesk.store.views.versions import IS_IN_FORCE, TOTAL_LINE


def filings_of_task(tx: Transaction, form: Form, year: int, period: int | None = None) -> list[list[Any]]:
    """One row for each project or office that has this form: filing, project, name, unit, state, errors, warnings, amount.

    Units: the amount in 分, 全年预算数, else 年初预算数.
    """
    cells = """json_array(f.id, coalesce(f.project_id, ''), CASE WHEN f.project_id IS NULL THEN o.name ELSE p.name END,
      CASE WHEN f.implementing_unit <> '' THEN f.implementing_unit ELSE o.name END, f.state, f.error_count,
      f.warning_count, coalesce(m.revised_budget_fen, m.original_budget_fen))"""
    found: list[list[Any]] = json.loads(
        tx.value(
            f"""SELECT json_group_array(json(c)) FROM (SELECT {cells} AS c FROM filing f JOIN office o ON o.id = f.office_id
            LEFT JOIN project p ON p.id = f.project_id LEFT JOIN money_line m ON {TOTAL_LINE}
            WHERE f.form = ?1 AND f.year = ?2 AND f.period IS ?3 AND {IS_IN_FORCE} ORDER BY coalesce(p.rowid, o.rowid), f.rowid)""",
            (form.value, year, period),
        )
    )
    return found


def task_counts(tx: Transaction, year: int) -> list[list[Any]]:
    """How many forms of each kind and period of a year stand in which state: form, period, state, count, with errors.

    Of several versions the one in force counts.
    """
    found: list[list[Any]] = json.loads(
        tx.value(
            f"""SELECT json_group_array(json_array(form, period, state, n, e)) FROM (SELECT f.form, f.period, f.state,
            count(*) AS n, sum(coalesce(f.error_count, 0) > 0) AS e FROM filing f WHERE f.year = ? AND {IS_IN_FORCE}
            GROUP BY 1, 2, 3)""",
            (year,),
        )
    )
    return found


def stage_counts(tx: Transaction, year: int, scope: str = "") -> list[list[Any]]:
    """How many projects of a year and a scope have each form and period: form, period, begun, done, with errors.

    Done is what was finished and what came after; of several versions the one in force counts.
    """
    condition, paths = scopes.of_offices("f.office_id", scope)
    found: list[list[Any]] = json.loads(
        tx.value(
            f"""SELECT json_group_array(json_array(form, period, n, d, e)) FROM (SELECT f.form, f.period, count(*) AS n,
            sum(f.state <> 'draft') AS d, sum(f.state <> 'sealed' AND coalesce(f.error_count, 0) > 0) AS e
            FROM filing f WHERE f.year = ? AND f.project_id IS NOT NULL AND {condition} AND {IS_IN_FORCE} GROUP BY 1, 2)""",
            (year, *paths),
        )
    )
    return found


def of_offices(tx: Transaction, form: Form, year: int) -> list[list[Any]]:
    """The version in force of a form of each office as a whole: filing, office, state, errors."""
    found: list[list[Any]] = json.loads(
        tx.value(
            f"""SELECT json_group_array(json_array(f.id, f.office_id, f.state, coalesce(f.error_count, 0))) FROM filing f
            WHERE f.project_id IS NULL AND f.form = ?1 AND f.year = ?2 AND f.period IS NULL AND {IS_IN_FORCE}""",
            (form.value, year),
        )
    )
    return found


def has_filing(tx: Transaction, filing_id: str) -> bool:
    """Whether there is a filing of this id."""
    return tx.value("SELECT 1 FROM filing WHERE id = ?", (filing_id,)) is not None
