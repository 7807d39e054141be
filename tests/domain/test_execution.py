"""Budget execution: the rate comes from amounts, from print only where there are none."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jxdesk.domain.records.filings import (
    ExecutionScore,
    FilingContent,
    Form,
    IndicatorLine,
    MoneyKey,
    MoneyLine,
    MoneyUnit,
    ScoreSource,
)
from jxdesk.domain.rules.pack import RulePack, ZeroBudget
from jxdesk.domain.scoring.execution import (
    AmountsFrom,
    execution_amounts,
    execution_weight_of,
    half_up,
    parts_of,
    printed_execution,
    score_execution,
)

MoneyMaker = Callable[..., MoneyLine]
ContentMaker = Callable[..., FilingContent]
TOTAL, FISCAL, OTHER, CARRY = MoneyKey.TOTAL, MoneyKey.FISCAL, MoneyKey.OTHER, MoneyKey.CARRY_OVER


@pytest.fixture
def executed(
    rules: RulePack, make_money: MoneyMaker, make_content: ContentMaker
) -> Callable[..., ExecutionScore]:
    """Scores a total row with these amounts and printed cells."""

    def run(
        revised: str, spent: str, *, weight: str | None = "10", pack: RulePack = rules, **changes: str
    ) -> ExecutionScore:
        money = make_money(TOTAL, revised, spent, **changes)
        return score_execution(make_content(money=(money,), execution_weight=weight), pack)

    return run


def test_the_rate_is_executed_over_the_revised_budget(executed: Callable[..., ExecutionScore]) -> None:
    result = executed("650", "94", weight="20", printed_rate="0.1", printed_score="2.9")
    assert (result.rate, result.computed) == (Decimal("0.1446"), Decimal("2.89"))
    assert result.rule == "94.00 ÷ 650.00 万元 = 14.46%，× 20 分 = 2.89 分"
    assert executed("1.56", "1.56").rule == "1.56 ÷ 1.56 万元 = 100%，满分"


def test_the_rate_is_printed_with_four_decimals_and_the_score_taken_from_the_amounts(
    executed: Callable[..., ExecutionScore],
) -> None:
    result = executed("30000", "29999", weight="100")
    assert (str(result.rate), result.computed) == ("1.0000", Decimal("100.00"))
    assert executed("3", "1", weight="10").computed == Decimal("3.33")
    assert str(executed("7.29", "7.29").rate) == "1.0000"


def test_a_rate_above_one_is_capped_and_reported(executed: Callable[..., ExecutionScore]) -> None:
    result = executed("90", "95")
    assert (result.rate, result.computed) == (Decimal("1.0556"), 10)
    assert "执行数超过预算数，按 100% 计" in result.rule


def test_a_form_without_points_for_execution_has_a_rate_and_no_score(
    executed: Callable[..., ExecutionScore],
) -> None:
    result = executed("90", "45", weight=None)
    assert (result.rate, result.computed, result.source) == (
        Decimal("0.5000"),
        None,
        ScoreSource.NOT_APPLICABLE,
    )
    printed = executed("", "", weight=None, printed_rate="50%")
    assert (printed.rate, printed.computed) == (Decimal("0.5"), None)


@pytest.mark.parametrize(
    ("printed", "rate", "score"),
    [
        ("100%", "1", "10"),
        ("1", "1", "10"),
        ("0.958", "0.958", "9.58"),
        ("20", "0.2", "2"),
        ("0.0000", "0", "0"),
        ("105%", "1.05", "10"),
        ("76%", "0.76", "7.6"),
    ],
)
def test_without_amounts_the_printed_rate_counts(
    executed: Callable[..., ExecutionScore], printed: str, rate: str, score: str
) -> None:
    result = executed("—", "", printed_rate=printed)
    assert (result.rate, result.computed) == (Decimal(rate), Decimal(score))
    assert result.rule.startswith("没有金额，按表上的执行率")


def test_without_amounts_and_rate_only_the_printed_score_is_left(
    executed: Callable[..., ExecutionScore],
) -> None:
    result = executed("", "", printed_score="8")
    assert (result.rate, result.computed, result.source) == (None, None, ScoreSource.JUDGEMENT)
    assert result.rule == "没有金额也没有执行率，无法按规则计分，采用表上得分 8 分"
    assert executed("", "").rule == "没有金额也没有执行率，无法按规则计分"


def test_a_budget_without_spending_scores_nought(executed: Callable[..., ExecutionScore]) -> None:
    result = executed("90", "")
    assert (result.computed, result.source, result.rule) == (0, ScoreSource.RULE, "没有填全年执行数，得 0 分")
    assert executed("90", "", weight=None).computed is None
    assert executed("90", "0").computed == 0
    assert executed("90", "-1").computed == 0


def test_no_budget_and_no_spending_is_not_applicable_or_full(
    executed: Callable[..., ExecutionScore], rules: RulePack
) -> None:
    result = executed("0", "0")
    assert (result.rate, result.computed, result.source) == (None, None, ScoreSource.NOT_APPLICABLE)
    full = replace(rules, execution=replace(rules.execution, zero_budget=ZeroBudget.FULL))
    assert executed("0", "0", pack=full).computed == 10


def test_spending_without_a_budget_or_a_negative_one_has_no_rate(
    executed: Callable[..., ExecutionScore],
) -> None:
    for budget in ("0", "-5"):
        result = executed(budget, "5")
        assert (result.rate, result.computed, result.source) == (None, None, ScoreSource.JUDGEMENT)
        assert "请先改正金额" in result.rule


def test_a_total_row_of_noughts_over_parts_with_money_was_not_filled(
    rules: RulePack, make_money: MoneyMaker, make_content: ContentMaker
) -> None:
    money = (
        make_money(TOTAL, "0", "0", original="0"),
        make_money(FISCAL, "90", "45"),
        make_money(CARRY),
        make_money(OTHER, "10", "-"),
    )
    content = make_content(money=money, execution_weight="10")
    amounts = execution_amounts(content)
    assert (amounts.budget_fen, amounts.executed_fen, amounts.taken_from) == (
        100_000_000,
        45_000_000,
        AmountsFrom.PARTS,
    )
    result = score_execution(content, rules)
    assert result.computed == Decimal("4.50")
    assert result.rule.startswith("年度资金总额没有填，按各项资金合计：")


def test_the_score_is_read_where_the_money_stands_when_the_total_row_was_left_at_nought(
    make_money: MoneyMaker, make_content: ContentMaker
) -> None:
    money = (
        make_money(TOTAL, "0", "0", printed_rate="0", printed_score="0"),
        make_money(FISCAL, "20", "18", printed_rate="90%", printed_score="9"),
    )
    assert printed_execution(make_content(money=money)) == ("90%", "9")


@pytest.mark.parametrize(("revised", "spent"), [("90", ""), ("", "45")])
def test_one_blank_of_the_total_row_is_taken_from_the_parts(
    rules: RulePack, make_money: MoneyMaker, make_content: ContentMaker, revised: str, spent: str
) -> None:
    money = (make_money(TOTAL, revised, spent), make_money(FISCAL, "90", "45"))
    assert score_execution(make_content(money=money, execution_weight="10"), rules).computed == 5


def test_without_a_revised_budget_the_original_one_stands_in(executed: Callable[..., ExecutionScore]) -> None:
    result = executed("", "45", original="90")
    assert (result.computed, result.rule) == (
        5,
        "全年预算数没有填，按年初预算数：45.00 ÷ 90.00 万元 = 50%，× 10 分 = 5.00 分",
    )


def test_central_and_local_money_are_parts_only_where_no_fiscal_row_has_any(
    make_money: MoneyMaker, make_content: ContentMaker
) -> None:
    central, local = make_money(MoneyKey.CENTRAL, "50", "50"), make_money(MoneyKey.LOCAL, "40", "40")
    fiscal, received = make_money(FISCAL, "90", "90"), make_money(MoneyKey.RECEIVED, "90", "90")
    assert parts_of(make_content(money=(received, fiscal, central, local))) == (fiscal,)
    assert parts_of(make_content(money=(received, make_money(FISCAL), central, local))) == (central, local)


def test_points_repeated_on_a_part_row_are_read_only_where_the_total_row_has_none(
    executed: Callable[..., ExecutionScore],
    rules: RulePack,
    make_money: MoneyMaker,
    make_content: ContentMaker,
) -> None:
    money = (make_money(TOTAL), make_money(FISCAL, printed_rate="80%"))
    assert score_execution(make_content(money=money, execution_weight="10"), rules).computed == 8


@given(
    st.integers(min_value=1, max_value=10**12),
    st.integers(min_value=0, max_value=10**12),
    st.integers(min_value=0, max_value=2000),
)
def test_execution_never_leaves_its_bounds_and_is_rounded_once(
    rules: RulePack, budget: int, spent: int, weight: int
) -> None:
    points = Decimal(weight).scaleb(-2)
    line = MoneyLine(id="t", key=TOTAL, revised_budget_fen=budget, executed_fen=spent)
    content = FilingContent(
        form=Form.PROJECT_SELF_EVALUATION,
        template_id="x",
        money_unit=MoneyUnit.YUAN,
        money_lines=(line,),
        execution_weight=points,
    )
    result = score_execution(content, rules)
    capped = min(spent, budget)
    assert result.computed == Decimal((2 * weight * capped + budget) // (2 * budget)).scaleb(-2)
    assert 0 <= result.computed <= points


def test_points_that_only_the_total_tells_are_what_the_lines_leave(
    make_content: ContentMaker, make_money: MoneyMaker
) -> None:
    line = IndicatorLine(id="a", weight=Decimal(90))
    scored = make_content(line, money=(make_money(TOTAL, "10", "9", printed_score="9"),))
    assert execution_weight_of(scored) == 10
    assert execution_weight_of(replace(scored, printed_weights_total="110")) == 20
    assert execution_weight_of(replace(scored, execution_weight=Decimal(5))) == 5
    unscored = make_content(line, money=(make_money(TOTAL, "10", "9"),))
    assert execution_weight_of(unscored) is None
    full = replace(scored, indicator_lines=(replace(line, weight=Decimal(100)),))
    assert execution_weight_of(full) is None
    few = replace(scored, indicator_lines=(replace(line, weight=Decimal(50)),))
    assert execution_weight_of(few) is None


def test_quotients_are_rounded_half_up_away_from_nought() -> None:
    assert half_up(Decimal("0.005"), Decimal(1)) == Decimal("0.01")
    assert half_up(Decimal("-0.005"), Decimal(1)) == Decimal("-0.01")
    assert half_up(Decimal(2), Decimal(3)) == Decimal("0.67")
