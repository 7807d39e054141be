"""Errands of the road that are killed, or whose disk fails: a package is there whole with its receipt or not at all, and
the same errand again ends where an undisturbed one ends.

The gate takes a seeded sample of the steps; ``-m full`` takes every one.
"""

from __future__ import annotations

import errno
import random
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from jxdesk.actions.deliver import deliver
from jxdesk.actions.reviewing.decide import Decision, decide
from jxdesk.actions.reviewing.remarks import Remark
from jxdesk.actions.reviewing.send_down import NothingToSend, send_down
from jxdesk.actions.start import start
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.errors import JxError
from jxdesk.domain.records.filings import FilingState, Form
from jxdesk.domain.records.offices import OfficeLevel
from jxdesk.domain.road.outcomes import Outcome
from jxdesk.exchange.verifying import open_package
from jxdesk.store.records import offices, packages, received, reviews
from tests.actions.enrol_desks import COUNTY, TOWN, enrolled
from tests.actions.road_desks import drawn, fill, of, send, standing
from tests.actions.road_desks import receive as take_in
from tests.actions.road_errands import ERRANDS, struck

__all__ = ["drawn"]

CHILD = Path(__file__).with_name("road_errands.py")


@contextmanager
def opened(home: Path) -> Iterator[Workspace]:
    """An opened desk that makes no backup when it is closed."""
    workspace = Workspace.open_existing(home)
    try:
        yield workspace
    finally:
        workspace.close(backup=False)


@dataclass(frozen=True)
class Stage:
    """Closed desks in the state before each errand, with the stick that belongs to it; tests work on copies."""

    place: Path

    def copy(self, errand: str, to: Path) -> tuple[Path, Path]:
        """A copy of the home at which the errand is done, and of its stick."""
        shutil.copytree(self.place / errand, to)
        return to / "home", to / "stick"


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory, drawn: object) -> Stage:
    """A county and an enrolled township: sealed, taken in, decided on and returned."""
    place = tmp_path_factory.mktemp("stage")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("user")))
        for folder, code, level in (
            ("county", COUNTY, OfficeLevel.COUNTY),
            ("town", TOWN, OfficeLevel.TOWNSHIP),
        ):
            start(place / folder, name=f"{folder}财政局", level=level, code=code)
        up, down = place / "up", place / "down"
        down.mkdir()
        with opened(place / "county") as county, opened(place / "town") as town:
            enrolled(town, county, place / "enrolment")
            fill(town, drawn)  # type: ignore[arg-type]
            sent = send(town, up)
        keep(place, "receive", "county", up)
        with opened(place / "county") as county:
            take_in(county, sent.path)
        keep(place, "publish", "county", down)
        with opened(place / "county") as county:
            first, second = of(county, Form.PROJECT_SELF_EVALUATION)
            line = first.content.indicator_lines[0].id
            remark = Remark(line_id=line, field="actual", reason_code="evidence", text="请附支付凭证")
            returned = Decision(
                filing_id=first.id, outcome=Outcome.RETURNED, opinion="请修改", remarks=(remark,)
            )
            decide(county, [returned, Decision(filing_id=second.id, outcome=Outcome.ACCEPTED)], by="乙")
        keep(place, "return", "county", down)
        with opened(place / "county") as county:
            send_down(county, sent.digest, to=down)
        keep(place, "hear", "town", down)
    return Stage(place)


def keep(place: Path, errand: str, home: str, stick: Path) -> None:
    shutil.copytree(place / home, place / errand / "home")
    shutil.copytree(stick, place / errand / "stick")


# ---- what is left, and what the same errand again makes of it ------------------------------------------------------


def left_and_again(errand: str, home: Path, stick: Path) -> str:
    """Checks what a disturbed errand left, does it again, checks that all is as it should be; answers what was left."""
    with opened(home) as workspace:
        if errand in ("receive", "hear"):
            return received_and_again(errand, workspace, stick)
        return sent_and_again(errand, workspace, stick)


def received_and_again(errand: str, workspace: Workspace, stick: Path) -> str:
    (file,) = stick.glob("*.jxpkg")
    before = workspace.read(received.all_received)
    assert len(before) <= 1
    check_taken_in(errand, workspace, there=bool(before))
    done = take_in(workspace, file)
    assert done.is_duplicate == bool(before)
    check_taken_in(errand, workspace, there=True)
    (package,) = workspace.read(received.all_received)
    if before:
        assert package == before[0]
    kept = workspace.folder.packages / "received"
    assert [path.name for path in kept.iterdir()] == [f"{package.digest}.jxpkg"]
    with open_package(kept / f"{package.digest}.jxpkg") as kept_package:
        assert kept_package.digest == package.digest
    answers = [path for path in stick.iterdir() if path != file]
    assert [path.read_bytes() for path in answers] == ([package.receipt] if errand == "receive" else [])
    assert bool(package.receipt) == (errand == "receive")
    return "there" if before else "not there"


def check_taken_in(errand: str, workspace: Workspace, *, there: bool) -> None:
    """Whether everything of the package is here, or nothing of it."""
    found = of(workspace, Form.PROJECT_SELF_EVALUATION)
    if errand == "receive":
        assert len(found) == (2 if there else 0)
        assert all(one.state is FilingState.SEALED for one in found)
        assert (workspace.read(lambda tx: offices.by_path(tx, TOWN)) is not None) is there
        assert all(standing(workspace, one.id) == ("waiting", 1) for one in found)
    else:
        expected = [("accepted", 1), ("returned", 1)] if there else [("sent", 1)] * 2
        assert sorted(standing(workspace, one.id) for one in found) == expected
        comments = [workspace.read(lambda tx, id_=one.id: reviews.comments_of(tx, id_)) for one in found]
        assert sum(map(len, comments)) == (1 if there else 0)


