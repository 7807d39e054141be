"""The roll-up in SQL: every project or office that is due with how its form stands, added up by office and one more word.

One statement a view and one JSON value an answer, of a desk of any level: the version in force only, and of an office with
everything below it. What a standing counts as, ``domain.rollup.handed`` says; the SQL is made from it.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntFlag
from typing import Any

from jxdesk.domain.records.filings import OF_THE_OFFICE, FilingState
from jxdesk.domain.records.offices import Office, OfficeLevel
from jxdesk.domain.records.stages import YearStage
from jxdesk.domain.road.standings import Standing, standing_of
from jxdesk.domain.rollup.grouping import By
from jxdesk.domain.rollup.handed import DUE, HANDED_IN, Handed, handed_of
from jxdesk.domain.rollup.shown import RolledItem
from jxdesk.domain.rollup.tally import NAMES, Tally, tally_of
from jxdesk.store.engine.database import Transaction
from jxdesk.store.views import list_stages as stages
from jxdesk.store.views import versions
from jxdesk.store.views.list_stages import ListStage


class Sums(IntFlag):
    """What is added up beside the counts; a view asks for what it shows and pays for no more."""

    NONE = 0
    BUDGET = 1
    EXECUTION = 2
    SCORES = 4
    POINTS = 8
    """What indicators reached of what they could; of all sums the dearest."""
    ALL = BUDGET | EXECUTION | SCORES | POINTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which form of which year is rolled up, of which office and everything below it; all offices where none is named.

    ``due_on`` is the last day on which it came in time, None where there is none; ``only`` narrows it to offices by their ids.
    """

    year: int
    stage: YearStage
    scope: str = ""
    due_on: dt.date | None = None
    only: tuple[str, ...] | None = None

    @property
    def list_stage(self) -> ListStage:
        """The stage as lists of projects know it."""
        return ListStage(self.stage.form.value, self.stage.period)


Cell = tuple[str, str, Tally]
"""An office, one more word, and what the office has under it."""

_ONCE = "LIMIT -1"
"""Keeps SQLite from merging a query into the one around it, where each cell would be worked out again wherever it is named."""
_IN = ", ".join(f"'{one.value}'" for one in HANDED_IN)
_DUE = ", ".join(f"'{one.value}'" for one in DUE)


_BY_STATE = " ".join(f"WHEN '{one.value}' THEN '{handed_of(standing_of(one)).value}'" for one in FilingState)
_BY_STANDING = " ".join(f"WHEN '{one.value}' THEN '{handed_of(one).value}'" for one in Standing)
_HANDED = f"""CASE WHEN f.id IS NULL THEN CASE WHEN o.is_exempt THEN '{Handed.EXEMPT.value}' ELSE '{Handed.MISSING.value}' END
  WHEN s.id IS NULL THEN CASE f.state {_BY_STATE} END ELSE CASE s.standing {_BY_STANDING} END END"""
"""How far a filing ``f`` of an office ``o`` has come, with its standing ``s`` where it was on the road; an exempt office may file all the same."""


# The day on which it came first. What was returned came again in another package, so that of it the office's first one counts.
_CAME = """substr(CASE WHEN s.round <= 1 THEN (SELECT received_at FROM package_received WHERE id = s.package_id)
  ELSE (SELECT min(received_at) FROM package_received WHERE sender_path = s.office_path AND form = f.form AND year = f.year
    AND period IS f.period AND status = 'imported') END, 1, 10)"""
_LATE = f"CASE WHEN s.desk = 'reviewing' AND {{handed}} IN ({_IN}) AND {_CAME} > :due_on THEN 1 ELSE 0 END"
_ONLY = "AND o.id IN (SELECT value FROM json_each(:only))"
_SCOPE = "(:scope = '' OR o.path = :scope OR (o.path > :scope || '-' AND o.path < :scope || '.'))"
# A unit below another unit is counted with it: statistics are of departments and townships.
_IS_UNIT_BELOW = f"""(o.level = '{OfficeLevel.UNIT.value}' AND EXISTS (SELECT 1 FROM office a WHERE a.id = o.parent_id
  AND a.level = '{OfficeLevel.UNIT.value}'))"""
