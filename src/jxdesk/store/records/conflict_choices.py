"""What persons chose where a cell said two things, in the database; the value that was not taken stays readable."""

from __future__ import annotations

from collections.abc import Sequence

from jxdesk.domain.records.received import ConflictChoice
from jxdesk.store.engine.columns import insert, select
from jxdesk.store.engine.database import Transaction

_COLUMNS = (
    "id",
    "filing_id",
    "package_id",
    "place",
    "line_id",
    "line_name",
    "field",
    "here",
    "came",
    "took",
    "reason",
    "chosen_by",
    "chosen_at",
)


def add_many(tx: Transaction, choices: Sequence[ConflictChoice]) -> None:
    """Enters choices with the moment at which they were made."""
    at = tx.now()
    insert(
        tx,
        "conflict_choice",
        [{name: getattr(one, name) for name in _COLUMNS} | {"chosen_at": at} for one in choices],
    )


def of_filing(tx: Transaction, filing_id: str) -> tuple[ConflictChoice, ...]:
    """The choices about a filing, in their order."""
    rows = tx.query(select(_COLUMNS, "conflict_choice", "WHERE filing_id = ? ORDER BY rowid"), (filing_id,))
    return tuple(ConflictChoice(**dict(zip(_COLUMNS, row, strict=True))) for row in rows)
