"""Migrations: forward only, numbered, run on a verified copy that is swapped in when it is complete."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from jxdesk.store.engine.connection import connect
from jxdesk.store.faults import StoreError, told
from jxdesk.store.safety import swap
from jxdesk.store.safety.atomic import replace, sync_file
from jxdesk.store.safety.backups import Backups, vacuum_into
from jxdesk.store.safety.folder import DataFolder
from jxdesk.store.schema import versions as schema


class MigrationFailed(StoreError):  # noqa: N818 - an outcome, named as people say it
    """The copy did not pass its checks after the migration; the live database was not touched."""

    code = "JX-MIGRATION"


def migrate(folder: DataFolder, backups: Backups, *, steps: tuple[str, ...] = schema.STEPS) -> None:
    """Brings an older database to the newest schema, with a pinned backup of the old one.

    Raises: MigrationFailed, DiskFull, DiskFailed.
    """
    with told(folder.root):
        ready = swap.incoming(folder)
        unready = ready.with_name(f"{ready.name}.tmp")
        live = connect(folder.database)
        try:
            version = live.execute("PRAGMA user_version").fetchone()[0]
            backups.make_from(live, reason="migration")
            vacuum_into(live, unready)
            live.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            live.close()
        upgrade(unready, steps=steps)
        sync_file(unready)
        replace(unready, ready)
        swap.swap_in(folder, aside_name=f"schema-{version}")


def upgrade(database: Path, *, steps: tuple[str, ...] = schema.STEPS) -> None:
    """Brings a closed copy of a database to the newest schema.

    Raises: MigrationFailed.
    """
    copy = connect(database)
    try:
        version = copy.execute("PRAGMA user_version").fetchone()[0]
        if version < len(steps):
            _upgrade(copy, version, steps)
    finally:
        copy.close()


def _upgrade(copy: sqlite3.Connection, version: int, steps: tuple[str, ...]) -> None:
    # Foreign keys are off outside the transaction: a rebuilt table would else drop its children.
    copy.execute("PRAGMA foreign_keys=OFF")
    before = _counts(copy)
    copy.execute("BEGIN IMMEDIATE")
    try:
        schema.run_steps(copy, start=version, steps=steps)
        dangling = copy.execute("PRAGMA foreign_key_check").fetchall()
        after = _counts(copy)
        lost = [table for table, count in before.items() if after.get(table, count) != count]
        if dangling or lost:
            raise MigrationFailed(
                "数据升级没有通过检查，原来的数据没有动。",
                facts=f"数据版本 {version} → {len(steps)}：{'、'.join(lost) or '关联不完整'}",
                advice="请继续用旧版本的程序，并把这条信息告诉技术支持。",
            )
        copy.execute("COMMIT")
    except BaseException:
        if copy.in_transaction:
            copy.execute("ROLLBACK")
        raise
    answer = [row[0] for row in copy.execute("PRAGMA integrity_check(3)")]
    if answer != ["ok"]:
        raise MigrationFailed("数据升级没有通过检查，原来的数据没有动。", facts="；".join(answer))
    copy.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _counts(connection: sqlite3.Connection) -> dict[str, int]:
    tables = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    ).fetchall()
    return {
        table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        for (table,) in tables
        if table not in schema.DERIVED
    }
