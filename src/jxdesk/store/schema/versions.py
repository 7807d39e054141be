"""The schema as frozen SQL, one text per step; ``ensure`` makes a new file or judges an existing one.

A step that has been released is never edited: a change of the tables is a new step. SQLite 3.34 must run all of it,
so there are no STRICT tables and no RETURNING; a column of money refuses anything but integers by its own check.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from jxdesk.store.faults import DatabaseNewer, StoreError
from jxdesk.store.schema.step_1 import STEP_1
from jxdesk.store.schema.step_2 import STEP_2
from jxdesk.store.schema.step_3 import STEP_3
from jxdesk.store.schema.step_4 import STEP_4
from jxdesk.store.schema.step_4_sums import STEP_4_SUMS

APPLICATION_ID = 0x4A584431  # "JXD1"

STEPS: tuple[str, ...] = (STEP_1, STEP_2, STEP_3, STEP_4 + STEP_4_SUMS)
VERSION = len(STEPS)

DERIVED = frozenset({"rollup_question", "rollup_sum"})
"""Tables that say nothing of their own: they may be emptied at any moment, and are made again from the others."""


class MigrationNeeded(StoreError):  # noqa: N818 - a state of the file, named as people say it
    """The file was written by an older program; ``store.safety.opening`` migrates a copy and swaps it in."""

    code = "JX-DB-OLDER"


def statements(sql: str) -> list[str]:
    """The single statements of a text, triggers kept whole."""
    found, pending = [], ""
    for line in sql.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            found.append(pending.strip())
            pending = ""
    return found


def run_steps(connection: sqlite3.Connection, *, start: int, steps: tuple[str, ...] = STEPS) -> None:
    """Runs the steps after ``start`` inside the transaction that the caller has begun, and writes the version."""
    for step in steps[start:]:
        for statement in statements(step):
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version={len(steps)}")


def ensure(connection: sqlite3.Connection, path: Path) -> None:
    """Makes the tables of an empty file; judges a file that has some.

    Raises: DatabaseNewer, MigrationNeeded; StoreError for a database of another program.
    """
    if not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        run_steps(connection, start=0)
        connection.executemany(
            "INSERT INTO meta (id, value) VALUES (?, ?)",
            [("device", secrets.token_hex(8)), ("epoch", "1")],
        )
        connection.execute("COMMIT")
        return
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise StoreError(
            "这个文件不是绩效桌面的数据库。",
            facts=str(path),
            advice="请换一个数据文件夹。",
            code="JX-DB-FOREIGN",
        )
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > VERSION:
        raise DatabaseNewer(
            "这份数据是用更新版本的程序保存的，本程序没有打开它。",
            facts=f"{path}：数据版本 {version}，本程序到 {VERSION}",
            advice="请安装新版本的绩效桌面，再打开。",
        )
    if version < VERSION:
        raise MigrationNeeded(
            "这份数据要先升级。",
            facts=f"{path}：数据版本 {version}，本程序 {VERSION}",
            advice="请重新打开程序。",
        )


def identity(connection: sqlite3.Connection) -> tuple[str, int]:
    """The device and the epoch that stand in the file."""
    known = dict(connection.execute("SELECT id, value FROM meta").fetchall())
    return known["device"], int(known["epoch"])


COLUMNS = "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'"


def columns(connection: sqlite3.Connection) -> dict[str, frozenset[str]]:
    """The columns of every table."""
    return by_table(connection.execute(COLUMNS).fetchall())


def by_table(rows: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """Pairs of table and column, as ``COLUMNS`` gives them, by table."""
    found: dict[str, set[str]] = {}
    for table, column in rows:
        found.setdefault(table, set()).add(column)
    return {table: frozenset(names) for table, names in found.items()}
