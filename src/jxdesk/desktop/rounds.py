"""Rounds: what the window does by itself from time to time: the check at the start and the backup every half hour."""

from __future__ import annotations

import importlib
import sys
import time

from PySide6.QtCore import QObject, QTimer

from jxdesk.actions import backup
from jxdesk.desktop.context import Context
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.tasks import Lane

BACKUP_MS = 30 * 60 * 1000
# What the pages will call: imported at the first click, each would hold the window up for a tenth of a second and more.
ERRANDS = (
    "project_facts",
    "fill",
    "verify",
    "passphrases",
    "own_office",
    "undo",
    "take_in",
    "export",
    "seal",
    "deliver",
)
BREATH_SECONDS = 0.05


def load_errands() -> None:
    """Imports the errands one by one on this thread, with a breath for the window in between."""
    for name in ERRANDS:
        module = f"jxdesk.actions.{name}"
        if module not in sys.modules:
            importlib.import_module(module)
            time.sleep(BREATH_SECONDS)


class Rounds(QObject):
    """Starts with the window and ends with it."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context = context
        self._timer = QTimer(self)
        self._timer.setInterval(BACKUP_MS)
        self._timer.timeout.connect(self._back_up)

    def start(self) -> None:
        """Backs up every half hour; loads the errands now, and looks at every page of the database once."""
        workspace = self._context.workspace
        self._context.tell_warm()
        self._context.tasks.run(load_errands, owner=self)
        self._context.tasks.run(lambda: backup.check(workspace), owner=self)
        self._timer.start()

    def _back_up(self) -> None:
        workspace = self._context.workspace
        self._context.tasks.run(
            lambda: backup.back_up_if_due(workspace),
            lambda made: self._context.refresh.announce(Part.BACKUPS) if made else None,
            lane=Lane.HEAVY,
            owner=self,
        )
