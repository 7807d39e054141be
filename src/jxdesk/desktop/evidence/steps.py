"""Steps of evidence on the undo stack of a wizard: what was added is taken off again, what was taken off is put back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QUndoCommand

from jxdesk.actions.evidence import Piece

Work = Callable[[Piece], None]


class EvidenceStep(QUndoCommand):
    """One piece that was added or taken off; it was done already when the step is pushed."""

    def __init__(self, label: str, piece: Piece, *, again: Work, back: Work) -> None:
        super().__init__(label)
        self._piece = piece
        self._again = again
        self._back = back
        self._is_done = True

    def redo(self) -> None:
        """Does it again; the first time it was done before."""
        if not self._is_done:
            self._again(self._piece)
        self._is_done = True

    def undo(self) -> None:
        """Takes it back."""
        self._is_done = False
        self._back(self._piece)
