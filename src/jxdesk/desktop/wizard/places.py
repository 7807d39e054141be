"""Places: where a clerk was typing, kept on this machine, so that a crash or a power cut leads back to the same cell."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QTimer

from jxdesk.desktop.preferences import Text
from jxdesk.domain.templates.wizard_flow import Place

OPEN = Text("wizard/open", "打开着的自评表，正常退出时清空")
PLACE = Text("wizard/place", "上次填到的那一格")
REST_MS = 250
"""How long the cursor stays in a cell before its place is written: the disk must not slow down who types on."""


class LastPlaces:
    """The filing that is open and the cell under the cursor; kept when the cursor rests, forgotten on leaving."""

    _left_for_a_moment: ClassVar[dict[str, Place]] = {}

    def __init__(self) -> None:
        self._open = ""
        self._place: Place | None = None
        self._resting = QTimer()
        self._resting.setSingleShot(True)
        self._resting.setInterval(REST_MS)
        self._resting.timeout.connect(self._write_place)

    def keep(self, filing_id: str, place: Place) -> None:
        """Keeps the place of the cursor."""
        if filing_id != self._open:
            OPEN.put(filing_id)
            self._open = filing_id
        self._place = place
        self._resting.start()

    def _write_place(self) -> None:
        if self._place is not None:
            PLACE.put(self._place.to_text())

    def recall(self, filing_id: str) -> Place | None:
        """Where the cursor was when the program, or a step to another page, cut the filling of this filing short."""
        if OPEN.get() == filing_id:
            return Place.from_text(PLACE.get())
        return self._left_for_a_moment.pop(filing_id, None)

    def leave(self, filing_id: str, *, come_back_to: Place | None = None) -> None:
        """Forgets the place of a filing that is left in good order, or keeps it for coming back in this run."""
        self._resting.stop()
        self._open = ""
        if come_back_to is not None:
            self._left_for_a_moment[filing_id] = come_back_to
        if OPEN.get() == filing_id:
            OPEN.put("")
            PLACE.put("")

    def left_open(self) -> str:
        """The filing that was open when the program ended without leaving it; empty for none."""
        return OPEN.get()
