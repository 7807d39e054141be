"""Offices: any unit that files or reviews, at any level, with its parent."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class OfficeLevel(StrEnum):
    """The level of an office; the value is the word of the command line."""

    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    TOWNSHIP = "township"
    UNIT = "unit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """One office.

    ``path`` is its identity for people and packages (``53-23-29-103``), given by the level above; the region and
    credit codes are attributes, kept as text.
    """

    id: str
    path: str
    name: str
    level: OfficeLevel
    parent_id: str = ""
    region_code: str = ""
    credit_code: str = ""
    department_code: str = ""
    unit_code: str = ""
    is_department: bool = False
    is_exempt: bool = False
    valid_from: str = ""
    valid_to: str = ""


def covers(scope: str, path: str) -> bool:
    """Whether a scope covers an office: the same path, or the path begins with the scope and a hyphen."""
    return path == scope or path.startswith(f"{scope}-")


def with_path(name: str, path: str) -> str:
    """An office for people: its name with its path behind, or the path alone where no name is known."""
    return f"{name}（{path}）" if name else path
