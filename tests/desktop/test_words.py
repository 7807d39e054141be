"""Qt's own words in Chinese, and none lost."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from jxdesk.desktop.words import speak_chinese


@pytest.mark.parametrize(
    ("context", "source", "chinese"),
    [
        ("QFileDialog", "Files of type:", "文件类型："),
        ("QDialogButtonBox", "OK", "确定"),
        ("QAbstractFileIconProvider", "Folder", "文件夹"),
        ("Nowhere", "A word that nobody translated", "A word that nobody translated"),
    ],
)
def test_words_of_qt_are_chinese_and_unknown_ones_stay(
    qapp: QApplication, context: str, source: str, chinese: str
) -> None:
    speak_chinese()
    assert QCoreApplication.translate(context, source) == chinese
