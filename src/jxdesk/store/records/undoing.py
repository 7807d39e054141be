"""Undoing: taking back what one errand changed, as a new errand, unless something was built on it since.

Redo is undoing the undo. A filing that is changed back gets a new version: its vector only ever grows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from jxdesk.store.engine import journal
from jxdesk.store.engine.changes import EVENT, Change, statement_for
from jxdesk.store.engine.database import Transaction
from jxdesk.store.faults import NotFound, Refused
from jxdesk.store.records import filings, fiscal_years
from jxdesk.store.schema import versions as schema

# Facts about what happened, which stay true when its changes are taken back.
_KEPT = frozenset(
    {
        EVENT,
        "meta",
        "restore_point",
        "import_batch",
        "package_sent",
        "package_received",
        "refused_file",
        "conflict_choice",
        "receipt",
        "pen",
        "attachment",
    }
)
# What only ever grows, and what follows from the content. What another office saved and is taken back was never seen
# here: there the vector goes back too, so that the same package can be taken in again.
RECEIVING = "receive"
_GROWING = frozenset({"version", "vector", "saved_at"})
_DERIVED = _GROWING | {
    "computed_hundredths",
    "computed_grade",
    "effective_hundredths",
    "error_count",
    "warning_count",
    "advice_count",
}
_PARENTS = (
    "filing_id",
    "project_id",
    "office_id",
    "parent_id",
    "record_id",
    "library_entry_id",
    "replaces_id",
    "answers_line_id",
)
_LINES = ("money_line", "indicator_line")
_NAMES = {
    "office": "单位",
    "project": "项目",
    "filing": "填报表",
    "attachment_link": "附件",
    "person": "人员",
    "treasury_figure": "国库数",
    "library": "指标库",
    "library_entry": "指标库里的指标",
    "approval": "批复",
    "adjustment": "调整申请",
    "fiscal_year": "年度",
    "survey": "满意度调查",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocker:
    """A later change that would lose its ground: to what, by which errand, when."""

    table: str
    record_id: str
    name: str
    errand: str
    at: str


def blockers(tx: Transaction, errand_id: str) -> tuple[Blocker, ...]:
    """What was built on an errand since; changes that were taken back themselves do not count."""
    changes = _undoable(tx, errand_id)
    if not changes:
        return ()
    touched = {change.record_id for change in changes} | _filings_of(tx, changes)
    made = {change.record_id for change in changes if not change.field and change.old is None}
    lines = {
        row[0]
        for table in _LINES
        for row in tx.query(
            f"SELECT id FROM {table} WHERE filing_id IN (SELECT value FROM json_each(?))",
            (json.dumps(sorted(touched)),),
        )
    }
    last = max(change.n for change in changes)
    later = journal.later_on(tx, last, touched | lines)
    found: dict[str, Blocker] = {}
    for first, newest in _net_changes(later):
        on = _stands_on(first, newest, touched | lines, made)
        if on is not None:
            table, record_id = on
            found.setdefault(
                record_id,
                Blocker(
                    table=table,
                    record_id=record_id,
                    name=_name(tx, table, record_id) or _last_name(newest) or record_id,
                    errand=newest.errand,
                    at=newest.at,
                ),
            )
    return tuple(found.values())


def undo(tx: Transaction, errand_id: str) -> int:
    """Takes the changes of an errand back; answers how many there were.

    Raises: NotFound for an errand that changed nothing; Refused, naming the records, where something was built on it, and
    in a closed year.
    """
    changes = _undoable(tx, errand_id)
    if not changes:
        raise NotFound("没有找到可以撤销的操作。", facts=errand_id)
    built = blockers(tx, errand_id)
    if built:
        named = "、".join(f"{_NAMES.get(one.table, one.table)}“{one.name}”" for one in built[:5])
        more = f"等 {len(built)} 处" if len(built) > 5 else ""
        raise Refused(
            "不能撤销：后来又改过这些内容。",
            facts=f"{named}{more}",
            advice="请先撤销后来的修改，或直接在表里改。",
            code="JX-UNDO-BUILT-ON",
        )
    if not any(change.table_name == "fiscal_year" for change in changes):
        fiscal_years.refuse_closed(tx, _years_of(tx, changes))
    tx.execute("PRAGMA defer_foreign_keys=ON")
    known = schema.by_table(tx.query(schema.COLUMNS))
    touched = _filings_of(tx, changes)
    for change in reversed(changes):
        tx.execute(*statement_for(known, change, change.old))
    filings.touch(tx, sorted(touched | _filings_of(tx, changes)), saved_here=changes[0].errand != RECEIVING)
    return len(changes)


def _years_of(tx: Transaction, changes: Iterable[Change]) -> set[int]:
    """The years in which these changes lie, by the filings and projects that they touch."""
    touched = sorted(_filings_of(tx, changes) | {change.record_id for change in changes})
    found = {
        int(row[0])
        for row in tx.query(
            "SELECT year FROM filing WHERE year IS NOT NULL AND id IN (SELECT value FROM json_each(?1))"
            " UNION SELECT fiscal_year FROM project WHERE id IN (SELECT value FROM json_each(?1))",
            (json.dumps(touched),),
        )
    }
    for change in changes:
        if not change.field and change.table_name in ("filing", "project"):
            record = json.loads(change.new or change.old or "{}")
            found |= {record[name] for name in ("year", "fiscal_year") if isinstance(record.get(name), int)}
    return found


def _undoable(tx: Transaction, errand_id: str) -> list[Change]:
    return [
        change
        for change in journal.of_errand(tx, errand_id)
        if (change.table_name not in _KEPT or change.field == "undone_at")
        and not (
            change.field in _GROWING
            and change.table_name == "filing"
            and not (change.field == "vector" and change.errand == RECEIVING)
        )
    ]


def _filings_of(tx: Transaction, changes: Iterable[Change]) -> set[str]:
    """The filings that these changes touch: by themselves, or by a line that is there or was written down whole."""
    found, line_ids = set(), []
    for change in changes:
        if change.table_name == "filing":
            found.add(change.record_id)
        elif change.table_name in _LINES:
            line_ids.append(change.record_id)
            if not change.field:
                found.add(json.loads(change.new or change.old or "{}").get("filing_id", ""))
    for table in _LINES:
        found |= {
            row[0]
            for row in tx.query(
                f"SELECT DISTINCT filing_id FROM {table} WHERE id IN (SELECT value FROM json_each(?))",
                (json.dumps(line_ids),),
            )
        }
    return found - {""}


def _net_changes(changes: Iterable[Change]) -> list[tuple[Change, Change]]:
    """First and last line for each thing that is not again what it was."""
    spans: dict[tuple[str, str, str], tuple[Change, Change]] = {}
    for change in changes:
        if change.table_name in _KEPT or change.field in _DERIVED:
            continue
        key = (change.table_name, change.record_id, change.field)
        first, _ = spans.get(key, (change, change))
        spans[key] = (first, change)
    return [(first, last) for first, last in spans.values() if _plain(first.old) != _plain(last.new)]


def _plain(value: str | None) -> object:
    """A value to compare: for a whole record without what only ever grows."""
    known = None if value is None else json.loads(value)
    return (
        {key: one for key, one in known.items() if key not in _DERIVED} if isinstance(known, dict) else known
    )


def _stands_on(first: Change, newest: Change, touched: set[str], made: set[str]) -> tuple[str, str] | None:
    """The record that a later change stands on, with its table; None where it has nothing to do with the errand."""
    if newest.record_id in touched:
        return newest.table_name, newest.record_id
    if first.field:
        return None
    record = json.loads(newest.new or first.old or "{}")
    for parent in _PARENTS:
        value = record.get(parent)
        if value in made or (parent in ("filing_id", "replaces_id") and value in touched):
            return newest.table_name, newest.record_id
    return None


def _last_name(change: Change) -> str:
    """What a record that is gone was called."""
    record = json.loads(change.old) if change.old is not None and not change.field else {}
    return str(record.get("project_name") or record.get("name") or record.get("label") or "")


def _name(tx: Transaction, table: str, record_id: str) -> str:
    """What a person calls a record that is there; a line goes by its filing."""
    match table:
        case "project":
            sql = "SELECT CASE WHEN is_classified THEN '涉密项目' ELSE name END FROM project WHERE id = ?"
        case "office" | "person" | "library" | "library_entry":
            sql = f"SELECT name FROM {table} WHERE id = ?"
        case "filing":
            sql = "SELECT coalesce(nullif(project_name, ''), title) FROM filing WHERE id = ?"
        case "treasury_figure":
            sql = "SELECT p.name FROM treasury_figure t JOIN project p ON p.id = t.project_id WHERE t.id = ?"
        case "money_line" | "indicator_line":
            column = "label" if table == "money_line" else "name"
            sql = f"SELECT f.project_name || '：' || l.{column} FROM {table} l JOIN filing f ON f.id = l.filing_id WHERE l.id = ?"
        case _:
            return ""
    return str(tx.value(sql, (record_id,)) or "")


def names_in(tx: Transaction, errand_id: str) -> tuple[str, ...]:
    """What people call the records that an errand changed, each once, in their order; for saying what undo takes back."""
    found: dict[str, None] = {}
    for change in _undoable(tx, errand_id):
        name = _name(tx, change.table_name, change.record_id) or _last_name(change)
        if name:
            found.setdefault(name)
    return tuple(found)
