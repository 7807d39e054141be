"""Regions (行政区划): level and parent read off the length of a code, names from a table that comes in editions.

Source: GB/T 2260 (2, 4 and 6 digits) and GB/T 10114 (9 digits); units with a 7th digit of 4 or 5 are 类似乡级.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from jxdesk.domain.offices import OfficeLevel

_LEVELS = {
    2: OfficeLevel.PROVINCE,
    4: OfficeLevel.PREFECTURE,
    6: OfficeLevel.COUNTY,
    9: OfficeLevel.TOWNSHIP,
}
_SPECIAL = frozenset("45")


@dataclass(frozen=True, slots=True)
class Region:
    """A region by its code, which is as long as its level is deep."""

    code: str
    name: str

    @property
    def level(self) -> OfficeLevel:
        """The level that the length of the code says."""
        return _LEVELS[len(self.code)]

    @property
    def parent_code(self) -> str:
        """The code of the region above; empty for a province."""
        return parent_code(self.code)

    @property
    def is_special(self) -> bool:
        """Whether it is a farm, prison or zone at township level (类似乡级), which lists show last."""
        return len(self.code) == 9 and self.code[6] in _SPECIAL

    @property
    def path(self) -> str:
        """The path of an office of this region, ``53-23-29-103``."""
        return path_of(self.code)


@dataclass(frozen=True, slots=True)
class RegionTable:
    """An edition of the regions."""

    regions: Mapping[str, Region]

    def get(self, code: str) -> Region | None:
        """The region with this code, trailing zeros of the six-digit form allowed (``532300`` is ``5323``)."""
        return self.regions.get(short_code(code))

    def children(self, code: str) -> tuple[Region, ...]:
        """The regions right below one, special ones last; below an empty code the provinces."""
        below = [region for region in self.regions.values() if region.parent_code == short_code(code)]
        return tuple(sorted(below, key=lambda region: (region.is_special, region.code)))

    def full_name(self, code: str) -> str:
        """The name with those of the levels above, ``云南省楚雄彝族自治州武定县``; empty for an unknown code."""
        region = self.get(code)
        return "" if region is None else self.full_name(region.parent_code) + region.name


def read_regions(lines: Iterable[str]) -> RegionTable:
    """The table of a CSV text with the columns ``code`` and ``name``.

    Raises: ValueError for a code of another length, a code twice, or one whose parent is missing.
    """
    regions: dict[str, Region] = {}
    for row in csv.DictReader(lines):
        code = row["code"]
        if len(code) not in _LEVELS or not code.isascii() or not code.isdigit() or code in regions:
            raise ValueError(f"region code: {code!r}")
        regions[code] = Region(code, row["name"])
    orphans = [code for code in regions if parent_code(code) and parent_code(code) not in regions]
    if orphans:
        raise ValueError(f"regions without the one above: {orphans[:3]}")
    return RegionTable(MappingProxyType(regions))


def short_code(code: str) -> str:
    """A code without the zeros that fill it up to six digits."""
    if len(code) != 6:
        return code
    if code.endswith("0000"):
        return code[:2]
    return code[:4] if code.endswith("00") else code


def parent_code(code: str) -> str:
    """The code of the region above; empty for a province."""
    match len(code):
        case 9:
            return code[:6]
        case 6:
            return code[:4]
        case 4:
            return code[:2]
        case _:
            return ""


def path_of(code: str) -> str:
    """The office path of a region code: two digits a level, three for a township."""
    short = short_code(code)
    parts = [short[:2], short[2:4], short[4:6], short[6:9]]
    return "-".join(part for part in parts if part)
