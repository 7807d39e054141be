"""Settling: the values that a reviewer sets in a form that passes with changes; both stay readable, what was filed and what is accepted.

A set value is a remark that needs no answer (``Comment.is_settled``). It waits until the form is decided: a form that passes
takes it in, a form that is returned carries it down as a proposal. Used by reviewing and where the decision is read below.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import assert_never

from jxdesk.domain.filling.editing import Applied, Edit, EditKind, apply
from jxdesk.domain.filling.typed_causes import CAUSE_PREFIX
from jxdesk.domain.filling.typed_cells import INDICATOR_FLAGS, INDICATOR_WORDS
from jxdesk.domain.filling.typed_money import MONEY_AMOUNTS
from jxdesk.domain.filling.typed_tasks import PROJECTS, TASK_AMOUNTS, TASK_WORDS
from jxdesk.domain.findings import Finding
from jxdesk.domain.records.filings import FilingContent
from jxdesk.domain.road.commented_cells import line_at, said_at
from jxdesk.domain.road.reviews import Answer, Comment
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.templates.form_cells import Place

_HEAD = frozenset({"department", "implementing_unit", "execution_weight"})
"""What the form is about and whose it is stays as it came: lists and other forms of the project name it so."""
_MONEY = frozenset({*MONEY_AMOUNTS, "reason", "document_number"})
_INDICATORS = frozenset({*INDICATOR_WORDS, *INDICATOR_FLAGS}) - {"library_entry_id"} | {
    *("name", "comparator", "target", "target_text", "unit", "direction"),
    *("actual", "mid_term", "forecast", "likelihood", "weight", "score"),
}
_TASKS = frozenset({*TASK_WORDS, *TASK_AMOUNTS, PROJECTS})


def can_be_set(place: Place, field: str) -> bool:
    """Whether a reviewer can set such a cell: rows and forms as a whole, and what follows from other cells, cannot."""
    match place:
        case Place.HEAD:
            return field in _HEAD
        case Place.ANSWERS:
            return bool(field)
        case Place.MONEY:
            return field in _MONEY
        case Place.INDICATORS:
            return field in _INDICATORS or field.startswith(CAUSE_PREFIX)
        case Place.TASKS:
            return field in _TASKS
        case _:
            assert_never(place)


def is_amount(place: Place, field: str) -> bool:
    """Whether the cell holds an amount, which is typed in the unit that the screen shows."""
    return (place is Place.MONEY and field in MONEY_AMOUNTS) or (
        place is Place.TASKS and field in TASK_AMOUNTS
    )


def edit_of(place: Place, line_id: str, field: str, text: str) -> Edit:
    """A text typed into a cell, as the editing of forms knows it."""
    match place:
        case Place.HEAD:
            kind = EditKind.HEADER
        case Place.ANSWERS:
            kind = EditKind.ANSWER
        case Place.MONEY:
            kind = EditKind.MONEY
        case Place.INDICATORS:
            kind = EditKind.INDICATOR
        case Place.TASKS:
            kind = EditKind.TASK
        case _:
            assert_never(place)
    return Edit(kind=kind, line_id=line_id, field=field, text=text)


def waiting(content: FilingContent, comments: Iterable[Comment]) -> tuple[Comment, ...]:
    """The set values that the form does not say yet, in the order in which they were set."""
    found = [
        one
        for one in comments
        if one.is_settled
        and (not one.line_id or line_at(content, one.place, one.line_id) is not None)
        and said_at(content, one.place, one.line_id, one.field) != one.answer_text
    ]
    return tuple(sorted(found, key=lambda one: one.position))


def settled(content: FilingContent, comments: Iterable[Comment], rules: RulePack) -> Applied:
    """The form with the values that were set; what rests on them is cleared as if an office had typed them."""
    edits = [
        edit_of(one.place, one.line_id, one.field, one.answer_text) for one in waiting(content, comments)
    ]
    return apply(content, edits, rules)


def as_proposal(comment: Comment) -> Comment:
    """A set value of a form that is returned: the office is asked for it, and answers like to any remark."""
    wanted = f"建议改为“{comment.answer_text}”" if comment.answer_text else "建议清空这一格"
    text = f"{wanted}：{comment.text}" if comment.text else f"{wanted}。"
    return replace(comment, answer=Answer.NONE, answer_text="", text=text)


def brought(before: Sequence[Finding], after: Sequence[Finding]) -> tuple[Finding, ...]:
    """What does not fit any more once values are set; a finding is known by its kind and place, since its words name values."""

    def key(one: Finding) -> tuple[str, ...]:
        return one.severity.value, one.code, one.line_id, one.field

    known = {key(one) for one in before}
    return tuple(one for one in after if key(one) not in known)
