"""The roll-up in SQL is held against the same sums taken of values, over the practice county with drawn standings and money."""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

import pytest

from jxdesk.actions.demo import make_practice_county
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.practice import Scale
from jxdesk.domain.records.budgets import revised_budget
from jxdesk.domain.records.filing_versions import each_in_force
from jxdesk.domain.records.filings import Filing, Form
from jxdesk.domain.records.offices import Office
from jxdesk.domain.records.projects import BudgetBook, FundingLine, Project
from jxdesk.domain.records.stages import YearStage
from jxdesk.domain.road.standings import Desk, Standing, Whereabouts, standing_of
from jxdesk.domain.rollup.grouping import By, by_key
from jxdesk.domain.rollup.handed import DUE, HANDED_IN, OUTSTANDING, Handed, handed_of
from jxdesk.domain.rollup.tally import NAMES, NOTHING, Tally, total
from jxdesk.store.records import filings, offices, projects, standings
from jxdesk.store.records.standings import FilingStanding
from jxdesk.store.views import rollup
from jxdesk.store.views.rollup_sql import Asked, Sums

YEAR = 2025
STAGE = YearStage(form=Form.PROJECT_SELF_EVALUATION)


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The small practice county, its filings put into every standing, its money into several sources, its offices partly exempt."""
    home = tmp_path_factory.mktemp("county") / "home"
    make_practice_county(home, Scale.SMALL)
    with Workspace.open_existing(home) as workspace:
        workspace.transact(_mix_up, errand="test")
        yield workspace


def _mix_up(tx: rollup.Transaction) -> None:
    dice = random.Random(7)
    of_form = filings.of_year(tx, YEAR, form=STAGE.form)
    standings.put_many(
        tx,
        [
            FilingStanding(
                filing_id=filing.id,
                where=Whereabouts(desk=Desk.REVIEWING, standing=standing, round=1),
                package_id="p1" if number % 2 else "p2",
            )
            for number, (filing, standing) in enumerate(zip(of_form, Standing, strict=False))
        ],
    )
    tx.execute("INSERT INTO package_received (id, received_at) VALUES ('p1', '2026-04-01T09:00:00+08:00')")
    tx.execute("INSERT INTO package_received (id, received_at) VALUES ('p2', '2026-03-31T23:00:00+08:00')")
    for project in projects.of_year(tx, YEAR):
        lines = tuple(
            FundingLine(source=source, book=book, amount_fen=dice.randrange(1, 10**9))
            for source, book in (
                ("本级财力", BudgetBook.GENERAL),
                ("专项债券", BudgetBook.GOVERNMENT_FUNDS),
                ("", BudgetBook.OUTSIDE),
            )
            if dice.random() < 0.5
        )
        projects.save(tx, replace(project, funding=lines, tier=dice.choice(("本级", "上级下达", ""))))
    last = projects.of_year(tx, YEAR)[-1]
    tx.execute("DELETE FROM budget_version WHERE project_id = ?", (last.id,))
    office = offices.all_offices(tx)[-1]
    projects.add(tx, Project(id="c" * 32, office_id=office.id, fiscal_year=YEAR, is_classified=True))
    projects.add(tx, Project(id="d" * 32, office_id=office.id, fiscal_year=YEAR, name="没有表的项目"))
    gone = Project(
        id="e" * 32, office_id=office.id, fiscal_year=YEAR, name="撤销的", withdrawn_on=dt.date(2025, 5, 1)
    )
    projects.add(tx, gone)
    tx.execute("UPDATE office SET is_exempt = 1 WHERE id = ?", (office.id,))


def by_hand(tx: rollup.Transaction) -> list[tuple[Project, Filing | None, Tally]]:
    """Each project with what it adds, taken of values."""
    in_force = {one.project_id: one for one in each_in_force(filings.of_year(tx, YEAR, form=STAGE.form))}
    exempt = {one.id for one in offices.all_offices(tx) if one.is_exempt}
    known = standings.get_many(tx, [one.id for one in in_force.values()])
    found = []
    for project in projects.of_year(tx, YEAR):
        if project.withdrawn_on is not None:
            continue
        filing = in_force.get(project.id)
        if project.is_classified:
            handed = Handed.CLASSIFIED
        elif filing is None:
            handed = Handed.EXEMPT if project.office_id in exempt else Handed.MISSING
        else:
            where = known[filing.id].where.standing if filing.id in known else standing_of(filing.state)
            handed = handed_of(where)
        found.append(
            (project, filing, _tally(tx, project, filing, handed, known.get(filing.id if filing else "")))
        )
    return found


def _tally(
    tx: rollup.Transaction,
    project: Project,
    filing: Filing | None,
    handed: Handed,
    standing: FilingStanding | None,
) -> Tally:
    numbers = dict.fromkeys(NAMES, 0) | {handed.value: 1}
    budget = revised_budget(project.budgets)
    if handed in DUE:
        numbers["budget_fen"] = budget or 0
        numbers["without_budget"] = int(budget is None)
    if filing is not None and handed in HANDED_IN:
        numbers["late"] = int(standing is not None and standing.package_id == "p1")
        line = filing.content.total_line
        assert line is not None
        if line.executed_fen is not None and line.revised_budget_fen is not None:
            numbers |= {
                "executed_fen": line.executed_fen,
                "base_fen": line.revised_budget_fen,
                "with_rate": 1,
            }
        score, lines = (
            tx.value("SELECT computed_hundredths FROM filing WHERE id = ?", (filing.id,)),
            filing.content.indicator_lines,
        )
        if score is not None and filing.state.value != "draft":
            effective = dict(
                tx.query(
                    "SELECT id, effective_hundredths FROM indicator_line WHERE filing_id = ?", (filing.id,)
                )
            )
            weighed = [(effective[one.id], one.weight) for one in lines]
            numbers["scored"] = numbers["with_points"] = 1
            numbers["reached_hundredths"] = sum(e for e, w in weighed if e is not None and w is not None)
            numbers["points_hundredths"] = sum(
                int(w * 100) for e, w in weighed if e is not None and w is not None
            )
    return Tally(**numbers)


def asked(scope: str = "", due_on: dt.date | None = dt.date(2026, 3, 31)) -> Asked:
    return Asked(year=YEAR, stage=STAGE, scope=scope, due_on=due_on)


def test_every_office_has_in_sql_what_it_has_by_hand(county: Workspace) -> None:
    def job(tx: rollup.Transaction) -> None:
        expected: dict[str, Tally] = defaultdict(lambda: NOTHING)
        for project, _, tally in by_hand(tx):
            expected[project.office_id] += tally
        found = {office: tally for office, word, tally in rollup.cells(tx, asked()) if word == ""}
        assert found == dict(expected)
        whole = total(found.values())
        assert {handed for handed in Handed if whole.count(handed)} == set(Handed)
        assert whole.late > 0
        assert whole.without_budget > 0

    county.read(job)


@pytest.mark.parametrize("by", list(By))
def test_however_it_is_divided_the_parts_make_the_whole(county: Workspace, by: By) -> None:
    def job(tx: rollup.Transaction) -> None:
        whole = total(tally for _, _, tally in rollup.cells(tx, asked()))
        parts = by_key(rollup.cells(tx, asked(), by))
        found = total(parts.values())
        assert found.budget_fen == whole.budget_fen
        if by in (By.BUDGET, By.SOURCE):
            assert len(parts) > 2
        else:
            assert found == whole

    county.read(job)


def test_a_source_has_what_the_projects_name_and_the_rest_is_a_part_of_its_own(county: Workspace) -> None:
    def job(tx: rollup.Transaction) -> None:
        expected: dict[str, int] = defaultdict(int)
        for project, _, tally in by_hand(tx):
            budget = revised_budget(project.budgets)
            if tally.due and budget is not None:
                for line in project.funding:
                    expected[line.source] += line.amount_fen
                expected[""] += budget - sum(line.amount_fen for line in project.funding)
        parts = by_key(rollup.cells(tx, asked(), By.SOURCE))
        assert {word: tally.budget_fen for word, tally in parts.items()} == dict(expected)

    county.read(job)


@pytest.mark.parametrize("by", list(By))
def test_the_things_behind_a_part_are_as_many_as_it_counts(county: Workspace, by: By) -> None:
    def job(tx: rollup.Transaction) -> None:
        for word, tally in by_key(rollup.cells(tx, asked(), by)).items():
            behind = rollup.items(tx, asked(), by=by, word=word)
            assert len(behind) == tally.everything, word
            assert sum(one.handed in OUTSTANDING for one in behind) == sum(map(tally.count, OUTSTANDING))

    county.read(job)


def test_an_office_is_rolled_up_with_what_is_below_it_and_with_nobody_else(county: Workspace) -> None:
    def job(tx: rollup.Transaction) -> None:
        everybody = {one.id: one for one in offices.all_offices(tx)}
        for office in everybody.values():
            cells = rollup.cells(tx, asked(office.path))
            assert all(_is_below(everybody[office_id], office) for office_id, _, _ in cells)
            whole = [
                tally for key, _, tally in rollup.cells(tx, asked()) if _is_below(everybody[key], office)
            ]
            assert total(tally for _, _, tally in cells) == total(whole)
            own = rollup.items(tx, asked(office.path), own_only=True)
            assert {one.office_id for one in own} <= {office.id}

    county.read(job)


def _is_below(one: Office, other: Office) -> bool:
    return one.path == other.path or one.path.startswith(f"{other.path}-")


def test_what_is_not_asked_for_is_not_added_up(county: Workspace) -> None:
    def job(tx: rollup.Transaction) -> None:
        counts = total(tally for _, _, tally in rollup.cells(tx, asked(), sums=Sums.NONE))
        whole = total(tally for _, _, tally in rollup.cells(tx, asked()))
        assert [counts.count(one) for one in Handed] == [whole.count(one) for one in Handed]
        assert (counts.budget_fen, counts.executed_fen, counts.scored) == (0, 0, 0)

    county.read(job)


def test_grades_are_told_apart_whatever_is_added_up(county: Workspace) -> None:
    def job(tx: rollup.Transaction) -> None:
        few = by_key(rollup.cells(tx, asked(), By.GRADE, Sums.NONE))
        assert {word: one.due for word, one in few.items()} == {
            word: one.due for word, one in by_key(rollup.cells(tx, asked(), By.GRADE)).items()
        }
        assert len(few) > 1

    county.read(job)


def test_nothing_is_late_where_nobody_set_a_day(county: Workspace) -> None:
    cells = county.read(lambda tx: rollup.cells(tx, asked(due_on=None)))
    assert total(tally for _, _, tally in cells).late == 0


def test_bands_of_scores_count_what_is_scored(county: Workspace) -> None:
    def job(tx: rollup.Transaction) -> None:
        bands = rollup.score_bands(tx, asked(), 1_000, 10)
        whole = total(tally for _, _, tally in rollup.cells(tx, asked()))
        assert sum(bands.values()) == whole.scored
        for band, count in bands.items():
            low, high = band * 1_000, (band + 1) * 1_000 if band < 9 else 10**9
            assert len(rollup.items(tx, asked(), scores=(low, high))) == count

    county.read(job)


def test_offices_as_a_whole_are_due_once_each_and_units_below_a_unit_are_not(county: Workspace) -> None:
    def job(tx: rollup.Transaction) -> tuple[int, int]:
        found = rollup.cells(tx, Asked(year=YEAR, stage=YearStage(form=Form.DEPARTMENT_SELF_EVALUATION)))
        return total(tally for _, _, tally in found).everything, len(offices.all_offices(tx))

    everything, count = county.read(job)
    assert everything == count
    unit = next(one for one in county.read(offices.all_offices) if one.level.value == "unit")
    below = replace(unit, id="f" * 32, path=f"{unit.path}-001", parent_id=unit.id, name="下属单位")
    county.transact(lambda tx: offices.add_many(tx, [below]), errand="test")
    assert county.read(job) == (everything, count + 1)
