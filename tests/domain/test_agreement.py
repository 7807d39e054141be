"""Agreement: every disagreement of a year is found with both its places, and a year that agrees says nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from jxdesk.domain.agreement.accounts import accounts_disagreements
from jxdesk.domain.agreement.approved import budget_disagreements
from jxdesk.domain.agreement.disagreement import Disagreement, OfficeYear, ProjectYear
from jxdesk.domain.agreement.lines import count_disagreements, line_disagreements
from jxdesk.domain.agreement.money import money_disagreements, task_disagreements
from jxdesk.domain.records.accounts import AccountItem
from jxdesk.domain.records.filings import (
    Comparator,
    Filing,
    FilingContent,
    FilingState,
    Form,
    IndicatorLine,
    MoneyKey,
    MoneyLine,
    MoneyUnit,
    TaskLine,
)
from jxdesk.domain.records.offices import Office, OfficeLevel
from jxdesk.domain.records.projects import BudgetStage, BudgetVersion, Project
from jxdesk.domain.records.treasury import TreasuryFigure
from jxdesk.domain.values.money import exact_text

WAN = 1_000_000  # 分


def amounts(**fen: int | None) -> MoneyLine:
    values: dict[str, object] = {}
    for field, amount in fen.items():
        values |= {f"{field}_fen": amount, f"{field}_text": exact_text(amount, MoneyUnit.WAN)}
    return MoneyLine(id=f"m-{len(values)}", key=MoneyKey.TOTAL, **values)  # type: ignore[arg-type]


def line(number: int, answers: str = "", **changes: object) -> IndicatorLine:
    values: dict[str, object] = {
        "id": f"l-{number}{answers and '-answer'}",
        "level1": "产出指标",
        "level2": "数量指标",
        "name": f"指标{number}",
        "clean_name": f"指标{number}",
        "comparator": Comparator.AT_LEAST,
        "target": Decimal(100 + number),
        "target_text": f"≥{100 + number}公里",
        "unit": "公里",
        "weight": Decimal(10),
        "answers_line_id": answers,
    }
    return IndicatorLine(**{**values, **changes})  # type: ignore[arg-type]


def filing(form: Form, total: MoneyLine, *lines: IndicatorLine, period: int | None = None) -> Filing:
    content = FilingContent(
        form=form,
        template_id="any",
        year=2026,
        period=period,
        money_lines=(total,),
        indicator_lines=lines,
        answers={"expected_goal": "养护 186 公里"},
    )
    return Filing(
        id=f"{form.value}-{period or ''}",
        office_id="office",
        project_id="project",
        content=content,
        state=FilingState.APPROVED,
    )


@pytest.fixture
def year() -> ProjectYear:
    """A year in which everything agrees."""
    project = Project(
        id="project",
        office_id="office",
        fiscal_year=2026,
        name="农村公路养护",
        budgets=(
            BudgetVersion(stage=BudgetStage.ORIGINAL, amount_fen=100 * WAN),
            BudgetVersion(stage=BudgetStage.ADJUSTED, amount_fen=20 * WAN),
            BudgetVersion(stage=BudgetStage.REVISED, amount_fen=120 * WAN),
        ),
    )
    budget = {"original_budget": 100 * WAN, "revised_budget": 120 * WAN}
    answers = (line(1, "l-1"), line(2, "l-2"))
    return ProjectYear(
        project=project,
        target=filing(Form.PROJECT_TARGET, amounts(original_budget=100 * WAN), line(1), line(2)),
        monitorings=(
            filing(Form.PROJECT_MONITORING, amounts(**budget, executed=50 * WAN), *answers, period=7),
            filing(Form.PROJECT_MONITORING, amounts(**budget, executed=90 * WAN), *answers, period=10),
        ),
        result=filing(Form.PROJECT_SELF_EVALUATION, amounts(**budget, executed=118 * WAN), *answers),
        treasury=(treasury(7, 50), treasury(12, 118)),
        final_accounts_fen=118 * WAN,
    )


def treasury(period: int, wan: int) -> TreasuryFigure:
    return TreasuryFigure(
        id=f"t-{period}", project_id="project", year=2026, period=period, executed_fen=wan * WAN
    )


def found(year: ProjectYear) -> list[Disagreement]:
    return [*money_disagreements(year), *line_disagreements(year)]


def codes(year: ProjectYear) -> set[str]:
    return {one.code for one in found(year)}


def with_result(year: ProjectYear, **changes: object) -> ProjectYear:
    assert year.result is not None
    content = replace(year.result.content, **changes)  # type: ignore[arg-type]
    return replace(year, result=replace(year.result, content=content))


def with_line(year: ProjectYear, **changes: object) -> ProjectYear:
    assert year.result is not None
    first, *others = year.result.content.indicator_lines
    return with_result(year, indicator_lines=(replace(first, **changes), *others))  # type: ignore[arg-type]


def test_a_year_that_agrees_says_nothing(year: ProjectYear) -> None:
    assert found(year) == []


def test_a_budget_that_is_another_version_is_named_with_both_amounts(year: ProjectYear) -> None:
    wrong = amounts(original_budget=100 * WAN, revised_budget=130 * WAN, executed=118 * WAN)
    (one,) = found(with_result(year, money_lines=(wrong,)))
    assert one.code == "budget-versions-differ"
    assert (one.here.value, one.there.value) == ("130.00 万元", "120.00 万元")
    assert (one.here.filing_id, one.here.field) == ("project_self_evaluation-", "revised_budget")
    assert one.there.project_id == "project"


def test_a_target_may_state_the_budget_as_it_was_when_it_was_filed(year: ProjectYear) -> None:
    later = BudgetVersion(stage=BudgetStage.ORIGINAL, amount_fen=105 * WAN)
    project = replace(year.project, budgets=(*year.project.budgets, later))
    places = {one.here.filing_id for one in found(replace(year, project=project))}
    assert "project_target-" not in places
    assert "project_self_evaluation-" in places


def test_yuan_taken_for_ten_thousand_yuan_is_said(year: ProjectYear) -> None:
    wrong = amounts(original_budget=100 * WAN, revised_budget=120 * WAN * 10_000, executed=118 * WAN)
    (one,) = found(with_result(year, money_lines=(wrong,)))
    assert "相差一万倍" in one.message


def test_an_amount_that_printing_has_rounded_agrees(year: ProjectYear) -> None:
    rounded = replace(
        amounts(original_budget=100 * WAN, revised_budget=120 * WAN, executed=118 * WAN + 4000),
        executed_text="118.00",
    )
    assert found(with_result(year, money_lines=(rounded,))) == []


def test_spending_that_shrinks_is_an_error_at_both_forms(year: ProjectYear) -> None:
    less = amounts(original_budget=100 * WAN, revised_budget=120 * WAN, executed=80 * WAN)
    one = next(one for one in found(with_result(year, money_lines=(less,))) if one.code == "executed-shrinks")
    assert (one.here.value, one.there.value) == ("80.00 万元", "90.00 万元")
    assert one.there.filing_id == "project_monitoring-10"


def test_the_treasury_and_the_final_accounts_are_held_against_the_forms(year: ProjectYear) -> None:
    assert codes(replace(year, treasury=(treasury(7, 49),))) == {"treasury-differs"}
    assert codes(replace(year, treasury=(treasury(12, 110),))) == {"treasury-differs"}
    assert codes(replace(year, treasury=(treasury(9, 1),))) == set()
    assert codes(replace(year, final_accounts_fen=117 * WAN)) == {"final-accounts-differ"}


def test_a_target_value_that_was_changed_is_found_also_where_forms_write_it_apart(year: ProjectYear) -> None:
    assert codes(with_line(year, target=Decimal(90), target_text="≥90公里")) == {"target-value-changed"}
    assert codes(with_line(year, target_text="101", unit="公里")) == set()
    assert codes(with_line(year, weight=Decimal(15))) == {"target-weight-changed"}
    assert codes(with_line(year, weight=None)) == set()


def test_lines_that_were_dropped_or_added_are_named(year: ProjectYear) -> None:
    assert year.result is not None
    kept = year.result.content.indicator_lines[1:]
    (one,) = found(with_result(year, indicator_lines=kept))
    assert (one.code, one.there.line_id) == ("target-line-dropped", "l-1")
    more = (*year.result.content.indicator_lines, line(9))
    (one,) = found(with_result(year, indicator_lines=more))
    assert (one.code, one.here.line_id) == ("target-line-added", "l-9")


def test_a_line_without_a_link_meets_its_target_by_level_and_name(year: ProjectYear) -> None:
    assert codes(with_line(year, answers_line_id="", level2="数量")) == set()
    assert codes(with_line(year, answers_line_id="", clean_name="别的")) == {
        "target-line-dropped",
        "target-line-added",
    }


def test_other_words_for_the_goal_are_an_advice(year: ProjectYear) -> None:
    (one,) = found(with_result(year, answers={"expected_goal": "完成养护任务"}))
    assert (one.code, one.severity.value) == ("goal-words-changed", "advice")


def test_a_form_that_answers_the_target_before_its_adjustment_is_told_so(year: ProjectYear) -> None:
    assert year.target is not None
    old = replace(year.target, id="old-target")
    lines = tuple(
        replace(one, id=f"new-{one.id}", target=Decimal(80), target_text="≥80公里")
        for one in year.target.content.indicator_lines
    )
    adjusted = replace(
        year.target, replaces_id=old.id, content=replace(year.target.content, indicator_lines=lines)
    )
    assert "target-version-replaced" in codes(replace(year, target=adjusted, replaced_targets=(old,)))


def test_a_form_that_only_some_projects_lack_is_named(year: ProjectYear) -> None:
    other = replace(year, project=replace(year.project, id="other"), target=None, monitorings=())
    assert [one.there.words for one in count_disagreements((year, other))] == ["绩效目标", "绩效监控"]
    assert list(count_disagreements((other,))) == []
    withdrawn = replace(other.project, withdrawn_on=dt.date(2026, 6, 1))
    assert list(count_disagreements((year, replace(other, project=withdrawn)))) == []


def office_year(year: ProjectYear, **changes: object) -> OfficeYear:
    office = Office(id="office", path="53-23-99-103", name="白岩镇人民政府", level=OfficeLevel.TOWNSHIP)
    values: dict[str, object] = {"office": office, "projects": (year,)}
    return OfficeYear(**{**values, **changes})  # type: ignore[arg-type]


def test_the_sum_of_the_projects_is_held_against_the_final_accounts(year: ProjectYear) -> None:
    assert (
        list(accounts_disagreements(office_year(year, final_accounts={AccountItem.PROJECTS: 118 * WAN})))
        == []
    )
    (one,) = accounts_disagreements(office_year(year, final_accounts={AccountItem.PROJECTS: 120 * WAN}))
    assert (one.code, one.project_name) == ("final-accounts-sum-differs", "白岩镇人民政府")
    unfinished = replace(year, result=None)
    assert (
        list(
            accounts_disagreements(office_year(unfinished, final_accounts={AccountItem.PROJECTS: 120 * WAN}))
        )
        == []
    )


def test_a_task_that_costs_less_than_its_projects_is_found(year: ProjectYear) -> None:
    def department(fen: int) -> Filing:
        task = TaskLine(id="task", name="养护", project_ids=("project",), budget_fen=fen)
        content = FilingContent(form=Form.DEPARTMENT_TARGET, template_id="any", year=2026, task_lines=(task,))
        return Filing(id="department", office_id="office", content=content)

    assert list(task_disagreements(office_year(year, target=department(100 * WAN)))) == []
    (one,) = task_disagreements(office_year(year, target=department(90 * WAN)))
    assert (one.code, one.here.line_id, one.there.value) == ("task-below-projects", "task", "100.00 万元")


# ---- the final accounts of an office ----------------------------------------------------------------------------


def by_accounts(year: ProjectYear, *, result: Filing | None = None, **wan: int) -> dict[str, Disagreement]:
    """What does not agree with final accounts, by code; amounts in 万元."""
    figures = {AccountItem(name): amount * WAN for name, amount in wan.items()}
    return {
        one.code: one
        for one in accounts_disagreements(office_year(year, final_accounts=figures, result=result))
    }


def whole_office(*tasks: int, **wan: int) -> Filing:
    """An office's own self-evaluation with rows of money and tasks that cost so much."""
    content = FilingContent(
        form=Form.DEPARTMENT_SELF_EVALUATION,
        template_id="any",
        year=2026,
        money_lines=tuple(
            MoneyLine(
                id=name,
                key=MoneyKey(name),
                label={"total": "部门支出总额", "basic": "其中：基本支出"}.get(name, ""),
                executed_fen=amount * WAN,
                executed_text=str(amount),
            )
            for name, amount in wan.items()
        ),
        task_lines=tuple(
            TaskLine(id=f"task-{number}", executed_fen=amount * WAN) for number, amount in enumerate(tasks)
        ),
    )
    return Filing(id="whole", office_id="office", content=content)


