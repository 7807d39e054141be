"""Send down: the decisions on one package go back to the office that sent it, signed, with a receipt and the filings they are about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from jxdesk.actions.answering import signed_answer
from jxdesk.actions.posting import Consignment, belongings_of, post
from jxdesk.actions.reviewing.reviewers import Reviewer, reviewer
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.errors import JxError
from jxdesk.domain.progress import Progress
from jxdesk.domain.records.filings import Filing, Form
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.records.packages import PackageKind, Task, task_words
from jxdesk.domain.records.received import ReceivedPackage
from jxdesk.domain.road.duties import Duty
from jxdesk.domain.road.outcomes import OUTCOME_WORDS, answer_status
from jxdesk.domain.road.reviews import Comment, Review, handed_on
from jxdesk.domain.road.standings import Whereabouts
from jxdesk.domain.sending.cover import CoverSheet
from jxdesk.exchange import keys, stick
from jxdesk.exchange.kept import cover_sheet
from jxdesk.exchange.packing import Packer
from jxdesk.store.engine.database import Transaction
from jxdesk.store.faults import NotFound
from jxdesk.store.records import filings, received, reviews, standings


class NothingToSend(JxError):  # noqa: N818 - a state of the data, named as people say it
    """No decision on that package waits to go down."""

    code = "JX-NOTHING"


@dataclass(frozen=True, slots=True, kw_only=True)
class SentDown:
    """The return package as it was written; ``counts`` are filings by outcome."""

    path: Path
    cover: CoverSheet
    counts: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Decided:
    """Everything about one package that goes down; of each filing the decision that was made last.

    ``settled`` are all decisions that are done with by it; ``handed_on`` are those among ``reviews`` that were made above.
    """

    package: ReceivedPackage
    settled: tuple[str, ...]
    handed_on: tuple[Review, ...]
    reviews: tuple[Review, ...]
    filings: tuple[Filing, ...]
    comments: tuple[Comment, ...]
    where: dict[str, Whereabouts]


def send_down(
    workspace: Workspace, digest: str, *, to: Path, passphrase: str = "", progress: Progress | None = None
) -> SentDown:
    """Packs the decisions on a package that have not gone down yet, and writes them into a folder.

    What an office above decided on its filings goes along, with what it set and why, and who did.

    Raises: NotFound, NothingToSend, NotDelivered; NotForReview; KeyLocked, KeyFault; StickError; Cancelled.
    """
    workspace.take_up(Duty.RETURN)
    own = workspace.own_office
    progress = progress or Progress()
    stick.look_first(to)
    signer = keys.load(workspace.folder.keys).unlock(passphrase)
    decided = workspace.read(partial(_decided, digest=digest, by=reviewer(workspace)))
    package = decided.package
    assert package.year is not None, "a package with filings names its year"
    task = Task(form=Form(package.form), year=package.year, period=package.period)
    packer = Packer(folder=workspace.folder.packages)
    for filing in decided.filings:
        packer.add(filing, round_=max(1, decided.where[filing.id].round))
    for review in decided.reviews:
        packer.add_review(review)
    for comment in decided.comments:
        packer.add_comment(comment)
    status = answer_status({one.outcome for one in decided.reviews})
    packer.add_receipt(
        workspace.read(
            partial(
                signed_answer,
                position=package.position,
                sender=package.sender_path,
                practice=workspace.practice,
                digest=package.digest,
                status=status,
                own=own,
                folder=workspace.folder.keys,
                signer=signer,
            )
        )
    )
    belongings = workspace.read(partial(belongings_of, packed=packer.filings))
    with packer.finish(belongings, progress=progress) as data:
        posted = post(
            workspace,
            data,
            Consignment(
                kind=PackageKind.RETURN,
                task=task,
                words=f"{task_words(task)}审核结果",
                sender=own,
                recipients=(package.sender_path,),
                people=((decided.reviews[0].decided_by, "审核"),),
                in_reply_to=package.digest,
                on_sent=partial(_mark, review_ids=decided.settled, handed_on=decided.handed_on),
            ),
            signer,
            to=to,
            progress=progress,
        )
    cover = cover_sheet(posted.manifest, digest=posted.digest, name=posted.file_name, size=posted.size)
    counts = {
        words: sum(one.outcome is outcome for one in decided.reviews)
        for outcome, words in OUTCOME_WORDS.items()
    }
    return SentDown(path=posted.path, cover=cover, counts=counts)


def _decided(tx: Transaction, *, digest: str, by: Reviewer) -> _Decided:
    package = received.get(tx, digest)
    if package is None:
        raise NotFound(
            "没有收到过这个包。", facts=digest, advice="指纹在收件箱里看；可以只写开头，至少六位。"
        )
    waiting = reviews.unsent(tx, package.digest)
    handed = tuple(
        handed_on(
            review,
            review_id=new_id(),
            package_id=package.digest,
            office_path=by.office_path,
            decided_by=by.name,
            decided_on=tx.today(),
        )
        for review, brought_by in reviews.from_above(tx, by.office_path).values()
        if brought_by == package.digest
    )
    if not (waiting or handed):
        raise NothingToSend(
            "这个包没有等着下发的审核结果。", facts=package.file_name, advice="请先审核，再送出审核结果。"
        )
    last = {one.filing_id: one for one in (*waiting, *handed)}
    ids = list(last)
    rounds = {one.filing_id: one.round for one in last.values()}
    known = standings.get_many(tx, ids)
    return _Decided(
        package=package,
        settled=tuple(one.id for one in (*waiting, *handed)),
        handed_on=handed,
        reviews=tuple(last.values()),
        filings=filings.get_many(tx, ids),
        comments=tuple(
            one for one in reviews.comments_of_many(tx, ids) if one.round == rounds[one.filing_id]
        ),
        where={filing_id: one.where for filing_id, one in known.items()},
    )


def _mark(tx: Transaction, digest: str, *, review_ids: Sequence[str], handed_on: Sequence[Review]) -> None:
    reviews.add_many(tx, handed_on)
    reviews.mark_sent(tx, review_ids, digest)
