"""Seal: puts finished filings into a signed package that goes up, and writes it to a folder or a stick, or lets it go by wire."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from jxdesk.actions.judging import judge_filing
from jxdesk.actions.posting import Consignment, belongings_of, evidence_file, post
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.errors import ExitCode, JxError
from jxdesk.domain.progress import Progress
from jxdesk.domain.records.filings import Filing
from jxdesk.domain.records.offices import Office
from jxdesk.domain.records.packages import (
    Attachment,
    PackageKind,
    Task,
    task_words,
)
from jxdesk.domain.road.answering import check_resubmission
from jxdesk.domain.road.duties import Duty
from jxdesk.domain.road.refusals import MoveError
from jxdesk.domain.road.reviews import Comment
from jxdesk.domain.road.standings import Desk, Whereabouts
from jxdesk.domain.road.upward import CannotGoUp, sealed_from
from jxdesk.domain.sending.cover import CoverSheet
from jxdesk.domain.sending.outbox import OutboxMove
from jxdesk.domain.sending.selection import Choice, LeftOut, error_reasons, left_out, place_reasons
from jxdesk.domain.year.approvals import Adjustment
from jxdesk.exchange import keys, stick
from jxdesk.exchange.collector import paused_collector
from jxdesk.exchange.kept import cover_sheet
from jxdesk.exchange.packing import PackedData, PackedFiling, Packer
from jxdesk.exchange.records import Unsendable
from jxdesk.store.engine.database import Transaction
from jxdesk.store.records import (
    approvals,
    attachments,
    filings,
    offices,
    outbox,
    projects,
    reviews,
    sealed,
    standings,
)
from jxdesk.store.records.standings import FilingStanding
from jxdesk.store.shipped.forms import templates
from jxdesk.store.shipped.reviews import review_book
from jxdesk.store.views.past_versions import filing_at

PORTION = 250


class NothingToSeal(JxError):  # noqa: N818 - a state of the data, named as people say it
    """No filing that was asked for can go."""

    code = "JX-NOTHING"


@dataclass(frozen=True, slots=True, kw_only=True)
class SealResult:
    """A package that was sealed, written, read back and compared."""

    path: Path
    cover: CoverSheet
    sealed: tuple[str, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def digest(self) -> str:
        """The package's identity."""
        return self.cover.digest

    @property
    def fingerprint(self) -> str:
        """The digest for people."""
        return self.cover.fingerprint

    @property
    def exit_code(self) -> ExitCode:
        """1 where something that was asked for stayed behind."""
        return ExitCode.REFUSED if self.left_out else ExitCode.DONE

    def as_json(self) -> dict[str, object]:
        """The answer of the command line; keys are a promise and grow only by addition."""
        return {
            "file": str(self.path),
            "digest": self.digest,
            "fingerprint": self.fingerprint,
            "seq": self.cover.seq,
            "size": self.cover.file_size,
            "sealed": len(self.sealed),
            "left_out": [
                {"office": left.office, "project": left.project, "reasons": list(left.reasons)}
                for left in self.left_out
            ],
            "totals": {
                "amount_fen": self.cover.totals.amount_fen,
                "indicators": self.cover.totals.indicators,
                "projects": self.cover.totals.projects,
            },
        }


