"""Checks of forms of an office as a whole: tasks, the projects that hang on them, sums, years and common indicators. Used by checks.

Everything here is this program's own choice as to its weight, but for the rule that every project hangs on a task.
"""

from __future__ import annotations

from collections.abc import Iterator

from jxdesk.domain.checks.tasks import check_hanging, check_task
from jxdesk.domain.departments.beside import DepartmentBeside, Making, listed
from jxdesk.domain.departments.figures import PREFIX
from jxdesk.domain.departments.scoring import rates
from jxdesk.domain.departments.task_sums import task_sum
from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.records.filings import SELF_EVALUATIONS, FilingContent, Form
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.templates.form import FormTemplate
from jxdesk.domain.templates.parts import TaskField
from jxdesk.domain.values.lettering import fold, says_nothing

OPEN_YEARS = {"next_result": "下一年", "later_result": "再下一年"}


def check_department(
    content: FilingContent,
    rules: RulePack,
    template: FormTemplate | None,
    *,
    imported: bool = False,
    beside: DepartmentBeside | None = None,
) -> Iterator[Finding]:
    """All findings that only targets and self-evaluations of an office as a whole have, in the order of the form."""
    made = Making(content, imported=imported)
    if beside is not None:
        yield from _check_office(made, beside)
    yield from _check_years(made, template)
    has_table = template is None or template.tasks is not None
    if has_table and not content.task_lines and not imported:
        yield made.finding(
            Severity.ERROR, "tasks-missing", "没有填重点工作任务。", "请逐项填写本年的重点工作任务和金额。"
        )
    for line in content.task_lines:
        yield from check_task(made, line, rules)
    yield from _check_sums(made)
    if beside is not None:
        yield from check_hanging(made, beside, rules)
        if content.form is Form.DEPARTMENT_SELF_EVALUATION:
            yield from _check_against_target(made, beside)
    if content.form in SELF_EVALUATIONS:
        yield from _check_rates(made, rules)


# ---- the office and its years -------------------------------------------------------------------------------------


def _check_office(made: Making, beside: DepartmentBeside) -> Iterator[Finding]:
    if beside.is_exempt:
        yield made.finding(
            Severity.ADVICE,
            "office-exempt",
            "本单位登记为免报单位，这张表可以不报。",
            "涉密等免报单位不用填报和公开；登记有误的，请上级改单位表。",
            field="office_name",
        )
    if beside.classified:
        yield made.finding(
            Severity.ADVICE,
            "classified-left-out",
            f"本单位有 {beside.classified} 个涉密项目，只计个数，不列入任务和表内金额。",
            "涉密项目的名称、金额不要写在这张表上；部门总额里包含它们的，合计会相差这一部分。",
        )


def _check_years(made: Making, template: FormTemplate | None) -> Iterator[Finding]:
    """Three years are listed, and only the one that has ended has results."""
    content = made.content
    year = content.year or 0
    for ahead, (name, words) in enumerate(OPEN_YEARS.items(), 1):
        if not says_nothing(content.answers.get(name, "")):
            yield made.finding(
                Severity.ERROR,
                "result-of-open-year",
                f"{words}（{year + ahead} 年）还没有结束，却填了实际完成情况。"
                if year
                else f"{words}还没有结束，却填了实际完成情况。",
                "三年目标里只有已经结束的年度写完成情况，其余留空。",
                field=name,
            )
    if template is None or template.answer("next_goal") is None or made.imported:
        return
    goals = [content.answers.get(name, "").strip() for name in ("expected_goal", "next_goal", "later_goal")]
    for name, goal in zip(("next_goal", "later_goal"), goals[1:], strict=True):
        if not goal:
            yield made.finding(
                Severity.WARNING,
                "three-years-goal-blank",
                f"没有填“{template.label_of(name)}”。",
                "部门年度目标要列三年，请把后两年的目标也写上。",
                field=name,
            )
        elif goal == goals[0]:
            yield made.finding(
                Severity.ADVICE,
                "goal-repeated",
                f"“{template.label_of(name)}”和本年目标一字不差。",
                "三年的目标应逐年推进，请写出不同年份要达到什么。",
                field=name,
            )


