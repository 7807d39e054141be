"""Attachments: files kept once under the hash of their bytes, and linked to the filings and slots they belong to."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from jxdesk.domain.records.packages import Attachment, AttachmentType
from jxdesk.domain.sending.evidence import Piece
from jxdesk.store.engine.columns import insert
from jxdesk.store.engine.database import Row, Transaction
from jxdesk.store.safety.atomic import write_whole
from jxdesk.store.safety.folder import DataFolder

_SELECT = """
SELECT l.id, l.record_id, l.title, l.original_name, a.media_type, a.id, a.size_bytes, l.slot, a.added_at
FROM attachment_link l JOIN attachment a ON a.id = l.attachment_id
"""


def keep(folder: DataFolder, content: bytes) -> str:
    """Keeps the bytes of a file under their SHA-256, which it answers; the same bytes are kept once.

    Done before the transaction that links them: bytes without a link do no harm.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    path = folder.attachment(sha256)
    if not path.exists() or path.stat().st_size != len(content):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)
    return sha256


def add(tx: Transaction, attachment: Attachment, *, slot: str = "") -> None:
    """Links kept bytes to a filing; the same scan may be attached to many."""
    if tx.value("SELECT 1 FROM attachment WHERE id = ?", (attachment.sha256,)) is None:
        row = {
            "id": attachment.sha256,
            "size_bytes": attachment.size,
            "media_type": attachment.type.value,
            "added_at": tx.now(),
        }
        insert(tx, "attachment", [row])
    link = {
        "id": attachment.id,
        "attachment_id": attachment.sha256,
        "record_id": attachment.filing_id,
        "slot": slot or attachment.slot,
        "title": attachment.title,
        "original_name": attachment.original_name,
    }
    insert(tx, "attachment_link", [link])


def of_filing(tx: Transaction, filing_id: str) -> tuple[Attachment, ...]:
    """What is attached to a filing, in the order of attaching."""
    rows = tx.query(f"{_SELECT} WHERE l.record_id = ? ORDER BY l.rowid", (filing_id,))
    return tuple(map(_attachment, rows))


def pieces(tx: Transaction, filing_id: str) -> tuple[Piece, ...]:
    """What is attached to a filing with the slot of each, in the order of attaching."""
    return tuple(map(_piece, tx.query(f"{_SELECT} WHERE l.record_id = ? ORDER BY l.rowid", (filing_id,))))


def get(tx: Transaction, attachment_id: str) -> Piece | None:
    """The attachment of this id."""
    row = tx.row(f"{_SELECT} WHERE l.id = ?", (attachment_id,))
    return None if row is None else _piece(row)


def same(tx: Transaction, filing_id: str, slot: str, sha256: str) -> Piece | None:
    """The attachment of a slot with these very bytes."""
    row = tx.row(
        f"{_SELECT} WHERE l.record_id = ? AND l.slot = ? AND l.attachment_id = ?", (filing_id, slot, sha256)
    )
    return None if row is None else _piece(row)


def slots(tx: Transaction, filing_id: str) -> frozenset[str]:
    """The places of a filing that have an attachment."""
    rows = tx.query("SELECT DISTINCT slot FROM attachment_link WHERE record_id = ?", (filing_id,))
    return frozenset(row[0] for row in rows if row[0])


def slots_of_many(tx: Transaction, filing_ids: Sequence[str]) -> dict[str, frozenset[str]]:
    """The places that have an attachment, of each of these filings that has one."""
    found: dict[str, set[str]] = {}
    for filing_id, slot in tx.query(
        """SELECT DISTINCT record_id, slot FROM attachment_link
        WHERE slot <> '' AND record_id IN (SELECT value FROM json_each(?))""",
        (json.dumps(list(filing_ids)),),
    ):
        found.setdefault(filing_id, set()).add(slot)
    return {filing_id: frozenset(slots) for filing_id, slots in found.items()}


def detach(tx: Transaction, attachment_id: str) -> None:
    """Takes an attachment off its filing; the bytes stay, since packages and history speak of them."""
    tx.execute("DELETE FROM attachment_link WHERE id = ?", (attachment_id,))


def changed_files(tx: Transaction, folder: DataFolder) -> tuple[Path, ...]:
    """Kept files that are missing or whose bytes are no longer those of their name."""
    wrong = []
    for (sha256,) in tx.query("SELECT id FROM attachment ORDER BY id"):
        path = folder.attachment(sha256)
        if not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
            wrong.append(path)
    return tuple(wrong)


def _piece(row: Row) -> Piece:
    return Piece(attachment=_attachment(row), slot=row[7], added_at=row[8])


def _attachment(row: Row) -> Attachment:
    return Attachment(
        id=row[0],
        filing_id=row[1],
        slot=row[7],
        title=row[2],
        original_name=row[3],
        type=AttachmentType(row[4]),
        sha256=row[5],
        size=row[6],
    )
