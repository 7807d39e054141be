"""Targets: each rule speaks where it should, at the place and with the weight that it has, and keeps quiet otherwise."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from jxdesk.domain.checks.check import check
from jxdesk.domain.checks.targets import TargetBeside
from jxdesk.domain.declarations import DeclarationError
from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.records.filings import Comparator, FilingContent, Form, MoneyKey
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.rules.parts import GoalStyle
from jxdesk.domain.scoring.score import score
from jxdesk.domain.templates.form import FormTemplate
from jxdesk.domain.templates.goal_styles import style_of
from tests.domain.target_forms import (
    money,
    target_form,
    target_line,
    typed,
    with_money,
    with_values,
    without,
)

ERROR, WARNING, ADVICE = Severity.ERROR, Severity.WARNING, Severity.ADVICE
RESOURCES = Path(__file__).parents[2] / "resources"
Check = Callable[..., tuple[Finding, ...]]


@pytest.fixture(scope="module")
def form() -> FormTemplate:
    text = (RESOURCES / "forms" / "target-national-2015.toml").read_text(encoding="utf-8")
    return FormTemplate.from_mapping(tomllib.loads(text))


@pytest.fixture
def found(rules: RulePack, form: FormTemplate) -> Check:
    """Checks a target as it is typed, or as it was read from a file."""

    def run(
        content: FilingContent, *, imported: bool = False, beside: TargetBeside | None = None
    ) -> tuple[Finding, ...]:
        card = score(content, rules)
        return check(content, card, rules, form, imported=imported, beside=beside)

    return run


def said(findings: tuple[Finding, ...]) -> set[tuple[str, Severity]]:
    return {(finding.code, finding.severity) for finding in findings}


def one(findings: tuple[Finding, ...], code: str) -> Finding:
    (only,) = [finding for finding in findings if finding.code == code]
    return only


def test_a_target_without_faults_has_no_findings(found: Check) -> None:
    assert found(target_form()) == ()
    assert found(target_form(), imported=True) == ()
    assert found(target_form(), beside=TargetBeside()) == ()


# ---- V1 and V2: money and period ------------------------------------------------------------------------------------


@pytest.mark.parametrize("off", [1, -1, 100])
def test_funding_off_by_one_fen_stops_sending_and_an_imported_form_is_only_named(
    found: Check, off: int
) -> None:
    wrong = with_money(target_form(), money(MoneyKey.TOTAL, 128_400_00 + off, text="12.84"))
    assert said(found(wrong)) == {("money-parts-differ", ERROR)}
    printed = replace(
        wrong, money_lines=tuple(replace(m, original_budget_text="1.") for m in wrong.money_lines)
    )
    assert said(found(printed, imported=True)) <= {("money-parts-differ", WARNING)}


def test_the_sources_make_up_the_fiscal_appropriation(found: Check) -> None:
    wrong = with_money(target_form(), money(MoneyKey.OWN, 20_000_01))
    finding = one(found(wrong), "money-parts-differ")
    assert (finding.line_id, finding.field, finding.severity) == ("fiscal", "original_budget", ERROR)
    assert "12.000001" in finding.message or "12 万元" in finding.message or "12.0000" in finding.message


def test_sources_by_budget_make_up_the_fiscal_appropriation_too(found: Check) -> None:
    by_book = with_money(
        target_form(),
        money(MoneyKey.UPPER, None),
        money(MoneyKey.OWN, None),
        money(MoneyKey.GENERAL, 90_000_00),
        money(MoneyKey.GOVERNMENT_FUNDS, 30_000_00),
    )
    assert found(by_book) == ()
    short = with_money(by_book, money(MoneyKey.GENERAL, 89_999_99))
    assert said(found(short)) == {("money-parts-differ", ERROR)}


def test_a_target_without_money_is_told_so(found: Check) -> None:
    empty = with_money(target_form(), *(money(line.key, None) for line in target_form().money_lines))
    assert said(found(empty)) == {("budget-missing", ERROR)}


def several_years(**answers: str) -> FilingContent:
    content = target_form()
    content = with_money(
        content,
        money(MoneyKey.TOTAL, 128_400_00, 384_000_00),
        money(MoneyKey.FISCAL, 120_000_00, 360_000_00),
        money(MoneyKey.UPPER, 100_000_00, 300_000_00),
        money(MoneyKey.OWN, 20_000_00, 60_000_00),
        money(MoneyKey.OTHER, 8_400_00, 24_000_00),
    )
    content = with_values(content, "km", mid_term_text="≥560公里")
    said_ = {"project_period": "2026年1月—2028年12月", "long_term_goal": "三年养护 560 公里。"}
    return replace(content, answers={**content.answers, **said_, **answers})


def test_a_project_of_several_years_with_its_mid_term_block_is_right(found: Check) -> None:
    assert found(several_years()) == ()


def test_a_project_of_several_years_without_its_mid_term_block_is_asked_for_it(found: Check) -> None:
    content = target_form()
    content = replace(content, answers={**content.answers, "project_period": "3年"})
    fields = [finding.field for finding in found(content) if finding.code == "mid-term-missing"]
    assert fields == ["mid_term", "long_term_goal", "mid_term"]


def test_a_mid_term_below_the_year_and_one_of_a_single_year_are_named(found: Check) -> None:
    low = with_money(
        several_years(),
        money(MoneyKey.TOTAL, 128_400_00, 100_000_00),
        money(MoneyKey.FISCAL, 120_000_00, 100_000_00),
        money(MoneyKey.UPPER, 100_000_00, 100_000_00),
        money(MoneyKey.OWN, 20_000_00),
        money(MoneyKey.OTHER, 8_400_00),
    )
    assert said(found(low)) == {("mid-term-below-year", WARNING)}
    single = several_years(project_period="2026年")
    assert said(found(single)) == {("mid-term-of-one-year", WARNING)}


# ---- V4 and V5: points ------------------------------------------------------------------------------------------------


def test_points_off_the_scheme_stop_sending_and_an_imported_hundred_is_let_pass(found: Check) -> None:
    heavy = typed(target_form(), "happy", weight="20")
    finding = one(found(heavy), "weights-off-scheme")
    assert finding.severity is ERROR
    assert "100 分" in finding.message
    assert "90 分" in finding.message
    assert "weights-off-scheme" not in {code for code, _ in said(found(heavy, imported=True))}


def test_the_line_without_points_is_the_one_to_mend(found: Check) -> None:
    finding = one(found(typed(target_form(), "people", weight="")), "weights-off-scheme")
    assert finding.line_id == "people"


def test_a_target_without_any_points_is_asked_for_them_only_where_it_is_typed(found: Check) -> None:
    bare = replace(
        target_form(),
        indicator_lines=tuple(replace(line, weight=None) for line in target_form().indicator_lines),
    )
    assert said(found(bare)) == {("weights-missing", WARNING)}
    assert found(bare, imported=True) == ()


def test_first_levels_far_off_the_scheme_are_named_and_near_ones_not(found: Check) -> None:
    near = typed(typed(target_form(), "km", weight="10"), "people", weight="25")
    assert found(near) == ()
    far = typed(typed(target_form(), "km", weight="1"), "people", weight="34")
    assert {finding.code for finding in found(far)} == {"level-points-differ", "weight-heavy"}
    levels = [finding.message for finding in found(far) if finding.code == "level-points-differ"]
    assert ["36 分" in levels[0], "44 分" in levels[1]] == [True, True]


NEW_ROWS = (
    ("cost", "成本指标", "经济成本指标", "每公里养护成本", "≤", "0.69", "万元", "20"),
    ("km", "产出指标", "数量指标", "养护农村公路里程", "≥", "186", "公里", "20"),
    ("pass", "产出指标", "质量指标", "养护验收合格率", "≥", "95", "%", "10"),
    ("day", "产出指标", "时效指标", "年度养护完成时间", "", "12月15日前", "", "10"),
    ("people", "效益指标", "社会效益指标", "沿线受益群众", "≥", "2.1", "万人", "20"),
    ("happy", "满意度指标", "服务对象满意度指标", "沿线群众满意度", "≥", "90", "%", "10"),
)


def test_the_new_style_has_its_own_points_and_without_cost_others(found: Check) -> None:
    new = target_form(indicator_lines=tuple(target_line(row) for row in NEW_ROWS))
    assert style_of(new) is GoalStyle.NEW
    assert found(new) == ()
    dear = typed_rows(new, cost="40", km="5", people="15")
    levels = [finding for finding in found(dear) if finding.code == "level-points-differ"]
    assert [finding.message[:2] for finding in levels] == ["成本", "产出"]


def typed_rows(content: FilingContent, **weights: str) -> FilingContent:
    for line_id, weight in weights.items():
        content = with_values(content, line_id, weight=Decimal(weight))
    return content


def test_two_styles_in_one_form_are_named(found: Check) -> None:
    mixed = with_values(target_form(), "people", level1="成本指标", level2="社会成本指标")
    assert "styles-mixed" in {finding.code for finding in found(mixed)}


def test_satisfaction_that_does_not_apply_leaves_its_points_to_the_outcomes(found: Check) -> None:
    unused = with_values(typed_rows(target_form(), people="30"), "happy", not_applicable=True, weight=None)
    assert said(found(unused)) == {("not-applicable-without-reason", WARNING)}
    explained = with_values(unused, "happy", manual_reason="没有直接的服务对象")
    assert found(explained) == ()


# ---- V6 and V7: the set of indicators --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("gone", "message"),
    [
        (("km", "spot"), "数量"),
        (("pass",), "质量"),
        (("day",), "时效"),
        (("people", "rule"), "效益"),
        (("happy",), "满意度"),
    ],
)
def test_a_place_without_an_indicator_is_named(found: Check, gone: tuple[str, ...], message: str) -> None:
    missing = [finding for finding in found(without(target_form(), *gone)) if finding.code == "place-missing"]
    assert [finding.severity for finding in missing] == [WARNING]
    assert message in missing[0].message


def test_a_project_of_works_needs_a_cost_and_another_one_does_not(found: Check) -> None:
    lean = without(target_form(), "cost")
    assert "cost-missing" not in {finding.code for finding in found(lean)}
    works = replace(lean, project_name="白岩镇村组道路硬化工程")
    assert "cost-missing" in {finding.code for finding in found(works)}


def test_a_target_mostly_in_words_is_asked_for_numbers(found: Check) -> None:
    words = target_form()
    for line_id in ("km", "spot", "pass", "people"):
        words = typed(words, line_id, sign="", value="按方案完成并有记录", unit="")
    assert "too-few-numbers" in {finding.code for finding in found(words)}


@pytest.mark.parametrize(
    ("text", "is_vague"), [("有效提升", True), ("提高", True), ("制度健全并有台账", False)]
)
def test_words_that_prove_nothing_are_named(found: Check, text: str, is_vague: bool) -> None:
    codes = {finding.code for finding in found(typed(target_form(), "rule", value=text))}
    assert ("words-prove-nothing" in codes) is is_vague


def test_vague_words_with_an_explanation_that_can_be_looked_at_are_let_pass(found: Check) -> None:
    told = with_values(typed(target_form(), "rule", value="有效提升"), "rule", description="以巡查记录为准")
    assert found(told) == ()


# ---- V8 to V10: values ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line_id", "values", "code", "severity"),
    [
        ("pass", {"value": "120"}, "share-out-of-range", WARNING),
        ("happy", {"unit": "人"}, "satisfaction-not-percent", WARNING),
        ("km", {"value": "12月31日前", "sign": "", "unit": ""}, "date-not-timely", WARNING),
        ("km", {"unit": ""}, "unit-missing", WARNING),
        ("km", {"value": ""}, "blank-target", ERROR),
        ("km", {"name": ""}, "blank-name", ERROR),
        ("km", {"name": "名" * 41}, "text-too-long", WARNING),
        (
            "spot",
            {"name": "补助经费", "sign": "=", "value": "72890", "unit": "元"},
            "amount-as-output",
            WARNING,
        ),
        ("spot", {"name": "养护农村公路里程"}, "same-indicator-twice", ERROR),
    ],
)
def test_a_value_that_cannot_stand_is_named_at_its_cell(
    found: Check, line_id: str, values: dict[str, str], code: str, severity: Severity
) -> None:
    finding = one(found(typed(target_form(), line_id, **values)), code)
    assert (finding.line_id, finding.severity) == (line_id, severity)
    assert finding.advice


def test_a_growth_rate_may_pass_the_hundred_and_fall_below_zero(found: Check) -> None:
    for value in ("130", "-5"):
        assert found(typed(target_form(), "people", name="客货运量增长率", value=value, unit="%")) == ()


def test_a_sign_before_words_and_a_unit_written_twice_are_named(found: Check) -> None:
    signed = with_values(target_form(), "rule", comparator=Comparator.AT_LEAST)
    assert said(found(signed)) == {("sign-without-number", WARNING)}
    twice = with_values(target_form(), "km", target_text="≥186公里公里", target=None)
    assert ("unit-repeated", ERROR) in said(found(twice))


def test_words_for_numbers_are_kept_and_asked_about(found: Check) -> None:
    wordy = typed(target_form(), "km", value="一百八十六", sign="≥")
    line = wordy.indicator_lines[0]
    assert line.target is None
    assert line.target_text == "≥一百八十六"
    assert said(found(wordy)) == {("sign-without-number", WARNING)}


@pytest.mark.parametrize("weight", ["0", "-3"])
def test_points_of_nothing_or_below_stop_sending(found: Check, weight: str) -> None:
    assert ("weight-not-positive", ERROR) in said(found(typed(target_form(), "spot", weight=weight)))


def test_what_was_read_from_a_file_is_warned_of_and_not_stopped(found: Check) -> None:
    content = typed(typed(target_form(), "km", value=""), "spot", weight="0")
    assert all(finding.severity is not ERROR for finding in found(content, imported=True))


# ---- V11, V12 and V14 -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line_id", "actual", "is_behind"),
    [("km", "190", True), ("km", "186", False), ("cost", "0.60", True), ("cost", "0.69", False)],
)
def test_a_target_behind_last_years_result_is_to_be_explained(
    found: Check, line_id: str, actual: str, is_behind: bool
) -> None:
    last = with_values(
        target_form(form=Form.PROJECT_SELF_EVALUATION), line_id, actual=Decimal(actual), actual_text=actual
    )
    findings = found(target_form(), beside=TargetBeside(last_result=last))
    assert said(findings) == ({("behind-last-year", WARNING)} if is_behind else set())
    told = with_values(target_form(), line_id, value_basis="上级下达任务减少")
    assert found(told, beside=TargetBeside(last_result=last)) == ()


def test_another_unit_last_year_is_not_compared(found: Check) -> None:
    last = with_values(
        target_form(), "km", actual=Decimal(400), actual_text="400", actual_unit="处", unit="处"
    )
    assert found(target_form(), beside=TargetBeside(last_result=last)) == ()


def test_a_new_major_project_needs_its_appraisal_attached(found: Check) -> None:
    bare = TargetBeside(major_new=True)
    assert said(found(target_form(), beside=bare)) == {("appraisal-missing", ERROR)}
    assert found(target_form(), beside=replace(bare, slots=frozenset({"ex_ante"}))) == ()


def test_long_texts_and_classified_words_are_named(found: Check) -> None:
    long = target_form()
    long = replace(long, answers={**long.answers, "expected_goal": "养护" * 101})
    finding = one(found(long), "text-too-long")
    assert (finding.field, "200" in finding.message) == ("expected_goal", True)
    secret = replace(target_form(), project_name="某军事设施道路养护")
    assert said(found(secret)) == {("classified-word", WARNING)}


# ---- the rules themselves ---------------------------------------------------------------------------------------------


def test_points_that_do_not_make_their_scheme_are_refused(declared: dict[str, Any]) -> None:
    wrong = copy.deepcopy(declared)
    wrong["targets"]["points"]["schemes"][0]["levels"][0]["output"] = 51
    with pytest.raises(DeclarationError) as refused:
        RulePack.from_mapping(wrong)
    assert "91" in refused.value.facts
    unknown = copy.deepcopy(declared)
    unknown["targets"]["points"]["use"] = "80+20"
    with pytest.raises(DeclarationError):
        RulePack.from_mapping(unknown)


def test_under_the_other_scheme_a_hundred_points_are_due(
    declared: dict[str, Any], form: FormTemplate
) -> None:
    other = copy.deepcopy(declared)
    other["targets"]["points"]["use"] = "100"
    rules = RulePack.from_mapping(other)
    content = target_form()
    findings = check(content, score(content, rules), rules, form)
    assert [finding.code for finding in findings] == ["weights-off-scheme"]
    full = typed_rows(content, km="25")
    assert check(full, score(full, rules), rules, form) == ()


def test_an_empty_target_is_told_in_two_words_and_cannot_be_sent(found: Check) -> None:
    blank = [
        replace(
            line, name="", clean_name="", target_text="", target=None, comparator=Comparator.NONE, weight=None
        )
        for line in target_form().indicator_lines
    ]
    empty = target_form(indicator_lines=tuple(blank), answers={"project_period": "2026年"})
    assert said(found(empty)) == {("unfilled-form", ERROR), ("goal-missing", ERROR)}
    assert said(found(empty, imported=True)) == {("unfilled-form", WARNING), ("goal-missing", WARNING)}
