"""Outcomes on the road: which move a decision is where it is made and where it is heard; the decisions themselves are records."""

from __future__ import annotations

from collections.abc import Collection

from jxdesk.domain.records.outcomes import OUTCOME_WORDS, PASSING, Outcome
from jxdesk.domain.road.moves import Move
from jxdesk.domain.sending.receipts import ReceiptStatus

__all__ = ["DECIDED_BY", "HANDED_ON", "HEARD_AS", "OUTCOME_WORDS", "PASSING", "Outcome", "answer_status"]


DECIDED_BY = {
    Outcome.ACCEPTED: Move.ACCEPT,
    Outcome.ACCEPTED_WITH_CHANGES: Move.ACCEPT_WITH_CHANGES,
    Outcome.RETURNED: Move.RETURN,
    Outcome.REJECTED: Move.REJECT,
    Outcome.MERGED: Move.MERGE,
}
"""The move at the desk that reviews."""
HEARD_AS = {
    Outcome.ACCEPTED: Move.HEAR_ACCEPTED,
    Outcome.ACCEPTED_WITH_CHANGES: Move.HEAR_ACCEPTED_WITH_CHANGES,
    Outcome.RETURNED: Move.HEAR_RETURNED,
    Outcome.REJECTED: Move.HEAR_REJECTED,
    Outcome.MERGED: Move.HEAR_MERGED,
}
"""The move at the desk below, when the review gets there."""
HANDED_ON = frozenset({Outcome.ACCEPTED_WITH_CHANGES, Outcome.REJECTED, Outcome.MERGED})
"""What an office above decided and the one in the middle tells the office below in its own answer.

That it passed unchanged says nothing new there, and a return is decided on once more in the middle.
"""


def answer_status(decided: Collection[Outcome]) -> ReceiptStatus:
    """What the decisions on its filings come to for a package as a whole: one that was returned makes it returned."""
    if Outcome.RETURNED in decided or Outcome.REJECTED in decided:
        return ReceiptStatus.RETURNED
    return ReceiptStatus.MERGED if PASSING.isdisjoint(decided) else ReceiptStatus.ACCEPTED
