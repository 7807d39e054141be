"""The books of a desk: filings with where they stand and what was said of them, packed portion by portion; used by both errands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from jxdesk.actions.posting import evidence_file
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.errors import JxError
from jxdesk.domain.progress import Progress
from jxdesk.domain.records.filings import Filing, FilingContent
from jxdesk.domain.records.offices import Office
from jxdesk.domain.records.packages import Attachment, Belongings
from jxdesk.domain.records.projects import Project
from jxdesk.domain.road.reviews import Comment, Review
from jxdesk.domain.road.standings import Whereabouts
from jxdesk.domain.sending.desk_rows import NOTED, STANDING, DeskRow
from jxdesk.domain.sending.past_forms import Moment, PastForms
from jxdesk.domain.year.approvals import Adjustment, Approval
from jxdesk.exchange.packing import PackedData, Packer
from jxdesk.store.engine.database import Transaction
from jxdesk.store.records import approvals, attachments, filings, reviews, standings
from jxdesk.store.records.standings import FilingStanding
from jxdesk.store.shipped.forms import rule_texts, template_texts, templates
from jxdesk.store.views.past_versions import filing_at, was_saved_since

PORTION = 250


class NotHandedOver(JxError):  # noqa: N818 - a state of the books, named as people say it
    """The books cannot go as they are."""

    code = "JX-HANDOVER"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One filing with what was said of it, as it will be packed.

    ``noted`` stands beside where it is, by the names of ``NOTED``; ``past`` is how it was when a later step compares with it.
    """

    filing: Filing
    stands: Whereabouts
    noted: Mapping[str, str]
    reviews: tuple[Review, ...]
    comments: tuple[Comment, ...]
    adjustment: Adjustment | None
    approval: Approval | None
    evidence: tuple[Attachment, ...]
    past: PastForms


@dataclass(kw_only=True)
class Books:
    """A packer that has taken the filings in, and the evidence that they name."""

    packer: Packer
    evidence: dict[Attachment, Path] = field(default_factory=dict)

    def finish(
        self, offices: Sequence[Office], projects: Sequence[Project], progress: Progress
    ) -> PackedData:
        """Packs these offices and projects, and the rest of what the filings name.

        Raises: PackageRefused for evidence that is not taken; Cancelled.
        """
        packed = self.packer.filings
        belongings = Belongings(
            offices=tuple(offices),
            projects=tuple(projects),
            attachments=tuple(self.evidence),
            templates=template_texts({one.template_id for one in packed} & templates().keys()),
            rule_packs=rule_texts({one.rule_pack_id for one in packed if one.rule_pack_id}),
        )
        files = {row.sha256: path for row, path in self.evidence.items()}
        return self.packer.finish(belongings, evidence=files, with_all=True, progress=progress)


def pack_filings(
    workspace: Workspace,
    ids: Sequence[str],
    progress: Progress,
    *,
    told: Callable[[Entry], Entry] = lambda entry: entry,
) -> Books:
    """Packs filings in portions; ``told`` makes of each entry what the desk that gets it may know.

    Raises: NotHandedOver; Unsendable; EvidenceMissing; Cancelled.
    """
    books = Books(packer=Packer(folder=workspace.folder.packages))
    progress.start("装入全部的表", len(ids))
    for first in range(0, len(ids), PORTION):
        portion = ids[first : first + PORTION]
        for entry in workspace.read(partial(_entries, ids=portion)):
            _pack(workspace, books, told(entry))
        progress.step(len(portion))
    return books


def _entries(tx: Transaction, *, ids: Sequence[str]) -> list[Entry]:
    known = standings.get_many(tx, ids)
    approved = {one.filing_id: one for one in approvals.of_filings(tx, ids)}
    said: dict[str, list[Comment]] = {}
    for comment in reviews.comments_of_many(tx, ids):
        said.setdefault(comment.filing_id, []).append(comment)
    return [
        Entry(
            filing=one,
            stands=standings.where_is(known.get(one.id), one),
            noted=_noted(known.get(one.id)),
            reviews=reviews.of_filing(tx, one.id),
            comments=tuple(said.get(one.id, ())),
            adjustment=approvals.adjustment_of(tx, one.id),
            approval=approved.get(one.id),
            evidence=attachments.of_filing(tx, one.id),
            past=_past(tx, one, known.get(one.id)),
        )
        for one in filings.get_many(tx, ids)
    ]


def _noted(known: FilingStanding | None) -> dict[str, str]:
    return {} if known is None else {name: getattr(known, name) for name in NOTED}


def _past(tx: Transaction, filing: Filing, known: FilingStanding | None) -> PastForms:
    """How a filing was when it was accepted and when it was returned last; None for a state that nobody has saved over."""
    if known is None:
        return {}
    changes = {Moment.ACCEPTED: known.accepted_change, Moment.RETURNED: known.returned_change}
    found: dict[Moment, FilingContent | None] = {}
    for moment, change in changes.items():
        if change and not was_saved_since(tx, filing.id, change):
            found[moment] = None
        elif change and (before := filing_at(tx, filing.id, change)) is not None:
            found[moment] = before.content
    return found


def _pack(workspace: Workspace, books: Books, entry: Entry) -> None:
    filing, packer = entry.filing, books.packer
    if filing.content.template_id not in templates():
        raise NotHandedOver(
            "有一张表的表样不在本机，不能随包带走，没有写出。",
            facts=filing.content.project_name or filing.content.title,
            advice="请先从上级下发的包里装入这个表样，再来一次。",
        )
    packer.add(filing, round_=max(1, entry.stands.round), stands=entry.stands)
    for review in entry.reviews:
        packer.add_review(review)
    for comment in entry.comments:
        packer.add_comment(comment)
    if entry.adjustment is not None:
        packer.add_adjustment(entry.adjustment)
    if entry.approval is not None:
        packer.add_approval(entry.approval)
    packer.add_past(filing, entry.past)
    noted = {name: words for name, words in entry.noted.items() if words}
    if noted:
        packer.add_desk_row(DeskRow(table=STANDING, cells={"id": filing.id, **noted}))
    for row in entry.evidence:
        books.evidence[row] = evidence_file(workspace, row)
