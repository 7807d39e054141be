"""Heard: what an office above decided on filings of this desk, written down beside them; edits made here meanwhile stay.

A return opens a work order, a passing decision or an approval freezes. What does not follow on where a filing stands is kept
and moves nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from jxdesk.actions.answering import enter_receipt, stored_receipt
from jxdesk.domain.records.filings import Filing
from jxdesk.domain.records.offices import Office, OfficeLevel
from jxdesk.domain.road.hearing import hear
from jxdesk.domain.road.moves import Move, moves_open
from jxdesk.domain.road.outcomes import HEARD_AS, Outcome
from jxdesk.domain.road.refusals import MoveError
from jxdesk.domain.road.reviews import Answer, Comment, Review
from jxdesk.domain.road.standings import Desk, Standing, Whereabouts, state_of
from jxdesk.domain.road.vectors import Order, order
from jxdesk.domain.road.work_orders import with_due_days
from jxdesk.domain.year.approvals import Adjustment, AdjustmentState, Approval
from jxdesk.exchange.package import VerifiedPackage
from jxdesk.exchange.receipts import SignedReceipt
from jxdesk.store.engine import journal
from jxdesk.store.engine.database import Transaction
from jxdesk.store.records import approvals, filings, packages, reviews, standings
from jxdesk.store.records.receipts import CameBy
from jxdesk.store.records.standings import FilingStanding
from jxdesk.store.shipped.deadlines import work_calendar
from jxdesk.store.shipped.reviews import review_book

_BUREAUS = frozenset({OfficeLevel.COUNTY, OfficeLevel.PREFECTURE, OfficeLevel.PROVINCE})


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What a package says about filings, beside the filings themselves; ``vectors`` and ``rounds`` are theirs by id."""

    reviews: tuple[Review, ...] = ()
    comments: tuple[Comment, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    approvals: tuple[Approval, ...] = ()
    receipts: tuple[SignedReceipt, ...] = ()
    vectors: Mapping[str, Mapping[str, int]]
    rounds: Mapping[str, int]


def news_of(
    package: VerifiedPackage, signed: Sequence[SignedReceipt], *, without: frozenset[str] = frozenset()
) -> News:
    """Reads what a package says, of some filings nothing; ``signed`` are those of its receipts that this desk believes."""
    return News(
        reviews=tuple(one for one in package.reviews() if one.filing_id not in without),
        comments=tuple(one for one in package.comments() if one.filing_id not in without),
        adjustments=tuple(one for one in package.adjustments() if one.filing_id not in without),
        approvals=tuple(one for one in package.approvals() if one.filing_id not in without),
        receipts=tuple(signed),
        vectors=package.vectors(),
        rounds=package.rounds(),
    )


def take_news(
    tx: Transaction,
    news: News,
    *,
    own: Office,
    in_reply_to: str,
    sender: str,
    was_here: frozenset[str],
    is_late: bool,
) -> list[str]:
    """Writes news down; answers the filings on which it could not follow.

    ``in_reply_to`` is the package that is answered, ``was_here`` are the filings that this desk held before the package
    came: of others it has lost its own copy. ``is_late`` where a later package from above has come already: what that one
    said of a filing in the same or a later round stays said.
    """
    told = {one.filing_id: HEARD_AS[one.outcome] for one in news.reviews}
    told |= {one.filing_id: Move.HEAR_APPROVED for one in news.approvals}
    rounds = {**news.rounds, **{one.filing_id: one.round for one in news.reviews}}
    found = {one.id: one for one in filings.get_many(tx, list(told))}
    overtaken = {
        one.filing_id
        for one in news.reviews
        if is_late
        and any(
            known.round >= one.round and known.office_path == one.office_path
            for known in reviews.of_filing(tx, one.filing_id)
        )
    }
    keep_reviews(tx, news.reviews, news.comments, found)
    known = standings.get_many(tx, list(found))
    heard: list[FilingStanding] = []
    strange: list[str] = []
    for filing_id, filing in found.items():
        if filing_id in overtaken:
            continue
        try:
            heard.append(
                _heard(
                    tx,
                    filing,
                    known.get(filing_id),
                    told[filing_id],
                    round_answered=max(1, rounds.get(filing_id, 1)),
                    came=news.vectors.get(filing_id, {}),
                    own=own,
                    is_new=filing_id not in was_here,
                )
            )
        except MoveError:
            strange.append(filing_id)
    standings.put_many(
        tx,
        [
            one if one.filing_id in known else _first_heard(one, in_reply_to=in_reply_to, sender=sender)
            for one in heard
        ],
    )
    for one in heard:
        filing = found[one.filing_id]
        state = state_of(one.where.standing)
        if one.where.desk is Desk.FILLING and filing.state is not state:
            approvals.set_states(tx, [filing.id], state)
    for signed in news.receipts:
        if packages.get(tx, signed.receipt.package) is not None:
            enter_receipt(tx, stored_receipt(signed, CameBy.PACKAGE))
    return strange


def _first_heard(one: FilingStanding, *, in_reply_to: str, sender: str) -> FilingStanding:
    """Of a filing that this desk had lost: which of its packages is answered. Which one brought it from below nobody knows."""
    if one.where.desk is Desk.REVIEWING:
        return replace(one, forwarded_in=in_reply_to)
    return replace(one, package_id=in_reply_to, office_path=sender)


def keep_reviews(
    tx: Transaction, said: Sequence[Review], remarks: Sequence[Comment], found: Collection[str]
) -> None:
    """Keeps reviews and remarks of filings that were found; what was answered here already stays answered."""
    reviews.add_many(tx, [one for one in said if one.filing_id in found])
    came = with_due_days(
        [one for one in remarks if one.filing_id in found],
        review_book(),
        came_on=tx.today(),
        calendar=work_calendar(),
    )
    kept = []
    for one in came:
        known = reviews.comment(tx, one.id)
        if known is not None and known.answer is not Answer.NONE and one.answer is Answer.NONE:
            kept.append(replace(one, answer=known.answer, answer_text=known.answer_text, due_on=known.due_on))
        else:
            kept.append(one if known is None else replace(one, due_on=known.due_on))
    reviews.put_comments(tx, kept)


def _heard(
    tx: Transaction,
    filing: Filing,
    known: FilingStanding | None,
    move: Move,
    *,
    round_answered: int,
    came: Mapping[str, int],
    own: Office,
    is_new: bool,
) -> FilingStanding:
    where = _where(tx, filing, known, own, is_new=is_new)
    is_edited = order(came, filing.vector) in (Order.OLDER, Order.APART)
    name = filing.content.project_name or filing.content.title
    heard = hear(
        where,
        move,
        round_answered=round_answered,
        edited_since=is_edited,
        record=name,
        since=known.since[:10] if known is not None else "",
    )
    before = known or FilingStanding(filing_id=filing.id, where=where)
    is_returned = move is HEARD_AS[Outcome.RETURNED] and not heard.is_filed_away
    returned = journal.head(tx)[0] if is_returned and not is_edited else before.returned_change
    return replace(before, where=heard.where, returned_change=returned)


def _where(
    tx: Transaction, filing: Filing, known: FilingStanding | None, own: Office, *, is_new: bool
) -> Whereabouts:
    """Where a filing stands as far as this desk knows; one that it has lost stands nowhere."""
    if known is not None:
        return known.where
    is_own = filing.office_id == own.id or own.level not in _BUREAUS
    if is_new:
        return Whereabouts(desk=Desk.FILLING if is_own else Desk.REVIEWING, standing=Standing.ABSENT)
    return standings.where_is(None, filing)


def take_requests(tx: Transaction, news: News) -> list[str]:
    """Enters the requests for adjustments that came, each once; answers those whose first version is not here."""
    strange = []
    for request in news.adjustments:
        approved, copy = filings.get(tx, request.replaces_id), filings.get(tx, request.filing_id)
        if approved is None or copy is None or approved.office_id != copy.office_id:
            strange.append(request.filing_id)
        elif approvals.adjustment_of(tx, request.filing_id) is None:
            approvals.add_adjustment(tx, request)
            known = standings.get(tx, approved.id)
            if known is not None and Move.REQUEST_ADJUSTMENT in moves_open(known.where):
                standings.ask_adjustment(tx, approved)
    return strange


def enter_approvals(tx: Transaction, news: News) -> None:
    """Enters the approvals that came, each once; an approved adjustment takes the place of the version before it."""
    for approval in news.approvals:
        request = approvals.adjustment_of(tx, approval.filing_id)
        if request is None or request.state is AdjustmentState.APPROVED:
            continue
        facts = approval.facts
        approvals.save_adjustment(
            tx,
            replace(
                request,
                state=AdjustmentState.APPROVED,
                approver=facts.approver,
                approved_on=facts.approved_on,
                document_number=facts.document_number,
            ),
        )
        before = filings.get(tx, request.replaces_id)
        if before is not None:
            standings.replaced(tx, before)
    known = {one.id for one in approvals.of_filings(tx, [one.filing_id for one in news.approvals])}
    approvals.add_many(tx, [one for one in news.approvals if one.id not in known])
