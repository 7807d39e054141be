"""Charts of the real store: what is counted, what a unit's filter leaves, and files that are whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pypdfium2
import pytest

from jxdesk.actions import charts, demo
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.records.filings import FilingState, Form
from jxdesk.domain.records.treasury import TreasuryFigure
from jxdesk.domain.reports.chart_figures import (
    AchievementFigures,
    ChartFilter,
    ChartKind,
    ExecutionFigures,
    PaidSource,
    ScoreFigures,
)
from jxdesk.store.records import filings, projects, treasury

YEAR = ChartFilter(year=2025)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """The practice county with a finished year."""
    demo.make_practice_county(tmp_path / "练习")
    with Workspace.open_existing(tmp_path / "练习", who="填报人") as opened:
        yield opened


def scores(workspace: Workspace, chosen: ChartFilter = YEAR) -> ScoreFigures:
    figures = charts.chart(workspace, ChartKind.SCORES, chosen).figures
    assert isinstance(figures, ScoreFigures)
    return figures


def cloud(workspace: Workspace, chosen: ChartFilter = YEAR) -> AchievementFigures:
    figures = charts.chart(workspace, ChartKind.ACHIEVEMENT, chosen).figures
    assert isinstance(figures, AchievementFigures)
    return figures


def execution(workspace: Workspace, chosen: ChartFilter = YEAR) -> ExecutionFigures:
    figures = charts.chart(workspace, ChartKind.EXECUTION, chosen).figures
    assert isinstance(figures, ExecutionFigures)
    return figures


def test_a_finished_year_is_drawn_whole(workspace: Workspace) -> None:
    assert len(cloud(workspace).spots) == 24
    assert sum(band.count for band in scores(workspace).bands) == 24
    filed = workspace.read(lambda tx: filings.of_year(tx, 2025, form=Form.PROJECT_SELF_EVALUATION))
    december = next(one for one in execution(workspace).months if one.month == 12)
    totals = [one.content.total_line for one in filed]
    assert december.executed_fen == sum(line.executed_fen or 0 for line in totals if line)
    assert december.base_fen == sum(line.revised_budget_fen or 0 for line in totals if line)


def test_achievement_agrees_with_the_scorecard_that_is_stored(workspace: Workspace) -> None:
    data = charts.chart(workspace, ChartKind.ACHIEVEMENT, YEAR)
    filed = workspace.read(lambda tx: filings.of_year(tx, 2025, form=Form.PROJECT_SELF_EVALUATION))
    for filing in filed:
        known = data.projects[filing.project_id]
        weights = sum(int(line.weight * 100) for line in filing.content.indicator_lines if line.weight)
        assert known.points_hundredths == weights
        assert 0 < (known.reached_hundredths or 0) <= weights


def test_a_form_still_being_filled_in_has_no_score_on_a_chart(workspace: Workspace) -> None:
    drafts = [
        filing
        for filing in workspace.read(lambda tx: filings.of_year(tx, 2026, form=Form.PROJECT_SELF_EVALUATION))
        if filing.state is FilingState.DRAFT
    ]
    assert drafts
    now = ChartFilter(year=2026)
    drawn = {key for band in scores(workspace, now).bands for key in band.project_ids}
    assert not drawn & {filing.project_id for filing in drafts}
    assert "自评还没填好或没有得分" in cloud(workspace, now).scope.filter


def test_the_treasury_s_figures_stand_beside_the_clerks(workspace: Workspace) -> None:
    project = workspace.read(lambda tx: projects.of_year(tx, 2025))[0]
    figure = TreasuryFigure(id="t", project_id=project.id, year=2025, period=9, executed_fen=12_345)
    workspace.transact(lambda tx: treasury.put_many(tx, (figure,)))
    (found,) = [one for one in execution(workspace).months if one.source is PaidSource.TREASURY]
    assert (found.month, found.executed_fen, found.project_ids) == (9, 12_345, (project.id,))
    assert found.base_fen > 0


def test_a_unit_leaves_only_its_own_and_the_words_name_it(workspace: Workspace) -> None:
    unit = charts.choices(workspace, 2025)[1][0]
    chosen = ChartFilter(year=2025, unit=unit)
    own = charts.chart(workspace, ChartKind.SCORES, chosen)
    of_unit = [
        one.id
        for one in workspace.read(lambda tx: projects.of_year(tx, 2025))
        if unit in (one.department, one.implementing_unit)
    ]
    assert 0 < len(of_unit) < 24
    assert set(own.projects) == set(of_unit)
    assert unit in own.figures.scope.filter


def test_classified_and_withdrawn_projects_have_no_place_on_a_chart(workspace: Workspace) -> None:
    first, second = workspace.read(lambda tx: projects.of_year(tx, 2025))[:2]
    workspace.transact(lambda tx: projects.save(tx, replace(first, withdrawn_on=dt.date(2025, 8, 1))))
    shown = charts.chart(workspace, ChartKind.EXECUTION, YEAR).projects
    assert first.id not in shown
    assert second.id in shown
    assert all(first.id not in one.project_ids for one in execution(workspace).months)


def test_an_empty_year_has_no_figures_and_says_so(workspace: Workspace) -> None:
    assert execution(workspace, ChartFilter(year=2031)).months == ()
    assert cloud(workspace, ChartFilter(year=2031)).spots == ()
    assert charts.choices(workspace)[0] == (2026, 2025)


def test_charts_are_written_as_pdf_and_workbook(workspace: Workspace, tmp_path: Path) -> None:
    data = charts.chart(workspace, ChartKind.GRADES, YEAR)
    charts.chart_as_pdf(data, tmp_path / "图.pdf")
    charts.chart_as_workbook(data, tmp_path / "图.xlsx")
    text = pypdfium2.PdfDocument(tmp_path / "图.pdf")[0].get_textpage().get_text_range()
    assert "2025年自评得分等级" in text
    assert "练习数据，不得报送" in text
    sheet = openpyxl.load_workbook(tmp_path / "图.xlsx").worksheets[0]
    assert sum(row[0] for row in sheet.iter_rows(min_row=7, min_col=3, max_col=3, values_only=True)) == 24