# Points are texts with decimals; a hundredth is the smallest that any form gives out.
_REACHED = (
    "(SELECT sum(effective_hundredths) FROM indicator_line WHERE filing_id = f.id AND weight IS NOT NULL)"
)
_REACHABLE = """(SELECT CAST(round(sum(weight) * 100) AS INTEGER) FROM indicator_line
  WHERE filing_id = f.id AND effective_hundredths IS NOT NULL)"""


def _items(asked: Asked, sums: Sums, word: str = "''") -> str:
    """The things that are due: one row each, under the names that ``_COLUMNS`` adds up."""
    return _offices(asked, sums, word) if asked.stage.form in OF_THE_OFFICE else _projects(asked, sums, word)


def _projects(asked: Asked, sums: Sums, word: str) -> str:
    stage = asked.list_stage
    has_money = sums & Sums.EXECUTION
    handed = f"CASE WHEN p.is_classified THEN '{Handed.CLASSIFIED.value}' ELSE {_HANDED} END"
    mine = "v.project_id = p.id AND v.form = :form AND v.period IS :period"
    return f"""SELECT p.id AS item, p.rowid AS at, p.name, o.id AS office, o.path, o.name AS office_name, f.id AS filing, {word} AS word,
  {handed} AS handed, {_LATE.format(handed=handed)} AS late,
  {versions.BUDGET if sums & Sums.BUDGET else "NULL"} AS budget,
  {stages.executed(stage) if has_money else "NULL"} AS executed, {stages.base(stage) if has_money else "NULL"} AS base,
  {_scores(sums, "p.withdrawn_on = ''")}
FROM project p JOIN office o ON o.id = p.office_id LEFT JOIN filing f ON f.rowid = {versions.in_force(mine)}
LEFT JOIN filing_standing s ON s.id = f.id {f"LEFT JOIN money_line m ON {versions.TOTAL_LINE}" if has_money else ""}
WHERE p.fiscal_year = :year AND p.withdrawn_on = '' AND {_SCOPE} {"" if asked.only is None else _ONLY} {_ONCE}"""


def _offices(asked: Asked, sums: Sums, word: str) -> str:
    has_money = sums & Sums.EXECUTION
    handed = _HANDED
    mine = "v.office_id = o.id AND v.project_id IS NULL AND v.form = :form AND v.year = :year AND v.period IS :period"
    return f"""SELECT o.id AS item, o.rowid AS at, o.name, o.id AS office, o.path, o.name AS office_name, f.id AS filing, {word} AS word,
  {handed} AS handed, {_LATE.format(handed=handed)} AS late, NULL AS budget,
  {"m.executed_fen" if has_money else "NULL"} AS executed,
  {"coalesce(m.revised_budget_fen, m.original_budget_fen)" if has_money else "NULL"} AS base,
  {_scores(sums, "1")}
FROM office o LEFT JOIN filing f ON f.rowid = {versions.in_force(mine)}
LEFT JOIN filing_standing s ON s.id = f.id {f"LEFT JOIN money_line m ON {versions.TOTAL_LINE}" if has_money else ""}
WHERE o.valid_to = '' AND NOT {_IS_UNIT_BELOW} AND {_SCOPE} {"" if asked.only is None else _ONLY} {_ONCE}"""


def _scores(sums: Sums, also: str) -> str:
    """Score and grade of a form that is scored, and the points of its indicators."""
    is_scored = f"f.state <> 'draft' AND {also} AND f.computed_hundredths IS NOT NULL"
    cells = {
        "score": "f.computed_hundredths" if sums & Sums.SCORES else "NULL",
        "grade": "coalesce(f.computed_grade, '')" if sums & Sums.SCORES else "NULL",
        "reached": _REACHED if sums & Sums.POINTS else "NULL",
        "reachable": _REACHABLE if sums & Sums.POINTS else "NULL",
    }
    return ", ".join(f"CASE WHEN {is_scored} THEN {cell} END AS {name}" for name, cell in cells.items())


