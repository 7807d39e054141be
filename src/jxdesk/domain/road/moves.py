"""Moves: the one table of what may happen to a filing on the road, for the desk that fills it in and for those that review it.

A move is something done at this desk, or news of what was done at another one. What the table does not allow is refused in
words, with the record, both standings and the next click. The table is this program's own choice; that an approved target
changes only by the way of its first approval is 财预〔2015〕88号. Words for a clerk stand in ``refusals``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum

from jxdesk.domain.road.refusals import MoveError, refused, refused_as_older, refused_at_this_desk
from jxdesk.domain.road.standings import Desk, Standing, Whereabouts

ABSENT, DRAFT, FINISHED = Standing.ABSENT, Standing.DRAFT, Standing.FINISHED
SENT, RECEIVED, IMPORTED = Standing.SENT, Standing.RECEIVED, Standing.IMPORTED
NOT_TAKEN, WITHDRAWN, AMENDED = Standing.NOT_TAKEN, Standing.WITHDRAWN, Standing.AMENDED
WAITING, RETURNED, ACCEPTED = Standing.WAITING, Standing.RETURNED, Standing.ACCEPTED
WITH_CHANGES, REJECTED, MERGED = Standing.ACCEPTED_WITH_CHANGES, Standing.REJECTED, Standing.MERGED
FORWARDED, RECEIVED_ABOVE = Standing.FORWARDED, Standing.RECEIVED_ABOVE
NOT_TAKEN_ABOVE, PASSED_ABOVE = Standing.NOT_TAKEN_ABOVE, Standing.PASSED_ABOVE
RETURNED_FROM_ABOVE, APPROVED = Standing.RETURNED_FROM_ABOVE, Standing.APPROVED
ADJUSTING, REPLACED, DELETED = Standing.ADJUSTING, Standing.REPLACED, Standing.DELETED


class Move(StrEnum):
    """What happens to a filing; ``HEAR_*`` is news of what was done at another desk, mostly above.

    ``HEAR_WITHDRAWN`` comes from the office below, or from above to a restored machine that forgot what it had withdrawn.
    """

    BEGIN = "begin"
    FINISH = "finish"
    REOPEN = "reopen"
    SEAL = "seal"
    SEND_AGAIN = "send_again"
    """The very same package once more: nobody knows whether it arrived, or the office above lost it. Never a new one."""
    WITHDRAW = "withdraw"

    TAKE_IN = "take_in"
    ACCEPT = "accept"
    ACCEPT_WITH_CHANGES = "accept_with_changes"
    RETURN = "return"
    TAKE_BACK = "take_back"
    """Takes a return back that should not have gone out, before the filing comes again."""
    REJECT = "reject"
    MERGE = "merge"
    DELETE = "delete"
    FORWARD = "forward"
    APPROVE = "approve"
    HEAR_WITHDRAWN = "hear_withdrawn"

    REQUEST_ADJUSTMENT = "request_adjustment"
    DROP_ADJUSTMENT = "drop_adjustment"
    REPLACE = "replace"
    """The changed copy was approved; it takes the place of this version at every desk."""

    HEAR_RECEIVED = "hear_received"
    HEAR_IMPORTED = "hear_imported"
    HEAR_NOT_TAKEN = "hear_not_taken"
    HEAR_ACCEPTED = "hear_accepted"
    HEAR_ACCEPTED_WITH_CHANGES = "hear_accepted_with_changes"
    HEAR_RETURNED = "hear_returned"
    HEAR_REJECTED = "hear_rejected"
    HEAR_MERGED = "hear_merged"
    HEAR_APPROVED = "hear_approved"
    HEAR_DELETED = "hear_deleted"


MOVE_WORDS = {
    Move.BEGIN: "开始填",
    Move.FINISH: "标为已填好",
    Move.REOPEN: "改回填写中",
    Move.SEAL: "封装送出",
    Move.SEND_AGAIN: "再送一次",
    Move.WITHDRAW: "撤回",
    Move.TAKE_IN: "装入来件",
    Move.ACCEPT: "通过",
    Move.ACCEPT_WITH_CHANGES: "带意见通过",
    Move.RETURN: "退回",
    Move.TAKE_BACK: "收回退回",
    Move.REJECT: "不予通过",
    Move.MERGE: "并入别的填报",
    Move.DELETE: "删除",
    Move.FORWARD: "上报",
    Move.APPROVE: "批复",
    Move.HEAR_WITHDRAWN: "记下撤回",
    Move.REQUEST_ADJUSTMENT: "申请调整",
    Move.DROP_ADJUSTMENT: "撤回调整申请",
    Move.REPLACE: "用调整后的代替",
    Move.HEAR_RECEIVED: "记下已接收的回执",
    Move.HEAR_IMPORTED: "记下已装入的回执",
    Move.HEAR_NOT_TAKEN: "记下没有收下的回执",
    Move.HEAR_ACCEPTED: "记下审核通过",
    Move.HEAR_ACCEPTED_WITH_CHANGES: "记下带意见通过",
    Move.HEAR_RETURNED: "记下退回",
    Move.HEAR_REJECTED: "记下不予通过",
    Move.HEAR_MERGED: "记下并入",
    Move.HEAR_APPROVED: "记下批复",
    Move.HEAR_DELETED: "记下审核单位删除",
}

Row = Mapping[Move, Standing]

_DECISIONS: Row = {
    Move.HEAR_ACCEPTED: ACCEPTED,
    Move.HEAR_ACCEPTED_WITH_CHANGES: WITH_CHANGES,
    Move.HEAR_RETURNED: RETURNED,
    Move.HEAR_REJECTED: REJECTED,
    Move.HEAR_MERGED: MERGED,
    Move.HEAR_APPROVED: APPROVED,
    Move.HEAR_DELETED: DELETED,
}
"""What the office above may say of a filing that it has not decided yet, to the desk that fills it in."""
_DECISIONS_ABOVE: Row = {
    Move.HEAR_ACCEPTED: PASSED_ABOVE,
    Move.HEAR_ACCEPTED_WITH_CHANGES: PASSED_ABOVE,
    Move.HEAR_RETURNED: RETURNED_FROM_ABOVE,
    Move.HEAR_REJECTED: REJECTED,
    Move.HEAR_MERGED: MERGED,
    Move.HEAR_APPROVED: APPROVED,
}
"""The same to a desk that reviewed it and sent it on; a restored one hears it without knowing that it did."""


def _unmoved(standing: Standing, *moves: Move) -> Row:
    """News that is written down and changes nothing, such as a receipt that comes after the decision."""
    return dict.fromkeys((Move.HEAR_RECEIVED, Move.HEAR_IMPORTED, Move.HEAR_NOT_TAKEN, *moves), standing)


_RECEIPTS: Row = {
    Move.HEAR_RECEIVED: RECEIVED,
    Move.HEAR_IMPORTED: IMPORTED,
    Move.HEAR_NOT_TAKEN: NOT_TAKEN,
    Move.HEAR_WITHDRAWN: WITHDRAWN,
}
_RECEIPTS_ABOVE: Row = {
    Move.HEAR_RECEIVED: RECEIVED_ABOVE,
    Move.HEAR_IMPORTED: RECEIVED_ABOVE,
    Move.HEAR_NOT_TAKEN: NOT_TAKEN_ABOVE,
    Move.HEAR_DELETED: NOT_TAKEN_ABOVE,
}


def _passed(standing: Standing) -> Row:
    """What a passed filing may still become where it is filled in: an office above may return it, or decide anew."""
    return {
        Move.SEND_AGAIN: standing,
        Move.REQUEST_ADJUSTMENT: ADJUSTING,
        **_unmoved(standing, Move.HEAR_DELETED),
        Move.HEAR_ACCEPTED: ACCEPTED,
        Move.HEAR_ACCEPTED_WITH_CHANGES: WITH_CHANGES,
        Move.HEAR_RETURNED: RETURNED,
        Move.HEAR_REJECTED: REJECTED,
        Move.HEAR_MERGED: MERGED,
        Move.HEAR_APPROVED: APPROVED,
    }


_OPENING: Row = {Move.APPROVE: APPROVED, Move.REQUEST_ADJUSTMENT: ADJUSTING}
"""What a frozen filing has open at a reviewing desk, wherever its copy above stands."""
_NOTHING_MORE = (Move.HEAR_ACCEPTED, Move.HEAR_ACCEPTED_WITH_CHANGES, Move.HEAR_APPROVED)

FILLING_ROWS: Mapping[Standing, Row] = {
    ABSENT: {Move.BEGIN: DRAFT},
    DRAFT: {Move.FINISH: FINISHED, Move.SEAL: SENT, **_unmoved(DRAFT, Move.HEAR_WITHDRAWN), **_DECISIONS},
    FINISHED: {Move.REOPEN: DRAFT, Move.SEAL: SENT, **_unmoved(FINISHED, Move.HEAR_WITHDRAWN), **_DECISIONS},
    SENT: {Move.SEND_AGAIN: SENT, Move.WITHDRAW: WITHDRAWN, **_RECEIPTS, **_DECISIONS},
    RECEIVED: {Move.SEND_AGAIN: RECEIVED, Move.WITHDRAW: WITHDRAWN, **_RECEIPTS, **_DECISIONS},
    IMPORTED: {
        Move.SEND_AGAIN: IMPORTED,
        Move.WITHDRAW: WITHDRAWN,
        **_unmoved(IMPORTED),
        Move.HEAR_WITHDRAWN: WITHDRAWN,
        **_DECISIONS,
    },
    NOT_TAKEN: {Move.SEND_AGAIN: SENT, Move.WITHDRAW: WITHDRAWN, **_RECEIPTS, **_DECISIONS},
    WITHDRAWN: {Move.REOPEN: DRAFT, **_unmoved(WITHDRAWN, Move.HEAR_WITHDRAWN), **_DECISIONS},
    RETURNED: {
        Move.FINISH: AMENDED,
        Move.SEAL: SENT,
        Move.WITHDRAW: WITHDRAWN,
        **_unmoved(RETURNED, Move.HEAR_WITHDRAWN),
        **_DECISIONS,
    },
    AMENDED: {
        Move.REOPEN: RETURNED,
        Move.SEAL: SENT,
        Move.WITHDRAW: WITHDRAWN,
        **_unmoved(AMENDED, Move.HEAR_WITHDRAWN),
        **_DECISIONS,
    },
    ACCEPTED: _passed(ACCEPTED),
    WITH_CHANGES: _passed(WITH_CHANGES),
    REJECTED: _unmoved(REJECTED, Move.HEAR_REJECTED, Move.HEAR_DELETED),
    MERGED: _unmoved(MERGED, Move.HEAR_MERGED, Move.HEAR_DELETED),
    APPROVED: {
        Move.SEND_AGAIN: APPROVED,
        Move.REQUEST_ADJUSTMENT: ADJUSTING,
        **_unmoved(APPROVED, Move.HEAR_DELETED, *_NOTHING_MORE),
    },
    # Dropped, it goes back to what it was before: ``Whereabouts.held``.
    ADJUSTING: {
        Move.DROP_ADJUSTMENT: APPROVED,
        Move.REPLACE: REPLACED,
        **_unmoved(ADJUSTING, Move.HEAR_DELETED, *_NOTHING_MORE),
    },
    REPLACED: _unmoved(REPLACED, Move.REPLACE, Move.HEAR_DELETED, *_NOTHING_MORE),
    DELETED: {Move.REOPEN: DRAFT, **_unmoved(DELETED, Move.HEAR_DELETED)},
}

REVIEWING_ROWS: Mapping[Standing, Row] = {
    ABSENT: {Move.TAKE_IN: WAITING},
    WAITING: {
        Move.TAKE_IN: WAITING,
        Move.ACCEPT: ACCEPTED,
        Move.ACCEPT_WITH_CHANGES: WITH_CHANGES,
        Move.RETURN: RETURNED,
        Move.REJECT: REJECTED,
        Move.MERGE: MERGED,
        Move.DELETE: DELETED,
        Move.HEAR_WITHDRAWN: WITHDRAWN,
        **_unmoved(WAITING, Move.HEAR_DELETED),
        **_DECISIONS_ABOVE,
    },
    RETURNED: {
        Move.TAKE_IN: WAITING,
        Move.TAKE_BACK: WAITING,
        Move.DELETE: DELETED,
        Move.HEAR_WITHDRAWN: WITHDRAWN,
        **_unmoved(RETURNED, Move.HEAR_RETURNED, Move.HEAR_DELETED),
    },
    WITHDRAWN: {
        Move.TAKE_IN: WAITING,
        Move.DELETE: DELETED,
        Move.HEAR_WITHDRAWN: WITHDRAWN,
        **_unmoved(WITHDRAWN),
    },
    DELETED: {Move.TAKE_IN: WAITING, Move.HEAR_WITHDRAWN: DELETED, **_unmoved(DELETED)},
    ACCEPTED: {Move.FORWARD: FORWARDED, **_OPENING, **_RECEIPTS_ABOVE, **_DECISIONS_ABOVE},
    WITH_CHANGES: {Move.FORWARD: FORWARDED, **_OPENING, **_RECEIPTS_ABOVE, **_DECISIONS_ABOVE},
    REJECTED: _unmoved(REJECTED, Move.HEAR_REJECTED, Move.HEAR_DELETED),
    MERGED: _unmoved(MERGED, Move.HEAR_MERGED, Move.HEAR_DELETED),
    FORWARDED: {Move.SEND_AGAIN: FORWARDED, **_OPENING, **_RECEIPTS_ABOVE, **_DECISIONS_ABOVE},
    RECEIVED_ABOVE: {Move.SEND_AGAIN: RECEIVED_ABOVE, **_OPENING, **_RECEIPTS_ABOVE, **_DECISIONS_ABOVE},
    NOT_TAKEN_ABOVE: {
        Move.SEND_AGAIN: FORWARDED,
        Move.FORWARD: FORWARDED,
        **_OPENING,
        **_RECEIPTS_ABOVE,
        **_DECISIONS_ABOVE,
    },
    RETURNED_FROM_ABOVE: {
        Move.RETURN: RETURNED,
        **_unmoved(RETURNED_FROM_ABOVE, Move.HEAR_RETURNED, Move.HEAR_DELETED),
    },
    PASSED_ABOVE: {
        Move.SEND_AGAIN: PASSED_ABOVE,
        **_OPENING,
        **_unmoved(PASSED_ABOVE, Move.HEAR_DELETED),
        **_DECISIONS_ABOVE,
    },
    APPROVED: {
        Move.FORWARD: APPROVED,
        Move.SEND_AGAIN: APPROVED,
        Move.REQUEST_ADJUSTMENT: ADJUSTING,
        **_unmoved(APPROVED, Move.HEAR_DELETED, *_NOTHING_MORE),
    },
    ADJUSTING: {
        Move.DROP_ADJUSTMENT: APPROVED,
        Move.REPLACE: REPLACED,
        **_unmoved(ADJUSTING, Move.HEAR_DELETED, *_NOTHING_MORE),
    },
    REPLACED: _unmoved(REPLACED, Move.REPLACE, Move.HEAR_DELETED, *_NOTHING_MORE),
}

TABLE: Mapping[Desk, Mapping[Standing, Row]] = {
    Desk.FILLING: FILLING_ROWS,
    Desk.REVIEWING: REVIEWING_ROWS,
}
MOVES_OF: Mapping[Desk, frozenset[Move]] = {
    desk: frozenset(move for row in rows.values() for move in row) for desk, rows in TABLE.items()
}
"""What can happen at a desk of this kind at all."""


def moves_open(where: Whereabouts) -> tuple[Move, ...]:
    """What may happen next, in the order of ``Move``; a window enables its buttons by it."""
    row = TABLE[where.desk].get(where.standing, {})
    return tuple(move for move in Move if move in row)


def after(
    where: Whereabouts, move: Move, *, record: str = "", since: str = "", round_of_package: int = 0
) -> Whereabouts:
    """Where the filing stands after a move.

    ``record`` names the filing for people and ``since`` who brought it to its present standing and when; both are said in
    a refusal. ``round_of_package`` is the round that a package or a piece of news speaks of.

    Raises: MoveError.
    """
    row = TABLE[where.desk].get(where.standing, {})
    if move not in row:
        raise _refusal(where, move, record, since)
    to = row[move]
    match move:
        case Move.SEAL:
            return replace(where, standing=to, round=where.round + 1)
        case Move.TAKE_IN if round_of_package <= where.round:
            raise refused_as_older(where, round_of_package, record=record, since=since)
        case Move.REQUEST_ADJUSTMENT:
            return replace(where, standing=to, held=where.standing)
        case Move.DROP_ADJUSTMENT:
            return replace(where, standing=where.held or to, held=None)
        case _:
            held = where.held if to is ADJUSTING else None
            return replace(where, standing=to, round=max(where.round, round_of_package), held=held)


def _refusal(where: Whereabouts, move: Move, record: str, since: str) -> MoveError:
    word = MOVE_WORDS[move]
    if move not in MOVES_OF[where.desk]:
        return refused_at_this_desk(where, move, word, record=record)
    ends = [(row[move] is not origin, row[move]) for origin, row in TABLE[where.desk].items() if move in row]
    leads_to = max(ends, key=lambda end: end[0])[1]
    return refused(where, move, word, leads_to, record=record, since=since)
