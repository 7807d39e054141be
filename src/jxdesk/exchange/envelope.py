"""The DSSE envelope: the one form of everything signed (manifest, certificate, receipt), each with its own type.

Source: DSSE 1.0.2, protocol.md; the signature covers the type and the body, and the same bytes are verified and used.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

from jxdesk.exchange import canonical
from jxdesk.exchange.refusals import PackageRefused, Refusal
from jxdesk.exchange.signing import SIGNATURE_BYTES, Signer, key_id

PACKAGE_TYPE = "application/vnd.jxdesk.package+json;v=1"
CERTIFICATE_TYPE = "application/vnd.jxdesk.cert+json;v=1"
REQUEST_TYPE = "application/vnd.jxdesk.request+json;v=1"
REVOCATION_TYPE = "application/vnd.jxdesk.revocations+json;v=1"
RECEIPT_TYPE = "application/vnd.jxdesk.receipt+json;v=1"

LARGEST_ENVELOPE = 2 * 1024 * 1024
LARGEST_PAYLOAD = 1024 * 1024
MOST_SIGNATURES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One signature of an envelope; ``key`` is an unauthenticated hint."""

    suite: str
    key: str
    raw: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A signed statement: its type, its bytes and who signed them."""

    type: str
    payload: bytes
    signatures: tuple[Signature, ...]

    @property
    def signed_bytes(self) -> bytes:
        """What the signatures cover."""
        return signed_bytes(self.type, self.payload)


def signed_bytes(payload_type: str, payload: bytes) -> bytes:
    """The pre-authentication encoding (PAE) of a type and a body."""
    name = payload_type.encode("utf-8")
    return b"DSSEv1 %d %b %d %b" % (len(name), name, len(payload), payload)


def sign(payload_type: str, payload: bytes, signers: tuple[Signer, ...]) -> Envelope:
    """An envelope around the payload with one signature of each signer."""
    message = signed_bytes(payload_type, payload)
    signatures = tuple(
        Signature(suite=signer.suite, key=key_id(signer.suite, signer.public_key), raw=signer.sign(message))
        for signer in signers
    )
    return Envelope(type=payload_type, payload=payload, signatures=signatures)


def to_bytes(envelope: Envelope) -> bytes:
    """The canonical bytes of an envelope."""
    return canonical.encode(
        {
            "payload": base64.b64encode(envelope.payload).decode("ascii"),
            "payloadType": envelope.type,
            "signatures": [
                {
                    "alg": signature.suite,
                    "keyid": signature.key,
                    "sig": base64.b64encode(signature.raw).decode("ascii"),
                }
                for signature in envelope.signatures
            ],
        },
        keys=canonical.ENVELOPE_KEY,
        long_texts=True,
    )


def from_bytes(data: bytes, *, where: str) -> Envelope:
    """Reads an envelope; nothing in it is believed yet.

    Raises: PackageRefused.
    """
    if len(data) > LARGEST_ENVELOPE:
        raise PackageRefused(Refusal.JSON_SIZE, where)
    value = canonical.decode(data, keys=canonical.ENVELOPE_KEY, where=where, long_texts=True)
    match value:
        case {
            "payload": str(payload),
            "payloadType": str(payload_type),
            "signatures": list(signatures),
        } if len(value) == 3 and len(signatures) <= MOST_SIGNATURES:
            body = _plain_bytes(payload, where)
            if len(body) > LARGEST_PAYLOAD:
                raise PackageRefused(Refusal.LIMIT, where)
            return Envelope(
                type=payload_type,
                payload=body,
                signatures=tuple(_signature(item, where) for item in signatures),
            )
        case _:
            raise PackageRefused(Refusal.MANIFEST, f"{where}：签名封套缺项或有多余项")


def check_type(signed: Envelope, wanted: str) -> None:
    """Refuses a statement of another type; a later version of the wanted type asks for a newer program.

    Raises: PackageRefused.
    """
    if signed.type == wanted:
        return
    name, _, version = signed.type.partition(";v=")
    is_later = name == wanted.partition(";")[0] and version.isdecimal()
    raise PackageRefused(Refusal.FORMAT_FUTURE if is_later else Refusal.ENV_TYPE, ascii(signed.type[:80]))


def _signature(value: canonical.Json, where: str) -> Signature:
    match value:
        case {"alg": str(suite), "keyid": str(key), "sig": str(signature)} if len(value) == 3:
            raw = _plain_bytes(signature, where)
            if len(raw) != SIGNATURE_BYTES:
                raise PackageRefused(Refusal.SIG_BAD, f"{where}：签名长度不对")
            return Signature(suite=suite, key=key, raw=raw)
        case _:
            raise PackageRefused(Refusal.MANIFEST, f"{where}：签名缺项或有多余项")


def _plain_bytes(text: str, where: str) -> bytes:
    """Standard base64 with its padding, spelled in the one legal way."""
    try:
        raw = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error):
        raise PackageRefused(Refusal.MANIFEST, f"{where}：不是标准的 base64") from None
    if base64.b64encode(raw).decode("ascii") != text:
        raise PackageRefused(Refusal.MANIFEST, f"{where}：不是标准的 base64")
    return raw
