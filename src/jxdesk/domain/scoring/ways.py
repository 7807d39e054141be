"""Ways of scoring: how target and actual value become a share of the weight, in whole numbers, with the sentence that says so.

Every formula of the law stands here once. Scoring picks a way for a line; whole databases are scored through the same
``share`` methods without a single object made per line.

Source: 财预〔2020〕10号 and 财预〔2021〕101号 for full marks and proportion; what is a proposal is marked in the rule pack.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from math import lcm
from typing import NamedTuple

from jxdesk.domain.rules.parts import OverFulfilment, OverFulfilmentRule, ShareBand
from jxdesk.domain.values.quantities import decimal_text

Share = tuple[int, int]
"""A share of the weight as numerator and denominator, between 0 and 1."""

FULL: Share = (1, 1)
NOTHING: Share = (0, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a sentence names: the values as numbers, the sign as printed, the points as text."""

    sign: str
    target: Decimal
    actual: Decimal
    high: Decimal
    weight: str
    score: str

    @property
    def tail(self) -> str:
        """``× 10 分 = 9.80 分``"""
        return f"× {self.weight} 分 = {self.score} 分"


class Way(ABC):
    """One way of scoring.

    Units: ``target``, ``actual`` and ``high`` are whole numbers in one scale, ``scale`` of them make 1.
    """

    __slots__ = ()

    @abstractmethod
    def share(self, target: int, actual: int, high: int, scale: int) -> Share:
        """The share of the weight."""

    @abstractmethod
    def is_met(self, target: int, actual: int, high: int) -> bool:
        """Whether the actual value reaches the target."""

    @abstractmethod
    def words(self, terms: Terms) -> str:
        """The arithmetic of a line that misses its target, or is not simply full."""


class AtLeast(Way):
    """Higher is better: full from the target on, below it in proportion."""

    __slots__ = ()

    def share(self, target: int, actual: int, high: int, scale: int) -> Share:
        if actual >= target:
            return FULL
        return (actual, target) if actual > 0 else NOTHING

    def is_met(self, target: int, actual: int, high: int) -> bool:
        return actual >= target

    def words(self, terms: Terms) -> str:
        return f"{decimal_text(terms.actual)} ÷ {decimal_text(terms.target)} {terms.tail}"


class AtMost(Way):
    """Lower is better: full up to the target, above it the target over the actual value; 0 is met or missed."""

    __slots__ = ()

    def share(self, target: int, actual: int, high: int, scale: int) -> Share:
        if actual <= target:
            return FULL
        return (target, actual) if target > 0 else NOTHING

    def is_met(self, target: int, actual: int, high: int) -> bool:
        return actual <= target

    def words(self, terms: Terms) -> str:
        if terms.target == 0:
            return f"目标是 0，实际 {decimal_text(terms.actual)}，得 0 分"
        return f"{decimal_text(terms.target)} ÷ {decimal_text(terms.actual)} {terms.tail}"


class AtMostLinear(AtMost):
    """Lower is better, and each part of the target above it costs that part of the weight."""

    __slots__ = ()

    def share(self, target: int, actual: int, high: int, scale: int) -> Share:
        if actual <= target:
            return FULL
        return (2 * target - actual, target) if actual < 2 * target else NOTHING

    def words(self, terms: Terms) -> str:
        actual, target = decimal_text(terms.actual), decimal_text(terms.target)
        if terms.target == 0:
            return f"目标是 0，实际 {actual}，得 0 分"
        return f"（1 − ({actual} − {target}) ÷ {target}）{terms.tail}"


class Exactly(Way):
    """Only the target itself is full; a difference on either side costs its part of the target."""

    __slots__ = ()

    def share(self, target: int, actual: int, high: int, scale: int) -> Share:
        if actual == target:
            return FULL
        left = target - abs(actual - target)
        return (left, target) if target > 0 and left > 0 else NOTHING

    def is_met(self, target: int, actual: int, high: int) -> bool:
        return actual == target

    def words(self, terms: Terms) -> str:
        actual, target = decimal_text(terms.actual), decimal_text(terms.target)
        if terms.target == 0:
            return f"目标是 0，实际 {actual}，得 0 分"
        return f"要求正好 {target}，实际 {actual}：（1 − |{actual} − {target}| ÷ {target}）{terms.tail}"


