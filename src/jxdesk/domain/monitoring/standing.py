"""Monitoring: how far a year under way is, how far off its targets, and which light that gives. Used by checks, grids and forms.

Execution is judged against the revised budget whatever a form prints; the light is never a colour alone, but a word, an
icon and one sentence that says why.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import cache
from typing import assert_never

from jxdesk.domain.records.filings import (
    MONITORINGS,
    Direction,
    FilingContent,
    IndicatorLine,
    Likelihood,
    MoneyLine,
    ValueMode,
)
from jxdesk.domain.rules.monitoring import MONTHS
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.scoring.assessment import Assessment, Outcome, assess
from jxdesk.domain.templates.form import FormTemplate
from jxdesk.domain.templates.parts import MoneyField
from jxdesk.domain.values.lettering import fold, says_nothing
from jxdesk.domain.values.quantities import decimal_text
from jxdesk.domain.values.units import canonical_unit

_TENTH = Decimal("0.1")
_WORST_FIRST = (Likelihood.IMPOSSIBLE, Likelihood.POSSIBLE, Likelihood.CERTAIN)


class LightColour(StrEnum):
    """The four lights."""

    RED = "red"
    YELLOW = "yellow"
    GREEN = "green"
    GREY = "grey"


LIGHT_WORDS = {
    LightColour.RED: "红灯",
    LightColour.YELLOW: "黄灯",
    LightColour.GREEN: "绿灯",
    LightColour.GREY: "没有数",
}
LIGHT_ICONS = {
    LightColour.RED: "error",
    LightColour.YELLOW: "warning",
    LightColour.GREEN: "done",
    LightColour.GREY: "minus",
}
_ORDER = (LightColour.RED, LightColour.YELLOW, LightColour.GREEN, LightColour.GREY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Light:
    """A light and the one sentence that says why."""

    colour: LightColour
    reason: str

    @property
    def word(self) -> str:
        """What is written beside the sign."""
        return LIGHT_WORDS[self.colour]

    @property
    def icon(self) -> str:
        """The sign's name."""
        return LIGHT_ICONS[self.colour]


NOT_BEGUN = Light(colour=LightColour.GREY, reason="还没有填完成情况。")


def worse(one: Light, other: Light) -> Light:
    """The light of two that weighs more; a missing figure weighs least."""
    return min(one, other, key=lambda light: _ORDER.index(light.colour))


@cache
def time_progress(period: int) -> Decimal:
    """The share of the year that is over at the end of a month.

    Units: ratio 0–1.
    """
    return Decimal(period) / MONTHS


def period_words(period: int | None) -> str:
    """The months from January up to the cut-off, as headings name them."""
    if period is None:
        return "1—　月"
    return "1月" if period == 1 else f"1—{period}月"


def percent(ratio: Decimal) -> str:
    """A ratio as per cent with at most one decimal."""
    return f"{decimal_text((ratio * 100).quantize(_TENTH, ROUND_HALF_UP))}%"


# ---- execution --------------------------------------------------------------------------------------------------


def budget_fen(line: MoneyLine) -> int | None:
    """The budget that execution is judged by: the revised one, else the original one.

    Units: 分.
    """
    return line.revised_budget_fen if line.revised_budget_fen is not None else line.original_budget_fen


def execution_rate(budget: int | None, executed: int | None) -> Decimal | None:
    """Executed over budget; None without a positive budget.

    Units: ratio; ``budget`` and ``executed`` 分.
    """
    if not budget or budget < 0 or executed is None:
        return None
    return Decimal(executed) / Decimal(budget)


def is_rate_of_original(template: FormTemplate) -> bool:
    """Whether a monitoring form prints its rate of the original budget, because it prints no other.

    Source: 财预〔2019〕136号 (attached form): its only budget column is 年初预算数.
    """
    if template.form not in MONITORINGS or template.money is None:
        return False
    printed = {column.field for column in template.money.columns if column.span is not None}
    return MoneyField.ORIGINAL_BUDGET in printed and MoneyField.REVISED_BUDGET not in printed


def executed_of(content: FilingContent) -> tuple[int | None, int | None]:
    """Budget and execution of a monitoring form: of its total row, else of its tasks together.

    Units: 分.
    """
    total = content.total_line
    if total is not None:
        return budget_fen(total), total.executed_fen
    budgets = [task.budget_fen for task in content.task_lines if task.budget_fen is not None]
    executed = [task.executed_fen for task in content.task_lines if task.executed_fen is not None]
    return sum(budgets) if budgets else None, sum(executed) if executed else None


