"""Checks: every finding appears where it should, says where and how to mend it, and keeps quiet otherwise."""

import tomllib
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jxdesk.domain.checks.check import check, is_unfilled
from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.records.filings import FilingContent, Form, IndicatorLine, MoneyKey, MoneyLine, MoneyUnit
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.scoring.score import score
from jxdesk.domain.templates.form import FormTemplate
from jxdesk.domain.values.money import parse_amount
from jxdesk.domain.values.quantities import read_actual, read_points, read_target

LineMaker = Callable[..., IndicatorLine]
MoneyMaker = Callable[..., MoneyLine]
ContentMaker = Callable[..., FilingContent]
ERROR, WARNING, ADVICE = Severity.ERROR, Severity.WARNING, Severity.ADVICE
TOTAL, FISCAL, OTHER, CARRY = MoneyKey.TOTAL, MoneyKey.FISCAL, MoneyKey.OTHER, MoneyKey.CARRY_OVER


@pytest.fixture
def found(rules: RulePack) -> Callable[..., tuple[Finding, ...]]:
    """Scores and checks a content by the shipped pack."""

    def run(
        content: FilingContent, *, imported: bool = True, template: FormTemplate | None = None
    ) -> tuple[Finding, ...]:
        return check(content, score(content, rules), rules, template, imported=imported)

    return run


@pytest.fixture
def of_line(
    found: Callable[..., tuple[Finding, ...]], make_line: LineMaker, make_content: ContentMaker
) -> Callable[..., dict[str, Finding]]:
    """The findings of one line of 20 points beside others that are right, by code."""

    def run(target: str, actual: str, *, imported: bool = True, **changes: Any) -> dict[str, Finding]:
        line = make_line(target, actual, **{"weight": "20", "row": 14} | changes)
        rest = [make_line("≥3亩", "3亩", weight="30", name=name, score="30") for name in ("甲", "乙")]
        last = make_line("≥3亩", "3亩", weight="20", name="丙", score="20")
        findings = found(make_content(line, *rest, last), imported=imported)
        return {finding.code: finding for finding in findings if finding.line_id == line.id}

    return run


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.code for finding in findings]


def one(findings: tuple[Finding, ...], code: str) -> Finding:
    return next(finding for finding in findings if finding.code == code)


# ---- scores -------------------------------------------------------------------------------------------------------


def test_a_form_that_fits_has_no_findings(
    found: Callable[..., tuple[Finding, ...]],
    make_line: LineMaker,
    make_money: MoneyMaker,
    make_content: ContentMaker,
) -> None:
    lines = [make_line("≥3亩", "3亩", weight="30", name=name, score="30") for name in "甲乙丙"]
    money = (
        make_money(TOTAL, "100", "98", printed_rate="98%", printed_score="9.8"),
        make_money(FISCAL, "90", "88"),
        make_money(OTHER, "10", "10"),
    )
    content = make_content(
        *lines, money=money, execution_weight="10", printed_total="99.8", printed_grade="优"
    )
    assert found(content) == ()
    assert found(content, imported=False) == ()


@pytest.mark.parametrize(
    ("target", "actual", "printed", "expected"),
    [
        ("≥100%", "100%", "15", ["score-below-rule"]),
        ("=100%", "98%", "18", ["score-below-rule", "missed-without-reason"]),
        ("=100%", "98%", "19.6", ["missed-without-reason"]),
        ("=100%", "97%", "19", ["missed-without-reason"]),
        ("=100%", "98%", "19.9", ["score-above-rule", "missed-without-reason"]),
        ("=100%", "98%", "20", ["missed-but-full", "missed-without-reason"]),
        ("=100%", "98%", "21.6", ["score-above-weight", "missed-without-reason"]),
        ("≥100%", "100%", "31.9", ["score-above-weight"]),
        ("有效", "有效", "25", ["score-above-weight"]),
        ("有效", "有效", "18", []),
        ("≥100%", "100%", "20.00", []),
        ("≥100%", "100%", "—", []),
    ],
)
def test_printed_scores_are_held_against_the_rule(
    of_line: Callable[..., dict[str, Finding]], target: str, actual: str, printed: str, expected: list[str]
) -> None:
    findings = of_line(target, actual, score=printed)
    assert sorted(findings) == sorted(expected)
    assert all(finding.severity is WARNING and finding.row == 14 for finding in findings.values())
    assert all(
        finding.message.startswith("第 14 行“完成数量”") and finding.advice for finding in findings.values()
    )


