"""Power loss: whatever of the unsynced writes has reached the disk, every promised value is there and nothing is half.

A run of the real store is traced, write by write and sync by sync. At every one of these moments the power goes: what was
synced before is on the disk, of the rest nothing, everything, a beginning, any part, or torn sectors of 512 bytes. Each
such disk is opened again. Weaker settings are the controls that must fail. ``pytest -m full tests/store/test_power_loss.py
-s`` goes through all of them and prints the figures.
"""

from __future__ import annotations

import random
import re
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from jxdesk.store.engine import settings
from jxdesk.store.engine.changes import GENESIS, Change, chain_hash
from jxdesk.store.safety.opening import open_folder

from .test_faults import pytestmark as needs_strace

pytestmark = needs_strace

VICTIM = Path(__file__).with_name("power_victim.py")
SECTOR = 512
WAYS = ("nothing", "all", "beginning", "some", "torn")
CALL = re.compile(
    r"(?P<call>pwrite64|ftruncate|fsync|fdatasync|unlink|write)\((?P<arguments>.*)\)\s+= (?P<answer>\d+)"
)
PLACE = re.compile(r"\d+<(?P<path>[^>]*)>(?:, )?(?P<rest>.*)", re.DOTALL)


@dataclass(frozen=True)
class Write:
    """Bytes at a place of a file; ``size`` alone cuts or stretches it."""

    offset: int = 0
    data: bytes = b""
    size: int | None = None


@dataclass(frozen=True)
class Moment:
    """One traced call: a write, a sync, the end of a file, or a promise."""

    name: str = ""
    write: Write | None = None
    synced: bool = False
    gone: bool = False
    promise: int = 0


@dataclass
class Disk:
    """The files of a database as the disk has them for sure, and what was written since the last sync."""

    durable: dict[str, bytes] = field(default_factory=dict)
    pending: dict[str, list[Write]] = field(default_factory=dict)
    promised: int = 0

    def take(self, moment: Moment) -> None:
        """Goes on by one call."""
        if moment.promise:
            self.promised = moment.promise
        elif moment.gone:
            self.durable.pop(moment.name, None)
            self.pending.pop(moment.name, None)
        elif moment.synced:
            self.durable[moment.name] = written(
                self.durable.get(moment.name, b""), self.pending.pop(moment.name, [])
            )
        elif moment.write is not None:
            self.pending.setdefault(moment.name, []).append(moment.write)

    def crashed(self, way: str, draw: random.Random) -> dict[str, bytes]:
        """What the disk holds after the power went."""
        names = {*self.durable, *self.pending}
        return {
            name: written(self.durable.get(name, b""), survivors(self.pending.get(name, []), way, draw))
            for name in names
        }


def survivors(pending: Sequence[Write], way: str, draw: random.Random) -> list[Write]:
    """Which unsynced writes have reached the disk."""
    match way:
        case "nothing":
            return []
        case "all":
            return list(pending)
        case "beginning":
            return list(pending[: draw.randint(0, len(pending))])
        case "some":
            return [write for write in pending if draw.random() < 0.5]
        case _:
            return [piece for write in pending for piece in torn(write, draw)]


def torn(write: Write, draw: random.Random) -> Iterator[Write]:
    """Some sectors of a write."""
    if write.size is not None:
        if draw.random() < 0.5:
            yield write
        return
    for at in range(0, len(write.data), SECTOR):
        if draw.random() < 0.5:
            yield Write(write.offset + at, write.data[at : at + SECTOR])


def written(before: bytes, writes: Sequence[Write]) -> bytes:
    """A file after some writes."""
    if not writes:
        return before
    data = bytearray(before)
    for write in writes:
        if write.size is not None:
            data = data[: write.size] + bytes(max(0, write.size - len(data)))
            continue
        if len(data) < write.offset:
            data += bytes(write.offset - len(data))
        data[write.offset : write.offset + len(write.data)] = write.data
    return bytes(data)


# ---- tracing -----------------------------------------------------------------------------------------------------


