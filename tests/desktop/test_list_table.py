"""The list table: no text is cut while another column has room to spare."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from jxdesk.desktop import theme
from jxdesk.desktop.column_room import shared
from jxdesk.desktop.list_table import PAD, ListTable, PillPainter
from jxdesk.desktop.rows_model import RowsModel
from jxdesk.desktop.theme import Tone

LONG = "2026年全县农村妇女“两癌”筛查和困难群众救助补助"
STATE, NAME, SAID = range(3)


@pytest.mark.parametrize(
    ("needs", "made"),
    [
        ([100, 80, 300], [100, 80, 820]),
        ([340, 80, 300], [340, 80, 580]),
        ([340, 80, 700], [220, 80, 700]),
        ([60, 40, 900], [60, 40, 900]),
        ([100, 80, 900], [100, 80, 820]),
    ],
    ids=["nothing is cut", "room is given", "only what can be spared", "slack is taken", "there is no slack"],
)
def test_columns_share_their_room(needs: list[int], made: list[int]) -> None:
    assert shared([100, 80, 0], needs, 1000, stretching=SAID) == made


@pytest.fixture(params=[False, True], ids=["standard", "large"])
def table(request: pytest.FixtureRequest, qtbot: QtBot, qapp: QApplication) -> Iterator[ListTable]:
    """A list of a state, a name and what is said about it, the last one stretching."""
    theme.apply_theme(qapp, large=request.param)
    made = ListTable(RowsModel(("状态", "项目", "说明")), (4, 10, 0), name="list", meaning="清单")
    made.setItemDelegate(PillPainter(made, pills=STATE, tone_of=lambda _: Tone.WARN))
    qtbot.addWidget(made)
    made.resize(900, 300)
    made.show()
    yield made
    theme.apply_theme(qapp)


def show(table: ListTable, *rows: tuple[str, str, str]) -> None:
    """Fills the list."""
    model = table.model()
    assert isinstance(model, RowsModel)
    model.show_rows(rows)


def room_of_name(table: ListTable) -> int:
    """The room for the words in the column of names."""
    return table.columnWidth(NAME) - 2 * PAD


def test_a_long_name_stands_whole_while_the_last_column_has_room(table: ListTable) -> None:
    usual = room_of_name(table)
    show(table, ("待填", LONG, "还没有填"))
    needed = QFontMetrics(theme.font(theme.sizes().body)).horizontalAdvance(LONG)
    assert usual < needed <= room_of_name(table)
    assert sum(table.columnWidth(column) for column in range(3)) == table.viewport().width()
    show(table, ("待填", "短名称", "还没有填"))
    assert room_of_name(table) == usual


def test_what_is_said_is_not_cut_for_a_name(table: ListTable) -> None:
    show(table, ("待填", "短", LONG))
    alone = table.columnWidth(SAID)
    show(table, ("待填", LONG, "还没有填，" * 40))
    assert table.columnWidth(SAID) >= alone


def test_a_list_that_is_about_to_change_its_columns_waits_for_their_widths(table: ListTable) -> None:
    model = table.model()
    assert isinstance(model, RowsModel)
    model.headings = ("状态", "项目")
    model.show_rows([("待填", LONG)])
    table.set_widths((4, 0))
    assert table.columnWidth(NAME) == table.viewport().width() - table.columnWidth(STATE)
