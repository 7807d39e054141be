"""Opening a data folder: lock, drive, echo test, migration, connection, identity and integrity, in this order."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from jxdesk.store.engine import settings
from jxdesk.store.engine.clock import Clock, local_now
from jxdesk.store.engine.database import Database
from jxdesk.store.faults import DatabaseDamaged, DiskFailed, StoreError, told
from jxdesk.store.safety import backups_of, installation, ledger, migrate, swap
from jxdesk.store.safety.folder import DataFolder
from jxdesk.store.safety.lock import InstanceLock, user_name
from jxdesk.store.safety.mirror import Mirror
from jxdesk.store.schema.versions import MigrationNeeded

if TYPE_CHECKING:
    from jxdesk.store.safety.backups import Backups

RETRY_SECONDS = 2.0


@dataclass(frozen=True)
class Opened:
    """An opened data folder: everything that ``actions.workspace`` stands on.

    ``new_identity`` is true where the database turned out to be a copy or an older state put back.
    """

    folder: DataFolder
    database: Database
    mirror: Mirror
    lock: InstanceLock
    clock: Clock
    is_new: bool
    new_identity: bool

    @cached_property
    def backups(self) -> Backups:
        """The backups of the folder; what they need is loaded when they are first asked for."""
        return backups_of(self.folder, self.clock)

    def close(self, *, backup: bool = True) -> None:
        """Makes the backup of the day's end if something changed, and lets go of the folder."""
        try:
            if backup:
                self.backups.make_if_changed(self.database)
        finally:
            self.database.close()
            self.mirror.close()
            self.lock.release()


def open_folder(
    root: Path,
    *,
    who: str = "",
    clock: Clock = local_now,
    check: bool = True,
    pause: Callable[[float], None] = time.sleep,
) -> Opened:
    """Opens the data folder of a workspace, making an empty one where there is none.

    With ``check=False`` the caller runs ``check_integrity`` after the first screen. The journal names ``who``, else the
    person set for this workspace, else the user of this machine.
    Raises: FolderLocked, FolderUnfit, ReadOnly, DiskFull, DatabaseNewer, DatabaseDamaged.
    """
    folder = DataFolder(root)
    folder.prepare()
    lock = InstanceLock(folder.lock_file, clock=clock)
    try:
        with told(root):
            folder.prove()
            swap.finish(folder)
            is_new = not folder.database.exists() or not folder.database.stat().st_size
            database = _open_current(folder, who=who or user_name(), clock=clock, pause=pause)
            mirror = Mirror(folder, clock=clock)
            try:
                database.on_disk_full = folder.free_ballast
                if check and not is_new:
                    check_integrity(database).result()
                mirror.reconcile(database)
                database.listeners.append(mirror.append)
                new_identity = installation.settle(database, root, is_new=is_new)
                database.read(lambda tx: ledger.reconcile(tx, folder))
                person = database.read(lambda tx: settings.get(tx, settings.PERSON))
                database.who = who or person or user_name()
            except BaseException:
                database.close()
                mirror.close()
                raise
    except BaseException:
        lock.release()
        raise
    return Opened(folder, database, mirror, lock, clock, is_new, new_identity)


def check_integrity(database: Database) -> Future[None]:
    """Looks at every page of the database.

    Raises: DatabaseDamaged, through the future.
    """
    return database.maintain(lambda connection: _quick_check(connection, database.path))


def _quick_check(connection: sqlite3.Connection, path: Path) -> None:
    answer = [row[0] for row in connection.execute("PRAGMA quick_check(3)")]
    if answer != ["ok"]:
        raise DatabaseDamaged(
            "数据库文件已损坏。", facts=f"{path}（{'；'.join(answer)}）", advice="请从最近的备份恢复。"
        )


def _open_current(folder: DataFolder, *, who: str, clock: Clock, pause: Callable[[float], None]) -> Database:
    """Opens the file, migrates it first where needed, and believes in damage only at the second look.

    Why: a passing read error has surfaced as "malformed".
    """
    for attempt in (1, 2):
        try:
            return Database.open(folder.database, clock=clock, who=who)
        except MigrationNeeded:
            migrate(folder, clock)
            migrated = Database.open(folder.database, clock=clock, who=who)
            # Lines of the journal fit the schema of the backup that they follow.
            backups_of(folder, clock).make(migrated, reason="migrated")
            return migrated
        except (DatabaseDamaged, DiskFailed):
            if attempt == 2:
                raise
            pause(RETRY_SECONDS)
    raise StoreError("数据库没有打开。")
