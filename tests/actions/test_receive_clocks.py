"""Clocks that are a year or ten years off on either side: no verdict, no order and no acceptance changes."""

from __future__ import annotations

import contextlib
import random
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jxdesk.actions.receiving.receive import commit, look
from jxdesk.actions.reviewing.decide import Decision, decide
from jxdesk.actions.reviewing.remarks import Remark
from jxdesk.actions.reviewing.send_down import NothingToSend, send_down
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.records.filings import Form
from jxdesk.domain.records.offices import OfficeLevel
from jxdesk.domain.road.outcomes import Outcome
from jxdesk.store.records import received
from tests.actions.enrol_desks import COUNTY, TOWN, Desk, desks_in, enrolled
from tests.actions.road_desks import drawn, edit, fill, of, receive, send, standing

__all__ = ["drawn"]

TRUE, YEAR_BACK, YEAR_ON, TEN_ON = "2026-11-20", "2025-11-20", "2027-11-20", "2036-11-20"


Days = Callable[[str], str]
"""The day that the clock of a desk shows when it is opened for the next step."""


def a_round(desk: Desk, drawn: object, stick: Path, day_of: Days) -> list[Any]:
    """A round in which packages come out of order, one is stale, and the decisions go back; answers every verdict in it."""

    def county_desk() -> Workspace:
        return desk("县", COUNTY, OfficeLevel.COUNTY, day=day_of("县"))

    def town_desk() -> Workspace:
        return desk("镇", TOWN, OfficeLevel.TOWNSHIP, day=day_of("镇"))

    enrolled(town_desk(), county_desk(), stick / "enrolment")
    town = town_desk()
    fill(town, drawn)  # type: ignore[arg-type]
    files = [send(town, stick).path]
    for value in ("7", "8"):
        town = town_desk()
        edit(town, of(town, Form.PROJECT_SELF_EVALUATION)[0], value)
        files.append(send(town, stick).path)
    found: list[Any] = []
    for file in (files[1], files[0], files[2], files[1]):
        county = county_desk()
        arrival = look(county, file)
        found += [arrival.placed.verdict, arrival.placed.missing, sorted(one.take for one in arrival.filings)]
        done = commit(county, arrival)
        found += [done.package.status, done.is_duplicate, sorted(done.package.facts["missing"])]
        found.append(
            [one.content.indicator_lines[0].actual_text for one in of(county, Form.PROJECT_SELF_EVALUATION)]
        )
    first, second = of(county, Form.PROJECT_SELF_EVALUATION)
    remark = Remark(
        line_id=first.content.indicator_lines[0].id, field="actual", reason_code="other", text="请核对"
    )
    decide(
        county,
        [
            Decision(filing_id=first.id, outcome=Outcome.RETURNED, opinion="请修改", remarks=(remark,)),
            Decision(filing_id=second.id, outcome=Outcome.ACCEPTED),
        ],
        by="乙",
    )
    county, town = county_desk(), town_desk()
    for package in county.read(received.all_received):
        with contextlib.suppress(NothingToSend):
            receive(town, send_down(county, package.digest, to=stick).path)
    found += [standing(town, one.id) for one in (first, second)]
    return found


@pytest.fixture
def verdicts(drawn: object, tmp_path: Path) -> Callable[[Days], list[Any]]:
    """Plays the round with desks of their own at these days, the enrolment among them."""

    def play(day_of: Days) -> list[Any]:
        with tempfile.TemporaryDirectory(dir=tmp_path) as place, desks_in(Path(place)) as desk:
            return a_round(desk, drawn, Path(place) / "U盘", day_of)

    return play


def steady(town_day: str, county_day: str) -> Days:
    """Two clocks that are right or off, the same through the whole round."""
    return {"镇": town_day, "县": county_day}.__getitem__


def jumping(seed: int) -> Days:
    """Two clocks that show another day at every step."""
    random_ = random.Random(seed)
    return lambda _: random_.choice(DAYS)


EXPECTED_VALUES = [["7"], ["7"], ["8"], ["8"]]
DAYS = (TRUE, YEAR_BACK, YEAR_ON, TEN_ON)


def test_a_clock_that_is_off_changes_no_verdict(verdicts: Callable[[Days], list[Any]]) -> None:
    right = verdicts(steady(TRUE, TRUE))
    assert [said[:1] for said in right if isinstance(said, list) and len(said) == 2 and said[0] in "78"] == (
        EXPECTED_VALUES
    )
    assert right[-2:] == [("returned", 3), ("accepted", 1)]
    for days in (steady(YEAR_BACK, TEN_ON), steady(TEN_ON, YEAR_BACK), jumping(20261121)):
        assert verdicts(days) == right, days


@pytest.mark.full
def test_full_two_hundred_rounds_by_wrong_and_jumping_clocks(
    verdicts: Callable[[Days], list[Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    right = verdicts(steady(TRUE, TRUE))
    pairs = [steady(one, other) for one in DAYS for other in DAYS]
    jumps = [jumping(seed) for seed in range(200 - len(pairs))]
    others = [number for number, days in enumerate((*pairs, *jumps)) if verdicts(days) != right]
    with capsys.disabled():
        print(
            f"\n{len(pairs)} pairs of clocks and {len(jumps)} rounds of jumping ones, {len(right)} verdicts each: "
            f"{len(others)} differ"
        )
    assert others == []
