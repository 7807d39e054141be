"""Audit heads: the signed statement of how far the audit of a receiving service had come on a day, so that it cannot be written anew."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from jxdesk.exchange import canonical, envelope
from jxdesk.exchange.certificates import ORG
from jxdesk.exchange.envelope import check_type
from jxdesk.exchange.manifest import DIGEST
from jxdesk.exchange.refusals import PackageRefused, Refusal
from jxdesk.exchange.signing import Signer, is_signed
from jxdesk.exchange.strict import StrictObject

HEAD_TYPE = "application/vnd.jxdesk.audit-head+json;v=1"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditHead:
    """The number and the hash of the newest line of an audit on a day."""

    org: str
    day: dt.date
    n: int
    hash: str


def sign_head(head: AuditHead, signer: Signer) -> bytes:
    """The statement of a head."""
    said: dict[str, canonical.Json] = {
        "day": head.day.isoformat(),
        "hash": head.hash,
        "n": head.n,
        "org": head.org,
    }
    return envelope.to_bytes(envelope.sign(HEAD_TYPE, canonical.encode(said), (signer,)))


def read_head(data: bytes, signer: Signer, *, where: str) -> AuditHead:
    """A head that this very key has signed.

    Raises: PackageRefused.
    """
    signed = envelope.from_bytes(data, where=where)
    check_type(signed, HEAD_TYPE)
    if len(signed.signatures) != 1 or not is_signed(
        signer.suite, signer.public_key, signed.signatures[0].raw, signed.signed_bytes
    ):
        raise PackageRefused(Refusal.SIG_BAD, where)
    value = canonical.decode(signed.payload, where=where)
    if type(value) is not dict:
        raise PackageRefused(Refusal.MANIFEST, where)
    said = StrictObject(value, where)
    return AuditHead(
        org=said.text("org", ORG),
        day=dt.date.fromisoformat(said.text("day", _DAY)),
        n=said.whole("n"),
        hash=said.text("hash", DIGEST),
    )
