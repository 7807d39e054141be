"""Upload: what was sealed here goes to the receiving service and leaves the outbox by its signed receipt; answers of this desk go along.

A trouble of the line never fails a package: it waits and goes on where it was. Only a verdict with a code does.
"""

from __future__ import annotations

import datetime as dt
import itertools
import random
import threading
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar
from weakref import WeakKeyDictionary

from jxdesk.actions.answering import NotOurs, Told, enter_signed
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.disk_words import disk_words
from jxdesk.domain.errors import Cancelled, ExitCode, JxError
from jxdesk.domain.progress import Progress
from jxdesk.domain.sending.outbox import ON_THE_WIRE, WAITING, OutboxMove, Trouble, pause_seconds
from jxdesk.domain.sending.wire import NoHub, WireSettings, hub_address
from jxdesk.exchange.desk_trust import believed
from jxdesk.exchange.kept import KeptPackages
from jxdesk.exchange.receipts import SignedReceipt, read_receipt
from jxdesk.exchange.refusals import PackageRefused
from jxdesk.exchange.trust_file import TrustDamaged
from jxdesk.exchange.wire import faults
from jxdesk.exchange.wire.connecting import connected
from jxdesk.exchange.wire.faults import HubRefused, WireTrouble
from jxdesk.exchange.wire.parcel import Parcel
from jxdesk.exchange.wire.service import HubService
from jxdesk.store.engine.database import Transaction
from jxdesk.store.records import outbox, packages, wire_settings
from jxdesk.store.records.outbox import AnswerWaiting, OutboxEntry
from jxdesk.store.records.packages import SentPackage
from jxdesk.store.records.receipts import CameBy

T = TypeVar("T")

MOST_BEGINNINGS = 5
"""So often one package is begun or asked about anew before the line counts as troubled."""
LONGEST_WAIT_SECONDS = 90.0
"""A service that asks for so little patience gets it at once; for more one comes back later."""
MOST_WAITS = 3
"""So often one step waits for the service; one that still has no room then is asked again after a longer pause."""
_NAP_SECONDS = 0.2
_sending = threading.Lock()
_in_a_row: WeakKeyDictionary[Workspace, int] = WeakKeyDictionary()
"""How often a desk with nothing but answers to leave did not reach its service; of packages the outbox keeps that."""


class PackageGone(JxError):  # noqa: N818 - a state of the folder, named as people say it
    """The kept file of a package is not on this PC, or damaged."""

    code = "JX-NOT-KEPT"


@dataclass(frozen=True, slots=True, kw_only=True)
class OneUpload:
    """What became of one package: ``told`` where it was answered, ``fault`` where it was refused or could not be read."""

    package: SentPackage
    entry: OutboxEntry
    told: Told | None = None
    fault: JxError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Uploaded:
    """What became of everything that was to go.

    ``fault`` is what ended it early and ``retry_seconds`` when to try again then; ``answers`` is how many receipts were left.
    ``hours_apart`` is how far this PC's clock is ahead of the service's, where ``is_clock_doubtful`` its day cannot be right.
    """

    packages: tuple[OneUpload, ...] = ()
    answers: int = 0
    hub_name: str = ""
    fault: JxError | None = None
    retry_seconds: float = 0.0
    is_stopped: bool = False
    hours_apart: float = 0.0

    @property
    def is_clock_doubtful(self) -> bool:
        """Whether this PC's clock and the service's are a day or more apart."""
        return abs(self.hours_apart) >= 24

    @property
    def exit_code(self) -> ExitCode:
        """1 where something did not go."""
        is_all_told = all(one.fault is None for one in self.packages)
        return ExitCode.DONE if self.fault is None and is_all_told else ExitCode.REFUSED


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """Who the service is that was tried."""

    hub_name: str
    hub_org: str
    hours_apart: float


