"""Two PCs of one office by drawn lot: edits, handovers, forced take-overs, a clock that is off; nothing that was typed is lost.

Merging is the product's (take_of, joined, compare); the person who chooses, and the wire, are drawn. The gate plays a seeded
sample of offices; ``-m full`` plays 1,000.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import pytest

from jxdesk.domain.records.filings import Filing, FilingContent, Form, IndicatorLine
from jxdesk.domain.road.merging import Take, take_of
from jxdesk.domain.road.vectors import joined
from jxdesk.domain.round_trip.differences import compare

SEED = 20261121
LINES, STEPS, FORCED = 4, 40, 0.05
CONTENT = FilingContent(
    form=Form.PROJECT_SELF_EVALUATION,
    template_id="national-2020",
    rule_pack_id="yunnan-2020",
    year=2025,
    project_name="农村公路养护",
    indicator_lines=tuple(
        IndicatorLine(id=f"{n:032x}", level1="产出指标", name=f"里程{n}", clean_name=f"里程{n}")
        for n in range(LINES)
    ),
)


@dataclass
class Office:
    """Two PCs with a copy of one form each; what was overwritten or not chosen is kept, as the desks keep it."""

    random_: random.Random
    by_clock: bool = False
    pcs: list[Filing] = field(default_factory=list)
    saved_at: list[int] = field(default_factory=lambda: [0, 0])
    typed: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)
    takes: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        first = Filing(
            id="f" * 32, office_id="o" * 32, project_id="p" * 32, content=CONTENT, vector={"pc0:1": 1}
        )
        self.pcs = [first, first]

    def save(self, pc: int, content: FilingContent, vector: dict[str, int], now: int) -> None:
        place = f"pc{pc}:1"
        vector[place] = vector.get(place, 0) + 1
        self.pcs[pc] = replace(self.pcs[pc], content=content, vector=MappingProxyType(vector))
        self.saved_at[pc] = now - (1_000 if pc else 0)  # the second PC's clock is a long way back

    def type(self, pc: int, now: int) -> None:
        """Somebody types a value that is like no other; the one before goes into the journal."""
        here, value = self.pcs[pc], f"{now}号值"
        number = self.random_.randrange(LINES)
        lines = list(here.content.indicator_lines)
        self.kept.add(lines[number].actual_text)
        lines[number] = replace(lines[number], actual_text=value)
        self.typed.add(value)
        self.save(pc, replace(here.content, indicator_lines=tuple(lines)), dict(here.vector), now)

    def carry(self, came_from: int, to: int, now: int) -> None:
        """The state of one PC comes to the other."""
        came, here = self.pcs[came_from], self.pcs[to]
        if self.by_clock:
            if self.saved_at[came_from] > self.saved_at[to]:
                self.pcs[to], self.saved_at[to] = came, self.saved_at[came_from]
            return
        take = take_of(came, here, devices=(f"pc{to}",))
        self.takes[take.value] += 1
        match take:
            case Take.CHANGED:
                self.pcs[to] = came
            case Take.SAME:
                self.pcs[to] = replace(here, vector=MappingProxyType(joined(here.vector, came.vector)))
            case Take.CONFLICT | Take.PARALLEL:
                found = compare(here.content, came.content)
                chosen = {one.key for one in found.differences if self.random_.random() < 0.5}
                for one in found.differences:
                    self.kept |= {one.old, one.new}
                self.save(to, found.merged(chosen), joined(here.vector, came.vector), now)
            case _:
                assert take is Take.OLDER

    def play(self) -> int:
        """Plays some weeks; answers how many values were lost in silence."""
        holder = 0
        for now in range(1, STEPS + 1):
            if self.random_.random() < FORCED:
                holder = 1 - holder  # taken over by force: what the other PC has does not come along
            elif self.random_.random() < 0.2:
                self.carry(holder, 1 - holder, now)
                holder = 1 - holder
            self.type(holder, now)
        for round_ in range(2):
            self.carry(0, 1, STEPS + 1 + 2 * round_)
            self.carry(1, 0, STEPS + 2 + 2 * round_)
        assert self.pcs[0].content == self.pcs[1].content
        in_force = {line.actual_text for line in self.pcs[0].content.indicator_lines}
        return len(self.typed - in_force - self.kept)


def lost(offices: int, seed: int, *, by_clock: bool = False) -> tuple[int, int, Counter[str]]:
    """Values lost in silence, values typed, and what became of the states that were carried."""
    random_ = random.Random(seed)
    gone, typed, takes = 0, 0, Counter[str]()
    for _ in range(offices):
        office = Office(random.Random(random_.random()), by_clock=by_clock)
        gone += office.play()
        typed += len(office.typed)
        takes += office.takes
    return gone, typed, takes


def test_two_pcs_of_one_office_lose_nothing_in_silence() -> None:
    gone, typed, takes = lost(25, SEED)
    assert gone == 0
    assert typed == 25 * STEPS
    assert takes["conflict"] > 0
    assert lost(25, SEED, by_clock=True)[0] > 0, (
        "the same weeks by the clock lose values, so the count can tell"
    )


@pytest.mark.full
def test_full_a_thousand_offices_lose_nothing_in_silence(capsys: pytest.CaptureFixture[str]) -> None:
    gone, typed, takes = lost(1_000, SEED + 1)
    by_clock = lost(1_000, SEED + 1, by_clock=True)[0]
    with capsys.disabled():
        print(f"\n1,000 offices, {typed} values: {gone} lost, {dict(takes)}; by the clock {by_clock} lost")
    assert gone == 0
    assert by_clock > 0
