"""The practice county's year under way on disk: what is wrong on purpose is found, and nothing is found beside it."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import NamedTuple

import pytest

from jxdesk.actions import adjust, approve, first_todos, monitor
from jxdesk.actions.agree import agreement
from jxdesk.actions.checking import check_filings
from jxdesk.actions.demo import make_practice_county
from jxdesk.actions.judging import judge
from jxdesk.actions.month_todos import month_todos
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.monitoring.rows import MonitoringFilter
from jxdesk.domain.monitoring.standing import LightColour
from jxdesk.domain.practice import Plan, PracticeCounty, PracticeYear, Scale, build, read_plan
from jxdesk.domain.practice.county import build_offices
from jxdesk.domain.practice.draw import Draw
from jxdesk.domain.practice.filings import fill_perfect
from jxdesk.domain.practice.monitoring_mistakes import MONITORING_MISTAKES
from jxdesk.domain.practice.projects import build_projects
from jxdesk.domain.practice.target_mistakes import TARGET_MISTAKES
from jxdesk.domain.practice.targets import TEMPLATE as TARGET_TEMPLATE
from jxdesk.domain.practice.targets import target_of
from jxdesk.domain.records.filings import Filing, FilingState, Form
from jxdesk.shipped_files import resource
from jxdesk.store.records import filings, rectifications
from jxdesk.store.shipped.coach import shipped_sectors
from jxdesk.store.shipped.forms import DEFAULT_RULE_PACK, rule_packs, templates

FINISHED, OPEN = 2025, 2026
JULY = 7
NOT_SEEDED = ("project_self_evaluation",)
"""The mistakes in self-evaluations are named by their kinds, and held by their own tests."""


class Made(NamedTuple):
    """The county on disk and as it was built."""

    workspace: Workspace
    county: PracticeCounty

    @property
    def year(self) -> PracticeYear:
        """The year under way."""
        return self.county.years[1]

    @property
    def by_id(self) -> dict[str, Filing]:
        """The filings of the year under way."""
        return {filing.id: filing for filing in self.year.filings}


@cache
def practice_plan() -> Plan:
    """What the program ships of the practice county."""
    declared = (
        tomllib.loads(resource("demo", name).read_text(encoding="utf-8"), parse_float=Decimal)
        for name in ("county.toml", "projects.toml", "year.toml")
    )
    return read_plan(*declared)


@pytest.fixture(scope="module", params=[Scale.SMALL, Scale.WUDING])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    """The practice county of a scale, only read."""
    home = tmp_path_factory.mktemp("county") / "练习县"
    make_practice_county(home, request.param)
    rules = rule_packs()[DEFAULT_RULE_PACK]
    county = build(practice_plan(), request.param, templates=templates(), rules=rules)
    with Workspace.open_existing(home) as workspace:
        yield Made(workspace, county)


def test_the_checks_find_what_is_seeded_and_nothing_else(made: Made) -> None:
    seeded = {(one.filing_id, one.code) for one in made.year.seeded}
    found = {
        (one.filing_id, one.finding.code)
        for one in check_filings(made.workspace, year=OPEN).findings
        if one.form not in NOT_SEEDED
    }
    assert found == seeded


def test_every_kind_of_mistake_stands_somewhere(made: Made) -> None:
    codes = {one.code for one in made.year.seeded}
    assert {mistake.code for pair in TARGET_MISTAKES for mistake in pair} <= codes
    assert {mistake.code for several in MONITORING_MISTAKES for mistake in several} <= codes
    assert {"task-below-projects", "task-without-projects", "no-target", "target-not-approved"} <= codes
    rules = {mistake.rule for pair in TARGET_MISTAKES for mistake in pair}
    # V3 stands in the offices' own targets; V13, a change after approval, in the July form that answers the first version.
    assert rules | {"V3", "V13"} == {f"V{number}" for number in range(1, 15)}
    assert "target-changed" in codes


def test_what_a_list_counts_is_what_opening_a_form_finds(made: Made) -> None:
    counted = Counter(
        one.filing_id
        for one in check_filings(made.workspace, year=OPEN).findings
        if one.finding.severity.value == "error"
    )
    stored = made.workspace.read(
        lambda tx: tx.query("SELECT id, error_count FROM filing WHERE year = ?", (OPEN,))
    )
    assert {filing_id: errors for filing_id, errors in stored if errors} == counted


def test_the_finished_year_agrees_with_itself_and_with_its_accounts(made: Made) -> None:
    assert made.county.years[0].accounts
    assert agreement(made.workspace, FINISHED).disagreements == ()


def test_an_honest_project_disagrees_only_where_treasury_or_accounts_say_otherwise(made: Made) -> None:
    spoilt = {made.by_id[one.filing_id].project_id for one in made.year.seeded}
    filed = Counter(
        filing.project_id for filing in made.year.filings if filing.state is not FilingState.DRAFT
    )
    honest = {project.id for project in made.year.projects if filed[project.id] >= 3} - spoilt
    assert honest
    found = Counter(
        one.code for one in agreement(made.workspace, OPEN).disagreements if one.project_id in honest
    )
    assert set(found) <= {"treasury-differs", "final-accounts-differ"}


def test_somebody_elses_figures_mostly_agree_and_a_few_differ(made: Made) -> None:
    codes = Counter(one.code for one in agreement(made.workspace, OPEN).disagreements)
    assert 0 < codes["treasury-differs"] < len(made.year.treasury) // 4
    assert 0 < codes["final-accounts-differ"] < len(made.year.accounts) // 4
    rows = monitor.month(made.workspace, OPEN, JULY).rows
    assert sum(row.is_disputed for row in rows) == sum(row.differs for row in rows) + 1, (
        "one of the disputed figures was decided, and the reason kept"
    )


def test_the_lights_of_july_shine_in_every_colour_for_every_reason(made: Made) -> None:
    rows = monitor.month(made.workspace, OPEN, JULY).rows
    assert {row.light.colour for row in rows} == set(LightColour)
    reasons = " ".join(row.light.reason for row in rows)
    assert "只是有可能完成" in reasons
    assert "落后" in reasons
    watched = [row for row in rows if row.filing_id]
    assert len(watched) * 2 > len(rows)
    assert len(rows) - len(watched) >= 8, "the practice task asks for that many to be filled in"
    assert {todo.wanted for todo in month_todos(made.workspace, OPEN)} >= {
        MonitoringFilter.DIFFERS,
        MonitoringFilter.BLANK,
    }


def test_adjusted_targets_keep_both_versions_and_one_request_is_waiting(made: Made) -> None:
    changed = [one for one in made.year.adjustments if one.approved_on is not None]
    assert len(changed) == 2
    for adjustment in changed:
        versions = approve.versions_of(made.workspace, adjustment.filing_id)
        assert [version.state for version in versions] == [FilingState.APPROVED] * 2
        facts = adjust.facts_of(made.workspace, adjustment.filing_id)
        assert facts is not None
        assert [change.what for change in facts.changes] == ["年度目标", "指标值"]
        assert facts.first_approval is not None
    counts, requested = first_todos.of_targets(made.workspace, OPEN)
    assert len(requested) == counts.requested == 1
    assert counts.missing
    assert counts.unapproved


def test_every_approved_target_has_its_approval_and_most_projects_have_one(made: Made) -> None:
    approved = {filing.id for filing in made.year.filings if filing.state is FilingState.APPROVED}
    assert {one.filing_id for one in made.year.approvals} == approved
    projects = {
        filing.project_id
        for filing in made.year.filings
        if filing.id in approved and filing.content.form is Form.PROJECT_TARGET
    }
    assert len(projects) * 2 > len(made.year.projects)


def test_a_self_evaluation_answers_the_target_in_force(made: Made) -> None:
    replaced = {one.replaces_id for one in made.year.adjustments if one.approved_on is not None}
    lines = {
        line.id
        for filing in made.year.filings
        if filing.content.form is Form.PROJECT_TARGET and filing.id not in replaced
        for line in filing.content.indicator_lines
    }
    evaluations = [
        filing for filing in made.year.filings if filing.content.form is Form.PROJECT_SELF_EVALUATION
    ]
    answered = {line.answers_line_id for one in evaluations for line in one.content.indicator_lines} - {""}
    assert answered
    assert answered <= lines


def test_rectifications_are_open_under_way_overdue_and_done(made: Made) -> None:
    kept = made.workspace.read(lambda tx: rectifications.of_year(tx, OPEN))
    assert {one.state.value for one in kept} == {"open", "under_way", "done"}
    for one in kept:
        assert one.filing_id in made.by_id
        assert one.project_id == made.by_id[one.filing_id].project_id


def test_every_kind_of_project_has_a_target_in_which_nothing_is_found() -> None:
    plan = practice_plan()
    rules, forms = rule_packs()[DEFAULT_RULE_PACK], templates()
    seats = build_offices(plan, plan.sizes[Scale.YUXI])
    by_kind = {item.kind.name: item for item in build_projects(plan, plan.sizes[Scale.YUXI], seats, OPEN)}
    assert set(by_kind) == {kind.name for kind in plan.kinds}
    for name, item in by_kind.items():
        result = fill_perfect(item, plan, forms[item.kind.template_id], rules.id)
        target = target_of(item, result, plan, forms[TARGET_TEMPLATE], rules.id, Draw(name))
        assert [finding.message for finding in judge(target, imported=False).findings] == [], name


def test_most_projects_go_on_from_the_year_before(made: Made) -> None:
    last_year = {project.id: project for project in made.county.years[0].projects}
    going_on = [project for project in made.year.projects if project.predecessor_id]
    assert len(going_on) * 3 > len(made.year.projects) * 2
    for project in going_on:
        before = last_year[project.predecessor_id]
        assert before.office_id == project.office_id
        assert before.name.replace(str(FINISHED), str(OPEN)) == project.name
        assert project.continuity == "延续项目"


def test_sectors_are_those_of_the_indicator_libraries(made: Made) -> None:
    known = {sector.name for sector in shipped_sectors()}
    assert {project.sector for year in made.county.years for project in year.projects} <= known


def test_filings_of_the_year_under_way_come_back_as_they_were_built(made: Made) -> None:
    stored = made.workspace.read(lambda tx: filings.of_year(tx, OPEN))
    assert {one.id: one.content for one in stored} == {one.id: one.content for one in made.year.filings}
