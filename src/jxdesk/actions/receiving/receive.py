"""Receive: the one way by which a package comes in, for a single file and for a whole stick.

Copy → verify the copy → compare → choose → one transaction with its restore point → receipt. What is refused goes into
quarantine with its reason, and nothing else is touched.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from weakref import WeakSet

from jxdesk.actions.answering import earlier_of, write_answer
from jxdesk.actions.receiving.arrival import UPWARD, Arrival
from jxdesk.actions.receiving.handed import has_been_overtaken
from jxdesk.actions.receiving.plan import find_places, plan_filings
from jxdesk.actions.receiving.published import look_at_published
from jxdesk.actions.receiving.taking import Choices, take_in
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.disk_words import disk_words
from jxdesk.domain.errors import ExitCode, JxError
from jxdesk.domain.progress import Progress
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.records.offices import Office, covers, with_path
from jxdesk.domain.records.packages import PackageKind
from jxdesk.domain.records.received import ReceivedPackage, ReceivedStatus, RefusedFile
from jxdesk.domain.road.chain import Link, Placed, Verdict, place
from jxdesk.domain.road.duties import Duty
from jxdesk.domain.road.merging import Take
from jxdesk.domain.sending.receipts import ReceiptStatus
from jxdesk.exchange import keys
from jxdesk.exchange.arrivals import ArrivedFiles
from jxdesk.exchange.collector import paused_collector
from jxdesk.exchange.desk_trust import believed
from jxdesk.exchange.manifest import Manifest
from jxdesk.exchange.package import VerifiedPackage
from jxdesk.exchange.phone_codes import phone_code
from jxdesk.exchange.refusals import PackageRefused, Refusal
from jxdesk.exchange.verifying import open_package
from jxdesk.store.engine.database import Transaction
from jxdesk.store.faults import told
from jxdesk.store.records import imports, received

# One package at a time: the next one is compared with what this one brought.
_taking = threading.Lock()
_sweeping = threading.Lock()
_swept: WeakSet[Workspace] = WeakSet()


class Unreadable(JxError):  # noqa: N818 - a state of the file, named as people say it
    """The file itself cannot be opened or read."""

    code = "JX-UNREADABLE"
    exit_code = ExitCode.USAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What became of a package.

    ``receipt`` is the file of the receipt, None where it could not be written, and then ``not_written`` says why.
    ``is_duplicate``: it was here already and nothing was changed.
    """

    package: ReceivedPackage
    counts: Mapping[str, int] = field(default_factory=dict)
    is_duplicate: bool = False
    receipt: Path | None = None
    not_written: str = ""
    phone_code: str = ""

    @property
    def exit_code(self) -> ExitCode:
        """1 for a package that was only filed away."""
        return ExitCode.REFUSED if self.package.status is ReceivedStatus.OLDER else ExitCode.DONE


def look(
    workspace: Workspace, file: Path, *, keep_refused: bool = True, progress: Progress | None = None
) -> Arrival:
    """Verifies a package and compares it with what is here; nothing of it is taken in.

    A refused file goes into quarantine and onto the list of refused ones, unless ``keep_refused`` is off or nothing is
    wrong with it but that it is for another office.

    Raises: PackageRefused, Unreadable, NoWorkspace, StickError for a full disk, TrustDamaged; Cancelled.
    """
    own = workspace.own_office
    progress = progress or Progress()
    arrived = ArrivedFiles(workspace.folder.packages)
    _sweep_once(workspace, arrived)
    try:
        staged = arrived.stage(file, progress=progress)
    except OSError as error:
        raise Unreadable(
            "文件打不开。",
            facts=f"{file}（{disk_words(error)}）",
            advice="请核对文件名和位置；如果在U盘上，请插好后再试。",
        ) from error
    try:
        return _look_at(workspace, own, file, staged, progress)
    except PackageRefused as refused:
        if keep_refused and not workspace.is_viewing and refused.refusal is not Refusal.RECIPIENT:
            try:
                _refuse(workspace, arrived, file, staged, refused)
            except BaseException:
                arrived.drop(staged)
                raise
        else:
            arrived.drop(staged)
        raise
    except BaseException:
        arrived.drop(staged)
        raise