def test_the_total_of_the_accounts_is_the_basic_and_the_project_expenditure(year: ProjectYear) -> None:
    assert by_accounts(year, total=200, basic=82, projects=118) == {}
    (one,) = by_accounts(year, total=201, basic=82, projects=118).values()
    assert one.code == "accounts-parts-differ"
    assert (one.here.words, one.here.value) == ("部门决算的支出合计", "201.00 万元")
    assert (one.there.words, one.there.value) == ("部门决算的基本支出 + 项目支出", "200.00 万元")
    assert "相差 1.00 万元" in one.message


def test_a_total_without_its_parts_is_no_less_than_what_is_known(year: ProjectYear) -> None:
    assert by_accounts(year, total=200, projects=118) == {}
    assert by_accounts(year, total=200, basic=90) == {}
    assert by_accounts(year, basic=90) == {}
    assert set(by_accounts(year, total=117, projects=118)) == {"accounts-parts-differ"}


def test_the_projects_together_are_held_against_the_total_where_the_accounts_say_no_more(
    year: ProjectYear,
) -> None:
    assert by_accounts(year, total=118) == {}
    one = by_accounts(year, total=100)["final-accounts-sum-differs"]
    assert one.there.words == "部门决算的支出合计"
    assert "相差 18.00 万元" in one.message
    unfinished = replace(year, result=None)
    assert by_accounts(unfinished, total=100) == {}


