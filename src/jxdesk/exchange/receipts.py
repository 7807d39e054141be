"""Receipts on the road: a receiver's answer to one package as a signed statement, a tiny file ``*.jxrcpt``.

A receipt carries the certificates from its signer up to, not including, the root, as a package does. Whoever sent the
package reads it without any network by the trust file that its superior handed down: each link is checked, a key that
the trust file knows counts as the trust file says, and the chain must end there. So a superior that got a new key is
still understood, and nobody widens an own scope. Only in practice, where nobody is enrolled, a key may vouch for itself.

The signer must be able to ``receive`` or ``review``, and the receiver stand above the sender: an office cannot answer itself.
A receipt has no number of its own, so one signed by a stopped key is refused whenever it was signed; the receiver writes
it again with its new key. The same answer under the same chain always gives the same bytes, and a file that comes twice
is known by its SHA-256.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from jxdesk.domain.records.offices import covers
from jxdesk.domain.sending.receipts import Gap, Head, Receipt, ReceiptStatus
from jxdesk.exchange import canonical, envelope
from jxdesk.exchange.certificates import (
    ORG,
    Certificate,
    Chain,
    Role,
    has_signature,
    read_certificate,
    read_chain,
)
from jxdesk.exchange.container import LARGEST_RECEIPT
from jxdesk.exchange.envelope import RECEIPT_TYPE, Envelope, check_type
from jxdesk.exchange.manifest import DEVICE, DIGEST, moment_of
from jxdesk.exchange.refusals import PackageRefused, Refusal, refuse_other_kind
from jxdesk.exchange.signing import Signer, key_id
from jxdesk.exchange.strict import StrictObject
from jxdesk.exchange.trust import Trust

SUFFIX = ".jxrcpt"
MOST_HEADS = 200
MOST_GAPS = 500
MOST_LINKS = 8

CODE = re.compile(r"JX-[A-Z0-9]{1,20}(?:-[A-Z0-9]{1,20}){0,3}")
_STATUS = re.compile("|".join(ReceiptStatus))
_LINK = re.compile(r"[\x20-\x7e]{1,65536}")
_ANSWERING = frozenset({Role.RECEIVE, Role.REVIEW})


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedReceipt:
    """A receipt that was signed or read; ``statement`` are its bytes, as files, packages and ledgers keep them.

    ``is_confirmed`` says that its signer's chain ends at a key that this desk trusts; only in practice it may not.
    """

    receipt: Receipt
    signer: Certificate
    statement: bytes
    is_confirmed: bool

    @property
    def id(self) -> str:
        """The SHA-256 of the statement: the same answer again has the same."""
        return hashlib.sha256(self.statement).hexdigest()


def sign_receipt(receipt: Receipt, signer: Signer, *, chain: Sequence[bytes]) -> SignedReceipt:
    """The signed statement of an answer; ``chain`` are the certificates from the signer up, as its packages carry them.

    Of very many heads or gaps the newest are said.

    Raises: PackageRefused where this key may not answer that office.
    """
    own = read_certificate(chain[0], where="本单位证书")[0]
    assert own.key == key_id(signer.suite, signer.public_key), "the chain is that of another key"
    _check_receiver(receipt, own)
    said = _in_order(receipt)
    data = envelope.to_bytes(envelope.sign(RECEIPT_TYPE, _payload(said, chain), (signer,)))
    return SignedReceipt(receipt=said, signer=own, statement=data, is_confirmed=True)


def read_receipt(data: bytes, trust: Trust | None, *, practice: bool, where: str) -> SignedReceipt:
    """Reads a receipt and believes it only where its signer is known and may answer that office.

    ``trust`` is the trust file of this desk, None where it has none; ``practice`` the kind of workspace that asks.

    Raises: PackageRefused.
    """
    signed, receipt, links = _open(data, where)
    refuse_other_kind(f"{where}：{receipt.receiver_name}", practice=receipt.practice, here=practice)
    anchors = trust.certificates if trust is not None else ()
    may_vouch_for_itself = receipt.practice and not anchors
    chain = read_chain(links, None if may_vouch_for_itself else anchors)
    if may_vouch_for_itself and not chain.certificates[0].is_self_signed:
        raise PackageRefused(Refusal.SIG_UNKNOWN, f"{where}：签发者不在信任文件里")
    signer = _signer(signed, chain, where)
    _check_receiver(receipt, signer)
    if trust is not None:
        issuers = [one for one in chain.certificates if one is not signer]
        trust.refuse_stopped((signer,), issuers, canonical.MAX_INTEGER + 1)
    return SignedReceipt(receipt=receipt, signer=signer, statement=data, is_confirmed=chain.is_confirmed)


def check_receipt(data: bytes, *, where: str) -> Receipt:
    """Reads a receipt that rides in a package: its form and its own signature, but not yet whom this desk believes.

    Raises: PackageRefused.
    """
    signed, receipt, links = _open(data, where)
    signer = _signer(signed, read_chain(links, None), where)
    _check_receiver(receipt, signer)
    return receipt


def _open(data: bytes, where: str) -> tuple[Envelope, Receipt, list[tuple[str, bytes]]]:
    if not data:
        raise PackageRefused(Refusal.EMPTY, where)
    if len(data) > LARGEST_RECEIPT:
        raise PackageRefused(Refusal.JSON_SIZE, where)
    signed = envelope.from_bytes(data, where=where)
    check_type(signed, RECEIPT_TYPE)
    value = canonical.decode(signed.payload, where=where)
    if type(value) is not dict:
        raise PackageRefused(Refusal.MANIFEST, where)
    said = StrictObject(value, where)
    chain = said.texts("chain", _LINK)
    if not 0 < len(chain) <= MOST_LINKS:
        raise PackageRefused(Refusal.MANIFEST, f"{where}：chain")
    links = [(f"{where} 证书 {number}", link.encode("ascii")) for number, link in enumerate(chain, 1)]
    return signed, _receipt(said, where), links


def _receipt(said: StrictObject, where: str) -> Receipt:
    package = said.part("package", {"device", "digest", "epoch", "seq"})
    receiver = said.part("receiver", {"name", "org"})
    receipt = Receipt(
        package=package.text("digest", DIGEST),
        sender_org=said.text("sender_org", ORG),
        device=package.text("device", DEVICE),
        epoch=package.whole("epoch", least=1),
        seq=package.whole("seq", least=1),
        status=ReceiptStatus(said.text("status", _STATUS)),
        code=said.text_or_null("code", CODE),
        receiver_org=receiver.text("org", ORG),
        receiver_name=receiver.words("name"),
        created=moment_of(said),
        clock_ok=said.flag("clock_ok"),
        practice=said.flag("practice"),
        heads=tuple(
            Head(
                device=head.text("device", DEVICE),
                epoch=head.whole("epoch", least=1),
                seq=head.whole("seq", least=1),
                digest=head.text("digest", DIGEST),
            )
            for head in said.parts("receiver_head", {"device", "digest", "epoch", "seq"}, most=MOST_HEADS)
        ),
        missing=tuple(
            Gap(gap.whole("first", least=1), gap.whole("last", least=1))
            for gap in said.parts("missing", {"first", "last"}, most=MOST_GAPS)
        ),
    )
    if (receipt.status is ReceiptStatus.REFUSED) is not bool(receipt.code):
        raise PackageRefused(Refusal.MANIFEST, f"{where}：没有收下的要写原因，收下的不写")
    if not all(before.device < after.device for before, after in pairwise(receipt.heads)):
        raise PackageRefused(Refusal.MANIFEST, f"{where}：receiver_head 次序不对")
    gaps = receipt.missing
    apart = all(before.last + 1 < after.first for before, after in pairwise(gaps))
    if not apart or any(gap.first > gap.last for gap in gaps):
        raise PackageRefused(Refusal.MANIFEST, f"{where}：missing 次序不对")
    return receipt


def _signer(signed: Envelope, chain: Chain, where: str) -> Certificate:
    """The one key that signed, which is the first of the chain."""
    signer = chain.certificates[0]
    if len(signed.signatures) != 1:
        raise PackageRefused(Refusal.SIG_BAD, f"{where}：要正好一个签名")
    if signed.signatures[0].key != signer.key:
        raise PackageRefused(Refusal.SIG_UNKNOWN, f"{where}：签名的密钥没有证书")
    if not has_signature(signed, signer):
        raise PackageRefused(Refusal.SIG_BAD, f"{where}：{signer.name}（{signer.org}）")
    return signer


def _check_receiver(receipt: Receipt, signer: Certificate) -> None:
    """Refuses an answer by who may not give it: the receiver is above the sender, and the key speaks for the receiver."""
    may_answer = not _ANSWERING.isdisjoint(signer.roles) and covers(signer.scope, receipt.receiver_org)
    is_above = receipt.receiver_org != receipt.sender_org and covers(receipt.receiver_org, receipt.sender_org)
    if not (may_answer and is_above):
        raise PackageRefused(
            Refusal.SENDER_SCOPE,
            f"签名 {signer.name}（{signer.scope}），接收 {receipt.receiver_org}，报送 {receipt.sender_org}",
        )


def _in_order(receipt: Receipt) -> Receipt:
    """The same answer as it is signed: one order, and the newest of what would be too many."""
    newest = sorted(
        receipt.heads, key=lambda head: (head.device == receipt.device, head.epoch, head.seq), reverse=True
    )
    return replace(
        receipt,
        heads=tuple(sorted(newest[:MOST_HEADS], key=lambda head: head.device)),
        missing=tuple(sorted(receipt.missing)[-MOST_GAPS:]),
    )


def _payload(receipt: Receipt, chain: Sequence[bytes]) -> bytes:
    return canonical.encode(
        {
            "chain": [link.decode("ascii") for link in chain],
            "clock_ok": receipt.clock_ok,
            "code": receipt.code or None,
            "created": receipt.created,
            "missing": [{"first": gap.first, "last": gap.last} for gap in receipt.missing],
            "package": {
                "device": receipt.device,
                "digest": receipt.package,
                "epoch": receipt.epoch,
                "seq": receipt.seq,
            },
            "practice": receipt.practice,
            "receiver": {"name": receipt.receiver_name, "org": receipt.receiver_org},
            "receiver_head": [
                {"device": head.device, "digest": head.digest, "epoch": head.epoch, "seq": head.seq}
                for head in receipt.heads
            ],
            "sender_org": receipt.sender_org,
            "status": receipt.status.value,
        }
    )
