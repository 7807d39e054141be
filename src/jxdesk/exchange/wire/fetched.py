"""Fetched packages: what came by wire and was not taken in yet lies in a folder of its own, as if on a stick.

A download that was cut goes on where it was; only what is whole and is the package that was announced gets its name.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Collection, Iterator
from pathlib import Path

from jxdesk.domain.progress import Progress
from jxdesk.exchange import envelope, stick
from jxdesk.exchange.container import MANIFEST, Reader
from jxdesk.exchange.refusals import PackageRefused
from jxdesk.exchange.wire.service import HubService, Lying

_PART = ".fetching"


class FetchedPackages:
    """The folder of packages that were fetched."""

    def __init__(self, packages: Path) -> None:
        self.folder = packages / "fetched"

    def path(self, digest: str) -> Path:
        """Where a fetched package lies."""
        return self.folder / f"{digest}.jxpkg"

    def lying(self) -> tuple[Path, ...]:
        """What was fetched and lies here, in the order of digests."""
        return tuple(sorted(self.folder.glob("*.jxpkg")))

    def forget(self, digests: Collection[str]) -> None:
        """Removes packages that this desk has taken in, whose lasting copies lie elsewhere, or has refused."""
        for file in self.lying():
            if file.stem in digests:
                with contextlib.suppress(OSError):
                    file.unlink()

    def fetch(self, service: HubService, one: Lying, *, progress: Progress) -> Path | None:
        """Brings a package here; None where what came is not the package that was announced, and nothing of it stays.

        Raises: WireTrouble; StickError for a full disk; Cancelled. What came until then stays for the next time.
        """
        part = self.folder / f"{one.id}{_PART}"
        stick.look_first(self.folder, one.size_bytes)
        progress.start("下载", one.size_bytes)
        with self._explained():
            here = part.stat().st_size if part.exists() else 0
        if here != one.size_bytes:
            self._bring(service, one, part, here if here < one.size_bytes else 0, progress)
        if not _is_announced(part, one):
            part.unlink(missing_ok=True)
            return None
        with self._explained():
            part.replace(self.path(one.id))
            stick.flush_folder(self.folder)
        return self.path(one.id)

    def _bring(self, service: HubService, one: Lying, part: Path, here: int, progress: Progress) -> None:
        """Writes the bytes that are still missing; what is written stays, whatever ends it."""
        with service.package(one, offset=here) as (begins, pieces):
            progress.step(begins)
            left = one.size_bytes - begins
            with self._explained():
                stream = part.open("ab" if begins else "wb")
            with stream:
                for piece in pieces:
                    with self._explained():
                        stream.write(piece[: max(0, left)])
                    left -= len(piece)
                    if left < 0:
                        break
                    progress.step(len(piece))
                with self._explained():
                    stream.flush()
                    os.fsync(stream.fileno())

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise stick.explain(error, self.folder) from error


def _is_announced(part: Path, one: Lying) -> bool:
    """Whether a file begins with the manifest whose digest was announced, and is as long."""
    try:
        with part.open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            reader = Reader(stream, size)
            signed = envelope.from_bytes(reader.read(reader.first()), where=MANIFEST)
    except (PackageRefused, OSError):
        return False
    return size == one.size_bytes and hashlib.sha256(signed.payload).hexdigest() == one.id