def is_transfer(tier: str, rules: RulePack) -> bool:
    """Whether a project's money is passed on to lower levels, by its tier (项目级次)."""
    return bool(tier) and any(map(tier.__contains__, rules.monitoring.transfers.tiers))


def required_share(period: int, rules: RulePack, *, passed_on: bool) -> Decimal | None:
    """The rate that must be reached by the end of this month; None where none is set yet.

    Units: ratio.
    Source: the pack's rules ``notice`` and ``transfers``.
    """
    due = rules.monitoring.transfers.due_in(period) if passed_on else None
    if due is not None:
        return due.rate
    notice = rules.monitoring.notice
    return notice.below if period >= notice.from_month else None


def required_rate(period: int, rules: RulePack, *, passed_on: bool) -> tuple[Decimal, str] | None:
    """The same with the words that say so."""
    share = required_share(period, rules, passed_on=passed_on)
    if share is None:
        return None
    due = rules.monitoring.transfers.due_in(period) if passed_on else None
    if due is not None:
        return share, f"对下转移支付项目 {due.month} 月底应达到 {percent(share)}"
    return share, f"低于 {percent(share)} 的要通报提醒"


def execution_colour(
    rate: Decimal | None, *, period: int, rules: RulePack, passed_on: bool = False
) -> LightColour:
    """The colour of budget execution up to a month, without the sentence: lists of thousands ask for it.

    Units: ``rate`` ratio.
    """
    if rate is None:
        return LightColour.GREY
    if period <= rules.monitoring.lights.until_month:
        return _calendar_colour(rate, period, rules)
    # Towards the end of the year the rates that are asked for count, and no longer the calendar.
    if rate < rules.monitoring.notice.below:
        return LightColour.RED
    required = required_share(period, rules, passed_on=passed_on)
    return LightColour.YELLOW if required is not None and rate < required else LightColour.GREEN


def execution_light(
    budget: int | None, executed: int | None, *, period: int, rules: RulePack, passed_on: bool = False
) -> Light:
    """The light of budget execution up to a month.

    Units: ``budget`` and ``executed`` 分.
    """
    rate = execution_rate(budget, executed)
    if rate is None:
        missing = "没有预算数" if not budget else f"还没有填{period_words(period)}执行数"
        return Light(colour=LightColour.GREY, reason=f"{missing}，看不出进度。")
    words = f"执行率 {percent(rate)}"
    if period <= rules.monitoring.lights.until_month:
        return _calendar_light(words, rate, period, rules)
    colour = execution_colour(rate, period=period, rules=rules, passed_on=passed_on)
    if colour is LightColour.RED:
        below = percent(rules.monitoring.notice.below)
        return Light(colour=colour, reason=f"{words}，低于 {below}，要通报提醒。")
    required = required_rate(period, rules, passed_on=passed_on)
    if colour is LightColour.YELLOW and required is not None:
        return Light(colour=colour, reason=f"{words}，{required[1]}。")
    return Light(colour=colour, reason=f"{words}，达到要求。")


def _calendar_colour(share: Decimal, period: int, rules: RulePack) -> LightColour:
    """The colour of a share that is held against the months gone by."""
    lights, behind = rules.monitoring.lights, time_progress(period) - share
    if behind > lights.red_behind:
        return LightColour.RED
    return LightColour.YELLOW if behind >= lights.yellow_behind else LightColour.GREEN


def _calendar_light(words: str, share: Decimal, period: int, rules: RulePack) -> Light:
    """The same with the sentence that begins with ``words``."""
    colour, due = _calendar_colour(share, period, rules), time_progress(period)
    words = f"{words}，时序进度 {percent(due)}"
    if colour is LightColour.GREEN:
        return Light(colour=colour, reason=f"{words}，跟得上。")
    return Light(colour=colour, reason=f"{words}，落后 {_points(due - share)} 个百分点。")


def _points(ratio: Decimal) -> str:
    return decimal_text((ratio * 100).quantize(_TENTH, ROUND_HALF_UP))


