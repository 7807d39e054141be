"""Ejecting: the first program of the system that can do it does it; else the person is told to do it by hand."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from jxdesk.exchange.ejecting import NotEjected, eject, eject_by_tool


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of programs that is all this test's machine has; they write down what they were asked."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name, ends, says in (("works", 0, ""), ("busy", 1, "设备正忙")):
        program = folder / name
        program.write_text(f'#!/bin/sh\necho "$@" >> "{folder}/asked"\necho "{says}" >&2\nexit {ends}\n')
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}/usr/bin{os.pathsep}/bin")
    return folder


def test_the_first_that_succeeds_has_done_it(programs: Path, tmp_path: Path) -> None:
    eject_by_tool(tmp_path, tools={"missing-here": ("x",), "busy": ("a b",), "works": ("c",), "works2": ()})
    assert (programs / "asked").read_text().splitlines() == ["a b", "c"]


def test_a_stick_in_use_is_said_with_what_the_system_answered(programs: Path, tmp_path: Path) -> None:
    with pytest.raises(NotEjected) as refusal:
        eject_by_tool(tmp_path, tools={"busy": ()})
    assert "设备正忙" in refusal.value.facts
    assert "安全删除硬件" in refusal.value.advice


def test_without_any_program_the_person_is_told_to_do_it_by_hand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NotEjected) as refusal:
        eject(tmp_path)
    assert refusal.value.title == "这台电脑上不能由程序弹出 U 盘。"
    assert "弹出" in refusal.value.advice
