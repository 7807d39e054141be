"""Arrived files: what came is copied to this desk first, and only the copy is verified, kept or put into quarantine.

A stick that is pulled, or a file that is changed between looking and taking in, changes nothing about what was verified.
"""

from __future__ import annotations

import contextlib
import filecmp
import hashlib
import secrets
from collections.abc import Iterator
from pathlib import Path

from jxdesk.domain.progress import Progress
from jxdesk.exchange import stick
from jxdesk.exchange.container import LARGEST_PACKAGE
from jxdesk.exchange.refusals import PackageRefused, Refusal

ARRIVING = ".arriving"


class _NotRead(Exception):  # noqa: N818 - carries a fault out of the writing of the copy, where it is told from one of writing
    """What came cannot be read any more; ``fault`` says why."""

    def __init__(self, fault: OSError) -> None:
        super().__init__(str(fault))
        self.fault = fault


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
        try:
            return stick.write_safely(_pieces(file), self._folder, name, size=size, progress=progress).path
        except BaseException as fault:
            self.drop(self._folder / name)
            if isinstance(fault, _NotRead):
                raise fault.fault from None
            raise

    def keep(self, staged: Path, digest: str) -> Path:
        """Gives a verified copy its lasting name; the same bytes that are there already stay, damaged ones do not.

        Raises: OSError.
        """
        kept = self.path(digest)
        if kept.exists() and filecmp.cmp(staged, kept, shallow=False):
            self.drop(staged)
        else:
            staged.replace(kept)
            stick.flush_folder(self._folder)
        return kept

    def quarantine(self, staged: Path) -> tuple[str, bool]:
        """Puts a refused copy aside; answers under which name, told by its bytes, and whether it was not there before.

        Nothing opens it by itself. Raises: OSError.
        """
        self._quarantine.mkdir(parents=True, exist_ok=True)
        with staged.open("rb") as stream:
            kept_as = f"{hashlib.file_digest(stream, 'sha256').hexdigest()}.refused"
        if self.quarantined(kept_as).exists():
            self.drop(staged)
            return kept_as, False
        try:
            staged.replace(self.quarantined(kept_as))
            stick.flush_folder(self._quarantine)
        except OSError:
            self.drop(self.quarantined(kept_as))
            raise
        return kept_as, True

    def drop(self, staged: Path) -> None:
        """Removes a copy that nobody needs."""
        with contextlib.suppress(OSError):
            staged.unlink()

    def sweep(self) -> int:
        """Removes the passing copies that an interrupted receipt left behind; answers how many files.

        A package under its lasting name stays, also where the database does not know it: after a restore of an older
        backup it may be the only copy that is left, and received again it is verified anew.
        """
        removed = 0
        with contextlib.suppress(OSError):
            for left in sorted(self._folder.glob(f"*{ARRIVING}*")):
                self.drop(left)
                removed += 1
        return removed


def _pieces(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as stream:
            while piece := stream.read(stick.PIECE_BYTES):
                yield piece
    except OSError as fault:
        raise _NotRead(fault) from fault
