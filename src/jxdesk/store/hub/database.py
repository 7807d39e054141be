"""The database of the receiving service: SQLite in its home, or PostgreSQL by URL; one transaction for each thing that is done.

A server serves many at once, and so transactions are run by whichever thread asks. In SQLite they take turns on the one
connection, which keeps a second service out; in PostgreSQL they take turns on the row of ``hub_head``.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.pool import StaticPool

from jxdesk.domain.errors import ExitCode
from jxdesk.store.engine.clock import Clock
from jxdesk.store.engine.connection import connect
from jxdesk.store.faults import DatabaseDamaged, DatabaseNewer, StoreError, in_words, told
from jxdesk.store.hub.tables import VERSION, HubHead, HubTable

T = TypeVar("T")
FILE = "hub.db"
ATTEMPTS = 6
FIRST_PAUSE_SECONDS = 0.25
GENESIS = "0" * 64


class HubStoreDown(StoreError):  # noqa: N818 - a state of the database, named as people say it
    """The database cannot be reached, or fails."""

    code = "JX-HUB-STORE"
    exit_code = ExitCode.BROKEN


class HubDatabase:
    """The opened database; ``transact`` and ``read`` may be called by any thread.

    A transaction that fails because the connection was lost is run again, so that a job must come to the same end where
    the lost one was committed after all.
    """

    def __init__(self, engine: sa.Engine, clock: Clock, turns: threading.Lock | None) -> None:
        self._engine, self._clock, self._turns = engine, clock, turns

    @classmethod
    def open(cls, home: Path, *, url: str = "", clock: Clock) -> HubDatabase:
        """Opens the database, and makes its tables where there are none.

        Raises: FolderLocked where another service has it open; DatabaseNewer; HubStoreDown.
        """
        if url:
            engine = sa.create_engine(_psycopg(url), pool_pre_ping=True, pool_size=8, max_overflow=8)
            opened = cls(engine, clock, None)
        else:
            opened = cls(_sqlite(home / FILE), clock, threading.Lock())
        try:
            opened._make_tables()
        except BaseException:
            opened.close()
            raise
        return opened

    def transact(self, job: Callable[[HubTransaction], T]) -> T:
        """Runs a job in one transaction that is committed whole or not at all; no other writes at the same time.

        Raises: StoreError in words for what the database or the disk says.
        """
        return self._again(lambda connection: job(HubTransaction(connection, self._clock, for_writing=True)))

    def read(self, job: Callable[[HubTransaction], T]) -> T:
        """Runs a job that only reads.

        Raises: StoreError.
        """
        return self._again(lambda connection: job(HubTransaction(connection, self._clock, for_writing=False)))

    def copy_to(self, file: Path) -> bool:
        """Copies the whole database into a file, verified; False where it is not one that lies in a file.

        Raises: StoreError.
        """
        if self._turns is None:
            return False
        part = file.with_suffix(".part")
        part.unlink(missing_ok=True)
        with told(file.parent), self._turns, self._engine.connect() as connection:
            held = connection.connection.driver_connection
            assert held is not None, "the one connection is open"
            held.execute("VACUUM INTO ?", (str(part),))
        with told(file.parent), contextlib.closing(sqlite3.connect(part)) as copy:
            (verdict,) = copy.execute("PRAGMA integrity_check").fetchone()
            count = copy.execute("SELECT count(*) FROM hub_audit").fetchone()[0]
        if verdict != "ok" or count != self.read(lambda tx: tx.connection.scalar(_AUDIT_N)):
            part.unlink(missing_ok=True)
            raise DatabaseDamaged(
                "接收服务的数据库拷贝没有通过核对。", facts=f"{verdict}，{count} 条审计记录"
            )
        part.replace(file)
        return True

    def close(self) -> None:
        """Lets go of the database."""
        self._engine.dispose()

    def _again(self, job: Callable[[sa.Connection], T]) -> T:
        pause = FIRST_PAUSE_SECONDS
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return self._once(job)
            except DBAPIError as error:
                is_lost = error.connection_invalidated or isinstance(error, sa.exc.OperationalError)
                fault = in_words(error)
                if fault is not None:
                    raise fault from error
                if not is_lost or attempt == ATTEMPTS:
                    raise _down(error) from error
            except SQLAlchemyError as error:
                raise _down(error) from error
            time.sleep(pause)
            pause *= 2
        raise AssertionError("the last attempt answers or raises")

    def _once(self, job: Callable[[sa.Connection], T]) -> T:
        if self._turns is None:
            with self._engine.begin() as connection:
                return job(connection)
        with self._turns, self._engine.begin() as connection:
            return job(connection)

    def _make_tables(self) -> None:
        def job(connection: sa.Connection) -> int:
            if (
                connection.dialect.name == "postgresql"
            ):  # two services that start at once make them one after the other
                connection.execute(sa.text("SELECT pg_advisory_xact_lock(5306)"))
            HubTable.metadata.create_all(connection)
            version = connection.scalar(sa.select(_HEAD.c.version))
            if version is None:
                first = {"id": 1, "version": VERSION, "audit_n": 0, "audit_hash": GENESIS, "mail_n": 0}
                connection.execute(sa.insert(_HEAD).values(first))
            return version or VERSION

        if (version := self._again(job)) > VERSION:
            raise DatabaseNewer(
                "接收服务的数据库是更新版本的程序写的。",
                facts=f"数据库第 {version} 版，本程序认得第 {VERSION} 版",
                advice="请用更新的程序启动；不要用旧程序。",
            )


class HubTransaction:
    """What a job of the service works with; ``now`` is one moment for the whole of it."""

    def __init__(self, connection: sa.Connection, clock: Clock, *, for_writing: bool) -> None:
        self.connection = connection
        self.now = clock().isoformat(timespec="seconds")
        if for_writing:
            locked = sa.select(_HEAD).with_for_update()
            self.head = connection.execute(locked).mappings().one()


_HEAD: sa.Table = HubHead.__table__  # type: ignore[attr-defined]
_AUDIT_N = sa.select(_HEAD.c.audit_n)


def _sqlite(path: Path) -> sa.Engine:
    path.parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine("sqlite://", poolclass=StaticPool, creator=lambda: connect(path, by_turns=True))

    @event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _psycopg(url: str) -> str:
    """The URL with the driver that this program brings."""
    scheme, _, rest = url.partition("://")
    return f"postgresql+psycopg://{rest}" if scheme in ("postgres", "postgresql") else url


def _down(error: Exception) -> HubStoreDown:
    cause = getattr(error, "orig", None) or error
    return HubStoreDown(
        "接收服务的数据库连不上，或出错了。",
        facts=str(cause).strip().splitlines()[0][:200] if str(cause).strip() else type(cause).__name__,
        advice="请核对 PostgreSQL 是否在运行、地址和密码是否正确；已经收下的包不受影响，报送单位会自动再试。",
    )
