"""Clocks that are a year or ten years off on either side: no verdict, no order and no acceptance changes."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jxdesk.actions.receiving.receive import commit, look
from jxdesk.actions.reviewing.decide import Decision, Remark, decide
from jxdesk.actions.reviewing.send_down import NothingToSend, send_down
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.records.filings import Form
from jxdesk.domain.records.offices import OfficeLevel
from jxdesk.domain.road.outcomes import Outcome
from jxdesk.store.records import received
from tests.actions.enrol_desks import COUNTY, TOWN, Desk, desk, enrolled
from tests.actions.road_desks import drawn, edit, fill, of, receive, send, standing

__all__ = ["desk", "drawn"]

TRUE, YEAR_BACK, YEAR_ON, TEN_ON = "2026-11-20", "2025-11-20", "2027-11-20", "2036-11-20"


def a_round(desk: Desk, drawn: object, stick: Path, town_day: str, county_day: str) -> list[Any]:
    """A round in which packages come out of order, one is stale, and the decisions go back; answers every verdict in it."""
    county = desk("县", COUNTY, OfficeLevel.COUNTY)
    town = desk("镇", TOWN, OfficeLevel.TOWNSHIP)
    enrolled(town, county, stick / "enrolment")
    county = desk("县", COUNTY, OfficeLevel.COUNTY, day=county_day)
    town = desk("镇", TOWN, OfficeLevel.TOWNSHIP, day=town_day)
    fill(town, drawn)  # type: ignore[arg-type]
    files = [send(town, stick).path]
    for value in ("7", "8"):
        edit(town, of(town, Form.PROJECT_SELF_EVALUATION)[0], value)
        files.append(send(town, stick).path)
    found: list[Any] = []
    for file in (files[1], files[0], files[2], files[1]):
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
    for package in county.read(received.all_received):
        with contextlib.suppress(NothingToSend):
            receive(town, send_down(county, package.digest, to=stick).path)
    found += [standing(town, one.id) for one in (first, second)]
    return found


@pytest.fixture
def verdicts(desk: Desk, drawn: object, tmp_path: Path) -> Callable[[str, str], list[Any]]:
    """Plays the round with desks of their own at these days."""

    def play(town_day: str, county_day: str) -> list[Any]:
        place = f"{town_day}，{county_day}"
        (tmp_path / place).mkdir()

        def own_desk(folder: str, code: str, level: OfficeLevel, *, day: str = TRUE) -> Workspace:
            return desk(f"{place}/{folder}", code, level, day=day)

        return a_round(own_desk, drawn, tmp_path / place / "U盘", town_day, county_day)

    return play


EXPECTED_VALUES = [["7"], ["7"], ["8"], ["8"]]


def test_a_clock_that_is_off_changes_no_verdict(verdicts: Callable[[str, str], list[Any]]) -> None:
    right = verdicts(TRUE, TRUE)
    assert [said[:1] for said in right if isinstance(said, list) and len(said) == 2 and said[0] in "78"] == (
        EXPECTED_VALUES
    )
    assert right[-2:] == [("returned", 3), ("accepted", 1)]
    for days in ((YEAR_BACK, TEN_ON), (TEN_ON, YEAR_BACK)):
        assert verdicts(*days) == right, days


@pytest.mark.full
def test_full_every_pair_of_clocks(
    verdicts: Callable[[str, str], list[Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    days = (TRUE, YEAR_BACK, YEAR_ON, TEN_ON)
    pairs = [(one, other) for one in days for other in days]
    found = [verdicts(*pair) for pair in pairs]
    with capsys.disabled():
        print(f"\n{len(pairs)} pairs of clocks, {len(found[0])} verdicts each")
    assert all(one == found[0] for one in found)
