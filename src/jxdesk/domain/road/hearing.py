"""Hearing: what news from above does to a filing at the desk below it, and what becomes of edits made there meanwhile.

News speaks of one round. What was edited here since that round is never written over; news of a round that this desk does not
know of comes to a restored machine, which then holds less than the office above. This program's own choice throughout.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from jxdesk.domain.road.moves import Move, after
from jxdesk.domain.road.standings import FROZEN, SETTLED, Desk, Standing, Whereabouts

_BINDING = frozenset(
    {
        Move.HEAR_ACCEPTED,
        Move.HEAR_ACCEPTED_WITH_CHANGES,
        Move.HEAR_REJECTED,
        Move.HEAR_MERGED,
        Move.HEAR_APPROVED,
    }
)
"""Decisions that hold even where a newer round is already under way: the office above will not take that one in."""
_NEVER_LOST = frozenset({Standing.APPROVED, Standing.ADJUSTING, Standing.REPLACED})
"""Standings that no news of a later round makes doubtful."""


class Holds(StrEnum):
    """How what this desk holds compares to what the news is about."""

    THE_SAME = "the_same"
    NEWER = "newer"
    """It was edited here since: a return leaves the edits as they are, a decision lays them aside; a person sees both."""
    OLDER = "older"
    """The machine was restored or wiped: the office above has a later round of this desk's own filing."""
    APART = "apart"
    """Restored, and edited since: each side has something that the other has not, and a person chooses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """Where the filing stands after the news. ``is_filed_away``: the news is of an earlier round, it is kept and moves nothing."""

    where: Whereabouts
    holds: Holds
    is_filed_away: bool = False

    @property
    def lays_edits_aside(self) -> bool:
        """Whether what was edited here is kept beside the filing: what was decided on counts, and changes by an adjustment."""
        is_decided = self.where.standing in FROZEN | SETTLED
        return is_decided and not self.is_filed_away and self.holds in (Holds.NEWER, Holds.APART)


def hear(
    where: Whereabouts,
    move: Move,
    *,
    round_answered: int,
    edited_since: bool = False,
    record: str = "",
    since: str = "",
) -> Heard:
    """Takes news of one round in; ``edited_since`` says whether the filing was changed here after that round was sealed.

    Raises: MoveError: the news does not follow on where the filing stands, such as a return of an approved one.
    """
    if round_answered > where.round and where.standing not in _NEVER_LOST:
        sent = Standing.SENT if where.desk is Desk.FILLING else Standing.FORWARDED
        where = replace(where, standing=sent, round=round_answered)
        holds = Holds.APART if edited_since else Holds.OLDER
        return Heard(where=after(where, move, record=record, since=since), holds=holds)
    is_newer = round_answered < where.round
    holds = Holds.NEWER if is_newer or edited_since else Holds.THE_SAME
    if is_newer and move not in _BINDING:
        return Heard(where=where, holds=holds, is_filed_away=True)
    return Heard(where=after(where, move, record=record, since=since), holds=holds)
