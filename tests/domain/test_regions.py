"""Regions: levels and parents by code, names up to the province, codes that office paths begin with."""

from __future__ import annotations

from pathlib import Path

import pytest

from jxdesk.domain.records.offices import OfficeLevel
from jxdesk.domain.records.regions import Regions, region_code_of

TABLE = Path(__file__).parents[2] / "resources" / "regions.csv"


@pytest.fixture(scope="module")
def regions() -> Regions:
    return Regions.from_csv(TABLE.read_text(encoding="utf-8"))


def test_every_division_finds_its_level_and_its_parent(regions: Regions) -> None:
    assert len(regions) == 1607
    wuding = regions.get("532329")
    assert wuding is not None
    assert (wuding.name, wuding.level, wuding.parent_code) == ("武定县", OfficeLevel.COUNTY, "5323")
    assert regions.full_name("532329") == "云南省楚雄彝族自治州武定县"


def test_a_code_filled_up_with_zeros_is_the_same_division(regions: Regions) -> None:
    province, prefecture = regions.get("530000"), regions.get("532300")
    assert province is not None
    assert province.name == "云南省"
    assert prefecture is not None
    assert prefecture.code == "5323"
    assert regions.get("532399") is None


def test_the_townships_of_a_county_come_with_special_units_last(regions: Regions) -> None:
    assert len(regions.below("532329")) == 11
    kinds = [region.is_special for region in regions.below("530822")]
    assert kinds == sorted(kinds)
    assert len(regions.below("")) == 1


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("53", "53"),
        ("53-23", "5323"),
        ("53-23-29", "532329"),
        ("53-23-29-103", "532329103"),
        ("53-23-29-d155-001", "532329"),
        ("x", ""),
    ],
)
def test_a_path_begins_with_the_code_of_its_region(path: str, code: str) -> None:
    assert region_code_of(path) == code