def test_the_rows_of_the_office_form_stand_in_the_accounts_too(year: ProjectYear) -> None:
    agreed = whole_office(total=200, basic=82, projects=118)
    assert by_accounts(year, result=agreed, total=200, basic=82, projects=118) == {}
    wrong = whole_office(total=200, basic=80, projects=118)
    (one,) = by_accounts(year, result=wrong, total=200, basic=82, projects=118).values()
    assert one.code == "department-accounts-differ"
    assert (one.here.filing_id, one.here.line_id, one.here.field) == ("whole", "basic", "executed")
    assert one.here.words.endswith("基本支出")
    assert one.there.value == "82.00 万元"
    assert (
        "元和万元"
        in by_accounts(year, result=whole_office(total=2), total=20_000)["department-accounts-differ"].message
    )


def test_only_what_an_imported_form_cut_off_may_be_missing(year: ProjectYear) -> None:
    form = whole_office(total=200)
    exact = office_year(year, result=form, final_accounts={AccountItem.TOTAL: 200 * WAN + 1})
    assert {one.code for one in accounts_disagreements(exact)} == {"department-accounts-differ"}
    imported = replace(form, imported_from="自评.xlsx")
    assert list(accounts_disagreements(replace(exact, result=imported))) == []
    far = replace(exact, result=imported, final_accounts={AccountItem.TOTAL: 201 * WAN})
    assert {one.code for one in accounts_disagreements(far)} == {"department-accounts-differ"}


