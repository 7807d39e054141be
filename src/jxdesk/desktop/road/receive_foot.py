"""The foot of 装入数据包: the passphrase, the buttons that take in, and a line that says what happens or what is still missing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QLineEdit, QWidget

from jxdesk.actions.receiving.arrival import UPWARD, Arrival
from jxdesk.desktop import theme
from jxdesk.desktop.furniture import across, button, label
from jxdesk.desktop.theme import Tone
from jxdesk.domain.errors import JxError


@dataclass(frozen=True, slots=True, kw_only=True)
class At:
    """Where the dialog is: ``arrival`` is what is compared now, ``waiting`` of the ``found`` packages can still be taken in."""

    arrival: Arrival | None = None
    is_decided: bool = True
    found: int = 0
    waiting: int = 0
    is_working: bool = False
    is_taking: bool = False
    is_over: bool = False
    is_viewing: bool = False


class ReceiveFoot(QWidget):
    """Shows only what can be done now; a fault of the key stays said until another passphrase is typed."""

    def __init__(
        self,
        *,
        leave: Callable[[], object],
        take: Callable[[], object],
        take_all: Callable[[], object],
    ) -> None:
        super().__init__()
        self.is_locked = False
        self._at = At()
        self._fault = ""
        self.passphrase = QLineEdit()
        self.passphrase.setObjectName("receive_passphrase")
        self.passphrase.setAccessibleName("密钥口令")
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.setPlaceholderText("密钥口令（给回执签名）")
        self.passphrase.setFixedWidth(theme.scaled(200))
        self.passphrase.textChanged.connect(lambda _: self._on_typed())
        self.note = label(role="second", wrap=True, name="receive_note")
        self.leave_button = button("先不装入", leave, name="receive_leave")
        self.all_button = button("", take_all, name="receive_all")
        self.rest_button = button("先装没有冲突的", take, name="receive_rest")
        self.take_button = button("", take, kind="primary", icon="check", name="receive_take")
        self.take_button.setDefault(True)
        row = across(
            self.note,
            self.passphrase,
            self.leave_button,
            self.all_button,
            self.rest_button,
            self.take_button,
            spacing=8,
        )
        row.setStretch(0, 1)
        row.setContentsMargins(0, 0, 0, 0)
        self.setLayout(row)

    def show_at(self, at: At) -> None:
        """Shows what can be done there."""
        self._at = at
        arrival = at.arrival
        is_unlocked = not self.is_locked or bool(self.passphrase.text())
        is_viewing = at.is_viewing and not (arrival is not None and arrival.brings_pen)
        may_take = is_unlocked and not is_viewing
        must_choose = arrival is not None and not at.is_decided
        is_known = arrival is not None and arrival.known is not None
        answers = arrival is not None and arrival.manifest.kind in UPWARD
        has_to_take = arrival is not None or at.waiting > 0
        self.take_button.setText("装入并给回执" if answers else "装入")
        self.take_button.setVisible(arrival is not None)
        self.take_button.setEnabled(may_take and not must_choose)
        self.rest_button.setVisible(must_choose and not is_known)
        self.rest_button.setEnabled(may_take)
        self.all_button.setText(f"全部装入（{at.waiting} 个）")
        self.all_button.setVisible(at.found > 1 and at.waiting > 1 and not at.is_working)
        self.all_button.setEnabled(may_take)
        self.leave_button.setText("先不装入" if has_to_take and not at.is_over else "关上")
        self.leave_button.setVisible(not at.is_taking)
        self.passphrase.setVisible(self.is_locked and has_to_take and not at.is_taking)
        theme.mark(self.note, tone=Tone.ERROR.value if self._fault else "")
        self.note.setText(
            self._fault or self._hint(is_viewing=is_viewing, is_unlocked=is_unlocked, must_choose=must_choose)
        )

    def _hint(self, *, is_viewing: bool, is_unlocked: bool, must_choose: bool) -> str:
        if self._at.arrival is None:
            return ""
        if is_viewing:
            return "现在是“只看，不改”，不能装入。"
        if must_choose:
            return "两边都改过的，要逐处选好、写了理由才能装。"
        if not is_unlocked:
            return "回执要用本单位的密钥签名，请写口令。"
        return "装入前自动备份；装入以后，没有在上面接着改的，可以撤销。"

    def say_fault(self, error: JxError) -> None:
        """Says what is wrong with the key, and where it is put right."""
        self._fault = "　".join(part for part in (error.title, error.advice) if part)
        self.show_at(self._at)
        self.passphrase.setFocus()
        self.passphrase.selectAll()

    def forget_fault(self) -> None:
        """It is tried again."""
        self._fault = ""

    def _on_typed(self) -> None:
        self.forget_fault()
        self.show_at(self._at)
