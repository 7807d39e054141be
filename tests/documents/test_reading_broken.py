"""Bad input: each file is refused in words or read with findings, and nothing else ever comes out."""

from __future__ import annotations

import contextlib
import random
import shutil
import struct
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from jxdesk.documents.reading import ReadForm, WorkbookError, read_sheets, read_workbook
from jxdesk.domain.errors import ExitCode
from jxdesk.domain.findings import Severity
from tests.documents.drawn import draw

SAMPLES = Path(__file__).parent.parent / "samples"
YONGDE = SAMPLES / "self-evaluation-yongde-mingliang-2022.xlsx"
LEGACY = SAMPLES / "self-evaluation-yongde-mingliang-2022-wps.xls"
SHEET = "xl/worksheets/sheet1.xml"
FORM = """
2022年度项目支出绩效自评表 | < | < | < | < | < | <
项目名称 | < | {name} | < | 项目代码 | {code} | <
主管部门 | < | 某局 | < | 实施单位 | {unit} | <
项目资金（万元） | < | | 全年预算数 | 全年执行数 | 分值 | 得分
^ | ^ | 年度资金总额 | {budget} | {executed} | 10 | 10
一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
产出指标 | 数量指标 | 硬化道路 | {target} | {actual} | {weight} | {score}
总分 | < | < | < | < | 100 | 95
"""
PLAIN = {
    "name": "道路硬化",
    "code": "53292922210000000001X"[:-1] + "1",
    "unit": "青山镇",
    "budget": "120.5",
    "executed": "114.475",
    "target": "≥3.5公里",
    "actual": "3.6",
    "weight": "90",
    "score": "85",
}


def form_with(tmp_path: Path, **fields: str) -> ReadForm:
    (form,) = read_workbook(draw(tmp_path / "form.xlsx", FORM.format(**{**PLAIN, **fields})))
    return form


def refused(path: Path) -> WorkbookError:
    with pytest.raises(WorkbookError) as caught:
        read_sheets(path)
    assert caught.value.title
    assert caught.value.advice
    return caught.value


def rewritten(tmp_path: Path, change: Callable[[str, bytes], bytes | None], source: Path = YONGDE) -> Path:
    """The sample with its parts changed; a part answered as None is left out."""
    path = tmp_path / "changed.xlsx"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = change(name, old.read(name))
            if part is not None:
                new.writestr(name, part)
    return path


# ---- files that are refused -----------------------------------------------------------------------------------


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "空.xlsx"
    path.write_bytes(b"")
    assert (refused(path).code, refused(path).exit_code) == ("JX-EMPTY", ExitCode.BROKEN)


@pytest.mark.parametrize("kept", [10, 1000, 4000, -30])
def test_a_truncated_workbook_is_refused(tmp_path: Path, kept: int) -> None:
    path = tmp_path / "截断.xlsx"
    path.write_bytes(YONGDE.read_bytes()[:kept])
    fault = refused(path)
    assert (fault.code, fault.exit_code) == ("JX-TRUNCATED", ExitCode.BROKEN)


@pytest.mark.parametrize("kept", [600, 5000, 10000])
def test_a_truncated_legacy_workbook_is_refused_or_read(tmp_path: Path, kept: int) -> None:
    path = tmp_path / "截断.xls"
    path.write_bytes(LEGACY.read_bytes()[:kept])
    assert refused(path).exit_code is ExitCode.BROKEN


def test_a_damaged_part_is_refused(tmp_path: Path) -> None:
    data = bytearray(YONGDE.read_bytes())
    with zipfile.ZipFile(YONGDE) as archive:
        place = archive.getinfo(SHEET).header_offset + 200
    data[place] ^= 0xFF
    path = tmp_path / "损坏.xlsx"
    path.write_bytes(bytes(data))
    assert refused(path).code == "JX-DAMAGED"


