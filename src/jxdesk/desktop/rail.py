"""The rail: the pages of the window as icon and word, at the left; what belongs to a duty comes in sight when the desk is known."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QSizePolicy, QToolButton, QVBoxLayout

from jxdesk.desktop import icons, theme
from jxdesk.desktop.keyed_buttons import KeyedToolButton

WIDTH, HEIGHT, LEAST_HEIGHT = 64, 54, 44
"""Of a button, which gives way in a low window. Units: px."""


class RailEntry(NamedTuple):
    """One page of the rail, with the keys that open it: the same at every desk, so that a card or a teacher can name them.

    An entry that ``waits`` belongs to a duty (``resources/duties``) and is out of sight until somebody says how it is offered.
    """

    name: str
    word: str
    icon: str
    keys: str
    waits: bool = False
    at_bottom: bool = False


ENTRIES = (
    RailEntry("dashboard", "工作台", "home", "Ctrl+1"),
    RailEntry("projects", "项目", "projects", "Ctrl+2"),
    RailEntry("department", "部门", "office", "Ctrl+3"),
    RailEntry("monitoring", "监控", "gauge", "Ctrl+4"),
    RailEntry("library", "指标库", "library", "Ctrl+5"),
    RailEntry("agreement", "对账", "agree", "Ctrl+6"),
    RailEntry("tray", "收发箱", "tray", "Ctrl+7"),
    RailEntry("returned", "退回的表", "returned", "Ctrl+8", waits=True),
    RailEntry("review", "审核", "review", "Ctrl+9", waits=True),
    RailEntry("rollup", "汇总", "sum", "F11"),
    RailEntry("practice", "练习", "practice", "F12", at_bottom=True),
    RailEntry("settings", "设置", "settings", "Ctrl+0", at_bottom=True),
    RailEntry("help", "帮助", "help", "F1", at_bottom=True),
)


class Rail:
    """Fills the two boxes of the rail and keeps one button switched on; ``why_not`` says why a page is not open to this desk."""

    def __init__(self, top: QVBoxLayout, bottom: QVBoxLayout, on_chosen: Callable[[str], None]) -> None:
        self.buttons: dict[str, QToolButton] = {}
        self.why_not: dict[str, str] = {entry.name: "" for entry in ENTRIES if entry.waits}
        for entry in ENTRIES:
            made = _RailButton(entry)
            made.clicked.connect(lambda _=False, name=entry.name: on_chosen(name))
            (bottom if entry.at_bottom else top).addWidget(made)
            made.setHidden(entry.waits)
            self.buttons[entry.name] = made
        self.buttons["dashboard"].setChecked(True)

    def offer(self, name: str, *, is_there: bool = True, why_not: str = "") -> None:
        """Offers a page that waited: in sight where the level has it, to be pressed where there is no reason against it."""
        made = self.buttons[name]
        assert isinstance(made, _RailButton)
        made.setHidden(not is_there)
        made.setEnabled(not why_not)
        made.setToolTip(why_not or made.own_tip)
        self.why_not.pop(name, None)
        if why_not:
            self.why_not[name] = why_not

    def offered(self) -> tuple[RailEntry, ...]:
        """The pages that can be opened from here."""
        return tuple(entry for entry in ENTRIES if entry.name not in self.why_not)

    def switch_on(self, name: str) -> None:
        """Marks the page that is in sight."""
        if name in self.buttons:
            self.buttons[name].setChecked(True)


class _RailButton(KeyedToolButton):
    """One entry: lower where the window is low."""

    def __init__(self, entry: RailEntry) -> None:
        super().__init__()
        self.own_tip = f"{entry.word}（{entry.keys}）"
        self.setObjectName(f"rail_{entry.name}")
        self.setProperty("rail", True)
        self.setText(entry.word)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        self.setIcon(icons.icon(entry.icon, 20, theme.SECOND, active=theme.ACCENT))
        self.setIconSize(QSize(20, 20))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Maximum)
        self.setToolTip(self.own_tip)
        self.setAccessibleName(entry.word)

    def sizeHint(self) -> QSize:
        """The size where there is room."""
        return QSize(WIDTH, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """The least size."""
        return QSize(WIDTH, LEAST_HEIGHT)
