"""Spending: what the newest report of each project of a year says was spent, of which budget. Used where a year is turned."""

from __future__ import annotations

from jxdesk.domain.records.filings import Form
from jxdesk.domain.year.fiscal_years import Spending
from jxdesk.store.engine.database import Transaction
from jxdesk.store.views.versions import IS_IN_FORCE, TOTAL_LINE

_FORMS = f"('{Form.PROJECT_MONITORING.value}', '{Form.PROJECT_SELF_EVALUATION.value}')"


def spending_of(tx: Transaction, year: int) -> dict[str, Spending]:
    """The spending of the projects of a year that have a report with figures; a self-evaluation goes before any month."""
    rows = tx.query(
        f"""SELECT f.project_id, f.period, m.executed_fen, coalesce(m.revised_budget_fen, m.original_budget_fen)
        FROM filing f JOIN money_line m ON {TOTAL_LINE}
        WHERE f.year = ? AND f.form IN {_FORMS} AND f.project_id IS NOT NULL AND m.executed_fen IS NOT NULL
          AND {IS_IN_FORCE} ORDER BY f.period IS NULL, f.period""",
        (year,),
    )
    return {
        project_id: Spending(until_month=period, executed_fen=executed, budget_fen=budget)
        for project_id, period, executed, budget in rows
    }
