"""Answering: what became of each remark of a return in the resubmission, and what is missing before it may go; used on both sides.

The filling desk may not send with an item unanswered; the reviewer is shown what changed since the round that was returned.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.records.filings import FilingContent
from jxdesk.domain.road.commented_cells import line_at, said_at
from jxdesk.domain.road.phrases import ReviewBook
from jxdesk.domain.road.reviews import Answer, Comment
from jxdesk.domain.round_trip.differences import Difference, Kind, differences
from jxdesk.domain.templates.cell_words import leading_cell
from jxdesk.domain.templates.form_cells import Place, tight

_FOLLOWING = frozenset(
    {"printed_rate", "printed_score", "printed_total", "printed_grade", "printed_weights_total"}
    | {"attribute", "rate"}
)
"""Cells that follow from others: they were changed where their row was, or of the whole form anything."""
_COLUMNS_OF_TARGET = frozenset({"comparator", "target", "unit"})
ROW_GONE = "（这一行已删除）"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One remark with what its cell said when it was returned and says now; of whole rows and forms both are empty."""

    comment: Comment
    old: str
    new: str
    is_changed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Resubmission:
    """A filing beside its returned round: the remarks with old and new, and what was changed besides."""

    items: tuple[Item, ...]
    others: tuple[Difference, ...]

    @property
    def says_the_same(self) -> bool:
        """Whether nothing at all was changed."""
        return not self.others and not any(item.is_changed for item in self.items)


def since_return(returned: FilingContent, now: FilingContent, comments: Sequence[Comment]) -> Resubmission:
    """What changed since the round that was returned; ``comments`` are those of that round."""
    found = differences(returned, now)
    items, under_remarks = [], set()
    for comment in sorted(comments, key=lambda one: one.position):
        touched = [one for one in found if _touches(comment, one)]
        old = said_at(returned, comment.place, comment.line_id, comment.field)
        new = _now(now, comment)
        # Sign, number and unit make one cell and may stand in three columns: the one that was pointed at must be another.
        is_changed = bool(touched) and (comment.field not in _COLUMNS_OF_TARGET or tight(old) != tight(new))
        items.append(Item(comment=comment, old=old, new=new, is_changed=is_changed))
        under_remarks |= {one.key for one in touched}
    others = tuple(one for one in found if one.key not in under_remarks)
    return Resubmission(items=tuple(items), others=others)


def _now(content: FilingContent, comment: Comment) -> str:
    if comment.line_id and line_at(content, comment.place, comment.line_id) is None:
        return ROW_GONE
    return said_at(content, comment.place, comment.line_id, comment.field)


def _touches(comment: Comment, difference: Difference) -> bool:
    """Whether a difference lies in the cell, the row or the form that a remark is about."""
    if comment.is_about_whole_form:
        return True
    cell = leading_cell(comment.place, comment.field) if comment.field else ""
    if comment.line_id:
        is_whole = not comment.field or cell in _FOLLOWING or difference.kind is not Kind.VALUE
        return comment.line_id == difference.line_id and (is_whole or cell == difference.field)
    if cell in _FOLLOWING:
        return difference.place is not Place.ANSWERS
    return (comment.place, cell) == (difference.place, difference.field)


def check_resubmission(
    returned: FilingContent, now: FilingContent, comments: Sequence[Comment], book: ReviewBook
) -> tuple[Finding, ...]:
    """What keeps a returned filing from being sent again (errors), and what should be looked at first."""
    beside = since_return(returned, now, comments)
    found = [
        finding
        for number, item in enumerate(beside.items, start=1)
        for finding in _check_item(number, item, book)
    ]
    if beside.says_the_same and not any(item.comment.answer is Answer.EXPLAINED for item in beside.items):
        found.append(
            Finding(
                severity=Severity.WARNING,
                code="resubmission-same",
                message="和退回的那一次一样，什么也没有改。",
                advice="请看审核意见再改；确实不用改的，逐条写“说明”。",
            )
        )
    return tuple(found)


def _check_item(number: int, item: Item, book: ReviewBook) -> Iterator[Finding]:
    comment = item.comment
    name = f"第 {number} 条意见（{comment.where}）"
    shortest = book.shortest.explanation
    match comment.answer:
        case Answer.NONE:
            yield _finding(
                Severity.ERROR,
                "answer-missing",
                comment,
                f"{name}还没有答。",
                "改好了，标“已改”；不改的，选“说明”写明理由。",
            )
        case Answer.EXPLAINED if signs(comment.answer_text) < shortest:
            yield _finding(
                Severity.ERROR,
                "answer-short",
                comment,
                f"{name}选了“说明”，没有写清理由。",
                f"至少写 {shortest} 个字，例如“设备 11 月到货，验收单附后”。",
            )
        case Answer.CHANGED if not item.is_changed:
            said = f"，还是“{item.new}”" if item.new else ""
            yield _finding(
                Severity.WARNING,
                "answer-unchanged",
                comment,
                f"{name}标了“已改”，和退回时一样{said}。",
                "请改这一格；不用改的，改选“说明”写明理由。",
            )
        case _:
            pass


def signs(text: str) -> int:
    """How many signs a text has, blanks not counted."""
    return len(re.sub(r"\s", "", text))


def _finding(severity: Severity, code: str, comment: Comment, message: str, advice: str) -> Finding:
    return Finding(
        severity=severity,
        code=code,
        message=message,
        advice=advice,
        line_id=comment.line_id,
        field=comment.field,
    )
