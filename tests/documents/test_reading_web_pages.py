"""Exports of web systems named .xls: pages with tables and XML Spreadsheet 2003 read like the workbook that they stand for."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from jxdesk.documents.reading import WorkbookError, read_sheets, read_workbook
from jxdesk.documents.reading.sheets import CellFault, Grid
from jxdesk.documents.reading.table_words import table_words
from jxdesk.documents.reading.tables import read_tables, year_named
from jxdesk.documents.reading.workbook_file import open_workbook
from jxdesk.domain.lists.matching import guess, kind_of
from jxdesk.domain.lists.project_rows import read_projects
from jxdesk.domain.lists.table_words import TableKind
from jxdesk.domain.lists.treasury_rows import read_figures
from tests.documents.lists_drawn import CODES, double_head
from tests.documents.summary import summary
from tests.documents.web_pages import BOOK, PAGE, as_page, as_xml

SAMPLES = Path(__file__).parent.parent / "samples"
PUBLISHED = sorted(path for path in SAMPLES.glob("*.xlsx") if "batch" not in path.name)
WORDS = table_words()


def page(tmp_path: Path, html: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "导出.xls"
    path.write_bytes(html.encode(encoding))
    return path


def grid_of(path: Path) -> Grid:
    (grid,) = open_workbook(path)
    return grid


def shown_rows(grid: Grid) -> list[list[str]]:
    return [[cell.text for cell in grid.own_row(row)] for row in range(1, grid.row_count + 1)]


# ---- forms ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PUBLISHED, ids=lambda path: path.stem)
def test_a_published_form_reads_from_a_page_as_from_its_workbook(path: Path, tmp_path: Path) -> None:
    copy = as_page(path, tmp_path / f"{path.stem}.xls")
    assert [summary(form) for form in read_workbook(copy)] == [summary(form) for form in read_workbook(path)]


@pytest.mark.parametrize("path", PUBLISHED, ids=lambda path: path.stem)
def test_a_published_form_reads_from_xml_as_from_its_workbook(path: Path, tmp_path: Path) -> None:
    copy = as_xml(path, tmp_path / f"{path.stem}.xls")
    assert [summary(form) for form in read_workbook(copy)] == [summary(form) for form in read_workbook(path)]


def test_every_sheet_of_an_xml_workbook_is_read(tmp_path: Path) -> None:
    copy = as_xml(SAMPLES / "batch-self-evaluation-2-forms.xlsx", tmp_path / "两张.xls")
    forms, without = read_sheets(copy)
    assert [form.sheet for form in forms] == ["永德县明朗中学", "丽江市古城区自然资源局"]
    assert without == ()


@pytest.mark.parametrize("declared", ["gb2312", "GBK", "utf-8", "iso-8859-1", "zlib", ""])
@pytest.mark.parametrize("written", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_page_is_read_in_its_own_encoding_whatever_it_declares(
    tmp_path: Path, declared: str, written: str
) -> None:
    html = PAGE.format(charset=declared, rows="<tr><td>㛃镇联通村</td><td>95</td></tr>")
    assert shown_rows(grid_of(page(tmp_path, html, written))) == [["㛃镇联通村", "95"]]


@pytest.mark.parametrize("charset", ["UTF-8", "GB2312", "GBK", "UTF-16"])
def test_xml_is_read_in_the_encodings_of_chinese_systems(tmp_path: Path, charset: str) -> None:
    sheet = '<Worksheet ss:Name="表"><Table><Row><Cell><Data ss:Type="String">县水务局</Data></Cell></Row></Table></Worksheet>'
    path = page(tmp_path, BOOK.format(charset=charset, sheets=sheet), charset)
    assert shown_rows(grid_of(path)) == [["县水务局"]]


# ---- lists ----------------------------------------------------------------------------------------------------

PAYMENTS = """<meta http-equiv="content-type" content="application/ms-excel; charset=UTF-8"/>
<h3>国库集中支付明细表</h3><div>统计期间：2026年1-7月　单位：元</div>
<div>
	<table class="grid" rules="all" border="1" id="GridView1" style="border-collapse:collapse;">
		<tr>
			<th scope="col">预算单位</th><th scope="col">预算项目编码</th><th scope="col">预算项目</th><th scope="col">支付金额</th><th scope="col">支付日期</th><th scope="col">支付状态</th>
		</tr><tr class="row">
			<td>306001-县水务局</td><td style="vnd.ms-excel.numberformat:@">{0}</td><td>小型水库
			维修养护</td><td align="right">400,000.00</td><td>2026-03-12</td><td>已支付</td>
		</tr><tr class="alt">
			<td>306001-县水务局</td><td style="vnd.ms-excel.numberformat:@">{0}</td><td>小型水库维修养护</td><td align="right">368,000.00</td><td>2026-07-18</td><td>已支付</td>
		</tr><tr>
			<td>201001-白岩镇政府</td><td style="vnd.ms-excel.numberformat:@">{1}</td><td>农村公路养护补助&nbsp;</td><td align="right">1,106,800.50</td><td>2026-06-30</td><td>已支付</td>
		</tr><tr>
			<td colspan="3">合计</td><td align="right">1,874,800.50</td><td>&nbsp;</td><td>&nbsp;</td>
		</tr>
	</table>
