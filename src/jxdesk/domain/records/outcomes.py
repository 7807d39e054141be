"""Outcomes: what a review decides on one filing, in words; rule packs name them too.

Source: exchange format 1, the decisions of a review statement; the words are this program's own choice.
"""

from __future__ import annotations

from enum import StrEnum


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
