"""The command ``handover`` in one process: taken by force with a reason, and what a county gives back to an office below."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from jxdesk.__main__ import main
from jxdesk.actions import start
from jxdesk.domain.records.offices import OfficeLevel


def test_the_command_takes_the_pen_by_force_only_with_a_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "home"
    start.start(home, name="白岩镇", level=OfficeLevel.TOWNSHIP, code="53-23-29-103")
    assert main(["handover", "--home", str(home), "--force"]) == 1
    assert main(["handover", "--home", str(home)]) == 2
    capsys.readouterr()
    assert main(["handover", "--home", str(home), "--force", "--reason", "旧电脑坏了", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"turn": 1, "event": "seized", "reason": "旧电脑坏了"}


def test_the_command_gives_an_office_below_its_books_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home, stick = tmp_path / "练习县", tmp_path / "U盘"
    assert main(["demo", "--home", str(home)]) == 0
    write = ["handover", "--home", str(home), "--to", str(stick)]
    assert main([*write, "--restore-copy", "53-23-99-777"]) == 1
    assert main([*write, "--restore-copy", "53-23-99-102", "--force"]) == 2
    assert "不能一起用" in capsys.readouterr().err
    assert main([*write, "--restore-copy", "53-23-99-102", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["office"], answer["packages"]) == ("53-23-99-102", 0)
    assert answer["filings"] > 0
    assert main(["verify", answer["file"], "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["digest"] == answer["digest"]
