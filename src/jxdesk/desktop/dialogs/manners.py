"""Manners: what every dialog does alike: Tab walks as the eye reads, typing begins at the first field, words have room."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QDialog, QLabel, QLayout, QRadioButton, QWidget

from jxdesk.desktop.theme import Tone

SCREEN_EDGE = 56
"""What a title bar and a task bar take of a screen.

Units: px."""


def in_reading_order(dialog: QDialog) -> list[QWidget]:
    """Lets Tab walk through the widgets in the order of the layout, and begins at the first that is filled in.

    Qt's own order is that in which widgets got their parent: fields that a dialog adds to a ready frame would come
    after its buttons, and Enter would press a button before anything was read.
    """
    layout = dialog.layout()
    stops = [one for one in _widgets(layout) if _takes_focus(one)] if layout is not None else []
    for before, after in pairwise(stops):
        QWidget.setTabOrder(before, after)
    first = next(
        (one for one in stops if one.isEnabled() and not one.isHidden() and _is_filled_in(one)), None
    )
    if dialog.focusWidget() is None and first is not None:
        first.setFocus(Qt.FocusReason.OtherFocusReason)
    return stops


def _widgets(layout: QLayout) -> Iterator[QWidget]:
    for place in range(layout.count()):
        item = layout.itemAt(place)
        assert item is not None
        widget, inner = item.widget(), item.layout()
        if inner is not None:
            yield from _widgets(inner)
        elif widget is not None:
            yield widget
            own = widget.layout()
            if own is not None:
                yield from _widgets(own)


def _takes_focus(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)


def _is_filled_in(widget: QWidget) -> bool:
    """A field, a choice or a list: everything but a button that does something."""
    return not isinstance(widget, QAbstractButton) or isinstance(widget, QRadioButton)


class Refusal(QLabel):
    """What was refused and how to mend it, in the dialog itself; takes no room while there is nothing to say."""

    def __init__(self, *, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setProperty("role", "second")
        self.setProperty("tone", Tone.ERROR.value)
        self.hide()

    def setText(self, text: str) -> None:
        """Says something else; the dialog grows where it has to."""
        super().setText(text)
        self.setVisible(bool(text))
        QTimer.singleShot(0, self, lambda: make_room(self.window()))


def press_by_ctrl_enter(dialog: QDialog, go: QAbstractButton) -> None:
    """Lets Ctrl+Enter press the button from every field: in one of several lines Enter alone begins a new line."""
    for keys in ("Ctrl+Return", "Ctrl+Enter"):
        QShortcut(QKeySequence(keys), dialog).activated.connect(go.click)


def fit_height(window: QWidget) -> None:
    """Makes a window as high as its words need at its width: Qt's own size would leave room for lines that a wider one does not have."""
    layout = window.layout()
    if layout is None:
        return
    layout.activate()
    width = max(window.width(), layout.totalMinimumSize().width())
    high = (
        layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else layout.totalSizeHint().height()
    )
    window.resize(width, min(high, window.screen().availableGeometry().height() - SCREEN_EDGE))


class FittedDialog(QDialog):
    """A dialog of a few fields: begins at the first, as high as its words."""

    def showEvent(self, event: QShowEvent) -> None:
        """Puts Tab in order and takes the height that is needed."""
        super().showEvent(event)
        in_reading_order(self)
        self.fit()

    def fit(self) -> None:
        """Takes the height that is needed, once what was just shown or hidden has its place."""
        QTimer.singleShot(0, self, lambda: fit_height(self))


def make_room(window: QWidget) -> None:
    """Makes a window as high as its wrapped words need; it is never made smaller than a person has drawn it."""
    layout = window.layout()
    if layout is None:
        return
    layout.activate()
    need = layout.totalHeightForWidth(window.width()) if layout.hasHeightForWidth() else -1
    if need > window.height():
        window.resize(window.width(), need)
