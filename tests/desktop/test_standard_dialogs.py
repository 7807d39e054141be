"""Qt's own dialogs and menus show no English word: the gaps of its Chinese are ours to fill."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from PySide6.QtGui import QAction, QFontDatabase
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHeaderView,
    QInputDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QMessageBox,
    QPlainTextEdit,
    QProgressDialog,
    QTextBrowser,
    QWidget,
)
from pytestqt.qtbot import QtBot

from jxdesk.desktop import theme
from jxdesk.desktop.words import speak_chinese

# Names of keys, and what a file system calls its own things.
PASSED = re.compile(r"Ctrl|Shift|Alt|Del|PDF|F\d|[A-Za-z0-9_./~-]*/[A-Za-z0-9_./~-]*|\*\.\w+|&[A-Z]")


def english(text: str) -> list[str]:
    """The English words of a text; the letter behind & is a key."""
    return re.findall(r"[A-Za-z]{2,}", PASSED.sub(" ", text))


def words_of(widget: QWidget) -> list[str]:
    """Everything that a widget and its children say."""
    said = [widget.windowTitle()]
    for one in [widget, *widget.findChildren(QWidget)]:
        if isinstance(one, QLabel | QAbstractButton):
            said.append(one.text())
        if isinstance(one, QLineEdit):
            said.append(one.placeholderText())
        if isinstance(one, QComboBox) and not one.isEditable() and one.objectName() != "lookInCombo":
            said += [one.itemText(index) for index in range(one.count())]
        if isinstance(one, QHeaderView) and one.model() is not None:
            count = one.model().columnCount()
            said += [str(one.model().headerData(index, one.orientation()) or "") for index in range(count)]
        said += [action.text() for action in one.actions()]
        said += [one.toolTip(), one.accessibleName()]
    return said


def file_dialog(mode: QFileDialog.FileMode, accept: QFileDialog.AcceptMode) -> Callable[[], QDialog]:
    """A file dialog drawn by Qt itself, as on a desktop without its own."""

    def make() -> QDialog:
        dialog = QFileDialog(None, "选文件", "/", "表格 (*.xlsx)")
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.setFileMode(mode)
        dialog.setAcceptMode(accept)
        return dialog

    return make


def message_box() -> QDialog:
    """A message box with every standard button."""
    box = QMessageBox()
    box.setWindowTitle("问一问")
    for standard in QMessageBox.StandardButton:
        if standard not in (QMessageBox.StandardButton.NoButton, QMessageBox.StandardButton.ButtonMask):
            box.addButton(standard)
    box.setDetailedText("细节")
    return box


def input_dialog() -> QDialog:
    """A dialog that asks for a text."""
    dialog = QInputDialog()
    dialog.setWindowTitle("写一个")
    dialog.setLabelText("名字")
    return dialog


def _plain_progress() -> QDialog:
    dialog = QProgressDialog()
    dialog.setWindowTitle("进度")
    return dialog


@pytest.mark.parametrize(
    "make",
    [
        message_box,
        input_dialog,
        _plain_progress,
        file_dialog(QFileDialog.FileMode.ExistingFiles, QFileDialog.AcceptMode.AcceptOpen),
        file_dialog(QFileDialog.FileMode.AnyFile, QFileDialog.AcceptMode.AcceptSave),
        file_dialog(QFileDialog.FileMode.Directory, QFileDialog.AcceptMode.AcceptOpen),
    ],
    ids=["message", "input", "progress", "open-file", "save-file", "folder"],
)
def test_a_standard_dialog_is_chinese(qtbot: QtBot, qapp: QApplication, make: Callable[[], QDialog]) -> None:
    speak_chinese()
    theme.apply_theme(qapp)
    dialog = make()
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.wait(50)
    assert [(word, text) for text in words_of(dialog) for word in english(text)] == []


@pytest.mark.parametrize("make", [QLineEdit, QPlainTextEdit, QTextBrowser])
def test_the_menu_of_a_text_field_is_chinese(
    qtbot: QtBot, qapp: QApplication, make: Callable[[], QLineEdit]
) -> None:
    speak_chinese()
    field = make()
    qtbot.addWidget(field)
    menu = field.createStandardContextMenu()
    assert isinstance(menu, QMenu)
    qtbot.addWidget(menu)
    said = [action.text().split("\t")[0] for action in menu.actions() if isinstance(action, QAction)]
    assert [(word, text) for text in said for word in english(text)] == []


def test_every_button_of_a_button_box_is_chinese(qtbot: QtBot, qapp: QApplication) -> None:
    speak_chinese()
    box = QDialogButtonBox()
    qtbot.addWidget(box)
    for standard in QDialogButtonBox.StandardButton:
        if standard is not QDialogButtonBox.StandardButton.NoButton:
            box.addButton(standard)
    assert [(word, one.text()) for one in box.buttons() for word in english(one.text())] == []


def test_the_screen_font_is_our_own_and_draws_chinese(qapp: QApplication) -> None:
    theme.apply_theme(qapp)
    assert QFontDatabase.hasFamily("JX Sans SC")
    assert qapp.font().families()[0] == "JX Sans SC"
