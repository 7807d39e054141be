"""Work order: what a return asks for, as a list to be worked off cell by cell; each item is 已改 or 说明 before the form goes again."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from jxdesk.actions.workspace import Workspace
from jxdesk.domain.errors import JxError
from jxdesk.domain.findings import Finding
from jxdesk.domain.records.filings import Filing, FilingContent
from jxdesk.domain.road.answering import Resubmission, check_resubmission, since_return
from jxdesk.domain.road.reviews import Answer, Comment, Review
from jxdesk.domain.road.standings import Desk, Standing
from jxdesk.domain.road.work_orders import WorkOrder, open_work_order
from jxdesk.store.engine.database import Transaction
from jxdesk.store.faults import NotFound
from jxdesk.store.records import filings, reviews, standings
from jxdesk.store.shipped.reviews import review_book
from jxdesk.store.views.past_versions import filing_at

OPEN = (Standing.RETURNED, Standing.AMENDED)


class NotReturned(JxError):  # noqa: N818 - a state of the filing, named as people say it
    """The filing was not returned, or it has gone again since."""

    code = "JX-NOT-RETURNED"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenOrder:
    """A work order with the returned form beside the present one; ``review`` is the decision that asked for it."""

    filing: Filing
    order: WorkOrder
    review: Review | None
    beside: Resubmission
    findings: tuple[Finding, ...]


def open_order(workspace: Workspace, filing_id: str) -> OpenOrder:
    """The work order of a returned filing.

    Raises: NotFound; NotReturned.
    """
    return workspace.read(partial(_open, filing_id=filing_id))


def orders(workspace: Workspace) -> tuple[OpenOrder, ...]:
    """Everything that was returned here and has not gone again, the most urgent first."""

    def job(tx: Transaction) -> tuple[OpenOrder, ...]:
        returned = [one for one in standings.in_standings(tx, OPEN) if one.where.desk is Desk.FILLING]
        found = [_open(tx, filing_id=one.filing_id) for one in returned]
        return tuple(sorted(found, key=lambda one: (one.order.due_on is None, str(one.order.due_on))))

    return workspace.read(job)


def answer(workspace: Workspace, comment_id: str, said: Answer, text: str = "") -> Comment:
    """Answers one item: 已改, or 说明 with its reason; the answer travels with the next sealing.

    Raises: NotFound; NotReturned.
    """

    def job(tx: Transaction) -> Comment:
        known = reviews.comment(tx, comment_id)
        if known is None:
            raise NotFound("没有这条意见。", facts=comment_id, advice="请刷新后再试。")
        order = _open(tx, filing_id=known.filing_id).order
        if known.round != order.round:
            raise NotReturned(
                "这条意见是以前一轮的，已经答过。", facts=known.where, advice="请答这一轮的意见。"
            )
        answered = known.answered(said, text)
        reviews.put_comments(tx, [answered])
        return answered

    return workspace.transact(job, errand="answer")


def _open(tx: Transaction, *, filing_id: str) -> OpenOrder:
    filing = filings.get(tx, filing_id)
    if filing is None:
        raise NotFound("没有这张表。", facts=filing_id, advice="它可能已被删除，请刷新列表。")
    known = standings.get(tx, filing_id)
    if known is None or known.where.desk is not Desk.FILLING or known.where.standing not in OPEN:
        raise NotReturned(
            "这张表没有被退回，没有要答的意见。",
            facts=filing.content.project_name or filing.content.title,
            advice="退回的表在“收发箱”的“退回”里。",
        )
    comments = reviews.comments_of(tx, filing_id, number=known.where.round)
    returned = returned_content(tx, filing, known.returned_change)
    decided = [one for one in reviews.of_filing(tx, filing_id) if one.round == known.where.round]
    return OpenOrder(
        filing=filing,
        order=open_work_order(filing_id, known.where.round, comments),
        review=decided[-1] if decided else None,
        beside=since_return(returned, filing.content, comments),
        findings=check_resubmission(returned, filing.content, comments, review_book()),
    )


def returned_content(tx: Transaction, filing: Filing, change: int) -> FilingContent:
    """What a form said when it was returned; what it says now where that is not known any more."""
    before = filing_at(tx, filing.id, change) if change else None
    return before.content if before is not None else filing.content
