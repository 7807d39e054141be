"""Scoring of single lines: each branch of the law, with the sentence that explains it."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jxdesk.domain.records.filings import Direction, IndicatorLine, LineScore, ScoreSource, ValueMode
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.rules.parts import LateRule, NegativeRule, OverFulfilment
from jxdesk.domain.scoring.score import score_line
from jxdesk.domain.values.quantities import read_actual, read_target

LineMaker = Callable[..., IndicatorLine]
RULE, JUDGEMENT = ScoreSource.RULE, ScoreSource.JUDGEMENT


@pytest.fixture
def scored(rules: RulePack, make_line: LineMaker) -> Callable[..., LineScore]:
    """Scores the line of these texts by the shipped pack, as of 2023."""

    def run(target: str, actual: str, *, pack: RulePack = rules, **changes: Any) -> LineScore:
        return score_line(make_line(target, actual, **changes), pack, year=2023)

    return run


@pytest.mark.parametrize(
    ("target", "actual", "score", "sentence"),
    [
        ("≥90%", "95%", "10.00", "≥ 达到目标，满分"),
        (">90%", "95%", "10.00", "> 达到目标，满分"),
        ("≥100%", "98%", "9.80", "98 ÷ 100 × 10 分 = 9.80 分"),
        (">90%", "45%", "5.00", "45 ÷ 90 × 10 分 = 5.00 分"),
        ("≤30万元", "30万元", "10.00", "≤ 达到目标，满分"),
        ("<30万元", "20万元", "10.00", "< 达到目标，满分"),
        ("≤30万元", "40万元", "7.50", "30 ÷ 40 × 10 分 = 7.50 分"),
        ("=100%", "100%", "10.00", "= 达到目标，满分"),
        ("=100%", "97%", "9.70", "97 ÷ 100 × 10 分 = 9.70 分"),
        ("=100人", "120人", "10.00", "= 达到目标，满分"),
        ("735人次", "800人次", "10.00", "达到目标，满分；按越高越好计算，可改"),
        ("735人次", "700人次", "9.52", "700 ÷ 735 × 10 分 = 9.52 分；按越高越好计算，可改"),
        ("80%-90%", "85%", "10.00", "在 80 到 90 之间，满分"),
        ("80%-90%", "60%", "7.50", "低于下限 80：60 ÷ 80 × 10 分 = 7.50 分"),
        ("80%-90%", "100%", "9.00", "高于上限 90：90 ÷ 100 × 10 分 = 9.00 分"),
        ("±3%以内", "-2%", "10.00", "在 -3 到 3 之间，满分"),
        ("±3%以内", "-4%", "7.50", "低于下限 -3：-3 ÷ -4 × 10 分 = 7.50 分"),
        ("≥-5%", "-3%", "10.00", "≥ 达到目标，满分"),
        ("≥10人", "-3人", "0.00", "-3 ÷ 10 × 10 分 = 0.00 分"),
    ],
)
def test_the_table_of_signs(
    scored: Callable[..., LineScore], target: str, actual: str, score: str, sentence: str
) -> None:
    result = scored(target, actual)
    assert (result.computed, result.effective, result.source) == (Decimal(score), Decimal(score), RULE)
    assert str(result.computed) == score
    assert result.rule == sentence


def test_a_ceiling_without_a_sign_says_that_it_can_be_changed(scored: Callable[..., LineScore]) -> None:
    met = scored("100%", "92%", name="财政供养人员控制率")
    assert (met.computed, met.rule) == (10, "达到目标，满分；按越低越好计算，可改")
    missed = scored("90万元", "100万元", name="项目总成本", level2="成本指标")
    assert (missed.computed, missed.rule) == (9, "90 ÷ 100 × 10 分 = 9.00 分；按越低越好计算，可改")


def test_a_direction_chosen_by_a_person_is_not_called_assumed(scored: Callable[..., LineScore]) -> None:
    result = scored("90", "80", direction=Direction.LOWER, direction_chosen=True)
    assert result.computed == 10


def test_a_line_marked_exact_loses_on_both_sides(scored: Callable[..., LineScore]) -> None:
    assert scored("=100人", "110人", marked_exact=True).computed == 9
    assert scored("=100人", "90人", marked_exact=True).computed == 9
    assert scored("=100人", "250人", marked_exact=True).computed == 0
    assert scored("=0人", "2人", marked_exact=True).rule == "目标是 0，实际 2，得 0 分"
    assert scored("=100人", "110人", marked_exact=True).rule == (
        "要求正好 100，实际 110：（1 − |110 − 100| ÷ 100）× 10 分 = 9.00 分"
    )


@pytest.mark.parametrize(
    ("target", "actual", "score"),
    [
        ("≤0起", "0起", "10"),
        ("≤0起", "1起", "0"),
        ("=0起", "0起", "10"),
        ("=0起", "2起", "0"),
        ("0起", "0起", "10"),
        ("0起", "2起", "0"),
        ("≥0人", "0人", "10"),
        ("≥0人", "5人", "10"),
        ("≥0人", "-1人", "0"),
    ],
)
def test_targets_of_nought(scored: Callable[..., LineScore], target: str, actual: str, score: str) -> None:
    assert scored(target, actual, name="群体性事件").computed == Decimal(score)


def test_a_target_of_exactly_nought_for_accidents_is_met_or_missed(scored: Callable[..., LineScore]) -> None:
    assert scored("=0起", "0起", name="事故起数").computed == 10
    missed = scored("=0起", "2起", name="事故起数")
    assert (missed.computed, missed.rule) == (0, "目标是 0，实际 2，得 0 分")


def test_a_bound_that_does_not_include_itself_still_gives_full_points(
    scored: Callable[..., LineScore],
) -> None:
    assert scored(">90%", "90%").rule == "> 与目标相等，按比例得满分"
    assert (scored(">90%", "90%").computed, scored("<5%", "5%").computed) == (10, 10)


def test_a_negative_target_that_is_missed_goes_to_a_person(scored: Callable[..., LineScore]) -> None:
    for target, actual in (("≥-5%", "-8%"), ("≤-5%", "-3%")):
        result = scored(target, actual)
        assert (result.computed, result.effective, result.source) == (None, None, JUDGEMENT)
        assert "人工评分并写理由" in result.rule


def test_rates_with_nought_as_their_best_lose_by_steps(scored: Callable[..., LineScore]) -> None:
    result = scored("≤0%", "2%", name="“三公经费”变动率")
    assert (result.computed, result.rule) == (8, "高于目标 2 个百分点，每点扣分值的 10%：10 分 → 8.00 分")
    assert scored("≤-5%", "-3%", name="“三公经费”变动率").computed == 8
    assert scored("3%", "6%", name="预算调整率").computed == 5
    assert scored("3%", "6%", name="预算调整率", value_mode=ValueMode.STEPS).computed == 7


@pytest.mark.parametrize(
    ("target", "actual", "score"),
    [
        ("200万", "195.5万元", "9.78"),
        ("2万元", "15000元", "7.50"),
        ("≤0.5亿元", "4800万元", "10.00"),
        ("1万人", "8000人", "8.00"),
        ("735人次", "735人", "10.00"),
        ("3亩", "1.5", "5.00"),
        ("50", "25个", "5.00"),
    ],
)
def test_scales_of_ten_thousand_are_taken_out_before_comparing(
    scored: Callable[..., LineScore], target: str, actual: str, score: str
) -> None:
    assert scored(target, actual).computed == Decimal(score)


@pytest.mark.parametrize(
    ("target", "actual"), [("3亩", "0.2公顷"), ("5户", "5人"), ("90%", "90‰"), ("475元/亩", "475元")]
)
def test_any_other_difference_of_units_leaves_the_line_to_a_person(
    scored: Callable[..., LineScore], target: str, actual: str
) -> None:
    result = scored(target, actual, score="9")
    assert (result.computed, result.effective, result.source) == (None, 9, JUDGEMENT)
    assert "单位不同" in result.rule


def test_a_ratio_beside_per_cents_is_taken_as_per_cents(scored: Callable[..., LineScore]) -> None:
    assert scored("≥90%", "0.95").computed == 10
    assert scored("100%", "1").computed == 10
    assert scored("100%", "0.98").computed == Decimal("9.80")
    assert scored("≥90%", "1.05").computed == 10
    assert scored("1", "98%").computed == Decimal("9.80")
    assert scored("≥5%", "1").computed == 2
    assert scored("≤1%", "50%").computed == Decimal("0.20")


@pytest.mark.parametrize(
    ("target", "actual", "score", "sentence"),
    [
        ("2023年12月", "2023年11月", "10.00", "按时完成，满分"),
        ("12月底之前", "2023年12月31日", "10.00", "按时完成，满分"),
        ("9月前", "9月", "10.00", "按时完成，满分"),
        ("2023年9月30日", "2023年12月31日", "7.48", "晚于期限：计划 273 天 ÷ 实际 365 天 × 10 分 = 7.48 分"),
        ("2023年12月", "2024年6月30日", "6.67", "晚于期限：计划 365 天 ÷ 实际 547 天 × 10 分 = 6.67 分"),
        ("12月前", "12", "10.00", "按时完成，满分"),
        ("≤2023年", "2023年5月", "10.00", "按时完成，满分"),
    ],
)
def test_dates_are_due_not_later_than(
    scored: Callable[..., LineScore], target: str, actual: str, score: str, sentence: str
) -> None:
    result = scored(target, actual, level2="时效指标", name="完成时间")
    assert (result.computed, result.rule) == (Decimal(score), sentence)


def test_a_date_without_a_year_is_due_in_the_year_of_the_form(
    make_line: Callable[..., IndicatorLine], rules: RulePack
) -> None:
    line = make_line("12月底之前", "2024年1月", name="结算时间", weight="5")
    assert score_line(line, rules, year=2023).computed == Decimal("4.61")
    assert score_line(line, rules, year=2024).computed == 5


def test_a_month_number_answers_a_target_in_months(scored: Callable[..., LineScore]) -> None:
    assert scored("12", "12月", sign="≤", unit="月").computed == 10
    assert scored("12", "9月", sign="≥", unit="月").computed == Decimal("7.50")
    assert scored("12", "9月", sign="≥", unit="日").source is JUDGEMENT
    assert scored("≥3年", "2023年").source is JUDGEMENT


def test_late_dates_may_go_by_bands_or_all_or_nothing(
    scored: Callable[..., LineScore], rules: RulePack
) -> None:
    banded = replace(rules, dates=replace(rules.dates, late=LateRule.BANDS))
    result = scored("2023年9月30日", "2023年10月10日", pack=banded)
    assert (result.computed, result.rule) == (9, "晚了 10 天，按档扣减：10 分 → 9.00 分")
    nothing = scored("2023年9月30日", "2023年10月10日", value_mode=ValueMode.ALL_OR_NOTHING)
    assert (nothing.computed, nothing.rule) == (0, "晚于期限，得 0 分")


def test_a_missing_actual_value_scores_nought(scored: Callable[..., LineScore]) -> None:
    for target in ("≥90%", "80-90", "2023年12月"):
        result = scored(target, "—", score="9")
        assert (result.computed, result.effective, result.source) == (0, 0, RULE)
        assert result.rule == "没有填实际完成值，得 0 分"


@pytest.mark.parametrize(
    ("target", "actual", "why"),
    [
        ("有效", "有效", "定性指标"),
        ("有效", "95%", "定性指标"),
        ("每亩300", "300", "定性指标"),
        ("≤30万元", "完成", "一个是数、一个不是"),
        ("≥90%", "2023年12月", "一个是数、一个不是"),
        ("2023年12月", "按时完成", "一个是数、一个不是"),
        ("2023年12月", "100%", "一个是数、一个不是"),
        ("", "43次", "没有填指标值"),
        ("#REF!", "43次", "指标值读不懂"),
        ("≥90%", "#REF!", "实际完成值读不懂"),
    ],
)
def test_what_no_rule_decides_keeps_the_printed_score(
    scored: Callable[..., LineScore], target: str, actual: str, why: str
) -> None:
    result = scored(target, actual, score="9")
    assert (result.computed, result.effective, result.source) == (None, 9, JUDGEMENT)
    assert why in result.rule
    assert "采用表上得分 9 分" in result.rule


def test_a_judged_line_is_scored_by_its_percent_first(scored: Callable[..., LineScore]) -> None:
    result = scored("有效", "有效", weight="7.5", score="7", judged_percent=Decimal(85))
    assert (result.computed, result.effective) == (None, Decimal("6.38"))
    assert result.rule == "定性指标，由评分人评定：85% × 7.5 分 = 6.38 分"
    assert scored("有效", "有效", judged_percent=Decimal(120)).effective == 10


def test_a_judged_line_without_any_points_waits_for_a_person(scored: Callable[..., LineScore]) -> None:
    assert scored("有效", "有效").effective is None
    assert scored("有效", "有效").rule == "定性指标，由评分人评定"
    assert scored("有效", "").effective == 0
    assert scored("", "").effective is None


def test_a_printed_score_never_counts_above_the_weight(scored: Callable[..., LineScore]) -> None:
    assert scored("有效", "有效", score="12").effective == 10
    assert scored("有效", "有效", score="-1").effective == 0


def test_graded_lines_are_judged_whatever_the_numbers_say(scored: Callable[..., LineScore]) -> None:
    result = scored("≥90%", "95%", value_mode=ValueMode.GRADED, judged_percent=Decimal(80))
    assert (result.computed, result.effective, result.source) == (None, 8, JUDGEMENT)


def test_a_person_s_score_counts_and_the_rule_stays_beside_it(scored: Callable[..., LineScore]) -> None:
    result = scored("≥100%", "98%", manual_score=Decimal(8), manual_reason="抽查发现资料不全")
    assert (result.computed, result.effective, result.source) == (Decimal("9.80"), 8, ScoreSource.MANUAL)
    assert result.rule == "人工评分 8 分，理由：抽查发现资料不全；按规则是 9.80 分"
    assert scored("有效", "有效", manual_score=Decimal(8)).rule == "人工评分 8 分，没有写理由"


def test_lines_without_points_have_no_score(scored: Callable[..., LineScore]) -> None:
    for target, actual in (("≥90%", "95%"), ("≥90%", "80%"), ("有效", "有效"), ("≥90%", "")):
        result = scored(target, actual, weight="")
        assert (result.computed, result.effective) == (None, None)
        assert "没有分值" in result.rule
    assert scored("≥90%", "95%", weight="-5").computed is None


def test_parts_and_empty_rows_carry_no_points(scored: Callable[..., LineScore], rules: RulePack) -> None:
    part = scored("5亩", "5亩", weight="", name="其中苹果树种植面积", is_part=True)
    assert (part.computed, part.effective, part.source) == (None, None, ScoreSource.NOT_APPLICABLE)
    assert scored("5亩", "4亩", weight="10", name="其中苹果树种植面积", is_part=True).computed == 8
    empty = score_line(IndicatorLine(id="e", level2="生态效益指标", name="指标1:"), rules)
    assert (empty.source, empty.rule) == (ScoreSource.NOT_APPLICABLE, "空行，不计分")


def test_the_gate_the_bands_and_all_or_nothing_replace_proportion(scored: Callable[..., LineScore]) -> None:
    gated = scored("≥100人", "59人", value_mode=ValueMode.PROPORTION_WITH_GATE)
    assert (gated.computed, gated.rule) == (0, "实际 59，完成不到目标的 60%，得 0 分")
    assert (
        scored("≥100人", "60人", value_mode=ValueMode.PROPORTION_WITH_GATE).rule
        == "60 ÷ 100 × 10 分 = 6.00 分"
    )
    banded = scored("≥95%", "85%", value_mode=ValueMode.SATISFACTION_BANDS)
    assert (banded.computed, banded.rule) == (8, "满意度 85%，按档得 80%：80% × 10 分 = 8.00 分")
    nothing = scored("=100%", "99%", value_mode=ValueMode.ALL_OR_NOTHING)
    assert (nothing.computed, nothing.rule) == (0, "直接赋分：实际 99，没有达到目标 100，得 0 分")
    assert scored("≥95%", "96%", value_mode=ValueMode.ALL_OR_NOTHING).computed == 10


def test_the_options_of_a_pack_change_the_arithmetic(
    scored: Callable[..., LineScore], rules: RulePack
) -> None:
    linear = replace(rules, negative=NegativeRule.LINEAR)
    result = scored("≤30万元", "40万元", pack=linear)
    assert (result.computed, result.rule) == (Decimal("6.67"), "（1 − (40 − 30) ÷ 30）× 10 分 = 6.67 分")
    assert scored("≤0起", "1起", pack=linear).rule == "目标是 0，实际 1，得 0 分"
    for rule, points in (
        (OverFulfilment.NONE, "10"),
        (OverFulfilment.MANUAL, "10"),
        (OverFulfilment.LINEAR, "7.00"),
        (OverFulfilment.STEPS, "8"),
    ):
        pack = replace(rules, over_fulfilment=replace(rules.over_fulfilment, rule=rule))
        assert scored("≥100人", "160人", pack=pack).computed == Decimal(points)


@pytest.mark.parametrize(
    "changes",
    [{"target": "≥50%", "actual": "100%"}, {"name": "受益群众满意度"}, {"level2": "时效指标"}],
)
def test_rates_satisfaction_and_timeliness_are_never_over_fulfilled(
    scored: Callable[..., LineScore], rules: RulePack, changes: dict[str, Any]
) -> None:
    pack = replace(rules, over_fulfilment=replace(rules.over_fulfilment, rule=OverFulfilment.STEPS))
    texts = {"target": "≥100人", "actual": "300人"} | changes
    assert scored(**texts, pack=pack).computed == 10


@given(
    st.decimals(min_value=0, max_value=10**6, places=6),
    st.decimals(min_value=0, max_value=10**6, places=6),
    st.sampled_from(["≥", ">", "≤", "<", "=", ""]),
    st.decimals(min_value=0, max_value=100, places=2),
    st.sampled_from(list(ValueMode)),
)
def test_every_computed_score_lies_between_nothing_and_the_weight(
    rules: RulePack, target: Decimal, actual: Decimal, sign: str, weight: Decimal, mode: ValueMode
) -> None:
    wanted, reached = read_target(f"{sign}{target:f}亩"), read_actual(f"{actual:f}亩")
    line = IndicatorLine(
        id="x",
        name="种植面积",
        clean_name="种植面积",
        comparator=wanted.comparator,
        target_text=wanted.text,
        target=wanted.number,
        unit=wanted.unit,
        actual_text=reached.text,
        actual=reached.number,
        actual_unit=reached.unit,
        weight=weight,
        value_mode=mode,
    )
    result = score_line(line, rules)
    assert result.rule
    if result.computed is not None:
        assert 0 <= result.computed <= weight
        assert result.computed == result.effective
