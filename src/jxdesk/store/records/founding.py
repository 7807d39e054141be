"""The first state of a database, written in bulk: one journal line for all of it, instead of one for every value."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from jxdesk.store.engine.changes import head
from jxdesk.store.engine.database import Transaction
from jxdesk.store.faults import Refused

ROOM_KIBIBYTES = 128 * 1024
"""So much of a new database is kept in memory until it stands; in less, its pages are written out and read back again."""


@contextmanager
def first_state(tx: Transaction, *, text: str) -> Iterator[None]:
    """Writes inside this block make the state from which the journal starts; nothing was ever changed before it.

    Raises: Refused where the journal has begun: from then on every change leaves its line.
    """
    if head(tx._connection)[0]:
        raise Refused("这个数据库里已经有改动记录，不能再当作新的来写。")
    recorder = tx._database._recorder
    recorder.silence(tx._connection)
    usual = tx.value("PRAGMA cache_size")
    tx.execute(f"PRAGMA cache_size = -{ROOM_KIBIBYTES}")
    try:
        yield
    finally:
        tx._connection.execute(f"PRAGMA cache_size = {usual}")
    tx._flush()
    recorder.listen(tx._connection)
    tx.note("founded", text=text)