def upload(
    workspace: Workspace,
    digests: Collection[str] | None = None,
    *,
    hub: str = "",
    only_queued: bool = False,
    progress: Progress | None = None,
    chance: Callable[[], float] = random.random,
) -> Uploaded:
    """Sends packages, all that wait where none are named, and leaves the receipts of this desk for those whom they answer.

    ``hub`` is another address than the one that is set. ``only_queued`` is the way of the program by itself: what nobody
    has let go by wire stays. Stopping keeps what was sent. ``chance`` gives a number from 0 to 1 for the pause.

    A PC that has given its pen away still sends what it sealed: the handover itself among it.

    Raises: NoHub, BadAddress, ViewOnly, NotFromHere, before anything is sent.
    """
    workspace.refuse_looking()
    own, progress = workspace.own_office, progress or Progress()
    with _sending:
        wire = _wire(workspace, hub)
        if not wire.address:
            raise NoHub
        chosen = workspace.transact(
            partial(_choose, digests=digests, only_queued=only_queued), errand="outbox"
        )
        answers = workspace.read(outbox.answers_waiting)
        run = _Run(workspace, wire, progress, chance)
        if not chosen and not answers:
            return Uploaded()
        try:
            keys = workspace.folder.keys
            with connected(wire, keys, org=own.path, practice=workspace.practice) as service:
                run.meet(service)
                for number, sent in enumerate(chosen, 1):
                    run.send(service, sent, f"{number}/{len(chosen)}" if len(chosen) > 1 else "")
                run.leave(service, answers)
        except WireTrouble as trouble:
            run.end(trouble, chosen)
        except Cancelled:
            run.stop()
        except TrustDamaged as fault:
            run.end(fault, ())
        return run.outcome()


def try_connection(workspace: Workspace, wanted: WireSettings | None = None) -> Met:
    """Asks the service who it is and sends nothing; ``wanted`` are settings that are not kept yet.

    Raises: NoHub; WireTrouble.
    """
    wire, own = wanted or _wire(workspace, ""), workspace.own_office
    with connected(wire, workspace.folder.keys, org=own.path, practice=workspace.practice) as service:
        return Met(
            hub_name=service.office.name,
            hub_org=service.office.org,
            hours_apart=service.hours_apart(_now(workspace)),
        )


