"""Posting: gives packed data its place in this desk's chain, signs it, keeps it, and writes it out; the one way of every errand that sends.

Order matters when the power fails: the package is staged in the workspace, the database commits that it was sent, and
only then it is copied to where it should go. A package that was sealed once is copied again, never made again.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import secrets
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import jxdesk
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.errors import Cancelled, JxError
from jxdesk.domain.progress import Progress
from jxdesk.domain.records.offices import Office
from jxdesk.domain.records.packages import (
    Attachment,
    Belongings,
    ChainPosition,
    PackageKind,
    Seen,
    Task,
)
from jxdesk.domain.release import clock_is_plausible
from jxdesk.domain.sending.outbox import OutboxMove
from jxdesk.domain.sending.receipts import Gap, gaps_of
from jxdesk.domain.values.file_names import package_name
from jxdesk.exchange import keys, sealing, stick
from jxdesk.exchange.fingerprint import short_fingerprint
from jxdesk.exchange.kept import KeptPackages
from jxdesk.exchange.manifest import Manifest, Person
from jxdesk.exchange.packing import PackedData, PackedFiling
from jxdesk.exchange.sealing import Heading, SealedPackage
from jxdesk.exchange.signing import Ed25519Signer
from jxdesk.store.engine import journal
from jxdesk.store.engine.database import Transaction
from jxdesk.store.faults import StoreError, told
from jxdesk.store.records import offices, outbox, packages, projects, wire_settings
from jxdesk.store.records.packages import SentPackage
from jxdesk.store.shipped.forms import rule_texts, template_texts

ATTEMPTS = 3
_PLATFORMS = {"win32": "win", "darwin": "mac"}

# One package at a time: the next one names the one before it.
_sealing = threading.Lock()


class NotDelivered(JxError):  # noqa: N818 - a state of the package, named as people say it
    """The package is sealed and kept, and did not get to where it should go."""

    code = "JX-NOT-DELIVERED"


class SealBusy(JxError):  # noqa: N818 - a state of the desk, named as people say it
    """Another package was sealed meanwhile, again and again."""

    code = "JX-SEAL-BUSY"


class EvidenceMissing(JxError):  # noqa: N818 - a state of the folder, named as people say it
    """The file of a piece of evidence is gone."""

    code = "JX-ATT-MISSING"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consignment:
    """What is sent: of which kind, about what, from whom to whom, and what the database notes when it is.

    ``words`` name it in the file name; ``on_sent`` runs in the transaction that notes the package, with its digest.
    """

    kind: PackageKind
    task: Task | None
    words: str
    sender: Office
    recipients: tuple[str, ...]
    people: tuple[tuple[str, str], ...] = ()
    in_reply_to: str = ""
    on_sent: Callable[[Transaction, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A package that was sealed, kept, written, read back and compared."""

    path: Path
    manifest: Manifest
    digest: str
    file_name: str
    size: int


def belongings_of(
    tx: Transaction, packed: Sequence[PackedFiling], *, evidence: Sequence[Attachment] = ()
) -> Belongings:
    """What packed filings name and a reader needs beside them: all offices, their projects, forms and rules."""
    return Belongings(
        offices=offices.all_offices(tx),
        projects=projects.get_many(tx, sorted({one.project_id for one in packed if one.project_id})),
        attachments=tuple(evidence),
        templates=template_texts({one.template_id for one in packed}),
        rule_packs=rule_texts({one.rule_pack_id for one in packed}),
    )


def evidence_file(workspace: Workspace, row: Attachment) -> Path:
    """The kept file of a piece of evidence.

    Raises: EvidenceMissing.
    """
    path = workspace.folder.attachment(row.sha256)
    if not path.exists():
        raise EvidenceMissing(
            "有一个附件的文件不见了，没有封装。",
            facts=row.original_name or row.title,
            advice="请重新添加这个附件，或从备份恢复 attachments 文件夹。",
        )
    return path


