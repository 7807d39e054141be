"""The roll-up of a prefecture (5,326 projects) and of a province (150,000 projects, 1.5 million indicators), beside bare SQL.

The floor of a screen is one plain statement of sqlite3 that gives its numbers for each office: joins, the version in force and
sums, no words, no tree, no objects. Rows are written by the driver, the same in every run.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import floors

from jxdesk.actions.rollup import Sums, Wanted, items_of, rolled_up, score_bands
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.records.filings import Form
from jxdesk.domain.records.stages import YearStage
from jxdesk.domain.reports.chart_figures import BAND, achievement_figures
from jxdesk.domain.rollup.charts import BANDS, DRAWN_SINGLY, bands_counted, chart_projects, filter_of
from jxdesk.domain.rollup.grouping import By
from jxdesk.domain.rollup.handed import OUTSTANDING
from jxdesk.store.engine import settings
from jxdesk.store.engine.database import Database
from jxdesk.store.safety.folder import DataFolder
from jxdesk.store.views import versions

YEAR, FORM = 2025, Form.PROJECT_SELF_EVALUATION
STAGE = YearStage(form=FORM)
LINES = 10
SIZES = {"prefecture": (1, 9, 580, 5_326), "province": (16, 129, 7_740, 150_000)}
"""Prefectures, counties, offices and projects."""
OWN = "53"
_IN_FORCE = versions.in_force(
    f"v.project_id = p.id AND v.form = '{FORM.value}' AND v.year = {YEAR} AND v.period IS NULL"
)
# Who has handed in is a matter of where the form stands between offices, and the answer is of the offices below one.
_PROJECTS = f"""FROM project p JOIN office o ON o.id = p.office_id AND o.path >= '{OWN}' LEFT JOIN filing f ON f.rowid = {_IN_FORCE}
  LEFT JOIN filing_standing s ON s.id = f.id"""
_STANDS = "coalesce(s.standing, f.state)"
_COUNTED = f"""SELECT p.office_id, count(*), sum({_STANDS} IN ('finished', 'sealed', 'approved')) {_PROJECTS}
      WHERE p.fiscal_year = {YEAR} GROUP BY 1"""
BARE = {
    "coverage": f"""SELECT p.office_id, count(*), sum({_STANDS} IN ('finished', 'sealed', 'approved')),
      sum(coalesce({versions.BUDGET}, 0)) {_PROJECTS} WHERE p.fiscal_year = {YEAR} GROUP BY 1""",
    "execution": f"""SELECT p.office_id, sum(m.executed_fen), sum(m.revised_budget_fen),
      sum((SELECT sum(effective_hundredths) FROM indicator_line WHERE filing_id = f.id AND weight IS NOT NULL)),
      sum((SELECT sum(weight) FROM indicator_line WHERE filing_id = f.id AND effective_hundredths IS NOT NULL))
      {_PROJECTS} LEFT JOIN money_line m ON {versions.TOTAL_LINE} WHERE p.fiscal_year = {YEAR} AND f.state <> 'draft' GROUP BY 1""",
    "spots": f"""SELECT p.id, p.name, p.office_id, f.state, {versions.BUDGET}, m.executed_fen, m.revised_budget_fen, f.computed_hundredths,
      (SELECT sum(effective_hundredths) FROM indicator_line WHERE filing_id = f.id AND weight IS NOT NULL),
      (SELECT sum(weight) FROM indicator_line WHERE filing_id = f.id AND effective_hundredths IS NOT NULL)
      {_PROJECTS} LEFT JOIN money_line m ON {versions.TOTAL_LINE} WHERE p.fiscal_year = {YEAR}""",
    "scores": f"""SELECT min(max(f.computed_hundredths / 1000, 0), 9), count(*) {_PROJECTS}
      WHERE p.fiscal_year = {YEAR} AND f.state <> 'draft' AND f.computed_hundredths IS NOT NULL GROUP BY 1""",
    "missing": f"""SELECT p.id, p.name, p.office_id, {_STANDS}, {versions.BUDGET} {_PROJECTS}
      WHERE p.fiscal_year = {YEAR} AND coalesce(f.state, 'draft') = 'draft'""",
}


SCREENS = ("coverage", "execution", "scores", "missing")


# ---- data ----------------------------------------------------------------------------------------------------------


def prepare(work: Path) -> None:
    """Both sizes, each in a data folder of its own."""
    for name, size in SIZES.items():
        home = work / name
        DataFolder(home).prepare()
        path = DataFolder(home).database
        Database.open(path).close()
        connection = sqlite3.connect(path)
        with connection:
            _fill(connection, *size)
            connection.execute("INSERT INTO setting (id, value) VALUES (?, ?)", (settings.OFFICE, "o-53"))
        connection.execute("ANALYZE")
        connection.close()


def _paths(prefectures: int, counties: int, offices: int) -> list[str]:
    found = [OWN, *(f"{OWN}-{number:02}" for number in range(prefectures))]
    above = [f"{OWN}-{number % prefectures:02}-{number:03}" for number in range(counties)]
    below = [f"{above[number % counties]}-d{number:04}" for number in range(offices - counties)]
    return [*found, *above, *below]


def _fill(
    connection: sqlite3.Connection, prefectures: int, counties: int, offices: int, projects: int
) -> None:
    draw = random.Random(5)
    paths = _paths(prefectures, counties, offices)
    levels = {0: "province", 1: "prefecture", 2: "county", 3: "unit"}
    known = set(paths)
    connection.executemany(
        "INSERT INTO office (id, path, name, level, parent_id) VALUES (?, ?, ?, ?, ?)",
        [
            (
                f"o-{path}",
                path,
                f"单位{path}",
                levels[path.count("-")],
                f"o-{path.rpartition('-')[0]}" if path.rpartition("-")[0] in known else None,
            )
            for path in paths
        ],
    )
    owners = [f"o-{path}" for path in paths if path.count("-") > 1]
    rows = [(f"p{n}", draw.choice(owners)) for n in range(projects)]
    connection.executemany(
        "INSERT INTO project (id, office_id, fiscal_year, name, tier, sector) VALUES (?, ?, ?, ?, ?, ?)",
        [
            (
                key,
                owner,
                YEAR,
                f"项目{key}",
                draw.choice(("本级", "上级下达")),
                draw.choice(("教育", "卫生", "农业")),
            )
            for key, owner in rows
        ],
    )
    connection.executemany(
        "INSERT INTO budget_version (id, project_id, stage, amount_fen) VALUES (?, ?, 'revised', ?)",
        [(f"b{key}", key, draw.randrange(10**6, 10**9)) for key, _ in rows],
    )
    states = ("finished", "sealed", "approved", "draft")
    connection.executemany(
        """INSERT INTO filing (id, office_id, project_id, form, year, state, computed_hundredths, computed_grade)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
        [
            (
                f"f{key}",
                owner,
                key,
                FORM.value,
                YEAR,
                draw.choice(states),
                draw.randrange(4_000, 10_001),
                draw.choice("优良中差"),
            )
            for key, owner in rows
            if draw.random() < 0.9
        ],
    )
    filed = [key for (key,) in connection.execute("SELECT id FROM filing ORDER BY rowid")]
    connection.executemany(
        "INSERT INTO money_line (id, filing_id, money_key, revised_budget_fen, executed_fen) VALUES (?, ?, 'total', ?, ?)",
        [(f"m{key}", key, 10**8, draw.randrange(10**8)) for key in filed],
    )
    connection.executemany(
        """INSERT INTO indicator_line (id, filing_id, position, name, target_text, actual_text, weight, effective_hundredths)
        VALUES (?, ?, ?, ?, '100', '98', '9', ?)""",
        _lines(filed, draw),
    )


