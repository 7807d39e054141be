"""The command ``import`` takes libraries in: recognised by what the file holds, shown, stored, undone, refused with a reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from jxdesk.__main__ import main

TOML = """
id = "county-roads"
name = "练习县公路指标"
version = "2026.1"
source = "练习县财政局"
years = ["2026", ""]
[[entries]]
code = "a-1"
place = "数量"
name = "清扫村道长度"
measure = ">= 公里"
"""


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str]:
    code = main([str(word) for word in words])
    return code, capsys.readouterr().out


@pytest.fixture(name="home")
def _home(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    home = tmp_path / "office"
    words = ("--name", "竹坞镇人民政府", "--level", "township", "--code", "53-23-99-103")
    assert run(capsys, "init", "--home", home, *words)[0] == 0
    return home


@pytest.fixture(name="declared")
def _declared(tmp_path: Path) -> Path:
    path = tmp_path / "县库.toml"
    path.write_text(TOML, encoding="utf-8")
    return path


def answered(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, Any]:
    code, out = run(capsys, *words, "--json")
    return code, json.loads(out)


def test_a_library_is_previewed_taken_in_and_taken_back(
    home: Path, declared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, shown = answered(capsys, "import", "--home", home, declared, "--dry-run")
    assert (code, shown["import"]) == (0, None)
    assert shown["libraries"][0]["outcome"] == "new_library"
    code, done = answered(capsys, "import", "--home", home, declared)
    assert code == 0
    assert done["counts"]["library_entries"] == 1
    assert done["not_read"] == []
    assert done["libraries"][0]["library"] == "county-roads@2026.1"
    assert run(capsys, "undo", "--home", home, done["import"])[0] == 0
    assert answered(capsys, "import", "--home", home, declared)[1]["libraries"][0]["outcome"] == "new_library"


def test_a_workbook_of_indicators_is_known_as_a_library_and_told_in_words(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(
        ["一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位", "指标解释", "数据来源"]
    )
    sheet.append(["产出指标", "数量指标", "清扫村道长度", "≥", "12", "公里", "每周清扫", "保洁日志"])
    path = tmp_path / "县级指标库.xlsx"
    book.save(path)
    code, out = run(capsys, "import", "--home", home, path)
    assert code == 0
    assert "县级指标库 1版，1 条指标：新的指标库" in out
    assert "要撤销用 undo" in out


def test_a_broken_library_is_refused_with_its_place(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "坏.toml"
    path.write_text(TOML.replace(">= 公里", "很多"), encoding="utf-8")
    code, done = answered(capsys, "import", "--home", home, path)
    assert code == 1
    assert done["libraries"][0]["outcome"] == "not_taken"
    assert "measure" in done["libraries"][0]["reason"]
