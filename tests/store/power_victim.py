"""A program whose every write and sync is traced: it types values into a filing and says which of them are stored for good.

Run as ``python power_victim.py HOME SYNCHRONOUS SAVES``; the setting is the shipped one (FULL), or a weaker one as a control.
The cache is small and checkpoints come often, so that a short run goes through every kind of moment.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from jxdesk.store.engine.database import Transaction
from jxdesk.store.records import filings
from jxdesk.store.safety.opening import open_folder

PAGES_BEFORE_CHECKPOINT = 24


def harden(connection: sqlite3.Connection, synchronous: str) -> None:
    """Sets what is tried, on the connection that the product opened."""
    for setting in (
        f"synchronous={synchronous}",
        f"wal_autocheckpoint={PAGES_BEFORE_CHECKPOINT}",
        "cache_size=10",
    ):
        connection.execute(f"PRAGMA {setting}").fetchall()


def type_value(tx: Transaction, value: int) -> None:
    """One value typed into the first cell of the one filing."""
    filing = filings.get_many(tx, filings.ids(tx))[0]
    first, *rest = filing.content.indicator_lines
    lines = (replace(first, actual_text=str(value), actual=Decimal(value)), *rest)
    changed = replace(filing, content=replace(filing.content, indicator_lines=lines))
    filings.save(tx, changed, expected_version=filing.version)


def main(home: Path, synchronous: str, saves: int) -> None:
    """Types the values one after the other; each ``ack N`` promises that N stays."""
    opened = open_folder(home, who="练习员")
    opened.database.maintain(lambda connection: harden(connection, synchronous)).result()
    for value in range(1, saves + 1):
        opened.database.run(lambda tx, value=value: type_value(tx, value), errand="fill")  # type: ignore[misc]
        os.write(1, f"ack {value}\n".encode())
    os._exit(0)  # no closing: the power is gone


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
