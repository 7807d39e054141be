"""The small pieces of the window: buttons that take Enter, empty states that show all their words."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from jxdesk.desktop import theme
from jxdesk.desktop.furniture import EmptyState, button, icon_button


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_enter_presses_a_button_of_a_page_as_the_space_bar_does(qtbot: QtBot, key: Qt.Key) -> None:
    pressed: list[str] = []
    word = button("填自评", lambda: pressed.append("word"))
    icon = icon_button("back", "返回", lambda: pressed.append("icon"))
    for one in (word, icon):
        qtbot.addWidget(one)
        QTest.keyClick(one, key)
    assert pressed == ["word", "icon"]


def test_an_empty_state_shows_every_line_of_its_words(qtbot: QtBot, qapp: QApplication) -> None:
    theme.apply_theme(qapp)
    window = QWidget()
    qtbot.addWidget(window)
    words = "把单位往年的自评表导入进来，项目、金额、指标和得分都会列在这里，对不上的地方也会指出来。"
    empty = EmptyState("home", "从往年的自评表开始", words)
    empty.setParent(window)
    window.resize(1200, 600)
    empty.resize(1200, 600)
    window.show()
    needed = empty.text.heightForWidth(empty.text.width())
    assert needed > empty.text.fontMetrics().height() * 1.5
    assert empty.text.height() >= needed
