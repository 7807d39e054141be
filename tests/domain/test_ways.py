"""Ways of scoring against the same formulas in fractions: exact, between 0 and the weight, never rounded twice."""

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.rules.parts import OverFulfilment, OverFulfilmentRule
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
    Stepped,
    Terms,
    Way,
    hundredths,
    hundredths_of_all,
    whole_numbers,
)

VALUES = st.decimals(min_value=-1000, max_value=10**7, places=6)
POSITIVE = st.decimals(min_value=Decimal("0.000001"), max_value=10**7, places=6)
WEIGHTS = st.decimals(min_value=0, max_value=100, places=2)


def prepared(
    way: Way, weight: Decimal, target: Decimal, actual: Decimal, high: Decimal | None = None
) -> PreparedLine:
    numbers = whole_numbers(target, actual, target if high is None else high)
    points, fineness = whole_numbers(weight * 100)
    return PreparedLine(way.share, points, fineness, numbers[0], numbers[1], numbers[2], numbers[3])


def points(
    way: Way, weight: Decimal, target: Decimal, actual: Decimal, high: Decimal | None = None
) -> Decimal:
    return Decimal(hundredths(prepared(way, weight, target, actual, high))).scaleb(-2)


def half_up(exact: Fraction) -> Decimal:
    whole, rest = divmod(exact * 100, 1)
    return Decimal(int(whole) + (1 if rest >= Fraction(1, 2) else 0)).scaleb(-2)


@given(WEIGHTS, POSITIVE, VALUES)
def test_higher_is_better_follows_the_fraction(weight: Decimal, target: Decimal, actual: Decimal) -> None:
    share = max(Fraction(0), min(Fraction(1), Fraction(actual) / Fraction(target)))
    assert points(AT_LEAST, weight, target, actual) == half_up(Fraction(weight) * share)


@given(WEIGHTS, POSITIVE, VALUES)
def test_lower_is_better_follows_the_fraction(weight: Decimal, target: Decimal, actual: Decimal) -> None:
    share = Fraction(1) if actual <= target else Fraction(target) / Fraction(actual)
    assert points(AT_MOST, weight, target, actual) == half_up(Fraction(weight) * share)


@given(WEIGHTS, POSITIVE, VALUES)
def test_the_linear_rule_for_lower_is_better_never_gives_more(
    weight: Decimal, target: Decimal, actual: Decimal
) -> None:
    over = Fraction(actual) / Fraction(target) - 1
    share = max(Fraction(0), min(Fraction(1), 1 - over))
    linear = points(AT_MOST_LINEAR, weight, target, actual)
    assert linear == half_up(Fraction(weight) * share)
    assert linear <= points(AT_MOST, weight, target, actual)


@given(WEIGHTS, POSITIVE, VALUES)
def test_exactly_loses_on_both_sides(weight: Decimal, target: Decimal, actual: Decimal) -> None:
    share = max(Fraction(0), 1 - abs(Fraction(actual) - Fraction(target)) / Fraction(target))
    assert points(EXACTLY, weight, target, actual) == half_up(Fraction(weight) * share)


@given(WEIGHTS, VALUES, VALUES, VALUES)
def test_a_range_is_full_inside_and_in_proportion_outside(
    weight: Decimal, one: Decimal, other: Decimal, actual: Decimal
) -> None:
    low, high = min(one, other), max(one, other)
    found = points(WITHIN, weight, low, actual, high)
    assert 0 <= found <= weight
    if low <= actual <= high:
        assert found == weight
    elif low > 0:
        below = Fraction(max(actual, Decimal(0))) / Fraction(low)
        share = below if actual < low else Fraction(high) / Fraction(actual)
        assert found == half_up(Fraction(weight) * share)
    else:
        assert WITHIN.share(*(int(number * 10**6) for number in (low, actual, high)), 10**6) == WITHIN.share(
            *(int(-number * 10**6) for number in (high, actual, low)), 10**6
        )


@given(WEIGHTS, VALUES, VALUES, VALUES, st.sampled_from(range(8)))
def test_every_way_stays_between_nothing_and_the_weight(
    rules: RulePack, weight: Decimal, target: Decimal, one: Decimal, other: Decimal, number: int
) -> None:
    way = every_way(rules)[number]
    low, high = min(one, other), max(one, other)
    below, above = points(way, weight, target, low), points(way, weight, target, high)
    assert 0 <= below <= weight
    assert 0 <= above <= weight
    rising = way in (
        AT_LEAST,
        Gated(rules.gate, AT_LEAST),
        AllOrNothing(AT_LEAST),
        Banded(rules.satisfaction, AT_LEAST),
    )
    assert below <= above if rising else above <= below


def every_way(rules: RulePack) -> tuple[Way, ...]:
    return (
        AT_LEAST,
        AT_MOST,
        AT_MOST_LINEAR,
        Gated(rules.gate, AT_LEAST),
        AllOrNothing(AT_LEAST),
        Banded(rules.satisfaction, AT_LEAST),
        Stepped(rules.stepped.share_per_point),
        LATE_IN_PROPORTION,
    )


def test_a_score_is_rounded_once_and_half_up() -> None:
    assert points(AT_LEAST, Decimal(10), Decimal(8), Decimal("6.9996")) == Decimal("8.75")
    assert points(AT_LEAST, Decimal(1), Decimal(200), Decimal(1)) == Decimal("0.01")
    assert points(AT_LEAST, Decimal(1), Decimal(1000), Decimal("4.9999")) == Decimal("0.00")


@given(POSITIVE, VALUES, st.decimals(min_value=0, max_value=100, places=5))
def test_weights_with_many_decimals_stay_exact(target: Decimal, actual: Decimal, weight: Decimal) -> None:
    share = max(Fraction(0), min(Fraction(1), Fraction(actual) / Fraction(target)))
    assert points(AT_LEAST, weight, target, actual) == half_up(Fraction(weight) * share)


