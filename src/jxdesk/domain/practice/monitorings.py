"""The July forms of the practice county, filled as a careful clerk fills them: what was paid, how far things are, and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from jxdesk.domain.beginning.content import Wish
from jxdesk.domain.beginning.monitoring import begin_monitoring
from jxdesk.domain.monitoring.standing import grows_with_the_year
from jxdesk.domain.practice.draw import Draw, share
from jxdesk.domain.practice.plan import UNIT_FEN, Plan
from jxdesk.domain.practice.projects import Undertaking
from jxdesk.domain.practice.targets import with_own_ids
from jxdesk.domain.records.filings import (
    DeviationCause,
    Filing,
    FilingContent,
    Form,
    IndicatorLine,
    Likelihood,
    MoneyKey,
    MoneyLine,
)
from jxdesk.domain.records.known import Known
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.templates.form import FormTemplate
from jxdesk.domain.values.money import exact_text
from jxdesk.domain.values.quantities import decimal_text
from jxdesk.domain.values.units import PERCENT

TEMPLATE = "monitoring-national-2019"
JULY = 7
_REACHED_IN_THE_END = {Likelihood.POSSIBLE: 92, Likelihood.IMPOSSIBLE: 60}
"""How many percent of its target an indicator that will be missed is expected to reach."""


class Course(StrEnum):
    """How a project stands in July; the first four are the lights and why they shine."""

    GREEN = "green"
    SLOW = "slow"
    LATE = "late"
    DOUBTFUL = "doubtful"
    HOPELESS = "hopeless"


COURSES = (
    Course.GREEN,
    Course.LATE,
    Course.DOUBTFUL,
    Course.GREEN,
    Course.SLOW,
    Course.GREEN,
    Course.HOPELESS,
    Course.GREEN,
    Course.GREEN,
    Course.GREEN,
)
"""How ten honest forms stand, in their order."""
_LIKELIHOODS = {Course.DOUBTFUL: Likelihood.POSSIBLE, Course.HOPELESS: Likelihood.IMPOSSIBLE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What a form is made from: the target in force when it was begun, and what the year will have come to."""

    item: Undertaking
    target: Filing | None
    last_result: Filing | None
    result: FilingContent
    course: Course
    period: int = JULY


def monitoring_of(
    watched: Watched, plan: Plan, template: FormTemplate, rules: RulePack, draw: Draw
) -> FilingContent:
    """A whole monitoring form; what will be missed is explained, and nothing contradicts anything."""
    item = watched.item
    wish = Wish(
        form=Form.PROJECT_MONITORING,
        year=item.project.fiscal_year,
        period=watched.period,
        template_id=template.id,
        project_id=item.project.id,
    )
    known = Known(
        office=item.seat.office,
        project=item.project,
        target=watched.target,
        last_result=watched.last_result,
    )
    content = with_own_ids(begin_monitoring(wish, template, known), draw)
    content = replace(content, rule_pack_id=rules.id)
    return replace(
        content,
        money_lines=_money(content, watched, plan, draw),
        indicator_lines=_lines(content, watched, plan, rules, draw),
    )


# ---- money ------------------------------------------------------------------------------------------------------


def _money(content: FilingContent, watched: Watched, plan: Plan, draw: Draw) -> tuple[MoneyLine, ...]:
    """Every row with what was paid and what will be; the parts add up, and own money is paid in step."""
    item, july = watched.item, plan.year.july
    span = {Course.SLOW: july.yellow, Course.LATE: july.red}.get(watched.course, july.green)
    percent = draw.whole(*span) * watched.period // JULY
    in_the_end = _spent(watched.result)
    executed = share(item.revised_fen // UNIT_FEN, percent) * UNIT_FEN
    executed, forecast = min(executed, in_the_end), in_the_end
    own = min(item.own_fen, item.revised_fen)
    own_executed, own_forecast = (own * part // item.revised_fen for part in (executed, forecast))
    rows = {
        MoneyKey.TOTAL: (item.original_fen, item.revised_fen, executed, forecast),
        MoneyKey.OTHER: (own, own, own_executed, own_forecast),
        MoneyKey.FISCAL: (
            item.original_fen - own,
            item.revised_fen - own,
            executed - own_executed,
            forecast - own_forecast,
        ),
    }
    unit = content.money_unit
    lines = []
    for line in content.money_lines:
        original, revised, done, will = rows[line.key]
        lines.append(
            replace(
                line,
                original_budget_fen=original,
                original_budget_text=exact_text(original, unit),
                revised_budget_fen=revised,
                revised_budget_text=exact_text(revised, unit),
                executed_fen=done,
                executed_text=exact_text(done, unit),
                forecast_fen=will,
                forecast_text=exact_text(will, unit),
            )
        )
    return tuple(lines)


def _spent(result: FilingContent) -> int:
    total = result.total_line
    return (total.executed_fen or 0) if total is not None else 0


# ---- indicators -------------------------------------------------------------------------------------------------


def _lines(
    content: FilingContent, watched: Watched, plan: Plan, rules: RulePack, draw: Draw
) -> tuple[IndicatorLine, ...]:
    reached = {
        line.clean_name: line.actual for line in watched.result.indicator_lines if line.actual is not None
    }
    lines = [
        _stands(line, reached.get(line.clean_name), plan, rules, draw) for line in content.indicator_lines
    ]
    likelihood = _LIKELIHOODS.get(watched.course)
    if likelihood is not None:
        missed = next(
            (n for n, line in enumerate(lines) if grows_with_the_year(line, rules) and line.actual), None
        )
        if missed is not None:
            lines[missed] = _missed(lines[missed], likelihood, plan, draw)
    return tuple(lines)


def _stands(
    line: IndicatorLine, in_the_end: Decimal | None, plan: Plan, rules: RulePack, draw: Draw
) -> IndicatorLine:
    """The line as it stands: what is counted grows with the months, a rate is what it is."""
    if line.target is None:
        words = plan.year.july.begun if line.target_text else ""
        return replace(line, actual_text=words, forecast_text=line.target_text)
    actual = line.target
    if grows_with_the_year(line, rules):
        smallest = Decimal(1) if line.target == line.target.to_integral_value() else Decimal("0.1")
        actual = line.target * draw.whole(*plan.year.july.progress) / 100 // smallest * smallest
        actual = actual if in_the_end is None else min(actual, in_the_end)
    return _said(line, actual, line.target)


def _missed(line: IndicatorLine, likelihood: Likelihood, plan: Plan, draw: Draw) -> IndicatorLine:
    assert line.target is not None
    assert line.actual is not None
    july = plan.year.july
    part = line.target * _REACHED_IN_THE_END[likelihood] / 100
    forecast = max(line.actual, part // 1 if line.target == line.target.to_integral_value() else part)
    words = july.hopeless if likelihood is Likelihood.IMPOSSIBLE else july.reasons
    return replace(
        _said(line, line.actual, forecast),
        causes=(draw.pick((DeviationCause.FUNDING, DeviationCause.STAFF, DeviationCause.OTHER)),),
        deviation_reason=draw.pick(words),
        likelihood=likelihood,
        remark=july.remark,
    )


def _said(line: IndicatorLine, actual: Decimal, forecast: Decimal) -> IndicatorLine:
    suffix = PERCENT if line.unit == PERCENT else ""
    return replace(
        line,
        actual=actual,
        actual_text=decimal_text(actual) + suffix,
        actual_unit=suffix,
        forecast=forecast,
        forecast_text=decimal_text(forecast) + suffix,
    )
