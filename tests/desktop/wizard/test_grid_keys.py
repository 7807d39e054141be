"""The keys of the grids: down, right, fill, clear, today, and rows put in, taken out and moved."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from jxdesk.desktop.wizard.editors import ChoiceEditor
from jxdesk.desktop.wizard.filing_wizard import FilingWizard
from jxdesk.desktop.wizard.indicator_grid import JUDGE_HINT, IndicatorGrid
from jxdesk.desktop.wizard.money_grid import MoneyGrid
from jxdesk.desktop.wizard.session import FilingSession
from jxdesk.domain.records.filings import MoneyKey

from .conftest import at, go, press, shown, type_text

CONTROL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def test_the_cursor_starts_at_the_first_result_that_is_asked_for(grid: IndicatorGrid) -> None:
    assert at(grid) == (0, "actual")
    assert QApplication.focusWidget() is grid


def test_enter_goes_down_and_shift_enter_up(grid: IndicatorGrid) -> None:
    go(grid, 0, "actual")
    press(grid, Qt.Key.Key_Return)
    assert at(grid) == (1, "actual")
    press(grid, Qt.Key.Key_Return, SHIFT)
    assert at(grid) == (0, "actual")
    assert len(grid.selectedIndexes()) == 1


def test_enter_on_a_merged_cell_goes_past_all_its_rows(grid: IndicatorGrid) -> None:
    go(grid, 0, "level1")
    assert grid.rowSpan(0, 0) == 3
    press(grid, Qt.Key.Key_Return)
    assert at(grid) == (3, "level1")


def test_tab_goes_right_and_on_in_the_next_row(grid: IndicatorGrid) -> None:
    go(grid, 0, "score")
    press(grid, Qt.Key.Key_Tab)
    assert at(grid) == (0, "deviation_reason")
    press(grid, Qt.Key.Key_Tab)
    assert at(grid) == (1, "level1")
    press(grid, Qt.Key.Key_Backtab, SHIFT)
    assert at(grid) == (0, "deviation_reason")


def test_tab_skips_what_is_worked_out(money: MoneyGrid) -> None:
    go(money, 0, "weight")
    press(money, Qt.Key.Key_Tab)
    assert at(money) == (1, "original_budget")


def test_typing_down_a_column_needs_only_digits_and_enter(qtbot: QtBot, grid: IndicatorGrid) -> None:
    go(grid, 0, "actual")
    for value in ("190", "12", "0.52", "95%"):
        type_text(value)
        press(None, Qt.Key.Key_Return)
    assert [shown(grid, row, "actual") for row in range(4)] == ["190", "12", "0.52", "95%"]
    assert at(grid) == (4, "actual")


def test_control_d_takes_the_cell_above_or_fills_the_selection(qtbot: QtBot, grid: IndicatorGrid) -> None:
    go(grid, 0, "unit")
    press(grid, Qt.Key.Key_Down)
    press(grid, Qt.Key.Key_D, CONTROL)
    assert shown(grid, 1, "unit") == "公里"
    press(grid, Qt.Key.Key_Down, SHIFT)
    press(grid, Qt.Key.Key_D, CONTROL)
    assert shown(grid, 2, "unit") == "公里"
    assert shown(grid, 3, "unit") == "%"


def test_delete_empties_the_whole_selection_in_one_step(grid: IndicatorGrid, session: FilingSession) -> None:
    go(grid, 0, "weight")
    press(grid, Qt.Key.Key_Down, SHIFT)
    press(grid, Qt.Key.Key_Delete)
    assert [shown(grid, row, "weight") for row in range(3)] == ["", "", "20"]
    session.stack.undo()
    assert [shown(grid, row, "weight") for row in range(3)] == ["20", "20", "20"]


def test_control_semicolon_writes_today_as_papers_do(grid: IndicatorGrid) -> None:
    go(grid, 0, "actual")
    press(grid, Qt.Key.Key_Semicolon, CONTROL)
    today = dt.date.today()  # noqa: DTZ011 - the same day as the grid's
    assert shown(grid, 0, "actual") == f"{today.year}年{today.month}月{today.day}日"


def test_the_empty_row_below_becomes_a_line_when_typed_into(
    qtbot: QtBot, grid: IndicatorGrid, session: FilingSession
) -> None:
    go(grid, 5, "name")
    qtbot.keyClicks(grid, "A")
    press(None, Qt.Key.Key_Return)
    assert len(session.content.indicator_lines) == 6
    made = session.content.indicator_lines[5]
    assert (made.name, made.level1) == ("A", "效益指标")
    assert grid.model_.rowCount() == 7
    session.stack.undo()
    assert len(session.content.indicator_lines) == 5


def test_rows_are_put_in_taken_out_and_moved_by_keys(
    wizard: FilingWizard, grid: IndicatorGrid, session: FilingSession
) -> None:
    go(grid, 1, "name")
    press(grid, Qt.Key.Key_Plus, CONTROL)
    assert [line.id for line in session.content.indicator_lines][2] == "line-2"
    assert at(grid) == (1, "name")
    press(grid, Qt.Key.Key_Minus, CONTROL)
    assert [line.id for line in session.content.indicator_lines] == [f"line-{n}" for n in range(1, 6)]
    go(grid, 0, "name")
    press(grid, Qt.Key.Key_Down, ALT | SHIFT)
    assert [line.id for line in session.content.indicator_lines][:2] == ["line-2", "line-1"]
    assert at(grid) == (1, "name")
    press(grid, Qt.Key.Key_Up, ALT | SHIFT)
    assert [line.id for line in session.content.indicator_lines][:2] == ["line-1", "line-2"]


def test_a_level_typed_into_a_merged_cell_changes_every_row_of_it(
    grid: IndicatorGrid, session: FilingSession
) -> None:
    go(grid, 0, "level1")
    grid.model_.setData(grid.currentIndex(), "成本指标")
    assert [line.level1 for line in session.content.indicator_lines[:4]] == ["成本指标"] * 3 + ["满意度指标"]
    assert shown(grid, 0, "level1") == "成本"


def test_money_counts_the_rate_and_its_points_as_it_is_typed(qtbot: QtBot, money: MoneyGrid) -> None:
    go(money, 0, "revised_budget")
    type_text("1284000")
    press(None, Qt.Key.Key_Tab)
    type_text("1106808")
    press(None, Qt.Key.Key_Return)
    assert (shown(money, 0, "rate"), shown(money, 0, "score")) == ("86.20%", "8.62")


def test_wan_typed_into_a_form_in_yuan_is_converted(qtbot: QtBot, money: MoneyGrid) -> None:
    go(money, 0, "executed")
    money.model_.setData(money.currentIndex(), "110.68万元")
    assert shown(money, 0, "executed") == "1,106,800.00"


def test_a_money_row_that_the_filing_lacks_is_made_when_typed_into(
    money: MoneyGrid, session: FilingSession
) -> None:
    carry = next(line for line in session.content.money_lines if line.key is MoneyKey.CARRY_OVER)
    from jxdesk.domain.filling.editing import RemoveLine

    session.commit((RemoveLine(line_id=carry.id),), label="x")
    go(money, 2, "executed")
    money.model_.setData(money.currentIndex(), "5")
    made = next(line for line in session.content.money_lines if line.key is MoneyKey.CARRY_OVER)
    assert made.executed_fen == 500
    assert [line.key for line in session.content.money_lines] == [
        MoneyKey.TOTAL,
        MoneyKey.FISCAL,
        MoneyKey.CARRY_OVER,
        MoneyKey.OTHER,
    ]


def test_the_points_of_execution_are_typed_in_the_total_row_alone(
    money: MoneyGrid, session: FilingSession
) -> None:
    go(money, 0, "weight")
    money.model_.setData(money.currentIndex(), "20")
    assert session.content.execution_weight == 20
    below = money.model_.index(1, money.model_.column_of("weight"))
    assert not money.model_.flags(below) & Qt.ItemFlag.ItemIsEditable
    assert shown(money, 1, "weight") == "—"


def test_a_selection_shows_its_sum(qtbot: QtBot, grid: IndicatorGrid, wizard: FilingWizard) -> None:
    go(grid, 0, "weight")
    with qtbot.waitSignal(wizard.context.summed) as told:
        press(grid, Qt.Key.Key_Down, SHIFT)
    assert "求和 40.00" in told.args[0]


def test_a_target_in_words_is_judged_by_choosing_and_goes_on_with_the_word(
    grid: IndicatorGrid, session: FilingSession
) -> None:
    go(grid, 4, "score")
    assert grid.model_.hint(4, grid.model_.columns[grid.model_.column_of("score")]) == JUDGE_HINT
    press(grid, Qt.Key.Key_F2)
    editor = grid.delegate.editor
    assert isinstance(editor, ChoiceEditor)
    assert [value for value, _ in editor.choices] == ["达成", "部分达成", "未达成"]
    press(None, Qt.Key.Key_Down)
    press(None, Qt.Key.Key_Down)
    press(None, Qt.Key.Key_Return)
    assert session.content.indicator_lines[4].judged_percent == 70
    go(grid, 4, "score")
    assert grid.model_.note(4, grid.model_.columns[grid.model_.column_of("score")]) == "部分达成"
    press(grid, Qt.Key.Key_F2)
    assert isinstance(grid.delegate.editor, ChoiceEditor)
    assert grid.delegate.editor.text() == "部分达成"
    press(None, Qt.Key.Key_Escape)
    assert session.content.indicator_lines[4].judged_percent == 70


def test_a_judged_score_is_also_typed_or_pasted_as_word_percent_or_points(
    grid: IndicatorGrid, session: FilingSession
) -> None:
    for text, percent in (("未达成", 30), ("85%", 85), ("15", 100)):
        go(grid, 4, "score")
        QApplication.clipboard().setText(text)
        press(grid, Qt.Key.Key_V, CONTROL)
        assert session.content.indicator_lines[4].judged_percent == percent
    go(grid, 4, "score")
    press(grid, Qt.Key.Key_F2)
    assert isinstance(grid.delegate.editor, ChoiceEditor)
    assert grid.delegate.editor.text() == "达成"
