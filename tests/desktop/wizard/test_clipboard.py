"""Blocks from and to Excel and WPS: quoted cells, line breaks, codes as text; a look first where the shape differs."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QTableWidget
from pytestqt.qtbot import QtBot

from jxdesk.desktop.context import Context
from jxdesk.desktop.wizard.clipboard import block_from_mime, mime_from_block, read_block
from jxdesk.desktop.wizard.filing_wizard import FilingWizard
from jxdesk.desktop.wizard.indicator_grid import IndicatorGrid
from jxdesk.desktop.wizard.money_grid import MoneyGrid
from jxdesk.desktop.wizard.paste_dialog import PasteDialog
from jxdesk.desktop.wizard.problems_page import ProblemsPage
from jxdesk.desktop.wizard.session import FilingSession
from jxdesk.domain.templates.wizard_flow import WizardPage

from .conftest import go, press, shown

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("a\tb\r\nc\td\r\n", (("a", "b"), ("c", "d"))),
        ('"第一行\n第二行"\tb\r\n', (("第一行\n第二行", "b"),)),
        ('"他说""好"""\tb', (('他说"好"', "b"),)),
        ('"三公"经费\t5', (('"三公"经费', "5"),)),
        ("a\t\n\tb", (("a", ""), ("", "b"))),
        ("a\t", (("a", ""),)),
        ("a\nb\tc\n", (("a", ""), ("b", "c"))),
        ("一格", (("一格",),)),
        ("", ()),
        ("\n\n", ()),
        ('"没有收尾\tb', (('"没有收尾', "b"),)),
    ],
)
def test_text_from_a_spreadsheet_is_read_cell_by_cell(text: str, block: object) -> None:
    assert read_block(text) == block


def test_the_text_wins_over_html_which_may_carry_hashes_for_narrow_columns() -> None:
    mime = QMimeData()
    mime.setText("735703.52\t10\r\n")
    mime.setHtml("<table><tr><td>####</td><td>10</td></tr></table>")
    assert block_from_mime(mime) == (("735703.52", "10"),)


def test_what_is_copied_reads_back_the_same() -> None:
    block = (("53239926T000000000001", '说"好"'), ("第一行\n第二行", "a\tb"))
    assert read_block(mime_from_block(block).text()) == block


def test_codes_and_words_are_marked_as_text_for_excel() -> None:
    html = mime_from_block((("530000260000000010", "12.5"),), text_columns=(0,)).html()
    first, second = html.split("<td")[1:]
    assert 'mso-number-format:"\\@"' in first
    assert "mso-number-format" not in second
    assert "<script>" not in mime_from_block((("<script>",),)).html()


def test_a_copied_block_holds_what_the_screen_shows(qtbot: QtBot, grid: IndicatorGrid) -> None:
    go(grid, 0, "target")
    press(grid, Qt.Key.Key_Down, SHIFT)
    press(grid, Qt.Key.Key_Right, SHIFT)
    press(grid, Qt.Key.Key_C, CONTROL)
    mime = QGuiApplication.clipboard().mimeData()
    assert block_from_mime(mime) == (("186", "公里"), ("12", "处"))
    assert 'mso-number-format:"\\@"' in mime.html()


def test_a_block_of_the_right_shape_lands_at_once(
    qtbot: QtBot, grid: IndicatorGrid, session: FilingSession
) -> None:
    QGuiApplication.clipboard().setText("１９０\r\n12处\r\n0.52\r\n９５％\r\n明显改善\r\n")
    go(grid, 0, "actual")
    press(grid, Qt.Key.Key_V, CONTROL)
    lines = session.content.indicator_lines
    assert [line.actual for line in lines] == [Decimal(190), Decimal(12), Decimal("0.52"), Decimal(95), None]
    assert [shown(grid, row, "actual") for row in range(5)] == ["190", "12处", "0.52", "95%", "明显改善"]
    session.stack.undo()
    assert all(line.actual_text == "" for line in session.content.indicator_lines)


def dialog_of(wizard: FilingWizard) -> PasteDialog:
    found = wizard.window().findChild(PasteDialog)
    assert found is not None
    assert found.isVisible()
    QTest.keyRelease(found, Qt.Key.Key_Control)
    return found


