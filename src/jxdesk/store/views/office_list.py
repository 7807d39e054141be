"""What the list of offices shows of a year, each answered at once: how their forms stand, and what their projects come to."""

from __future__ import annotations

from typing import Any

from jxdesk.store.engine.database import Transaction
from jxdesk.store.views.versions import BUDGET, IS_IN_FORCE


def forms_of_offices(tx: Transaction, year: int) -> list[tuple[Any, ...]]:
    """The version in force of each form and period of each office as a whole: office, form, period, state, errors."""
    return tx.query(
        f"""SELECT f.office_id, f.form, f.period, f.state, coalesce(f.error_count, 0) FROM filing f
        WHERE f.year = ? AND f.project_id IS NULL AND {IS_IN_FORCE}""",
        (year,),
    )


def projects_of_offices(tx: Transaction, year: int) -> dict[str, tuple[int, int]]:
    """How many projects each office has in a year, and their budgets together; withdrawn and classified ones are left out.

    Units: 分.
    """
    rows = tx.query(
        f"""SELECT p.office_id, count(*), coalesce(sum({BUDGET}), 0) FROM project p
        WHERE p.fiscal_year = ? AND NOT p.is_classified AND p.withdrawn_on = '' GROUP BY p.office_id""",
        (year,),
    )
    return {office_id: (count, budget) for office_id, count, budget in rows}