def test_a_score_that_is_only_rounded_is_no_finding_but_rounded_down_is(
    of_line: Callable[..., dict[str, Finding]],
) -> None:
    assert "score-below-rule" not in of_line("11442人", "4164人", score="7.28", deviation_reason="台账不健全")
    assert of_line("11442人", "4164人", score="7.3", deviation_reason="台账不健全") == {}
    assert "score-below-rule" in of_line(
        "11442人", "4164人", score="7", deviation_reason="台账不健全", weight="21.4"
    )


def test_a_reason_in_the_row_or_in_the_form_answers_for_a_miss(
    of_line: Callable[..., dict[str, Finding]],
    found: Callable[..., tuple[Finding, ...]],
    make_line: LineMaker,
    make_content: ContentMaker,
) -> None:
    assert of_line("≥100%", "90%", deviation_reason="年底才下达") == {}
    assert "missed-without-reason" in of_line("≥100%", "90%", deviation_reason="无")
    content = make_content(
        make_line("≥100%", "90%", weight="100"), answers={"deviation_analysis": "先建后补"}
    )
    assert "missed-without-reason" not in codes(found(content))


def test_a_met_line_scored_lower_says_that_no_reason_is_given(
    of_line: Callable[..., dict[str, Finding]],
) -> None:
    message = of_line("≥100%", "100%", score="7")["score-below-rule"].message
    assert (
        message
        == "第 14 行“完成数量”达到了目标，只得了 7 分，按规则是 20.00 分（≥ 达到目标，满分），评低了，没有写扣分原因。"
    )
    assert (
        "没有写扣分原因"
        not in of_line("≥100%", "100%", score="7", deviation_reason="资料不全")["score-below-rule"].message
    )


def test_a_result_far_above_its_target_asks_for_the_reason(
    of_line: Callable[..., dict[str, Finding]],
) -> None:
    finding = of_line("8000", "12767.36")["over-fulfilled"]
    assert (finding.severity, finding.field) == (WARNING, "deviation_reason")
    assert "159.6%" in finding.message
    assert "目标值设定偏低" in finding.advice
    assert of_line("8000", "12767.36", deviation_reason="市场价格上涨") == {}
    assert of_line("≥100人", "130人") == {}
    assert of_line("≥50%", "100%") == {}


def test_a_bound_met_exactly_is_mentioned(of_line: Callable[..., dict[str, Finding]]) -> None:
    assert of_line(">90%", "90%")["boundary-equal"].severity is ADVICE
    assert of_line("9月前", "9月", name="完成时间")["boundary-equal"].severity is ADVICE


def test_points_by_hand_need_a_reason_and_stay_within_the_weight(
    of_line: Callable[..., dict[str, Finding]],
) -> None:
    typed = of_line("≥100%", "100%", manual_score=Decimal(18), imported=False)
    assert typed["manual-without-reason"].severity is ERROR
    assert of_line("≥100%", "100%", manual_score=Decimal(18), manual_reason="抽查") == {}
    assert "score-above-weight" in of_line("≥100%", "100%", manual_score=Decimal(21), manual_reason="抽查")
    assert "judgement-out-of-range" in of_line("有效", "有效", judged_percent=Decimal(120))


