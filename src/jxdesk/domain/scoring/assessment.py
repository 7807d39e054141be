"""Assessment: how one indicator line is to be scored, by which way and with which numbers, or why no rule can. Used by scoring and checks."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from jxdesk.domain.records.filings import Comparator, Direction, IndicatorLine, ValueMode
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.rules.parts import LateRule, NegativeRule, OverFulfilment
from jxdesk.domain.scoring.directions import direction_of, is_named, target_of
from jxdesk.domain.scoring.ways import (
    AT_LEAST,
    AT_MOST,
    AT_MOST_LINEAR,
    EXACTLY,
    LATE_IN_PROPORTION,
    WITHIN,
    AllOrNothing,
    Banded,
    Eased,
    Gated,
    LateBands,
    PreparedLine,
    Share,
    Stepped,
    Way,
    whole_numbers,
)
from jxdesk.domain.values.due_dates import DueDate, Precision, is_late, is_on_the_edge
from jxdesk.domain.values.indicator_names import clean_name
from jxdesk.domain.values.lettering import fold
from jxdesk.domain.values.quantities import Quantity, QuantityKind, read_actual
from jxdesk.domain.values.units import PERCENT, PERMILLE, canonical_unit, factor_between


class Outcome(StrEnum):
    """How a line gets its points."""

    RULE = "rule"
    MISSING = "missing"
    JUDGEMENT = "judgement"
    NOT_APPLICABLE = "not_applicable"


class Why(StrEnum):
    """Why no rule gives points, or what the rule took for granted."""

    NONE = ""
    PART = "part"
    MERGED = "merged"
    EMPTY = "empty"
    DROPPED = "dropped"
    TEXTUAL = "textual"
    NO_TARGET = "no_target"
    ANSWERED_OTHERWISE = "answered_otherwise"
    UNITS_DIFFER = "units_differ"
    NEGATIVE_TARGET = "negative_target"
    TARGET_UNREADABLE = "target_unreadable"
    ACTUAL_UNREADABLE = "actual_unreadable"
    GRADED = "graded"


class Assessment(NamedTuple):
    """What the rules make of a line's target and actual value; weights play no part in it. A tuple, because lines are many.

    ``assumed`` tells that a bare number was taken as higher is better, ``as_ratio`` that ``0.95`` or ``1`` was taken as a
    ratio beside per cents, ``boundary`` that the value meets a bound which does not include it, ``meaningless`` that a
    target of 0 is reached by anything, ``may_be_over`` that it lies above a target which may have been set too low. ``met``
    tells whether the target is reached; None where no rule can say.

    Units: ``target``, ``actual`` and ``high`` in the target's unit, of dates in days of the year; ``numbers`` are the three
    of them as whole numbers, and their scale.
    """

    outcome: Outcome
    why: Why = Why.NONE
    direction: Direction = Direction.HIGHER
    comparator: Comparator = Comparator.NONE
    assumed: bool = False
    way: Way = AT_LEAST
    target: Decimal = Decimal(0)
    actual: Decimal = Decimal(0)
    high: Decimal = Decimal(0)
    numbers: tuple[int, int, int, int] = (0, 0, 0, 1)
    is_date: bool = False
    as_ratio: bool = False
    boundary: bool = False
    meaningless: bool = False
    may_be_over: bool = False
    met: bool | None = None

    @property
    def share(self) -> Share:
        """The share of the weight that a rule gives; meaningful only where the outcome is ``RULE``."""
        return self.way.share(*self.numbers)

    def prepared(self, weight: Decimal) -> PreparedLine:
        """The line in whole numbers, for a weight in points."""
        hundredths, fineness = (weight * 100).as_integer_ratio()
        return PreparedLine(self.way.share, hundredths, fineness, *self.numbers)


def assess(line: IndicatorLine, rules: RulePack, *, year: int | None = None) -> Assessment:
    """How a line is to be scored.

    ``year`` is the filing's, for dates that name none.
    """
    unscored = _unscored(line)
    if unscored is not None:
        return Assessment(outcome=Outcome.NOT_APPLICABLE, why=unscored)
    target = target_of(line)
    direction, assumed = direction_of(line, rules, target=target)
    base = Assessment(Outcome.JUDGEMENT, Why.NONE, direction, line.comparator, assumed)
    if direction is Direction.QUALITATIVE:
        return _because(base, Why.TEXTUAL)
    if target.kind is QuantityKind.UNREADABLE:
        return _because(base, Why.TARGET_UNREADABLE)
    if target.kind is QuantityKind.BLANK:
        return _because(base, Why.NO_TARGET)
    if line.value_mode is ValueMode.GRADED:
        return _because(base, Why.GRADED)
    actual = _actual_of(line, target)
    if target.due is None and actual.kind is QuantityKind.NUMBER:
        return _assess_number(line, rules, base, target, actual)
    match actual.kind:
        case QuantityKind.BLANK:
            return base._replace(outcome=Outcome.MISSING, met=False)
        case QuantityKind.UNREADABLE:
            return _because(base, Why.ACTUAL_UNREADABLE)
        case QuantityKind.WORDS:
            return _because(base, Why.ANSWERED_OTHERWISE)
        case _:
            pass
    if target.due is not None:
        return _assess_date(line, rules, base, target.due, actual, year)
    return _assess_number(line, rules, base, target, _as_number(actual, target))


def _unscored(line: IndicatorLine) -> Why | None:
    if line.not_applicable:
        return Why.DROPPED
    if line.merged_into and line.weight is None:
        return Why.MERGED
    if line.is_part and line.weight is None:
        return Why.PART
    if line.weight is None:
        texts = (line.target_text, line.actual_text, line.printed_weight, line.printed_score)
        if not any(text.strip() for text in (clean_name(line.name), *texts)):
            return Why.EMPTY
    return None


def _because(base: Assessment, why: Why) -> Assessment:
    return Assessment(
        outcome=Outcome.JUDGEMENT,
        why=why,
        direction=Direction.QUALITATIVE if why is Why.TEXTUAL else base.direction,
        comparator=base.comparator,
        assumed=base.assumed,
    )


def _actual_of(line: IndicatorLine, target: Quantity) -> Quantity:
    if line.actual is not None:
        return Quantity(
            text=line.actual_text, kind=QuantityKind.NUMBER, number=line.actual, unit=line.actual_unit
        )
    return read_actual(line.actual_text, unit=line.actual_unit, name=line.name, target=target)


# ---- numbers ------------------------------------------------------------------------------------------------------


def _as_number(actual: Quantity, target: Quantity) -> Quantity:
    """``12月`` beside a target in 月 is the number that it is there."""
    due = actual.due
    if due is None or due.month is None or due.year is not None or due.day is not None:
        return actual
    if canonical_unit(target.unit) != "月":
        return actual
    return Quantity(text=actual.text, kind=QuantityKind.NUMBER, number=Decimal(due.month), unit="月")


def _assess_number(
    line: IndicatorLine, rules: RulePack, base: Assessment, target: Quantity, actual: Quantity
) -> Assessment:
    goal, value = target.number, actual.number
    if goal is None or value is None:
        return _because(base, Why.ANSWERED_OTHERWISE)
    factor = factor_between(target.unit, actual.unit) if target.unit else Decimal(1)
    if factor is None:
        return _because(base, Why.UNITS_DIFFER)
    value *= factor
    high = goal if target.high is None else target.high
    goal, high, value, as_ratio = _beside_percent(line, target, actual, (goal, high, value))
    top, reached, upper, scale = whole_numbers(goal, value, high)
    numbers = (top, reached, upper, scale)
    way = _way(line, rules, base.direction, numbers)
    if way is None:
        return _because(base, Why.NEGATIVE_TARGET)
    may_be_over = value > goal and _may_be_over(line, rules, base.direction, target.unit, goal)
    if may_be_over and rules.over_fulfilment.rule in (OverFulfilment.LINEAR, OverFulfilment.STEPS):
        way = Eased(rules.over_fulfilment, way)
    return Assessment(
        outcome=Outcome.RULE,
        direction=base.direction,
        comparator=base.comparator,
        assumed=base.assumed,
        way=way,
        target=goal,
        actual=value,
        high=high,
        numbers=numbers,
        as_ratio=as_ratio,
        boundary=value == goal and line.comparator in (Comparator.ABOVE, Comparator.BELOW),
        meaningless=goal == 0 and line.comparator in (Comparator.AT_LEAST, Comparator.ABOVE),
        may_be_over=may_be_over,
        met=way.is_met(top, reached, upper),
    )


def _beside_percent(
    line: IndicatorLine, target: Quantity, actual: Quantity, numbers: tuple[Decimal, Decimal, Decimal]
) -> tuple[Decimal, Decimal, Decimal, bool]:
    """Takes a bare ``0.95`` or ``1`` beside per cents as the ratio it is; the readings as 1 % and 100 % are far apart."""
    goal, high, value = numbers
    wanted, given = canonical_unit(target.unit), canonical_unit(actual.unit)
    if PERCENT not in (wanted, given):
        return goal, high, value, False
    half = 50
    if wanted == PERCENT and not given and goal >= half and 0 < value < 2:
        return goal, high, value * 100, True
    asks_for_much = line.comparator not in (Comparator.AT_MOST, Comparator.BELOW)
    if asks_for_much and 0 < goal <= 1 and value >= half and target.high is None:
        return goal * 100, goal * 100, value, True
    return goal, high, value, False


def _way(
    line: IndicatorLine, rules: RulePack, direction: Direction, numbers: tuple[int, int, int, int]
) -> Way | None:
    """The way of scoring; None where a negative target is missed and no ratio means anything."""
    goal, value, high, _ = numbers
    mode = line.value_mode
    if direction is Direction.LOWER and (
        mode is ValueMode.STEPS or (goal <= 0 and is_named(line, rules.stepped.names))
    ):
        return Stepped(rules.stepped.share_per_point)
    # = 0 means none at all: a negative value does not answer it either.
    none_at_all = goal == 0 and line.comparator is Comparator.EQUAL
    base = EXACTLY if none_at_all else _base_way(rules, direction)
    match mode:
        case ValueMode.PROPORTION | ValueMode.GRADED | ValueMode.STEPS:
            pass
        case ValueMode.ALL_OR_NOTHING:
            return AllOrNothing(base)
        case ValueMode.SATISFACTION_BANDS:
            return Banded(rules.satisfaction, base)
        case ValueMode.PROPORTION_WITH_GATE:
            base = Gated(rules.gate, base)
    if goal < 0 and direction is not Direction.RANGE:
        return base if base.is_met(goal, value, high) else None
    return base


def _base_way(rules: RulePack, direction: Direction) -> Way:
    match direction:
        case Direction.HIGHER | Direction.QUALITATIVE:
            return AT_LEAST
        case Direction.LOWER:
            return AT_MOST_LINEAR if rules.negative is NegativeRule.LINEAR else AT_MOST
        case Direction.EXACT:
            return EXACTLY
        case Direction.RANGE:
            return WITHIN


def _may_be_over(
    line: IndicatorLine, rules: RulePack, direction: Direction, unit: str, goal: Decimal
) -> bool:
    """Whether going far above the target says that the target was too low: not for rates up to 100 %, 满意度 and 时效."""
    if direction is not Direction.HIGHER or goal <= 0:
        return False
    if canonical_unit(unit) in (PERCENT, PERMILLE) and goal <= 100:
        return False
    words = fold(line.name) + fold(line.level1) + fold(line.level2)
    return not any(word in words for word in rules.over_fulfilment.excused_words)


# ---- dates --------------------------------------------------------------------------------------------------------


def _assess_date(
    line: IndicatorLine, rules: RulePack, base: Assessment, due: DueDate, actual: Quantity, year: int | None
) -> Assessment:
    done = actual.due or _month_number(actual, due)
    if done is None:
        return _because(base, Why.ANSWERED_OTHERWISE)
    start_year = due.year or year or done.year or 2000
    due = replace(due, year=start_year)
    last = _day_of_year(due.last_day(start_year), start_year)
    day = _day_of_year(done.last_day(start_year), start_year)
    if not is_late(done, due):
        day = min(day, last)
    way: Way = LateBands(rules.dates.bands) if rules.dates.late is LateRule.BANDS else LATE_IN_PROPORTION
    if line.value_mode is ValueMode.ALL_OR_NOTHING:
        way = AllOrNothing(way)
    return Assessment(
        outcome=Outcome.RULE,
        direction=base.direction,
        comparator=base.comparator,
        way=way,
        target=Decimal(last),
        actual=Decimal(day),
        high=Decimal(last),
        numbers=(last, day, last, 1),
        is_date=True,
        met=way.is_met(last, day, last),
        boundary=is_on_the_edge(done, due),
    )


def _month_number(actual: Quantity, due: DueDate) -> DueDate | None:
    """``12`` beside ``12月前`` is the month."""
    number = actual.number
    if number is None or actual.unit not in ("", "月") or due.precision is not Precision.MONTH:
        return None
    return DueDate(month=int(number)) if number == int(number) and 1 <= number <= 12 else None


def _day_of_year(day: dt.date, year: int) -> int:
    """Days from 1 January of the year, that day being 1."""
    return (day - dt.date(year, 1, 1)).days + 1