def test_another_shape_is_shown_first_and_rejects_stay_red_in_a_list(
    qtbot: QtBot, grid: IndicatorGrid, wizard: FilingWizard, session: FilingSession
) -> None:
    text = '三级指标\t实际完成值\t分值\t备注\r\n里程\t"190\n公里"\t二十\t见附件\r\n路段\t12\t15\t\r\n'
    QGuiApplication.clipboard().setText(text)
    go(grid, 0, "name")
    press(grid, Qt.Key.Key_V, CONTROL)
    dialog = dialog_of(wizard)
    assert session.content.indicator_lines[0].name == "养护农村公路里程"
    table = dialog.findChild(QTableWidget, "paste_table")
    assert table is not None
    assert table.horizontalHeaderItem(1).text() == "实际完成"
    assert "会填 5 格" in dialog.findChild(object, "paste_summary").text()
    dialog.findChild(QPushButton, "paste_accept").click()
    first, second = session.content.indicator_lines[:2]
    assert (first.name, first.actual, first.weight) == ("里程", Decimal(190), Decimal(20))
    assert (second.name, second.actual_text, second.weight) == ("路段", "12", Decimal(15))
    assert shown(grid, 0, "weight") == "二十"
    messages = [finding.message for finding in session.findings]
    assert any("二十" in message for message in messages)
    assert any("见附件" in message for message in messages)


def test_a_paste_that_is_called_off_changes_nothing(
    qtbot: QtBot, grid: IndicatorGrid, wizard: FilingWizard, session: FilingSession
) -> None:
    before = session.content
    QGuiApplication.clipboard().setText("甲\r\n乙\r\n丙\r\n丁\r\n戊\r\n己\r\n庚")
    go(grid, 0, "name")
    press(grid, Qt.Key.Key_V, CONTROL)
    dialog_of(wizard).findChild(QPushButton, "paste_reject").click()
    assert session.content is before


def test_rows_beyond_the_last_become_lines_and_one_undo_takes_them_back(
    qtbot: QtBot, grid: IndicatorGrid, wizard: FilingWizard, session: FilingSession
) -> None:
    QGuiApplication.clipboard().setText("甲\t≥\t3\r\n乙\t≤\t5")
    go(grid, 4, "name")
    press(grid, Qt.Key.Key_V, CONTROL)
    dialog_of(wizard).findChild(QPushButton, "paste_accept").click()
    assert len(session.content.indicator_lines) == 6
    assert shown(grid, 5, "comparator") == "≤"
    session.stack.undo()
    assert len(session.content.indicator_lines) == 5


def test_one_copied_cell_fills_the_whole_selection(
    qtbot: QtBot, grid: IndicatorGrid, session: FilingSession
) -> None:
    QGuiApplication.clipboard().setText("100%")
    go(grid, 0, "actual")
    press(grid, Qt.Key.Key_Down, SHIFT)
    press(grid, Qt.Key.Key_V, CONTROL)
    assert [line.actual_text for line in session.content.indicator_lines[:3]] == ["100%", "100%", ""]


def test_money_from_excel_is_read_with_separators_and_units(
    qtbot: QtBot, money: MoneyGrid, session: FilingSession
) -> None:
    QGuiApplication.clipboard().setText(
        "1,284,000.00\t１２８．４万元\t1106808元\r\n1284000\t1284000\t1106808\r\n"
    )
    go(money, 0, "original_budget")
    press(money, Qt.Key.Key_V, CONTROL)
    total = session.content.money_lines[0]
    assert (total.original_budget_fen, total.revised_budget_fen, total.executed_fen) == (
        128_400_000,
        128_400_000,
        110_680_800,
    )
    assert session.scorecard.execution.computed == Decimal("8.62")


def test_what_a_paste_left_over_is_put_away_by_the_clerk(
    qtbot: QtBot, grid: IndicatorGrid, wizard: FilingWizard, session: FilingSession
) -> None:
    QGuiApplication.clipboard().setText("原因\t多出来的字")
    go(grid, 0, "deviation_reason")
    press(grid, Qt.Key.Key_V, CONTROL)
    dialog_of(wizard).findChild(QPushButton, "paste_accept").click()
    wizard.show_page(WizardPage.PROBLEMS)
    assert [finding.message for finding in session.leftovers] == ["粘贴时没有地方放：“多出来的字”"]
    page = wizard.views[WizardPage.PROBLEMS]
    assert isinstance(page, ProblemsPage)
    card = next(card for card in page.problems.cards if card.finding in session.leftovers)
    card.button.click()
    assert session.leftovers == []


def test_pasting_from_an_empty_clipboard_says_what_to_do_first(
    qtbot: QtBot, context: Context, grid: IndicatorGrid
) -> None:
    go(grid, 0, "actual")
    QGuiApplication.clipboard().clear()
    with qtbot.waitSignal(context.told) as told:
        grid.paste()
    assert "剪贴板里没有可以粘贴的内容" in told.args[0]