# ---- indicators -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class LineProgress:
    """What the rules make of one indicator up to the cut-off month.

    ``deviation`` is how far the forecast is off the target, positive for the better; ``misses`` whether the forecast does
    not reach it; both are None where nothing can be said. ``owed`` says why an explanation is asked for, empty where none is.

    Units: ``reached`` and ``deviation`` ratios of the target.
    """

    grows: bool
    reached: Decimal | None
    deviation: Decimal | None
    misses: bool | None
    owed: tuple[str, ...]


def grows_with_the_year(line: IndicatorLine, rules: RulePack) -> bool:
    """Whether an indicator's value adds up over the months, so that it can be held against the calendar.

    Rates, 满意度, 时效 and words do not: only their forecast tells.
    """
    return _grows(line, _assessed(line, line.actual_text, rules, None), rules)


def _grows(line: IndicatorLine, now: Assessment, rules: RulePack) -> bool:
    if line.target is None or line.target <= 0 or line.target_high is not None:
        return False
    steady = rules.monitoring.steady
    words = fold(line.name) + fold(line.level1) + fold(line.level2)
    if canonical_unit(line.unit) in steady.units or any(word in words for word in steady.words):
        return False
    return now.direction is Direction.HIGHER


def progress_of(line: IndicatorLine, rules: RulePack, *, year: int | None = None) -> LineProgress:
    """How far an indicator is and will be; parts of other lines and dropped ones owe nothing."""
    now = _assessed(line, line.actual_text, rules, year)
    grows = _grows(line, now, rules)
    reached = None
    if grows and now.outcome is Outcome.RULE and now.target > 0:
        reached = now.actual / now.target
    then = now
    if line.forecast_text != line.actual_text:
        then = _assessed(line, line.forecast_text, rules, year)
    deviation, misses = _forecast(line, then, rules)
    owed = () if now.outcome is Outcome.NOT_APPLICABLE else _owed(line, deviation, misses, rules)
    return LineProgress(grows=grows, reached=reached, deviation=deviation, misses=misses, owed=owed)


def _assessed(line: IndicatorLine, text: str, rules: RulePack, year: int | None) -> Assessment:
    """The line judged by another value; how points are given plays no part."""
    plain = (text, None, "", ValueMode.PROPORTION)
    if (line.actual_text, line.actual, line.actual_unit, line.value_mode) != plain:
        line = replace(line, actual_text=text, actual=None, actual_unit="", value_mode=ValueMode.PROPORTION)
    return assess(line, rules, year=year)


def _forecast(line: IndicatorLine, then: Assessment, rules: RulePack) -> tuple[Decimal | None, bool | None]:
    if says_nothing(line.forecast_text) or then.outcome is Outcome.NOT_APPLICABLE:
        return None, None
    if then.outcome is not Outcome.RULE:
        return None, _words_miss(line.forecast_text, rules)
    misses = then.met is False
    if then.is_date or not then.target:
        return None, misses
    match then.direction:
        case Direction.LOWER:
            return (then.target - then.actual) / abs(then.target), misses
        case Direction.HIGHER:
            return (then.actual - then.target) / abs(then.target), misses
        case Direction.EXACT:
            return -abs(then.actual - then.target) / abs(then.target), misses
        case Direction.RANGE:
            off = max(then.target - then.actual, then.actual - then.high, Decimal(0))
            return -off / abs(then.target), misses
        case Direction.QUALITATIVE:
            return None, misses
        case _:
            assert_never(then.direction)


def _words_miss(text: str, rules: RulePack) -> bool | None:
    """Whether the words of a forecast name a lower band than the highest; None where they name none."""
    plain = fold(text).strip()
    named = next((n for n, band in enumerate(rules.qualitative_bands) if plain == band.name), None)
    return None if named is None else named > 0


def _owed(
    line: IndicatorLine, deviation: Decimal | None, misses: bool | None, rules: RulePack
) -> tuple[str, ...]:
    """Source: the pack's rule ``deviation``; an explanation is owed when the forecast misses, is far off, or is not certain."""
    found = []
    limit = rules.monitoring.deviation.explain_above
    if misses:
        short = f"，差 {percent(-deviation)}" if deviation is not None and deviation < 0 else ""
        found.append(f"全年预计达不到目标{short}")
    elif deviation is not None and abs(deviation) > limit:
        found.append(f"全年预计与目标相差 {percent(abs(deviation))}")
    if line.likelihood in (Likelihood.POSSIBLE, Likelihood.IMPOSSIBLE):
        found.append(f"完成目标可能性是“{line.likelihood.value}”")
    return tuple(found)


