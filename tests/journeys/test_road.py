"""A county's whole year on the road, between real data folders and over nothing but a stick: up, back, up again, down, and on to the prefecture.

Four offices run always, all 96 of the practice county with the mark ``full``; some of them by the command line alone.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from jxdesk.actions.inbox import filers, inbox
from jxdesk.domain.records.filings import Filing, FilingState, Form
from jxdesk.domain.records.packages import Task
from jxdesk.domain.road.outcomes import Outcome
from jxdesk.domain.road.standings import Standing
from jxdesk.domain.sending.receipts import ReceiptStatus
from jxdesk.store.records import approvals, filings, projects
from jxdesk.store.records.receipts import CameBy

from .road_county import (
    APPROVAL,
    EVALUATIONS,
    JULY,
    OCTOBER,
    TARGETS,
    TASKS,
    Held,
    RoadCounty,
    RoadDesk,
    held_at,
    ledger_of,
    office_years,
)

SAMPLE, WHOLE_COUNTY = 4, 96
BY_COMMANDS = 5
"""So many offices of the whole county do everything on the road by the command line; one of the sample."""
EVERY = 3
"""Of so many filings one is returned."""


class Every:
    """Chooses every third filing that it is asked about, the first among them."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, _: Filing) -> bool:
        self.asked += 1
        return self.asked % EVERY == 1


def none(_: Filing) -> bool:
    """Chooses nothing."""
    return False


