"""Pasting progress of indicators: by order, by project and indicator, with headings, merged projects, and what finds no place."""

from __future__ import annotations

from decimal import Decimal

from jxdesk.domain.filling.pasting import Block, PastePlan
from jxdesk.domain.monitoring.line_paste import plan_line_paste
from jxdesk.domain.monitoring.line_rows import LineRow, keyed_lines
from jxdesk.domain.monitoring.rows import NO_LIGHT, MonitoringRow
from jxdesk.domain.records.filings import Comparator, FilingState, IndicatorLine
from jxdesk.store.shipped.forms import DEFAULT_RULE_PACK, rule_packs

RULES = rule_packs()[DEFAULT_RULE_PACK]
FIELDS = ("actual", "forecast", "", "likelihood", "causes", "deviation_reason")
PROJECTS = {
    "a": MonitoringRow(project_id="a", name="农村公路养护", code="T1"),
    "b": MonitoringRow(project_id="b", name="小型水库维修", code="T2"),
    "c": MonitoringRow(project_id="c", name="已封装项目", code="T3", state=FilingState.SEALED),
}


def row(project: str, name: str, target: str = "≥100公里") -> LineRow:
    line = IndicatorLine(
        id=f"{project}-{name}",
        name=name,
        comparator=Comparator.AT_LEAST,
        target_text=target,
        target=Decimal(100),
    )
    return LineRow(project_id=project, key=name, line=line, light=NO_LIGHT)


ROWS = (
    row("a", "养护里程"),
    row("a", "群众满意度", "≥90%"),
    row("b", "维修座数", "≥3座"),
    row("b", "群众满意度", "≥85%"),
    row("c", "养护长度"),
)


def plan(block: Block) -> PastePlan:
    return plan_line_paste(block, ROWS, FIELDS, projects=PROJECTS, rules=RULES)


def taken(made: PastePlan) -> list[tuple[str, str, str]]:
    return [(cell.line_id, cell.field, cell.text) for cell in made.cells if not cell.refusal]


def refused(made: PastePlan) -> list[str]:
    return [cell.refusal for cell in made.refused]


def test_a_block_without_names_goes_down_in_order_and_needs_no_look() -> None:
    made = plan((("50", "100"), ("88%", "90%")))
    assert taken(made) == [
        ("a/养护里程", "actual", "50"),
        ("a/养护里程", "forecast", "100"),
        ("a/群众满意度", "actual", "88%"),
        ("a/群众满意度", "forecast", "90%"),
    ]
    assert not made.needs_a_look


def test_indicators_find_their_rows_by_project_and_name_whatever_the_order() -> None:
    made = plan((("小型水库维修", "群众满意度", "86%"), ("T1", "群众满意度", "91%")))
    assert taken(made) == [("b/群众满意度", "actual", "86%"), ("a/群众满意度", "actual", "91%")]
    assert made.needs_a_look


def test_an_empty_project_is_the_one_above_as_merged_cells_arrive() -> None:
    made = plan((("小型水库维修", "维修座数", "2"), ("", "群众满意度", "86%")))
    assert taken(made) == [("b/维修座数", "actual", "2"), ("b/群众满意度", "actual", "86%")]


def test_a_name_that_several_projects_share_is_refused_without_the_project() -> None:
    made = plan((("养护里程", "60"), ("群众满意度", "90%")))
    assert taken(made) == [("a/养护里程", "actual", "60")]
    assert "同名指标" in refused(made)[0]


def test_headings_say_which_column_is_which_and_a_target_is_passed_over() -> None:
    made = plan(
        (
            ("项目名称", "三级指标", "年度指标值", "1—7月执行情况", "全年预计完成情况", "完成目标可能性"),
            ("农村公路养护", "养护里程", "≥100公里", "70", "90", "有可能"),
        )
    )
    assert taken(made) == [
        ("a/养护里程", "actual", "70"),
        ("a/养护里程", "forecast", "90"),
        ("a/养护里程", "likelihood", "有可能"),
    ]
    without = plan(
        (("农村公路养护", "养护里程", "≥100公里", "70"), ("小型水库维修", "维修座数", "≥3座", "2"))
    )
    assert taken(without) == [("a/养护里程", "actual", "70"), ("b/维修座数", "actual", "2")]


def test_what_cannot_be_read_or_finds_no_place_is_named() -> None:
    made = plan(
        (
            ("项目名称", "三级指标", "全年预计", "可能性"),
            ("农村公路养护", "养护里程", "90", "也许"),
            ("没有的项目", "养护里程", "90", ""),
            ("农村公路养护", "没有的指标", "90", ""),
            ("农村公路养护", "养护里程", "91", ""),
            ("已封装项目", "养护长度", "1", ""),
        )
    )
    assert taken(made) == [("a/养护里程", "forecast", "90")]
    words = refused(made)
    assert "不是完成目标可能性" in words[0]
    assert "没有叫“没有的项目”的项目" in words[1]
    assert "没有叫“没有的指标”的指标" in words[2]
    assert "前面已经有一行" in words[3]
    assert "已经标为填好或已封装" in words[4]


def test_rows_and_columns_beyond_the_grid_are_refused_in_order() -> None:
    made = plan_line_paste((("1", "2"), ("3", "")), ROWS[-1:], ("actual",), projects=PROJECTS, rules=RULES)
    assert len(taken(made)) == 0
    assert "右边没有这一列" in refused(made)[1]
    assert "表格没有这一行" in refused(made)[2]


def test_two_lines_of_one_name_keep_two_keys_and_dropped_ones_none() -> None:
    lines = (
        IndicatorLine(id="1", name="里程"),
        IndicatorLine(id="2", name="里程"),
        IndicatorLine(id="3", name="里程", answers_line_id="t"),
        IndicatorLine(id="4", name="作废", not_applicable=True),
        IndicatorLine(id="5", name=""),
    )
    assert {key: line.id for key, line in keyed_lines(lines).items()} == {
        "··里程": "1",
        "··里程#2": "2",
        "t": "3",
    }
