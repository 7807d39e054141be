"""The stick: a file is there whole or not at all, is read back, and what went wrong is said in words."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from jxdesk.domain.errors import Cancelled
from jxdesk.domain.progress import Progress
from jxdesk.exchange import stick
from jxdesk.exchange.stick import StickError, explain, write_safely

DATA = bytes(range(256)) * 5000


def pieces(data: bytes = DATA, size: int = 100_000) -> Iterator[bytes]:
    for at in range(0, len(data), size):
        yield data[at : at + size]


def test_a_file_is_written_read_back_and_compared(tmp_path: Path) -> None:
    progress = Progress()
    written = write_safely(pieces(), tmp_path, "a.jxpkg", size=len(DATA), progress=progress)
    assert written.path.read_bytes() == DATA
    assert (written.sha256, written.size) == (hashlib.sha256(DATA).hexdigest(), len(DATA))
    assert progress.done == progress.total == 2 * len(DATA)
    assert [path.name for path in tmp_path.iterdir()] == ["a.jxpkg"]


def test_a_folder_that_is_missing_is_made(tmp_path: Path) -> None:
    assert write_safely(b"x", tmp_path / "上报" / "2026", "a.jxpkg").path.read_bytes() == b"x"


def test_a_place_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StickError) as refused:
        write_safely(b"x", tmp_path / "file" / "under", "a.jxpkg")
    assert refused.value.code == "JX-STICK-MISSING"


def test_leftovers_of_interrupted_writes_are_cleared_and_other_files_are_not(tmp_path: Path) -> None:
    (tmp_path / "old.jxpkg.part").write_bytes(b"half")
    (tmp_path / "movie.part").write_bytes(b"not ours")
    write_safely(b"x", tmp_path, "a.jxpkg")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.jxpkg", "movie.part"]


def test_too_little_space_is_said_before_anything_is_written(tmp_path: Path) -> None:
    write_safely(b"x", tmp_path, "a.jxpkg", size=None)
    with pytest.raises(StickError) as refused:
        write_safely(pieces(), tmp_path, "b.jxpkg", size=2**60)
    assert refused.value.code == "JX-STICK-FULL"
    assert "需要" in refused.value.facts
    assert [path.name for path in tmp_path.iterdir()] == ["a.jxpkg"]


def test_a_fat_stick_is_told_to_be_too_old_for_a_file_above_four_gigabytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stick, "file_system_of", lambda _: "vfat")
    with pytest.raises(StickError) as refused:
        stick.look_first(tmp_path, 2**32)
    assert refused.value.code == "JX-STICK-FAT32"
    stick.look_first(tmp_path, 1000)


def test_cancelling_leaves_the_old_file(tmp_path: Path) -> None:
    write_safely(b"old", tmp_path, "a.jxpkg")
    progress = Progress()

    def until_cancelled() -> Iterator[bytes]:
        yield b"new"
        progress.cancel()
        yield b"newer"

    with pytest.raises(Cancelled):
        write_safely(until_cancelled(), tmp_path, "a.jxpkg", progress=progress)
    assert (tmp_path / "a.jxpkg").read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.jxpkg"]


def test_a_source_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    write_safely(b"old", tmp_path, "a.jxpkg")

    def failing() -> Iterator[bytes]:
        yield b"new"
        raise OSError(errno.EIO, "Input/output error")

    with pytest.raises(StickError) as refused:
        write_safely(failing(), tmp_path, "a.jxpkg")
    assert refused.value.code == "JX-STICK-PULLED"
    assert (tmp_path / "a.jxpkg").read_bytes() == b"old"


def test_what_is_read_back_differently_is_removed_and_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = os.replace

    def lying_drive(source: Path, target: Path) -> None:
        replace(source, target)
        target.write_bytes(DATA[:-1] + b"?")

    monkeypatch.setattr(os, "replace", lying_drive)
    with pytest.raises(StickError) as refused:
        write_safely(DATA, tmp_path, "a.jxpkg")
    assert refused.value.code == "JX-STICK-MISMATCH"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.geteuid() == 0 if hasattr(os, "geteuid") else True, reason="root may write anywhere")
def test_a_folder_without_permission_is_said(tmp_path: Path) -> None:
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    with pytest.raises(StickError) as refused:
        write_safely(b"x", tmp_path, "a.jxpkg")
    assert refused.value.code == "JX-STICK-READONLY"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "JX-STICK-FULL"),
        (OSError(errno.EROFS, "Read-only file system"), "JX-STICK-READONLY"),
        (OSError(errno.EACCES, "Permission denied"), "JX-STICK-READONLY"),
        (OSError(errno.EIO, "Input/output error"), "JX-STICK-PULLED"),
        (OSError(errno.ENODEV, "No such device"), "JX-STICK-PULLED"),
        (OSError(errno.ENOTCONN, "Transport endpoint is not connected"), "JX-STICK-PULLED"),
        (OSError(errno.EMFILE, "Too many open files"), "JX-STICK"),
    ],
)
def test_what_the_system_says_becomes_words_with_advice(error: OSError, code: str) -> None:
    said = explain(error, Path("/media/u"))
    assert said.code == code
    assert said.advice
    assert "Errno" not in str(said)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (112, "JX-STICK-FULL"),
        (19, "JX-STICK-READONLY"),
        (1167, "JX-STICK-PULLED"),
        (21, "JX-STICK-PULLED"),
        (32, "JX-STICK-HELD"),
        (5, "JX-STICK-HELD"),
    ],
)
def test_what_windows_says_becomes_words_too(number: int, code: str) -> None:
    error = OSError(errno.EACCES, "refused")
    error.winerror = number  # type: ignore[attr-defined]
    assert explain(error, Path("E:/")).code == code


def test_a_file_held_by_a_scanner_is_tried_again_and_only_then_given_up() -> None:
    waits: list[float] = []

    attempts = 0

    def step() -> None:
        nonlocal attempts
        attempts += 1
        if attempts < 4:
            error = OSError(errno.EACCES, "in use")
            error.winerror = 32  # type: ignore[attr-defined]
            raise error

    stick._patiently(step, wait=waits.append)
    assert attempts == 4
    assert waits == [0.05, 0.1, 0.2]


def test_another_error_is_not_tried_again() -> None:
    attempts = []

    def step() -> None:
        attempts.append(1)
        raise OSError(errno.ENOSPC, "full")

    with pytest.raises(OSError, match="full"):
        stick._patiently(step, wait=lambda _: None)
    assert attempts == [1]
