"""The journal: the change log read as history, its chain verified, and lines for events that change no record.

History is told in single changes, whether the log holds each in a line of its own or a record with its lines in one.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from jxdesk.domain.progress import Progress
from jxdesk.store.engine import changes
from jxdesk.store.engine.changes import GENESIS, Change
from jxdesk.store.engine.database import Transaction

_COLUMNS = ", ".join(Change._fields)
_PORTION = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something that happened and changed no record: an export, a seal, a refusal."""

    event: str
    record_id: str = ""
    text: str = ""


def record(tx: Transaction, entry: Entry) -> None:
    """Leaves a line for an event; changes of records leave theirs by themselves."""
    tx.note(entry.event, record_id=entry.record_id, text=entry.text)


def devices(tx: Transaction) -> frozenset[str]:
    """This installation and those on which this data lay before: a restored or moved folder has more than one."""
    rows = tx.query("SELECT DISTINCT device FROM change_log")
    return frozenset({tx.device, *(row[0] for row in rows)})


def history(tx: Transaction, table: str, record_id: str) -> tuple[Change, ...]:
    """What happened to one record, oldest first; of the lines of a filing ``history_of_filing`` tells."""
    found = _told(tx, "WHERE record_id = ? AND table_name = ? ORDER BY n", (record_id, table))
    return tuple(one for one in found if one.table_name == table)


def history_of_filing(tx: Transaction, filing_id: str) -> tuple[Change, ...]:
    """What happened to a filing and to its lines, those that are gone included, oldest first."""
    return _told(
        tx,
        "WHERE record_id IN (SELECT ?1 UNION ALL SELECT id FROM money_line WHERE filing_id = ?1"
        " UNION ALL SELECT id FROM indicator_line WHERE filing_id = ?1"
        " UNION ALL SELECT id FROM task_line WHERE filing_id = ?1)"
        " OR (field = '' AND new IS NULL AND json_extract(old, '$.filing_id') = ?1) ORDER BY n",
        (filing_id,),
    )


def line(tx: Transaction, number: int) -> Change | None:
    """The line of this number."""
    return next(iter(_read(tx, "WHERE n = ?", (number,))), None)


def of_errand(tx: Transaction, errand_id: str) -> tuple[Change, ...]:
    """What one errand changed, in its order."""
    return _told(tx, "WHERE errand_id = ? ORDER BY n", (errand_id,))


def later_on(tx: Transaction, number: int, record_ids: Collection[str]) -> tuple[Change, ...]:
    """What happened after a line to some records, and every record that was added or deleted since, in their order."""
    return _told(
        tx,
        "WHERE n > ? AND (field = '' OR record_id IN (SELECT value FROM json_each(?))) ORDER BY n",
        (number, json.dumps(sorted(record_ids))),
    )


def latest(tx: Transaction, count: int) -> tuple[Change, ...]:
    """The newest lines as they are chained, newest first."""
    return _read(tx, "ORDER BY n DESC LIMIT ?", (count,))


def head(tx: Transaction) -> tuple[int, str]:
    """The number and the hash of the newest line; the hash goes into each package."""
    row = tx.row("SELECT n, hash FROM change_log ORDER BY n DESC LIMIT 1")
    return (0, GENESIS) if row is None else (row[0], row[1])


def reached(tx: Transaction) -> int:
    """The number that the newest change of this very transaction gets when it is committed."""
    noted: int = tx.value("SELECT count(*) FROM temp.change_pending") or 0
    return head(tx)[0] + noted


def first_broken_line(tx: Transaction, progress: Progress | None = None) -> int | None:
    """The number of the first line that does not follow from the one before it, or None for a whole chain."""
    progress = progress or Progress()
    progress.start("核对修改记录", head(tx)[0])
    number, previous = 0, GENESIS
    while lines := _read(tx, "WHERE n > ? ORDER BY n LIMIT ?", (number, _PORTION)):
        for line in lines:
            if line.n != number + 1 or line.prev_hash != previous or line.hash != line.expected_hash():
                return number + 1
            number, previous = line.n, line.hash
        progress.step(len(lines))
    return None


def _told(tx: Transaction, rest: str, params: Sequence[Any]) -> tuple[Change, ...]:
    """The single changes of lines."""
    return tuple(chain.from_iterable(map(changes.unfolded, _read(tx, rest, params))))


def _read(tx: Transaction, rest: str, params: Sequence[Any]) -> tuple[Change, ...]:
    return tuple(Change._make(row) for row in tx.query(f"SELECT {_COLUMNS} FROM change_log {rest}", params))
