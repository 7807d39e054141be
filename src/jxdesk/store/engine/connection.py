"""The one connection to a database file: its settings, each asserted, and who may begin and end transactions on it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from jxdesk.store.faults import StoreError

# In this order; each value is read back. EXCLUSIVE comes before the first access, so there is never a -shm file.
PRAGMAS: tuple[tuple[str, str, object], ...] = (
    ("locking_mode", "EXCLUSIVE", "exclusive"),
    ("journal_mode", "WAL", "wal"),
    ("synchronous", "FULL", 2),
    ("foreign_keys", "ON", 1),
    ("cell_size_check", "ON", 1),
    ("trusted_schema", "OFF", 0),
    ("mmap_size", "0", 0),
    ("temp_store", "MEMORY", 2),
    ("wal_autocheckpoint", "200", 200),
)
BUSY_SECONDS = 0.3


class HeldConnection(sqlite3.Connection):
    """The one connection; transactions begin and end by statements of this module alone.

    SQLAlchemy calls these two by itself (at its first connect, when a flush fails, when a session closes); each of
    those calls would end the errand's transaction in silence.
    """

    def commit(self) -> None:
        """Does nothing; the database commits when the job returns."""

    def rollback(self) -> None:
        """Does nothing; the database rolls back when the job raises."""


def connect(path: Path, *, by_turns: bool = False) -> sqlite3.Connection:
    """Opens a file as its only user, with every setting asserted; for modules of the store, on the thread that keeps it.

    ``by_turns`` is for a service whose threads take turns on it and let SQLAlchemy end their transactions.

    Raises: StoreError where a setting did not take; sqlite3.Error.
    """
    connection = sqlite3.connect(
        path,
        isolation_level=None,
        timeout=BUSY_SECONDS,
        factory=sqlite3.Connection if by_turns else HeldConnection,
        check_same_thread=not by_turns,
    )
    try:
        for name, setting, expected in PRAGMAS:
            connection.execute(f"PRAGMA {name}={setting}").fetchall()
            answer = connection.execute(f"PRAGMA {name}").fetchone()
            if answer != (expected,):
                raise StoreError(
                    "数据库设置没有生效，为保护数据没有打开。",
                    facts=f"{path}：{name} 应为 {expected}，实为 {answer}",
                    advice="请把数据文件夹放在本机硬盘上，再打开。",
                    code="JX-DB-SETTINGS",
                )
        connection.execute("BEGIN IMMEDIATE")  # makes sure that the exclusive lock is held from here on
        connection.execute("COMMIT")
    except BaseException:
        connection.close()
        raise
    return connection
