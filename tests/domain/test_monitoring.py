"""Monitoring: each rule from both sides, in the numbers that stand just before and just behind its edge."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from jxdesk.domain.checks.check import check
from jxdesk.domain.checks.following import TargetStanding
from jxdesk.domain.checks.monitoring import Beside
from jxdesk.domain.declarations import DeclarationError
from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.monitoring.standing import (
    Light,
    LightColour,
    execution_light,
    execution_rate,
    is_transfer,
    line_light,
    period_words,
    progress_of,
    project_light,
    required_rate,
    time_progress,
    worst_likelihood,
)
from jxdesk.domain.records.filings import (
    DeviationCause,
    FilingContent,
    Form,
    IndicatorLine,
    Likelihood,
    MoneyKey,
    MoneyLine,
    TaskLine,
)
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.scoring.score import score
from jxdesk.domain.values.quantities import read_actual, read_target

LineMaker = Callable[..., IndicatorLine]
MoneyMaker = Callable[..., MoneyLine]
ContentMaker = Callable[..., FilingContent]
RED, YELLOW, GREEN, GREY = LightColour.RED, LightColour.YELLOW, LightColour.GREEN, LightColour.GREY
HUNDRED = 1_000_000


@pytest.fixture
def watched(make_line: LineMaker) -> LineMaker:
    """Makes lines of a monitoring form, with what is forecast."""

    def make(target: str, actual: str, forecast: str, **changes: Any) -> IndicatorLine:
        line = make_line(target, actual, weight="", **changes)
        wanted = read_target(line.target_text, unit=line.unit, name=line.name)
        read = read_actual(forecast, name=line.name, target=wanted)
        return replace(line, forecast_text=forecast, forecast=read.number)

    return make


@pytest.fixture
def form(make_content: ContentMaker, make_money: MoneyMaker) -> ContentMaker:
    """A monitoring form for January to July in which all is well, but for what a test changes."""

    def make(
        *lines: IndicatorLine,
        executed: str = "60",
        forecast: str = "100",
        budget: str = "100",
        **changes: Any,
    ) -> FilingContent:
        made = make_money(MoneyKey.TOTAL, budget, executed, original="90")
        fen = make_money(MoneyKey.TOTAL, forecast).revised_budget_fen
        money = (replace(made, forecast_fen=fen, forecast_text=forecast),)
        return make_content(*lines, money=money, form=Form.PROJECT_MONITORING, **{"period": 7} | changes)

    return make


@pytest.fixture
def found(rules: RulePack) -> Callable[..., dict[str, Finding]]:
    """The findings of a form by code."""

    def run(
        content: FilingContent,
        *,
        imported: bool = False,
        beside: Beside | None = None,
        standing: TargetStanding | None = None,
    ) -> dict[str, Finding]:
        judged = check(
            content, score(content, rules), rules, imported=imported, beside=beside, standing=standing
        )
        return {one.code: one for one in judged}

    return run


def colour(rate: str, *, period: int, rules: RulePack, passed_on: bool = False) -> LightColour:
    executed = int(Decimal(rate) * HUNDRED)
    return execution_light(HUNDRED, executed, period=period, rules=rules, passed_on=passed_on).colour


# ---- execution --------------------------------------------------------------------------------------------------


def test_execution_is_judged_by_the_months_gone_by(rules: RulePack) -> None:
    assert time_progress(6) == Decimal("0.5")
    assert colour("0.299999", period=6, rules=rules) is RED
    assert colour("0.3", period=6, rules=rules) is YELLOW
    assert colour("0.4", period=6, rules=rules) is YELLOW
    assert colour("0.400001", period=6, rules=rules) is GREEN
    assert colour("1", period=6, rules=rules) is GREEN


def test_from_october_on_the_rates_that_are_asked_for_count(rules: RulePack) -> None:
    assert colour("0.6", period=9, rules=rules) is YELLOW
    assert colour("0.799999", period=10, rules=rules) is RED
    assert colour("0.8", period=10, rules=rules) is GREEN
    assert colour("0.8", period=10, rules=rules, passed_on=True) is YELLOW
    assert colour("0.9", period=10, rules=rules, passed_on=True) is GREEN
    assert colour("0.9", period=11, rules=rules, passed_on=True) is YELLOW
    assert colour("1", period=11, rules=rules, passed_on=True) is GREEN


def test_a_light_says_why_in_a_sentence_and_has_a_word_and_an_icon(rules: RulePack) -> None:
    behind = execution_light(HUNDRED, HUNDRED // 5, period=6, rules=rules)
    assert behind.reason == "执行率 20%，时序进度 50%，落后 30 个百分点。"
    assert (behind.word, behind.icon) == ("红灯", "error")
    late = execution_light(HUNDRED, HUNDRED * 85 // 100, period=11, rules=rules, passed_on=True)
    assert late.reason == "执行率 85%，对下转移支付项目 11 月底应达到 100%。"
    named = execution_light(HUNDRED, HUNDRED // 2, period=12, rules=rules)
    assert named.reason == "执行率 50%，低于 80%，要通报提醒。"


def test_without_budget_or_figure_the_light_is_grey(rules: RulePack) -> None:
    assert execution_light(None, 5, period=7, rules=rules).reason == "没有预算数，看不出进度。"
    blank = execution_light(HUNDRED, None, period=7, rules=rules)
    assert blank == Light(colour=GREY, reason="还没有填1—7月执行数，看不出进度。")
    assert execution_rate(0, 5) is None
    assert execution_rate(-5, 5) is None
    assert execution_light(HUNDRED, 0, period=7, rules=rules).colour is RED


def test_what_must_be_reached_when_depends_on_where_the_money_goes(rules: RulePack) -> None:
    assert required_rate(8, rules, passed_on=False) is None
    assert required_rate(9, rules, passed_on=False) == (Decimal("0.8"), "低于 80% 的要通报提醒")
    assert required_rate(9, rules, passed_on=True) == (Decimal("0.8"), "低于 80% 的要通报提醒")
    assert required_rate(10, rules, passed_on=True) == (
        Decimal("0.9"),
        "对下转移支付项目 10 月底应达到 90%",
    )
    assert required_rate(12, rules, passed_on=True) == (Decimal(1), "对下转移支付项目 11 月底应达到 100%")
    assert is_transfer("对下转移支付", rules)
    assert not is_transfer("本级", rules)
    assert not is_transfer("", rules)


def test_the_period_is_named_as_headings_name_it() -> None:
    assert [period_words(month) for month in (1, 7, 10, None)] == ["1月", "1—7月", "1—10月", "1—　月"]


def test_a_project_takes_the_worse_of_money_and_hope(rules: RulePack) -> None:
    def light(executed: int | None, likelihood: Likelihood) -> LightColour:
        return project_light(HUNDRED, executed, likelihood, period=7, rules=rules).colour

    assert light(HUNDRED, Likelihood.UNSAID) is GREEN
    assert light(HUNDRED, Likelihood.CERTAIN) is GREEN
    assert light(HUNDRED, Likelihood.POSSIBLE) is YELLOW
    assert light(HUNDRED, Likelihood.IMPOSSIBLE) is RED
    assert light(0, Likelihood.POSSIBLE) is RED
    assert light(None, Likelihood.UNSAID) is GREY
    assert light(None, Likelihood.POSSIBLE) is YELLOW


# ---- indicators -------------------------------------------------------------------------------------------------


def test_counts_grow_with_the_year_and_rates_do_not(rules: RulePack, watched: LineMaker) -> None:
    counted = progress_of(watched("≥100公里", "40", "100"), rules)
    assert (counted.grows, counted.reached) == (True, Decimal("0.4"))
    for name, target in (("验收合格率", "≥95%"), ("群众满意度", "≥90"), ("发放及时天数", "≥10天")):
        steady = progress_of(watched(target, "50", target, name=name), rules)
        assert (steady.grows, steady.reached) == (False, None)
    assert not progress_of(watched("≤20起", "5", "20"), rules).grows
    assert not progress_of(watched("12月底前", "", ""), rules).grows


def test_the_unit_of_what_is_reached_is_minded(rules: RulePack, watched: LineMaker) -> None:
    assert progress_of(watched("≥2万人", "5000人", "2万人"), rules).reached == Decimal("0.25")


@pytest.mark.parametrize(
    ("target", "forecast", "deviation", "misses"),
    [
        ("≥100亩", "100亩", "0", False),
        ("≥100亩", "90亩", "-0.1", True),
        ("≥100亩", "112亩", "0.12", False),
        ("≤50万元", "50万元", "0", False),
        ("≤50万元", "55万元", "-0.1", True),
        ("≤50万元", "40万元", "0.2", False),
        ("80%-90%", "85%", "0", False),
        ("80%-90%", "72%", "-0.1", True),
    ],
)
def test_the_forecast_is_held_against_the_target_in_the_direction_that_is_better(
    rules: RulePack, watched: LineMaker, target: str, forecast: str, deviation: str, misses: bool
) -> None:
    progress = progress_of(watched(target, "", forecast), rules)
    assert (progress.deviation, progress.misses) == (Decimal(deviation), misses)


def test_a_date_is_late_or_not_and_has_no_percentage(rules: RulePack, watched: LineMaker) -> None:
    late = progress_of(watched("9月底前", "", "11月", name="完工时间"), rules, year=2026)
    assert (late.deviation, late.misses) == (None, True)
    assert progress_of(watched("9月底前", "", "8月", name="完工时间"), rules, year=2026).misses is False


def test_words_are_judged_by_the_bands_of_the_pack(rules: RulePack, watched: LineMaker) -> None:
    assert progress_of(watched("有效改善", "", "部分达成"), rules).misses is True
    assert progress_of(watched("有效改善", "", "达成"), rules).misses is False
    assert progress_of(watched("有效改善", "", "有所改善"), rules).misses is None


def test_an_explanation_is_owed_for_a_miss_a_far_forecast_and_a_doubt(
    rules: RulePack, watched: LineMaker
) -> None:
    assert progress_of(watched("≥100亩", "60", "110"), rules).owed == ()
    assert progress_of(watched("≥100亩", "60", "111"), rules).owed == ("全年预计与目标相差 11%",)
    assert progress_of(watched("≥100亩", "60", "95"), rules).owed == ("全年预计达不到目标，差 5%",)
    sure = watched("≥100亩", "60", "100", likelihood=Likelihood.CERTAIN)
    assert progress_of(sure, rules).owed == ()
    doubtful = replace(sure, likelihood=Likelihood.POSSIBLE)
    assert progress_of(doubtful, rules).owed == ("完成目标可能性是“有可能”",)
    assert progress_of(replace(doubtful, not_applicable=True), rules).owed == ()


def test_the_light_of_an_indicator(rules: RulePack, watched: LineMaker) -> None:
    def light(actual: str, forecast: str, likelihood: Likelihood = Likelihood.UNSAID) -> LightColour:
        line = watched("≥100亩", actual, forecast, likelihood=likelihood)
        return line_light(line, rules, period=6).colour

    assert light("", "") is GREY
    assert light("50", "100") is GREEN
    assert light("40", "100") is YELLOW
    assert light("29", "100") is RED
    assert light("50", "95") is YELLOW
    assert light("50", "100", Likelihood.POSSIBLE) is YELLOW
    assert light("50", "100", Likelihood.IMPOSSIBLE) is RED
    rate = watched("≥95%", "20%", "95%", name="覆盖率")
    assert line_light(rate, rules, period=11).colour is GREEN


@pytest.mark.parametrize(
    ("actual", "period", "light", "words"),
    [
        ("100", 12, GREEN, "达到全年目标"),
        ("130", 12, GREEN, "达到全年目标"),
        ("99.99", 12, YELLOW, "完成 99.9%，没有达到目标，还差 0.1%"),
        ("95", 12, YELLOW, "完成 95%，没有达到目标，还差 5%"),
        ("80", 12, YELLOW, "还差 20%"),
        ("79", 12, RED, "还差 21%"),
        ("95", 11, GREEN, "能够完成"),
        ("82", 11, GREEN, "能够完成"),
        ("81", 11, YELLOW, "时序进度 91.7%"),
    ],
)
def test_when_the_year_is_over_what_grew_is_judged_by_the_target_and_not_by_the_calendar(
    rules: RulePack, watched: LineMaker, actual: str, period: int, light: LightColour, words: str
) -> None:
    found = line_light(watched("≥100亩", actual, "130"), rules, period=period)
    assert found.colour is light
    assert words in found.reason


def test_a_rate_at_the_end_of_the_year_is_judged_by_its_forecast_as_before(
    rules: RulePack, watched: LineMaker
) -> None:
    rate = watched("≥95%", "80%", "95%", name="覆盖率")
    assert line_light(rate, rules, period=12).colour is GREEN


def test_the_least_hopeful_word_stands_for_the_form(watched: LineMaker) -> None:
    lines = [watched("≥1", "1", "1", likelihood=one) for one in (Likelihood.CERTAIN, Likelihood.POSSIBLE)]
    assert worst_likelihood(lines) is Likelihood.POSSIBLE
    assert worst_likelihood(lines[:1]) is Likelihood.CERTAIN
    assert worst_likelihood(()) is Likelihood.UNSAID


# ---- checks -----------------------------------------------------------------------------------------------------


@pytest.fixture
def well(watched: LineMaker) -> IndicatorLine:
    """An indicator that is on its way."""
    return watched("≥100亩", "60", "100")


def test_a_form_in_order_has_no_findings(
    found: Callable[..., dict[str, Finding]], form: ContentMaker, well: IndicatorLine
) -> None:
    assert found(form(well)) == {}


def test_nothing_may_go_above_the_budget(
    found: Callable[..., dict[str, Finding]], form: ContentMaker, well: IndicatorLine
) -> None:
    above = found(form(well, executed="100.000001", forecast="100.0001"))
    assert above["executed-above-budget"].severity is Severity.ERROR
    assert "1—7月执行数 100.000001 万元大于全年预算数 100.00 万元" in above["executed-above-budget"].message
    assert above["forecast-above-budget"].severity is Severity.ERROR
    assert above["forecast-above-budget"].field == "forecast"
    assert found(form(well, executed="100", forecast="100")) == {}


def test_the_original_budget_counts_where_there_is_no_other(
    found: Callable[..., dict[str, Finding]], form: ContentMaker, well: IndicatorLine
) -> None:
    above = found(form(well, budget="", forecast="91"))["forecast-above-budget"]
    assert "大于年初预算数 90.00 万元" in above.message


def test_a_forecast_holds_what_was_executed(
    found: Callable[..., dict[str, Finding]], form: ContentMaker, well: IndicatorLine
) -> None:
    assert set(found(form(well, executed="60", forecast="59"))) == {"forecast-below-executed"}
    assert found(form(well, executed="60", forecast="60")) == {}


def test_blank_amounts_are_asked_for_and_nought_is_an_answer(
    found: Callable[..., dict[str, Finding]], form: ContentMaker, well: IndicatorLine
) -> None:
    blank = found(form(well, executed="", forecast=""))
    assert set(blank) == {"executed-blank", "forecast-blank"}
    assert blank["executed-blank"].severity is Severity.ERROR
    assert found(form(well, executed=""), imported=True)["executed-blank"].severity is Severity.WARNING
    assert found(form(well, executed="0", forecast="0")) == {}


def test_a_rate_that_would_be_named_in_a_notice_is_said(
    found: Callable[..., dict[str, Finding]], form: ContentMaker, well: IndicatorLine
) -> None:
    done = replace(well, actual_text="100", actual=Decimal(100))
    assert "execution-behind" not in found(form(done, executed="50", period=8))
    behind = found(form(done, executed="79", period=10))["execution-behind"]
    assert behind.message == "1—10月执行率 79%，低于 80% 的要通报提醒。"
    assert "execution-behind" not in found(form(done, executed="80", period=10))
    passed_on = found(form(done, executed="89", period=10), beside=Beside(tier="对下转移支付"))
    assert "10 月底应达到 90%" in passed_on["execution-behind"].message


def test_a_deviation_wants_a_cause_words_and_a_likelihood(
    found: Callable[..., dict[str, Finding]], form: ContentMaker, watched: LineMaker
) -> None:
    bare = watched("≥100亩", "40", "80")
    wanted = {"deviation-without-cause", "deviation-without-reason", "likelihood-blank"}
    assert set(found(form(bare))) == wanted
    assert {one.severity for one in found(form(bare), imported=True).values()} == {Severity.WARNING}
    explained = replace(
        bare,
        causes=(DeviationCause.FUNDING,),
        deviation_reason="资金 6 月才到位，8 月开工。",
        likelihood=Likelihood.POSSIBLE,
    )
    assert found(form(explained)) == {}
    assert set(found(form(replace(explained, causes=())))) == {"deviation-without-cause"}
    assert set(found(form(replace(explained, deviation_reason=" ")))) == {"deviation-without-reason"}
    assert set(found(form(replace(explained, likelihood=Likelihood.CERTAIN)))) == {"likelihood-differs"}


def test_a_cause_without_words_is_no_explanation(
    found: Callable[..., dict[str, Finding]], form: ContentMaker, well: IndicatorLine
) -> None:
    ticked = replace(well, causes=(DeviationCause.STAFF,))
    assert set(found(form(ticked))) == {"cause-without-words"}
    assert found(form(replace(ticked, deviation_reason="人手不足"))) == {}


def test_progress_above_the_target_is_looked_at_again(
    found: Callable[..., dict[str, Finding]], form: ContentMaker, watched: LineMaker
) -> None:
    above = found(form(watched("≥100亩", "105", "105")))["progress-above-target"]
    assert (above.severity, above.message) == (Severity.ADVICE, "“完成数量”已经完成年度指标值的 105%。")
    far = watched(
        "≥100亩",
        "140",
        "140",
        causes=(DeviationCause.OTHER,),
        deviation_reason="目标定低了",
        likelihood=Likelihood.CERTAIN,
    )
    assert found(form(far))["progress-above-target"].severity is Severity.WARNING
    assert "progress-above-target" not in found(form(watched("≥100亩", "100", "100")))
    assert "forecast-below-actual" in found(form(watched("≥100亩", "105", "101")))


def test_steps_back_and_changed_targets_are_said(
    found: Callable[..., dict[str, Finding]], form: ContentMaker, well: IndicatorLine
) -> None:
    assert set(found(form(well), beside=Beside(earlier_period=6, earlier_fen=60 * 10**6))) == set()
    less = found(form(well), beside=Beside(earlier_period=6, earlier_fen=61 * 10**6))
    assert less["executed-below-earlier"].message == "1—7月执行数 60.00 万元，比1—6月的 61.00 万元还少。"
    assert set(found(form(well), standing=TargetStanding(has_target=False))) == {"no-target"}
    assert set(found(form(well), standing=TargetStanding(approved=False))) == {"target-not-approved"}
    assert set(found(form(well), standing=TargetStanding(changed=True))) == {"target-changed"}


def test_a_form_without_indicators_says_where_they_come_from(
    found: Callable[..., dict[str, Finding]], form: ContentMaker
) -> None:
    assert set(found(form())) == {"no-target-lines"}


def test_a_department_is_held_against_its_tasks(
    found: Callable[..., dict[str, Finding]], make_content: ContentMaker, well: IndicatorLine
) -> None:
    task = TaskLine(id="t", name="农村公路养护", budget_fen=500_000, executed_fen=500_000)
    content = make_content(well, form=Form.DEPARTMENT_MONITORING, period=7, task_lines=(task,))
    assert found(content) == {}
    above = found(replace(content, task_lines=(replace(task, executed_fen=500_001),)))
    assert above["executed-above-budget"].line_id == "t"


# ---- the pack ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "key", "value"),
    [
        ("periods", "months", []),
        ("periods", "months", ["10", "7"]),
        ("periods", "months", ["13"]),
        ("lights", "yellow_behind", "0.2"),
        ("lights", "until_month", 0),
        ("notice", "below", "1.1"),
        ("notice", "from_month", 13),
        ("transfers", "due", [{"month": 11, "rate": "0.9"}, {"month": 10, "rate": "1"}]),
        ("transfers", "due", [{"month": 10, "rate": "1"}, {"month": 11, "rate": "0.9"}]),
        ("deviation", "explain_above", "-0.1"),
        ("steady", "source", " "),
    ],
)
def test_a_pack_with_thresholds_that_make_no_sense_is_refused(
    declared: dict[str, Any], part: str, key: str, value: object
) -> None:
    pack = copy.deepcopy(declared)
    pack["monitoring"][part][key] = value
    with pytest.raises(DeclarationError):
        RulePack.from_mapping(pack)
