"""Answering: the dialogs of the office that gives certificates: one for a request, once more, none any longer, and the list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QLineEdit, QWidget

from jxdesk.actions import enrol
from jxdesk.actions.enrol import Certified, HandedOut, Stopped
from jxdesk.actions.enrolled import Below, OwnEnrolment, last_received
from jxdesk.desktop.context import Context
from jxdesk.desktop.dialogs.form_dialog import FormDialog
from jxdesk.desktop.enrolment.stick_dialog import StickDialog
from jxdesk.desktop.enrolment.words import day_words
from jxdesk.desktop.furniture import Bar, button, label
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.theme import Tone
from jxdesk.domain.findings import Finding
from jxdesk.domain.records.enrolments import Enrolment
from jxdesk.domain.records.offices import with_path
from jxdesk.exchange.enrolment import Request
from jxdesk.exchange.fingerprint import TYPED_AT_LEAST, signs_typed

MOST_PACKAGES = 1_000_000


class CertifyDialog(StickDialog):
    """发证书: who asks, and the fingerprint typed from the stamped paper, which is shown nowhere before."""

    def __init__(
        self,
        context: Context,
        own: OwnEnrolment,
        file: Path,
        asked: Request,
        known: Below | None,
        *,
        stop: Callable[[Enrolment], object],
        print_slip: Callable[[str], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            context,
            title="发登记证书",
            heading=f"{with_path(asked.name, asked.org)} 申请登记",
            words="拿着该单位盖了章的登记表：先看单位名称、路径和表上一样，再照纸把指纹输进来。"
            "不要照文件名、短信或别人念的输。",
            go="核对并发证书",
            name="enrol_certify",
            is_locked=own.is_locked,
            parent=parent,
        )
        self.file = file
        self._stop = stop
        self._print_slip = print_slip
        self.typed = QLineEdit()
        self.typed.setPlaceholderText(f"至少前 {TYPED_AT_LEAST} 位，横线可以不写")
        self.typed.textChanged.connect(self._on_typed_changed)
        self.add_field("登记表上的指纹", self.typed, "certify_typed")
        self.counted = label(role="hint", name="certify_counted")
        self.grid.addWidget(self.counted, self.grid.rowCount(), 1)
        for words in doubts(asked, known):
            bar = Bar(Tone.WARN, name="certify_doubt")
            bar.say(Tone.WARN, words)
            self.above.addWidget(bar)

    def _on_typed_changed(self, text: str) -> None:
        count = signs_typed(text)
        missing = TYPED_AT_LEAST - count
        self.counted.setText(
            f"已输入 {count} 位" + (f"，还差 {missing} 位" if missing > 0 else "") if count else ""
        )

    def complaint(self) -> str:
        """The fingerprint has to be there."""
        missing = TYPED_AT_LEAST - signs_typed(self.typed.text())
        return f"登记表上的指纹还差 {missing} 位，至少输入前 {TYPED_AT_LEAST} 位。" if missing > 0 else ""

    def _work(self, folder: Path, passphrase: str) -> Any:
        workspace, file, typed = self.context.workspace, self.file, self.typed.text()
        return lambda: enrol.certify(workspace, file, typed=typed, to=folder, passphrase=passphrase)

    def written(self, answer: Certified) -> str:
        """Leads on to the slip, and to the keys that are left over."""
        self.typed.setEnabled(False)
        self.context.refresh.announce(Part.ENROLMENT)
        given = answer.enrolment
        self.after.addWidget(
            button("打印登记凭证", lambda: self._print_slip(given.serial), icon="print", name="certify_slip")
        )
        for other in answer.others:
            self.after.addWidget(
                button(
                    f"停用旧密钥 {other.fingerprint[:4]}…",
                    partial(self._on_stop, other),
                    kind="danger",
                    icon="trash",
                    name="certify_stop_other",
                )
            )
        self.after.addStretch(1)
        left = (
            f"这个单位还有 {len(answer.others)} 把旧密钥没有停用，换了密钥的请停用。" if answer.others else ""
        )
        return (
            f"证书发好了，有效期到{day_words(given.not_after)}。{left}把文件带回去，在“单位登记”里装入："
            f"{answer.file.name}。"
        )

    def _on_stop(self, other: Enrolment) -> None:
        self.accept()
        self._stop(other)


class AgainDialog(StickDialog):
    """再写一份证书: what was given before, for one office or for all."""

    def __init__(
        self,
        context: Context,
        own: OwnEnrolment,
        serials: Sequence[str],
        whose: str,
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            context,
            title="再写一份证书",
            heading=f"{whose}的证书",
            words="和发过的一样，不用再交登记表。本单位换过密钥的，会换成新密钥签的。"
            "几个单位的写在一个文件里，各单位装入时自己认自己的。",
            go="写证书",
            name="enrol_again",
            is_locked=own.is_locked,
            parent=parent,
        )
        self.serials = tuple(serials)

    def carry_out(self, folder: Path, passphrase: str) -> HandedOut:
        """Writes them."""
        return enrol.certify_again(self.context.workspace, self.serials, to=folder, passphrase=passphrase)

    def written(self, answer: HandedOut) -> str:
        """Says what was written."""
        self.context.refresh.announce(Part.ENROLMENT)
        return f"{answer.count} 份证书在这个文件里：{answer.file.name}。"


class ListDialog(StickDialog):
    """发停用名单."""

    def __init__(self, context: Context, own: OwnEnrolment, *, parent: QWidget | None = None) -> None:
        super().__init__(
            context,
            title="发停用名单",
            heading="最新的停用名单",
            words="名单发给下级，在“单位登记”里装入。以后发的每份证书里也带着它；旧名单盖不掉新名单。",
            go="写停用名单",
            name="enrol_list",
            is_locked=own.is_locked,
            parent=parent,
        )

    def carry_out(self, folder: Path, passphrase: str) -> HandedOut:
        """Writes it."""
        return enrol.hand_out(self.context.workspace, folder, passphrase=passphrase)

    def written(self, answer: HandedOut) -> str:
        """Says which one it is."""
        return f"停用名单第 {answer.version} 版写好了：{answer.file.name}。"


class RevokeDialog(FormDialog):
    """停用密钥, with the reason and the last package that still counts."""

    def __init__(
        self,
        context: Context,
        own: OwnEnrolment,
        given: Enrolment,
        *,
        on_stopped: Callable[[Stopped], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            context,
            title="停用密钥",
            heading=f"停用 {with_path(given.name, given.org)} 的密钥 {given.fingerprint[:4]}…",
            go="停用",
            icon="trash",
            name="revoke_dialog",
            parent=parent,
        )
        self.given = given
        self._on_stopped = on_stopped
        self.above.addWidget(
            label(
                "停用以后，用这把密钥新送的包不再收，也不能恢复；该单位要用新密钥重新登记。"
                "以前收到的，到下面写的那一号为止照旧算数。",
                role="second",
                wrap=True,
            )
        )
        self.reason = self.line_field("原因", "revoke_reason", "例如：密钥丢失；换了电脑；单位撤并")
        self.after_seq = self.line_field("算数到第几号", "revoke_after_seq", text="0")
        self.after_seq.setValidator(QIntValidator(0, MOST_PACKAGES, self))
        self.after_seq.setMaximumWidth(160)
        self.hint = label(role="hint", wrap=True, name="revoke_hint")
        self.hint.setMinimumHeight(2 * self.hint.fontMetrics().lineSpacing())
        self.grid.addWidget(self.hint, self.grid.rowCount(), 1)
        self.passphrase = QLineEdit()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        if own.is_locked:
            self.add_field("密钥口令", self.passphrase, "revoke_passphrase")
        workspace = context.workspace
        context.tasks.run(lambda: last_received(workspace, given), self._on_last, lane=Lane.READ, owner=self)

    def _on_last(self, seq: int) -> None:
        self.after_seq.setText(str(seq))
        came = f"这里收到的最后一个是第 {seq} 号。" if seq else "这里还没有收到过它送的包。"
        self.hint.setText(
            f"{came}写 0 就是一个也不算。怀疑密钥被别人用过的，把号改小，改到最后一个信得过的。"
        )

    def typed(self) -> tuple[str, int, str] | None:
        """The reason, the number and the passphrase; None without a reason."""
        reason = self.reason.text().strip()
        return (reason, int(self.after_seq.text() or 0), self.passphrase.text()) if reason else None

    def missing(self) -> Finding:
        """A reason is wanted."""
        found = super().missing()
        return Finding(
            severity=found.severity,
            code="no-reason",
            message="还没有写原因。",
            advice="写一句为什么停用，以后查得到。",
        )

    def check(self, workspace: Any, typed: tuple[str, int, str]) -> Sequence[Finding]:
        """Nothing is checked while it is typed."""
        return ()

    def carry_out(self, workspace: Any, typed: tuple[str, int, str]) -> Stopped:
        """Stops the key."""
        reason, after_seq, passphrase = typed
        return enrol.revoke(
            workspace, self.given.serial, reason=reason, after_seq=after_seq, passphrase=passphrase
        )

    def on_done(self, answer: Stopped) -> None:
        """Tells the page."""
        self.context.refresh.announce(Part.ENROLMENT)
        self._on_stopped(answer)


def doubts(asked: Request, known: Below | None) -> list[str]:
    """What is to be looked at before a certificate is given, beside the fingerprint."""
    found = []
    if known is None or not known.is_listed:
        found.append("单位名册里没有这个路径。请先核对登记表上的单位和路径。")
    elif known.name != asked.name:
        found.append(f"单位名册里这个路径是“{known.name}”，申请里写的是“{asked.name}”。请核对登记表。")
    given = known.enrolment if known is not None else None
    if given is not None and given.revoked_on is None and given.fingerprint != asked.fingerprint:
        found.append(
            "这个单位已经有一把在用的密钥，这份申请是另一把。请问清楚是不是换了密钥；发好以后停用旧的。"
        )
    return found
