"""Merging: what becomes of each filing of a package beside the one that is here; numbers are never merged by machine.

A state that has seen the other replaces it; two that have not seen each other are laid before a person. Used by receiving.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from jxdesk.domain.records.filings import Filing
from jxdesk.domain.road.vectors import Order, order, unseen


class Take(StrEnum):
    """What taking a filing in would do; the value is the word of the JSON answer."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    OLDER = "older"
    """The one here has seen the one that came, and more."""
    CONFLICT = "conflict"
    """It was changed here and there; a person chooses cell by cell."""
    FROZEN = "frozen"
    """It was accepted or approved here and changes only through an adjustment."""
    TWIN = "twin"
    """The same form of the same project is here under another identity."""
    DECIDED = "decided"
    """An office above has passed what was sent; what was edited here since is kept beside it and is not in force."""
    PARALLEL = "parallel"
    """Two PCs of the sending office went on from one state without knowing of each other."""


def take_of(came: Filing, here: Filing | None, *, devices: Collection[str], is_frozen: bool = False) -> Take:
    """What becomes of a filing that came beside the one of the same identity that is here.

    ``devices`` are this installation and those that this desk's data lay on before; ``is_frozen`` where the filing was accepted or approved here.
    """
    if here is None:
        return Take.NEW
    is_same = came.content == here.content
    match order(came.vector, here.vector):
        case Order.EQUAL:
            return Take.SAME if is_same else Take.PARALLEL
        case Order.OLDER:
            return Take.OLDER
        case Order.NEWER if is_same:
            return Take.SAME
        case Order.NEWER:
            return Take.FROZEN if is_frozen else Take.CHANGED
        case _:
            if unseen(here.vector, came.vector) - set(devices):
                return Take.PARALLEL
            return Take.FROZEN if is_frozen else Take.CONFLICT
