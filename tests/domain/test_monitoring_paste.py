"""Pasting figures into the monitoring grid: by order, by code, by name, with headings and units, and what finds no place."""

from __future__ import annotations

from jxdesk.domain.filling.pasting import PastePlan
from jxdesk.domain.monitoring.paste import plan_monitoring_paste
from jxdesk.domain.monitoring.rows import MonitoringRow
from jxdesk.domain.records.filings import FilingState, MoneyUnit

FIELDS = ("executed", "", "forecast")
ROWS = (
    MonitoringRow(project_id="a", name="农村公路养护", code="53232926T000000000001"),
    MonitoringRow(project_id="b", name="小型水库维修", code="53232926T000000000002"),
    MonitoringRow(project_id="c", name="村级公益设施", code="53232926T000000000003"),
    MonitoringRow(project_id="d", name="村级公益设施", code="53232926T000000000004"),
    MonitoringRow(project_id="e", name="已封装项目", state=FilingState.SEALED),
)


def taken(plan: PastePlan) -> list[tuple[str, str, str]]:
    return [(cell.line_id, cell.field, cell.text) for cell in plan.cells if not cell.refusal]


def refused(plan: PastePlan) -> list[str]:
    return [cell.refusal for cell in plan.refused]


def test_a_column_of_figures_goes_down_in_order() -> None:
    plan = plan_monitoring_paste((("60",), ("7.5",)), ROWS, FIELDS)
    assert taken(plan) == [("a", "executed", "60"), ("b", "executed", "7.5")]
    assert not plan.needs_a_look


def test_a_blank_cell_in_order_empties_its_place() -> None:
    plan = plan_monitoring_paste((("60",), ("",), ("1",)), ROWS, FIELDS)
    assert taken(plan) == [("a", "executed", "60"), ("b", "executed", ""), ("c", "executed", "1")]


def test_codes_and_names_find_their_projects_whatever_the_order() -> None:
    by_code = plan_monitoring_paste(
        (("53232926T000000000002", "7"), ("53232926T000000000001", "60")), ROWS, FIELDS
    )
    assert taken(by_code) == [("b", "executed", "7"), ("a", "executed", "60")]
    by_name = plan_monitoring_paste(
        (("1", "小型水库 维修", "7", "10"), ("2", "农村公路养护", "60", "100")), ROWS, FIELDS
    )
    assert taken(by_name) == [
        ("b", "executed", "7"),
        ("b", "forecast", "10"),
        ("a", "executed", "60"),
        ("a", "forecast", "100"),
    ]
    assert by_name.needs_a_look


def test_headings_say_which_column_is_which_and_in_what_unit() -> None:
    block = (
        ("项目名称", "全年预计执行数（万元）", "累计支出（元）", "执行率"),
        ("农村公路养护", "100", "600,000", "60%"),
        ("小型水库维修", "10", "75000", "75%"),
    )
    plan = plan_monitoring_paste(block, ROWS, FIELDS)
    assert plan.has_headings
    assert taken(plan) == [
        ("a", "forecast", "100"),
        ("a", "executed", "600,000元"),
        ("b", "forecast", "10"),
        ("b", "executed", "75000元"),
    ]


def test_what_finds_no_place_is_named() -> None:
    block = (
        ("农村公路养护", "60"),
        ("不认识的项目", "1"),
        ("村级公益设施", "2"),
        ("农村公路养护", "3"),
        ("小型水库维修", "约七万"),
        ("已封装项目", "9"),
    )
    plan = plan_monitoring_paste(block, ROWS, FIELDS)
    assert taken(plan) == [("a", "executed", "60")]
    assert refused(plan) == [
        "没有叫“不认识的项目”的项目。",
        "有 2 个同名项目，请改用项目代码。",
        "这个项目前面已经有一行了。",
        "“约七万”不是金额。",
        "这个项目的监控表已经标为填好或已封装。",
    ]


def test_a_block_that_reaches_beyond_the_grid_keeps_the_rest_in_sight() -> None:
    plan = plan_monitoring_paste((("1", "x"), ("2", "")), ROWS[:1], FIELDS)
    assert taken(plan) == [("a", "executed", "1")]
    assert refused(plan) == ["这一列由程序计算，或右边没有这一列。", "表格没有这一行。"]


def test_figures_of_a_grid_in_yuan_are_yuan_unless_they_say_otherwise() -> None:
    plan = plan_monitoring_paste((("600,000",), ("7.5万元",), ("",)), ROWS, FIELDS, unit=MoneyUnit.YUAN)
    assert taken(plan) == [
        ("a", "executed", "600,000元"),
        ("b", "executed", "7.5万元"),
        ("c", "executed", ""),
    ]
    headed = (("项目名称", "执行数（万元）"), ("农村公路养护", "60"), ("小型水库维修", "7.5"))
    assert taken(plan_monitoring_paste(headed, ROWS, FIELDS, unit=MoneyUnit.YUAN)) == [
        ("a", "executed", "60"),
        ("b", "executed", "7.5"),
    ]
