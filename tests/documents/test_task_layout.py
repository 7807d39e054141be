"""The table of tasks on paper: headings, rows, sums and rates, and the forms of offices as a whole around it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jxdesk.documents import fonts
from jxdesk.documents.layout import form_sheet
from jxdesk.documents.pages import plan_pages
from jxdesk.documents.sheet import Sheet
from jxdesk.domain.records.filings import FilingContent
from jxdesk.domain.templates.parts import Align
from tests.documents.filled import cell, sheet, template
from tests.documents.filled_departments import OFFICE_FORMS, TASKS, office_content, total_of_tasks


@pytest.mark.parametrize("template_id", OFFICE_FORMS)
def test_the_cells_cover_the_table_without_holes_and_without_overlap(template_id: str) -> None:
    _assert_tiled(sheet(office_content(template_id)))


@pytest.mark.parametrize("template_id", OFFICE_FORMS)
def test_an_empty_form_prints_blank_rows_for_tasks_and_indicators(template_id: str) -> None:
    form = template(template_id)
    found = form_sheet(FilingContent(form=form.form, template_id=template_id), form)
    _assert_tiled(found)
    names = [each for each in found.cells if each.field == "name"]
    tasks = form.tasks.blank_rows if form.tasks else 0
    assert len(names) == form.indicators.blank_rows + tasks


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


def test_amounts_of_tasks_stand_in_the_unit_of_the_form_and_the_rate_is_computed() -> None:
    found = sheet(office_content("yunnan-public13-2022"))
    budget = cell(found, "budget", "t0")
    assert (budget.text, budget.align) == ("300,000.00", Align.RIGHT)
    assert cell(found, "rate", "t0").text == "84.00%"
    assert cell(found, "rate", "t1").text == "100.00%"
    assert cell(found, "other", "t2").text == "", "unknown stays blank"
    assert cell(found, "other", "t1").text == "0.00", "zero is zero"


def test_the_sum_of_the_tasks_stands_below_them_where_the_form_has_such_a_row() -> None:
    found = sheet(office_content("national-department-target-2015"))
    label = next(each for each in found.cells if each.text == "金额合计")
    row = [each for each in found.cells if each.row == label.row and each.number is not None]
    assert [each.text for each in row] == ["92.3456", "90.3456", "2.00"]
    assert row[0].number == total_of_tasks()


def test_one_heading_stands_over_the_amounts() -> None:
    found = sheet(office_content("yunnan-department-target-13"))
    group = next(each for each in found.cells if each.text == "预算申报金额（万元）")
    assert group.column_span == 3
    below = [each.text for each in found.cells if each.row == group.row + 1 and each.is_label]
    assert below == ["总额", "财政拨款", "其他资金"]


def test_the_projects_of_a_task_stand_in_one_cell_one_name_a_line() -> None:
    found = sheet(office_content("yunnan-department-target-13"))
    assert cell(found, "projects", "t0").text == "小型水库除险加固\n山洪灾害防治"


def test_three_years_are_listed_and_only_the_one_that_ended_has_results() -> None:
    found = sheet(office_content("yunnan-public13-2022"))
    years = [each.text for each in found.cells if each.text in ("2025", "2026", "2027")]
    assert years == ["2025", "2026", "2027"]
    assert cell(found, "actual_goal").text == "完工2座，1座延期；维护管网120公里。"
    assert sum(each.text == "---" for each in found.cells) == 2


def test_sections_are_headed_across_the_sheet() -> None:
    found = sheet(office_content("yunnan-department-target-13"))
    for words in ("一、部门总体目标", "二、部门年度重点工作任务", "三、部门整体支出绩效指标"):
        head = next(each for each in found.cells if each.text == words)
        assert head.column_span == len(found.widths)


def test_money_that_is_only_asked_for_is_not_printed() -> None:
    found = sheet(office_content("yunnan-public13-2022"))
    assert not [each for each in found.cells if each.line_id == "m-basic"]
    assert not [each for each in found.cells if each.field == "score"]
    printed = sheet(office_content("department-scored-2013"))
    assert cell(printed, "executed", "m-basic").text == "49.00"


def test_an_amount_that_could_not_be_read_keeps_its_words() -> None:
    filled = office_content("yunnan-department-target-13")
    odd = replace(TASKS[0], budget_fen=None, budget_text="待定")
    assert cell(sheet(replace(filled, task_lines=(odd,))), "budget", "t0").text == "待定"


@pytest.mark.parametrize("template_id", OFFICE_FORMS)
@pytest.mark.parametrize("length", range(40, 640, 60))
def test_no_heading_and_no_name_of_a_section_stands_last_on_a_page(template_id: str, length: int) -> None:
    filled = office_content(template_id)
    words = ("按月巡查并建立台账，雨季前完成隐患路段排查。" * 40)[:length]
    made = sheet(replace(filled, answers=dict.fromkeys(filled.answers, words)), is_scored=False)
    pages = plan_pages(made, fonts.breaker).pages
    only_labels = {cell.row for cell in made.cells if cell.is_label} - {
        cell.row for cell in made.cells if not cell.is_label
    }
    assert only_labels
    assert not [page for page in pages[:-1] if page.slots[-1].row in only_labels]
    rows = [slot.row for page in pages for slot in page.slots]
    assert set(rows) == set(range(len(made.row_heights)))
    again = {row for row in rows if rows.count(row) > 1}
    cut = {slot.row for page in pages for slot in page.slots if slot.lines is not None}
    headings = {row for table in made.headed for row in range(table.first, table.last + 1)}
    assert again <= headings | cut


def test_the_headings_of_the_tasks_come_again_where_their_table_goes_on() -> None:
    filled = office_content("department-scored-2013")
    words = "按月巡查并建立台账，雨季前完成隐患路段排查。" * 6
    tasks = tuple(replace(TASKS[0], id=f"t{number}", content=words) for number in range(30))
    made = sheet(replace(filled, task_lines=tasks), is_scored=False)
    of_tasks = made.headed[0]
    pages = plan_pages(made, fonts.breaker).pages
    shown = [{slot.row for slot in page.slots} for page in pages]
    going_on = [rows for rows in shown if any(of_tasks.last < row <= of_tasks.until for row in rows)]
    assert len(going_on) > 1
    assert all(of_tasks.first in rows for rows in going_on)
    assert not any(of_tasks.first in rows for rows in shown if rows not in going_on)
    assert len(made.headed) == 2