class _Run:
    """One going through the outbox on an open line."""

    def __init__(
        self, workspace: Workspace, wire: WireSettings, progress: Progress, chance: Callable[[], float]
    ) -> None:
        self._workspace, self._wire, self._progress, self._chance = workspace, wire, progress, chance
        self._trust = believed(workspace.folder.keys, practice=workspace.practice)
        self._done: list[OneUpload] = []
        self._outcome = Uploaded()
        self._is_waiting = False

    def meet(self, service: HubService) -> None:
        """Notes who the service is, and that it is there."""
        _in_a_row.pop(self._workspace, None)
        self._outcome = replace(
            self._outcome,
            hub_name=service.office.name,
            hours_apart=service.hours_apart(_now(self._workspace)),
        )

    def send(self, service: HubService, sent: SentPackage, place: str) -> None:
        """Sends one package and enters its answer, or why there is none.

        Raises: WireTrouble, Cancelled: it waits then and goes on where it was.
        """
        self._progress.check()
        if self._entry(sent).state not in ON_THE_WIRE:
            return  # answered or taken off the wire since it was chosen
        move = partial(self._move, sent)
        try:
            entry = move(OutboxMove.BEGIN)
            told = self._deliver(service, sent, entry, place)
        except (HubRefused, PackageGone) as fault:
            failed = move(OutboxMove.FAIL, trouble=_trouble(fault), place="", next_try_at="")
            self._done.append(OneUpload(package=sent, entry=failed, fault=fault))
        except WireTrouble as trouble:
            self._wait(sent, trouble)
            raise
        except BaseException:
            move(OutboxMove.CUT)
            raise
        else:
            self._done.append(OneUpload(package=sent, entry=self._entry(sent), told=told))

    def leave(self, service: HubService, answers: Sequence[AnswerWaiting]) -> None:
        """Leaves the receipts of this desk; one that is refused is noted like one that was taken, since nothing would change.

        Raises: WireTrouble, Cancelled.
        """
        self._progress.start("交回执", len(answers))
        for answer in answers:
            left_at = self._wire.address
            try:
                self._patiently(partial(service.leave, answer.statement))
                self._outcome = replace(self._outcome, answers=self._outcome.answers + 1)
            except HubRefused as refused:
                self._outcome = replace(self._outcome, fault=refused)
                left_at = refused.code
            note = partial(outbox.note_answer_left, answer=answer, hub=left_at)
            self._workspace.transact(note, errand="outbox")
            self._progress.step()

    def end(self, fault: JxError, chosen: Sequence[SentPackage]) -> None:
        """Notes what ended it early; where no package was under way, the first one that waits is tried again after a pause."""
        self._outcome = replace(self._outcome, fault=fault)
        if not isinstance(fault, WireTrouble) or self._is_waiting:
            return
        head = next((one for one in chosen if self._entry(one).state in ON_THE_WIRE), None)
        if head is not None:
            self._wait(head, fault)
        else:
            tries = _in_a_row[self._workspace] = _in_a_row.get(self._workspace, 0) + 1
            wait = pause_seconds(tries, self._chance(), at_least=fault.retry_seconds)
            self._outcome = replace(self._outcome, retry_seconds=wait)

    def stop(self) -> None:
        """Notes that a person stopped it."""
        self._outcome = replace(self._outcome, is_stopped=True)

    def outcome(self) -> Uploaded:
        """What became of everything."""
        return replace(self._outcome, packages=tuple(self._done))

    def _wait(self, sent: SentPackage, trouble: WireTrouble) -> None:
        """Lets a package wait for its next try, longer with each that came to nothing."""
        tries = self._entry(sent).tries + 1
        wait = pause_seconds(tries, self._chance(), at_least=trouble.retry_seconds)
        at = (_now(self._workspace) + dt.timedelta(seconds=wait)).isoformat(timespec="seconds")
        self._move(sent, OutboxMove.CUT, tries=tries, next_try_at=at, trouble=_trouble(trouble))
        self._outcome = replace(self._outcome, retry_seconds=wait)
        self._is_waiting = True

    # ---- one package --------------------------------------------------------------------------------------------------

    def _deliver(
        self, service: HubService, sent: SentPackage, entry: OutboxEntry, number: str
    ) -> Told | None:
        parcel = self._parcel(sent)
        place = entry.place if entry.hub == self._wire.address else ""
        self._progress.start(f"上传第 {sent.position.seq} 号 {number}".rstrip(), parcel.size)
        for _ in range(MOST_BEGINNINGS):
            here = service.stands(place) if place else None
            if here is None:
                place = self._patiently(partial(service.begin, parcel.size, chain=parcel.chain))
                self._move(sent, OutboxMove.BEGIN, hub=self._wire.address, place=place, sent_bytes=0)
                here = 0
            if self._send_rest(service, sent, parcel, place, here):
                return self._answer(service, sent, place)
        raise faults.line_cut(service.host, "接收服务几次都没有接上")

    def _send_rest(
        self, service: HubService, sent: SentPackage, parcel: Parcel, place: str, here: int
    ) -> bool:
        """Sends what is still missing; False where it must be asked anew how far it is."""
        self._progress.done = here
        try:
            while here < parcel.size:
                self._progress.check()
                length = parcel.length_from(here)
                now = service.send(place, here, parcel.pieces(here, length), length)
                if now is None or now <= here:
                    return False
                here = now
                self._progress.done = here
        except OSError as error:
            raise _gone(sent, disk_words(error)) from error
        finally:
            self._move(sent, OutboxMove.BEGIN, sent_bytes=here)
        return True

    def _answer(self, service: HubService, sent: SentPackage, place: str) -> Told | None:
        """Believes the receipt and enters it; without one the package has not arrived, whatever else was said."""
        statement = service.receipt(place)
        if statement is None:
            if sent.sender_path != service.office.org:
                raise faults.strange_service(service.host, "没有给回执")
            self._move(sent, OutboxMove.TAKEN, place="", tries=0, next_try_at="", trouble=None)
            return None
        try:
            signed = read_receipt(
                statement, self._trust, practice=self._workspace.practice, where="联网取回的回执"
            )
            if signed.receipt.package != sent.digest:
                raise faults.strange_service(service.host, "回执说的是另一个数据包")
            # Where the pen is elsewhere only the outbox hears of it: the books there are not these any more.
            errand = "receipt" if self._workspace.pen_elsewhere is None else "outbox"
            return self._workspace.transact(partial(_enter, signed=signed), errand=errand)
        except (PackageRefused, NotOurs) as refused:
            raise faults.strange_service(service.host, f"{refused.title}{refused.facts}") from refused

    def _parcel(self, sent: SentPackage) -> Parcel:
        try:
            return Parcel.of(KeptPackages(self._workspace.folder.packages).path(sent.digest))
        except OSError as error:
            raise _gone(sent, disk_words(error)) from error
        except PackageRefused as refused:
            raise _gone(sent, refused.title) from refused

    def _patiently(self, step: Callable[[], T]) -> T:
        """Does a step; where the service asks for a little patience, again after it, and not for ever."""
        waits = itertools.count()
        while True:
            try:
                return step()
            except WireTrouble as trouble:
                is_short = 0 < trouble.retry_seconds <= LONGEST_WAIT_SECONDS
                if not is_short or next(waits) >= MOST_WAITS:
                    raise
                until = time.monotonic() + trouble.retry_seconds
            while time.monotonic() < until:
                self._progress.check()
                time.sleep(_NAP_SECONDS)

    def _entry(self, sent: SentPackage) -> OutboxEntry:
        return self._workspace.read(partial(outbox.get, digest=sent.digest))

    def _move(self, sent: SentPackage, step: OutboxMove, **facts: object) -> OutboxEntry:
        def job(tx: Transaction) -> OutboxEntry:
            moved = outbox.move(tx, sent.digest, step, what=f"第 {sent.position.seq} 号")
            if moved.state not in WAITING:
                return moved  # answered meanwhile, by a stick
            return outbox.put(tx, replace(moved, **facts))  # type: ignore[arg-type]

        return self._workspace.transact(job, errand="outbox")


