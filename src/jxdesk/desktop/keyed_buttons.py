"""Keyed buttons: buttons that Enter presses as well as the space bar.

Qt leaves Enter to the default button of a dialog; on a page there is none, and a clerk who has walked to a button
by Tab presses Enter.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QPushButton, QToolButton


def _is_pressed_by(button: QAbstractButton, event: QKeyEvent) -> bool:
    if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        return False
    if not event.isAutoRepeat():
        button.click()
    return True


class KeyedButton(QPushButton):
    """A button with a word."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Presses the button."""
        if not _is_pressed_by(self, event):
            super().keyPressEvent(event)


class KeyedToolButton(QToolButton):
    """A button with an icon."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Presses the button."""
        if not _is_pressed_by(self, event):
            super().keyPressEvent(event)
