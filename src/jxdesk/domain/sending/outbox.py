"""The outbox: how far a sealed package has come, and the one table of what may happen to it next.

Two things say how far it is: what this PC does with it on the wire, and what offices above say of it in signed receipts.
A package leaves the outbox by such a receipt alone; that bytes were sent, or that somebody said so on the phone, does not count.
A stick and the wire may both carry the same package: whichever answer comes first counts, and what the wire says after it changes nothing.
Source: exchange format 1, transport; the pauses are this program's own choice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from jxdesk.domain.errors import JxError
from jxdesk.domain.sending.receipts import STATUS_WORDS, ReceiptStatus


class OutboxState(StrEnum):
    """How far a package is; those that a receipt brings carry the receipt's own word."""

    SEALED = "sealed"
    QUEUED = "queued"
    SENDING = "sending"
    FAILED = "failed"
    DELIVERED = "delivered"
    IMPORTED = "imported"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    MERGED = "merged"
    REFUSED = "refused"


class OutboxMove(StrEnum):
    """What happens to a package in the outbox.

    ``CUT`` is every trouble of the network, after which it waits and goes on; ``FAIL`` is a verdict with a code. ``TAKEN``
    is a service's word for a package of its own office, for which nobody signs a receipt.
    """

    QUEUE = "queue"
    BEGIN = "begin"
    CUT = "cut"
    FAIL = "fail"
    HOLD = "hold"
    COPY = "copy"
    TAKEN = "taken"
    HEAR_RECEIVED = "hear_received"
    HEAR_IMPORTED = "hear_imported"
    HEAR_ACCEPTED = "hear_accepted"
    HEAR_RETURNED = "hear_returned"
    HEAR_MERGED = "hear_merged"
    HEAR_REFUSED = "hear_refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What went wrong at the last try, in the words of the error."""

    code: str
    title: str
    facts: str = ""
    advice: str = ""


class NotFromHere(JxError):  # noqa: N818 - a verdict on what was asked of the outbox
    """What was asked cannot happen to a package that is this far."""

    code = "JX-OUTBOX"


STATE_WORDS: Mapping[OutboxState, str] = {
    OutboxState.SEALED: "已封装，没有联网送",
    OutboxState.QUEUED: "等着上传",
    OutboxState.SENDING: "正在上传",
    OutboxState.FAILED: "没有送成",
    OutboxState.DELIVERED: "已送达",
    OutboxState.IMPORTED: STATUS_WORDS[ReceiptStatus.IMPORTED],
    OutboxState.ACCEPTED: STATUS_WORDS[ReceiptStatus.ACCEPTED],
    OutboxState.RETURNED: STATUS_WORDS[ReceiptStatus.RETURNED],
    OutboxState.MERGED: STATUS_WORDS[ReceiptStatus.MERGED],
    OutboxState.REFUSED: STATUS_WORDS[ReceiptStatus.REFUSED],
}
WAITING = frozenset({OutboxState.SEALED, OutboxState.QUEUED, OutboxState.SENDING, OutboxState.FAILED})
"""Of these nobody above has said in writing that the package is there."""
ON_THE_WIRE = frozenset({OutboxState.QUEUED, OutboxState.SENDING})
"""These go by wire as soon as they can."""

HEARD_AS: Mapping[ReceiptStatus, OutboxMove] = {
    ReceiptStatus.RECEIVED: OutboxMove.HEAR_RECEIVED,
    ReceiptStatus.IMPORTED: OutboxMove.HEAR_IMPORTED,
    ReceiptStatus.ACCEPTED: OutboxMove.HEAR_ACCEPTED,
    ReceiptStatus.RETURNED: OutboxMove.HEAR_RETURNED,
    ReceiptStatus.MERGED: OutboxMove.HEAR_MERGED,
    ReceiptStatus.REFUSED: OutboxMove.HEAR_REFUSED,
}

Row = Mapping[OutboxMove, OutboxState]

