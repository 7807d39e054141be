"""Reopening: why a form that was filled or sent cannot be opened for changes again, said before anybody tries; used by the wizard."""

from __future__ import annotations

from jxdesk.domain.records.filings import TARGETS, Form
from jxdesk.domain.road.moves import Move, after, moves_open
from jxdesk.domain.road.refusals import MoveError
from jxdesk.domain.road.standings import PASSED, STANDING_WORDS, Desk, Whereabouts


def kept_shut(where: Whereabouts, form: Form) -> str:
    """In a sentence why a form stays shut, and what can be done; empty where it may be opened, what was sent being withdrawn."""
    if {Move.REOPEN, Move.WITHDRAW} & set(moves_open(where)):
        return ""
    word = STANDING_WORDS[where.standing]
    if where.desk is Desk.REVIEWING:
        return f"这张表是下级报来的（{word}），这里只能看；要改的，到“审核”里退回，或者审定改值。"
    if where.standing in PASSED:
        way = (
            "批复以后确需改动的，在项目页办调整申请。"
            if form in TARGETS
            else "确实错了的，请和审核单位联系。"
        )
        return f"这张表{word}，只能看。{way}"
    try:
        after(where, Move.REOPEN)
    except MoveError as refused:
        return f"这张表{word}，只能看。{refused.advice}"
    return ""
