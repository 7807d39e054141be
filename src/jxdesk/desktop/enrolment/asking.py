"""Asking: the dialogs of the office that asks: the request onto a stick, the certificate that came back, another key."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QGridLayout, QLineEdit, QWidget

from jxdesk.actions import enrol
from jxdesk.actions.enrol import Asked, Installed
from jxdesk.actions.enrolled import OwnEnrolment
from jxdesk.actions.passphrases import SHORTEST_PASSPHRASE
from jxdesk.desktop import preferences
from jxdesk.desktop.context import Context
from jxdesk.desktop.dialogs.manners import Refusal, in_reading_order, make_room
from jxdesk.desktop.enrolment.stick_dialog import StickDialog
from jxdesk.desktop.enrolment.words import day_words
from jxdesk.desktop.furniture import across, button, down, label
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.tasks import Lane
from jxdesk.domain.errors import JxError
from jxdesk.exchange.fingerprint import TYPED_AT_LEAST
from jxdesk.exchange.keys import KeyCard

OTHER_ROOT = "JX-TRUST-ROOT"
FINGERPRINT = "JX-FINGERPRINT"
TRUST_FILES = "登记证书、停用名单 (*.jxtrust);;全部文件 (*)"


class RequestDialog(StickDialog):
    """生成登记申请."""

    def __init__(
        self,
        context: Context,
        own: OwnEnrolment,
        *,
        print_form: Callable[[], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            context,
            title="生成登记申请",
            heading=f"{own.office.name}（{own.office.path}）的登记申请",
            words="申请里只有单位名称、路径和密钥的记号，没有密钥本身。写几次都是同一份，丢了再写一份就行。",
            go="写登记申请",
            name="enrol_request",
            is_locked=own.is_locked,
            parent=parent,
        )
        self._print_form = print_form

    def carry_out(self, folder: Path, passphrase: str) -> Asked:
        """Writes the request."""
        return enrol.request(self.context.workspace, folder, passphrase=passphrase)

    def written(self, answer: Asked) -> str:
        """Leads on to the paper."""
        self.context.refresh.announce(Part.ENROLMENT)
        self.after.addWidget(
            button("打印登记表", self._on_print, kind="primary", icon="print", name="request_print")
        )
        self.after.addStretch(1)
        return f"登记申请写好了：{answer.file.name}。下一步：打印登记表，盖章，和这个文件一起交给上级。"

    def _on_print(self) -> None:
        self.accept()
        self._print_form()


class RootDialog(QDialog):
    """Asks for the fingerprint of another topmost key, from paper."""

    def __init__(
        self, context: Context, file: Path, *, on_installed: Callable[[Installed], None], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.context = context
        self.file = file
        self._on_installed = on_installed
        self.setObjectName("root_dialog")
        self.setWindowTitle("最上级换了密钥")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(560)
        self.typed = QLineEdit()
        self.typed.setObjectName("root_typed")
        self.typed.setAccessibleName("最上级的指纹")
        self.note = Refusal(name="root_note")
        self.go = button("核对并装入", self._on_go, kind="primary", icon="shield", name="root_go")
        self.go.setDefault(True)
        self.setLayout(
            down(
                label("这份证书要本机改信另一个最上级的密钥", role="block_title", wrap=True),
                label(
                    "上级换了密钥、新接到更上一级，或者本机的信任文件坏了，才会这样。请找上级盖了章的登记表或文件，"
                    f"照着纸输入最上级的指纹，至少前 {TYPED_AT_LEAST} 位。没有纸的，先不装，打电话问上级。",
                    role="second",
                    wrap=True,
                ),
                across(label("最上级的指纹", role="second"), self.typed, spacing=16),
                self.note,
                across(None, button("先不装", self.reject, name="root_leave"), self.go),
                spacing=12,
                margins=(20, 16, 20, 16),
            )
        )

    def showEvent(self, event: QShowEvent) -> None:
        """Begins at the field, as high as its words."""
        super().showEvent(event)
        in_reading_order(self)
        QTimer.singleShot(0, self, lambda: make_room(self))

    def _on_go(self) -> None:
        workspace, file, typed = self.context.workspace, self.file, self.typed.text()
        if not typed.strip():
            self.note.setText("还没有输入指纹。")
            return
        self.go.setEnabled(False)
        self.context.tasks.run(
            lambda: enrol.install(workspace, file, root_typed=typed),
            self._on_done,
            lane=Lane.EDIT,
            on_error=self._on_refused,
            owner=self,
        )

    def _on_done(self, done: Installed) -> None:
        self.accept()
        self._on_installed(done)

    def _on_refused(self, error: JxError) -> None:
        self.go.setEnabled(True)
        self.note.setText("\n".join(part for part in (error.title, error.facts, error.advice) if part))


class RenewDialog(QDialog):
    """换一把新密钥."""

    def __init__(self, context: Context, *, holder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.setObjectName("renew_dialog")
        self.setWindowTitle("换一把新密钥")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(560)
        self.reason = self._field(
            "renew_reason", "为什么换", hint="例如：口令都忘了；密钥文件坏了；经办人调走"
        )
        self.holder = self._field("renew_holder", "谁的口令")
        self.holder.setText(holder)
        self.new = self._field("renew_new", "新口令", secret=True)
        self.again = self._field("renew_again", "再写一遍", secret=True)
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(10)
        for row, field in enumerate((self.reason, self.holder, self.new, self.again)):
            grid.addWidget(label(field.accessibleName(), role="second"), row, 0)
            grid.addWidget(field, row, 1)
        self.note = Refusal(name="renew_note")
        self.go = button("换成新密钥", self._on_go, kind="danger", icon="key", name="renew_go")
        self.go.setDefault(True)
        self.setLayout(
            down(
                label("换一把新密钥", role="block_title"),
                label(
                    "换了以后，要重新申请登记；拿到新证书以前送出的包，上级认不出是谁送的。"
                    f"已经送出的包不受影响。旧密钥另存在数据文件夹里，不删除。口令至少 {SHORTEST_PASSPHRASE} 个字，"
                    "不设口令就两栏都空着。",
                    role="second",
                    wrap=True,
                ),
                grid,
                self.note,
                across(None, button("先不换", self.reject, name="renew_leave"), self.go),
                spacing=12,
                margins=(20, 16, 20, 16),
            )
        )

    def _field(self, name: str, meaning: str, *, secret: bool = False, hint: str = "") -> QLineEdit:
        made = QLineEdit()
        made.setObjectName(name)
        made.setAccessibleName(meaning)
        made.setPlaceholderText(hint)
        if secret:
            made.setEchoMode(QLineEdit.EchoMode.Password)
        return made

    def showEvent(self, event: QShowEvent) -> None:
        """Begins at the reason, as high as its words."""
        super().showEvent(event)
        in_reading_order(self)
        QTimer.singleShot(0, self, lambda: make_room(self))

    def _on_go(self) -> None:
        from jxdesk.actions.renew_key import renew_key

        if self.new.text() != self.again.text():
            self.note.setText("两遍写的不一样。")
            return
        workspace = self.context.workspace
        reason, new, holder = self.reason.text(), self.new.text(), self.holder.text().strip()
        self.go.setEnabled(False)
        self.note.setText("")
        self.context.tasks.run(
            lambda: renew_key(workspace, reason=reason, passphrase=new, holder=holder),
            self._on_renewed,
            lane=Lane.EDIT,
            on_error=self._on_refused,
            owner=self,
        )

    def _on_renewed(self, _: KeyCard) -> None:
        self.accept()
        self.context.refresh.announce(Part.ENROLMENT, Part.OFFICES)
        self.context.tell("换好了。下一步：生成登记申请，打印登记表。")

    def _on_refused(self, error: JxError) -> None:
        self.go.setEnabled(True)
        self.note.setText("\n".join(part for part in (error.title, error.facts, error.advice) if part))


def choose_and_install(context: Context, page: QWidget, *, on_installed: Callable[[Installed], None]) -> None:
    """Asks for the file that the office above gave, and installs it."""
    name, _ = QFileDialog.getOpenFileName(
        page, "选上级发的登记证书", preferences.documents_folder(), TRUST_FILES
    )
    if name:
        install(context, page, Path(name), on_installed=on_installed)


def install(
    context: Context, page: QWidget, file: Path, *, on_installed: Callable[[Installed], None]
) -> None:
    """Installs a trust package; where it would change whom this desk believes, a fingerprint is asked for first."""
    workspace = context.workspace

    def refused(error: JxError) -> None:
        if error.code == OTHER_ROOT:
            RootDialog(context, file, on_installed=on_installed, parent=page.window()).open()
        else:
            context.tasks.failed.emit(error)

    context.tasks.run(
        lambda: enrol.install(workspace, file), on_installed, lane=Lane.EDIT, on_error=refused, owner=page
    )


def installed_words(done: Installed) -> str:
    """What is said when a trust package was taken over."""
    if done.stopped:
        return f"停用名单收下了。注意：名单里有本单位的密钥，已停用：{done.stopped}。请先问{done.issuer}。"
    if done.is_list:
        return f"{done.issuer}的停用名单收下了，本单位的证书照常有效到{day_words(done.not_after)}。"
    root = (
        f"最上级是{done.root}，指纹 {done.root_fingerprint}，请和上级盖章的文件对一下。"
        if done.is_new_root
        else ""
    )
    return f"登记好了：{done.issuer}发的证书，有效期到{day_words(done.not_after)}。{root}"
