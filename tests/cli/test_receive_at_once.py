"""Many processes that receive one package at the same moment: one takes it in, the others change nothing."""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
from collections import Counter
from pathlib import Path

import pytest

from jxdesk.__main__ import main
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.records.filings import Form
from jxdesk.store.records import received
from tests.actions.road_desks import drawn, of
from tests.cli.test_road_commands import homes, seal

__all__ = ["drawn", "homes"]

PROCESSES = 20
DONE, LOCKED = 0, 3


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_twenty_processes_make_one_import(
    homes: tuple[Path, Path, Path], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    county, town, stick = homes
    file = seal(capsys, town, stick)
    context = multiprocessing.get_context("fork")
    gate = context.Barrier(PROCESSES)

    def child(number: int) -> None:
        with (tmp_path / f"{number}.json").open("w", encoding="utf-8") as answer:
            sys.stdout = answer
            gate.wait(60)
            code = main(["receive", "--home", str(county), file, "--json"])
            answer.flush()
            os._exit(code)

    running = [context.Process(target=child, args=(number,)) for number in range(PROCESSES)]
    for one in running:
        one.start()
    for one in running:
        one.join(120)
    codes = Counter(one.exitcode for one in running)
    assert set(codes) <= {DONE, LOCKED}, codes
    assert codes[DONE] >= 1
    answers = [
        json.loads((tmp_path / f"{number}.json").read_text(encoding="utf-8"))["packages"][0]
        for number, one in enumerate(running)
        if one.exitcode == DONE
    ]
    assert Counter(one["duplicate"] for one in answers) == Counter({False: 1, True: len(answers) - 1})
    assert len({one["import"] for one in answers}) == 1
    with Workspace.open_existing(county) as workspace:
        assert len(of(workspace, Form.PROJECT_SELF_EVALUATION)) == 2
        (package,) = workspace.read(received.all_received)
        kept = workspace.folder.packages / "received"
        assert [path.name for path in kept.iterdir()] == [f"{package.digest}.jxpkg"]
        (receipt,) = stick.glob("回执_*.jxrcpt")
        assert receipt.read_bytes() == package.receipt