</div>
"""


def test_the_payments_of_a_treasury_system_are_read_from_its_page(tmp_path: Path) -> None:
    path = page(tmp_path, PAYMENTS.format(CODES[1], CODES[0]))
    ((table,), _) = read_tables(path)
    assert kind_of(table, WORDS) is TableKind.TREASURY_FIGURES
    matching = guess(table, TableKind.TREASURY_FIGURES, WORDS).matching
    found = read_figures(table, matching, WORDS, year=year_named(table, path), period=7)
    assert [(one.code, one.name, one.executed_fen, one.year) for one in found.figures] == [
        (CODES[1], "小型水库维修养护", 76_800_000, 2026),
        (CODES[0], "农村公路养护补助", 110_680_050, 2026),
    ]
    assert [(left.row, left.reason) for left in found.left_out] == [(7, "合计行")]


@pytest.mark.parametrize("write", [as_page, as_xml])
def test_a_list_with_a_head_of_two_rows_reads_like_its_workbook(tmp_path: Path, write: object) -> None:
    book = double_head(tmp_path / "清单.xlsx")
    copy = write(book, tmp_path / "清单.xls")  # type: ignore[operator]
    ((table,), _), ((other,), _) = read_tables(book), read_tables(copy)
    assert other.headings == table.headings
    readings = [
        read_projects(one, guess(one, TableKind.PROJECT_LIST, WORDS).matching, WORDS, year=2026)
        for one in (table, other)
    ]
    assert readings[0].projects == readings[1].projects
    assert readings[0].left_out == readings[1].left_out


def test_a_title_in_a_table_of_its_own_and_a_table_inside_a_layout_stand_in_reading_order(
    tmp_path: Path,
) -> None:
    html = """<html><body><table width=100%><tr><td align=center>2026年项目清单</td></tr></table>
    <table><tr><td>单位：万元<table border=1><tr><td rowspan=2>项目名称<td colspan=2>预算<tr><td>年初<td>调整
    <tr><td>河道清淤<td>28.4<td>-0.4</table></td></tr><tr><td>制表人：某某</td></tr></table></body></html>"""
    grid = grid_of(page(tmp_path, html))
    assert shown_rows(grid) == [
        ["2026年项目清单"],
        ["单位：万元"],
        ["项目名称", "预算"],
        ["年初", "调整"],
        ["河道清淤", "28.4", "-0.4"],
        ["制表人：某某"],
    ]
    assert [grid.text(4, column) for column in (1, 2, 3)] == ["项目名称", "年初", "调整"]
    assert grid.span(3, 1).bottom == 4
    assert grid.span(3, 2).right == 3


# ---- pages that Excel and WPS save ----------------------------------------------------------------------------


def test_the_numbers_behind_rounded_texts_hidden_rows_and_error_values_are_known(tmp_path: Path) -> None:
    html = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><!--[if gte mso 9]><xml>
    <x:ExcelWorksheet><x:Name>监控表</x:Name></x:ExcelWorksheet></xml><![endif]--></head><body>
    <![if supportMisalignedColumns]><table x:str>
    <tr><td x:num="1234.567">1,234.57</td><td x:num="0.8620">86%</td><td x:num>12</td><td x:num="3.5">3.5公里</td></tr>
    <tr height=0 style='display:none'><td>藏起来的</td></tr>
    <tr><td x:err="#DIV/0!">#DIV/0!</td><td style='mso-number-format:"\\@"'>0012</td></tr>
    <![endif]></table></body></html>"""
    grid = grid_of(page(tmp_path, html))
    assert grid.name == "监控表"
    assert shown_rows(grid) == [["1234.567", "86.2%", "12", "3.5公里"], ["藏起来的"], ["#DIV/0!", "0012"]]
    assert str(grid.cells[1, 1].number) == "1234.567"
    assert grid.hidden_rows == {2}
    assert grid.cells[3, 1].fault is CellFault.ERROR_VALUE


