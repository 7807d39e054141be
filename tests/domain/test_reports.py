"""Narratives: figures with their provenance, missing ones to be filled in and never 0, and counts that agree with each other."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from jxdesk.domain.declarations import DeclarationError
from jxdesk.domain.records.filings import Filing, FilingContent, Form, IndicatorLine, MoneyKey, MoneyLine
from jxdesk.domain.records.known import Known
from jxdesk.domain.reports.report import MISSING, Paragraph, Report, ReportRows, draw_up
from jxdesk.domain.scoring.score import score
from jxdesk.domain.templates.report_outlines import Outline
from tests.domain.offices_as_a_whole import RESOURCES, WAN, evaluation, known, money, project, rules, task


def _declared(name: str) -> dict[str, Any]:
    return tomllib.loads((RESOURCES / "reports" / f"{name}.toml").read_text(encoding="utf-8"))


def _line(actual: int, reason: str = "") -> IndicatorLine:
    return IndicatorLine(
        id=f"i{actual}",
        level1="产出指标",
        level2="数量指标",
        name=f"加固水库{actual}",
        clean_name=f"加固水库{actual}",
        target_text="≥10座",
        target=Decimal(10),
        unit="座",
        actual_text=str(actual),
        actual=Decimal(actual),
        weight=Decimal(50),
        deviation_reason=reason,
    )


def _result(project_id: str, spent: int) -> Filing:
    row = MoneyLine(id="m", key=MoneyKey.TOTAL, revised_budget_fen=100 * WAN, executed_fen=spent * WAN)
    content = FilingContent(
        form=Form.PROJECT_SELF_EVALUATION,
        template_id="national-2020",
        year=2025,
        execution_weight=Decimal(10),
        money_lines=(row,),
        indicator_lines=(replace(_line(10), weight=Decimal(90)),),
    )
    return Filing(id=f"r-{project_id}", office_id="o1", project_id=project_id, content=content)


def _drawn(content: FilingContent, beside: Known, name: str = "department-self-evaluation") -> Report:
    outline = Outline.from_mapping(_declared(name))
    return draw_up(outline, content, score(content, rules()), beside, rules())


def _office(**more: Any) -> FilingContent:
    rows = money(250, 50, 200, spent=(240, 50, 190))
    lines = (_line(10), _line(8, "汛期停工"))
    return replace(evaluation([task(1, 200, "p1", "p2")], lines, rows=rows), **more)


def _beside() -> Known:
    return known(project(1), project(2), of_projects=(_result("p1", 100), _result("p2", 90)))


def _text(report: Report) -> str:
    return "\n".join(one.text for one in report.blocks if isinstance(one, Paragraph))


def test_figures_come_from_the_filing_and_its_projects() -> None:
    report = _drawn(_office(), _beside())
    text = _text(report)
    assert "年初批复预算250.00万元，调整后全年预算250.00万元" in text
    assert "全年执行240.00万元，预算执行率96%" in text
    assert "应开展自评的项目2个，已完成自评2个；其中评为优2个、良0个" in text
    assert "绩效指标2个，完成1个，未完成1个" in text
    assert "加固水库8：汛期停工。" in text
    assert report.title == "练习县水务局\n2025年度部门整体支出绩效自评情况"
    assert not report.findings


def test_what_nobody_stated_is_to_be_filled_in_and_never_nothing() -> None:
    report = _drawn(_office(), _beside())
    text = _text(report)
    assert f"资金到位{MISSING}万元" in text
    assert f"“三公经费”预算{MISSING}万元" in text
    marked = [
        run for one in report.blocks if isinstance(one, Paragraph) for run in one.runs if run.is_missing
    ]
    assert report.missing == len(marked)
    assert all(run.text.startswith("[待填") for run in marked)
    empty = _drawn(_office(money_lines=(), indicator_lines=()), known())
    assert f"年初批复预算{MISSING}万元" in _text(empty)
    assert f"得分{MISSING}分" in _text(empty)
    assert f"对应项目{MISSING}个" in _text(empty)


def test_base_figures_stand_in_the_text_and_a_rate_over_nothing_does_not_apply() -> None:
    answers = {"figure_three_public_budget": "3万元", "figure_three_public_last": "0万元"}
    content = _office()
    text = _text(_drawn(replace(content, answers={**content.answers, **answers}), _beside()))
    assert "“三公经费”预算3.00万元" in text
    assert "变动率不适用" in text


def test_every_figure_says_where_it_comes_from() -> None:
    sources = _drawn(_office(), _beside()).sources
    rows = dict(sources.rows)
    assert rows["240.00"] == "部门整体自评表资金：全年执行数"
    assert all(source for _, source in sources.rows)


def test_counts_that_disagree_are_told() -> None:
    beside = known(project(1), project(2), project(3), of_projects=(_result("p1", 100), _result("p2", 90)))
    report = _drawn(_office(), beside)
    messages = {one.code: one.message for one in report.findings}
    assert "项目 3 个，按任务列的是 2 个" in messages["report-counts-differ"]
    assert "还差 1 个" in messages["report-evaluations-missing"]
    rows = money(250, 50, 200, spent=(240, 50, 180))
    other = _drawn(_office(money_lines=rows), _beside())
    assert (
        "各项目自评相加是 190.00"
        in {one.code: one for one in other.findings}["report-amounts-differ"].message
    )


def test_tables_stand_below_their_headings() -> None:
    tables = [one for one in _drawn(_office(), _beside()).blocks if isinstance(one, ReportRows)]
    assert [one.title for one in tables] == ["重点工作任务支出（万元）", "项目自评情况（万元）"]
    assert tables[1].rows[0] == ("项目1", "100.00", "100.00", "100.00", "优")


def test_a_project_has_a_report_of_its_own() -> None:
    filing = _result("p1", 80)
    beside = replace(known(), project=project(1, basis="县政府会议纪要"))
    content = replace(filing.content, project_name="项目1", answers={"expected_goal": "加固10座"})
    report = _drawn(content, beside, "project-self-evaluation")
    text = _text(report)
    assert "县政府会议纪要。" in text
    assert "全年执行80.00万元，预算执行率80%" in text
    assert "自评得分98.00分，等级为“优”" in text
    assert report.title.startswith("项目1\n2025年度")


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda d: d["parts"][1].update(text="{spent}"), "spent"),
        (lambda d: d["parts"][1].update(level=4), "1、2、3"),
        (lambda d: d["parts"][1].update(table="money"), "money"),
        (lambda d: d.update(parts=[]), "标题"),
        (lambda d: d["parts"][0].update(colour="red"), "colour"),
    ],
)
def test_a_wrong_outline_is_refused(spoil: Any, words: str) -> None:
    wrong = _declared("department-self-evaluation")
    spoil(wrong)
    with pytest.raises(DeclarationError) as refused:
        Outline.from_mapping(wrong)
    assert words in refused.value.facts
