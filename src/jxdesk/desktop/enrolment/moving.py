"""Moving: the dialogs by which the books and the pen go to another PC, come back, or are given back to an office that lost them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from jxdesk.actions.enrolled import Below, OwnEnrolment
from jxdesk.actions.handing_over.hand_over import HandedOver, hand_over, seize_pen, take_pen_back
from jxdesk.actions.handing_over.restore_copy import RestoreCopy, write_restore_copy
from jxdesk.desktop.context import Context
from jxdesk.desktop.dialogs.form_dialog import FormDialog
from jxdesk.desktop.enrolment.stick_dialog import StickDialog
from jxdesk.desktop.furniture import label
from jxdesk.desktop.refresh import Part
from jxdesk.domain.errors import JxError
from jxdesk.domain.findings import Finding
from jxdesk.domain.road.pen import Pen

MOVED = (Part.PACKAGES, Part.FILINGS, Part.ENROLMENT, Part.PEOPLE)
"""What may look otherwise once the pen has changed hands."""


class HandOverDialog(StickDialog):
    """把账和笔交出去: from the moment that it is written this PC only looks."""

    def __init__(self, context: Context, *, is_locked: bool, parent: QWidget | None = None) -> None:
        super().__init__(
            context,
            title="把账和笔交出去",
            heading="把账和笔交给本单位的另一台电脑",
            words="全部的表、走到哪一步、审核意见、附件，还有送出过哪些包，写成一个交接包。"
            "写好的那一刻起，这台电脑只能看、打印和导出；那边装入以后接着填。",
            go="交出去",
            name="hand_over",
            is_locked=is_locked,
            parent=parent,
        )
        self.receiver = QLineEdit()
        self.receiver.setPlaceholderText("例如：李明的新电脑；以后在这台电脑上都看得到")
        self.add_field("交给谁", self.receiver, "hand_over_receiver")

    def _work(self, folder: Path, passphrase: str) -> Callable[[], HandedOver]:
        workspace, progress = self.context.workspace, self.progress
        receiver = self.receiver.text()
        return lambda: hand_over(
            workspace, to=folder, receiver=receiver, passphrase=passphrase, progress=progress
        )

    def written(self, answer: HandedOver) -> str:
        """Says what is done at the other PC."""
        self.receiver.setEnabled(False)
        self.context.refresh.announce(*MOVED)
        left = f"涉密项目 {answer.classified} 个只登记个数，不在里面。" if answer.classified else ""
        return (
            f"交接包写好了，{answer.filings} 张表：{answer.path.name}。{left}"
            "下一步，到新电脑上：在“收发箱”点“装入数据包”，选这个文件。装好、看过没有错，再请上级停用这台电脑的密钥。"
        )

    def _on_refused(self, error: JxError) -> None:
        # The pen may be down although the file could not be written to the stick: the package is kept and goes again.
        self.context.refresh.announce(*MOVED)
        super()._on_refused(error)


class RestoreCopyDialog(StickDialog):
    """写恢复用副本: what is held here of an office below that lost its PC."""

    def __init__(
        self, context: Context, own: OwnEnrolment, below: Below, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(
            context,
            title="写恢复用副本",
            heading=f"{below.name}的恢复用副本",
            words="该单位的电脑坏了、数据没了，把这里有的它的表、送下去过的审核意见和附件写给它，只有它能装。"
            "它没有送来过的，这里没有，不在里面；还没送下去的审核结果也不在里面。",
            go="写副本",
            name="restore_copy",
            is_locked=own.is_locked,
            parent=parent,
        )
        self.org = below.org

    def _work(self, folder: Path, passphrase: str) -> Callable[[], RestoreCopy]:
        workspace, progress, org = self.context.workspace, self.progress, self.org
        return lambda: write_restore_copy(workspace, org, to=folder, passphrase=passphrase, progress=progress)

    def written(self, answer: RestoreCopy) -> str:
        """Says what is in it and what the office does with it."""
        self.context.refresh.announce(Part.PACKAGES)
        return (
            f"副本写好了，{answer.filings} 张表，它送来过的 {answer.packages} 个包都写明了：{answer.path.name}。"
            "请该单位先装登记证书，再在“收发箱”点“装入数据包”，选这个文件。"
        )


class PenDialog(FormDialog):
    """收回笔 and 强制接管: the reason is written, and stays in the list of who had the pen."""

    def __init__(
        self,
        context: Context,
        *,
        title: str,
        words: str,
        hint: str,
        take: Callable[[Any, str], Pen],
        parent: QWidget | None,
    ) -> None:
        super().__init__(
            context, title=title, heading=title, go=title, icon="check", name="pen_dialog", parent=parent
        )
        self._take = take
        self.above.addWidget(label(words, role="second", wrap=True))
        self.reason = self.line_field("为什么", "pen_reason", hint)

    @classmethod
    def take_back(cls, context: Context, *, parent: QWidget | None = None) -> PenDialog:
        """The one for a PC that gave the pen away."""
        pen = context.workspace.pen_elsewhere
        to = (pen.reason if pen is not None else "") or "另一台电脑"
        return cls(
            context,
            title="收回笔",
            words=f"笔交给了{to}。那边没有装入，或者那台电脑坏了，才收回。那边已经在填的不要收：两台都填，"
            "会变成两份，要逐格重选。收回以后，写出去的那个交接包就作废了。",
            hint="例如：新电脑没有到货；交接包在新电脑上装不进去",
            take=take_pen_back,
            parent=parent,
        )

    @classmethod
    def seize(cls, context: Context, *, parent: QWidget | None = None) -> PenDialog:
        """The one for a PC that goes on where the one with the pen is gone."""
        return cls(
            context,
            title="强制接管",
            words="拿着笔的电脑坏了、丢了，没法交接，才在接着填的这台电脑上登记接管。那台电脑以后修好了，不要再填；"
            "里面有没带过来的，请在那边把账和笔交出来，装到这里，两边都改过的逐格选。",
            hint="例如：旧电脑硬盘坏了，打不开",
            take=seize_pen,
            parent=parent,
        )

    def typed(self) -> str | None:
        """The reason; None while there is none."""
        return self.reason.text().strip() or None

    def missing(self) -> Finding:
        """A reason is wanted."""
        found = super().missing()
        return Finding(
            severity=found.severity,
            code="no-reason",
            message="还没有写原因。",
            advice="写一句为什么，以后查得到。",
        )

    def check(self, workspace: Any, typed: str) -> Sequence[Finding]:
        """Nothing is checked while it is typed."""
        return ()

    def carry_out(self, workspace: Any, typed: str) -> Pen:
        """Takes the pen."""
        return self._take(workspace, typed)

    def on_done(self, answer: Pen) -> None:
        """Tells every page."""
        self.context.refresh.announce(*MOVED)
        self.context.tell(f"笔在这台电脑上了（第 {answer.turn} 次换手），可以接着填。")
