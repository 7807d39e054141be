"""The office list: filtered by state, found by letters, the chosen office stays chosen, and an empty list says why."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from jxdesk.desktop.furniture import EmptyState
from jxdesk.desktop.office_list import Columns, OfficeLine, OfficeList
from jxdesk.desktop.theme import Tone

LATE, DONE, OVER = "没报", "已报", "过期"
FILTERS = {"没报": frozenset({LATE}), "报了": frozenset({DONE, OVER})}


def line(path: str, name: str, state: str = LATE) -> OfficeLine:
    return OfficeLine(path=path, name=name, state=state, tone=Tone.INFO, texts=(state, name, path))


LINES = (
    line("53-1", "白岩镇财政所"),
    line("53-2", "云坪镇财政所", DONE),
    line("53-3", "竹坪镇财政所", OVER),
)


@pytest.fixture
def offices(qtbot: QtBot) -> OfficeList:
    columns = Columns(headings=("状态", "单位", "路径"), widths=(5, 0, 6))
    made = OfficeList(
        "some", "单位", columns, FILTERS, EmptyState("office", "还没有", "以后有。", name="no_some")
    )
    qtbot.addWidget(made)
    return made


def names(offices: OfficeList) -> list[str]:
    return [one.name[:3] for one in offices.shown]


def test_chips_count_and_filter_by_states(offices: OfficeList) -> None:
    offices.show_lines(LINES)
    assert [chip.text() for chip in offices.chips.buttons()] == ["全部 3", "没报 1", "报了 2"]
    offices.chips.button(2).click()
    assert names(offices) == ["云坪镇", "竹坪镇"]
    offices.show_lines(LINES[:2])
    assert names(offices) == ["云坪镇"]


@pytest.mark.parametrize("words", ["白岩", "byz", "53-1", " BYZ "])
def test_an_office_is_found_by_name_letters_or_path(offices: OfficeList, words: str) -> None:
    offices.show_lines(LINES)
    offices.search.setText(words)
    assert names(offices) == ["白岩镇"]


def test_the_chosen_office_stays_chosen_and_a_wanted_one_is_chosen_when_it_comes(
    offices: OfficeList,
) -> None:
    offices.show_lines(LINES)
    assert offices.current() == "53-1"
    offices.table.selectRow(2)
    offices.show_lines(LINES[::-1])
    assert offices.current() == "53-3"
    offices.chips.button(1).click()
    assert offices.current() == "53-1"
    offices.choose("53-9")
    assert offices.chips.checkedId() == 0
    offices.show_lines((*LINES, line("53-9", "新来的镇")))
    assert offices.current() == "53-9"


def test_what_is_empty_says_whether_nothing_is_there_or_nothing_fits(offices: OfficeList) -> None:
    offices.show_lines(())
    assert offices.currentWidget() is offices.empty
    assert offices.current() == ""
    offices.show_lines(LINES)
    offices.search.setText("没有这个单位")
    assert offices.currentWidget() is offices.nothing
    offices.search.clear()
    assert offices.currentWidget() is offices.table


def test_a_row_that_is_gone_into_tells_its_office(qtbot: QtBot, offices: OfficeList) -> None:
    offices.show_lines(LINES)
    with qtbot.waitSignal(offices.opened) as heard:
        offices.table.opened.emit(1)
    assert heard.args == ["53-2"]
