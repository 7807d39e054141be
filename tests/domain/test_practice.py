"""The practice county: counts, sums, invented names, and the same values on every machine."""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
import tomllib
from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from jxdesk.domain.checks.check import check
from jxdesk.domain.findings import Finding, has_errors
from jxdesk.domain.practice import Plan, PracticeCounty, Scale, build, read_plan
from jxdesk.domain.practice.county import build_offices
from jxdesk.domain.practice.draw import Draw, apportion
from jxdesk.domain.practice.filings import fill_perfect
from jxdesk.domain.practice.mistakes import MISTAKES, Mistake
from jxdesk.domain.practice.projects import Undertaking, build_projects
from jxdesk.domain.records.filings import FilingContent, FilingState, Form, MoneyKey
from jxdesk.domain.records.offices import OfficeLevel, covers
from jxdesk.domain.records.projects import BudgetBook, BudgetStage, Project
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.scoring.score import score
from jxdesk.domain.templates.form import FormTemplate
from jxdesk.domain.values.credit_codes import check_credit_code

RESOURCES = Path(__file__).parents[2] / "resources"


@cache
def plan() -> Plan:
    county, projects, year = (
        tomllib.loads((RESOURCES / "demo" / name).read_text(encoding="utf-8"), parse_float=Decimal)
        for name in ("county.toml", "projects.toml", "year.toml")
    )
    return read_plan(county, projects, year)


@cache
def templates() -> dict[str, FormTemplate]:
    declared = [
        tomllib.loads(path.read_text(encoding="utf-8")) for path in (RESOURCES / "forms").glob("*.toml")
    ]
    return {template.id: template for template in map(FormTemplate.from_mapping, declared)}


@cache
def county(scale: Scale) -> PracticeCounty:
    return build(plan(), scale, templates=templates(), rules=rules())


def amount(project: Project, stage: BudgetStage) -> int:
    return sum(version.amount_fen for version in project.budgets if version.stage is stage)


@pytest.mark.parametrize(
    ("scale", "offices", "projects"),
    [(Scale.SMALL, 12, 24), (Scale.WUDING, 96, 99), (Scale.YUXI, 580, 5326)],
)
def test_a_scale_has_exactly_its_offices_and_projects(scale: Scale, offices: int, projects: int) -> None:
    made = county(scale)
    assert len(made.offices) == len({office.path for office in made.offices}) == offices
    assert [len(year.projects) for year in made.years] == [projects, projects]
    assert len({project.id for year in made.years for project in year.projects}) == 2 * projects


def test_wuding_has_11_towns_and_85_departments_with_99_projects_of_14724_21_wan() -> None:
    made = county(Scale.WUDING)
    assert sum(office.level is OfficeLevel.TOWNSHIP for office in made.offices) == 11
    assert sum(office.is_department for office in made.offices) == 85
    for year in made.years:
        for stage in (BudgetStage.ORIGINAL, BudgetStage.REVISED):
            assert sum(amount(project, stage) for project in year.projects) == 14_724_210_000


def test_yuxi_is_nine_counties_under_one_prefecture() -> None:
    made = county(Scale.YUXI)
    levels = Counter(office.level for office in made.offices)
    assert levels[OfficeLevel.PREFECTURE] == 1
    assert levels[OfficeLevel.COUNTY] == 9
    assert levels[OfficeLevel.TOWNSHIP] == 75


@pytest.mark.parametrize("scale", Scale)
def test_every_office_lies_under_the_one_that_keeps_the_data_folder(scale: Scale) -> None:
    made = county(scale)
    ids = {office.id for office in made.offices}
    assert all(covers(made.home.path, office.path) for office in made.offices)
    assert all(office.parent_id in ids for office in made.offices[1:])
    assert all(not check_credit_code(office.credit_code) for office in made.offices)


@pytest.mark.parametrize("scale", Scale)
def test_no_name_of_a_real_region_of_yunnan_appears_anywhere(scale: Scale) -> None:
    with (RESOURCES / "regions.csv").open(encoding="utf-8", newline="") as file:
        real = {row["name"] for row in csv.DictReader(file)}
    made = county(scale)
    words = {office.name for office in made.offices}
    words |= {text for year in made.years for item in year.projects for text in (item.name, item.leader)}
    everything = "\n".join(sorted(words))
    assert [name for name in sorted(real) if name in everything] == []
    assert {item.leader for year in made.years for item in year.projects} == {"项目负责人（练习）"}
    assert all(not item.phone for year in made.years for item in year.projects)


