"""Screens: what the lists of the window show, read as one JSON value each, without SQLModel; used by ``actions.look``.

While the models load in the background, sqlite3 would wait for the importer at every row it hands over; one value
is handed over once. Rows of a list are named by SQLite's row number: small, and steady for as long
as the file is open. The identity that outlives the file is in the row itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from jxdesk.store.shipped.first_letters import found_by_letters

if TYPE_CHECKING:
    from jxdesk.store.engine.database import Transaction

BLOCK = 256
"""Rows read at once; about eight screens."""


class ListStage(NamedTuple):
    """What a list follows: a form of the project's year and, of a monitoring, up to which month."""

    form: str
    period: int | None = None


SELF_EVALUATION = ListStage("project_self_evaluation")
MONITORING = "project_monitoring"
TARGET = ListStage("project_target")

# The budget as last approved: 全年预算数, else 年初预算数, each in its newest version, else what the filing says.
BUDGET = """coalesce(
  (SELECT amount_fen FROM budget_version WHERE project_id = p.id AND stage = 'revised' ORDER BY position DESC LIMIT 1),
  (SELECT amount_fen FROM budget_version WHERE project_id = p.id AND stage = 'original' ORDER BY position DESC LIMIT 1),
  m.revised_budget_fen)"""
STATE = "coalesce(f.state, 'none')"


def _filing(stage: ListStage) -> str:
    """Joins the last filing of a stage of a project, and its row 年度资金总额."""
    assert stage.form.isidentifier()
    period = "" if stage.period is None else f" AND period = {stage.period:d}"
    return f"""
LEFT JOIN filing f ON f.rowid = (SELECT max(rowid) FROM filing WHERE project_id = p.id AND form = '{stage.form}'{period})
LEFT JOIN money_line m ON m.rowid =
  (SELECT min(rowid) FROM money_line WHERE filing_id = f.id AND money_key = 'total')"""


def _executed(stage: ListStage) -> str:
    """What was executed: as the filing says; of a monitoring that does not say it yet, as the treasury says."""
    if stage.period is None:
        return "m.executed_fen"
    return f"""coalesce(m.executed_fen, (SELECT executed_fen FROM treasury_figure WHERE project_id = p.id
  AND year = p.fiscal_year AND period = {stage.period:d}))"""


def _base(stage: ListStage) -> str:
    """What execution is measured by: 全年预算数 as the filing states it, and before the year is over the budget as it stands."""
    if stage.period is None:
        return "m.revised_budget_fen"
    return f"coalesce(m.revised_budget_fen, m.original_budget_fen, {BUDGET})"


def _rate(stage: ListStage) -> str:
    """执行率 in hundredths of a percent."""
    return f"CASE WHEN {_base(stage)} > 0 THEN {_executed(stage)} * 10000 / {_base(stage)} END"


def _row(stage: ListStage) -> str:
    """The cells of a list."""
    return f"""json_array(p.rowid, p.id, p.name, p.code, p.department, p.implementing_unit, o.name, {BUDGET},
  {_executed(stage)}, {_rate(stage)}, f.computed_hundredths, f.computed_grade, {STATE}, f.error_count, f.warning_count,
  p.is_classified, f.id)"""


# The sheet is a narrow copy in memory of what a list is filtered, sorted and summed by: one table to scan instead of
# four to join, which is 50 ms instead of 500 at 50,000 projects. Triggers name the rows that it has to read again.
SHEET = """
CREATE TEMP TABLE project_sheet (r INTEGER PRIMARY KEY, year INTEGER, name TEXT, unit TEXT, found_by TEXT, initials TEXT,
  department TEXT, implementing_unit TEXT, budget INTEGER, executed INTEGER, base INTEGER, rate INTEGER, score INTEGER,
  grade TEXT, state TEXT, errors INTEGER, problems INTEGER);
CREATE INDEX temp.project_sheet_unlettered ON project_sheet (r) WHERE initials IS NULL;
CREATE TEMP TABLE project_sheet_stale (id TEXT PRIMARY KEY);
CREATE TEMP TABLE project_sheet_stage (form TEXT, period INTEGER);
"""
# The names it had before, and those of the projects that were merged into it, find a project too.
FORMER = "coalesce((SELECT ' ' || group_concat(s.old_name, ' ') FROM succession s WHERE s.new_id = p.id), '')"
# What follows the stage; the rest of the sheet, first letters above all, stays when another stage is looked at.
STAGE_COLUMNS = "budget, executed, base, rate, score, grade, state, errors, problems"