def test_a_judged_line_without_points_is_named(of_line: Callable[..., dict[str, Finding]]) -> None:
    assert of_line("有效", "有效")["judgement-missing"].severity is WARNING
    assert of_line("有效", "有效", imported=False)["judgement-missing"].severity is ERROR
    assert of_line("有效", "有效", score="20") == {}


# ---- values ---------------------------------------------------------------------------------------------------------


def test_blank_values_are_named(of_line: Callable[..., dict[str, Finding]]) -> None:
    assert of_line("", "43次", score="20")["blank-target"].severity is WARNING
    blank = of_line("≥90%", "—")
    assert (list(blank), blank["blank-actual"].field) == (["blank-actual"], "actual")
    assert "按 0 分计" in blank["blank-actual"].message
    assert sorted(of_line("", "", score="20")) == ["blank-actual", "blank-target"]


def test_a_typed_form_owes_a_reason_for_a_blank_value(of_line: Callable[..., dict[str, Finding]]) -> None:
    assert of_line("≥90%", "", imported=False)["reason-missing"].severity is ERROR
    assert "reason-missing" not in of_line("≥90%", "", imported=False, deviation_reason="次年实施")


def test_values_that_cannot_be_read_are_errors(of_line: Callable[..., dict[str, Finding]]) -> None:
    for changes in (
        {"target": "#REF!"},
        {"actual": "6.9E+12"},
        {"score": "优"},
        {"weight": "十分", "printed_weight": "十分"},
    ):
        texts = {"target": "≥90%", "actual": "95%", "score": "20"} | changes
        assert of_line(**texts)["value-unreadable"].severity is ERROR


def test_units_that_differ_are_named_with_both(of_line: Callable[..., dict[str, Finding]]) -> None:
    finding = of_line("3亩", "0.2公顷", score="20")["unit-differs"]
    assert (finding.severity, finding.field) == (WARNING, "actual")
    assert "“亩”" in finding.message
    assert "“公顷”" in finding.message


def test_answers_that_do_not_fit_their_targets_are_mentioned(
    of_line: Callable[..., dict[str, Finding]],
) -> None:
    assert of_line("≤30万元", "完成", score="20")["answer-not-comparable"].severity is ADVICE
    assert of_line("100%", "1", score="20")["value-as-ratio"].severity is ADVICE
    assert of_line("≥0人", "3人")["target-meaningless"].severity is WARNING
    assert of_line("≥-5%", "-8%", score="10")["target-negative"].severity is WARNING


def test_points_that_are_missing_or_strange_are_named(of_line: Callable[..., dict[str, Finding]]) -> None:
    assert of_line("≥90%", "95%", weight="")["weight-missing"].severity is WARNING
    assert of_line("≥90%", "95%", weight="0")["weight-not-positive"].severity is WARNING
    assert of_line("≥90%", "95%", weight="0", imported=False)["weight-not-positive"].severity is ERROR
    assert of_line("≥90%", "95%", weight="90")["weight-heavy"].severity is ADVICE
    assert of_line("≥90%", "95%", weight="30") == {}


def test_parts_have_no_findings_and_dropped_lines_owe_their_approval(
    of_line: Callable[..., dict[str, Finding]],
) -> None:
    assert of_line("5亩", "", weight="", is_part=True) == {}
    assert (
        of_line("5亩", "", not_applicable=True, imported=False)["not-applicable-without-reason"].severity
        is ERROR
    )
    assert of_line("5亩", "", not_applicable=True, manual_reason="批复") == {}


def test_the_same_indicator_twice_is_named(
    found: Callable[..., tuple[Finding, ...]], make_line: LineMaker, make_content: ContentMaker
) -> None:
    lines = [
        make_line("≥3亩", "3亩", weight="50", score="50"),
        make_line("≥3亩", "3亩", weight="50", score="50"),
    ]
    assert one(found(make_content(*lines)), "duplicate-indicator").line_id == lines[1].id
    assert one(found(make_content(*lines), imported=False), "duplicate-indicator").severity is ERROR
    other = replace(lines[1], level2="质量指标")
    assert "duplicate-indicator" not in codes(found(make_content(lines[0], other)))