def test_targets_of_nought_are_met_or_missed() -> None:
    assert AT_MOST.share(0, 0, 0, 1) == (1, 1)
    assert AT_MOST.share(0, 1, 0, 1) == (0, 1)
    assert AT_MOST_LINEAR.share(0, 1, 0, 1) == (0, 1)
    assert AT_LEAST.share(0, 0, 0, 1) == (1, 1)
    assert AT_LEAST.share(0, -1, 0, 1) == (0, 1)
    assert EXACTLY.share(0, 0, 0, 1) == (1, 1)
    assert EXACTLY.share(0, 1, 0, 1) == (0, 1)
    assert WITHIN.share(-3, 4, 0, 1) == (0, 1)
    assert WITHIN.share(0, -1, 5, 1) == (0, 1)


def test_the_gate_lets_its_own_bound_through(rules: RulePack) -> None:
    gated = Gated(rules.gate, AT_LEAST)
    assert gated.share(100, 60, 0, 1) == (60, 100)
    assert gated.share(100, 59, 0, 1) == (0, 1)
    assert gated.share(100, 100, 0, 1) == (1, 1)


@pytest.mark.parametrize(
    ("actual", "score"),
    [
        ("95", "10"),
        ("94.99", "10"),
        ("90", "10"),
        ("89.99", "8"),
        ("80", "8"),
        ("60", "5"),
        ("59.9", "0"),
        ("-1", "0"),
    ],
)
def test_satisfaction_falls_into_bands_below_the_target(rules: RulePack, actual: str, score: str) -> None:
    way = Banded(rules.satisfaction, AT_LEAST)
    assert points(way, Decimal(10), Decimal(95), Decimal(actual)) == Decimal(score)


def test_a_target_below_the_highest_band_is_full_when_it_is_reached(rules: RulePack) -> None:
    assert points(Banded(rules.satisfaction, AT_LEAST), Decimal(10), Decimal(85), Decimal(86)) == 10


@pytest.mark.parametrize(
    ("actual", "score"), [("-3", "10"), ("0", "10"), ("0.5", "9.5"), ("2", "8"), ("10", "0"), ("30", "0")]
)
def test_steps_take_the_same_share_for_each_point_above(rules: RulePack, actual: str, score: str) -> None:
    way = Stepped(rules.stepped.share_per_point)
    assert points(way, Decimal(10), Decimal(0), Decimal(actual)) == Decimal(score)


def eased(rules: RulePack, rule: OverFulfilment) -> Eased:
    declared: OverFulfilmentRule = replace(rules.over_fulfilment, rule=rule)
    return Eased(declared, AT_LEAST)


@pytest.mark.parametrize(
    ("actual", "linear", "steps"),
    [
        ("90", "9", "9"),
        ("100", "10", "10"),
        ("130", "10", "10"),
        ("131", "9.9", "9"),
        ("150", "8", "9"),
        ("151", "7.9", "8"),
        ("200", "6", "8"),
        ("201", "6", "7"),
    ],
)
def test_results_far_above_a_low_target_lose_points_by_choice(
    rules: RulePack, actual: str, linear: str, steps: str
) -> None:
    assert points(eased(rules, OverFulfilment.LINEAR), Decimal(10), Decimal(100), Decimal(actual)) == Decimal(
        linear
    )
    assert points(eased(rules, OverFulfilment.STEPS), Decimal(10), Decimal(100), Decimal(actual)) == Decimal(
        steps
    )


def test_a_step_that_is_not_reached_takes_nothing(rules: RulePack) -> None:
    later = replace(rules.over_fulfilment, rule=OverFulfilment.STEPS, steps=rules.over_fulfilment.steps[1:])
    assert points(Eased(later, AT_LEAST), Decimal(10), Decimal(100), Decimal(140)) == 10
    missed = Terms(
        sign="≥", target=Decimal(100), actual=Decimal(90), high=Decimal(100), weight="10", score="9.00"
    )
    assert Eased(later, AT_LEAST).words(missed) == "90 ÷ 100 × 10 分 = 9.00 分"


@pytest.mark.parametrize(
    ("late", "score"), [("0", "10"), ("1", "9"), ("30", "9"), ("31", "7"), ("91", "5"), ("400", "0")]
)
def test_days_late_fall_into_bands_by_choice(rules: RulePack, late: str, score: str) -> None:
    assert points(
        LateBands(rules.dates.bands), Decimal(10), Decimal(100), Decimal(100) + Decimal(late)
    ) == Decimal(score)


@given(st.lists(st.tuples(WEIGHTS, POSITIVE, VALUES), max_size=20))
def test_the_bulk_path_gives_what_single_lines_give(rows: list[tuple[Decimal, Decimal, Decimal]]) -> None:
    lines = [prepared(AT_LEAST, *row) for row in rows]
    assert hundredths_of_all(lines) == [hundredths(line) for line in lines]


@given(st.lists(VALUES, min_size=1, max_size=4))
def test_whole_numbers_keep_every_digit(numbers: list[Decimal]) -> None:
    *whole, scale = whole_numbers(*numbers)
    assert [Decimal(number) / scale for number in whole] == numbers
    assert whole_numbers(Decimal("1E+3"), Decimal("0.5")) == (2_000, 1, 2)


def test_half_up_agrees_with_the_decimal_library() -> None:
    exact = Decimal("7.29") * Decimal(1) / Decimal(8)
    assert points(AT_LEAST, Decimal("7.29"), Decimal(8), Decimal(1)) == exact.quantize(
        Decimal("0.01"), ROUND_HALF_UP
    )
