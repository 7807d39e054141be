"""Answering: the signed receipt for a package, its file on the stick, and what a receipt from above does to the ledger here.

Shared by receiving, reviewing, the wire and the errand of receipts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jxdesk.domain.errors import JxError
from jxdesk.domain.records.offices import Office
from jxdesk.domain.records.packages import ChainPosition
from jxdesk.domain.release import clock_is_plausible
from jxdesk.domain.road.chain import Link, missing_for
from jxdesk.domain.road.moves import Move
from jxdesk.domain.sending.receipts import (
    STATUS_WORDS,
    Gap,
    Head,
    Receipt,
    ReceiptStatus,
    gaps_of,
    mismatch,
)
from jxdesk.domain.values.file_names import clean_name
from jxdesk.exchange import keys
from jxdesk.exchange.fingerprint import short_fingerprint
from jxdesk.exchange.manifest import Manifest
from jxdesk.exchange.receipts import SUFFIX, SignedReceipt, sign_receipt
from jxdesk.exchange.signing import Ed25519Signer
from jxdesk.exchange.stick import write_safely
from jxdesk.store.engine.database import Transaction
from jxdesk.store.records import packages, receipts, received, standings
from jxdesk.store.records.packages import SentPackage
from jxdesk.store.records.receipts import CameBy, StoredReceipt

LONGEST_NAME = 40


class NotOurs(JxError):  # noqa: N818 - a verdict on what came
    """A receipt or a code is whole, and is not about a package of this desk."""

    code = "JX-RECEIPT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What was learned about a sent package; ``is_new`` where it was not known before.

    ``is_proof``: it was signed; a phone code is good news until the signed receipt itself comes.
    """

    package: SentPackage
    status: ReceiptStatus
    is_new: bool
    is_proof: bool

    @property
    def words(self) -> str:
        """One sentence for the clerk."""
        word = STATUS_WORDS[self.status] if self.is_proof else f"电话确认：{STATUS_WORDS[self.status]}"
        return f"第 {self.package.position.seq} 号 {self.package.file_name}：{word}"


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


def enter_signed(tx: Transaction, signed: SignedReceipt, came_by: CameBy) -> Told:
    """Enters a signed receipt that came by itself, for a package of this desk.

    Raises: NotOurs.
    """
    said = signed.receipt
    sent = packages.get(tx, said.package)
    if sent is None:
        raise NotOurs(
            "这份回执说的包不是本机送出的。",
            facts=f"第 {said.seq} 号，{said.sender_org}",
            advice="请核对回执是给哪个单位的；换过电脑的，请在原来的电脑上收。",
        )
    position = sent.position
    if fault := mismatch(
        said,
        package=sent.digest,
        sender_org=sent.sender_path,
        device=position.device,
        epoch=position.epoch,
        seq=position.seq,
    ):
        raise NotOurs("回执和本机送出的包对不上，没有收。", facts=fault, advice="请把情况告诉接收单位。")
    is_new = enter_receipt(tx, stored_receipt(signed, came_by))
    return Told(package=sent, status=said.status, is_new=is_new, is_proof=True)
