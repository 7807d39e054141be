"""Restoring: what a backup would bring back, and putting it in the place of the live database under a new epoch.

It works on a folder that is closed, because the live database may be the very thing that is broken.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from jxdesk.domain.progress import Progress
from jxdesk.store.engine.changes import EVENT, GENESIS, Change, head
from jxdesk.store.engine.clock import Clock, local_now
from jxdesk.store.engine.connection import connect
from jxdesk.store.engine.database import Database
from jxdesk.store.faults import NotFound, StoreError, told
from jxdesk.store.safety import archive, installation, migrations, mirror, swap
from jxdesk.store.safety.archive import Contents, State
from jxdesk.store.safety.atomic import replace, sync_file
from jxdesk.store.safety.backups import Backup, Backups
from jxdesk.store.safety.folder import DataFolder
from jxdesk.store.safety.installation import Mark
from jxdesk.store.safety.lock import InstanceLock
from jxdesk.store.schema import versions as schema

# The line of a state that was written without lines of its own: the journal alone cannot bring it back.
FOUNDED = "founded"


class ReplayFailed(StoreError):  # noqa: N818 - an outcome, named as people say it
    """The journal does not fit the backup."""

    code = "JX-REPLAY"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a restore would do: the state in the backup, the state it replaces, and the changes in between.

    ``present`` is None where the live database cannot be read. ``later_changes`` counts the lines of the journal that
    follow the backup: they are left out, or brought back by ``replay``.
    """

    backup: Contents
    present: State | None
    later_changes: int


def preview(root: Path, backup: Path, *, database: Database | None = None) -> Preview:
    """What restoring this backup would bring; changes nothing. ``database`` is the live one where it is open.

    Raises: BackupDamaged.
    """
    folder = DataFolder(root)
    contents = archive.verify(backup)
    return Preview(
        backup=contents,
        present=_present(folder, database),
        later_changes=len(_lines_after(folder, contents.state.head_hash)),
    )


def restore(
    root: Path,
    backup: Path,
    *,
    replay: bool = False,
    who: str = "",
    clock: Clock = local_now,
    progress: Progress | None = None,
) -> Contents:
    """Puts a backup in the place of the live database, which is moved aside; with ``replay`` the changes made since
    then come back too.

    Raises: BackupDamaged, ReplayFailed, FolderLocked, DatabaseNewer, DiskFull; the folder is then as it was.
    """
    progress = progress or Progress()
    progress.start("恢复", 4)
    folder = DataFolder(root)
    folder.prepare()
    with InstanceLock(folder.lock_file, clock=clock), told(folder.root):
        folder.prove()
        swap.finish(folder)
        contents = archive.verify(backup, progress)
        progress.step()
        chain = _lines_after(folder, contents.state.head_hash) if replay else []

        def fill(copy: Path) -> None:
            archive.extract_database(backup, copy)
            archive.checked_state(copy)

        known = Mark(contents.state.device, contents.state.epoch)
        _put_in_place(folder, fill, chain, known, who=who, clock=clock, note=backup.name, progress=progress)
        archive.extract_keys(backup, folder.keys)
    return contents


def recover(
    root: Path, *, who: str = "", clock: Clock = local_now, progress: Progress | None = None
) -> Backup | None:
    """Brings back the newest state there is: the newest whole backup, here or on the second place, and every change
    since. Answers the backup, or None where the journal alone was enough.

    Raises: NotFound where there is neither.
    """
    folder = DataFolder(root)
    for backup in _candidates(folder, clock):
        try:
            restore(root, backup.path, replay=True, who=who, clock=clock, progress=progress)
        except (archive.BackupDamaged, ReplayFailed):
            continue
        return backup
    chain = _lines_after(folder, GENESIS)
    if not chain or any(change.table_name == EVENT and change.field == FOUNDED for change in chain):
        raise NotFound(
            "没有找到能用的备份。",
            facts=str(folder.backups),
            advice="请用 U 盘或第二块硬盘上的备份文件恢复。",
        )
    progress = progress or Progress()
    progress.start("恢复", 3)
    folder.prepare()
    with InstanceLock(folder.lock_file, clock=clock), told(folder.root):
        folder.prove()
        swap.finish(folder)
        first = Mark(chain[0].device, chain[0].epoch)
        _put_in_place(
            folder, _make_empty, chain, first, who=who, clock=clock, note="journal", progress=progress
        )
    return None


