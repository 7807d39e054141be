"""List taking: which lists of stopped keys a receiving service believes, and on whose certificates; they come as a trust file."""

from __future__ import annotations

from dataclasses import replace

from jxdesk.exchange import canonical, envelope
from jxdesk.exchange.certificates import Role, read_certificate
from jxdesk.exchange.refusals import PackageRefused, Refusal
from jxdesk.exchange.revocations import read_list
from jxdesk.exchange.trust import ListFromBelow, Trust, chain_from, newest_of_each

LARGEST_LISTS = 1024 * 1024


def believable_lists(trust: Trust, came: Trust) -> tuple[ListFromBelow, ...]:
    """The lists of a trust file, each by an issuer whose chain ends at a key that is believed and that nobody has stopped.

    Raises: PackageRefused for the first that is not.
    """
    theirs = tuple(one for one in came.certificates if trust.find(one.key) is None)
    known = replace(trust, certificates=(*trust.certificates, *theirs))
    found = []
    for one in came.lists:
        issuer = known.find(one.issuer)
        assert issuer is not None, "a trust file is read only with the issuers of its lists"
        words = f"{issuer.name}（{issuer.org}）"
        chain = chain_from(known, issuer)
        if trust.find(chain[-1].key) is None:
            raise PackageRefused(Refusal.SIG_UNKNOWN, f"{words}的停用名单")
        if Role.ISSUE not in issuer.roles:
            raise PackageRefused(Refusal.SENDER_SCOPE, f"{words}不能停用密钥")
        trust.refuse_stopped((issuer,), chain[1:], canonical.MAX_INTEGER + 1)
        found.append(ListFromBelow(issuer=issuer, list=one))
    return tuple(found)


def read_kept(certificate: bytes, statement: bytes) -> ListFromBelow:
    """A list that was believed before, with the certificate of its issuer.

    Raises: PackageRefused.
    """
    issuer = read_certificate(certificate, where="停用名单的签发者")[0]
    signed = envelope.from_bytes(statement, where="停用名单")
    return ListFromBelow(issuer=issuer, list=read_list(signed, statement, (issuer,), where="停用名单"))


def with_lists(trust: Trust, lists: tuple[ListFromBelow, ...]) -> Trust:
    """What is believed with these lists: those of anchors are its own, those of others come from below."""
    own = [one.list for one in lists if trust.find(one.issuer.key) is not None]
    below = tuple(one for one in lists if trust.find(one.issuer.key) is None)
    return replace(trust, lists=newest_of_each((*trust.lists, *own)), from_below=below)
