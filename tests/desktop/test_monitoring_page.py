"""The monitoring grid with real keys: typing, pasting by order and by project, both figures, filters, undo, and the way to the form."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from jxdesk.actions.monitor import EXECUTED, FORECAST
from jxdesk.desktop import amounts, theme
from jxdesk.desktop.monitoring import session
from jxdesk.desktop.monitoring.figures import FiguresDialog
from jxdesk.desktop.monitoring.model import NAME
from jxdesk.desktop.monitoring.month_grid import STILL_READING
from jxdesk.desktop.pages.monitoring import MonitoringPage, MonitoringWish
from jxdesk.desktop.shell import Shell
from jxdesk.desktop.wizard.paste_dialog import PasteDialog
from jxdesk.domain.monitoring.rows import MonitoringFilter, MonitoringRow
from jxdesk.domain.records.treasury import TreasuryFigure
from jxdesk.store.records import treasury

from .conftest import child, settled

WAN = 1_000_000


@pytest.fixture
def page(qtbot: QtBot, shell: Shell) -> MonitoringPage:
    """The grid of a month in which nothing was filled in yet."""
    made = shell.page("monitoring")
    assert isinstance(made, MonitoringPage)
    shell.go("monitoring", MonitoringWish(period=5))
    settled(qtbot, shell)
    qtbot.waitUntil(lambda: made.model.rowCount() > 0)
    return made


def put_cursor(page: MonitoringPage, row: int, field: str) -> None:
    page.grid.setFocus()
    page.grid.put_cursor(page.model.index(row, page.model.column_of(field)))


def click(parent: QWidget, name: str) -> None:
    button = child(parent, name)
    assert isinstance(button, QAbstractButton)
    button.click()


def row(page: MonitoringPage, number: int) -> MonitoringRow:
    return page.model.row_at(number)


def paste(page: MonitoringPage, text: str) -> None:
    QApplication.clipboard().setText(text)
    QTest.keyClick(page.grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


def dialog(qtbot: QtBot, kind: type) -> object:
    def there() -> object:
        return next(
            (one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()), None
        )

    qtbot.waitUntil(lambda: there() is not None)
    return there()


def test_a_figure_is_typed_saved_and_gone_on_from(qtbot: QtBot, shell: Shell, page: MonitoringPage) -> None:
    put_cursor(page, 0, EXECUTED)
    QTest.keyClicks(page.grid.viewport(), "1")
    QTest.keyClicks(QApplication.focusWidget(), ".5")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert page.grid.currentIndex().row() == 1
    settled(qtbot, shell)
    assert row(page, 0).executed_fen == 1_500_000
    assert row(page, 0).filing_id
    assert page.totals.texts[EXECUTED] == "1.50"
    assert row(page, 0).light.reason.startswith("执行率")


def test_a_word_stays_in_red_and_escape_gives_it_up(qtbot: QtBot, shell: Shell, page: MonitoringPage) -> None:
    put_cursor(page, 0, EXECUTED)
    paste(page, "1")
    settled(qtbot, shell)
    QTest.keyClicks(page.grid.viewport(), "x")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    settled(qtbot, shell)
    column = page.model.columns[page.model.column_of(EXECUTED)]
    assert page.model.shown_text(0, column) == "x"
    assert "不是金额" in page.model.tip(0, column)
    put_cursor(page, 0, EXECUTED)
    QTest.keyClick(page.grid, Qt.Key.Key_Escape)
    assert page.model.shown_text(0, column) == "1.00"


def test_a_column_is_pasted_in_order_and_taken_back_in_one_step(
    qtbot: QtBot, shell: Shell, page: MonitoringPage
) -> None:
    put_cursor(page, 0, EXECUTED)
    paste(page, "1\n2\n3\n")
    settled(qtbot, shell)
    assert [row(page, number).executed_fen for number in range(4)] == [WAN, 2 * WAN, 3 * WAN, None]
    QTest.keyClick(page.grid, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, shell)
    assert [row(page, number).executed_fen for number in range(4)] == [None] * 4
    QTest.keyClick(page.grid, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, shell)
    assert row(page, 2).executed_fen == 3 * WAN


def test_a_block_with_codes_goes_to_its_projects_after_a_look(
    qtbot: QtBot, shell: Shell, page: MonitoringPage
) -> None:
    first, third = row(page, 0), row(page, 2)
    put_cursor(page, 5, EXECUTED)
    paste(
        page,
        "项目代码\t累计支出（元）\t全年预计执行数（元）\n"
        f"{third.code}\t30000\t40000\n{first.code}\t10000\t20000\n不认识\t1\t1\n",
    )
    shown = dialog(qtbot, PasteDialog)
    assert isinstance(shown, PasteDialog)
    assert len(shown.plan.refused) == 2
    click(shown, "paste_accept")
    settled(qtbot, shell)
    assert (row(page, 0).executed_fen, row(page, 0).forecast_fen) == (WAN, 2 * WAN)
    assert (row(page, 2).executed_fen, row(page, 2).forecast_fen) == (3 * WAN, 4 * WAN)
    assert row(page, 5).executed_fen is None


def test_ctrl_d_and_delete_work_on_the_selection(qtbot: QtBot, shell: Shell, page: MonitoringPage) -> None:
    put_cursor(page, 0, EXECUTED)
    paste(page, "2")
    settled(qtbot, shell)
    put_cursor(page, 1, EXECUTED)
    QTest.keyClick(page.grid, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, shell)
    assert row(page, 1).executed_fen == 2 * WAN
    QTest.keyClick(page.grid, Qt.Key.Key_Delete)
    settled(qtbot, shell)
    assert row(page, 1).executed_fen is None


def test_both_figures_stand_side_by_side_and_a_person_chooses(
    qtbot: QtBot, shell: Shell, page: MonitoringPage
) -> None:
    put_cursor(page, 0, EXECUTED)
    paste(page, "1\n2")
    settled(qtbot, shell)
    figures = [
        TreasuryFigure(
            id=f"t{number}",
            project_id=row(page, number).project_id,
            year=page.session.year,
            period=5,
            executed_fen=fen,
        )
        for number, fen in ((0, 1_100_000), (1, 2 * WAN))
    ]
    shell.context.workspace.transact(lambda tx: treasury.put_many(tx, figures))
    page.load()
    settled(qtbot, shell)
    assert [row(page, number).differs for number in range(2)] == [True, False]
    index = page.model.index(0, page.model.column_of(EXECUTED))
    look = page.model.look(0, page.model.columns[index.column()])
    assert (look.note, look.mark is not None) == ("不同", True)
    assert not page.grid.isColumnHidden(page.model.column_of("treasury"))
    put_cursor(page, 5, EXECUTED)
    page.buttons.figures_button.click()
    shown = dialog(qtbot, FiguresDialog)
    assert isinstance(shown, FiguresDialog)
    click(shown, "use_filled")
    go = child(shown, "figures_go")
    assert not go.isEnabled(), "another figure than the treasury's wants a reason"
    QTest.keyClicks(child(shown, "figures_reason"), "tui kuan")
    click(shown, "figures_go")
    settled(qtbot, shell)
    assert not row(page, 0).differs
    assert row(page, 0).executed_fen == WAN
    assert row(page, 0).decision.endswith("：tui kuan")


def test_filters_show_what_they_count(qtbot: QtBot, shell: Shell, page: MonitoringPage) -> None:
    every = page.model.rowCount()
    put_cursor(page, 0, EXECUTED)
    paste(page, "0.01")
    settled(qtbot, shell)
    click(page, "monitoring_red")
    assert page.model.rowCount() == 1
    click(page, "monitoring_blank")
    assert page.model.rowCount() == every - 1
    assert page.session.wanted is MonitoringFilter.BLANK
    search = page.find_field()
    search.setText("没有这样的项目")
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.no_match)
    click(page.no_match, "show_all")
    qtbot.waitUntil(lambda: page.model.rowCount() == every)


def test_forecasts_are_filled_with_the_budget_where_they_are_missing(
    qtbot: QtBot, shell: Shell, page: MonitoringPage
) -> None:
    put_cursor(page, 0, EXECUTED)
    paste(page, "1\n2")
    settled(qtbot, shell)
    page.buttons.forecast_button.click()
    settled(qtbot, shell)
    assert row(page, 1).forecast_fen == row(page, 1).budget_fen
    assert row(page, 2).forecast_fen is None


def test_enter_on_a_name_opens_the_projects_own_form(
    qtbot: QtBot, shell: Shell, page: MonitoringPage
) -> None:
    put_cursor(page, 1, "name")
    QTest.keyClick(page.grid, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shell.current == "wizard")
    settled(qtbot, shell)
    shell.go("monitoring")
    settled(qtbot, shell)
    assert row(page, 1).filing_id


def test_another_month_is_another_form(qtbot: QtBot, shell: Shell, page: MonitoringPage) -> None:
    put_cursor(page, 0, EXECUTED)
    paste(page, "1")
    settled(qtbot, shell)
    page.month_choice.period.setCurrentIndex(5)
    settled(qtbot, shell)
    assert page.session.period == 6
    assert row(page, 0).executed_fen is None
    put_cursor(page, 0, FORECAST)
    assert page.month_choice.period.itemText(4).startswith("1—5月　已填")


def shown_as(page: MonitoringPage) -> tuple[int, str, str, bool]:
    """Rows in sight, the words of the sums and of the first filter, and whether the list can be saved."""
    first = page.filters.chips.button(0).text()
    return page.model.rowCount(), page.totals.texts[NAME], first, page.buttons.saving.button.isEnabled()


def test_the_first_rows_of_a_month_come_first_and_nothing_is_added_up_before_the_last(
    qtbot: QtBot, shell: Shell, page: MonitoringPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "FIRST_PORTION", 3)
    seen: list[tuple[int, str, str, bool]] = []
    page.session.begun.connect(lambda: seen.append(shown_as(page)))
    page.session.loaded.connect(lambda: seen.append(shown_as(page)))
    page.session.begun.connect(lambda: put_cursor(page, 2, EXECUTED))
    page.session.begun.connect(lambda: paste(page, "1"))
    told: list[str] = []
    page.context.told.connect(lambda words, *_: told.append(words))
    all_of_it = shown_as(page)
    page.month_choice.period.setCurrentIndex(5)
    settled(qtbot, shell)
    assert seen == [(3, "正在读取…", "全部", False), all_of_it]
    assert all_of_it[0] > 3
    assert STILL_READING in told
    assert row(page, 2).executed_fen is None
    assert page.grid.currentIndex().row() == 2


def test_a_filtered_month_is_shown_when_all_of_it_is_there(
    qtbot: QtBot, shell: Shell, page: MonitoringPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "FIRST_PORTION", 3)
    last = row(page, page.model.rowCount() - 1)
    page.session.show_only(text=last.name)
    kept = page.model.line_ids()
    seen: list[tuple[str, ...]] = []
    page.session.refilled.connect(lambda: seen.append(page.session.shown))
    page.month_choice.period.setCurrentIndex(5)
    settled(qtbot, shell)
    assert last.project_id in kept
    assert seen == [kept]


@pytest.mark.parametrize("width", [1280, 1366])
@pytest.mark.parametrize("large", [False, True], ids=["standard", "large"])
def test_the_names_of_projects_keep_their_room(
    qtbot: QtBot, qapp: QApplication, shell: Shell, *, width: int, large: bool
) -> None:
    theme.apply_theme(qapp, large=large)
    try:
        shell.frame.resize(width, 720)
        shell.go("monitoring", MonitoringWish(period=7))
        settled(qtbot, shell)
        made = shell.pages["monitoring"]
        assert isinstance(made, MonitoringPage)
        grid = made.grid
        assert grid.horizontalScrollBar().maximum() == 0
        assert grid.columnWidth(made.model.column_of("name")) >= 16 * theme.sizes().body
    finally:
        theme.apply_theme(qapp)


@pytest.fixture
def in_yuan(qtbot: QtBot, shell: Shell, page: MonitoringPage) -> Iterator[None]:
    """The grid in 元, changed by the key that changes it everywhere."""
    QTest.keyClick(
        page.grid, Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    settled(qtbot, shell)
    yield
    amounts.show_in_yuan(False)


def test_in_yuan_figures_are_shown_typed_and_pasted_as_yuan(
    qtbot: QtBot, shell: Shell, page: MonitoringPage, in_yuan: None
) -> None:
    column = page.model.columns[page.model.column_of(EXECUTED)]
    put_cursor(page, 0, EXECUTED)
    QTest.keyClicks(page.grid.viewport(), "1")
    QTest.keyClicks(QApplication.focusWidget(), "5000.25")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    paste(page, "20000\n3万元")
    settled(qtbot, shell)
    assert [row(page, number).executed_fen for number in range(3)] == [1_500_025, 2 * WAN, 3 * WAN]
    assert page.model.shown_text(0, column) == "15,000.25"
    assert page.model.edit_text(0, column) == "15000.25"
    assert page.totals.texts[EXECUTED] == "65,000.25"
    assert "元" in page.summary.text()
    assert "万元" not in page.summary.text()


def test_what_is_being_typed_keeps_its_unit_when_the_unit_changes(
    qtbot: QtBot, shell: Shell, page: MonitoringPage
) -> None:
    put_cursor(page, 0, EXECUTED)
    QTest.keyClicks(page.grid.viewport(), "2")
    QTest.keyClick(
        QApplication.focusWidget(),
        Qt.Key.Key_U,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )
    try:
        settled(qtbot, shell)
        assert row(page, 0).executed_fen == 2 * WAN
    finally:
        amounts.show_in_yuan(False)


def test_the_list_is_saved_as_it_is_filtered_with_its_sums(
    qtbot: QtBot, shell: Shell, page: MonitoringPage, tmp_path: Path
) -> None:
    put_cursor(page, 0, EXECUTED)
    paste(page, "0.01\n0.02")
    settled(qtbot, shell)
    click(page, "monitoring_red")
    page.buttons.saving.save(tmp_path / "监控.xlsx")
    settled(qtbot, shell)
    sheet = openpyxl.load_workbook(tmp_path / "监控.xlsx").active
    assert sheet is not None
    cells = [[cell.value for cell in line] for line in sheet.iter_rows()]
    assert "按条件筛选：红灯" in str(cells[0][0])
    assert cells[1][0] == "项目名称"
    assert [line[0] for line in cells[2:]] == [row(page, 0).name, row(page, 1).name, "合计 2 个"]
    assert [line[5] for line in cells[2:]] == [0.01, 0.02, 0.03]
    assert cells[4][4] == pytest.approx(
        ((row(page, 0).budget_fen or 0) + (row(page, 1).budget_fen or 0)) / WAN
    )
