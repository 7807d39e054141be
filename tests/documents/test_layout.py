"""Layout: what stands in which cell, and which score, amount and rate a form shows."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from jxdesk.documents.layout import ReadingOnlyError, form_sheet
from jxdesk.documents.sheet import DASH, Sheet
from jxdesk.domain.records.filings import FilingContent, Form, MoneyKey, MoneyLine, MoneyUnit
from jxdesk.domain.templates.parts import Align
from tests.documents.filled import PRINTED, cell, content, line, rules, sheet, template


@pytest.mark.parametrize("template_id", PRINTED)
def test_the_cells_cover_the_table_without_holes_and_without_overlap(template_id: str) -> None:
    _assert_tiled(sheet(content(template_id)))


@pytest.mark.parametrize("template_id", PRINTED)
def test_an_empty_form_prints_blank_rows_to_fill_in_by_hand(template_id: str) -> None:
    form = template(template_id)
    empty = FilingContent(form=Form.PROJECT_SELF_EVALUATION, template_id=template_id)
    found = form_sheet(empty, form)
    _assert_tiled(found)
    assert found.headed[-1].until - found.headed[-1].last == form.indicators.blank_rows


def _assert_tiled(found: Sheet) -> None:
    seen: set[tuple[int, int]] = set()
    for each in found.cells:
        covered = {
            (row, column)
            for row in range(each.row, each.last_row + 1)
            for column in range(each.column, each.last_column + 1)
        }
        assert not covered & seen, each
        seen |= covered
    assert len(seen) == len(found.row_heights) * len(found.widths)


def test_equal_levels_are_merged_and_different_ones_are_not() -> None:
    found = sheet(content())
    levels = [(each.text, each.row_span) for each in found.cells if each.field == "level1"]
    assert levels == [("产出指标", 4), ("效益指标", 2), ("满意度指标", 1)]
    second = [(each.text, each.row_span) for each in found.cells if each.field == "level2"]
    assert second[:2] == [("数量指标", 2), ("质量指标", 1)]


def test_the_same_second_level_under_another_first_level_is_not_merged() -> None:
    rows = [
        ("产出指标", "其他指标", "甲", ">=", "1", "", "1", "10"),
        ("效益指标", "其他指标", "乙", ">=", "1", "", "1", "10"),
    ]
    filled = replace(content(), indicator_lines=tuple(line(n, row) for n, row in enumerate(rows)))
    assert [each.row_span for each in sheet(filled).cells if each.field == "level2"] == [1, 1]


def test_a_score_merged_over_several_rows_is_one_cell() -> None:
    filled = content()
    first, second, *rest = filled.indicator_lines
    first = replace(first, printed_score="20", printed_weight="25", weight=Decimal(25))
    second = replace(second, merged_into=first.id, weight=None)
    found = sheet(replace(filled, indicator_lines=(first, second, *rest)))
    scores = [each for each in found.cells if each.field == "score" and each.line_id in (first.id, second.id)]
    assert [(each.text, each.row_span) for each in scores] == [("20", 2)]


def test_targets_stand_in_one_column_or_in_three() -> None:
    one = cell(sheet(content("national-2020")), "target_text", "i0")
    assert one.text == "≥186公里"
    found = sheet(content())
    three = [cell(found, field, "i0") for field in ("comparator", "target", "unit")]
    assert [each.text for each in three] == ["≥", "186", "公里"]
    assert three[1].number == 186
    words = [cell(found, field, "i5").text for field in ("comparator", "target", "unit")]
    assert words == ["", "健全", ""]


def test_the_sign_stays_the_one_that_was_printed() -> None:
    filled = content()
    first = replace(filled.indicator_lines[0], target_text="≧186公里")
    found = sheet(replace(filled, indicator_lines=(first, *filled.indicator_lines[1:])))
    assert cell(found, "comparator", "i0").text == "≧"
    assert cell(found, "target", "i0").text == "186"


def test_money_stands_in_the_unit_of_the_form() -> None:
    wan = cell(sheet(content("national-2020")), "executed", "m2")
    assert (wan.text, wan.number, wan.align) == ("11.068", Decimal("11.068"), Align.RIGHT)
    yuan = cell(sheet(content()), "executed", "m2")
    assert (yuan.text, yuan.number, yuan.number_format) == ("110,680.00", Decimal("110680.00"), "#,##0.00")


def test_zero_not_applicable_and_unknown_look_different() -> None:
    found = sheet(content())
    assert cell(found, "executed", "m3").text == "0.00"
    assert cell(found, "weight", "m2").text == DASH
    assert cell(found, "original_budget", "m1").text == ""
    printed = replace(content(), money_lines=(MoneyLine(id="m9", key=MoneyKey.OTHER, executed_text="—"),))
    assert cell(sheet(printed), "executed", "m9").text == DASH


def test_an_amount_that_could_not_be_read_keeps_its_words() -> None:
    words = "854万(400万元+295万元+159万元)"
    filled = replace(content(), money_lines=(MoneyLine(id="m1", key=MoneyKey.TOTAL, executed_text=words),))
    assert cell(sheet(filled), "executed", "m1").text == words


def test_a_money_row_that_the_form_does_not_know_is_printed_all_the_same() -> None:
    extra = MoneyLine(id="m8", key=MoneyKey.CENTRAL, label="中央资金", executed_fen=500_00)
    filled = content()
    found = sheet(replace(filled, money_lines=(*filled.money_lines, extra)))
    assert cell(found, "executed", "m8").text == "500.00"
    assert "中央资金" in {each.text for each in found.cells if each.is_label}
    _assert_tiled(found)


def test_the_rate_comes_from_the_amounts_and_never_from_a_wrong_printed_one() -> None:
    filled = content()
    total = replace(filled.money_lines[0], printed_rate="1")
    assert cell(sheet(replace(filled, money_lines=(total,))), "rate", "m1").text == "86.20%"
    right = replace(filled.money_lines[0], printed_rate="86%")
    assert cell(sheet(replace(filled, money_lines=(right,))), "rate", "m1").text == "86%"
    alone = MoneyLine(id="m1", key=MoneyKey.TOTAL, printed_rate="95.8%")
    assert cell(sheet(replace(filled, money_lines=(alone,))), "rate", "m1").text == "95.8%"


def test_a_form_filled_here_shows_the_computed_scores_total_and_grade() -> None:
    found = sheet(content())
    assert cell(found, "score", "i0").text == "14.68"
    assert cell(found, "score", "m1").text == "8.62"
    assert cell(found, "weights_total").text == "100"
    assert (cell(found, "total").text, cell(found, "grade").text) == ("98.30", "优")


def test_an_imported_form_shows_what_was_printed() -> None:
    filled = content()
    lines = tuple(replace(each, printed_score="7", judged_percent=None) for each in filled.indicator_lines)
    money = (replace(filled.money_lines[0], printed_score="9"), *filled.money_lines[1:])
    imported = replace(
        filled,
        indicator_lines=lines,
        money_lines=money,
        printed_total="58",
        printed_grade="差",
        printed_weights_total="100.00",
    )
    found = sheet(imported)
    assert {cell(found, "score", each.id).text for each in lines} == {"7"}
    assert cell(found, "score", "m1").text == "9"
    shown = [cell(found, field).text for field in ("weights_total", "total", "grade")]
    assert shown == ["100.00", "58", "差"]


def test_a_changed_row_of_an_imported_form_shows_its_new_score_and_the_total_follows() -> None:
    filled = content()
    lines = [replace(each, printed_score="7", judged_percent=None) for each in filled.indicator_lines]
    lines[0] = replace(lines[0], printed_score="")
    found = sheet(replace(filled, indicator_lines=tuple(lines)))
    assert cell(found, "score", "i0").text == "14.68"
    expected = Decimal("14.68") + 7 * 6 + Decimal("8.62")
    assert cell(found, "total").number == expected
    assert cell(found, "grade").text == rules().grade_of(expected)


def test_a_score_given_by_hand_goes_before_the_printed_one() -> None:
    filled = content()
    first = replace(
        filled.indicator_lines[0], printed_score="7", manual_score=Decimal("12.5"), manual_reason="核减"
    )
    found = sheet(replace(filled, indicator_lines=(first, *filled.indicator_lines[1:])))
    assert cell(found, "score", "i0").text == "12.50"


def test_a_line_that_does_not_apply_shows_a_dash() -> None:
    filled = content()
    last = replace(filled.indicator_lines[-1], not_applicable=True)
    found = sheet(replace(filled, indicator_lines=(*filled.indicator_lines[:-1], last)))
    assert cell(found, "score", last.id).text == DASH


def test_a_form_without_scorecard_shows_no_computed_score() -> None:
    found = sheet(content(), is_scored=False)
    assert cell(found, "score", "i0").text == ""
    assert cell(found, "total").text == ""


def test_codes_and_words_stay_text_and_plain_numbers_are_numbers() -> None:
    filled = content()
    texts = ["0012", "123456789012345678", "98%", "735", "12.50", "有效", "1,234"]
    lines = tuple(replace(line(n, _ROW), actual_text=text) for n, text in enumerate(texts))
    found = sheet(replace(filled, indicator_lines=lines))
    numbers = [cell(found, "actual", each.id).number for each in lines]
    assert numbers == [None, None, Decimal("0.98"), Decimal(735), Decimal("12.50"), None, None]


_ROW = ("产出指标", "数量指标", "甲", ">=", "1", "", "1", "10")


def test_labels_name_unit_year_and_execution_weight() -> None:
    found = sheet(replace(content("hubei-2020"), money_unit=MoneyUnit.WAN))
    texts = {each.text for each in found.cells if each.is_label}
    assert "预算执行情况\n（万元）（20分）" in texts
    assert "得分（20分*执行率）" in texts
    assert found.title == "2025年度项目自评表"


def test_the_footer_names_template_and_rule_pack_and_says_practice() -> None:
    pack = rules()
    footer = sheet(content(), is_practice=True).footer
    assert f"yunnan-public14-2022（{template('yunnan-public14-2022').version}版）" in footer
    assert f"{pack.id}（{pack.version}版）" in footer
    assert "练习数据，不得报送" in footer
    assert "练习" not in sheet(content()).footer


def test_notes_that_came_with_an_imported_form_are_printed_instead_of_the_templates() -> None:
    assert sheet(content()).notes[0].startswith("备注：1.")
    filled = content()
    filled = replace(filled, answers={**filled.answers, "printed_notes": "注：本表由单位填写。"})
    assert sheet(filled).notes == ("注：本表由单位填写。",)


def test_a_template_that_is_only_read_is_not_laid_out() -> None:
    form = template("sichuan-2023")
    with pytest.raises(ReadingOnlyError) as refused:
        form_sheet(FilingContent(form=form.form, template_id=form.id), form)
    assert refused.value.advice
