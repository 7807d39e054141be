"""Workbooks out: read again with openpyxl and by the program's own reader, which must find the same form."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from jxdesk.documents import fonts
from jxdesk.documents.lists import ListColumn, ListKind, write_list
from jxdesk.documents.pages import plan_pages
from jxdesk.documents.reading import read_workbook
from jxdesk.documents.xlsx import sheet_name, workbook_findings, write_workbook
from jxdesk.domain.errors import Cancelled
from jxdesk.domain.progress import Progress
from jxdesk.domain.records.filings import FilingContent
from tests.documents.filled import PRINTED, RARE, cell, content, long_form, sheet

EVIL = "=cmd|' /C calc'!A0"


def written(*filled: FilingContent, is_practice: bool = False) -> Any:
    """The workbook of some forms, opened with openpyxl."""
    target = BytesIO()
    write_workbook((sheet(each, is_practice=is_practice) for each in filled), target)
    return openpyxl.load_workbook(BytesIO(target.getvalue()))


def read_back(filled: FilingContent, folder: Path) -> FilingContent:
    """The form as the program's reader finds it in the written workbook."""
    path = folder / "form.xlsx"
    with path.open("wb") as file:
        write_workbook((sheet(filled),), file)
    (found,) = read_workbook(path)
    return found.content


@pytest.mark.parametrize("template_id", PRINTED)
def test_a_written_form_is_read_back_to_the_same_content(template_id: str, tmp_path: Path) -> None:
    filled = content(template_id)
    found = read_back(filled, tmp_path)
    assert found.template_id == filled.template_id
    for name in ("form", "year", "project_name", "department", "implementing_unit", "office_name"):
        assert getattr(found, name) == getattr(filled, name), name
    assert (found.money_unit, found.execution_weight) == (filled.money_unit, filled.execution_weight)
    has_original = "original_budget" in {each.field for each in sheet(filled).cells}
    amounts = {
        line.key: (
            line.original_budget_fen if has_original else None,
            line.revised_budget_fen,
            line.executed_fen,
        )
        for line in filled.money_lines
    }
    found_amounts = {
        line.key: (line.original_budget_fen, line.revised_budget_fen, line.executed_fen)
        for line in found.money_lines
        if line.key in amounts
    }
    assert found_amounts == amounts
    assert [_facts(line) for line in found.indicator_lines] == [
        _facts(line) for line in filled.indicator_lines
    ]
    if template_id != "hubei-2020":  # its paper prints no row weights
        assert [line.weight for line in found.indicator_lines] == [
            line.weight for line in filled.indicator_lines
        ]
    said = {name: text for name, text in found.answers.items() if name in filled.answers}
    assert said == dict(filled.answers)
    assert found.printed_total == cell(sheet(filled), "total").text


def _facts(line: Any) -> tuple[object, ...]:
    return (
        line.level1,
        line.level2,
        line.name,
        line.comparator,
        line.target_text,
        line.target,
        line.actual_text,
        line.actual,
    )


def test_what_was_read_back_is_written_to_the_same_workbook_again(tmp_path: Path) -> None:
    found = read_back(content(), tmp_path)
    again = read_back(found, tmp_path)
    for name in ("printed_total", "printed_grade", "printed_weights_total", "project_name", "answers"):
        assert getattr(again, name) == getattr(found, name), name
    assert [line.printed_score for line in again.indicator_lines] == [
        line.printed_score for line in found.indicator_lines
    ]


def test_sixty_rows_a_long_reason_and_rare_characters_are_read_back(tmp_path: Path) -> None:
    filled = long_form("national-2020")
    found = read_back(filled, tmp_path)
    assert found.project_name == f"{RARE}小区改造"
    assert len(found.indicator_lines) == 60
    assert found.indicator_lines[1].deviation_reason == filled.indicator_lines[1].deviation_reason


def test_no_text_becomes_a_formula() -> None:
    filled = content()
    evil = replace(filled.indicator_lines[0], actual_text="@SUM(A1)", deviation_reason="-1+1|calc")
    book = written(replace(filled, project_name=EVIL, indicator_lines=(evil,), answers={"other_notes": "+1"}))
    for row in book.worksheets[0].iter_rows():
        for each in row:
            assert each.data_type != "f"
            if isinstance(each.value, str) and each.value[:1] in tuple("=+-@"):
                assert each.number_format == "@", each.coordinate
    values = {each.value for row in book.worksheets[0].iter_rows() for each in row}
    assert {EVIL, "@SUM(A1)", "-1+1|calc", "+1"} <= values


