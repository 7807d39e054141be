"""Wizard page: what the frame asks of each of its pages."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from jxdesk.desktop import theme
from jxdesk.desktop.furniture import scrolled
from jxdesk.desktop.wizard.session import FilingSession
from jxdesk.domain.templates.wizard_flow import Place, WizardPage


class WizardView(QWidget):
    """One page of the wizard.

    ``entered(place)`` follows the cursor, ``told(text)`` says a short sentence, ``summed(text)`` the sums of a selection.
    """

    name: WizardPage
    area: QScrollArea
    entered = Signal(object)
    told = Signal(str)
    summed = Signal(str)
    has_side_panel = True

    def __init__(self, session: FilingSession) -> None:
        super().__init__()
        self.session = session
        self.setObjectName(f"wizard_{self.name.value}")
        self.body = QVBoxLayout(self)
        left, top, _, bottom = theme.PAGE_MARGINS
        self.body.setContentsMargins(left, top, 12, bottom)
        self.body.setSpacing(10)

    def scrolling_body(self) -> QVBoxLayout:
        """A column that scrolls when a small screen does not hold it all; used in place of ``body``."""
        column = QWidget()
        box = QVBoxLayout(column)
        box.setContentsMargins(0, 0, 2, 0)
        box.setSpacing(10)
        self.area = scrolled(column, name=f"{self.name.value}_area")
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.body.addWidget(self.area, 1)
        return box

    def show_widget(self, widget: QWidget) -> None:
        """Scrolls so far that a widget of the column is in sight."""
        self.area.ensureWidgetVisible(widget, 0, 24)

    def commit_pending(self) -> None:
        """Takes what stands in an open editor or field, with the words still being composed."""

    def go_to(self, place: Place) -> bool:
        """Puts the cursor at a place; answers whether it is on this page."""
        del place
        return False

    def focus_first(self) -> None:
        """Puts the cursor where the page begins, or where it last was."""

    def come_in_sight(self) -> None:
        """Told when the page is shown."""

    def panes(self) -> list[QWidget]:
        """The widgets that F6 walks through."""
        return []
