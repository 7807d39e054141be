"""The roll-up's SQL: one row for every project or office that is due, with how its form stands; and how such rows are added up.

What a standing counts as, ``domain.rollup.handed`` says; the SQL is made from it. Used by ``rollup``, which asks at once, and
by ``rollup_kept``, which keeps the sums.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from enum import IntFlag

from jxdesk.domain.records.filings import OF_THE_OFFICE, FilingState
from jxdesk.domain.records.offices import OfficeLevel
from jxdesk.domain.records.stages import YearStage
from jxdesk.domain.road.standings import Standing, standing_of
from jxdesk.domain.rollup.grouping import By
from jxdesk.domain.rollup.handed import DUE, HANDED_IN, Handed, handed_of
from jxdesk.domain.rollup.tally import NAMES
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

    @property
    def values(self) -> dict[str, object]:
        """What the statements ask for by name."""
        return {
            "year": self.year,
            "form": self.stage.form.value,
            "period": self.stage.period,
            "scope": self.scope,
            "due_on": self.due_text,
            "only": None if self.only is None else json.dumps(self.only),
        }

    @property
    def due_text(self) -> str:
        """The last day in time as a text; one that never comes where there is none."""
        return self.due_on.isoformat() if self.due_on is not None else "9999-12-31"


_ONCE = "LIMIT -1"
"""Keeps SQLite from merging a query into the one around it, where each cell would be worked out again wherever it is named."""
IN_HAND = ", ".join(f"'{one.value}'" for one in HANDED_IN)
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
_LATE = (
    f"CASE WHEN s.desk = 'reviewing' AND {{handed}} IN ({IN_HAND}) AND {_CAME} > :due_on THEN 1 ELSE 0 END"
)
_ONLY = "AND o.id IN (SELECT value FROM json_each(:only))"
IN_SCOPE = "(:scope = '' OR o.path = :scope OR (o.path > :scope || '-' AND o.path < :scope || '.'))"
# A unit below another unit is counted with it: statistics are of departments and townships.
_IS_UNIT_BELOW = f"""(o.level = '{OfficeLevel.UNIT.value}' AND EXISTS (SELECT 1 FROM office a WHERE a.id = o.parent_id
  AND a.level = '{OfficeLevel.UNIT.value}'))"""
# Points are texts with decimals; a hundredth is the smallest that any form gives out.
_REACHED = (
    "(SELECT sum(effective_hundredths) FROM indicator_line WHERE filing_id = f.id AND weight IS NOT NULL)"
)
_REACHABLE = """(SELECT CAST(round(sum(weight) * 100) AS INTEGER) FROM indicator_line
  WHERE filing_id = f.id AND effective_hundredths IS NOT NULL)"""


def items(asked: Asked, sums: Sums) -> str:
    """The things that are due: one row each, under the names that ``COLUMNS`` adds up."""
    return _offices(asked, sums) if asked.stage.form in OF_THE_OFFICE else _projects(asked, sums)


def _projects(asked: Asked, sums: Sums) -> str:
    stage = asked.list_stage
    has_money = sums & Sums.EXECUTION
    handed = f"CASE WHEN p.is_classified THEN '{Handed.CLASSIFIED.value}' ELSE {_HANDED} END"
    mine = "v.project_id = p.id AND v.form = :form AND v.period IS :period"
    return f"""SELECT p.id AS item, p.rowid AS at, p.name, o.id AS office, o.path, o.name AS office_name, f.id AS filing, p.tier, p.sector,
  {handed} AS handed, {_LATE.format(handed=handed)} AS late,
  {versions.BUDGET if sums & Sums.BUDGET else "NULL"} AS budget,
  {stages.executed(stage) if has_money else "NULL"} AS executed, {stages.base(stage) if has_money else "NULL"} AS base,
  {_scores(sums, "p.withdrawn_on = ''")}
FROM project p JOIN office o ON o.id = p.office_id LEFT JOIN filing f ON f.rowid = {versions.in_force(mine)}
LEFT JOIN filing_standing s ON s.id = f.id {f"LEFT JOIN money_line m ON {versions.TOTAL_LINE}" if has_money else ""}
WHERE p.fiscal_year = :year AND p.withdrawn_on = '' AND {IN_SCOPE} {"" if asked.only is None else _ONLY} {_ONCE}"""


def _offices(asked: Asked, sums: Sums) -> str:
    has_money = sums & Sums.EXECUTION
    handed = _HANDED
    mine = "v.office_id = o.id AND v.project_id IS NULL AND v.form = :form AND v.year = :year AND v.period IS :period"
    return f"""SELECT o.id AS item, o.rowid AS at, o.name, o.id AS office, o.path, o.name AS office_name, f.id AS filing, '' AS tier, '' AS sector,
  {handed} AS handed, {_LATE.format(handed=handed)} AS late, NULL AS budget,
  {"m.executed_fen" if has_money else "NULL"} AS executed,
  {"coalesce(m.revised_budget_fen, m.original_budget_fen)" if has_money else "NULL"} AS base,
  {_scores(sums, "1")}
