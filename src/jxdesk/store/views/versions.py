"""Versions in SQL: which version of a form is in force, whose score counts, and what a project's budget is.

Each is said once here for every view, and says what ``domain.records.filing_versions`` and ``domain.records.budgets`` say
of values; a test holds both against each other over drawn histories. Oldest first is the order of the row numbers.
"""

from __future__ import annotations

# An approved version stands until an approved one has taken its place; a requested adjustment takes nobody's. The signs + keep
# SQLite to the index of what was replaced: by project it would go over all offices' forms for each one that has no project.
_STANDS = """v.state = 'approved' AND NOT EXISTS (SELECT 1 FROM filing r
  WHERE r.replaces_id = v.id AND r.replaces_id <> '' AND r.state = 'approved' AND +r.project_id IS v.project_id AND +r.form = v.form)"""


def in_force(condition: str) -> str:
    """The row number of the version that counts among the filings ``v`` of a condition, which are of one form and one owner.

    It goes over them once, because it is asked for each project of a list.
    """
    return f"(SELECT coalesce(max(CASE WHEN {_STANDS} THEN v.rowid END), max(v.rowid)) FROM filing v WHERE {condition})"


_SAME_FORM = "v.form = f.form AND v.year IS f.year AND v.period IS f.period"
IS_IN_FORCE = f"""f.rowid = CASE WHEN f.project_id IS NULL
  THEN {in_force(f"v.office_id = f.office_id AND v.project_id IS NULL AND {_SAME_FORM}")}
  ELSE {in_force(f"v.project_id = f.project_id AND {_SAME_FORM}")} END"""
"""That a filing ``f`` is the version in force of its form, year and period for its project, or for its office as a whole."""

IS_SCORED = "(f.state <> 'draft' AND p.withdrawn_on = '')"
"""That the score and grade of a filing ``f`` count among those of the year of its project ``p``, on the first page and on the charts alike.

A form that is still being filled in does not count: every line that is still empty scores nothing, so that half a form
would stand among the bad projects, and a leader who looks at the grades in January would be frightened for nothing. The
row of a project shows the score of its draft all the same, because there the state stands beside it. A withdrawn project
has no part in the year's result. This program's own choice.
"""

TOTAL_LINE = (
    """m.rowid = (SELECT min(rowid) FROM money_line WHERE filing_id = f.id AND money_key = 'total')"""
)
"""That a money line ``m`` is the row 年度资金总额 of a filing ``f``."""


def stage_amount(stage: str) -> str:
    """The newest version of a stage of the budget of a project ``p``."""
    return f"""(SELECT amount_fen FROM budget_version WHERE project_id = p.id AND stage = '{stage}'
  ORDER BY position DESC, rowid DESC LIMIT 1)"""


ADJUSTED = "(SELECT sum(amount_fen) FROM budget_version WHERE project_id = p.id AND stage = 'adjusted')"
"""All adjustments of the budget of a project ``p`` together."""

BUDGET = f"""coalesce({stage_amount("revised")}, {stage_amount("original")} + coalesce({ADJUSTED}, 0), {ADJUSTED})"""
"""The budget of a project ``p`` as it stands: 全年预算数, else 年初预算数 with all adjustments."""
