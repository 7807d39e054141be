"""Progress of indicators from the grid: shown before a form is begun, typed together for many projects, refused, undone and judged as a form's own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jxdesk.actions import fill, libraries, monitor
from jxdesk.actions.begin import begin
from jxdesk.actions.monitor import EXECUTED, Typed
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.beginning.content import Wish
from jxdesk.domain.findings import Severity
from jxdesk.domain.library.entries import line_from_entry
from jxdesk.domain.monitoring.line_rows import LineRow
from jxdesk.domain.monitoring.standing import LightColour
from jxdesk.domain.records.filings import DeviationCause, FilingState, Form, Likelihood
from jxdesk.domain.rules.parts import GoalStyle
from jxdesk.store.records import filings, projects
from jxdesk.store.views.monitoring_sheets import MANY

from . import test_monitor
from .test_libraries import own
from .test_monitor import YEAR, project, put, row, target

KEY = "target-p1"
workspace = test_monitor.workspace


def lines(workspace: Workspace, *project_ids: str) -> tuple[LineRow, ...]:
    return monitor.lines(workspace, YEAR, 7, project_ids or ("p1", "p2", "p3"))


def typed(field: str, text: str, *, line: str = KEY, project_id: str = "p1") -> Typed:
    return Typed(project_id=project_id, field=field, text=text, line=line)


def put_lines(workspace: Workspace, *cells: Typed) -> monitor.Done:
    return monitor.put(workspace, YEAR, 7, cells)


def test_an_indicator_is_listed_before_its_form_is_begun_and_keeps_its_key(workspace: Workspace) -> None:
    (before,) = lines(workspace)
    assert (before.project_id, before.key, before.name, before.is_blank) == ("p1", KEY, "养护里程", True)
    assert row(workspace).filing_id == ""
    put(workspace, ("p1", EXECUTED, "60"))
    (after,) = lines(workspace)
    assert after.id == before.id


def test_the_first_progress_makes_the_filing_and_its_light(workspace: Workspace) -> None:
    done = put_lines(workspace, typed("actual", "100"), typed("forecast", "186"))
    (line,) = done.lines
    assert (line.line.actual_text, line.line.forecast_text, line.light.colour) == (
        "100",
        "186",
        LightColour.GREEN,
    )
    (project,) = done.rows
    assert project.state is FilingState.DRAFT
    content = fill.open_filing(workspace, project.filing_id).filing.content
    assert content.indicator_lines[0].actual_text == "100"
    assert not content.total_line or content.total_line.executed_fen is None


def test_a_forecast_that_misses_asks_for_cause_words_and_likelihood(workspace: Workspace) -> None:
    (line,) = put_lines(workspace, typed("actual", "80"), typed("forecast", "150")).lines
    assert line.owed
    assert all(line.lacks(field) for field in ("causes", "deviation_reason", "likelihood"))
    (line,) = put_lines(
        workspace,
        typed("causes", "经费保障，其他"),
        typed("deviation_reason", "资金晚到"),
        typed("likelihood", "有可能"),
    ).lines
    assert not line.is_unexplained
    assert line.line.causes == (DeviationCause.FUNDING, DeviationCause.OTHER)
    assert row(workspace).likelihood is Likelihood.POSSIBLE


def test_words_that_are_no_cause_are_refused_at_their_cell_and_the_rest_is_saved(
    workspace: Workspace,
) -> None:
    done = put_lines(workspace, typed("actual", "80"), typed("causes", "天气"))
    (refused,) = done.refused
    assert refused.typed.cell == (f"p1/{KEY}", "causes")
    assert "不是偏差原因" in refused.finding.message
    assert done.lines[0].line.actual_text == "80"


def test_an_indicator_that_is_gone_is_refused_and_nothing_is_written(workspace: Workspace) -> None:
    done = put_lines(workspace, typed("actual", "80", line="产出指标·数量指标·没有的"))
    assert [one.finding.code for one in done.refused] == ["line-gone"]
    assert row(workspace).filing_id == ""


def test_a_step_is_taken_back_with_the_filing_that_it_made(workspace: Workspace) -> None:
    first = put_lines(workspace, typed("actual", "80"))
    second = put_lines(workspace, typed("actual", "90"), typed("forecast", "186"))
    back = monitor.take_back(workspace, YEAR, 7, second.inverse)
    assert [(one.line.actual_text, one.line.forecast_text) for one in back.lines] == [("80", "")]
    back = monitor.take_back(workspace, YEAR, 7, first.inverse)
    assert row(workspace).filing_id == ""
    assert [(one.id, one.line.actual_text) for one in back.lines] == [(f"p1/{KEY}", "")]


def test_a_figure_typed_since_keeps_the_filing_that_progress_made(workspace: Workspace) -> None:
    first = put_lines(workspace, typed("actual", "80"))
    put(workspace, ("p1", EXECUTED, "60"))
    monitor.take_back(workspace, YEAR, 7, first.inverse)
    assert row(workspace).executed_fen is not None
    assert lines(workspace)[0].is_blank


def test_money_alone_answers_no_indicators(workspace: Workspace) -> None:
    assert put(workspace, ("p1", EXECUTED, "60")).lines == ()


@pytest.mark.parametrize("many", [False, True])
def test_a_form_begun_from_the_grid_is_judged_with_retired_entries_like_one_of_the_wizard(
    workspace: Workspace, many: bool
) -> None:
    entry_id = libraries.add_own(workspace, own()).entry_id
    entry = libraries.open_desk(workspace).shelf.entries[entry_id]
    made = target("p2")
    line = replace(line_from_entry(entry, GoalStyle.OLD), id="from-library", target_text="5公里")
    content = replace(
        made.content,
        form=Form.PROJECT_SELF_EVALUATION,
        template_id="yunnan-2020",
        year=YEAR - 1,
        indicator_lines=(line,),
    )
    workspace.transact(lambda tx: filings.add(tx, replace(made, content=content)))
    libraries.retire(workspace, entry_id)

    def stored_advice(filing_id: str) -> int:
        rows = workspace.read(
            lambda tx: tx.query("SELECT advice_count FROM filing WHERE id = ?", (filing_id,))
        )
        return int(rows[0][0])

    def advice(filing_id: str) -> list[str]:
        found = fill.open_filing(workspace, filing_id).findings
        return [one.code for one in found if one.severity is Severity.ADVICE]

    wish = Wish(
        form=Form.PROJECT_MONITORING,
        year=YEAR,
        period=10,
        template_id="monitoring-national-2019",
        project_id="p2",
    )
    by_wizard = begin(workspace, wish)
    cells = [Typed(project_id="p2", field=EXECUTED, text="1")]
    if many:
        workspace.transact(lambda tx: projects.add_many(tx, [project(10 + n) for n in range(MANY)]))
        cells += [Typed(project_id=f"p{10 + n}", field=EXECUTED, text="1") for n in range(MANY)]
    done = monitor.put(workspace, YEAR, 7, cells)
    by_grid = next(one.filing_id for one in done.rows if one.project_id == "p2")
    for filing_id in (by_wizard, by_grid):
        assert "library-entry-retired" in advice(filing_id)
        assert stored_advice(filing_id) == len(advice(filing_id))
