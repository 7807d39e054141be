"""The command import with project lists and treasury exports: recognised, refused with their columns, stored, taken back."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from jxdesk.__main__ import main

from ..documents.lists_drawn import CODES, payments, progress_csv, single_head

SAMPLES = Path(__file__).parents[1] / "samples"
FORM_KEYS = {"import", "dry_run", "counts", "forms", "not_read"}


def answered(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, Any]:
    code = main([*map(str, words), "--json"])
    return code, json.loads(capsys.readouterr().out)


@pytest.fixture(name="home")
def _home(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    home = tmp_path / "office"
    words = ("--name", "练习县财政局", "--level", "county", "--code", "53-23-29")
    assert main(["init", "--home", str(home), *words]) == 0
    capsys.readouterr()
    return home


def test_a_project_list_is_shown_first_taken_in_and_undone(
    capsys: pytest.CaptureFixture[str], home: Path, tmp_path: Path
) -> None:
    listing = single_head(tmp_path / "清单.xlsx")
    code, dry = answered(capsys, "import", "--home", home, listing, "--dry-run")
    assert (code, dry["import"], dry["imports"], dry["counts"]["new_project"]) == (0, None, [], 3)
    (table,) = dry["lists"]
    assert (table["kind"], table["money_unit"], table["sheet"]) == ("project_list", "万元", "项目清单")
    assert {"heading": "预算金额", "field": "original"} in table["columns"]
    assert [left["row"] for left in table["left_out"]] == [7, 8]
    code, taken = answered(capsys, "import", "--home", home, listing)
    assert (code, taken["imports"]) == (0, [taken["import"]])
    assert set(taken) >= FORM_KEYS
    row = taken["lists"][0]["rows"][0]
    assert (row["rows"], row["project_code"], row["outcome"]) == ([4], CODES[0], "new_project")
    code, again = answered(capsys, "import", "--home", home, listing)
    assert (code, again["import"], again["counts"]["same"]) == (0, "", 3)
    assert main(["undo", "--home", str(home), taken["import"]]) == 0


def test_lists_exports_and_forms_of_one_folder_go_in_in_an_order_that_fits(
    capsys: pytest.CaptureFixture[str], home: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "来件"
    folder.mkdir()
    progress_csv(folder / "1进度.csv")
    single_head(folder / "2清单.xlsx")
    shutil.copy(SAMPLES / "self-evaluation-yongde-mingliang-2022.xlsx", folder / "3自评.xlsx")
    (folder / "4通知.pdf").write_bytes(b"%PDF")
    code, taken = answered(capsys, "import", "--home", home, folder)
    assert code == 0
    assert len(taken["imports"]) == 3
    assert [table["kind"] for table in taken["lists"]] == ["project_list", "treasury_figures"]
    figures = taken["lists"][1]["rows"]
    assert [(row["period"], row["executed_fen"], row["outcome"]) for row in figures] == [
        (7, 110_680_050, "new_figure"),
        (7, 76_800_000, "new_figure"),
    ]
    assert [one["file"] for one in taken["not_read"]] == ["4通知.pdf"]
    assert taken["counts"]["new_project"] == 4
    for import_id in reversed(taken["imports"]):
        assert main(["undo", "--home", str(home), import_id]) == 0


def test_columns_that_cannot_be_told_are_refused_by_name_and_the_data_stays(
    capsys: pytest.CaptureFixture[str], home: Path, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    for row in (["2026年项目表"], ["项目名称", "实施单位", "金额"], ["甲项目", "县水务局", 10]):
        book.active.append(row)
    book.save(tmp_path / "表.xlsx")
    code, refused = answered(capsys, "import", "--home", home, tmp_path / "表.xlsx")
    assert (code, refused["import"], refused["lists"]) == (1, "", [])
    assert "“金额”一列可能是" in refused["not_read"][0]["reason"]


def test_a_list_without_its_unit_is_refused_and_an_export_of_the_treasury_is_read_in_yuan(
    capsys: pytest.CaptureFixture[str], home: Path, tmp_path: Path
) -> None:
    listing = single_head(tmp_path / "清单.xlsx", unit="见正文")
    code, refused = answered(capsys, "import", "--home", home, listing)
    assert code == 1
    assert "没有写金额单位" in refused["not_read"][0]["reason"]
    answered(capsys, "import", "--home", home, single_head(tmp_path / "好.xlsx"))
    code, taken = answered(capsys, "import", "--home", home, payments(tmp_path / "支付.xlsx"))
    assert code == 0
    assert taken["lists"][0]["money_unit"] == "元"
    assert [one["code"] for one in taken["lists"][0]["findings"]] == ["money-unit-unclear"]
    assert [row["outcome"] for row in taken["lists"][0]["rows"]] == ["new_figure", "new_figure", "not_taken"]


def test_people_read_the_same_in_chinese(
    capsys: pytest.CaptureFixture[str], home: Path, tmp_path: Path
) -> None:
    assert main(["import", "--home", str(home), str(single_head(tmp_path / "清单.xlsx"))]) == 0
    said = capsys.readouterr().out
    assert "清单.xlsx［项目清单］ 项目清单，单位万元：" in said
    assert "第 4 行 农村公路养护补助：新项目" in said
    assert "第 7 行没有收：合计行（合计）" in said
    assert "已导入，编号 " in said


def test_a_broken_file_beside_a_good_one_is_named_and_the_good_one_taken(
    capsys: pytest.CaptureFixture[str], home: Path, tmp_path: Path
) -> None:
    good, broken = single_head(tmp_path / "好.xlsx"), tmp_path / "坏.xlsx"
    broken.write_bytes(good.read_bytes()[:3000])
    code, taken = answered(capsys, "import", "--home", home, good, broken, tmp_path / "没有.xlsx")
    assert code == 0
    assert taken["counts"]["new_project"] == 3
    assert {one["file"] for one in taken["not_read"]} == {"坏.xlsx", "没有.xlsx"}
