"""The first start: what a person can get wrong before anything is set up."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from jxdesk.desktop.dialogs.chinese_try import HELP_ELSEWHERE, HELP_ON_WINDOWS, Arrived, arrived, verdict
from jxdesk.desktop.dialogs.first_run import BEGIN, TRY, WHO, FirstRunDialog
from jxdesk.desktop.dialogs.office_form import OfficeForm
from jxdesk.domain.records.offices import OfficeLevel


@pytest.fixture
def dialog(qtbot: QtBot, tmp_path: Path) -> FirstRunDialog:
    """The assistant, on the page that asks for the folder and the passphrase."""
    made = FirstRunDialog(tmp_path / "数据")
    qtbot.addWidget(made)
    made._show_page(BEGIN)
    return made


def test_a_passphrase_may_be_left_out(dialog: FirstRunDialog) -> None:
    assert dialog.next_button.isEnabled()
    assert dialog.passphrase_note.text() == ""


@pytest.mark.parametrize(
    ("first", "again", "words"),
    [
        ("三个字", "", "口令还差 5 个字。"),
        ("春江花月夜又一年", "", "请再写一遍，免得写错了自己不知道。"),
        ("春江花月夜又一年", "春江花月夜又两年", "两遍写的不一样。"),
    ],
)
def test_a_passphrase_that_may_be_mistyped_stops_the_assistant_and_says_why(
    dialog: FirstRunDialog, first: str, again: str, words: str
) -> None:
    dialog.passphrase.setText(first)
    dialog.again.setText(again)
    assert not dialog.next_button.isEnabled()
    assert dialog.passphrase_note.text() == words


def test_escape_goes_back_and_never_throws_away_what_was_typed(qtbot: QtBot, dialog: FirstRunDialog) -> None:
    dialog.show()
    dialog.passphrase.setText("春江花月夜又一年")
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    assert dialog.focusWidget() is dialog.passphrase
    for _ in range(BEGIN + 2):
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.focusWidget() is dialog.roles.checkedButton()
    assert dialog.isVisible()
    assert dialog.pages.currentIndex() == WHO
    assert dialog.passphrase.text() == "春江花月夜又一年"


def test_a_passphrase_written_twice_lets_one_go_on(dialog: FirstRunDialog) -> None:
    dialog.passphrase.setText("春江花月夜又一年")
    dialog.again.setText("春江花月夜又一年")
    assert dialog.next_button.isEnabled()


def test_the_province_is_an_office_like_the_others(qtbot: QtBot) -> None:
    form = OfficeForm()
    qtbot.addWidget(form)
    form.show()
    form.level.setCurrentIndex(form.level.findData(OfficeLevel.PROVINCE))
    assert not form.prefecture.isVisible()
    assert not form.county.isVisible()
    assert (form.path(), form.name.text()) == ("53", "云南省财政厅")
    assert form.is_complete()
    assert "53" in form.path_note.text()
    form.level.setCurrentIndex(form.level.findData(OfficeLevel.COUNTY))
    assert form.prefecture.isVisible()
    assert form.path() == ""


def test_the_form_says_what_is_still_missing(qtbot: QtBot) -> None:
    form = OfficeForm()
    qtbot.addWidget(form)
    form.level.setCurrentIndex(form.level.findData(OfficeLevel.TOWNSHIP))
    assert form.first_field() is form.prefecture
    assert form.path_note.text() == "还差：选州市、选县市区、选乡镇街道、写单位全称"
    form.prefecture.setCurrentIndex(1)
    form.county.setCurrentIndex(1)
    assert form.path_note.text() == "还差：选乡镇街道、写单位全称"
    form.township.setCurrentIndex(1)
    assert form.is_complete()
    assert form.path() in form.path_note.text()
    form.name.clear()
    assert form.path_note.text() == "还差：写单位全称"


def compose(dialog: FirstRunDialog, preedit: str, chosen: str = "") -> None:
    """What an input method sends: words that are not text yet, or the ones that were chosen."""
    event = QInputMethodEvent(preedit, [])
    event.setCommitString(chosen)
    QApplication.sendEvent(dialog.chinese.line, event)


def test_what_an_input_method_sends_is_said_back_and_enter_waits_for_it(
    qtbot: QtBot, dialog: FirstRunDialog
) -> None:
    dialog.show()
    dialog._show_page(TRY)
    line, note = dialog.chinese.line, dialog.chinese.note
    assert note.text() == ""
    compose(dialog, "er hai")
    assert note.text() == "正在拼写：按空格或数字键选字。"
    line.setFocus()
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert dialog.pages.currentIndex() == TRY
    assert dialog.isVisible()
    compose(dialog, "", "洱海㛃𬭚")
    assert note.text() == "收到“洱海㛃𬭚”，能打中文。"
    assert note.property("tone") == "ok"
    assert dialog.chinese.help.isHidden()


def test_letters_instead_of_chinese_get_words_that_help_on_this_system(dialog: FirstRunDialog) -> None:
    dialog._show_page(TRY)
    QTest.keyClicks(dialog.chinese.line, "caizhengsuo")
    assert dialog.chinese.note.text() == "来的是字母“caizhengsuo”，不是汉字。"
    assert not dialog.chinese.help.isHidden()
    assert verdict(Arrived.LETTERS, "abc", platform="win32").help == HELP_ON_WINDOWS
    assert verdict(Arrived.LETTERS, "abc", platform="linux").help == HELP_ELSEWHERE


def test_pasted_chinese_is_not_taken_for_a_working_input_method(dialog: FirstRunDialog) -> None:
    dialog._show_page(TRY)
    QApplication.clipboard().setText("白岩镇财政所")
    dialog.chinese.line.paste()
    assert "粘贴来的" in dialog.chinese.note.text()
    assert arrived("123，", preedit="", by_method="") is Arrived.OTHER
    assert arrived("", preedit="", by_method="洱") is Arrived.NOTHING


def test_a_street_office_is_called_as_on_its_seal(qtbot: QtBot) -> None:
    form = OfficeForm()
    qtbot.addWidget(form)
    form.level.setCurrentIndex(form.level.findData(OfficeLevel.TOWNSHIP))
    form.prefecture.setCurrentIndex(form.prefecture.findText("曲靖市"))
    form.county.setCurrentIndex(form.county.findText("沾益区"))
    names = [form.township.itemText(place) for place in range(form.township.count())]
    form.township.setCurrentIndex(next(place for place, name in enumerate(names) if name.endswith("街道")))
    assert form.name.text().endswith("街道办事处")
    form.township.setCurrentIndex(next(place for place, name in enumerate(names) if name.endswith("镇")))
    assert form.name.text().endswith("镇人民政府")


@pytest.mark.parametrize(
    ("level", "words"), [(OfficeLevel.TOWNSHIP, "往年的自评表"), (OfficeLevel.COUNTY, "“下级报送”")]
)
def test_where_to_begin_follows_the_level(dialog: FirstRunDialog, level: OfficeLevel, words: str) -> None:
    dialog.office.level.setCurrentIndex(dialog.office.level.findData(level.value))
    dialog._show_page(BEGIN)
    assert words in dialog.begin_words.text()
