"""Taking: what the receiving service asks of a believed package, and the one transaction by which it is taken and answered."""

from __future__ import annotations

import datetime as dt
from functools import partial

from jxdesk.actions.hub.service import Service
from jxdesk.domain.records.offices import covers, with_path
from jxdesk.domain.records.packages import ChainPosition
from jxdesk.domain.release import clock_is_plausible
from jxdesk.domain.road.chain import Link, Verdict, place
from jxdesk.domain.sending.receipts import Head, Receipt, ReceiptStatus
from jxdesk.exchange.manifest import Manifest
from jxdesk.exchange.receipts import sign_receipt
from jxdesk.exchange.refusals import PackageRefused, Refusal, refuse_other_kind
from jxdesk.exchange.verifying import Front, open_package
from jxdesk.store.faults import StoreError
from jxdesk.store.hub import ledger
from jxdesk.store.hub.database import HubTransaction
from jxdesk.store.hub.ledger import HeldPackage

MOST_BYTES_A_DAY = 2 * 1024**3
"""Of one key; a whole county's year is a hundredth of it. Own choice."""


class TooMuch(StoreError):  # noqa: N818 - a verdict on how much came
    """One key has sent more in a day than any office has."""

    code = "JX-HUB-QUOTA"


def refuse_by_front(service: Service, front: Front, size: int) -> None:
    """Refuses what this service has nothing to do with, before all of it has come.

    Raises: PackageRefused; TooMuch.
    """
    said, own = front.manifest, service.office
    try:
        refuse_other_kind(said.sender_name, practice=said.practice, here=service.practice)
        if not covers(own.path, said.sender_org):
            raise PackageRefused(
                Refusal.SENDER_SCOPE, f"{with_path(said.sender_name, said.sender_org)} 不归 {own.name} 管"
            )
        far = [one for one in said.recipients if not covers(own.path, one)]
        if far or not said.recipients:
            raise PackageRefused(
                Refusal.RECIPIENT, f"{'、'.join(far) or '没有写收件单位'} 不在 {own.path} 里"
            )
        refuse_by_place(service, front)
    except PackageRefused as refused:
        refused.digest = front.digest
        raise
    key, day = front.signers[0].key, service.midnight()
    if service.database.read(partial(ledger.bytes_since, signer=key, moment=day)) + size > MOST_BYTES_A_DAY:
        raise TooMuch(
            "今天传得太多了，明天再传。",
            facts=with_path(said.sender_name, said.sender_org),
            advice="急用的请改用 U 盘；不是本单位传的，请马上告诉州市财政局。",
        )


def refuse_by_place(service: Service, front: Front) -> None:
    """Refuses a package that cannot stand in one chain with what its sender sent before.

    Raises: PackageRefused.
    """
    said = front.manifest
    held = service.database.read(partial(ledger.packages_of, org=said.sender_org))
    placed = place(Link(digest=front.digest, position=said.chain), [_link(one) for one in held])
    if placed.verdict is Verdict.FORK:
        assert placed.rival is not None, "a fork has a rival"
        refused = PackageRefused(
            Refusal.FORK,
            f"{with_path(said.sender_name, said.sender_org)}：来的是第 {said.chain.seq} 号，"
            f"已收到的第 {placed.rival.position.seq} 号接不上（{placed.rival.digest[:8]}）",
        )
        refused.digest = front.digest
        raise refused


def take(service: Service, digest: str) -> HeldPackage:
    """Enters a package whose bytes lie under their lasting name, with the receipt that says so.

    Raises: PackageRefused where another service took a rival meanwhile; StoreError.
    """
    path = service.folder.object(digest)
    with open_package(path, trusted=None, with_records=False) as package:
        said, signer = package.manifest, package.signers[0].key
        size = package.reader.size
        front = Front(manifest=said, digest=digest, signers=package.signers, is_confirmed=True)
    refuse_by_place(service, front)
    return service.database.transact(
        partial(_enter, service=service, said=said, digest=digest, signer=signer, size=size)
    )


def _enter(
    tx: HubTransaction, *, service: Service, said: Manifest, digest: str, signer: str, size: int
) -> HeldPackage:
    held = HeldPackage(
        digest=digest,
        kind=said.kind.value,
        sender_org=said.sender_org,
        sender_name=said.sender_name,
        device=said.chain.device,
        epoch=said.chain.epoch,
        seq=said.chain.seq,
        prev=said.chain.prev,
        sealed_at=said.created,
        signer=signer,
        size_bytes=size,
        receipt=_receipt(tx, service, said, digest),
    )
    ledger.add_package(tx, held, said.recipients)
    known = ledger.package(tx, digest)
    assert known is not None, "it was there, or it was just entered"
    return known


def _receipt(tx: HubTransaction, service: Service, said: Manifest, digest: str) -> str:
    """The signed answer that the package lies here; none for what goes down, since nobody answers for an office above."""
    own, now = service.office, dt.datetime.fromisoformat(tx.now)
    if said.sender_org == own.path:
        return ""
    theirs = [*ledger.packages_of(tx, said.sender_org)]
    newest: dict[str, Head] = {}
    for one in (*map(_head, theirs), _head_of(said, digest)):
        if one.device not in newest or newest[one.device].seq < one.seq:
            newest[one.device] = one
    last = max((dt.datetime.fromisoformat(one.sealed_at) for one in theirs), default=None)
    receipt = Receipt(
        package=digest,
        sender_org=said.sender_org,
        device=said.chain.device,
        epoch=said.chain.epoch,
        seq=said.chain.seq,
        status=ReceiptStatus.RECEIVED,
        code="",
        receiver_org=own.path,
        receiver_name=own.name,
        created=tx.now,
        clock_ok=clock_is_plausible(now, newest=last),
        practice=service.practice,
        heads=tuple(newest.values()),
        # Numbers that did not come by wire may have gone by stick: the service cannot call any of them missing.
        missing=(),
    )
    return sign_receipt(receipt, service.signer, chain=service.chain).statement.decode("ascii")


def _link(held: HeldPackage) -> Link:
    position = ChainPosition(device=held.device, epoch=held.epoch, seq=held.seq, prev=held.prev)
    return Link(digest=held.digest, position=position)


def _head(held: HeldPackage) -> Head:
    return Head(device=held.device, epoch=held.epoch, seq=held.seq, digest=held.digest)


def _head_of(said: Manifest, digest: str) -> Head:
    return Head(device=said.chain.device, epoch=said.chain.epoch, seq=said.chain.seq, digest=digest)
