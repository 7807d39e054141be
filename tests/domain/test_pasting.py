from __future__ import annotations

from decimal import Decimal

from jxdesk.domain.filling.editing import EditKind, apply
from jxdesk.domain.filling.pasting import PastePlan, PasteTarget, plan_paste
from jxdesk.domain.records.filings import FilingContent, MoneyKey, MoneyUnit
from jxdesk.domain.rules.pack import RulePack

from .conftest import ContentMaker, LineMaker, MoneyMaker

COLUMNS = ("level1", "level2", "name", "target_text", "actual", "weight", "score", "deviation_reason")
LABELS = ("一级", "二级", "三级指标", "年度指标值", "实际完成", "分值", "得分", "偏差原因")


def at(content: FilingContent, row: int, field: str, *, may_grow: bool = True) -> PasteTarget:
    column = COLUMNS.index(field)
    return PasteTarget(
        kind=EditKind.INDICATOR,
        line_ids=tuple(line.id for line in content.indicator_lines)[row:],
        columns=COLUMNS[column:],
        labels=LABELS[column:],
        all_columns=COLUMNS,
        all_labels=LABELS,
        may_grow=may_grow,
    )


def done(content: FilingContent, plan: PastePlan, rules: RulePack) -> FilingContent:
    applied = apply(content, plan.changes, rules)
    assert applied.refused == ()
    return applied.content


def test_a_block_that_fits_lands_without_a_look(
    make_line: LineMaker, make_content: ContentMaker, rules: RulePack
) -> None:
    content = make_content(make_line("≥95%"), make_line("≥3个"))
    plan = plan_paste(content, [["９６％", "10"], ["3", "7.5"]], at(content, 0, "actual"), rules)
    assert not plan.needs_a_look
    lines = done(content, plan, rules).indicator_lines
    assert [(line.actual, line.weight) for line in lines] == [
        (Decimal(96), Decimal(10)),
        (Decimal(3), Decimal("7.5")),
    ]


def test_rows_below_the_last_line_become_new_lines_with_the_levels_above_them(
    make_line: LineMaker, make_content: ContentMaker, rules: RulePack
) -> None:
    content = make_content(make_line("≥95%"))
    block = [["验收合格率", "≥95%"], ["培训人次", "≥200人次"]]
    plan = plan_paste(content, block, at(content, 0, "name"), rules)
    assert plan.needs_a_look
    assert plan.new_lines == 1
    lines = done(content, plan, rules).indicator_lines
    assert [line.name for line in lines] == ["验收合格率", "培训人次"]
    assert (lines[1].level2, lines[1].target, lines[1].unit) == ("数量指标", Decimal(200), "人次")


def test_a_row_of_headings_tells_which_column_goes_where(
    make_line: LineMaker, make_content: ContentMaker, rules: RulePack
) -> None:
    content = make_content(make_line("≥95%"), make_line("≥3个"))
    block = [
        ["得分", "三级指标", "实际完成值", "备注"],
        ["9", "合格率", "96%", "见附件"],
        ["10", "数量", "3", ""],
    ]
    plan = plan_paste(content, block, at(content, 0, "level1"), rules)
    assert plan.has_headings
    assert [(cell.text, cell.refusal) for cell in plan.refused] == [("见附件", "右边没有这一列。")]
    lines = done(content, plan, rules).indicator_lines
    assert [(line.name, line.actual_text, line.manual_score) for line in lines] == [
        ("合格率", "96%", Decimal(9)),
        ("数量", "3", Decimal(10)),
    ]


def test_what_cannot_be_read_is_listed_and_the_rest_lands(
    make_line: LineMaker, make_content: ContentMaker, rules: RulePack
) -> None:
    content = make_content(make_line("≥95%", weight="10"), make_line("≥3个", weight="10"))
    plan = plan_paste(content, [["96%", "十分"], ["3", "8"]], at(content, 0, "actual"), rules)
    assert [(cell.row, cell.field, cell.text) for cell in plan.refused] == [(0, "weight", "十分")]
    lines = done(content, plan, rules).indicator_lines
    assert [line.weight for line in lines] == [Decimal(10), Decimal(8)]