def _stage_cells(stage: ListStage) -> str:
    """The values of ``STAGE_COLUMNS``."""
    return f"""{BUDGET}, {_executed(stage)}, CASE WHEN {_executed(stage)} IS NOT NULL THEN {_base(stage)} END,
  {_rate(stage)}, f.computed_hundredths, f.computed_grade, {STATE}, coalesce(f.error_count, 0),
  coalesce(f.error_count, 0) * 1000 + coalesce(f.warning_count, 0)"""


def _sheet_rows(stage: ListStage) -> str:
    """Reads projects into the sheet."""
    return f"""
INSERT INTO project_sheet SELECT p.rowid, p.fiscal_year, p.name, p.department || ' ' || p.implementing_unit,
  lower(p.name || ' ' || p.code || ' ' || p.department || ' ' || p.implementing_unit || {FORMER}), NULL,
  p.department, p.implementing_unit, {_stage_cells(stage)} FROM project p {_filing(stage)}"""


STALE_BY = {
    "project": "{row}.id",
    "budget_version": "{row}.project_id",
    "filing": "{row}.project_id",
    "succession": "{row}.new_id",
    "money_line": "(SELECT project_id FROM filing WHERE id = {row}.filing_id)",
    "treasury_figure": "{row}.project_id",
}

SORTS = {
    "name": "initials, name",
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
    one of ``RATES``; ``sort`` one of ``SORTS``, empty for the order in which the projects came. ``stage`` is the form that
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

    @property
    def is_plain(self) -> bool:
        """Whether it is the whole year in its own order."""
        return self == ProjectQuery(year=self.year, stage=self.stage)


def bring_sheet_up(tx: Transaction, stage: ListStage = SELF_EVALUATION, *, with_letters: bool = True) -> None:
    """Makes the sheet of a stage when it is not there yet, else reads again what changed; wants a transaction that may write.

    The first letters of names cost as much as all the rest, so what neither searches nor sorts by name leaves them out.
    """
    if tx.value("SELECT 1 FROM sqlite_temp_master WHERE name = 'project_sheet'") is None:
        _make_sheet(tx, stage)
    else:
        if tx.value("SELECT 1 FROM project_sheet_stale LIMIT 1") is not None:
            tx.execute(
                "DELETE FROM project_sheet WHERE r IN (SELECT rowid FROM project WHERE id IN (SELECT id FROM project_sheet_stale))"
                " OR r NOT IN (SELECT rowid FROM project)"
            )
            tx.execute(f"{_sheet_rows(stage)} WHERE p.id IN (SELECT id FROM project_sheet_stale)")
            tx.execute("DELETE FROM project_sheet_stale")
        if tx.row("SELECT form, period FROM project_sheet_stage") != tuple(stage):
            tx.execute(
                f"UPDATE project_sheet SET ({STAGE_COLUMNS}) ="
                f" (SELECT {_stage_cells(stage)} FROM project p {_filing(stage)} WHERE p.rowid = project_sheet.r)"
            )
            tx.execute("UPDATE project_sheet_stage SET form = ?, period = ?", stage)
    if with_letters:
        _fill_initials(tx)


def _make_sheet(tx: Transaction, stage: ListStage) -> None:
    for statement in SHEET.split(";\n")[:-1]:
        tx.execute(statement)
    for table, key in STALE_BY.items():
        for event, rows in (("INSERT", ("new",)), ("UPDATE", ("old", "new")), ("DELETE", ("old",))):
            notes = "".join(
                f"INSERT OR IGNORE INTO project_sheet_stale SELECT k FROM (SELECT {key.format(row=row)} AS k) WHERE k IS NOT NULL;"
                for row in rows
            )
            tx.execute(
                f"CREATE TEMP TRIGGER sheet_{table}_{event} AFTER {event} ON main.{table} BEGIN {notes} END"
            )
    tx.execute(_sheet_rows(stage))
    tx.execute("INSERT INTO project_sheet_stage VALUES (?, ?)", stage)


def held_stage(tx: Transaction) -> ListStage:
    """The stage that the sheet holds now, so that what asks for no stage makes it read nothing again."""
    if tx.value("SELECT 1 FROM sqlite_temp_master WHERE name = 'project_sheet_stage'") is None:
        return SELF_EVALUATION
    return ListStage._make(tx.query("SELECT form, period FROM project_sheet_stage")[0])


def stage_at_hand(tx: Transaction, year: int) -> ListStage:
    """The last stage of a year in which anything was filled; the self-evaluation where nothing was."""

    def any_of(form: str) -> bool:
        return tx.value("SELECT 1 FROM filing WHERE year = ? AND form = ? LIMIT 1", (year, form)) is not None

    if any_of(SELF_EVALUATION.form):
        return SELF_EVALUATION
    if any_of(MONITORING):
        month = tx.value("SELECT max(period) FROM filing WHERE year = ? AND form = ?", (year, MONITORING))
        return ListStage(MONITORING, month)
    return TARGET if any_of(TARGET.form) else SELF_EVALUATION


def _fill_initials(tx: Transaction) -> None:
    names = _json(
        tx,
        "SELECT json_group_array(json_array(r, name, unit)) FROM project_sheet WHERE initials IS NULL",
        [],
    )
    tx.executemany(
        "UPDATE project_sheet SET initials = ? WHERE r = ?",
        [(found_by_letters(f"{name} {unit}"), row) for row, name, unit in names],
    )


def text_condition(word: str) -> tuple[str, list[str]]:
    """That a row of the sheet is found by a word in lower case, and its values: in its texts, or by first letters."""
    if word.isascii():
        return "(instr(found_by, ?) OR instr(initials, ?))", [word, word]
    return "instr(found_by, ?)", [word]


def _conditions(query: ProjectQuery) -> tuple[str, list[Any]]:
    """The WHERE text over the sheet, and its values."""
    parts, values = ["year = ?"], [query.year]  # type: tuple[list[str], list[Any]]
    for condition, its_values in map(text_condition, query.text.lower().split()):
        parts.append(condition)
        values += its_values
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
        f"""SELECT json_group_array({_row(stage)}) FROM project p LEFT JOIN office o ON o.id = p.office_id {_filing(stage)}
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


def state_counts(tx: Transaction, year: int) -> dict[str, int]:
    """How many projects of a year stand in which state, ``all`` and ``problem`` beside them; wants the sheet."""
    triples = _json(
        tx,
        """SELECT json_group_array(json_array(state, n, e)) FROM (SELECT state, count(*) AS n, sum(errors > 0) AS e
        FROM project_sheet WHERE year = ? GROUP BY 1)""",
        [year],
    )
    counts = {state: count for state, count, _ in triples}
    counts["all"] = sum(count for _, count, _ in triples)
    counts["problem"] = sum(errors for _, _, errors in triples)
    return counts


def year_glance(tx: Transaction, year: int, stage: ListStage = SELF_EVALUATION) -> list[list[Any]]:
    """State, grade, count, count with errors, budget, executed and base of a year's projects, in one pass without the sheet.

    Units: 分.
    """
    found: list[list[Any]] = _json(
        tx,
        f"""SELECT json_group_array(json_array(s, g, n, e, b, x, r)) FROM (SELECT {STATE} AS s,
        coalesce(f.computed_grade, '') AS g, count(*) AS n, sum(coalesce(f.error_count, 0) > 0) AS e,
        coalesce(sum({BUDGET}), 0) AS b, coalesce(sum({_executed(stage)}), 0) AS x,
        coalesce(sum(CASE WHEN {_executed(stage)} IS NOT NULL THEN {_base(stage)} END), 0) AS r
        FROM project p {_filing(stage)} WHERE p.fiscal_year = ? GROUP BY 1, 2)""",
        [year],
    )
    return found


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


def years(tx: Transaction) -> list[int]:
    """The fiscal years that have projects, newest first."""
    found: list[int] = _json(
        tx,
        "SELECT json_group_array(y) FROM (SELECT DISTINCT fiscal_year AS y FROM project ORDER BY y DESC)",
        [],
    )
    return found


def whose(tx: Transaction) -> tuple[str, bool, str]:
    """The name of the office whose desk this is, whether it is for practice, and the person."""
    office, practice, person = _json(
        tx,
        """SELECT json_array((SELECT o.name FROM setting s JOIN office o ON o.id = s.value WHERE s.id = 'office'),
        (SELECT value FROM setting WHERE id = 'practice'), (SELECT value FROM setting WHERE id = 'person'))""",
        [],
    )
    return office or "", practice == "1", person or ""


def last_moments(tx: Transaction) -> list[str]:
    """When this desk last sealed, last took in and last changed anything; empty where it never did."""
    found: list[str] = _json(
        tx,
        """SELECT json_array((SELECT coalesce(max(sealed_at), '') FROM package_sent),
        (SELECT coalesce(max(at), '') FROM import_batch WHERE undone_at = ''),
        (SELECT coalesce(at, '') FROM change_log ORDER BY n DESC LIMIT 1))""",
        [],
    )
    return [text or "" for text in found]


def sent_count(tx: Transaction) -> int:
    """How many packages were sealed here."""
    return int(tx.value("SELECT count(*) FROM package_sent"))


def _rows(tx: Transaction, sql: str, values: Sequence[Any]) -> list[int]:
    found: list[int] = _json(tx, sql, values)
    return found


def _json(tx: Transaction, sql: str, values: Sequence[Any]) -> Any:
    return json.loads(tx.value(sql, values))
