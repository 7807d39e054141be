"""Four tables that offices published, set down by hand: what scoring and checking them must give.

Source: 永德县明朗中学 2022, 长江禁捕补贴 2020, 施甸县新型农业经营主体 2022 and 丽江市古城区卫片执法 2020, as published.
"""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from jxdesk.domain.checks.check import check
from jxdesk.domain.findings import Finding
from jxdesk.domain.records.filings import FilingContent, IndicatorLine, MoneyKey, MoneyLine, MoneyUnit
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.scoring.score import score

LineMaker = Callable[..., IndicatorLine]
MoneyMaker = Callable[..., MoneyLine]
ContentMaker = Callable[..., FilingContent]
TOTAL, FISCAL = MoneyKey.TOTAL, MoneyKey.FISCAL


@pytest.fixture
def yongde(make_line: LineMaker, make_money: MoneyMaker, make_content: ContentMaker) -> FilingContent:
    """Yunnan's 公开14表 of a school, amounts in 元, three columns for the target."""
    rows = (
        ("学生受资助人数", "≧", "735", "人次", "735", "10"),
        ("营养改善计划覆盖率", "≧", "100", "%", "100%", "10"),
        ("资金到位及时率", "≧", "100", "%", "100%", "7"),
        ("生均补助标准达标率", "═", "100", "%", "100%", "10"),
        ("减轻学生家庭经济负担", "", "有效", "", "有效", "10"),
        ("政策知晓率", "═", "100", "%", "98%", "9"),
        ("促进学校事业健康发展", "≧", "100", "%", "100%", "10"),
        ("学生满意度", "≧", "95", "%", "100%", "10"),
        ("家长满意度", "≧", "95", "%", "100%", "10"),
    )
    lines = [
        make_line(target, actual, sign=sign, unit=unit, name=name, score=printed)
        for name, sign, target, unit, actual, printed in rows
    ]
    yuan = {"unit": MoneyUnit.YUAN}
    money = (
        make_money(TOTAL, "387664.62", "387664.62", printed_rate="100%", printed_score="10", **yuan),
        make_money(FISCAL, "387664.62", "387664.62", **yuan),
        make_money(MoneyKey.OTHER, "—", "—", original="—", **yuan),
    )
    return make_content(
        *lines,
        money=money,
        execution_weight="10",
        money_unit=MoneyUnit.YUAN,
        printed_weights_total="100",
        printed_total="96",
        printed_grade="优",
    )


@pytest.fixture
def changjiang(make_line: LineMaker, make_money: MoneyMaker, make_content: ContentMaker) -> FilingContent:
    """A Hubei form that prints no row weights; the rate is printed as 1."""
    rows = (
        ("补贴渔船数", "6", "6", "20"),
        ("渔船补贴发放率", "100%", "100%", "10"),
        ("12月底之前完成", "100%", "100%", "10"),
        ("退捕渔民抽样调查满意度", "90%", "≥90%", "40"),
    )
    lines = [
        make_line(target, actual, name=name, weight="", score=printed)
        for name, target, actual, printed in rows
    ]
    money = make_money(TOTAL, "1.56", "1.56", printed_rate="1", printed_score="20")
    return make_content(*lines, money=(money,), execution_weight="20", printed_total="100")


@pytest.fixture
def shidian(make_line: LineMaker, make_money: MoneyMaker, make_content: ContentMaker) -> FilingContent:
    """The same family, where ratios were not capped; 14.46 % printed as 0.1."""
    rows = (
        ("扶持发展新型农业经营主体(个)", "15", "6", "8.0"),
        ("带动贫困户(人)", "11442", "4164", "7.3"),
        ("新型经营主体实现产值(%)", "8000", "12767.36", "31.9"),
        ("新型经营主体助农增收(元)", "1980", "2074", "10.5"),
        ("满意度(%)", "90", "100", "11.1"),
    )
    lines = [
        make_line(target, actual, name=name, weight="", score=printed)
        for name, target, actual, printed in rows
    ]
    money = make_money(TOTAL, "650", "94", printed_rate="0.1", printed_score="2.9")
    reason = {"deviation_analysis": "台账不健全、主体带动能力有限、先建后补据实补贴致资金结余"}
    return make_content(*lines, money=(money,), execution_weight="20", printed_total="71.7", answers=reason)


