"""Receiving a prefecture's year (5,326 self-evaluations as offices fill them in): looked at, taken in, and its second revision compared.

The floors are those of ``bench_package``: hashing the package and inserting its own records, raw, into tables as wide as
they are, and beside it the narrow rows of the first design. What is measured is the whole errand, as a person waits for
it: the copy from the stick with its read-back, signature and hashes, every record parsed and compared with its canonical
form, the comparison with what is here, and for taking in the backup before it, the score and the check of every form,
the change log with its chain and its mirror, and the signed receipt.
"""

from __future__ import annotations

import os
import shutil
import sys
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from functools import cache, partial
from pathlib import Path

import floors
from bench_package import (
    NARROW,
    OWN,
    PACKAGE,
    PROJECTS,
    lay_floors,
    narrow_floor,
    own_floor,
    verify_bytes,
)

sys.path.insert(0, str(Path(__file__).parents[1] / "exchange"))

from package_builder import Contents, certificate, heading, package, signer

from jxdesk.actions import start
from jxdesk.actions.judging import judge
from jxdesk.actions.receiving.arrival import Arrival
from jxdesk.actions.receiving.receive import commit, look
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.practice import PracticeCounty, Scale, build, read_plan
from jxdesk.domain.records.filings import Filing, FilingState, Form
from jxdesk.domain.records.offices import OfficeLevel
from jxdesk.domain.records.packages import DeclaredText
from jxdesk.domain.road.merging import Take
from jxdesk.exchange.sealing import Heading
from jxdesk.exchange.verifying import open_package
from jxdesk.shipped_files import resource
from jxdesk.store.engine import settings
from jxdesk.store.shipped.forms import DEFAULT_RULE_PACK, rule_packs, templates

SENDER, RECEIVER, YEAR, DEVICE = "53-99", "53", 2025, "00112233aabbccdd"
HALF, SECOND = "half.jxpkg", "second.jxpkg"
EMPTY, FILLED = "empty", "filled"
CHANGED_EVERY = 10
"""So many filings to one that the second revision changes."""
TAKE_IN, TAKE_IN_HALF = "receive: looked at and taken in", "receive, half as many"
LOOK, LOOK_HALF = "look: copied, verified, compared", "look, half as many"


@cache
def prefecture() -> PracticeCounty:
    """The practice prefecture of 5,326 projects."""
    declared = (
        tomllib.loads(resource("demo", name).read_text(encoding="utf-8"), parse_float=Decimal)
        for name in ("county.toml", "projects.toml", "year.toml")
    )
    rules = rule_packs()[DEFAULT_RULE_PACK]
    return build(read_plan(*declared), Scale.YUXI, templates=templates(), rules=rules)


