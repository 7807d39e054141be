"""Units of measure: one spelling each, 万 and 亿 scaled, nothing else converted."""

from decimal import Decimal

import pytest

from jxdesk.domain.values.units import (
    canonical_unit,
    factor_between,
    is_known_unit,
    is_money_unit,
    may_be_unit,
    split_scale,
)


@pytest.mark.parametrize(
    ("unit", "canonical"),
    [
        ("百分比", "%"),
        ("%(百分比)", "%"),
        ("％", "%"),
        ("元/人*月", "元/人·月"),
        ("元／亩", "元/亩"),
        ("元每亩", "元/亩"),
        ("㎡", "平方米"),
        ("台(套)", "台套"),
        ("台/套", "台套"),
        ("(个)", "个"),
        ("天", "日"),
        ("个月", "月"),
        ("千米", "公里"),
        ("KM", "公里"),
        ("万㎡", "万平方米"),
        ("元/㎡", "元/平方米"),
        ("—", ""),
        ("", ""),
    ],
)
def test_each_unit_has_one_spelling(unit: str, canonical: str) -> None:
    assert canonical_unit(unit) == canonical


@pytest.mark.parametrize(
    ("unit", "other", "factor"),
    [
        ("万元", "元", "0.0001"),
        ("元", "亿元", "100000000"),
        ("万元", "亿元", "10000"),
        ("亩", "万亩", "10000"),
        ("万元/公里", "元/公里", "0.0001"),
        ("人", "人次", "1"),
        ("个", "个项目", "1"),
        ("", "元", "1"),
        ("%", "", "1"),
        ("万", "元", "0.0001"),
        ("个村", "个行政村", "1"),
        ("次/年", "次", "1"),
        ("元/人·年", "元/人", "1"),
        ("人/次", "人", "1"),
    ],
)
def test_scales_of_ten_thousand_are_converted(unit: str, other: str, factor: str) -> None:
    assert factor_between(unit, other) == Decimal(factor)


@pytest.mark.parametrize(
    ("unit", "other"),
    [
        ("元", "元/亩"),
        ("%", "‰"),
        ("亩", "公顷"),
        ("户", "人"),
        ("项", "个"),
        ("米", "公里"),
        ("月", "年"),
        ("个", "个月"),
        ("次/月", "次"),
    ],
)
def test_different_units_are_never_compared(unit: str, other: str) -> None:
    assert factor_between(unit, other) is None
    assert factor_between(other, unit) is None


def test_what_stands_behind_a_number_is_a_unit_only_when_it_is_short_and_no_prose() -> None:
    assert all(map(may_be_unit, ("", "亩", "万人次", "元/户·年", "条道路", "K", "个行政村", "座蓄水池")))
    assert not any(map(may_be_unit, ("万元用于", "户特色种养奖补", "以内", "个左右", "1次")))


def test_money_is_known_by_its_unit() -> None:
    assert all(map(is_money_unit, ("元", "万元", "亿元", "元/亩", "万元/公里", "千元")))
    assert not any(map(is_money_unit, ("", "%", "亩", "人")))


def test_scales_stand_before_a_unit_or_alone() -> None:
    assert split_scale("万亩") == (10_000, "亩")
    assert split_scale("万") == (10_000, "")
    assert split_scale("百万元") == (1_000_000, "元")
    assert split_scale("千瓦") == (1, "千瓦")
    assert is_known_unit("元/人·月")
    assert not is_known_unit("总收入")
