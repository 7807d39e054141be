"""The mirror journal: every line of the change log, appended to files beside the database and on a second place.

A backup plus the lines after it is the newest state, whatever became of the database. Files are named by epoch and
day, a line is one JSON object, and the chain of hashes, not the name or the clock, says which line follows which.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO

from jxdesk.domain.disk_words import disk_words
from jxdesk.store.engine.changes import EVENT, Change, insert_lines, statement_for, unfolded
from jxdesk.store.engine.clock import Clock, local_now
from jxdesk.store.engine.database import Database
from jxdesk.store.safety.atomic import sync_folder
from jxdesk.store.safety.folder import DataFolder
from jxdesk.store.schema import versions as schema

_KEYS = ("n", "at", "who", "device", "epoch", "errand_id", "errand", "table", "id", "field", "old", "new", "prev_hash", "hash")  # fmt: skip
_SUFFIX = ".ndjson"
_TAIL_BYTES = 1 << 16


class Mirror:
    """Appends committed changes to the journal files; runs on the database thread, after the commit was answered.

    ``troubles`` says which place could not be written; it is tried again with the next change and at the next start.
    """

    def __init__(self, folder: DataFolder, *, clock: Clock = local_now) -> None:
        self._clock = clock
        self._places = [folder.journal]
        second = folder.second_place()
        if second is not None:
            self._places.append(second / "journal")
        self._files: dict[Path, IO[bytes]] = {}
        self._waiting: dict[Path, list[Change]] = {}
        self.troubles: dict[Path, str] = {}

    def append(self, changes: Sequence[Change]) -> None:
        """Appends lines and syncs them; a place that failed gets what it lacks together with the next lines."""
        for place in self._places:
            self._append_to(place, changes)

    def reconcile(self, database: Database) -> None:
        """Adds the lines that a place lacks: written while it was away, or cut off by a crash."""
        for place in list(self._places):
            try:
                place.mkdir(parents=True, exist_ok=True)
                mirrored = _cut_torn_tails(place, database.epoch)
                is_empty = not any(place.glob(f"*{_SUFFIX}"))
            except OSError as error:
                # It may come back in the middle of the day, without what it lacks: it is left alone until the next start.
                self.troubles[place] = disk_words(error)
                self._places.remove(place)
                continue
            missing = database.maintain(
                lambda connection, known=mirrored, everything=is_empty: _lines_after(  # type: ignore[misc]
                    connection, known, None if everything else database.epoch
                )
            ).result()
            for change_group in _by_epoch(missing):
                self._append_to(place, change_group)

    def close(self) -> None:
        """Closes the files."""
        for place in list(self._files):
            self._forget(place)

    def _append_to(self, place: Path, changes: Sequence[Change]) -> None:
        waiting = [*self._waiting.pop(place, ()), *changes]
        name = f"{changes[-1].epoch:06d}-{self._clock():%Y%m%d}{_SUFFIX}"
        try:
            if place in self.troubles:
                place.mkdir(parents=True, exist_ok=True)
                highest = _cut_torn_tails(place, changes[-1].epoch)
                waiting = [change for change in waiting if change.n > highest]
            file = self._file(place, name)
            file.writelines(map(_line, waiting))
            file.flush()
            os.fsync(file.fileno())
        except OSError as error:
            # No later line may follow a hole: the highest number must always mean that all before it are there.
            self._waiting[place] = waiting
            self.troubles[place] = disk_words(error)
            self._forget(place)
        else:
            self.troubles.pop(place, None)

    def _file(self, place: Path, name: str) -> IO[bytes]:
        path = place / name
        known = self._files.get(place)
        if known is not None and Path(known.name) == path and not known.closed:
            return known
        self._forget(place)
        is_new = not path.exists()
        file = path.open("ab")
        if is_new:
            sync_folder(place)
        self._files[place] = file
        return file

    def _forget(self, place: Path) -> None:
        file = self._files.pop(place, None)
        if file is not None:
            with contextlib.suppress(OSError):  # closing tries to write once more what could not be written
                file.close()


def read_lines(places: Iterable[Path]) -> Iterator[Change]:
    """Every whole and unchanged line in these folders; a torn or damaged one is passed over."""
    for place in places:
        for path in sorted(place.glob(f"*{_SUFFIX}")):
            for text in path.read_bytes().split(b"\n"):
                change = _parse(text)
                if change is not None:
                    yield change


def chain_from(head_hash: str, lines: Iterable[Change]) -> list[Change]:
    """The lines that follow a head, one by one; where two follow the same line, the later epoch counts."""
    following: dict[str, Change] = {}
    for line in lines:
        known = following.get(line.prev_hash)
        if known is None or line.epoch > known.epoch:
            following[line.prev_hash] = line
    chain: list[Change] = []
    while (line_after := following.get(head_hash)) is not None:
        chain.append(line_after)
        head_hash = line_after.hash
    return chain


def replay(connection: sqlite3.Connection, chain: Sequence[Change]) -> None:
    """Applies lines to a database, inside the caller's transaction and with foreign keys off, and logs them as they were.

    Raises: ValueError for a line that names what the database does not have.
    """
    known = schema.columns(connection)
    for change in chain:
        if change.table_name != EVENT:
            for single in unfolded(change):
                connection.execute(*statement_for(known, single, single.new))
    insert_lines(connection, chain)


_text = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


def _line(change: Change) -> bytes:
    return _text(dict(zip(_KEYS, change, strict=True))).encode() + b"\n"


def _parse(text: bytes) -> Change | None:
    try:
        known = json.loads(text)
        change = Change._make(known[key] for key in _KEYS)
    except (ValueError, KeyError, TypeError):
        return None
    return change if change.hash == change.expected_hash() else None


def _lines_after(connection: sqlite3.Connection, number: int, epoch: int | None) -> list[Change]:
    """Lines of one epoch after a number; of all epochs where none is named."""
    rows = connection.execute(
        f"SELECT {', '.join(Change._fields)} FROM change_log WHERE n > ?1 AND (?2 IS NULL OR epoch = ?2) ORDER BY n",
        (number, epoch),
    )
    return [Change._make(row) for row in rows]


def _by_epoch(changes: Sequence[Change]) -> list[list[Change]]:
    groups: dict[int, list[Change]] = {}
    for change in changes:
        groups.setdefault(change.epoch, []).append(change)
    return list(groups.values())


def _cut_torn_tails(place: Path, epoch: int) -> int:
    """Cuts a half-written last line off each file of an epoch; answers the highest number that stands there."""
    highest = 0
    for path in place.glob(f"{epoch:06d}-*{_SUFFIX}"):
        with path.open("rb+") as file:
            last = _cut_torn_tail(file)
        if last is not None:
            highest = max(highest, last.n)
    return highest


def _cut_torn_tail(file: IO[bytes]) -> Change | None:
    end = file.seek(0, os.SEEK_END)
    window = _TAIL_BYTES
    while True:
        start = max(0, end - window)
        file.seek(start)
        tail = file.read(end - start)
        lines = tail.split(b"\n")
        whole = lines[
            1 if start else 0 : -1
        ]  # the first may begin before the window, the last is what follows the end
        if whole or not start:
            break
        window *= 4
    torn = len(lines[-1])
    while whole and (change := _parse(whole[-1])) is None:
        torn += len(whole.pop()) + 1
    if torn:
        file.truncate(end - torn)
        file.flush()
        os.fsync(file.fileno())
    return change if whole else None
