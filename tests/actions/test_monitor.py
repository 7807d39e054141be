"""The monitoring grid's errands: filings made by the first figure, refusals, the two figures of a project, undo and to-dos."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from jxdesk.actions import fill, monitor
from jxdesk.actions.begin import begin
from jxdesk.actions.monitor import EXECUTED, FORECAST, Typed
from jxdesk.actions.month_todos import month_todos
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.beginning.content import Wish
from jxdesk.domain.monitoring.rows import MonitoringFilter, MonitoringRow, filters_of, totals_of
from jxdesk.domain.monitoring.standing import LightColour
from jxdesk.domain.records.filings import (
    Comparator,
    Filing,
    FilingContent,
    FilingState,
    Form,
    IndicatorLine,
    MoneyKey,
    MoneyLine,
    TaskLine,
)
from jxdesk.domain.records.offices import Office, OfficeLevel
from jxdesk.domain.records.projects import BudgetStage, BudgetVersion, Project
from jxdesk.domain.records.treasury import TreasuryFigure
from jxdesk.store.records import filings, offices, projects, treasury

YEAR = 2026
WAN = 1_000_000


def project(number: int, **changes: object) -> Project:
    values: dict[str, object] = {
        "id": f"p{number}",
        "office_id": "office",
        "fiscal_year": YEAR,
        "name": f"项目{number}",
        "code": f"53239926T{number:012d}",
        "implementing_unit": "白岩镇人民政府",
        "budgets": (
            BudgetVersion(stage=BudgetStage.ORIGINAL, amount_fen=90 * WAN),
            BudgetVersion(stage=BudgetStage.ADJUSTED, amount_fen=10 * WAN),
        ),
    }
    return Project(**{**values, **changes})  # type: ignore[arg-type]


def target(project_id: str, *, state: FilingState = FilingState.APPROVED) -> Filing:
    line = IndicatorLine(
        id=f"target-{project_id}",
        level1="产出指标",
        level2="数量指标",
        name="养护里程",
        clean_name="养护里程",
        comparator=Comparator.AT_LEAST,
        target_text="≥186公里",
        target=Decimal(186),
        unit="公里",
        weight=Decimal(50),
    )
    content = FilingContent(
        form=Form.PROJECT_TARGET,
        template_id="target-national-2015",
        year=YEAR,
        project_name=project_id,
        money_lines=(
            MoneyLine(id=f"m-{project_id}", key=MoneyKey.TOTAL, original_budget_fen=90 * WAN),
            MoneyLine(id=f"f-{project_id}", key=MoneyKey.FISCAL, original_budget_fen=90 * WAN),
        ),
        indicator_lines=(line,),
        answers={"expected_goal": "养护186公里"},
    )
    return Filing(
        id=f"t-{project_id}", office_id="office", project_id=project_id, content=content, state=state
    )


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "数据", who="填报人") as opened:
        office = Office(id="office", path="53-23-99-103", name="白岩镇人民政府", level=OfficeLevel.TOWNSHIP)
        opened.transact(lambda tx: offices.add(tx, office))
        listed = [project(1), project(2, tier="对下转移支付"), project(3, budgets=())]
        listed.append(Project(id="secret", office_id="office", fiscal_year=YEAR, is_classified=True))
        opened.transact(lambda tx: projects.add_many(tx, listed))
        opened.transact(lambda tx: filings.add(tx, target("p1")))
        yield opened


def row(workspace: Workspace, project_id: str = "p1", period: int = 7) -> MonitoringRow:
    rows = monitor.month(workspace, YEAR, period).rows
    return next(one for one in rows if one.project_id == project_id)


def put(workspace: Workspace, *cells: tuple[str, str, str], period: int = 7) -> monitor.Done:
    typed = [Typed(project_id=project_id, field=field, text=text) for project_id, field, text in cells]
    return monitor.put(workspace, YEAR, period, typed)


def pay(workspace: Workspace, project_id: str, wan: str, *, period: int = 7) -> None:
    figure = TreasuryFigure(
        id=f"{project_id}-{period}",
        project_id=project_id,
        year=YEAR,
        period=period,
        executed_fen=int(Decimal(wan) * WAN),
        source_name="国库支付表.xlsx",
    )
    workspace.transact(lambda tx: treasury.put_many(tx, (figure,)))


def test_the_grid_lists_own_projects_with_their_budgets_and_no_classified_one(workspace: Workspace) -> None:
    month = monitor.month(workspace, YEAR, 7)
    assert [one.project_id for one in month.rows] == ["p1", "p2", "p3"]
    first = month.rows[0]
    assert (first.original_fen, first.revised_fen, first.executed_fen) == (90 * WAN, 100 * WAN, None)
    assert (first.filing_id, first.state, first.light.colour) == ("", None, LightColour.GREY)
    assert month.months == ()


def test_the_first_figure_makes_the_filing_from_the_target(workspace: Workspace) -> None:
    done = put(workspace, ("p1", EXECUTED, "60"), ("p1", FORECAST, "100"))
    (after,) = done.rows
    assert (after.executed_fen, after.forecast_fen, after.rate) == (60 * WAN, 100 * WAN, 6000)
    assert (after.light.colour, after.state) == (LightColour.GREEN, FilingState.DRAFT)
    content = fill.open_filing(workspace, after.filing_id).filing.content
    assert (content.form, content.period, content.title) == (
        Form.PROJECT_MONITORING,
        7,
        "2026年度项目支出绩效目标执行监控表",
    )
    assert content.answers["expected_goal"] == "养护186公里"
    (line,) = content.indicator_lines
    assert (line.answers_line_id, line.target_text, line.actual_text) == ("target-p1", "≥186公里", "")
    total = content.total_line
    assert total is not None
    assert (total.original_budget_fen, total.revised_budget_fen) == (90 * WAN, 100 * WAN)


def test_a_second_figure_goes_into_the_same_filing(workspace: Workspace) -> None:
    first = put(workspace, ("p1", EXECUTED, "60")).rows[0]
    second = put(workspace, ("p1", EXECUTED, "61")).rows[0]
    assert first.filing_id == second.filing_id
    wish = Wish(
        form=Form.PROJECT_MONITORING,
        year=YEAR,
        period=7,
        template_id="monitoring-national-2019",
        project_id="p1",
    )
    assert begin(workspace, wish) == first.filing_id
    later = begin(workspace, replace(wish, period=10))
    assert later != first.filing_id


def test_clearing_a_blank_cell_makes_nothing(workspace: Workspace) -> None:
    assert put(workspace, ("p1", EXECUTED, " ")).rows[0].filing_id == ""


def test_words_are_refused_and_the_others_are_saved(workspace: Workspace) -> None:
    done = put(workspace, ("p1", EXECUTED, "大约六十"), ("p2", EXECUTED, "604000元"))
    (refused,) = done.refused
    assert refused.typed == Typed(project_id="p1", field=EXECUTED, text="大约六十")
    assert "不是金额" in refused.finding.message
    assert row(workspace, "p1").executed_fen is None
    assert row(workspace, "p2").executed_fen == 60_400_000


def test_a_finished_form_is_not_changed_from_the_grid(workspace: Workspace) -> None:
    filing_id = put(workspace, ("p1", EXECUTED, "60")).rows[0].filing_id

    def finish(tx) -> None:  # type: ignore[no-untyped-def]
        found = filings.get(tx, filing_id)
        assert found is not None
        filings.save(tx, replace(found, state=FilingState.FINISHED), expected_version=found.version)

    workspace.transact(finish)
    done = put(workspace, ("p1", EXECUTED, "70"))
    assert done.refused[0].finding.code == "not-editable"
    assert row(workspace).executed_fen == 60 * WAN
    assert not row(workspace).is_open


def test_what_was_done_can_be_taken_back(workspace: Workspace) -> None:
    first = put(workspace, ("p1", EXECUTED, "60"))
    second = put(workspace, ("p1", EXECUTED, "70"), ("p2", EXECUTED, "5"))
    back = monitor.take_back(workspace, YEAR, 7, second.inverse)
    assert {one.project_id: one.executed_fen for one in back.rows} == {"p1": 60 * WAN, "p2": None}
    assert row(workspace, "p2").filing_id == ""
    monitor.take_back(workspace, YEAR, 7, first.inverse)
    assert row(workspace).filing_id == ""


def test_a_filing_that_somebody_went_on_with_is_emptied_and_not_deleted(workspace: Workspace) -> None:
    first = put(workspace, ("p1", EXECUTED, "60"))
    put(workspace, ("p1", FORECAST, "100"))
    monitor.take_back(workspace, YEAR, 7, first.inverse)
    after = row(workspace)
    assert (after.executed_fen, after.forecast_fen) == (None, 100 * WAN)


def test_both_figures_are_shown_until_somebody_chooses(workspace: Workspace) -> None:
    pay(workspace, "p1", "61.5")
    assert not row(workspace).differs
    put(workspace, ("p1", EXECUTED, "60"))
    shown = row(workspace)
    assert (shown.differs, shown.treasury_fen, shown.treasury_source) == (
        True,
        61_500_000,
        "国库支付表.xlsx",
    )
    kept = monitor.choose(workspace, YEAR, 7, ["p1"], treasury=False, reason="国库把退款算进去了").rows[0]
    assert (kept.differs, kept.executed_fen) == (False, 60 * WAN)
    assert kept.decision == "采用填报数（国库数 61.50 万元）：国库把退款算进去了"
    pay(workspace, "p1", "62")
    assert row(workspace).differs, "a newer figure opens the question again"
    taken = monitor.choose(workspace, YEAR, 7, ["p1"], treasury=True, reason="").rows[0]
    assert (taken.differs, taken.executed_fen) == (False, 62 * WAN)
    assert taken.decision == "采用国库数（国库数 62.00 万元），原填报数 60.00 万元"


def test_the_treasurys_figure_can_be_taken_where_nothing_was_filled(workspace: Workspace) -> None:
    pay(workspace, "p2", "30")
    done = monitor.choose(workspace, YEAR, 7, ["p1", "p2"], treasury=True, reason="")
    assert [one.executed_fen for one in done.rows] == [None, 30 * WAN]
    assert row(workspace, "p1").filing_id == ""
    monitor.take_back(workspace, YEAR, 7, done.inverse)
    assert row(workspace, "p2").executed_fen is None


def test_the_month_before_stands_beside(workspace: Workspace) -> None:
    put(workspace, ("p1", EXECUTED, "60"), period=7)
    later = put(workspace, ("p1", EXECUTED, "55"), period=10).rows[0]
    codes = {one.code for one in fill.open_filing(workspace, later.filing_id).findings}
    assert "executed-below-earlier" in codes
    assert monitor.month(workspace, YEAR, 10).months == (7, 10)


def test_a_changed_target_is_said_when_the_form_is_opened(workspace: Workspace) -> None:
    filing_id = put(workspace, ("p1", EXECUTED, "60")).rows[0].filing_id
    assert "target-changed" not in {one.code for one in fill.open_filing(workspace, filing_id).findings}
    adjusted = target("p1")
    line = replace(adjusted.content.indicator_lines[0], id="target-p1-2", target_text="≥150公里")
    content = replace(adjusted.content, indicator_lines=(line,), money_lines=())
    newer = replace(adjusted, id="t2-p1", content=content, replaces_id="t-p1")
    workspace.transact(lambda tx: filings.add(tx, newer))
    assert "target-changed" in {one.code for one in fill.open_filing(workspace, filing_id).findings}


def test_a_project_without_target_is_monitored_and_said_to_have_none(workspace: Workspace) -> None:
    filing_id = put(workspace, ("p2", EXECUTED, "60")).rows[0].filing_id
    opened = fill.open_filing(workspace, filing_id)
    assert "no-target" in {one.code for one in opened.findings}
    assert [line.level2 for line in opened.filing.content.indicator_lines][:2] == ["数量指标", "质量指标"]


def test_todos_name_what_must_be_reached_by_now(workspace: Workspace) -> None:
    assert month_todos(workspace, YEAR) == ()
    put(workspace, ("p1", EXECUTED, "79"), ("p2", EXECUTED, "89"), period=10)
    words = [f"{todo.count} {todo.words}" for todo in month_todos(workspace, YEAR)]
    assert words == [
        "1 个对下转移支付项目没有达到 10 月底应达到的 90%",
        "1 个项目执行率低于 80%，会被通报",
        "1 个项目还没有填执行数",
    ]
    put(workspace, ("p1", EXECUTED, "80"), ("p2", EXECUTED, "90"), period=10)
    assert [todo.wanted for todo in month_todos(workspace, YEAR)] == [MonitoringFilter.BLANK]


def test_filters_and_sums_follow_the_figures(workspace: Workspace) -> None:
    put(workspace, ("p1", EXECUTED, "10"), ("p2", EXECUTED, "40"))
    month = monitor.month(workspace, YEAR, 7)

    def shown(wanted: MonitoringFilter) -> list[str]:
        return [one.project_id for one in month.rows if wanted in filters_of(one)]

    assert shown(MonitoringFilter.ALL) == ["p1", "p2", "p3"]
    assert shown(MonitoringFilter.BLANK) == ["p3"]
    assert shown(MonitoringFilter.RED) == ["p1"]
    assert shown(MonitoringFilter.YELLOW) == ["p2"]
    assert shown(MonitoringFilter.BEHIND) == []
    totals = totals_of(month.rows)
    assert (totals.count, totals.executed_fen, totals.revised_fen, totals.rate) == (
        3,
        50 * WAN,
        200 * WAN,
        2500,
    )


def test_a_department_begins_with_its_tasks_and_what_their_projects_report(workspace: Workspace) -> None:
    content = FilingContent(
        form=Form.DEPARTMENT_TARGET,
        template_id="yunnan-department-target-13",
        year=YEAR,
        office_name="白岩镇人民政府",
        task_lines=(
            TaskLine(id="task", name="农村公路管护", project_ids=("p1", "p2"), budget_fen=200 * WAN),
            TaskLine(id="other", name="别的", budget_fen=WAN),
        ),
        indicator_lines=target("p1").content.indicator_lines,
    )
    line = replace(content.indicator_lines[0], id="of-office")
    whole = Filing(id="whole", office_id="office", content=replace(content, indicator_lines=(line,)))
    workspace.transact(lambda tx: filings.add(tx, whole))
    put(workspace, ("p1", EXECUTED, "60"), ("p2", EXECUTED, "30"))
    wish = Wish(
        form=Form.DEPARTMENT_MONITORING,
        year=YEAR,
        period=7,
        template_id="department-monitoring-2019",
        office_id="office",
    )
    made = fill.open_filing(workspace, begin(workspace, wish)).filing.content
    assert [(task.name, task.budget_fen, task.executed_fen) for task in made.task_lines] == [
        ("农村公路管护", 200 * WAN, 90 * WAN),
        ("别的", WAN, None),
    ]
    assert made.indicator_lines[0].answers_line_id == "of-office"
