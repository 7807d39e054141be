"""What clerks enter wrong through a year: each is shown and explained, and nothing of what was entered is lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from jxdesk.actions import adjust_budget, begin, fill, monitor, succession
from jxdesk.actions.checking import check_filings
from jxdesk.actions.demo import make_practice_county
from jxdesk.actions.fill import UnknownTemplate
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.beginning.content import Wish
from jxdesk.domain.filling.editing import Edit, EditKind
from jxdesk.domain.findings import Severity
from jxdesk.domain.monitoring.standing import LightColour
from jxdesk.domain.records.budgets import revised_budget, standing
from jxdesk.domain.records.filings import FilingState, Form
from jxdesk.domain.records.projects import BudgetStage
from jxdesk.domain.year.budget_changes import BudgetChange
from jxdesk.domain.year.successions import Turn
from jxdesk.store.records import filings, projects

from .year_desk import add_project, open_desk, read_filing, store_filing, target_of

YEAR, JULY = 2026, 7


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Workspace]:
    """A township on a day in July."""
    with open_desk(tmp_path / "数据") as opened:
        yield opened


def codes(workspace: Workspace, filing_id: str) -> dict[str, Severity]:
    """What is found in a form."""
    return {one.code: one.severity for one in fill.open_filing(workspace, filing_id).findings}


def test_words_for_a_number_are_kept_as_typed_and_asked_about(desk: Workspace) -> None:
    filing = store_filing(desk, target_of(add_project(desk), state=FilingState.DRAFT))
    line = filing.content.indicator_lines[0]
    edit = Edit(kind=EditKind.INDICATOR, line_id=line.id, field="target", text="十几公里")
    fill.change(desk, filing.id, [edit], expected_version=filing.version)
    kept = read_filing(desk, filing.id).content.indicator_lines[0]
    assert "十几公里" in kept.target_text
    assert kept.target is None
    assert "sign-without-number" in codes(desk, filing.id)


def test_funding_off_by_one_fen_stops_sending_and_not_saving(desk: Workspace) -> None:
    filing = store_filing(desk, target_of(add_project(desk), state=FilingState.DRAFT))
    total = filing.content.total_line
    assert total is not None
    edit = Edit(kind=EditKind.MONEY, line_id=total.id, field="original_budget", text="128.400001")
    fill.change(desk, filing.id, [edit], expected_version=filing.version)
    kept = read_filing(desk, filing.id).content.total_line
    assert kept is not None
    assert kept.original_budget_fen == 128_400_001
    assert codes(desk, filing.id)["money-parts-differ"] is Severity.ERROR


def test_a_budget_adjusted_twice_keeps_every_version_under_its_document(desk: Workspace) -> None:
    project = add_project(desk)
    for amount, cut, day, number in (
        ("20", False, 10, "练财预〔2026〕61号"),
        ("8.4", True, 17, "练财预〔2026〕75号"),
    ):
        change = BudgetChange(
            amount_text=amount, is_cut=cut, dated=dt.date(YEAR, JULY, day), document_number=number
        )
        adjust_budget.adjust_budget(desk, project.id, change)
    kept = desk.read(lambda tx: projects.get(tx, project.id))
    assert kept is not None
    assert standing(kept.budgets, BudgetStage.ORIGINAL) == 128_400_000
    assert revised_budget(kept.budgets) == 140_000_000
    numbers = [one.document_number for one in kept.budgets if one.stage is BudgetStage.ADJUSTED]
    assert numbers == ["练财预〔2026〕61号", "练财预〔2026〕75号"]


def test_monitoring_above_the_budget_is_kept_and_told_on_the_row(desk: Workspace) -> None:
    project = add_project(desk)
    store_filing(desk, replace(target_of(project), state=FilingState.APPROVED))
    typed = monitor.Typed(project_id=project.id, field=monitor.EXECUTED, text="128.5")
    (row,) = monitor.put(desk, YEAR, JULY, [typed]).rows
    assert row.executed_fen == 128_500_000
    assert row.errors
    assert row.light.colour is LightColour.GREEN
    assert codes(desk, row.filing_id)["executed-above-budget"] is Severity.ERROR


def test_a_second_form_for_one_month_opens_the_first_with_its_figures(desk: Workspace) -> None:
    project = add_project(desk)
    typed = monitor.Typed(project_id=project.id, field=monitor.EXECUTED, text="60")
    (row,) = monitor.put(desk, YEAR, JULY, [typed]).rows
    wish = Wish(
        form=Form.PROJECT_MONITORING,
        year=YEAR,
        period=JULY,
        template_id="monitoring-national-2019",
        project_id=project.id,
    )
    assert begin.begin(desk, wish) == monitor.filing_of(desk, YEAR, JULY, project.id) == row.filing_id
    many = begin.begin_many(desk, [wish])
    assert [one.why for one in many.left_out] == ["已经开始填了"]
    total = read_filing(desk, row.filing_id).content.total_line
    assert total is not None
    assert total.executed_fen == 60_000_000
    assert len(desk.read(lambda tx: filings.of_year(tx, YEAR, form=Form.PROJECT_MONITORING))) == 1


def test_a_form_on_next_year_s_template_is_told_and_its_figures_stay(desk: Workspace) -> None:
    filing = target_of(add_project(desk), state=FilingState.DRAFT)
    ahead = store_filing(desk, replace(filing, content=replace(filing.content, template_id="target-2027")))
    with pytest.raises(UnknownTemplate) as told:
        fill.open_filing(desk, ahead.id)
    assert "target-2027" in told.value.facts
    assert "表里的数据没有动" in told.value.advice
    assert check_filings(desk, year=YEAR).filings == 1
    assert read_filing(desk, ahead.id).content == ahead.content


def test_a_project_that_moves_to_another_office_in_mid_year_is_missed_by_its_old_task(tmp_path: Path) -> None:
    home = make_practice_county(tmp_path / "练习县").home
    with Workspace.open(home) as county:
        targets = county.read(lambda tx: filings.of_year(tx, YEAR, form=Form.DEPARTMENT_TARGET))
        left, into = (one for one in targets[-2:])
        moved = {one for task in left.content.task_lines for one in task.project_ids}
        before = {one.id: one.content for one in county.read(lambda tx: filings.of_year(tx, YEAR))}
        turn = Turn(happened_on=dt.date(YEAR, 7, 1), reason="机构改革，职能划转")
        succession.merge_offices(county, left.office_id, into.office_id, turn, with_projects=True)
        after = county.read(lambda tx: projects.of_year(tx, YEAR))
        assert {one.office_id for one in after if one.id in moved} == {into.office_id}
        found = check_filings(county, year=YEAR).findings
        assert "project-gone" in {one.finding.code for one in found if one.filing_id == left.id}
        assert "project-without-task" in {one.finding.code for one in found if one.filing_id == into.id}
        assert {one.id: one.content for one in county.read(lambda tx: filings.of_year(tx, YEAR))} == before
