"""The first content of forms of an office as a whole and of transfers: tasks and projects, the target to answer, what was spent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from jxdesk.domain.beginning.content import (
    Wish,
    carried_answers,
    empty_lines,
    first_head,
    first_money,
    gives_points,
    without_points,
)
from jxdesk.domain.beginning.self_evaluation import unanswered
from jxdesk.domain.departments.scoring import framework_lines, with_points
from jxdesk.domain.departments.task_sums import joined
from jxdesk.domain.records.budgets import revised_budget, standing
from jxdesk.domain.records.filings import Filing, FilingContent, IndicatorLine, MoneyKey, MoneyUnit, TaskLine
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.records.known import Known
from jxdesk.domain.records.projects import BudgetStage, Project
from jxdesk.domain.rules.departments import DepartmentRule
from jxdesk.domain.scoring.execution import execution_amounts
from jxdesk.domain.templates.form import FormTemplate
from jxdesk.domain.values.money import exact_text

_STEADY = ("duties", "overall_goal", "department_code")
"""What an office says every year in the same words."""


def begin_department_target(wish: Wish, template: FormTemplate, known: Known) -> FilingContent:
    """Tasks come from last year's target with this year's projects hung on them, else one for each sector of the projects."""
    before = known.last_year.content if known.last_year is not None else None
    head = first_head(wish, template, known)
    projects = _listed(known.projects)
    names = {one.id: one.name for one in projects}
    hung = (
        _tasks_of_year_before(before, projects)
        if before and before.task_lines
        else _tasks_by_sector(projects)
    )
    tasks = tuple(_with_amounts(_with_names(task, names), projects, head.money_unit) for task in hung)
    whole = _sum([standing(one.budgets, BudgetStage.ORIGINAL) for one in projects])
    answers = dict(carried_answers(before, *_STEADY))
    if known.last_result is not None:
        answers |= _goals_of_year_before(known.last_result.content)
    return replace(
        head,
        implementing_unit="",
        money_lines=first_money(template, {MoneyKey.PROJECTS: {"original_budget": whole}}),
        task_lines=tasks,
        indicator_lines=_from_year_before(before) if before else empty_lines(template),
        answers=answers,
    )


def begin_department_self_evaluation(
    wish: Wish, template: FormTemplate, known: Known, *, rule: DepartmentRule
) -> FilingContent:
    """The target's goals, tasks with what their projects' self-evaluations spent, and its indicators to be answered.

    A form that prints the common framework begins with that, in the points of the rule pack.
    """
    target = known.target.content if known.target is not None else None
    before = known.last_result.content if known.last_result is not None else None
    head = first_head(wish, template, known)
    answers = dict(carried_answers(before, *_STEADY, "next_goal", "later_goal"))
    answers |= _goals_of_year_before(before) if before else {}
    answers |= carried_answers(target, *_STEADY, "expected_goal", "next_goal", "later_goal")
    source = target or before
    tasks = _executed(source.task_lines, known.of_projects, head.money_unit) if source else ()
    return replace(
        head,
        implementing_unit="",
        money_lines=first_money(template, _amounts(known, target)),
        task_lines=tasks,
        indicator_lines=_indicators(template, rule, source, answers_it=target is not None),
        answers=answers,
    )


def begin_transfer(wish: Wish, template: FormTemplate, known: Known) -> FilingContent:
    """The project's target to answer and its budget, by central and local money where the project says it."""
    project, target = known.project, known.target
    amounts: dict[MoneyKey, Mapping[str, int | None]] = {}
    if project is not None:
        amounts[MoneyKey.TOTAL] = {"revised_budget": revised_budget(project.budgets)}
    source = target.content if target is not None else None
    lines = source.indicator_lines if source is not None else ()
    return replace(
        first_head(wish, template, known),
        execution_weight=None,
        money_lines=first_money(template, amounts),
        indicator_lines=without_points(_answering(lines, answers_it=True))
        if lines
        else empty_lines(template),
        answers=carried_answers(source, "expected_goal"),
    )


def _listed(projects: Sequence[Project]) -> tuple[Project, ...]:
    """The projects that may be named on a form: neither classified nor withdrawn."""
    return tuple(one for one in projects if not one.is_classified and one.withdrawn_on is None)


# ---- the tasks of a target ----------------------------------------------------------------------------------------


