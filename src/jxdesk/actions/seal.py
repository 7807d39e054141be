"""Seal: puts finished filings into a signed package, keeps it, and writes it to a folder or a stick.

Order matters when the power fails: the package is staged in the workspace, the database commits that it was sent, and
only then it is copied to where it should go. A package that was sealed once is copied again, never made again.
"""

from __future__ import annotations

import datetime as dt
import secrets
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import jxdesk
from jxdesk.actions.judging import judge_filing
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.errors import Cancelled, ExitCode, JxError
from jxdesk.domain.progress import Progress
from jxdesk.domain.records.filings import Filing
from jxdesk.domain.records.offices import Office
from jxdesk.domain.records.packages import (
    Attachment,
    Belongings,
    ChainPosition,
    DeclaredText,
    Task,
    task_words,
)
from jxdesk.domain.records.projects import Project
from jxdesk.domain.release import clock_is_plausible
from jxdesk.domain.sending.cover import CoverSheet
from jxdesk.domain.sending.selection import Choice, LeftOut, error_reasons, left_out, place_reasons
from jxdesk.domain.values.file_names import package_name
from jxdesk.exchange import keys, sealing, stick
from jxdesk.exchange.collector import paused_collector
from jxdesk.exchange.fingerprint import short_fingerprint
from jxdesk.exchange.kept import KeptPackages, cover_sheet
from jxdesk.exchange.manifest import Person
from jxdesk.exchange.packing import PackedData, PackedFiling, Packer
from jxdesk.exchange.records import Unsendable
from jxdesk.exchange.sealing import Heading, SealedPackage
from jxdesk.exchange.signing import Ed25519Signer
from jxdesk.store.engine import journal
from jxdesk.store.engine.database import Transaction
from jxdesk.store.records import attachments, filings, offices, packages, projects, sealed
from jxdesk.store.records.packages import SentPackage
from jxdesk.store.shipped.forms import resource, rule_packs, templates

PORTION = 250
ATTEMPTS = 3
_PLATFORMS = {"win32": "win", "darwin": "mac"}

# One package at a time: the next one names the one before it.
_sealing = threading.Lock()


class NothingToSeal(JxError):  # noqa: N818 - a state of the data, named as people say it
    """No filing that was asked for can go."""

    code = "JX-NOTHING"


class NotDelivered(JxError):  # noqa: N818 - a state of the package, named as people say it
    """The package is sealed and kept, and did not get to where it should go."""

    code = "JX-NOT-DELIVERED"


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
    to: Path,
    passphrase: str = "",
    people: Sequence[tuple[str, str]] = (),
    recipients: Sequence[str] = (),
    progress: Progress | None = None,
) -> SealResult:
    """Seals the finished filings of a task and writes the package into a folder.

    Filings with findings of severity error stay behind and are named. ``people`` are (name, role) of those who answer
    for it, the workspace's own person where none is given; ``recipients`` office paths, the parent where none is given.

    Raises: NothingToSeal, NotDelivered; KeyLocked, KeyFault; StickError; StaleVersion; PackageRefused for evidence
    that is not taken; Cancelled.
    """
    workspace.refuse_viewing()
    progress = progress or Progress()
    sender = _sender(workspace)
    stick.look_first(to)
    key = keys.load(workspace.folder.keys)
    signer = key.unlock(passphrase)
    with paused_collector():
        data, stays = _pack(workspace, choice, sender, progress)
    with data:
        make = partial(
            _make,
            workspace,
            data,
            task=choice.task,
            sender=sender,
            signer=signer,
            people=tuple(people),
            recipients=tuple(recipients) or (_parent(sender.path),),
        )
        with _sealing:
            cover = _commit(workspace, data, make, progress)
            path = _deliver(workspace, cover, to, progress)
    return SealResult(
        path=path, cover=cover, sealed=tuple(filing.id for filing in data.filings), left_out=stays
    )


# ---- what goes in ------------------------------------------------------------------------------------------------


