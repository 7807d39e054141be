"""A program that was started from a stick: opened from this PC's disk, sealed back when the window closes, in words."""

from __future__ import annotations

import hashlib
import shutil
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from jxdesk.actions.demo import make_practice_county
from jxdesk.desktop import portable as way
from jxdesk.desktop import theme
from jxdesk.desktop.app import make_frame
from jxdesk.desktop.start import Start
from jxdesk.domain.progress import Progress
from jxdesk.store.safety import portable
from jxdesk.store.safety.program_files import Program
from jxdesk.store.safety.stick import STICK_VARIABLE, Stick


@pytest.fixture
def stick(tmp_path: Path, qapp: QApplication, own_preferences: None) -> Stick:
    theme.apply_theme(qapp)
    stick = Stick(tmp_path / "绩效桌面")
    stick.folder.mkdir()
    make_practice_county(portable.home_of(stick))
    return stick


def opened(qtbot: QtBot, stick: Stick) -> Start:
    move = way.way_from_stick(stick)
    start = Start(make_frame(), move.home, move=move, stick=stick)
    qtbot.waitUntil(
        lambda: start.shell is not None and start.shell.context._workspace is not None, timeout=20_000
    )
    return start


def answer_boxes(said: list[str]) -> QTimer:
    """Presses the only button of every box that asks for it, and notes what the box said."""
    timer = QTimer()

    def look() -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            said.append(box.text())
            if box.buttons():
                box.buttons()[0].click()

    timer.timeout.connect(look)
    timer.start(20)
    return timer


def test_closing_the_window_seals_the_data_back_to_the_stick(qtbot: QtBot, stick: Stick) -> None:
    start = opened(qtbot, stick)
    said: list[str] = []
    timer = answer_boxes(said)
    start.end()
    timer.stop()
    assert said[-1] == way.SEALED
    assert list((stick.data / "backups").glob("*.jxbak"))


def test_a_stick_that_is_gone_at_the_end_is_said_and_the_data_stay(qtbot: QtBot, stick: Stick) -> None:
    start = opened(qtbot, stick)
    shutil.rmtree(stick.folder)
    stick.folder.write_text("no folder any more")
    said: list[str] = []
    timer = answer_boxes(said)
    start.end()
    timer.stop()
    assert "没有丢" in said[-1]


def test_a_stick_that_cannot_be_read_refuses_the_start_in_words(qtbot: QtBot, tmp_path: Path) -> None:
    folder = tmp_path / "不是文件夹"
    folder.write_text("a file")
    start = Start(make_frame(), None, move=way.way_from_stick(Stick(folder)), stick=Stick(folder))
    said: list[str] = []
    timer = answer_boxes(said)
    qtbot.waitUntil(lambda: bool(said), timeout=20_000)
    timer.stop()
    assert start.exit_code
    start.end()


@pytest.fixture
def on_stick(stick: Stick, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stick:
    """The running program is one on the stick: a script that says for which stick it was started."""
    libraries = stick.folder / "lib-1.0"
    libraries.mkdir()
    script = b'#!/bin/sh\nprintf %s "$JXDESK_STICK" > "$TOLD"\n'
    (stick.folder / "jxdesk").write_bytes(script)
    (stick.folder / "jxdesk").chmod(0o755)
    line = f"{hashlib.sha256(script).hexdigest()} {len(script)} jxdesk\n"
    (libraries / "files.txt").write_text(line, encoding="utf-8")
    monkeypatch.setenv("TOLD", str(tmp_path / "told"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "电脑"))
    monkeypatch.delenv(STICK_VARIABLE, raising=False)
    monkeypatch.setattr(sys, "executable", str(stick.folder / "jxdesk"))
    monkeypatch.setattr(sys, "_MEIPASS", str(libraries), raising=False)
    return stick


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in program is a shell script")
def test_the_first_start_copies_the_program_to_the_pc_and_starts_it_there(
    qtbot: QtBot, on_stick: Stick, tmp_path: Path
) -> None:
    assert way.brings_program_here(make_frame, on_stick, None)
    qtbot.waitUntil(lambda: (tmp_path / "told").exists() and bool((tmp_path / "told").read_text()))
    assert (tmp_path / "told").read_text() == str(on_stick.folder)
    assert list((tmp_path / "电脑").rglob("jxdesk/portable/program/*/jxdesk"))


def test_a_program_that_cannot_be_copied_goes_on_from_the_stick(qtbot: QtBot, on_stick: Stick) -> None:
    (on_stick.folder / "jxdesk").write_bytes(b"other bytes of another length")
    assert not way.brings_program_here(make_frame, on_stick, None)


def test_closing_the_frame_while_the_program_is_copied_ends_the_start(
    qtbot: QtBot, on_stick: Stick, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = make_frame()
    bring = way.portable_program.bring

    def closed_meanwhile(program: Program, progress: Progress) -> Program:
        frame.on_close()
        return bring(program, progress)

    monkeypatch.setattr(way.portable_program, "bring", closed_meanwhile)
    assert way.brings_program_here(lambda: frame, on_stick, None)
