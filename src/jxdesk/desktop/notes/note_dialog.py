"""The dialog of a note: its text, and whose eyes it is for."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QWidget

from jxdesk.desktop.context import Context
from jxdesk.desktop.dialogs.manners import Refusal
from jxdesk.desktop.furniture import across, button, down, label
from jxdesk.desktop.tasks import Lane
from jxdesk.domain.errors import JxError


class NoteDialog(QDialog):
    """Takes a text and hands it to ``save``, which runs on a worker; stays open where it is refused."""

    def __init__(
        self,
        context: Context,
        where: str,
        save: Callable[[str], object],
        *,
        text: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.context = context
        self._save = save
        self.setObjectName("note_dialog")
        self.setWindowTitle("批注给自己")
        self.resize(460, 240)
        self.text = QPlainTextEdit(text)
        self.text.setObjectName("note_text")
        self.text.setAccessibleName("批注")
        self.text.setTabChangesFocus(True)
        self.note = Refusal(name="note_refused")
        save_button = button("记下（Ctrl+Enter）", self.save, kind="primary", name="note_save")
        save_button.setDefault(True)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.save)
        self.setLayout(
            down(
                label(where, role="block_title", wrap=True, name="note_where"),
                self.text,
                self.note,
                across(
                    label("只在本机看得到，不打印、不进数据包。", role="hint"),
                    None,
                    button("不写了", self.reject, name="note_leave"),
                    save_button,
                ),
                spacing=10,
                margins=(20, 16, 20, 16),
            )
        )
        self.text.setFocus()

    def save(self) -> None:
        """Keeps the note."""
        text = self.text.toPlainText()
        self.context.tasks.run(
            lambda: self._save(text),
            lambda _: self.accept(),
            lane=Lane.EDIT,
            on_error=self._on_refused,
            owner=self,
        )

    def _on_refused(self, error: JxError) -> None:
        self.note.setText("\n".join(part for part in (error.title, error.facts, error.advice) if part))