def line_light(line: IndicatorLine, rules: RulePack, *, period: int | None, year: int | None = None) -> Light:
    """The light of one indicator: what is likely comes first, then the forecast, then the months gone by.

    At the end of December nothing more can come: what grew over the year is judged by what was reached, and no longer by the
    calendar, whose tolerance would call a target met that was missed. This program's own choice.
    """
    return line_standing(line, rules, period=period, year=year)[0]


def line_standing(
    line: IndicatorLine, rules: RulePack, *, period: int | None, year: int | None = None
) -> tuple[Light, tuple[str, ...]]:
    """The light of one indicator and why an explanation is asked for, worked out together: lists of thousands ask for both."""
    is_blank = says_nothing(line.actual_text) and says_nothing(line.forecast_text)
    if is_blank and line.likelihood is Likelihood.UNSAID:
        return NOT_BEGUN, ()
    progress = progress_of(line, rules, year=year)
    return NOT_BEGUN if is_blank else _begun_light(line, progress, period, rules), progress.owed


def _begun_light(line: IndicatorLine, progress: LineProgress, period: int | None, rules: RulePack) -> Light:
    if line.likelihood is Likelihood.IMPOSSIBLE:
        return Light(colour=LightColour.RED, reason="年底前完全不可能完成目标。")
    found = Light(colour=LightColour.GREEN, reason="按全年预计能够完成目标。")
    if progress.misses:
        found = Light(colour=LightColour.YELLOW, reason="全年预计达不到目标。")
    elif line.likelihood is Likelihood.POSSIBLE:
        found = Light(colour=LightColour.YELLOW, reason="只是有可能完成目标。")
    if progress.reached is None or period is None:
        return found
    if period >= MONTHS:
        return worse(_final_light(progress.reached, rules), found)
    words = f"已完成 {percent(progress.reached)}"
    return worse(found, _calendar_light(words, progress.reached, period, rules))


def _final_light(reached: Decimal, rules: RulePack) -> Light:
    """The light of what grew until the year was over."""
    short = 1 - reached
    if short <= 0:
        return Light(colour=LightColour.GREEN, reason=f"已完成 {percent(reached)}，达到全年目标。")
    # Rounding must not say that all of it was reached where some of it was not.
    done = reached.quantize(Decimal("0.001"), ROUND_DOWN)
    words = f"全年已过，完成 {percent(done)}，没有达到目标，还差 {percent(1 - done)}。"
    colour = LightColour.RED if short > rules.monitoring.lights.red_behind else LightColour.YELLOW
    return Light(colour=colour, reason=words)


def worst_likelihood(lines: Iterable[IndicatorLine]) -> Likelihood:
    """The least hopeful word on a form."""
    said = {line.likelihood for line in lines}
    return next((one for one in _WORST_FIRST if one in said), Likelihood.UNSAID)


def project_colour(
    rate: Decimal | None, likelihood: Likelihood, *, period: int, rules: RulePack, passed_on: bool = False
) -> LightColour:
    """The colour of ``project_light``, without the sentence.

    Units: ``rate`` ratio.
    """
    found = execution_colour(rate, period=period, rules=rules, passed_on=passed_on)
    said = _said_light(likelihood)
    return found if said is None else min(found, said.colour, key=_ORDER.index)


def project_light(
    budget: int | None,
    executed: int | None,
    likelihood: Likelihood,
    *,
    period: int,
    rules: RulePack,
    passed_on: bool = False,
) -> Light:
    """The light of a whole project: that of its execution, or of the least hopeful of its indicators where that is worse.

    Units: ``budget`` and ``executed`` 分.
    """
    found = execution_light(budget, executed, period=period, rules=rules, passed_on=passed_on)
    said = _said_light(likelihood)
    return found if said is None else worse(found, said)


def _said_light(likelihood: Likelihood) -> Light | None:
    """What the least hopeful word about an indicator makes of the project; None where it says nothing against it."""
    match likelihood:
        case Likelihood.IMPOSSIBLE:
            return Light(colour=LightColour.RED, reason="有指标年底前完全不可能完成。")
        case Likelihood.POSSIBLE:
            return Light(colour=LightColour.YELLOW, reason="有指标只是有可能完成。")
        case Likelihood.CERTAIN | Likelihood.UNSAID:
            return None
        case _:
            assert_never(likelihood)
