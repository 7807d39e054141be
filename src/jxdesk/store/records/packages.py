"""Packages sent: in the database for the lists, and in a ledger beside it that a restore cannot turn back.

Whoever restores an older state and files again would send the same number twice (field notes 5): the next position
in the chain is above both, and ``only_in_ledger`` says what the restored database has forgotten.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jxdesk.domain.records.filings import Form
from jxdesk.domain.records.packages import ChainPosition, PackageKind, Seen
from jxdesk.store.engine.columns import insert, mapping_text, select
from jxdesk.store.engine.database import Row, Transaction
from jxdesk.store.safety.folder import DataFolder
from jxdesk.store.safety.ledger import COLUMNS, append, rows

SEALED = "sealed"
"""The status of a package of which nothing was said yet."""
_KEY = "phone_key"


@dataclass(frozen=True, slots=True, kw_only=True)
class SentPackage:
    """One sealed package of this workspace.

    ``facts`` holds what lists and cover sheets show: totals, people, recipients.
    """

    digest: str
    position: ChainPosition
    kind: PackageKind = PackageKind.SUBMISSION
    form: Form | None = None
    year: int | None = None
    period: int | None = None
    sender_path: str = ""
    file_name: str = ""
    size_bytes: int = 0
    sealed_at: str = ""
    status: str = SEALED
    facts: Mapping[str, Any] = field(default_factory=dict)


def next_position(tx: Transaction, folder: DataFolder) -> ChainPosition:
    """The place of the next package in the chain: after everything that the database or the ledger knows."""
    sent = [*all_sent(tx), *ledger(folder)]
    newest = max(sent, key=lambda package: package.position.seq, default=None)
    return ChainPosition(
        device=tx.device,
        epoch=tx.epoch,
        seq=newest.position.seq + 1 if newest else 1,
        prev=newest.digest if newest else "",
    )


def numbers_to(tx: Transaction, folder: DataFolder, recipients: Sequence[str]) -> frozenset[int]:
    """The numbers of this installation that went to one of these offices; one of which the recipients are not known counts."""
    wanted = set(recipients)
    found = set()
    for one in (*all_sent(tx), *ledger(folder)):
        to = set(one.facts.get("recipients", ())) or wanted
        if one.position.device == tx.device and to & wanted:
            found.add(one.position.seq)
    return frozenset(found)


def merged_in(tx: Transaction, own_path: str) -> tuple[Seen, ...]:
    """Everything that is merged into what this desk holds: what it sent itself, and what came from its office's other PCs.

    What only the ledger knows was forgotten by a restore and is not among it.
    """
    newest: dict[tuple[str, int], int] = {}
    sent = [(one.position.device, one.position.epoch, one.position.seq) for one in all_sent(tx)]
    rows = tx.query(
        "SELECT knows FROM package_received WHERE sender_path = ? AND status = 'imported'", (own_path,)
    )
    for device, epoch, seq in [*sent, *(entry for (text,) in rows for entry in json.loads(text))]:
        newest[device, epoch] = max(seq, newest.get((device, epoch), 0))
    return tuple(Seen(device=device, epoch=epoch, seq=seq) for (device, epoch), seq in sorted(newest.items()))


def add(tx: Transaction, package: SentPackage) -> None:
    """Adds a sealed package; the same one again changes nothing."""
    if get(tx, package.digest) is None:
        insert(tx, "package_sent", [_values(package)])


def append_to_ledger(folder: DataFolder, package: SentPackage) -> None:
    """Writes a sealed package down outside the database, synced; called when its transaction is committed."""
    append(folder, _values(package))


def ledger(folder: DataFolder) -> tuple[SentPackage, ...]:
    """What the ledger says was sent."""
    return tuple(_package(tuple(row.values())) for row in rows(folder))


def only_in_ledger(tx: Transaction, folder: DataFolder) -> tuple[SentPackage, ...]:
    """What was sent according to the ledger and is not in the database: it was put back to an older state."""
    known = {package.digest for package in all_sent(tx)}
    return tuple(package for package in ledger(folder) if package.digest not in known)


def with_key(facts: str, key: bytes) -> str:
    """The facts of a package, as they are stored, with what its phone codes are made from: for the PC that will not keep its file."""
    return mapping_text({**json.loads(facts), _KEY: key.hex()})


def handed_key(package: SentPackage) -> bytes | None:
    """What the phone codes of a package are made from that another PC of this office keeps; None where none was handed over."""
    known = package.facts.get(_KEY, "")
    return bytes.fromhex(known) if known else None


def set_status(tx: Transaction, digest: str, status: str) -> None:
    """Notes how far a package has come."""
    tx.execute("UPDATE package_sent SET status = ? WHERE id = ?", (status, digest))


def get(tx: Transaction, digest: str) -> SentPackage | None:
    """The package with this digest."""
    row = tx.row(select(COLUMNS, "package_sent", "WHERE id = ?"), (digest,))
    return None if row is None else _package(row)


def all_sent(tx: Transaction) -> tuple[SentPackage, ...]:
    """All packages, newest first."""
    rows = tx.query(select(COLUMNS, "package_sent", "ORDER BY epoch DESC, seq DESC"))
    return tuple(map(_package, rows))


def _values(package: SentPackage) -> dict[str, Any]:
    position = package.position
    return {
        "id": package.digest,
        "device": position.device,
        "epoch": position.epoch,
        "seq": position.seq,
        "previous_id": position.prev,
        "kind": package.kind.value,
        "form": package.form.value if package.form else "",
        "year": package.year,
        "period": package.period,
        "sender_path": package.sender_path,
        "file_name": package.file_name,
        "size_bytes": package.size_bytes,
        "sealed_at": package.sealed_at,
        "status": package.status,
        "facts": mapping_text(package.facts),
    }


def _package(row: Row) -> SentPackage:
    known = dict(zip(COLUMNS, row, strict=True))
    return SentPackage(
        digest=known["id"],
        position=ChainPosition(
            device=known["device"], epoch=known["epoch"], seq=known["seq"], prev=known["previous_id"]
        ),
        kind=PackageKind(known["kind"]),
        form=Form(known["form"]) if known["form"] else None,
        year=known["year"],
        period=known["period"],
        sender_path=known["sender_path"],
        file_name=known["file_name"],
        size_bytes=known["size_bytes"],
        sealed_at=known["sealed_at"],
        status=known["status"],
        facts=json.loads(known["facts"]),
    )