def _pack(
    workspace: Workspace, choice: Choice, sender: Office, progress: Progress
) -> tuple[PackedData, tuple[LeftOut, ...]]:
    """Packs what may go, filing by filing as it is read, and says what stays behind."""
    known, of_year = workspace.read(
        lambda tx: (offices.all_offices(tx), projects.of_year(tx, choice.task.year))
    )
    by_id = {office.id: office for office in known}
    classified = {project.id for project in of_year if project.is_classified}
    packer = Packer(classified=classified, folder=workspace.folder.packages)
    stays: list[LeftOut] = []
    ids = workspace.read(partial(_ids, choice=choice))
    progress.start("核对要送出的表", len(ids))
    for filing, errors in _read(workspace, ids):
        progress.step()
        if not choice.asks_for(filing):
            continue
        office = by_id.get(filing.office_id)
        reasons = _reasons(workspace, filing, errors, choice, sender, office.path if office else "")
        if not reasons:
            try:
                packer.add(filing)
            except Unsendable as reason:
                reasons = (str(reason),)
        if reasons:
            stays.append(left_out(filing, office.name if office else "", reasons))
    if not packer.filings:
        raise _nothing(choice.task, stays)
    rows = _evidence(workspace, packer.filings) if choice.with_attachments else {}
    belongings = Belongings(
        offices=known,
        projects=_projects_of(workspace, packer.filings, of_year),
        attachments=tuple(rows),
        templates=_texts("forms", {one.template_id for one in packer.filings}, _template_version),
        rule_packs=_texts("rules", {one.rule_pack_id for one in packer.filings}, _rules_version),
    )
    evidence = {row.sha256: path for row, path in rows.items()}
    return packer.finish(belongings, evidence=evidence, progress=progress), tuple(stays)


def _ids(tx: Transaction, *, choice: Choice) -> tuple[str, ...]:
    if choice.filing_ids is not None:
        return choice.filing_ids
    return filings.ids(tx, year=choice.task.year, form=choice.task.form)


def _read(workspace: Workspace, ids: Sequence[str]) -> Iterator[tuple[Filing, int | None]]:
    """The filings with what their last check counted, in portions, so that the window's own reads come in between."""

    def read(tx: Transaction, portion: Sequence[str]) -> list[tuple[Filing, int | None]]:
        errors = sealed.error_counts(tx, portion)
        return [(filing, errors[filing.id]) for filing in filings.get_many(tx, portion)]

    for first in range(0, len(ids), PORTION):
        yield from workspace.read(partial(read, portion=ids[first : first + PORTION]))


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


def _projects_of(
    workspace: Workspace, packed: Sequence[PackedFiling], of_year: Sequence[Project]
) -> tuple[Project, ...]:
    """The projects that the filings name; one whose project stands under another year is looked up by itself."""
    known = {project.id: project for project in of_year}
    wanted = {filing.project_id for filing in packed if filing.project_id}
    for project_id in sorted(wanted - known.keys()):
        project = workspace.read(partial(projects.get, project_id=project_id))
        if project is not None:
            known[project_id] = project
    return tuple(known[project_id] for project_id in sorted(wanted & known.keys()))


def _evidence(workspace: Workspace, packed: Sequence[PackedFiling]) -> dict[Attachment, Path]:
    """The evidence of the filings, with the file of each piece."""

    def read(tx: Transaction) -> list[Attachment]:
        return [row for filing in packed for row in attachments.of_filing(tx, filing.id)]

    rows = {row: workspace.folder.attachment(row.sha256) for row in workspace.read(read)}
    for row, path in rows.items():
        if not path.exists():
            raise NothingToSeal(
                "有一个附件的文件不见了，没有封装。",
                facts=row.original_name or row.title,
                advice="请重新添加这个附件，或从备份恢复 attachments 文件夹。",
                code="JX-ATT-MISSING",
            )
    return rows


def _template_version(name: str) -> str:
    return templates()[name].version


def _rules_version(name: str) -> str:
    return rule_packs()[name].version


def _texts(folder: str, wanted: set[str], version: Callable[[str], str]) -> tuple[DeclaredText, ...]:
    """Templates or rule packs as they are written; what names none asks for none."""
    return tuple(
        DeclaredText(
            id=name, version=version(name), text=resource(folder, f"{name}.toml").read_text(encoding="utf-8")
        )
        for name in sorted(wanted)
        if name
    )


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


# ---- signing, keeping, committing --------------------------------------------------------------------------------


def _sender(workspace: Workspace) -> Office:
    office = workspace.facts.office
    if office is None:
        raise NothingToSeal("这个数据文件夹还没有单位。", advice="请先完成首次设置（或用 init 新建）。")
    return office


def _parent(path: str) -> str:
    return path.rpartition("-")[0] or path


