"""Hellos: the signed statements by which a receiving service and an office know each other before anything is fetched.

The service signs the nonce that the office chose and names a challenge; the office signs that challenge. A page that stands
in between (a login page of the network, a proxy) can make neither, and so is told from the service.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from jxdesk.domain.records.offices import covers
from jxdesk.exchange import canonical, envelope
from jxdesk.exchange.certificates import ORG, Certificate, Role, has_signature, read_chain
from jxdesk.exchange.envelope import check_type
from jxdesk.exchange.manifest import moment_of
from jxdesk.exchange.receipts import MOST_LINKS
from jxdesk.exchange.refusals import PackageRefused, Refusal
from jxdesk.exchange.signing import Signer
from jxdesk.exchange.strict import StrictObject
from jxdesk.exchange.trust import Trust

SERVICE_TYPE = "application/vnd.jxdesk.service-hello+json;v=1"
OFFICE_TYPE = "application/vnd.jxdesk.office-hello+json;v=1"
LARGEST_HELLO = 256 * 1024
NONCE = re.compile(r"[A-Za-z0-9_.-]{16,200}")
_LINK = re.compile(r"[\x20-\x7e]{1,65536}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceHello:
    """What a receiving service says of itself; ``nonce`` is what the office asked with, ``challenge`` what it is to sign."""

    org: str
    name: str
    nonce: str
    challenge: str
    created: str
    practice: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeHello:
    """What an office says to be let in: which office it is, and the challenge that it was given."""

    org: str
    challenge: str
    practice: bool


def sign_service_hello(said: ServiceHello, signer: Signer, *, chain: Sequence[bytes]) -> bytes:
    """The statement of a service."""
    return _signed(
        SERVICE_TYPE,
        {
            "challenge": said.challenge,
            "created": said.created,
            "name": said.name,
            "nonce": said.nonce,
            "org": said.org,
            "practice": said.practice,
        },
        signer,
        chain,
    )


def read_service_hello(data: bytes, trust: Trust | None, *, nonce: str, practice: bool) -> ServiceHello:
    """Believes a service that signed this nonce and may receive for the office that it names.

    ``trust`` None asks for no known signer, which is so in practice only.

    Raises: PackageRefused.
    """
    said, signer = _read(data, SERVICE_TYPE, trust, "接收服务")
    hello = ServiceHello(
        org=said.text("org", ORG),
        name=said.words("name"),
        nonce=said.text("nonce", NONCE),
        challenge=said.text("challenge", NONCE),
        created=moment_of(said),
        practice=said.flag("practice"),
    )
    if hello.nonce != nonce:
        raise PackageRefused(Refusal.SIG_BAD, "接收服务答的不是这一次问的")
    if hello.practice and not practice:
        raise PackageRefused(Refusal.PRACTICE, hello.name)
    if Role.RECEIVE not in signer.roles or not covers(signer.scope, hello.org):
        raise PackageRefused(Refusal.SENDER_SCOPE, f"签名 {signer.name}（{signer.scope}），接收 {hello.org}")
    return hello


def sign_office_hello(said: OfficeHello, signer: Signer, *, chain: Sequence[bytes]) -> bytes:
    """The statement of an office."""
    value = {"challenge": said.challenge, "org": said.org, "practice": said.practice}
    return _signed(OFFICE_TYPE, value, signer, chain)


def read_office_hello(data: bytes, trust: Trust | None) -> OfficeHello:
    """Believes an office whose key speaks for it; that the challenge is one that was given is the service's to know.

    Raises: PackageRefused.
    """
    said, signer = _read(data, OFFICE_TYPE, trust, "取件的单位")
    hello = OfficeHello(
        org=said.text("org", ORG),
        challenge=said.text("challenge", NONCE),
        practice=said.flag("practice"),
    )
    if not covers(signer.scope, hello.org):
        raise PackageRefused(Refusal.SENDER_SCOPE, f"签名 {signer.name}（{signer.scope}），取件 {hello.org}")
    return hello


def _signed(kind: str, value: dict[str, canonical.Json], signer: Signer, chain: Sequence[bytes]) -> bytes:
    links: list[canonical.Json] = [link.decode("ascii") for link in chain]
    return envelope.to_bytes(envelope.sign(kind, canonical.encode({**value, "chain": links}), (signer,)))


def _read(data: bytes, kind: str, trust: Trust | None, where: str) -> tuple[StrictObject, Certificate]:
    """What a statement says and who signed it, each link of its chain checked."""
    if len(data) > LARGEST_HELLO:
        raise PackageRefused(Refusal.JSON_SIZE, where)
    signed = envelope.from_bytes(data, where=where)
    check_type(signed, kind)
    value = canonical.decode(signed.payload, where=where)
    if type(value) is not dict:
        raise PackageRefused(Refusal.MANIFEST, where)
    said = StrictObject(value, where)
    links = said.texts("chain", _LINK)
    if not 0 < len(links) <= MOST_LINKS or len(signed.signatures) != 1:
        raise PackageRefused(Refusal.MANIFEST, f"{where}：chain")
    named = [(f"{where} 证书 {number}", link.encode("ascii")) for number, link in enumerate(links, 1)]
    chain = read_chain(named, None if trust is None else trust.certificates)
    signer = chain.certificates[0]
    if signed.signatures[0].key != signer.key or not has_signature(signed, signer):
        raise PackageRefused(Refusal.SIG_BAD, f"{where}：{signer.name}（{signer.org}）")
    if trust is not None:
        issuers = [one for one in chain.certificates if one is not signer]
        trust.refuse_stopped((signer,), issuers, canonical.MAX_INTEGER + 1)
    return said, signer
