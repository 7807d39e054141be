"""The rail: the pages of the window as icon and word, at the left."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QToolButton, QVBoxLayout

from jxdesk.desktop import icons, theme
from jxdesk.desktop.keyed_buttons import KeyedToolButton


class RailEntry(NamedTuple):
    """One page of the rail."""

    name: str
    word: str
    icon: str
    at_bottom: bool = False


ENTRIES = (
    RailEntry("dashboard", "工作台", "home"),
    RailEntry("projects", "项目", "projects"),
    RailEntry("department", "部门", "office"),
    RailEntry("monitoring", "监控", "gauge"),
    RailEntry("library", "指标库", "library"),
    RailEntry("agreement", "对账", "agree"),
    RailEntry("tray", "收发箱", "tray"),
    RailEntry("practice", "练习", "practice", at_bottom=True),
    RailEntry("settings", "设置", "settings", at_bottom=True),
    RailEntry("help", "帮助", "help", at_bottom=True),
)


def keys_of(number: int) -> str:
    """The keys that open the entry of this number; the tenth has the key right of 9."""
    return f"Ctrl+{number % 10}"


class Rail:
    """Fills the two boxes of the rail and keeps one button switched on."""

    def __init__(self, top: QVBoxLayout, bottom: QVBoxLayout, on_chosen: Callable[[str], None]) -> None:
        self.buttons: dict[str, QToolButton] = {}
        for number, entry in enumerate(ENTRIES, start=1):
            made = KeyedToolButton()
            made.setObjectName(f"rail_{entry.name}")
            made.setProperty("rail", True)
            made.setText(entry.word)
            made.setCheckable(True)
            made.setAutoExclusive(True)
            made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
            made.setIcon(icons.icon(entry.icon, 20, theme.SECOND, active=theme.ACCENT))
            made.setIconSize(QSize(20, 20))
            made.setFixedSize(64, 54)
            made.setToolTip(f"{entry.word}（{keys_of(number)}）")
            made.setAccessibleName(entry.word)
            made.clicked.connect(lambda _=False, name=entry.name: on_chosen(name))
            (bottom if entry.at_bottom else top).addWidget(made)
            self.buttons[entry.name] = made
        self.buttons["dashboard"].setChecked(True)

    def switch_on(self, name: str) -> None:
        """Marks the page that is in sight."""
        if name in self.buttons:
            self.buttons[name].setChecked(True)
