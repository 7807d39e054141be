"""Faults: what can go wrong with the data folder and its database, in words; used by every module of the store."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jxdesk.domain.errors import ExitCode, JxError


class StoreError(JxError):
    """The data folder or its database cannot do what was asked."""

    code = "JX-STORE"


class FolderLocked(StoreError):  # noqa: N818 - a state of the folder, named as people say it
    """Another process has the data folder open."""

    code = "JX-LOCKED"
    exit_code = ExitCode.LOCKED


class FolderUnfit(StoreError):  # noqa: N818 - a state of the folder, named as people say it
    """The folder is no place for a live database (network drive, stick, read-only, full)."""

    code = "JX-FOLDER"


class DatabaseDamaged(StoreError):  # noqa: N818 - a state of the file, named as people say it
    """The database file does not pass its integrity check."""

    code = "JX-DB-DAMAGED"
    exit_code = ExitCode.BROKEN


class DatabaseNewer(StoreError):  # noqa: N818 - a state of the file, named as people say it
    """The database was written by a newer program."""

    code = "JX-DB-FUTURE"


class DiskFull(StoreError):  # noqa: N818 - a state of the disk, named as people say it
    """There is no room left on the disk."""

    code = "JX-DISK-FULL"


class DiskFailed(StoreError):  # noqa: N818 - a state of the disk, named as people say it
    """The disk reported an error while reading or writing."""

    code = "JX-DISK-IO"


class ReadOnly(StoreError):  # noqa: N818 - a state of the folder, named as people say it
    """The folder or file may be read and not written."""

    code = "JX-READ-ONLY"


class StaleVersion(StoreError):  # noqa: N818 - a state of the record, named as people say it
    """The record was saved by somebody else since it was read."""

    code = "JX-STALE"


class NotFound(StoreError):  # noqa: N818 - a state of the record, named as people say it
    """There is no such record."""

    code = "JX-NOT-FOUND"


class Refused(StoreError):  # noqa: N818 - an answer, named as people say it
    """The store keeps a rule that this change would break."""

    code = "JX-REFUSED"


class NestedTransaction(RuntimeError):  # noqa: N818 - names the mistake itself
    """A bug: a transaction was begun inside another one, which would lose the outer work in silence."""


def in_words(error: BaseException, *, where: str = "") -> StoreError | None:
    """The fault behind an error of the driver or the system, or None where the error is a bug of ours.

    Source: sqlite.org/rescode.html; the low byte of an extended code is the primary code.
    """
    cause = getattr(error, "orig", None) or error
    facts = f"{where}（{cause}）" if where else f"（{cause}）"
    match cause:
        case sqlite3.Error():
            kind = _BY_CODE.get(getattr(cause, "sqlite_errorcode", 0) & 0xFF)
        case OSError():
            kind = _BY_NUMBER.get(cause.errno or 0, DiskFailed)
        case _:
            kind = None
    if kind is None:
        return None
    title, advice = _WORDS[kind]
    return kind(title, facts=facts, advice=advice)


@contextmanager
def told(where: Path) -> Iterator[None]:
    """Turns what the system and the driver raise inside this block into words.

    Raises: DiskFull, ReadOnly, DiskFailed, DatabaseDamaged, FolderLocked.
    """
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        fault = in_words(error, where=str(where))
        if fault is None:
            raise
        raise fault from error


_BY_CODE: dict[int, type[StoreError]] = {
    sqlite3.SQLITE_BUSY: FolderLocked,
    sqlite3.SQLITE_LOCKED: FolderLocked,
    sqlite3.SQLITE_FULL: DiskFull,
    sqlite3.SQLITE_READONLY: ReadOnly,
    sqlite3.SQLITE_CANTOPEN: ReadOnly,
    sqlite3.SQLITE_PERM: ReadOnly,
    sqlite3.SQLITE_IOERR: DiskFailed,
    sqlite3.SQLITE_CORRUPT: DatabaseDamaged,
    sqlite3.SQLITE_NOTADB: DatabaseDamaged,
}
_BY_NUMBER: dict[int, type[StoreError]] = {
    errno.ENOSPC: DiskFull,
    errno.EDQUOT: DiskFull,
    errno.EACCES: ReadOnly,
    errno.EPERM: ReadOnly,
    errno.EROFS: ReadOnly,
    errno.ENOTDIR: ReadOnly,
    errno.EEXIST: ReadOnly,
}
_WORDS: dict[type[StoreError], tuple[str, str]] = {
    FolderLocked: ("数据正被另一个程序使用。", "请先关闭另一个绩效桌面窗口，再打开。"),
    DiskFull: ("磁盘已满，这次没有保存。", "请删除一些不用的文件，再按保存；屏幕上的内容还在。"),
    ReadOnly: ("数据文件夹不能写入。", "请检查文件夹权限，或换到本机硬盘上的文件夹。"),
    DiskFailed: ("读写磁盘时出错。", "请关闭后重新打开；反复出现时请从备份恢复并更换硬盘。"),
    DatabaseDamaged: ("数据库文件已损坏。", "请从最近的备份恢复。"),
}
