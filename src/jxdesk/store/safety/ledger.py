"""The ledger of packages sent: one JSON line each, beside the database, so that a restore cannot forget what went out.

Kept apart from ``packages`` because it is compared with the database at every start.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any

from jxdesk.store.engine.database import Transaction
from jxdesk.store.safety.atomic import sync_folder
from jxdesk.store.safety.folder import DataFolder

COLUMNS = (
    "id",
    "device",
    "epoch",
    "seq",
    "previous_id",
    "kind",
    "form",
    "year",
    "period",
    "sender_path",
    "file_name",
    "size_bytes",
    "sealed_at",
    "status",
    "facts",
)
"""The columns of the table ``package_sent``, which are the keys of a line too."""


def append(folder: DataFolder, row: Mapping[str, Any]) -> None:
    """Adds a line and syncs it."""
    folder.ledger.parent.mkdir(parents=True, exist_ok=True)
    is_new = not folder.ledger.exists()
    text = json.dumps(dict(row), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    with folder.ledger.open("a+b") as file:
        # A line that a crash cut off is ended first, so that it spoils only itself.
        end = file.seek(0, os.SEEK_END)
        file.seek(max(0, end - 1))
        torn = end > 0 and file.read(1) != b"\n"
        file.write(b"\n" * torn + text.encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    if is_new:
        sync_folder(folder.ledger.parent)


def rows(folder: DataFolder) -> list[dict[str, Any]]:
    """The whole lines, in their order; one cut off by a crash is passed over."""
    try:
        lines = folder.ledger.read_bytes().split(b"\n")
    except FileNotFoundError:
        return []
    found = []
    for line in lines:
        try:
            row = json.loads(line)
            found.append({name: row[name] for name in COLUMNS})
        except (ValueError, KeyError, TypeError):
            continue
    return found


def reconcile(tx: Transaction, folder: DataFolder) -> None:
    """Adds what only the database knows: a crash came between the commit and the ledger."""
    sent = tx.query(f"SELECT {', '.join(COLUMNS)} FROM package_sent ORDER BY epoch, seq")
    if not sent:
        return
    written = {row["id"] for row in rows(folder)}
    for row in sent:
        if row[0] not in written:
            append(folder, dict(zip(COLUMNS, row, strict=True)))
