"""Amounts: what offices write becomes 分 exactly, or is refused aloud."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jxdesk.domain.records.filings import MoneyUnit
from jxdesk.domain.values.money import (
    AmountState,
    as_decimal,
    exact_text,
    format_fen,
    half_a_printed_place,
    parse_amount,
    rounds_apart,
)

WAN, YUAN, YI = MoneyUnit.WAN, MoneyUnit.YUAN, MoneyUnit.YI
PLACES = {WAN: 6, YUAN: 2, YI: 10}
FEN = st.integers(min_value=-(10**15), max_value=10**15)


@pytest.mark.parametrize(
    ("text", "unit", "fen"),
    [
        ("735,703.52", WAN, 735_703_520_000),
        ("274，039.37", WAN, 274_039_370_000),
        ("１２３．４５", WAN, 123_450_000),
        ("387664.62", YUAN, 38_766_462),
        ("7.29", WAN, 7_290_000),
        ("3,309,840.00", YUAN, 330_984_000),
        ("0.0000", WAN, 0),
        ("-5.2", WAN, -5_200_000),
        ("−5.2", WAN, -5_200_000),
        ("+30", WAN, 30_000_000),
        (" 94 ", WAN, 94_000_000),
        ("9 999 999", YUAN, 999_999_900),
        ("12。5", WAN, 12_500_000),
        (".5", WAN, 500_000),
        ("￥1,234元整", WAN, 123_400),
        ("人民币：30万元", YUAN, 30_000_000),
    ],
)
def test_amounts_as_offices_write_them_become_exact_fen(text: str, unit: MoneyUnit, fen: int) -> None:
    reading = parse_amount(text, unit)
    assert (reading.state, reading.fen) == (AmountState.READ, fen)
    assert not reading.rounded


@pytest.mark.parametrize(
    ("text", "fen", "unit"),
    [
        ("854万", 854_000_000, WAN),
        ("854万(400万元+295万元+159万元)", 854_000_000, WAN),
        ("854万(高标准农田建设400万元,示范建设295万元,畅通工程159万元)", 854_000_000, WAN),
        ("854万854万(高标准农田建设400万元,示范建设295万元)", 854_000_000, WAN),
        ("12.5亿元", 125_000_000_000, YI),
        ("1亿2345万元", 12_345_000_000, YI),
        ("12元5角", 1_250, YUAN),
        ("5千元", 500_000, YUAN),
        ("400万元+295万元", 695_000_000, WAN),
        ("854万元，其中：中央400万元", 854_000_000, WAN),
    ],
)
def test_a_unit_in_the_cell_overrides_the_unit_of_the_form(text: str, fen: int, unit: MoneyUnit) -> None:
    for form_unit in MoneyUnit:
        reading = parse_amount(text, form_unit)
        assert (reading.fen, reading.unit, reading.unit_in_cell) == (fen, unit, True)


@pytest.mark.parametrize("text", ["", " ", "-", "—", "——", "/", "……", "无", "N/A", "不适用", "\u3000"])
def test_a_cell_that_says_nothing_is_blank_and_not_zero(text: str) -> None:
    reading = parse_amount(text, WAN)
    assert (reading.state, reading.fen) == (AmountState.BLANK, None)


@pytest.mark.parametrize(
    "text",
    [
        "abc",
        "约30万元",
        "1,23",
        "12 34",
        "100%",
        "#REF!",
        "######",
        "6.9E+12",
        "1.2.3",
        "30个",
        "854,其中",
        "二十万",
        "1" * 30,
    ],
)
def test_what_cannot_be_read_is_refused_and_keeps_its_text(text: str) -> None:
    reading = parse_amount(text, YUAN)
    assert (reading.state, reading.fen, reading.text) == (AmountState.UNREADABLE, None, text)


def test_amounts_added_up_in_a_cell_are_read_and_a_wrong_sum_is_noticed() -> None:
    assert parse_amount("30+30+29.99", WAN).fen == 89_990_000
    assert parse_amount("30+30=60", WAN).fen == 60_000_000
    assert not parse_amount("30+30=60", WAN).details_differ
    assert parse_amount("30+30=70", WAN).details_differ
    assert parse_amount("854万(400万元+295万元+150万元)", WAN).details_differ
    assert parse_amount("30+30=很多", WAN).state is AmountState.UNREADABLE


def test_a_fraction_of_a_fen_is_rounded_half_up_and_noticed() -> None:
    up, down = parse_amount("0.0000005", WAN), parse_amount("0.0000004", WAN)
    assert (up.fen, up.rounded) == (1, True)
    assert (down.fen, down.rounded) == (0, True)
    assert parse_amount("-0.005", YUAN).fen == -1


def test_the_noise_of_binary_fractions_is_not_called_a_fraction() -> None:
    reading = parse_amount(repr(0.1 + 0.2), WAN)
    assert (reading.fen, reading.rounded) == (300_000, False)


@given(FEN, st.sampled_from(list(MoneyUnit)))
def test_every_amount_survives_being_written_exactly_and_read(fen: int, unit: MoneyUnit) -> None:
    assert parse_amount(exact_text(fen, unit), unit).fen == fen
    assert parse_amount(format_fen(fen, unit, at_most=PLACES[unit]), unit).fen == fen


@given(FEN, st.sampled_from(list(MoneyUnit)), st.integers(min_value=0, max_value=6))
def test_print_rounds_once_and_half_up(fen: int, unit: MoneyUnit, places: int) -> None:
    exact = as_decimal(fen, unit)
    assert exact * 10 ** PLACES[unit] == fen
    expected = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    assert Decimal(format_fen(fen, unit, places=places, grouped=False)) == expected


def test_print_groups_thousands_and_shows_as_many_places_as_asked_for() -> None:
    assert format_fen(38_766_462, YUAN) == "387,664.62"
    assert format_fen(38_766_462, WAN) == "38.77"
    assert format_fen(38_766_462, WAN, at_most=6) == "38.766462"
    assert format_fen(90_000_000, WAN, at_most=6) == "90.00"
    assert format_fen(123_456_789_012, WAN, places=4, grouped=False) == "123456.7890"
    assert format_fen(-150, WAN) == "0.00"
    assert format_fen(-150, YUAN) == "-1.50"
    assert format_fen(None, YUAN) == ""


def test_parts_that_seem_not_to_add_up_once_printed_ask_for_the_note() -> None:
    third = [3_335_000, 3_335_000]
    assert rounds_apart(third, sum(third), WAN, places=0)
    assert not rounds_apart([3_000_000, None, 4_000_000], 7_000_000, WAN)
    assert not rounds_apart([1], 2, WAN)
    assert not rounds_apart([1], None, WAN)


def test_half_a_printed_place_follows_the_digits_that_are_printed() -> None:
    assert half_a_printed_place("90", WAN) == 500_000
    assert half_a_printed_place("89.97", WAN) == 5_000
    assert half_a_printed_place("387664.62", YUAN) == 0
    assert half_a_printed_place("30万元", YUAN) == 500_000
    assert half_a_printed_place("—", YUAN) == 0
