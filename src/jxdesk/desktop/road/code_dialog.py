"""输入电话码: the sixteen digits that the office above said on the phone, checked while they are typed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from jxdesk.actions import receipts
from jxdesk.actions.receipts import Told
from jxdesk.desktop import theme
from jxdesk.desktop.context import Context
from jxdesk.desktop.dialogs.manners import FittedDialog, Refusal
from jxdesk.desktop.furniture import across, button, down, label
from jxdesk.desktop.tasks import Lane
from jxdesk.domain.errors import JxError
from jxdesk.exchange.phone_codes import CODE_DIGITS, grouped, plain_digits, typing_fault

LONGEST_TYPED = 200
"""A scanner may read more than the digits from a receipt slip."""


class CodeDialog(FittedDialog):
    """A wrong digit is said as soon as all of them are there; the package is found by the code itself."""

    def __init__(
        self, context: Context, *, on_told: Callable[[Told], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.context = context
        self._on_told = on_told
        self.setObjectName("code_dialog")
        self.setWindowTitle("输入电话码")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(theme.scaled(480))
        self.field = QLineEdit()
        self.field.setObjectName("phone_code_field")
        self.field.setAccessibleName("电话码")
        self.field.setPlaceholderText("0000 0000 0000 0000")
        self.field.setMaxLength(LONGEST_TYPED)
        font = self.field.font()
        font.setPixelSize(theme.scaled(22))
        self.field.setFont(font)
        self.field.setMinimumHeight(theme.scaled(44))
        self.field.textEdited.connect(self._on_typed)
        self.counted = label("", role="second", name="phone_code_counted")
        self.note = Refusal(name="phone_code_note")
        self.leave_button = button("先不输", self.reject, name="code_leave")
        self.go = button("登记", self._on_go, kind="primary", icon="check", name="code_go")
        self.go.setDefault(True)
        self.go.setEnabled(False)
        self.setLayout(
            down(
                label(
                    f"请对方念 {CODE_DIGITS} 位数字，四个一组。也可以用扫码枪扫回执单上的二维码。",
                    wrap=True,
                ),
                self.field,
                self.counted,
                self.note,
                label(
                    "是哪个包、办到哪一步，数字里都有，不用选。登记了记为“电话确认”，签名的回执来了才算正式回执。",
                    role="second",
                    wrap=True,
                ),
                across(None, self.leave_button, self.go),
                spacing=10,
                margins=(20, 16, 20, 16),
            )
        )

    def _on_typed(self, text: str) -> None:
        """Groups the digits, and says at once what cannot be right."""
        digits = plain_digits(text)
        if digits is None:
            self.note.setText(typing_fault(text))
            self.counted.setText("")
            self.go.setEnabled(False)
            return
        if self.field.cursorPosition() == len(text):
            self.field.setText(grouped(digits))
        is_whole = len(digits) == CODE_DIGITS
        fault = typing_fault(text) if len(digits) >= CODE_DIGITS else ""
        self.note.setText(fault)
        self.counted.setText(
            "" if fault else ("位数对，校验也对。" if is_whole else f"还差 {CODE_DIGITS - len(digits)} 位")
        )
        self.go.setEnabled(is_whole and not fault)

    def _on_go(self) -> None:
        workspace, typed = self.context.workspace, self.field.text()
        self.go.setEnabled(False)
        self.context.tasks.run(
            lambda: receipts.take_code(workspace, typed),
            self._on_taken,
            lane=Lane.EDIT,
            on_error=self._on_refused,
            owner=self,
        )

    def _on_taken(self, told: Told) -> None:
        self.accept()
        self._on_told(told)

    def _on_refused(self, error: JxError) -> None:
        self.go.setEnabled(True)
        self.note.setText("\n".join(part for part in (error.title, error.facts, error.advice) if part))
        self.field.setFocus()
        self.field.selectAll()
