"""Certificates: who a key belongs to, what it may do and for which offices; chains of them, and what is trusted."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from jxdesk.domain.records.offices import OfficeLevel, covers
from jxdesk.exchange import canonical, envelope
from jxdesk.exchange.envelope import CERTIFICATE_TYPE, Envelope
from jxdesk.exchange.refusals import PackageRefused, Refusal
from jxdesk.exchange.signing import PUBLIC_KEY_BYTES, SUITES, Signer, is_signed, key_id

ORG = re.compile(r"[A-Za-z0-9]{1,16}(-[A-Za-z0-9]{1,16}){0,11}")
SERIAL = re.compile(r"[0-9a-f]{32}")
KEY_ID = re.compile(r"[0-9a-f]{64}")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

LARGEST_CERTIFICATE = 64 * 1024
YEARS_VALID = 3
GRACE = dt.timedelta(days=90)
"""A certificate that has run out still counts so long, because clocks are wrong and roads are far; this program's own choice."""


class Role(StrEnum):
    """What a key may do."""

    SUBMIT = "submit"
    REVIEW = "review"
    ISSUE = "issue"
    RECEIVE = "receive"


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What an issuer says of a key; ``envelope`` are the signed bytes that say it.

    ``seq_floor`` is the number below which the holder's packages are not new. Dates are plain dates and soft: a wrong
    clock must not stop an office.
    """

    org: str
    name: str
    suite: str
    public_key: bytes
    roles: tuple[Role, ...]
    scope: str
    issuer: str
    not_before: str
    not_after: str
    seq_floor: int
    serial: str
    envelope: bytes = b""

    @property
    def key(self) -> str:
        """The name of the key in envelopes."""
        return key_id(self.suite, self.public_key)

    @property
    def is_self_signed(self) -> bool:
        """Whether the key vouches for itself, as that of an office not yet enrolled."""
        return self.issuer == self.key

    def is_over_on(self, day: dt.date) -> bool:
        """Whether the certificate has run out for good: its last day and the days of grace are past."""
        return day > dt.date.fromisoformat(self.not_after) + GRACE


def payload_of(certificate: Certificate) -> bytes:
    """The bytes of a certificate that its issuer signs."""
    return canonical.encode(
        {
            "alg": certificate.suite,
            "issuer": certificate.issuer,
            "name": certificate.name,
            "not_after": certificate.not_after,
            "not_before": certificate.not_before,
            "org": certificate.org,
            "pub": base64.b64encode(certificate.public_key).decode("ascii"),
            "roles": [role.value for role in certificate.roles],
            "scope": certificate.scope,
            "seq_floor": certificate.seq_floor,
            "serial": certificate.serial,
        }
    )


def issue(certificate: Certificate, issuer: Signer) -> bytes:
    """The signed bytes of a certificate, as ``chain/NN.dsse.json`` and key folders keep them."""
    return envelope.to_bytes(envelope.sign(CERTIFICATE_TYPE, payload_of(certificate), (issuer,)))


def roles_of(level: OfficeLevel) -> tuple[Role, ...]:
    """What the key of an office of this level may do: bureaus review and issue, all hand in; this program's own choice."""
    if level in (OfficeLevel.COUNTY, OfficeLevel.PREFECTURE, OfficeLevel.PROVINCE):
        return (Role.SUBMIT, Role.REVIEW, Role.ISSUE, Role.RECEIVE)
    return (Role.SUBMIT,)


def valid_until(today: dt.date) -> dt.date:
    """The last day of a certificate that is made today."""
    return today.replace(year=today.year + YEARS_VALID, day=min(today.day, 28))


def self_signed(
    signer: Signer, *, org: str, name: str, roles: Sequence[Role], serial: str, today: dt.date
) -> bytes:
    """The certificate by which a key that nobody has enrolled yet names itself."""
    return issue(
        Certificate(
            org=org,
            name=name,
            suite=signer.suite,
            public_key=signer.public_key,
            roles=tuple(roles),
            scope=org,
            issuer=key_id(signer.suite, signer.public_key),
            not_before=today.isoformat(),
            not_after=valid_until(today).isoformat(),
            seq_floor=0,
            serial=serial,
        ),
        signer,
    )


def read_certificate(data: bytes, *, where: str) -> tuple[Certificate, Envelope]:
    """Reads a certificate; its signature is still to be checked against its issuer.

    Raises: PackageRefused.
    """
    if len(data) > LARGEST_CERTIFICATE:
        raise PackageRefused(Refusal.JSON_SIZE, where)
    signed = envelope.from_bytes(data, where=where)
    if signed.type != CERTIFICATE_TYPE:
        raise PackageRefused(Refusal.ENV_TYPE, where)
    return _from_payload(signed.payload, data, where), signed


_KEYS = frozenset(
    [
        "alg",
        "issuer",
        "name",
        "not_after",
        "not_before",
        "org",
        "pub",
        "roles",
        "scope",
        "seq_floor",
        "serial",
    ]
)


