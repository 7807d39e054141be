"""The panel below an indicator grid that follows the cursor: what the panels of all forms share."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from jxdesk.desktop.wizard.fields import LineField
from jxdesk.desktop.wizard.session import FilingSession
from jxdesk.domain.filling.editing import Edit, EditKind
from jxdesk.domain.records.filings import IndicatorLine
from jxdesk.domain.templates.wizard_flow import Place, WizardPage


class FollowedLine(QFrame):
    """Shows one line at a time; what is being typed about it is taken before the next one is shown.

    ``STEP`` is what Ctrl+Z calls a change made here; ``COLUMN`` the column of the grid that stands for the fields of the
    panel, empty where each stands for itself.
    """

    STEP: ClassVar[str]
    COLUMN: ClassVar[str] = ""

    def __init__(self, session: FilingSession, *, name: str, height: int) -> None:
        super().__init__()
        self.session = session
        self.line_id = ""
        self.fields: dict[str, LineField] = {}
        self.setObjectName(f"{name}_panel")
        self.setProperty("bar", "info")
        self.setFixedHeight(height)
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(12, 6, 12, 6)
        self.box.setSpacing(4)
        session.shown.connect(lambda *_: self.refresh())

    def field(self, field: str, meaning: str, *, name: str, hint: str, width: int = 0) -> LineField:
        """A field for one attribute of the line, saved as a step of its own."""
        made = LineField(name=name, hint=hint, width=width)
        made.setAccessibleName(meaning)
        made.committed.connect(lambda text: self.commit(field, text))
        self.fields[field] = made
        return made

    def show_line(self, line_id: str) -> None:
        """Follows the cursor to another line."""
        if line_id != self.line_id:
            self.commit_pending()
            self.line_id = line_id
            self.refresh()

    def line(self) -> IndicatorLine | None:
        """The line that is shown."""
        return next((line for line in self.session.content.indicator_lines if line.id == self.line_id), None)

    def refresh(self) -> None:
        """Shows the line as it now is."""
        raise NotImplementedError

    def first(self) -> QWidget:
        """Where F6 leads."""
        return self

    def commit(self, field: str, text: str) -> None:
        """Types a text into an attribute of the line."""
        if not self.line_id or not self.session.editable:
            return
        edit = Edit(kind=EditKind.INDICATOR, line_id=self.line_id, field=field, text=text)
        place = Place(page=WizardPage.INDICATORS, line_id=self.line_id, field=self.COLUMN or field)
        self.session.commit((edit,), label=self.STEP, place=place)

    def commit_pending(self) -> None:
        """Takes what stands in the panel's fields."""
        for field in self.fields.values():
            if field.isVisible():
                field.commit()

    def go_to(self, field: str) -> bool:
        """Puts the cursor into a field of the panel; answers whether it is here and in sight."""
        target = self.place_of(field)
        if target is None or not target.isVisibleTo(self):
            return False
        target.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(target, LineField):
            target.selectAll()
        return True

    def place_of(self, field: str) -> QWidget | None:
        """The widget that an attribute of the line is typed or ticked in."""
        return self.fields.get(field)