FROM office o LEFT JOIN filing f ON f.rowid = {versions.in_force(mine)}
LEFT JOIN filing_standing s ON s.id = f.id {f"LEFT JOIN money_line m ON {versions.TOTAL_LINE}" if has_money else ""}
WHERE o.valid_to = '' AND NOT {_IS_UNIT_BELOW} AND {IN_SCOPE} {"" if asked.only is None else _ONLY} {_ONCE}"""


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
_WITH_RATE = f"handed IN ({IN_HAND}) AND executed IS NOT NULL AND base IS NOT NULL"
_WITH_POINTS = f"handed IN ({IN_HAND}) AND reached IS NOT NULL AND reachable IS NOT NULL"
COLUMNS = _COUNTS | {
    "late": "sum(late)",
    "budget_fen": f"coalesce(sum(CASE WHEN handed IN ({_DUE}) THEN budget END), 0)",
    "without_budget": f"sum(handed IN ({_DUE}) AND budget IS NULL)",
    "executed_fen": f"coalesce(sum(CASE WHEN {_WITH_RATE} THEN executed END), 0)",
    "base_fen": f"coalesce(sum(CASE WHEN {_WITH_RATE} THEN base END), 0)",
    "with_rate": f"sum({_WITH_RATE})",
    "reached_hundredths": f"coalesce(sum(CASE WHEN {_WITH_POINTS} THEN reached END), 0)",
    "points_hundredths": f"coalesce(sum(CASE WHEN {_WITH_POINTS} THEN reachable END), 0)",
    "with_points": f"sum({_WITH_POINTS})",
    "scored": f"sum(handed IN ({IN_HAND}) AND score IS NOT NULL)",
}
"""How the numbers of a tally come from the rows of ``items``, by name."""
SUMMED = ", ".join(f"{COLUMNS[name]} AS {name}" for name in NAMES)
"""The numbers of a tally in their order, under their names."""
_GRADE = f"CASE WHEN score IS NOT NULL AND handed IN ({IN_HAND}) THEN grade ELSE '' END"
WORDS = {By.OFFICE: "''", By.TIER: "tier", By.SECTOR: "sector", By.GRADE: _GRADE}
"""The word of a row by which it is divided; by money a row stands in several parts."""


def divided(rows: str, by: By) -> str:
    """Office, word and the numbers of a tally: the rows of ``items``, in a table or a part of the statement, added up."""
    if by in MONEY_WORDS:
        return _divided_by_money(rows, MONEY_WORDS[by])
    return grouped(rows, WORDS[by])


def grouped(rows: str, word: str) -> str:
    """The rows of ``items`` added up by office and any one word of theirs."""
    return f"SELECT office, {word} AS word, {SUMMED} FROM {rows} GROUP BY 1, 2"


def band(width: int, bands: int) -> str:
    """The number of the band of scores that a row of ``items`` lies in, empty for one without a score that counts.

    Units: ``width`` hundredths of a point.
    """
    number = f"CAST(min(max(score / {width:d}, 0), {bands - 1:d}) AS TEXT)"
    return f"CASE WHEN score IS NOT NULL AND handed IN ({IN_HAND}) THEN {number} ELSE '' END"


# ---- by money ------------------------------------------------------------------------------------------------------

MONEY_WORDS = {By.BUDGET: "book", By.SOURCE: "source"}
"""By what column of its sources a project's budget is divided."""
NAMED_MONEY = "coalesce((SELECT sum(amount_fen) FROM funding_line WHERE project_id = item), 0)"


def _divided_by_money(rows: str, column: str) -> str:
    """The budgets of what is due, divided among the sources that a project names; what no source explains is a part without a name.

    A project counts in every part that it has money in; one without a budget stands in the part without a name.
    """
    lines = f"""SELECT i.office, l.{column} AS word, i.item, i.handed, i.late, l.amount_fen AS budget
    FROM {rows} i JOIN funding_line l ON l.project_id = i.item WHERE i.budget IS NOT NULL"""
    rest = f"""SELECT office, '' AS word, item, handed, late, budget - {NAMED_MONEY} AS budget FROM {rows}
    WHERE budget IS NULL OR budget <> {NAMED_MONEY}"""
    columns = ", ".join(f"{COLUMNS[name] if name in _OF_MONEY else '0'} AS {name}" for name in NAMES)
    return f"""SELECT office, word, {columns} FROM (SELECT office, word, item, handed, max(late) AS late, sum(budget) AS budget
  FROM ({lines} UNION ALL {rest}) GROUP BY office, word, item) GROUP BY office, word"""


_OF_MONEY = frozenset({*_COUNTS, "late", "budget_fen", "without_budget"})
