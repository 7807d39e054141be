"""The outbox in the database: how far each sealed package has come, moved on by the one table of ``domain.sending.outbox``.

A package has a row here as soon as something happened to it; one without a row is as far as the signed receipts for it say,
so that books which came from another PC or an older program need none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from jxdesk.domain.sending.outbox import (
    HEARD_AS,
    OutboxMove,
    OutboxState,
    Trouble,
    after,
    heard,
)
from jxdesk.domain.sending.receipts import ReceiptStatus
from jxdesk.store.engine.columns import select
from jxdesk.store.engine.database import Row, Transaction

_COLUMNS = (
    "id",
    "state",
    "hub",
    "place",
    "sent_bytes",
    "tries",
    "next_try_at",
    "code",
    "title",
    "facts",
    "advice",
    "copies",
    "moved_at",
)
_BY_PHONE = "phone"
"""News of this kind is no proof: a package does not leave the outbox by it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxEntry:
    """How far one package is.

    ``hub`` and ``place`` are where its upload stands, ``sent_bytes`` how far that had come when it was last told. ``tries``
    came to nothing in a row, the next one is due at ``next_try_at``; ``trouble`` is what the last one met. ``copies`` is
    how often it was written onto sticks and into folders.
    """

    digest: str
    state: OutboxState = OutboxState.SEALED
    hub: str = ""
    place: str = ""
    sent_bytes: int = 0
    tries: int = 0
    next_try_at: str = ""
    trouble: Trouble | None = None
    copies: int = 0
    moved_at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerWaiting:
    """A receipt of this desk for a package that came, which the sender does not have by wire yet."""

    digest: str
    sender_path: str
    statement: bytes

    @property
    def id(self) -> str:
        """The SHA-256 of the statement, by which a service names it."""
        return hashlib.sha256(self.statement).hexdigest()


def get(tx: Transaction, digest: str) -> OutboxEntry:
    """How far a package is."""
    row = tx.row(select(_COLUMNS, "outbox", "WHERE id = ?"), (digest,))
    if row is not None:
        return _entry(row)
    return OutboxEntry(digest=digest, state=_by_receipts(_said(tx, digest).get(digest, ())))


def get_many(tx: Transaction, digests: Sequence[str]) -> dict[str, OutboxEntry]:
    """How far each of many packages is."""
    rows = {row[0]: row for row in tx.query(select(_COLUMNS, "outbox"))}
    said = _said(tx) if any(digest not in rows for digest in digests) else {}
    return {
        digest: _entry(rows[digest])
        if digest in rows
        else OutboxEntry(digest=digest, state=_by_receipts(said.get(digest, ())))
        for digest in digests
    }


def move(tx: Transaction, digest: str, step: OutboxMove, *, what: str = "") -> OutboxEntry:
    """Moves a package on and answers how far it is then.

    Raises: NotFromHere.
    """
    before = get(tx, digest)
    moved = replace(before, state=after(before.state, step, what=what))
    if step is OutboxMove.COPY:
        moved = replace(moved, copies=before.copies + 1)
    return put(tx, moved) if moved != before else before


def hear(tx: Transaction, digest: str, status: ReceiptStatus) -> OutboxEntry:
    """Moves a package on by a signed receipt, and ends what the wire still wanted with it."""
    if tx.value("SELECT 1 FROM outbox WHERE id = ?", (digest,)) is None:
        return get(tx, digest)  # follows from its receipts
    moved = move(tx, digest, HEARD_AS[status])
    return put(tx, replace(moved, place="", tries=0, next_try_at="", trouble=None))


def put(tx: Transaction, entry: OutboxEntry) -> OutboxEntry:
    """Writes how far a package is; what is the same already leaves no journal line."""
    known = tx.row(select(_COLUMNS, "outbox", "WHERE id = ?"), (entry.digest,))
    if known is not None and _entry(known) == entry:
        return entry
    written = replace(entry, moved_at=tx.now())
    values = _values(written)
    if known is None:
        marks = ", ".join("?" * len(values))
        tx.execute(f"INSERT INTO outbox ({', '.join(_COLUMNS)}) VALUES ({marks})", values)
    else:
        names = ", ".join(f"{name} = ?" for name in _COLUMNS[1:])
        tx.execute(f"UPDATE outbox SET {names} WHERE id = ?", (*values[1:], entry.digest))
    return written


def answers_waiting(tx: Transaction) -> tuple[AnswerWaiting, ...]:
    """The receipts that this desk signed and that lie at no service yet, in the order in which their packages came."""
    left = {row[0] for row in tx.query("SELECT id FROM answer_left")}
    found = tx.query(
        "SELECT id, sender_path, receipt FROM package_received"
        " WHERE receipt <> '' AND status <> 'undone' ORDER BY rowid"
    )
    waiting = (
        AnswerWaiting(digest=digest, sender_path=path, statement=statement.encode("ascii"))
        for digest, path, statement in found
    )
    return tuple(one for one in waiting if one.id not in left)


def note_answer_left(tx: Transaction, answer: AnswerWaiting, *, hub: str) -> None:
    """Notes that a receipt of this desk lies at a service."""
    tx.execute(
        "INSERT OR IGNORE INTO answer_left (id, package_id, hub, left_at) VALUES (?, ?, ?, ?)",
        (answer.id, answer.digest, hub, tx.now()),
    )


def _said(tx: Transaction, digest: str = "") -> dict[str, list[ReceiptStatus]]:
    """What was said in writing of each package, or of one, in the order in which it came."""
    which, params = (" AND package_id = ?", (digest,)) if digest else ("", ())
    found: dict[str, list[ReceiptStatus]] = {}
    for package_id, status in tx.query(
        f"SELECT package_id, status FROM receipt WHERE came_by <> ?{which} ORDER BY rowid",
        (_BY_PHONE, *params),
    ):
        found.setdefault(package_id, []).append(ReceiptStatus(status))
    return found


def _by_receipts(said: Iterable[ReceiptStatus]) -> OutboxState:
    state = OutboxState.SEALED
    for status in said:
        state = heard(state, status)
    return state


def _entry(row: Row) -> OutboxEntry:
    known = dict(zip(_COLUMNS, row, strict=True))
    trouble = Trouble(code=known["code"], title=known["title"], facts=known["facts"], advice=known["advice"])
    return OutboxEntry(
        digest=known["id"],
        state=OutboxState(known["state"]),
        hub=known["hub"],
        place=known["place"],
        sent_bytes=known["sent_bytes"],
        tries=known["tries"],
        next_try_at=known["next_try_at"],
        trouble=trouble if trouble.code else None,
        copies=known["copies"],
        moved_at=known["moved_at"],
    )


def _values(entry: OutboxEntry) -> tuple[object, ...]:
    trouble = entry.trouble or Trouble(code="", title="")
    return (
        entry.digest,
        entry.state.value,
        entry.hub,
        entry.place,
        entry.sent_bytes,
        entry.tries,
        entry.next_try_at,
        trouble.code,
        trouble.title,
        trouble.facts,
        trouble.advice,
        entry.copies,
        entry.moved_at,
    )
