"""Other forms: offering the forms that a filing could also be filled and printed on, and putting it on one of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from jxdesk.desktop.context import Context
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.wizard.bars import WizardHeader
from jxdesk.desktop.wizard.session import FilingSession

if TYPE_CHECKING:
    from jxdesk.actions.fill import OpenFiling


class OtherForms:
    """Hands the filing over to ``changed`` once it is on its new form; nothing typed before is lost."""

    def __init__(
        self,
        context: Context,
        owner: QWidget,
        *,
        session: Callable[[], FilingSession | None],
        changed: Callable[[OpenFiling], None],
    ) -> None:
        self.context = context
        self.owner = owner
        self._session = session
        self._changed = changed

    def offer(self, header: WizardHeader, choose: Callable[[str], None]) -> None:
        """Opens the menu of the other forms below its button."""
        session = self._session()
        if session is not None:
            from jxdesk.actions import fill

            header.offer_templates(fill.other_templates(session.content), choose)

    def change_to(self, template_id: str) -> None:
        """Fills and prints the same content on another form, once everything typed is on the disk."""
        session = self._session()
        if session is None:
            return
        workspace, filing_id = self.context.workspace, session.filing.id

        def work() -> OpenFiling:
            from jxdesk.actions import fill

            version = session.filing.version
            return fill.change_template(workspace, filing_id, template_id, expected_version=version)

        session.when_saved(
            lambda: self.context.tasks.run(work, self._changed, lane=Lane.EDIT, owner=self.owner)
        )
