"""Portable: the way from a stick to the copy of its data on this PC, and back to the stick when the window closes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from jxdesk.desktop import icons, theme
from jxdesk.desktop.context import Move
from jxdesk.desktop.dialogs.error import error_box
from jxdesk.domain.errors import JxError
from jxdesk.domain.progress import Progress
from jxdesk.store.safety import portable
from jxdesk.store.safety.folder import default_home

if TYPE_CHECKING:
    from jxdesk.store.safety.opening import Opened
    from jxdesk.store.safety.stick import Stick

WORDS = "正在打开U盘上的数据，请不要拔U盘"
SEALING = "正在把今天填的封回U盘，请先不要拔"
SEALED = "已经封回U盘，可以拔了。"
SEALED_SHOWN_MS = 6_000


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