def test_a_missing_file_and_a_folder_are_wrong_usage(tmp_path: Path) -> None:
    assert refused(tmp_path / "没有.xlsx").exit_code is ExitCode.USAGE
    assert refused(tmp_path).exit_code is ExitCode.USAGE


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("<html><body><p>登录已超时，请重新登录</p></body></html>".encode("gbk"), "没有表格的网页"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><list><item/></list>', "XML"),
        (
            b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument '
            b'xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"/>',
            "Word",
        ),
        (b"Rar!\x1a\x07\x00....", "压缩包"),
        (b"7z\xbc\xaf\x27\x1c\x00\x04", "压缩包"),
        (b"MZ\x90\x00\x03\x00", "Windows 程序"),
        ("MZ乡,12.5\n".encode(), "纯文本"),
        ("项目名称,得分\n道路,95\n".encode("gb18030"), "纯文本"),
        (b"%PDF-1.4 ...", "PDF"),
        (b"\x89PNG\r\n\x1a\n....", "图片"),
        (b"{\\rtf1 x}", "RTF"),
    ],
)
def test_other_files_called_xls_are_named_for_what_they_are(
    tmp_path: Path, content: bytes, kind: str
) -> None:
    path = tmp_path / "表.xls"
    path.write_bytes(content)
    fault = refused(path)
    assert kind in fault.title
    assert (fault.code, fault.exit_code) == ("JX-NOT-WORKBOOK", ExitCode.BROKEN)


@pytest.mark.parametrize(
    ("part", "kind"),
    [
        ("word/document.xml", "Word"),
        ("ppt/presentation.xml", "演示文稿"),
        ("xl/workbook.bin", "xlsb"),
        ("OFD.xml", "OFD"),
        ("照片/1.txt", "压缩包"),
    ],
)
def test_other_packages_called_xlsx_are_named_for_what_they_are(tmp_path: Path, part: str, kind: str) -> None:
    path = tmp_path / "表.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(part, "x")
    assert kind in refused(path).title


def test_a_word_document_in_the_old_container_is_named(tmp_path: Path) -> None:
    path = tmp_path / "表.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000) + "WordDocument".encode("utf-16-le"))
    assert "Word" in refused(path).title


def test_a_password_in_the_old_container_is_told(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000) + "EncryptedPackage".encode("utf-16-le")
    )
    fault = refused(path)
    assert (fault.code, fault.exit_code) == ("JX-PASSWORD", ExitCode.BROKEN)
    assert "密码" in fault.advice


@pytest.mark.parametrize("name", ["password.xlsx", "password.xls"])
def test_a_workbook_behind_a_password_is_told(name: str) -> None:
    fault = refused(SAMPLES / "broken" / name)
    assert (fault.code, fault.exit_code) == ("JX-PASSWORD", ExitCode.BROKEN)


def test_an_entity_bomb_is_refused(tmp_path: Path) -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'

    def change(name: str, part: bytes) -> bytes:
        return bomb + part.partition(b"?>")[2] if name == SHEET else part

    assert refused(rewritten(tmp_path, change)).code == "JX-LIMIT"


