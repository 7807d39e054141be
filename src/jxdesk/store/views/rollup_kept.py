"""Kept sums of the roll-up: what each office has, in the database, so that a look adds up offices and not projects.

They never say anything else than the projects themselves: the triggers of the schema take the sums of an office away
wherever something is written that they were made of, and ``keep`` makes what is not there. A program whose SQL says
something else than the one that made them makes all of them anew: ``law`` is the mark of the SQL. Used by ``actions.rollup``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from jxdesk.domain.records.filings import OF_THE_OFFICE, Form
from jxdesk.domain.records.offices import Office, OfficeLevel
from jxdesk.domain.records.received import ReceivedPackage
from jxdesk.domain.records.stages import YearStage
from jxdesk.domain.reports.chart_figures import BAND
from jxdesk.domain.rollup.charts import BANDS
from jxdesk.domain.rollup.grouping import By
from jxdesk.domain.rollup.tally import NAMES, Tally, tally_of
from jxdesk.store.engine.database import Transaction
from jxdesk.store.views import deadlines
from jxdesk.store.views import rollup_sql as sql
from jxdesk.store.views.rollup import Cell
from jxdesk.store.views.rollup_sql import Asked, Sums

_ABOVE_COUNTIES = frozenset({OfficeLevel.PROVINCE, OfficeLevel.PREFECTURE})
_BANDS = "band"
"""Stands among the divisions for the ten bands of scores."""
_NUMBERS = ", ".join(NAMES)
_INTO = f"INSERT INTO rollup_sum (question_id, divided_by, office_id, word, {_NUMBERS})"
_ADDED_UP = ", ".join(f"sum(k.{name}) AS {name}" for name in NAMES)
# An office with nothing has a row of zeros, so that every office that was looked at has its row here.
_NOT_THERE = """SELECT 1 FROM rollup_sum WHERE question_id = :question AND divided_by = 'office' AND office_id = o.id"""
_KEPT = """office o CROSS JOIN rollup_sum k ON k.question_id = :question AND k.divided_by = :divided_by AND k.office_id = o.id"""


# ---- making --------------------------------------------------------------------------------------------------------


def is_whole(tx: Transaction, asked: Asked) -> bool:
    """Whether the sums of every office that is asked for are there."""
    question = _question(tx, asked)
    return question is not None and not tx.value(
        f"SELECT EXISTS (SELECT 1 FROM office o WHERE {sql.IN_SCOPE} AND NOT EXISTS ({_NOT_THERE}))",
        {"scope": asked.scope, "question": question},
    )


def keep(tx: Transaction, asked: Asked) -> None:
    """Makes the sums that are not there, of every office that is asked for; wants a transaction that may write."""
    question = _question(tx, asked)
    if question is None:
        question = _asked_anew(tx, asked)
    lacking: list[str] = json.loads(
        tx.value(
            f"SELECT json_group_array(o.id) FROM office o WHERE {sql.IN_SCOPE} AND NOT EXISTS ({_NOT_THERE})",
            {"scope": asked.scope, "question": question},
        )
    )
    if not lacking:
        return
    of_these = replace(asked, scope="", only=tuple(lacking))
    tx.execute(f"CREATE TEMP TABLE rollup_item AS {sql.items(of_these, Sums.ALL)}", of_these.values)
    for name, statement in _divisions(asked):
        tx.execute(f"{_INTO} SELECT ?, ?, * FROM ({statement})", (question, name))
    nothing = ", ".join("0" for _ in NAMES)
    tx.execute(
        f"{_INTO} SELECT :question, 'office', o.id, '', {nothing} FROM office o WHERE {sql.IN_SCOPE} AND NOT EXISTS ({_NOT_THERE})",
        {"scope": asked.scope, "question": question},
    )
    tx.execute("DROP TABLE temp.rollup_item")


def keep_arrived(tx: Transaction, own: Office, package: ReceivedPackage) -> None:
    """Makes the sums of what a package brought, in the transaction that took it in.

    Only at a desk above counties: there the first look would else add up everything that came since the last one.
    """
    if own.level not in _ABOVE_COUNTIES or package.form not in set(Form) or package.year is None:
        return
    stage = YearStage(form=Form(package.form), period=package.period)
    due_on = deadlines.due_on(tx, package.year, stage)
    keep(tx, Asked(year=package.year, stage=stage, scope=package.sender_path, due_on=due_on))


def _divisions(asked: Asked) -> Iterator[tuple[str, str]]:
    """By what the sums are divided, and the statement that does it."""
    words = (By.OFFICE, By.GRADE) if asked.stage.form in OF_THE_OFFICE else tuple(By)
    for by in words:
        yield by.value, sql.divided("rollup_item", by)
    yield _BANDS, sql.grouped("rollup_item", sql.band(BAND, BANDS))


def _law(asked: Asked) -> str:
    """The mark of the SQL that makes the sums."""
    told = (sql.items(replace(asked, only=()), Sums.ALL), *map(" ".join, _divisions(asked)))
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def _question(tx: Transaction, asked: Asked) -> int | None:
    found: int | None = tx.value(
        """SELECT id FROM rollup_question WHERE year = :year AND form = :form AND period IS :period AND due_on = :due_on
        AND law = :law""",
        {**asked.values, "law": _law(asked)},
    )
    return found


def _asked_anew(tx: Transaction, asked: Asked) -> int:
    """Enters a question; what was kept of the same form by another day or another law goes with its own."""
    values = {**asked.values, "law": _law(asked)}
    tx.execute(
        "DELETE FROM rollup_question WHERE year = :year AND form = :form AND period IS :period", values
    )
    tx.execute(
        "INSERT INTO rollup_question (year, form, period, due_on, law) VALUES (:year, :form, :period, :due_on, :law)",
        values,
    )
    return int(tx.value("SELECT last_insert_rowid()"))


# ---- reading -------------------------------------------------------------------------------------------------------


def cells(tx: Transaction, asked: Asked) -> tuple[Cell, ...]:
    """What each office has, as ``rollup.cells`` says it; ``is_whole`` must have said so in the same transaction."""
    found = _read(
        tx,
        asked,
        By.OFFICE.value,
        f"SELECT json_group_array(json_array(o.id, {_NUMBERS})) FROM {_KEPT} WHERE {sql.IN_SCOPE}",
    )
    return tuple((office, "", tally_of(numbers)) for office, *numbers in found)


def parts(tx: Transaction, asked: Asked, by: By) -> dict[str, Tally]:
    """What an office and everything below it has of each part."""
    return _parts(tx, asked, by.value)


def score_bands(tx: Transaction, asked: Asked) -> dict[int, int]:
    """How many scored forms lie in each band of ten points."""
    return {int(word): tally.scored for word, tally in _parts(tx, asked, _BANDS).items() if word}


def _parts(tx: Transaction, asked: Asked, divided_by: str) -> dict[str, Tally]:
    found = _read(
        tx,
        asked,
        divided_by,
        f"""SELECT json_group_array(json_array(word, {_NUMBERS})) FROM (SELECT k.word AS word, {_ADDED_UP}
        FROM {_KEPT} WHERE {sql.IN_SCOPE} GROUP BY k.word)""",
    )
    return {word: tally_of(numbers) for word, *numbers in found}


def _read(tx: Transaction, asked: Asked, divided_by: str, statement: str) -> list[list[Any]]:
    values = {"scope": asked.scope, "question": _question(tx, asked), "divided_by": divided_by}
    found: list[list[Any]] = json.loads(tx.value(statement, values))
    return found
