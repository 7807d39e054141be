"""The page of basics: who and what a target is about, before any money."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from jxdesk.desktop.wizard.head_card import HeadFields, head_card
from jxdesk.desktop.wizard.page import WizardView
from jxdesk.desktop.wizard.session import FilingSession
from jxdesk.domain.wizard_flow import Place, WizardPage


class BasicsPage(WizardView):
    """The first page of a target."""

    name = WizardPage.BASICS

    def __init__(self, session: FilingSession) -> None:
        super().__init__(session)
        self.fields = HeadFields(session, self.name)
        column = self.scrolling_body()
        column.addWidget(head_card(self.fields))
        column.addStretch(1)
        session.shown.connect(lambda *_: self.fields.refresh())
        session.checked.connect(self.fields.refresh)
        self.fields.refresh()

    def commit_pending(self) -> None:
        """Takes what stands in the fields."""
        self.fields.commit_pending()

    def go_to(self, place: Place) -> bool:
        """Puts the cursor into a field."""
        field = self.fields.focus(place.field) if not place.line_id else None
        if field is None:
            return False
        self.show_widget(field)
        return True

    def focus_first(self) -> None:
        """The first field that is still empty, else the first."""
        fields = self.fields.by_name
        empty = next((name for name, field in fields.items() if not field.text().strip()), next(iter(fields)))
        self.fields.focus(empty)

    def panes(self) -> list[QWidget]:
        """The first field."""
        return [*list(self.fields.by_name.values())[:1]]