def _tasks_of_year_before(before: FilingContent, projects: Sequence[Project]) -> tuple[TaskLine, ...]:
    """Last year's tasks, each with this year's projects that go on from those it had; amounts are asked anew."""
    went_on: dict[str, list[str]] = {}
    for one in projects:
        if one.predecessor_id:
            went_on.setdefault(one.predecessor_id, []).append(one.id)
    by_name = {one.name: one.id for one in projects}
    names_before = {task.id: task.project_names.splitlines() for task in before.task_lines}
    taken: set[str] = set()
    tasks = []
    for task in before.task_lines:
        found = [new for old in task.project_ids for new in went_on.get(old, ())]
        found += [by_name[name] for name in names_before[task.id] if name in by_name]
        hanging = tuple(one for one in dict.fromkeys(found) if one not in taken)
        taken.update(hanging)
        tasks.append(
            TaskLine(id=new_id(), name=task.name, content=task.content, tier=task.tier, project_ids=hanging)
        )
    return tuple(tasks)


def _tasks_by_sector(projects: Sequence[Project]) -> tuple[TaskLine, ...]:
    """One task for each sector of the projects; those that name none share one."""
    sectors: dict[str, list[Project]] = {}
    for one in projects:
        sectors.setdefault(one.sector, []).append(one)
    return tuple(
        TaskLine(id=new_id(), name=sector, project_ids=tuple(one.id for one in members))
        for sector, members in sectors.items()
    ) or (TaskLine(id=new_id()),)


def _with_names(task: TaskLine, names: Mapping[str, str]) -> TaskLine:
    return replace(task, project_names=joined(names[one] for one in task.project_ids if one in names))


def _with_amounts(task: TaskLine, projects: Sequence[Project], unit: MoneyUnit) -> TaskLine:
    """The task with what its projects were given in the original budget."""
    mine = [one for one in projects if one.id in task.project_ids]
    whole = _sum([standing(one.budgets, BudgetStage.ORIGINAL) for one in mine])
    return replace(task, budget_fen=whole, budget_text=exact_text(whole, unit))


def _sum(amounts: Sequence[int | None]) -> int | None:
    said = [amount for amount in amounts if amount is not None]
    return sum(said) if said else None


def _from_year_before(before: FilingContent) -> tuple[IndicatorLine, ...]:
    return _answering(before.indicator_lines, answers_it=False)


def _goals_of_year_before(before: FilingContent) -> dict[str, str]:
    """What last year's form planned for this year and the next one."""
    found = {
        "expected_goal": before.answers.get("next_goal", ""),
        "next_goal": before.answers.get("later_goal", ""),
    }
    return {name: text for name, text in found.items() if text}


# ---- a self-evaluation --------------------------------------------------------------------------------------------


def _executed(
    tasks: Sequence[TaskLine], of_projects: Sequence[Filing], unit: MoneyUnit
) -> tuple[TaskLine, ...]:
    """The tasks with what the self-evaluations of their projects spent."""
    spent = {one.project_id: execution_amounts(one.content).executed_fen for one in of_projects}
    made = []
    for task in tasks:
        found = [fen for one in task.project_ids if (fen := spent.get(one)) is not None]
        executed = _sum(found)
        made.append(
            replace(
                task,
                id=new_id(),
                executed_fen=executed,
                executed_text=exact_text(executed, unit),
                budget_text=exact_text(task.budget_fen, unit),
                fiscal_text=exact_text(task.fiscal_fen, unit),
                other_text=exact_text(task.other_fen, unit),
                progress="",
                reason="",
                row=None,
            )
        )
    return tuple(made)


def _amounts(known: Known, target: FilingContent | None) -> dict[MoneyKey, dict[str, int | None]]:
    """The office's amounts: as the target states them, its projects as their budgets and self-evaluations stand."""
    rows: dict[MoneyKey, dict[str, int | None]] = {}
    for line in target.money_lines if target else ():
        rows[line.key] = {"original_budget": line.original_budget_fen}
    projects = _listed(known.projects)
    if projects:
        row = rows.setdefault(MoneyKey.PROJECTS, {})
        row.setdefault(
            "original_budget", _sum([standing(one.budgets, BudgetStage.ORIGINAL) for one in projects])
        )
        row["revised_budget"] = _sum([revised_budget(one.budgets) for one in projects])
        row["executed"] = _sum([execution_amounts(one.content).executed_fen for one in known.of_projects])
    return rows


def _indicators(
    template: FormTemplate, rule: DepartmentRule, source: FilingContent | None, *, answers_it: bool
) -> tuple[IndicatorLine, ...]:
    """The common framework where the form is made for it, else the target's lines with points, else empty ones."""
    if {level.name for level in template.levels} == {line.level1 for line in rule.framework}:
        return framework_lines(rule)
    if source is None or not source.indicator_lines:
        return empty_lines(template)
    lines = _answering(source.indicator_lines, answers_it=answers_it)
    return with_points(lines, template.levels) if gives_points(template) else without_points(lines)


def _answering(lines: Sequence[IndicatorLine], *, answers_it: bool) -> tuple[IndicatorLine, ...]:
    new_ids = {line.id: new_id() for line in lines}
    return tuple(unanswered(line, new_ids, answers_it=answers_it) for line in lines)
