"""Whole files or none: writing under a temporary name, syncing, and replacing; used by everything here that writes files."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from pathlib import Path

# Scanners hold a fresh file for a moment: refused with access denied, sharing violation or lock violation.
_WINDOWS_BUSY = frozenset({5, 32, 33})
_TRIES = 20
_PAUSE_SECONDS = 0.05


def write_whole(path: Path, content: bytes) -> None:
    """Writes a file so that at every moment it is the old one or the complete new one."""
    temporary = path.with_name(f"{path.name}.tmp")
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        replace(temporary, path)
    except OSError:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def replace(source: Path, target: Path) -> None:
    """Moves a file over another one and syncs the folder; on Windows tries again while a scanner holds it."""
    for attempt in range(_TRIES):
        try:
            source.replace(target)
            break
        except OSError as error:
            if getattr(error, "winerror", None) not in _WINDOWS_BUSY or attempt == _TRIES - 1:
                raise
            time.sleep(_PAUSE_SECONDS)
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Makes a rename in this folder last; Windows has no such call and needs none."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(
            OSError
        ):  # some file systems cannot sync a folder; the file itself was synced
            os.fsync(handle)
    finally:
        os.close(handle)


def sync_file(path: Path) -> None:
    """Makes the bytes of a file that another writer closed last."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