class Within(Way):
    """Full inside the range; outside of it in proportion to the nearer end."""

    __slots__ = ()

    def share(self, target: int, actual: int, high: int, scale: int) -> Share:
        if target <= actual <= high:
            return FULL
        if actual < target:
            near, far = (actual, target) if target > 0 else (-target, -actual)
        else:
            near, far = (high, actual) if high > 0 else (-actual, -high)
        return (near, far) if 0 < near < far else NOTHING

    def is_met(self, target: int, actual: int, high: int) -> bool:
        return target <= actual <= high

    def words(self, terms: Terms) -> str:
        actual, low, high = decimal_text(terms.actual), decimal_text(terms.target), decimal_text(terms.high)
        if terms.actual < terms.target:
            fraction = f"{actual} ÷ {low}" if terms.target > 0 else f"{low} ÷ {actual}"
            return f"低于下限 {low}：{fraction} {terms.tail}"
        fraction = f"{high} ÷ {actual}" if terms.high > 0 else f"{actual} ÷ {high}"
        return f"高于上限 {high}：{fraction} {terms.tail}"


@dataclass(frozen=True, slots=True)
class Stepped(Way):
    """Rates with 0 as their best: each percentage point above the target costs the same share of the weight."""

    share_per_point: Decimal

    def share(self, target: int, actual: int, high: int, scale: int) -> Share:
        if actual <= target:
            return FULL
        cost, parts = self.share_per_point.as_integer_ratio()
        whole = parts * scale
        left = whole - cost * (actual - target)
        return (left, whole) if left > 0 else NOTHING

    def is_met(self, target: int, actual: int, high: int) -> bool:
        return actual <= target

    def words(self, terms: Terms) -> str:
        above, each = decimal_text(terms.actual - terms.target), percent_words(self.share_per_point)
        return f"高于目标 {above} 个百分点，每点扣分值的 {each}：{terms.weight} 分 → {terms.score} 分"


@dataclass(frozen=True, slots=True)
class Banded(Way):
    """Satisfaction: the target is full, below it the band of the actual value gives its share."""

    bands: tuple[ShareBand, ...]
    base: Way

    def share(self, target: int, actual: int, high: int, scale: int) -> Share:
        if self.base.is_met(target, actual, high):
            return FULL
        return self.band(Decimal(actual) / scale).share.as_integer_ratio()

    def band(self, percent: Decimal) -> ShareBand:
        """The band that a per cent lies in; below 0 the last one."""
        return next((band for band in self.bands if percent >= band.at_least), self.bands[-1])

    def is_met(self, target: int, actual: int, high: int) -> bool:
        return self.base.is_met(target, actual, high)

    def words(self, terms: Terms) -> str:
        share = percent_words(self.band(terms.actual).share)
        return f"满意度 {decimal_text(terms.actual)}%，按档得 {share}：{share} {terms.tail}"


@dataclass(frozen=True, slots=True)
class Gated(Way):
    """Proportion behind a gate: below it nothing."""

    gate: Decimal
    base: Way

    def share(self, target: int, actual: int, high: int, scale: int) -> Share:
        part, whole = self.base.share(target, actual, high, scale)
        need, of = self.gate.as_integer_ratio()
        return (part, whole) if part * of >= need * whole else NOTHING

    def is_met(self, target: int, actual: int, high: int) -> bool:
        return self.base.is_met(target, actual, high)

    def words(self, terms: Terms) -> str:
        if Decimal(terms.score) == 0:
            return f"实际 {decimal_text(terms.actual)}，完成不到目标的 {percent_words(self.gate)}，得 0 分"
        return self.base.words(terms)


@dataclass(frozen=True, slots=True)
class AllOrNothing(Way):
    """Full when the target is reached, nothing when not (直接赋分)."""

    base: Way

    def share(self, target: int, actual: int, high: int, scale: int) -> Share:
        return FULL if self.base.is_met(target, actual, high) else NOTHING

    def is_met(self, target: int, actual: int, high: int) -> bool:
        return self.base.is_met(target, actual, high)

    def words(self, terms: Terms) -> str:
        return (
            f"直接赋分：实际 {decimal_text(terms.actual)}，没有达到目标 {decimal_text(terms.target)}，得 0 分"
        )


