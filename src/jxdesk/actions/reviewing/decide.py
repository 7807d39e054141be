"""Decide: remarks on single cells, and the decision on each filing; nothing leaves this desk before ``send_down``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from jxdesk.actions.judging import judge
from jxdesk.actions.reviewing.sheets import sheet_case
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.errors import JxError
from jxdesk.domain.filling.editing import Change, apply
from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.records.filings import Filing
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.road.commented_cells import remark_on
from jxdesk.domain.road.duties import Duty
from jxdesk.domain.road.moves import after, moves_open
from jxdesk.domain.road.outcomes import DECIDED_BY, PASSING, Outcome
from jxdesk.domain.road.review_checks import check_review
from jxdesk.domain.road.review_sheet import FilledSheet
from jxdesk.domain.road.reviews import Comment, Review
from jxdesk.domain.road.standings import Desk
from jxdesk.store.engine import journal
from jxdesk.store.engine.database import Transaction
from jxdesk.store.faults import NotFound
from jxdesk.store.records import filings, reviews, standings
from jxdesk.store.records.filings import Summary
from jxdesk.store.records.standings import FilingStanding
from jxdesk.store.shipped.forms import rules_for
from jxdesk.store.shipped.reviews import review_book


class NotForReview(JxError):  # noqa: N818 - a verdict on the filing, named as people say it
    """The filing did not come from another office, so that there is nothing to decide about it here."""

    code = "JX-NOT-FOR-REVIEW"


class NotDecided(JxError):  # noqa: N818 - a verdict on what was written
    """A decision lacks something that it must have; nothing was written down."""

    code = "JX-NOT-DECIDED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A remark as a person writes it: on a cell, a row, or (neither line nor field) the whole form."""

    line_id: str = ""
    field: str = ""
    label: str = ""
    reason_code: str = ""
    text: str = ""
    due_on: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a person decided on one filing.

    ``remarks`` come to those that are written down already. ``changes`` are made to the filing where it passes with changes;
    the filing office takes them over when the decision gets there.
    """

    filing_id: str
    outcome: Outcome
    opinion: str = ""
    remarks: tuple[Remark, ...] = ()
    merged_into: str = ""
    sheet: FilledSheet | None = None
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What was written down; undoing ``errand_id`` takes all of it back as long as nothing has gone down."""

    errand_id: str
    reviews: tuple[Review, ...]
    warnings: tuple[Finding, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class _Reviewer:
    """Who reviews: the office, and the name that stands under remarks and decisions."""

    office_path: str
    name: str


def _reviewer(workspace: Workspace, by: str = "") -> _Reviewer:
    """Who reviews at this desk; looked up before a transaction begins.

    Raises: NotForReview where the folder belongs to no office yet.
    """
    own = workspace.facts.office
    if own is None:
        raise NotForReview("这个数据文件夹还没有单位，不能审核。", advice="请先完成首次设置。")
    return _Reviewer(own.path, by or workspace.facts.person or own.name)


def remark(workspace: Workspace, filing_id: str, written: Remark) -> Comment:
    """Writes a remark down; it goes with the decision.

    Raises: NotFound, NotForReview.
    """
    workspace.take_up(Duty.REVIEW)
    reviewer = _reviewer(workspace)

    def job(tx: Transaction) -> Comment:
        filing, standing = _case(tx, filing_id)
        known = reviews.comments_of(tx, filing_id, number=standing.where.round)
        comment = _comment(tx, reviewer, filing, standing, written, position=len(known) + 1)
        reviews.put_comments(tx, [comment])
        return comment

    return workspace.transact(job, errand="review_remark")


def change_remark(workspace: Workspace, comment_id: str, written: Remark) -> Comment:
    """Words a remark anew; its place stays.

    Raises: NotFound; NotForReview for one of a round that was decided.
    """
    workspace.take_up(Duty.REVIEW)

    def job(tx: Transaction) -> Comment:
        known = _open_comment(tx, comment_id)
        changed = replace(
            known, reason_code=written.reason_code, text=written.text.strip(), due_on=written.due_on
        )
        reviews.put_comments(tx, [changed])
        return changed

    return workspace.transact(job, errand="review_remark")


def drop_remark(workspace: Workspace, comment_id: str) -> None:
    """Takes a remark back that has not gone down.

    Raises: NotFound; NotForReview for one of a round that was decided.
    """
    workspace.take_up(Duty.REVIEW)

    def job(tx: Transaction) -> None:
        _open_comment(tx, comment_id)
        reviews.delete_comment(tx, comment_id)

    workspace.transact(job, errand="review_remark")


def decide(workspace: Workspace, decisions: Sequence[Decision], *, by: str = "") -> Decided:
    """Writes decisions down, all or none; ``by`` is who decides, else the person at the desk, else the office itself.

    Raises: NotFound, NotForReview, NotDecided; MoveError: the filing does not stand so that it can be decided so.
    """
    workspace.take_up(Duty.REVIEW)
    reviewer = _reviewer(workspace, by)

    def job(tx: Transaction) -> Decided:
        found = [_decide(tx, reviewer, one) for one in decisions]
        return Decided(
            errand_id=tx.errand_id,
            reviews=tuple(review for review, _ in found),
            warnings=tuple(finding for _, warnings in found for finding in warnings),
        )

    return workspace.transact(job, errand="review")


def _decide(tx: Transaction, reviewer: _Reviewer, decision: Decision) -> tuple[Review, tuple[Finding, ...]]:
    filing, standing = _case(tx, decision.filing_id)
    where = standing.where
    moved = after(where, DECIDED_BY[decision.outcome], record=_name(filing), since=standing.since[:10])
    known = reviews.comments_of(tx, filing.id, number=where.round)
    written = [
        _comment(tx, reviewer, filing, standing, one, position=len(known) + n)
        for n, one in enumerate(decision.remarks, start=1)
    ]
    review = Review(
        id=new_id(),
        filing_id=filing.id,
        package_id=standing.package_id,
        round=where.round,
        outcome=decision.outcome,
        merged_into=decision.merged_into,
        opinion=decision.opinion.strip(),
        office_path=reviewer.office_path,
        decided_by=reviewer.name,
        decided_on=tx.today(),
        sheet=decision.sheet,
    )
    findings = check_review(
        review,
        (*known, *written),
        book=review_book(),
        today=tx.today(),
        sheets=sheet_case(tx, filing),
    )
    _refuse_errors(filing, findings)
    before = journal.head(tx)[0]
    if decision.changes:
        _amend(tx, filing, decision)
    reviews.put_comments(tx, written)
    reviews.add_many(tx, [review])
    is_passing = decision.outcome in PASSING
    standings.put_many(
        tx,
        [
            replace(
                standing,
                where=moved,
                accepted_change=before if is_passing else standing.accepted_change,
                returned_change=before if decision.outcome is Outcome.RETURNED else standing.returned_change,
                reason=review.opinion,
            )
        ],
    )
    return review, tuple(one for one in findings if one.severity is Severity.WARNING)


def _amend(tx: Transaction, filing: Filing, decision: Decision) -> None:
    """Makes the reviewer's changes; they are a version that has seen the one that came."""
    if decision.outcome is not Outcome.ACCEPTED_WITH_CHANGES:
        raise NotDecided(
            "只有“带意见通过”才能直接改表里的内容。",
            facts=_name(filing),
            advice="要报送单位自己改的，请写意见后退回。",
        )
    applied = apply(filing.content, decision.changes, rules_for(filing.content))
    if applied.refused:
        raise NotDecided(
            "有一处改动填不进去，没有保存审核结果。",
            facts=f"{_name(filing)}：{applied.refused[0]}",
            advice="请核对改动的内容，再试一次。",
        )
    judged = judge(applied.content, imported=False)
    filings.save(
        tx,
        replace(filing, content=applied.content),
        expected_version=filing.version,
        summary=Summary.of(judged.scorecard, judged.findings),
    )


def _case(tx: Transaction, filing_id: str) -> tuple[Filing, FilingStanding]:
    filing = filings.get(tx, filing_id)
    if filing is None:
        raise NotFound("没有这张表。", facts=filing_id, advice="它可能已被删除，请刷新列表。")
    standing = standings.get(tx, filing_id)
    if standing is None or standing.where.desk is not Desk.REVIEWING:
        raise NotForReview(
            "这张表不是下级报来的，不用审核。",
            facts=_name(filing),
            advice="只有从数据包里接收来的表才审核；本单位自己填的，请封装送上级。",
        )
    return filing, standing


def _open_comment(tx: Transaction, comment_id: str) -> Comment:
    known = reviews.comment(tx, comment_id)
    if known is None:
        raise NotFound("没有这条意见。", facts=comment_id, advice="它可能已经删掉，请刷新。")
    _, standing = _case(tx, known.filing_id)
    decided = [one for one in reviews.of_filing(tx, known.filing_id) if one.round == known.round]
    if known.round != standing.where.round or decided:
        raise NotForReview(
            "这条意见所在的一轮已经审定，不能再改。",
            facts=known.where,
            advice="要补充的，请先撤销那次审核；已经送出的，请在下一轮里写。",
        )
    return known


def _comment(
    tx: Transaction,
    reviewer: _Reviewer,
    filing: Filing,
    standing: FilingStanding,
    written: Remark,
    *,
    position: int,
) -> Comment:
    try:
        empty = remark_on(
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
    return replace(
        empty,
        position=position,
        reason_code=written.reason_code,
        text=written.text.strip(),
        due_on=written.due_on,
        office_path=reviewer.office_path,
        written_by=reviewer.name,
        written_on=tx.today(),
    )


def _refuse_errors(filing: Filing, findings: Sequence[Finding]) -> None:
    errors = [one for one in findings if one.severity is Severity.ERROR]
    if errors:
        raise NotDecided(errors[0].message, facts=_name(filing), advice=errors[0].advice)


def _name(filing: Filing) -> str:
    content = filing.content
    return content.project_name or content.title or content.office_name


def may_decide(workspace: Workspace, filing_id: str) -> tuple[Outcome, ...]:
    """What can be decided on a filing now; nothing where it is not for review."""

    def job(tx: Transaction) -> tuple[Outcome, ...]:
        standing = standings.get(tx, filing_id)
        if standing is None or standing.where.desk is not Desk.REVIEWING:
            return ()
        allowed = moves_open(standing.where)
        return tuple(outcome for outcome, move in DECIDED_BY.items() if move in allowed)

    return workspace.read(job)
