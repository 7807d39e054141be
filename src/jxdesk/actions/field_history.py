"""Field history: who gave one cell or field which value when, from the journal; what a reviewer set names the reviewer and why."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from jxdesk.actions.workspace import Workspace
from jxdesk.domain.road.reviews import Comment
from jxdesk.store.engine import journal
from jxdesk.store.engine.changes import Change
from jxdesk.store.engine.database import Transaction
from jxdesk.store.records import reviews

_DECIDING = frozenset({"receive", "review"})
"""Errands with which a value that a reviewer set comes into the form."""
_SHOWN_AS = {
    "target": ("target_text", "target"),
    "actual": ("actual_text", "actual"),
    "forecast": ("forecast_text", "forecast"),
    "name": ("name", "clean_name"),
    "clean_name": ("clean_name", "name"),
    "manual_score": ("manual_hundredths",),
    "score": ("manual_hundredths", "judged_percent", "printed_score"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One change of a cell; ``field`` is the column of the journal, the values its JSON texts, None for nothing.

    ``settled`` is the remark with which a reviewer set the value, at this desk or at one above: it says who, where and why.
    """

    at: str
    who: str
    errand: str
    field: str
    old: str | None
    new: str | None
    settled: Comment | None = None


def field_history(
    workspace: Workspace, filing_id: str, *, line_id: str = "", field: str
) -> tuple[FieldChange, ...]:
    """The changes of a field of a form, or of one of its lines, newest first."""
    columns = _columns(field)

    def job(tx: Transaction) -> tuple[FieldChange, ...]:
        found: list[FieldChange] = []
        for change in journal.history_of_filing(tx, filing_id):
            if change.record_id != (line_id or filing_id):
                continue
            if line_id or change.field != "answers":
                said = _of_columns(change, columns)
            else:
                said = _of_answer(change, field)
            if said is not None:
                found.append(said)
        set_here = [
            one
            for one in reviews.comments_of(tx, filing_id)
            if one.is_settled and (one.line_id, one.field) == (line_id, field)
        ]
        return tuple(reversed(_with_reviewers(_without_doubles(found), set_here)))

    return workspace.read(job)


def _with_reviewers(found: Sequence[FieldChange], set_here: Sequence[Comment]) -> list[FieldChange]:
    """The changes, each that came with a decision with the remark that set it: in the order in which both were made."""
    waiting = list(set_here)
    told = []
    for change in found:
        if change.errand in _DECIDING and waiting and change.old is not None:
            same = next((one for one in waiting if _says(change.new, one.answer_text)), waiting[0])
            waiting.remove(same)
            change = replace(change, settled=same)
        told.append(change)
    return told


def _says(value: str | None, text: str) -> bool:
    """Whether the value of the journal is what the remark says; an amount is told otherwise in both."""
    return value is not None and str(json.loads(value)) == text


def _columns(field: str) -> tuple[str, ...]:
    """The columns that a cell stands for: the typed text first, an amount by its number."""
    return (f"{field}_fen", *_SHOWN_AS.get(field, (field, f"{field}_text")))


def _of_columns(change: Change, columns: tuple[str, ...]) -> FieldChange | None:
    if change.field:
        return _made(change, change.field, change.old, change.new) if change.field in columns else None
    record = json.loads(change.new or change.old or "{}")
    for column in columns:
        if record.get(column) not in (None, ""):
            value = json.dumps(record[column], ensure_ascii=False)
            return _made(
                change, column, None if change.old is None else value, None if change.new is None else value
            )
    return None


def _of_answer(change: Change, field: str) -> FieldChange | None:
    old, new = (_answer(text, field) for text in (change.old, change.new))
    return None if old == new else _made(change, field, old, new)


def _answer(text: str | None, field: str) -> str | None:
    """One answer out of the column that holds them all, which the journal keeps as JSON within JSON."""
    if text is None:
        return None
    value = json.loads(text)
    answers = json.loads(value) if isinstance(value, str) else value
    said = answers.get(field) if isinstance(answers, dict) else None
    return None if said in (None, "") else json.dumps(said, ensure_ascii=False)


def _made(change: Change, field: str, old: str | None, new: str | None) -> FieldChange:
    return FieldChange(at=change.at, who=change.who, errand=change.errand, field=field, old=old, new=new)


def _without_doubles(found: list[FieldChange]) -> list[FieldChange]:
    """An amount and its text change together: of one moment the more telling column is kept."""
    kept: list[FieldChange] = []
    for change in found:
        last = kept[-1] if kept else None
        if (
            last is not None
            and (last.at, last.errand) == (change.at, change.errand)
            and last.field != change.field
        ):
            if change.field.endswith(("_fen", "_text")) and not last.field.endswith("_fen"):
                kept[-1] = change
            continue
        kept.append(change)
    return kept
