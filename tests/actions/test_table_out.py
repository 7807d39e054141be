"""Any list as a workbook: numbers stay numbers, codes stay text, the sums stand last, and a blocked file says so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from jxdesk.actions.demo import make_practice_county
from jxdesk.actions.table_out import TableNotWritten, table_out
from jxdesk.actions.workspace import Workspace

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
