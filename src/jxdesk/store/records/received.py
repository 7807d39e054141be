"""Packages that came and files that were refused, in the database, as ``domain.records.received`` values."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from jxdesk.domain.records.packages import ChainPosition, PackageKind, Seen
from jxdesk.domain.records.received import ReceivedPackage, ReceivedStatus, RefusedFile
from jxdesk.store.engine.columns import insert, mapping_text, select
from jxdesk.store.engine.database import Row, Transaction

_PACKAGE = (
    "id",
    "kind",
    "form",
    "year",
    "period",
    "sender_path",
    "sender_name",
    "signer",
    "device",
    "epoch",
    "seq",
    "previous_id",
    "knows",
    "in_reply_to",
    "file_name",
    "size_bytes",
    "sealed_at",
    "received_at",
    "status",
    "import_id",
    "receipt",
    "facts",
)
_REFUSED = (
    "id",
    "at",
    "file_name",
    "size_bytes",
    "code",
    "title",
    "facts",
    "advice",
    "package_id",
    "sender_path",
    "kept_as",
    "settled_at",
    "settled_by",
)


def add(tx: Transaction, package: ReceivedPackage) -> None:
    """Enters a package that was taken in or filed away; one whose import was undone is entered anew."""
    tx.execute(
        "DELETE FROM package_received WHERE id = ? AND status = ?",
        (package.digest, ReceivedStatus.UNDONE.value),
    )
    insert(tx, "package_received", [_values(package)])


def get(tx: Transaction, digest: str) -> ReceivedPackage | None:
    """The package with this digest; the beginning of a digest is enough where only one begins so."""
    rows = tx.query(
        select(
            _PACKAGE,
            "package_received",
            "WHERE id = ?1 OR (length(?1) >= 6 AND substr(id, 1, length(?1)) = ?1)",
        ),
        (digest,),
    )
    return _package(rows[0]) if len(rows) == 1 else None


def from_office(tx: Transaction, path: str) -> tuple[ReceivedPackage, ...]:
    """What came from an office and was not undone, in the order in which it came."""
    return _load(tx, "WHERE sender_path = ? AND status <> 'undone' ORDER BY rowid", (path,))


def all_received(tx: Transaction) -> tuple[ReceivedPackage, ...]:
    """Everything that came, newest first."""
    return _load(tx, "ORDER BY rowid DESC", ())


def close_choices(tx: Transaction, package: ReceivedPackage, still_open: Sequence[str]) -> ReceivedPackage:
    """Notes which filings of a package still wait for a person's choice."""
    closed = replace(package, facts={**package.facts, "open": list(still_open)})
    tx.execute(
        "UPDATE package_received SET facts = ? WHERE id = ?", (mapping_text(closed.facts), package.digest)
    )
    return closed


def mark_undone(tx: Transaction, import_id: str) -> None:
    """Notes that the import of a package was taken back; the package may be taken in again."""
    tx.execute(
        "UPDATE package_received SET status = ? WHERE import_id = ? AND import_id <> ''",
        (ReceivedStatus.UNDONE.value, import_id),
    )


def add_refused(tx: Transaction, file: RefusedFile) -> None:
    """Enters a file that was not taken."""
    insert(tx, "refused_file", [{name: getattr(file, name) for name in _REFUSED} | {"at": tx.now()}])


def refused(tx: Transaction, *, open_only: bool = False) -> tuple[RefusedFile, ...]:
    """The files that were not taken, each once however often it was looked at; the one that was refused last is first."""
    rest = "WHERE settled_at = '' ORDER BY rowid DESC" if open_only else "ORDER BY rowid DESC"
    found: dict[str, RefusedFile] = {}
    for row in tx.query(select(_REFUSED, "refused_file", rest)):
        one = RefusedFile(**dict(zip(_REFUSED, row, strict=True)))
        newer = found.setdefault(one.kept_as or one.id, one)
        if newer is not one:
            found[one.kept_as] = replace(newer, times=newer.times + 1)
    return tuple(found.values())


def settle_refused(tx: Transaction, refused_id: str, *, by: str) -> None:
    """Notes that somebody has seen to a refused file, however often it was looked at; what is refused after that is open."""
    tx.execute(
        """UPDATE refused_file SET settled_at = ?1, settled_by = ?2 WHERE settled_at = '' AND (id = ?3
        OR (kept_as <> '' AND kept_as = (SELECT kept_as FROM refused_file WHERE id = ?3)))""",
        (tx.now(), by, refused_id),
    )


def _load(tx: Transaction, rest: str, params: tuple[object, ...]) -> tuple[ReceivedPackage, ...]:
    return tuple(map(_package, tx.query(select(_PACKAGE, "package_received", rest), params)))


def _values(package: ReceivedPackage) -> dict[str, Any]:
    position = package.position
    return {
        "id": package.digest,
        "kind": package.kind.value,
        "form": package.form,
        "year": package.year,
        "period": package.period,
        "sender_path": package.sender_path,
        "sender_name": package.sender_name,
        "signer": package.signer,
        "device": position.device,
        "epoch": position.epoch,
        "seq": position.seq,
        "previous_id": position.prev,
        "knows": json.dumps([[one.device, one.epoch, one.seq] for one in package.knows]),
        "in_reply_to": package.in_reply_to,
        "file_name": package.file_name,
        "size_bytes": package.size_bytes,
        "sealed_at": package.sealed_at,
        "received_at": package.received_at,
        "status": package.status.value,
        "import_id": package.import_id,
        "receipt": package.receipt.decode("ascii"),
        "facts": mapping_text(package.facts),
    }


def _package(row: Row) -> ReceivedPackage:
    known = dict(zip(_PACKAGE, row, strict=True))
    return ReceivedPackage(
        digest=known["id"],
        kind=PackageKind(known["kind"]),
        form=known["form"],
        year=known["year"],
        period=known["period"],
        sender_path=known["sender_path"],
        sender_name=known["sender_name"],
        signer=known["signer"],
        position=ChainPosition(
            device=known["device"], epoch=known["epoch"], seq=known["seq"], prev=known["previous_id"]
        ),
        knows=tuple(
            Seen(device=device, epoch=epoch, seq=seq) for device, epoch, seq in json.loads(known["knows"])
        ),
        in_reply_to=known["in_reply_to"],
        file_name=known["file_name"],
        size_bytes=known["size_bytes"],
        sealed_at=known["sealed_at"],
        received_at=known["received_at"],
        status=ReceivedStatus(known["status"]),
        import_id=known["import_id"],
        receipt=known["receipt"].encode("ascii"),
        facts=json.loads(known["facts"]),
    )
