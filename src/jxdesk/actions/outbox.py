"""Outbox: what was sealed here and waits for a signed answer, what goes by wire and when, and how the service is reached."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from jxdesk.actions.workspace import Workspace
from jxdesk.domain.disk_words import disk_words
from jxdesk.domain.sending.outbox import ON_THE_WIRE, STATE_WORDS, WAITING, OutboxMove, OutboxState
from jxdesk.domain.sending.wire import WireSettings, hub_address, proxy_address
from jxdesk.exchange.wire.tls import BadAuthority, read_authority
from jxdesk.store.engine.database import Transaction
from jxdesk.store.records import outbox as records
from jxdesk.store.records import packages, wire_settings
from jxdesk.store.records.outbox import OutboxEntry
from jxdesk.store.records.packages import SentPackage

__all__ = ["OutboxEntry", "SentPackage", "WireSettings"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxItem:
    """One package that was sealed here, and how far it is; ``is_kept`` where its file is on this PC."""

    package: SentPackage
    entry: OutboxEntry
    is_kept: bool = True

    @property
    def state(self) -> OutboxState:
        """How far it is."""
        return self.entry.state

    @property
    def is_waiting(self) -> bool:
        """Whether nobody above has said in writing that it is there."""
        return self.state in WAITING

    @property
    def words(self) -> str:
        """How far it is, for people."""
        return STATE_WORDS[self.state]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbox:
    """Everything that was sealed here, newest first; ``answers`` is how many receipts of this desk lie at no service yet.

    ``names`` are those of the offices that packages went to, by path.
    """

    items: tuple[OutboxItem, ...]
    answers: int
    wire: WireSettings
    names: dict[str, str]

    @property
    def waiting(self) -> tuple[OutboxItem, ...]:
        """What nobody above has answered in writing."""
        return tuple(one for one in self.items if one.is_waiting)

    @property
    def queued(self) -> tuple[OutboxItem, ...]:
        """What goes by wire as soon as it can, oldest first."""
        return tuple(one for one in reversed(self.items) if one.state in ON_THE_WIRE)

    @property
    def next_try_at(self) -> dt.datetime | None:
        """When the wire is tried again by itself; None where nothing is queued or it may be tried at once."""
        head = next(iter(self.queued), None)
        return dt.datetime.fromisoformat(head.entry.next_try_at) if head and head.entry.next_try_at else None

    def is_due(self, now: dt.datetime) -> bool:
        """Whether something is to go by wire now."""
        at = self.next_try_at
        return bool(self.queued or (self.answers and self.wire.is_automatic)) and (at is None or at <= now)


def outbox(workspace: Workspace) -> Outbox:
    """The outbox of this desk."""

    def read(tx: Transaction) -> tuple[tuple[SentPackage, ...], dict[str, OutboxEntry], int, WireSettings]:
        sent = packages.all_sent(tx)
        entries = records.get_many(tx, [one.digest for one in sent])
        return sent, entries, len(records.answers_waiting(tx)), wire_settings.get(tx)

    sent, entries, answers, wire = workspace.read(read)
    kept = workspace.folder.packages
    paths = {path for one in sent for path in one.facts.get("recipients", ())}
    return Outbox(
        items=tuple(
            OutboxItem(
                package=one,
                entry=entries[one.digest],
                is_kept=any((kept / f"{one.digest}{end}").exists() for end in (".jxpkg", ".jxpkg.staged")),
            )
            for one in sent
        ),
        answers=answers,
        wire=wire,
        names={path: workspace.named(path) for path in paths},
    )


def queue(workspace: Workspace, digests: Collection[str] | None = None) -> int:
    """Lets packages go by wire, all that wait where none are named; answers how many do now.

    Raises: ViewOnly; NotFromHere for a package that has been answered.
    """

    def job(tx: Transaction) -> int:
        wanted = digests if digests is not None else [one.digest for one in packages.all_sent(tx)]
        known = records.get_many(tx, list(wanted))
        chosen = [one for one in wanted if digests is not None or known[one].state in WAITING]
        for digest in chosen:
            moved = records.move(tx, digest, OutboxMove.QUEUE, what=_named(tx, digest))
            records.put(tx, replace(moved, next_try_at="", trouble=None))
        return len(chosen)

    workspace.refuse_looking()
    return workspace.transact(job, errand="outbox")


def hold(workspace: Workspace, digests: Collection[str]) -> None:
    """Takes packages off the wire again: a stick carries them. What has been answered meanwhile stays answered.

    Raises: ViewOnly.
    """

    def job(tx: Transaction) -> None:
        for digest in digests:
            moved = records.move(tx, digest, OutboxMove.HOLD)
            records.put(tx, replace(moved, tries=0, next_try_at="", trouble=None))

    workspace.refuse_looking()
    workspace.transact(job, errand="outbox")


def wake(workspace: Workspace) -> None:
    """Lets what waits for its next try be tried at once; called when the network has changed."""

    def job(tx: Transaction) -> None:
        for entry in records.get_many(tx, [one.digest for one in packages.all_sent(tx)]).values():
            if entry.state in ON_THE_WIRE and entry.next_try_at:
                records.put(tx, replace(entry, next_try_at=""))

    workspace.refuse_looking()
    workspace.transact(job, errand="outbox")


def wire(workspace: Workspace) -> WireSettings:
    """How the service is reached."""
    return workspace.read(wire_settings.get)


def set_wire(workspace: Workspace, wanted: WireSettings) -> WireSettings:
    """Keeps how the service is reached, and answers it as it is kept; an empty address ends uploading.

    Raises: BadAddress; BadAuthority; ViewOnly.
    """
    kept = replace(
        wanted,
        address=hub_address(wanted.address) if wanted.address.strip() else "",
        proxy=proxy_address(wanted.proxy),
        authority=read_authority(wanted.authority.encode(), where="网站证书") if wanted.authority else "",
    )
    workspace.refuse_looking()
    workspace.transact(partial(wire_settings.put, wire=kept), errand="outbox")
    return kept


def authority_from(file: Path) -> str:
    """The text of the certificate file that a person chose, for ``WireSettings.authority``.

    Raises: BadAuthority.
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        raise BadAuthority(
            "证书文件打不开。",
            facts=f"{file}（{disk_words(error)}）",
            advice="请核对文件名和位置；在U盘上的，请插好后再试。",
        ) from error
    return read_authority(data, where=file.name)


def _named(tx: Transaction, digest: str) -> str:
    sent = packages.get(tx, digest)
    return f"第 {sent.position.seq} 号" if sent is not None else digest[:8]
