"""Choosers: a combo box that changes only by a choice in its open list, for places where each choice takes something from another."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox

_OPENING = frozenset(
    {
        *(
            Qt.Key.Key_Up,
            Qt.Key.Key_Down,
            Qt.Key.Key_PageUp,
            Qt.Key.Key_PageDown,
            Qt.Key.Key_Home,
            Qt.Key.Key_End,
        ),
        *(Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F4),
    }
)


class ListChooser(QComboBox):
    """Arrows open the list instead of passing through the choices, and the wheel scrolls the page instead of choosing."""

    def __init__(self, name: str, meaning: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(meaning)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMaxVisibleItems(24)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Opens the list; Tab and Esc go on as everywhere, letters choose nothing."""
        if event.key() in _OPENING:
            self.showPopup()
        elif not event.text().isprintable() or not event.text():
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leaves the wheel to what is behind."""
        event.ignore()