def test_scores_merged_over_rows_are_held_against_their_sum(
    found: Callable[..., tuple[Finding, ...]], make_line: LineMaker, make_content: ContentMaker
) -> None:
    head = make_line("≥3亩", "3亩", weight="50", score="90", name="甲", row=9)
    second = make_line("≥3亩", "3亩", weight="50", name="乙", merged_into=head.id, row=10)
    finding = one(found(make_content(head, second)), "score-below-rule")
    assert (finding.row, finding.message) == (9, "第 9 行起 2 行合并得分 90 分，按规则合计 100.00 分。")
    apart = (
        replace(head, weight=Decimal(100), printed_score="60"),
        replace(second, weight=None, printed_score="40"),
    )
    assert "score-below-rule" not in codes(found(make_content(*apart)))
    full = replace(head, printed_score="100")
    assert "score-below-rule" not in codes(found(make_content(full, second)))


# ---- totals -----------------------------------------------------------------------------------------------------------


def test_totals_and_grades_are_held_against_the_rows(
    found: Callable[..., tuple[Finding, ...]], make_line: LineMaker, make_content: ContentMaker
) -> None:
    line = make_line("≥3亩", "3亩", weight="100", score="71.7", deviation_reason="x")
    assert one(found(make_content(line, printed_total="96")), "total-differs").severity is WARNING
    for total in ("71.7", "72", "71.70"):
        assert "total-differs" not in codes(found(make_content(line, printed_total=total)))
    assert (
        one(found(make_content(line, printed_total="71.7", printed_grade="优")), "grade-differs").field
        == "grade"
    )
    assert "grade-differs" not in codes(found(make_content(line, printed_total="71.7", printed_grade="中")))
    assert one(found(make_content(line, printed_total="七十")), "value-unreadable").field == "total"


def test_points_that_are_not_a_hundred_are_added_up_in_words(
    found: Callable[..., tuple[Finding, ...]],
    make_line: LineMaker,
    make_content: ContentMaker,
    make_money: MoneyMaker,
) -> None:
    line = make_line("≥3亩", "3亩", weight="30", score="30")
    content = make_content(
        line, money=(make_money(TOTAL, "1", "1"),), execution_weight="10", printed_weights_total="100"
    )
    message = one(found(content), "weights-not-100").message
    assert message == "分值合计 40 分（指标 30 分，预算执行 10 分），应是 100 分，表上写的合计是 100。"
    assert "预算执行没有分值" in one(found(make_content(line)), "weights-not-100").message
    missing = make_content(line, make_line("≥3亩", "3亩", weight="", name="乙"))
    assert "weights-not-100" not in codes(found(missing))


def test_a_form_left_as_it_was_sent_down_is_one_error(
    found: Callable[..., tuple[Finding, ...]],
    make_line: LineMaker,
    make_content: ContentMaker,
    make_money: MoneyMaker,
) -> None:
    lines = (make_line("≥90%", "", row=9), make_line("", ""))
    content = make_content(
        *lines, money=(make_money(TOTAL, "90", "90", printed_rate="100%"),), execution_weight="10"
    )
    (finding,) = found(content)
    assert (finding.severity, finding.code, finding.row) == (ERROR, "unfilled-form", 9)
    wrong = make_content(*lines, money=(make_money(TOTAL, "90", "95"),), execution_weight="10")
    assert codes(found(wrong)) == ["unfilled-form", "executed-above-budget"]
    assert is_unfilled(make_content())
    assert not is_unfilled(make_content(make_line("≥90%", "95%")))
    assert not is_unfilled(make_content(make_line("≥90%", "", manual_score=Decimal(0))))
    assert not is_unfilled(make_content(make_line("≥90%", ""), money=(make_money(TOTAL, printed_score="9"),)))


