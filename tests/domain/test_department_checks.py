"""Forms of an office as a whole: what does not fit in tasks, projects, sums, years and common indicators, and what does."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from jxdesk.domain.checks.besides import beside_for
from jxdesk.domain.checks.check import check
from jxdesk.domain.checks.departments import check_department
from jxdesk.domain.departments.beside import department_beside
from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.records.filings import FilingContent, IndicatorLine
from jxdesk.domain.records.known import Known
from jxdesk.domain.scoring.score import score
from tests.domain.offices_as_a_whole import (
    evaluation,
    known,
    money,
    project,
    rules,
    target,
    task,
    template,
)


def _found(
    content: FilingContent, beside: Known | None = None, *, imported: bool = False
) -> dict[str, Finding]:
    held = department_beside(beside, content.form) if beside is not None else None
    form = template(content.template_id)
    return {one.code: one for one in check_department(content, rules(), form, imported=imported, beside=held)}


def test_a_target_whose_projects_all_hang_and_whose_sums_agree_has_no_findings() -> None:
    content = target([task(1, 200, "p1", "p2"), task(2, 50, name="机关运转")], of=(250, 50, 200))
    assert _found(content, known(project(1), project(2))) == {}


def test_a_project_without_a_task_is_an_error_and_named() -> None:
    finding = _found(target([task(1, 200, "p1")]), known(project(1), project(2)))["project-without-task"]
    assert finding.severity is Severity.ERROR
    assert "1 个项目" in finding.message
    assert "项目2" in finding.message
    assert finding.field == "task_lines"


def test_what_was_published_is_asked_about_and_not_refused() -> None:
    found = _found(target([task(1, 200, "p1")]), known(project(1), project(2)), imported=True)
    assert found["project-without-task"].severity is Severity.WARNING


def test_a_project_on_two_tasks_is_an_error_at_the_second() -> None:
    finding = _found(target([task(1, 200, "p1"), task(2, 200, "p1")]), known(project(1)))[
        "project-on-two-tasks"
    ]
    assert (finding.severity, finding.line_id, finding.field) == (Severity.ERROR, "t2", "projects")
    assert "任务1" in finding.message


def test_a_task_without_projects_is_a_warning_unless_it_is_basic_expenditure() -> None:
    found = _found(target([task(1, 100), task(2, 50, name="人员经费保障")]), known())
    assert found["task-without-projects"].severity is Severity.WARNING
    assert found["task-without-projects"].line_id == "t1"
    assert "task-without-projects" not in _found(target([task(2, 50, name="人员经费保障")]), known())


def test_a_task_smaller_than_its_projects_is_a_warning_and_an_equal_one_is_none() -> None:
    beside = known(project(1, 120), project(2, 80))
    assert "task-below-projects" not in _found(target([task(1, 200, "p1", "p2")]), beside)
    finding = _found(target([task(1, 199, "p1", "p2")]), beside)["task-below-projects"]
    assert finding.severity is Severity.WARNING
    assert "多出 1.00 万元" in finding.message


@pytest.mark.parametrize(("total", "fits"), [(250, True), (251, False)])
def test_the_office_has_what_its_tasks_add_up_to(total: int, fits: bool) -> None:
    content = target([task(1, 200, "p1"), task(2, 50, name="机关运转")], of=(total, None, None))
    assert ("task-total-differs" not in _found(content)) is fits


def test_the_office_has_basic_expenditure_and_projects_and_nothing_else() -> None:
    def codes(projects: int) -> set[str]:
        rows = money(250, 50, projects, spent=(240, 50, 190))
        content = evaluation([task(1, 250)], _lines(), rows=rows)
        found = check(content, score(content, rules()), rules(), template(content.template_id))
        return {one.code for one in found if one.severity is Severity.WARNING}

    assert "money-parts-differ" not in codes(200)
    assert "money-parts-differ" in codes(199)


def test_projects_that_are_gone_must_be_taken_off_the_task() -> None:
    away = project(2, withdrawn_on=dt.date(2025, 6, 1), withdrawn_reason="并入")
    found = _found(target([task(1, 200, "p1", "p2")]), known(project(1), away))
    assert "已经撤销" in found["project-gone"].message
    moved = _found(target([task(1, 200, "p1", "p9")]), known(project(1)))
    assert "不在本单位" in moved["project-gone"].message


def test_a_project_that_got_another_name_is_told_where_the_form_prints_the_old_one() -> None:
    line = task(1, 100, "p1", project_names="旧名")
    assert "task-project-names-differ" in _found(target([line]), known(project(1)))
    line = task(1, 100, "p1", project_names="项目1")
    assert "task-project-names-differ" not in _found(target([line]), known(project(1)))


def test_classified_projects_are_counted_and_never_asked_for_on_a_task() -> None:
    secret = project(3, None, name="", sector="", is_classified=True)
    found = _found(target([task(1, 100, "p1")]), known(project(1), secret))
    assert "project-without-task" not in found
    assert found["classified-left-out"].severity is Severity.ADVICE
    assert "1 个涉密项目" in found["classified-left-out"].message


def test_an_exempt_office_is_told_that_it_need_not_file() -> None:
    found = _found(target([task(1, 100, "p1")]), known(project(1), exempt=True))
    assert found["office-exempt"].severity is Severity.ADVICE


def test_a_form_without_tasks_is_refused() -> None:
    assert _found(target([]), known())["tasks-missing"].severity is Severity.ERROR


def test_the_projects_row_is_compared_with_the_budgets_of_the_projects() -> None:
    beside = known(project(1, 120), project(2, 80))
    tasks = [task(1, 200, "p1", "p2")]
    assert "projects-differ" not in _found(target(tasks, of=(250, 50, 200)), beside)
    assert "projects-differ" in _found(target(tasks, of=(260, 50, 210)), beside)


# ---- self-evaluations --------------------------------------------------------------------------------------------


def _lines() -> list[IndicatorLine]:
    return [
        IndicatorLine(
            id="i1",
            level1="产出",
            level2="职责履行",
            name="质量达标率",
            clean_name="质量达标率",
            target_text="100%",
            target=Decimal(100),
            unit="%",
            actual_text="90%",
            actual=Decimal(90),
            weight=Decimal(100),
        )
    ]


def test_a_year_that_has_not_ended_has_no_results() -> None:
    content = evaluation([task(1, 100)], _lines(), answers={"next_result": "完成了"})
    finding = _found(content)["result-of-open-year"]
    assert finding.severity is Severity.ERROR
    assert "2026" in finding.message


def test_three_years_are_listed_and_each_says_something_else() -> None:
    same = {"next_goal": "加固3座", "later_goal": ""}
    found = _found(evaluation([task(1, 100)], _lines(), answers=same))
    assert found["goal-repeated"].field == "next_goal"
    assert found["three-years-goal-blank"].field == "later_goal"
    assert not {"goal-repeated", "three-years-goal-blank"} & set(_found(evaluation([task(1, 100)], _lines())))


def test_a_task_that_spent_little_says_why() -> None:
    poor = task(1, 100, executed_fen=80_000_000)
    assert "task-unspent-without-reason" in _found(evaluation([poor], _lines()))
    told = task(1, 100, executed_fen=80_000_000, reason="雨季停工")
    assert "task-unspent-without-reason" not in _found(evaluation([told], _lines()))


def test_what_the_tasks_spent_is_what_the_office_spent() -> None:
    tasks = [task(1, 100, executed_fen=95_000_000)]
    rows = money(100, 40, 60, spent=(95,))
    assert "task-executed-differs" not in _found(evaluation(tasks, _lines(), rows=rows))
    assert "task-executed-differs" in _found(
        evaluation(tasks, _lines(), rows=money(100, 40, 60, spent=(96,)))
    )


def test_the_goal_and_the_tasks_are_those_of_the_target() -> None:
    approved = target([task(1, 100, "p1"), task(2, 50)])
    beside = known(project(1), of_target=approved)
    assert "goal-differs-from-target" not in _found(evaluation([task(1, 100, "p1")], _lines()), beside)
    other = evaluation([task(1, 100, "p1")], _lines(), answers={"expected_goal": "加固1座"})
    found = _found(other, beside)
    assert "批复的" in found["goal-differs-from-target"].message
    assert "任务2" in found["task-of-target-missing"].message
    assert "no-approved-target" in _found(other, known(project(1)))


def test_a_rate_is_held_against_its_base_figures() -> None:
    figures = {"figure_planned": "10", "figure_good": "9"}
    assert "department-rate-differs" not in _found(evaluation([task(1, 100)], _lines(), answers=figures))
    figures["figure_good"] = "8"
    finding = _found(evaluation([task(1, 100)], _lines(), answers=figures))["department-rate-differs"]
    assert "质量达标工作数 ÷ 计划工作数" in finding.message
    assert "80%" in finding.message


def test_division_by_nothing_is_told_as_not_applicable() -> None:
    figures = {"figure_planned": "0", "figure_good": "0"}
    found = _found(evaluation([task(1, 100)], _lines(), answers=figures))
    assert "计划工作数为 0" in found["rate-not-applicable"].advice


def test_the_checks_of_an_office_are_part_of_the_checks_of_a_filing() -> None:
    content = target([task(1, 200, "p1")])
    beside = beside_for(content, known(project(1), project(2)))
    found = check(content, score(content, rules()), rules(), template(content.template_id), beside=beside)
    assert "project-without-task" in {one.code for one in found}
