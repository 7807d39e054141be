"""Directions: signs first, then a person's choice, then the lists and the cost rule, and higher is better last."""

from collections.abc import Callable

import pytest

from jxdesk.domain.records.filings import Direction, IndicatorLine
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.scoring.directions import direction_of

LineMaker = Callable[..., IndicatorLine]
HIGHER, LOWER, EXACT = Direction.HIGHER, Direction.LOWER, Direction.EXACT


@pytest.mark.parametrize(
    ("target", "direction"),
    [
        ("≥90%", HIGHER),
        (">90%", HIGHER),
        ("≤30万元", LOWER),
        ("<5%", LOWER),
        ("=100%", HIGHER),
        ("80-90", Direction.RANGE),
        ("有效", Direction.QUALITATIVE),
        ("12月底前", LOWER),
    ],
)
def test_a_sign_a_range_words_and_dates_say_it_themselves(
    rules: RulePack, make_line: LineMaker, target: str, direction: Direction
) -> None:
    assert direction_of(make_line(target), rules) == (direction, False)


def test_a_bare_number_is_taken_as_higher_and_marked_so(rules: RulePack, make_line: LineMaker) -> None:
    assert direction_of(make_line("735", unit="人次"), rules) == (HIGHER, True)


@pytest.mark.parametrize(
    "name",
    [
        "财政供养人员控制率",
        "在职人员控制率",
        "公用经费控制率",
        "“三公经费”控制率",
        "三公经费变动率",
        "「三公经费」变动率",
        "预算调整率",
        "结转结余率",
        "森林火灾受害率",
        "应保未保比率",
        "事故起数",
        "投诉率",
        "★公用经费控制率(≥**%)",
        "指标1:投诉率",
    ],
)
def test_names_of_the_list_are_lower_is_better_without_a_sign(
    rules: RulePack, make_line: LineMaker, name: str
) -> None:
    assert direction_of(make_line("100%", name=name), rules) == (LOWER, False)
    assert direction_of(make_line("=100%", name=name), rules) == (LOWER, False)
    assert direction_of(make_line("≥100%", name=name), rules) == (HIGHER, False)


def test_only_a_whole_name_counts(rules: RulePack, make_line: LineMaker) -> None:
    assert direction_of(make_line("100%", name="群众投诉率下降幅度"), rules) == (HIGHER, True)


@pytest.mark.parametrize(
    ("name", "target", "unit", "direction"),
    [
        ("项目总成本", "90", "万元", LOWER),
        ("成本控制数", "30", "", LOWER),
        ("流转土地补助标准", "475", "元/亩", LOWER),
        ("预算成本控制率", "100", "%", LOWER),
        ("硬化里程", "30", "万元", LOWER),
        ("工程造价", "200万", "", LOWER),
        ("成本节约率", "5", "%", HIGHER),
        ("节约成本金额", "5", "万元", HIGHER),
        ("补助标准达标率", "100", "%", HIGHER),
        ("预算执行率", "100", "%", HIGHER),
        ("成本核算率", "100", "%", HIGHER),
        ("政府采购率", "100", "%", HIGHER),
        ("发放人数", "230", "人", HIGHER),
        ("补助株数", "230", "", LOWER),
        ("发放株数", "230", "", HIGHER),
    ],
)
def test_a_bare_cost_figure_is_a_ceiling(
    rules: RulePack, make_line: LineMaker, name: str, target: str, unit: str, direction: Direction
) -> None:
    for levels in ({"level2": "成本指标"}, {"level1": "成本指标", "level2": "经济成本指标"}):
        assert direction_of(make_line(target, unit=unit, name=name, **levels), rules)[0] is direction


def test_a_cost_figure_elsewhere_or_with_a_sign_is_no_ceiling(rules: RulePack, make_line: LineMaker) -> None:
    assert direction_of(make_line("90", unit="万元", name="项目总成本"), rules)[0] is HIGHER
    assert (
        direction_of(make_line("=90", unit="万元", name="项目总成本", level2="成本指标"), rules)[0] is HIGHER
    )


def test_a_bare_nought_can_only_be_a_ceiling(rules: RulePack, make_line: LineMaker) -> None:
    assert direction_of(make_line("0", unit="起", name="群体性事件"), rules) == (LOWER, False)
    assert direction_of(make_line("=0", unit="起", name="群体性事件"), rules) == (LOWER, False)


def test_what_a_person_or_the_form_says_comes_before_the_lists(rules: RulePack, make_line: LineMaker) -> None:
    cost = {"name": "项目总成本", "unit": "万元", "level2": "成本指标"}
    assert direction_of(make_line("90", **cost, direction=HIGHER, direction_chosen=True), rules) == (
        HIGHER,
        False,
    )
    assert direction_of(make_line("90", direction=LOWER), rules) == (LOWER, False)
    assert direction_of(make_line("90", direction=EXACT, direction_chosen=True), rules) == (EXACT, False)
    assert direction_of(make_line("90", marked_exact=True), rules) == (EXACT, False)
    assert direction_of(make_line("=90", direction=EXACT), rules) == (HIGHER, False)
    assert direction_of(make_line("90", direction=Direction.QUALITATIVE), rules) == (
        Direction.QUALITATIVE,
        False,
    )
