"""One list of projects in many layouts: heads of two and three rows, merged or not, columns moved, subtotals anywhere; it says the same."""

from __future__ import annotations

import csv
import random
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

import openpyxl
import pytest

from jxdesk.documents.reading.table_words import table_words
from jxdesk.documents.reading.tables import read_tables
from jxdesk.domain.lists.matching import guess, kind_of
from jxdesk.domain.lists.project_rows import ProjectReading, read_projects
from jxdesk.domain.lists.table_words import TableKind
from tests.documents.lists_drawn import CODES

WORDS = table_words()
Column = tuple[str, str, str]
"""The group of a column, empty for one that stands alone; its own heading; what of a project it says."""

ALONE: tuple[Column, ...] = (
    ("", "单位名称", "unit"),
    ("", "项目名称", "name"),
    ("", "项目编码", "code"),
    ("", "资金文号", "number"),
)
SOURCES: tuple[Column, ...] = (
    ("资金来源", "中央资金", "central"),
    ("资金来源", "省级资金", "province"),
    ("资金来源", "县级资金", "county"),
)
BUDGETS: tuple[Column, ...] = (("预算安排", "年初预算数", "original"), ("预算安排", "调整数", "adjusted"))
LAYOUTS: dict[str, tuple[Column, ...]] = {
    "as usual": (*ALONE[:3], *SOURCES, *BUDGETS, ALONE[3]),
    "money first": (*BUDGETS, *SOURCES, *ALONE),
    "names between": (*SOURCES, *ALONE[1:3], *BUDGETS, ALONE[0], ALONE[3]),
    "code in front": (ALONE[2], *BUDGETS, ALONE[1], ALONE[0], *SOURCES),
    "no code": (ALONE[0], ALONE[1], *SOURCES, *BUDGETS),
}
PROJECTS: tuple[dict[str, object], ...] = (
    {"unit": "县水务局", "name": "小型水库维修养护", "code": CODES[1], "central": 100, "province": 50.5, "original": 150.5},
    {"unit": "县水务局", "name": "河道清淤", "code": CODES[0], "county": 28.4, "original": 28.4, "adjusted": -0.4},
    {"unit": "县机关事务局", "name": "办公楼物业管理", "code": CODES[2], "county": 120, "original": 120},
)  # fmt: skip


def sums(rows: Sequence[dict[str, object]], **label: str) -> dict[str, object]:
    """A row that adds up the money of others."""
    keys = ("central", "province", "county", "original", "adjusted")
    return {**label, **{key: sum(float(str(row.get(key, 0))) for row in rows) for key in keys}}


SUBTOTALS: dict[str, tuple[dict[str, object], ...]] = {
    "none": PROJECTS,
    "below each unit": (
        *PROJECTS[:2],
        sums(PROJECTS[:2], unit="县水务局", name="小 计"),
        PROJECTS[2],
        sums(PROJECTS[2:], unit="县机关事务局小计"),
        sums(PROJECTS, unit="合　计"),
    ),
    "above all": (sums(PROJECTS, name="合计（3个项目）"), *PROJECTS),
    "a dash for a code": (*PROJECTS[:2], sums(PROJECTS[:2], name="小计", code="—"), PROJECTS[2]),
    "the code of a unit": (*PROJECTS[:2], sums(PROJECTS[:2], name="小计", code="306001"), PROJECTS[2]),
    "counted": (*PROJECTS, sums(PROJECTS, name="总计：3个项目")),
    "at the foot of a page": (*PROJECTS[:1], sums(PROJECTS[:1], name="本页小计"), *PROJECTS[1:], sums(PROJECTS, name="累计")),
}  # fmt: skip


