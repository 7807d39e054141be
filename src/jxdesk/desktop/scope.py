"""Scope: which office's lists are looked at, the same on every page; everything that a desk looks after until one is chosen."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

LONGEST_NAME = 12
"""Of an office in the title of a page. Units: 字."""


class OfficeScope(QObject):
    """The office that is looked at, with everything below it; ``path`` is empty while it is everything. ``changed`` when it is another."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.path = ""
        self.name = ""

    def choose(self, path: str, name: str) -> None:
        """Looks at an office; an empty path looks at everything."""
        if path != self.path:
            self.path, self.name = path, name if path else ""
            self.changed.emit()

    def title(self, title: str) -> str:
        """The title of a page, with whose list it shows."""
        if not self.path:
            return title
        name = self.name if len(self.name) <= LONGEST_NAME else f"{self.name[: LONGEST_NAME - 1]}…"
        return f"{title} · {name}"
