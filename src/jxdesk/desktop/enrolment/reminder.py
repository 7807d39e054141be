"""The reminder on the first page: one line of 今天要做 when this desk's certificate runs out, has run out or was stopped."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from jxdesk.desktop.context import Context
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.theme import Tone
from jxdesk.desktop.todo_rows import Todo, todo_row

if TYPE_CHECKING:
    from jxdesk.actions.enrolled import OwnEnrolment

LINE = "certificate_todo"


class CertificateReminder:
    """Hands its line to ``add_row`` of an owner that clears it."""

    def __init__(self, context: Context, add_row: Callable[[QWidget], None], owner: QWidget) -> None:
        self.context = context
        self.add_row = add_row
        self.owner = owner

    def ask(self) -> None:
        """Asks how the certificate stands; a key that cannot be read is told where it is used."""
        workspace = self.context.workspace

        def work() -> OwnEnrolment | None:
            from jxdesk.actions.enrolled import own_enrolment

            return own_enrolment(workspace)

        self.context.tasks.run(work, self.show_own, lane=Lane.READ, on_error=lambda _: None, owner=self.owner)

    def show_own(self, own: OwnEnrolment | None) -> None:
        """Adds the line where there is something to be done."""
        from jxdesk.desktop.enrolment.words import reminder_words

        for old in self.owner.findChildren(QWidget, LINE):
            old.setParent(None)
        said = reminder_words(own) if own is not None else None
        if said is None:
            return
        words, tone = said
        icon = "error" if tone is Tone.ERROR else "warning"
        verb = "去看" if own is not None and own.stopped else "去续期"
        todo = Todo("certificate", icon, tone, words, verb)
        row = todo_row(todo, None, lambda: self.context.open_page("enrolment"))
        row.setObjectName(LINE)
        self.add_row(row)
