"""Targets, actual values, points and rates: the whole text is sign, number and unit, or it stays words."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jxdesk.domain.records.filings import Comparator, Direction
from jxdesk.domain.values.due_dates import DueDate
from jxdesk.domain.values.quantities import (
    QuantityKind,
    decimal_text,
    read_actual,
    read_direction,
    read_points,
    read_rate,
    read_sign,
    read_target,
)

AT_LEAST, AT_MOST, EQUAL = Comparator.AT_LEAST, Comparator.AT_MOST, Comparator.EQUAL
ABOVE, BELOW, NONE = Comparator.ABOVE, Comparator.BELOW, Comparator.NONE


@pytest.mark.parametrize(
    ("sign", "comparator"),
    [
        *(
            (sign, AT_LEAST)
            for sign in (
                "≥",
                "≧",
                ">=",
                "＞=",
                "＞＝",
                "=>",
                "大于等于",
                "大于或等于",
                "不低于",
                "不少于",
                "至少",
            )
        ),
        *((sign, AT_MOST) for sign in ("≤", "≦", "<=", "＜=", "小于等于", "小于或等于", "不超过", "不高于")),
        *((sign, EQUAL) for sign in ("=", "＝", "﹦", "═", "等于")),
        *((sign, ABOVE) for sign in (">", "＞", "大于", "超过", "高于")),
        *((sign, BELOW) for sign in ("<", "＜", "小于", "低于", "少于")),
        *((sign, NONE) for sign in ("", "—", "定性", "正向指标", "90")),
    ],
)
def test_every_way_of_writing_a_sign_is_known(sign: str, comparator: Comparator) -> None:
    assert read_sign(sign) is comparator


@pytest.mark.parametrize(
    ("text", "comparator", "number", "unit"),
    [
        ("29.5亩", NONE, "29.5", "亩"),
        ("≥11.376万元", AT_LEAST, "11.376", "万元"),
        (">=98%(百分比)", AT_LEAST, "98", "%"),
        ("≥100百分比", AT_LEAST, "100", "%"),
        ("475元/亩", NONE, "475", "元/亩"),
        ("300元/人*月", NONE, "300", "元/人·月"),
        ("1次/月", NONE, "1", "次/月"),
        ("１００％", NONE, "100", "%"),
        ("大于等于 95 %", AT_LEAST, "95", "%"),
        ("90%以上", AT_LEAST, "90", "%"),
        ("95%及以上", AT_LEAST, "95", "%"),
        ("95%以上（含95%）", AT_LEAST, "95", "%"),
        ("达到95%以上", AT_LEAST, "95", "%"),
        ("不超过30万元", AT_MOST, "30", "万元"),
        ("30万元以内", AT_MOST, "30", "万元"),
        ("控制在30万元以内", AT_MOST, "30", "万元"),
        ("30日内", AT_MOST, "30", "日"),
        ("小于5‰", BELOW, "5", "‰"),
        ("═100%", EQUAL, "100", "%"),
        ("11,442", NONE, "11442", ""),
        ("≥-5%", AT_LEAST, "-5", "%"),
        ("9个月", NONE, "9", "月"),
        ("50个项目", NONE, "50", "个项目"),
        ("89.97(30+30+29.99)", NONE, "89.97", ""),
        ("50(个)", NONE, "50", "个"),
        ("约200人", NONE, "200", "人"),
        ("2万亩", NONE, "2", "万亩"),
        ("1000平方米", NONE, "1000", "平方米"),
        ("1000㎡", NONE, "1000", "平方米"),
        ("9个行政村", NONE, "9", "个行政村"),
        ("1000余人", NONE, "1000", "人"),
        ("￥30万元", NONE, "30", "万元"),
        ("7个工作日内", AT_MOST, "7", "工作日"),
        ("≤3000元/人/年", AT_MOST, "3000", "元/人/年"),
        ("≥90(%)", AT_LEAST, "90", "%"),
    ],
)
def test_sign_number_and_unit_in_one_cell(text: str, comparator: Comparator, number: str, unit: str) -> None:
    target = read_target(text)
    assert (target.kind, target.comparator) == (QuantityKind.NUMBER, comparator)
    assert (target.number, target.unit) == (Decimal(number), unit)


@pytest.mark.parametrize(
    "text",
    [
        "每亩300",
        "分三个30万元用于预算编制、审计",
        "有效",
        "效果明显",
        "39户特色种养奖补",
        "30万元用于审计",
        "5:1",
        "3/4",
        "90、95",
        "在计划时间内完成",
        "每年1次",
        "5A级",
    ],
)
def test_a_number_inside_prose_stays_prose(text: str) -> None:
    target = read_target(text)
    assert (target.is_qualitative, target.number) == (True, None)


@pytest.mark.parametrize(
    "text", ["#DIV/0!", "#REF!", "6.9E+12", "12,34%", "1..5", "95.5.3", "1 000", "2023年2月30日", "1" * 25]
)
def test_what_looks_like_a_value_and_is_none_is_unreadable(text: str) -> None:
    assert read_target(text).kind is QuantityKind.UNREADABLE
    assert read_actual(text).kind is QuantityKind.UNREADABLE


@pytest.mark.parametrize("text", ["", "—", "/", "……", "≥", "≥**亩", "**%", "≥XX人", "不适用"])
def test_blanks_and_placeholders_are_no_target(text: str) -> None:
    assert read_target(text).kind is QuantityKind.BLANK


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("80-90", "80", "90", ""),
        ("80%~90%", "80", "90", "%"),
        ("80至90分", "80", "90", "分"),
        ("3～5次", "3", "5", "次"),
        ("±3%以内", "-3", "3", "%"),
        ("≥80%且≤90%", "80", "90", "%"),
        ("≤90%，≥80%", "80", "90", "%"),
        ("-5%~5%", "-5", "5", "%"),
    ],
)
def test_ranges_have_two_ends_and_no_sign(text: str, low: str, high: str, unit: str) -> None:
    target = read_target(text)
    assert (target.kind, target.comparator, target.unit) == (QuantityKind.RANGE, NONE, unit)
    assert (target.number, target.high) == (Decimal(low), Decimal(high))


def test_a_range_with_its_ends_the_wrong_way_round_is_no_range() -> None:
    assert read_target("90-80").kind is not QuantityKind.RANGE


def test_three_cells_are_put_together_as_the_row_shows_them() -> None:
    target = read_target("735", sign="≧", unit="人次")
    assert (target.text, target.comparator, target.number, target.unit) == ("≧735人次", AT_LEAST, 735, "人次")
    assert read_target("100%", sign="≥", unit="%").text == "≥100%"
    assert read_target("有效").text == "有效"
    assert read_target("≤30万元", sign="≤", unit="元").unit == "万元"


def test_a_cell_of_the_unit_may_say_how_many_as_well() -> None:
    assert read_target("1", unit="1次/月").unit == "次/月"
    alone = read_target("", unit="1次/月")
    assert (alone.number, alone.unit) == (Decimal(1), "次/月")


def test_a_bare_scale_takes_the_unit_of_its_own_cell() -> None:
    assert read_target("200万", unit="万元").unit == "万元"
    assert read_target("1.2万", unit="人").unit == "万人"
    assert read_target("2亿", unit="万元").unit == "亿"
    assert read_target("≤620万/月").unit == "万/月"


def test_none_as_a_target_is_words_and_a_sign_inside_prose_is_none() -> None:
    assert read_target("无").kind is QuantityKind.WORDS
    prose = read_target("至少全年完成2次宣传")
    assert (prose.kind, prose.comparator) == (QuantityKind.WORDS, Comparator.NONE)


def test_a_unit_in_the_name_stands_in_where_no_cell_has_one() -> None:
    assert read_target("15", name="扶持发展新型农业经营主体(个)").unit == "个"
    assert read_target("29", name="受益人口数(≥**人)").unit == "人"
    assert read_target("15户", name="带动贫困户(人)").unit == "户"


def test_a_year_with_a_month_is_a_date_unless_it_counts_something() -> None:
    assert read_target("2023.12").due == DueDate(year=2023, month=12)
    assert read_target("2023.12", unit="万元").number == Decimal("2023.12")
    assert read_target("≥2023.12").number == Decimal("2023.12")
    assert read_actual("2023.12", target=read_target("≤2100万元")).number == Decimal("2023.12")
    assert read_actual("20231130", target=read_target("2023年12月")).due == DueDate(
        year=2023, month=11, day=30
    )
    assert read_target("2023", name="完成时间").due == DueDate(year=2023)
    assert read_target("2023", sign="≤", unit="年").due == DueDate(year=2023)
    assert read_target("2023").number == 2023
    assert read_target("2023.1.5").due == DueDate(year=2023, month=1, day=5)


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("≥266米", "266", "米"),
        ("完成100%", "100", "%"),
        ("已完成735人次", "735", "人次"),
        ("100%完成", "100", "%"),
        ("实际完成6个", "6", "个"),
        ("共6场", "6", "场"),
        ("195.5万元", "195.5", "万元"),
        ("6个(含2个上年结转)", "6", "个"),
        ("0", "0", ""),
    ],
)
def test_actual_values_are_read_past_signs_and_words_of_completion(text: str, number: str, unit: str) -> None:
    actual = read_actual(text)
    assert (actual.number, actual.unit, actual.text) == (Decimal(number), unit, text)


@pytest.mark.parametrize("text", ["完成", "达成预期指标", "是", "显著", "基本达到", "按时完成", "高"])
def test_words_of_completion_alone_are_words(text: str) -> None:
    assert read_actual(text).is_qualitative


def test_an_actual_value_that_repeats_its_name_is_read_behind_it() -> None:
    assert read_actual("合格率98%", name="委托业务报告合格率").number == 98
    assert read_actual("合格率98%", name="完成及时率").is_qualitative


def test_none_at_all_answers_a_target_of_nought() -> None:
    accidents = read_target("≤0起")
    assert [read_actual(text, target=accidents).number for text in ("无", "未发生", "—")] == [0, 0, None]
    assert read_actual("无", target=read_target("≥5起")).kind is QuantityKind.BLANK


def test_points_are_numbers_with_or_without_their_word() -> None:
    assert [read_points(text) for text in ("10", "7.5", "20%", "10分", "22.50")] == [
        Decimal(number) for number in ("10", "7.5", "20", "10", "22.50")
    ]
    assert [read_points(text) for text in ("", "—", "优", "10/9")] == [None] * 4


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("100%", "1"),
        ("1", "1"),
        ("0.958", "0.958"),
        ("0.1", "0.1"),
        ("20", "0.2"),
        ("98.50", "0.985"),
        ("0.0000", "0"),
        ("14.46％", "0.1446"),
    ],
)
def test_rates_are_ratios_however_they_are_printed(text: str, rate: str) -> None:
    assert read_rate(text) == Decimal(rate)


@pytest.mark.parametrize("text", ["", "—", "1.5", "很高"])
def test_a_rate_that_nobody_can_tell_is_none(text: str) -> None:
    assert read_rate(text) is None


def test_directions_are_read_from_their_own_column() -> None:
    assert read_direction("正向指标") is Direction.HIGHER
    assert read_direction("反向指标") is Direction.LOWER
    assert read_direction("定性") is Direction.QUALITATIVE
    assert read_direction("适度指标") is Direction.RANGE
    assert read_direction("≥") is None


def test_numbers_are_shown_as_plain_digits() -> None:
    assert [decimal_text(Decimal(text)) for text in ("10.00", "1E+3", "0.50", "-3.0", "0")] == [
        "10",
        "1000",
        "0.5",
        "-3",
        "0",
    ]
    assert decimal_text(None) == ""


@given(
    st.decimals(min_value=-(10**9), max_value=10**9, places=6),
    st.sampled_from(["≥", "<=", "", "不低于"]),
    st.sampled_from(["%", "亩", "万元", "", "人次", "元/人·月"]),
)
def test_every_decimal_of_six_places_is_read_exactly(number: Decimal, sign: str, unit: str) -> None:
    target = read_target(f"{sign}{number:f}{unit}")
    assert (target.number, target.unit) == (number, unit)


@given(st.text(max_size=30))
def test_no_text_makes_the_reading_crash(text: str) -> None:
    target = read_target(text)
    assert (target.number is not None) == (target.kind in (QuantityKind.NUMBER, QuantityKind.RANGE))
    assert read_actual(text).text == text.strip()
