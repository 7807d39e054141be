"""Receipts for packages that were sent from here, in the database; what they say moves the ledger of sent packages on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from jxdesk.domain.sending.receipts import Gap, Head, ReceiptStatus, is_news
from jxdesk.store.engine.columns import insert, select
from jxdesk.store.engine.database import Row, Transaction
from jxdesk.store.records import outbox, packages

_COLUMNS = (
    "id",
    "package_id",
    "status",
    "code",
    "receiver_path",
    "receiver_name",
    "said_at",
    "head",
    "missing",
    "came_by",
    "taken_at",
    "statement",
)


class CameBy(StrEnum):
    """How the news of a package came: only a signed statement is proof, and by phone comes none."""

    FILE = "file"
    PACKAGE = "package"
    PHONE = "phone"
    WIRE = "wire"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredReceipt:
    """What an office above said of a sent package; a phone code has neither heads nor a statement."""

    id: str
    package_id: str
    status: ReceiptStatus
    code: str = ""
    receiver_path: str = ""
    receiver_name: str = ""
    said_at: str = ""
    heads: tuple[Head, ...] = ()
    missing: tuple[Gap, ...] = ()
    came_by: CameBy
    taken_at: str = ""
    statement: bytes = b""


def add(tx: Transaction, receipt: StoredReceipt) -> bool:
    """Enters a receipt and moves its package on where it is news; answers whether it was not here yet."""
    if tx.value("SELECT 1 FROM receipt WHERE id = ?", (receipt.id,)) is not None:
        return False
    before = newest_status(of_package(tx, receipt.package_id))
    insert(
        tx,
        "receipt",
        [
            {
                "id": receipt.id,
                "package_id": receipt.package_id,
                "status": receipt.status.value,
                "code": receipt.code,
                "receiver_path": receipt.receiver_path,
                "receiver_name": receipt.receiver_name,
                "said_at": receipt.said_at,
                "head": json.dumps([[one.device, one.epoch, one.seq, one.digest] for one in receipt.heads]),
                "missing": json.dumps([[gap.first, gap.last] for gap in receipt.missing]),
                "came_by": receipt.came_by.value,
                "taken_at": tx.now(),
                "statement": receipt.statement.decode("ascii"),
            }
        ],
    )
    if is_news(receipt.status, before):
        packages.set_status(tx, receipt.package_id, receipt.status.value)
    if receipt.came_by is not CameBy.PHONE:
        outbox.hear(tx, receipt.package_id, receipt.status)
    return True


def settle(tx: Transaction, digests: Sequence[str]) -> None:
    """Notes how far packages are by everything that was said of them; one of which nothing was said is merely sealed."""
    for digest in digests:
        status = newest_status(of_package(tx, digest))
        packages.set_status(tx, digest, status.value if status is not None else packages.SEALED)


def newest_status(known: Sequence[StoredReceipt]) -> ReceiptStatus | None:
    """How far a package is by everything that was said of it."""
    status: ReceiptStatus | None = None
    for one in known:
        if is_news(one.status, status):
            status = one.status
    return status


def of_package(tx: Transaction, digest: str) -> tuple[StoredReceipt, ...]:
    """What was said of a package, in the order in which it came."""
    return _load(tx, "WHERE package_id = ? ORDER BY rowid", (digest,))


def all_receipts(tx: Transaction) -> tuple[StoredReceipt, ...]:
    """Everything that was said of sent packages, newest first."""
    return _load(tx, "ORDER BY rowid DESC", ())


def _load(tx: Transaction, rest: str, params: tuple[object, ...]) -> tuple[StoredReceipt, ...]:
    return tuple(map(_of, tx.query(select(_COLUMNS, "receipt", rest), params)))


def _of(row: Row) -> StoredReceipt:
    known = dict(zip(_COLUMNS, row, strict=True))
    return StoredReceipt(
        id=known["id"],
        package_id=known["package_id"],
        status=ReceiptStatus(known["status"]),
        code=known["code"],
        receiver_path=known["receiver_path"],
        receiver_name=known["receiver_name"],
        said_at=known["said_at"],
        heads=tuple(
            Head(device=device, epoch=epoch, seq=seq, digest=digest)
            for device, epoch, seq, digest in json.loads(known["head"])
        ),
        missing=tuple(Gap(first, last) for first, last in json.loads(known["missing"])),
        came_by=CameBy(known["came_by"]),
        taken_at=known["taken_at"],
        statement=known["statement"].encode("ascii"),
    )
