"""Project history: the errands that changed a project, and what each changed; read as one JSON value for the page of a project."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jxdesk.store.engine.database import Transaction

OF_PROJECT = """SELECT ?1 UNION ALL SELECT id FROM filing WHERE project_id = ?1
  UNION ALL SELECT l.id FROM money_line l JOIN filing f ON f.id = l.filing_id WHERE f.project_id = ?1
  UNION ALL SELECT l.id FROM indicator_line l JOIN filing f ON f.id = l.filing_id WHERE f.project_id = ?1"""


def project_history(tx: Transaction, project_id: str, *, limit: int = 400) -> list[list[Any]]:
    """The errands that changed a project or its filings, newest first: id, moment, person, errand, how many values."""
    found: list[list[Any]] = json.loads(
        tx.value(
            f"""SELECT json_group_array(json_array(errand_id, at, who, errand, n)) FROM (SELECT errand_id, max(at) AS at,
        max(who) AS who, max(errand) AS errand, count(*) AS n, max(n) AS last FROM change_log
        WHERE record_id IN ({OF_PROJECT}) GROUP BY errand_id ORDER BY last DESC LIMIT ?)""",
            (project_id, limit),
        )
    )
    return found


def project_changes(tx: Transaction, project_id: str, errand_ids: Iterable[str]) -> list[list[Any]]:
    """What some errands changed in a project: moment, person, table, field, old, new, and the name of its line."""
    found: list[list[Any]] = json.loads(
        tx.value(
            f"""SELECT json_group_array(json_array(at, who, table_name, field, old, new, coalesce(
        (SELECT clean_name FROM indicator_line WHERE id = record_id),
        (SELECT label FROM money_line WHERE id = record_id), ''))) FROM (SELECT * FROM change_log
        WHERE record_id IN ({OF_PROJECT}) AND errand_id IN (SELECT value FROM json_each(?2)) ORDER BY n DESC LIMIT 500)""",
            (project_id, json.dumps(list(errand_ids))),
        )
    )
    return found
