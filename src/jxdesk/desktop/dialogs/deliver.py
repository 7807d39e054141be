"""再导出一份: copies a package that was sealed before to a stick or a folder, byte for byte."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QProgressBar, QWidget

from jxdesk.actions import deliver
from jxdesk.actions.look import SentPackage
from jxdesk.desktop.context import Context
from jxdesk.desktop.destinations import Destinations
from jxdesk.desktop.furniture import across, button, down, label
from jxdesk.domain.errors import Cancelled, JxError
from jxdesk.domain.progress import Progress


class DeliverDialog(QDialog):
    """Asks where to, copies, and compares."""

    def __init__(self, context: Context, package: SentPackage, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.package = package
        self._progress = Progress()
        self._is_running = False
        self.setObjectName("deliver_dialog")
        self.setWindowTitle("再导出一份")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(620)
        self.destinations = Destinations(context.tasks)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.hide()
        self.text = label(role="second", wrap=True, name="deliver_text")
        self.leave_button = button("不导出", self.reject, name="deliver_leave")
        self.go = button("写入并校验", self._on_go, kind="primary", icon="stick", name="deliver_go")
        self.setLayout(
            down(
                label(f"第 {package.position.seq} 号　{package.file_name}", role="block_title", wrap=True),
                label("拷出去的和当时封装的一个字节也不差，不会重新编号。", role="second"),
                self.destinations,
                self.bar,
                self.text,
                across(None, self.leave_button, self.go),
                spacing=12,
                margins=(20, 16, 20, 16),
            )
        )
        context.tasks.polled.connect(self._on_tasks_polled)

    def _on_go(self) -> None:
        folder = self.destinations.folder()
        if folder is None:
            return
        workspace, digest = self.context.workspace, self.package.digest
        progress = self._progress = Progress("写入")
        self._set_running(True)
        self.context.tasks.run(
            lambda: deliver.deliver(workspace, digest, folder, progress=progress),
            self._on_delivered,
            label="再导出一份",
            progress=progress,
            on_error=self._on_not_delivered,
            owner=self,
        )

    def _set_running(self, running: bool) -> None:
        self._is_running = running
        self.destinations.setEnabled(not running)
        self.go.setEnabled(not running)
        self.bar.setVisible(running)
        self.bar.setRange(0, 0)
        self.leave_button.setText("停下" if running else "关上")

    def _on_tasks_polled(self) -> None:
        progress = self._progress
        if self._is_running and progress.total:
            self.bar.setRange(0, progress.total)
            self.bar.setValue(min(progress.done, progress.total))
            self.text.setText(progress.label)

    def _on_delivered(self, path: Path) -> None:
        self._set_running(False)
        unplug = "，可以安全拔出 U 盘" if self.destinations.is_stick() else ""
        self.text.setText(f"写好了，也读回来比对过了{unplug}。\n{path}")

    def _on_not_delivered(self, error: JxError) -> None:
        self._set_running(False)
        if isinstance(error, Cancelled):
            self.text.setText("已停下，没有写。")
        else:
            self.text.setText("\n".join(part for part in (error.title, error.facts, error.advice) if part))

    def reject(self) -> None:
        """Stops a copy under way; leaves when there is none."""
        if self._is_running:
            self._progress.cancel()
            return
        super().reject()
