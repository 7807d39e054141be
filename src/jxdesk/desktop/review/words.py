"""Words of reviewing: how standings, decisions and marks are tinted, and what errors say in one text."""

from __future__ import annotations

from jxdesk.actions.reviewing.waiting import CaseRow
from jxdesk.desktop.theme import Tone
from jxdesk.domain.errors import JxError
from jxdesk.domain.road.outcomes import OUTCOME_WORDS, PASSING, Outcome
from jxdesk.domain.road.reviews import Answer
from jxdesk.domain.road.standings import STANDING_WORDS

ACT_WORDS = {
    Outcome.ACCEPTED: "通过",
    Outcome.ACCEPTED_WITH_CHANGES: "带意见通过",
    Outcome.RETURNED: "退回",
    Outcome.REJECTED: "不予通过",
    Outcome.MERGED: "并入…",
}
ACT_KEYS = {
    Outcome.ACCEPTED: "Alt+1",
    Outcome.ACCEPTED_WITH_CHANGES: "Alt+2",
    Outcome.RETURNED: "Alt+3",
    Outcome.REJECTED: "Alt+4",
    Outcome.MERGED: "Alt+5",
}
ANSWER_TONES = {
    Answer.NONE: Tone.ERROR,
    Answer.CHANGED: Tone.OK,
    Answer.EXPLAINED: Tone.INFO,
    Answer.SETTLED: Tone.INFO,
}
VIEWING = "现在是只看模式：可以看、可以翻，不能写意见，也不能审定。"


def state_of(row: CaseRow) -> tuple[str, Tone]:
    """Where a filing of the list stands, in a word with its tint."""
    if row.decided is not None:
        return f"{OUTCOME_WORDS[row.decided]}·未送", tone_of(row.decided)
    if row.waits:
        return STANDING_WORDS[row.standing], Tone.INFO
    return STANDING_WORDS[row.standing], Tone.PLAIN


def tone_of(outcome: Outcome) -> Tone:
    """The tint of a decision."""
    if outcome in PASSING:
        return Tone.OK
    return Tone.WARN if outcome is Outcome.RETURNED else Tone.ERROR


def said_by(error: JxError) -> str:
    """What an error says, and what to do."""
    return "　".join(part for part in (error.title, error.facts, error.advice) if part)
