"""Progress: a plain object that long work steps and that a window polls; cancel is a flag."""

from __future__ import annotations

from jxdesk.domain.errors import Cancelled


class Progress:
    """How far a long piece of work is.

    One thread writes the counts, another one reads them and may set ``cancelled``: plain attributes are enough.
    """

    def __init__(self, label: str = "", total: int = 0) -> None:
        self.label = label
        self.total = total
        self.done = 0
        self.cancelled = False

    def start(self, label: str, total: int) -> None:
        """Begins a stage of the work."""
        self.label, self.total, self.done = label, total, 0
        self.check()

    def step(self, count: int = 1) -> None:
        """Counts finished pieces and stops here if cancelled."""
        self.done += count
        self.check()

    def cancel(self) -> None:
        """Asks the work to stop at its next step."""
        self.cancelled = True

    def check(self) -> None:
        """Stops here if cancelled.

        Raises: Cancelled.
        """
        if self.cancelled:
            raise Cancelled