_COUNTS = {one.value: f"sum(handed = '{one.value}')" for one in Handed}
_WITH_RATE = f"handed IN ({_IN}) AND executed IS NOT NULL AND base IS NOT NULL"
_WITH_POINTS = f"handed IN ({_IN}) AND reached IS NOT NULL AND reachable IS NOT NULL"
_COLUMNS = _COUNTS | {
    "late": "sum(late)",
    "budget_fen": f"coalesce(sum(CASE WHEN handed IN ({_DUE}) THEN budget END), 0)",
    "without_budget": f"sum(handed IN ({_DUE}) AND budget IS NULL)",
    "executed_fen": f"coalesce(sum(CASE WHEN {_WITH_RATE} THEN executed END), 0)",
    "base_fen": f"coalesce(sum(CASE WHEN {_WITH_RATE} THEN base END), 0)",
    "with_rate": f"sum({_WITH_RATE})",
    "reached_hundredths": f"coalesce(sum(CASE WHEN {_WITH_POINTS} THEN reached END), 0)",
    "points_hundredths": f"coalesce(sum(CASE WHEN {_WITH_POINTS} THEN reachable END), 0)",
    "with_points": f"sum({_WITH_POINTS})",
    "scored": f"sum(handed IN ({_IN}) AND score IS NOT NULL)",
}
_GRADE = f"CASE WHEN score IS NOT NULL AND handed IN ({_IN}) THEN grade ELSE '' END"
_WORDS = {By.OFFICE: "''", By.TIER: "p.tier", By.SECTOR: "p.sector", By.GRADE: "''"}


def cells(tx: Transaction, asked: Asked, by: By = By.OFFICE, sums: Sums = Sums.ALL) -> tuple[Cell, ...]:
    """What each office has, divided by one more word; the parts of an office make its whole."""
    if by in _BY_MONEY:
        return _cells(tx, asked, _money_cells(asked, _BY_MONEY[by]))
    word = "word"
    if by is By.GRADE:
        word, sums = _GRADE, sums | Sums.SCORES
    columns = ", ".join(_COLUMNS[name] for name in NAMES)
    return _cells(
        tx,
        asked,
        f"SELECT json_array(office, {word}, {columns}) AS c FROM ({_items(asked, sums, _WORDS[by])}) GROUP BY office, {word}",
    )


# ---- by money ------------------------------------------------------------------------------------------------------

_BY_MONEY = {By.BUDGET: "book", By.SOURCE: "source"}
_NAMED_MONEY = "coalesce((SELECT sum(amount_fen) FROM funding_line WHERE project_id = item), 0)"


def _money_cells(asked: Asked, column: str) -> str:
    """The budgets of what is due, divided among the sources that a project names; what no source explains is a part without a name.

    A project counts in every part that it has money in; one without a budget stands in the part without a name.
    """
    lines = f"""SELECT i.office, l.{column} AS word, i.item, i.handed, i.late, l.amount_fen AS budget
    FROM i JOIN funding_line l ON l.project_id = i.item WHERE i.budget IS NOT NULL"""
    rest = f"""SELECT office, '' AS word, item, handed, late, budget - {_NAMED_MONEY} AS budget FROM i
    WHERE budget IS NULL OR budget <> {_NAMED_MONEY}"""
    columns = ", ".join(_COLUMNS[name] if name in _OF_MONEY else "0" for name in NAMES)
    return f"""WITH i AS ({_items(asked, Sums.BUDGET)})
SELECT json_array(office, word, {columns}) AS c FROM (SELECT office, word, item, handed, max(late) AS late, sum(budget) AS budget
  FROM ({lines} UNION ALL {rest}) GROUP BY office, word, item) GROUP BY office, word"""


_OF_MONEY = frozenset({*_COUNTS, "late", "budget_fen", "without_budget"})


def _cells(tx: Transaction, asked: Asked, sql: str) -> tuple[Cell, ...]:
    found: list[list[Any]] = _json(tx, asked, f"SELECT json_group_array(json(c)) FROM ({sql})")
    return tuple((office, word, tally_of(numbers)) for office, word, *numbers in found)


# ---- single things -------------------------------------------------------------------------------------------------