def test_numbers_are_numbers_with_their_formats_and_codes_are_text() -> None:
    page = written(replace(content(), project_name="000123")).worksheets[0]
    by_value = {each.value: each for row in page.iter_rows() for each in row if each.value is not None}
    assert by_value["000123"].number_format == "@"
    assert by_value[110680].number_format == "#,##0.00"
    rate = next(each for each in by_value.values() if each.number_format == "0.00%")
    assert rate.value == pytest.approx(0.862, abs=1e-4)
    assert by_value[14.68].number_format == "0.00"


def test_the_page_is_set_up_to_print_like_the_official_form() -> None:
    page = written(content()).worksheets[0]
    assert page.page_setup.paperSize == 9
    assert page.page_setup.orientation == "landscape"
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.print_area
    heading = next(row for row in range(1, 30) if page.cell(row, 1).value == "绩效指标")
    assert page.print_title_rows == f"${heading}:${heading + 1}"
    assert "&P" in page.oddFooter.right.text
    assert page["A1"].font.name == "宋体"
    merged = {str(area) for area in page.merged_cells.ranges}
    assert "A1:J1" in merged
    assert page.column_dimensions["C"].width > page.column_dimensions["H"].width


def test_a_form_that_is_a_little_too_long_fits_one_page_and_a_long_one_keeps_its_size() -> None:
    # One page is what the format takes for granted: nothing is written then.
    assert written(content()).worksheets[0].page_setup.fitToHeight is None
    assert written(long_form("national-2020")).worksheets[0].page_setup.fitToHeight == 0


def test_a_form_whose_pdf_is_one_page_is_one_page_in_the_workbook_too() -> None:
    filled = content()
    fits: dict[bool, set[object]] = {True: set(), False: set()}
    for count in range(8, 48, 2):
        lines = tuple(
            replace(filled.indicator_lines[number % len(filled.indicator_lines)], id=f"line-{number}")
            for number in range(count)
        )
        longer = replace(filled, indicator_lines=lines)
        is_one_page = len(plan_pages(sheet(longer), fonts.breaker).pages) == 1
        fits[is_one_page].add(written(longer).worksheets[0].page_setup.fitToHeight)
    assert fits[True] == {None}
    assert 0 in fits[False]


def test_rows_are_as_high_as_their_texts() -> None:
    filled = content()
    long = replace(filled.indicator_lines[0], deviation_reason="资金到位晚，下年加快。" * 10)
    page = written(replace(filled, indicator_lines=(long, filled.indicator_lines[1]))).worksheets[0]
    rows = {page.cell(row, 3).value: page.row_dimensions[row].height for row in range(1, 30)}
    assert rows["养护农村公路里程"] > 4 * rows["安装安保设施路段"]


def test_practice_workbooks_are_marked() -> None:
    assert "练习数据" in written(content(), is_practice=True).worksheets[0].oddHeader.center.text
    assert not written(content()).worksheets[0].oddHeader.center.text


def test_the_file_names_nobody_and_is_always_the_same() -> None:
    made = [BytesIO(), BytesIO()]
    for target in made:
        write_workbook((sheet(content()),), target, title="2025绩效自评")
    assert made[0].getvalue() == made[1].getvalue()
    properties = openpyxl.load_workbook(made[0]).properties
    assert properties.title == "2025绩效自评"
    assert not properties.creator
    assert not properties.lastModifiedBy


