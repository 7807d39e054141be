"""Duties on the command line: what is not the person's to do is refused there in the words of the window."""

from __future__ import annotations

from pathlib import Path

import pytest

from jxdesk.__main__ import main
from jxdesk.actions import own_office, people, start
from jxdesk.actions.backup import backup
from jxdesk.actions.people import Role
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.errors import ExitCode
from jxdesk.domain.records.offices import OfficeLevel
from jxdesk.domain.road.duties import Denied, Duty


def test_restore_is_refused_to_who_fills_in_the_words_of_the_window(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    home = tmp_path / "县"
    start.start(home, name="某某县财政局", level=OfficeLevel.COUNTY, code="53-23-29")
    with Workspace.open_existing(home) as desk:
        own_office.set_person(desk, "李会计")
        people.add(desk, "赵局长", Role.HEAD)
        kept = backup(desk).path
        denied = desk.may(Duty.RESTORE)
    assert isinstance(denied, Denied)
    assert main(["restore", "--home", str(home), str(kept)]) == ExitCode.REFUSED
    said = capsys.readouterr().err
    assert denied.why in said
    assert denied.advice in said
    assert "JX-DUTY" in said
    assert not any((home / "aside").glob("*"))
