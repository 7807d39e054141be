"""Project history: the errands that changed a project, and what each changed; read as one JSON value for the page of a project."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import chain
from typing import TYPE_CHECKING, Any

from jxdesk.store.engine.changes import WITH, WITH_MARK, Change, unfolded

if TYPE_CHECKING:
    from jxdesk.store.engine.database import Transaction

OF_PROJECT = """SELECT ?1 UNION ALL SELECT id FROM filing WHERE project_id = ?1
  UNION ALL SELECT l.id FROM money_line l JOIN filing f ON f.id = l.filing_id WHERE f.project_id = ?1
  UNION ALL SELECT l.id FROM indicator_line l JOIN filing f ON f.id = l.filing_id WHERE f.project_id = ?1"""

_MOST_CHANGES = 500
# A record that was added with its lines stands in one line of the journal, and counts as many.
_SINGLE = f"""1 + CASE WHEN field = '' AND instr(new, '{WITH_MARK}') THEN
  (SELECT sum(json_array_length(value, '$.id')) FROM json_each(new, '$.{WITH}')) ELSE 0 END"""


def project_history(tx: Transaction, project_id: str, *, limit: int = 400) -> list[list[Any]]:
    """The errands that changed a project or its filings, newest first: id, moment, person, errand, how many values."""
    found: list[list[Any]] = json.loads(
        tx.value(
            f"""SELECT json_group_array(json_array(errand_id, at, who, errand, n)) FROM (SELECT errand_id, max(at) AS at,
        max(who) AS who, max(errand) AS errand, sum({_SINGLE}) AS n, max(n) AS last FROM change_log
        WHERE record_id IN ({OF_PROJECT}) GROUP BY errand_id ORDER BY last DESC LIMIT ?)""",
            (project_id, limit),
        )
    )
    return found


def project_changes(tx: Transaction, project_id: str, errand_ids: Iterable[str]) -> list[list[Any]]:
    """What some errands changed in a project: moment, person, table, field, old, new, and the name of its line."""
    rows = tx.query(
        f"""SELECT {", ".join(Change._fields)} FROM change_log WHERE record_id IN ({OF_PROJECT})
        AND errand_id IN (SELECT value FROM json_each(?2)) ORDER BY n DESC LIMIT {_MOST_CHANGES}""",
        (project_id, json.dumps(list(errand_ids))),
    )
    lines = (reversed(tuple(unfolded(Change._make(row)))) for row in rows)
    found = list(chain.from_iterable(lines))[:_MOST_CHANGES]
    named: dict[str, str] = dict(
        tx.query(
            """SELECT id, clean_name FROM indicator_line WHERE id IN (SELECT value FROM json_each(?1))
        UNION ALL SELECT id, label FROM money_line WHERE id IN (SELECT value FROM json_each(?1))""",
            (json.dumps([one.record_id for one in found]),),
        )
    )
    return [
        [one.at, one.who, one.table_name, one.field, one.old, one.new, named.get(one.record_id, "")]
        for one in found
    ]
