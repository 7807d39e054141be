"""Restoring: where a filing stands at the desk below as far as the one above can know, which gives a lost desk its books back.

It is worked out by hearing again what has been told: the package was taken in, and what was decided and went down. A decision
that has not gone down is not told, and a return that was taken back is not either. This program's own choice.
"""

from __future__ import annotations

from collections.abc import Iterator

from jxdesk.domain.road.moves import Move, after, moves_open
from jxdesk.domain.road.outcomes import HEARD_AS, Outcome
from jxdesk.domain.road.standings import Desk, Standing, Whereabouts

_UNDECIDED = frozenset({Standing.WAITING, Standing.WITHDRAWN, Standing.DELETED})
"""Where it stands so, what was decided on this round before does not hold any more."""


def stands_below(where: Whereabouts, told: Outcome | None, *, desk: Desk) -> Whereabouts:
    """Where a filing stands at the desk below; ``told`` is what was decided on its round and has gone down.

    ``desk`` is what that desk has to do with it. What never came by road stands there as it stands here.
    """
    if where.desk is Desk.FILLING:
        return where
    sent = Standing.SENT if desk is Desk.FILLING else Standing.FORWARDED
    below = Whereabouts(desk=desk, standing=sent, round=where.round)
    for move in _news(where, told):
        if move in moves_open(below):
            below = after(below, move)
    return below


def _news(where: Whereabouts, told: Outcome | None) -> Iterator[Move]:
    yield Move.HEAR_IMPORTED
    if told is not None and where.standing not in _UNDECIDED:
        yield HEARD_AS[told]
    if Standing.APPROVED in (where.standing, where.held):
        yield Move.HEAR_APPROVED
    match where.standing:
        case Standing.WITHDRAWN:
            yield Move.HEAR_WITHDRAWN
        case Standing.DELETED:
            yield Move.HEAR_DELETED
        case Standing.ADJUSTING:
            yield Move.REQUEST_ADJUSTMENT
        case Standing.REPLACED:
            yield from (Move.HEAR_APPROVED, Move.REQUEST_ADJUSTMENT, Move.REPLACE)
        case _:
            pass