def _put_in_place(
    folder: DataFolder,
    fill: Callable[[Path], None],
    chain: list[Change],
    known: Mark,
    *,
    who: str,
    clock: Clock,
    note: str,
    progress: Progress,
) -> None:
    """Makes the new database ready under another name, and swaps it in as the last step."""
    ready = swap.incoming(folder)
    unready = ready.with_name(f"{ready.name}.tmp")
    unready.unlink(missing_ok=True)
    fill(unready)
    progress.step()
    if chain:
        _replay(unready, chain)
    migrations.upgrade(unready)
    mark = _next_mark(folder, known)
    with Database.open(unready, clock=clock, who=who) as restored:
        installation.renew(restored, mark, errand="restore", note=f"{note} +{len(chain)}")
    progress.step()
    sync_file(unready)
    replace(unready, ready)
    Backups(folder, clock=clock).pause()
    swap.swap_in(folder, aside_name=f"{clock():%Y%m%d-%H%M%S}-replaced")
    installation.write_mark(folder.root, mark)
    progress.step()


def _candidates(folder: DataFolder, clock: Clock) -> list[Backup]:
    found = list(Backups(folder, clock=clock).listed())
    second = folder.second_place()
    if second is not None:
        found += Backups(DataFolder(second), clock=clock).listed()
    return sorted(
        found, key=lambda backup: (backup.contents.state.epoch, backup.contents.state.head_n), reverse=True
    )


def _lines_after(folder: DataFolder, head_hash: str) -> list[Change]:
    places = [folder.journal]
    second = folder.second_place()
    if second is not None:
        places.append(second / "journal")
    return mirror.chain_from(head_hash, mirror.read_lines(places))


def _make_empty(database: Path) -> None:
    connection = connect(database)
    try:
        schema.ensure(connection, database)
    finally:
        connection.close()


def _replay(database: Path, chain: list[Change]) -> None:
    connection = connect(database)
    try:
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("BEGIN IMMEDIATE")
        mirror.replay(connection, chain)
        broken = connection.execute("PRAGMA foreign_key_check").fetchall()
        if broken or head(connection) != (chain[-1].n, chain[-1].hash):
            raise ReplayFailed("流水账与备份对不上，没有恢复。", advice="请换一个备份，或只恢复备份本身。")
        connection.execute("COMMIT")
    except (ValueError, sqlite3.Error) as error:
        raise ReplayFailed(
            "流水账与备份对不上，没有恢复。", facts=str(error), advice="请换一个备份，或只恢复备份本身。"
        ) from error
    finally:
        connection.close()


def _present(folder: DataFolder, database: Database | None) -> State | None:
    if database is not None:
        return database.maintain(archive.state_of).result()
    if not folder.database.exists():
        return None
    try:
        with InstanceLock(folder.lock_file):
            connection = connect(folder.database)
            try:
                return archive.state_of(connection)
            finally:
                connection.close()
    except (sqlite3.Error, StoreError, OSError):
        return None


def _next_mark(folder: DataFolder, known: Mark) -> Mark:
    """This installation's device, and an epoch above every one that still tells of itself here."""
    mark = installation.read_mark(folder.root)
    journal = [int(path.name[:6]) for path in folder.journal.glob("[0-9]*-*.ndjson")]
    epochs = [known.epoch, mark.epoch if mark else 0, *journal]
    return Mark(mark.device if mark else known.device, max(epochs) + 1)
