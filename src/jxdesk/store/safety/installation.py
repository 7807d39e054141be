"""The mark of an installation, kept outside the data folder: it tells a copied or put-back database from the own one.

A package chain is told apart by device and epoch, so a database that was copied to another place must not go on under
the old identity, and one that was put back must not go on under the old epoch.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import secrets
from dataclasses import dataclass
from pathlib import Path

from jxdesk.store.engine.database import Database, Transaction
from jxdesk.store.safety.atomic import write_whole
from jxdesk.store.safety.folder import user_folder


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands outside the folder about the database inside it."""

    device: str
    epoch: int


def mark_file(root: Path) -> Path:
    """Where the mark of a data folder is kept, by the folder's place."""
    place = os.path.normcase(root.absolute().resolve())
    return user_folder() / "installations" / f"{hashlib.sha256(place.encode()).hexdigest()[:24]}.json"


def read_mark(root: Path) -> Mark | None:
    """The mark of a data folder, or None where this user has never opened it here."""
    for path in (mark_file(root), _mark_inside(root)):
        try:
            known = json.loads(path.read_text(encoding="utf-8"))
            if known["pc"] == platform.node():
                return Mark(str(known["device"]), int(known["epoch"]))
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return None


def write_mark(root: Path, mark: Mark) -> None:
    """Keeps the mark; where the user's own folder cannot be written, it lies in the data folder with the PC's name."""
    known = {"device": mark.device, "epoch": mark.epoch, "folder": str(root), "pc": platform.node()}
    text = json.dumps(known, ensure_ascii=False).encode()
    path = mark_file(root)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, text)
    except OSError:
        write_whole(_mark_inside(root), text)


def _mark_inside(root: Path) -> Path:
    return root / "installation.json"


def settle(database: Database, root: Path, *, is_new: bool) -> bool:
    """Compares the database with its mark and gives it a new identity or epoch where they disagree.

    Answers whether something changed. A new file keeps what it was made with.
    """
    mark = read_mark(root)
    ours = Mark(database.device, database.epoch)
    if mark == ours:
        return False
    if is_new or mark is None:
        settled = ours if is_new else Mark(secrets.token_hex(8), ours.epoch + 1)
    else:
        settled = Mark(mark.device, max(mark.epoch, ours.epoch) + 1)
    if settled != ours:
        renew(database, settled, errand="new_epoch")
    write_mark(root, settled)
    return settled != ours


def renew(database: Database, mark: Mark, *, errand: str, note: str = "") -> None:
    """Gives a database its new device and epoch; the lines that say so are the first of the new epoch."""
    database.device, database.epoch = mark.device, mark.epoch

    def job(tx: Transaction) -> None:
        tx.note(errand, text=note)
        tx.executemany(
            "UPDATE meta SET value = ? WHERE id = ?", [(mark.device, "device"), (str(mark.epoch), "epoch")]
        )

    database.run(job, errand=errand)
