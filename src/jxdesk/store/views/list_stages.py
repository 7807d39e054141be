"""List stages: the form of a year that a list follows, and the cells that SQL reads of it; used by the views that list projects."""

from __future__ import annotations

from typing import NamedTuple

from jxdesk.store.views import versions


class ListStage(NamedTuple):
    """What a list follows: a form of the project's year and, of a monitoring, up to which month."""

    form: str
    period: int | None = None


SELF_EVALUATION = ListStage("project_self_evaluation")
MONITORING = "project_monitoring"
TARGET = ListStage("project_target")

# The budget as it stands, else what the filing says.
BUDGET = f"coalesce({versions.BUDGET}, m.revised_budget_fen)"
STATE = "coalesce(f.state, 'none')"


def filing_of(stage: ListStage) -> str:
    """Joins the version in force of a stage of a project, and its row 年度资金总额."""
    assert stage.form.isidentifier()
    period = "NULL" if stage.period is None else f"{stage.period:d}"
    mine = f"v.project_id = p.id AND v.form = '{stage.form}' AND v.period IS {period}"
    return f"""
LEFT JOIN filing f ON f.rowid = {versions.in_force(mine)}
LEFT JOIN money_line m ON {versions.TOTAL_LINE}"""


def executed(stage: ListStage) -> str:
    """What was executed: as the filing says; of a monitoring that does not say it yet, as the treasury says."""
    if stage.period is None:
        return "m.executed_fen"
    return f"""coalesce(m.executed_fen, (SELECT executed_fen FROM treasury_figure WHERE project_id = p.id
  AND year = p.fiscal_year AND period = {stage.period:d}))"""


def base(stage: ListStage) -> str:
    """What execution is measured by: 全年预算数 as the filing states it, and before the year is over the budget as it stands."""
    if stage.period is None:
        return "m.revised_budget_fen"
    return f"coalesce(m.revised_budget_fen, m.original_budget_fen, {BUDGET})"


def rate(stage: ListStage) -> str:
    """执行率 in hundredths of a percent."""
    return f"CASE WHEN {base(stage)} > 0 THEN {executed(stage)} * 10000 / {base(stage)} END"


COUNTY = """CASE WHEN o.path GLOB '[0-9][0-9]-[0-9][0-9]-[0-9][0-9]*' THEN coalesce(
  (SELECT c.name FROM office c WHERE c.path = substr(o.path, 1, 8)),
  (SELECT r.sender_name FROM package_received r WHERE r.sender_path = substr(o.path, 1, 8) ORDER BY r.rowid DESC LIMIT 1)) END"""
"""The county of an office ``o``, whose path such as 53-23-29 has eight signs: as it is known here, else as it called itself on the road."""


def row_cells(stage: ListStage) -> str:
    """The cells of a list."""
    return f"""json_array(p.rowid, p.id, p.name, p.code, p.department, p.implementing_unit, o.name, {BUDGET},
  {executed(stage)}, {rate(stage)}, f.computed_hundredths, f.computed_grade, {STATE}, f.error_count, f.warning_count,
  p.is_classified, f.id, {COUNTY})"""
