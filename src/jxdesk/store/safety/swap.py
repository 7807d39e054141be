"""Swapping the live database for another complete one, so that a crash at any step leaves the old one or the new one.

A small note says that a swap is under way; whoever opens the folder next finishes it. The old database is moved
aside with its write-ahead log and is never deleted.
"""

from __future__ import annotations

import json
from pathlib import Path

from jxdesk.store.safety.atomic import replace, sync_folder, write_whole
from jxdesk.store.safety.folder import DataFolder

_NOTE = "swap.json"
_INCOMING = "incoming.db"


def incoming(folder: DataFolder) -> Path:
    """Where the new database is made ready; a leftover without a note is swept away."""
    return folder.root / _INCOMING


def swap_in(folder: DataFolder, *, aside_name: str) -> Path:
    """Puts the ready and synced incoming database in the place of the live one; answers where the old one went."""
    aside, count = folder.moved_aside / f"{aside_name}.db", 1
    while aside.exists():
        count += 1
        aside = aside.with_name(f"{aside_name}-{count}.db")
    note = {"aside": aside.name}
    write_whole(folder.root / _NOTE, json.dumps(note).encode())
    finish(folder)
    return aside


def finish(folder: DataFolder) -> bool:
    """Finishes a swap that was interrupted, and sweeps away an incoming database that was never ready."""
    note, ready = folder.root / _NOTE, incoming(folder)
    if not note.exists():
        for leftover in folder.root.glob(f"{_INCOMING}*"):
            leftover.unlink()
        return False
    aside = folder.moved_aside / json.loads(note.read_text(encoding="utf-8"))["aside"]
    aside.parent.mkdir(parents=True, exist_ok=True)
    if ready.exists():
        # As long as the new one is still under its own name, what stands in its place is the old one.
        for suffix in ("-wal", ""):
            live = _with(folder.database, suffix)
            if live.exists():
                replace(live, _with(aside, suffix))
        replace(ready, folder.database)
    note.unlink()
    sync_folder(folder.root)
    return True


def _with(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)
