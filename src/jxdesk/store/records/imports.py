"""Imports in the database: what each one brought, the backup before it, and the errand that takes it back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from jxdesk.domain.progress import Progress
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.records.projects import Project
from jxdesk.store.engine.columns import insert, mapping_text
from jxdesk.store.engine.database import Row, Transaction
from jxdesk.store.faults import StaleVersion
from jxdesk.store.records import projects
from jxdesk.store.safety.opening import Opened

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


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportResult:
    """An import that was stored; ``id`` is what ``undo`` takes, empty where there was nothing to store."""

    id: str
    counts: Mapping[str, int]
    restore_point: str = ""


def begin(
    opened: Opened, *, who: str, sources: tuple[str, ...], counts: Mapping[str, int], progress: Progress
) -> ImportBatch:
    """Makes the backup that an import can be taken back to, and answers the import that is about to be stored.

    Raises: DiskFull.
    """
    point = opened.backups.make(opened.database, reason="import", pinned=True, progress=progress)
    return ImportBatch(id=new_id(), at="", who=who, sources=sources, counts=counts, restore_point=point.name)


def finish(tx: Transaction, batch: ImportBatch) -> None:
    """Adds an import as the last step of the transaction that stores it."""
    add(tx, replace(batch, at=tx.now(), errand_id=tx.errand_id))


def result_of(batch: ImportBatch) -> ImportResult:
    """What the person is told of an import that was stored."""
    return ImportResult(id=batch.id, counts=batch.counts, restore_point=batch.restore_point)


def refuse_if_it_came_meanwhile(tx: Transaction, project: Project) -> None:
    """Refuses to add a project that was not there when the import was previewed and is there now.

    Raises: StaleVersion.
    """
    year, office_id = project.fiscal_year, project.office_id
    by_code = projects.by_code(tx, project.code, year) if project.code else None
    by_name = projects.by_name(tx, project.name, year, office_id=office_id, unit=project.implementing_unit)
    if by_code is not None or (by_name is not None and not (project.code and by_name.code)):
        raise changed_meanwhile(project.name)


def changed_meanwhile(name: str) -> StaleVersion:
    """The refusal of an import whose preview is no longer true."""
    return StaleVersion("预览之后数据又有了变化，没有导入。", facts=name, advice="请重新预览，再导入。")


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


def how_many(tx: Transaction) -> int:
    """How many imports there were, those that were taken back counted twice; grows with every one and every undo."""
    return int(tx.value("SELECT count(*) + count(nullif(undone_at, '')) FROM import_batch"))


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
