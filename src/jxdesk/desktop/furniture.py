"""Furniture: the small pieces that every page and dialog is put together from, in the look of the theme."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from jxdesk.desktop import icons, theme
from jxdesk.desktop.keyed_buttons import KeyedButton, KeyedToolButton
from jxdesk.desktop.theme import Tone

Box = TypeVar("Box", bound=QBoxLayout)

EMPTY_TEXT_WIDTH = 460
YEAR_WIDTH = 112

TONE_ICONS = {
    Tone.ERROR: "error",
    Tone.WARN: "warning",
    Tone.OK: "done",
    Tone.INFO: "info",
    Tone.PLAIN: "info",
}


def label(
    text: str = "", *, role: str = "", tone: Tone | None = None, name: str = "", wrap: bool = False
) -> QLabel:
    """A line of text; text from data is shown as it is, never read as markup."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        made.setProperty("role", role)
    if tone is not None:
        made.setProperty("tone", tone.value)
    if name:
        made.setObjectName(name)
    if wrap:
        made.setWordWrap(True)
    return made


def pill(text: str, tone: Tone, *, name: str = "") -> QLabel:
    """A word on its tint."""
    made = label(text, name=name)
    made.setProperty("pill", tone.value)
    made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    return made


def set_pill(target: QLabel, text: str, tone: Tone) -> None:
    """Changes the word and the tint of a pill."""
    target.setText(text)
    theme.mark(target, pill=tone.value)


def picture(icon_name: str, *, size: int = 18, colour: str = theme.SECOND, meaning: str = "") -> QLabel:
    """An icon that is not a button; ``meaning`` is what a screen reader says."""
    made = QLabel()
    made.setPixmap(icons.pixmap(icon_name, size, colour))
    made.setFixedSize(size, size)
    if meaning:
        made.setAccessibleName(meaning)
    return made


def button(
    text: str,
    on_click: Callable[[], object] | None = None,
    *,
    kind: str = "",
    icon: str = "",
    name: str = "",
    tip: str = "",
) -> QPushButton:
    """A button with a verb; ``kind`` is primary, danger, link, chip or segment."""
    made = KeyedButton(text)
    if kind:
        made.setProperty("kind", kind)
    if icon:
        colour = {"primary": theme.SURFACE, "danger": theme.ERROR, "link": theme.ACCENT}.get(kind, theme.TEXT)
        made.setIcon(icons.icon(icon, 16, colour))
        made.setIconSize(QSize(16, 16))
    if name:
        made.setObjectName(name)
    if tip:
        made.setToolTip(tip)
    made.setAutoDefault(False)
    if on_click is not None:
        made.clicked.connect(lambda: on_click())
    return made


def search_field(name: str, meaning: str, hint: str) -> QLineEdit:
    """A field to search in, with its glass and a cross that empties it."""
    made = QLineEdit()
    made.setObjectName(name)
    made.setAccessibleName(meaning)
    made.setPlaceholderText(hint)
    made.setClearButtonEnabled(True)
    made.addAction(icons.icon("search", 16, theme.SECOND), QLineEdit.ActionPosition.LeadingPosition)
    return made


def year_field() -> QComboBox:
    """The choice of a year, as wide and in the same place on every page: right of its title."""
    made = QComboBox()
    made.setAccessibleName("年度")
    made.setFixedWidth(theme.scaled(YEAR_WIDTH))
    return made


def header_choice(name: str, meaning: str) -> QComboBox:
    """A choice beside a page's title, as wide as its longest word."""
    made = QComboBox()
    made.setObjectName(name)
    made.setAccessibleName(meaning)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    made.setMinimumWidth(112)
    return made


def icon_button(
    icon: str, meaning: str, on_click: Callable[[], object] | None = None, *, name: str = "", size: int = 18
) -> QToolButton:
    """A button that is only an icon: the meaning is its tooltip and its accessible name."""
    made = KeyedToolButton()
    made.setIcon(icons.icon(icon, size, theme.SECOND))
    made.setIconSize(QSize(size, size))
    made.setToolTip(meaning)
    made.setAccessibleName(meaning)
    if name:
        made.setObjectName(name)
    if on_click is not None:
        made.clicked.connect(lambda: on_click())
    return made


def across(
    *items: QWidget | QLayout | int | None,
    spacing: int = 8,
    margins: tuple[int, int, int, int] = (0, 0, 0, 0),
) -> QHBoxLayout:
    """Widgets side by side; a number is a gap in px, None takes the room that is left."""
    made = QHBoxLayout()
    return _fill(made, items, spacing, margins)


def down(
    *items: QWidget | QLayout | int | None,
    spacing: int = 8,
    margins: tuple[int, int, int, int] = (0, 0, 0, 0),
) -> QVBoxLayout:
    """Widgets one below the other; a number is a gap in px, None takes the room that is left."""
    made = QVBoxLayout()
    return _fill(made, items, spacing, margins)


def _fill(
    box: Box,
    items: Iterable[QWidget | QLayout | int | None],
    spacing: int,
    margins: tuple[int, int, int, int],
) -> Box:
    box.setSpacing(spacing)
    box.setContentsMargins(*margins)
    for item in items:
        if item is None:
            box.addStretch(1)
        elif isinstance(item, int):
            box.addSpacing(item)
        elif isinstance(item, QLayout):
            box.addLayout(item)
        else:
            box.addWidget(item)
    return box


