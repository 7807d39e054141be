"""Faults at every system call: killed, out of space or a failing disk, the folder holds the old state or the complete new one.

The gate runs a seeded sample; ``pytest -m full tests/store/test_faults.py -s`` runs every call and prints the figures.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from jxdesk.store.engine import journal, settings
from jxdesk.store.engine.changes import GENESIS
from jxdesk.store.records import filings, imports
from jxdesk.store.safety import archive, mirror, swap
from jxdesk.store.safety.folder import DataFolder
from jxdesk.store.safety.opening import open_folder
from jxdesk.store.schema import versions as schema

VICTIM = Path(__file__).with_name("victim.py")
CALLS = ("write", "pwrite64", "fsync", "fdatasync", "ftruncate", "rename", "unlink", "openat", "mkdir")
WRITING = ("write", "pwrite64", "fsync", "fdatasync", "ftruncate", "rename", "openat")
ERRANDS = ("save", "import", "backup", "migrate", "restore")


def why_strace_cannot_run() -> str:
    """The reason, or nothing where a process can be attached to."""
    if sys.platform != "linux" or shutil.which("strace") is None:
        return "strace is not installed"
    tried = subprocess.run(
        ["strace", "-f", "-o", os.devnull, "true"], capture_output=True, text=True, check=False
    )
    return "" if tried.returncode == 0 else f"strace cannot trace here: {tried.stderr.strip()[:80]}"


pytestmark = pytest.mark.skipif(
    bool(why_strace_cannot_run()), reason=why_strace_cannot_run() or "strace runs"
)


@dataclass(frozen=True)
class Fault:
    """What happens at the n-th call of one kind in any thread: ``signal=KILL``, ``error=ENOSPC`` …"""

    errand: str
    call: str
    number: int
    what: str = "signal=KILL"


@dataclass(frozen=True)
class Outcome:
    """What the victim promised, and whether it lived to its end."""

    promises: tuple[str, ...]
    errors: tuple[str, ...]
    returncode: int
    complaint: str

    @property
    def killed(self) -> bool:
        return self.returncode == -9


@pytest.fixture
def stage(tmp_path: Path, build: Any) -> Path:
    """A folder with a filing and one backup, which each fault gets a copy of."""
    home = tmp_path / "stage"
    opened = open_folder(home, who="练习员")
    office, _, _ = build.fill(opened.database)
    opened.database.run(lambda tx: settings.put(tx, settings.OFFICE, office.id))
    opened.backups.make(opened.database, reason="asked", pinned=True)
    opened.database.run(lambda tx: tx.note("after the backup"))
    opened.close(backup=False)
    return home


def run_victim(home: Path, errand: str, strace: list[str]) -> Outcome:
    victim = subprocess.Popen(
        [sys.executable, str(VICTIM), errand, str(home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert victim.stdin is not None
    assert victim.stdout is not None
    assert victim.stdout.readline() == "READY\n", victim.communicate()
    tracer = subprocess.Popen(
        ["strace", "-f", "-p", str(victim.pid), *strace],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    assert tracer.stderr is not None
    assert "attached" in tracer.stderr.readline()
    out, complaint = victim.communicate("go\n", timeout=120)
    tracer.communicate(timeout=60)
    lines = out.splitlines()
    return Outcome(
        promises=tuple(line.removeprefix("ack ") for line in lines if line.startswith("ack ")),
        errors=tuple(line.removeprefix("error ") for line in lines if line.startswith("error ")),
        returncode=victim.returncode,
        complaint=complaint,
    )


def copy_of(stage: Path, to: Path) -> Path:
    """A copy of the stage in its own place; what it is a copy of does not matter to these tests."""
    shutil.copytree(stage, to)
    open_folder(to).close(backup=False)
    return to


def strike(stage: Path, place: Path, fault: Fault) -> Outcome:
    """Runs the errand with the fault in a fresh copy of the stage, and checks what is left."""
    home = copy_of(stage, place)
    strace = ["-o", os.devnull, "-e", f"trace={fault.call}"]
    strace += ["-e", f"inject={fault.call}:{fault.what}:when={fault.number}"]
    outcome = run_victim(home, fault.errand, strace)
    check_folder(home, fault, outcome)
    shutil.rmtree(home)
    return outcome


def check_folder(home: Path, fault: Fault, outcome: Outcome) -> None:
    """The folder is whole: old or complete, with every promise kept, and what went wrong was said in words."""
    assert "Traceback" not in outcome.complaint, (fault, outcome.complaint)
    if fault.errand == "migrate":
        return check_migrated(home, fault, outcome)
    opened = open_folder(home)
    try:
        assert opened.database.read(journal.first_broken_line) is None, fault
        assert opened.database.read(lambda tx: tx.query("PRAGMA foreign_key_check")) == [], fault
        (filing,) = opened.database.read(lambda tx: filings.of_year(tx, 2026))
        actual = int(filing.content.indicator_lines[0].actual or 0)
        for backup in opened.backups.listed():
            assert archive.verify(backup.path) == backup.contents, fault
        lines = opened.database.read(lambda tx: journal.latest(tx, 10**6))[::-1]
        mirrored = mirror.chain_from(GENESIS, mirror.read_lines([home / "journal"]))
        assert mirrored[: len(lines)] == list(lines), fault
        leftovers = [path for path in home.rglob("*.tmp") if path.parent.name in ("backups", home.name)]
        assert leftovers == [], fault
        match fault.errand:
            case "save":
                promised = max((int(one) for one in outcome.promises), default=0)
                assert promised <= actual <= promised + 1, (fault, outcome)
                assert filing.version == 1 + actual or outcome.errors, (fault, outcome)
            case "import":
                batches = {batch.id for batch in opened.database.read(imports.all_imports)}
                came = opened.database.read(lambda tx: filings.of_year(tx, 2022))
                assert len(batches) == len(came) <= 1, (fault, outcome)
                assert [len(one.content.indicator_lines) for one in came] == [9] * len(came), fault
                assert set(outcome.promises) <= batches, (fault, outcome)
            case "backup":
                names = {one.name for one in opened.backups.listed()}
                assert set(outcome.promises) <= names, (fault, outcome)
                assert len(names) <= 2, fault
            case "restore":
                notes = [line for line in lines if line.field == "after the backup"]
                restored = [line for line in lines if line.field == "restore"]
                assert len(notes) + len(restored) == 1, (fault, outcome)
                assert bool(restored) or not outcome.promises, (fault, outcome)
                assert opened.database.epoch >= (3 if restored else 2), fault
    finally:
        opened.close(backup=False)


def check_migrated(home: Path, fault: Fault, outcome: Outcome) -> None:
    """Read by the driver alone, since the step is not one that the program knows."""
    folder = DataFolder(home)
    swap.finish(folder)
    connection = sqlite3.connect(folder.database)
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    columns = {row[1] for row in connection.execute("PRAGMA table_info(office)")}
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)], fault
    assert connection.execute("SELECT count(*) FROM filing, office").fetchone() == (1,), fault
    assert (version, "nickname" in columns) in {(schema.VERSION, False), (schema.VERSION + 1, True)}, fault
    assert version == schema.VERSION + 1 or not outcome.promises, (fault, outcome)
    connection.close()


def counted(stage: Path, place: Path, errand: str) -> Counter[str]:
    """How often an undisturbed run makes each call, in the thread that makes it most often."""
    home = copy_of(stage, place)
    log = place.with_suffix(".log")
    outcome = run_victim(home, errand, ["-o", str(log), "-e", f"trace={','.join(CALLS)}"])
    assert outcome.returncode == 0
    assert outcome.promises
    seen: Counter[tuple[str, str]] = Counter()
    for line in log.read_text(errors="replace").splitlines():
        found = re.match(r"(\d+)\s+(\w+)\(", line)
        if found:
            seen[found[1], found[2]] += 1
    most: Counter[str] = Counter()
    for (_, call), count in seen.items():
        most[call] = max(most[call], count)
    return most


def every_fault(most: Counter[str], errand: str, calls: tuple[str, ...], what: str) -> Iterator[Fault]:
    for call in calls:
        for number in range(1, most[call] + 1):
            yield Fault(errand, call, number, what)


@pytest.mark.parametrize("errand", ERRANDS)
def test_a_killed_program_leaves_the_old_state_or_the_complete_new_one(
    stage: Path, tmp_path: Path, errand: str
) -> None:
    most = counted(stage, tmp_path / "counted", errand)
    faults = list(every_fault(most, errand, CALLS, "signal=KILL"))
    chosen = random.Random(errand).sample(faults, 8)
    struck = [strike(stage, tmp_path / f"{n}", fault) for n, fault in enumerate(chosen)]
    assert sum(outcome.killed for outcome in struck) >= 6


@pytest.mark.parametrize("errand", ["save", "import", "backup"])
@pytest.mark.parametrize("error", ["ENOSPC", "EIO"])
def test_a_full_or_failing_disk_loses_nothing_that_was_promised(
    stage: Path, tmp_path: Path, errand: str, error: str
) -> None:
    most = counted(stage, tmp_path / "counted", errand)
    faults = list(every_fault(most, errand, WRITING, f"error={error}"))
    for number, fault in enumerate(random.Random(error + errand).sample(faults, 4)):
        strike(stage, tmp_path / f"{number}", fault)


@pytest.mark.full
@pytest.mark.parametrize("errand", ERRANDS)
def test_killed_at_every_call(stage: Path, tmp_path: Path, errand: str) -> None:
    most = counted(stage, tmp_path / "counted", errand)
    faults = list(every_fault(most, errand, CALLS, "signal=KILL"))
    killed = sum(strike(stage, tmp_path / f"{n}", fault).killed for n, fault in enumerate(faults))
    print(f"{errand}: {len(faults)} of {len(faults)} folders whole, {killed} killed, 0 promised rows lost")
    assert killed


@pytest.mark.full
@pytest.mark.parametrize("errand", ERRANDS)
@pytest.mark.parametrize("error", ["ENOSPC", "EIO"])
def test_a_fault_of_the_disk_at_every_call(stage: Path, tmp_path: Path, errand: str, error: str) -> None:
    most = counted(stage, tmp_path / "counted", errand)
    faults = list(every_fault(most, errand, WRITING, f"error={error}"))
    outcomes = [strike(stage, tmp_path / f"{n}", fault) for n, fault in enumerate(faults)]
    refused = sum(bool(outcome.errors) for outcome in outcomes)
    print(f"{errand} {error}: {len(faults)} of {len(faults)} folders whole, {refused} said so in words")
