"""The first start: what a person can get wrong before anything is set up."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from jxdesk.desktop.dialogs.first_run import BEGIN, WHO, FirstRunDialog
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