def _from_payload(payload: bytes, data: bytes, where: str) -> Certificate:
    value = canonical.decode(payload, where=where)
    if type(value) is not dict or not value.keys() >= _KEYS:
        raise PackageRefused(Refusal.MANIFEST, f"{where}：证书缺项")
    texts = _KEYS - {"roles", "seq_floor"}
    legal = (
        all(type(value[name]) is str for name in texts)
        and 0 < len(value["name"]) <= 200
        and ORG.fullmatch(value["org"]) is not None
        and ORG.fullmatch(value["scope"]) is not None
        and KEY_ID.fullmatch(value["issuer"]) is not None
        and SERIAL.fullmatch(value["serial"]) is not None
        and is_date(value["not_before"])
        and is_date(value["not_after"])
        and type(value["seq_floor"]) is int
        and value["seq_floor"] >= 0
    )
    roles = _roles(value["roles"])
    public_key = public_key_of(value["pub"]) if legal else None
    if not legal or roles is None or public_key is None:
        raise PackageRefused(Refusal.MANIFEST, f"{where}：证书有一项不合规定")
    if value["alg"] not in SUITES:
        raise PackageRefused(Refusal.SIG_ALG, where)
    return Certificate(
        org=value["org"],
        name=value["name"],
        suite=value["alg"],
        public_key=public_key,
        roles=roles,
        scope=value["scope"],
        issuer=value["issuer"],
        not_before=value["not_before"],
        not_after=value["not_after"],
        seq_floor=value["seq_floor"],
        serial=value["serial"],
        envelope=data,
    )


def is_date(text: str) -> bool:
    """Whether a text is a day of the calendar, written in the one legal way."""
    try:
        return DATE.fullmatch(text) is not None and bool(dt.date.fromisoformat(text))
    except ValueError:
        return False


def _roles(value: object) -> tuple[Role, ...] | None:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        return None
    known = {role.value for role in Role}
    return tuple(Role(item) for item in value if item in known)


def public_key_of(text: str) -> bytes | None:
    """The raw public key that a text spells in the one legal way, or None."""
    try:
        raw = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error):
        return None
    return raw if len(raw) == PUBLIC_KEY_BYTES and base64.b64encode(raw).decode("ascii") == text else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """The certificates under which a package is read, the signer's first.

    ``is_confirmed`` says that they end at a key that the reader trusts; without it only the bytes are known to be
    whole and signed by the key that they themselves name.
    """

    certificates: tuple[Certificate, ...]
    is_confirmed: bool

    def find(self, key: str) -> Certificate | None:
        """The certificate of a key."""
        return next((found for found in self.certificates if found.key == key), None)


def read_chain(members: Sequence[tuple[str, bytes]], trusted: Iterable[Certificate] | None) -> Chain:
    """Checks a package's chain, link by link, against what the reader trusts; None trusts nothing and asks nothing.

    A certificate whose key is trusted is replaced by the trusted one, so that a key cannot widen its own scope.

    Raises: PackageRefused.
    """
    anchors = {anchor.key: anchor for anchor in trusted or ()}
    links = [(*read_certificate(data, where=name), name) for name, data in members]
    certificates: list[Certificate] = []
    for position, (certificate, signed, name) in enumerate(links):
        if certificate.key in anchors:
            certificates.append(anchors[certificate.key])
            return Chain(certificates=tuple(certificates), is_confirmed=True)
        certificates.append(certificate)
        issuer: Certificate | None
        if certificate.is_self_signed:
            issuer = certificate
        elif certificate.issuer in anchors:
            issuer = anchors[certificate.issuer]
        elif position + 1 < len(links):
            issuer = links[position + 1][0]
        else:
            break
        _check_link(certificate, signed, issuer, where=name)
        if certificate.issuer in anchors:
            return Chain(certificates=(*certificates, issuer), is_confirmed=True)
        if certificate.is_self_signed:
            break
    if not links and anchors:
        return Chain(certificates=tuple(anchors.values()), is_confirmed=True)
    if trusted is not None:
        raise PackageRefused(Refusal.SIG_UNKNOWN, _signer_words(certificates))
    return Chain(certificates=tuple(certificates), is_confirmed=False)


def _signer_words(certificates: Sequence[Certificate]) -> str:
    return f"{certificates[0].name}（{certificates[0].org}）" if certificates else "包里没有证书"


def _check_link(certificate: Certificate, signed: Envelope, issuer: Certificate, *, where: str) -> None:
    if issuer.key != certificate.issuer:
        raise PackageRefused(Refusal.SIG_UNKNOWN, f"{where}：签发者不在包里")
    if not has_signature(signed, issuer):
        raise PackageRefused(Refusal.SIG_BAD, f"{where}：证书")
    if issuer is certificate:
        return
    if Role.ISSUE not in issuer.roles or not covers(issuer.scope, certificate.scope):
        raise PackageRefused(Refusal.SENDER_SCOPE, f"{where}：{issuer.org} 无权签发 {certificate.scope}")


def has_signature(signed: Envelope, certificate: Certificate) -> bool:
    """Whether the certificate's key signed the envelope.

    Raises: PackageRefused with JX-SIG-ALG where the envelope claims another algorithm than the certificate.
    """
    found = False
    for signature in signed.signatures:
        if signature.key != certificate.key:
            continue
        if signature.suite != certificate.suite:
            raise PackageRefused(Refusal.SIG_ALG, f"{signature.suite} ≠ {certificate.suite}")
        if not is_signed(certificate.suite, certificate.public_key, signature.raw, signed.signed_bytes):
            return False
        found = True
    return found
