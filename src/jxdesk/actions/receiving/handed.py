"""Handed: the books of this very office, from its other PC with the pen or from the county after a loss, taken in as its own.

What both PCs changed is laid before a person; of what has no versions the side that hands over counts, and what it replaces
here is kept in the list of choices.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from jxdesk.actions.answering import enter_receipt, stored_receipt
from jxdesk.actions.receiving.arrival import Arrival, ArrivedFiling
from jxdesk.actions.receiving.heard import News, keep_reviews
from jxdesk.actions.receiving.published import take_published
from jxdesk.actions.receiving.stored import Stored
from jxdesk.domain.records.filings import Filing, FilingContent, FilingState
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.records.offices import Office
from jxdesk.domain.records.packages import PackageKind
from jxdesk.domain.records.received import ConflictChoice
from jxdesk.domain.road.merging import Take, take_of
from jxdesk.domain.road.pen import PenEvent, is_overtaken
from jxdesk.domain.road.reviews import ANSWER_WORDS, Answer, Comment
from jxdesk.domain.road.standings import Desk, Whereabouts, state_of
from jxdesk.domain.round_trip.differences import differences
from jxdesk.domain.sending.desk_rows import NOTED, SENT, STANDING, Cell, DeskRow
from jxdesk.domain.sending.past_forms import Moment, PastForms
from jxdesk.domain.year.approvals import AdjustmentState
from jxdesk.exchange.package import VerifiedPackage
from jxdesk.exchange.package_kinds import OF_WHOLE_BOOKS
from jxdesk.exchange.refusals import PackageRefused, Refusal
from jxdesk.store.engine import journal
from jxdesk.store.engine.database import Transaction
from jxdesk.store.records import (
    approvals,
    conflict_choices,
    desk_rows,
    filings,
    packages,
    pens,
    receipts,
    reviews,
    standings,
)
from jxdesk.store.records.desk_rows import Replaced
from jxdesk.store.records.receipts import CameBy
from jxdesk.store.records.standings import FilingStanding

_OPENNESS = (FilingState.DRAFT, FilingState.FINISHED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """What a package of whole books says beside its filings; ``turn`` is that of the pen, 0 where it carries none.

    ``beside`` are the cells that stand beside where a filing stands, ``past`` how forms were before, both by filing.
    """

    stands: Mapping[str, Whereabouts]
    beside: Mapping[str, Mapping[str, Cell]]
    past: Mapping[str, PastForms]
    rows: tuple[DeskRow, ...] = ()
    turn: int = 0


def handed_of(package: VerifiedPackage) -> Handed | None:
    """Reads what a package hands over; None for every other kind."""
    if package.manifest.kind not in OF_WHOLE_BOOKS:
        return None
    rows = package.desk_rows()
    return Handed(
        stands=package.whereabouts(),
        beside={str(row.cells["id"]): row.cells for row in rows if row.table == STANDING},
        past=package.past_forms(),
        rows=tuple(row for row in rows if row.table != STANDING),
        turn=package.pen_turn(),
    )


def has_been_overtaken(tx: Transaction, package: VerifiedPackage) -> bool:
    """Whether a handover tells of a pen that has changed hands since; one that left this very PC is refused.

    Raises: PackageRefused.
    """
    if package.manifest.kind is not PackageKind.HANDOVER:
        return False
    if package.manifest.chain.device == tx.device:
        raise PackageRefused(
            Refusal.RECIPIENT, "这是本机自己交出去的交接包，请拿到接手的电脑上装入；不交了的，在本机把笔收回"
        )
    return is_overtaken(package.pen_turn(), pens.newest(tx))


def plan_handed(
    planned: ArrivedFiling,
    came: Filing,
    here: Filing | None,
    known: FilingStanding | None,
    stands: Whereabouts,
    *,
    device: str,
) -> ArrivedFiling:
    """What becomes of a filing of the own books: nothing is frozen against oneself, and nobody is sent back to choose."""
    if not planned.is_theirs:
        return planned
    if here is None:
        is_twin = planned.take is not Take.NEW
        return replace(planned, take=Take.TWIN) if is_twin else planned
    take = take_of(came, here, devices=(device,))
    if take is Take.PARALLEL:
        take = Take.CONFLICT
    where = standings.where_is(known, here)
    is_further = (stands.standing, stands.held) != (
        where.standing,
        where.held,
    ) and stands.round >= where.round
    return replace(
        planned,
        take=take,
        is_news=take is not Take.SAME or is_further or came.vector != here.vector,
        differences=differences(here.content, came.content) if take in (Take.CHANGED, Take.CONFLICT) else (),
        reason="两台电脑都改过，请逐项选用哪个" if take is Take.CONFLICT else "",
    )


def decided_on(here: Whereabouts, came: Whereabouts) -> Whereabouts:
    """Where a filing stands of which a person chose between two states: the later round, and of one round the more open."""

    def rank(one: Whereabouts) -> tuple[int, int]:
        state = state_of(one.standing)
        return -one.round, _OPENNESS.index(state) if state in _OPENNESS else len(_OPENNESS)

    return min((here, came), key=rank)


Laid = Mapping[str, Mapping[Moment, int]]
"""At which lines of the journal here forms are as they were before, by filing."""


def lay_past(tx: Transaction, handed: Handed, stored: Sequence[Stored]) -> tuple[list[Stored], Laid]:
    """Writes how forms were when they were accepted or returned, each under a line of the journal by which later steps find it.

    Answers what is left to write over it, and the lines.
    """
    left, laid = [], {}
    for one in stored:
        lines: dict[Moment, int] = {}
        for moment, content in _past_of(handed, one).items():
            if content is not None and content != one.filing.content:
                one = _written_first(tx, one, content)
                lines[moment] = journal.reached(tx)
        left.append(one)
        laid[one.filing.id] = lines
    return left, laid


def _past_of(handed: Handed, one: Stored) -> PastForms:
    """How a filing was before; of one that does not stand as it was handed over, what is known here counts."""
    return handed.past.get(one.filing.id, {}) if _is_as_handed(handed, one) else {}


def _is_as_handed(handed: Handed, one: Stored) -> bool:
    return one.where is not None and one.where == handed.stands.get(one.filing.id)


def _written_first(tx: Transaction, one: Stored, content: FilingContent) -> Stored:
    """Writes a filing with what it said before; answers how it is then changed to what it says."""
    before = replace(one.filing, content=content)
    if one.expected_version:
        written = filings.save(tx, before, expected_version=one.expected_version, came=True)
    else:
        written = filings.add_many(tx, [(before, None)], came=True)[0]
    return replace(one, expected_version=written.version)


def put_where(tx: Transaction, handed: Handed, stored: Sequence[Stored], laid: Laid) -> None:
    """Writes where filings stand, with what is noted beside it; one that was never on the road gets no row."""
    known = standings.get_many(tx, [one.filing.id for one in stored])
    now = journal.reached(tx)
    found = []
    for one in stored:
        filing_id, where = one.filing.id, one.where
        if where is None or (filing_id not in known and not where.round):
            continue
        noted: dict[str, Any] = {}
        if _is_as_handed(handed, one):
            cells = handed.beside.get(filing_id, {})
            noted = {name: str(cells[name]) for name in NOTED if name in cells}
        for moment in _past_of(handed, one):
            noted[f"{moment.value}_change"] = laid[filing_id].get(moment, now)
        before = known.get(filing_id) or FilingStanding(filing_id=filing_id, where=where)
        found.append(replace(before, where=where, **noted))
    standings.put_many(tx, found)


def take_books(
    tx: Transaction, handed: Handed, news: News, arrival: Arrival, *, own: Office, who: str
) -> None:
    """Takes over what was said of the filings, the rest of the books, and the pen."""
    found = {one.id for one in filings.get_many(tx, list(handed.stands))}
    answers = _answers_replaced(tx, news)
    is_filled_here = {one for one in found if handed.stands[one].desk is Desk.FILLING}
    keep_reviews(tx, news.reviews, news.comments, is_filled_here)
    reviews.add_many(tx, [one for one in news.reviews if one.filing_id in found])
    reviews.put_comments(tx, [one for one in news.comments if one.filing_id in found - is_filled_here])
    approved = {one.id for one in approvals.of_filings(tx, [one.filing_id for one in news.approvals])}
    approvals.add_many(
        tx, [one for one in news.approvals if one.id not in approved and one.filing_id in found]
    )
    granted = {one.filing_id: one.facts for one in news.approvals}
    for request in news.adjustments:
        is_here = {request.filing_id, request.replaces_id} <= found
        if is_here and approvals.adjustment_of(tx, request.filing_id) is None:
            facts = granted.get(request.filing_id)
            approvals.add_adjustment(
                tx,
                request
                if facts is None
                else replace(
                    request,
                    state=AdjustmentState.APPROVED,
                    approver=facts.approver,
                    approved_on=facts.approved_on,
                    document_number=facts.document_number,
                ),
            )
    sender = arrival.manifest.sender_org
    take_published(tx, arrival.publications, own_path=own.path, sender=sender, digest=arrival.digest)
    known_as = arrival.known_as
    rows = [one for one in handed.rows if one.table != SENT or one.cells.get("sender_path") == own.path]
    taken = desk_rows.take_over(tx, rows, {"office_id": known_as.offices, "project_id": known_as.projects})
    replaced = [one for one in (*taken.replaced, *answers) if one.here]
    conflict_choices.add_many(tx, [_kept(one, arrival.digest, who) for one in replaced])
    _take_sent(tx, handed, news, own)
    if handed.turn:
        pens.note(
            tx,
            PenEvent.TAKEN,
            office_path=own.path,
            turn=handed.turn,
            who=who,
            package_id=arrival.digest,
        )


def _take_sent(tx: Transaction, handed: Handed, news: News, own: Office) -> None:
    """Enters the answers to packages that another desk of this office sent, and notes how far each of them is."""
    for signed in news.receipts:
        if packages.get(tx, signed.receipt.package) is not None:
            enter_receipt(tx, stored_receipt(signed, CameBy.PACKAGE))
    sent = [str(one.cells["id"]) for one in handed.rows if one.table == SENT]
    receipts.settle(tx, [one for one in sent if packages.get(tx, one) is not None])


def _answers_replaced(tx: Transaction, news: News) -> list[Replaced]:
    """The answers to remarks that said something else here."""
    found = []
    for came in news.comments:
        here = reviews.comment(tx, came.id)
        if here is None or Answer.NONE in (here.answer, came.answer):
            continue
        old, new = _answer_words(here), _answer_words(came)
        if old != new:
            found.append(
                Replaced(table="review_comment", row_id=here.id, column="answer", here=old, came=new)
            )
    return found


def _answer_words(one: Comment) -> str:
    return f"{ANSWER_WORDS[one.answer]} {one.answer_text}".strip()


def _kept(one: Replaced, digest: str, who: str) -> ConflictChoice:
    return ConflictChoice(
        id=new_id(),
        filing_id="",
        package_id=digest,
        place=one.table,
        line_id=one.row_id,
        line_name="",
        field=one.column,
        here=str(one.here or ""),
        came=str(one.came or ""),
        took="came",
        reason="以交来的为准",
        chosen_by=who,
    )