def test_a_column_too_many_is_named_cell_by_cell(
    make_line: LineMaker, make_content: ContentMaker, rules: RulePack
) -> None:
    content = make_content(make_line("≥95%"))
    plan = plan_paste(content, [["说明", "多出来的"]], at(content, 0, "deviation_reason"), rules)
    assert [cell.text for cell in plan.refused] == ["多出来的"]
    assert done(content, plan, rules).indicator_lines[0].deviation_reason == "说明"


def test_a_computed_column_takes_nothing_and_says_so(
    make_money: MoneyMaker, make_content: ContentMaker, rules: RulePack
) -> None:
    content = make_content(money=(make_money(MoneyKey.TOTAL),))
    target = PasteTarget(
        kind=EditKind.MONEY,
        line_ids=("money-total",),
        columns=("executed", "", ""),
        labels=("全年执行数", "执行率", "得分"),
        all_columns=("revised_budget", "executed", "", ""),
        all_labels=("全年预算数", "全年执行数", "执行率", "得分"),
        may_grow=False,
    )
    plan = plan_paste(content, [["10", "100%", "10"], ["3", "", ""]], target, rules)
    assert [cell.refusal for cell in plan.refused] == [
        "“执行率”由程序计算，不用填。",
        "“得分”由程序计算，不用填。",
        "表格没有这一行。",
    ]
    assert done(content, plan, rules).money_lines[0].executed_fen == 10_000_000


def test_yuan_pasted_into_a_form_in_wan_is_converted(
    make_money: MoneyMaker, make_content: ContentMaker, rules: RulePack
) -> None:
    content = make_content(money=(make_money(MoneyKey.TOTAL),), money_unit=MoneyUnit.WAN)
    target = PasteTarget(
        kind=EditKind.MONEY,
        line_ids=("money-total",),
        columns=("revised_budget", "executed"),
        labels=("全年预算数", "全年执行数"),
        all_columns=("revised_budget", "executed"),
        all_labels=("全年预算数", "全年执行数"),
        may_grow=False,
    )
    plan = plan_paste(content, [["1,284,000.00元", "110.68万元"]], target, rules)
    line = done(content, plan, rules).money_lines[0]
    assert (line.revised_budget_fen, line.executed_fen) == (128_400_000, 110_680_000)
    assert (line.revised_budget_text, line.executed_text) == ("128.40", "110.68")


def test_a_merged_level_that_arrives_as_empty_cells_means_as_above(
    make_line: LineMaker, make_content: ContentMaker, rules: RulePack
) -> None:
    content = make_content()
    block = [["产出指标", "数量指标", "里程"], ["", "", "座数"], ["", "质量指标", "合格率"]]
    lines = done(content, plan_paste(content, block, at(content, 0, "level1"), rules), rules).indicator_lines
    assert [(line.level1, line.level2, line.name) for line in lines] == [
        ("产出指标", "数量指标", "里程"),
        ("产出指标", "数量指标", "座数"),
        ("产出指标", "质量指标", "合格率"),
    ]


def test_empty_cells_empty_the_cells_they_land_on(
    make_line: LineMaker, make_content: ContentMaker, rules: RulePack
) -> None:
    content = make_content(make_line("≥95%", "96%"))
    lines = done(
        content, plan_paste(content, [["", "5"]], at(content, 0, "actual"), rules), rules
    ).indicator_lines
    assert (lines[0].actual_text, lines[0].weight) == ("", Decimal(5))


def test_nothing_is_lost_between_the_block_and_the_plan(
    make_line: LineMaker, make_content: ContentMaker, rules: RulePack
) -> None:
    content = make_content(make_line("≥95%"), make_line("≥3个"))
    block = [[f"{row}·{column}" for column in range(9)] for row in range(4)]
    plan = plan_paste(content, block, at(content, 0, "name", may_grow=False), rules)
    assert {(cell.row, cell.column) for cell in plan.cells} == {
        (row, column) for row in range(4) for column in range(9)
    }
    after = done(content, plan, rules)
    landed = {
        text for line in after.indicator_lines for text in (line.name, line.target_text, line.actual_text)
    }
    for cell in plan.cells:
        assert cell.refusal or cell.text in landed or cell.field in ("weight", "score", "deviation_reason")
