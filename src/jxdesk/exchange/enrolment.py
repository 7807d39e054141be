"""Enrolment: the request by which an office asks for its certificate, and the certificate that its superior makes of it.

The request is signed by the very key it is about and says nothing that changes, so that asking again gives the same
file; what makes it believable is the fingerprint on the stamped paper, which a person types in from there.
"""

from __future__ import annotations

import base64
import datetime as dt
from dataclasses import dataclass, replace

from jxdesk.domain.records.offices import OfficeLevel, covers
from jxdesk.exchange import canonical, envelope
from jxdesk.exchange.certificates import (
    LARGEST_CERTIFICATE,
    ORG,
    Certificate,
    Role,
    issue,
    public_key_of,
    roles_of,
    valid_until,
)
from jxdesk.exchange.envelope import REQUEST_TYPE
from jxdesk.exchange.fingerprint import fingerprint
from jxdesk.exchange.refusals import PackageRefused, Refusal
from jxdesk.exchange.signing import SUITES, Signer, is_signed, key_id
from jxdesk.exchange.strict import StrictObject


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Who asks for a certificate, and for which key."""

    org: str
    name: str
    level: OfficeLevel
    suite: str
    public_key: bytes
    practice: bool

    @property
    def fingerprint(self) -> str:
        """The key for people, as the paper prints it."""
        return fingerprint(key_id(self.suite, self.public_key))


def sign_request(request: Request, signer: Signer) -> bytes:
    """The bytes of the request; the same office and key always give the same."""
    payload = canonical.encode(
        {
            "alg": request.suite,
            "level": request.level.value,
            "name": request.name,
            "org": request.org,
            "practice": request.practice,
            "pub": base64.b64encode(request.public_key).decode("ascii"),
        }
    )
    return envelope.to_bytes(envelope.sign(REQUEST_TYPE, payload, (signer,)))


def read_request(data: bytes, *, where: str) -> Request:
    """Reads a request that the asking key itself has signed.

    Raises: PackageRefused.
    """
    if not data:
        raise PackageRefused(Refusal.EMPTY, where)
    if len(data) > LARGEST_CERTIFICATE:
        raise PackageRefused(Refusal.JSON_SIZE, where)
    signed = envelope.from_bytes(data, where=where)
    if signed.type != REQUEST_TYPE:
        raise PackageRefused(Refusal.ENV_TYPE, where)
    value = canonical.decode(signed.payload, where=where)
    if type(value) is not dict:
        raise PackageRefused(Refusal.MANIFEST, where)
    said = StrictObject(value, where)
    suite, key = said.words("alg"), public_key_of(said.words("pub"))
    level = said.words("level")
    if suite not in SUITES:
        raise PackageRefused(Refusal.SIG_ALG, where)
    if key is None or level not in {one.value for one in OfficeLevel}:
        raise PackageRefused(Refusal.MANIFEST, f"{where}：登记申请有一项不合规定")
    request = Request(
        org=said.text("org", ORG),
        name=said.words("name"),
        level=OfficeLevel(level),
        suite=suite,
        public_key=key,
        practice=said.flag("practice"),
    )
    own = [one for one in signed.signatures if (one.suite, one.key) == (suite, key_id(suite, key))]
    if len(signed.signatures) != 1 or not own or not is_signed(suite, key, own[0].raw, signed.signed_bytes):
        raise PackageRefused(Refusal.SIG_BAD, where)
    return request


def certify(
    request: Request, issuer: Certificate, signer: Signer, *, serial: str, seq_floor: int, today: dt.date
) -> bytes:
    """The certificate that an issuer gives for a request; it reaches no further than the asking office and what is below it.

    Raises: PackageRefused where the issuer may not vouch for that office.
    """
    if Role.ISSUE not in issuer.roles or not covers(issuer.scope, request.org) or request.org == issuer.org:
        raise PackageRefused(
            Refusal.SENDER_SCOPE, f"{issuer.name}（{issuer.scope}）不能给 {request.org} 发证书"
        )
    return issue(
        Certificate(
            org=request.org,
            name=request.name,
            suite=request.suite,
            public_key=request.public_key,
            roles=roles_of(request.level),
            scope=request.org,
            issuer=issuer.key,
            not_before=today.isoformat(),
            not_after=valid_until(today).isoformat(),
            seq_floor=seq_floor,
            serial=serial,
        ),
        signer,
    )


def certify_service(
    service: Signer, issuer: Certificate, signer: Signer, *, name: str, serial: str, today: dt.date
) -> bytes:
    """The certificate of a service that receives for the issuing office itself: it may do that and nothing else."""
    return issue(
        Certificate(
            org=issuer.org,
            name=name,
            suite=service.suite,
            public_key=service.public_key,
            roles=(Role.RECEIVE,),
            scope=issuer.scope,
            issuer=issuer.key,
            not_before=today.isoformat(),
            not_after=valid_until(today).isoformat(),
            seq_floor=0,
            serial=serial,
        ),
        signer,
    )


def certify_again(
    given: Certificate, issuer: Certificate, signer: Signer, *, serial: str, today: dt.date
) -> bytes:
    """The certificate that an issuer with another key gives for a key that it had certified before; no paper is asked again.

    Raises: PackageRefused where the issuer may not vouch for that office.
    """
    if Role.ISSUE not in issuer.roles or not covers(issuer.scope, given.scope) or given.org == issuer.org:
        raise PackageRefused(
            Refusal.SENDER_SCOPE, f"{issuer.name}（{issuer.scope}）不能给 {given.org} 发证书"
        )
    return issue(
        replace(
            given,
            issuer=issuer.key,
            not_before=today.isoformat(),
            not_after=valid_until(today).isoformat(),
            serial=serial,
        ),
        signer,
    )
