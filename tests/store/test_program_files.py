"""An installed program knows its own files: what is gone, cut or changed is named, and a whole one is whole."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import pytest

from jxdesk.actions.doctor import State, examine_program
from jxdesk.store.safety.program_files import FILE_LIST, Program, running_program


@pytest.fixture
def program(tmp_path: Path) -> Program:
    libraries = tmp_path / "绩效桌面" / "lib-1.0.0"
    (libraries / "PySide6").mkdir(parents=True)
    files = {"jxdesk.exe": b"start", "lib-1.0.0/PySide6/Qt 6.dll": b"window" * 99, "lib-1.0.0/empty.txt": b""}
    lines = []
    for name, content in files.items():
        (libraries.parent / name).write_bytes(content)
        lines.append(f"{hashlib.sha256(content).hexdigest()} {len(content)} {name}\n")
    (libraries / FILE_LIST).write_text("".join(lines), encoding="utf-8")
    return Program(libraries)


def test_a_whole_program_has_nothing_missing_and_nothing_wrong(program: Program) -> None:
    assert (program.missing(), program.wrong()) == ((), ())


def test_a_file_in_quarantine_is_missing_and_wrong(program: Program) -> None:
    (program.libraries / "PySide6/Qt 6.dll").unlink()
    assert program.missing() == program.wrong() == ("lib-1.0.0/PySide6/Qt 6.dll",)


def test_a_file_with_other_bytes_of_the_same_length_is_wrong(program: Program) -> None:
    (program.folder / "jxdesk.exe").write_bytes(b"START")
    assert (program.missing(), program.wrong()) == ((), ("jxdesk.exe",))


def test_source_has_no_list_and_an_installed_program_names_what_is_gone(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert running_program() is None
    assert examine_program()[0].state is State.OK
    monkeypatch.setattr(sys, "_MEIPASS", str(program.libraries), raising=False)
    assert examine_program()[0].state is State.OK
    (program.libraries / "empty.txt").unlink()
    answer = examine_program()[0]
    assert answer.state is State.ERROR
    assert "empty.txt" in answer.message
    assert "杀毒软件" in answer.advice
    (program.libraries / FILE_LIST).unlink()
    assert examine_program()[0].state is State.ERROR