def _make(
    workspace: Workspace,
    data: PackedData,
    position: ChainPosition,
    head: str,
    now: dt.datetime,
    newest: dt.datetime | None,
    *,
    task: Task,
    sender: Office,
    signer: Ed25519Signer,
    people: tuple[tuple[str, str], ...],
    recipients: tuple[str, ...],
) -> SealedPackage:
    """The package at this place of the chain."""
    person = workspace.facts.person
    named = people or (((person, "填报"),) if person else ())
    heading = Heading(
        app_version=jxdesk.__version__,
        platform=_PLATFORMS.get(sys.platform, "linux"),
        chain=position,
        created=now.isoformat(timespec="seconds"),
        clock_ok=clock_is_plausible(now, newest=newest),
        task=task,
        practice=workspace.practice,
        people=tuple(Person(name=name, role=role) for name, role in named),
        recipients=recipients,
        sender_name=sender.name,
        sender_org=sender.path,
        journal_head=head,
    )
    chain = keys.chain_of(workspace.folder.keys, signer, sender, today=now.date())
    return sealing.seal(data, heading, (signer,), chain=chain, key=secrets.token_bytes(16))


def _commit(
    workspace: Workspace,
    data: PackedData,
    make: Callable[[ChainPosition, str, dt.datetime, dt.datetime | None], SealedPackage],
    progress: Progress,
) -> CoverSheet:
    """Stages the package and commits that it was sent; makes it anew where another one took its number."""
    versions = {filing.id: filing.version for filing in data.filings}
    kept = KeptPackages(workspace.folder.packages)
    for _ in range(ATTEMPTS):
        position, head, now, newest, known = workspace.read(partial(_before, workspace=workspace))
        kept.settle(known)
        package = make(position, head, now, newest)
        sent = _sent(package)
        kept.stage(package, progress=progress)
        if workspace.transact(
            partial(_send, workspace=workspace, sent=sent, versions=versions), errand="seal"
        ):
            kept.keep(package.digest)
            packages.append_to_ledger(workspace.folder, sent)
            return cover_sheet(
                package.manifest, digest=package.digest, name=sent.file_name, size=package.size
            )
        kept.drop(package.digest)
    raise NothingToSeal(
        "另一个封装正在进行，这次没有封装。", advice="请等它完成，再封装一次。", code="JX-SEAL-BUSY"
    )


def _deliver(workspace: Workspace, cover: CoverSheet, to: Path, progress: Progress) -> Path:
    try:
        return KeptPackages(workspace.folder.packages).copy(
            cover.digest, to, cover.file_name, progress=progress
        )
    except Cancelled:
        raise NotDelivered(
            "已停止写出。数据包已经封好并留底。",
            facts=cover.file_name,
            advice=f"可以在“收发箱”里重新导出第 {cover.seq} 号，不要重新封装。",
        ) from None
    except stick.StickError as error:
        raise NotDelivered(
            f"数据包已经封好并留底，但没有写到指定的地方：{error.title}",
            facts=error.facts,
            advice=f"{error.advice}然后在“收发箱”里重新导出第 {cover.seq} 号，不要重新封装。",
            code=error.code,
        ) from error


def _before(
    tx: Transaction, *, workspace: Workspace
) -> tuple[ChainPosition, str, dt.datetime, dt.datetime | None, frozenset[str]]:
    position = packages.next_position(tx, workspace.folder)
    sent = packages.all_sent(tx)
    newest = max((dt.datetime.fromisoformat(one.sealed_at) for one in sent if one.sealed_at), default=None)
    now = dt.datetime.fromisoformat(tx.now())
    return position, journal.head(tx)[1], now, newest, frozenset(one.digest for one in sent)


def _send(tx: Transaction, *, workspace: Workspace, sent: SentPackage, versions: dict[str, int]) -> bool:
    """Notes the package and marks its filings; False where its place in the chain was taken meanwhile."""
    if packages.next_position(tx, workspace.folder) != sent.position:
        return False
    sealed.mark(tx, versions)
    packages.add(tx, sent)
    return True


def _sent(package: SealedPackage) -> SentPackage:
    manifest = package.manifest
    return SentPackage(
        digest=package.digest,
        position=manifest.chain,
        kind=manifest.kind,
        form=manifest.task.form,
        year=manifest.year,
        period=manifest.period,
        sender_path=manifest.sender_org,
        file_name=package_name(
            sender=manifest.sender_name,
            task=task_words(manifest.task),
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
