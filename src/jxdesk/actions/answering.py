"""Answering: the signed receipt for a package, its file on the stick, and what a receipt from above does to the ledger here.

Shared by receiving, reviewing and the errand of receipts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from jxdesk.domain.errors import JxError
from jxdesk.domain.records.offices import Office
from jxdesk.domain.records.packages import ChainPosition
from jxdesk.domain.release import clock_is_plausible
from jxdesk.domain.road.chain import Link, missing_for
from jxdesk.domain.road.moves import Move
from jxdesk.domain.sending.receipts import Gap, Head, Receipt, ReceiptStatus, gaps_of
from jxdesk.domain.values.file_names import clean_name
from jxdesk.exchange import keys
from jxdesk.exchange.fingerprint import short_fingerprint
from jxdesk.exchange.manifest import Manifest
from jxdesk.exchange.receipts import SUFFIX, SignedReceipt, sign_receipt
from jxdesk.exchange.signing import Ed25519Signer
from jxdesk.exchange.stick import write_safely
from jxdesk.store.engine.database import Transaction
from jxdesk.store.records import receipts, received, standings
from jxdesk.store.records.receipts import CameBy, StoredReceipt

LONGEST_NAME = 40


def signed_answer(
    tx: Transaction,
    *,
    digest: str,
    position: ChainPosition,
    sender: str,
    practice: bool,
    status: ReceiptStatus,
    own: Office,
    folder: Path,
    signer: Ed25519Signer,
    earlier: tuple[Gap, ...] | None = None,
    seq_floor: int = 0,
    code: str = "",
) -> bytes:
    """The signed receipt for a package of ``sender``, with everything that is held of it; ``folder`` holds this desk's keys.

    Raises: KeyFault, TrustDamaged; PackageRefused for this desk's own certificates.
    """
    held = received.from_office(tx, sender)
    now = dt.datetime.fromisoformat(tx.now())
    links = [
        Link(digest=one.digest, position=one.position, earlier=earlier_of(one.facts))
        for one in held
        if one.position.device == position.device and one.digest != digest
    ]
    links.append(Link(digest=digest, position=position, earlier=earlier))
    numbers = {one.position.seq for one in links}
    last = max(links, key=lambda one: one.position.seq)
    newest = max((dt.datetime.fromisoformat(one.sealed_at) for one in held if one.sealed_at), default=None)
    receipt = Receipt(
        package=digest,
        sender_org=sender,
        device=position.device,
        epoch=position.epoch,
        seq=position.seq,
        status=status,
        code=code,
        receiver_org=own.path,
        receiver_name=own.name,
        created=now.isoformat(timespec="seconds"),
        clock_ok=clock_is_plausible(now, newest=newest),
        practice=practice,
        heads=_heads([*((one.position, one.digest) for one in held), (position, digest)]),
        missing=gaps_of(missing_for(last, numbers, seq_floor=seq_floor)),
    )
    chain = keys.chain_of(folder, signer, own, today=now.date())
    return sign_receipt(receipt, signer, chain=chain).statement


def earlier_of(facts: Mapping[str, Any]) -> tuple[Gap, ...] | None:
    """What a package that was taken in said about the numbers before it; None where it said nothing."""
    said = facts.get("earlier")
    return None if said is None else tuple(Gap(first, last) for first, last in said)


def _heads(held: Iterable[tuple[ChainPosition, str]]) -> tuple[Head, ...]:
    """Of each installation of the sender the package with the highest number."""
    newest: dict[str, Head] = {}
    for position, digest in held:
        known = newest.get(position.device)
        if known is None or position.seq > known.seq:
            newest[position.device] = Head(
                device=position.device, epoch=position.epoch, seq=position.seq, digest=digest
            )
    return tuple(newest.values())


def write_answer(statement: bytes, manifest: Manifest, digest: str, folder: Path) -> tuple[Path | None, str]:
    """Writes a receipt back to where the package came from; answers the file, or in words why there is none.

    A package is taken in all the same: the receipt lies in the database and can be written out again.
    """
    sender = clean_name(manifest.sender_name, longest=LONGEST_NAME)
    name = f"回执_{sender}_第{manifest.chain.seq:04}号_{short_fingerprint(digest)}{SUFFIX}"
    try:
        return write_safely(statement, folder, name).path, ""
    except JxError as error:
        return None, str(error)


_HEARD = {
    ReceiptStatus.RECEIVED: Move.HEAR_RECEIVED,
    ReceiptStatus.IMPORTED: Move.HEAR_IMPORTED,
    ReceiptStatus.REFUSED: Move.HEAR_NOT_TAKEN,
}
"""What a receipt says of the filings of its package; decisions on them come in a return package, one by one."""


def stored_receipt(signed: SignedReceipt, came_by: CameBy) -> StoredReceipt:
    """A signed receipt as the ledger keeps it."""
    said = signed.receipt
    return StoredReceipt(
        id=signed.id,
        package_id=said.package,
        status=said.status,
        code=said.code,
        receiver_path=said.receiver_org,
        receiver_name=said.receiver_name,
        said_at=said.created,
        heads=said.heads,
        missing=said.missing,
        came_by=came_by,
        statement=signed.statement,
    )


def enter_receipt(tx: Transaction, receipt: StoredReceipt) -> bool:
    """Enters what was said of a package and moves its filings on; answers whether it was not here yet."""
    if not receipts.add(tx, receipt):
        return False
    move = _HEARD.get(receipt.status)
    if move is not None:
        standings.hear_of_package(tx, receipt.package_id, move)
    return True