def test_codes_belong_to_no_real_region() -> None:
    with (RESOURCES / "regions.csv").open(encoding="utf-8", newline="") as file:
        real = {row["code"][:6] for row in csv.DictReader(file) if len(row["code"]) >= 6}
    for scale in Scale:
        assert {office.region_code[:6] for office in county(scale).offices} & real == set()


@pytest.mark.parametrize("scale", Scale)
def test_project_codes_have_21_characters_and_names_come_once_an_office(scale: Scale) -> None:
    for year in county(scale).years:
        codes = [project.code for project in year.projects]
        assert len(set(codes)) == len(codes)
        assert all(re.fullmatch(r"[0-9]{8}[0-9A-Z][0-9]{12}", code) for code in codes)
        assert max(Counter((item.office_id, item.name) for item in year.projects).values()) == 1


@pytest.mark.parametrize("scale", Scale)
def test_the_sources_of_a_budget_add_up_to_it_and_its_versions_explain_each_other(scale: Scale) -> None:
    for year in county(scale).years:
        for project in year.projects:
            revised = amount(project, BudgetStage.REVISED)
            assert revised > 0
            assert sum(line.amount_fen for line in project.funding) == revised
            adjusted = amount(project, BudgetStage.ADJUSTED)
            assert amount(project, BudgetStage.ORIGINAL) + adjusted == revised
            assert amount(project, BudgetStage.REQUESTED) >= amount(project, BudgetStage.REVIEWED)


def test_wuding_and_yuxi_use_all_four_budgets() -> None:
    for scale in (Scale.WUDING, Scale.YUXI):
        books = {line.book for year in county(scale).years for item in year.projects for line in item.funding}
        assert books == set(BudgetBook)


@pytest.mark.parametrize("scale", Scale)
def test_the_finished_year_has_one_finished_self_evaluation_for_each_project(scale: Scale) -> None:
    finished = county(scale).years[0]
    evaluations = [one for one in finished.filings if one.content.form is Form.PROJECT_SELF_EVALUATION]
    assert [filing.project_id for filing in evaluations] == [project.id for project in finished.projects]
    assert {filing.state for filing in evaluations} == {FilingState.FINISHED}
    for filing, project in zip(evaluations, finished.projects, strict=True):
        total = filing.content.total_line
        assert total is not None
        assert total.revised_budget_fen == amount(project, BudgetStage.REVISED)
        assert total.original_budget_fen == amount(project, BudgetStage.ORIGINAL)
        parts = [line for line in filing.content.money_lines if line.key is not MoneyKey.TOTAL]
        assert sum(line.executed_fen or 0 for line in parts) in {total.executed_fen, 0}
        assert sum(line.weight or 0 for line in filing.content.indicator_lines) == 90
        assert all("{" not in text for text in filing.content.answers.values())


def test_the_year_under_way_has_finished_begun_and_absent_self_evaluations() -> None:
    under_way = county(Scale.SMALL).years[1]
    evaluations = [one for one in under_way.filings if one.content.form is Form.PROJECT_SELF_EVALUATION]
    states = Counter(filing.state for filing in evaluations)
    assert states[FilingState.FINISHED] >= 6
    assert states[FilingState.DRAFT] >= 10
    assert len(evaluations) < len(under_way.projects)


def test_every_office_with_projects_has_a_target_whose_tasks_carry_them_all() -> None:
    for year in county(Scale.WUDING).years:
        projects = {project.id: project for project in year.projects}
        targets = [one for one in year.filings if one.content.form is Form.DEPARTMENT_TARGET]
        assert {one.office_id for one in targets} == {project.office_id for project in year.projects}
        spoilt = {one.filing_id for one in year.seeded}
        sound = [one for one in targets if one.id not in spoilt]
        assert len(sound) > len(targets) - 4
        for filing in sound:
            own = [project.id for project in year.projects if project.office_id == filing.office_id]
            hung = [one for line in filing.content.task_lines for one in line.project_ids]
            assert sorted(hung) == sorted(own)
            total = filing.content.total_line
            assert total is not None
            added = sum(line.budget_fen or 0 for line in filing.content.task_lines)
            assert added == total.original_budget_fen
            for line in filing.content.task_lines:
                budgets = [amount(projects[one], BudgetStage.ORIGINAL) for one in line.project_ids]
                assert sum(fen or 0 for fen in budgets) <= (line.budget_fen or 0)


