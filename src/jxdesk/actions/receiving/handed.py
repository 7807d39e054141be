"""Handed: the books of this very office, from its other PC with the pen or from the county after a loss, taken in as its own.

What both PCs changed is laid before a person; of what has no versions the side that hands over counts, and what it replaces
here is kept in the list of choices.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from jxdesk.actions.receiving.arrival import Arrival, ArrivedFiling
from jxdesk.actions.receiving.heard import News
from jxdesk.actions.receiving.published import take_published
from jxdesk.domain.records.filings import Filing, FilingState
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.records.offices import Office
from jxdesk.domain.records.packages import PackageKind
from jxdesk.domain.records.received import ConflictChoice
from jxdesk.domain.road.merging import Take, take_of
from jxdesk.domain.road.pen import PenEvent, is_overtaken
from jxdesk.domain.road.standings import Whereabouts, state_of
from jxdesk.domain.round_trip.differences import differences
from jxdesk.domain.sending.desk_rows import DeskRow
from jxdesk.domain.year.approvals import AdjustmentState
from jxdesk.exchange.package import VerifiedPackage
from jxdesk.exchange.package_kinds import OF_WHOLE_BOOKS
from jxdesk.exchange.refusals import PackageRefused, Refusal
from jxdesk.store.engine.database import Transaction
from jxdesk.store.records import approvals, conflict_choices, desk_rows, filings, pens, reviews, standings
from jxdesk.store.records.desk_rows import Replaced
from jxdesk.store.records.standings import FilingStanding

_OPENNESS = (FilingState.DRAFT, FilingState.FINISHED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """What a package of whole books says beside its filings; ``turn`` is that of the pen, 0 where it carries none."""

    stands: Mapping[str, Whereabouts]
    rows: tuple[DeskRow, ...] = ()
    turn: int = 0


def handed_of(package: VerifiedPackage) -> Handed | None:
    """Reads what a package hands over; None for every other kind."""
    if package.manifest.kind not in OF_WHOLE_BOOKS:
        return None
    return Handed(stands=package.whereabouts(), rows=package.desk_rows(), turn=package.pen_turn())


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


def put_where(tx: Transaction, where: Mapping[str, Whereabouts]) -> None:
    """Writes where filings stand; one that was never on the road gets no row."""
    known = standings.get_many(tx, list(where))
    standings.put_many(
        tx,
        [
            replace(known[one], where=stands) if one in known else FilingStanding(filing_id=one, where=stands)
            for one, stands in where.items()
            if one in known or stands.round
        ],
    )


def take_books(
    tx: Transaction, handed: Handed, news: News, arrival: Arrival, *, own: Office, who: str
) -> None:
    """Takes over what was said of the filings, the rest of the books, and the pen."""
    found = {one.id for one in filings.get_many(tx, list(handed.stands))}
    reviews.add_many(tx, [one for one in news.reviews if one.filing_id in found])
    reviews.put_comments(tx, [one for one in news.comments if one.filing_id in found])
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
    taken = desk_rows.take_over(
        tx, handed.rows, {"office_id": known_as.offices, "project_id": known_as.projects}
    )
    conflict_choices.add_many(tx, [_kept(one, arrival.digest, who) for one in taken.replaced if one.here])
    if handed.turn:
        pens.note(
            tx,
            PenEvent.TAKEN,
            office_path=own.path,
            turn=handed.turn,
            who=who,
            package_id=arrival.digest,
        )


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
