"""Remarks: what a reviewer says about single cells, and the values that are set in them; they go with the decision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from jxdesk.actions.judging import judge
from jxdesk.actions.reviewing.cases import NotDecided, NotForReview, case_of, name_of
from jxdesk.actions.reviewing.reviewers import Reviewer, reviewer
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.filling.editing import apply
from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.records.filings import Filing, FilingContent
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.road.commented_cells import remark_on, said_at
from jxdesk.domain.road.duties import Duty
from jxdesk.domain.road.moves import moves_open
from jxdesk.domain.road.outcomes import DECIDED_BY
from jxdesk.domain.road.review_checks import check_comment
from jxdesk.domain.road.reviews import Answer, Comment
from jxdesk.domain.road.settling import brought, can_be_set, edit_of, settled
from jxdesk.domain.road.standings import STANDING_WORDS
from jxdesk.store.engine.database import Transaction
from jxdesk.store.faults import NotFound
from jxdesk.store.records import reviews
from jxdesk.store.records.standings import FilingStanding
from jxdesk.store.shipped.forms import rules_for
from jxdesk.store.shipped.reviews import review_book
from jxdesk.store.views.known import known_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A remark as a person writes it: on a cell, a row, or (neither line nor field) the whole form.

    With ``value`` the reviewer sets the cell: that is what is accepted, an empty text empties it, and ``text`` says why.
    """

    line_id: str = ""
    field: str = ""
    label: str = ""
    reason_code: str = ""
    text: str = ""
    due_on: dt.date | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What setting a cell would come to: the value as the form then says it, and what does not fit any more."""

    value: str
    findings: tuple[Finding, ...]


def remark(workspace: Workspace, filing_id: str, written: Remark) -> Comment:
    """Writes a remark down; it goes with the decision. A cell that is set once more has the later value.

    Raises: NotFound; NotForReview, also for a value where nothing is to be decided; NotDecided: the value does not go into
    the cell.
    """
    workspace.take_up(Duty.REVIEW)
    by = reviewer(workspace)

    def job(tx: Transaction) -> Comment:
        filing, standing = case_of(tx, filing_id)
        if written.value is not None:
            _refuse_decided(filing, standing)
        known = reviews.comments_of(tx, filing_id, number=standing.where.round)
        (made,) = entered(by, filing, standing, known, [written], on=tx.today())
        _refuse_unreasoned(made, filing, today=tx.today())
        reviews.put_comments(tx, [made])
        return made

    return workspace.transact(job, errand="review_remark")


def try_value(workspace: Workspace, filing_id: str, written: Remark) -> Tried:
    """What setting a cell would come to, beside what is set already; writes nothing.

    Raises: NotFound, NotForReview; NotDecided: the value does not go into the cell.
    """
    by = reviewer(workspace)

    def job(tx: Transaction) -> Tried:
        filing, standing = case_of(tx, filing_id)
        known = reviews.comments_of(tx, filing_id, number=standing.where.round)
        (made,) = entered(by, filing, standing, known, [written], on=tx.today())
        others = tuple(one for one in known if one.id != made.id)
        beside, rules = known_of(tx, filing), rules_for(filing.content)
        before, after = (
            judge(settled(filing.content, all_of, rules).content, imported=False, known=beside).findings
            for all_of in (others, (*others, made))
        )
        return Tried(value=made.answer_text, findings=brought(before, after))

    return workspace.read(job)


def change_remark(workspace: Workspace, comment_id: str, written: Remark) -> Comment:
    """Words a remark anew; its place stays.

    Raises: NotFound; NotForReview for one of a round that was decided; NotDecided: the value does not go into the cell.
    """
    workspace.take_up(Duty.REVIEW)

    def job(tx: Transaction) -> Comment:
        filing, known = _open_comment(tx, comment_id)
        changed = replace(
            known, reason_code=written.reason_code, text=written.text.strip(), due_on=written.due_on
        )
        if written.value is not None:
            others = [one for one in reviews.comments_of(tx, filing.id, number=known.round) if one != known]
            changed = _set(changed, filing, others, written.value)
            _refuse_unreasoned(changed, filing, today=tx.today())
        reviews.put_comments(tx, [changed])
        return changed

    return workspace.transact(job, errand="review_remark")


def drop_remark(workspace: Workspace, comment_id: str) -> None:
    """Takes a remark or a set value back that has not gone down.

    Raises: NotFound; NotForReview for one of a round that was decided.
    """
    workspace.take_up(Duty.REVIEW)

    def job(tx: Transaction) -> None:
        _open_comment(tx, comment_id)
        reviews.delete_comment(tx, comment_id)

    workspace.transact(job, errand="review_remark")


def _open_comment(tx: Transaction, comment_id: str) -> tuple[Filing, Comment]:
    known = reviews.comment(tx, comment_id)
    if known is None:
        raise NotFound("没有这条意见。", facts=comment_id, advice="它可能已经删掉，请刷新。")
    filing, standing = case_of(tx, known.filing_id)
    decided = [one for one in reviews.of_filing(tx, known.filing_id) if one.round == known.round]
    if known.round != standing.where.round or decided:
        raise NotForReview(
            "这条意见所在的一轮已经审定，不能再改。",
            facts=known.where,
            advice="要补充的，请先撤销那次审核；已经送出的，请在下一轮里写。",
        )
    return filing, known


def _refuse_decided(filing: Filing, standing: FilingStanding) -> None:
    """A value goes with a decision that is still to be made: set later, it would go down and change nothing.

    Raises: NotForReview.
    """
    if not set(DECIDED_BY.values()) & set(moves_open(standing.where)):
        raise NotForReview(
            "这张表现在没有要定的，不能审定格子里的值。",
            facts=f"{name_of(filing)}：{STANDING_WORDS[standing.where.standing]}",
            advice="刚定的，先撤销那次审核；已经送出的，请在下一轮里改。",
        )


def _refuse_unreasoned(comment: Comment, filing: Filing, *, today: dt.date) -> None:
    """A value that is set says at once why: the office that gets it was not asked.

    Raises: NotDecided.
    """
    for one in check_comment(comment, review_book(), today=today) if comment.is_settled else ():
        if one.severity is Severity.ERROR:
            raise NotDecided(one.message, facts=name_of(filing), advice=one.advice)


def entered(
    by: Reviewer,
    filing: Filing,
    standing: FilingStanding,
    known: Sequence[Comment],
    written: Sequence[Remark],
    *,
    on: dt.date,
) -> tuple[Comment, ...]:
    """Remarks as they are written down, behind those that are ``known``; a cell that is set again keeps its place.

    Raises: NotFound: the form has no such row; NotDecided: a value does not go into its cell.
    """
    together = list(known)
    made = []
    for one in written:
        comment = replace(
            _placed(filing, standing, one),
            reason_code=one.reason_code,
            text=one.text.strip(),
            due_on=one.due_on,
            office_path=by.office_path,
            written_by=by.name,
            written_on=on,
        )
        before = next((other for other in together if _sets_same(other, comment, one)), None)
        if before is not None:
            together.remove(before)
            comment = replace(comment, id=before.id, position=before.position)
        else:
            comment = replace(comment, position=1 + max((other.position for other in together), default=0))
        if one.value is not None:
            comment = _set(comment, filing, together, one.value)
        together.append(comment)
        made.append(comment)
    return tuple(made)


def _placed(filing: Filing, standing: FilingStanding, written: Remark) -> Comment:
    try:
        return remark_on(
            filing.content,
            filing_id=filing.id,
            number=standing.where.round,
            line_id=written.line_id,
            field=written.field,
            id=new_id(),
            label=written.label,
        )
    except KeyError:
        raise NotFound(
            "意见所指的一行在表里找不到。", facts=written.line_id, advice="请在表里重新选一格再写意见。"
        ) from None


def _sets_same(known: Comment, comment: Comment, written: Remark) -> bool:
    """Whether a known remark sets the cell that is set once more."""
    same = (known.place, known.line_id, known.field) == (comment.place, comment.line_id, comment.field)
    return same and known.is_settled and written.value is not None


def _set(comment: Comment, filing: Filing, others: Sequence[Comment], value: str) -> Comment:
    """The remark with the value as the form says it, once it stands beside the other values that are set."""
    if not can_be_set(comment.place, comment.field):
        raise NotDecided(
            "这一格不能直接审定。",
            facts=f"{name_of(filing)}：{comment.where}",
            advice="整行、整张表、单位和项目的名称，以及由别的格子算出来的数，请写意见，让报送单位改。",
        )
    rules = rules_for(filing.content)
    beside: FilingContent = settled(filing.content, others, rules).content
    applied = apply(beside, [edit_of(comment.place, comment.line_id, comment.field, value)], rules)
    if applied.refused:
        refused = applied.refused[0]
        raise NotDecided(refused.message, facts=f"{name_of(filing)}：{comment.where}", advice=refused.advice)
    accepted = said_at(applied.content, comment.place, comment.line_id, comment.field)
    if accepted == comment.seen:
        raise NotDecided(
            f"审定的和报送的一样，都是“{comment.seen or '空'}”。",
            facts=f"{name_of(filing)}：{comment.where}",
            advice="不用改的，不必审定；已经记下的改动，点“撤掉”。",
        )
    return replace(comment, answer=Answer.SETTLED, answer_text=accepted)