def sent_and_again(errand: str, workspace: Workspace, stick: Path) -> str:
    kind = {"return": "return", "publish": "publication"}[errand]
    before = [one for one in workspace.read(packages.all_sent) if one.kind.value == kind]
    written = list(stick.glob("*.jxpkg"))
    assert len(written) <= len(before) <= 1
    if before and errand == "return":
        (came,) = workspace.read(received.all_received)
        with pytest.raises(NothingToSend):
            send_down(workspace, came.digest, to=stick)
    else:
        ERRANDS[errand](workspace, stick)
    sent = [one for one in workspace.read(packages.all_sent) if one.kind.value == kind]
    assert len(sent) == (len(before) + 1 if errand == "publish" else 1)
    numbers = [one.position.seq for one in workspace.read(packages.all_sent)]
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
    for one in sent:
        with open_package(deliver(workspace, one.digest, stick)) as written_again:
            assert written_again.digest == one.digest
    digests = {f"{one.digest}.jxpkg" for one in workspace.read(packages.all_sent)}
    assert {path.name for path in workspace.folder.packages.glob("*.jxpkg*")} == digests
    assert not list(stick.glob("*.part"))
    if errand == "publish":
        ledger = packages.ledger(workspace.folder)
        assert {f"{one.digest}.jxpkg" for one in ledger} == digests
    return "there" if before else "not there"


# ---- killed --------------------------------------------------------------------------------------------------------


def killed_at(errand: str, step: int, stage: Stage, tmp_path: Path) -> str:
    """What an errand killed at this step left; the number of its steps where it was not killed."""
    place = tmp_path / f"{errand}{step}"
    home, stick = stage.copy(errand, place)
    command = [sys.executable, str(CHILD), errand, str(home), str(stick), str(step)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert run.returncode in (0, -signal.SIGKILL), run.stderr
    left = left_and_again(errand, home, stick)
    if (
        step and run.returncode == 0
    ):  # what other threads make last comes a call earlier or later: it was done by then
        assert left == "there"
        return left
    shutil.rmtree(place)
    return run.stdout.strip() or left


@pytest.mark.parametrize("errand", ERRANDS)
def test_an_errand_killed_at_any_step_is_done_whole_or_not_at_all(
    stage: Stage, tmp_path: Path, errand: str
) -> None:
    steps = int(killed_at(errand, 0, stage, tmp_path))
    sample = random.Random(20261120).sample(range(2, steps), 1)
    found = {killed_at(errand, step, stage, tmp_path) for step in (1, *sample, steps)}
    assert found == {"there", "not there"}


@pytest.mark.full
@pytest.mark.parametrize("errand", ERRANDS)
def test_full_an_errand_killed_at_every_step(
    stage: Stage, tmp_path: Path, errand: str, capsys: pytest.CaptureFixture[str]
) -> None:
    steps = int(killed_at(errand, 0, stage, tmp_path))
    found = Counter(killed_at(errand, step, stage, tmp_path) for step in range(1, steps + 1))
    with capsys.disabled():
        print(f"\n{errand} killed at each of {steps} steps: {dict(found)}")
    assert set(found) == {"there", "not there"}


# ---- a disk that is full or fails ----------------------------------------------------------------------------------


def failed_at(errand: str, number: int, step: int, stage: Stage, tmp_path: Path) -> str:
    """What an errand left whose disk fails from this step on, and once: done, or the code of the fault."""
    place = tmp_path / f"{errand}{number}-{step}"
    home, stick = stage.copy(errand, place)
    seen = 0

    def strike(count: int) -> None:
        nonlocal seen
        seen = count
        if count == step:
            raise OSError(number, "invented")

    with opened(home) as workspace:
        said: JxError | None = None
        try:
            with struck(workspace, strike, after=False):
                ERRANDS[errand](workspace, stick)
        except JxError as fault:
            said = fault
    assert said is None or (said.title and said.advice)
    code = "done" if said is None else said.code
    left = left_and_again(errand, home, stick)
    shutil.rmtree(place)
    return f"{code}, {left}" if step else str(seen)


TOLD = {
    errno.ENOSPC: {"done", "JX-DISK-FULL", "JX-STICK-FULL"},
    errno.EIO: {"done", "JX-DISK-IO", "JX-STICK-PULLED"},
}


@pytest.mark.parametrize("errand", ERRANDS)
def test_a_disk_that_fails_at_any_step_is_told_and_nothing_is_half_done(
    stage: Stage, tmp_path: Path, errand: str
) -> None:
    random_ = random.Random(20261121)
    steps = int(failed_at(errand, 0, 0, stage, tmp_path))
    for step in random_.sample(range(1, steps), 4):
        number = random_.choice(list(TOLD))
        said = failed_at(errand, number, step, stage, tmp_path)
        assert said.partition(",")[0] in TOLD[number]


@pytest.mark.full
@pytest.mark.parametrize("number", TOLD)
@pytest.mark.parametrize("errand", ERRANDS)
def test_full_a_disk_that_fails_at_every_step(
    stage: Stage, tmp_path: Path, errand: str, number: int, capsys: pytest.CaptureFixture[str]
) -> None:
    steps = int(failed_at(errand, number, 0, stage, tmp_path))
    found = Counter(failed_at(errand, number, step, stage, tmp_path) for step in range(1, steps + 1))
    with capsys.disabled():
        print(f"\n{errand}, {errno.errorcode[number]} at each of {steps} steps: {dict(found)}")
    assert {said.partition(",")[0] for said in found} == TOLD[number]
