"""Undoing: an import, or any errand by its id; redoing is undoing the undo."""

from __future__ import annotations

from dataclasses import dataclass

from jxdesk.actions.workspace import Workspace
from jxdesk.store.engine import journal
from jxdesk.store.engine.database import Transaction
from jxdesk.store.faults import NotFound, Refused
from jxdesk.store.records import imports, received, undoing
from jxdesk.store.records.imports import ImportBatch
from jxdesk.store.records.undoing import Blocker

__all__ = ["Blocker", "ImportBatch"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """What was taken back; undoing ``errand_id`` brings it again.

    ``changes`` counts single values and records.
    """

    errand_id: str
    changes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Undoable:
    """What undoing an errand would take back: which errand, by whom and when, on which records, in how many places."""

    errand_id: str
    errand: str
    who: str
    at: str
    names: tuple[str, ...]
    changes: int


def describe(workspace: Workspace, errand_id: str) -> Undoable:
    """What undoing an errand would take back; changes nothing.

    Raises: NotFound.
    """

    def job(tx: Transaction) -> Undoable:
        changes = journal.of_errand(tx, errand_id)
        if not changes:
            raise NotFound("没有找到可以撤销的操作。", facts=errand_id)
        first = changes[0]
        return Undoable(
            errand_id=errand_id,
            errand=first.errand,
            who=first.who,
            at=first.at,
            names=undoing.names_in(tx, errand_id),
            changes=len(changes),
        )

    return workspace.read(job)


def take_back(workspace: Workspace, errand_id: str) -> Undone:
    """Takes back what an errand changed; an import as an import, so that its list says so too.

    Raises: NotFound; Refused, naming the records, where something was built on it.
    """

    def job(tx: Transaction) -> Undone:
        return _take_back(tx, errand_id)

    undone = workspace.transact(job, errand="undo")
    workspace.hold_published()
    return undone


def _take_back(tx: Transaction, errand_id: str) -> Undone:
    """Undoes an errand; one that was an import is marked so in the lists of imports and of packages."""
    changes = undoing.undo(tx, errand_id)
    for batch in imports.all_imports(tx):
        if batch.errand_id == errand_id and not batch.undone_at:
            imports.mark_undone(tx, batch.id)
            received.mark_undone(tx, batch.id)
    return Undone(errand_id=tx.errand_id, changes=changes)


def undo(workspace: Workspace, errand_id: str) -> Undone:
    """Takes back what one errand changed.

    Raises: NotFound; Refused, naming the records, where something was built on it.
    """

    def job(tx: Transaction) -> Undone:
        return _take_back(tx, errand_id)

    undone = workspace.transact(job, errand="undo")
    workspace.hold_published()
    return undone


def undo_import(workspace: Workspace, import_id: str) -> Undone:
    """Takes an import back as long as nothing was built on it.

    Raises: NotFound; Refused, naming the records, where something was built on it or it was taken back already.
    """

    def job(tx: Transaction) -> Undone:
        batch = _batch(tx, import_id)
        if batch.undone_at:
            raise Refused(
                "这次导入已经撤销过了。",
                facts=f"{batch.id}：{batch.undone_at}",
                advice="需要时请重新导入文件。",
                code="JX-UNDO-DONE",
            )
        changes = undoing.undo(tx, batch.errand_id)
        imports.mark_undone(tx, batch.id)
        received.mark_undone(tx, batch.id)
        return Undone(errand_id=tx.errand_id, changes=changes)

    undone = workspace.transact(job, errand="undo_import")
    workspace.hold_published()
    return undone


def built_on_import(workspace: Workspace, import_id: str) -> tuple[Blocker, ...]:
    """What stands in the way of taking an import back.

    Raises: NotFound.
    """
    return workspace.read(lambda tx: undoing.blockers(tx, _batch(tx, import_id).errand_id))


def all_imports(workspace: Workspace) -> tuple[ImportBatch, ...]:
    """All imports, newest first."""
    return workspace.read(imports.all_imports)


def _batch(tx: Transaction, import_id: str) -> ImportBatch:
    batch = imports.get(tx, import_id)
    if batch is None:
        raise NotFound(
            "没有这次导入。", facts=import_id, advice="编号是导入完成时给出的那一串；可以只写开头，至少六位。"
        )
    return batch
