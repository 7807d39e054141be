"""The roll-up at three sizes, 5,326, 50,000 and 150,000 projects of ten indicators each, beside bare SQL and beside DuckDB.

The floor of a screen is one plain statement of sqlite3 over all rows that gives the screen's numbers for each office: joins,
the version in force and sums, no words, no tree, no objects. The product answers sums from
those that it keeps, and only what is named one by one from the rows; what it costs to have them made is a case of its own:
nothing kept yet, and one form changed since. DuckDB is asked the same of the same rows where it is installed, once more with less
to do: every project has one form there, so that it looks for no version in force.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import floors
import rollup_data
from rollup_data import FORM, HAS_DUCKDB, OWN, SIZES, STAGE, YEAR

from jxdesk.actions.rollup import Wanted, rolled_up
from jxdesk.actions.search import open_shelf, search
from jxdesk.actions.workspace import Workspace
from jxdesk.desktop.rollup.reading import read
from jxdesk.desktop.rollup.views import Look, View
from jxdesk.domain.road.standings import Standing
from jxdesk.domain.rollup.charts import DRAWN_SINGLY
from jxdesk.domain.rollup.grouping import By
from jxdesk.domain.rollup.handed import HANDED_IN, OUTSTANDING, handed_of
from jxdesk.store.safety.folder import DataFolder
from jxdesk.store.views import versions

SCREENS = tuple(view.value for view in View)
TEXT = "水库维修"
_IN_FORCE = versions.in_force(
    f"v.project_id = p.id AND v.form = '{FORM.value}' AND v.year = {YEAR} AND v.period IS NULL"
)
_IN = ", ".join(f"'{one.value}'" for one in Standing if handed_of(one) in HANDED_IN)
_OUT = ", ".join(f"'{one.value}'" for one in Standing if handed_of(one) in OUTSTANDING)
# Who has handed in is a matter of where the form stands between offices, and the answer is of the offices below one.
_PROJECTS = f"""FROM project p JOIN office o ON o.id = p.office_id AND o.path >= '{OWN}' LEFT JOIN filing f ON f.rowid = {_IN_FORCE}
  LEFT JOIN filing_standing s ON s.id = f.id"""
_STANDS = "coalesce(s.standing, f.state, 'absent')"
_OF_YEAR = f"WHERE p.fiscal_year = {YEAR}"
_COUNTED = f"SELECT p.office_id, count(*), sum({_STANDS} IN ({_IN})) {_PROJECTS} {_OF_YEAR} GROUP BY 1"
_POINTS = """(SELECT sum(effective_hundredths) FROM indicator_line WHERE filing_id = f.id AND weight IS NOT NULL),
  (SELECT sum(weight) FROM indicator_line WHERE filing_id = f.id AND effective_hundredths IS NOT NULL)"""
BARE = {
    "coverage": f"""SELECT p.office_id, count(*), sum({_STANDS} IN ({_IN})), sum(coalesce({versions.BUDGET}, 0))
      {_PROJECTS} {_OF_YEAR} GROUP BY 1""",
    "execution": f"""SELECT office_id, sum(executed_fen), sum(revised_budget_fen), sum(reached), sum(reachable) FROM (
      SELECT p.office_id, m.executed_fen, m.revised_budget_fen, {_POINTS.replace("),", ") AS reached,", 1)} AS reachable
      {_PROJECTS} LEFT JOIN money_line m ON {versions.TOTAL_LINE} {_OF_YEAR} AND {_STANDS} IN ({_IN}) LIMIT -1) GROUP BY 1""",
    "spots": f"""SELECT p.id, p.name, p.office_id, {_STANDS}, {versions.BUDGET}, m.executed_fen, m.revised_budget_fen,
      f.computed_hundredths, {_POINTS} {_PROJECTS} LEFT JOIN money_line m ON {versions.TOTAL_LINE} {_OF_YEAR}""",
    "scores": f"""SELECT min(max(f.computed_hundredths / 1000, 0), 9), count(*) {_PROJECTS}
      {_OF_YEAR} AND {_STANDS} IN ({_IN}) AND f.computed_hundredths IS NOT NULL GROUP BY 1""",
    "missing": f"""SELECT p.id, p.name, p.office_id, {_STANDS}, {versions.BUDGET} {_PROJECTS}
      {_OF_YEAR} AND {_STANDS} IN ({_OUT})""",
}
DUCK = {
    "coverage": f"""SELECT p.office_id, count(*), count(*) FILTER ({_STANDS} IN ({_IN})), sum(b.amount_fen) FROM project p
      LEFT JOIN filing f ON f.project_id = p.id LEFT JOIN filing_standing s ON s.id = f.id
      LEFT JOIN budget_version b ON b.project_id = p.id {_OF_YEAR} GROUP BY 1""",
    "execution": f"""SELECT p.office_id, sum(m.executed_fen), sum(m.revised_budget_fen), sum(l.reached), sum(l.reachable) FROM project p
      JOIN filing f ON f.project_id = p.id LEFT JOIN filing_standing s ON s.id = f.id
      LEFT JOIN money_line m ON m.filing_id = f.id AND m.money_key = 'total'
      LEFT JOIN (SELECT filing_id, sum(effective_hundredths) FILTER (weight IS NOT NULL) AS reached,
        sum(CAST(weight AS DECIMAL(9, 2))) FILTER (effective_hundredths IS NOT NULL) AS reachable
        FROM indicator_line GROUP BY 1) l ON l.filing_id = f.id
      {_OF_YEAR} AND {_STANDS} IN ({_IN}) GROUP BY 1""",
}


# ---- floors --------------------------------------------------------------------------------------------------------


def bare(size: str, screen: str, work: Path) -> float:
    """The floor of a screen."""
    connection = sqlite3.connect(DataFolder(rollup_data.home(work, size)).database)
    # The file is in the cache of the system, as it is for the product.
    connection.execute(BARE["scores"]).fetchall()
    started = floors.now()
    if screen in ("scores", "missing"):
        connection.execute(_COUNTED).fetchall()  # who has handed in stands above these screens too
    if screen == "execution" and SIZES[size][3] <= DRAWN_SINGLY:
        connection.execute(BARE["spots"]).fetchall()  # the chart has a spot for each project
    connection.execute(BARE[screen]).fetchall()
    spent = floors.now() - started
    connection.close()
    return spent


def in_duckdb(size: str, screen: str, work: Path) -> float:
    """The same numbers from DuckDB."""
    import duckdb

    with duckdb.connect(str(rollup_data.duckdb_file(work, size)), read_only=True) as connection:
        connection.execute(DUCK[screen]).fetchall()
        started = floors.now()
        connection.execute(DUCK[screen]).fetchall()
        return floors.now() - started


def scanned(size: str, work: Path) -> float:
    """The floor of a search: names gone over from the first to the last."""
    connection = sqlite3.connect(DataFolder(rollup_data.home(work, size)).database)
    statement = f"SELECT id, name FROM project WHERE name LIKE '%{TEXT}%'"
    connection.execute(statement).fetchall()
    started = floors.now()
    connection.execute(statement).fetchall()
    spent = floors.now() - started
    connection.close()
    return spent


# ---- the product ---------------------------------------------------------------------------------------------------


def shown(
    size: str,
    screen: str,
    work: Path,
    *,
    by: By = By.OFFICE,
    below: bool = False,
    before: Callable[[Workspace], object] | None = None,
) -> float:
    """What the page reads for a screen, of the whole desk or of one county; ``before`` happens when all sums are kept."""
    with Workspace.open(rollup_data.home(work, size), check=False) as workspace:
        first = rolled_up(workspace, Wanted(year=YEAR, stage=STAGE))
        county = next(one for one in first.forest.offices.values() if one.level.value == "county")
        if before is not None:
            before(workspace)
        wanted = Wanted(year=YEAR, stage=STAGE, office_id=county.id if below else "", by=by)
        started = floors.now()
        assert read(workspace, wanted, Look(view=View(screen))).answer.figures
        return floors.now() - started


def _forget(workspace: Workspace) -> None:
    workspace.transact(lambda tx: tx.execute("DELETE FROM rollup_question"))


def _change(workspace: Workspace) -> None:
    first = "(SELECT id FROM money_line ORDER BY id LIMIT 1)"
    workspace.transact(
        lambda tx: tx.execute(f"UPDATE money_line SET executed_fen = executed_fen + 1 WHERE id = {first}"),
        errand="fill",
    )


def found(size: str, work: Path, *, first: bool = False) -> float:
    """A search over everything by four signs, the first one of a session or one of the later ones."""
    with Workspace.open(rollup_data.home(work, size), check=False) as workspace:
        shelf = open_shelf(workspace)
        if not first:
            search(workspace, shelf, TEXT[:2])
        started = floors.now()
        assert search(workspace, shelf, TEXT).hits
        return floors.now() - started


# ---- cases ---------------------------------------------------------------------------------------------------------


def _cases() -> Iterator[floors.Case]:
    for size in SIZES:
        yield from _screens(size)
        if HAS_DUCKDB:
            yield from _beside_duckdb(size)
        yield floors.Case(name=f"{size}, search: scan", run=lambda work, s=size: scanned(s, work))
        for name, is_first in (("search", False), ("search, first of a session", True)):
            yield floors.Case(
                name=f"{size}, {name}",
                run=lambda work, s=size, f=is_first: found(s, work, first=f),
                against=f"{size}, search: scan",
            )
        yield floors.Case(
            name=f"{size}, taken in",
            run=lambda work, s=size: rollup_data.taken_in(work, s),
            against="" if size == "prefecture" else "prefecture, taken in",
        )


def _screens(size: str) -> Iterator[floors.Case]:
    goal = 1.2 if size == "prefecture" else None
    for screen in SCREENS:
        floor = f"{size}, {screen}: bare SQL"
        yield floors.Case(name=floor, run=lambda work, s=size, n=screen: bare(s, n, work))
        yield floors.Case(
            name=f"{size}, {screen}",
            run=lambda work, s=size, n=screen: shown(s, n, work),
            against=floor,
            goal=goal,
        )
    coverage, execution = f"{size}, coverage: bare SQL", f"{size}, execution: bare SQL"
    for by in (By.GRADE, By.TIER, By.SOURCE):
        yield floors.Case(
            name=f"{size}, coverage by {by.value}",
            run=lambda work, s=size, b=by: shown(s, "coverage", work, by=b),
            against=coverage,
        )
    yield floors.Case(
        name=f"{size}, execution of one county",
        run=lambda work, s=size: shown(s, "execution", work, below=True),
        against=execution,
    )
    for name, before in (("nothing kept yet", _forget), ("one form changed", _change)):
        yield floors.Case(
            name=f"{size}, coverage, {name}",
            run=lambda work, s=size, b=before: shown(s, "coverage", work, before=b),
            against=execution,
        )


def _beside_duckdb(size: str) -> Iterator[floors.Case]:
    for screen in DUCK:
        floor = f"{size}, {screen}: DuckDB"
        yield floors.Case(name=floor, run=lambda work, s=size, n=screen: in_duckdb(s, n, work))
        yield floors.Case(
            name=f"{size}, {screen} beside DuckDB",
            run=lambda _: None,
            same_as=f"{size}, {screen}",
            against=floor,
            goal=3 if size == "province" else None,
        )


CASES = list(_cases())


if __name__ == "__main__":
    floors.main(__file__, "Roll-up", CASES)
