"""Screens: what the lists of the window show, read as one JSON value each, without SQLModel; used by ``actions.look``.

While the models load in the background, sqlite3 would wait for the importer at every row it hands over; one value
is handed over once. Rows of a list are named by SQLite's row number: small, and steady for as long
as the file is open. The identity that outlives the file is in the row itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from jxdesk.store.views import list_stages as stages
from jxdesk.store.views.list_stages import SELF_EVALUATION, ListStage
from jxdesk.store.views.project_sheet import text_condition
from jxdesk.store.views.scopes import within

if TYPE_CHECKING:
    from jxdesk.store.engine.database import Transaction

BLOCK = 256
"""Rows read at once; about eight screens."""


SORTS = {
    "name": "initials, name",
    "county": "path",
    "unit": "unit",
    "budget": "budget",
    "executed": "executed",
    "rate": "rate",
    "score": "score",
    "grade": "score",
    "state": "state",
    "problems": "problems",
}

# 执行率 bands in hundredths of a percent, lower bound inclusive; None for those without a rate.
RATES: dict[str, tuple[int, int | None] | None] = {
    "none": None,
    "low": (0, 5000),
    "middle": (5000, 8000),
    "high": (8000, 10000),
    "full": (10000, None),
}


class ProjectQuery(NamedTuple):
    """What a project list shows and in which order; empty fields do not filter.

    ``state`` is a filing's state, ``none`` for a project without a filing, ``problem`` for one with errors, ``unsent`` for one
    that was neither sealed nor approved; ``rate`` is
    one of ``RATES``; ``scope`` is the path of an office that everything is of, or of one below it; ``sort`` one of ``SORTS``, empty for the order in which the projects came. ``stage`` is the form that
    states, execution and problems are read from, None for the one at hand.

    Units: ``rate_below`` percent.
    """

    year: int
    text: str = ""
    state: str = ""
    unit: str = ""
    book: str = ""
    rate: str = ""
    rate_below: int | None = None
    sort: str = ""
    descending: bool = False
    stage: ListStage | None = None
    scope: str = ""

    @property
    def is_plain(self) -> bool:
        """Whether it is the whole year in its own order."""
        return self == ProjectQuery(year=self.year, stage=self.stage)


def _conditions(query: ProjectQuery) -> tuple[str, list[Any]]:
    """The WHERE text over the sheet, and its values."""
    parts, values = ["year = ?"], [query.year]  # type: tuple[list[str], list[Any]]
    for condition, its_values in map(text_condition, query.text.lower().split()):
        parts.append(condition)
        values += its_values
    if query.scope:
        condition, paths = within("path", query.scope)
        parts.append(condition)
        values += paths
    if query.unit:
        parts.append("(department = ? OR implementing_unit = ?)")
        values += [query.unit, query.unit]
    if query.book:
        parts.append(
            "r IN (SELECT p.rowid FROM funding_line l JOIN project p ON p.id = l.project_id WHERE l.book = ?)"
        )
        values.append(query.book)
    if query.state == "problem":
        parts.append("errors > 0")
    elif query.state == "unsent":
        parts.append("state NOT IN ('sealed', 'approved')")
    elif query.state:
        parts.append("state = ?")
        values.append(query.state)
    if query.rate in RATES:
        bounds = RATES[query.rate]
        if bounds is None:
            parts.append("rate IS NULL")
        else:
            low, high = bounds
            parts.append("rate >= ?")
            values.append(low)
            if high is not None:
                parts.append("rate < ?")
                values.append(high)
    if query.rate_below is not None:
        parts.append("rate < ?")
        values.append(query.rate_below * 100)
    return " AND ".join(parts), values


def project_rows(tx: Transaction, query: ProjectQuery, *, limit: int | None = None) -> list[int]:
    """The row numbers of a list, in its order, or the first of them; wants the sheet, but for a whole year in its own order.

    SQLite keeps only the best of a limited order, which is four times quicker at 50,000 rows.
    """
    bound = "" if limit is None else f"LIMIT {limit:d}"
    if query.is_plain:
        return _rows(
            tx,
            "SELECT json_group_array(r) FROM"
            f" (SELECT rowid AS r FROM project WHERE fiscal_year = ? ORDER BY rowid {bound})",
            [query.year],
        )
    where, values = _conditions(query)
    order = "r"
    if query.sort in SORTS:
        direction = "DESC" if query.descending else "ASC"
        columns = SORTS[query.sort].split(", ")
        # What has no value stands last in both directions.
        order = f"{columns[0]} IS NULL, " + ", ".join(f"{column} {direction}" for column in columns) + ", r"
    return _rows(
        tx,
        "SELECT json_group_array(r) FROM"
        f" (SELECT r FROM project_sheet WHERE {where} ORDER BY {order} {bound})",
        values,
    )


def project_block(
    tx: Transaction, rows: Sequence[int], stage: ListStage = SELF_EVALUATION
) -> list[list[Any]]:
    """The cells of some rows, in the order asked for; a row that is gone is left out."""
    cells = _json(
        tx,
        f"""SELECT json_group_array({stages.row_cells(stage)}) FROM project p LEFT JOIN office o ON o.id = p.office_id {stages.filing_of(stage)}
        WHERE p.rowid IN (SELECT value FROM json_each(?))""",
        [json.dumps(list(rows))],
    )
    by_row = {cell[0]: cell for cell in cells}
    return [by_row[row] for row in rows if row in by_row]


TOTALS = "json_array(count(*), ifnull(sum(budget), 0), ifnull(sum(executed), 0), ifnull(sum(base), 0))"


def project_totals(tx: Transaction, query: ProjectQuery) -> list[int]:
    """Count, budget, executed, and the revised budget of those that state an executed amount, over a whole list; wants the sheet.

    Units: 分.
    """
    where, values = _conditions(query)
    return _rows(tx, f"SELECT {TOTALS} FROM project_sheet WHERE {where}", values)


def sums(tx: Transaction, rows: Iterable[int]) -> list[int]:
    """The same totals over chosen rows; wants the sheet."""
    return _rows(
        tx,
        f"SELECT {TOTALS} FROM project_sheet WHERE r IN (SELECT value FROM json_each(?))",
        [json.dumps(list(rows))],
    )


def state_counts(tx: Transaction, year: int, scope: str = "") -> dict[str, int]:
    """How many projects of a year and a scope stand in which state, ``all`` and ``problem`` beside them; wants the sheet."""
    condition, paths = within("path", scope)
    triples = _json(
        tx,
        f"""SELECT json_group_array(json_array(state, n, e)) FROM (SELECT state, count(*) AS n, sum(errors > 0) AS e
        FROM project_sheet WHERE year = ? AND {condition} GROUP BY 1)""",
        [year, *paths],
    )
    counts = {state: count for state, count, _ in triples}
    counts["all"] = sum(count for _, count, _ in triples)
    counts["problem"] = sum(errors for _, _, errors in triples)
    return counts


def choices(tx: Transaction, year: int) -> tuple[list[str], list[str]]:
    """The departments and units of a year's projects, and the budget books they draw on; wants the sheet."""
    units: list[str] = _json(
        tx,
        """SELECT json_group_array(u) FROM (SELECT u FROM (SELECT department AS u FROM project_sheet WHERE year = ?1
        UNION SELECT implementing_unit FROM project_sheet WHERE year = ?1) WHERE u <> '' ORDER BY u)""",
        [year],
    )
    # Each book is asked for by itself: of a line's project only one row is looked at, instead of all lines of the year.
    books = [
        book
        for book in sorted(
            _json(tx, "SELECT json_group_array(book) FROM (SELECT DISTINCT book FROM funding_line)", [])
        )
        if tx.value(
            "SELECT 1 FROM funding_line l JOIN project p ON p.id = l.project_id WHERE l.book = ? AND p.fiscal_year = ? LIMIT 1",
            [book, year],
        )
    ]
    return units, books


def _rows(tx: Transaction, sql: str, values: Sequence[Any]) -> list[int]:
    found: list[int] = _json(tx, sql, values)
    return found


def _json(tx: Transaction, sql: str, values: Sequence[Any]) -> Any:
    return json.loads(tx.value(sql, values))
