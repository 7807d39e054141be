"""One backup as a file: the database, the locked keys and a page of contents in a ZIP, with its SHA-256 beside it."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sqlite3
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

from jxdesk.domain.errors import ExitCode
from jxdesk.domain.progress import Progress
from jxdesk.store.engine.changes import head
from jxdesk.store.faults import DatabaseNewer, StoreError
from jxdesk.store.safety.atomic import replace, sync_file, write_whole
from jxdesk.store.schema import versions as schema

SUFFIX = ".jxbak"
SUM_SUFFIX = ".sha256"
_DATABASE = "jxdesk.db"
_CONTENTS = "contents.json"
_CHUNK = 1 << 20
# What a ZIP with changed bytes raises, beside BadZipFile: unknown methods, cut streams, wrong lengths, broken names.
_UNREADABLE = (OSError, ValueError, TypeError, KeyError, EOFError, RuntimeError, zlib.error, struct.error)

# What a person recognises a state by: the budget as last approved, else what the self-evaluation says.
_TOTALS = """
SELECT count(*), coalesce(sum(coalesce(
    (SELECT amount_fen FROM budget_version WHERE project_id = p.id AND stage = 'revised' LIMIT 1),
    (SELECT amount_fen FROM budget_version WHERE project_id = p.id AND stage = 'original' LIMIT 1),
    (SELECT m.revised_budget_fen FROM filing f JOIN money_line m ON m.filing_id = f.id
      WHERE f.project_id = p.id AND m.money_key = 'total' LIMIT 1))), 0)
FROM project p
"""


class BackupDamaged(StoreError):  # noqa: N818 - a state of the file, named as people say it
    """A backup file is not what it was when it was written."""

    code = "JX-BACKUP-DAMAGED"
    exit_code = ExitCode.BROKEN


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What a person and the program recognise the state of a database by.

    Units: ``total_fen`` 分.
    """

    schema: int
    device: str
    epoch: int
    head_n: int
    head_hash: str
    offices: int
    projects: int
    filings: int
    total_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a backup says about itself."""

    at: str
    reason: str
    pinned: bool
    program: str
    state: State
    database_sha256: str
    attachments: tuple[str, ...] = ()
    packages: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, text: bytes) -> Contents:
        """The contents page of a backup.

        Raises: ValueError, TypeError for anything else.
        """
        known = json.loads(text)
        known["attachments"] = tuple(known["attachments"])
        known["state"] = State(**known["state"])
        return cls(**known)


def state_of(connection: sqlite3.Connection) -> State:
    """The state of an open database."""
    device, epoch = schema.identity(connection)
    head_n, head_hash = head(connection)
    projects, total = connection.execute(_TOTALS).fetchone()
    return State(
        schema=connection.execute("PRAGMA user_version").fetchone()[0],
        device=device,
        epoch=epoch,
        head_n=head_n,
        head_hash=head_hash,
        offices=connection.execute("SELECT count(*) FROM office").fetchone()[0],
        projects=projects,
        filings=connection.execute("SELECT count(*) FROM filing").fetchone()[0],
        total_fen=total,
    )


def checked_state(database: Path) -> State:
    """The state of a closed database file, after every page of it was looked at.

    Raises: BackupDamaged; DatabaseNewer.
    """
    connection = sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        if connection.execute("PRAGMA application_id").fetchone()[0] != schema.APPLICATION_ID:
            raise _damaged(database, "不是绩效桌面的数据库")
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version > schema.VERSION:
            raise DatabaseNewer(
                "这个备份是用更新版本的程序保存的。",
                facts=f"{database.name}：数据版本 {version}，本程序到 {schema.VERSION}",
                advice="请安装新版本的绩效桌面，再恢复。",
            )
        answer = [row[0] for row in connection.execute("PRAGMA quick_check(3)")]
        if answer != ["ok"]:
            raise _damaged(database, "；".join(answer))
        return state_of(connection)
    except sqlite3.DatabaseError as error:
        raise _damaged(database, str(error)) from error
    finally:
        connection.close()


def write(target: Path, database: Path, keys: Path, contents: Contents) -> str:
    """Packs a checked database into a backup file, reads it back, and only then gives it its name; answers the SHA-256."""
    temporary = target.with_name(f"{target.name}.tmp")
    try:
        _pack(temporary, database, keys, contents)
        with zipfile.ZipFile(temporary) as packed, packed.open(_DATABASE) as copy:
            if _digest(copy) != contents.database_sha256:
                raise _damaged(target, "写入后读不回原样")
        digest = sha256_of(temporary)
        write_whole(sum_file(target), f"{digest}  {target.name}\n".encode())
        replace(temporary, target)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
    return digest


def _pack(target: Path, database: Path, keys: Path, contents: Contents) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        packed.writestr(_CONTENTS, json.dumps(asdict(contents), ensure_ascii=False, sort_keys=True))
        packed.write(database, _DATABASE)
        for key in sorted(keys.glob("*")) if keys.is_dir() else ():
            if key.is_file() and not key.name.endswith(".tmp"):
                packed.write(key, f"keys/{key.name}")
    sync_file(target)


def sum_file(backup: Path) -> Path:
    """Where the SHA-256 of a backup stands."""
    return backup.with_name(backup.name + SUM_SUFFIX)


def read_contents(backup: Path) -> Contents:
    """The contents page of a backup file, without checking the rest.

    Raises: BackupDamaged.
    """
    try:
        with zipfile.ZipFile(backup) as packed:
            return Contents.read(packed.read(_CONTENTS))
    except (*_UNREADABLE, zipfile.BadZipFile) as error:
        raise _damaged(backup, str(error)) from error


def verify(backup: Path, progress: Progress | None = None) -> Contents:
    """Checks every byte of a backup against its own sums.

    Raises: BackupDamaged.
    """
    contents = read_contents(backup)
    sums = sum_file(backup)
    if sums.exists() and sums.read_text(encoding="utf-8").split()[:1] != [sha256_of(backup, progress)]:
        raise _damaged(backup, "校验值不符")
    try:
        with zipfile.ZipFile(backup) as packed, packed.open(_DATABASE) as copy:
            if _digest(copy) != contents.database_sha256:
                raise _damaged(backup, "数据库的校验值不符")
    except (*_UNREADABLE, zipfile.BadZipFile) as error:
        raise _damaged(backup, str(error)) from error
    return contents


def extract_database(backup: Path, target: Path) -> None:
    """Writes the database of a verified backup to a file and syncs it."""
    with zipfile.ZipFile(backup) as packed, packed.open(_DATABASE) as source, target.open("wb") as copy:
        while chunk := source.read(_CHUNK):
            copy.write(chunk)
        copy.flush()
        os.fsync(copy.fileno())


def extract_keys(backup: Path, keys: Path) -> None:
    """Puts back key files that are missing; one that is there is never written over."""
    with zipfile.ZipFile(backup) as packed:
        for name in packed.namelist():
            folder, _, plain = name.partition("/")
            target = keys / plain
            if folder == "keys" and plain and "/" not in plain and not target.exists():
                keys.mkdir(parents=True, exist_ok=True)
                write_whole(target, packed.read(name))


def sha256_of(path: Path, progress: Progress | None = None) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return _digest(file, progress)


def _digest(file: IO[bytes], progress: Progress | None = None) -> str:
    digest = hashlib.sha256()
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
        if progress is not None:
            progress.check()
    return digest.hexdigest()


def _damaged(path: Path, why: str) -> BackupDamaged:
    return BackupDamaged(
        "这个备份文件已损坏，没有使用。", facts=f"{path.name}（{why}）", advice="请换一个日期的备份。"
    )
