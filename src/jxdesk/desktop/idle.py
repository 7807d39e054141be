"""Idle watch: does one piece of work when the window has painted and nothing is typed or clicked any more."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

_INPUT = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)


class IdleWatch(QObject):
    """Waits until ``ms`` have passed without input, works once, and is gone."""

    def __init__(self, window: QWidget, ms: int, work: Callable[[], None]) -> None:
        super().__init__(window)
        self._work = work
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(ms)
        self._timer.timeout.connect(self._on_timer_timeout)
        self._timer.start()
        # The window's own surface, which all keys and clicks pass; a filter over everything has crashed Qt.
        surface = window.windowHandle()
        if surface is not None:
            surface.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Starts the wait anew at every input."""
        if event.type() in _INPUT:
            self._timer.start()
        return False

    def _on_timer_timeout(self) -> None:
        self._work()
        self.deleteLater()
