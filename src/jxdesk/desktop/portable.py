"""Portable: the way from a stick to the copies of its program and its data on this PC, and back to the stick at the end."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from jxdesk.desktop import icons, theme
from jxdesk.desktop.context import Move
from jxdesk.desktop.dialogs.error import error_box
from jxdesk.domain.errors import JxError
from jxdesk.domain.progress import Progress
from jxdesk.store.safety import portable, portable_program
from jxdesk.store.safety.folder import default_home

if TYPE_CHECKING:
    from jxdesk.desktop.frame import Frame
    from jxdesk.store.safety.opening import Opened
    from jxdesk.store.safety.program_files import Program
    from jxdesk.store.safety.stick import Stick

WORDS = "正在打开U盘上的数据，请不要拔U盘"
COPYING = "正在把程序拷到这台电脑上，只有第一次要等，请不要拔U盘"
SEALING = "正在把今天填的封回U盘，请先不要拔"
SEALED = "已经封回U盘，可以拔了。"
SEALED_SHOWN_MS = 6_000
LOOK_MS = 200


def brings_program_here(make_frame: Callable[[], Frame], stick: Stick, file: Path | None) -> bool:
    """Copies the program to this PC while a frame says so, and starts it; false where this one has to go on itself.

    Closing the frame ends it all. A PC that cannot take the copy gets the program from the stick as before.
    """
    program = portable_program.program_on_stick()
    if program is None:
        return False
    frame, copying = make_frame(), _Copying(program)
    loop = QEventLoop()
    copying.done.connect(loop.quit, Qt.ConnectionType.QueuedConnection)
    looks = QTimer()
    looks.timeout.connect(lambda: frame.opening.say(copying.words()))
    looks.start(LOOK_MS)
    frame.on_close = copying.stop
    threading.Thread(target=copying.run, name="jxdesk-copy-program", daemon=True).start()
    loop.exec()
    looks.stop()
    frame.hide()
    frame.deleteLater()
    if copying.copy is None:
        return copying.progress.cancelled
    try:
        portable_program.start(copying.copy, stick, file)
    except JxError:
        return False
    return True


class _Copying(QObject):
    """The copying of the program on its own thread."""

    done = Signal()

    def __init__(self, program: Program) -> None:
        super().__init__()
        self._program = program
        self.progress = Progress(COPYING)
        self.copy: Program | None = None

    def run(self) -> None:
        """Copies, and tells that it is over."""
        # Without a copy the program goes on from the stick: a full disk or a scanner must not keep a clerk from the data.
        with contextlib.suppress(JxError):
            self.copy = portable_program.bring(self._program, self.progress)
        self.done.emit()

    def words(self) -> str:
        """What is being done, and how far it is."""
        share = self.progress.done * 100 // max(self.progress.total, 1)
        return f"{COPYING}…{share} %"

    def stop(self) -> bool:
        """Gives up copying; the frame may close."""
        self.progress.cancel()
        return True


def way_from_stick(stick: Stick) -> Move:
    """Where a program that was started from a stick goes; a stick that cannot be read refuses the start in words."""
    try:
        home = portable.home_of(stick)
    except JxError as fault:
        return Move(home=default_home(), before=_raising(fault), words=WORDS, bearable=portable.GrownApart)

    def before(progress: Progress) -> None:
        portable.prepare(stick, progress=progress)

    return Move(home=home, before=before, words=WORDS, bearable=portable.GrownApart)


def _raising(fault: JxError) -> Callable[[Progress], None]:
    def before(_: Progress) -> None:
        raise fault

    return before


def seal_back(parent: QWidget, stick: Stick, opened: Opened) -> None:
    """Puts the newest state on the stick while a box says so, then says how it went; the window keeps painting."""
    box = QMessageBox(parent)
    box.setObjectName("sealing_box")
    box.setWindowTitle("绩效桌面")
    box.setIconPixmap(icons.pixmap("stick", 36, theme.ACCENT))
    box.setText(SEALING)
    box.setStandardButtons(QMessageBox.StandardButton.NoButton)
    work = _Sealing(stick, opened)
    loop = QEventLoop()
    work.done.connect(loop.quit, Qt.ConnectionType.QueuedConnection)
    box.open()
    threading.Thread(target=work.run, name="jxdesk-seal-back", daemon=True).start()
    loop.exec()
    box.done(0)
    if work.fault is None:
        _say(_sealed_box(parent))
    else:
        _say(error_box(parent, work.fault))


class _Sealing(QObject):
    """The work on its own thread; a fault is carried to the window's."""

    done = Signal()

    def __init__(self, stick: Stick, opened: Opened) -> None:
        super().__init__()
        self._stick, self._opened = stick, opened
        self.fault: JxError | None = None

    def run(self) -> None:
        """Seals and tells that it is over."""
        try:
            portable.seal_back(self._stick, self._opened)
        except JxError as fault:  # carried to the window's thread
            self.fault = fault
        finally:
            self.done.emit()


def _sealed_box(parent: QWidget) -> QMessageBox:
    box = QMessageBox(parent)
    box.setObjectName("sealed_box")
    box.setWindowTitle("绩效桌面")
    box.setIconPixmap(icons.pixmap("done", 36, theme.ACCENT))
    box.setText(SEALED)
    box.addButton("知道了", QMessageBox.ButtonRole.AcceptRole)
    QTimer.singleShot(SEALED_SHOWN_MS, box, box.accept)
    return box


def _say(box: QMessageBox) -> None:
    """Shows a box until it is answered: the window behind it has ended, so nothing else waits."""
    loop = QEventLoop()
    box.finished.connect(loop.quit)
    box.open()
    loop.exec()
