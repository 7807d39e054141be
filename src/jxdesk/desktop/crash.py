"""Crash: what happens when a bug escapes: a report without any data, a log in the folder, and the window goes on."""

from __future__ import annotations

import faulthandler
import logging
import logging.handlers
import platform
import sys
import threading
import traceback
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING

from PySide6 import __version__ as qt_version
from PySide6.QtCore import QMessageLogContext, QObject, Qt, QtMsgType, Signal, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

import jxdesk

if TYPE_CHECKING:
    from jxdesk.desktop.dialogs.crash import CrashDialog

LOG = logging.getLogger("jxdesk")
LOG_BYTES, LOG_FILES = 1_000_000, 5
OWN_CODE = Path(jxdesk.__file__).parent


class CrashKeeper(QObject):
    """Catches what nothing else caught; a fault on another thread is shown on the window's."""

    caught = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._faults: IO[str] | None = None
        self._log: logging.Handler | None = None
        self._dialog: CrashDialog | None = None
        self.caught.connect(self._on_caught, Qt.ConnectionType.QueuedConnection)
        faulthandler.enable()

    def keep_log(self, folder: Path) -> None:
        """Writes the log into a data folder from now on: five files of one megabyte, no data in them."""
        self.let_go()
        logs = folder / "logs"
        try:
            logs.mkdir(parents=True, exist_ok=True)
            self._log = logging.handlers.RotatingFileHandler(
                logs / "jxdesk.log",
                maxBytes=LOG_BYTES,
                backupCount=LOG_FILES - 1,
                encoding="utf-8",
                delay=True,
            )
            self._log.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
            LOG.addHandler(self._log)
            self._faults = (logs / "faults.log").open("a", encoding="utf-8")
            faulthandler.enable(self._faults)
        except OSError:
            LOG.warning("no log in %s", folder)

    def let_go(self) -> None:
        """Closes the log of the folder before."""
        faulthandler.enable()
        if self._log is not None:
            LOG.removeHandler(self._log)
            self._log.close()
            self._log = None
        if self._faults is not None:
            self._faults.close()
            self._faults = None

    def on_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Takes the place of ``sys.excepthook``."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        sys.__excepthook__(kind, error, trace)
        report = report_of(error)
        LOG.error("%s", report)
        self.caught.emit(report)

    def on_thread_exception(self, args: threading.ExceptHookArgs) -> None:
        """Takes the place of ``threading.excepthook``."""
        if args.exc_value is not None:
            self.on_exception(args.exc_type, args.exc_value, args.exc_traceback)

    def on_qt_message(self, kind: QtMsgType, where: QMessageLogContext, text: str) -> None:
        """Keeps Qt's own complaints in the log."""
        del where
        level = logging.INFO if kind in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg) else logging.WARNING
        LOG.log(level, "qt: %s", text)

    def _on_caught(self, report: str) -> None:
        """Shows one report at a time; a dialog without a window above it lives as long as it is held here."""
        if self._dialog is not None:
            return
        from jxdesk.desktop.dialogs.crash import CrashDialog

        self._dialog = CrashDialog(report, QApplication.activeWindow())
        self._dialog.finished.connect(self._on_dialog_finished)
        self._dialog.open()

    def _on_dialog_finished(self, _: int) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None


def install() -> CrashKeeper:
    """Puts one keeper in the place of Python's and Qt's own handlers; a later call only answers it."""
    app = QApplication.instance()
    assert app is not None
    present = app.findChild(CrashKeeper)
    if present is not None:
        return present
    keeper = CrashKeeper(app)
    sys.excepthook = keeper.on_exception
    threading.excepthook = keeper.on_thread_exception
    qInstallMessageHandler(keeper.on_qt_message)
    return keeper


def report_of(error: BaseException) -> str:
    """What a help desk needs: the kind of error, our own frames and the versions.

    Neither the error's message nor any value stands in it: they may hold names and amounts.
    """
    lines = [
        "绩效桌面问题报告（不含任何业务数据）",
        f"程序 {jxdesk.__version__}  Python {platform.python_version()}  Qt {qt_version}",
        f"系统 {platform.system()} {platform.release()} {platform.machine()}",
    ]
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        lines.append(f"错误 {type(link).__module__}.{type(link).__qualname__}")
        for frame in traceback.extract_tb(link.__traceback__):
            file = Path(frame.filename)
            if file.is_relative_to(OWN_CODE):
                lines.append(f"  {file.relative_to(OWN_CODE).as_posix()}:{frame.lineno} {frame.name}")
            else:
                lines.append(f"  （{file.stem}）:{frame.lineno}")
        link = link.__cause__ or link.__context__
    return "\n".join(lines)
