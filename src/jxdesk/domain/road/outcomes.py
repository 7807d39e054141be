"""Outcomes: what a review decides on one filing, and which move that is where it is decided and where it is heard.

Source: exchange format 1, the decisions of a review statement; the words are this program's own choice.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from jxdesk.domain.road.moves import Move
from jxdesk.domain.sending.receipts import ReceiptStatus


class Outcome(StrEnum):
    """What a review decides; the value is the word of the review statement."""

    ACCEPTED = "accepted"
    ACCEPTED_WITH_CHANGES = "accepted_with_changes"
    RETURNED = "returned"
    REJECTED = "rejected"
    MERGED = "merged"


OUTCOME_WORDS = {
    Outcome.ACCEPTED: "通过",
    Outcome.ACCEPTED_WITH_CHANGES: "带意见通过",
    Outcome.RETURNED: "退回",
    Outcome.REJECTED: "不予通过",
    Outcome.MERGED: "并入别的填报",
}
PASSING = frozenset({Outcome.ACCEPTED, Outcome.ACCEPTED_WITH_CHANGES})

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


def answer_status(decided: Collection[Outcome]) -> ReceiptStatus:
    """What the decisions on its filings come to for a package as a whole: one that was returned makes it returned."""
    if Outcome.RETURNED in decided or Outcome.REJECTED in decided:
        return ReceiptStatus.RETURNED
    return ReceiptStatus.MERGED if PASSING.isdisjoint(decided) else ReceiptStatus.ACCEPTED
