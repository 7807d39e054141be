"""The first content of a project's target: its facts and funding, and indicators from last year or one empty line for each place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from jxdesk.domain.beginning.content import (
    BeginFrom,
    Wish,
    empty_lines,
    first_head,
    first_money,
)
from jxdesk.domain.beginning.self_evaluation import unanswered
from jxdesk.domain.records.budgets import revised_budget, standing
from jxdesk.domain.records.filings import FilingContent, IndicatorLine, MoneyKey, MoneyLine
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.records.known import Known
from jxdesk.domain.records.projects import BudgetBook, BudgetStage, FundingLine, Project
from jxdesk.domain.rules.parts import GoalStyle
from jxdesk.domain.templates.form import FormTemplate
from jxdesk.domain.templates.goal_styles import style_of
from jxdesk.domain.values.periods import LONG_TERM_GOAL, PERIOD, period_text

_OWN_WORDS = ("本级", "自筹", "自有财力", "县级财力", "县财政", "乡镇财力")
"""What a source is called that the office's own level pays; any other fiscal source comes from above."""
_STAGES = (BudgetStage.ORIGINAL, BudgetStage.REVIEWED, BudgetStage.REQUESTED)
_BOOKS = MappingProxyType(
    {
        BudgetBook.GENERAL: MoneyKey.GENERAL,
        BudgetBook.GOVERNMENT_FUNDS: MoneyKey.GOVERNMENT_FUNDS,
        BudgetBook.STATE_CAPITAL: MoneyKey.STATE_CAPITAL,
    }
)


def begin_target(wish: Wish, template: FormTemplate, known: Known) -> FilingContent:
    """The target of a project, from what the project says of itself and from the year before as it is wished.

    Last year's indicators are taken with their values; what was reached stands beside them and is not put in their place.
    """
    source = _source(wish, known)
    if source is not None and wish.style is not None and style_of(source) is not wish.style:
        # 成本 would have to move to another level, and its points with it: nobody does that unasked.
        source = None
    head = first_head(wish, template, known)
    project = known.project
    return replace(
        head,
        money_lines=_money(template, project) if project is not None else first_money(template, {}),
        indicator_lines=_renewed(source) if source else _empty(template, wish.style),
        answers=_answers(template, project, source),
    )


def _source(wish: Wish, known: Known) -> FilingContent | None:
    target = known.last_year.content if known.last_year else None
    result = known.last_result.content if known.last_result else None
    of_wish = {
        BeginFrom.BEST: target or result,
        BeginFrom.LAST_TARGET: target,
        BeginFrom.LAST_RESULT: result,
        BeginFrom.EMPTY: None,
    }[wish.begin_from]
    return of_wish if of_wish is not None and of_wish.indicator_lines else None


def _renewed(source: FilingContent) -> tuple[IndicatorLine, ...]:
    new_ids = {line.id: new_id() for line in source.indicator_lines}
    return tuple(
        replace(
            unanswered(line, new_ids, answers_it=False),
            # Why an indicator does not apply holds on; other reasons were about last year's result.
            manual_reason=line.manual_reason if line.not_applicable else "",
            printed_weight="",
        )
        for line in source.indicator_lines
    )


def _empty(template: FormTemplate, style: GoalStyle | None) -> tuple[IndicatorLine, ...]:
    return empty_lines(template if style is None else replace(template, levels=template.levels_of(style)))


# ---- money ----------------------------------------------------------------------------------------------------------


def _money(template: FormTemplate, project: Project) -> tuple[MoneyLine, ...]:
    """The rows of the form: the total from the newest budget that is known, the others from the lines of funding."""
    total = next((fen for stage in _STAGES if (fen := standing(project.budgets, stage)) is not None), None)
    keys = {row.key for row in template.money.rows} if template.money else set()
    by_key: dict[MoneyKey, list[FundingLine]] = {}
    for line in project.funding:
        for key in _rows_of(line):
            if key in keys:
                by_key.setdefault(key, []).append(line)
    amounts: dict[MoneyKey, int | None] = {
        key: sum(line.amount_fen for line in lines) for key, lines in by_key.items()
    }
    if project.funding:
        # A row that the funding does not name has nothing; without any funding nobody knows.
        nothing: dict[MoneyKey, int | None] = dict.fromkeys(keys & {MoneyKey.FISCAL, MoneyKey.OTHER}, 0)
        amounts = nothing | amounts
        funded = sum(line.amount_fen for line in project.funding)
        # Begun after money was added or cut, a target is about the budget as it stands; the sources follow that one.
        total = funded if total is None or funded == revised_budget(project.budgets) else total
    amounts[MoneyKey.TOTAL] = total
    lines = first_money(template, {key: {"original_budget": fen} for key, fen in amounts.items()})
    numbers: dict[MoneyKey, str] = {key: _numbers(found) for key, found in by_key.items()}
    numbers.pop(MoneyKey.FISCAL, None)
    return tuple(replace(line, document_number=numbers.get(line.key, "")) for line in lines)


def _rows_of(line: FundingLine) -> tuple[MoneyKey, ...]:
    """The rows that a source counts in: 财政拨款 with its level and its budget, or 其他资金."""
    if line.book is BudgetBook.OUTSIDE:
        return (MoneyKey.OTHER,)
    level = MoneyKey.OWN if any(word in line.source for word in _OWN_WORDS) else MoneyKey.UPPER
    book = _BOOKS.get(line.book)
    return (MoneyKey.FISCAL, level, *((book,) if book else ()))


def _numbers(lines: list[FundingLine]) -> str:
    return "、".join(dict.fromkeys(line.document_number for line in lines if line.document_number))


# ---- texts ----------------------------------------------------------------------------------------------------------


def _answers(
    template: FormTemplate, project: Project | None, source: FilingContent | None
) -> Mapping[str, str]:
    """What the project says of itself, and last year's words of the target, as far as the form asks for them."""
    asked = {answer.name for answer in template.answers}
    said = facts_of(project) if project is not None else {}
    if source is not None:
        for name in ("expected_goal", LONG_TERM_GOAL):
            said.setdefault(name, source.answers.get(name, ""))
    return MappingProxyType({name: text for name, text in said.items() if text and name in asked})


def facts_of(project: Project) -> dict[str, str]:
    """The answers of a target form that are facts of the project."""
    basis = project.basis
    if project.basis_number and project.basis_number not in basis:
        basis = f"{basis}（{project.basis_number}）" if basis else project.basis_number
    return {
        "project_attribute": project.continuity,
        PERIOD: period_text(project.starts_on, project.ends_on),
        "project_content": project.overview,
        "project_basis": basis,
        "project_leader": project.leader,
        "phone": project.phone,
    }
