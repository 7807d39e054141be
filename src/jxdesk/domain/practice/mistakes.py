"""The mistakes of the practice year under way: what real clerks get wrong, made on purpose in a faultless filing.

Each is a kind that published tables show; a mistake is named by the finding that has to point at it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from jxdesk.domain.practice.draw import Draw, share
from jxdesk.domain.records.filings import Comparator, FilingContent, IndicatorLine, MoneyKey, MoneyLine
from jxdesk.domain.records.line_moulds import INDICATOR_LINES, MONEY_LINES
from jxdesk.domain.values.quantities import decimal_text
from jxdesk.domain.values.units import PERCENT

Maker = Callable[[FilingContent, Draw], FilingContent]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """A kind of mistake; ``code`` is the finding that names it, ``alone`` says that it leaves nothing else to spoil."""

    code: str
    make: Maker
    alone: bool = False


_OTHER_UNITS = {
    "人": "户",
    "人次": "场",
    "亩": "块",
    "公里": "条",
    "户": "人",
    "万元": "个",
    "场": "人次",
    "次": "人次",
}


def _with_line(content: FilingContent, line: IndicatorLine, **fields: Any) -> FilingContent:
    lines = tuple(
        INDICATOR_LINES.change(line, **fields) if other.id == line.id else other
        for other in content.indicator_lines
    )
    return dataclasses.replace(content, indicator_lines=lines)


def _with_money(content: FilingContent, key: MoneyKey, **fields: Any) -> FilingContent:
    lines = tuple(
        MONEY_LINES.change(line, **fields) if line.key is key else line for line in content.money_lines
    )
    return dataclasses.replace(content, money_lines=lines)


def _untouched(content: FilingContent, draw: Draw, *signs: Comparator, count: bool = False) -> IndicatorLine:
    """A line that still says what a careful clerk wrote; ``count`` asks for one that counts things, not percents."""
    fitting = [
        line
        for line in content.indicator_lines
        if line.weight and line.printed_score == decimal_text(line.weight) and _is_met(line)
    ]
    wished = [line for line in fitting if not signs or line.comparator in signs]
    counted = [line for line in wished if line.unit != PERCENT]
    return draw.pick((counted if count else wished) or wished or fitting or content.indicator_lines)


def _is_met(line: IndicatorLine) -> bool:
    """Whether the line has a target that was met, answered in the words of a careful clerk."""
    if not line.target or line.actual is None:
        return False
    suffix = PERCENT if line.unit == PERCENT else ""
    if line.actual_text != decimal_text(line.actual) + suffix or line.comparator is Comparator.ABOVE:
        return False
    if line.comparator is Comparator.AT_MOST:
        return line.actual <= line.target
    return line.target <= line.actual <= line.target * Decimal("1.3")


def _total(content: FilingContent) -> MoneyLine:
    return next(line for line in content.money_lines if line.key is MoneyKey.TOTAL)


def _points(line: IndicatorLine) -> Decimal:
    return line.weight or Decimal(0)


def _executed_above_budget(content: FilingContent, draw: Draw) -> FilingContent:
    """More spent than there was: the payments of last year's project were counted here."""
    total, percent = _total(content), draw.whole(103, 118)
    more = share(total.revised_budget_fen or 0, percent) - (total.executed_fen or 0)
    lines = tuple(
        dataclasses.replace(line, executed_fen=(line.executed_fen or 0) + more)
        if line.key in {MoneyKey.TOTAL, MoneyKey.FISCAL}
        else line
        for line in content.money_lines
    )
    content = dataclasses.replace(content, money_lines=lines)
    return _with_money(content, MoneyKey.TOTAL, printed_rate=f"{percent}%")


def _unreadable(content: FilingContent, draw: Draw) -> FilingContent:
    """A number that is none: 约三百来, 6.9E+12 and the like."""
    line = _untouched(content, draw, Comparator.AT_LEAST, count=True)
    return _with_line(content, line, actual=None, actual_text=draw.pick(("#REF!", "#VALUE!", "#N/A")))


def _unfilled(content: FilingContent, draw: Draw) -> FilingContent:
    """The form as it was sent down, only the heading filled in."""
    del draw
    lines = tuple(
        dataclasses.replace(
            line,
            target=None,
            target_text="",
            actual=None,
            actual_text="",
            actual_unit="",
            judged_percent=None,
            printed_score="",
            comparator=Comparator.NONE,
        )
        for line in content.indicator_lines
    )
    money = tuple(
        dataclasses.replace(
            line,
            original_budget_fen=None,
            revised_budget_fen=None,
            executed_fen=None,
            printed_rate="",
            printed_score="",
        )
        for line in content.money_lines
    )
    return dataclasses.replace(
        content, indicator_lines=lines, money_lines=money, answers={}, printed_total=""
    )


