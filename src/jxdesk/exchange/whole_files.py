"""Whole files: the small private files of the key folder, written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from jxdesk.exchange.stick import flush_folder


def write_private(path: Path, data: bytes) -> None:
    """Writes a file that only its owner reads; a half-written key file would be a lost key."""
    part = path.with_name(f"{path.name}.part")
    with part.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    part.chmod(0o600)
    os.replace(part, path)  # noqa: PTH105 - os.replace is what is atomic
    flush_folder(path.parent)
