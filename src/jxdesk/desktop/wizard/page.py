"""Wizard page: what the frame asks of each of its pages."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from jxdesk.desktop import theme
from jxdesk.desktop.wizard.session import FilingSession
from jxdesk.domain.wizard_flow import Place, WizardPage


class WizardView(QWidget):
    """One page of the wizard.

    ``entered(place)`` follows the cursor, ``told(text)`` says a short sentence, ``summed(text)`` the sums of a selection.
    """

    name: WizardPage
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
        self.body.setContentsMargins(left - 4, top, 12, bottom)
        self.body.setSpacing(10)

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
