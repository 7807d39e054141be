"""设口令: sets a passphrase of the office's key, or changes one."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from jxdesk.actions import passphrases
from jxdesk.actions.passphrases import SHORTEST_PASSPHRASE, KeyFacts
from jxdesk.desktop.context import Context
from jxdesk.desktop.dialogs.manners import FittedDialog, Refusal
from jxdesk.desktop.furniture import across, button, down, label
from jxdesk.desktop.tasks import Lane
from jxdesk.domain.errors import JxError


class PassphraseDialog(FittedDialog):
    """Asks for the holder, the present passphrase where there is one, and the new one twice."""

    done_with = Signal(object)

    def __init__(self, context: Context, *, holder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.setObjectName("passphrase_dialog")
        self.setWindowTitle("密钥口令")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(480)
        self.holder = self._field("passphrase_holder", "谁的口令")
        self.holder.setText(holder)
        self.current = self._field("passphrase_current", "现在的口令", secret=True)
        self.new = self._field("passphrase_new", "新口令", secret=True)
        self.again = self._field("passphrase_again", "再写一遍", secret=True)
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(10)
        self._current_label = label("现在的口令", role="second")
        for row, (word, field) in enumerate(
            (
                (label("谁的口令", role="second"), self.holder),
                (self._current_label, self.current),
                (label("新口令", role="second"), self.new),
                (label("再写一遍", role="second"), self.again),
            )
        ):
            grid.addWidget(word, row, 0)
            grid.addWidget(field, row, 1)
        self.note = Refusal(name="passphrase_note")
        self.go = button("设好", self._on_go, kind="primary", icon="key", name="passphrase_go")
        self.go.setDefault(True)
        self.setLayout(
            down(
                label(
                    f"至少 {SHORTEST_PASSPHRASE} 个字，可以用一句话。每个人可以有自己的口令，都能开同一把密钥。"
                    "口令忘了谁也找不回来：至少让两个人各设一个。",
                    role="second",
                    wrap=True,
                ),
                grid,
                self.note,
                across(None, button("先不设", self.reject, name="passphrase_leave"), self.go),
                spacing=12,
                margins=(20, 16, 20, 16),
            )
        )
        workspace = context.workspace
        context.tasks.run(lambda: passphrases.key_facts(workspace), self._on_key, lane=Lane.READ, owner=self)

    def _field(self, name: str, meaning: str, *, secret: bool = False) -> QLineEdit:
        made = QLineEdit()
        made.setObjectName(name)
        made.setAccessibleName(meaning)
        if secret:
            made.setEchoMode(QLineEdit.EchoMode.Password)
        return made

    def _on_key(self, key: KeyFacts) -> None:
        self.current.setVisible(key.is_locked)
        self._current_label.setVisible(key.is_locked)
        self.fit()

    def _on_go(self) -> None:
        if self.new.text() != self.again.text():
            self.note.setText("两遍写的不一样。")
            return
        workspace = self.context.workspace
        holder, new, current = self.holder.text().strip(), self.new.text(), self.current.text()
        self.go.setEnabled(False)
        self.note.setText("")
        self.context.tasks.run(
            lambda: passphrases.set_passphrase(workspace, holder=holder, new=new, current=current),
            self._on_set,
            lane=Lane.EDIT,
            on_error=self._on_refused,
            owner=self,
        )

    def _on_set(self, key: KeyFacts) -> None:
        self.done_with.emit(key)
        self.context.tell("口令设好了。封装时要写口令。")
        self.accept()

    def _on_refused(self, error: JxError) -> None:
        self.go.setEnabled(True)
        self.note.setText("\n".join(part for part in (error.title, error.facts, error.advice) if part))
