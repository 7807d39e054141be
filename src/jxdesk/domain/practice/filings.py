"""The self-evaluations of the practice county, filled as a careful clerk fills them; mistakes are made elsewhere."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from enum import StrEnum
from typing import assert_never

from jxdesk.domain.filling.typed_cells import SIGNS
from jxdesk.domain.practice.draw import Draw, share
from jxdesk.domain.practice.plan import CEILINGS, Plan, Row
from jxdesk.domain.practice.projects import Undertaking
from jxdesk.domain.records.filings import (
    Comparator,
    FilingContent,
    Form,
    IndicatorLine,
    MoneyKey,
    MoneyLine,
    MoneyUnit,
)
from jxdesk.domain.records.line_moulds import INDICATOR_LINES, MONEY_LINES
from jxdesk.domain.templates.form import FormTemplate
from jxdesk.domain.values.quantities import decimal_text
from jxdesk.domain.values.units import PERCENT

OTHER_NOTES, NOTHING = "other_notes", "无"
NEEDS_A_REASON_BELOW = 90
"""Percent of the budget that has to be spent before a reason is asked for."""
_FEN_STEP = {MoneyUnit.YUAN: 100, MoneyUnit.WAN: 10_000, MoneyUnit.YI: 10_000}


class _Course(StrEnum):
    """How a project went."""

    PERFECT = "perfect"
    USUAL = "usual"
    POOR = "poor"


_MISSES = {_Course.PERFECT: 0, _Course.USUAL: 7, _Course.POOR: 70}
"""In how many of a hundred lines a target was missed."""


def fill(undertaking: Undertaking, plan: Plan, template: FormTemplate, rule_pack_id: str) -> FilingContent:
    """A whole self-evaluation: what was missed is explained, and nothing contradicts anything."""
    return _content(undertaking, plan, template, rule_pack_id, perfect=False)


def fill_perfect(
    undertaking: Undertaking, plan: Plan, template: FormTemplate, rule_pack_id: str
) -> FilingContent:
    """A self-evaluation in which everything was reached and spent, with its printed marks: the ground for a mistake."""
    content = _content(undertaking, plan, template, rule_pack_id, perfect=True)
    lines = tuple(
        INDICATOR_LINES.change(line, printed_weight=points, printed_score=points)
        for line in content.indicator_lines
        for points in (decimal_text(line.weight),)
    )
    money = tuple(
        MONEY_LINES.change(line, printed_weight="10", printed_rate="100%", printed_score="10")
        if line.key is MoneyKey.TOTAL
        else line
        for line in content.money_lines
    )
    return dataclasses.replace(
        content, indicator_lines=lines, money_lines=money, printed_weights_total="100", printed_total="100"
    )


def begun(content: FilingContent) -> FilingContent:
    """The self-evaluation with targets and budgets, in which nobody has yet written what was reached."""
    lines = tuple(
        INDICATOR_LINES.change(
            line, actual=None, actual_text="", actual_unit="", judged_percent=None, deviation_reason=""
        )
        for line in content.indicator_lines
    )
    money = tuple(MONEY_LINES.change(line, executed_fen=None, reason="") for line in content.money_lines)
    answers = {**content.answers, "actual_goal": "", "deviation_analysis": ""}
    kept = {name: text for name, text in answers.items() if text}
    return dataclasses.replace(content, indicator_lines=lines, money_lines=money, answers=kept)


def _content(
    undertaking: Undertaking, plan: Plan, template: FormTemplate, rule_pack_id: str, *, perfect: bool
) -> FilingContent:
    project, kind, draw = undertaking.project, undertaking.kind, undertaking.draw
    course = _Course.PERFECT if perfect else _Course.POOR if draw.chance(9) else _Course.USUAL
    lines = tuple(_line(row, plan, draw, course) for row in kind.rows)
    money, spent_percent = _money(undertaking, plan, template, course)
    targets = [_plain(line.target, line.target_text) for line in lines]
    actuals = [_plain(line.actual, line.actual_text) for line in lines]
    answers = {
        "expected_goal": kind.goal.format(place=undertaking.seat.place, q=targets),
        "actual_goal": kind.done.format(place=undertaking.seat.place, q=actuals),
    }
    notes = ["其他资金为单位自有资金。"] if undertaking.own_fen else []
    if spent_percent < NEEDS_A_REASON_BELOW:
        notes.append(draw.pick(plan.unspent_reasons))
    answers[OTHER_NOTES] = "".join(notes) or NOTHING
    answers["project_leader"] = project.leader
    known = {answer.name for answer in template.answers}
    return FilingContent(
        form=Form.PROJECT_SELF_EVALUATION,
        template_id=template.id,
        rule_pack_id=rule_pack_id,
        year=project.fiscal_year,
        title=template.title.format(year=project.fiscal_year),
        project_name=project.name,
        project_code=project.code,
        office_name=undertaking.seat.office.name,
        department=project.department,
        implementing_unit=project.implementing_unit,
        money_unit=template.money_unit,
        execution_weight=template.execution_weight,
        money_lines=money,
        indicator_lines=lines,
        answers={name: text for name, text in answers.items() if name in known},
    )


def _plain(number: Decimal | None, text: str) -> str:
    return decimal_text(number) if number is not None else text


def _money(
    undertaking: Undertaking, plan: Plan, template: FormTemplate, course: _Course
) -> tuple[tuple[MoneyLine, ...], int]:
    """The money rows that the template prints, and how many percent of the budget were spent."""
    draw = undertaking.draw
    percent = _spent_percent(course, draw)
    step = _FEN_STEP[template.money_unit]
    rows = template.money.rows if template.money else ()
    keys = {row.key for row in rows}
    revised = undertaking.revised_fen
    carried = undertaking.carried_fen if MoneyKey.CARRY_OVER in keys else 0
    own = undertaking.own_fen if MoneyKey.OTHER in keys else 0
    executed = revised if percent == 100 else share(revised // step, percent) * step
    carried_spent = min(carried, executed)
    own_spent = own if percent == 100 else share(own // step, percent) * step
    amounts = {
        MoneyKey.TOTAL: (undertaking.original_fen, revised, executed),
        MoneyKey.FISCAL: (
            undertaking.original_fen - carried - own,
            revised - carried - own,
            executed - carried_spent - own_spent,
        ),
        MoneyKey.CARRY_OVER: (carried, carried, carried_spent),
        MoneyKey.OTHER: (own, own, own_spent),
    }
    reason = draw.pick(plan.unspent_reasons) if percent < NEEDS_A_REASON_BELOW else ""
    lines = []
    for row in rows:
        original, budget, spent = amounts.get(row.key, (0, 0, 0))
        lines.append(
            MONEY_LINES.make(
                id=draw.id(),
                key=row.key,
                label=row.label,
                original_budget_fen=original,
                revised_budget_fen=budget,
                executed_fen=spent,
                reason=reason if row.key is MoneyKey.TOTAL else "",
            )
        )
    return tuple(lines), percent


def _spent_percent(course: _Course, draw: Draw) -> int:
    match course:
        case _Course.PERFECT:
            return 100
        case _Course.POOR:
            return draw.whole(41, 88)
        case _Course.USUAL if draw.chance(62):
            return 100
        case _Course.USUAL:
            return draw.whole(92, 99) if draw.chance(85) else draw.whole(80, 89)
        case _:
            assert_never(course)


def _line(row: Row, plan: Plan, draw: Draw, course: _Course) -> IndicatorLine:
    if row.low is None or row.high is None:
        return INDICATOR_LINES.change(row.line, id=draw.id())
    target = draw.step_between(row.low, row.high, row.step)
    actual, reason = _reached(row, target, plan, draw, course)
    return INDICATOR_LINES.change(
        row.line,
        id=draw.id(),
        target_text=f"{SIGNS[row.line.comparator]}{decimal_text(target)}{row.line.unit}",
        target=target,
        actual_text=decimal_text(actual) + row.line.actual_unit,
        actual=actual,
        deviation_reason=reason,
    )


def _reached(row: Row, target: Decimal, plan: Plan, draw: Draw, course: _Course) -> tuple[Decimal, str]:
    """What was reached, and why it was not the target where it was missed."""
    if row.line.comparator is Comparator.EQUAL:
        return target, ""
    if row.line.comparator in CEILINGS:
        return _on_ladder(target, draw.whole(88, 100), row.step), ""
    if draw.chance(_MISSES[course]):
        lowest = 40 if course is _Course.POOR else 82
        missed = _on_ladder(target, draw.whole(lowest, 97), row.step)
        if missed < target:
            return missed, draw.pick(plan.missed_reasons)
    if row.line.unit == PERCENT:
        return min(target + draw.whole(0, 4), max(target, Decimal(100))), ""
    return max(target, _on_ladder(target, draw.whole(100, 112), row.step)), ""


def _on_ladder(target: Decimal, percent: int, step: Decimal) -> Decimal:
    """So many hundredths of a target, cut down to what the indicator counts in: whole people, halves of a kilometre."""
    smallest = step if step < 1 else Decimal(1)
    return (target * percent / 100) // smallest * smallest
