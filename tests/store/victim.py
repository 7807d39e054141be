"""A program to be killed: opens a folder, says READY, waits for a line, runs one errand, and acknowledges what is kept.

Run as ``python victim.py ERRAND HOME``; each line ``ack N`` on standard output is a promise that N is stored for good.
"""

from __future__ import annotations

import contextlib
import os
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from jxdesk.domain.errors import JxError
from jxdesk.store.engine.database import Transaction
from jxdesk.store.records import filings
from jxdesk.store.safety import migrations, restoring
from jxdesk.store.safety.backups import Backups
from jxdesk.store.safety.folder import DataFolder
from jxdesk.store.safety.opening import Opened, open_folder
from jxdesk.store.schema import versions as schema

SAVES = 6
FORM = Path(__file__).parents[1] / "samples" / "self-evaluation-yongde-mingliang-2022.xlsx"
NEXT_STEP = "ALTER TABLE office ADD COLUMN nickname TEXT NOT NULL DEFAULT '';\nCREATE INDEX office_nick ON office (nickname);"


def save_cells(opened: Opened) -> None:
    """Types one value after the other into the first cell of the first filing."""
    filing_id = opened.database.read(lambda tx: filings.ids(tx))[0]

    def type_(tx: Transaction, value: int) -> None:
        filing = filings.get(tx, filing_id)
        assert filing is not None
        first, *rest = filing.content.indicator_lines
        lines = (replace(first, actual_text=str(value), actual=Decimal(value)), *rest)
        changed = replace(filing, content=replace(filing.content, indicator_lines=lines))
        filings.save(tx, changed, expected_version=filing.version)

    for value in range(1, SAVES + 1):
        try:
            opened.database.run(lambda tx, value=value: type_(tx, value), errand="fill")  # type: ignore[misc]
        except JxError as error:
            say(f"error {error.code}")
        else:
            say(f"ack {value}")


def back_up(opened: Opened) -> None:
    """Makes one backup."""
    made = opened.backups.make(opened.database, reason="asked")
    say(f"ack {made.name}")


def say(text: str) -> None:
    """Says one line at once, and again where the fault was set on this very call."""
    with contextlib.suppress(OSError):
        os.write(1, f"{text}\n".encode())
        return
    os.write(1, f"{text}\n".encode())


def ready() -> None:
    """Says that the fault may be set now, and waits until it is."""
    say("READY")
    sys.stdin.readline()


def main(errand: str, home: Path) -> None:
    """Runs one errand in the folder."""
    match errand:
        case "save" | "backup":
            opened = open_folder(home, who="练习员")
            opened.database.warm().join()
            ready()
            save_cells(opened) if errand == "save" else back_up(opened)
            opened.close(backup=False)
        case "import":
            from jxdesk.actions import take_in
            from jxdesk.actions.workspace import Workspace

            with Workspace.open(home, who="练习员") as workspace:
                intake = take_in.preview(workspace, [FORM])
                ready()
                say(f"ack {take_in.commit(workspace, intake).id}")
        case "migrate":
            folder = DataFolder(home)
            ready()
            migrations.migrate(folder, Backups(folder), steps=(*schema.STEPS, NEXT_STEP))
            say("ack migrated")
        case "restore":
            (backup,) = (home / "backups").glob("*.jxbak")
            ready()
            restoring.restore(home, backup)
            say("ack restored")
        case _:
            raise SystemExit(f"no such errand: {errand}")


if __name__ == "__main__":
    try:
        main(sys.argv[1], Path(sys.argv[2]))
    except JxError as error:
        say(f"error {error.code}")
        raise SystemExit(int(error.exit_code)) from error
