"""Arrived files: what came is copied to this desk first, and only the copy is verified, kept or put into quarantine.

A stick that is pulled, or a file that is changed between looking and taking in, changes nothing about what was verified.
"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Collection, Iterator
from pathlib import Path

from jxdesk.domain.progress import Progress
from jxdesk.exchange import stick
from jxdesk.exchange.container import LARGEST_PACKAGE
from jxdesk.exchange.refusals import PackageRefused, Refusal

ARRIVING = ".arriving"


class ArrivedFiles:
    """The folder of packages that came, each kept write-once under its digest."""

    def __init__(self, packages: Path) -> None:
        self._folder = packages / "received"
        self._quarantine = packages / "quarantine"

    def path(self, digest: str) -> Path:
        """Where a package that was taken in lies."""
        return self._folder / f"{digest}.jxpkg"

    def quarantined(self, kept_as: str) -> Path:
        """Where a refused file lies."""
        return self._quarantine / kept_as

    def stage(self, file: Path, *, progress: Progress | None = None) -> Path:
        """Copies a file here under a passing name, reads the copy back and compares.

        Raises: PackageRefused where it is larger than any package; StickError for a full disk; OSError where the file
        cannot be read; Cancelled.
        """
        size = file.stat().st_size
        if size > LARGEST_PACKAGE:
            raise PackageRefused(Refusal.TOO_BIG, f"{size} 字节")
        name = f"{secrets.token_hex(8)}{ARRIVING}"
        return stick.write_safely(_pieces(file), self._folder, name, size=size, progress=progress).path

    def keep(self, staged: Path, digest: str) -> Path:
        """Gives a verified copy its lasting name; one that is there already stays."""
        kept = self.path(digest)
        if kept.exists():
            self.drop(staged)
        else:
            staged.replace(kept)
            stick.flush_folder(self._folder)
        return kept

    def quarantine(self, staged: Path) -> str:
        """Puts a refused copy aside and answers under which name; nothing opens it by itself."""
        self._quarantine.mkdir(parents=True, exist_ok=True)
        kept_as = f"{staged.stem}.refused"
        staged.replace(self._quarantine / kept_as)
        stick.flush_folder(self._quarantine)
        return kept_as

    def drop(self, staged: Path) -> None:
        """Removes a copy that nobody needs."""
        with contextlib.suppress(OSError):
            staged.unlink()

    def sweep(self, taken_in: Collection[str]) -> int:
        """Removes what an interrupted receipt left behind; answers how many files.

        A package that was kept a moment before its import was committed is one of them: it is verified anew when it is
        received again.
        """
        removed = 0
        for left in [*self._folder.glob(f"*{ARRIVING}*"), *self._folder.glob("*.jxpkg")]:
            if left.suffix == ".jxpkg" and left.stem in taken_in:
                continue
            self.drop(left)
            removed += 1
        return removed


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while piece := stream.read(stick.PIECE_BYTES):
            yield piece
