"""Funding: the sentence below the money says to the 分 whether the sources make up the total."""

from __future__ import annotations

from jxdesk.domain.records.filings import MoneyKey
from jxdesk.domain.values.funding import funding_sum
from tests.domain.target_forms import money, target_form, with_money


def test_sources_that_make_up_their_totals_are_told_so() -> None:
    told = funding_sum(target_form())
    assert told.adds_up is True
    assert "财政拨款 12.00 + 其他资金 0.84 = 12.84 万元，和年度资金总额一致" in told.words
    assert "上级补助 10.00 + 本级财力 2.00 = 12.00 万元，和财政拨款一致" in told.words


def test_one_fen_too_many_is_told_with_its_size() -> None:
    told = funding_sum(with_money(target_form(), money(MoneyKey.OTHER, 8_400_01)))
    assert told.adds_up is False
    assert "多 0.000001 万元" in told.words


def test_without_amounts_there_is_nothing_to_add() -> None:
    empty = with_money(target_form(), *(money(line.key, None) for line in target_form().money_lines))
    assert funding_sum(empty).adds_up is None
    only_parts = with_money(target_form(), money(MoneyKey.TOTAL, None))
    assert "还没有填" in funding_sum(only_parts).words
