"""Notes: writing one to oneself at a project, a form or a cell, changing it, ticking it off, and finding what is open."""

from __future__ import annotations

from jxdesk.actions.workspace import Workspace
from jxdesk.domain.errors import JxError
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.records.notes import Note, complaint_about_text
from jxdesk.store.engine.database import Transaction
from jxdesk.store.faults import NotFound
from jxdesk.store.records import notes

__all__ = ["Note"]


class BadNote(JxError):  # noqa: N818 - names what is wrong with what was typed
    """The text cannot be a note."""

    code = "JX-NOTE"


def write(workspace: Workspace, record_id: str, text: str, *, line_id: str = "", field: str = "") -> Note:
    """Writes a note at a project or a form; with a field, at that cell.

    Raises: BadNote; NotFound where there is no such project or form.
    """
    _refuse(text)

    def job(tx: Transaction) -> Note:
        there = "SELECT 1 FROM project WHERE id = ?1 UNION ALL SELECT 1 FROM filing WHERE id = ?1"
        if tx.value(there, (record_id,)) is None:
            raise NotFound("要批注的项目或表不在了。", facts=record_id, advice="请刷新页面再试。")
        note = Note(
            id=new_id(),
            record_id=record_id,
            line_id=line_id,
            field=field,
            text=text.strip(),
            written_by=tx.who,
            written_at=tx.now(),
        )
        notes.add(tx, note)
        return _get(tx, note.id)

    return workspace.transact(job, errand="note")


def change(workspace: Workspace, note_id: str, text: str) -> None:
    """Gives a note another text.

    Raises: BadNote; NotFound.
    """
    _refuse(text)
    workspace.transact(
        lambda tx: notes.change(tx, note_id, text=text.strip(), is_done=_get(tx, note_id).is_done),
        errand="note",
    )


def tick(workspace: Workspace, note_id: str, *, is_done: bool) -> None:
    """Ticks a note off, or opens it again.

    Raises: NotFound.
    """
    workspace.transact(
        lambda tx: notes.change(tx, note_id, text=_get(tx, note_id).text, is_done=is_done),
        errand="note_done" if is_done else "note",
    )


def delete(workspace: Workspace, note_id: str) -> None:
    """Deletes a note; undo brings it again."""
    workspace.transact(lambda tx: notes.delete(tx, note_id), errand="note_delete")


def of_filing(workspace: Workspace, filing_id: str) -> tuple[Note, ...]:
    """The notes of a form and its cells."""
    return workspace.read(lambda tx: notes.of_filing(tx, filing_id))


def of_project(workspace: Workspace, project_id: str) -> tuple[Note, ...]:
    """The notes of a project and its forms, what is open first."""
    return workspace.read(lambda tx: notes.of_project(tx, project_id))


def open_of_year(workspace: Workspace, year: int) -> tuple[Note, ...]:
    """What is still open in a year."""
    return workspace.read(lambda tx: notes.open_of_year(tx, year))


def _get(tx: Transaction, note_id: str) -> Note:
    note = notes.get(tx, note_id)
    if note is None:
        raise NotFound("没有这条批注。", facts=note_id, advice="它可能已被删除，请刷新。")
    return note


def _refuse(text: str) -> None:
    complaint = complaint_about_text(text)
    if complaint:
        raise BadNote(complaint, advice="请改好再存。")
