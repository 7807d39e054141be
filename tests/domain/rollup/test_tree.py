"""Adding up offices: parts make the whole on every level, whatever the order, and counties merged are the prefecture."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from jxdesk.domain.records.offices import Office, OfficeLevel, covers
from jxdesk.domain.rollup.tally import NAMES, NOTHING, Tally, tally_of, total
from jxdesk.domain.rollup.tree import forest_of, roll_up

Cells = list[tuple[str, Tally]]
NUMBERS = st.integers(min_value=-(10**15), max_value=10**15)
TALLIES = st.lists(NUMBERS, min_size=len(NAMES), max_size=len(NAMES)).map(tally_of)


def office(path: str) -> Office:
    return Office(id=f"id-{path}", path=path, name=f"单位{path}", level=OfficeLevel.UNIT)


@st.composite
def prefectures(draw: st.DrawFn) -> tuple[list[Office], Cells]:
    """A prefecture with counties, offices and units below offices, some of them with gaps between levels, and what each has."""
    paths = ["53-04"]
    for county in range(draw(st.integers(0, 4))):
        paths.append(f"53-04-{county:02}")
        for number in range(draw(st.integers(0, 4))):
            paths.append(f"53-04-{county:02}-d{number}")
            paths += [f"53-04-{county:02}-d{number}-{unit:03}" for unit in range(draw(st.integers(0, 2)))]
    skipped = draw(st.sets(st.sampled_from(paths[1:]))) if len(paths) > 1 else set()
    offices = [office(path) for path in paths if path not in skipped]
    keys = st.sampled_from([one.id for one in offices])
    return offices, draw(st.lists(st.tuples(keys, TALLIES), max_size=12))


@given(prefectures())
def test_every_level_is_the_sum_of_its_parts(found: tuple[list[Office], Cells]) -> None:
    offices, cells = found
    forest = forest_of(offices)
    rolled = roll_up(forest, cells)
    for one in offices:
        assert total(part.tally for part in rolled.parts(one.id)) == rolled.of(one.id)
        mine = [tally for key, tally in cells if covers(one.path, forest.offices[key].path)]
        assert rolled.of(one.id) == total(mine)


@given(prefectures(), st.randoms(use_true_random=False))
def test_the_order_of_offices_and_of_what_they_have_does_not_matter(
    found: tuple[list[Office], Cells], dice: random.Random
) -> None:
    offices, cells = found
    rolled = roll_up(forest_of(offices), cells)
    dice.shuffle(offices)
    dice.shuffle(cells)
    again = roll_up(forest_of(offices), cells)
    assert {one.id: rolled.of(one.id) for one in offices} == {one.id: again.of(one.id) for one in offices}


@given(prefectures())
def test_counties_rolled_up_by_themselves_and_merged_are_the_whole(
    found: tuple[list[Office], Cells],
) -> None:
    offices, cells = found
    rolled = roll_up(forest_of(offices), cells)
    (top,) = rolled.forest.roots
    own = total(tally for key, tally in cells if key == top.id)
    merged = []
    for county in rolled.forest.below.get(top.id, ()):
        inside = [one for one in offices if covers(county.path, one.path)]
        alone = roll_up(forest_of(inside), [cell for cell in cells if cell[0] in {one.id for one in inside}])
        merged.append(alone.of(county.id))
    assert total([own, *merged]) == rolled.of(top.id)


@given(TALLIES, TALLIES, TALLIES)
def test_tallies_add_like_numbers(one: Tally, two: Tally, three: Tally) -> None:
    assert one + two == two + one
    assert (one + two) + three == one + (two + three) == total([three, one, two])
    assert one + NOTHING == one
    assert total([]) == NOTHING


def test_an_office_whose_upper_office_is_not_here_hangs_below_the_nearest_one_that_is() -> None:
    top, far = office("53-04"), office("53-04-02-d155-001")
    rolled = roll_up(forest_of([far, top]), [(far.id, Tally(filed=2))])
    assert [part.label for part in rolled.parts(top.id)] == [far.name]
    assert rolled.of(top.id).filed == 2


def test_an_offices_own_things_are_a_part_beside_the_offices_below_it() -> None:
    county, town = office("53-04-02"), office("53-04-02-101")
    rolled = roll_up(forest_of([county, town]), [(county.id, Tally(filed=1)), (town.id, Tally(missing=3))])
    first, second = rolled.parts(county.id)
    assert (first.label, first.opens, first.tally.filed) == ("单位53-04-02（本级）", False, 1)
    assert (second.label, second.opens, second.tally.missing) == ("单位53-04-02-101", True, 3)
    (alone,) = rolled.parts(town.id)
    assert (alone.opens, alone.tally) == (False, rolled.of(town.id))
