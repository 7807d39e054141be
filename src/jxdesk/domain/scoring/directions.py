"""Directions: what better means for a line, from its sign, its level and its name. Used by scoring and reading."""

from __future__ import annotations

import re
from functools import lru_cache

from jxdesk.domain.records.filings import Comparator, Direction, IndicatorLine
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.values.indicator_names import clean_name
from jxdesk.domain.values.lettering import fold
from jxdesk.domain.values.quantities import Quantity, QuantityKind, read_target
from jxdesk.domain.values.units import PERCENT, PERMILLE, canonical_unit, is_money_unit


def target_of(line: IndicatorLine) -> Quantity:
    """The target as the line holds it; dates and words are read from its text."""
    if line.target is not None:
        kind = QuantityKind.NUMBER if line.target_high is None else QuantityKind.RANGE
        return Quantity(
            text=line.target_text,
            kind=kind,
            comparator=line.comparator,
            number=line.target,
            high=line.target_high,
            unit=line.unit,
        )
    return read_target(line.target_text, unit=line.unit, name=line.name)


def direction_of(
    line: IndicatorLine, rules: RulePack, *, target: Quantity | None = None
) -> tuple[Direction, bool]:
    """What better means for a line, and whether a bare number was taken as higher is better for want of anything else.

    Source: own choice, from what published tables mean by such names; a person's choice and a direction that the form prints come first.
    """
    target = target or target_of(line)
    kind = target.kind
    if line.direction is Direction.QUALITATIVE or kind is QuantityKind.WORDS:
        return Direction.QUALITATIVE, False
    if kind is QuantityKind.RANGE:
        return Direction.RANGE, False
    if kind is QuantityKind.DATE:
        return Direction.LOWER, False
    match line.comparator:
        case Comparator.AT_LEAST | Comparator.ABOVE:
            return Direction.HIGHER, False
        case Comparator.AT_MOST | Comparator.BELOW:
            return Direction.LOWER, False
        case Comparator.EQUAL | Comparator.NONE:
            pass
    if line.marked_exact or (line.direction_chosen and line.direction is Direction.EXACT):
        return Direction.EXACT, False
    if line.direction_chosen or line.direction is Direction.LOWER:
        return line.direction, False
    if is_named(line, rules.direction.lower_names):
        return Direction.LOWER, False
    if target.number == 0 or (line.comparator is Comparator.NONE and _is_cost_ceiling(line, rules, target)):
        return Direction.LOWER, False
    bare = line.comparator is Comparator.NONE and kind is QuantityKind.NUMBER
    return Direction.HIGHER, bare


def is_named(line: IndicatorLine, names: tuple[str, ...]) -> bool:
    """Whether the whole name of the line, without marks and quotes, stands in a list of the rule pack."""
    return _plain_name(line.clean_name or clean_name(line.name)) in _plain_names(names)


def _is_cost_ceiling(line: IndicatorLine, rules: RulePack, target: Quantity) -> bool:
    """A bare cost figure is a ceiling: a line under 成本 whose name is an amount, or a 成本控制率."""
    rule = rules.direction
    levels = fold(line.level1) + fold(line.level2)
    if not any(word in levels for word in rule.cost_levels):
        return False
    name = _plain_name(line.clean_name or clean_name(line.name))
    if any(word in name for word in rule.saving_words):
        return False
    if any(name.endswith(word) for word in rule.cost_rates):
        return True
    unit = canonical_unit(target.unit)
    if name.endswith("率") or unit in (PERCENT, PERMILLE):
        return False
    if unit:
        return is_money_unit(unit) or unit in ("万", "亿")
    return any(word in name for word in rule.amount_words)


def _plain_name(name: str) -> str:
    return re.sub(r"[\s\"'“”‘’「」『』《》〈〉]", "", fold(name))


@lru_cache(maxsize=64)
def _plain_names(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(_plain_name(name) for name in names)
