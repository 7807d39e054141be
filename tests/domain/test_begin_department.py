"""What forms of an office as a whole and of transfers begin with."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from jxdesk.domain.beginning.content import Wish
from jxdesk.domain.beginning.department import (
    begin_department_self_evaluation,
    begin_department_target,
    begin_transfer,
)
from jxdesk.domain.records.filings import Filing, FilingContent, Form, MoneyKey, MoneyLine
from jxdesk.domain.records.projects import BudgetStage, BudgetVersion
from tests.domain.offices_as_a_whole import (
    WAN,
    evaluation,
    known,
    office,
    project,
    rules,
    target,
    task,
    template,
)


def _wish(form: Form, template_id: str) -> Wish:
    return Wish(form=form, year=2025, template_id=template_id, office_id="o1")


def _target(beside: object) -> FilingContent:
    wish = _wish(Form.DEPARTMENT_TARGET, "yunnan-department-target-13")
    return begin_department_target(wish, template(wish.template_id), beside)  # type: ignore[arg-type]


def _evaluation(beside: object, template_id: str = "yunnan-public13-2022") -> FilingContent:
    wish = _wish(Form.DEPARTMENT_SELF_EVALUATION, template_id)
    rule = rules().department
    return begin_department_self_evaluation(wish, template(template_id), beside, rule=rule)  # type: ignore[arg-type]


def test_a_first_target_has_a_task_for_each_sector_of_its_projects() -> None:
    content = _target(known(project(1, 100), project(2, 50), project(3, 30, sector="供水")))
    assert [(line.name, line.project_ids, line.budget_fen) for line in content.task_lines] == [
        ("水利", ("p1", "p2"), 150 * WAN),
        ("供水", ("p3",), 30 * WAN),
    ]
    assert content.task_lines[0].project_names == "项目1\n项目2"
    amounts = {line.key: line.original_budget_fen for line in content.money_lines}
    assert amounts == {MoneyKey.TOTAL: None, MoneyKey.BASIC: None, MoneyKey.PROJECTS: 180 * WAN}
    assert (content.office_name, content.year) == ("练习县水务局", 2025)
    assert "2025" in content.title


def test_a_target_goes_on_from_the_year_before() -> None:
    before = target([task(1, 90, "q1", name="防汛"), task(2, 10, "q2", name="供水", project_names="项目2")])
    filing = Filing(id="f0", office_id="o1", content=replace(before, year=2024))
    went_on, same_name = project(1, 100, predecessor_id="q1"), project(2, 20)
    new = project(3, 30)
    content = _target(known(went_on, same_name, new, last_year=filing))
    assert [(line.name, line.project_ids, line.budget_fen) for line in content.task_lines] == [
        ("防汛", ("p1",), 100 * WAN),
        ("供水", ("p2",), 20 * WAN),
    ]
    assert content.answers["duties"] == "管水"
    assert "expected_goal" not in content.answers, "a goal is written anew each year"
    assert [line.name for line in content.indicator_lines] == ["加固水库"]
    assert not {line.id for line in content.indicator_lines} & {line.id for line in before.indicator_lines}


def test_classified_and_withdrawn_projects_are_never_named() -> None:
    secret = project(9, None, name="", sector="", is_classified=True)
    content = _target(known(project(1), secret))
    assert [line.project_ids for line in content.task_lines] == [("p1",)]


def test_this_years_goal_is_what_the_last_self_evaluation_planned() -> None:
    last = Filing(id="f0", office_id="o1", content=replace(evaluation([task(1, 1)]), year=2024))
    content = _target(known(project(1), last_result=last))
    assert content.answers["expected_goal"] == "加固4座"
    assert content.answers["next_goal"] == "加固2座"


def _result(project_id: str, spent: int) -> Filing:
    line = MoneyLine(id="m", key=MoneyKey.TOTAL, revised_budget_fen=100 * WAN, executed_fen=spent * WAN)
    content = FilingContent(
        form=Form.PROJECT_SELF_EVALUATION, template_id="national-2020", year=2025, money_lines=(line,)
    )
    return Filing(id=f"r-{project_id}", office_id="o1", project_id=project_id, content=content)


def test_a_self_evaluation_answers_the_target_with_what_its_projects_spent() -> None:
    approved = target([task(1, 200, "p1", "p2"), task(2, 50, name="机关运转")], of=(250, 50, 200))
    beside = known(
        project(1), project(2), of_target=approved, of_projects=(_result("p1", 90), _result("p2", 80))
    )
    content = _evaluation(beside)
    assert [(line.name, line.budget_fen, line.executed_fen) for line in content.task_lines] == [
        ("任务1", 200 * WAN, 170 * WAN),
        ("机关运转", 50 * WAN, None),
    ]
    rows = {line.key: line for line in content.money_lines}
    assert rows[MoneyKey.TOTAL].original_budget_fen == 250 * WAN
    assert rows[MoneyKey.PROJECTS].revised_budget_fen == 200 * WAN
    assert rows[MoneyKey.PROJECTS].executed_fen == 170 * WAN
    assert rows[MoneyKey.BASIC].executed_fen is None, "what nobody stated stays blank"
    (line,) = content.indicator_lines
    assert (line.answers_line_id, line.actual_text, line.weight) == ("i1", "", Decimal(90))
    assert content.answers["expected_goal"] == "加固3座"
    assert "actual_goal" not in content.answers
    assert content.execution_weight == 10


def test_a_revised_budget_counts_adjustments() -> None:
    adjusted = BudgetVersion(stage=BudgetStage.ADJUSTED, amount_fen=20 * WAN)
    one = project(1)
    one = replace(one, budgets=(*one.budgets, adjusted))
    rows = {line.key: line for line in _evaluation(known(one)).money_lines}
    assert rows[MoneyKey.PROJECTS].original_budget_fen == 100 * WAN
    assert rows[MoneyKey.PROJECTS].revised_budget_fen == 120 * WAN
    assert rows[MoneyKey.PROJECTS].executed_fen is None, "no project has reported yet"


def test_the_scored_form_begins_with_the_common_framework() -> None:
    approved = target([task(1, 200, "p1")])
    content = _evaluation(known(project(1), of_target=approved), "department-scored-2013")
    names = {line.name for line in content.indicator_lines}
    assert {"在职人员控制率", "质量达标率"} <= names
    assert sum(line.weight or 0 for line in content.indicator_lines) == 100
    assert content.execution_weight is None


def test_an_office_without_anything_begins_empty() -> None:
    content = _evaluation(known())
    assert content.task_lines == ()
    assert all(not line.name for line in content.indicator_lines)
    assert _target(known()).task_lines[0].name == ""


def test_a_transfer_begins_with_the_budget_and_the_target_of_its_project() -> None:
    project_target = FilingContent(
        form=Form.PROJECT_TARGET,
        template_id="target-national-2015",
        year=2025,
        indicator_lines=target([]).indicator_lines,
        answers={"expected_goal": "修渠"},
    )
    beside = replace(known(of_target=project_target), project=project(1, department="练习县水务局"))
    wish = Wish(
        form=Form.TRANSFER_SELF_EVALUATION, year=2025, template_id="transfer-project-2022", project_id="p1"
    )
    content = begin_transfer(wish, template(wish.template_id), beside)
    rows = {line.key: line.revised_budget_fen for line in content.money_lines}
    assert rows == {
        MoneyKey.TOTAL: 100 * WAN,
        MoneyKey.CENTRAL: None,
        MoneyKey.LOCAL: None,
        MoneyKey.OTHER: None,
    }
    assert (content.project_name, content.department) == ("项目1", "练习县水务局")
    assert content.implementing_unit == office().name
    assert content.execution_weight is None
    assert [line.answers_line_id for line in content.indicator_lines] == ["i1"]
    assert content.answers["expected_goal"] == "修渠"
