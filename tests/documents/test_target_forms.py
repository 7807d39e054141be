"""Target forms of projects: printed as the official ones, of one year and of several, alone and as lists, and read back the same."""

from __future__ import annotations

import itertools
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from jxdesk.documents.layout import form_sheet, list_sheet
from jxdesk.documents.pdf import write_pdf
from jxdesk.documents.reading import read_workbook
from jxdesk.documents.sheet import Sheet
from jxdesk.documents.xlsx import write_workbook
from jxdesk.domain.records.filings import FilingContent, IndicatorLine, MoneyKey, MoneyLine
from jxdesk.domain.rules.parts import GoalStyle
from tests.documents.filled import template
from tests.documents.filled_targets import (
    LIST_FORMS,
    TARGET_FORMS,
    second_target,
    target_content,
    target_line,
)


def printed(sheet: Sheet) -> list[str]:
    """The texts of a sheet, row by row."""
    ordered = sorted(sheet.cells, key=lambda cell: (cell.row, cell.column))
    return [cell.text for cell in ordered if cell.text]


def read_back(sheet: Sheet, folder: Path) -> list[FilingContent]:
    """What the program's own reader finds in the written workbook."""
    path = folder / "target.xlsx"
    with path.open("wb") as file:
        write_workbook((sheet,), file)
    return [form.content for form in read_workbook(path)]


def facts(line: IndicatorLine) -> tuple[object, ...]:
    """What a paper can say of an indicator."""
    return (
        (line.level1, line.level2, line.name, line.clean_name),
        (line.comparator, line.target_text, line.target, line.unit, line.direction),
        line.mid_term_text,
    )


def amounts(line: MoneyLine) -> tuple[object, ...]:
    """What a paper can say of a money row."""
    return line.key, line.original_budget_fen, line.mid_term_fen


@pytest.mark.parametrize("several_years", [False, True])
def test_the_national_form_is_read_back_to_the_same_target(several_years: bool, tmp_path: Path) -> None:
    filled = target_content("target-national-2015", several_years=several_years)
    (found,) = read_back(form_sheet(filled, template(filled.template_id)), tmp_path)
    assert found.template_id == filled.template_id
    for name in ("form", "year", "project_name", "department", "implementing_unit", "money_unit"):
        assert getattr(found, name) == getattr(filled, name), name
    assert dict(found.answers) == dict(filled.answers)
    assert [amounts(line) for line in found.money_lines] == [amounts(line) for line in filled.money_lines]
    assert [facts(line) for line in found.indicator_lines] == [facts(line) for line in filled.indicator_lines]


def test_a_target_of_the_whole_period_alone_keeps_its_place(tmp_path: Path) -> None:
    filled = target_content("target-national-2015", several_years=True)
    alone = replace(
        target_line(90, ("效益指标", "社会效益指标", "三年新增受益人口", "", "≥3000人", "")), target_text=""
    )
    lines = (*filled.indicator_lines[:6], alone, *filled.indicator_lines[6:])
    filled = replace(filled, indicator_lines=lines)
    sheet = form_sheet(filled, template(filled.template_id))
    assert printed(sheet).count("三年新增受益人口") == 1
    (found,) = read_back(sheet, tmp_path)
    assert [(line.name, line.mid_term_text) for line in found.indicator_lines] == [
        (line.name, line.mid_term_text) for line in lines
    ]


def test_a_project_of_one_year_prints_no_mid_term_block() -> None:
    one = printed(form_sheet(target_content("target-national-2015"), template("target-national-2015")))
    assert not [text for text in one if "中期" in text]
    several = target_content("target-national-2015", several_years=True)
    texts = printed(form_sheet(several, template("target-national-2015")))
    assert "中期目标（2025年—2027年）" in texts
    assert {"中期资金总额：", "年度资金总额："} <= set(texts)
    assert texts.count("三级指标") == 2


def test_what_only_the_wizard_asks_for_is_not_printed() -> None:
    filled = target_content("target-national-2015")
    upper = MoneyLine(id="up", key=MoneyKey.UPPER, label="上级补助资金", original_budget_fen=100)
    more = replace(filled, money_lines=(*filled.money_lines, upper))
    form = template("target-national-2015")
    assert printed(form_sheet(more, form)) == printed(form_sheet(filled, form))
    extra = replace(upper, key=MoneyKey.SPECIAL_ACCOUNT, label="财政专户管理资金")
    assert "财政专户管理资金" in printed(
        form_sheet(replace(filled, money_lines=(*filled.money_lines, extra)), form)
    )


@pytest.mark.parametrize("template_id", LIST_FORMS)
def test_several_projects_on_one_table_are_read_back_one_by_one(template_id: str, tmp_path: Path) -> None:
    filled = [target_content(template_id), second_target(template_id)]
    found = read_back(list_sheet(filled, template(template_id)), tmp_path)
    assert [one.template_id for one in found] == [template_id] * 2
    for one, wanted in zip(found, filled, strict=True):
        for name in ("year", "project_name", "department", "implementing_unit"):
            assert getattr(one, name) == getattr(wanted, name), name
        assert one.answers["expected_goal"] == wanted.answers["expected_goal"]
        assert [facts(line) for line in one.indicator_lines] == [
            facts(line) for line in wanted.indicator_lines
        ]
        assert [line.description for line in one.indicator_lines] == [
            line.description for line in wanted.indicator_lines
        ]


def test_a_list_heads_each_page_and_names_an_office_once() -> None:
    filled = [
        replace(target_content("yunnan-05-2-2022"), project_name=f"养护项目{number}") for number in range(12)
    ]
    sheet = list_sheet(filled, template("yunnan-05-2-2022"))
    assert printed(sheet).count("练习县白岩镇人民政府") == 1
    numbering = [cell.text for cell in sheet.cells if cell.row == sheet.headed[-1].last]
    assert numbering == [str(number) for number in range(1, 11)]
    assert sheet.headed[-1].until == len(sheet.row_heights) - 1
    assert write_pdf([sheet], BytesIO()) > 3


@pytest.mark.parametrize("template_id", TARGET_FORMS)
def test_a_target_without_indicators_prints_an_empty_form(template_id: str) -> None:
    empty = replace(target_content(template_id), indicator_lines=())
    assert "三级指标" in printed(form_sheet(empty, template(template_id)))


@pytest.mark.parametrize("template_id", TARGET_FORMS)
def test_every_cell_stands_alone_on_its_grid(template_id: str) -> None:
    sheet = form_sheet(target_content(template_id, several_years=True), template(template_id))
    places = [
        place
        for cell in sheet.cells
        for place in itertools.product(
            range(cell.row, cell.last_row + 1), range(cell.column, cell.last_column + 1)
        )
    ]
    assert len(places) == len(set(places))


@pytest.mark.parametrize("template_id", TARGET_FORMS)
def test_both_trees_of_indicators_stand_in_the_form(template_id: str) -> None:
    form = template(template_id)
    assert [level.name for level in form.levels_of(GoalStyle.OLD)] == ["产出指标", "效益指标", "满意度指标"]
    assert form.levels_of(GoalStyle.NEW)[0].name == "成本指标"
    for style in GoalStyle:
        assert sum(level.weight or 0 for level in form.levels_of(style)) == 90