def clear(box: QLayout) -> None:
    """Takes everything out of a layout."""
    while (item := box.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)


class Card(QFrame):
    """A white block with a thin border and, where given, a title."""

    def __init__(self, title: str = "", *, name: str = "", spacing: int = 8) -> None:
        super().__init__()
        self.setProperty("card", True)
        if name:
            self.setObjectName(name)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(16, 12, 16, 12)
        self.body.setSpacing(spacing)
        self.title_row = QHBoxLayout()
        self.title_row.setSpacing(8)
        if title:
            self.title = label(title, role="block_title")
            self.title_row.addWidget(self.title)
            self.title_row.addStretch(1)
            self.body.addLayout(self.title_row)


class Row(QFrame):
    """A line of a list inside a card, with a hairline below; None and ``stretch`` say what takes the room.

    Units: ``air`` px above and below.
    """

    def __init__(
        self, *items: QWidget | QLayout | int | None, stretch: int | None = None, air: int = 7
    ) -> None:
        super().__init__()
        self.setProperty("row", True)
        row = across(*items, spacing=10, margins=(0, air, 0, air))
        if stretch is not None:
            row.setStretch(stretch, 1)
        self.setLayout(row)


class Elided(QLabel):
    """A line that is cut with an ellipsis where there is no room; the whole text is its tooltip."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setToolTip(text)
        self.setMinimumWidth(60)

    def setText(self, text: str) -> None:
        """Shows another text."""
        super().setText(text)
        self.setToolTip(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints as much as there is room for."""
        painter = QPainter(self)
        fits = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), fits)
        painter.end()


def elided(text: str, *, role: str = "", name: str = "", width: int = 0) -> Elided:
    """A line that may be cut; ``width`` fixes its room."""
    made = Elided(text)
    if role:
        made.setProperty("role", role)
    if name:
        made.setObjectName(name)
    if width:
        made.setFixedWidth(width)
    return made


class Bar(QFrame):
    """A tinted line across a page that says one thing and offers what to do about it."""

    def __init__(self, tone: Tone = Tone.WARN, *, name: str = "") -> None:
        super().__init__()
        if name:
            self.setObjectName(name)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(14, 6, 8, 6)
        self.row.setSpacing(8)
        self.sign = QLabel()
        self.sign.setFixedSize(18, 18)
        self.text = label(wrap=True, name=f"{name}_text" if name else "")
        self.row.addWidget(self.sign)
        self.row.addWidget(self.text, 1)
        self.setMinimumHeight(46)
        self.say(tone, "")

    def say(self, tone: Tone, text: str) -> None:
        """Shows another sentence in another colour."""
        self.sign.setPixmap(icons.pixmap(TONE_ICONS[tone], 18, theme.TONES[tone][0]))
        self.sign.setAccessibleName(
            {Tone.ERROR: "错误", Tone.WARN: "提醒", Tone.OK: "完成"}.get(tone, "说明")
        )
        self.text.setText(text)
        theme.mark(self, bar=tone.value)


class EmptyState(QWidget):
    """What is shown where a list is empty: what will be here, and the one button that gets it there."""

    def __init__(
        self,
        icon: str,
        title: str,
        text: str,
        action: QPushButton | None = None,
        *,
        name: str = "empty_state",
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self.title = label(title, role="block_title", name=f"{name}_title")
        self.text = label(text, role="second", wrap=True, name=f"{name}_text")
        self.text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        # A fixed width inside a row: aligned by the box alone, a wrapped text gets the height of one line.
        self.text.setFixedWidth(EMPTY_TEXT_WIDTH)
        sign = picture(icon, size=44, colour=theme.INPUT_LINE)
        box = down(None, spacing=10)
        for widget in (sign, self.title, self.text, *((action,) if action is not None else ())):
            box.addLayout(across(None, widget, None))
        box.addStretch(2)
        self.setLayout(box)


def scrolled(body: QWidget, *, name: str = "") -> QScrollArea:
    """A body that scrolls up and down when it does not fit."""
    made = QScrollArea()
    made.setWidgetResizable(True)
    made.setFrameShape(QFrame.Shape.NoFrame)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    body.setObjectName(body.objectName() or "scroll_body")
    made.setWidget(body)
    made.viewport().setAutoFillBackground(False)
    body.setAutoFillBackground(False)
    if name:
        made.setObjectName(name)
    return made


class SideList(QListWidget):
    """A list of topics at the left of a page."""

    def __init__(self, *, name: str, meaning: str, width: int) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(meaning)
        self.setFixedWidth(width)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def add(self, words: str, key: str) -> None:
        """Adds a topic."""
        item = QListWidgetItem(words)
        item.setData(Qt.ItemDataRole.UserRole, key)
        item.setSizeHint(QSize(self.width() - 20, theme.sizes().row + 4))
        item.setToolTip(words)
        self.addItem(item)

    def keys(self) -> list[str]:
        """The keys of all topics, in their order."""
        return [str(self.item(row).data(Qt.ItemDataRole.UserRole)) for row in range(self.count())]