def _total_differs(content: FilingContent, draw: Draw) -> FilingContent:
    """A sum that does not add up."""
    return dataclasses.replace(content, printed_total=str(draw.pick((96, 97, 98, 99))))


def _rate_differs(content: FilingContent, draw: Draw) -> FilingContent:
    """A rate that the amounts do not give, such as 0.1 for 14.46 %."""
    return _with_money(content, MoneyKey.TOTAL, printed_rate=draw.pick(("98%", "0.95", "89.7%")))


def _weights_not_100(content: FilingContent, draw: Draw) -> FilingContent:
    """Points that were given twice."""
    line = _untouched(content, draw)
    weight = _points(line) + 5
    text = decimal_text(weight)
    return _with_line(content, line, weight=weight, printed_weight=text, printed_score=text)


def _score_above_weight(content: FilingContent, draw: Draw) -> FilingContent:
    """The ratio was not capped: 108 % of the target gave 108 % of the points."""
    line = _untouched(content, draw, Comparator.AT_LEAST)
    return _with_line(content, line, printed_score=decimal_text(_points(line) * Decimal("1.08")))


def _score_below_rule(content: FilingContent, draw: Draw) -> FilingContent:
    """The target was met, yet 7 of 10 were given, and nobody says why."""
    line = _untouched(content, draw)
    return _with_line(content, line, printed_score=decimal_text(_points(line) - 3))


def _reached(line: IndicatorLine, percent: int) -> dict[str, Any]:
    """What a line says that reached so many hundredths of its target, in whole things where it counts things."""
    target = line.target or Decimal(0)
    places = Decimal(1) if target == target.to_integral_value() else Decimal("0.1")
    actual = (target * percent / 100).quantize(places)
    if percent < 100:
        actual = min(actual, target - places)
    suffix = PERCENT if line.unit == PERCENT else ""
    return {"actual": actual, "actual_text": decimal_text(actual) + suffix}


def _score_above_rule(content: FilingContent, draw: Draw) -> FilingContent:
    """Eight tenths were reached, nine tenths of the points were given."""
    line = _untouched(content, draw, Comparator.AT_LEAST)
    return _with_line(
        content,
        line,
        **_reached(line, 80),
        printed_score=decimal_text(_points(line) * Decimal("0.9")),
        deviation_reason="部分任务推迟到次年完成。",
    )


def _missed_but_full(content: FilingContent, draw: Draw) -> FilingContent:
    """The target was missed, the points are full."""
    line = _untouched(content, draw, Comparator.AT_LEAST)
    return _with_line(content, line, **_reached(line, 86))


def _missed_without_reason(content: FilingContent, draw: Draw) -> FilingContent:
    """The target was missed and the points follow it; why, nobody says."""
    line = _untouched(content, draw, Comparator.AT_LEAST)
    changed = _reached(line, 80)
    score = (_points(line) * changed["actual"] / (line.target or Decimal(1))).quantize(Decimal("0.01"))
    return _with_line(content, line, **changed, printed_score=decimal_text(score))


def _over_fulfilled(content: FilingContent, draw: Draw) -> FilingContent:
    """Twice as much as was planned: the target had been set too low."""
    line = _untouched(content, draw, Comparator.AT_LEAST, count=True)
    return _with_line(content, line, **_reached(line, draw.whole(180, 260)))


def _unit_differs(content: FilingContent, draw: Draw) -> FilingContent:
    """Households for people, roads for kilometres."""
    line = _untouched(content, draw, Comparator.AT_LEAST, count=True)
    other = _OTHER_UNITS.get(line.unit, "项")
    return _with_line(content, line, actual_unit=other, actual_text=f"{decimal_text(line.actual)}{other}")


def _money_parts_differ(content: FilingContent, draw: Draw) -> FilingContent:
    """The parts are not the whole: 1 万元 was forgotten."""
    fiscal = next((line for line in content.money_lines if line.key is MoneyKey.FISCAL), _total(content))
    less = max(0, (fiscal.executed_fen or 0) - draw.whole(1, 5) * 1_000_000)
    return _with_money(content, MoneyKey.FISCAL, executed_fen=less)


