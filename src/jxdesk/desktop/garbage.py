"""Garbage: Python's collector runs on the window's thread alone, for as long as the window is open.

By itself it runs on whichever thread happens to make an object. On another thread it would take apart what is left of widgets:
Qt then holds a lock and waits for Python, while the window holds Python and waits for that lock, and both wait for ever.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 500


def collect_due() -> None:
    """Collects the generations that are due, as the collector itself would; for the thread of the window."""
    for generation, (count, threshold) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)):
        if count > threshold:
            gc.collect(generation)


class GarbageRounds(QObject):
    """Collects again and again from the window's own thread; it lives as long as what it hangs on."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(collect_due)
        self._timer.start()
