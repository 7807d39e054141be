"""The small writing of amounts agrees with the law's own."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from hypothesis import given
from hypothesis import strategies as st

from jxdesk.desktop import amounts, preferences
from jxdesk.desktop.amounts import percent, points, wan
from jxdesk.domain.records.filings import MoneyUnit
from jxdesk.domain.values.money import format_fen

FEN = st.integers(min_value=-(10**15), max_value=10**15)


@given(FEN)
def test_an_amount_is_written_as_the_law_writes_it(fen: int) -> None:
    assert wan(fen) == format_fen(fen, MoneyUnit.WAN)


def test_no_amount_is_written_as_nothing() -> None:
    assert (wan(None), percent(None), points(None)) == ("", "", "")


def test_half_a_hundredth_is_rounded_up() -> None:
    assert wan(5_000) == "0.01"
    assert wan(4_999) == "0.00"
    assert wan(14_724_210_000) == "14,724.21"


@given(st.integers(min_value=0, max_value=10**6))
def test_a_rate_is_rounded_once_and_half_up(hundredths: int) -> None:
    tenths = (Decimal(hundredths) / 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
    assert percent(hundredths) == f"{tenths}%"


def test_a_score_keeps_both_decimals() -> None:
    assert points(10_000) == "100.00"
    assert points(8_905) == "89.05"


def test_the_unit_of_lists_changes_and_is_kept(own_preferences: None) -> None:
    amounts.show_in_yuan(False)
    assert (amounts.amount(12_840_050), amounts.unit()) == ("12.84", "万元")
    amounts.show_in_yuan(True)
    try:
        assert (amounts.amount(12_840_050), amounts.unit()) == ("128,400.50", "元")
        assert (amounts.amount(-5), amounts.amount(None)) == ("-0.05", "")
        assert preferences.YUAN.get()
    finally:
        amounts.show_in_yuan(False)
