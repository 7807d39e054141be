"""填报: the page that holds the wizard of one filing; the wizard brings its own header, steps and footer."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from jxdesk.desktop.context import Context
from jxdesk.desktop.pages.page import Page
from jxdesk.desktop.review.returned_bar import ReturnedBar
from jxdesk.desktop.wizard.cell_notes import CellNotes
from jxdesk.desktop.wizard.filing_wizard import FilingWizard
from jxdesk.desktop.wizard.target_turns import TargetTurns
from jxdesk.domain.templates.wizard_flow import Place


class FillingPage(Page):
    """Shows the wizard of the filing that is asked for."""

    TITLE = "填表"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.page_header.hide()
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        self.wizard: FilingWizard | None = None
        self.returned = ReturnedBar(context)
        self.body.addWidget(self.returned)

    @property
    def help_topic(self) -> str:
        """The operation card of the form that is being filled."""
        return self.wizard.help_topic if self.wizard is not None else self.HELP

    def open(self, argument: object) -> None:
        """Opens the wizard for a filing's id, or for an id and where to go to; one that is open already stays.

        Where to go is a place of the wizard, or a line's id with a field.
        """
        filing_id, place = argument if isinstance(argument, tuple) else (str(argument), None)
        if self.wizard is not None and self.wizard.filing_id == filing_id:
            self._go_to(place)
            return
        self._drop()
        self.wizard = FilingWizard(self.context, filing_id, parent=self)
        TargetTurns(self.wizard)
        CellNotes(self.wizard)
        self.wizard.closed.connect(self._on_wizard_closed)
        self.wizard.ready.connect(partial(self._go_to, place))
        self.body.addWidget(self.wizard, 1)
        self.returned.follow(filing_id)

    def _go_to(self, place: object) -> None:
        if self.wizard is None:
            return
        self.returned.go_to(place)
        if isinstance(place, Place):
            self.wizard.go_to(place)
        elif isinstance(place, tuple):
            self.wizard.go_to_field(*place)

    def _drop(self) -> None:
        if self.wizard is not None:
            self.body.removeWidget(self.wizard)
            self.wizard.deleteLater()
            self.wizard = None

    def _on_wizard_closed(self) -> None:
        self._drop()
        self.context.go_back()

    def may_close(self) -> bool:
        """Asks the wizard, which saves first."""
        if self.wizard is None:
            return True
        if not self.wizard.may_close():
            return False
        self._drop()
        return True

    def step_back(self) -> bool:
        """A step back inside the wizard."""
        return self.wizard is not None and self.wizard.step_back()

    def panes(self) -> list[QWidget]:
        """The panes of the wizard."""
        return self.wizard.panes() if self.wizard is not None else []
