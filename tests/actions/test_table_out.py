"""Any list as a workbook: numbers stay numbers, codes stay text, the sums stand last, and a blocked file says so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from jxdesk.actions.demo import make_practice_county
from jxdesk.actions.table_out import TableNotWritten, shown_out, table_out
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.lists.shown_list import Holds, ShownColumn, ShownList
from jxdesk.domain.records.filings import MoneyUnit

HEADINGS = ("名称", "代码", "金额(万元)")
ROWS = (
    ("农村公路养护", "53232926T000000000005", "1,234.56"),
    ("没有金额的", "007", ""),
    ("看不清的", "008", "约三百"),
)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """The small practice county."""
    make_practice_county(tmp_path / "练习县")
    with Workspace.open(tmp_path / "练习县") as opened:
        yield opened


def test_a_list_is_written_as_it_is_shown_with_its_sums(workspace: Workspace, tmp_path: Path) -> None:
    to = tmp_path / "新建" / "列表.xlsx"
    assert (
        table_out(workspace, "列表", HEADINGS, ROWS, to, caption="按条件筛选", numbers=(2,), summed=(2,)) == 3
    )
    sheet = openpyxl.load_workbook(to).active
    assert sheet is not None
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert "练习数据" in str(cells[0][0])
    assert "按条件筛选" in str(cells[0][0])
    assert cells[1] == list(HEADINGS)
    assert cells[2] == ["农村公路养护", "53232926T000000000005", 1234.56]
    assert cells[3][1:] == ["007", None]
    assert cells[4][2] == "约三百"
    assert cells[5] == ["合计 3 行", None, 1234.56]


def test_a_file_that_cannot_be_written_is_said_in_words(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "占着").write_text("这是一个文件", encoding="utf-8")
    with pytest.raises(TableNotWritten):
        table_out(workspace, "列表", HEADINGS, ROWS, tmp_path / "占着" / "列表.xlsx", caption="")


def shown(unit: MoneyUnit) -> ShownList:
    return ShownList(
        name="监控",
        caption="只看红灯",
        columns=(
            ShownColumn("项目"),
            ShownColumn("个数", Holds.COUNT),
            ShownColumn("执行数", Holds.MONEY),
            ShownColumn("执行率", Holds.RATE),
        ),
        rows=(("甲", 2, 12_345_678, 3_333), ("乙", None, 1, None)),
        totals=("合计 2 个", 2, 12_345_679, 3_333),
        unit=unit,
    )


def cells_of(path: Path) -> list[list[object]]:
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_amounts_leave_with_every_fen_in_the_unit_of_the_screen(workspace: Workspace, tmp_path: Path) -> None:
    in_wan, in_yuan = tmp_path / "万元.xlsx", tmp_path / "元.xlsx"
    assert shown_out(workspace, shown(MoneyUnit.WAN), in_wan) == 2
    shown_out(workspace, shown(MoneyUnit.YUAN), in_yuan)
    first = cells_of(in_wan)
    assert "只看红灯" in str(first[0][0])
    assert first[1] == ["项目", "个数", "执行数（万元）", "执行率"]
    assert first[2:] == [
        ["甲", 2, 12.345678, 0.3333],
        ["乙", None, 0.000001, None],
        ["合计 2 个", 2, 12.345679, 0.3333],
    ]
    second = cells_of(in_yuan)
    assert second[1][2] == "执行数（元）"
    assert [row[2] for row in second[2:]] == [123_456.78, 0.01, 123_456.79]
