"""Chart rows: the projects of a year and what was executed month by month, as ``domain.reports.chart_figures`` values.

One narrow statement each, answered as one JSON value; classified and withdrawn projects have no place on a chart.
"""

from __future__ import annotations

import json
from typing import Any

from jxdesk.domain.records.filings import Form
from jxdesk.domain.reports.chart_figures import ChartProject, Paid, PaidSource
from jxdesk.store.engine.database import Transaction
from jxdesk.store.views import versions

_SHOWN = """p.fiscal_year = ?1 AND NOT p.is_classified AND p.withdrawn_on = ''
  AND (?2 = '' OR p.department = ?2 OR p.implementing_unit = ?2)"""
_OF_FORM = "v.project_id = p.id AND v.form = '{form}' AND v.year = ?1 AND v.period IS {period}"
_RESULT = "f.rowid = " + versions.in_force(
    _OF_FORM.format(form=Form.PROJECT_SELF_EVALUATION.value, period="NULL")
)
_WATCHED = "f.rowid = " + versions.in_force(
    _OF_FORM.format(form=Form.PROJECT_MONITORING.value, period="f.period")
)
# Points are texts with decimals; a hundredth is the smallest that any form gives out.
_POINTS = "CAST(round(CAST(weight AS REAL) * 100) AS INTEGER)"
_PROJECTS = f"""SELECT json_group_array(json(c)) FROM (SELECT json_array(p.id, p.name,
    CASE WHEN p.implementing_unit <> '' THEN p.implementing_unit ELSE coalesce(o.name, '') END, {versions.BUDGET},
    m.revised_budget_fen, m.executed_fen,
    (SELECT sum(effective_hundredths) FROM indicator_line WHERE filing_id = f.id AND weight IS NOT NULL),
    (SELECT sum({_POINTS}) FROM indicator_line WHERE filing_id = f.id AND effective_hundredths IS NOT NULL),
    CASE WHEN {versions.IS_SCORED} THEN f.computed_hundredths END, coalesce(f.computed_grade, '')) AS c
  FROM project p LEFT JOIN office o ON o.id = p.office_id LEFT JOIN filing f ON {_RESULT} LEFT JOIN money_line m ON {versions.TOTAL_LINE}
  WHERE {_SHOWN} ORDER BY p.rowid)"""
_PAID = f"""SELECT json_group_array(json_array(id, month, source, executed, budget)) FROM (
  SELECT p.id, f.period AS month, 'filed' AS source, m.executed_fen AS executed, m.revised_budget_fen AS budget
    FROM project p JOIN filing f ON f.project_id = p.id AND f.form = '{Form.PROJECT_MONITORING.value}' AND f.year = ?1
      AND {_WATCHED}
    JOIN money_line m ON {versions.TOTAL_LINE} WHERE {_SHOWN} AND m.executed_fen IS NOT NULL AND f.period < 12
  UNION ALL SELECT p.id, 12, 'filed', m.executed_fen, m.revised_budget_fen
    FROM project p JOIN filing f ON {_RESULT} JOIN money_line m ON {versions.TOTAL_LINE} WHERE {_SHOWN} AND m.executed_fen IS NOT NULL
  UNION ALL SELECT p.id, t.period, 'treasury', t.executed_fen, NULL
    FROM project p JOIN treasury_figure t ON t.project_id = p.id AND t.year = ?1 WHERE {_SHOWN})"""


def projects_of(tx: Transaction, year: int, unit: str = "") -> tuple[ChartProject, ...]:
    """The projects of a year, or of one department or unit, in the order in which they came."""
    found: list[list[Any]] = json.loads(tx.value(_PROJECTS, (year, unit)))
    return tuple(
        ChartProject(
            id=cells[0],
            name=cells[1],
            unit=cells[2],
            budget_fen=cells[3],
            base_fen=cells[4],
            executed_fen=cells[5],
            reached_hundredths=cells[6],
            points_hundredths=cells[7],
            score_hundredths=cells[8],
            grade=cells[9],
        )
        for cells in found
    )


def paid_of(tx: Transaction, year: int, unit: str = "") -> tuple[Paid, ...]:
    """What was executed up to each month, as filings and the treasury say; of December as the self-evaluation says."""
    found: list[list[Any]] = json.loads(tx.value(_PAID, (year, unit)))
    return tuple(
        Paid(
            project_id=project_id,
            month=month,
            source=PaidSource(source),
            executed_fen=executed,
            budget_fen=budget,
        )
        for project_id, month, source, executed, budget in found
    )


def units_of(tx: Transaction, year: int) -> tuple[str, ...]:
    """The departments and units that have projects in a year."""
    found: list[str] = json.loads(
        tx.value(
            """SELECT json_group_array(u) FROM (SELECT department AS u FROM project WHERE fiscal_year = ?1
            UNION SELECT implementing_unit FROM project WHERE fiscal_year = ?1 ORDER BY 1) WHERE u <> ''""",
            (year,),
        )
    )
    return tuple(found)