def commit(
    workspace: Workspace,
    arrival: Arrival,
    choices: Choices | None = None,
    *,
    passphrase: str = "",
    to: Path | None = None,
    restore_point: str | None = None,
    progress: Progress | None = None,
) -> Received:
    """Takes an arrival in as one import that can be undone, and answers with a receipt, written to where it came from.

    The same package again changes nothing and gives the same receipt; for the copy that this desk keeps none is written
    without ``to``. ``to`` is another folder for the receipt;
    ``restore_point`` the name of a backup that was just made for several packages.

    Raises: KeyLocked, KeyFault; NotYourDuty; StaleVersion where the data changed since the look; DiskFull; Cancelled.
    """
    if arrival.manifest.kind in UPWARD:
        workspace.take_up(Duty.RECEIVE)
    if arrival.manifest.kind is PackageKind.HANDOVER:
        workspace.refuse_looking()
    else:
        workspace.refuse_viewing()
    signer = keys.load(workspace.folder.keys).unlock(passphrase)
    arrived = ArrivedFiles(workspace.folder.packages)
    with _taking, paused_collector():
        known = workspace.read(partial(_known, digest=arrival.digest))
        if known is None:
            _refuse_overtaken(workspace, arrival)
        is_done = known is not None and not (arrival.known is not None and arrival.open_choices)
        if known is not None and is_done:
            arrived.drop(arrival.staged)
            package = known
        else:
            with told(workspace.folder.root):
                package = take_in(
                    workspace,
                    arrival,
                    arrived.keep(arrival.staged, arrival.digest),
                    choices or Choices(),
                    signer,
                    restore_point=restore_point,
                    progress=progress or Progress(),
                )
            if arrival.publications:
                workspace.hold_published()
    file, not_written = (None, "")
    is_kept_here = arrival.source.is_relative_to(workspace.folder.packages)
    if package.receipt and (to is not None or not is_kept_here):
        folder = to or arrival.source.parent
        file, not_written = write_answer(package.receipt, arrival.manifest, arrival.digest, folder)
    return Received(
        package=package,
        counts=arrival.counts,
        is_duplicate=is_done,
        receipt=file,
        not_written=not_written,
        phone_code=phone_code_of(workspace, package),
    )


def _refuse_overtaken(workspace: Workspace, arrival: Arrival) -> None:
    """Refuses an arrival beside which another package has come since the look; one that is a fork by now goes aside.

    Raises: PackageRefused, StaleVersion.
    """
    if workspace.read(imports.how_many) == arrival.after:
        return
    _, placed = workspace.read(partial(_placed, digest=arrival.digest, manifest=arrival.manifest))
    arrived = ArrivedFiles(workspace.folder.packages)
    if placed.verdict is Verdict.FORK:
        refused = PackageRefused(Refusal.FORK, _fork_words(arrival.manifest, placed))
        refused.digest = arrival.digest
        _refuse(workspace, arrived, arrival.source, arrival.staged, refused)
        raise refused
    arrived.drop(arrival.staged)
    raise imports.changed_meanwhile(arrival.source.name)


def drop(workspace: Workspace, arrival: Arrival) -> None:
    """Lets an arrival go that was only looked at."""
    ArrivedFiles(workspace.folder.packages).drop(arrival.staged)


def phone_code_of(workspace: Workspace, package: ReceivedPackage) -> str:
    """The digits that are said on the phone for a package that was taken in; empty where its file is gone."""
    path = ArrivedFiles(workspace.folder.packages).path(package.digest)
    if not path.exists():
        return ""
    with open_package(path, with_records=False) as opened:
        status = (
            ReceiptStatus.IMPORTED if package.status is ReceivedStatus.IMPORTED else ReceiptStatus.RECEIVED
        )
        return phone_code(opened.key(), package.digest, status)


def _sweep_once(workspace: Workspace, arrived: ArrivedFiles) -> None:
    """Clears up after an interrupted receipt, before the first look of an opened workspace makes a copy of its own.

    No other process has the folder open, so nobody's copy is taken from under his hands.
    """
    with _sweeping:
        if workspace not in _swept:
            arrived.sweep()
            _swept.add(workspace)


def _look_at(workspace: Workspace, own: Office, file: Path, staged: Path, progress: Progress) -> Arrival:
    trusted = believed(workspace.folder.keys, practice=workspace.practice)
    opened = open_package(staged, trusted=trusted, practice=workspace.practice, progress=progress)
    with paused_collector(), opened as package:
        try:
            return _compared(workspace, own, file, staged, package, progress)
        except PackageRefused as refused:
            refused.digest = package.digest
            raise


