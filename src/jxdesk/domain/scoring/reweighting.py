"""Reweighting: moves the points of indicators that an approved adjustment dropped to those beside them. Used by scoring.

They go, in proportion, to the applicable indicators of the same second level, else of the same first level. Where every
sibling there is inapplicable too, those of 满意度 go to 效益, and any others to all applicable indicators of the form: what
was dropped by approval must not cost the project points that it had no way to earn. Where nothing on the form applies they
stay, and there is no total.

Source: 财预〔2021〕101号 for 满意度 to 效益; the rest is this program's own choice, no regulation gives the arithmetic.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from jxdesk.domain.records.filings import IndicatorLine
from jxdesk.domain.rules.indicator_places import Place, place_of
from jxdesk.domain.scoring.ways import whole_numbers

_OUTCOMES = frozenset({Place.ECONOMIC, Place.SOCIAL, Place.ECOLOGICAL, Place.SUSTAINABLE})


def reweighted(lines: Sequence[IndicatorLine]) -> Mapping[str, Decimal | None]:
    """The weight that counts for each line, by its id.

    Dropped lines give up their weight only with the approval in ``manual_reason``; without it they keep it and score 0.
    Parts are whole hundredths, the largest remainders first, so that the sum stays what it was.
    """
    weights = {line.id: line.weight for line in lines}
    for dropped in lines:
        if not is_dropped(dropped) or not dropped.weight:
            continue
        heirs = _heirs(dropped, lines)
        if not heirs:
            continue
        moved = _parts(dropped.weight, [line.weight or Decimal(0) for line in heirs])
        for heir, part in zip(heirs, moved, strict=True):
            weights[heir.id] = (weights[heir.id] or Decimal(0)) + part
        weights[dropped.id] = Decimal(0)
    return weights


def is_dropped(line: IndicatorLine) -> bool:
    """Whether the line does not apply and says by whose approval."""
    return line.not_applicable and bool(line.manual_reason.strip())


def _heirs(dropped: IndicatorLine, lines: Sequence[IndicatorLine]) -> list[IndicatorLine]:
    """Those that take the points over: the nearest circle in which anything is applicable."""
    applicable = [
        line for line in lines if not line.not_applicable and line.weight is not None and line.weight > 0
    ]
    same_first = [line for line in applicable if line.level1 == dropped.level1]
    same_second = [line for line in same_first if line.level2 == dropped.level2]
    of_satisfaction = place_of(dropped.level1, dropped.level2) is Place.SATISFACTION
    outcomes = [line for line in applicable if place_of(line.level1, line.level2) in _OUTCOMES]
    return same_second or same_first or (outcomes if of_satisfaction else []) or applicable


def _parts(pool: Decimal, shares: Sequence[Decimal]) -> list[Decimal]:
    """Splits a weight in proportion, in hundredths or finer where the weights are."""
    whole, *parts, scale = whole_numbers(pool * 100, *(share * 100 for share in shares))
    total = sum(parts)
    split = [divmod(whole * part, total) for part in parts]
    given = [quotient for quotient, _ in split]
    order = sorted(range(len(parts)), key=lambda index: (-split[index][1], index))
    for index in order[: whole - sum(given)]:
        given[index] += 1
    return [Decimal(part) / Decimal(scale * 100) for part in given]
