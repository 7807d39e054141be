"""The pen: of the PCs of one office one at a time may change the books; who gave it to whom, and whether it is here.

Turns count how often it changed hands. That one PC holds it, and that a forced take-over is allowed and logged, is this
program's own choice.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class PenEvent(StrEnum):
    """What happened to the pen at this desk; the value is stored."""

    HANDED_OVER = "handed_over"
    TAKEN = "taken"
    TAKEN_BACK = "taken_back"
    """What was handed over did not arrive or was not wanted there: this PC goes on."""
    SEIZED = "seized"
    """Taken without a handover, as the PC that holds it is broken or gone; with a reason."""


PEN_WORDS = {
    PenEvent.HANDED_OVER: "交出",
    PenEvent.TAKEN: "接手",
    PenEvent.TAKEN_BACK: "收回",
    PenEvent.SEIZED: "强制接管",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pen:
    """One time that the pen changed hands, as this desk knows it.

    ``reason`` says why it was taken, or to whom it was handed over; ``package_id`` is the handover that carried it.
    """

    id: str
    office_path: str
    turn: int
    event: PenEvent
    device: str = ""
    epoch: int = 0
    package_id: str = ""
    reason: str = ""
    who: str = ""
    at: str = ""

    @property
    def is_elsewhere(self) -> bool:
        """Whether this desk gave the pen away and only looks."""
        return self.event is PenEvent.HANDED_OVER


def is_overtaken(came: int, known: Pen | None) -> bool:
    """Whether a handover of this turn tells of a pen that has changed hands since."""
    return known is not None and came < known.turn
