"""Filled forms of an office as a whole and of transfers, for tests of what is printed, written and read back."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from jxdesk.domain.records.filings import FilingContent, Form, MoneyKey, MoneyLine, TaskLine
from jxdesk.domain.templates.parts import TaskField
from tests.documents.filled import ROWS, line, template

TARGETS = ("national-department-target-2015", "yunnan-department-target-13")
EVALUATIONS = ("yunnan-public13-2022", "department-scored-2013")
TRANSFERS = ("transfer-region-2022", "transfer-project-2022")
OFFICE_FORMS = (*TARGETS, *EVALUATIONS, *TRANSFERS)
OFFICE = "练习县水务局"

TASKS = (
    TaskLine(
        id="t0",
        name="水库除险加固",
        content="除险加固小型水库3座，汛前完工。",
        tier="本级",
        project_names="小型水库除险加固\n山洪灾害防治",
        budget_fen=30_000_000,
        fiscal_fen=28_000_000,
        other_fen=2_000_000,
        executed_fen=25_200_000,
        reason="一座水库因雨季停工，次年3月完工。",
    ),
    TaskLine(
        id="t1",
        name="城乡供水保障",
        content="维护供水管网120公里，水质合格率稳定。",
        tier="本级和下级",
        project_names="农村供水维修养护",
        budget_fen=12_345_600,
        fiscal_fen=12_345_600,
        other_fen=0,
        executed_fen=12_345_600,
    ),
    TaskLine(
        id="t2",
        name="机关运转保障",
        content="人员经费和公用经费。",
        tier="本级",
        budget_fen=50_000_000,
        fiscal_fen=50_000_000,
        executed_fen=49_000_000,
    ),
)
_ANSWERS = {
    "department_code": "332",
    "duties": "负责全县水资源管理、水旱灾害防御和农村供水。",
    "overall_goal": "三年内完成全部病险水库除险加固。",
    "expected_goal": "除险加固水库3座；维护管网120公里。",
    "actual_goal": "完工2座，1座延期；维护管网120公里。",
    "next_goal": "除险加固水库4座。",
    "later_goal": "除险加固水库2座。",
    "other_notes": "无",
    "central_department": "水利部",
}


def office_content(template_id: str) -> FilingContent:
    """A filled form of an office, or of a transfer, that nothing was printed on yet."""
    form = template(template_id)
    amounts = {
        MoneyKey.TOTAL: (92_345_600, 86_545_600),
        MoneyKey.BASIC: (50_000_000, 49_000_000),
        MoneyKey.PROJECTS: (42_345_600, 37_545_600),
        MoneyKey.CENTRAL: (80_000_000, 75_000_000),
        MoneyKey.LOCAL: (12_345_600, 11_545_600),
    }
    rows = form.money.rows if form.money is not None else ()
    is_target = form.form is Form.DEPARTMENT_TARGET
    money = tuple(
        MoneyLine(
            id=f"m-{row.key.value}",
            key=row.key,
            original_budget_fen=amounts[row.key][0]
            if form.form is not Form.TRANSFER_SELF_EVALUATION
            else None,
            revised_budget_fen=None if is_target else amounts[row.key][0],
            executed_fen=None if is_target else amounts[row.key][1],
        )
        for row in rows
        if row.key in amounts
    )
    lines = tuple(line(number, row) for number, row in enumerate(ROWS))
    if is_target:
        lines = tuple(
            replace(each, actual=None, actual_text="", weight=None, judged_percent=None) for each in lines
        )
    elif form.form is Form.TRANSFER_SELF_EVALUATION:
        lines = tuple(replace(each, weight=None, judged_percent=None) for each in lines)
    is_transfer = form.form is Form.TRANSFER_SELF_EVALUATION
    narrative = {
        answer.name: _ANSWERS.get(answer.name, f"{answer.label}已核")
        for answer in form.answers
        if answer.name not in ("preparer", "phone", "leader", "filled_on")
    }
    return FilingContent(
        form=form.form,
        template_id=template_id,
        year=2025,
        project_name="水利发展资金" if is_transfer else "",
        office_name="" if is_transfer else OFFICE,
        department=OFFICE if is_transfer else "",
        implementing_unit=OFFICE if is_transfer else "",
        money_unit=form.money_unit,
        execution_weight=form.execution_weight,
        money_lines=money,
        indicator_lines=lines,
        task_lines=() if form.tasks is None else tuple(_kept(task, template_id) for task in TASKS),
        answers=narrative,
    )


def _kept(task: TaskLine, template_id: str) -> TaskLine:
    """The task with what the form prints of it, and nothing else."""
    block = template(template_id).tasks
    assert block is not None
    shown = {column.field for column in block.columns}
    empty = TaskLine(id=task.id, name=task.name)
    kept = {
        name: getattr(task, name)
        for field, name in (
            (TaskField.CONTENT, "content"),
            (TaskField.TIER, "tier"),
            (TaskField.PROJECTS, "project_names"),
            (TaskField.BUDGET, "budget_fen"),
            (TaskField.FISCAL, "fiscal_fen"),
            (TaskField.OTHER, "other_fen"),
            (TaskField.EXECUTED, "executed_fen"),
            (TaskField.REASON, "reason"),
        )
        if field in shown
    }
    return replace(empty, **kept)


def total_of_tasks() -> Decimal:
    """What the tasks add up to.

    Units: 万元.
    """
    return Decimal(sum(task.budget_fen or 0 for task in TASKS)) / 1_000_000