# ---- sums ---------------------------------------------------------------------------------------------------------


def _check_sums(made: Making) -> Iterator[Finding]:
    """The office's whole budget is what its tasks add up to, and what they spent is what the office spent."""
    total = made.content.total_line
    if total is None or not made.content.task_lines:
        return
    stated = total.original_budget_fen if total.original_budget_fen is not None else total.revised_budget_fen
    added = task_sum(made.content.task_lines, TaskField.BUDGET)
    possible = {total.original_budget_fen, total.revised_budget_fen} - {None}
    if stated is not None and added is not None and added not in possible:
        yield made.finding(
            Severity.WARNING,
            "task-total-differs",
            f"部门预算总额 {made.amount(stated)}，各项任务合计 {made.amount(added)}，相差 {made.amount(abs(stated - added))}。",
            "部门预算总额应等于各项任务合计，请查少了哪项任务或哪个金额。",
        )
    spent = task_sum(made.content.task_lines, TaskField.EXECUTED)
    if total.executed_fen is not None and spent is not None and spent != total.executed_fen:
        yield made.finding(
            Severity.WARNING,
            "task-executed-differs",
            f"部门全年执行数 {made.amount(total.executed_fen)}，各项任务实际支出合计 {made.amount(spent)}，相差 {made.amount(abs(spent - total.executed_fen))}。",
            "请核对各项任务的实际支出和部门决算数。",
        )


# ---- the target and the common indicators -------------------------------------------------------------------------


def _check_against_target(made: Making, beside: DepartmentBeside) -> Iterator[Finding]:
    target = beside.target
    if target is None:
        yield made.finding(
            Severity.WARNING,
            "no-approved-target",
            "没有找到本单位今年的部门整体支出绩效目标。",
            "自评对照的是批复的目标，请先把目标录入或装入。",
            field="expected_goal",
        )
        return
    mine, approved = (one.answers.get("expected_goal", "") for one in (made.content, target))
    if approved.strip() and fold(mine) != fold(approved):
        words = "批复的" if beside.target_approved else "今年整体目标里的"
        yield made.finding(
            Severity.WARNING,
            "goal-differs-from-target",
            f"本年目标和{words}目标文字不一致。",
            "自评的目标应和批复的一字不差；调整过目标的，请先办目标调整。",
            field="expected_goal",
        )
    there = {fold(task.name) for task in made.content.task_lines}
    missing = [task.name for task in target.task_lines if fold(task.name) not in there]
    if missing:
        yield made.finding(
            Severity.WARNING,
            "task-of-target-missing",
            f"目标里的 {len(missing)} 项任务自评没有列：{listed(missing)}。",
            "请把目标里的任务列全；取消的任务写明原因。",
        )


def _check_rates(made: Making, rules: RulePack) -> Iterator[Finding]:
    """Common indicators beside what their base figures give, where they were typed."""
    content = made.content
    if not any(name.startswith(PREFIX) and text for name, text in content.answers.items()):
        return
    lines = {line.id: line for line in content.indicator_lines}
    for line_id, rate in rates(content).items():
        line = lines[line_id]
        if rate.inapplicable and not line.not_applicable:
            yield made.finding(
                Severity.WARNING,
                "rate-not-applicable",
                f"“{line.name}”的分母是 0，不适用。",
                f"请标为“不适用”并写明：{rate.note}。",
                line_id=line_id,
                field="not_applicable",
                row=line.row,
            )
        percent = rate.percent
        if percent is None or line.actual is None or line.not_applicable:
            continue
        if abs(percent - line.actual) > rules.department.rate_tolerance:
            yield made.finding(
                Severity.WARNING,
                "department-rate-differs",
                f"“{line.name}”填的是 {line.actual_text}，按基础数据（{rate.formula.words}）是 {rate.text}。",
                "请改正完成值或基础数据。",
                line_id=line_id,
                field="actual",
                row=line.row,
            )
