"""Typing into cells: the first key and the first composition replace, Enter in a composition never leaves."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from jxdesk.desktop.context import Context
from jxdesk.desktop.wizard.editors import ChoiceEditor, LineEditor, LongEditor
from jxdesk.desktop.wizard.filing_wizard import FilingWizard
from jxdesk.desktop.wizard.indicator_grid import IndicatorGrid
from jxdesk.desktop.wizard.session import FilingSession
from jxdesk.domain.templates.wizard_flow import WizardPage

from .conftest import at, choose, compose, go, on_disk, press, shown, wait_saved


def test_typing_on_a_cell_replaces_what_it_holds(qtbot: QtBot, grid: IndicatorGrid) -> None:
    go(grid, 0, "name")
    qtbot.keyClicks(grid, "N")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert shown(grid, 0, "name") == "N"


@pytest.mark.parametrize("field", ["name", "unit", "comparator", "deviation_reason", "actual"])
def test_the_first_composition_opens_the_editor_and_is_kept_whole(
    qtbot: QtBot, grid: IndicatorGrid, field: str
) -> None:
    go(grid, 0, field)
    compose("ni")
    editor = grid.delegate.editor
    assert isinstance(editor, LineEditor | LongEditor)
    compose("ni hao")
    choose("定性")
    assert editor.cell_text() == "定性"
    press(editor, Qt.Key.Key_Return)
    assert shown(grid, 0, field) == "定性"


def test_enter_while_composing_stays_with_the_input_method(qtbot: QtBot, grid: IndicatorGrid) -> None:
    go(grid, 0, "name")
    compose("yang hu")
    editor = grid.delegate.editor
    for target in (grid, editor):
        press(target, Qt.Key.Key_Return)
        press(target, Qt.Key.Key_Tab)
        press(target, Qt.Key.Key_Escape)
    assert grid.delegate.editor is editor
    assert at(grid) == (0, "name")
    assert shown(grid, 0, "name") == "养护农村公路里程"
    choose("养护里程")
    press(editor, Qt.Key.Key_Return)
    assert shown(grid, 0, "name") == "养护里程"
    assert at(grid) == (1, "name")


def test_words_being_composed_are_kept_when_the_page_is_left(
    qtbot: QtBot, grid: IndicatorGrid, wizard: FilingWizard, session: FilingSession, context: Context
) -> None:
    go(grid, 0, "deviation_reason")
    compose("雨季")
    wizard.step_on()
    assert wizard.page is WizardPage.PROBLEMS
    assert session.content.indicator_lines[0].deviation_reason == "雨季"
    wait_saved(qtbot, session)
    assert on_disk(context).content.indicator_lines[0].deviation_reason == "雨季"


def test_a_click_beside_the_cell_keeps_the_words_being_composed(
    qtbot: QtBot, grid: IndicatorGrid, wizard: FilingWizard, session: FilingSession
) -> None:
    go(grid, 0, "name")
    compose("里程")
    wizard.footer.next_step.setFocus(Qt.FocusReason.MouseFocusReason)
    qtbot.waitUntil(lambda: session.content.indicator_lines[0].name == "里程")


def test_composing_in_the_overall_target_is_kept_when_leaving(
    qtbot: QtBot, wizard: FilingWizard, session: FilingSession
) -> None:
    wizard.show_page(WizardPage.GOALS)
    wizard.views[WizardPage.GOALS].focus_first()
    qtbot.keyClicks(QApplication.focusWidget(), "A")
    compose("完成")
    wizard.step_on()
    assert session.content.answers["actual_goal"] == "A完成"


def test_f2_goes_on_with_a_long_text_and_enter_commits_it(qtbot: QtBot, grid: IndicatorGrid) -> None:
    go(grid, 0, "deviation_reason")
    grid.model_.setData(grid.currentIndex(), "雨季推迟")
    press(grid, Qt.Key.Key_F2)
    editor = QApplication.focusWidget()
    assert isinstance(editor, LongEditor)
    choose("了")
    press(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    choose("明年补")
    press(editor, Qt.Key.Key_Return)
    assert grid.model_.line(0).deviation_reason == "雨季推迟了\n明年补"  # type: ignore[union-attr]


def test_escape_gives_up_what_was_typed(qtbot: QtBot, grid: IndicatorGrid, session: FilingSession) -> None:
    go(grid, 0, "actual")
    qtbot.keyClicks(grid, "99")
    press(None, Qt.Key.Key_Escape)
    assert shown(grid, 0, "actual") == ""
    assert not session.stack.canUndo()
    assert QApplication.focusWidget() is grid


def test_full_width_digits_become_plain_when_committed(qtbot: QtBot, grid: IndicatorGrid) -> None:
    go(grid, 3, "actual")
    compose("９")
    choose("９２．５％")
    press(None, Qt.Key.Key_Return)
    assert shown(grid, 3, "actual") == "92.5%"


def test_a_sign_can_be_typed_as_two_letters_or_chosen_from_the_list(
    qtbot: QtBot, grid: IndicatorGrid
) -> None:
    go(grid, 0, "comparator")
    qtbot.keyClicks(grid, "<")
    editor = QApplication.focusWidget()
    assert isinstance(editor, ChoiceEditor)
    assert editor.popup.isVisible()
    qtbot.keyClicks(editor, "=")
    press(editor, Qt.Key.Key_Return)
    assert shown(grid, 0, "comparator") == "≤"
    go(grid, 0, "comparator")
    press(grid, Qt.Key.Key_F2)
    editor = QApplication.focusWidget()
    assert isinstance(editor, ChoiceEditor)
    press(editor, Qt.Key.Key_Down)
    press(editor, Qt.Key.Key_Return)
    assert shown(grid, 0, "comparator") == "="


def test_a_click_in_the_list_takes_the_answer(qtbot: QtBot, grid: IndicatorGrid) -> None:
    go(grid, 0, "comparator")
    press(grid, Qt.Key.Key_F2)
    editor = QApplication.focusWidget()
    assert isinstance(editor, ChoiceEditor)
    item = editor.popup.item(5)
    qtbot.mouseClick(
        editor.popup.viewport(), Qt.MouseButton.LeftButton, pos=editor.popup.visualItemRect(item).center()
    )
    assert shown(grid, 0, "comparator") == "定性"
    assert not editor.popup.isVisible()


def test_a_double_click_opens_the_editor_under_the_cursor(qtbot: QtBot, grid: IndicatorGrid) -> None:
    go(grid, 0, "actual")
    place = grid.visualRect(grid.currentIndex()).center()
    qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseDClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
    editor = QApplication.focusWidget()
    assert isinstance(editor, LineEditor)
    compose("186")
    choose("186")
    press(editor, Qt.Key.Key_Tab)
    assert shown(grid, 0, "actual") == "186"
    assert at(grid) == (0, "weight")


@pytest.mark.parametrize("column", ["name", "actual", "deviation_reason"])
def test_the_candidates_of_the_first_composition_hang_under_its_editor(
    grid: IndicatorGrid, column: str
) -> None:
    go(grid, 1, column)
    compose("nihao")
    editor = grid.delegate.editor
    assert editor is not None
    assert QApplication.focusWidget() is grid
    place = grid.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle)
    assert isinstance(place, QRect | QRectF)
    room = QRect(editor.mapTo(grid, QPoint()), editor.size())
    assert QRectF(room).contains(QRectF(place).center())
