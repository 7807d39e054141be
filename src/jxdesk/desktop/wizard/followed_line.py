"""The panel below an indicator grid that follows the cursor: what the panels of all forms share."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame

from jxdesk.desktop.wizard.session import FilingSession
from jxdesk.domain.records.filings import IndicatorLine


class FollowedLine(QFrame):
    """Shows one line at a time; what is being typed about it is taken before the next one is shown."""

    def __init__(self, session: FilingSession) -> None:
        super().__init__()
        self.session = session
        self.line_id = ""

    def show_line(self, line_id: str) -> None:
        """Follows the cursor to another line."""
        if line_id != self.line_id:
            self.commit_pending()
            self.line_id = line_id
            self.refresh()

    def line(self) -> IndicatorLine | None:
        """The line that is shown."""
        return next((line for line in self.session.content.indicator_lines if line.id == self.line_id), None)

    def commit_pending(self) -> None:
        """Takes what stands in the panel's fields."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Shows the line as it now is."""
        raise NotImplementedError