def traced(home: Path, synchronous: str, saves: int, trace: Path) -> list[Moment]:
    """Runs the victim and answers what it did to the files of the database, in order, and its promises."""
    strace = ["strace", "-f", "-y", "-xx", "-s", "1000000", "-o", str(trace)]
    strace += ["-e", "trace=pwrite64,ftruncate,fsync,fdatasync,unlink,write"]
    done = subprocess.run(
        [*strace, sys.executable, str(VICTIM), str(home), synchronous, str(saves)],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split()[-1] == str(saves)
    return list(moments(trace.read_text(encoding="ascii", errors="strict"), home / "jxdesk.db"))


def moments(trace: str, database: Path) -> Iterator[Moment]:
    """The traced calls about the database and its log, and the promises between them."""
    for line in whole_calls(trace):
        found = CALL.search(line)
        if found is None:
            continue
        call, arguments = found["call"], found["arguments"]
        if call == "unlink":
            name = Path(text_of(arguments).decode()).name
            if name.startswith(database.name):
                yield Moment(name=name, gone=True)
            continue
        place = PLACE.match(arguments)
        if place is None:
            continue
        path = re.sub(r"\\x([0-9a-f]{2})", lambda byte: chr(int(byte[1], 16)), place["path"])
        name = Path(path.encode("latin-1").decode()).name
        if call == "write":
            promise = re.fullmatch(rb"ack (\d+)\n", text_of(place["rest"]))
            if promise is not None:
                yield Moment(promise=int(promise[1]))
        elif name.startswith(database.name):
            yield of_file(name, call, place["rest"])


def of_file(name: str, call: str, rest: str) -> Moment:
    """A call on one file of the database."""
    if call in ("fsync", "fdatasync"):
        return Moment(name=name, synced=True)
    if call == "ftruncate":
        return Moment(name=name, write=Write(size=int(rest)))
    offset = int(rest.rsplit(",", 1)[1])
    return Moment(name=name, write=Write(offset, text_of(rest)))


def text_of(arguments: str) -> bytes:
    """The bytes of the one quoted text of a call."""
    quoted = re.search(r'"((?:\\x[0-9a-f]{2})*)"', arguments)
    assert quoted is not None, arguments[:80]
    return bytes.fromhex(quoted[1].replace("\\x", ""))


def whole_calls(trace: str) -> Iterator[str]:
    """The lines of a trace, calls that another thread interrupted put together."""
    begun: dict[str, str] = {}
    for line in trace.splitlines():
        thread, _, rest = line.partition(" ")
        rest = rest.strip()
        if rest.endswith("<unfinished ...>"):
            begun[thread] = rest.removesuffix("<unfinished ...>")
        elif rest.startswith("<... "):
            yield begun.pop(thread, "") + rest.split(" resumed>", 1)[1]
        else:
            yield rest


# ---- judging -----------------------------------------------------------------------------------------------------


def verdict(place: Path, files: dict[str, bytes], promised: int) -> str:
    """``whole``, ``lost`` where a promised value is gone, ``damaged`` where the file or its content does not hold together."""
    for old in place.iterdir():
        old.unlink()
    for name, data in files.items():
        (place / name).write_bytes(data)
    connection = sqlite3.connect(place / "jxdesk.db", isolation_level=None)
    try:
        connection.execute("PRAGMA locking_mode=EXCLUSIVE").fetchall()
        if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            return "damaged"
        version, actual = connection.execute(
            "SELECT f.version, coalesce(l.actual, '0') FROM filing f JOIN indicator_line l ON l.filing_id = f.id"
            " WHERE l.position = 0"
        ).fetchone()
        lines = connection.execute("SELECT * FROM change_log ORDER BY n").fetchall()
    except sqlite3.Error:
        return "damaged"
    finally:
        connection.close()
    value = int(actual)
    typed = sum(line[6] == "fill" and line[9] == "actual" for line in lines)
    if not chained(lines) or version != 1 + value or typed != value or value > promised + 1:
        return "damaged"
    return "whole" if value >= promised else "lost"


def chained(lines: Sequence[Sequence[Any]]) -> bool:
    """Whether every line of the change log carries the hash of itself and the line before it."""
    previous = GENESIS
    for line in map(Change._make, lines):
        if line.prev_hash != previous or line.hash != chain_hash(line[:-1]):
            return False
        previous = line.hash
    return True


def crash_everywhere(
    moments: Sequence[Moment], before: dict[str, bytes], place: Path, *, per_moment: float, seed: int
) -> Counter[str]:
    """Lets the power go at moments drawn from the run, in every way, and counts the verdicts."""
    draw = random.Random(seed)
    disk = Disk(durable=dict(before))
    found: Counter[str] = Counter()
    for moment in moments:
        disk.take(moment)
        whole, part = divmod(per_moment, 1)
        for _ in range(int(whole) + (draw.random() < part)):
            found[verdict(place, disk.crashed(draw.choice(WAYS), draw), disk.promised)] += 1
    return found


@pytest.fixture
def stage(tmp_path: Path, build: Any) -> Path:
    """A closed folder with one filing."""
    home = tmp_path / "stage"
    opened = open_folder(home, who="练习员")
    office, _, _ = build.fill(opened.database)
    opened.database.run(lambda tx: settings.put(tx, settings.OFFICE, office.id))
    opened.close(backup=False)
    return home


def tried(stage: Path, tmp_path: Path, synchronous: str, *, saves: int, states: int) -> Counter[str]:
    home = tmp_path / synchronous
    shutil.copytree(stage, home)
    open_folder(home).close(backup=False)
    before = {"jxdesk.db": (home / "jxdesk.db").read_bytes()}
    run = traced(home, synchronous, saves, tmp_path / f"{synchronous}.trace")
    assert sum(moment.promise > 0 for moment in run) == saves
    assert any(moment.write is not None and moment.name == "jxdesk.db" for moment in run), "no checkpoint"
    place = tmp_path / f"{synchronous}-disk"
    place.mkdir()
    return crash_everywhere(run, before, place, per_moment=states / len(run), seed=20261121)


def test_no_loss_of_power_takes_a_promised_value_or_leaves_half(stage: Path, tmp_path: Path) -> None:
    found = tried(stage, tmp_path, "FULL", saves=12, states=300)
    assert set(found) == {"whole"}, found
    assert found.total() > 200


def test_without_waiting_for_the_disk_the_same_run_fails(stage: Path, tmp_path: Path) -> None:
    found = tried(stage, tmp_path, "OFF", saves=12, states=300)
    assert found["damaged"] > 0, found
    assert found["lost"] > 0, found


@pytest.mark.full
def test_power_loss_in_full_numbers(stage: Path, tmp_path: Path) -> None:
    print()
    for synchronous, states in (("FULL", 50_000), ("NORMAL", 5_000), ("OFF", 5_000)):
        found = tried(stage, tmp_path, synchronous, saves=40, states=states)
        print(f"power loss, synchronous={synchronous}: {found.total()} disks, {dict(found)}")
        if synchronous == "FULL":
            assert set(found) == {"whole"}
        else:
            assert found["lost"] > 0
            assert synchronous == "NORMAL" or found["damaged"] > 0
