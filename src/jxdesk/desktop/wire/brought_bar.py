"""The bar of what was brought: packages that came by wire and wait to be looked at and taken in, as from a stick."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog, QLineEdit

from jxdesk.desktop.furniture import Bar, button
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.theme import Tone

if TYPE_CHECKING:
    from jxdesk.desktop.context import Context


class BroughtBar(Bar):
    """In sight while something waits; ``receive`` opens what leads through taking packages in."""

    def __init__(self, context: Context, *, receive: Callable[[Sequence[Path]], None]) -> None:
        super().__init__(Tone.INFO, name="brought_bar")
        self.context = context
        self.files: tuple[Path, ...] = ()
        self.row.addWidget(
            button(
                "看一看，装入",
                lambda: receive(self.files),
                kind="primary",
                icon="import",
                name="take_brought",
            )
        )
        self.fetch_button = button(
            "从网上取",
            lambda: context.wire.fetch(asked=True),
            icon="download",
            name="tray_fetch",
            tip="取回接收服务上给本单位的数据包、退回和回执，和从 U 盘装入一样先看再装",
        )
        self.fetch_button.hide()
        context.wire.brought.connect(lambda done: receive(done.lying))
        context.wire.locked.connect(self._on_locked)
        context.wire.changed.connect(self.show_wire)
        self.hide()

    def show_wire(self) -> None:
        """Shows whether something can be fetched now."""
        wire = self.context.wire
        self.fetch_button.setVisible(bool(wire.address) and not self.context.workspace.is_viewing)
        self.fetch_button.setEnabled(not wire.is_busy)

    def look(self) -> None:
        """Looks what waits to be taken in."""
        self.show_wire()
        if not self.context.wire.address:
            return
        workspace = self.context.workspace

        def work() -> tuple[Path, ...]:
            from jxdesk.actions.fetch import lying

            return lying(workspace)

        self.context.tasks.run(work, self._on_known, lane=Lane.READ, owner=self)

    def _on_known(self, files: tuple[Path, ...]) -> None:
        self.files = files
        self.setVisible(bool(files))
        if files:
            self.say(Tone.INFO, f"从网上取回了 {len(files)} 个数据包，还没有装入。")

    def _on_locked(self) -> None:
        """Asks for the passphrase of the key by which this office says who it is."""
        if not self.fetch_button.isVisible():
            return
        box = QInputDialog(self.window())
        box.setObjectName("fetch_passphrase")
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle("从网上取")
        box.setLabelText("密钥口令（向接收服务证明是本单位）")
        box.setTextEchoMode(QLineEdit.EchoMode.Password)
        box.setOkButtonText("取件")
        box.setCancelButtonText("不取")
        box.textValueSelected.connect(lambda typed: self.context.wire.fetch(passphrase=typed, asked=True))
        box.open()
