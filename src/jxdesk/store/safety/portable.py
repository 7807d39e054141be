"""The portable program: its stick, the verified copy of the data on this PC, and which of the two is the newer one.

A live database on a stick is lost when the stick lies about writing. So the data are opened from a copy on this PC's disk,
and the stick is the second place of that copy: each backup goes there, is read back and compared, and the journal goes with it.
A stick that is pulled too early loses nothing that this PC does not hold. Asked by the start of the window.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import sqlite3
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from jxdesk.domain.disk_words import disk_words
from jxdesk.domain.errors import ExitCode
from jxdesk.domain.progress import Progress
from jxdesk.store.engine.changes import EVENT, GENESIS, Change
from jxdesk.store.engine.clock import Clock, local_now
from jxdesk.store.engine.connection import connect
from jxdesk.store.faults import StoreError, told
from jxdesk.store.safety import archive, mirror, restoring, swap
from jxdesk.store.safety.atomic import write_whole
from jxdesk.store.safety.backups import Backup, Backups, copy_once
from jxdesk.store.safety.folder import DataFolder, user_folder
from jxdesk.store.safety.lock import InstanceLock
from jxdesk.store.safety.opening import Opened, open_folder
from jxdesk.store.safety.stick import Stick

_NAME = "stick.id"
# Lines that the program writes when it puts a copy in place: nobody's work.
_OWN_ERRANDS = frozenset({"restore", "new_epoch", "restore_confirmed"})


class StickDamaged(StoreError):  # noqa: N818 - a state of the stick, named as people say it
    """No copy of the data on the stick can be read, and this PC has none."""

    code = "JX-STICK-DAMAGED"
    exit_code = ExitCode.BROKEN


class StickGone(StoreError):  # noqa: N818 - a state of the stick, named as people say it
    """The stick could not be written at the end of the day."""

    code = "JX-STICK-GONE"


class GrownApart(StoreError):  # noqa: N818 - a state of two copies, named as people say it
    """The stick and this PC each hold changes that the other lacks."""

    code = "JX-STICK-APART"


class Newer(StrEnum):
    """Which of the two copies goes on."""

    NONE = "none"
    HERE = "here"
    STICK = "stick"
    APART = "apart"


class State(NamedTuple):
    """What one copy has done, line by line: the hash of each line, and whether somebody's work stands in it."""

    hashes: dict[int, str]
    works: frozenset[int]

    def works_after(self, n: int) -> bool:
        """Whether something was changed after a line."""
        return any(line > n for line in self.works)


def home_of(stick: Stick) -> Path:
    """The data folder on this PC that belongs to a stick; the stick is named at its first use.

    Raises: ReadOnly, DiskFull, DiskFailed.
    """
    with told(stick.folder):
        if not (stick.data / _NAME).exists():
            stick.data.mkdir(exist_ok=True)
            write_whole(stick.data / _NAME, secrets.token_hex(8).encode())
        return user_folder() / "portable" / _name_of(stick)


def _name_of(stick: Stick) -> str:
    """The name of a stick; it comes from there, so nothing but a plain name may become part of a path."""
    name = (stick.data / _NAME).read_text(encoding="ascii", errors="replace").strip()
    return "".join(filter(str.isalnum, name)) or "stick"


def prepare(stick: Stick, *, clock: Clock = local_now, progress: Progress | None = None) -> Newer:
    """Makes the copy on this PC the newest state there is, and the stick its second place.

    Raises: StickDamaged; GrownApart, after which this PC's own copy goes on and the stick's is kept among its backups.
    """
    folder = DataFolder(home_of(stick))
    folder.prepare()
    with InstanceLock(folder.lock_file, clock=clock), told(folder.root):
        folder.prove()
        swap.finish(folder)
        folder.set_second_place(stick.data)
        copy = _newest_whole(stick, clock)
        if copy is not None:
            Backups(DataFolder(stick.data), clock=clock).thin()
        else:
            if not folder.database.exists() and any(_stored(stick)):
                raise StickDamaged(
                    "U盘上的数据读不出来，没有打开。",
                    facts=f"{stick.data / 'backups'}：没有一份是完好的",
                    advice="请换一个 USB 口再试；还不行，请到以前用过这个U盘的电脑上打开，那里有一份。",
                )
            return Newer.HERE if folder.database.exists() else Newer.NONE
        newer = _compare(folder, copy)
        if newer is Newer.APART:
            _keep(folder, copy)
    match newer:
        case Newer.STICK:
            _bring(stick, folder, copy, clock=clock, progress=progress or Progress())
        case Newer.APART:
            raise GrownApart(
                "U盘上和这台电脑上的数据各改各的了，现在打开的是这台电脑上的。",
                facts=f"U盘上的一份：{copy.at:%Y-%m-%d %H:%M}，{copy.contents.state.projects} 个项目",
                advice="两份都留着。要用U盘上的那一份：设置 → 备份与恢复，在列表里选它恢复。",
            )
        case Newer.HERE | Newer.NONE:
            pass
    return newer


