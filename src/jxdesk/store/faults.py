"""Faults: what can go wrong with the data folder and its database, in words; used by every module of the store."""

from __future__ import annotations

import sqlite3

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
    """The fault behind a driver's error, or None where the error is a bug of ours.

    Source: sqlite.org/rescode.html; the low byte of an extended code is the primary code.
    """
    driver_error = getattr(error, "orig", None) or error
    if not isinstance(driver_error, sqlite3.Error):
        return None
    primary = getattr(driver_error, "sqlite_errorcode", 0) & 0xFF
    facts = f"{where}（{driver_error}）" if where else f"（{driver_error}）"
    match primary:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return FolderLocked(
                "数据正被另一个程序使用。", facts=facts, advice="请先关闭另一个绩效桌面窗口，再打开。"
            )
        case sqlite3.SQLITE_FULL:
            return DiskFull(
                "磁盘已满，这次没有保存。",
                facts=facts,
                advice="请删除一些不用的文件，再按保存；屏幕上的内容还在。",
            )
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            return ReadOnly(
                "数据文件夹不能写入。", facts=facts, advice="请检查文件夹权限，或换到本机硬盘上的文件夹。"
            )
        case sqlite3.SQLITE_IOERR:
            return DiskFailed(
                "读写磁盘时出错。", facts=facts, advice="请关闭后重新打开；反复出现时请从备份恢复并更换硬盘。"
            )
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return DatabaseDamaged("数据库文件已损坏。", facts=facts, advice="请从最近的备份恢复。")
        case _:
            return None
