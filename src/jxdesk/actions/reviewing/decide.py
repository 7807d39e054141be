"""Decide: the decision on each filing; the values that were set go into what passes. Nothing leaves this desk before ``send_down``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from jxdesk.actions.judging import judge_filing
from jxdesk.actions.reviewing.cases import NotDecided, case_of, name_of, refuse_unknown_package
from jxdesk.actions.reviewing.fillers import filled_by
from jxdesk.actions.reviewing.remarks import Remark, entered
from jxdesk.actions.reviewing.reviewers import Reviewer, reviewer
from jxdesk.actions.reviewing.sheets import filled_sheet, sheet_case
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.records.filings import Filing
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.road.duties import Duty
from jxdesk.domain.road.moves import after, moves_open
from jxdesk.domain.road.outcomes import DECIDED_BY, PASSING, Outcome
from jxdesk.domain.road.review_checks import OWN_REVIEW, check_review
from jxdesk.domain.road.review_sheet import FilledSheet
from jxdesk.domain.road.reviews import Comment, Review
from jxdesk.domain.road.settling import as_proposal, brought, settled, waiting
from jxdesk.domain.road.standings import Desk
from jxdesk.store.engine import journal
from jxdesk.store.engine.database import Transaction
from jxdesk.store.records import filings, reviews, standings
from jxdesk.store.records.filings import Summary
from jxdesk.store.records.standings import FilingStanding
from jxdesk.store.shipped.forms import rules_for
from jxdesk.store.shipped.reviews import review_book


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a person decided on one filing.

    ``remarks`` come to those that are written down already; the values that they set are made in a filing that passes with
    changes, and the filing office takes them over when the decision gets there. Without a ``sheet`` the one that was filled
    in before goes with it. ``by`` is who decided this one.
    """

    filing_id: str
    outcome: Outcome
    opinion: str = ""
    remarks: tuple[Remark, ...] = ()
    merged_into: str = ""
    sheet: FilledSheet | None = None
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What was written down; undoing ``errand_id`` takes all of it back as long as nothing has gone down."""

    errand_id: str
    reviews: tuple[Review, ...]
    warnings: tuple[Finding, ...] = field(default=())


def decide(workspace: Workspace, decisions: Sequence[Decision], *, by: str = "") -> Decided:
    """Writes decisions down, all or none; ``by`` is who decides, else the person at the desk, else the office itself.

    Raises: NotFound, NotForReview, NotDecided; NotTheReviewer; MoveError: the filing does not stand so that it can be
    decided so.
    """
    workspace.take_up(Duty.REVIEW)
    named: Mapping[str, Reviewer] = {
        one: reviewer(workspace, one) for one in {by, *(decision.by or by for decision in decisions)}
    }

    def job(tx: Transaction) -> Decided:
        found = [_decide(tx, named[one.by or by], one) for one in decisions]
        return Decided(
            errand_id=tx.errand_id,
            reviews=tuple(review for review, _ in found),
            warnings=tuple(finding for _, warnings in found for finding in warnings),
        )

    return workspace.transact(job, errand="review")


def _decide(tx: Transaction, by: Reviewer, decision: Decision) -> tuple[Review, tuple[Finding, ...]]:
    filing, standing = case_of(tx, decision.filing_id)
    where = standing.where
    moved = after(where, DECIDED_BY[decision.outcome], record=name_of(filing), since=standing.since[:10])
    refuse_unknown_package(filing, standing)
    comments = _comments(tx, by, filing, standing, decision)
    sheets = sheet_case(tx, filing, standing)
    filled = decision.sheet or filled_sheet(tx, standing)
    review = Review(
        id=new_id(),
        filing_id=filing.id,
        package_id=standing.package_id,
        round=where.round,
        outcome=decision.outcome,
        merged_into=decision.merged_into,
        opinion=decision.opinion.strip(),
        office_path=by.office_path,
        decided_by=by.name,
        decided_on=tx.today(),
        sheet=None if filled is None else filled.under(sheets.book.edition),
    )
    findings = check_review(
        review,
        comments,
        book=review_book(),
        today=tx.today(),
        sheets=sheets,
        filled_by=filled_by(tx, filing, standing),
    )
    _refuse_errors(filing, findings)
    if any(one.code == OWN_REVIEW for one in findings):
        tx.note(OWN_REVIEW, record_id=filing.id, text=by.name)
    before = journal.head(tx)[0]
    if decision.outcome is Outcome.ACCEPTED_WITH_CHANGES:
        _amend(tx, filing, comments)
    reviews.put_comments(tx, comments)
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


def _comments(
    tx: Transaction, by: Reviewer, filing: Filing, standing: FilingStanding, decision: Decision
) -> tuple[Comment, ...]:
    """The remarks of this round, those of the decision among them; what was set in a form that is returned is proposed."""
    known = reviews.comments_of(tx, filing.id, number=standing.where.round)
    written = entered(by, filing, standing, known, decision.remarks, on=tx.today())
    fresh = {one.id for one in written}
    together = (*(one for one in known if one.id not in fresh), *written)
    if decision.outcome is not Outcome.RETURNED:
        return together
    proposed = {one.id for one in waiting(filing.content, together)}
    return tuple(as_proposal(one) if one.id in proposed else one for one in together)


def _amend(tx: Transaction, filing: Filing, comments: Sequence[Comment]) -> None:
    """Makes what the reviewer set; it is a version that has seen the one that came.

    Raises: NotDecided: a form that passes for good may not have more that must be changed than what was filed.
    """
    applied = settled(filing.content, comments, rules_for(filing.content))
    assert not applied.refused, "a set value was read when it was set"
    if applied.content == filing.content:
        return
    changed = replace(filing, content=applied.content)
    judged = judge_filing(tx, changed)
    more = [
        one
        for one in brought(judge_filing(tx, filing).findings, judged.findings)
        if one.severity is Severity.ERROR
    ]
    if more:
        raise NotDecided(
            f"照审定的改，表里多出 {len(more)} 处必须改的问题，没有保存审核结果。",
            facts=f"{name_of(filing)}：{more[0].message}",
            advice="把有关的格子一起审定好，或者撤掉这处改动，再定。",
        )
    filings.save(
        tx,
        changed,
        expected_version=filing.version,
        summary=Summary.of(judged.scorecard, judged.findings),
    )


def _refuse_errors(filing: Filing, findings: Sequence[Finding]) -> None:
    errors = [one for one in findings if one.severity is Severity.ERROR]
    if errors:
        raise NotDecided(errors[0].message, facts=name_of(filing), advice=errors[0].advice)


def may_decide(workspace: Workspace, filing_id: str) -> tuple[Outcome, ...]:
    """What can be decided on a filing now; nothing where it is not for review."""

    def job(tx: Transaction) -> tuple[Outcome, ...]:
        standing = standings.get(tx, filing_id)
        if standing is None or standing.where.desk is not Desk.REVIEWING:
            return ()
        allowed = moves_open(standing.where)
        return tuple(outcome for outcome, move in DECIDED_BY.items() if move in allowed)

    return workspace.read(job)
