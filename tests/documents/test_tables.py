"""Free tables: real files in several layouts, their head found, their columns guessed, their rows sorted and read."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest

from jxdesk.documents.reading import WorkbookError
from jxdesk.documents.reading.table_words import table_words
from jxdesk.documents.reading.tables import read_tables, year_named
from jxdesk.domain.lists.free_tables import FreeTable
from jxdesk.domain.lists.matching import Confidence, guess, kind_of, missing
from jxdesk.domain.lists.project_rows import ProjectReading, read_projects
from jxdesk.domain.lists.table_words import TableField, TableKind
from jxdesk.domain.lists.treasury_rows import TreasuryReading, read_figures
from jxdesk.domain.records.projects import BudgetStage, ProjectClass

from .lists_drawn import CODES, double_head, payments, progress_csv, single_head

SAMPLES = Path(__file__).parents[1] / "samples"
WORDS = table_words()


def table_of(path: Path) -> FreeTable:
    (table,), _ = read_tables(path)
    return table


def listed(path: Path) -> ProjectReading:
    table = table_of(path)
    matching = guess(table, TableKind.PROJECT_LIST, WORDS).matching
    return read_projects(table, matching, WORDS, year=year_named(table, path))


def paid(path: Path, *, period: int | None = None) -> TreasuryReading:
    table = table_of(path)
    matching = guess(table, TableKind.TREASURY_FIGURES, WORDS).matching
    return read_figures(table, matching, WORDS, year=year_named(table, path), period=period)


def sheet(tmp_path: Path, *rows: list[object], name: str = "清单.xlsx") -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / name)
    return tmp_path / name


def test_a_list_with_one_head_row_gives_its_projects_in_the_unit_of_its_caption(tmp_path: Path) -> None:
    found = listed(single_head(tmp_path / "清单.xlsx"))
    assert [(one.name, one.code, one.budgets[0].amount_fen) for one in found.projects] == [
        ("农村公路养护补助", CODES[0], 128_400_000),
        ("小型水库维修养护", CODES[1], 150_500_000),
        ("办公楼物业管理", CODES[2], 120_000_000),
    ]
    assert {one.year for one in found.projects} == {2026}
    assert [one.project_class for one in found.projects][2] is ProjectClass.OPERATING_OTHER
    assert [(left.row, left.reason) for left in found.left_out] == [(7, "合计行"), (8, "表下的说明")]
    assert found.findings == ()


def test_a_total_that_is_not_the_sum_of_its_rows_is_said(tmp_path: Path) -> None:
    path = single_head(tmp_path / "清单.xlsx")
    book = openpyxl.load_workbook(path)
    book.active["H7"] = 400
    book.save(path)
    (finding,) = listed(path).findings
    assert (finding.code, finding.row) == ("total-differs", 7)


def test_a_head_of_two_rows_is_joined_and_its_groups_are_the_sources_of_the_money(tmp_path: Path) -> None:
    path = double_head(tmp_path / "清单.xlsx")
    table = table_of(path)
    assert table.headings[3] == "资金来源 / 中央资金"
    first, second, third = listed(path).projects
    assert [(line.source, line.amount_fen) for line in first.funding] == [
        ("中央资金", 100_000_000),
        ("省级资金", 50_000_000),
    ]
    assert (first.unit, second.unit, third.unit) == ("县水务局", "县水务局", "县机关事务局")
    assert [(one.stage, one.amount_fen, one.document_number) for one in second.budgets] == [
        (BudgetStage.ORIGINAL, 28_400_050, "武财字〔2026〕11号"),
        (BudgetStage.ADJUSTED, -400_000, "武财字〔2026〕11号"),
    ]
    assert [left.reason for left in listed(path).left_out] == ["重复的表头", "合计行"]


def test_payments_are_told_from_a_project_list_and_summed_up_to_the_cut_off(tmp_path: Path) -> None:
    path = payments(tmp_path / "支付.xlsx")
    assert kind_of(table_of(path), WORDS) is TableKind.TREASURY_FIGURES
    july = paid(path, period=7)
    water = july.figures[0]
    assert (water.executed_fen, water.payments, water.rows, water.period) == (76_000_000, 3, (3, 4, 6), 7)
    assert {left.row: left.reason for left in july.left_out} == {
        5: "没有付出去：已退回",
        7: "在 7 月以后",
        10: "合计行",
    }
    assert paid(path).last_month == 8
    assert paid(path).figures[0].executed_fen == 86_000_000
    assert july.figures[1].unit == "白岩镇政府"


def test_a_text_file_of_a_system_is_read_in_gb18030_with_its_codes_whole(tmp_path: Path) -> None:
    path = progress_csv(tmp_path / "进度.csv")
    assert "㛃" in table_of(path).captions[0]
    found = paid(path)
    assert [(one.code, one.executed_fen, one.period, one.year) for one in found.figures] == [
        (CODES[0], 110_680_050, 7, 2026),
        (CODES[1], 76_800_000, 7, 2026),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_text_file_says_the_same_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    text = "2026年项目清单（万元）\n项目名称\t实施单位\t年初预算数\n咖啡初加工设备䶮\t云坪镇政府\t420\n"
    path = tmp_path / "清单.txt"
    path.write_bytes(text.encode(encoding))
    (one,) = listed(path).projects
    assert (one.name, one.unit, one.budgets[0].amount_fen) == ("咖啡初加工设备䶮", "云坪镇政府", 420_000_000)


def test_text_of_no_known_encoding_and_broken_workbooks_are_refused_in_words(tmp_path: Path) -> None:
    broken = tmp_path / "坏.csv"
    broken.write_bytes("项目名称,金额\n".encode() + b"\xff\xfe\x81")
    with pytest.raises(WorkbookError) as refused:
        read_tables(broken)
    assert refused.value.code == "JX-DAMAGED"
    cut = tmp_path / "断.xlsx"
    cut.write_bytes(single_head(tmp_path / "清单.xlsx").read_bytes()[:2000])
    with pytest.raises(WorkbookError) as refused:
        read_tables(cut)
    assert refused.value.code == "JX-TRUNCATED"


def test_codes_that_a_spreadsheet_turned_into_numbers_are_refused_with_their_row(tmp_path: Path) -> None:
    path = sheet(
        tmp_path,
        ["2026年项目清单（万元）"],
        ["项目编码", "项目名称", "年初预算数"],
        [532329260000000000011, "甲项目", 10],
        ["5.32329E+20", "乙项目", 20],
        [CODES[0], "丙项目", 30],
    )
    found = listed(path).projects
    assert [one.code for one in found] == ["", "", CODES[0]]
    assert [[(f.code, f.row) for f in one.findings] for one in found] == [
        [("code-as-number", 3)],
        [("code-as-number", 4)],
        [],
    ]


def test_rows_of_one_project_with_several_sources_are_one_project(tmp_path: Path) -> None:
    path = sheet(
        tmp_path,
        ["2026年项目清单", None, None, None, "单位：万元"],
        ["项目代码", "项目名称", "资金来源", "指标文号", "指标金额"],
        [CODES[0], "农村公路养护补助", "中央资金", "云财建〔2026〕1号", 100],
        [CODES[0], "农村公路养护补助", "省级资金", "云财建〔2026〕2号", 28.4],
    )
    (one,) = listed(path).projects
    assert [(v.stage, v.amount_fen, v.document_number) for v in one.budgets] == [
        (BudgetStage.REVISED, 128_400_000, "云财建〔2026〕1号、云财建〔2026〕2号")
    ]
    assert [line.amount_fen for line in one.funding] == [100_000_000, 28_400_000]
    assert one.rows == (3, 4)


def test_the_same_row_twice_counts_once_and_rows_that_disagree_are_refused(tmp_path: Path) -> None:
    path = sheet(
        tmp_path,
        ["2026年项目清单（万元）"],
        ["项目名称", "实施单位", "年初预算数"],
        ["甲项目", "县水务局", 10],
        ["甲项目", "县水务局", 10],
        ["乙项目", "县水务局", 10],
        ["乙项目", "县水务局", 11],
        ["乙项目", "县交通局", 11],
    )
    same, differing, other_unit = listed(path).projects
    assert (same.budgets[0].amount_fen, [f.code for f in same.findings]) == (10_000_000, ["row-twice"])
    assert "第 5、6 行" in differing.refusal
    assert other_unit.refusal == ""


def test_a_classified_project_is_a_count_whatever_its_row_says(tmp_path: Path) -> None:
    path = sheet(
        tmp_path,
        ["2026年项目清单（万元）"],
        ["项目名称", "年初预算数", "是否涉密"],
        ["不能说的名字", 10, "是"],
        ["平常的名字", 20, "否"],
    )
    plain, classified = listed(path).projects
    assert (plain.name, plain.is_classified) == ("平常的名字", False)
    assert classified.is_classified
    assert "不能说的名字" not in repr(classified)
    assert classified.budgets == ()


def test_unit_rows_above_their_projects_are_groups_and_name_the_unit(tmp_path: Path) -> None:
    path = sheet(
        tmp_path,
        ["2026年项目支出预算表（万元）"],
        ["单位名称、项目名称", "项目代码", "年初预算数"],
        ["县水务局", None, 30],
        ["小型水库维修养护", CODES[0], 10],
        ["河道清淤", CODES[1], 20],
        ["县交通局", None, 5],
        ["农村公路养护补助", CODES[2], 5],
    )
    found = listed(path)
    assert [(one.name, one.unit) for one in found.projects] == [
        ("小型水库维修养护", "县水务局"),
        ("河道清淤", "县水务局"),
        ("农村公路养护补助", "县交通局"),
    ]
    assert [left.row for left in found.left_out] == [3, 6]


def test_hidden_rows_are_read_and_named(tmp_path: Path) -> None:
    path = single_head(tmp_path / "清单.xlsx")
    book = openpyxl.load_workbook(path)
    book.active.row_dimensions[5].hidden = True
    book.save(path)
    found = listed(path)
    assert len(found.projects) == 3
    assert [(one.code, one.row) for one in found.findings] == [("hidden-rows", 5)]


def test_words_for_amounts_negative_budgets_and_columns_of_two_units_are_named(tmp_path: Path) -> None:
    path = sheet(
        tmp_path,
        ["2026年项目清单"],
        ["项目名称", "年初预算数（万元）", "全年预算数（元）"],
        ["甲项目", "约二十万", None],
        ["乙项目", -3, None],
        ["丙项目", 12, 12],
    )
    words, negative, units = listed(path).projects
    assert [(f.code, f.row) for f in words.findings] == [("value-unreadable", 3)]
    assert [(f.code, f.row) for f in negative.findings] == [("negative-budget", 4)]
    assert (words.budgets, negative.budgets) == ((), ())
    assert "差一万倍" in units.refusal


def test_a_column_that_could_be_several_things_is_left_to_a_person_unless_the_title_says(
    tmp_path: Path,
) -> None:
    body = (["项目名称", "实施单位", "金额（万元）"], ["甲项目", "县水务局", 10])
    plain = guess(table_of(sheet(tmp_path, ["2026年项目表"], *body)), TableKind.PROJECT_LIST, WORDS)
    (unclear,) = plain.unclear
    assert (unclear.heading, set(unclear.candidates)) == (
        "金额(万元)" if "(" in unclear.heading else "金额（万元）",
        {TableField.REQUESTED, TableField.ORIGINAL, TableField.REVISED},
    )
    said = guess(table_of(sheet(tmp_path, ["2026年部门预算项目表"], *body)), TableKind.PROJECT_LIST, WORDS)
    assert (said.columns[2].field, said.columns[2].confidence) == (TableField.ORIGINAL, Confidence.LIKELY)


def test_a_column_whose_cells_speak_against_its_heading_is_unclear(tmp_path: Path) -> None:
    path = sheet(
        tmp_path,
        ["2026年项目清单（万元）"],
        ["项目名称", "实施单位", "年初预算数"],
        ["甲项目", "县水务局", "已安排"],
        ["乙项目", "县水务局", "未安排"],
    )
    found = guess(table_of(path), TableKind.PROJECT_LIST, WORDS)
    assert [column.heading for column in found.unclear] == ["年初预算数"]


def test_a_column_of_codes_is_found_without_its_heading(tmp_path: Path) -> None:
    path = sheet(
        tmp_path,
        ["2026年项目清单（万元）"],
        ["一体化系统", "项目名称", "实施单位"],
        [CODES[0], "甲项目", "县水务局"],
        [CODES[1], "乙项目", "县水务局"],
    )
    found = guess(table_of(path), TableKind.PROJECT_LIST, WORDS).columns[0]
    assert (found.field, found.confidence) == (TableField.CODE, Confidence.LIKELY)


def test_a_table_without_a_unit_says_that_nobody_declared_one(tmp_path: Path) -> None:
    path = sheet(
        tmp_path, ["2026年项目清单"], ["项目名称", "实施单位", "年初预算数"], ["甲项目", "县水务局", 10]
    )
    found = guess(table_of(path), TableKind.PROJECT_LIST, WORDS)
    assert (found.unit, found.unit_is_declared) == (None, False)
    assert missing(found.matching, WORDS.kinds[TableKind.PROJECT_LIST]) == ()


def test_published_forms_are_no_lists_and_a_sheet_without_a_head_says_so(tmp_path: Path) -> None:
    copy = shutil.copy(SAMPLES / "self-evaluation-yongde-mingliang-2022.xlsx", tmp_path / "表.xlsx")
    for table in read_tables(Path(copy))[0]:
        assert kind_of(table, WORDS) is not TableKind.TREASURY_FIGURES
    tables, without = read_tables(sheet(tmp_path, ["会议通知"], ["请于周五前报送"]))
    assert tables == ()
    assert "表头" in without[0].reason