def _weight_missing(content: FilingContent, draw: Draw) -> FilingContent:
    """A row without points."""
    line = _untouched(content, draw)
    return _with_line(content, line, weight=None, printed_weight="")


def _blank_target(content: FilingContent, draw: Draw) -> FilingContent:
    """A row without a target."""
    line = _untouched(content, draw)
    return _with_line(content, line, target=None, target_text="", comparator=Comparator.NONE)


def _blank_actual(content: FilingContent, draw: Draw) -> FilingContent:
    """A row in which nobody wrote what was reached."""
    line = _untouched(content, draw)
    return _with_line(content, line, actual=None, actual_text="", actual_unit="", printed_score="")


def _boundary_equal(content: FilingContent, draw: Draw) -> FilingContent:
    """More than 90 % was asked for, exactly 90 % was reached."""
    line = _untouched(content, draw, Comparator.AT_LEAST)
    suffix = PERCENT if line.unit == PERCENT else ""
    return _with_line(
        content,
        line,
        comparator=Comparator.ABOVE,
        target_text=f">{decimal_text(line.target)}{line.unit}",
        actual=line.target,
        actual_text=decimal_text(line.target) + suffix,
    )


def _rate_without_amounts(content: FilingContent, draw: Draw) -> FilingContent:
    """A rate without the amounts it was made of."""
    rate = draw.pick(("96.5%", "98%", "0.97"))
    emptied = dataclasses.replace(
        content,
        money_lines=tuple(
            dataclasses.replace(line, revised_budget_fen=None, executed_fen=None)
            for line in content.money_lines
        ),
    )
    return _with_money(emptied, MoneyKey.TOTAL, printed_rate=rate)


def _wan_under_yuan(content: FilingContent, draw: Draw) -> FilingContent:
    """Figures in 万元 under a heading in 元: the spending is a ten-thousandth of the budget."""
    del draw
    return dataclasses.replace(
        content,
        money_lines=tuple(
            dataclasses.replace(line, executed_fen=(line.executed_fen or 0) // 10_000)
            for line in content.money_lines
        ),
    )


_TOTAL_DIFFERS = "total-differs"
MISTAKES: tuple[Mistake, ...] = (
    Mistake(code="executed-above-budget", make=_executed_above_budget),
    Mistake(code="score-below-rule", make=_score_below_rule),
    Mistake(code="missed-without-reason", make=_missed_without_reason),
    Mistake(code=_TOTAL_DIFFERS, make=_total_differs),
    Mistake(code="value-unreadable", make=_unreadable),
    Mistake(code="unfilled-form", make=_unfilled, alone=True),
    Mistake(code="money-parts-differ", make=_money_parts_differ),
    Mistake(code="weights-not-100", make=_weights_not_100),
    Mistake(code="score-above-weight", make=_score_above_weight),
    Mistake(code="missed-but-full", make=_missed_but_full),
    Mistake(code="over-fulfilled", make=_over_fulfilled),
    Mistake(code="unit-differs", make=_unit_differs),
    Mistake(code="rate-differs", make=_rate_differs),
    Mistake(code="score-above-rule", make=_score_above_rule),
    Mistake(code="blank-actual", make=_blank_actual),
    Mistake(code="blank-target", make=_blank_target),
    Mistake(code="rate-differs", make=_wan_under_yuan, alone=True),
    Mistake(code="weight-missing", make=_weight_missing),
    Mistake(code="boundary-equal", make=_boundary_equal),
    Mistake(code="rate-without-amounts", make=_rate_without_amounts),
)
_PARTNER = 11
"""How far down the list the second mistake of a filing stands; with it the smallest scale holds nearly every kind."""


def spoil(content: FilingContent, number: int, draw: Draw) -> FilingContent:
    """Makes the ``number``-th mistake and, where the two can stand side by side, a second one."""
    first = MISTAKES[number % len(MISTAKES)]
    second = MISTAKES[(number + _PARTNER) % len(MISTAKES)]
    chosen = (first,) if first.alone or second.alone else (first, second)
    for mistake in chosen:
        content = mistake.make(content, draw)
    if content.printed_total and _TOTAL_DIFFERS not in {mistake.code for mistake in chosen}:
        content = dataclasses.replace(content, printed_total=_sum_of_printed(content))
    return content


def _sum_of_printed(content: FilingContent) -> str:
    """The total of a clerk who adds up what stands in the column, right or wrong."""
    printed = [_total(content).printed_score, *(line.printed_score for line in content.indicator_lines)]
    return decimal_text(sum((Decimal(text) for text in printed if text), Decimal(0)))