def test_a_zip_bomb_is_refused_by_its_directory(tmp_path: Path) -> None:
    path = tmp_path / "炸弹.xlsx"
    shutil.copy(YONGDE, path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/media/a.bin", b"0" * 100)
        archive.filelist[-1].file_size = 5 * 1024**3
    assert refused(path).code == "JX-LIMIT"


def test_a_zip_bomb_that_lies_in_its_directory_is_refused_while_it_unpacks(tmp_path: Path) -> None:
    path = tmp_path / "炸弹.xlsx"
    with (
        zipfile.ZipFile(YONGDE) as old,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for name in old.namelist():
            if name != SHEET:
                new.writestr(name, old.read(name))
                continue
            with new.open(name, "w") as stream:
                stream.write(old.read(name).partition(b"<sheetData>")[0] + b"<sheetData>")
                for _ in range(170):
                    stream.write(b" " * 1024 * 1024)
    started = time.monotonic()
    assert refused(path).code == "JX-TOO-BIG"
    assert time.monotonic() - started < 20


def test_texts_of_seventy_megabytes_are_refused(tmp_path: Path) -> None:
    def change(name: str, part: bytes) -> bytes:
        if name != "xl/sharedStrings.xml":
            return part
        return part.replace(b"</sst>", b"<si><t>" + b"a" * 70 * 1024 * 1024 + b"</t></si></sst>")

    assert refused(rewritten(tmp_path, change, draw_shared(tmp_path))).code == "JX-TOO-BIG"


def draw_shared(tmp_path: Path) -> Path:
    """A form whose texts stand in the shared table, as Excel writes them."""
    return draw(tmp_path / "shared.xlsx", FORM.format(**PLAIN))


def test_damage_anywhere_never_ends_in_a_traceback(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    for seed in range(150):
        chance = random.Random(seed)
        data = bytearray(chance.choice([YONGDE, LEGACY]).read_bytes())
        for _ in range(chance.choice([1, 5, 50])):
            data[chance.randrange(len(data))] = chance.randrange(256)
        path.write_bytes(bytes(data[: chance.choice([len(data), chance.randrange(len(data))])]))
        with contextlib.suppress(WorkbookError):
            read_sheets(path)


# ---- files that are read all the same -------------------------------------------------------------------------


def test_the_name_of_the_file_does_not_matter(tmp_path: Path) -> None:
    new_as_old, old_as_new = tmp_path / "新.xls", tmp_path / "旧.xlsx"
    shutil.copy(YONGDE, new_as_old)
    shutil.copy(LEGACY, old_as_new)
    assert read_workbook(new_as_old)[0].content.project_name == "义务教育营养改善计划专项资金"
    assert read_workbook(old_as_new)[0].content.project_name == "义务教育营养改善计划专项资金"


def test_fifty_megabytes_of_pictures_do_not_keep_a_form_from_being_read(tmp_path: Path) -> None:
    path = tmp_path / "大.xlsx"
    shutil.copy(YONGDE, path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_STORED) as archive:
        archive.writestr("xl/media/image1.png", random.Random(1).randbytes(50 * 1024 * 1024))
    assert path.stat().st_size > 50 * 1024 * 1024
    assert len(read_workbook(path)[0].content.indicator_lines) == 9


def test_macros_are_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "宏.xlsm"
    shutil.copy(YONGDE, path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    assert len(read_workbook(path)) == 1


def test_a_sheet_formatted_to_its_last_row_is_read_quickly(tmp_path: Path) -> None:
    rows = b"".join(
        b'<row r="%d"><c r="A%d" s="1"/><c r="B%d" s="1"/></row>' % (n, n, n) for n in range(26, 1_048_577)
    )

    def change(name: str, part: bytes) -> bytes:
        return part.replace(b"</sheetData>", rows + b"</sheetData>") if name == SHEET else part

    path = rewritten(tmp_path, change)
    started = time.monotonic()
    (form,) = read_workbook(path)
    assert time.monotonic() - started < 10
    assert len(form.content.indicator_lines) == 9
    assert form.content.indicator_lines[-1].level1 == "满意度指标"  # merged ranges stand behind the rows
    assert not [finding for finding in form.findings if finding.code == "rows-not-read"]


def test_content_behind_thousands_of_empty_rows_is_told_of(tmp_path: Path) -> None:
    far = b'<row r="900000"><c r="A900000" t="inlineStr"><is><t>x</t></is></c></row>'

    def change(name: str, part: bytes) -> bytes:
        return part.replace(b"</sheetData>", far + b"</sheetData>") if name == SHEET else part

    (form,) = read_workbook(rewritten(tmp_path, change))
    (finding,) = [finding for finding in form.findings if finding.code == "rows-not-read"]
    assert (finding.row, finding.severity) == (900_000, Severity.WARNING)


def test_merged_ranges_over_the_whole_sheet_cost_nothing(tmp_path: Path) -> None:
    far = b'<row r="1990"><c r="XFD1990" t="inlineStr"><is><t>x</t></is></c></row>'
    ranges = b'<mergeCell ref="L1:XFD1990"/>' * 2000

    def change(name: str, part: bytes) -> bytes:
        if name != SHEET:
            return part
        return part.replace(b"</sheetData>", far + b"</sheetData>").replace(
            b"</mergeCells>", ranges + b"</mergeCells>"
        )

    started = time.monotonic()
    (form,) = read_workbook(rewritten(tmp_path, change))
    assert time.monotonic() - started < 10
    assert len(form.content.indicator_lines) == 9


def test_an_empty_workbook_has_no_forms(tmp_path: Path) -> None:
    book = Workbook()
    book.save(tmp_path / "空.xlsx")
    assert read_sheets(tmp_path / "空.xlsx") == ((), ())


def test_a_workbook_without_styles_or_shared_texts_is_read(tmp_path: Path) -> None:
    def change(name: str, part: bytes) -> bytes | None:
        return None if name == "xl/styles.xml" else part

    assert len(read_workbook(rewritten(tmp_path, change))[0].content.indicator_lines) == 9


# ---- cells that cannot be used --------------------------------------------------------------------------------


def codes(form: ReadForm) -> dict[str, int | None]:
    return {finding.code: finding.row for finding in form.findings}


def with_error_cells(tmp_path: Path, cells: dict[str, str]) -> ReadForm:
    """The plain form with error values in some cells, as a spreadsheet stores them."""
    path = draw(tmp_path / "form.xlsx", FORM.format(**PLAIN))
    changed = tmp_path / "errors.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            part = old.read(name).decode("utf-8")
            if name == SHEET:
                for place, value in cells.items():
                    start = part.index(f'<c r="{place}"')
                    end = part.index("</c>", start) + 4
                    part = f'{part[:start]}<c r="{place}" t="e"><v>{value}</v></c>{part[end:]}'
            new.writestr(name, part)
    return read_workbook(changed)[0]


def test_error_values_keep_their_text_and_name_their_row(tmp_path: Path) -> None:
    form = with_error_cells(tmp_path, {"D5": "#REF!", "E7": "#DIV/0!", "G7": "#VALUE!"})
    found = {(finding.row, finding.field) for finding in form.findings if finding.code == "value-unreadable"}
    assert found == {(5, "revised_budget"), (7, "actual"), (7, "score")}
    assert all(finding.severity is Severity.ERROR for finding in form.findings if finding.row in (5, 7))
    line = form.content.indicator_lines[0]
    assert (line.actual_text, line.actual) == ("#DIV/0!", None)
    assert form.content.money_lines[0].revised_budget_fen is None


def test_a_formula_without_its_result_is_told_of(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    book = Workbook()
    sheet = book.worksheets[0]
    rows = [[cell.strip() for cell in line.split("|")] for line in FORM.format(**PLAIN).strip().split("\n")]
    for row in rows:
        sheet.append([None if cell in ("<", "^", "") else cell for cell in row])
    sheet["G7"] = "=F7*0.9"
    sheet["E5"] = "=D5"
    book.save(path)
    (form,) = read_workbook(path)
    found = {(finding.row, finding.field) for finding in form.findings if finding.code == "value-unreadable"}
    assert found == {(5, "executed"), (7, "score")}
    assert any("保存一次" in finding.advice for finding in form.findings)


def test_a_negative_budget_is_an_error_with_its_row(tmp_path: Path) -> None:
    form = form_with(tmp_path, budget="-120.5")
    (finding,) = [finding for finding in form.findings if finding.code == "negative-amount"]
    assert (finding.row, finding.field, finding.severity) == (5, "revised_budget", Severity.ERROR)
    assert form.content.money_lines[0].revised_budget_fen == -120_500_000


def test_full_width_digits_are_read(tmp_path: Path) -> None:
    form = form_with(tmp_path, budget="１２０．５", target="≥３．５公里", weight="９０", score="８５")
    line = form.content.indicator_lines[0]
    assert form.content.money_lines[0].revised_budget_fen == 120_500_000
    assert (str(line.target), str(line.weight), line.printed_score) == ("3.5", "90", "８５")


@pytest.mark.parametrize("code", ["#5329292221000000", "6.9E+12", "5.3E+20"])
def test_a_code_that_became_a_number_is_not_taken(tmp_path: Path, code: str) -> None:
    form = form_with(tmp_path, code=code)
    (finding,) = [finding for finding in form.findings if finding.code == "code-as-number"]
    assert (finding.row, finding.field, finding.severity) == (2, "project_code", Severity.ERROR)
    assert "文本" in finding.advice
    assert form.content.project_code == ""


@pytest.mark.parametrize("code", ["530000222100000000011", "53000026T000000019951"])
def test_a_code_as_text_is_taken(tmp_path: Path, code: str) -> None:
    form = form_with(tmp_path, code=code)
    assert form.content.project_code == code
    assert "code-as-number" not in codes(form)


def test_rare_characters_and_pictures_are_kept(tmp_path: Path) -> None:
    form = form_with(tmp_path, name="𬭚㛃䶮㼆村👨‍👩‍👧便民桥😀", unit="耈街彝族苗族乡")
    assert form.content.project_name == "𬭚㛃䶮㼆村👨‍👩‍👧便民桥😀"
    assert form.content.implementing_unit == "耈街彝族苗族乡"


def test_yuan_where_wan_is_declared_is_doubted(tmp_path: Path) -> None:
    form = form_with(tmp_path, budget="3876646200", executed="3876646200")
    (finding,) = [finding for finding in form.findings if finding.code == "money-unit-doubtful"]
    assert (finding.severity, finding.row) == (Severity.WARNING, 5)
    assert "元" in finding.message
    named = form_with(tmp_path, budget="387664", executed="387664", target="≤38.7664万元")
    assert "money-unit-doubtful" in codes(named)


def test_a_plausible_unit_is_not_doubted(tmp_path: Path) -> None:
    assert "money-unit-doubtful" not in codes(form_with(tmp_path))
    same = form_with(tmp_path, budget="38.77", executed="38.77", target="≤38.77万元")
    assert "money-unit-doubtful" not in codes(same)


def test_hidden_rows_are_read_and_told_of(tmp_path: Path) -> None:
    path = draw(tmp_path / "form.xlsx", FORM.format(**PLAIN))

    def change(name: str, part: bytes) -> bytes:
        return part.replace(b'<row r="7"', b'<row r="7" hidden="1"') if name == SHEET else part

    (form,) = read_workbook(rewritten(tmp_path, change, path))
    assert len(form.content.indicator_lines) == 1
    assert codes(form)["hidden-rows"] == 7


def test_a_text_without_a_field_is_kept_and_told_of(tmp_path: Path) -> None:
    drawing = FORM.format(**PLAIN).strip() + "\n请于3月底前报送 | < | < | < | < | < | <\n"
    (form,) = read_workbook(draw(tmp_path / "form.xlsx", drawing))
    assert "请于3月底前报送" in form.content.answers["unplaced"]
    assert [(part.row, part.text) for part in form.unplaced] == [(9, "请于3月底前报送")]
    assert codes(form)["text-unplaced"] == 9


def test_the_year_of_the_file_name_is_only_a_last_resort(tmp_path: Path) -> None:
    drawing = FORM.format(**PLAIN).replace("2022年度", "")
    (named,) = read_workbook(draw(tmp_path / "自评表-2023.xlsx", drawing))
    assert (named.content.year, "year-from-file-name" in codes(named)) == (2023, True)
    (unnamed,) = read_workbook(draw(tmp_path / "自评表.xlsx", drawing))
    assert (unnamed.content.year, "year-missing" in codes(unnamed)) == (None, True)


def test_an_unsized_record_of_a_legacy_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "表.xls"
    path.write_bytes(struct.pack("<HHHH", 0x0809, 16, 0x0600, 5) + b"\xff" * 40)
    assert refused(path).exit_code is ExitCode.BROKEN
