"""Enrolment papers: what the stamped form and the slip of a certificate say; the press draws them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from jxdesk.domain.records.offices import OfficeLevel

LEVEL_WORDS = {
    OfficeLevel.PROVINCE: "省",
    OfficeLevel.PREFECTURE: "州、市",
    OfficeLevel.COUNTY: "县、市、区",
    OfficeLevel.TOWNSHIP: "乡、镇、街道",
    OfficeLevel.UNIT: "部门、单位",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolmentForm:
    """The form 登记表: its seal is what makes the fingerprint of a key believable.

    ``superior`` is empty where the office does not know who gives its certificate.
    """

    name: str
    path: str
    level: OfficeLevel
    superior: str
    clerk: str
    fingerprint: str
    day: dt.date
    practice: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolmentSlip:
    """The slip 登记凭证 of a certificate, for the files of the office that has it and of the one that gave it."""

    name: str
    path: str
    issuer: str
    issued_on: dt.date
    not_after: dt.date
    serial: str
    state: str
    fingerprint: str
    clerk: str
    day: dt.date
    practice: bool = False