def test_a_page_saved_with_all_its_parts_in_one_file_is_read_sheet_by_sheet(tmp_path: Path) -> None:
    part = '------=_P\r\nContent-Location: {name}\r\nContent-Transfer-Encoding: {how}\r\nContent-Type: text/html; charset="gb2312"\r\n\r\n'
    table = "<table><tr><td>{0}</td><td>{1}</td></tr></table>"
    quoted = table.format("项目", 95).encode("gb18030")
    encoded = "".join(chr(b) if 32 < b < 127 and b != 61 else f"={b:02X}" for b in quoted)
    body = (
        'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="----=_P"\r\n\r\n'
        + part.format(name="a.htm", how="7bit")
        + "<html><frameset><frame src=sheet001.htm></frameset></html>\r\n"
        + part.format(name="tabstrip.htm", how="7bit")
        + table.format("Sheet1", "Sheet2")
        + "\r\n"
        + part.format(name="sheet001.htm", how="quoted-printable")
        + encoded
        + "\r\n------=_P--\r\n"
    )
    path = page(tmp_path, body, "ascii")
    assert shown_rows(grid_of(path)) == [["项目", "95"]]


def test_xml_says_numbers_as_they_are_shown_and_what_is_hidden_or_without_a_result(tmp_path: Path) -> None:
    sheet = (
        '<Worksheet ss:Name="表"><Table><Column ss:Index="2" ss:Hidden="1"/>'
        '<Row ss:Hidden="1"><Cell ss:StyleID="p"><Data ss:Type="Number">0.985</Data></Cell></Row>'
        '<Row ss:Index="4"><Cell ss:Index="3" ss:MergeAcross="1"><Data ss:Type="DateTime">2026-07-18T00:00:00.000</Data></Cell>'
        '<Cell ss:Formula="=A1"><Data ss:Type="Number"></Data></Cell>'
        '<Cell><ss:Data ss:Type="String"><B>小型</B>水库</ss:Data></Cell></Row></Table></Worksheet>'
    )
    grid = grid_of(page(tmp_path, BOOK.format(charset="UTF-8", sheets=sheet)))
    assert grid.cells[1, 1].text == "98.5%"
    assert {place: cell.text for place, cell in grid.cells.items() if place[0] == 4} == {
        (4, 3): "2026-07-18",
        (4, 5): "",
        (4, 6): "小型水库",
    }
    assert grid.cells[4, 5].fault is CellFault.NO_CACHED_VALUE
    assert (grid.hidden_rows, grid.hidden_columns) == ({1}, {2})


# ---- hostile pages --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "code"),
    [
        ("<table>" * 60, "JX-LIMIT"),
        ("<table><tr>" + "<td rowspan=99999>a</td>" * 900 + "<tr>" * 20_000, "JX-LIMIT"),
        ("<table><tr>" + "<td colspan=1000>a</td>" * 5, "JX-TOO-BIG"),
        ("<table><tr><td>" + "<!-- " + "x" * 2_000_000, "JX-DAMAGED"),
        ("<table><tr><td a='" + "x" * 2_000_000, "JX-DAMAGED"),
        ("<html>" + "<!--" * 500_000, "JX-DAMAGED"),
        ("<html>" + "<a " * 500_000, "JX-DAMAGED"),
        ("<html><body>" + "&" * 1_000_000, "JX-NOT-WORKBOOK"),
        ("<html>" + "</" * 500_000, "JX-NOT-WORKBOOK"),
    ],
    ids=lambda value: str(value)[:24],
)
def test_a_page_built_to_cost_time_or_memory_is_refused_soon(tmp_path: Path, html: str, code: str) -> None:
    path = page(tmp_path, html)
    started = time.monotonic()
    with pytest.raises(WorkbookError) as caught:
        open_workbook(path)
    assert time.monotonic() - started < 10
    assert caught.value.code == code
    assert caught.value.advice


def test_an_entity_bomb_in_xml_is_refused(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    path = page(tmp_path, BOOK.format(charset="UTF-8", sheets="").replace("<Workbook", bomb + "<Workbook"))
    with pytest.raises(WorkbookError) as caught:
        open_workbook(path)
    assert caught.value.code == "JX-LIMIT"


def test_xml_that_ends_in_the_middle_is_refused(tmp_path: Path) -> None:
    copy = as_xml(SAMPLES / "self-evaluation-yongde-mingliang-2022.xlsx", tmp_path / "断.xls")
    copy.write_bytes(copy.read_bytes()[:3000])
    with pytest.raises(WorkbookError) as caught:
        open_workbook(copy)
    assert caught.value.code == "JX-DAMAGED"


def test_a_hundred_thousand_rows_of_a_page_are_read_in_a_bearable_time(tmp_path: Path) -> None:
    rows = "<tr><td>县水务局</td><td>河道清淤</td><td>12.50</td></tr>\r\n" * 50_000
    path = page(tmp_path, PAGE.format(charset="utf-8", rows=rows))
    started = time.monotonic()
    assert grid_of(path).row_count == 50_000
    assert time.monotonic() - started < 15