def _enter(tx: Transaction, *, signed: SignedReceipt) -> Told:
    told = enter_signed(tx, signed, CameBy.WIRE)
    # The same receipt again is no news, and yet it ends the waiting of a package that was queued once more.
    outbox.hear(tx, signed.receipt.package, signed.receipt.status)
    return told


def _choose(
    tx: Transaction, *, digests: Collection[str] | None, only_queued: bool
) -> tuple[SentPackage, ...]:
    """What is to go, oldest first, each of it queued."""
    sent = [one for one in reversed(packages.all_sent(tx)) if digests is None or one.digest in digests]
    entries = outbox.get_many(tx, [one.digest for one in sent])
    wanted = ON_THE_WIRE if only_queued else WAITING
    chosen = [one for one in sent if digests is not None or entries[one.digest].state in wanted]
    for one in chosen:
        outbox.move(tx, one.digest, OutboxMove.QUEUE, what=f"第 {one.position.seq} 号")
    return tuple(chosen)


def _wire(workspace: Workspace, hub: str) -> WireSettings:
    wire = workspace.read(wire_settings.get)
    return replace(wire, address=hub_address(hub)) if hub else wire


def _now(workspace: Workspace) -> dt.datetime:
    return dt.datetime.fromisoformat(workspace.read(lambda tx: tx.now()))


def _trouble(fault: JxError) -> Trouble:
    return Trouble(code=fault.code, title=fault.title, facts=fault.facts, advice=fault.advice)


def _gone(sent: SentPackage, why: str) -> PackageGone:
    return PackageGone(
        "留底的数据包读不出来，没有上传。",
        facts=f"{sent.file_name}（{why}）",
        advice="在换下来的旧电脑上封装的，请在那边上传；本机封装的，请从备份的第二份里恢复 packages 文件夹。"
        f"{faults.BY_STICK}",
    )
