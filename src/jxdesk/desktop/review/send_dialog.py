"""送出审核结果: where to, the passphrase, then each return package is written, read back, and the stick may be pulled."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QLineEdit, QProgressBar, QWidget

from jxdesk.actions import eject, passphrases
from jxdesk.actions.passphrases import KeyFacts
from jxdesk.actions.reviewing.send_down import SentDown, send_down
from jxdesk.desktop.context import Context
from jxdesk.desktop.destinations import Destinations
from jxdesk.desktop.dialogs.manners import FittedDialog
from jxdesk.desktop.furniture import Bar, across, button, down, label
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.review.words import said_by
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.theme import Tone
from jxdesk.domain.errors import Cancelled, JxError
from jxdesk.domain.progress import Progress


class SendDialog(FittedDialog):
    """Writes the decisions on some packages, one return package for each."""

    def __init__(
        self,
        context: Context,
        packages: Mapping[str, int],
        senders: Mapping[str, str],
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.context = context
        self.packages, self.senders = packages, senders
        self.sent: list[SentDown] = []
        self._progress = Progress()
        self._is_running = False
        self.setObjectName("send_down_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("送出审核结果")
        self.setMinimumWidth(680)
        count = sum(packages.values())
        self.heading = label(
            f"{count} 张表的审核结果，答复 {len(packages)} 个来件",
            role="block_title",
            name="send_down_heading",
        )
        lines = [f"· {senders.get(digest, digest[:8])}：{number} 张" for digest, number in packages.items()]
        more = f"\n· 还有 {len(lines) - 8} 个来件" if len(lines) > 8 else ""
        self.what = label("\n".join(lines[:8]) + more, role="second", wrap=True)
        self.destinations = Destinations(context.tasks)
        self.destinations.changed.connect(self._show_buttons)
        self.passphrase = QLineEdit()
        self.passphrase.setObjectName("send_down_passphrase")
        self.passphrase.setAccessibleName("密钥口令")
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.setMinimumWidth(280)
        self.passphrase.textChanged.connect(self._show_buttons)
        self.passphrase_label = label("密钥口令", role="second")
        self.bar = QProgressBar()
        self.bar.setObjectName("send_down_bar")
        self.bar.setTextVisible(False)
        self.answer = Bar(Tone.OK, name="send_down_answer")
        self.answer.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.eject_button = button("弹出 U 盘", self._on_eject, icon="stick", name="send_down_eject")
        self.leave = button("先不送", self.reject, name="send_down_leave")
        self.go = button("送出", self._on_go, kind="primary", icon="seal", name="send_down_go")
        self.go.setDefault(True)
        self.setLayout(
            down(
                self.heading,
                self.what,
                label("写到哪里", role="block_title"),
                self.destinations,
                across(self.passphrase_label, self.passphrase, None),
                self.bar,
                self.answer,
                None,
                across(None, self.eject_button, self.leave, self.go),
                spacing=10,
                margins=(20, 14, 20, 16),
            )
        )
        for one in (self.bar, self.answer, self.eject_button, self.passphrase, self.passphrase_label):
            one.hide()
        self._show_buttons()
        context.tasks.polled.connect(self._on_polled)
        workspace = context.workspace
        context.tasks.run(
            lambda: passphrases.key_facts(workspace), self._on_key_known, lane=Lane.READ, owner=self
        )

    def _on_key_known(self, key: KeyFacts) -> None:
        self.passphrase.setVisible(key.is_locked)
        self.passphrase_label.setVisible(key.is_locked)
        if key.is_locked:
            self.passphrase.setFocus()
        self._show_buttons()
        self.fit()

    def _show_buttons(self, *_: object) -> None:
        is_unlocked = self.passphrase.isHidden() or bool(self.passphrase.text())
        self.go.setEnabled(self.destinations.folder() is not None and is_unlocked and not self._is_running)
        self.leave.setText("停下" if self._is_running else ("关上" if self.sent else "先不送"))

    # ---- writing ---------------------------------------------------------------------------------------------

    def _on_go(self) -> None:
        folder = self.destinations.folder()
        if folder is None:
            return
        workspace, passphrase = self.context.workspace, self.passphrase.text()
        progress = self._progress = Progress("写审核结果")
        waiting = list(self.packages)
        done = self.sent

        def work() -> None:
            for digest in waiting[len(done) :]:
                progress.check()
                done.append(send_down(workspace, digest, to=folder, passphrase=passphrase, progress=progress))

        self._is_running = True
        self.answer.hide()
        self.bar.setRange(0, 0)
        self.bar.show()
        self.destinations.setEnabled(False)
        self._show_buttons()
        self.context.tasks.run(
            work,
            lambda _: self._on_sent(folder),
            label="送出审核结果",
            progress=progress,
            on_error=self._on_not_sent,
            owner=self,
        )

    def _on_polled(self) -> None:
        if self._is_running and self._progress.total:
            self.bar.setRange(0, self._progress.total)
            self.bar.setValue(min(self._progress.done, self._progress.total))

    def _finish(self) -> None:
        self._is_running = False
        self.bar.hide()
        self.answer.show()
        self.context.refresh.announce(Part.PACKAGES, Part.FILINGS)

    def _on_sent(self, folder: Path) -> None:
        self._finish()
        files = "、".join(one.path.name for one in self.sent[:3])
        more = f" 等 {len(self.sent)} 个文件" if len(self.sent) > 3 else ""
        is_stick = self.destinations.is_stick()
        last = "拔以前先点“弹出 U 盘”。" if is_stick else f"在 {folder}。"
        self.answer.say(Tone.OK, f"写好了，也读回来比对过了：{files}{more}。{last}")
        self.eject_button.setVisible(is_stick)
        self.go.hide()
        self.leave.setDefault(True)
        self.leave.setFocus()
        self._show_buttons()
        self.fit()

    def _on_not_sent(self, error: JxError) -> None:
        self._finish()
        self.destinations.setEnabled(True)
        done = f"已写好 {len(self.sent)} 个，没写的还在。" if self.sent else "审核结果都还在，没有送出。"
        words = "已停下。" if isinstance(error, Cancelled) else said_by(error)
        self.answer.say(Tone.ERROR, f"{words}　{done}")
        self._show_buttons()
        self.fit()
        if not self.passphrase.isHidden():
            self.passphrase.setFocus()
            self.passphrase.selectAll()

    def _on_eject(self) -> None:
        folder = self.destinations.folder()
        if folder is None:
            return
        self.eject_button.setEnabled(False)
        self.context.tasks.run(
            lambda: eject.eject(folder),
            lambda _: self.answer.say(Tone.OK, "可以拔出 U 盘了。"),
            label="弹出 U 盘",
            on_error=self._on_not_ejected,
            owner=self,
        )

    def _on_not_ejected(self, error: JxError) -> None:
        self.eject_button.setEnabled(True)
        self.answer.say(Tone.WARN, said_by(error))

    def reject(self) -> None:
        """Stops a writing under way; leaves when there is none."""
        if self._is_running:
            self._progress.cancel()
            return
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stays while something is written."""
        if self._is_running:
            event.ignore()
            self._progress.cancel()
        else:
            super().closeEvent(event)
