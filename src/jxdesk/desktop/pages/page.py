"""Page: what the frame asks of every page, and the header that all of them share."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from jxdesk.desktop import theme
from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import icon_button, label
from jxdesk.desktop.refresh import Changes, Part


class Page(QWidget):
    """One page: a header of fixed height and a body below it.

    ``SHOWS`` names the parts of the workspace that the page shows: it is loaded again when one of them changes,
    at once when it is in sight, else when it comes in sight.
    """

    TITLE: ClassVar[str] = ""
    HELP: ClassVar[str] = "start"
    SHOWS: ClassVar[frozenset[Part]] = frozenset()

    def __init__(self, context: Context, *, with_back: bool = False) -> None:
        super().__init__()
        self.context = context
        self.stale = True
        self.page_header = QFrame()
        self.page_header.setObjectName("page_header")
        self.page_header.setFixedHeight(theme.HEADER_HEIGHT)
        self.header_row = QHBoxLayout(self.page_header)
        self.header_row.setContentsMargins(20, 0, 16, 0)
        self.header_row.setSpacing(8)
        if with_back:
            self.back_button = icon_button("back", "返回（Alt+←）", context.go_back, name="back_button")
            self.header_row.addWidget(self.back_button)
        self.title_label = label(self.TITLE, role="page_title", name="page_title")
        self.header_row.addWidget(self.title_label)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(*theme.PAGE_MARGINS)
        self.body.setSpacing(10)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.page_header)
        outer.addLayout(self.body, 1)

    @property
    def help_topic(self) -> str:
        """The operation card that F1 opens."""
        return self.HELP

    def open(self, argument: object) -> None:
        """Told what to show, just before the page comes in sight."""

    def load(self) -> None:
        """Asks for the data that the page shows; the answer comes later, on this thread."""

    def may_close(self) -> bool:
        """Whether the page can be left now."""
        return True

    def step_back(self) -> bool:
        """Whether Alt+← was taken by the page itself, such as by a wizard that goes back a step."""
        return False

    def find_field(self) -> QLineEdit | None:
        """The field that Ctrl+F goes to."""
        return None

    def panes(self) -> list[QWidget]:
        """The widgets that F6 walks through."""
        return []

    def on_changes(self, changes: Changes) -> None:
        """Hears of a write."""
        if changes.touches(*self.SHOWS):
            self.stale = True
            self.load_if_stale()

    def load_if_stale(self) -> None:
        """Loads the page when it is in sight and out of date."""
        if self.stale and self.isVisible():
            self.stale = False
            self.load()

    def showEvent(self, event: QShowEvent) -> None:
        """Comes in sight."""
        super().showEvent(event)
        self.load_if_stale()
