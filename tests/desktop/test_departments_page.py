"""The list of offices in the real window: by keys from the tree, filtered by how a form stands, searched, opened, saved with its sums."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from jxdesk.desktop import amounts
from jxdesk.desktop.pages.department import DepartmentPage
from jxdesk.desktop.pages.departments import STATE_WORDS, DepartmentsPage
from jxdesk.desktop.shell import Shell

from .conftest import child, settled


@pytest.fixture
def page(qtbot: QtBot, shell: Shell) -> DepartmentsPage:
    """The list, opened from the tree of offices by its button."""
    shell.go("department")
    settled(qtbot, shell)
    button = child(shell.pages["department"], "office_list_button")
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Return)
    settled(qtbot, shell)
    made = shell.pages["departments"]
    assert isinstance(made, DepartmentsPage)
    assert shell.current == "departments"
    return made


def choose(page: DepartmentsPage, word: str) -> None:
    chip = page.chips.button(STATE_WORDS.index(word))
    assert isinstance(chip, QAbstractButton)
    chip.click()


def test_chips_count_what_they_show_for_the_form_that_is_looked_at(page: DepartmentsPage) -> None:
    assert page.tree is not None
    every = len(page.tree.rows)
    assert page.model.rowCount() == every == 12
    for word in STATE_WORDS[1:]:
        count = int(page.chips.button(STATE_WORDS.index(word)).text().split()[-1])
        choose(page, word)
        assert len(page.shown) == count
        assert {line[3] for line in page.model.rows[:count]} <= {word}
    choose(page, "全部")
    page.stages.setCurrentIndex(3)
    page.stages.activated.emit(3)
    assert page.model.headings[3] == "自评"
    assert {line[3] for line in page.model.rows} == {"待填"}


def test_letters_find_an_office_and_enter_opens_it(qtbot: QtBot, shell: Shell, page: DepartmentsPage) -> None:
    page.search.setText("czj")
    assert [row.office.name for row in page.shown] == ["练习县财政局"]
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    settled(qtbot, shell)
    opened = shell.pages["department"]
    assert shell.current == "department"
    assert isinstance(opened, DepartmentPage)
    assert opened.office_id == page.shown[0].office.id
    page.search.setText("没有这个单位")
    assert page.stack.currentWidget() is page.nothing


def test_the_list_is_saved_as_it_is_shown_with_its_sums(
    qtbot: QtBot, shell: Shell, page: DepartmentsPage, tmp_path: Path
) -> None:
    choose(page, "待填")
    page.saving.save(tmp_path / "部门.xlsx")
    settled(qtbot, shell)
    sheet = openpyxl.load_workbook(tmp_path / "部门.xlsx").active
    assert sheet is not None
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert "看目标　待填" in str(cells[0][0])
    assert cells[1][:4] == ["单位", "单位编码", "项目个数", "全年预算（万元）"]
    assert [row[0] for row in cells[2:-1]] == [row.office.name for row in page.shown]
    assert cells[-1][0] == f"合计 {len(page.shown)} 个单位"
    assert cells[-1][3] == pytest.approx(sum(row.budget_fen for row in page.shown) / 1_000_000)


def test_amounts_follow_the_unit_that_was_chosen(qtbot: QtBot, shell: Shell, page: DepartmentsPage) -> None:
    first = page.shown[0].budget_fen
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(page.table, Qt.Key.Key_U, modifiers)
    try:
        settled(qtbot, shell)
        assert page.model.headings[2] == "全年预算（元）"
        assert page.model.rows[0][2] == f"{first // 100:,}.{first % 100:02d}"
        assert page.sums.text().endswith(" 元")
    finally:
        amounts.show_in_yuan(False)