def _lines(filed: list[str], draw: random.Random) -> Iterator[tuple[str, str, int, str, int]]:
    for key in filed:
        for number in range(LINES):
            yield f"{key}-{number}", key, number, f"完成指标{number}", draw.randrange(500, 901)


# ---- cases ---------------------------------------------------------------------------------------------------------


def bare(size: str, screen: str, work: Path) -> float:
    """The floor of a screen."""
    connection = sqlite3.connect(DataFolder(work / size).database)
    connection.execute(
        BARE["scores"]
    ).fetchall()  # the file is in the cache of the system, as it is for the product
    started = floors.now()
    if screen in ("scores", "missing"):
        connection.execute(_COUNTED).fetchall()  # who has handed in stands above these screens too
    if screen == "execution" and size == "prefecture":
        connection.execute(BARE["spots"]).fetchall()  # the chart has a spot for each project
    connection.execute(BARE[screen]).fetchall()
    spent = floors.now() - started
    connection.close()
    return spent


def shown(size: str, screen: str, work: Path, *, by: By = By.OFFICE, below: bool = False) -> float:
    """Everything that the page reads for a screen, of the whole desk or of one county."""
    with Workspace.open(work / size, check=False) as workspace:
        wanted = {
            "coverage": Sums.BUDGET,
            "execution": Sums.EXECUTION | Sums.SCORES | Sums.POINTS,
            "scores": Sums.SCORES,
        }
        first = rolled_up(workspace, Wanted(year=YEAR, stage=STAGE, sums=Sums.SCORES))
        county = next(one for one in first.forest.offices.values() if one.level.value == "county")
        office_id = county.id if below else ""
        started = floors.now()
        answer = rolled_up(
            workspace,
            Wanted(year=YEAR, stage=STAGE, office_id=office_id, by=by, sums=wanted.get(screen, Sums.NONE)),
        )
        assert answer.figures
        if screen == "missing":
            items_of(workspace, answer, handed=OUTSTANDING, sums=Sums.BUDGET)
        if screen == "scores":
            counts = score_bands(workspace, answer, width=BAND, bands=BANDS)
            bands_counted(answer.basis, counts, answer.whole)
        if screen == "execution" and answer.whole.due < DRAWN_SINGLY:
            achievement_figures(filter_of(answer.basis), chart_projects(items_of(workspace, answer)))
        return floors.now() - started


def _cases() -> Iterator[floors.Case]:
    for size in SIZES:
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
        coverage = f"{size}, coverage: bare SQL"
        for by in (By.GRADE, By.TIER):
            yield floors.Case(
                name=f"{size}, coverage by {by.value}",
                run=lambda work, s=size, b=by: shown(s, "coverage", work, by=b),
                against=coverage,
            )
        yield floors.Case(
            name=f"{size}, execution of one county",
            run=lambda work, s=size: shown(s, "execution", work, below=True),
            against=f"{size}, execution: bare SQL",
        )


CASES = list(_cases())


if __name__ == "__main__":
    floors.main(__file__, "Roll-up", CASES, prepare=prepare)
