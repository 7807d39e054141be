"""The button 核对数据包: takes the sums in sight anew from the kept packages, with progress and cancel, and shows what came of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton, QWidget

from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import button
from jxdesk.desktop.rollup.reading import Shown
from jxdesk.domain.errors import Cancelled, JxError
from jxdesk.domain.progress import Progress

if TYPE_CHECKING:
    from jxdesk.domain.rollup.proof import Proof


class Proving:
    """The button; ``shown`` is what is in sight when it is pressed."""

    def __init__(self, context: Context, page: QWidget, shown: Callable[[], Shown | None]) -> None:
        self.context = context
        self.page = page
        self._shown = shown
        self.button: QPushButton = button(
            "核对数据包",
            self.ask,
            icon="check",
            name="rollup_prove",
            tip="逐个核对留存的数据包，重新加一遍，和这里的合计比较；可以取消",
        )

    def ask(self) -> None:
        """Proves what is in sight."""
        shown, workspace = self._shown(), self.context.workspace
        if shown is None:
            return
        progress = Progress()

        def work() -> Proof:
            from jxdesk.actions.prove_rollup import proof

            return proof(workspace, shown.answer.asked, progress=progress)

        self.button.setEnabled(False)
        self.context.tasks.run(
            work,
            lambda found: self._on_proven(shown, found),
            label="核对数据包",
            progress=progress,
            owner=self.page,
            on_error=self._on_not_proven,
        )

    def _on_not_proven(self, error: JxError) -> None:
        self.button.setEnabled(True)
        if not isinstance(error, Cancelled):
            self.context.tasks.failed.emit(error)

    def _on_proven(self, shown: Shown, found: Proof) -> None:
        from jxdesk.desktop.rollup.proof_dialog import ProofDialog

        self.button.setEnabled(True)
        ProofDialog(self.context, shown.answer.basis, found, parent=self.page.window()).open()
