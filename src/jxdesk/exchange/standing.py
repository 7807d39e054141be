"""Standing: how a certificate stands on a day, told by what the office above has signed and never by the PC's clock alone."""

from __future__ import annotations

import datetime as dt

from jxdesk.domain.records.enrolments import EnrolmentState
from jxdesk.domain.release import believable_day
from jxdesk.exchange.certificates import GRACE

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