def drawn(parts: int = 1) -> Contents:
    """Its finished year, or the first half of it: what offices really fill in."""
    year = next(one for one in prefecture().years if one.projects[0].fiscal_year == YEAR)
    projects = year.projects[: len(year.projects) // parts]
    named = {project.id for project in projects}
    filings = [
        replace(one, state=FilingState.SEALED, vector={f"{DEVICE}:1": 1})
        for one in year.filings
        if one.content.form is Form.PROJECT_SELF_EVALUATION and one.project_id in named
    ]
    return Contents(
        offices=prefecture().offices,
        projects=tuple(replace(one, predecessor_id="") for one in projects),
        filings=tuple(filings),
        templates=_declared(one.content.template_id for one in filings),
        rule_packs=_declared(one.content.rule_pack_id for one in filings),
    )


def _declared(names: Iterable[str]) -> tuple[DeclaredText, ...]:
    return tuple(DeclaredText(id=one, version="1", text=f'id = "{one}"\n') for one in sorted(set(names)))


def _heading(*, seq: int = 1, prev: str = "") -> Heading:
    said = heading(seq=seq, prev=prev, practice=True, org=SENDER)
    return replace(said, sender_name="练习州财政局", recipients=(RECEIVER,))


def _package(of: Contents, under: Heading) -> bytes:
    own = certificate(signer(), org=SENDER, name="练习州财政局")
    return package(of, under=under, chain=[own])


def revised(of: Contents) -> Contents:
    """The same year sealed again, one filing in ten changed in two cells and saved once more."""
    filings = [_edited(one) if place % CHANGED_EVERY == 0 else one for place, one in enumerate(of.filings)]
    return replace(of, filings=tuple(filings))


def _edited(filing: Filing) -> Filing:
    first, *others = filing.content.indicator_lines
    more = (first.actual or Decimal(0)) + 1
    line = replace(first, actual=more, actual_text=str(more), deviation_reason="按台账更正。")
    return replace(
        filing,
        content=replace(filing.content, indicator_lines=(line, *others)),
        vector={place: n + 1 for place, n in filing.vector.items()},
    )


def prepare(work: Path) -> None:
    """Seals the year, half a year and the second revision, and makes two desks above it: a new one, and one that holds the year."""
    of = drawn()
    lay_floors(work, _package(of, _heading()))
    (work / HALF).write_bytes(_package(drawn(2), _heading()))
    os.environ["XDG_DATA_HOME"] = str(work / "user")
    start.start(work / EMPTY, name="练习省财政厅", level=OfficeLevel.PROVINCE, code=RECEIVER)
    with Workspace.open_existing(work / EMPTY) as desk:
        # A practice desk asks nobody who signed, so that the bench needs no enrolment; all else is as on a real one.
        desk.transact(lambda tx: settings.put(tx, settings.PRACTICE, "1"))
    shutil.copytree(work / EMPTY, work / FILLED)
    with Workspace.open_existing(work / FILLED) as desk:
        first = commit(desk, look(desk, work / PACKAGE)).package.digest
    (work / SECOND).write_bytes(_package(revised(of), _heading(seq=2, prev=first)))


def desk_of(work: Path, kept: str) -> Workspace:
    """A desk of this run's own, as it was prepared."""
    os.environ["XDG_DATA_HOME"] = str(work / "user")
    home = work / "run"
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(work / kept, home)
    desk = Workspace.open_existing(home)
    desk.database.warm().join()  # the window has done so long before anybody receives
    return desk


def measured(
    work: Path,
    *,
    kept: str,
    file: str,
    takes: dict[Take, int],
    then: Callable[[Workspace, Arrival], object] | None,
) -> float:
    """Looks at a package at a desk, and does what follows; what the look must have found is asked afterwards."""
    desk = desk_of(work, kept)
    began = floors.now()
    arrival = look(desk, work / file)
    if then is not None:
        then(desk, arrival)
    seconds = floors.now() - began
    assert {take: arrival.counts[take] for take in takes} == takes, arrival.counts
    desk.close(backup=False)
    return seconds


def take_in(desk: Workspace, arrival: Arrival) -> None:
    """Takes an arrival in; the receipt is written beside the package, where the stick would be."""
    done = commit(desk, arrival)
    assert done.receipt is not None, done.not_written


def verify_records(work: Path) -> float:
    """Signature, hashes, and every record parsed, compared with its canonical form, checked, counted and summed."""
    began = floors.now()
    with open_package(work / PACKAGE):
        pass
    return floors.now() - began


def score_and_check(work: Path) -> float:
    """The part of taking in that no floor has: every form scored and checked, for the lists and the review."""
    with open_package(work / PACKAGE, with_records=False) as opened:
        filings = list(opened.filings())
    began = floors.now()
    for one in filings:
        judge(one.content, imported=False, worded=False)
    return floors.now() - began


_NEW, _NEW_HALF = {Take.NEW: PROJECTS}, {Take.NEW: PROJECTS // 2}
_CHANGED = -(-PROJECTS // CHANGED_EVERY)
_REVISED = {Take.CHANGED: _CHANGED, Take.SAME: PROJECTS - _CHANGED}
_look_at = partial(measured, then=None)
_receive = partial(measured, then=take_in)


def _pair(name: str, run: floors.Run, goal: float | None) -> tuple[floors.Case, floors.Case]:
    return (
        floors.Case(name=name, run=run, against=OWN, goal=goal),
        floors.Case(name=f"{name}, beside narrow rows", run=run, against=NARROW, same_as=name),
    )


_look_at_year = partial(_look_at, kept=EMPTY, file=PACKAGE, takes=_NEW)
_receive_year = partial(_receive, kept=EMPTY, file=PACKAGE, takes=_NEW)

CASES = (
    floors.Case(name=NARROW, run=narrow_floor),
    floors.Case(name=OWN, run=own_floor),
    *_pair("verify signature and hashes", verify_bytes, 0.3),
    *_pair("verify with every record", verify_records, 1.3),
    *_pair(LOOK, _look_at_year, 1.3),
    *_pair(TAKE_IN, _receive_year, 2.5),
    *_pair("of that: score and check every form", score_and_check, None),
    *_pair("second revision: looked at", partial(_look_at, kept=FILLED, file=SECOND, takes=_REVISED), None),
    *_pair("second revision: taken in", partial(_receive, kept=FILLED, file=SECOND, takes=_REVISED), None),
    floors.Case(name=LOOK_HALF, run=partial(_look_at, kept=EMPTY, file=HALF, takes=_NEW_HALF)),
    floors.Case(name=TAKE_IN_HALF, run=partial(_receive, kept=EMPTY, file=HALF, takes=_NEW_HALF)),
    floors.Case(
        name="law: look at twice as many", run=_look_at_year, against=LOOK_HALF, goal=2.2, same_as=LOOK
    ),
    floors.Case(
        name="law: receive twice as many",
        run=_receive_year,
        against=TAKE_IN_HALF,
        goal=2.2,
        same_as=TAKE_IN,
    ),
)

if __name__ == "__main__":
    floors.main(__file__, f"the road, {PROJECTS:,} projects", CASES, prepare=prepare)