def test_a_form_without_indicators_or_project_name_is_named(
    found: Callable[..., tuple[Finding, ...]],
    make_line: LineMaker,
    make_content: ContentMaker,
    make_money: MoneyMaker,
) -> None:
    money = (make_money(TOTAL, "1", "1", printed_score="10"),)
    assert codes(found(make_content(money=money))) == ["unfilled-form"]
    assert one(found(make_content()), "unfilled-form").field == "indicator_lines"
    nameless = make_content(make_line("≥3亩", "3亩", weight="100"), project_name=" ")
    assert one(found(nameless), "project-name-blank").severity is WARNING
    assert one(found(nameless, imported=False), "project-name-blank").severity is ERROR
    department = replace(nameless, form=Form.DEPARTMENT_SELF_EVALUATION)
    assert "project-name-blank" not in codes(found(department))


def test_target_forms_are_asked_for_targets_only(
    found: Callable[..., tuple[Finding, ...]], make_line: LineMaker, make_content: ContentMaker
) -> None:
    lines = (make_line("≥90%", "", weight="", name="甲"), make_line("", "", weight="", name="乙"))
    of_lines = [one for one in found(make_content(*lines, form=Form.PROJECT_TARGET)) if one.line_id]
    assert codes(tuple(of_lines)) == ["blank-target"]


def test_monitoring_forms_are_not_held_against_a_whole_year(
    found: Callable[..., tuple[Finding, ...]],
    make_line: LineMaker,
    make_content: ContentMaker,
    make_money: MoneyMaker,
) -> None:
    money = (make_money(TOTAL, "", "60", original="100", forecast_fen=1_000_000 * 100),)
    line = make_line("≥3亩", "1亩", weight="", forecast_text="3亩", forecast=Decimal(3))
    content = make_content(line, money=money, form=Form.PROJECT_MONITORING, period=7)
    assert found(content) == ()


def test_transfer_forms_carry_no_points(
    found: Callable[..., tuple[Finding, ...]], make_line: LineMaker, make_content: ContentMaker
) -> None:
    content = make_content(make_line("≥90%", "95%", weight=""), form=Form.TRANSFER_SELF_EVALUATION)
    assert found(content) == ()


# ---- money ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def of_money(
    found: Callable[..., tuple[Finding, ...]], make_line: LineMaker, make_content: ContentMaker
) -> Callable[..., tuple[Finding, ...]]:
    """The findings of a money block beside indicators that are right."""

    def run(
        *money: MoneyLine, imported: bool = True, template: FormTemplate | None = None, **changes: Any
    ) -> tuple[Finding, ...]:
        lines = [make_line("≥3亩", "3亩", weight="30", name=name, score="30") for name in "甲乙丙"]
        content = make_content(*lines, money=money, execution_weight="10", **changes)
        return found(content, imported=imported, template=template)

    return run


def test_amounts_that_do_not_add_up_are_named_with_their_parts(
    of_money: Callable[..., tuple[Finding, ...]], make_money: MoneyMaker
) -> None:
    money = (
        make_money(TOTAL, "100", "100", row=6),
        make_money(FISCAL, "80", "80", row=7),
        make_money(OTHER, "10", "10"),
    )
    finding = one(of_money(*money), "money-parts-differ")
    assert (finding.severity, finding.row, finding.field) == (WARNING, 6, "revised_budget")
    assert finding.message == (
        "第 6 行“年度资金总额”的全年预算数是 100.00 万元，各项合计是 90.00 万元（第 7 行“财政拨款” 80.00 + “其他资金” 10.00）。"
    )
    assert one(of_money(*money, imported=False), "money-parts-differ").severity is ERROR