def up_until_accepted(road: RoadCounty, task: Task, *, by_phone: RoadDesk | None = None) -> None:
    """A task goes up, some of it comes back with remarks, is corrected, goes up again and is accepted."""
    road.send_up(task, by_phone=by_phone, twice=by_phone is not None)
    counts = road.review(road.county, Every())
    assert counts[Outcome.RETURNED] == -(-counts.total() // EVERY)
    road.hear()
    back = road.returned(task)
    assert back
    for desk in back:
        road.correct(desk, task)
    came = road.send_up(task, desks=back)
    assert came.doubled > len(back), "the packages of the first round lie on the stick still"
    again = road.review(road.county, none)
    assert again == Counter({Outcome.ACCEPTED: counts[Outcome.RETURNED]})
    road.hear(back)
    assert not road.returned(task, back)


def monitor(road: RoadCounty, task: Task, percent: int) -> None:
    """A month is begun from the approved targets, filled, sent up and accepted."""
    road.watch(task, percent)
    road.send_up(task)
    assert set(road.review(road.county, none)) == {Outcome.ACCEPTED}
    road.hear()


def to_the_prefecture_and_back(road: RoadCounty) -> str:
    """The county forwards everything; one self-evaluation comes back through it. Answers that filing."""
    for task in TASKS:
        road.forward(task)
    first = min(held_at(road.prefecture, EVALUATIONS))
    counts = road.review(road.prefecture, lambda filing: filing.id == first)
    assert counts[Outcome.RETURNED] == 1
    road.hear_above()
    assert road.pass_down() == 1
    (desk,) = [one for one in road.offices if first in held_at(one, EVALUATIONS)]
    road.hear([desk])
    assert road.returned(EVALUATIONS, [desk]) == [desk]
    road.correct(desk, EVALUATIONS)
    road.send_up(EVALUATIONS, desks=[desk])
    assert road.review(road.county, none) == Counter({Outcome.ACCEPTED: 1})
    road.hear([desk])
    road.forward(EVALUATIONS)
    assert road.review(road.prefecture, none) == Counter({Outcome.ACCEPTED: 1})
    road.hear_above()
    return first


def whole_year(road: RoadCounty) -> str:
    """One year over the road; answers the filing that the prefecture returned."""
    up_until_accepted(road, TARGETS, by_phone=road.offices[-1])
    assert road.approve() == len(held_at(road.county, TARGETS))
    road.hear()
    monitor(road, JULY, 55)
    monitor(road, OCTOBER, 80)
    up_until_accepted(road, EVALUATIONS)
    return to_the_prefecture_and_back(road)


STANDS = {
    Form.PROJECT_TARGET: (Standing.APPROVED, Standing.APPROVED),
    Form.PROJECT_MONITORING: (Standing.ACCEPTED, Standing.PASSED_ABOVE),
    Form.PROJECT_SELF_EVALUATION: (Standing.ACCEPTED, Standing.PASSED_ABOVE),
}
"""Where each form stands in the end at its office and at the county; at the prefecture all of them are accepted."""


def desks_agree(road: RoadCounty, task: Task, projects_of_county: int) -> dict[str, Held]:
    """All desks hold the same of a task, each filing once, and the sums come out; answers what the county holds."""
    at_county, at_prefecture = held_at(road.county, task), held_at(road.prefecture, task)
    at_office, county_stands = STANDS[task.form]
    sums: Counter[str] = Counter()
    seen: set[str] = set()
    for desk in road.offices:
        for filing_id, own in held_at(desk, task).items():
            assert filing_id not in seen
            seen.add(filing_id)
            above = at_county[filing_id]
            assert own.filing.content == above.filing.content == at_prefecture[filing_id].filing.content
            assert (own.standing, above.standing) == (at_office, county_stands)
            assert at_prefecture[filing_id].standing is Standing.ACCEPTED
            assert own.round == above.round
            sums += own.sums
    assert seen == set(at_county) == set(at_prefecture)
    assert len(seen) == projects_of_county, "one for each project"
    for held in (at_county, at_prefecture):
        assert sum((one.sums for one in held.values()), Counter[str]()) == sums
    return at_county


def every_desk_agrees(road: RoadCounty, returned_above: str) -> None:
    """What was sent, taken in, decided and answered is the same wherever one looks."""
    with road.county.open() as county:
        known = county.read(lambda tx: projects.of_year(tx, 2025))
        box = inbox(county)
        assert not box.refused
        assert {one.state for one in box.packages} == {"done"}
        for task in TASKS:
            told = filers(county, task)
            assert {one.path for one in told} == set(road.by_path)
            assert all(one.has_filed and not one.waiting and not one.returned for one in told)
    codes = [one.code for one in known]
    assert len(set(codes)) == len(codes), "no project twice"
    for task in TASKS:
        held = desks_agree(road, task, len(known))
        rounds = Counter(one.round for one in held.values())
        match task.form:
            case Form.PROJECT_MONITORING:
                assert set(rounds) == {1}
            case Form.PROJECT_TARGET:
                assert rounds[2] == -(-len(held) // EVERY)
            case _:
                assert held[returned_above].round == max(rounds)
                assert sum(number - 1 for number in rounds.elements()) == -(-len(held) // EVERY) + 1
    ledgers_agree(road)
    for desk in road.offices:
        with desk.open() as workspace:
            targets = workspace.read(lambda tx: filings.of_year(tx, 2025, form=Form.PROJECT_TARGET))
            kept = workspace.read(
                lambda tx, targets=targets: approvals.of_filings(tx, [one.id for one in targets])
            )
        assert {one.state for one in targets} == {FilingState.APPROVED}
        assert [one.facts for one in kept] == [APPROVAL] * len(targets)


def ledgers_agree(road: RoadCounty) -> None:
    """Every desk numbered what it sent without a gap, the county holds all of it, and every package has its answers."""
    with road.county.open() as county:
        came = Counter(one.package.sender_path for one in inbox(county).packages)
    for desk in road.offices:
        sent = ledger_of(desk)
        assert [one.number for one in sent] == list(range(1, len(sent) + 1))
        assert came[desk.path] == len(sent)
        for one in sent:
            is_told = desk is road.offices[-1] and one.number == 1
            assert one.told[0] == (ReceiptStatus.IMPORTED, CameBy.PHONE if is_told else CameBy.FILE)
            assert CameBy.PACKAGE in {by for _, by in one.told}, "each was answered by a decision"
            assert one.status in {"accepted", "returned"}, "a receipt that comes later takes nothing back"
    numbers = [one.number for one in ledger_of(road.county)]
    assert numbers == list(range(1, len(numbers) + 1))


def test_a_county_year_goes_over_the_road_and_every_desk_agrees(tmp_path: Path) -> None:
    road = RoadCounty(tmp_path, office_years(SAMPLE), by_commands=1, in_pouches=False)
    every_desk_agrees(road, whole_year(road))


@pytest.mark.full
def test_the_year_of_96_offices_goes_over_the_road_and_every_desk_agrees(tmp_path: Path) -> None:
    road = RoadCounty(tmp_path, office_years(WHOLE_COUNTY), by_commands=BY_COMMANDS, in_pouches=True)
    every_desk_agrees(road, whole_year(road))