def test_the_file_is_the_same_in_every_process_and_carries_no_clock(tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "from tests.documents.filled import content, sheet\n"
        "from jxdesk.documents.xlsx import write_workbook\n"
        "with open(sys.argv[1], 'wb') as file:\n"
        "    write_workbook((sheet(content()),), file)\n"
    )
    root = Path(__file__).parents[2]
    for seed in ("1", "2"):
        subprocess.run(
            [sys.executable, "-c", program, str(tmp_path / seed)],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            cwd=root,
            check=True,
        )
    assert (tmp_path / "1").read_bytes() == (tmp_path / "2").read_bytes()
    with zipfile.ZipFile(tmp_path / "1") as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2000, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    assert set(re.findall(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}T[^<]*", core)) == {"2000-01-01T00:00:00Z"}


def test_every_cell_of_a_merged_area_has_its_borders() -> None:
    page = written(content()).worksheets[0]
    table = [
        area for area in page.merged_cells.ranges if page.cell(area.min_row, area.min_col).border.top.style
    ]
    assert len(table) > 20
    for area in table:
        for row, column in area.cells:
            border = page.cell(row, column).border
            sides = (
                (border.top, row == area.min_row),
                (border.bottom, row == area.max_row),
                (border.left, column == area.min_col),
                (border.right, column == area.max_col),
            )
            assert all(side.style == "thin" for side, is_edge in sides if is_edge), (area.coord, row, column)


def test_a_text_that_looks_like_an_escape_or_holds_what_no_workbook_can_hold_is_read_back(
    tmp_path: Path,
) -> None:
    filled = replace(content(), answers={"other_notes": "编号_x000D_甲\x07乙\ufffe丙\ud800丁"})
    assert read_back(filled, tmp_path).answers["other_notes"] == "编号_x000D_甲 乙 丙 丁"


def test_a_text_that_begins_like_a_formula_is_marked_as_text_however_long_it_is() -> None:
    page = written(replace(content(), answers={"other_notes": "=" + "1+" * 200})).worksheets[0]
    (found,) = (each for row in page.iter_rows() for each in row if str(each.value).startswith("=1+"))
    # Older Excel shows a text of more than 255 characters as ### when its format is text.
    assert (found.data_type, found.number_format, found.quotePrefix) == ("s", "General", True)


def test_sheet_names_are_clean_unique_and_short_enough() -> None:
    taken: list[str] = []
    for wanted in (
        "一/二:三*四",
        "一 二 三 四",
        "名" * 40,
        "名" * 40,
        "",
        "'引'",
        "History",
        "𬭚" * 20,
        "A",
        "a",
    ):
        name = sheet_name(wanted, taken)
        assert len(name.encode("utf-16-le")) // 2 <= 31
        assert not set(name) & set("[]:*?/\\")
        assert name.casefold() not in {each.casefold() for each in taken}
        taken.append(name)
    assert taken[1] == "一 二 三 四(2)"
    book = written(*(replace(content(), project_name=name) for name in ("同名", "同名", EVIL)))
    assert book.sheetnames[:2] == ["同名", "同名(2)"]


def test_a_text_longer_than_a_cell_is_found_and_the_rest_is_written() -> None:
    filled = replace(content(), answers={"other_notes": "长" * 40_000})
    (finding,) = workbook_findings(sheet(filled))
    assert (finding.code, finding.field) == ("text-too-long", "other_notes")
    page = written(filled).worksheets[0]
    assert max(len(str(each.value or "")) for row in page.iter_rows() for each in row) == 32_767
    assert workbook_findings(sheet(content())) == ()


def test_a_cancelled_workbook_is_not_written() -> None:
    progress, target = Progress(), BytesIO()
    progress.cancel()
    with pytest.raises(Cancelled):
        write_workbook((sheet(content()),), target, progress=progress)
    assert target.getvalue() == b""


def test_a_long_list_keeps_codes_as_text_and_money_as_numbers() -> None:
    columns = (
        ListColumn("项目编码", 24),
        ListColumn("预算数（万元）", 16, ListKind.WAN),
        ListColumn("执行率", 10, ListKind.RATE),
        ListColumn("得分", 10, ListKind.POINTS),
    )
    rows = [("53000026T000000001005", 12_500_000, 0.862, None), ("0012", None, None, 92.5), (EVIL, 1, 1.0, 0)]
    target = BytesIO()
    assert write_list("项目/一览", columns, rows, target) == 3
    page = openpyxl.load_workbook(BytesIO(target.getvalue())).worksheets[0]
    assert page.title == "项目 一览"
    assert [each.value for each in page[2]] == ["53000026T000000001005", 12.5, 0.862, None]
    assert [each.number_format for each in page[2]] == ["@", "#,##0.00", "0.00%", "0.00"]
    assert page["A4"].value == EVIL
    assert page["A4"].data_type == "s"
    assert page.freeze_panes == "A2"
