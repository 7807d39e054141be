"""What the list of offices shows of a year, each answered at once: how their forms stand, and what their projects come to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from jxdesk.domain.records.office_nodes import county_of
from jxdesk.domain.records.regions import region_code_of
from jxdesk.store.engine.database import Transaction
from jxdesk.store.shipped.regions import regions
from jxdesk.store.views.versions import BUDGET, IS_IN_FORCE


def counties_without_office(tx: Transaction, paths: Iterable[str], own_path: str) -> dict[str, str]:
    """The counties of these offices that are no offices here themselves, with their names: as they called themselves on the road, else the region's."""
    known = set(paths)
    missing = {county_of(path) for path in known} - known - {"", own_path}
    if not missing:
        return {}
    called: dict[str, str] = dict(
        tx.query("SELECT sender_path, sender_name FROM package_received ORDER BY rowid")
    )
    found = {}
    for path in sorted(missing):
        region = regions().get(region_code_of(path))
        found[path] = called.get(path) or (region.name if region is not None else path)
    return found


def projects_by_path(tx: Transaction, year: int, *, with_figures: bool = False) -> dict[str, int]:
    """How many projects each office has in a year, by its path; of ``with_figures`` neither withdrawn nor classified ones."""
    only = "AND NOT p.is_classified AND p.withdrawn_on = ''" if with_figures else ""
    rows = tx.query(
        f"""SELECT o.path, n FROM (SELECT p.office_id AS id, count(*) AS n FROM project p WHERE p.fiscal_year = ? {only}
        GROUP BY p.office_id) c JOIN office o ON o.id = c.id""",
        (year,),
    )
    return dict(rows)


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