def head(columns: Sequence[Column], style: str) -> list[list[str]]:
    """The two rows of a head: the label of a group at its left, in its middle or over each column."""
    upper, lower = [], []
    for group, run in groupby(columns, key=lambda column: column[0]):
        members = list(run)
        for place, (_, label, _) in enumerate(members):
            if not group:
                upper.append(label)
                lower.append(label if style == "said twice" else "")
                continue
            shows = {"centred": (len(members) - 1) // 2 == place, "said twice": True}.get(style, place == 0)
            upper.append(group if shows else "")
            lower.append(label)
    return [upper, lower]


def table(columns: Sequence[Column], style: str, rows: Sequence[dict[str, object]]) -> list[list[object]]:
    filled = [[row.get(key, "") for _, _, key in columns] for row in rows]
    return [
        ["2026年项目支出预算表"],
        ["编制单位：练习县财政局", "", "单位：万元"],
        *head(columns, style),
        *filled,
    ]  # type: ignore[list-item]


def as_csv(rows: Sequence[Sequence[object]], path: Path) -> Path:
    with path.open("w", encoding="gb18030", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return path


def as_book(rows: Sequence[Sequence[object]], path: Path, columns: Sequence[Column], *, merged: bool) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append([None if cell == "" else cell for cell in row])
    if merged:
        sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(columns))
        place = 1
        for group, run in groupby(columns, key=lambda column: column[0]):
            width = len(list(run))
            if group:
                sheet.merge_cells(start_row=3, end_row=3, start_column=place, end_column=place + width - 1)
            for column in () if group else range(place, place + width):
                sheet.merge_cells(start_row=3, end_row=4, start_column=column, end_column=column)
            place += width
    book.save(path)
    return path


def listed(path: Path) -> ProjectReading:
    ((found,), _) = read_tables(path)
    assert kind_of(found, WORDS) is TableKind.PROJECT_LIST
    return read_projects(found, guess(found, TableKind.PROJECT_LIST, WORDS).matching, WORDS, year=2026)


def said(reading: ProjectReading, *, codes: bool = True) -> list[tuple[object, ...]]:
    return sorted(
        (
            one.name,
            one.code if codes else "",
            one.unit,
            tuple((line.source, line.amount_fen) for line in one.funding),
            tuple((version.stage.value, version.amount_fen) for version in one.budgets),
        )
        for one in reading.projects
    )


EXPECTED = sorted(
    [
        ("小型水库维修养护", CODES[1], "县水务局", (("中央资金", 100_000_000), ("省级资金", 50_500_000)), (("original", 150_500_000),)),
        ("河道清淤", CODES[0], "县水务局", (("县级资金", 28_400_000),), (("original", 28_400_000), ("adjusted", -400_000))),
        ("办公楼物业管理", CODES[2], "县机关事务局", (("县级资金", 120_000_000),), (("original", 120_000_000),)),
    ]
)  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("style", ["merged", "left", "centred", "said twice", "text"])
@pytest.mark.parametrize("subtotals", SUBTOTALS)
def test_a_list_says_the_same_in_every_layout(
    tmp_path: Path, layout: str, style: str, subtotals: str
) -> None:
    columns = LAYOUTS[layout]
    rows = table(columns, style, SUBTOTALS[subtotals])
    if style == "text":
        path = as_csv(rows, tmp_path / "清单.csv")
    else:
        path = as_book(rows, tmp_path / "清单.xlsx", columns, merged=style == "merged")
    has_code = any(key == "code" for _, _, key in columns)
    reading = listed(path)
    assert said(reading, codes=has_code) == [
        (name, code if has_code else "", *rest) for name, code, *rest in EXPECTED
    ]
    left = len(SUBTOTALS[subtotals]) - len(PROJECTS)
    assert sum(one.reason in ("合计行", "小计行") for one in reading.left_out) == left
    assert not [found for found in reading.findings if found.code == "total-differs"]


@pytest.mark.parametrize("seed", range(40))
def test_columns_in_any_order_with_unmerged_heads_say_the_same(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    blocks: list[tuple[Column, ...]] = [(column,) for column in ALONE]
    blocks += [SOURCES, BUDGETS]
    chance.shuffle(blocks)
    columns = [column for block in blocks for column in block]
    rows = table(columns, "left", SUBTOTALS[chance.choice(list(SUBTOTALS))])
    assert said(listed(as_csv(rows, tmp_path / "清单.csv"))) == EXPECTED


def test_a_head_of_three_rows_without_a_merged_cell_is_joined(tmp_path: Path) -> None:
    rows = [
        ["2026年项目支出预算表（万元）"],
        ["项目名称", "项目编码", "资金来源", "", "", "", "备注"],
        ["", "", "上级资金", "", "本级资金", "其他资金", ""],
        ["", "", "中央资金", "省级资金", "", "", ""],
        ["河道清淤", CODES[0], "1", "2", "3", "", "分两期"],
    ]
    ((found,), _) = read_tables(as_csv(rows, tmp_path / "清单.csv"))
    assert found.headings == (
        "项目名称",
        "项目编码",
        "资金来源 / 上级资金 / 中央资金",
        "资金来源 / 上级资金 / 省级资金",
        "资金来源 / 本级资金",
        "资金来源 / 其他资金",
        "备注",
    )
    assert [row.number for row in found.rows] == [5]


def test_a_row_of_units_below_the_headings_belongs_to_the_head(tmp_path: Path) -> None:
    rows = [
        ["项目名称", "项目编码", "年初预算数", "调整数"],
        ["", "", "（万元）", "（元）"],
        ["河道清淤", CODES[0], "28.4", "-4000"],
    ]
    ((found,), _) = read_tables(as_csv(rows, tmp_path / "2026清单.csv"))
    (one,) = read_projects(
        found, guess(found, TableKind.PROJECT_LIST, WORDS).matching, WORDS, year=2026
    ).projects
    assert [version.amount_fen for version in one.budgets] == [28_400_000, -400_000]


@pytest.mark.parametrize(
    "rows",
    [
        [["项目名称", "实施单位", "备注"], ["河道清淤", "县水务局", "分两期"], ["养护", "县交通局", ""]],
        [["项目名称", "实施单位", "", "备注"], ["河道清淤", "县水务局", "李某", ""], ["养护", "县交通局", "", "无"]],
        [["项目名称", "项目编码", "资金来源", ""], ["", "县水务局", "", ""], ["河道清淤", CODES[0], "中央资金", ""]],
    ],
)  # fmt: skip
def test_a_row_of_words_below_the_head_is_not_taken_for_a_part_of_it(
    tmp_path: Path, rows: list[list[str]]
) -> None:
    ((found,), _) = read_tables(as_csv(rows, tmp_path / "清单.csv"))
    assert found.head_row == 1
    assert found.headings[0] == "项目名称"
