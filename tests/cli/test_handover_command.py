"""The command ``handover`` in one process: written once, then only looking, and taken by force with a reason."""

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