def test_printed_amounts_may_be_rounded_and_typed_ones_not(
    of_money: Callable[..., tuple[Finding, ...]], make_money: MoneyMaker
) -> None:
    money = (
        make_money(TOTAL, "10.67", "10.67"),
        make_money(FISCAL, "5.335", "5.335"),
        make_money(OTHER, "5.334", "5.334"),
    )
    assert of_money(*money) == ()
    assert codes(of_money(*money, imported=False)) == ["money-parts-differ"] * 2
    off = (make_money(TOTAL, "10.69", "10.69"), *money[1:])
    assert codes(of_money(*off)) == ["money-parts-differ"] * 2


def test_a_total_row_of_noughts_over_money_is_explained(
    of_money: Callable[..., tuple[Finding, ...]], make_money: MoneyMaker
) -> None:
    money = (make_money(TOTAL, "0", "0"), make_money(FISCAL, "89.974", "89.974"), make_money(CARRY))
    findings = of_money(*money)
    assert codes(findings) == ["money-parts-differ"] * 2
    assert "执行率按各项合计计算" in findings[0].message
    blank = of_money(make_money(TOTAL), *money[1:])
    assert "没有填" in blank[0].message


def test_rows_outside_the_list_may_explain_the_difference(
    of_money: Callable[..., tuple[Finding, ...]], make_money: MoneyMaker
) -> None:
    money = (
        make_money(TOTAL, "100", "100"),
        make_money(FISCAL, "90", "90"),
        make_money(MoneyKey.OTHER_ROW, "10", "10"),
    )
    assert of_money(*money) == ()
    assert of_money(make_money(TOTAL, "100", "100"), make_money(FISCAL), make_money(OTHER)) == ()


def test_central_and_local_money_add_up_to_the_fiscal_row(
    of_money: Callable[..., tuple[Finding, ...]], make_money: MoneyMaker
) -> None:
    rows = (make_money(TOTAL, "90", "90"), make_money(FISCAL, "90", "90"))
    good = (*rows, make_money(MoneyKey.CENTRAL, "50", "50"), make_money(MoneyKey.LOCAL, "40", "40"))
    assert of_money(*good) == ()
    bad = (*rows, make_money(MoneyKey.CENTRAL, "50", "50"), make_money(MoneyKey.LOCAL, "30", "30"))
    assert {finding.line_id for finding in of_money(*bad)} == {rows[1].id}


def test_spending_above_the_budget_and_negative_amounts_are_errors(
    of_money: Callable[..., tuple[Finding, ...]], make_money: MoneyMaker
) -> None:
    finding = one(of_money(make_money(TOTAL, "90", "95", row=6)), "executed-above-budget")
    assert (finding.severity, finding.row, finding.field) == (ERROR, 6, "executed")
    assert one(of_money(make_money(TOTAL, "0", "5")), "executed-above-budget").severity is ERROR
    assert one(of_money(make_money(TOTAL, "-9", "5")), "negative-amount").severity is ERROR
    assert codes(of_money(make_money(TOTAL, "0", "0"))) == ["zero-budget"]


def test_what_rounding_of_the_budget_leaves_open_is_not_above_it(
    of_money: Callable[..., tuple[Finding, ...]], make_money: MoneyMaker
) -> None:
    assert "executed-above-budget" not in codes(of_money(make_money(TOTAL, "132.464", "132.4641")))
    assert "executed-above-budget" in codes(of_money(make_money(TOTAL, "132", "132.3")))


def test_the_parts_of_the_form_count_where_a_template_names_others(
    found: Callable[..., tuple[Finding, ...]], make_money: MoneyMaker, make_content: ContentMaker
) -> None:
    money = (
        make_money(TOTAL, "2453.5", "2453.5"),
        make_money(MoneyKey.LOCAL, "2000", "2000"),
        make_money(OTHER, "453.5", "453.5"),
    )
    content = make_content(money=money)
    assert "money-parts-differ" not in codes(found(content, template=template("poverty-alleviation-2023")))


