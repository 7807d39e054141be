"""Publications: what an office above hands down, each kind under a name and a version; the exchange carries them as texts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class PublicationKind(StrEnum):
    """What is handed down; the value is the word of the command line."""

    LIBRARY = "library"
    RULES = "rules"
    FORMS = "forms"
    OFFICES = "offices"
    REGIONS = "regions"
    DEADLINES = "deadlines"
    HOLIDAYS = "holidays"


MOVED = "moved-"
"""How the name of the deadlines that were moved in one year begins; the others are whole timetables."""

KIND_WORDS = {
    PublicationKind.LIBRARY: "指标库",
    PublicationKind.RULES: "评分规则",
    PublicationKind.FORMS: "表样",
    PublicationKind.OFFICES: "单位名单",
    PublicationKind.REGIONS: "行政区划",
    PublicationKind.DEADLINES: "报送期限",
    PublicationKind.HOLIDAYS: "节假日",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """One thing handed down: its declared text as a file of its kind is written.

    ``name`` stays from version to version, ``version`` tells them apart, ``title`` is for people.
    """

    id: str
    kind: PublicationKind
    name: str
    version: str
    title: str = ""
    text: str
