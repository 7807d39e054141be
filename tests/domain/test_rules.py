"""Rule packs: data with sources, refused when anything in them is missing, unknown or out of order."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from jxdesk.domain.declarations import DeclarationError
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.rules.parts import GoalStyle, OverFulfilment
from jxdesk.domain.scoring.rule_cases import failed_cases, line_of

Declared = dict[str, Any]


def test_the_shipped_pack_keeps_its_own_examples(rules: RulePack) -> None:
    assert len(rules.cases) >= 25
    assert failed_cases(rules) == ()


def test_a_pack_whose_examples_come_out_otherwise_is_noticed(rules: RulePack) -> None:
    case = replace(rules.cases[1], score=Decimal("9.00"))
    (failed,) = failed_cases(replace(rules, cases=(case,)))
    assert (failed.case, failed.score) == (case, Decimal("9.80"))


def test_an_example_becomes_the_line_that_it_describes(rules: RulePack) -> None:
    line = line_of(rules.cases[0])
    assert (line.target_text, line.unit, line.actual, line.weight) == ("≧735人次", "人次", 735, 10)


def test_the_points_of_both_styles_are_those_of_the_documents(rules: RulePack) -> None:
    old, new = rules.weights_of(GoalStyle.OLD), rules.weights_of(GoalStyle.NEW)
    assert (old.execution, old.cost, old.output, old.outcome, old.satisfaction) == (10, None, 50, 30, 10)
    assert (new.execution, new.cost, new.output, new.outcome, new.satisfaction) == (10, 20, 40, 20, 10)


@pytest.mark.parametrize(
    ("total", "grade"),
    [
        ("100", "优"),
        ("90", "优"),
        ("89.99", "良"),
        ("89.5", "良"),
        ("80", "良"),
        ("79.99", "中"),
        ("60", "中"),
        ("59.99", "差"),
        ("0", "差"),
        ("110", "优"),
    ],
)
def test_each_total_has_one_grade_and_lower_bounds_are_inside(
    rules: RulePack, total: str, grade: str
) -> None:
    assert rules.grade_of(Decimal(total)) == grade


def test_without_a_total_there_is_no_grade(rules: RulePack) -> None:
    assert rules.grade_of(None) == ""


def test_bands_of_textual_indicators_include_their_lower_bound(rules: RulePack) -> None:
    assert [
        rules.band_of(Decimal(percent)).name for percent in ("100", "80", "79.99", "60", "59.99", "0")
    ] == [
        "达成",
        "达成",
        "部分达成",
        "部分达成",
        "未达成",
        "未达成",
    ]
    older = replace(rules, qualitative="80-50")
    assert older.band_of(Decimal(50)).name == "部分达成"


def test_every_rule_names_its_source_and_proposals_are_marked(rules: RulePack) -> None:
    own = (rules.execution, rules.over_fulfilment, rules.stepped, rules.direction, rules.dates, rules.doubts)
    assert all(rule.basis.own_choice and rule.basis.source for rule in own)
    assert rules.negative_basis.own_choice
    official = (rules.grades_basis, rules.qualitative_basis, rules.gate_basis, rules.satisfaction_basis)
    assert all(not basis.own_choice and "财预" in basis.source for basis in official)


def test_the_shipped_choice_for_results_above_the_target_leaves_points_alone(rules: RulePack) -> None:
    rule = rules.over_fulfilment
    assert (rule.rule, rule.threshold) == (OverFulfilment.MANUAL, Decimal("1.3"))


def _without(key: str) -> Callable[[Declared], None]:
    def change(declared: Declared) -> None:
        del declared[key]

    return change


def _set(value: object, *path: str | int) -> Callable[[Declared], None]:
    def change(declared: Declared) -> None:
        at: Any = declared
        for step in path[:-1]:
            at = at[step]
        at[path[-1]] = value

    return change


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (_without("id"), "id"),
        (_without("gate"), "gate"),
        (_set({"source": "某办法"}, "gate"), "gate.pass"),
        (_set("Yunnan 2020", "id"), "小写字母"),
        (_set(["2020"], "years"), "起止两个年份"),
        (_set("maybe", "over_fulfilment", "rule"), "可以写：none、linear、steps、manual"),
        (_set("1.2.3", "gate", "pass"), "不是数"),
        (_set("1.5", "gate", "pass"), "不在 0 到 1 之间"),
        (_set(True, "gate", "formula"), "不认识这一项"),
        (_set("", "direction", "source"), "出处"),
        (_set(60, "weights", 0, "output"), "合计 110"),
        (_set([], "weights"), "各一套"),
        (_set("90-70", "qualitative", "use"), "没有名为"),
        (_set(55, "qualitative", "sets", 0, "bands", 1, "default"), "不在这一档"),
        (_set([{"at_least": 60, "grade": "优"}], "grades", "bands"), "最后一档从 0 起"),
        (
            _set([{"at_least": 0, "share": "1"}, {"at_least": 90, "share": "0"}], "satisfaction", "bands"),
            "从高到低",
        ),
        (
            _set(
                [{"above": "2", "share": "0.7"}, {"above": "1.3", "share": "0.9"}], "over_fulfilment", "steps"
            ),
            "从小到大",
        ),
        (_set([], "dates", "bands"), "从小到大"),
        (_set("0.5", "over_fulfilment", "threshold"), "不在 1 到 更大 之间"),
        (_set("满分", "cases", 0, "score"), "不是数"),
        (_set([{"document": "某办法"}], "sources"), "covers"),
    ],
)
def test_a_pack_that_is_not_whole_is_refused_with_the_place(
    declared: Declared, change: Callable[[Declared], None], complaint: str
) -> None:
    changed = deepcopy(declared)
    change(changed)
    with pytest.raises(DeclarationError) as refused:
        RulePack.from_mapping(changed)
    assert complaint in refused.value.facts
    assert "规则包" in refused.value.facts
