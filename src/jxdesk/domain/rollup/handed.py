"""Handed in: how far one thing that is due has come, in the few words that coverage counts; used by every figure of the roll-up.

``standings`` knows some twenty words; whoever adds up a county asks for fewer. Which of them count is this program's own choice.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import assert_never

from jxdesk.domain.road.standings import Standing


class Handed(StrEnum):
    """How far one form that is due has come; the value is the word of the JSON answer."""

    PASSED = "passed"
    FILED = "filed"
    """Handed in, or filled in at this desk itself, and not judged yet."""
    RETURNED = "returned"
    """Returned for changes, and not come again."""
    OPEN = "open"
    """Begun, and not handed in."""
    MISSING = "missing"
    CLOSED = "closed"
    """Refused for good, merged into another one, or deleted above: nothing is due any more."""
    EXEMPT = "exempt"
    CLASSIFIED = "classified"
    """A classified project is a count and nothing else; its forms are kept on paper elsewhere."""


HANDED_WORDS = {
    Handed.PASSED: "审核通过",
    Handed.FILED: "已报",
    Handed.RETURNED: "退回未重报",
    Handed.OPEN: "填写中",
    Handed.MISSING: "没有交",
    Handed.CLOSED: "不再要求",
    Handed.EXEMPT: "免报",
    Handed.CLASSIFIED: "涉密",
}
HANDED_IN = (Handed.PASSED, Handed.FILED)
"""What counts as handed in, and the only forms whose amounts and scores are added up."""
OUTSTANDING = (Handed.RETURNED, Handed.OPEN, Handed.MISSING)
"""What is still to come; each is named."""
DUE = (*HANDED_IN, *OUTSTANDING)
"""The denominator of coverage."""
NOT_DUE = (Handed.CLOSED, Handed.EXEMPT, Handed.CLASSIFIED)


def handed_of(standing: Standing) -> Handed:
    """What a standing means for coverage, at the desk that fills in as at the one that reviews."""
    match standing:
        case Standing.ABSENT:
            return Handed.MISSING
        case Standing.DRAFT | Standing.WITHDRAWN | Standing.NOT_TAKEN:
            return Handed.OPEN
        case Standing.FINISHED | Standing.SENT | Standing.RECEIVED | Standing.IMPORTED | Standing.WAITING:
            return Handed.FILED
        case Standing.RETURNED | Standing.AMENDED | Standing.RETURNED_FROM_ABOVE:
            return Handed.RETURNED
        case (
            Standing.ACCEPTED
            | Standing.ACCEPTED_WITH_CHANGES
            | Standing.FORWARDED
            | Standing.RECEIVED_ABOVE
            | Standing.NOT_TAKEN_ABOVE
            | Standing.PASSED_ABOVE
            | Standing.APPROVED
            | Standing.ADJUSTING
            | Standing.REPLACED
        ):
            return Handed.PASSED
        case Standing.REJECTED | Standing.MERGED | Standing.DELETED:
            return Handed.CLOSED
        case _:
            assert_never(standing)


def words_of(counts: Iterable[tuple[Handed, int]], unit: str) -> str:
    """Counts in words, those of 0 left out: ``没有交 3 个，填写中 1 个``."""
    return "，".join(f"{HANDED_WORDS[handed]} {count:,} {unit}" for handed, count in counts if count)