def test_tasks_never_cost_more_than_the_office_spent(year: ProjectYear) -> None:
    assert by_accounts(year, result=whole_office(100, 100), total=200) == {}
    one = by_accounts(year, result=whole_office(100, 101), total=200)["tasks-above-accounts"]
    assert (one.here.filing_id, one.here.field) == ("whole", "task_lines")
    assert one.there.words == "部门决算的支出合计"


def test_two_amounts_that_differ_by_a_little_do_not_look_alike(year: ProjectYear) -> None:
    one = by_accounts(year, result=whole_office(total=200))
    assert one == {}
    figures = {AccountItem.TOTAL: 200 * WAN + 1}
    (found,) = accounts_disagreements(
        office_year(year, final_accounts=figures, result=whole_office(total=200))
    )
    assert (found.here.value, found.there.value) == ("200.00 万元", "200.000001 万元")
    assert "相差 0.000001 万元" in found.message


# ---- the approved budget of an office ---------------------------------------------------------------------------


def by_budget(year: ProjectYear, *tasks: int, imported: bool = False, **wan: int) -> list[Disagreement]:
    """What does not agree with the approved budget where an office's tasks cost so much; amounts in 万元."""
    lines = tuple(
        TaskLine(id=f"task-{number}", name=f"任务{number}", budget_fen=amount * WAN, budget_text=str(amount))
        for number, amount in enumerate(tasks)
    )
    content = FilingContent(form=Form.DEPARTMENT_TARGET, template_id="any", year=2026, task_lines=lines)
    source = "目标表.xlsx" if imported else ""
    target = Filing(id="target", office_id="office", content=content, imported_from=source)
    figures = {AccountItem(name): amount * WAN for name, amount in wan.items()}
    return list(budget_disagreements(office_year(year, target=target, approved_budget=figures)))


