"""Surveys in the database, with their questions, as ``domain.year.surveys.Survey`` values."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Sequence

from jxdesk.domain.year.surveys import Question, Survey
from jxdesk.store.engine.columns import Values, insert, mapping_text, select
from jxdesk.store.engine.database import Transaction

_COLUMNS = (
    "id",
    "office_id",
    "project_id",
    "year",
    "title",
    "surveyed",
    "held_on",
    "method",
    "issued",
    "returned",
    "valid",
    "line_id",
)
_FIELDS = tuple("scale_id" if name == "method" else name for name in _COLUMNS)
_ANSWER = ("id", "survey_id", "position", "question", "counts")


def put(tx: Transaction, survey: Survey) -> None:
    """Writes a survey with its questions, whether it is there or not; of what is there only what differs."""
    _put_rows(tx, "survey", "id = ?", survey.id, [_values(survey)])
    questions = [_question_values(survey.id, place, one) for place, one in enumerate(survey.questions)]
    _put_rows(tx, "survey_answer", "survey_id = ?", survey.id, questions)


def delete(tx: Transaction, survey_id: str) -> None:
    """Deletes a survey with its questions."""
    tx.execute("DELETE FROM survey_answer WHERE survey_id = ?", (survey_id,))
    tx.execute("DELETE FROM survey WHERE id = ?", (survey_id,))


def get(tx: Transaction, survey_id: str) -> Survey | None:
    """The survey of this id."""
    return next(iter(_load(tx, "WHERE id = ?", (survey_id,))), None)


def of_project(tx: Transaction, project_id: str, year: int) -> tuple[Survey, ...]:
    """The surveys of a project in a year."""
    return _load(tx, "WHERE project_id = ? AND year = ? ORDER BY rowid", (project_id, year))


def of_office(tx: Transaction, office_id: str, year: int) -> tuple[Survey, ...]:
    """The surveys of an office as a whole in a year."""
    return _load(
        tx, "WHERE office_id = ? AND project_id IS NULL AND year = ? ORDER BY rowid", (office_id, year)
    )


def _load(tx: Transaction, where: str, params: tuple[object, ...]) -> tuple[Survey, ...]:
    rows = tx.query(select(_COLUMNS, "survey", where), params)
    questions: dict[str, list[Question]] = defaultdict(list)
    for row in tx.query(
        select(
            _ANSWER,
            "survey_answer",
            "WHERE survey_id IN (SELECT value FROM json_each(?)) ORDER BY survey_id, position",
        ),
        (json.dumps([row[0] for row in rows]),),
    ):
        questions[row[1]].append(Question(id=row[0], question=row[3], counts=json.loads(row[4])))
    found = []
    for row in rows:
        values: Values = dict(zip(_FIELDS, row, strict=True))
        values["project_id"] = values["project_id"] or ""
        values["held_on"] = dt.date.fromisoformat(values["held_on"]) if values["held_on"] else None
        found.append(Survey(**values, questions=tuple(questions[row[0]])))
    return tuple(found)


def _values(survey: Survey) -> Values:
    values: Values = {column: getattr(survey, field) for column, field in zip(_COLUMNS, _FIELDS, strict=True)}
    values["project_id"] = survey.project_id or None
    values["held_on"] = survey.held_on.isoformat() if survey.held_on else ""
    return values


def _question_values(survey_id: str, place: int, question: Question) -> Values:
    return {
        "id": question.id,
        "survey_id": survey_id,
        "position": place,
        "question": question.question,
        "counts": mapping_text(question.counts),
    }


def _put_rows(tx: Transaction, table: str, where: str, key: str, wanted: Sequence[Values]) -> None:
    """Adds, changes and deletes rows so that those under a key are the wanted ones; what is the same leaves no journal line."""
    names = list(wanted[0]) if wanted else ["id"]
    stored = {row[0]: row for row in tx.query(select(names, table, f"WHERE {where}"), (key,))}
    for values in wanted:
        row = stored.pop(values["id"], None)
        if row is None:
            insert(tx, table, [values])
            continue
        changed = {
            name: value for name, value, old in zip(names, values.values(), row, strict=True) if value != old
        }
        if changed:
            setting = ", ".join(f"{name} = ?" for name in changed)
            tx.execute(f"UPDATE {table} SET {setting} WHERE id = ?", (*changed.values(), values["id"]))
    tx.executemany(f"DELETE FROM {table} WHERE id = ?", [(gone,) for gone in stored])
