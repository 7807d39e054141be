"""Monitoring of a cut-off month as one JSON value: every own project with its budgets, figures and how its filing stands."""

from __future__ import annotations

import json
from typing import Any

from jxdesk.domain.monitoring.rows import MonitoringRow
from jxdesk.domain.monitoring.treasury_choice import DECISION
from jxdesk.domain.records.filings import FilingState, Form, Likelihood
from jxdesk.domain.rules.pack import RulePack
from jxdesk.store.engine import settings
from jxdesk.store.engine.database import Transaction
from jxdesk.store.shipped.forms import DEFAULT_RULE_PACK, rule_packs
from jxdesk.store.views import versions

_MONITORINGS = f"v.project_id = p.id AND v.form = '{Form.PROJECT_MONITORING.value}' AND v.year = ?1"
# The version in force of the month, and its row 年度资金总额.
_FILING = f"""LEFT JOIN filing f ON f.rowid = {versions.in_force(f"{_MONITORINGS} AND v.period = ?2")}
LEFT JOIN money_line m ON {versions.TOTAL_LINE}
LEFT JOIN treasury_figure t ON t.project_id = p.id AND t.year = ?1 AND t.period = ?2"""
# What somebody typed as the year's budget on the form itself goes before the versions of the project.
_REVISED = f"""coalesce(m.revised_budget_fen, {versions.stage_amount("revised")},
  coalesce({versions.stage_amount("original")}, 0) + {versions.ADJUSTED})"""
_CELLS = f"""p.id, p.name, p.code, CASE WHEN p.implementing_unit <> '' THEN p.implementing_unit ELSE coalesce(o.name, '') END,
  p.tier, {versions.stage_amount("original")}, {_REVISED}, m.executed_fen, m.forecast_fen, t.executed_fen, t.source_name,
  f.id, f.state, f.error_count,
  (SELECT group_concat(DISTINCT likelihood) FROM indicator_line WHERE filing_id = f.id AND likelihood <> ''),
  json_extract(f.answers, '$.{DECISION}'), coalesce(o.path, '')"""
_STATES = {one.value: one for one in FilingState}


def rows_of(
    tx: Transaction,
    year: int,
    period: int,
    *,
    rules: RulePack | None = None,
    project_ids: tuple[str, ...] | None = None,
    most: int | None = None,
) -> tuple[MonitoringRow, ...]:
    """The projects of a year up to a month, in the order in which they came, or the chosen ones; judged where rules are given.

    Classified projects have no figures, and withdrawn ones none any more. ``most`` ends the list after so many.
    """
    chosen = "" if project_ids is None else "AND p.id IN (SELECT value FROM json_each(?3))"
    until = "" if most is None else f"LIMIT {most:d}"
    values: list[Any] = [year, period]
    if project_ids is not None:
        values.append(json.dumps(project_ids))
    text = tx.value(
        f"""SELECT '[' || coalesce(group_concat(c), '') || ']' FROM (SELECT json_array({_CELLS}) AS c
        FROM project p LEFT JOIN office o ON o.id = p.office_id {_FILING}
        WHERE p.fiscal_year = ?1 AND NOT p.is_classified AND p.withdrawn_on = '' {chosen} ORDER BY p.rowid {until})""",
        values,
    )
    return tuple(_row(cells, period, rules) for cells in json.loads(text))


def rules_of(tx: Transaction) -> RulePack:
    """The rules by which this desk judges its months."""
    packs = rule_packs()
    return packs.get(settings.get(tx, settings.RULE_PACK, DEFAULT_RULE_PACK)) or packs[DEFAULT_RULE_PACK]


def months(tx: Transaction, year: int) -> tuple[int, ...]:
    """The cut-off months of a year that have filings or figures of the treasury, from early to late."""
    rows = tx.query(
        """SELECT period FROM filing WHERE form = ?1 AND year = ?2 AND period IS NOT NULL
        UNION SELECT period FROM treasury_figure WHERE year = ?2 ORDER BY 1""",
        (Form.PROJECT_MONITORING.value, year),
    )
    return tuple(row[0] for row in rows)


def filing_ids(tx: Transaction, year: int, period: int, project_ids: tuple[str, ...]) -> dict[str, str]:
    """The monitoring filing of each of these projects that has one."""
    rows = tx.query(
        f"""SELECT f.project_id, f.id FROM filing f WHERE f.form = ? AND f.year = ? AND f.period = ?
        AND f.project_id IN (SELECT value FROM json_each(?)) AND {versions.IS_IN_FORCE}""",
        (Form.PROJECT_MONITORING.value, year, period, json.dumps(project_ids)),
    )
    return {row[0]: row[1] for row in rows}


def _row(cells: list[Any], period: int, rules: RulePack | None) -> MonitoringRow:
    project_id, name, code, unit, tier, original, revised, executed, forecast = cells[:9]
    treasury, source, filing_id, state, errors, likelihoods, decision, path = cells[9:]
    return MonitoringRow(
        project_id=project_id,
        name=name,
        code=code,
        unit=unit,
        tier=tier,
        original_fen=original,
        revised_fen=revised,
        executed_fen=executed,
        forecast_fen=forecast,
        treasury_fen=treasury,
        treasury_source=source or "",
        filing_id=filing_id or "",
        state=_STATES.get(state),
        errors=errors or 0,
        likelihood=_worst(likelihoods) if likelihoods else Likelihood.UNSAID,
        decision=decision or "",
        period=period,
        office_path=path,
        rules=rules,
    )


def _worst(joined: str) -> Likelihood:
    said = joined.split(",")
    order = (Likelihood.IMPOSSIBLE, Likelihood.POSSIBLE, Likelihood.CERTAIN)
    return next((one for one in order if one.value in said), Likelihood.UNSAID)
