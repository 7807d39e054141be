"""Standings: where a filing stands between offices, in one word, at the desk that fills it in and at those that review it.

Every desk keeps its own standing of a filing, as far as the news has reached it; ``moves`` says what may come after which.
The names of the standings are this program's own choice.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from jxdesk.domain.records.filings import FilingState


class Desk(StrEnum):
    """What a desk has to do with a filing: it fills it in, or it got it from below and reviews it."""

    FILLING = "filling"
    REVIEWING = "reviewing"


class Standing(StrEnum):
    """Where a filing stands; the value is stored, ``STANDING_WORDS`` says it."""

    ABSENT = "absent"
    """Not at this desk: not begun, not yet received, or lost with a wiped machine."""
    DRAFT = "draft"
    FINISHED = "finished"
    SENT = "sent"
    """Sealed and handed over; nobody has said yet that it arrived."""
    RECEIVED = "received"
    IMPORTED = "imported"
    """Taken in by the office above, which has not judged it yet; there it is ``WAITING``."""
    NOT_TAKEN = "not_taken"
    """The office above could not take the package in: damaged, not for it, two PCs with one number."""
    WITHDRAWN = "withdrawn"
    RETURNED = "returned"
    """Returned for changes; where it is filled in, its work order is open."""
    AMENDED = "amended"
    """Changed as the return asked, and not sent again yet."""
    WAITING = "waiting"
    ACCEPTED = "accepted"
    ACCEPTED_WITH_CHANGES = "accepted_with_changes"
    REJECTED = "rejected"
    MERGED = "merged"
    FORWARDED = "forwarded"
    """Sent on to the office above the reviewing one."""
    RECEIVED_ABOVE = "received_above"
    NOT_TAKEN_ABOVE = "not_taken_above"
    RETURNED_FROM_ABOVE = "returned_from_above"
    """Returned to this reviewing desk, which has still to pass it down."""
    PASSED_ABOVE = "passed_above"
    APPROVED = "approved"
    ADJUSTING = "adjusting"
    """An adjustment is asked for; what was accepted or approved stays in force meanwhile."""
    REPLACED = "replaced"
    """An approved adjustment stands in its place; it is kept as it was."""
    DELETED = "deleted"
    """Deleted at the office above, with a reason; nothing is deleted here."""


STANDING_WORDS = {
    Standing.ABSENT: "还没有",
    Standing.DRAFT: "填写中",
    Standing.FINISHED: "已填好",
    Standing.SENT: "已送出，待接收",
    Standing.RECEIVED: "对方已接收",
    Standing.IMPORTED: "对方已装入，待审核",
    Standing.NOT_TAKEN: "对方没有收下",
    Standing.WITHDRAWN: "已撤回",
    Standing.RETURNED: "已退回",
    Standing.AMENDED: "已改好，待重报",
    Standing.WAITING: "待审核",
    Standing.ACCEPTED: "审核通过",
    Standing.ACCEPTED_WITH_CHANGES: "带意见通过",
    Standing.REJECTED: "不予通过",
    Standing.MERGED: "已并入别的填报",
    Standing.FORWARDED: "已上报，待上级接收",
    Standing.RECEIVED_ABOVE: "上级已接收",
    Standing.NOT_TAKEN_ABOVE: "上级没有收下",
    Standing.RETURNED_FROM_ABOVE: "上级退回，待转退",
    Standing.PASSED_ABOVE: "上级审核通过",
    Standing.APPROVED: "已批复",
    Standing.ADJUSTING: "申请调整中",
    Standing.REPLACED: "已由调整后的代替",
    Standing.DELETED: "审核单位已删除",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """Where one filing stands at one desk.

    ``round`` counts how often it was sealed to go up, 0 for never; a package brings the round along. ``held`` is what it
    was before an adjustment was asked for.
    """

    desk: Desk
    standing: Standing = Standing.ABSENT
    round: int = 0
    held: Standing | None = None


EDITABLE = frozenset({Standing.DRAFT, Standing.RETURNED})
"""Where the filling desk may change what the form says."""
PASSED = frozenset({Standing.ACCEPTED, Standing.ACCEPTED_WITH_CHANGES})
FROZEN = PASSED | {
    Standing.FORWARDED,
    Standing.RECEIVED_ABOVE,
    Standing.NOT_TAKEN_ABOVE,
    Standing.PASSED_ABOVE,
    Standing.APPROVED,
    Standing.ADJUSTING,
    Standing.REPLACED,
}
"""What it says changes only through an adjustment, or when an office above returns it or sets a value in it."""
OPEN_ABOVE = FROZEN - {Standing.APPROVED, Standing.ADJUSTING, Standing.REPLACED}
"""Passed here and not approved yet: an office above may still decide otherwise."""
ON_THE_ROAD = frozenset(
    {
        Standing.SENT,
        Standing.RECEIVED,
        Standing.IMPORTED,
        Standing.NOT_TAKEN,
        Standing.FORWARDED,
        Standing.RECEIVED_ABOVE,
        Standing.NOT_TAKEN_ABOVE,
        Standing.RETURNED_FROM_ABOVE,
    }
)
"""Sent and not answered to the end: nothing that cleans up may touch its copy here."""
SETTLED = frozenset({Standing.REJECTED, Standing.MERGED, Standing.REPLACED})
"""The end of the way; whoever goes on begins another filing."""


def state_of(standing: Standing) -> FilingState:
    """What the form's own pages know of a standing: whether it is being filled in, filled, sealed or approved."""
    match standing:
        case Standing.ABSENT | Standing.DRAFT | Standing.RETURNED:
            return FilingState.DRAFT
        case Standing.FINISHED | Standing.AMENDED | Standing.WITHDRAWN:
            return FilingState.FINISHED
        case Standing.APPROVED | Standing.ADJUSTING | Standing.REPLACED:
            return FilingState.APPROVED
        case (
            Standing.SENT
            | Standing.RECEIVED
            | Standing.IMPORTED
            | Standing.NOT_TAKEN
            | Standing.WAITING
            | Standing.ACCEPTED
            | Standing.ACCEPTED_WITH_CHANGES
            | Standing.REJECTED
            | Standing.MERGED
            | Standing.FORWARDED
            | Standing.RECEIVED_ABOVE
            | Standing.NOT_TAKEN_ABOVE
            | Standing.RETURNED_FROM_ABOVE
            | Standing.PASSED_ABOVE
            | Standing.DELETED
        ):
            return FilingState.SEALED
        case _:
            assert_never(standing)


def standing_of(state: FilingState, *, came_by_road: bool = False) -> Standing:
    """The standing of a filing of which nothing has been written down yet.

    ``came_by_road`` is true where a package of an office below brought it.
    """
    match state:
        case FilingState.DRAFT:
            return Standing.DRAFT
        case FilingState.FINISHED:
            return Standing.FINISHED
        case FilingState.SEALED:
            return Standing.WAITING if came_by_road else Standing.SENT
        case FilingState.APPROVED:
            return Standing.APPROVED
        case _:
            assert_never(state)
