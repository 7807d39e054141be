"""The portable program's copy on the PC: whole or none, made once per version, started in the program's place for its stick."""

from __future__ import annotations

import hashlib
import sys
import time
from pathlib import Path

import pytest

from jxdesk.domain.errors import Cancelled
from jxdesk.domain.progress import Progress
from jxdesk.store.faults import StoreError
from jxdesk.store.safety import portable_program
from jxdesk.store.safety.program_files import FILE_LIST, Program
from jxdesk.store.safety.stick import STICK_VARIABLE, Stick

SCRIPT = '#!/bin/sh\nprintf "%s|%s|%s" "$JXDESK_STICK" "$1" "$PWD" > "$TOLD.part"\nmv "$TOLD.part" "$TOLD"\n'

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in program is a shell script")


def write_list(program: Program) -> None:
    lines = []
    for file in sorted(program.folder.rglob("*")):
        if file.is_file() and file.name != FILE_LIST:
            content = file.read_bytes()
            name = file.relative_to(program.folder).as_posix()
            lines.append(f"{hashlib.sha256(content).hexdigest()} {len(content)} {name}\n")
    (program.libraries / FILE_LIST).write_text("".join(lines), encoding="utf-8")


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    """A program on a stick, which is the one that runs."""
    folder = tmp_path / "U 盘/绩效桌面"
    libraries = folder / "lib-1.0"
    (libraries / "PySide6").mkdir(parents=True)
    (libraries / "PySide6/QtCore.so").write_bytes(bytes(range(256)) * 40)
    (folder / "jxdesk").write_text(SCRIPT)
    (folder / "jxdesk").chmod(0o755)
    program = Program(libraries)
    write_list(program)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "电脑"))
    monkeypatch.setenv("TOLD", str(tmp_path / "told"))
    monkeypatch.delenv(STICK_VARIABLE, raising=False)
    monkeypatch.setattr(sys, "executable", str(folder / "jxdesk"))
    monkeypatch.setattr(sys, "_MEIPASS", str(libraries), raising=False)
    return program


def told(place: Path) -> list[str]:
    """What the started program has noted: its stick, its first word, its folder."""
    until = time.monotonic() + 20
    while not (place / "told").exists() and time.monotonic() < until:
        time.sleep(0.02)
    return (place / "told").read_text(encoding="utf-8").split("|")


def test_a_program_is_copied_with_every_byte_and_started_for_its_stick(
    program: Program, tmp_path: Path
) -> None:
    stick = Stick(program.folder)
    assert not portable_program.goes_on(stick, None)
    copy = portable_program.bring(program, Progress())
    assert copy.wrong() == ()
    assert portable_program.goes_on(stick, tmp_path / "收到 的.jxpkg")
    assert told(tmp_path) == [str(stick.folder), str(tmp_path / "收到 的.jxpkg"), str(copy.folder)]


def test_a_program_that_runs_from_its_copy_copies_and_starts_nothing(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    portable_program.bring(program, Progress())
    monkeypatch.setenv(STICK_VARIABLE, str(program.folder))
    assert portable_program.program_on_stick() is None
    assert not portable_program.goes_on(Stick(program.folder), None)


def test_a_copy_from_which_a_file_was_taken_is_not_started_and_is_made_again(program: Program) -> None:
    copy = portable_program.bring(program, Progress())
    (copy.libraries / "PySide6/QtCore.so").unlink()
    assert not portable_program.goes_on(Stick(program.folder), None)
    assert portable_program.bring(program, Progress()) == copy
    assert portable_program.is_whole(copy)


def test_a_newer_version_on_the_stick_takes_the_place_of_the_older_copy(program: Program) -> None:
    older = portable_program.bring(program, Progress())
    (program.libraries / "PySide6/QtCore.so").write_bytes(b"newer")
    write_list(program)
    newer = portable_program.bring(program, Progress())
    assert newer != older
    assert portable_program.is_whole(newer)
    assert not older.folder.exists()


def test_a_file_that_came_over_with_other_bytes_is_refused_and_no_copy_stays(program: Program) -> None:
    library = program.libraries / "PySide6/QtCore.so"
    library.write_bytes(library.read_bytes()[::-1])
    with pytest.raises(StoreError) as refused:
        portable_program.bring(program, Progress())
    assert "QtCore.so" in refused.value.facts
    assert not portable_program.is_whole(portable_program.place_of(program))


def test_copying_can_be_given_up_and_leaves_no_copy(program: Program) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        portable_program.bring(program, progress)
    assert not portable_program.is_whole(portable_program.place_of(program))


def test_a_program_without_its_list_of_files_goes_on_from_the_stick(program: Program) -> None:
    (program.libraries / FILE_LIST).unlink()
    assert not portable_program.goes_on(Stick(program.folder), None)
    with pytest.raises(StoreError):
        portable_program.bring(program, Progress())