def seal_back(stick: Stick, opened: Opened) -> None:
    """Puts the newest state on the stick, and reads it back from there and not from memory.

    Raises: StickGone; the data are whole on this PC. DiskFull, DiskFailed.
    """
    opened.backups.make_if_changed(opened.database)
    newest = opened.backups.newest()
    if not (trouble := _absence(stick, opened.folder.root.name)):
        opened.backups.copy_to_second_place()
        trouble = opened.backups.second_place_trouble
    if newest is not None and not trouble:
        try:
            if _read_from_disk(stick.data / "backups" / newest.name) != archive.sha256_of(newest.path):
                trouble = f"{newest.name}（写上去的和读回来的不一样）"
        except OSError as error:
            trouble = f"{stick.data}（{disk_words(error)}）"
    if trouble:
        raise StickGone(
            "没有封回U盘，今天填的都在这台电脑上，没有丢。",
            facts=trouble,
            advice="请把这个U盘再插到这台电脑上，打开一次绩效桌面再关掉，就封回去了。",
        )


def _absence(stick: Stick, name: str) -> str:
    """Why the stick is not there; empty where it is.

    An empty folder may stand in its place, and another stick may have its letter: only its name tells.
    """
    try:
        found = _name_of(stick)
    except OSError as error:
        return f"{stick.data}（{disk_words(error)}）"
    return "" if found == name else f"{stick.data}（插着的是另一个U盘）"


def give_back(stick: Stick, home: Path) -> None:
    """Seals back what a command has left in the stick's folder on this PC; without data there is nothing to give.

    Raises: StickGone; the data are whole on this PC.
    """
    if not DataFolder(home).database.exists():
        return
    opened = open_folder(home, check=False)
    try:
        seal_back(stick, opened)
    finally:
        opened.close(backup=False)


def _read_from_disk(path: Path) -> str:
    with path.open("rb", buffering=0) as stream:
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _stored(stick: Stick) -> list[Path]:
    return sorted((stick.data / "backups").glob(f"*{archive.SUFFIX}"))


def _newest_whole(stick: Stick, clock: Clock) -> Backup | None:
    """The newest copy on the stick that passes its own sums: a stick may have lied about the last one."""
    for backup in Backups(DataFolder(stick.data), clock=clock).listed():
        try:
            archive.verify(backup.path)
        except archive.BackupDamaged:
            continue
        return backup
    return None


def _compare(folder: DataFolder, copy: Backup) -> Newer:
    if not folder.database.exists():
        return Newer.STICK
    here = _state_here(folder)
    there = _state_there(folder, copy)
    common = max((n for n, text in there.hashes.items() if here.hashes.get(n) == text), default=0)
    match here.works_after(common), there.works_after(common):
        case True, True:
            return Newer.APART
        case False, True:
            return Newer.STICK
        case _:
            return Newer.HERE


def _state_here(folder: DataFolder) -> State:
    connection = connect(folder.database)
    try:
        return _state(connection, ())
    finally:
        connection.close()


def _state_there(folder: DataFolder, copy: Backup) -> State:
    """The state of the copy and of the journal beside it, which may have gone on after the last copy."""
    unpacked = folder.root / "stick.db.tmp"
    try:
        archive.extract_database(copy.path, unpacked)
        connection = sqlite3.connect(f"{unpacked.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
        try:
            journal = copy.path.parent.parent / "journal"
            later = mirror.chain_from(copy.contents.state.head_hash or GENESIS, mirror.read_lines([journal]))
            return _state(connection, later)
        finally:
            connection.close()
    finally:
        unpacked.unlink(missing_ok=True)


def _state(connection: sqlite3.Connection, later: Sequence[Change]) -> State:
    rows = list(connection.execute("SELECT n, hash, table_name, errand FROM change_log"))
    rows += [(change.n, change.hash, change.table_name, change.errand) for change in later]
    works = (n for n, _, table, errand in rows if table != EVENT and errand not in _OWN_ERRANDS)
    return State({n: text for n, text, _, _ in rows}, frozenset(works))


def _bring(stick: Stick, folder: DataFolder, copy: Backup, *, clock: Clock, progress: Progress) -> None:
    """Puts the stick's state in place on this PC, with every line of its journal and every file that goes with it."""
    try:
        restoring.restore(folder.root, copy.path, replay=True, clock=clock, progress=progress)
    except restoring.ReplayFailed:
        restoring.restore(folder.root, copy.path, clock=clock, progress=progress)
    with told(stick.data):
        for place in (folder.attachments, folder.packages):
            source = stick.data / place.name
            for path in sorted(source.rglob("*")):
                if path.is_file() and path.suffix != ".tmp":
                    copy_once(path, place / path.relative_to(source))
    Backups(folder, clock=clock).resume()


def _keep(folder: DataFolder, copy: Backup) -> None:
    kept = folder.backups / copy.name
    copy_once(copy.path, kept)
    sums = archive.sum_file(copy.path)
    if sums.exists():
        copy_once(sums, archive.sum_file(kept))
