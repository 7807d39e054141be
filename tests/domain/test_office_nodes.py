"""Office nodes: the offices of a desk as a tree with what each has; those in between may be missing."""

from __future__ import annotations

import pytest

from jxdesk.domain.records.office_nodes import county_of, office_nodes
from jxdesk.domain.records.offices import OfficeLevel

PREFECTURE = ("53-23", "州财政局", OfficeLevel.PREFECTURE)
COUNTY = ("53-23-29", "县财政局", OfficeLevel.COUNTY)
TOWN = ("53-23-29-103", "镇政府", OfficeLevel.TOWNSHIP)
BUREAU = ("53-23-29-d155", "教体局", OfficeLevel.UNIT)
SCHOOL = ("53-23-29-d155-001", "中学", OfficeLevel.UNIT)
OTHER = ("53-23-28-100", "别县的镇", OfficeLevel.TOWNSHIP)


def test_each_office_counts_what_is_below_it_and_hangs_under_the_one_above() -> None:
    counts = {"53-23": 1, "53-23-29": 2, "53-23-29-103": 4, "53-23-29-d155": 8, "53-23-29-d155-001": 16}
    nodes = office_nodes((SCHOOL, PREFECTURE, BUREAU, TOWN, COUNTY), counts)
    assert [(one.name, one.depth, one.count, one.offices) for one in nodes] == [
        ("州财政局", 0, 31, 4),
        ("县财政局", 1, 30, 3),
        ("镇政府", 2, 4, 0),
        ("教体局", 2, 24, 1),
        ("中学", 3, 16, 0),
    ]
    assert [one.above for one in nodes] == ["", "53-23", "53-23-29", "53-23-29", "53-23-29-d155"]


def test_an_office_whose_county_is_not_there_hangs_under_the_nearest_above_and_a_like_number_is_not_above() -> (
    None
):
    nodes = office_nodes((PREFECTURE, OTHER, ("53-2", "不是上级", OfficeLevel.PROVINCE)), {"53-23-28-100": 3})
    found = {one.name: one for one in nodes}
    assert found["别县的镇"].above == "53-23"
    assert found["州财政局"].count == 3
    assert found["不是上级"].count == 0


def test_nothing_makes_no_tree_and_a_path_nobody_has_counts_nowhere() -> None:
    assert office_nodes((), {"53": 1}) == ()
    assert [one.count for one in office_nodes((TOWN,), {"53-23-29-104": 9})] == [0]


@pytest.mark.parametrize(
    ("path", "county"),
    [
        ("53-23-29", "53-23-29"),
        ("53-23-29-d155-001", "53-23-29"),
        ("53-23", ""),
        ("53-23-d155-001", ""),
        ("53", ""),
        ("", ""),
    ],
)
def test_the_county_of_an_office_is_read_from_its_path(path: str, county: str) -> None:
    assert county_of(path) == county
