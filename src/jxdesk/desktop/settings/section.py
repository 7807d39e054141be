"""Section: what the settings page asks of each of its sections."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QShowEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from jxdesk.desktop import theme
from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import label
from jxdesk.desktop.refresh import Changes, Part

FEET = 6
"""What a selectable text takes below its line. Units: px."""


class Section(QWidget):
    """One section: loads itself in sight, and again when what it shows has changed."""

    TITLE: ClassVar[str] = ""
    SHOWS: ClassVar[frozenset[Part]] = frozenset()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.stale = True
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(0, 0, 0, 0)
        self.box.setSpacing(12)

    def load(self) -> None:
        """Asks for what the section shows."""

    def on_changes(self, changes: Changes) -> None:
        """Hears of a write."""
        if changes.touches(*self.SHOWS):
            self.stale = True
            self.load_if_stale()

    def load_if_stale(self) -> None:
        """Loads the section when it is in sight and out of date."""
        if self.stale and self.isVisible():
            self.stale = False
            self.load()

    def showEvent(self, event: QShowEvent) -> None:
        """Comes in sight."""
        super().showEvent(event)
        self.load_if_stale()


def fact_grid() -> QGridLayout:
    """A grid of words and values."""
    made = QGridLayout()
    made.setHorizontalSpacing(16)
    made.setVerticalSpacing(8)
    made.setColumnStretch(1, 1)
    return made


def fact(grid: QGridLayout, word: str, name: str) -> QLabel:
    """A line of such a grid; answers the value's label."""
    row = grid.rowCount()
    grid.addWidget(label(word, role="second"), row, 0, Qt.AlignmentFlag.AlignTop)
    value = label(name=name, wrap=True)
    value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    # A text that can be selected stands lower in its line than one that cannot: without this g and y lose their feet.
    value.setMinimumHeight(QFontMetrics(theme.font(theme.sizes().body)).height() + FEET)
    value.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
    grid.addWidget(value, row, 1)
    return value