_S, _M = OutboxState, OutboxMove
_DECIDED: Row = {
    _M.HEAR_ACCEPTED: _S.ACCEPTED,
    _M.HEAR_RETURNED: _S.RETURNED,
    _M.HEAR_MERGED: _S.MERGED,
    _M.HEAR_REFUSED: _S.REFUSED,
}
_HEARD: Row = {_M.HEAR_RECEIVED: _S.DELIVERED, _M.HEAR_IMPORTED: _S.IMPORTED, **_DECIDED}
_LATE = (_M.CUT, _M.FAIL, _M.HOLD, _M.TAKEN, _M.COPY)
"""What the wire and the stick still say after a receipt has come another way."""


def _unmoved(state: OutboxState, *moves: OutboxMove) -> Row:
    return dict.fromkeys(moves, state)


def _decided(state: OutboxState) -> Row:
    return {**_unmoved(state, *_LATE, _M.HEAR_RECEIVED, _M.HEAR_IMPORTED), **_DECIDED}


TABLE: Mapping[OutboxState, Row] = {
    _S.SEALED: {_M.QUEUE: _S.QUEUED, **_unmoved(_S.SEALED, _M.HOLD, _M.COPY), **_HEARD},
    _S.QUEUED: {
        _M.BEGIN: _S.SENDING,
        _M.FAIL: _S.FAILED,
        _M.HOLD: _S.SEALED,
        **_unmoved(_S.QUEUED, _M.QUEUE, _M.CUT, _M.COPY),
        **_HEARD,
    },
    # A program that was killed left it here: it is queued or begun again like one that was cut.
    _S.SENDING: {
        _M.QUEUE: _S.QUEUED,
        _M.CUT: _S.QUEUED,
        _M.FAIL: _S.FAILED,
        _M.HOLD: _S.SEALED,
        _M.TAKEN: _S.DELIVERED,
        **_unmoved(_S.SENDING, _M.BEGIN, _M.COPY),
        **_HEARD,
    },
    _S.FAILED: {_M.QUEUE: _S.QUEUED, _M.HOLD: _S.SEALED, **_unmoved(_S.FAILED, _M.COPY), **_HEARD},
    _S.DELIVERED: {**_unmoved(_S.DELIVERED, *_LATE), **_HEARD},
    _S.IMPORTED: {
        **_unmoved(_S.IMPORTED, *_LATE, _M.HEAR_RECEIVED, _M.HEAR_IMPORTED),
        **_DECIDED,
    },
    _S.ACCEPTED: _decided(_S.ACCEPTED),
    _S.RETURNED: _decided(_S.RETURNED),
    _S.MERGED: _decided(_S.MERGED),
    # What was the matter may be settled (the office is enrolled now): the same package may be sent once more.
    _S.REFUSED: {**_decided(_S.REFUSED), _M.QUEUE: _S.QUEUED},
}


def after(state: OutboxState, move: OutboxMove, *, what: str = "") -> OutboxState:
    """How far a package is after a move; ``what`` names it in a refusal.

    Raises: NotFromHere.
    """
    row = TABLE[state]
    if move in row:
        return row[move]
    raise NotFromHere(
        "这个数据包现在不能这样办。",
        facts=f"{what}：{STATE_WORDS[state]}".removeprefix("："),
        advice="请在发件箱里按 F5 刷新，再看它现在到了哪一步。",
    )


def heard(state: OutboxState, said: ReceiptStatus) -> OutboxState:
    """How far a package is after a signed receipt."""
    return after(state, HEARD_AS[said])


# ---- pauses ----------------------------------------------------------------------------------------------------------

FIRST_PAUSE_SECONDS = 5
LONGEST_PAUSE_SECONDS = 30 * 60
_MOST_DOUBLINGS = 20


def longest_pause_seconds(tries: int) -> int:
    """The most that is waited after so many tries in a row that came to nothing: 5 s, doubled each time, at most half an hour.

    Units: seconds.
    """
    return min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS << min(max(tries, 1) - 1, _MOST_DOUBLINGS))


def pause_seconds(tries: int, share: float, *, at_least: float = 0.0) -> float:
    """How long to wait before the next try; ``share`` is a random number from 0 to 1, so that a hundred offices do not come back at once.

    ``at_least`` is what a service asked for.

    Units: seconds.
    """
    return max(longest_pause_seconds(tries) * share, at_least)