@pytest.fixture
def lijiang(make_line: LineMaker, make_money: MoneyMaker, make_content: ContentMaker) -> FilingContent:
    """A Yunnan form with ﹦, cut off before its last scores."""
    rows = (
        ("卫片执法补助经费", "﹦", "72890", "元", "72890", "10.00", "9.00"),
        ("项目验收合格率", "﹦", "100", "%", "100", "20", "19"),
        ("项目完成及时率", "﹦", "100", "%", "100", "20.00", "19.00"),
        ("违法行为责停率", "≥", "95", "%", "95", "30.00", "27.00"),
        ("满意度", "≥", "95", "%", "95", "10.00", ""),
    )
    lines = [
        make_line(target, actual, sign=sign, unit=unit, name=name, weight=weight, score=printed)
        for name, sign, target, unit, actual, weight, printed in rows
    ]
    money = make_money(TOTAL, "7.29", "7.29", original="7.29", printed_rate="100%", printed_score="10.00")
    return make_content(*lines, money=(money,), execution_weight="10", printed_weights_total="100")


def findings_of(content: FilingContent, rules: RulePack) -> list[tuple[str, str]]:
    names = {line.id: line.clean_name for line in content.indicator_lines}

    def named(finding: Finding) -> tuple[str, str]:
        return finding.code, names.get(finding.line_id, finding.field)

    return [named(finding) for finding in check(content, score(content, rules), rules, imported=True)]


def test_yongde_scores_99_80_by_the_rule_where_96_was_printed(yongde: FilingContent, rules: RulePack) -> None:
    card = score(yongde, rules)
    assert (card.sum_of_printed, card.computed_total, card.grade) == (96, Decimal("99.80"), "优")
    assert (str(card.execution.rate), str(card.execution.computed)) == ("1.0000", "10.00")
    assert str(card.computed_total) == "99.80"
    assert findings_of(yongde, rules) == [
        ("score-below-rule", "资金到位及时率"),
        ("score-below-rule", "政策知晓率"),
        ("missed-without-reason", "政策知晓率"),
    ]


def test_changjiang_cannot_be_scored_until_its_weights_are_entered(
    changjiang: FilingContent, rules: RulePack
) -> None:
    card = score(changjiang, rules)
    assert (card.sum_of_printed, card.computed_total, card.grade) == (100, None, "")
    assert (card.execution.rate, card.execution.computed) == (1, 20)
    assert findings_of(changjiang, rules) == [
        ("weight-missing", line.clean_name) for line in changjiang.indicator_lines
    ]


def test_shidian_scores_58_17_once_its_weights_are_entered(shidian: FilingContent, rules: RulePack) -> None:
    card = score(shidian, rules)
    assert (card.sum_of_printed, card.computed_total, card.execution.computed) == (
        Decimal("71.7"),
        None,
        Decimal("2.89"),
    )
    found = findings_of(shidian, rules)
    assert ("rate-differs", "rate") in found
    assert [code for code, _ in found].count("weight-missing") == 5

    weights = map(Decimal, (20, 20, 20, 10, 10))
    lines = [
        replace(line, weight=weight) for line, weight in zip(shidian.indicator_lines, weights, strict=True)
    ]
    weighted = replace(shidian, indicator_lines=tuple(lines))
    assert score(weighted, rules).computed_total == Decimal("58.17")
    assert findings_of(weighted, rules) == [
        ("rate-differs", "rate"),
        ("over-fulfilled", "新型经营主体实现产值"),
        ("score-above-weight", "新型经营主体实现产值"),
        ("score-above-weight", "新型经营主体助农增收"),
        ("score-above-weight", "满意度"),
    ]


def test_lijiang_met_four_targets_and_marked_all_of_them_down(
    lijiang: FilingContent, rules: RulePack
) -> None:
    assert [one.computed for one in score(lijiang, rules).lines] == [10, 20, 20, 30, 10]
    assert findings_of(lijiang, rules) == [
        ("score-below-rule", name)
        for name in ("卫片执法补助经费", "项目验收合格率", "项目完成及时率", "违法行为责停率")
    ]
