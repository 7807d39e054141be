"""Enrolments: the certificates that an office gave to those below it, as its register keeps them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class EnrolmentState(StrEnum):
    """How an office stands with its certificate; the value is the word of the command line.

    ``ENDING`` still has up to 60 days, ``GRACE`` is over and still counts, ``OVER`` counts no more, ``STOPPED`` was stopped.
    """

    NONE = "none"
    ASKED = "asked"
    VALID = "valid"
    ENDING = "ending"
    GRACE = "grace"
    OVER = "over"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """One certificate that was given out; ``statement`` are its signed bytes, which are text.

    ``revoked_after_seq`` is the number of the office's last package that still counts after the key was stopped.
    """

    serial: str
    org: str
    name: str
    fingerprint: str
    issued_on: dt.date
    not_after: dt.date
    statement: str
    revoked_on: dt.date | None = None
    revoked_after_seq: int = 0
    revoked_reason: str = ""