def test_the_tasks_of_a_target_add_up_to_the_approved_budget(year: ProjectYear) -> None:
    assert by_budget(year, 100, 50, total=150) == []
    (one,) = by_budget(year, 100, 40, total=150)
    assert (one.code, one.here.filing_id, one.here.field) == ("tasks-off-budget", "target", "task_lines")
    assert (one.here.value, one.there.value) == ("140.00 万元", "150.00 万元")
    assert one.there.words == "部门预算的支出合计"
    assert "2 项任务" in one.message
    assert "相差 10.00 万元" in one.message


def test_the_whole_budget_is_also_known_from_its_two_parts(year: ProjectYear) -> None:
    assert by_budget(year, 150, basic=50, projects=100) == []
    (one,) = by_budget(year, 150, basic=50, projects=120)
    assert one.there.words == "部门预算的基本支出加项目支出"


def test_without_the_whole_the_tasks_cost_no_less_than_the_projects(year: ProjectYear) -> None:
    assert by_budget(year, 150, projects=150) == []
    assert by_budget(year, 160, projects=150) == []
    (one,) = by_budget(year, 140, projects=150)
    assert one.there.words == "部门预算的项目支出"
    assert by_budget(year, 100) == []
    (one,) = by_budget(year, 90)
    assert (one.there.words, one.there.value) == ("本单位 1 个项目的年初预算合计", "100.00 万元")


def test_yuan_in_tasks_is_said_and_what_printing_cut_off_agrees(year: ProjectYear) -> None:
    (one,) = by_budget(year, 1_500_000, total=150)
    assert "元和万元弄混" in one.message
    target = by_budget(year, 100, 50, imported=True, total=151)
    assert target == []


def test_an_office_without_target_or_amounts_says_nothing(year: ProjectYear) -> None:
    assert list(budget_disagreements(office_year(year, approved_budget={AccountItem.TOTAL: WAN}))) == []
    assert by_budget(year, total=150) == []
