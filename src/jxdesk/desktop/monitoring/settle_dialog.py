"""Settle dialog: marks rectifications as done, or as not to be done, with a sentence on how it went."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QWidget

from jxdesk.actions import rectify
from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import across, button, down, label
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.theme import Tone
from jxdesk.domain.errors import JxError
from jxdesk.domain.monitoring.ledger import LedgerRow
from jxdesk.domain.records.rectifications import STATE_WORDS, RectificationState

HINTS = {
    RectificationState.DONE: "改成了什么样，例如：9 月 20 日已支付 86 万元，执行率 81%",
    RectificationState.DROPPED: "为什么不用改，例如：项目已取消，预算已收回",
}
NOTE_HEIGHT = 84
NAMED = 5


class SettleDialog(QDialog):
    """Asks for the note; Ctrl+Enter marks them without leaving the keyboard."""

    def __init__(
        self,
        context: Context,
        rows: Sequence[LedgerRow],
        state: RectificationState,
        *,
        today: dt.date,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.context = context
        self.rows = rows
        self.state = state
        self.today = today
        word = STATE_WORDS[state]
        self.setObjectName("settle_dialog")
        self.setWindowTitle(f"标为{word}")
        self.setMinimumWidth(520)
        count = f"{len(rows)} 条整改标为“{word}”" if len(rows) > 1 else f"标为“{word}”"
        names = "\n".join(f"· {row.subject}：{row.about.problem}" for row in rows[:NAMED])
        more = f"\n……等 {len(rows)} 条" if len(rows) > NAMED else ""
        self.note = QPlainTextEdit()
        self.note.setObjectName("settle_note")
        self.note.setAccessibleName("完成情况" if state is RectificationState.DONE else "原因")
        self.note.setPlaceholderText(HINTS[state])
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(NOTE_HEIGHT)
        self.told = label("", tone=Tone.ERROR, name="settle_told", wrap=True)
        self.told.hide()
        self.go = button(f"标为{word}", self._on_go, kind="primary", icon="check", name="settle_go")
        self.go.setToolTip(f"标为{word}（Ctrl+回车）")
        leave = button("不标", self.reject, name="settle_leave")
        self.setLayout(
            down(
                label(count, role="block_title", name="settle_heading"),
                label(f"{names}{more}", role="second", wrap=True, name="settle_rows"),
                self.note,
                self.told,
                across(None, leave, self.go),
                spacing=10,
                margins=(20, 16, 20, 16),
            )
        )
        self.note.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter is the button."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._on_go()
            return
        super().keyPressEvent(event)

    def _on_go(self) -> None:
        workspace, state, today = self.context.workspace, self.state, self.today
        ids, note = [row.about.id for row in self.rows], self.note.toPlainText()
        self.context.tasks.run(
            lambda: rectify.settle(workspace, ids, state, note, today=today),
            self._on_settled,
            lane=Lane.EDIT,
            on_error=self._on_refused,
            owner=self,
        )

    def _on_settled(self, count: int) -> None:
        self.context.tell_saved()
        self.context.tell(f"{count} 条标为{STATE_WORDS[self.state]}，Ctrl+Z 可以撤销。")
        self.context.refresh.announce(Part.FILINGS, project_ids=[row.about.project_id for row in self.rows])
        self.accept()

    def _on_refused(self, error: JxError) -> None:
        self.told.setText(f"{error.title}{error.advice}")
        self.told.show()
        self.note.setFocus()
