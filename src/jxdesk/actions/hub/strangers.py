"""Strangers: the unfinished uploads of whom nobody knows yet, so few and so small that nobody can fill the disk with them."""

from __future__ import annotations

import threading
from dataclasses import dataclass

MOST_OF_AN_ADDRESS = 20
"""A whole county may stand behind one address, and an honest upload is strange for a moment only. Own choice."""
MOST_IN_ALL = 400
MOST_BYTES_IN_ALL = 256 * 1024**2


@dataclass(slots=True)
class _Stranger:
    """Where an upload comes from, and how many of its bytes lie here."""

    address: str
    size_bytes: int


class Strangers:
    """Counts them in the order in which they began; where there are too many, the oldest gives way."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._known: dict[str, _Stranger] = {}

    def come(self, upload_id: str, address: str) -> tuple[str, ...]:
        """Counts an upload that begins; answers those that have to go for it."""
        with self._guard:
            self._known.setdefault(upload_id, _Stranger(address, 0))
            theirs = [one for one, known in self._known.items() if known.address == address]
            gone = self._let_go(theirs[: max(0, len(theirs) - MOST_OF_AN_ADDRESS)])
            return gone + self._let_go([*self._known][: max(0, len(self._known) - MOST_IN_ALL)])

    def grow(self, upload_id: str, size_bytes: int) -> tuple[str, ...]:
        """Notes how many bytes of an upload lie here now; answers those that have to go for it."""
        with self._guard:
            if upload_id not in self._known:
                return ()
            self._known[upload_id].size_bytes = size_bytes
            going, too_many = [], sum(one.size_bytes for one in self._known.values()) - MOST_BYTES_IN_ALL
            for one, known in self._known.items():
                if too_many <= 0:
                    break
                if one != upload_id:
                    going.append(one)
                    too_many -= known.size_bytes
            return self._let_go(going)

    def go(self, upload_id: str) -> None:
        """Counts an upload no more: it is known whose it is, or it has ended."""
        with self._guard:
            self._known.pop(upload_id, None)

    def _let_go(self, going: list[str]) -> tuple[str, ...]:
        for one in going:
            del self._known[one]
        return tuple(going)
