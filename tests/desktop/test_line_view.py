"""Progress of indicators with real keys: all projects in one grid, typed, chosen, pasted, taken back, and back to the figures."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from jxdesk.actions.monitor import EXECUTED
from jxdesk.desktop.monitoring.line_model import ACTUAL, FORECAST, INDICATOR, LIKELIHOOD, PROJECT
from jxdesk.desktop.pages.monitoring import MonitoringPage, MonitoringWish
from jxdesk.desktop.shell import Shell
from jxdesk.desktop.wizard.paste_dialog import PasteDialog
from jxdesk.domain.findings import Severity
from jxdesk.domain.monitoring.line_rows import LineFilter, LineRow

from .conftest import settled
from .test_monitoring_page import click, dialog, put_cursor

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(qtbot: QtBot, shell: Shell) -> MonitoringPage:
    """The indicators of a month in which nothing was filled in yet."""
    made = shell.page("monitoring")
    assert isinstance(made, MonitoringPage)
    shell.go("monitoring", MonitoringWish(period=5))
    settled(qtbot, shell)
    qtbot.waitUntil(lambda: made.model.rowCount() > 0)
    put_cursor(made, 0, EXECUTED)
    QTest.keyClick(made.grid, Qt.Key.Key_I, CTRL)
    settled(qtbot, shell)
    qtbot.waitUntil(lambda: made.lines.model.rowCount() > 0)
    return made


def row(page: MonitoringPage, number: int) -> LineRow:
    return page.lines.model.row_at(number)


def put(page: MonitoringPage, number: int, field: str) -> None:
    page.lines.grid.setFocus()
    page.lines.grid.put_cursor(page.lines.model.index(number, page.lines.model.column_of(field)))


def paste(page: MonitoringPage, text: str) -> None:
    QApplication.clipboard().setText(text)
    QTest.keyClick(page.lines.grid, Qt.Key.Key_V, CTRL)


def shown(page: MonitoringPage, number: int, field: str) -> str:
    model = page.lines.model
    return model.shown_text(number, model.columns[model.column_of(field)])


def numeric(page: MonitoringPage) -> int:
    """The first indicator with a number to reach."""
    rows = range(page.lines.model.rowCount())
    return next(number for number in rows if row(page, number).line.target is not None)


def test_progress_is_typed_for_a_project_whose_form_is_not_begun(
    qtbot: QtBot, shell: Shell, page: MonitoringPage
) -> None:
    assert page.shows_lines
    assert {row(page, n).project_id for n in range(page.lines.model.rowCount())} <= set(page.session.rows)
    first = row(page, 0)
    assert not page.session.rows[first.project_id].filing_id
    put(page, 0, ACTUAL)
    QTest.keyClicks(page.lines.grid.viewport(), "3")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert page.lines.grid.currentIndex().row() == 1
    settled(qtbot, shell)
    assert row(page, 0).line.actual_text == "3"
    assert row(page, 0).id == first.id
    assert page.session.rows[first.project_id].filing_id


def test_two_columns_are_pasted_in_order_and_taken_back_in_one_step(
    qtbot: QtBot, shell: Shell, page: MonitoringPage
) -> None:
    put(page, 0, ACTUAL)
    paste(page, "1\t2\n3\t4\n")
    settled(qtbot, shell)
    assert [(row(page, n).line.actual_text, row(page, n).line.forecast_text) for n in range(3)] == [
        ("1", "2"),
        ("3", "4"),
        ("", ""),
    ]
    QTest.keyClick(page.lines.grid, Qt.Key.Key_Z, CTRL)
    settled(qtbot, shell)
    assert [row(page, n).line.actual_text for n in range(2)] == ["", ""]
    assert not page.session.rows[row(page, 0).project_id].filing_id
    QTest.keyClick(page.lines.grid, Qt.Key.Key_Y, CTRL)
    settled(qtbot, shell)
    assert row(page, 1).line.forecast_text == "4"


def test_a_block_with_names_goes_to_its_indicators_after_a_look(
    qtbot: QtBot, shell: Shell, page: MonitoringPage
) -> None:
    last = page.lines.model.rowCount() - 1
    names = [(page.session.rows[row(page, n).project_id].name, row(page, n).name) for n in (last, 0)]
    put(page, 0, PROJECT)
    paste(
        page,
        "项目名称\t三级指标\t1—5月完成情况\t全年预计\n"
        f"{names[0][0]}\t{names[0][1]}\t7\t9\n{names[1][0]}\t{names[1][1]}\t5\t6\n没有的项目\t{names[1][1]}\t1\t1\n",
    )
    look = dialog(qtbot, PasteDialog)
    assert isinstance(look, PasteDialog)
    assert len(look.plan.refused) == 2
    click(look, "paste_accept")
    settled(qtbot, shell)
    assert (row(page, last).line.actual_text, row(page, last).line.forecast_text) == ("7", "9")
    assert (row(page, 0).line.actual_text, row(page, 0).line.forecast_text) == ("5", "6")


def test_what_a_missed_target_asks_for_is_marked_chosen_and_counted(
    qtbot: QtBot, shell: Shell, page: MonitoringPage
) -> None:
    model, number = page.lines.model, numeric(page)
    put(page, number, ACTUAL)
    paste(page, "0\t0")
    settled(qtbot, shell)
    likelihood = model.columns[model.column_of(LIKELIHOOD)]
    look = model.look(number, likelihood)
    assert (look.hint, look.mark) == ("要选", Severity.WARNING)
    assert page.lines.session.counts()[LineFilter.UNEXPLAINED] >= 1
    put(page, number, LIKELIHOOD)
    QTest.keyClick(page.lines.grid, Qt.Key.Key_F2)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    settled(qtbot, shell)
    assert shown(page, number, LIKELIHOOD) == "有可能"
    click(page.lines, "line_unexplained")
    assert row(page, 0).is_unexplained


def test_a_word_that_is_no_likelihood_stays_in_red_and_escape_gives_it_up(
    qtbot: QtBot, shell: Shell, page: MonitoringPage
) -> None:
    put(page, 0, LIKELIHOOD)
    QTest.keyClicks(page.lines.grid.viewport(), "x")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    settled(qtbot, shell)
    model = page.lines.model
    column = model.columns[model.column_of(LIKELIHOOD)]
    assert model.look(0, column).mark is Severity.ERROR
    assert "从列表里选" in model.tip(0, column)
    put(page, 0, LIKELIHOOD)
    QTest.keyClick(page.lines.grid, Qt.Key.Key_Escape)
    assert shown(page, 0, LIKELIHOOD) == ""


def test_only_the_selected_projects_are_listed_and_all_again_on_demand(
    qtbot: QtBot, shell: Shell, page: MonitoringPage
) -> None:
    QTest.keyClick(page.lines.grid, Qt.Key.Key_I, CTRL)
    assert not page.shows_lines
    everything = len(page.lines.session.rows)
    ids = [page.model.line_id(number) for number in range(2)]
    page.grid.selectAll()
    put_cursor(page, 0, EXECUTED)
    QTest.keyClick(page.grid, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    click(page, "lines_button")
    settled(qtbot, shell)
    assert {one.project_id for one in page.lines.session.shown_rows()} <= set(ids)
    assert "2 个项目" in page.lines.only_words.text()
    click(page.lines, "line_all")
    settled(qtbot, shell)
    assert len(page.lines.session.rows) == everything


def test_the_search_finds_projects_and_indicators(qtbot: QtBot, shell: Shell, page: MonitoringPage) -> None:
    wanted = row(page, 0).name
    page.search.setText(wanted)
    qtbot.waitUntil(lambda: page.session.text == wanted)
    names = {one.name for one in page.lines.session.shown_rows()}
    assert wanted in names
    assert page.shows_lines


def test_target_is_filled_in_as_forecast_where_something_was_reached(
    qtbot: QtBot, shell: Shell, page: MonitoringPage
) -> None:
    number = numeric(page)
    put(page, number, ACTUAL)
    paste(page, "1")
    settled(qtbot, shell)
    click(page.lines, "line_forecast_button")
    settled(qtbot, shell)
    assert row(page, number).line.forecast == row(page, number).line.target
    assert sum(bool(one.line.forecast_text) for one in page.lines.session.rows.values()) == 1


def test_a_figure_and_progress_share_one_line_of_steps(
    qtbot: QtBot, shell: Shell, page: MonitoringPage
) -> None:
    project_id = row(page, 0).project_id
    put(page, 0, FORECAST)
    paste(page, "8")
    settled(qtbot, shell)
    click(page.lines, "line_back")
    put_cursor(page, page.model.line_ids().index(project_id), EXECUTED)
    QApplication.clipboard().setText("2")
    QTest.keyClick(page.grid, Qt.Key.Key_V, CTRL)
    settled(qtbot, shell)
    QTest.keyClick(page.grid, Qt.Key.Key_Z, CTRL)
    settled(qtbot, shell)
    QTest.keyClick(page.grid, Qt.Key.Key_Z, CTRL)
    settled(qtbot, shell)
    assert not page.session.rows[project_id].filing_id
    click(page, "lines_button")
    settled(qtbot, shell)
    assert row(page, 0).line.forecast_text == ""


def test_the_list_leaves_with_headings_that_can_be_pasted_back(
    qtbot: QtBot, shell: Shell, page: MonitoringPage, tmp_path: Path
) -> None:
    to = tmp_path / "指标.xlsx"
    page.lines.saving.save(to)
    settled(qtbot, shell)
    sheet = openpyxl.load_workbook(to).active
    assert sheet is not None
    table = [[str(cell.value or "") for cell in line] for line in sheet.iter_rows()]
    head = next(number for number, line in enumerate(table) if line[0] == "项目名称")
    wanted = table[head]
    filled = table[head + 1]
    filled[wanted.index("1—5月完成情况")] = "12"
    put(page, 0, INDICATOR)
    paste(page, "\t".join(wanted) + "\n" + "\t".join(filled) + "\n")
    click(dialog(qtbot, PasteDialog), "paste_accept")  # type: ignore[arg-type]
    settled(qtbot, shell)
    assert row(page, 0).line.actual_text == "12"


def test_enter_on_a_name_opens_the_form(qtbot: QtBot, shell: Shell, page: MonitoringPage) -> None:
    put(page, 0, INDICATOR)
    QTest.keyClick(page.lines.grid, Qt.Key.Key_Return)
    settled(qtbot, shell)
    assert shell.current == "wizard"