def test_a_form_that_scores_by_standards_is_told_of_once(
    found: Callable[..., tuple[Finding, ...]], make_line: LineMaker, make_content: ContentMaker
) -> None:
    lines = [
        make_line("", "", name=name, weight="50", score="48", description="健全得满分")
        for name in ("甲", "乙")
    ]
    findings = codes(found(make_content(*lines)))
    assert findings.count("scored-by-standards") == 1
    assert not {"blank-target", "blank-actual"} & set(findings)


def test_amounts_that_cannot_be_read_or_were_rounded_are_named(
    of_money: Callable[..., tuple[Finding, ...]], make_money: MoneyMaker
) -> None:
    unread = one(of_money(make_money(TOTAL, "约三十万", "5", printed_rate="90%")), "value-unreadable")
    assert (unread.severity, unread.field) == (ERROR, "revised_budget")
    mended = make_money(TOTAL, "90.00000049", "90", revised_budget_fen=91_000_000)
    assert "amount-rounded" not in codes(of_money(mended))
    assert "amount-rounded" in codes(of_money(make_money(TOTAL, "90.00000049", "90")))
    assert "money-parts-differ" in codes(of_money(make_money(TOTAL, "854万(400万元+295万元)", "854")))


@pytest.mark.parametrize(
    ("printed", "differs"),
    [
        ("14.46%", False),
        ("0.1446", False),
        ("14.5", False),
        ("14%", False),
        ("0.1", True),
        ("15%", True),
        ("100%", True),
        ("1", True),
    ],
)
def test_a_printed_rate_is_held_against_the_amounts(
    of_money: Callable[..., tuple[Finding, ...]], make_money: MoneyMaker, printed: str, *, differs: bool
) -> None:
    found_codes = codes(of_money(make_money(TOTAL, "650", "94", printed_rate=printed)))
    assert ("rate-differs" in found_codes) is differs


def test_rates_that_cannot_be_read_or_stand_alone_are_named(
    of_money: Callable[..., tuple[Finding, ...]], make_money: MoneyMaker
) -> None:
    assert one(of_money(make_money(TOTAL, "9", "9", printed_rate="全部")), "value-unreadable").field == "rate"
    assert one(of_money(make_money(TOTAL, printed_rate="96%")), "rate-without-amounts").severity is ADVICE
    assert one(of_money(make_money(TOTAL, "", "9", original="9")), "revised-budget-blank").severity is WARNING


def test_the_printed_score_of_execution_is_held_against_the_rule(
    of_money: Callable[..., tuple[Finding, ...]], make_money: MoneyMaker
) -> None:
    for printed, code in (
        ("9", "score-below-rule"),
        ("9.9", "score-above-rule"),
        ("11", "score-above-weight"),
    ):
        assert one(of_money(make_money(TOTAL, "100", "95", printed_score=printed)), code).field == "score"
    assert of_money(make_money(TOTAL, "100", "95", printed_score="9.5")) == ()
    assert of_money(make_money(TOTAL, "100", "100", printed_score="10")) == ()


def test_low_execution_asks_for_a_reason(
    of_money: Callable[..., tuple[Finding, ...]], make_money: MoneyMaker
) -> None:
    low = make_money(TOTAL, "100", "89.99")
    assert one(of_money(low), "unspent-without-reason").severity is WARNING
    assert of_money(make_money(TOTAL, "100", "90")) == ()
    assert of_money(replace(low, reason="项目推迟")) == ()
    assert of_money(low, answers={"other_notes": "项目推迟"}) == ()
    assert codes(of_money(low, answers={"other_notes": "无"})) == ["unspent-without-reason"]


# ---- templates ----------------------------------------------------------------------------------------------------------


def template(name: str, **changes: object) -> FormTemplate:
    path = Path(__file__).parents[2] / "resources" / "forms" / f"{name}.toml"
    return FormTemplate.from_mapping(tomllib.loads(path.read_text(encoding="utf-8")) | changes)