def post(
    workspace: Workspace,
    data: PackedData,
    consignment: Consignment,
    signer: Ed25519Signer,
    *,
    to: Path | None,
    progress: Progress,
) -> Posted:
    """Seals packed data, notes it, and writes it into a folder; without one it is only kept, for the wire.

    Raises: NotDelivered, SealBusy; KeyFault; StickError; StaleVersion; PackageRefused where it is too large; Cancelled.
    """
    with _sealing:
        package, name = _commit(workspace, data, consignment, signer, progress)
        kept = KeptPackages(workspace.folder.packages).path(package.digest)
        path = _deliver(workspace, package, name, to, progress) if to is not None else kept
    return Posted(
        path=path, manifest=package.manifest, digest=package.digest, file_name=name, size=package.size
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Before:
    """What the chain, the journal and the clock say before the package is made."""

    position: ChainPosition
    head: str
    now: dt.datetime
    newest: dt.datetime | None
    known: frozenset[str]
    merged_in: tuple[Seen, ...]
    earlier: tuple[Gap, ...]


def _make(
    workspace: Workspace,
    data: PackedData,
    consignment: Consignment,
    before: _Before,
    signer: Ed25519Signer,
) -> SealedPackage:
    """The package at this place of the chain."""
    person, sender = workspace.facts.person, consignment.sender
    named = consignment.people or (((person, "填报"),) if person else ())
    heading = Heading(
        app_version=jxdesk.__version__,
        platform=_PLATFORMS.get(sys.platform, "linux"),
        chain=before.position,
        created=before.now.isoformat(timespec="seconds"),
        clock_ok=clock_is_plausible(before.now, newest=before.newest),
        task=consignment.task,
        kind=consignment.kind,
        in_reply_to=consignment.in_reply_to,
        practice=workspace.practice,
        knows=before.merged_in,
        earlier=before.earlier,
        people=tuple(Person(name=name, role=role) for name, role in named),
        recipients=consignment.recipients,
        sender_name=sender.name,
        sender_org=sender.path,
        journal_head=before.head,
    )
    chain = keys.chain_of(workspace.folder.keys, signer, sender, today=before.now.date())
    return sealing.seal(data, heading, (signer,), chain=chain, key=secrets.token_bytes(16))


def _commit(
    workspace: Workspace,
    data: PackedData,
    consignment: Consignment,
    signer: Ed25519Signer,
    progress: Progress,
) -> tuple[SealedPackage, str]:
    """Stages the package and commits that it was sent; makes it anew where another one took its number."""
    kept = KeptPackages(workspace.folder.packages)
    for _ in range(ATTEMPTS):
        before = workspace.read(
            partial(
                _before,
                workspace=workspace,
                own_path=consignment.sender.path,
                recipients=consignment.recipients,
            )
        )
        kept.settle(before.known)
        package = _make(workspace, data, consignment, before, signer)
        sent = _sent(package, consignment.words)
        kept.stage(package, progress=progress)
        job = partial(_note, workspace=workspace, sent=sent, consignment=consignment)
        if workspace.transact(job, errand="seal"):
            _write_down(workspace, kept, sent)
            return package, sent.file_name
        kept.drop(package.digest)
    raise SealBusy("另一个封装正在进行，这次没有封装。", advice="请等它完成，再封装一次。")


def _write_down(workspace: Workspace, kept: KeptPackages, sent: SentPackage) -> None:
    """Keeps what was sent, and enters in the ledger what is not in it yet: this package, and one that a power cut left out.

    Raises: NotDelivered where the disk fails; the package is sent, and the next one makes up for what is missing.
    """
    try:
        with told(workspace.folder.root):
            kept.keep(sent.digest)
            written = {one.digest for one in packages.ledger(workspace.folder)}
            for one in reversed(workspace.read(packages.all_sent)):
                if one.digest not in written:
                    packages.append_to_ledger(workspace.folder, one)
    except StoreError as fault:
        raise _not_delivered(fault, sent.position.seq) from fault


def _not_delivered(fault: JxError, seq: int) -> NotDelivered:
    return NotDelivered(
        f"数据包已经封好并留底，但没有写到指定的地方：{fault.title}",
        facts=fault.facts,
        advice=f"{fault.advice}然后在“收发箱”里重新导出第 {seq} 号，不要重新封装。",
        code=fault.code,
    )


def _deliver(workspace: Workspace, package: SealedPackage, name: str, to: Path, progress: Progress) -> Path:
    seq = package.manifest.chain.seq
    try:
        with told(workspace.folder.packages):
            path = KeptPackages(workspace.folder.packages).copy(package.digest, to, name, progress=progress)
    except Cancelled:
        raise NotDelivered(
            "已停止写出。数据包已经封好并留底。",
            facts=name,
            advice=f"可以在“收发箱”里重新导出第 {seq} 号，不要重新封装。",
        ) from None
    except (stick.StickError, StoreError) as fault:
        raise _not_delivered(fault, seq) from fault
    note_copy(workspace, package.digest)
    return path


def note_copy(workspace: Workspace, digest: str) -> None:
    """Counts one more copy of a package on a stick or in a folder; where this PC's disk fails the copy is there all the same."""
    with contextlib.suppress(StoreError):
        workspace.transact(lambda tx: outbox.move(tx, digest, OutboxMove.COPY), errand="export")


def _before(tx: Transaction, *, workspace: Workspace, own_path: str, recipients: tuple[str, ...]) -> _Before:
    sent = packages.all_sent(tx)
    newest = max((dt.datetime.fromisoformat(one.sealed_at) for one in sent if one.sealed_at), default=None)
    return _Before(
        position=packages.next_position(tx, workspace.folder),
        head=journal.head(tx)[1],
        now=dt.datetime.fromisoformat(tx.now()),
        newest=newest,
        known=frozenset(one.digest for one in sent),
        merged_in=packages.merged_in(tx, own_path),
        earlier=gaps_of(packages.numbers_to(tx, workspace.folder, recipients)),
    )


def _note(tx: Transaction, *, workspace: Workspace, sent: SentPackage, consignment: Consignment) -> bool:
    """Notes the package and what goes with it; False where its place in the chain was taken meanwhile."""
    if packages.next_position(tx, workspace.folder) != sent.position:
        return False
    consignment.on_sent(tx, sent.digest)
    packages.add(tx, sent)
    if wire_settings.get(tx).is_automatic:
        outbox.move(tx, sent.digest, OutboxMove.QUEUE)
    return True


def _sent(package: SealedPackage, words: str) -> SentPackage:
    manifest = package.manifest
    task = manifest.known_task
    return SentPackage(
        digest=package.digest,
        position=manifest.chain,
        kind=manifest.kind,
        form=task.form if task is not None else None,
        year=manifest.year,
        period=manifest.period,
        sender_path=manifest.sender_org,
        file_name=package_name(
            sender=manifest.sender_name,
            task=words,
            seq=manifest.chain.seq,
            short=short_fingerprint(package.digest),
        ),
        size_bytes=package.size,
        sealed_at=manifest.created,
        facts={
            "recipients": list(manifest.recipients),
            "people": [[person.name, person.role] for person in manifest.people],
            "amount_fen": manifest.totals.amount_fen,
            "indicators": manifest.totals.indicators,
            "projects": manifest.totals.projects,
        },
    )
