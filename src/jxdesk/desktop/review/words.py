"""Words of reviewing: how standings, decisions and marks are tinted, and what errors say in one text."""

from __future__ import annotations

from jxdesk.actions.reviewing.open_case import Case
from jxdesk.actions.reviewing.waiting import CaseRow
from jxdesk.desktop.theme import Tone
from jxdesk.domain.errors import JxError
from jxdesk.domain.records.form_words import heading_of
from jxdesk.domain.road.answering import Item
from jxdesk.domain.road.outcomes import PASSING, Outcome
from jxdesk.domain.road.reviews import Answer
from jxdesk.domain.road.shown_values import as_shown
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
SHORT = {
    Outcome.ACCEPTED: "通过",
    Outcome.ACCEPTED_WITH_CHANGES: "带意见",
    Outcome.RETURNED: "退回",
    Outcome.REJECTED: "不通过",
    Outcome.MERGED: "并入",
}
"""What stands in the pill of a list."""
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
        word = "上级定·未转" if row.is_from_above else f"{SHORT[row.decided]}·未送"
        return word, tone_of(row.decided)
    word = STANDING_WORDS[row.standing].partition("，")[0]
    return word, Tone.INFO if row.waits else Tone.PLAIN


def tone_of(outcome: Outcome) -> Tone:
    """The tint of a decision."""
    if outcome in PASSING:
        return Tone.OK
    return Tone.WARN if outcome is Outcome.RETURNED else Tone.ERROR


def both_values(item: Item) -> tuple[str, str]:
    """What the cell of a remark said and says, as a person reads it."""
    comment = item.comment
    old, new = (as_shown(comment.place, comment.field, one) for one in (item.old, item.new))
    return old, new


def said_by(error: JxError) -> str:
    """What an error says, and what to do."""
    return "　".join(part for part in (error.title, error.facts, error.advice) if part)


def told_of(case: Case, reviewer: str) -> str:
    """The line below the name of a form under review: whose and which form, its round and standing, its unit, who filled it in."""
    content = case.filing.content
    where = case.standing.where
    beside = [
        words
        for words, there in (("以前没有通过", case.accepted), ("去年没有", case.last_year))
        if there is None
    ]
    parts = [
        content.office_name,
        f"{heading_of(content)}（{content.money_unit.value}）",
        f"第 {where.round} 轮",
        "，".join((STANDING_WORDS[where.standing], *beside)),
    ]
    if case.filled_by:
        same = "（和您同名，最好换一个人审）" if reviewer in case.filled_by else ""
        parts.append(f"填报人\u00a0{'、'.join(sorted(case.filled_by))}{same}")
    return "　".join(parts)