def items(
    tx: Transaction,
    asked: Asked,
    *,
    handed: Sequence[Handed] = tuple(Handed),
    scores: tuple[int, int] | None = None,
    by: By = By.OFFICE,
    word: str | None = None,
    own_only: bool = False,
    sums: Sums = Sums.ALL,
) -> tuple[RolledItem, ...]:
    """The things themselves, by office and in the order in which they came: of these standings, of these scores, of one part.

    ``word`` is the part by which ``cells`` divides; ``own_only`` leaves out what is below the office; what ``sums`` does not
    ask for is None.

    Units: ``scores`` hundredths of a point, the upper bound exclusive.
    """
    wanted = ", ".join(f"'{one.value}'" for one in handed)
    low, high = scores or (None, None)
    conditions = [f"handed IN ({wanted})"]
    if scores is not None or (word is not None and by is By.GRADE):
        sums |= Sums.SCORES
    if word is not None and by in _BY_MONEY:
        sums |= Sums.BUDGET
    if scores is not None:
        conditions.append(f"handed IN ({_IN}) AND score >= :low AND score < :high")
    if word is not None:
        conditions.append(_in_part(by))
    if own_only:
        conditions.append("path = :scope")
    found: list[list[Any]] = _json(
        tx,
        asked,
        f"""SELECT json_group_array(json(c)) FROM (SELECT json_array(item, name, office, office_name, path, coalesce(filing, ''), handed,
        late, budget, executed, base, score, coalesce(grade, ''), reached, reachable) AS c
        FROM ({_items(asked, sums, _WORDS.get(by, "''"))}) WHERE {" AND ".join(conditions)} ORDER BY path, at)""",
        low=low,
        high=high,
        word=word,
    )
    return tuple(
        RolledItem(
            id=cell[0],
            name=cell[1],
            office_id=cell[2],
            office_name=cell[3],
            office_path=cell[4],
            filing_id=cell[5],
            handed=Handed(cell[6]),
            is_late=bool(cell[7]),
            budget_fen=cell[8],
            executed_fen=cell[9],
            base_fen=cell[10],
            score_hundredths=cell[11],
            grade=cell[12],
            reached_hundredths=cell[13],
            reachable_hundredths=cell[14],
        )
        for cell in found
    )


def _in_part(by: By) -> str:
    """That a thing stands in the part ``:word``; of the parts by money it may stand in several."""
    if by in _BY_MONEY:
        named = f"budget IS NOT NULL AND EXISTS (SELECT 1 FROM funding_line WHERE project_id = item AND {_BY_MONEY[by]} = :word)"
        return f"({named} OR :word = '' AND (budget IS NULL OR budget <> {_NAMED_MONEY}))"
    return f"{_GRADE if by is By.GRADE else 'word'} = :word"


def score_bands(tx: Transaction, asked: Asked, width: int, bands: int) -> dict[int, int]:
    """How many scored forms lie in each band of a width; what lies outside belongs to the nearest band.

    Units: ``width`` hundredths of a point.
    """
    band = f"min(max(score / {width:d}, 0), {bands - 1:d})"
    found: list[tuple[int, int]] = _json(
        tx,
        asked,
        f"""SELECT json_group_array(json_array(band, n)) FROM (SELECT {band} AS band, count(*) AS n
        FROM ({_items(asked, Sums.SCORES)}) WHERE score IS NOT NULL AND handed IN ({_IN}) GROUP BY 1)""",
    )
    return dict(found)


def offices_below(tx: Transaction, scope: str) -> tuple[Office, ...]:
    """The offices of a scope in the few words that a roll-up needs, by path; those that are gone are left out."""
    found: list[list[Any]] = json.loads(
        tx.value(
            f"""SELECT json_group_array(json_array(o.id, o.path, o.name, o.level, o.is_exempt)) FROM office o WHERE {_SCOPE}""",
            {"scope": scope},
        )
    )
    return tuple(
        Office(id=cell[0], path=cell[1], name=cell[2], level=OfficeLevel(cell[3]), is_exempt=bool(cell[4]))
        for cell in found
    )


def _json(tx: Transaction, asked: Asked, sql: str, **more: object) -> Any:
    values = {
        "year": asked.year,
        "form": asked.stage.form.value,
        "period": asked.stage.period,
        "scope": asked.scope,
        "due_on": asked.due_on.isoformat() if asked.due_on is not None else "9999-12-31",
    }
    if asked.only is not None:
        more["only"] = json.dumps(asked.only)
    return json.loads(tx.value(sql, values | more))
