"""Issuing: what a desk hands down as an issuer: its own certificate with those above it, and its list of stopped keys."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

from jxdesk.domain.records.offices import Office
from jxdesk.domain.release import believable_day
from jxdesk.exchange import keys, trust_file
from jxdesk.exchange.certificates import read_certificate
from jxdesk.exchange.revocations import Revocation, sign_list
from jxdesk.exchange.signing import Ed25519Signer, key_id
from jxdesk.exchange.trust import Trust, chain_from, newest_of_each


def believed(folder: Path, signer: Ed25519Signer, office: Office, *, today: dt.date) -> Trust:
    """The own certificate first, then those above it, with all lists; an office without one above is its own root.

    Raises: KeyFault, TrustDamaged; PackageRefused for a chain that was broken since it was handed down.
    """
    kept = trust_file.load(folder)
    own = keys.chain_of(folder, signer, office, today=today)[0]
    certificate = read_certificate(own, where="本单位证书")[0]
    if kept is None:
        return Trust(certificates=(certificate,))
    if certificate.is_self_signed:
        lists = tuple(one for one in kept.lists if one.issuer == certificate.key)
        return Trust(certificates=(certificate,), lists=lists)
    return replace(kept, certificates=chain_from(kept, certificate))


def with_own_list(
    folder: Path, trust: Trust, signer: Ed25519Signer, stopped: tuple[Revocation, ...], *, today: dt.date
) -> Trust:
    """What is believed, with a list of this office that names everything that is stopped; a new list is kept."""
    own = key_id(signer.suite, signer.public_key)
    last = next((one for one in trust.lists if one.issuer == own), None)
    before = last.entries if last is not None else ()
    # What a restored database has forgotten stays stopped: the list itself lies beside it.
    known = {entry.serial for entry in stopped}
    entries = (*stopped, *(entry for entry in before if entry.serial not in known))
    if set(before) == set(entries):
        return trust
    day = believable_day(today, newest=trust.day)
    newest = sign_list(entries, signer, version=last.version + 1 if last else 1, today=day)
    listed = replace(trust, lists=newest_of_each((*trust.lists, newest)))
    trust_file.keep(folder, listed)
    return listed


def own_version(trust: Trust, signer: Ed25519Signer) -> int:
    """The number of the own list of stopped keys, 0 without one."""
    own = key_id(signer.suite, signer.public_key)
    return next((one.version for one in trust.lists if one.issuer == own), 0)