def seal(
    workspace: Workspace,
    choice: Choice,
    *,
    to: Path | None,
    passphrase: str = "",
    people: Sequence[tuple[str, str]] = (),
    recipients: Sequence[str] = (),
    progress: Progress | None = None,
) -> SealResult:
    """Seals the finished filings of a task and writes the package into a folder, or queues it for the wire where ``to`` is None.

    Filings with findings of severity error stay behind and are named. ``people`` are (name, role) of those who answer
    for it, the workspace's own person where none is given; ``recipients`` office paths, the parent where none is given.

    Raises: NothingToSeal, NotDelivered; KeyLocked, KeyFault; StickError; StaleVersion; PackageRefused for evidence
    that is not taken; Cancelled.
    """
    workspace.take_up(Duty.SEAL)
    progress = progress or Progress()
    sender = workspace.own_office
    if to is not None:
        stick.look_first(to)
    key = keys.load(workspace.folder.keys)
    signer = key.unlock(passphrase)
    goes_to = tuple(recipients) or (_parent(sender.path),)
    with paused_collector():
        data, standing, stays = _pack(workspace, choice, sender, progress)
    with data:
        consignment = Consignment(
            kind=PackageKind.SUBMISSION,
            task=choice.task,
            words=task_words(choice.task),
            sender=sender,
            recipients=goes_to,
            people=tuple(people),
            on_sent=partial(_mark, data=data, standing=standing, to=goes_to[0], by_wire=to is None),
        )
        posted = post(workspace, data, consignment, signer, to=to, progress=progress)
    cover = cover_sheet(posted.manifest, digest=posted.digest, name=posted.file_name, size=posted.size)
    return SealResult(
        path=posted.path, cover=cover, sealed=tuple(filing.id for filing in data.filings), left_out=stays
    )


# ---- what goes in ------------------------------------------------------------------------------------------------


def _pack(
    workspace: Workspace, choice: Choice, sender: Office, progress: Progress
) -> tuple[PackedData, Mapping[str, Whereabouts], tuple[LeftOut, ...]]:
    """Packs what may go, filing by filing as it is read; answers where each will stand, and what stays behind."""
    known, of_year = workspace.read(
        lambda tx: (offices.all_offices(tx), projects.of_year(tx, choice.task.year))
    )
    by_id = {office.id: office for office in known}
    classified = {project.id for project in of_year if project.is_classified}
    packer = Packer(classified=classified, folder=workspace.folder.packages)
    stays: list[LeftOut] = []
    standing: dict[str, Whereabouts] = {}
    ids = workspace.read(partial(_ids, choice=choice))
    progress.start("核对要送出的表", len(ids))
    for filing, errors, where in _read(workspace, ids):
        progress.step()
        if not choice.asks_for(filing):
            continue
        office = by_id.get(filing.office_id)
        reasons = _reasons(workspace, filing, errors, choice, sender, office.path if office else "")
        if not reasons:
            try:
                goes = sealed_from(where, filing.state, record=filing.content.project_name)
                request, remarks, open_items = workspace.read(
                    partial(_remarks, filing=filing, before=where, after=goes)
                )
                if open_items:
                    raise CannotGoUp(open_items[0])
                packer.add(filing, round_=max(1, goes.round))
                for remark in remarks:
                    packer.add_comment(remark)
                if request is not None:
                    packer.add_adjustment(request)
                standing[filing.id] = goes
            except (Unsendable, CannotGoUp, MoveError) as reason:
                reasons = (str(reason),)
        if reasons:
            stays.append(left_out(filing, office.name if office else "", reasons))
    if not packer.filings:
        raise _nothing(choice.task, stays)
    rows = _evidence(workspace, packer.filings) if choice.with_attachments else {}
    belongings = workspace.read(partial(belongings_of, packed=packer.filings, evidence=tuple(rows)))
    evidence = {row.sha256: path for row, path in rows.items()}
    return packer.finish(belongings, evidence=evidence, progress=progress), standing, tuple(stays)


def _ids(tx: Transaction, *, choice: Choice) -> tuple[str, ...]:
    if choice.filing_ids is not None:
        return choice.filing_ids
    return filings.ids(tx, year=choice.task.year, form=choice.task.form)


def _read(workspace: Workspace, ids: Sequence[str]) -> Iterator[tuple[Filing, int | None, Whereabouts]]:
    """The filings with what their last check counted and where they stand, in portions, so that the window's own reads come in between."""

    def read(tx: Transaction, portion: Sequence[str]) -> list[tuple[Filing, int | None, Whereabouts]]:
        errors = sealed.error_counts(tx, portion)
        known = standings.get_many(tx, portion)
        return [
            (filing, errors[filing.id], standings.where_is(known.get(filing.id), filing))
            for filing in filings.get_many(tx, portion)
        ]

    for first in range(0, len(ids), PORTION):
        yield from workspace.read(partial(read, portion=ids[first : first + PORTION]))


