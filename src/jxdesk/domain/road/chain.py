"""The chain of what one office has sent: where a package that comes stands in it, and which numbers are missing.

Order on the road is decided by number and by the digest of the package before, never by a clock. Used by receiving.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from jxdesk.domain.records.packages import ChainPosition
from jxdesk.domain.sending.receipts import Gap

MOST_MISSING = 1_000
"""A package may claim any number, and looking for all before it would never end; no office sends so many. Own choice."""


class Verdict(StrEnum):
    """Where a package stands; the value is the word of the JSON answer."""

    NEXT = "next"
    """It goes on where the last one ended."""
    DUPLICATE = "duplicate"
    """This very package is here already."""
    GAP = "gap"
    """Some before it have not come."""
    LATE = "late"
    """Packages after it have come already; what it says is taken only where nothing newer is here."""
    FORK = "fork"
    """Two different packages claim one place: two PCs of one office, or a copied folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One package in the chain of an installation.

    ``earlier`` are the numbers before it that went to the same recipients, as the package says itself; None where it does
    not, and then every number before it was meant.
    """

    digest: str
    position: ChainPosition
    earlier: tuple[Gap, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Where a package stands; ``missing`` are numbers before it that have not come, ``rival`` what it cannot stand beside."""

    verdict: Verdict
    missing: tuple[int, ...] = ()
    rival: Link | None = None


def place(came: Link, known: Sequence[Link], *, seq_floor: int = 0) -> Placed:
    """Where a package stands among those that are known of the same office.

    ``seq_floor`` is the number up to which nothing of this key is waited for: its certificate was made after that.
    """
    if any(one.digest == came.digest for one in known):
        return Placed(verdict=Verdict.DUPLICATE)
    position = came.position
    same = [one for one in known if one.position.device == position.device]
    rivals = sorted(
        (one for one in same if _is_rival(one, came)), key=lambda one: abs(one.position.seq - position.seq)
    )
    if rivals:
        return Placed(verdict=Verdict.FORK, rival=rivals[0])
    numbers = {one.position.seq for one in same}
    missing = missing_for(came, numbers, seq_floor=seq_floor)
    if any(number > position.seq for number in numbers):
        return Placed(verdict=Verdict.LATE, missing=missing)
    return Placed(verdict=Verdict.GAP if missing else Verdict.NEXT, missing=missing)


def _is_rival(one: Link, came: Link) -> bool:
    """Whether two packages of one installation cannot both be of one chain."""
    match came.position.seq - one.position.seq:
        case 0:
            return True
        case 1:
            return one.digest != came.position.prev
        case -1:
            return one.position.prev != came.digest
        case _:
            return False


def missing_for(link: Link, numbers: set[int], *, seq_floor: int = 0) -> tuple[int, ...]:
    """The numbers that should have come before a package and have not, of very many the newest."""
    seq = link.position.seq
    if link.earlier is None:
        return missing_before(seq, numbers, seq_floor=seq_floor)
    first = max(seq_floor + 1, seq - MOST_MISSING)
    meant = (range(max(first, gap.first), min(seq, gap.last + 1)) for gap in link.earlier)
    return tuple(sorted({number for span in meant for number in span} - numbers))


def missing_before(seq: int, numbers: set[int], *, seq_floor: int = 0) -> tuple[int, ...]:
    """The numbers above the floor and below this one that have not come, of very many the newest."""
    first = max(seq_floor + 1, seq - MOST_MISSING)
    return tuple(number for number in range(first, seq) if number not in numbers)
