"""Verified backups of a data folder: made, listed, thinned, and copied to a second place."""

from __future__ import annotations

import contextlib
import datetime as dt
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import jxdesk
from jxdesk.domain.disk_words import disk_words
from jxdesk.domain.progress import Progress
from jxdesk.store.engine.changes import head
from jxdesk.store.engine.clock import Clock, local_now
from jxdesk.store.engine.database import Database
from jxdesk.store.faults import in_words, told
from jxdesk.store.safety import archive, thinning
from jxdesk.store.safety.archive import SUFFIX, BackupDamaged, Contents
from jxdesk.store.safety.atomic import replace, sync_file
from jxdesk.store.safety.folder import DataFolder

DUE_AFTER = dt.timedelta(minutes=30)
_PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup file and what it says about itself."""

    path: Path
    contents: Contents
    size_bytes: int

    @property
    def name(self) -> str:
        """The name of the file."""
        return self.path.name

    @property
    def at(self) -> dt.datetime:
        """When it was made."""
        return dt.datetime.fromisoformat(self.contents.at)


class Backups:
    """The backups of one data folder."""

    def __init__(self, folder: DataFolder, *, clock: Clock = local_now) -> None:
        self._folder = folder
        self._clock = clock
        self.second_place_trouble = ""

    def make(
        self,
        database: Database,
        *,
        reason: str,
        pinned: bool = False,
        to: Path | None = None,
        progress: Progress | None = None,
    ) -> Backup:
        """Makes a verified backup, in the folder's own place or, with ``to``, in another folder.

        Call it from any thread but the database thread: only the copy is made there.
        Raises: DiskFull, ReadOnly, DiskFailed, BackupDamaged, Cancelled.
        """
        progress = progress or Progress()
        progress.start("备份", 3)
        copy = self._new_copy()
        with _writing(to or self._folder.backups, copy):
            database.maintain(lambda connection: vacuum_into(connection, copy)).result()
            progress.step()
            return self._finish(copy, reason=reason, pinned=pinned, to=to, progress=progress)

    def make_from(self, connection: sqlite3.Connection, *, reason: str) -> Backup:
        """Makes a pinned backup from a connection that has no database thread, before a migration."""
        copy = self._new_copy()
        with _writing(self._folder.backups, copy):
            vacuum_into(connection, copy)
            return self._finish(copy, reason=reason, pinned=True, to=None, progress=Progress())

    def make_if_changed(self, database: Database, *, reason: str = "close") -> Backup | None:
        """Makes a backup unless the newest one holds the same state, or backups are paused after a restore."""
        if self.paused:
            return None
        newest = self.newest()
        now_head = database.maintain(head).result()
        if newest is not None and (newest.contents.state.head_n, newest.contents.state.head_hash) == now_head:
            return None
        if newest is None and not now_head[0]:
            return None
        return self.make(database, reason=reason)

    def make_if_due(self, database: Database) -> Backup | None:
        """Makes a backup if something changed and the newest one is 30 minutes old; asked by a timer of the window."""
        newest = self.newest()
        if newest is not None and dt.timedelta(0) <= self._clock() - newest.at < DUE_AFTER:
            return None
        return self.make_if_changed(database, reason="timer")

    def listed(self) -> tuple[Backup, ...]:
        """The backups that can be read, newest first; what is half-written or damaged is left out.

        Raises: DiskFailed, ReadOnly.
        """
        found = []
        with told(self._folder.backups):
            for path in self._folder.backups.glob(f"*{SUFFIX}"):
                with contextlib.suppress(BackupDamaged):
                    found.append(Backup(path, archive.read_contents(path), path.stat().st_size))
        return tuple(
            sorted(
                found, key=lambda backup: (backup.at, backup.contents.state.head_n, backup.name), reverse=True
            )
        )

    def newest(self) -> Backup | None:
        """The newest backup."""
        return next(iter(self.listed()), None)

    @property
    def paused(self) -> bool:
        """Whether automatic backups and thinning wait, after a restore, until somebody says that this is the right state."""
        return (self._folder.backups / _PAUSED).exists()

    def pause(self) -> None:
        """Stops automatic backups and thinning: after a few restores all copies would else be of the wrong state."""
        (self._folder.backups / _PAUSED).touch()

    def resume(self) -> None:
        """Goes on after somebody looked at the restored state and said that it is the right one."""
        (self._folder.backups / _PAUSED).unlink(missing_ok=True)

    def thin(self) -> tuple[str, ...]:
        """Deletes backups that need not stay; answers their names."""
        backups = self.listed()
        kept = thinning.keepers(
            [thinning.Dated(backup.name, backup.at, backup.contents.pinned) for backup in backups]
        )
        gone = [backup for backup in backups if backup.name not in kept]
        for backup in gone:
            with contextlib.suppress(OSError):  # it will go the next time
                backup.path.unlink()
                archive.sum_file(backup.path).unlink(missing_ok=True)
        return tuple(backup.name for backup in gone)

    def copy_to_second_place(self) -> None:
        """Copies what the second place lacks: the newest backup, and attachments and packages, each once and checked."""
        second = self._folder.second_place()
        if second is None:
            return
        self.second_place_trouble = ""
        newest = self.newest()
        try:
            if newest is not None:
                copy_once(newest.path, second / "backups" / newest.name)
                sums = archive.sum_file(newest.path)
                copy_once(sums, second / "backups" / sums.name)
            for place in (self._folder.attachments, self._folder.packages):
                for path in sorted(place.rglob("*")):
                    if path.is_file() and path.suffix != ".tmp":
                        copy_once(path, second / place.name / path.relative_to(place))
        except OSError as error:
            self.second_place_trouble = f"{second}（{disk_words(error)}）"

    def _new_copy(self) -> Path:
        return self._folder.backups / f"{self._clock():%Y%m%d-%H%M%S}.db.tmp"

    def _finish(
        self, copy: Path, *, reason: str, pinned: bool, to: Path | None, progress: Progress
    ) -> Backup:
        contents = self._contents(copy, reason=reason, pinned=pinned)
        progress.step()
        place = to or self._folder.backups
        place.mkdir(parents=True, exist_ok=True)
        target = _free_name(place, f"{self._clock():%Y%m%d-%H%M%S}-{contents.state.head_n}")
        archive.write(target, copy, self._folder.keys, contents)
        progress.step()
        if to is None and not self.paused:
            with contextlib.suppress(OSError):  # the backup is there; the next one thins again
                self.thin()
        self.copy_to_second_place()
        return Backup(target, contents, target.stat().st_size)

    def _contents(self, copy: Path, *, reason: str, pinned: bool) -> Contents:
        packages = sorted(self._folder.packages.rglob("*.jxpkg"))
        return Contents(
            at=self._clock().isoformat(timespec="seconds"),
            reason=reason,
            pinned=pinned,
            program=jxdesk.__version__,
            database_sha256=archive.sha256_of(copy),
            attachments=tuple(sorted(path.name for path in self._folder.attachments.glob("??/*"))),
            packages={path.name: archive.sha256_of(path) for path in packages},
            state=archive.checked_state(copy),
        )


@contextmanager
def _writing(place: Path, copy: Path) -> Iterator[None]:
    """Says a fault of the disk in words for a backup, and takes the unpacked copy away.

    Raises: DiskFull, ReadOnly, DiskFailed.
    """
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        fault = in_words(error, where=str(place))
        if fault is None:
            raise
        advice = "请腾出磁盘空间，或换一个地方备份；原来的数据没有变。"
        raise type(fault)("备份没有写完。", facts=fault.facts, advice=advice) from error
    finally:
        with contextlib.suppress(OSError):
            copy.unlink(missing_ok=True)


def vacuum_into(connection: sqlite3.Connection, target: Path) -> None:
    """Copies a live database into a new file and syncs it; what an interrupted call leaves is unusable.

    Raises: DiskFull and the other faults in words.
    """
    with told(target):
        target.unlink(missing_ok=True)
        connection.execute("VACUUM INTO ?", (str(target),))
        sync_file(target)


def _free_name(place: Path, stem: str) -> Path:
    target, count = place / f"{stem}{SUFFIX}", 1
    while target.exists():
        count += 1
        target = place / f"{stem}-{count}{SUFFIX}"
    return target


def copy_once(source: Path, target: Path) -> None:
    """Copies a file that is never rewritten, unless it is there already; checked by its bytes before it gets its name."""
    if target.exists() and target.stat().st_size == source.stat().st_size:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f"{target.name}.tmp")
    shutil.copyfile(source, temporary)
    sync_file(temporary)
    if archive.sha256_of(temporary) != archive.sha256_of(source):
        raise OSError(0, "写入后读不回原样", str(target))
    replace(temporary, target)
