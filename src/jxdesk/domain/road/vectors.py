"""Version vectors: which of two states of one filing has seen the other; decided by what was saved where, never by a clock.

A vector counts, for each installation and each epoch of it (``device:epoch``), the saves that are in a state.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto

Vector = Mapping[str, int]


class Order(Enum):
    """How the state that came stands to the state that is here."""

    EQUAL = auto()
    NEWER = auto()
    OLDER = auto()
    APART = auto()


def order(came: Vector, here: Vector) -> Order:
    """Whether what came has seen what is here, or the other way round, or neither."""
    is_ahead = any(n > here.get(place, 0) for place, n in came.items())
    is_behind = any(n > came.get(place, 0) for place, n in here.items())
    match is_ahead, is_behind:
        case False, False:
            return Order.EQUAL
        case True, False:
            return Order.NEWER
        case False, True:
            return Order.OLDER
        case _:
            return Order.APART


def joined(one: Vector, other: Vector) -> dict[str, int]:
    """The vector of a state that has seen both."""
    return {place: max(one.get(place, 0), other.get(place, 0)) for place in {*one, *other}}


def unseen(here: Vector, came: Vector) -> frozenset[str]:
    """The installations whose saves are here and have not been seen by what came."""
    return frozenset(place.partition(":")[0] for place, n in here.items() if n > came.get(place, 0))