def _compared(
    workspace: Workspace, own: Office, file: Path, staged: Path, package: VerifiedPackage, progress: Progress
) -> Arrival:
    manifest = package.manifest
    _refuse_not_for_us(workspace, manifest, own)
    after = workspace.read(imports.how_many)
    known, placed = workspace.read(
        partial(
            _placed,
            digest=package.digest,
            manifest=manifest,
            seq_floor=package.signers[0].seq_floor,
        )
    )
    if placed.verdict is Verdict.FORK:
        raise PackageRefused(Refusal.FORK, _fork_words(manifest, placed))
    is_past = workspace.read(partial(has_been_overtaken, package=package))
    places = workspace.read(
        partial(
            find_places,
            came_offices=package.offices(),
            came_projects=package.projects(),
            sender=manifest.sender_org,
        )
    )
    still_open = frozenset(known.facts.get("open", ())) if known is not None else None
    filings = (
        plan_filings(workspace, package, places, progress)
        if still_open != frozenset() and not is_past
        else ()
    )
    if still_open is not None:
        filings = tuple(one for one in filings if one.id in still_open)
    elif torn := [one for one in filings if one.take is Take.PARALLEL]:
        raise PackageRefused(
            Refusal.FORK, f"{torn[0].office_name}“{torn[0].name}”等 {len(torn)} 张表，两边各自改过"
        )
    return Arrival(
        source=file,
        staged=staged,
        size_bytes=package.reader.size,
        digest=package.digest,
        manifest=manifest,
        signer=package.signers[0].serial,
        is_confirmed=package.is_confirmed,
        placed=placed,
        filings=filings,
        new_offices=places.new_offices if known is None else (),
        new_projects=places.new_projects if known is None else (),
        project_differences=places.differences if known is None else (),
        known_as=places.known_as,
        attachments=package.counts.get("attachment", 0),
        publications=workspace.read(
            partial(
                look_at_published,
                found=package.publications(),
                own_path=own.path,
                is_late=placed.verdict is Verdict.LATE,
            )
        )
        if known is None and not is_past
        else (),
        known=known,
        is_overtaken=is_past,
        after=after,
    )


def _placed(
    tx: Transaction, *, digest: str, manifest: Manifest, seq_floor: int = 0
) -> tuple[ReceivedPackage | None, Placed]:
    known, came = _known(tx, digest=digest), received.from_office(tx, manifest.sender_org)
    links = [Link(digest=one.digest, position=one.position, earlier=earlier_of(one.facts)) for one in came]
    # What went down before a restore copy is in it, and was lost with the PC that had it.
    copies = [one.position for one in came if one.kind is PackageKind.RESTORE_COPY]
    copies += [manifest.chain] if manifest.kind is PackageKind.RESTORE_COPY else []
    made_good = max((one.seq for one in copies if one.device == manifest.chain.device), default=0)
    placed = place(
        Link(digest=digest, position=manifest.chain, earlier=manifest.earlier),
        links,
        seq_floor=max(seq_floor, made_good),
    )
    if manifest.earlier is None and manifest.kind not in UPWARD and placed.verdict is not Verdict.FORK:
        # An office above numbers on through all offices below it, and does not say which of them went here.
        is_gap = placed.verdict is Verdict.GAP
        placed = replace(placed, verdict=Verdict.NEXT if is_gap else placed.verdict, missing=())
    return known, placed


def _known(tx: Transaction, *, digest: str) -> ReceivedPackage | None:
    """The package as it was taken in before; None where that was taken back."""
    known = received.get(tx, digest)
    return None if known is not None and known.status is ReceivedStatus.UNDONE else known


def _refuse_not_for_us(workspace: Workspace, manifest: Manifest, own: Office) -> None:
    if own.path not in manifest.recipients:
        named = "、".join(map(workspace.named, manifest.recipients))
        raise PackageRefused(
            Refusal.RECIPIENT, f"这个包是发给{named}的，本单位是 {with_path(own.name, own.path)}"
        )
    upper, lower = (
        (own.path, manifest.sender_org) if manifest.kind in UPWARD else (manifest.sender_org, own.path)
    )
    if upper == lower and manifest.kind is PackageKind.HANDOVER:
        return
    if upper == lower or not covers(upper, lower):
        raise PackageRefused(
            Refusal.SENDER_SCOPE,
            f"{with_path(manifest.sender_name, manifest.sender_org)} 不能向本单位送这种包",
        )


def _fork_words(manifest: Manifest, placed: Placed) -> str:
    rival = placed.rival
    assert rival is not None, "a fork has a rival"
    return (
        f"{with_path(manifest.sender_name, manifest.sender_org)}：来的是第 {manifest.chain.seq} 号，"
        f"已收到的第 {rival.position.seq} 号接不上（{rival.digest[:8]}）"
    )


def _refuse(
    workspace: Workspace, arrived: ArrivedFiles, file: Path, staged: Path, refused: PackageRefused
) -> None:
    size = staged.stat().st_size
    with told(workspace.folder.packages):
        kept_as, is_new = arrived.quarantine(staged)
    entry = RefusedFile(
        id=new_id(),
        file_name=file.name,
        size_bytes=size,
        code=refused.code,
        title=refused.title,
        facts=refused.facts,
        advice=refused.advice,
        package_id=refused.digest,
        kept_as=kept_as,
    )
    try:
        workspace.transact(partial(received.add_refused, file=entry), errand="refuse")
    except BaseException:
        if is_new:
            arrived.drop(arrived.quarantined(kept_as))  # what no list names nobody would find again
        raise