def test_the_finished_year_has_evaluations_of_offices_that_agree_with_their_projects() -> None:
    finished = county(Scale.WUDING).years[0]
    pack = rules()
    spent = {one.project_id: one.content.total_line for one in finished.filings if one.project_id}
    found = [one for one in finished.filings if one.content.form is Form.DEPARTMENT_SELF_EVALUATION]
    assert len(found) == len({project.office_id for project in finished.projects})
    for filing in found:
        content = filing.content
        rows = {line.key: line for line in content.money_lines}
        own = [spent[one] for line in content.task_lines for one in line.project_ids]
        assert rows[MoneyKey.PROJECTS].executed_fen == sum(
            line.executed_fen or 0 for line in own if line is not None
        )
        scorecard = score(content, pack)
        assert scorecard.weights_total == 100
        assert scorecard.grade


def test_several_families_of_forms_are_filed() -> None:
    used = {filing.content.template_id for year in county(Scale.WUDING).years for filing in year.filings}
    assert {"yunnan-public14-2022", "national-2020", "poverty-alleviation-2023"} <= used


def test_the_same_values_come_out_in_every_process() -> None:
    program = (
        "import hashlib, sys; sys.path.insert(0, sys.argv[1]); import test_practice as t;"
        "print(hashlib.sha256(repr(t.county(t.Scale.SMALL)).encode()).hexdigest())"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", program, str(Path(__file__).parent)],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(answers) == 1


def test_cutting_by_weight_loses_nothing() -> None:
    assert apportion(10, [1, 1, 1]) == [4, 3, 3]
    assert sum(apportion(1_472_421, [3, 5, 7, 11])) == 1_472_421


@cache
def rules() -> RulePack:
    declared = tomllib.loads((RESOURCES / "rules" / "yunnan-2020.toml").read_text(encoding="utf-8"))
    return RulePack.from_mapping(declared)


def found(content: FilingContent) -> tuple[Finding, ...]:
    return check(content, score(content, rules()), rules(), templates()[content.template_id])


@pytest.mark.parametrize("scale", [Scale.SMALL, Scale.WUDING])
def test_nothing_is_found_in_the_finished_year_and_no_error_in_what_is_finished(scale: Scale) -> None:
    finished, under_way = county(scale).years
    assert [finding for filing in finished.filings for finding in found(filing.content)] == []
    done = [filing for filing in under_way.filings if filing.state is FilingState.FINISHED]
    assert not has_errors(finding for filing in done for finding in found(filing.content))


def test_the_finished_year_has_good_and_less_good_projects() -> None:
    grades = {score(filing.content, rules()).grade for filing in county(Scale.WUDING).years[0].filings}
    assert {"优", "良", "中"} <= grades


@pytest.mark.parametrize("mistake", MISTAKES, ids=[mistake.make.__name__ for mistake in MISTAKES])
def test_each_mistake_is_found_by_its_code_in_every_kind_of_form(mistake: Mistake) -> None:
    size = plan().sizes[Scale.WUDING]
    seats = build_offices(plan(), size)
    by_form: dict[str, Undertaking] = {}
    for item in build_projects(plan(), size, seats, plan().open_year):
        by_form.setdefault(item.kind.template_id, item)
    assert len(by_form) >= 3
    for template_id, item in by_form.items():
        sound = fill_perfect(item, plan(), templates()[template_id], "yunnan-2020")
        assert found(sound) == ()
        codes = {finding.code for finding in found(mistake.make(sound, Draw(mistake.code)))}
        assert mistake.code in codes


def test_the_smallest_scale_holds_nearly_every_mistake() -> None:
    codes = {
        finding.code for filing in county(Scale.SMALL).years[1].filings for finding in found(filing.content)
    }
    assert len({mistake.code for mistake in MISTAKES} - codes) <= 1
