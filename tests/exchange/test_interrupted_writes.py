"""Interrupted writes: killed, out of space or unplugged at any step, a stick holds the old file or the new one, never half.

Run on this machine's own disk and on a real exFAT file system (in an image, through FUSE). The
gate takes a seeded sample of the steps; ``-m full`` takes 500 interruptions, by system call where strace is there.
"""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from writing_child import content

from jxdesk.exchange.drives import file_system_of
from jxdesk.exchange.stick import StickError, write_safely
from tests.disks import exfat, run

CHILD = Path(__file__).parent / "writing_child.py"
NAME = "练习县白岩镇财政所_2026绩效自评_第0017号_K7Q2.jxpkg"
IMAGE_BYTES = 24 * 1024 * 1024
SIZE = 700_000
OLD, NEW = 1, 2
CALLS = "write,fsync,rename,openat,close,unlink,fadvise64,read,newfstatat"


@pytest.fixture(params=["own disk", "exfat"])
def stick_folder(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "stick"
    folder.mkdir()
    if request.param == "own disk":
        yield folder
        return
    yield from mounted(tmp_path, folder, IMAGE_BYTES)


def mounted(tmp_path: Path, folder: Path, size: int, *options: str) -> Generator[Path, None, None]:
    with exfat(tmp_path / "stick.img", folder, size, *options) as stick:
        yield stick


def child(folder: Path, step: int, fault: str, *, seed: int = NEW, before: tuple[object, ...] = ()) -> str:
    command = [*before, sys.executable, "-B", str(CHILD), folder, NAME, seed, SIZE, step, fault]
    run = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, timeout=60, check=False
    )
    assert "Traceback" not in run.stderr, run.stderr
    return run.stdout.strip()


def state(folder: Path) -> str:
    """What stands under the name: nothing, the old file, the new one, or half of something."""
    path = folder / NAME
    if not path.exists():
        return "nothing"
    found = path.read_bytes()
    return {content(OLD, SIZE): "old", content(NEW, SIZE): "new"}.get(found, f"half: {len(found)} bytes")


def lay_old(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()
    write_safely(content(OLD, SIZE), folder, NAME)


def steps_of(folder: Path) -> int:
    lay_old(folder)
    return int(child(folder, 0, "none").split()[1])


@pytest.mark.parametrize("fault", ["kill", "ENOSPC", "EIO"])
def test_a_write_that_is_interrupted_leaves_the_old_file_or_the_new_one(
    stick_folder: Path, fault: str
) -> None:
    steps = steps_of(stick_folder)
    random_ = random.Random(f"{fault}{steps}")
    for step in sorted({1, steps, *random_.sample(range(1, steps + 1), 6)}):
        lay_old(stick_folder)
        said = child(stick_folder, step, fault)
        assert state(stick_folder) in ("old", "new"), f"step {step} of {steps}"
        if fault != "kill":
            assert said in ("JX-STICK-FULL", "JX-STICK-PULLED"), f"step {step} of {steps}"
            assert [path.name for path in stick_folder.iterdir()] == [NAME]
    write_safely(content(NEW, SIZE), stick_folder, NAME)
    assert [path.name for path in stick_folder.iterdir()] == [NAME]
    assert state(stick_folder) == "new"


def test_what_was_said_to_be_done_is_the_new_file(stick_folder: Path) -> None:
    lay_old(stick_folder)
    assert child(stick_folder, 0, "none").startswith("done")
    assert state(stick_folder) == "new"


def test_a_full_exfat_stick_keeps_the_old_file_and_says_so(tmp_path: Path) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    for place in mounted(tmp_path, folder, 6 * 1024 * 1024):
        assert file_system_of(place).startswith("fuse")
        write_safely(content(OLD, SIZE), place, NAME)
        twice_the_image = (bytes(256 * 1024) for _ in range(48))
        with pytest.raises(StickError) as refused:
            write_safely(twice_the_image, place, NAME)
        assert refused.value.code == "JX-STICK-FULL"
        assert state(place) == "old"
        assert [path.name for path in place.iterdir()] == [NAME]
        with pytest.raises(StickError) as too_large:
            write_safely(twice_the_image, place, "b.jxpkg", size=12 * 1024 * 1024)
        assert "需要 12.1 MB" in too_large.value.facts


def test_a_write_protected_exfat_stick_is_said(tmp_path: Path) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    for place in mounted(tmp_path, folder, IMAGE_BYTES, "-o", "ro"):
        with pytest.raises(StickError) as refused:
            write_safely(content(OLD, SIZE), place, NAME)
        assert refused.value.code == "JX-STICK-READONLY"


def test_a_stick_pulled_while_writing_holds_the_old_file_when_it_comes_back(tmp_path: Path) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    pulled = mounted(tmp_path, folder, IMAGE_BYTES)
    place = next(pulled)
    write_safely(content(OLD, SIZE), place, NAME)

    def half() -> Iterator[bytes]:
        yield content(NEW, SIZE)[: SIZE // 2]
        assert run("umount", "--lazy", place).returncode == 0
        yield content(NEW, SIZE)[SIZE // 2 :]

    # Unmounted below the writer, the folder is the machine's own again: the temporary file is not there to be renamed.
    with pytest.raises(StickError) as refused:
        write_safely(half(), place, NAME)
    assert refused.value.code == "JX-STICK-PULLED"
    assert list(folder.iterdir()) == []
    pulled.close()


@pytest.mark.full
def test_full_five_hundred_interruptions(stick_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found: dict[str, int] = {}
    wanted = 250
    steps = steps_of(stick_folder)
    plans = [(fault, step) for fault in ("kill", "ENOSPC", "EIO") for step in range(1, steps + 1)]
    for fault, step in plans[:wanted]:
        lay_old(stick_folder)
        child(stick_folder, step, fault)
        after = state(stick_folder)
        found[f"{fault}: {after}"] = found.get(f"{fault}: {after}", 0) + 1
    call = 1
    while shutil.which("strace") and sum(found.values()) < wanted:
        lay_old(stick_folder)
        inject = f"inject={CALLS}:signal=KILL:when={call}"
        said = child(
            stick_folder,
            0,
            "none",
            before=(
                "strace",
                "-f",
                "-o",
                "/dev/null",
                "-P",
                stick_folder / f"{NAME}.part",
                "-P",
                stick_folder / NAME,
                "-P",
                stick_folder,
                "-e",
                inject,
            ),
        )
        after = state(stick_folder)
        found[f"system call killed: {after}"] = found.get(f"system call killed: {after}", 0) + 1
        call = 1 if said.startswith("done") else call + 1
    with capsys.disabled():
        print(f"\n{sum(found.values())} interruptions on {file_system_of(stick_folder)}: {found}")
    assert not any("half" in after or "nothing" in after for after in found)
