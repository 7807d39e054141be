"""Imports in the database: what each one brought, and the errand that takes it back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from jxdesk.store.columns import insert, mapping_text
from jxdesk.store.database import Row, Transaction

_SELECT = """
SELECT b.id, b.at, b.who, b.sources, b.counts, b.errand_id, coalesce(p.backup_name, ''), b.undone_at
FROM import_batch b LEFT JOIN restore_point p ON p.id = b.restore_point_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportBatch:
    """One import.

    ``restore_point`` is the name of the backup made before it; ``undone_at`` is empty as long as it holds.
    """

    id: str
    at: str
    who: str = ""
    sources: tuple[str, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    errand_id: str = ""
    restore_point: str = ""
    undone_at: str = ""


def add(tx: Transaction, batch: ImportBatch) -> None:
    """Adds an import, with its restore point where one was made."""
    point_id = f"{batch.id}-r" if batch.restore_point else None
    if point_id is not None:
        newest = tx.value("SELECT max(n) FROM change_log") or 0
        insert(
            tx,
            "restore_point",
            [
                {
                    "id": point_id,
                    "at": batch.at,
                    "reason": "import",
                    "backup_name": batch.restore_point,
                    "change_number": newest,
                }
            ],
        )
    insert(
        tx,
        "import_batch",
        [
            {
                "id": batch.id,
                "at": batch.at,
                "who": batch.who,
                "sources": json.dumps(batch.sources, ensure_ascii=False),
                "counts": mapping_text(batch.counts),
                "errand_id": batch.errand_id,
                "restore_point_id": point_id,
                "undone_at": batch.undone_at,
            }
        ],
    )


def get(tx: Transaction, import_id: str) -> ImportBatch | None:
    """The import with this id; the beginning of an id is enough where only one import begins so."""
    rows = tx.query(
        f"{_SELECT} WHERE b.id = ?1 OR (length(?1) >= 6 AND substr(b.id, 1, length(?1)) = ?1)", (import_id,)
    )
    return _batch(rows[0]) if len(rows) == 1 else None


def all_imports(tx: Transaction) -> tuple[ImportBatch, ...]:
    """All imports, newest first."""
    return tuple(map(_batch, tx.query(f"{_SELECT} ORDER BY b.rowid DESC")))


def mark_undone(tx: Transaction, import_id: str) -> None:
    """Notes that an import was taken back."""
    tx.execute("UPDATE import_batch SET undone_at = ? WHERE id = ?", (tx.now(), import_id))


def _batch(row: Row) -> ImportBatch:
    return ImportBatch(
        id=row[0],
        at=row[1],
        who=row[2],
        sources=tuple(json.loads(row[3])),
        counts=json.loads(row[4]),
        errand_id=row[5],
        restore_point=row[6],
        undone_at=row[7],
    )
