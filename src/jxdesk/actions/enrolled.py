"""Enrolled: how this desk stands with its certificate, and how the offices below stand that ask here; read, never changed."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from jxdesk.actions.workspace import Workspace
from jxdesk.domain.records.enrolments import Enrolment, EnrolmentState
from jxdesk.domain.records.offices import Office, covers
from jxdesk.domain.release import BUILT
from jxdesk.exchange import issued, keys, trust_file
from jxdesk.exchange.certificates import Role, roles_of
from jxdesk.exchange.fingerprint import fingerprint
from jxdesk.exchange.signing import ED25519_SHA256, key_id
from jxdesk.exchange.standing import own_standing, state_on
from jxdesk.exchange.trust import Trust
from jxdesk.store.engine import settings
from jxdesk.store.engine.database import Transaction
from jxdesk.store.records import enrolments, offices, received

__all__ = ["EnrolmentState"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnEnrolment:
    """How this desk stands: its office and key, and the certificate that the office above gave for that key.

    ``fingerprint`` is empty where there is no key yet. ``certifies`` says whether offices below ask here.
    """

    office: Office
    state: EnrolmentState
    practice: bool
    fingerprint: str = ""
    is_locked: bool = False
    asked_on: dt.date | None = None
    issuer: str = ""
    issued_on: dt.date | None = None
    not_after: dt.date | None = None
    serial: str = ""
    root: str = ""
    root_fingerprint: str = ""
    stopped: str = ""
    list_version: int = 0

    @property
    def certifies(self) -> bool:
        """Whether this office gives certificates to those below it."""
        return Role.ISSUE in roles_of(self.office.level)


@dataclass(frozen=True, slots=True, kw_only=True)
class Below:
    """An office that asks here: its newest certificate, and those of its other keys that still count."""

    org: str
    name: str
    state: EnrolmentState
    enrolment: Enrolment | None = None
    others: tuple[Enrolment, ...] = ()
    asked_on: dt.date | None = None
    is_listed: bool = True


def own_enrolment(workspace: Workspace) -> OwnEnrolment | None:
    """How this desk stands; None in a folder that belongs to no office yet.

    Raises: KeyFault, TrustDamaged; PackageRefused for a chain that was broken since it was handed down.
    """
    office, folder = workspace.facts.office, workspace.folder.keys
    if office is None:
        return None
    if keys.look(folder) is None:
        return OwnEnrolment(office=office, state=EnrolmentState.NONE, practice=workspace.practice)
    key = keys.load(folder)
    asked, today = workspace.read(lambda tx: (settings.get(tx, settings.ENROL_ASKED), tx.today()))
    trust = trust_file.load(folder)
    name = key_id(ED25519_SHA256, key.public_key)
    list_version = next((one.version for one in trust.lists if one.issuer == name), 0) if trust else 0
    stands = own_standing(trust, name, office.path, today=today)
    found = OwnEnrolment(
        office=office,
        state=stands.state,
        practice=workspace.practice,
        fingerprint=key.card.fingerprint,
        is_locked=key.card.is_locked,
        asked_on=_asked_on(asked, key.card.fingerprint),
        stopped=stands.stopped,
        list_version=list_version,
    )
    if not stands.chain:
        return replace(found, state=EnrolmentState.NONE if found.asked_on is None else EnrolmentState.ASKED)
    own, issuer, root = stands.chain[0], stands.chain[1], stands.chain[-1]
    issued_on = dt.date.fromisoformat(own.not_before)
    return replace(
        found,
        # Only what was asked for since: the next certificate.
        asked_on=found.asked_on if found.asked_on is not None and found.asked_on > issued_on else None,
        issuer=issuer.name,
        issued_on=issued_on,
        not_after=dt.date.fromisoformat(own.not_after),
        serial=own.serial,
        root=root.name,
        root_fingerprint=fingerprint(root.key),
    )


def offices_below(workspace: Workspace) -> tuple[Below, ...]:
    """The offices that ask here, by their paths: those of the list of offices, and any other that was ever certified.

    Raises: TrustDamaged.
    """
    own = workspace.facts.office
    if own is None:
        return ()
    trust = trust_file.load(workspace.folder.keys)
    known = trust.day if trust is not None else BUILT

    def job(tx: Transaction) -> tuple[Below, ...]:
        named = {one.path: one.name for one in _asking_here(own, offices.all_offices(tx))}
        register = enrolments.all_of_them(tx)
        # What a restored database has forgotten; the next certificate brings it back into the register.
        register += issued.forgotten(workspace.folder.keys, {one.serial for one in register})
        asked = {
            name.partition(":")[2]: json.loads(value)
            for name, value in settings.everything(tx).items()
            if name.startswith(f"{settings.ENROL_ASKED}:")
        }
        return tuple(
            _below(
                org,
                named.get(org, ""),
                tuple(one for one in register if one.org == org),
                asked.get(org),
                known=known,
                today=tx.today(),
                stopped=_stopped_serials(trust),
            )
            for org in sorted({*named, *(one.org for one in register), *asked})
        )

    return workspace.read(job)


def last_received(workspace: Workspace, given: Enrolment) -> int:
    """The number of the last package that came here under the key of a certificate; 0 where none came."""

    def job(tx: Transaction) -> int:
        serials = {
            one.serial for one in enrolments.of_org(tx, given.org) if one.fingerprint == given.fingerprint
        }
        came = received.from_office(tx, given.org)
        return max((one.position.seq for one in came if one.signer in serials), default=0)

    return workspace.read(job)


def _asked_on(noted: str, mark: str) -> dt.date | None:
    """When a certificate was asked for, if it was for this very key."""
    said = json.loads(noted) if noted else {}
    return dt.date.fromisoformat(said["on"]) if said.get("fingerprint") == mark else None


def _asking_here(own: Office, listed: Sequence[Office]) -> tuple[Office, ...]:
    """The offices below for which no office in between gives certificates."""
    issuing = [one.path for one in listed if Role.ISSUE in roles_of(one.level) and one.path != own.path]

    def has_nearer(path: str) -> bool:
        return any(covers(own.path, one) and covers(one, path) and one != path for one in issuing)

    return tuple(
        one
        for one in listed
        if one.path != own.path
        and covers(own.path, one.path)
        and not one.valid_to
        and not has_nearer(one.path)
    )


def _stopped_serials(trust: Trust | None) -> frozenset[str]:
    """What this desk's lists stop, even where a restored register has forgotten it."""
    lists = trust.lists if trust is not None else ()
    return frozenset(entry.serial for one in lists for entry in one.entries)


def _below(
    org: str,
    listed_name: str,
    given: Sequence[Enrolment],
    asked: dict[str, str] | None,
    *,
    known: dt.date,
    today: dt.date,
    stopped: Collection[str],
) -> Below:
    counting = [one for one in given if one.revoked_on is None and one.serial not in stopped]
    newest = counting[-1] if counting else (given[-1] if given else None)
    is_open = asked is not None and all(one.fingerprint != asked["fingerprint"] for one in given)
    if counting and newest is not None:
        state = state_on(newest.not_after, known=known, today=today)
    elif is_open:
        state = EnrolmentState.ASKED
    else:
        state = EnrolmentState.STOPPED if given else EnrolmentState.NONE
    return Below(
        org=org,
        name=listed_name or (newest.name if newest is not None else (asked or {}).get("name", "")),
        state=state,
        enrolment=newest,
        others=tuple(one for one in counting if newest is not None and one.fingerprint != newest.fingerprint),
        asked_on=dt.date.fromisoformat(asked["on"]) if asked is not None and is_open else None,
        is_listed=bool(listed_name),
    )
