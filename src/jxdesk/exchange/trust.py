"""Trust: what an office was given to believe, one signed statement a line: certificates, and lists of keys that are stopped.

The same lines are a trust package on the road, the trust file of a desk, and what ``verify --trust`` reads.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from jxdesk.domain.records.offices import covers
from jxdesk.domain.release import BUILT
from jxdesk.exchange import envelope
from jxdesk.exchange.certificates import Certificate, Role, has_signature, read_certificate
from jxdesk.exchange.envelope import REVOCATION_TYPE
from jxdesk.exchange.refusals import PackageRefused, Refusal
from jxdesk.exchange.revocations import Revocation, RevocationList, read_list


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFromBelow:
    """What an issuer below has stopped; its certificate says for whom it may, and vouches for nobody here."""

    issuer: Certificate
    list: RevocationList

    def find(self, certificate: Certificate) -> Revocation | None:
        """The entry of a certificate that this issuer may stop."""
        return self.list.find(certificate.serial) if may_stop(self.issuer, certificate) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """The keys that a reader believes, and the lists that stop some of them; of each issuer its newest list.

    ``from_below`` are lists by issuers that the reader knows only by their chain, as a receiving service does: they stop
    keys, and what day it is they do not say.
    """

    certificates: tuple[Certificate, ...]
    lists: tuple[RevocationList, ...] = ()
    from_below: tuple[ListFromBelow, ...] = ()

    @property
    def day(self) -> dt.date:
        """The newest day that anything here was signed on; whether a certificate has run out never asks the PC's clock."""
        days = [one.not_before for one in self.certificates] + [one.issued for one in self.lists]
        return max(BUILT, *map(dt.date.fromisoformat, days))

    def find(self, key: str) -> Certificate | None:
        """The certificate of a key."""
        return next((one for one in self.certificates if one.key == key), None)

    def revocation_of(self, certificate: Certificate) -> Revocation | None:
        """The entry by which a certificate was stopped, by its own issuer or by an office above it."""
        for one in self.lists:
            entry, issuer = one.find(certificate.serial), self.find(one.issuer)
            if entry is not None and issuer is not None and may_stop(issuer, certificate):
                return entry
        return next((entry for one in self.from_below if (entry := one.find(certificate)) is not None), None)

    def refuse_stopped(
        self, signers: Sequence[Certificate], issuers: Sequence[Certificate], seq: int
    ) -> None:
        """Refuses what was signed after its key was stopped or ran out; ``seq`` is the number of the package.

        Raises: PackageRefused.
        """
        for certificate in (*signers, *issuers):
            words = f"{certificate.name}（{certificate.org}）"
            entry = self.revocation_of(certificate)
            if entry is not None and (certificate not in signers or seq > entry.after_seq):
                raise PackageRefused(Refusal.SIG_REVOKED, f"{words}：{entry.reason}")
            if certificate.is_over_on(self.day):
                raise PackageRefused(Refusal.SIG_EXPIRED, f"{words}：有效期到 {certificate.not_after}")


def may_stop(issuer: Certificate, certificate: Certificate) -> bool:
    """Whether an issuer may stop a certificate: its own, or one of an office below it."""
    return issuer.key == certificate.issuer or (
        Role.ISSUE in issuer.roles and covers(issuer.scope, certificate.org)
    )


def read_trust(data: bytes, *, where: str) -> Trust:
    """Reads a trust file; a certificate that names itself and every list must be signed as they say.

    Raises: PackageRefused.
    """
    lines = [line for line in data.splitlines() if line.strip()]
    if not lines:
        raise PackageRefused(Refusal.EMPTY, where)
    certificates, lists = [], []
    for number, line in enumerate(lines, 1):
        place = f"{where} 第 {number} 行"
        signed = envelope.from_bytes(line, where=place)
        if signed.type == REVOCATION_TYPE:
            lists.append((signed, line, place))
            continue
        certificate, signed = read_certificate(line, where=place)
        if certificate.is_self_signed and not has_signature(signed, certificate):
            raise PackageRefused(Refusal.SIG_BAD, place)
        certificates.append(certificate)
    known = tuple(certificates)
    read = [read_list(signed, line, known, where=place) for signed, line, place in lists]
    return Trust(certificates=known, lists=newest_of_each(read))


def newest_of_each(lists: Sequence[RevocationList]) -> tuple[RevocationList, ...]:
    """Of each issuer the list with the highest number; an older one never undoes a newer one."""
    newest: dict[str, RevocationList] = {}
    for one in lists:
        if one.issuer not in newest or newest[one.issuer].version < one.version:
            newest[one.issuer] = one
    return tuple(newest.values())


def to_bytes(trust: Trust) -> bytes:
    """The lines of a trust file."""
    lines = [one.envelope for one in trust.certificates] + [one.envelope for one in trust.lists]
    return b"".join(line + b"\n" for line in lines)


def chain_from(trust: Trust, own: Certificate) -> tuple[Certificate, ...]:
    """A certificate and those above it, up to the root, each link checked.

    Raises: PackageRefused where a link is missing, is not signed by the one above, or reaches further than it may.
    """
    chain = [own]
    while not chain[-1].is_self_signed:
        lower = chain[-1]
        upper = trust.find(lower.issuer)
        if upper is None or upper in chain:
            raise PackageRefused(Refusal.SIG_UNKNOWN, f"{lower.name}（{lower.org}）：签发者不在信任文件里")
        _, signed = read_certificate(lower.envelope, where=lower.name)
        if not has_signature(signed, upper):
            raise PackageRefused(Refusal.SIG_BAD, f"{lower.name}（{lower.org}）的证书")
        if Role.ISSUE not in upper.roles or not covers(upper.scope, lower.scope):
            raise PackageRefused(Refusal.SENDER_SCOPE, f"{upper.org} 无权签发 {lower.scope}")
        chain.append(upper)
    return tuple(chain)