@dataclass(frozen=True, slots=True)
class Eased(Way):
    """Higher is better, but a result far above a target that was set too low loses points (``linear`` or ``steps``)."""

    rule: OverFulfilmentRule
    base: Way

    def share(self, target: int, actual: int, high: int, scale: int) -> Share:
        above, of = self.rule.threshold.as_integer_ratio()
        if target <= 0 or actual * of <= above * target:
            return self.base.share(target, actual, high, scale)
        if self.rule.rule is OverFulfilment.STEPS:
            for step in reversed(self.rule.steps):
                bound, bound_of = step.above.as_integer_ratio()
                if actual * bound_of > bound * target:
                    return step.share.as_integer_ratio()
            return FULL
        # w · max(floor, 1 − (B/A − threshold))
        left, whole = target * of - actual * of + above * target, target * of
        floor, floor_of = self.rule.floor.as_integer_ratio()
        return (left, whole) if left * floor_of >= floor * whole else (floor, floor_of)

    def is_met(self, target: int, actual: int, high: int) -> bool:
        return self.base.is_met(target, actual, high)

    def words(self, terms: Terms) -> str:
        if terms.actual < terms.target:
            return self.base.words(terms)
        times = percent_words(terms.actual / terms.target)
        return f"完成目标的 {times}，超过 {percent_words(self.rule.threshold)}，按规则扣减：{terms.weight} 分 → {terms.score} 分"


@dataclass(frozen=True, slots=True)
class LateBands(Way):
    """Dates by a table: the days behind the due date give the share. Target and actual are day counts."""

    bands: tuple[ShareBand, ...]

    def share(self, target: int, actual: int, high: int, scale: int) -> Share:
        late = actual - target
        found = [band for band in self.bands if late >= band.at_least]
        return found[-1].share.as_integer_ratio() if found else FULL

    def is_met(self, target: int, actual: int, high: int) -> bool:
        return actual <= target

    def words(self, terms: Terms) -> str:
        return f"晚了 {decimal_text(terms.actual - terms.target)} 天，按档扣减：{terms.weight} 分 → {terms.score} 分"


class LateInProportion(AtMost):
    """Dates by proportion: planned days over actual days, both counted from 1 January of the due date's year."""

    __slots__ = ()

    def words(self, terms: Terms) -> str:
        return f"晚于期限：计划 {decimal_text(terms.target)} 天 ÷ 实际 {decimal_text(terms.actual)} 天 {terms.tail}"


AT_LEAST, AT_MOST, AT_MOST_LINEAR = AtLeast(), AtMost(), AtMostLinear()
EXACTLY, WITHIN, LATE_IN_PROPORTION = Exactly(), Within(), LateInProportion()


class PreparedLine(NamedTuple):
    """A line made ready for scoring by the thousand: its way and whole numbers.

    Units: ``weight`` in 1/100 points, or in 1/(100·``fineness``) where a weight has more than two decimals.
    """

    share: Callable[[int, int, int, int], Share]
    weight: int
    fineness: int
    target: int
    actual: int
    high: int
    scale: int


def hundredths(line: PreparedLine) -> int:
    """The points of a line, rounded once, half up.

    Units: 1/100 points.
    """
    share, weight, fineness, target, actual, high, scale = line
    part, whole = share(target, actual, high, scale)
    whole *= fineness
    return (2 * weight * part + whole) // (2 * whole)


def hundredths_of_all(lines: Iterable[PreparedLine]) -> list[int]:
    """The points of many lines, in their order; the bulk path of a new rule pack or an import.

    Units: 1/100 points.
    """
    return [hundredths(line) for line in lines]


def whole_numbers(*numbers: Decimal) -> tuple[int, ...]:
    """The numbers as whole numbers in the coarsest scale that they share, and last that scale itself; exact."""
    tops, bottoms = zip(*[number.as_integer_ratio() for number in numbers], strict=True)
    scale = lcm(*bottoms)
    if scale == 1:
        return (*tops, 1)
    return (*[top * (scale // bottom) for top, bottom in zip(tops, bottoms, strict=True)], scale)


def percent_words(ratio: Decimal) -> str:
    """A ratio as a percentage with at most two decimals, for sentences: 0.8 is ``80%``."""
    return f"{decimal_text((ratio * 100).quantize(Decimal('0.01')))}%"
