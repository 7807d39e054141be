"""Going up: where a filing stands once it is sealed, at the desk that fills it in and at one that passes it on.

A package is a full snapshot: what went before and was not changed since travels again under its round. Used by sealing.
"""

from __future__ import annotations

from jxdesk.domain.errors import JxError
from jxdesk.domain.records.filings import FilingState
from jxdesk.domain.road.moves import Move, after, moves_open
from jxdesk.domain.road.standings import FROZEN, STANDING_WORDS, Desk, Standing, Whereabouts

_TRAVELS_AGAIN = FROZEN | {Standing.SENT, Standing.RECEIVED, Standing.IMPORTED, Standing.NOT_TAKEN}
"""Sealed before and not touched since: the same state under the same round."""


class CannotGoUp(JxError):  # noqa: N818 - a verdict on where a filing stands, shown as a reason beside it
    """A filing that may not be sealed as it stands; it stays behind and is named."""

    code = "JX-CANNOT-GO-UP"


def sealed_from(where: Whereabouts, state: FilingState, *, record: str) -> Whereabouts:
    """Where a filing stands once the package with it is sealed; ``state`` is what its own pages say of it.

    Raises: CannotGoUp.
    """
    if where.desk is Desk.REVIEWING:
        return _passed_on(where)
    if where.standing is Standing.WITHDRAWN and state in (FilingState.DRAFT, FilingState.FINISHED):
        where = after(where, Move.REOPEN, record=record)
    if Move.SEAL in moves_open(where):
        return after(where, Move.SEAL, record=record)
    if where.standing in _TRAVELS_AGAIN:
        return where
    raise CannotGoUp(f"这张表{STANDING_WORDS[where.standing]}，不再随包送出。")


def _passed_on(where: Whereabouts) -> Whereabouts:
    if Move.FORWARD in moves_open(where):
        return after(where, Move.FORWARD)
    if where.standing in FROZEN:
        return where
    raise CannotGoUp(f"这张表{STANDING_WORDS[where.standing]}，审核通过以后才能上报。")
