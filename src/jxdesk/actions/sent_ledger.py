"""The ledger of what was sent: each package with everything that was said of it, and receipts that lie about unread."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from jxdesk.actions.workspace import Workspace
from jxdesk.domain.sending.receipts import ReceiptStatus
from jxdesk.exchange.container import LARGEST_RECEIPT
from jxdesk.exchange.desk_trust import believed
from jxdesk.exchange.receipts import read_receipt
from jxdesk.exchange.refusals import PackageRefused
from jxdesk.store.engine.database import Transaction
from jxdesk.store.records import packages, receipts
from jxdesk.store.records.packages import SentPackage
from jxdesk.store.records.receipts import CameBy, StoredReceipt

__all__ = ["CameBy", "SentPackage", "StoredReceipt"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """One package that was sent, with what was said of it in the order in which it came."""

    package: SentPackage
    said: tuple[StoredReceipt, ...] = ()

    @property
    def status(self) -> ReceiptStatus | None:
        """How far it is by what was said; None while nobody has said anything."""
        return receipts.newest_status(self.said)

    @property
    def is_proven(self) -> bool:
        """Whether a signed receipt says so, and not the phone alone."""
        status = self.status
        return any(one.status is status and one.came_by is not CameBy.PHONE for one in self.said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """Everything that was sent, newest first; ``names`` are those of the offices that it went to, by path."""

    entries: tuple[LedgerEntry, ...]
    names: dict[str, str]


def ledger(workspace: Workspace) -> Ledger:
    """The ledger of this desk."""
    sent, said = workspace.read(_read)
    paths = {path for package in sent for path in package.facts.get("recipients", ())}
    return Ledger(
        entries=tuple(
            LedgerEntry(package=package, said=tuple(said.get(package.digest, ()))) for package in sent
        ),
        names={path: workspace.named(path) for path in paths},
    )


def unread_receipts(workspace: Workspace, files: Iterable[Path]) -> tuple[Path, ...]:
    """Those of these receipt files that are about a package of this desk and say what is not written down yet.

    A file that cannot be read, or that nobody here believes, is none of them; taking it by hand says why.
    """
    trust = believed(workspace.folder.keys, practice=workspace.practice)
    sent, said = workspace.read(_read)
    ours = {one.digest for one in sent}
    known = {one.id for found in said.values() for one in found}
    new = []
    for file in files:
        try:
            if file.stat().st_size > LARGEST_RECEIPT:
                continue
            signed = read_receipt(file.read_bytes(), trust, practice=workspace.practice, where=file.name)
        except (OSError, PackageRefused):
            continue
        if signed.receipt.package in ours and signed.id not in known:
            known.add(signed.id)
            new.append(file)
    return tuple(new)


def _read(tx: Transaction) -> tuple[tuple[SentPackage, ...], dict[str, list[StoredReceipt]]]:
    said: dict[str, list[StoredReceipt]] = {}
    for one in reversed(receipts.all_receipts(tx)):
        said.setdefault(one.package_id, []).append(one)
    return tuple(packages.all_sent(tx)), said
