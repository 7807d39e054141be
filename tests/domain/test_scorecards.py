"""Whole self-evaluations: totals, merged rows, dropped indicators, grades."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from jxdesk.domain.records.filings import FilingContent, IndicatorLine, MoneyKey, MoneyLine, ScoreSource
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.scoring.reweighting import reweighted
from jxdesk.domain.scoring.score import score

LineMaker = Callable[..., IndicatorLine]
MoneyMaker = Callable[..., MoneyLine]
ContentMaker = Callable[..., FilingContent]


def test_the_total_is_the_sum_of_the_rounded_scores(
    rules: RulePack, make_line: LineMaker, make_content: ContentMaker, make_money: MoneyMaker
) -> None:
    lines = [make_line("≥3亩", "1亩", weight="10") for _ in range(3)] + [
        make_line("有效", "有效", weight="60", score="60")
    ]
    money = (make_money(MoneyKey.TOTAL, "3", "1"),)
    card = score(make_content(*lines, money=money, execution_weight="10"), rules)
    assert card.computed_total == Decimal("73.32")
    assert (card.weights_total, card.sum_of_printed, card.grade) == (100, 60, "中")
    assert [one.line_id for one in card.lines] == [line.id for line in lines]


def test_a_line_without_points_leaves_the_total_open(
    rules: RulePack, make_line: LineMaker, make_content: ContentMaker
) -> None:
    card = score(make_content(make_line("≥3亩", "3亩"), make_line("≥3亩", "3亩", weight="")), rules)
    assert (card.computed_total, card.grade, card.weights_total) == (None, "", 10)
    assert score(make_content(make_line("≥3亩", "3亩", weight="")), rules).weights_total is None


def test_a_line_that_waits_for_a_person_leaves_the_total_open(
    rules: RulePack, make_line: LineMaker, make_content: ContentMaker
) -> None:
    assert score(make_content(make_line("有效", "有效")), rules).computed_total is None
    assert score(make_content(), rules).computed_total is None


def test_parts_do_not_count(rules: RulePack, make_line: LineMaker, make_content: ContentMaker) -> None:
    part = make_line("5亩", "1亩", weight="", name="其中苹果树", is_part=True)
    assert score(make_content(make_line("29亩", "29亩", weight="20"), part), rules).computed_total == 20


def test_values_below_a_row_that_has_only_points_are_its_parts(
    rules: RulePack, make_line: LineMaker, make_content: ContentMaker
) -> None:
    head = make_line("", "", weight="10", score="10", name="★补助各类瓜果蔬菜种植面积")
    parts = [make_line("6亩", "6亩", weight="", name=name) for name in ("梨树种植面积", "桃种植面积")]
    after = make_line("95%", "95%", weight="10", score="10", name="种植作物成活率")
    missing = make_line("95%", "95%", weight="", name="养殖成活率")
    card = score(make_content(head, *parts, after), rules)
    assert card.computed_total == 20
    assert [one.source for one in card.lines[1:3]] == [ScoreSource.NOT_APPLICABLE] * 2
    assert score(make_content(head, *parts, after, missing), rules).computed_total is None


def test_execution_without_points_is_left_out(
    rules: RulePack, make_line: LineMaker, make_content: ContentMaker, make_money: MoneyMaker
) -> None:
    money = (make_money(MoneyKey.TOTAL, "3", "1"),)
    card = score(make_content(make_line("≥3亩", "3亩", weight="90"), money=money), rules)
    assert (card.computed_total, card.weights_total) == (90, 90)


def test_a_year_without_budget_stretches_the_other_points(
    rules: RulePack, make_line: LineMaker, make_content: ContentMaker, make_money: MoneyMaker
) -> None:
    money = (make_money(MoneyKey.TOTAL, "0", "0"),)
    content = make_content(make_line("≥3亩", "2亩", weight="90"), money=money, execution_weight="10")
    assert score(content, rules).computed_total == Decimal("66.67")


def test_execution_that_cannot_be_computed_keeps_its_printed_score_or_leaves_the_total_open(
    rules: RulePack, make_line: LineMaker, make_content: ContentMaker, make_money: MoneyMaker
) -> None:
    line = make_line("≥3亩", "3亩", weight="90")
    printed = (make_money(MoneyKey.TOTAL, printed_score="8"),)
    assert score(make_content(line, money=printed, execution_weight="10"), rules).computed_total == 98
    blank = (make_money(MoneyKey.TOTAL),)
    assert score(make_content(line, money=blank, execution_weight="10"), rules).computed_total is None


def test_points_repeated_on_the_fiscal_row_are_counted_once(
    rules: RulePack, make_line: LineMaker, make_content: ContentMaker, make_money: MoneyMaker
) -> None:
    money = (
        make_money(MoneyKey.TOTAL, "9.48", "9.48", printed_score="10"),
        make_money(MoneyKey.FISCAL, "9.48", "9.48", printed_score="10"),
    )
    card = score(
        make_content(make_line("3亩", "3亩", weight="90", score="90"), money=money, execution_weight="10"),
        rules,
    )
    assert (card.sum_of_printed, card.computed_total) == (100, 100)


# ---- merged rows --------------------------------------------------------------------------------------------------


def test_one_weight_over_several_rows_is_the_mean_of_what_they_reach(
    rules: RulePack, make_line: LineMaker, make_content: ContentMaker
) -> None:
    head = make_line("≥3亩", "3亩", weight="20", score="18")
    second = make_line("≥3亩", "1亩", weight="", merged_into=head.id)
    third = make_line("≥3亩", "", weight="", merged_into=head.id)
    card = score(make_content(head, second, third), rules)
    first, *others = card.lines
    assert (first.computed, first.rule) == (Decimal("8.89"), "3 行合并计 20 分，按各行完成情况平均：8.89 分")
    assert all(
        other.source is ScoreSource.NOT_APPLICABLE and other.rule == "与上面的行合并计分" for other in others
    )
    assert (card.computed_total, card.sum_of_printed) == (Decimal("8.89"), 18)


def test_one_weight_over_rows_of_which_one_is_textual_is_judged_as_a_whole(
    rules: RulePack, make_line: LineMaker, make_content: ContentMaker
) -> None:
    head = make_line("≥3亩", "3亩", weight="20", score="18")
    textual = make_line("有效", "有效", weight="", merged_into=head.id)
    card = score(make_content(head, textual), rules)
    assert (card.lines[0].computed, card.lines[0].effective, card.computed_total) == (None, 18, 18)


def test_rows_named_as_parts_only_split_up_the_row_above_them(
    rules: RulePack, make_line: LineMaker, make_content: ContentMaker
) -> None:
    head = make_line("29亩", "29亩", weight="20", score="20", name="种植面积")
    part = make_line("5亩", "1亩", weight="", name="其中苹果树", is_part=True, merged_into=head.id)
    more = make_line("24亩", "28亩", weight="", name="露天蔬菜", is_part=True, merged_into=head.id)
    card = score(make_content(head, part, more), rules)
    assert (card.lines[0].computed, card.computed_total) == (20, 20)


def test_scores_printed_row_by_row_under_one_weight_are_added_up(
    rules: RulePack, make_line: LineMaker, make_content: ContentMaker
) -> None:
    head = make_line("有效", "有效", weight="20", score="10")
    second = make_line("≥3亩", "3亩", weight="", score="9", merged_into=head.id)
    card = score(make_content(head, second), rules)
    assert (card.lines[0].effective, card.sum_of_printed) == (19, 19)


def test_a_person_s_score_stands_for_all_merged_rows(
    rules: RulePack, make_line: LineMaker, make_content: ContentMaker
) -> None:
    head = make_line("≥3亩", "3亩", weight="20", manual_score=Decimal(15), manual_reason="抽查")
    second = make_line("≥3亩", "1亩", weight="", merged_into=head.id)
    assert score(make_content(head, second), rules).computed_total == 15


def test_one_score_over_rows_with_weights_leaves_the_judged_rows_the_rest(
    rules: RulePack, make_line: LineMaker, make_content: ContentMaker
) -> None:
    head = make_line("≥4亩", "3亩", weight="8", score="18")
    one = make_line("有效", "有效", weight="8", merged_into=head.id)
    other = make_line("良好", "良好", weight="8", merged_into=head.id)
    card = score(make_content(head, one, other), rules)
    assert [line.effective for line in card.lines] == [6, 12, 0]
    assert card.computed_total == 18
    assert card.lines[1].rule == "几行合并得分 18 分，减去按规则计分的行，定性指标计 12.00 分"


def test_a_line_merged_into_nothing_known_is_scored_by_itself(
    rules: RulePack, make_line: LineMaker, make_content: ContentMaker
) -> None:
    line = make_line("≥4亩", "3亩", weight="8", merged_into="gone")
    assert score(make_content(line), rules).computed_total == 6


# ---- dropped indicators ---------------------------------------------------------------------------------------------


def test_points_of_an_indicator_dropped_with_approval_go_to_its_neighbours(
    rules: RulePack, make_line: LineMaker, make_content: ContentMaker
) -> None:
    dropped = make_line("≥3亩", "", weight="10", not_applicable=True, manual_reason="调整批复〔2023〕5号")
    near, half = make_line("≥4亩", "2亩", weight="10"), make_line("≥4亩", "4亩", weight="20")
    far = make_line("≥4亩", "4亩", weight="50", level2="质量指标")
    card = score(make_content(dropped, near, half, far), rules)
    assert [one.effective for one in card.lines] == [None, Decimal("6.67"), Decimal("26.67"), 50]
    assert card.lines[0].rule == "不适用，不计分；依据：调整批复〔2023〕5号"
    assert card.lines[1].rule.startswith(
        "分值 10 → 13.33 分（并入不适用指标的分值）；2 ÷ 4 × 13.33 分 = 6.67 分"
    )
    assert card.weights_total == 90


def test_without_neighbours_the_points_go_to_the_same_first_level(make_line: LineMaker) -> None:
    dropped = make_line("≥3亩", "", weight="10", level2="时效指标", not_applicable=True, manual_reason="批复")
    same, other = (
        make_line("≥4亩", "2亩", weight="30"),
        make_line("≥4亩", "2亩", weight="50", level1="效益指标"),
    )
    weights = reweighted([dropped, same, other])
    assert (weights[dropped.id], weights[same.id], weights[other.id]) == (0, 40, 50)


def test_where_every_sibling_is_inapplicable_the_points_go_to_all_the_rest(
    rules: RulePack, make_line: LineMaker, make_content: ContentMaker
) -> None:
    gone = {"not_applicable": True, "manual_reason": "批复"}
    only, sibling = make_line("≥3亩", "", weight="10", **gone), make_line("≥1亩", "", weight="20", **gone)
    social = make_line("≥4户", "4户", weight="40", level1="效益指标", level2="社会效益指标")
    happy = make_line("≥90%", "95%", weight="20", level1="满意度指标", level2="服务对象满意度指标")
    weights = reweighted([only, sibling, social, happy])
    assert (weights[only.id], weights[sibling.id]) == (0, 0)
    assert (weights[social.id], weights[happy.id]) == (60, 30)
    card = score(make_content(only, sibling, social, happy), rules)
    assert card.computed_total == 90
    assert "并入不适用指标的分值" in card.lines[2].rule


def test_the_points_of_an_inapplicable_satisfaction_go_to_the_outcomes(make_line: LineMaker) -> None:
    output = make_line("≥3亩", "3亩", weight="50")
    social = make_line("≥4户", "4户", weight="30", level1="效益指标", level2="社会效益指标")
    happy = make_line(
        "≥90%",
        "",
        weight="10",
        level1="满意度指标",
        level2="服务对象满意度指标",
        not_applicable=True,
        manual_reason="批复",
    )
    assert reweighted([output, social, happy]) == {output.id: 50, social.id: 40, happy.id: 0}
    assert reweighted([output, happy]) == {output.id: 60, happy.id: 0}


def test_a_form_on_which_nothing_applies_keeps_its_points_and_has_no_total(
    rules: RulePack, make_line: LineMaker, make_content: ContentMaker
) -> None:
    dropped = make_line("≥3亩", "", weight="10", not_applicable=True, manual_reason="批复")
    assert reweighted([dropped]) == {dropped.id: 10}
    card = score(make_content(dropped), rules)
    assert (card.computed_total, card.grade) == (None, "")


def test_an_indicator_dropped_without_approval_scores_nought(
    rules: RulePack, make_line: LineMaker, make_content: ContentMaker
) -> None:
    dropped, near = (
        make_line("≥3亩", "", weight="10", not_applicable=True),
        make_line("≥4亩", "4亩", weight="10"),
    )
    card = score(make_content(dropped, near), rules)
    assert (card.lines[0].effective, card.computed_total) == (0, 10)
    assert card.lines[0].rule == "标为不适用，没有写批准的依据，得 0 分"


@given(st.lists(st.decimals(min_value=Decimal("0.01"), max_value=50, places=2), min_size=2, max_size=8))
def test_moving_points_never_changes_their_sum(weights: list[Decimal]) -> None:
    lines = [
        IndicatorLine(id=str(number), level1="产出指标", weight=weight)
        for number, weight in enumerate(weights)
    ]
    lines[0] = replace(lines[0], not_applicable=True, manual_reason="批复")
    moved = reweighted(lines)
    assert sum((weight or Decimal(0) for weight in moved.values()), Decimal(0)) == sum(weights, Decimal(0))
    assert all((moved[line.id] or Decimal(0)) >= (line.weight or Decimal(0)) for line in lines[1:])
