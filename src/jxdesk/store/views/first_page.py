"""The first page: what a desk says of itself before anything else, each answered as one JSON value; used by ``actions.glance``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from jxdesk.store.views import list_stages as stages
from jxdesk.store.views import versions
from jxdesk.store.views.list_stages import MONITORING, SELF_EVALUATION, TARGET, ListStage
from jxdesk.store.views.scopes import of_offices

if TYPE_CHECKING:
    from jxdesk.store.engine.database import Transaction


def stage_at_hand(tx: Transaction, year: int) -> ListStage:
    """The last stage of a year in which anything was filled; the self-evaluation where nothing was."""

    def any_of(form: str) -> bool:
        return tx.value("SELECT 1 FROM filing WHERE year = ? AND form = ? LIMIT 1", (year, form)) is not None

    if any_of(SELF_EVALUATION.form):
        return SELF_EVALUATION
    if any_of(MONITORING):
        month = tx.value("SELECT max(period) FROM filing WHERE year = ? AND form = ?", (year, MONITORING))
        return ListStage(MONITORING, month)
    return TARGET if any_of(TARGET.form) else SELF_EVALUATION


def year_glance(
    tx: Transaction, year: int, stage: ListStage = SELF_EVALUATION, scope: str = ""
) -> list[list[Any]]:
    """State, grade where it counts, count, count with errors, budget, executed and base of a year's projects, in one pass without the sheet.

    Of a scope where one is named.

    Units: 分.
    """
    condition, paths = of_offices("p.office_id", scope)
    found: list[list[Any]] = _json(
        tx,
        f"""SELECT json_group_array(json_array(s, g, n, e, b, x, r)) FROM (SELECT {stages.STATE} AS s,
        CASE WHEN {versions.IS_SCORED} THEN f.computed_grade ELSE '' END AS g, count(*) AS n, sum(coalesce(f.error_count, 0) > 0) AS e,
        coalesce(sum({stages.BUDGET}), 0) AS b, coalesce(sum({stages.executed(stage)}), 0) AS x,
        coalesce(sum(CASE WHEN {stages.executed(stage)} IS NOT NULL THEN {stages.base(stage)} END), 0) AS r
        FROM project p {stages.filing_of(stage)} WHERE p.fiscal_year = ? AND {condition} GROUP BY 1, 2)""",
        [year, *paths],
    )
    return found


def years(tx: Transaction) -> list[int]:
    """The fiscal years that have projects, newest first."""
    found: list[int] = _json(
        tx,
        "SELECT json_group_array(y) FROM (SELECT DISTINCT fiscal_year AS y FROM project ORDER BY y DESC)",
        [],
    )
    return found


def whose(tx: Transaction) -> tuple[str, bool, str]:
    """The name of the office whose desk this is, whether it is for practice, and the person."""
    office, practice, person = _json(
        tx,
        """SELECT json_array((SELECT o.name FROM setting s JOIN office o ON o.id = s.value WHERE s.id = 'office'),
        (SELECT value FROM setting WHERE id = 'practice'), (SELECT value FROM setting WHERE id = 'person'))""",
        [],
    )
    return office or "", practice == "1", person or ""


def last_moments(tx: Transaction) -> list[str]:
    """When this desk last sealed, last took in and last changed anything; empty where it never did."""
    found: list[str] = _json(
        tx,
        """SELECT json_array((SELECT coalesce(max(sealed_at), '') FROM package_sent),
        (SELECT coalesce(max(at), '') FROM import_batch WHERE undone_at = ''),
        (SELECT coalesce(at, '') FROM change_log ORDER BY n DESC LIMIT 1))""",
        [],
    )
    return [text or "" for text in found]


def sent_count(tx: Transaction) -> int:
    """How many packages were sealed here."""
    return int(tx.value("SELECT count(*) FROM package_sent"))


def _json(tx: Transaction, sql: str, values: Sequence[Any]) -> Any:
    return json.loads(tx.value(sql, values))