def test_a_template_gives_the_parameters_of_the_checks_that_it_names(
    of_money: Callable[..., tuple[Finding, ...]], make_money: MoneyMaker
) -> None:
    low = make_money(TOTAL, "100", "85")
    national = template("national-2020")
    assert codes(of_money(low, template=national)) == ["unspent-without-reason"]
    lax = template(
        "national-2020",
        checks=[{"name": "reason-when-unspent", "below": "0.8"}, {"name": "weights-total", "total": "110"}],
    )
    assert codes(of_money(low, template=lax)) == ["weights-not-100"]
    assert of_money(low, template=template("hubei-2020")) == ()
    broken = template("national-2020", checks=[{"name": "reason-when-unspent", "below": "九成"}])
    assert codes(of_money(low, template=broken)) == ["unspent-without-reason"]


def test_a_template_says_which_rows_add_up(
    of_money: Callable[..., tuple[Finding, ...]], make_money: MoneyMaker
) -> None:
    money = (make_money(TOTAL, "90", "90"), make_money(FISCAL, "90", "90"), make_money(CARRY, "5", "5"))
    poverty = template("poverty-alleviation-2023")
    assert of_money(*money, template=poverty) == ()
    assert codes(of_money(*money)) == ["money-parts-differ"] * 2


def test_amounts_in_yuan_are_said_in_yuan(
    of_money: Callable[..., tuple[Finding, ...]], make_money: MoneyMaker
) -> None:
    yuan = {"unit": MoneyUnit.YUAN}
    money = (make_money(TOTAL, "900", "900", **yuan), make_money(FISCAL, "800.55", "900", **yuan))
    message = one(of_money(*money, money_unit=MoneyUnit.YUAN), "money-parts-differ").message
    assert "900.00 元" in message
    assert "800.55 元" in message


TEXTS = st.one_of(
    st.sampled_from(
        [
            "",
            "—",
            "≥90%",
            "有效",
            "2023年12月",
            "80-90",
            "0",
            "-5%",
            "1",
            "100%",
            "30万元",
            "#REF!",
            "完成",
            "其中",
        ]
    ),
    st.text(max_size=8),
)


@given(
    rows=st.lists(st.tuples(TEXTS, TEXTS, TEXTS, TEXTS, TEXTS), max_size=5),
    amounts=st.tuples(TEXTS, TEXTS, TEXTS),
    imported=st.booleans(),
)
def test_no_form_makes_scoring_or_checking_crash(
    rules: RulePack, rows: list[tuple[str, ...]], amounts: tuple[str, str, str], *, imported: bool
) -> None:
    lines = []
    for number, (name, target, actual, weight, printed) in enumerate(rows):
        wanted = read_target(target, name=name)
        reached = read_actual(actual, name=name, target=wanted)
        line = IndicatorLine(
            id=str(number),
            name=name,
            comparator=wanted.comparator,
            target_text=wanted.text,
            target=wanted.number,
            target_high=wanted.high,
            unit=wanted.unit,
            actual_text=reached.text,
            actual=reached.number,
            actual_unit=reached.unit,
            weight=read_points(weight),
            printed_weight=weight,
            printed_score=printed,
            merged_into="0" if weight == "—" else "",
        )
        lines.append(line)
    money = MoneyLine(
        id="m",
        key=TOTAL,
        revised_budget_fen=parse_amount(amounts[0], MoneyUnit.WAN).fen,
        executed_fen=parse_amount(amounts[1], MoneyUnit.WAN).fen,
        revised_budget_text=amounts[0],
        executed_text=amounts[1],
        printed_rate=amounts[2],
    )
    content = FilingContent(
        form=Form.PROJECT_SELF_EVALUATION,
        template_id="national-2020",
        year=2023,
        money_lines=(money,),
        indicator_lines=tuple(lines),
        execution_weight=Decimal(10),
    )
    card = score(content, rules)
    findings = check(content, card, rules, imported=imported)
    assert len(card.lines) == len(lines)
    assert all(line.rule for line in card.lines)
    assert all(finding.message and finding.advice and finding.code for finding in findings)
