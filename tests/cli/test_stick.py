"""The command line of a portable program: it works on the stick's data, on whichever PC, and gives them back to the stick."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from jxdesk.__main__ import main
from jxdesk.store.safety.stick import STICK_VARIABLE, Stick

At = Callable[[str], None]


@pytest.fixture
def stick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stick:
    folder = tmp_path / "U 盘/绩效桌面"
    folder.mkdir(parents=True)
    monkeypatch.setenv(STICK_VARIABLE, str(folder))
    monkeypatch.delenv("JXDESK_HOME", raising=False)
    return Stick(folder)


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> At:
    """Sits down at a PC: its user's folder is its own."""

    def sit_down(pc: str) -> None:
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / f"电脑{pc}"))

    sit_down("甲")
    return sit_down


def test_what_a_command_does_at_one_pc_is_there_at_the_next(
    stick: Stick, at: At, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["demo"]) == 0
    assert list((stick.data / "backups").glob("*.jxbak"))
    assert not list(stick.folder.rglob("*.db"))
    capsys.readouterr()
    at("乙")
    assert main(["check", "--json"]) in (0, 1)
    assert json.loads(capsys.readouterr().out)["findings"]


def test_a_named_folder_and_commands_without_data_leave_the_stick_alone(
    stick: Stick, at: At, tmp_path: Path
) -> None:
    assert main(["--version"]) == 0
    assert main(["demo", "--home", str(tmp_path / "别处")]) == 0
    assert not stick.data.exists()


def test_a_stick_pulled_while_a_command_works_is_said_and_the_work_stays_at_this_pc(
    stick: Stick, at: At, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from jxdesk.cli import commands

    assert main(["demo"]) == 0
    run = commands.run

    def run_and_pull(arguments: object) -> object:
        code = run(arguments)  # type: ignore[arg-type]
        shutil.move(stick.data, tmp_path / "拔下来的")
        stick.data.write_text("no folder any more")
        return code

    monkeypatch.setattr(commands, "run", run_and_pull)
    assert main(["backup"]) == 1
    assert "没有丢" in capsys.readouterr().err
    stick.data.unlink()
    shutil.move(tmp_path / "拔下来的", stick.data)
    monkeypatch.setattr(commands, "run", run)
    assert main(["backups"]) == 0


def test_a_stick_that_cannot_be_read_refuses_in_words(
    at: At, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    no_folder = tmp_path / "不是文件夹"
    no_folder.write_text("a file")
    monkeypatch.setitem(os.environ, STICK_VARIABLE, str(no_folder))
    assert main(["check"]) != 0
    assert "JX-" in capsys.readouterr().err