def _remarks(
    tx: Transaction, *, filing: Filing, before: Whereabouts, after: Whereabouts
) -> tuple[Adjustment | None, tuple[Comment, ...], tuple[str, ...]]:
    """The request that a changed copy is of, the remarks that a resubmission answers, and what keeps it from going."""
    request = approvals.adjustment_of(tx, filing.id) if filing.replaces_id else None
    if after.round < 2:
        return request, (), ()
    # They travel with every later copy of this round too: the package that had them first may have been lost.
    remarks = reviews.comments_of(tx, filing.id, number=after.round - 1)
    if after.round == before.round:
        return request, remarks, ()
    known = standings.get(tx, filing.id)
    change = known.returned_change if known is not None else 0
    returned = filing_at(tx, filing.id, change) if change else None
    findings = check_resubmission(
        returned.content if returned is not None else filing.content, filing.content, remarks, review_book()
    )
    return request, remarks, error_reasons(findings)


def _reasons(
    workspace: Workspace, filing: Filing, errors: int | None, choice: Choice, sender: Office, path: str
) -> tuple[str, ...]:
    """Why a filing stays behind; empty where it may go.

    A filing is checked at every save; it is checked again here where that found errors, to name them, or never was.
    """
    if filing.content.template_id not in templates():
        return ("这张表的表样不在本机，不能随包送出。",)
    reasons = place_reasons(filing, choice, sender=sender, office_path=path)
    if reasons or errors == 0:
        return reasons
    return error_reasons(workspace.read(partial(judge_filing, filing=filing)).findings)


def _evidence(workspace: Workspace, packed: Sequence[PackedFiling]) -> dict[Attachment, Path]:
    """The evidence of the filings, with the file of each piece."""

    def read(tx: Transaction) -> list[Attachment]:
        return [row for filing in packed for row in attachments.of_filing(tx, filing.id)]

    return {row: evidence_file(workspace, row) for row in workspace.read(read)}


def _nothing(task: Task, stays: Sequence[LeftOut]) -> NothingToSeal:
    if not stays:
        return NothingToSeal(
            "没有可以封装的表。",
            facts=task_words(task),
            advice="请核对年度、表的种类和项目；还没有填的先填好。",
        )
    first = stays[0]
    return NothingToSeal(
        f"选中的 {len(stays)} 张表都还不能送出。",
        facts=f"{first.office} {first.project}：{first.reasons[0]}",
        advice="请在“核对问题”里把必须改的改好，再封装。",
    )


# ---- who sends, and what the database notes ------------------------------------------------------------------------


def _parent(path: str) -> str:
    return path.rpartition("-")[0] or path


def _mark(
    tx: Transaction,
    digest: str,
    *,
    data: PackedData,
    standing: Mapping[str, Whereabouts],
    to: str,
    by_wire: bool,
) -> None:
    """Marks the filings as sealed, each in the version that was packed, and writes down where they stand now.

    ``by_wire``: with the same commit the package waits for its connection.
    """
    sealed.mark(tx, {filing.id: filing.version for filing in data.filings})
    known = standings.get_many(tx, list(standing))
    moved = []
    for filing_id, where in standing.items():
        one = known.get(filing_id, FilingStanding(filing_id=filing_id, where=where))
        if where.desk is Desk.REVIEWING:
            moved.append(replace(one, where=where, forwarded_in=digest))
        else:
            moved.append(replace(one, where=where, package_id=digest, office_path=to))
    standings.put_many(tx, moved)
    if by_wire:
        outbox.move(tx, digest, OutboxMove.QUEUE)
