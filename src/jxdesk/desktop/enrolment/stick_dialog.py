"""The stick dialog: asks where to and for the passphrase, writes one file there, and says what comes next."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QGridLayout, QLineEdit, QProgressBar, QWidget

from jxdesk.desktop.context import Context
from jxdesk.desktop.destinations import Destinations
from jxdesk.desktop.dialogs.manners import Refusal, fit_height, in_reading_order, make_room
from jxdesk.desktop.furniture import Bar, across, button, down, label
from jxdesk.desktop.theme import Tone
from jxdesk.domain.errors import Cancelled, JxError
from jxdesk.domain.progress import Progress


class StickDialog(QDialog):
    """What the dialogs of enrolment share; each says what it writes (``carry_out``) and what is then said (``written``)."""

    def __init__(
        self,
        context: Context,
        *,
        title: str,
        heading: str,
        words: str,
        go: str,
        name: str,
        is_locked: bool,
        parent: QWidget | None,
    ) -> None:
        super().__init__(parent)
        self.context = context
        self.progress = Progress()
        self._is_running = False
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(640)
        self.above = down(spacing=8)
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(16)
        self.grid.setVerticalSpacing(8)
        self.grid.setColumnStretch(1, 1)
        self.passphrase: QLineEdit | None = None
        if is_locked:
            self.passphrase = QLineEdit()
            self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
            self.add_field("密钥口令", self.passphrase, "stick_passphrase")
        self.destinations = Destinations(context.tasks)
        self.bar = QProgressBar()
        self.bar.setObjectName("stick_bar")
        self.bar.setTextVisible(False)
        self.bar.hide()
        self.doing = label(role="second", name="stick_doing")
        self.doing.hide()
        self.note = Refusal(name="stick_note")
        self.done_bar = Bar(Tone.OK, name="stick_done")
        self.done_bar.hide()
        self.after = across(spacing=8)
        self.leave_button = button("先不办", self.reject, name=f"{name}_leave")
        self.go = button(go, self._on_go, kind="primary", icon="stick", name=f"{name}_go")
        self.go.setDefault(True)
        self.place_label = label("存到哪里", role="strong")
        self.setLayout(
            down(
                label(heading, role="block_title", wrap=True, name=f"{name}_heading"),
                label(words, role="second", wrap=True),
                self.above,
                self.grid,
                self.place_label,
                self.destinations,
                self.bar,
                self.doing,
                self.note,
                self.done_bar,
                self.after,
                across(None, self.leave_button, self.go),
                spacing=10,
                margins=(20, 16, 20, 16),
            )
        )
        context.tasks.polled.connect(self._on_tasks_polled)

    def add_field(self, word: str, field: QWidget, name: str) -> None:
        """Adds a field with its word; the passphrase stays the last."""
        field.setObjectName(name)
        field.setAccessibleName(word)
        row = self.grid.rowCount()
        self.grid.addWidget(label(word, role="second"), row, 0)
        self.grid.addWidget(field, row, 1)

    # ---- what a dialog of its own says -----------------------------------------------------------------------

    def complaint(self) -> str:
        """What is missing before anything can be written; empty where nothing is."""
        return ""

    def carry_out(self, folder: Path, passphrase: str) -> Any:
        """Writes; on a worker's thread."""
        raise NotImplementedError

    def written(self, answer: Any) -> str:
        """What is said when it is written; buttons for what comes next go into ``after``."""
        raise NotImplementedError

    # ---- writing ---------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Begins at the first field."""
        super().showEvent(event)
        in_reading_order(self)

    def _on_go(self) -> None:
        folder, passphrase = self.destinations.folder(), self.passphrase
        if folder is None:
            self.note.setText("还没有选存到哪里。")
            return
        if complaint := self.complaint():
            self.note.setText(complaint)
            return
        self.note.setText("")
        self.progress = Progress(self.windowTitle())
        self._set_running(True)
        typed = passphrase.text() if passphrase is not None else ""
        self.context.tasks.run(
            self._work(folder, typed),
            self._on_written,
            label=self.windowTitle(),
            progress=self.progress,
            on_error=self._on_refused,
            owner=self,
        )

    def _set_running(self, running: bool) -> None:
        self._is_running = running
        self.go.setEnabled(not running)
        self.destinations.setEnabled(not running)
        if not running:
            self.bar.hide()
            self.doing.hide()
            self.leave_button.setText("先不办")

    def _on_tasks_polled(self) -> None:
        """Shows how far a longer writing is; a short one is over before."""
        if self._is_running and self.progress.total:
            self.bar.setRange(0, self.progress.total)
            self.bar.setValue(min(self.progress.done, self.progress.total))
            self.doing.setText(self.progress.label)
            self.bar.show()
            self.doing.show()
            self.leave_button.setText("停下")
            make_room(self)

    def reject(self) -> None:
        """Stops a writing under way; leaves when there is none."""
        if self._is_running:
            self.progress.cancel()
            return
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stays while something is written."""
        if self._is_running:
            event.ignore()
            self.progress.cancel()
        else:
            super().closeEvent(event)

    def _work(self, folder: Path, passphrase: str) -> Any:
        """What is done on a worker's thread, with all that is typed read before it begins."""
        return lambda: self.carry_out(folder, passphrase)

    def _on_written(self, answer: Any) -> None:
        self._set_running(False)
        unplug = "可以安全拔出 U 盘了。" if self.destinations.is_stick() else ""
        self.done_bar.say(Tone.OK, f"{self.written(answer)}写好以后读回来比对过了。{unplug}")
        self.done_bar.show()
        for one in (self.place_label, self.destinations, self.go):
            one.hide()
        if self.passphrase is not None:
            self.passphrase.setEnabled(False)
        self.leave_button.setText("关上")
        self.leave_button.setFocus()
        QTimer.singleShot(0, self, lambda: fit_height(self))

    def _on_refused(self, error: JxError) -> None:
        self._set_running(False)
        if isinstance(error, Cancelled):
            self.note.setText("已停下，没有写。")
        else:
            self.note.setText("\n".join(part for part in (error.title, error.facts, error.advice) if part))
