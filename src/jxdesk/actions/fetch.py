"""Fetch: what lies ready at the receiving service comes here, receipts into the ledger, packages into a folder as if on a stick.

Packages are only brought: what is in them is looked at and taken in by the errand of receiving, as from a stick, and where a
person has to choose he is asked there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from jxdesk.actions.answering import NotOurs, Told, enter_signed
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.errors import Cancelled, ExitCode, JxError
from jxdesk.domain.progress import Progress
from jxdesk.domain.records.packages import PackageKind
from jxdesk.domain.records.received import RefusedFile
from jxdesk.domain.sending.wire import hub_address
from jxdesk.exchange import keys
from jxdesk.exchange.desk_trust import believed
from jxdesk.exchange.receipts import read_receipt
from jxdesk.exchange.refusals import PackageRefused
from jxdesk.exchange.stick import StickError
from jxdesk.exchange.wire import faults
from jxdesk.exchange.wire.connecting import connected
from jxdesk.exchange.wire.fetched import FetchedPackages
from jxdesk.exchange.wire.service import HubService, Lying, MailKind
from jxdesk.store.engine.database import Transaction
from jxdesk.store.records import packages, pens, received, wire_settings
from jxdesk.store.records.receipts import CameBy
from jxdesk.store.records.wire_settings import ReadTo


@dataclass(frozen=True, slots=True, kw_only=True)
class NotTaken:
    """A receipt that lay ready and was not believed."""

    id: str
    fault: JxError


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What came: ``new`` packages of ``lying``, all of which wait to be looked at and taken in; and what receipts said.

    ``elsewhere`` is how much lies ready for this office's other PC. ``fault`` is what ended it early; what came until then stays.
    """

    lying: tuple[Path, ...] = ()
    new: int = 0
    receipts: tuple[Told, ...] = ()
    not_taken: tuple[NotTaken, ...] = ()
    elsewhere: int = 0
    hub_name: str = ""
    fault: JxError | None = None
    is_stopped: bool = False

    @property
    def exit_code(self) -> ExitCode:
        """1 where something did not come."""
        return ExitCode.REFUSED if self.fault is not None or self.not_taken else ExitCode.DONE


def fetch(
    workspace: Workspace, *, hub: str = "", passphrase: str = "", progress: Progress | None = None
) -> Fetched:
    """Brings what lies ready for this office; ``hub`` is another address than the one that is set.

    A PC whose pen is elsewhere brings a handover and nothing else. Stopping keeps what came.

    Raises: NoHub, BadAddress, KeyLocked, KeyFault, ViewOnly, before anything is asked for.
    """
    workspace.refuse_looking()
    own, progress = workspace.own_office, progress or Progress()
    wire = workspace.read(wire_settings.get)
    if hub:
        wire = replace(wire, address=hub_address(hub))
    signer = keys.load(workspace.folder.keys).unlock(passphrase)
    chain = workspace.read(lambda tx: keys.chain_of(workspace.folder.keys, signer, own, today=tx.today()))
    run = _Run(workspace, wire.address, progress)
    try:
        with connected(wire, workspace.folder.keys, org=own.path, practice=workspace.practice) as service:
            run.hub_name = service.office.name
            service.let_in(signer, org=own.path, chain=chain)
            run.go_through(service)
    except Cancelled:
        run.is_stopped = True
    except (faults.WireTrouble, faults.HubRefused, StickError) as fault:
        run.fault = fault
    return run.outcome()


def lying(workspace: Workspace) -> tuple[Path, ...]:
    """The packages that were fetched and not taken in yet, for the errand of receiving."""
    fetched = FetchedPackages(workspace.folder.packages)
    here = fetched.lying()
    known = workspace.read(partial(_known, digests=here))
    refused = workspace.read(received.refused)
    fetched.forget(
        {digest for digest, file in here.items() if digest in known or _was_refused(file, refused)}
    )
    return tuple(fetched.lying().values())


