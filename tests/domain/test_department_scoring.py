"""Offices as a whole are scored by their base figures, their spending and the points of the rule pack."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from jxdesk.domain.departments.figures import FORMULAS, Rate, figure_value, formula_of, rate_of, read_figure
from jxdesk.domain.departments.scoring import figure_changes, framework_lines, rates, with_points, with_target
from jxdesk.domain.filling.editing import apply
from jxdesk.domain.records.filings import FilingContent, IndicatorLine, MoneyUnit
from jxdesk.domain.scoring.score import score
from tests.domain.offices_as_a_whole import evaluation, money, rules, task, template

# Formula, its figures, and what it gives. Source of the formulas: 财预〔2013〕53号 附件2.
CASES = (
    ("在职人员控制率", {"staff": "38", "posts": "40"}, "95%"),
    ("“三公经费”变动率", {"three_public_budget": "9.5", "three_public_last": "10"}, "-5%"),
    ("重点支出安排率", {"key_projects": "60", "all_projects": "80"}, "75%"),
    ("预算完成率", {"budget_done": "95", "budget": "100"}, "95%"),
    ("预算调整率", {"budget_adjusted": "3", "budget": "100"}, "3%"),
    ("支付进度率", {"paid": "45", "due": "50"}, "90%"),
    ("结转结余率", {"carry_over": "2", "budget": "100"}, "2%"),
    ("结转结余变动率", {"carry_over": "2", "carry_over_last": "4"}, "-50%"),
    ("公用经费控制率", {"public_actual": "11", "public_budget": "10"}, "110%"),
    ("“三公经费”控制率", {"three_public_actual": "8", "three_public_budget": "9"}, "88.89%"),
    ("政府采购执行率", {"procurement_actual": "19", "procurement_budget": "20"}, "95%"),
    ("固定资产利用率", {"assets_used": "90", "assets": "100"}, "90%"),
    ("实际完成率", {"done": "9", "planned": "10"}, "90%"),
    ("完成及时率", {"timely": "8", "planned": "10"}, "80%"),
    ("重点工作办结率", {"assigned_done": "5", "assigned": "5"}, "100%"),
)


def _with(figures: dict[str, str], **more: object) -> FilingContent:
    answers = {f"figure_{key}": text for key, text in figures.items()}
    return replace(evaluation([task(1, 100)], answers=answers), **more)  # type: ignore[arg-type]


def _rate(name: str, content: FilingContent) -> Rate:
    formula = formula_of(name)
    assert formula is not None
    return rate_of(formula, content)


@pytest.mark.parametrize(("name", "figures", "text"), CASES, ids=[case[0] for case in CASES])
def test_a_rate_is_what_its_formula_gives(name: str, figures: dict[str, str], text: str) -> None:
    assert _rate(name, _with(figures)).text == text


def test_every_formula_is_tried_above_or_below() -> None:
    tried = {formula_of(name) for name, _, _ in CASES} | {formula_of("质量达标率")}
    assert tried == set(FORMULAS)


def test_quality_is_measured_against_what_was_planned_for_an_office() -> None:
    figures = {"good": "8", "done": "8", "planned": "10"}
    assert _rate("质量达标率", _with(figures)).text == "80%"


def test_division_by_nothing_is_not_applicable_and_missing_figures_are_missing() -> None:
    nothing = _rate("三公经费变动率", _with({"three_public_budget": "3", "three_public_last": "0"}))
    assert (nothing.inapplicable, nothing.percent, nothing.text) == (True, None, "")
    assert "上年“三公经费”预算数为 0" in nothing.note
    missing = _rate("在职人员控制率", _with({"staff": "38"}))
    assert (missing.inapplicable, missing.missing) == (False, ("编制数",))


def test_budget_figures_come_from_the_amounts_where_nobody_typed_them() -> None:
    rows = money(100, 40, 60, spent=(90,))
    changed = replace(rows[0], revised_budget_fen=110_000_000)
    content = _with({}, money_lines=(changed, *rows[1:]))
    assert _rate("预算完成率", content).percent == Decimal(90_000_000) * 100 / Decimal(110_000_000)
    assert figure_value(content, "budget_adjusted") == 10_000_000
    assert figure_value(content, "all_projects") == 60_000_000
    assert figure_value(content, "staff") is None


def test_a_typed_amount_keeps_its_unit_when_the_form_changes() -> None:
    kept = read_figure("public_budget", "12.5", MoneyUnit.WAN)
    assert kept == "12.50万元"
    in_yuan = _with({"public_budget": kept or ""}, money_unit=MoneyUnit.YUAN)
    assert figure_value(in_yuan, "public_budget") == 12_500_000


@pytest.mark.parametrize(("key", "text"), [("staff", "三十人"), ("staff", "-1"), ("public_budget", "若干")])
def test_a_text_that_is_no_figure_is_refused(key: str, text: str) -> None:
    assert read_figure(key, text, MoneyUnit.WAN) is None


def test_an_emptied_figure_is_empty() -> None:
    assert read_figure("staff", " ", MoneyUnit.WAN) == ""


# ---- points -------------------------------------------------------------------------------------------------------


def test_the_framework_has_a_hundred_points_and_every_formula_its_line() -> None:
    lines = framework_lines(rules().department)
    assert sum(line.weight or 0 for line in lines) == 100
    assert len({line.id for line in lines}) == len(lines)
    named = {formula_of(line.name) for line in lines}
    assert named - {None} == set(FORMULAS)
    levels = {level.name: level.weight for level in template("department-scored-2013").levels}
    sums = {name: sum(line.weight or 0 for line in lines if line.level1 == name) for name in levels}
    assert sums == levels


def test_figures_fill_their_lines_and_can_be_taken_back() -> None:
    lines = framework_lines(rules().department)
    content = _with({"staff": "38", "posts": "40", "planned": "0", "good": "0"}, indicator_lines=lines)
    applied = apply(content, figure_changes(content), rules())
    by_name = {line.name: line for line in applied.content.indicator_lines}
    assert (by_name["在职人员控制率"].actual_text, by_name["在职人员控制率"].actual) == ("95%", Decimal(95))
    assert by_name["质量达标率"].not_applicable
    assert "计划工作数为 0" in by_name["质量达标率"].manual_reason
    assert not figure_changes(applied.content), "nothing is left to fill"
    assert apply(applied.content, applied.inverse, rules()).content == content


def test_a_line_applies_again_once_its_figure_is_there() -> None:
    lines = framework_lines(rules().department)
    nothing = _with({"planned": "0", "good": "0"}, indicator_lines=lines)
    marked = apply(nothing, figure_changes(nothing), rules()).content
    filled = replace(marked, answers=dict(marked.answers) | {"figure_planned": "10", "figure_good": "9"})
    line = {one.name: one for one in apply(filled, figure_changes(filled), rules()).content.indicator_lines}[
        "质量达标率"
    ]
    assert (line.not_applicable, line.manual_reason, line.actual_text) == (False, "", "90%")


def test_the_points_of_an_inapplicable_rate_go_to_its_neighbours() -> None:
    lines = tuple(
        with_target(
            IndicatorLine(
                id=name, level1="过程", level2="预算执行", name=name, clean_name=name, weight=Decimal(50)
            ),
            "≤0%" if "变动" in name else "≤100%",
        )
        for name in ("结转结余变动率", "公用经费控制率")
    )
    figures = {"carry_over": "0", "carry_over_last": "0", "public_actual": "10", "public_budget": "10"}
    content = _with(figures, indicator_lines=lines)
    filled = apply(content, figure_changes(content), rules()).content
    assert score(filled, rules()).computed_total == Decimal("100.00")


def test_stepped_rates_lose_a_share_for_each_point_above_their_target() -> None:
    line = with_target(
        IndicatorLine(
            id="i1",
            level1="投入",
            level2="预算配置",
            name="“三公经费”变动率",
            clean_name="“三公经费”变动率",
            weight=Decimal(3),
        ),
        "≤0%",
    )
    figures = {"three_public_budget": "10.1", "three_public_last": "10"}
    content = _with(figures, indicator_lines=(line,))
    filled = apply(content, figure_changes(content), rules()).content
    assert filled.indicator_lines[0].actual_text == "1%"
    assert score(filled, rules()).lines[0].computed == Decimal("2.70")


def test_execution_is_what_the_office_spent_of_its_whole_revised_budget() -> None:
    rows = money(None, 40, 60, spent=(0, 40, 54))
    blank = replace(rows[0], executed_fen=None)
    content = replace(
        evaluation([task(1, 100)]), execution_weight=Decimal(10), money_lines=(blank, *rows[1:])
    )
    execution = score(content, rules()).execution
    assert execution.rate == Decimal("0.94")
    assert execution.computed == Decimal("9.40")


def test_points_are_shared_out_by_first_level_and_those_of_an_absent_one_go_to_the_outcomes() -> None:
    levels = template("yunnan-public13-2022").levels

    def shared(*names: str) -> list[int]:
        lines = [IndicatorLine(id=str(n), level1=name) for n, name in enumerate(names)]
        return [int(line.weight or 0) for line in with_points(lines, levels)]

    assert shared("产出指标", "产出指标", "产出指标", "效益指标", "满意度指标") == [17, 17, 16, 30, 10]
    assert shared("产出指标", "效益指标") == [50, 40]


def test_points_that_are_there_stay() -> None:
    lines = [
        IndicatorLine(id="1", level1="产出指标", weight=Decimal(7)),
        IndicatorLine(id="2", level1="产出指标"),
    ]
    assert [line.weight for line in with_points(lines, template("yunnan-public13-2022").levels)] == [7, None]


def test_only_common_indicators_have_rates() -> None:
    lines = (IndicatorLine(id="i1", name="加固水库", clean_name="加固水库"),)
    assert rates(_with({}, indicator_lines=lines)) == {}
