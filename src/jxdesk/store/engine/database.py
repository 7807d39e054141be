"""The database thread: one connection with asserted settings, and the transactions that run on it.

Every job runs on one thread that owns the one sqlite3 connection. ``submit`` runs a job as one BEGIN IMMEDIATE …
COMMIT, ``submit_read`` as a read that may not write. A job is handed a ``Transaction``; its ``session`` is a
SQLModel session over the same connection, imported only when it is asked for.
"""

from __future__ import annotations

import datetime as dt
import gc
import os
import queue
import sqlite3
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from jxdesk.domain.records.identity import new_id
from jxdesk.store.engine.changes import Change, ChangeRecorder, Stamp
from jxdesk.store.engine.clock import Clock, local_now
from jxdesk.store.engine.connection import connect
from jxdesk.store.faults import DiskFull, FolderLocked, NestedTransaction, in_words
from jxdesk.store.schema import models
from jxdesk.store.schema import versions as schema

if TYPE_CHECKING:
    from types import ModuleType

    from sqlalchemy import Engine
    from sqlmodel import Session

T = TypeVar("T")
Job = Callable[["Transaction"], T]
Row = tuple[Any, ...]

IDLE_SECONDS = 5.0
LOADER_SWITCH_SECONDS = 0.0005


class Transaction:
    """What a job may do: raw statements and, when asked for, a SQLModel session, on the one connection.

    ``errand`` names what the person did, ``errand_id`` is the same for every change that this transaction makes;
    undo takes the changes of one ``errand_id`` back together.
    """

    def __init__(
        self, database: Database, connection: sqlite3.Connection, *, write: bool, errand: str
    ) -> None:
        self._database = database
        self._connection = connection
        self._session: Session | None = None
        self._open = True
        self.write = write
        self.errand = errand
        self.errand_id = new_id()
        self.who = database.who
        self.device = database.device
        self.epoch = database.epoch

    @property
    def session(self) -> Session:
        """The SQLModel session of this transaction; it is committed with it and never by itself."""
        self._assert_open()
        if self._session is None:
            self._session = self._database._make_session(self)
        return self._session

    def execute(self, sql: str, params: Sequence[Any] | dict[str, Any] = ()) -> int:
        """Runs one statement; answers how many rows it changed."""
        return self._run(sql, params).rowcount

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> int:
        """Runs one statement for many rows, at the driver's speed."""
        self._flush()
        return self._connection.executemany(sql, rows).rowcount

    def query(self, sql: str, params: Sequence[Any] | dict[str, Any] = ()) -> list[Row]:
        """All rows of a query."""
        return self._run(sql, params).fetchall()

    def row(self, sql: str, params: Sequence[Any] | dict[str, Any] = ()) -> Row | None:
        """The first row of a query, or None."""
        found: Row | None = self._run(sql, params).fetchone()
        return found

    def value(self, sql: str, params: Sequence[Any] | dict[str, Any] = ()) -> Any:
        """The first value of the first row, or None."""
        found = self.row(sql, params)
        return None if found is None else found[0]

    def now(self) -> str:
        """The time on this desk's clock, as text; never used to order anything."""
        return self._database.now()

    def today(self) -> dt.date:
        """The day on this desk's clock."""
        return dt.datetime.fromisoformat(self.now()).date()

    def note(self, event: str, *, table: str = "event", record_id: str = "", text: str | None = None) -> None:
        """Leaves a journal line for something that changes no record, such as an export or a seal."""
        self._database._recorder.note(self._connection, table, record_id, event, text)

    def _stamp(self) -> Stamp:
        return Stamp(self.now(), self.who, self.device, self.epoch, self.errand_id, self.errand)

    def _run(self, sql: str, params: Sequence[Any] | dict[str, Any]) -> sqlite3.Cursor:
        self._flush()
        return self._connection.execute(sql, params)

    def _flush(self) -> None:
        self._assert_open()
        if self._session is not None:
            if not self._session.is_active:
                raise RuntimeError("a save inside this job failed; the job may not go on")
            self._session.flush()

    def _assert_open(self) -> None:
        if not self._open:
            raise RuntimeError("the transaction is over")
        if self.write and not self._connection.in_transaction:
            raise RuntimeError("the transaction was ended inside its job")

    def _close(self) -> None:
        self._open = False
        if self._session is not None:
            self._session.close()


