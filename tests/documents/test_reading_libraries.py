"""Library workbooks as offices keep them: merged levels, captions above the head, repeated heads, hidden sheets, and forms that are none."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from jxdesk.documents.reading.libraries import library_words, read_library_workbook
from jxdesk.domain.library.texts import EntryTexts, entries_from_texts

HEAD = (
    "一级指标",
    "二级\n指标",
    "三级指标（名称）",
    "指标 性质",
    "参考值",
    "计量单位",
    "指标解释",
    "评（扣）分标准",
)
SAMPLES = Path(__file__).parents[1] / "samples"


def book(tmp_path: Path) -> tuple[openpyxl.Workbook, Worksheet, Path]:
    made = openpyxl.Workbook()
    sheet = made.active
    assert isinstance(sheet, Worksheet)
    return made, sheet, tmp_path / "库.xlsx"


def test_merged_levels_captions_and_repeated_heads_are_understood(tmp_path: Path) -> None:
    made, sheet, path = book(tmp_path)
    sheet.append(["附件：指标库"])
    sheet.append([])
    sheet.append(HEAD)
    sheet.append(["产出指标", "数量指标", "清扫里程", "≥", 12, "公里", "说明", "按比例"])
    sheet.append([None, None, "清运吨数", "≥", None, "吨", "说明", ""])
    sheet.append(HEAD)
    sheet.append(["效益指标", "社会效益指标", "受益人口", "≥", None, "人", "", ""])
    sheet.merge_cells("A4:A5")
    sheet.merge_cells("B4:B5")
    made.save(path)
    found = read_library_workbook(path)[0]
    assert [(one.row, one.level1, one.level2, one.name) for one in found.entries] == [
        (4, "产出指标", "数量指标", "清扫里程"),
        (5, "产出指标", "数量指标", "清运吨数"),
        (7, "效益指标", "社会效益指标", "受益人口"),
    ]
    assert found.entries[0].target == "12"
    assert found.entries[0].scoring_rule == "按比例"


def test_a_second_level_is_not_carried_into_another_first_level(tmp_path: Path) -> None:
    made, sheet, path = book(tmp_path)
    sheet.append(HEAD)
    sheet.append(["产出指标", "数量指标", "清扫里程", "≥", None, "公里", "说明", ""])
    sheet.append(["效益指标", None, "受益人口", "≥", None, "人", "说明", ""])
    made.save(path)
    assert read_library_workbook(path)[0].entries[1].level2 == ""


def test_hidden_sheets_and_sheets_without_such_a_head_are_left_alone(tmp_path: Path) -> None:
    made, sheet, path = book(tmp_path)
    sheet.append(["随便写的"])
    hidden = made.create_sheet("隐藏")
    hidden.append(HEAD)
    hidden.append(["产出指标", "数量指标", "清扫里程", "≥", None, "公里", "说明", ""])
    hidden.sheet_state = "hidden"
    made.save(path)
    assert read_library_workbook(path) == ()


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.xlsx")), ids=lambda path: path.stem)
def test_no_published_form_is_taken_for_a_library(path: Path) -> None:
    assert not any(sheet.entries for sheet in read_library_workbook(path))


def test_every_heading_names_one_field_only() -> None:
    assert set(library_words().fields.values()) == set(EntryTexts.FIELDS)


def test_directions_written_as_signs_are_kept() -> None:
    rows = (
        EntryTexts(row=1, level1="产出指标", level2="数量指标", name="甲", comparator="正向", unit="个"),
        EntryTexts(row=2, level1="产出指标", level2="成本指标", name="乙", comparator="反向", unit="元"),
    )
    entries, findings = entries_from_texts("x@1", rows)
    assert [entry.direction.value for entry in entries] == ["higher", "lower"]
    assert findings == ()
