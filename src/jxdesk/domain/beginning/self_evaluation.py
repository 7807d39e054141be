"""The first content of a project's self-evaluation: the approved target to answer, the budget, and no results yet."""

from __future__ import annotations

from collections.abc import Mapping
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
from jxdesk.domain.records.budgets import standing
from jxdesk.domain.records.filings import FilingContent, IndicatorLine, Likelihood, MoneyKey
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.records.known import Known
from jxdesk.domain.records.projects import BudgetStage
from jxdesk.domain.templates.form import FormTemplate


def begin_self_evaluation(wish: Wish, template: FormTemplate, known: Known) -> FilingContent:
    """Indicators come from the year's target, else from last year's self-evaluation without its results, else empty."""
    project = known.project
    source = known.target or known.last_result
    amounts = {}
    if project is not None:
        amounts[MoneyKey.TOTAL] = {
            "original_budget": standing(project.budgets, BudgetStage.ORIGINAL),
            "revised_budget": standing(project.budgets, BudgetStage.REVISED),
        }
    goal = carried_answers(known.target.content, "expected_goal") if known.target else {}
    return replace(
        first_head(wish, template, known),
        money_lines=first_money(template, amounts),
        indicator_lines=_lines(source.content, template, is_target=known.target is not None)
        if source is not None and source.content.indicator_lines
        else empty_lines(template),
        answers=goal,
    )


def _lines(source: FilingContent, template: FormTemplate, *, is_target: bool) -> tuple[IndicatorLine, ...]:
    new_ids = {line.id: new_id() for line in source.indicator_lines}
    lines = tuple(unanswered(line, new_ids, answers_it=is_target) for line in source.indicator_lines)
    return lines if gives_points(template) else without_points(lines)


def unanswered(line: IndicatorLine, new_ids: Mapping[str, str], *, answers_it: bool) -> IndicatorLine:
    """The line with a new identity and without results; with ``answers_it`` it names the line that it answers."""
    return replace(
        line,
        id=new_ids[line.id],
        actual_text="",
        actual=None,
        actual_unit="",
        forecast_text="",
        forecast=None,
        causes=(),
        likelihood=Likelihood.UNSAID,
        printed_score="",
        judged_percent=None,
        manual_score=None,
        manual_reason="",
        deviation_reason="",
        remark="",
        answers_line_id=line.id if answers_it else "",
        merged_into=new_ids.get(line.merged_into, ""),
        row=None,
    )