class _Run:
    """One going through the mail of this office."""

    def __init__(self, workspace: Workspace, address: str, progress: Progress) -> None:
        self.hub_name = ""
        self.fault: JxError | None = None
        self.is_stopped = False
        self._workspace, self._address, self._progress = workspace, address, progress
        self._trust = believed(workspace.folder.keys, practice=workspace.practice)
        self._folder = FetchedPackages(workspace.folder.packages)
        self._receipts: list[Told] = []
        self._not_taken: list[NotTaken] = []
        self._new = self._elsewhere = 0

    def go_through(self, service: HubService) -> None:
        """Takes one thing after the other; how far it came is noted whatever ends it.

        Raises: WireTrouble, StickError, Cancelled.
        """
        lying(self._workspace)  # clears away what has been dealt with since
        read_to = self._workspace.read(partial(_read_to, address=self._address))
        try:
            for one in _mail(service, read_to):
                self._progress.check()
                self._take(service, one)
                read_to = ReadTo(n=one.n, id=one.id)
        finally:
            if self._workspace.pen_elsewhere is None:
                job = partial(_put_read_to, address=self._address, place=read_to)
                self._workspace.transact(job, errand="fetch")

    def outcome(self) -> Fetched:
        """What came."""
        return Fetched(
            lying=lying(self._workspace),
            new=self._new,
            receipts=tuple(self._receipts),
            not_taken=tuple(self._not_taken),
            elsewhere=self._elsewhere,
            hub_name=self.hub_name,
            fault=self.fault,
            is_stopped=self.is_stopped,
        )

    def _take(self, service: HubService, one: Lying) -> None:
        match one.what:
            case MailKind.PACKAGE:
                self._take_package(service, one)
            case MailKind.RECEIPT:
                self._take_receipt(one)

    def _take_package(self, service: HubService, one: Lying) -> None:
        if self._workspace.pen_elsewhere is not None and one.kind != PackageKind.HANDOVER:
            self._elsewhere += 1
            return
        if one.id in self._folder.lying() or self._workspace.read(partial(_known, digests={one.id})):
            return
        if self._folder.fetch(service, one, progress=self._progress) is None:
            raise faults.line_cut(service.host, f"{one.sender_name} 第 {one.seq} 号传过来的内容不对")
        self._new += 1

    def _take_receipt(self, one: Lying) -> None:
        if self._workspace.pen_elsewhere is not None:
            self._elsewhere += 1
            return
        try:
            signed = read_receipt(
                one.statement, self._trust, practice=self._workspace.practice, where="联网取回的回执"
            )
            told = self._workspace.transact(
                partial(enter_signed, signed=signed, came_by=CameBy.WIRE), errand="receipt"
            )
        except NotOurs:
            self._elsewhere += 1  # of this office's other PC
        except PackageRefused as refused:
            self._not_taken.append(NotTaken(id=one.id, fault=refused))
        else:
            if told.is_new:
                self._receipts.append(told)


def _read_to(tx: Transaction, *, address: str) -> ReadTo:
    """How far the mail was read; with another turn of the pen all of it counts, since receipts for the other PC's packages are ours now."""
    return wire_settings.read_to(tx, _turn_at(tx, address))


def _put_read_to(tx: Transaction, *, address: str, place: ReadTo) -> None:
    wire_settings.put_read_to(tx, _turn_at(tx, address), place)


def _turn_at(tx: Transaction, address: str) -> str:
    pen = pens.newest(tx)
    return f"{address}#{pen.turn if pen is not None else 0}"


def _mail(service: HubService, read_to: ReadTo) -> Iterator[Lying]:
    """What lies ready beyond what was read; all of it where the service numbers anew, since it was put back to an older state."""
    beyond = max(0, read_to.n - 1)
    found = service.mail(beyond=beyond)
    if read_to.n and (not found or (found[0].n, found[0].id) != (read_to.n, read_to.id)):
        beyond, found = 0, service.mail(beyond=0)
    elif read_to.n:
        found = found[1:]
        beyond = read_to.n
        found = found or service.mail(beyond=beyond)
    while found:
        yield from found
        beyond = found[-1].n
        found = service.mail(beyond=beyond)


def _known(tx: Transaction, *, digests: Collection[str]) -> frozenset[str]:
    """Those of these packages that were sent from here, taken in, or refused after they were looked at."""
    refused = {one.package_id for one in received.refused(tx)}
    return frozenset(
        digest
        for digest in digests
        if digest in refused or packages.get(tx, digest) is not None or received.get(tx, digest) is not None
    )


def _was_refused(file: Path, refused: Sequence[RefusedFile]) -> bool:
    """Whether these very bytes lie in quarantine: what is too damaged to have a digest is known by them alone."""
    size = file.stat().st_size
    kept = {one.kept_as.partition(".")[0] for one in refused if one.size_bytes == size}
    return bool(kept) and hashlib.sha256(file.read_bytes()).hexdigest() in kept
