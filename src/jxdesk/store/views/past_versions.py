"""Past versions: a filing as it stood at an earlier line of the journal, worked out by taking its later changes back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from jxdesk.domain.records.filings import Filing
from jxdesk.store.engine import journal
from jxdesk.store.engine.columns import Values
from jxdesk.store.engine.database import Transaction
from jxdesk.store.records.filing_rows import (
    CONTENT,
    HEAD,
    INDICATOR_COLUMNS,
    MONEY_COLUMNS,
    TASK_COLUMNS,
    filing_of,
    indicator_line_of,
    money_line_of,
    task_line_of,
)

_TABLES = ("filing", "money_line", "indicator_line", "task_line")


def filing_at(tx: Transaction, filing_id: str, change: int) -> Filing | None:
    """The filing as it was after the change of this number; None where it was not there then, or is not there now."""
    rows = {table: _Rows(tx, table, filing_id) for table in _TABLES}
    later = [one for one in journal.history_of_filing(tx, filing_id) if one.n > change]
    for one in reversed(later):
        if one.table_name in rows:
            rows[one.table_name].take_back(one.record_id, one.field, one.old)
    head = rows["filing"].found.get(filing_id)
    if head is None:
        return None
    return filing_of(
        tuple(head[name] for name in (*HEAD, *CONTENT)),
        [money_line_of(row) for row in rows["money_line"].ordered(MONEY_COLUMNS)],
        [indicator_line_of(row) for row in rows["indicator_line"].ordered(INDICATOR_COLUMNS)],
        [task_line_of(row) for row in rows["task_line"].ordered(TASK_COLUMNS)],
    )


def was_saved_since(tx: Transaction, filing_id: str, change: int) -> bool:
    """Whether a filing was saved after the change of this number, be it without another word in it."""
    lines = journal.history(tx, "filing", filing_id)
    return any(one.n > change and one.field == "version" for one in lines)


class _Rows:
    """The rows of one table that belong to a filing, by their id."""

    def __init__(self, tx: Transaction, table: str, filing_id: str) -> None:
        self._tx, self._table = tx, table
        info = tx.query(f"PRAGMA table_info({table})")
        self._names = [row[1] for row in info]
        self._defaults = {row[1]: row[4] for row in info}
        key = "id" if table == "filing" else "filing_id"
        stored = tx.query(f"SELECT * FROM {table} WHERE {key} = ?", (filing_id,))
        self.found: dict[str, Values] = {}
        for row in stored:
            values = dict(zip(self._names, row, strict=True))
            self.found[values["id"]] = values

    def take_back(self, record_id: str, field: str, old: str | None) -> None:
        """Brings a field, or a whole row, back to what it was."""
        if field:
            if record_id in self.found:
                self.found[record_id][field] = None if old is None else json.loads(old)
        elif old is None:
            self.found.pop(record_id, None)
        else:
            self.found[record_id] = self._plain() | {"id": record_id} | json.loads(old)

    def ordered(self, columns: Sequence[str]) -> list[tuple[Any, ...]]:
        """The rows in the order of the form."""
        rows = sorted(self.found.values(), key=lambda row: row["position"])
        return [tuple(row[name] for name in columns) for row in rows]

    def _plain(self) -> Values:
        """A row of the columns' defaults."""
        return {
            name: None if default is None else self._tx.value(f"SELECT {default}")
            for name, default in self._defaults.items()
        }
