"""Practice tasks in the database: how far each is, and what happened in the data since it was begun."""

from __future__ import annotations

import json
from dataclasses import dataclass

from jxdesk.store.engine.database import Transaction

MONITORED = 7
ERRANDS = ("start", "fill", "finish", "reopen", "undo", "redo", "monitor", "choose_figure", "import", "seal")
"""What a person does in a task, and what beginning it again takes back."""
_RECORDS = """SELECT id FROM filing WHERE project_id IN (SELECT value FROM json_each(?1))
  UNION ALL SELECT l.id FROM money_line l JOIN filing f ON f.id = l.filing_id
  WHERE f.project_id IN (SELECT value FROM json_each(?1))
  UNION ALL SELECT l.id FROM indicator_line l JOIN filing f ON f.id = l.filing_id
  WHERE f.project_id IN (SELECT value FROM json_each(?1))"""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptTask:
    """A task that was begun: after which line of the journal, on which projects, and with which material."""

    id: str
    begun_at: str
    finished_at: str = ""
    since: int = 0
    project_ids: tuple[str, ...] = ()
    material: str = ""
    expected: str = ""


def get(tx: Transaction, task_id: str) -> KeptTask | None:
    """A task that was begun."""
    row = tx.row("SELECT begun_at, finished_at, steps FROM practice_task WHERE id = ?", (task_id,))
    if row is None:
        return None
    kept = json.loads(row[2])
    return KeptTask(
        id=task_id,
        begun_at=row[0],
        finished_at=row[1],
        since=kept["since"],
        project_ids=tuple(kept["projects"]),
        material=kept["material"],
        expected=kept["expected"],
    )


def put(tx: Transaction, task: KeptTask) -> None:
    """Keeps a task."""
    kept = {
        "since": task.since,
        "projects": task.project_ids,
        "material": task.material,
        "expected": task.expected,
    }
    values = (task.begun_at, task.finished_at, json.dumps(kept, ensure_ascii=False), task.id)
    if not tx.execute(
        "UPDATE practice_task SET begun_at = ?, finished_at = ?, steps = ? WHERE id = ?", values
    ):
        tx.execute("INSERT INTO practice_task (begun_at, finished_at, steps, id) VALUES (?, ?, ?, ?)", values)


def remove(tx: Transaction, task_id: str) -> None:
    """Forgets a task."""
    tx.execute("DELETE FROM practice_task WHERE id = ?", (task_id,))


def last_line(tx: Transaction) -> int:
    """The number of the newest line of the journal."""
    return int(tx.value("SELECT coalesce(max(n), 0) FROM change_log"))


def errands_since(tx: Transaction, task: KeptTask) -> tuple[str, ...]:
    """The errands that touched the forms of the task's projects since it was begun, newest first."""
    rows = tx.query(
        f"""SELECT errand_id FROM change_log WHERE n > ?2 AND errand IN (SELECT value FROM json_each(?3))
        AND record_id IN ({_RECORDS}) GROUP BY errand_id ORDER BY max(n) DESC""",
        (json.dumps(task.project_ids), task.since, json.dumps(ERRANDS)),
    )
    return tuple(row[0] for row in rows)


def was_changed(tx: Transaction, task: KeptTask) -> bool:
    """Whether a form of the task's projects was typed into since it was begun."""
    found = tx.value(
        f"SELECT 1 FROM change_log WHERE n > ?2 AND errand = 'fill' AND record_id IN ({_RECORDS}) LIMIT 1",
        (json.dumps(task.project_ids), task.since),
    )
    return found is not None


def form_of(tx: Transaction, project_id: str, form: str) -> tuple[str, str, int | None] | None:
    """The newest form of a kind of a project: id, state, errors."""
    row = tx.row(
        "SELECT id, state, error_count FROM filing WHERE project_id = ? AND form = ? ORDER BY rowid DESC LIMIT 1",
        (project_id, form),
    )
    return None if row is None else (row[0], row[1], row[2])


def monitored(tx: Transaction, task: KeptTask) -> tuple[int, int, int]:
    """How many of the task's projects have an execution, how many were filled at once, how many are above their budget."""
    lines = """FROM money_line m JOIN filing f ON f.id = m.filing_id WHERE m.money_key = 'total' AND f.form =
      'project_monitoring' AND f.period = ?2 AND f.project_id IN (SELECT value FROM json_each(?1))"""
    key = (json.dumps(task.project_ids), MONITORED)
    filled, above = tx.query(
        f"""SELECT count(m.executed_fen), coalesce(sum(m.executed_fen > coalesce(m.revised_budget_fen,
        m.original_budget_fen)), 0) {lines}""",
        key,
    )[0]
    at_once = tx.value(
        f"""SELECT coalesce(max(c), 0) FROM (SELECT count(DISTINCT record_id) AS c FROM change_log WHERE n > ?3
        AND errand = 'monitor' AND ((table_name = 'money_line' AND record_id IN (SELECT m.id {lines}))
        OR (table_name = 'filing' AND field = '' AND record_id IN (SELECT f.id {lines}))) GROUP BY errand_id)""",
        (*key, task.since),
    )
    return int(filled), int(at_once), int(above)


def sealed_since(tx: Transaction, task: KeptTask) -> tuple[int, bool]:
    """How many forms were sealed since the task was begun, and whether such a package was written somewhere."""
    count = tx.value(
        "SELECT count(DISTINCT record_id) FROM change_log WHERE n > ? AND table_name = 'filing' AND field = 'state'"
        " AND new = ?",
        (task.since, json.dumps("sealed")),
    )
    written = tx.value(
        "SELECT 1 FROM package_sent WHERE sealed_at >= ? AND written_to <> '' LIMIT 1", (task.begun_at,)
    )
    return int(count), written is not None


def imported_since(tx: Transaction, task: KeptTask) -> bool:
    """Whether an import since the task was begun touched its projects and was not taken back."""
    found = tx.value(
        f"""SELECT 1 FROM change_log WHERE n > ?2 AND errand = 'import' AND record_id IN ({_RECORDS}) AND errand_id IN
        (SELECT errand_id FROM import_batch WHERE undone_at = '') LIMIT 1""",
        (json.dumps(task.project_ids), task.since),
    )
    return found is not None
