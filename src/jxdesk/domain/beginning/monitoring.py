"""The first content of a monitoring form: the target to be watched, the budget as it stands, and nothing reached yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from jxdesk.domain.beginning.content import (
    Wish,
    carried_answers,
    empty_lines,
    first_head,
    first_money,
)
from jxdesk.domain.beginning.self_evaluation import unanswered
from jxdesk.domain.monitoring.standing import executed_of
from jxdesk.domain.records.budgets import revised_budget, standing
from jxdesk.domain.records.filings import Filing, FilingContent, IndicatorLine, MoneyKey, TaskLine
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.records.known import Known
from jxdesk.domain.records.projects import BudgetStage, Project
from jxdesk.domain.templates.form import FormTemplate
from jxdesk.domain.values.money import exact_text

Amounts = Mapping[MoneyKey, Mapping[str, int | None]]


def begin_monitoring(wish: Wish, template: FormTemplate, known: Known) -> FilingContent:
    """Indicators come from the year's target, else from last year's self-evaluation without its results, else empty.

    The office as a whole has its tasks in place of money, with what its projects report for the same months.
    """
    if wish.period is None:
        raise ValueError("a monitoring form is of a period")
    target = known.target.content if known.target is not None else None
    tasks = _tasks(target, known.of_projects, wish.period) if known.project is None and target else ()
    return replace(
        first_head(wish, template, known),
        money_lines=first_money(template, _amounts(known.project, target)),
        task_lines=tasks,
        indicator_lines=_lines(template, known),
        answers=carried_answers(target, "expected_goal"),
    )


def is_blank(content: FilingContent) -> bool:
    """Whether nothing was filled in since the form was begun."""
    money = any(
        line.executed_fen is not None or line.forecast_fen is not None for line in content.money_lines
    )
    lines = any(
        line.actual_text or line.forecast_text or line.causes or line.likelihood or line.deviation_reason
        for line in content.indicator_lines
    )
    tasks = any(task.progress or task.reason for task in content.task_lines)
    return not money and not lines and not tasks


def _amounts(project: Project | None, target: FilingContent | None) -> Amounts:
    """The amounts of the rows: of the project's own budget, and below the total of what the target splits it into."""
    rows: dict[MoneyKey, dict[str, int | None]] = {}
    for line in target.money_lines if target else ():
        rows[line.key] = {"original_budget": line.original_budget_fen}
    if project is None:
        return rows
    original, revised = standing(project.budgets, BudgetStage.ORIGINAL), revised_budget(project.budgets)
    stated = rows.get(MoneyKey.TOTAL, {}).get("original_budget")
    # The parts of a target hold for its own total only: of a budget that has another one they would not add up.
    parts = rows if stated is not None and stated in (original, revised) else {}
    total = {
        "original_budget": original if original is not None else stated,
        "revised_budget": revised if revised is not None else stated,
    }
    if revised == stated:
        parts = {key: one | {"revised_budget": one["original_budget"]} for key, one in parts.items()}
    return {**parts, MoneyKey.TOTAL: total}


def _lines(template: FormTemplate, known: Known) -> tuple[IndicatorLine, ...]:
    source = known.target or known.last_result
    if source is None or not source.content.indicator_lines:
        return empty_lines(template)
    lines = source.content.indicator_lines
    new_ids = {line.id: new_id() for line in lines}
    return tuple(unanswered(line, new_ids, answers_it=known.target is not None) for line in lines)


def _tasks(target: FilingContent, of_projects: Sequence[Filing], period: int) -> tuple[TaskLine, ...]:
    """The tasks of the target with what their projects report for these months."""
    executed = {
        filing.project_id: executed_of(filing.content)[1]
        for filing in of_projects
        if filing.content.period == period
    }
    tasks = []
    for task in target.task_lines:
        found = [fen for one in task.project_ids if (fen := executed.get(one)) is not None]
        spent = sum(found) if found else None
        tasks.append(
            replace(
                task,
                id=new_id(),
                executed_fen=spent,
                executed_text=exact_text(spent, target.money_unit),
                progress="",
                reason="",
                row=None,
            )
        )
    return tuple(tasks)
