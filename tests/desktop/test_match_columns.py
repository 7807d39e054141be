"""Matching columns in the window: guessed, chosen by keyboard, counted, previewed, stored, remembered, taken back."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel, QMessageBox
from pytestqt.qtbot import QtBot

from jxdesk.actions.take_lists import ImportResult
from jxdesk.desktop.dialogs.match_columns import DONE, MATCH, PREVIEW, MatchColumnsDialog, open_matching
from jxdesk.desktop.dialogs.take_in import TakeInDialog
from jxdesk.desktop.pages.projects import ProjectsPage
from jxdesk.desktop.shell import Shell
from jxdesk.domain.lists.matching import Confidence
from jxdesk.domain.lists.table_words import TableField, TableKind
from jxdesk.domain.records.projects import Project
from jxdesk.store.engine.database import Transaction
from jxdesk.store.records import projects, treasury

from ..documents.lists_drawn import CODES, double_head, payments, single_head
from .conftest import settled

YEAR = 2031


def list_of_another_year(path: Path) -> Path:
    """A list of a year that the practice county does not have, with one column that could be several things."""
    book = openpyxl.Workbook()
    for row in (
        [f"{YEAR}年项目表"],
        ["项目代码", "项目名称", "实施单位", "金额"],
        [CODES[0], "农村公路养护补助", "白岩镇政府", 128.4],
        [CODES[1], "小型水库维修养护", "县水务局", 150.5],
        ["合计", None, None, 278.9],
    ):
        book.active.append(row)
    book.save(path)
    return path


def matching(qtbot: QtBot, shell: Shell, path: Path, kind: TableKind | None = None) -> MatchColumnsDialog:
    """The dialog with the file read."""
    dialog = open_matching(shell.context, path, kind, parent=shell.frame)
    qtbot.waitUntil(lambda: dialog.stack.currentIndex() == MATCH, timeout=20_000)
    return dialog


def counted(qtbot: QtBot, dialog: MatchColumnsDialog) -> str:
    """What the line under the table says when it is done counting."""
    qtbot.waitUntil(lambda: dialog.count_label.text().startswith("照现在这样"), timeout=20_000)
    return dialog.count_label.text()


def choose(chooser: QComboBox, words: str) -> None:
    """Chooses by keys, as somebody without a mouse does."""
    wanted = chooser.findText(words)
    assert wanted >= 0, words
    chooser.setFocus()
    before = chooser.currentIndex()
    QTest.keyClick(chooser, Qt.Key.Key_Down)
    assert chooser.currentIndex() == before  # the list opens, nothing is chosen yet
    view = chooser.view()
    while view.currentIndex().row() != wanted:
        QTest.keyClick(view, Qt.Key.Key_Down if view.currentIndex().row() < wanted else Qt.Key.Key_Up)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert chooser.currentIndex() == wanted


def stored(shell: Shell) -> list[str]:
    """The names of the projects of that year."""
    return [one.name for one in shell.context.workspace.read(lambda tx: projects.of_year(tx, YEAR))]


def test_an_unclear_column_and_a_unit_are_chosen_by_keys_counted_previewed_stored_and_taken_back(
    qtbot: QtBot, shell: Shell, tmp_path: Path
) -> None:
    dialog = matching(qtbot, shell, list_of_another_year(tmp_path / "表.xlsx"))
    unclear = dialog.table.header.choosers[3]
    assert not dialog.next_button.isEnabled()
    assert "“金额”一列可能是" in dialog.match_bar.text.text()
    assert unclear.currentText() == ""
    choose(unclear, "年初预算数")
    assert "没有写金额单位" in dialog.match_bar.text.text()
    choose(dialog.settings.unit, "万元")
    assert dialog.next_button.isEnabled()
    assert "新项目 2" in counted(qtbot, dialog)
    assert dialog.table.free.headerData(2, Qt.Orientation.Vertical) == "5 略"
    dialog.next_button.click()
    qtbot.waitUntil(lambda: dialog.stack.currentIndex() == PREVIEW, timeout=20_000)
    assert [row.outcome for row in dialog.preview.model.rows] == ["new_project", "new_project", "left_out"]
    said = " ".join(words.text() for words in dialog.preview.details.findChildren(QLabel))
    assert "年初预算数 128.40 万元" in said
    assert stored(shell) == []
    dialog.store_button.click()
    qtbot.waitUntil(lambda: dialog.stack.currentIndex() == DONE, timeout=30_000)
    assert sorted(stored(shell)) == ["农村公路养护补助", "小型水库维修养护"]
    dialog.finish.undo_button.click()
    qtbot.waitUntil(lambda: dialog.finish.title.text() == "已经撤销", timeout=20_000)
    assert stored(shell) == []
    dialog.reject()


def test_the_next_table_of_the_same_source_is_matched_by_itself(
    qtbot: QtBot, shell: Shell, tmp_path: Path
) -> None:
    first = matching(qtbot, shell, list_of_another_year(tmp_path / "甲.xlsx"))
    choose(first.table.header.choosers[3], "年初预算数")
    choose(first.settings.unit, "万元")
    first.next_button.click()
    qtbot.waitUntil(lambda: first.stack.currentIndex() == PREVIEW, timeout=20_000)
    first.reject()
    again = matching(qtbot, shell, list_of_another_year(tmp_path / "乙.xlsx"))
    assert "照上次的对好了" in again.match_bar.text.text()
    assert again.next_button.isEnabled()
    assert again.opened is not None
    assert again.opened.matching.fields[3] is TableField.ORIGINAL
    assert "新项目 2" in counted(qtbot, again)
    again.reject()


def test_choosing_a_field_takes_it_from_the_other_column_and_a_needed_one_is_asked_for(
    qtbot: QtBot, shell: Shell, tmp_path: Path
) -> None:
    dialog = matching(qtbot, shell, single_head(tmp_path / "清单.xlsx"))
    assert dialog.next_button.isEnabled()
    choose(dialog.table.header.choosers[8], "项目名称")
    assert dialog.table.header.choosers[2].currentText() == "不取"
    choose(dialog.table.header.choosers[8], "不取")
    assert not dialog.next_button.isEnabled()
    assert "没有找到“项目名称”一列" in dialog.match_bar.text.text()
    choose(dialog.table.header.choosers[2], "项目名称")
    assert dialog.next_button.isEnabled()
    dialog.reject()


def test_sources_of_money_may_have_several_columns_and_joined_headings_are_shown(
    qtbot: QtBot, shell: Shell, tmp_path: Path
) -> None:
    dialog = matching(qtbot, shell, double_head(tmp_path / "清单.xlsx"))
    shown = [chooser.currentText() for chooser in dialog.table.header.choosers]
    assert shown[3:6] == ["来源金额"] * 3
    assert dialog.opened is not None
    assert all(column.confidence is Confidence.SURE for column in dialog.opened.columns)
    dialog.reject()


def test_a_treasury_export_is_taken_up_to_the_chosen_month_and_the_caller_hears_of_it(
    qtbot: QtBot, shell: Shell, tmp_path: Path
) -> None:
    workspace = shell.context.workspace

    def unpaid(tx: Transaction) -> list[Project]:
        """Those of which the treasury has said nothing for July."""
        all_of_them = projects.of_year(tx, 2026)
        return [one for one in all_of_them if treasury.at(tx, one.id, year=2026, period=7) is None]

    one = workspace.read(unpaid)[0]
    path = payments(tmp_path / "支付.xlsx")
    book = openpyxl.load_workbook(path)
    for row in range(3, 8):
        book.active.cell(row, 3).value = one.code
    book.save(path)
    heard: list[ImportResult] = []
    dialog = open_matching(shell.context, path, TableKind.TREASURY_FIGURES, heard.append, parent=shell.frame)
    qtbot.waitUntil(lambda: dialog.stack.currentIndex() == MATCH, timeout=20_000)
    assert dialog.settings.period.isVisible()
    assert dialog.settings.unit_note.text() == "表上没写，国库表按元"
    dialog.settings.period.setCurrentIndex(7)
    dialog.settings.period.activated.emit(7)
    assert "新的数 1" in counted(qtbot, dialog)
    dialog.next_button.click()
    qtbot.waitUntil(lambda: dialog.stack.currentIndex() == PREVIEW, timeout=20_000)
    assert "按元读取" in dialog.preview.bar.text.text()
    dialog.store_button.click()
    qtbot.waitUntil(lambda: dialog.stack.currentIndex() == DONE, timeout=30_000)
    figure = workspace.read(lambda tx: treasury.at(tx, one.id, year=2026, period=7))
    assert figure is not None
    assert figure.executed_fen == 76_000_000
    assert [result.id for result in heard] == [figure.import_id]
    dialog.look_button.click()
    assert shell.current != "projects"


def test_a_list_that_is_dropped_on_the_window_goes_to_the_matching_of_its_columns(
    qtbot: QtBot, shell: Shell, tmp_path: Path
) -> None:
    shell.offer_files([single_head(tmp_path / "清单.xlsx")])
    qtbot.waitUntil(lambda: shell.frame.findChild(MatchColumnsDialog) is not None, timeout=20_000)
    dialog = shell.frame.findChild(MatchColumnsDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.stack.currentIndex() == MATCH, timeout=20_000)
    qtbot.waitUntil(lambda: shell.frame.findChild(TakeInDialog) is None, timeout=20_000)
    dialog.reject()
    settled(qtbot, shell)


def test_a_file_without_a_table_is_refused_in_words(qtbot: QtBot, shell: Shell, tmp_path: Path) -> None:
    empty = tmp_path / "空.csv"
    empty.write_text("会议通知\n请于周五前报送\n", encoding="utf-8")
    with qtbot.waitSignal(shell.context.tasks.failed, timeout=20_000) as heard:
        open_matching(shell.context, empty, parent=shell.frame)
    assert heard.args[0].code == "JX-NO-TABLE"
    assert "空.csv" in heard.args[0].facts


def test_the_list_goes_out_from_the_menu_with_its_filter_in_words(
    qtbot: QtBot, shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell.go("projects")
    settled(qtbot, shell)
    page = shell.pages["projects"]
    assert isinstance(page, ProjectsPage)
    page._set_query(page.query._replace(state="problem"))
    settled(qtbot, shell)
    to = tmp_path / "列表.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(to.with_suffix("")), ""))
    page.errands.more.click()
    assert page.errands.exports.menu.isVisible()
    page.errands.exports.menu.actions()[0].trigger()
    page.errands.exports.menu.close()
    qtbot.waitUntil(lambda: page.findChild(QMessageBox, "rows_out_box") is not None, timeout=20_000)
    box = page.findChild(QMessageBox, "rows_out_box")
    assert box is not None
    assert "列表.xlsx" in box.text()
    box.close()
    sheet = openpyxl.load_workbook(to).active
    assert "状态：有问题" in sheet["A1"].value
    assert sheet["A1"].value.startswith("练习数据")
    assert sheet.cell(sheet.max_row, 1).value == f"合计 {page.model.rowCount()} 个"