def _models() -> ModuleType:
    """The tables, loaded at the first call; pydantic is not to look through every installed package for plugins of its own."""
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    return models()


class _Task(Generic[T]):
    """A job in the queue, with its future."""

    def __init__(self, run: Callable[[Future[T]], None]) -> None:
        self.run = run
        self.future: Future[T] = Future()


class Database:
    """The opened database file and its thread."""

    def __init__(self, path: Path, *, clock: Clock = local_now, who: str = "") -> None:
        self.path = path
        self.who = who
        self.device = ""
        self.epoch = 0
        self.listeners: list[Callable[[Sequence[Change]], None]] = []
        self.on_disk_full: Callable[[], bool] = lambda: False
        self._clock = clock
        self._recorder = ChangeRecorder()
        self._tasks: queue.SimpleQueue[_Task[Any] | None] = queue.SimpleQueue()
        self._connection: sqlite3.Connection | None = None
        self._engine: Engine | None = None
        self._begun_by_us = False
        self._dirty = False
        self._closed = False
        self._loader: threading.Thread | None = None
        self._loading = threading.Lock()
        self._thread = threading.Thread(target=self._work, name="jxdesk-database", daemon=True)
        self.opened: Future[None] = Future()

    @classmethod
    def open(cls, path: Path, *, clock: Clock = local_now, who: str = "", wait: bool = True) -> Database:
        """Opens (or makes) a database file on its own thread; with ``wait=False`` answers at once (see ``opened``).

        Raises: FolderLocked, DatabaseDamaged, DatabaseNewer, ReadOnly, DiskFailed; StoreError where it must be
        migrated first (``store.safety.opening`` does both).
        """
        database = cls(path, clock=clock, who=who)
        database._thread.start()
        if wait:
            try:
                database.opened.result()
            except BaseException:
                database.close()
                raise
        return database

    def submit(self, job: Job[T], *, errand: str = "") -> Future[T]:
        """Queues a job that writes: one BEGIN IMMEDIATE … COMMIT, rolled back whole when it raises.

        When the disk is full and room could be made, the job is run a second time, so it works on its
        transaction and leaves other things alone.
        """

        def task(future: Future[T]) -> None:
            changes: list[Change] = []
            try:
                try:
                    answer, changes = self._write(job, errand)
                except DiskFull:
                    if not self.on_disk_full():
                        raise
                    answer, changes = self._write(job, errand)
            except BaseException as error:
                future.set_exception(error)
                return
            future.set_result(answer)
            if changes:
                for listener in self.listeners:
                    listener(changes)

        return self._queue(task)

    def submit_read(self, job: Job[T]) -> Future[T]:
        """Queues a job that only reads; a statement that writes is refused."""

        def task(future: Future[T]) -> None:
            try:
                answer = self._read(job)
            except BaseException as error:
                future.set_exception(error)
            else:
                future.set_result(answer)

        return self._queue(task)

    def maintain(self, job: Callable[[sqlite3.Connection], T]) -> Future[T]:
        """Queues work outside any transaction (backup, integrity check); for modules of the store only."""

        def task(future: Future[T]) -> None:
            try:
                answer = self._translated(lambda: job(self._held()))
            except BaseException as error:
                future.set_exception(error)
            else:
                future.set_result(answer)

        return self._queue(task)

    def run(self, job: Job[T], *, errand: str = "") -> T:
        """Runs a job that writes and waits for it."""
        return self.submit(job, errand=errand).result()

    def read(self, job: Job[T]) -> T:
        """Runs a job that only reads and waits for it."""
        return self.submit_read(job).result()

    def warm(self) -> threading.Thread:
        """Loads SQLModel on a loader thread, then wraps the connection; call it when the window has painted.

        Tried: collector off and a short switch interval keep the longest gap under 50 ms.
        """
        # The start and the window may both ask at once; whoever waits for the loader must find it running.
        with self._loading:
            if self._loader is None:
                self._loader = threading.Thread(target=self._load_models, name="jxdesk-loader", daemon=True)
                self._loader.start()
            return self._loader

    def close(self) -> None:
        """Finishes what is queued, folds the write-ahead log into the file and ends the thread."""
        if self._closed:
            return
        self._closed = True
        self._tasks.put(None)
        self._thread.join()

    def __enter__(self) -> Database:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # ---- on the database thread ------------------------------------------------------------------------------

    def _queue(self, run: Callable[[Future[T]], None]) -> Future[T]:
        if threading.current_thread() is self._thread:
            raise NestedTransaction("a job may not queue another one: it would wait for itself")
        if self._closed:
            raise RuntimeError("the database is closed")
        task: _Task[T] = _Task(run)
        self._tasks.put(task)
        return task.future

    def _work(self) -> None:
        try:
            self._connection = self._translated(self._connect)
        except BaseException as error:
            self.opened.set_exception(error)
            self._refuse_all(error)
            return
        self.opened.set_result(None)
        while True:
            try:
                task = self._tasks.get(timeout=IDLE_SECONDS if self._dirty else None)
            except queue.Empty:
                self._fold_log()
                continue
            if task is None:
                break
            if task.future.set_running_or_notify_cancel():
                task.run(task.future)
        self._disconnect()

    def _refuse_all(self, error: BaseException) -> None:
        while (task := self._tasks.get()) is not None:
            task.future.set_exception(error)

    def _connect(self) -> sqlite3.Connection:
        connection = connect(self.path)
        try:
            schema.ensure(connection, self.path)
            self.device, self.epoch = schema.identity(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _disconnect(self) -> None:
        self._fold_log()
        if self._engine is not None:
            self._engine.dispose()
        self._held().close()
        self._connection = None

    def _fold_log(self) -> None:
        """Folds the log into the file; a disk that fails here loses nothing, the log is read again at the next start."""
        try:
            self._held().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        except sqlite3.OperationalError:
            return
        finally:
            self._dirty = False

    def _held(self) -> sqlite3.Connection:
        if self._connection is None:
            raise RuntimeError("the database is not open")
        return self._connection

    def _write(self, job: Job[T], errand: str) -> tuple[T, list[Change]]:
        return self._translated(lambda: self._write_once(job, errand))

    def _write_once(self, job: Job[T], errand: str) -> tuple[T, list[Change]]:
        connection = self._held()
        self._recorder.attach(connection)
        connection.execute("BEGIN IMMEDIATE")
        tx = Transaction(self, connection, write=True, errand=errand)
        try:
            answer = job(tx)
            tx._flush()
            changes = self._recorder.store(connection, tx._stamp())
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        finally:
            tx._close()
        self._dirty = True
        return answer, changes

    def _read(self, job: Job[T]) -> T:
        return self._translated(lambda: self._read_once(job))

    def _read_once(self, job: Job[T]) -> T:
        connection = self._held()
        connection.execute("PRAGMA query_only=ON")
        tx = Transaction(self, connection, write=False, errand="")
        try:
            return job(tx)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_READONLY:
                raise RuntimeError("a job that only reads tried to write") from error
            raise
        finally:
            tx._close()
            connection.execute("PRAGMA query_only=OFF")

    def _translated(self, work: Callable[[], T]) -> T:
        try:
            return work()
        except Exception as error:
            # Only what the driver says is about this file; a job's own troubles with other files are its own.
            from_driver = isinstance(getattr(error, "orig", None) or error, sqlite3.Error)
            fault = in_words(error, where=str(self.path)) if from_driver else None
            if fault is None:
                raise
            if isinstance(fault, FolderLocked) and self.opened.done():
                raise  # this connection holds the lock for good: "locked" later on is a bug of ours
            raise fault from error

    # ---- SQLModel over the same connection -------------------------------------------------------------------

    def _make_session(self, tx: Transaction) -> Session:
        tables = _models()
        if self._engine is None:
            self._engine = tables.wrap(self._held(), may_begin=self._may_begin)
        session: Session = tables.make_session(self._engine)
        self._begun_by_us = True
        try:
            session.connection()
        finally:
            self._begun_by_us = False
        return session

    def _may_begin(self) -> bool:
        """Whether the begin that SQLAlchemy announces is the one that this thread just asked for."""
        return self._begun_by_us

    def _load_models(self) -> None:
        interval, was_enabled = sys.getswitchinterval(), gc.isenabled()
        gc.disable()
        sys.setswitchinterval(LOADER_SWITCH_SECONDS)
        try:
            _models().configure()
        finally:
            gc.freeze()
            if was_enabled:  # a window keeps it off and collects on its own thread
                gc.enable()
            sys.setswitchinterval(interval)
        if not self._closed:
            self.submit_read(lambda tx: tx.session.connection())

    def now(self) -> str:
        """The time on this desk's clock, as text with its offset."""
        return self._clock().isoformat(timespec="seconds")
