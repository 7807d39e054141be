"""Standing: how a certificate stands on a day, told by what the office above has signed and never by the PC's clock alone."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from jxdesk.domain.records.enrolments import EnrolmentState
from jxdesk.domain.release import believable_day
from jxdesk.exchange.certificates import GRACE, Certificate
from jxdesk.exchange.trust import Trust, chain_from

REMIND_BEFORE = dt.timedelta(days=60)
"""How long before its last day a certificate is to be renewed; this program's own choice."""


def state_on(not_after: dt.date, *, known: dt.date, today: dt.date) -> EnrolmentState:
    """How a certificate stands that nobody has stopped.

    ``known`` is the newest day in anything that the office above has signed: it alone ends a certificate. ``today`` is
    the day on the PC's clock: where it may be right it brings reminders forward, and it stops nobody.
    """
    if known > not_after + GRACE:
        return EnrolmentState.OVER
    day = believable_day(today, newest=known)
    if day > not_after:
        return EnrolmentState.GRACE
    if day > not_after - REMIND_BEFORE:
        return EnrolmentState.ENDING
    return EnrolmentState.VALID


def wants_renewal(state: EnrolmentState) -> bool:
    """Whether it is time to ask for the next certificate."""
    return state in (EnrolmentState.ENDING, EnrolmentState.GRACE, EnrolmentState.OVER)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnStanding:
    """How the certificate of a desk stands; its ``chain`` up to the root is empty where nobody has given one.

    ``stopped`` is the reason where its key was stopped.
    """

    state: EnrolmentState
    chain: tuple[Certificate, ...] = ()
    stopped: str = ""


def own_standing(trust: Trust | None, key: str, org: str, *, today: dt.date) -> OwnStanding:
    """How the certificate stands that was given to the key of an office.

    Raises: PackageRefused for a chain that was broken since it was handed down.
    """
    own = trust.find(key) if trust is not None else None
    if trust is None or own is None or own.is_self_signed or own.org != org:
        return OwnStanding(state=EnrolmentState.NONE)
    chain, entry = chain_from(trust, own), trust.revocation_of(own)
    if entry is not None:
        return OwnStanding(state=EnrolmentState.STOPPED, chain=chain, stopped=entry.reason)
    not_after = dt.date.fromisoformat(own.not_after)
    return OwnStanding(state=state_on(not_after, known=trust.day, today=today), chain=chain)
