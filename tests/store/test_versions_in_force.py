"""The version in force: SQL and the domain name the same one over drawn histories, and every view shows that one."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from jxdesk.domain.records.budgets import revised_budget
from jxdesk.domain.records.filing_versions import each_in_force, form_in_force
from jxdesk.domain.records.filings import Filing, FilingState, Form
from jxdesk.domain.reports.chart_figures import ChartFilter, grade_figures
from jxdesk.store.engine.database import Database, Transaction
from jxdesk.store.records import filings, projects
from jxdesk.store.shipped.forms import DEFAULT_RULE_PACK, rule_packs
from jxdesk.store.views import (
    chart_rows,
    deadlines,
    finding_screens,
    first_page,
    monitoring,
    project_sheet,
    screens,
    year_screens,
)
from jxdesk.store.views.list_stages import SELF_EVALUATION, TARGET, ListStage

YEAR = 2026
PROJECTS = ("p1", "p2", "p3", "p4")
OFFICES = ("o1", "o2")
STAGES = (TARGET, ListStage("project_monitoring", 7), ListStage("project_monitoring", 10), SELF_EVALUATION)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """Two offices and four projects, of which one was withdrawn; no filing yet."""
    with Database.open(tmp_path / "jxdesk.db") as opened:
        opened.run(_found)
        yield opened


def _found(tx: Transaction) -> None:
    for key in OFFICES:
        tx.execute(
            "INSERT INTO office (id, path, name) VALUES (?, ?, ?)", (key, f"53-23-{key[1]}", f"单位{key}")
        )
    for key in PROJECTS:
        tx.execute(
            "INSERT INTO project (id, office_id, fiscal_year, name, project_class, withdrawn_on)"
            " VALUES (?, 'o1', ?, ?, 'specific', ?)",
            (key, YEAR, f"项目{key}", "2026-06-01" if key == "p4" else ""),
        )


def _draw(tx: Transaction, dice: random.Random) -> None:
    """Forty turns: a form is begun, begun a second time, handed in, approved, or asked to be adjusted and that approved or not."""
    for order in range(40):
        owner = dice.choice((*PROJECTS, *OFFICES))
        if owner in OFFICES:
            form, period = dice.choice((("department_target", None), ("department_self_evaluation", None)))
        else:
            form, period = dice.choice(STAGES)
        # Identities are random, so that nothing can go by their order.
        key = f"{dice.getrandbits(64):016x}-{order}"
        replaces = ""
        approved = tx.query(
            "SELECT id FROM filing WHERE coalesce(project_id, office_id) = ? AND form = ? AND period IS ? AND state = 'approved'",
            (owner, form, period),
        )
        if approved and dice.random() < 0.7:
            replaces = dice.choice(approved)[0]
        tx.execute(
            "INSERT INTO filing (id, office_id, project_id, project_name, form, money_unit, year, period, state, replaces_id,"
            " computed_hundredths, computed_grade, error_count, warning_count) VALUES (?, ?, ?, ?, ?, '元', ?, ?, ?, ?, ?, ?, ?, 0)",
            (
                key,
                owner if owner in OFFICES else "o1",
                None if owner in OFFICES else owner,
                dice.choice(("老名字", "新名字", "又改了名")),
                form,
                YEAR,
                period,
                dice.choice([one.value for one in FilingState]),
                replaces,
                dice.choice((None, 9_500, 7_000)),
                dice.choice(("优", "中")),
                dice.choice((0, 1)),
            ),
        )
        tx.execute("UPDATE filing SET computed_grade = '' WHERE computed_hundredths IS NULL")
        tx.execute(
            "INSERT INTO money_line (id, filing_id, money_key, executed_fen, revised_budget_fen) VALUES (?, ?, 'total', ?, 100)",
            (f"m{key}", key, dice.randrange(100)),
        )
    for number in range(12):
        tx.execute(
            "INSERT INTO budget_version (id, project_id, position, stage, amount_fen) VALUES (?, ?, ?, ?, ?)",
            (
                f"b{number}",
                dice.choice(PROJECTS),
                number,
                dice.choice(("original", "revised", "adjusted")),
                dice.randrange(-50, 900),
            ),
        )


def _of_projects(tx: Transaction) -> dict[str, tuple[Filing, ...]]:
    return {key: filings.of_project(tx, key) for key in PROJECTS}


def _wanted(found: dict[str, tuple[Filing, ...]], stage: ListStage) -> dict[str, Filing | None]:
    """What the domain says is in force of a stage, by project."""
    return {key: form_in_force(of_it, Form(stage.form), stage.period) for key, of_it in found.items()}


@pytest.mark.parametrize("seed", range(40))
def test_every_view_shows_the_version_that_the_domain_names(database: Database, seed: int) -> None:
    def job(tx: Transaction) -> None:
        _draw(tx, random.Random(seed))
        found = _of_projects(tx)
        for stage in STAGES:
            wanted = _wanted(found, stage)
            form, ids = Form(stage.form), {key: one.id if one else None for key, one in wanted.items()}
            project_sheet.bring_sheet_up(tx, stage)
            rows = screens.project_rows(tx, screens.ProjectQuery(year=YEAR, sort="name"))
            assert {cells[1]: cells[16] for cells in screens.project_block(tx, rows, stage)} == ids
            states = Counter(one.state.value if one else "none" for one in wanted.values())
            counts = screens.state_counts(tx, YEAR)
            assert {key: counts[key] for key in states} == states
            listed = year_screens.filings_of_task(tx, form, YEAR, stage.period)
            assert {cells[1]: cells[0] for cells in listed} == {key: one for key, one in ids.items() if one}
            sent = sum(
                one is not None and one.state in (FilingState.SEALED, FilingState.APPROVED)
                for one in wanted.values()
            )
            assert deadlines.unsent(tx, YEAR, form, stage.period) == (len(PROJECTS) - sent, len(PROJECTS))
            if form is Form.PROJECT_MONITORING and stage.period is not None:
                shown = {row.project_id: row.filing_id for row in monitoring.rows_of(tx, YEAR, stage.period)}
                assert shown == {key: ids[key] or "" for key in PROJECTS if key != "p4"}
                assert monitoring.filing_ids(tx, YEAR, stage.period, PROJECTS) == {
                    key: one for key, one in ids.items() if one
                }

    database.run(job)


@pytest.mark.parametrize("seed", range(40, 60))
def test_counts_and_searches_know_one_version_of_each_form(database: Database, seed: int) -> None:
    def job(tx: Transaction) -> None:
        _draw(tx, random.Random(seed))
        everything = each_in_force(filings.of_year(tx, YEAR))
        begun = Counter((one.content.form.value, one.content.period) for one in everything if one.project_id)
        assert {
            (form, period): count for form, period, count, *_ in year_screens.stage_counts(tx, YEAR)
        } == begun
        by_state = Counter(
            (one.content.form.value, one.content.period, one.state.value) for one in everything
        )
        assert {tuple(cells[:3]): cells[3] for cells in year_screens.task_counts(tx, YEAR)} == by_state
        assert {cells[0] for cells in finding_screens.filings_of_projects(tx, PROJECTS)} == {
            one.id for one in everything if one.project_id
        }
        for form in (Form.DEPARTMENT_TARGET, Form.DEPARTMENT_SELF_EVALUATION):
            wanted = {one.office_id: one.id for one in everything if one.content.form is form}
            assert {cells[1]: cells[0] for cells in year_screens.of_offices(tx, form, YEAR)} == wanted

    database.run(job)


@pytest.mark.parametrize("seed", range(60, 80))
def test_the_first_page_and_the_charts_count_the_same_grades(database: Database, seed: int) -> None:
    def job(tx: Transaction) -> None:
        _draw(tx, random.Random(seed))
        wanted = Counter[str]()
        by_id = {one.id: one for one in projects.of_year(tx, YEAR)}
        for key, one in _wanted(_of_projects(tx), SELF_EVALUATION).items():
            if one is not None and one.state is not FilingState.DRAFT and by_id[key].withdrawn_on is None:
                wanted[tx.value("SELECT computed_grade FROM filing WHERE id = ?", (one.id,))] += 1
        glance = Counter[str]()
        for _, grade, count, *_ in first_page.year_glance(tx, YEAR):
            glance[grade] += count
        bands = grade_figures(
            ChartFilter(year=YEAR), chart_rows.projects_of(tx, YEAR), rule_packs()[DEFAULT_RULE_PACK].grades
        ).bands
        drawn = {band.label: band.count for band in bands if band.count}
        assert {grade: count for grade, count in glance.items() if grade} == drawn
        assert {grade: count for grade, count in wanted.items() if grade} == drawn

    database.run(job)


@pytest.mark.parametrize("seed", range(80, 100))
def test_lists_and_charts_know_the_budget_that_the_domain_names(database: Database, seed: int) -> None:
    def job(tx: Transaction) -> None:
        _draw(tx, random.Random(seed))
        tx.execute("DELETE FROM filing")
        wanted = {one.id: revised_budget(one.budgets) for one in projects.of_year(tx, YEAR)}
        rows = screens.project_rows(tx, screens.ProjectQuery(year=YEAR))
        assert {cells[1]: cells[7] for cells in screens.project_block(tx, rows)} == wanted
        drawn = {one.id: one.budget_fen for one in chart_rows.projects_of(tx, YEAR)}
        assert drawn == {key: amount for key, amount in wanted.items() if key != "p4"}

    database.run(job)


def put(tx: Transaction, key: str, state: str, *, name: str = "项目", replaces: str = "") -> None:
    """A target of the first project."""
    tx.execute(
        "INSERT INTO filing (id, office_id, project_id, project_name, form, money_unit, year, state, replaces_id)"
        " VALUES (?, 'o1', 'p1', ?, 'project_target', '元', ?, ?, ?)",
        (key, name, YEAR, state, replaces),
    )


def shown(tx: Transaction) -> str:
    """The target that the list shows."""
    rows = screens.project_rows(tx, screens.ProjectQuery(year=YEAR))
    cells = screens.project_block(tx, rows[:1], TARGET)[0]
    one = form_in_force(filings.of_project(tx, "p1"), Form.PROJECT_TARGET)
    assert one is not None
    assert one.id == cells[16]
    return one.id


def test_an_adjustment_that_is_only_asked_for_takes_no_place_until_it_is_approved(database: Database) -> None:
    def job(tx: Transaction) -> None:
        put(tx, "first", "approved")
        put(tx, "asked", "draft", replaces="first")
        assert shown(tx) == "first"
        tx.execute("UPDATE filing SET state = 'finished' WHERE id = 'asked'")
        assert shown(tx) == "first"
        tx.execute("UPDATE filing SET state = 'approved' WHERE id = 'asked'")
        assert shown(tx) == "asked"

    database.run(job)


def test_of_two_versions_the_one_that_came_last_counts_whatever_it_is_called(database: Database) -> None:
    def job(tx: Transaction) -> None:
        put(tx, "zz", "draft", name="乙项目")
        put(tx, "aa", "finished", name="甲项目")
        assert shown(tx) == "aa"

    database.run(job)


def steps(tx: Transaction, offices: int) -> int:
    """How many hundreds of SQLite's own steps it takes to name the targets in force of so many offices."""
    tx.execute("DELETE FROM filing")
    tx.executemany(
        "INSERT OR IGNORE INTO office (id, path, name) VALUES (?, ?, '部门')",
        [(f"d{n}", f"53-23-d{n:04d}") for n in range(offices)],
    )
    tx.executemany(
        "INSERT INTO filing (id, office_id, form, year, state) VALUES (?, ?, 'department_target', ?, 'approved')",
        [(f"t{n}", f"d{n}", YEAR) for n in range(offices)],
    )
    counted: list[None] = []
    connection = tx._connection
    connection.set_progress_handler(lambda: counted.append(None), 100)
    assert len(year_screens.of_offices(tx, Form.DEPARTMENT_TARGET, YEAR)) == offices
    connection.set_progress_handler(None, 0)
    return len(counted)


def test_an_office_is_not_compared_with_every_other_office(database: Database) -> None:
    few, many = database.run(lambda tx: (steps(tx, 100), steps(tx, 400)))
    assert many < 5 * few
