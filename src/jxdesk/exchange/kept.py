"""Kept packages: what this desk sealed, write-once under its digest, staged first so that a power cut leaves no riddle."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from jxdesk.domain.progress import Progress
from jxdesk.domain.sending.cover import CoverSheet
from jxdesk.domain.sending.receipt_slips import read_slip_mark
from jxdesk.domain.sending.receipts import ReceiptStatus
from jxdesk.exchange import stick
from jxdesk.exchange.container import Reader
from jxdesk.exchange.fingerprint import fingerprint
from jxdesk.exchange.manifest import Manifest
from jxdesk.exchange.phone_codes import find_status
from jxdesk.exchange.refusals import PackageRefused, Refusal
from jxdesk.exchange.sealing import SealedPackage
from jxdesk.exchange.verifying import open_package

STAGED = ".staged"


class KeptPackages:
    """The folder of sealed packages.

    A package is staged before the database says that it was sent, and kept afterwards. What is found staged later is
    kept if the database knows it, and removed if it never left this desk.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, digest: str) -> Path:
        """Where a sent package is kept."""
        kept = self._folder / f"{digest}.jxpkg"
        if not kept.exists() and self._staged(digest).exists():
            self.keep(digest)
        return kept

    def stage(self, package: SealedPackage, *, progress: Progress | None = None) -> None:
        """Writes a package, reads it back and compares; it is not sent yet.

        Raises: StickError; Cancelled.
        """
        name = self._staged(package.digest).name
        stick.write_safely(package.chunks(), self._folder, name, size=package.size, progress=progress)

    def keep(self, digest: str) -> None:
        """Turns a staged package into a kept one, after the database said that it was sent."""
        with contextlib.suppress(FileNotFoundError):
            self._staged(digest).replace(self._folder / f"{digest}.jxpkg")
            stick.flush_folder(self._folder)

    def drop(self, digest: str) -> None:
        """Removes a staged package that was not sent."""
        self._staged(digest).unlink(missing_ok=True)

    def settle(self, sent: Collection[str]) -> None:
        """Finishes or removes what a power cut left staged."""
        for left in self._folder.glob(f"*.jxpkg{STAGED}*"):
            digest = left.name.partition(".")[0]
            if digest in sent and left.name.endswith(STAGED):
                self.keep(digest)
            else:
                left.unlink(missing_ok=True)

    def copy(self, digest: str, to: Path, name: str, *, progress: Progress | None = None) -> Path:
        """Copies a kept package into a folder, byte for byte, reads it back and compares.

        Raises: StickError; OSError where the kept one cannot be read; Cancelled.
        """
        kept = self.path(digest)
        size = kept.stat().st_size
        return stick.write_safely(_pieces(kept), to, name, size=size, progress=progress).path

    def cover(self, digest: str, name: str) -> CoverSheet:
        """The cover sheet of a kept package, drawn from the package itself.

        Raises: PackageRefused where the kept file was damaged; OSError.
        """
        kept = self.path(digest)
        with open_package(kept, with_records=False) as package:
            return cover_sheet(package.manifest, digest=package.digest, name=name, size=kept.stat().st_size)

    def find_code(
        self, digests: Iterable[str], typed: str, *, keys: Mapping[str, bytes] | None = None
    ) -> tuple[str, ReceiptStatus] | None:
        """The package, and its status, for which a receiver said this phone code; None where it is of none of them.

        What a scanner reads from a receipt slip counts as its phone code. ``keys`` are those of packages that another PC of
        the office keeps; of a package that is neither kept nor among them nothing is known.
        """
        mark = read_slip_mark(typed)
        for digest in digests:
            if mark is not None and mark.package != digest:
                continue
            key = self.key(digest) or (keys or {}).get(digest)
            status = find_status(key, digest, typed) if key is not None else None
            if status is not None:
                return digest, status
        return None

    def key(self, digest: str) -> bytes | None:
        """The bytes from which phone codes of a kept package are made; None where it is not kept here or not whole."""
        try:
            return self._read_key(digest)
        except (OSError, PackageRefused):
            return None

    def _read_key(self, digest: str) -> bytes:
        """The member ``k.bin`` of a kept package; of the rest only headers are read."""
        kept = self.path(digest)
        with kept.open("rb") as stream:
            reader = Reader(stream, kept.stat().st_size)
            for member in reader.members():
                if member.name == "k.bin":
                    return reader.read(member)
        raise PackageRefused(Refusal.MANIFEST, "缺少 k.bin")

    def _staged(self, digest: str) -> Path:
        return self._folder / f"{digest}.jxpkg{STAGED}"


def cover_sheet(manifest: Manifest, *, digest: str, name: str, size: int) -> CoverSheet:
    """What the cover sheet of a package prints."""
    return CoverSheet(
        sender_name=manifest.sender_name,
        sender_org=manifest.sender_org,
        recipients=manifest.recipients,
        task=manifest.known_task,
        kind=manifest.kind,
        totals=manifest.totals,
        file_name=name,
        file_size=size,
        digest=digest,
        fingerprint=fingerprint(digest),
        seq=manifest.chain.seq,
        created=manifest.created,
        people=tuple((person.name, person.role) for person in manifest.people),
        practice=manifest.practice,
    )


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while piece := stream.read(stick.PIECE_BYTES):
            yield piece
