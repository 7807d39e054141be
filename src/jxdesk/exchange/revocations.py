"""Revocations: the list by which an issuer stops keys, numbered so that an older list never undoes a newer one.

What a stopped key signed before stays valid: each entry names the number of the office's last package that still counts.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from jxdesk.exchange import canonical, envelope
from jxdesk.exchange.certificates import DATE, KEY_ID, SERIAL, Certificate, has_signature, is_date
from jxdesk.exchange.envelope import REVOCATION_TYPE, Envelope
from jxdesk.exchange.refusals import PackageRefused, Refusal
from jxdesk.exchange.signing import Signer, key_id
from jxdesk.exchange.strict import StrictObject


@dataclass(frozen=True, slots=True, kw_only=True)
class Revocation:
    """A key that was stopped; packages up to number ``after_seq`` still count."""

    serial: str
    after_seq: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RevocationList:
    """Everything that one issuer has stopped; ``envelope`` are the signed bytes that say it."""

    issuer: str
    version: int
    issued: str
    entries: tuple[Revocation, ...]
    envelope: bytes = b""

    def find(self, serial: str) -> Revocation | None:
        """The entry of a certificate."""
        return next((entry for entry in self.entries if entry.serial == serial), None)


def sign_list(
    entries: tuple[Revocation, ...], signer: Signer, *, version: int, today: dt.date
) -> RevocationList:
    """The signed list of everything that was stopped."""
    issuer = key_id(signer.suite, signer.public_key)
    payload = canonical.encode(
        {
            "entries": [
                {"reason": entry.reason, "revoked_after_seq": entry.after_seq, "serial": entry.serial}
                for entry in entries
            ],
            "issued": today.isoformat(),
            "issuer": issuer,
            "version": version,
        }
    )
    data = envelope.to_bytes(envelope.sign(REVOCATION_TYPE, payload, (signer,)))
    return RevocationList(
        issuer=issuer, version=version, issued=today.isoformat(), entries=entries, envelope=data
    )


def read_list(
    signed: Envelope, data: bytes, issuers: tuple[Certificate, ...], *, where: str
) -> RevocationList:
    """Reads a list whose issuer is known and has signed it.

    Raises: PackageRefused.
    """
    value = canonical.decode(signed.payload, where=where)
    if type(value) is not dict:
        raise PackageRefused(Refusal.MANIFEST, where)
    said = StrictObject(value, where)
    found = RevocationList(
        issuer=said.text("issuer", KEY_ID),
        version=said.whole("version", least=1),
        issued=said.text("issued", DATE),
        entries=tuple(
            Revocation(
                serial=entry.text("serial", SERIAL),
                after_seq=entry.whole("revoked_after_seq"),
                reason=entry.words("reason"),
            )
            for entry in said.parts("entries", {"reason", "revoked_after_seq", "serial"})
        ),
        envelope=data,
    )
    if not is_date(found.issued):
        raise PackageRefused(Refusal.MANIFEST, f"{where}：停用名单的日期不对")
    issuer = next((one for one in issuers if one.key == found.issuer), None)
    if issuer is None:
        raise PackageRefused(Refusal.SIG_UNKNOWN, f"{where}：停用名单的签发者不在信任文件里")
    if not has_signature(signed, issuer):
        raise PackageRefused(Refusal.SIG_BAD, f"{where}：停用名单")
    return found
