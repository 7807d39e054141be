"""Regions: the table of administrative divisions down to townships, whose parents and levels follow from the codes.

Source: the statistics bureau's codes of 2023-06-30 (``resources/SOURCES.md``). Zones with a budget of their own have no
code there, so an unknown code is a warning and never a refusal.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from jxdesk.domain.records.offices import OfficeLevel

_LEVEL_OF_LENGTH = {
    2: OfficeLevel.PROVINCE,
    4: OfficeLevel.PREFECTURE,
    6: OfficeLevel.COUNTY,
    9: OfficeLevel.TOWNSHIP,
}
_CODES_OF_SEGMENTS = re.compile(r"(\d{2})(?:-(\d{2})(?:-(\d{2})(?:-(\d{3}))?)?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """One division; ``is_special`` marks farms, prisons and zones that the table counts beside townships."""

    code: str
    name: str

    @property
    def level(self) -> OfficeLevel:
        """The level, by the length of the code."""
        return _LEVEL_OF_LENGTH[len(self.code)]

    @property
    def parent_code(self) -> str:
        """The code of the division above; empty for a province."""
        return self.code[: {2: 0, 4: 2, 6: 4, 9: 6}[len(self.code)]]

    @property
    def is_special(self) -> bool:
        """Whether it is a unit of the kind 类似乡级 (7th digit 4 or 5)."""
        return len(self.code) == 9 and self.code[6] in "45"


class Regions:
    """The whole table, in the order of its codes, special units behind their neighbours."""

    def __init__(self, regions: Mapping[str, Region]) -> None:
        self._by_code = MappingProxyType(dict(regions))

    @classmethod
    def from_csv(cls, text: str) -> Regions:
        """The table from its file: a line with ``code,name``, then one division a line."""
        rows = csv.DictReader(io.StringIO(text))
        return cls({row["code"]: Region(code=row["code"], name=row["name"]) for row in rows})

    def __len__(self) -> int:
        return len(self._by_code)

    def get(self, code: str) -> Region | None:
        """The division with this code; the zeros that fill a code up to six digits do not matter."""
        plain = code.strip()
        for filler in ("", "00", "0000"):
            if filler and not (len(plain) == 6 and plain.endswith(filler)):
                continue
            found = self._by_code.get(plain.removesuffix(filler))
            if found is not None:
                return found
        return None

    def below(self, code: str) -> tuple[Region, ...]:
        """The divisions right below one, special units last."""
        found = [region for region in self._by_code.values() if region.parent_code == code]
        return tuple(sorted(found, key=lambda region: (region.is_special, region.code)))

    def full_name(self, code: str) -> str:
        """The name with those above it, province first; empty for an unknown code."""
        region = self._by_code.get(code)
        if region is None:
            return ""
        return self.full_name(region.parent_code) + region.name


def region_code_of(path: str) -> str:
    """The region code that an office path begins with: ``53-23-29-103`` is 532329103, ``53-23-29-d155`` is 532329."""
    found = _CODES_OF_SEGMENTS.match(path)
    return "".join(part for part in found.groups() if part) if found else ""
