"""Fetched packages: what came by wire and was not taken in yet lies in a folder of its own, as if on a stick.

A download that was cut goes on where it was; only what is whole and is the package that was announced gets its name.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Collection, Iterator
from pathlib import Path

from jxdesk.domain.errors import ExitCode
from jxdesk.domain.progress import Progress
from jxdesk.domain.records.packages import PackageKind, task_words
from jxdesk.domain.values.file_names import package_name
from jxdesk.exchange import stick
from jxdesk.exchange.fingerprint import short_fingerprint
from jxdesk.exchange.refusals import PackageRefused
from jxdesk.exchange.verifying import open_package
from jxdesk.exchange.wire.service import HubService, Lying

_PART = ".fetching"
_WORDS = {
    PackageKind.RETURN: "审核结果",
    PackageKind.APPROVAL: "批复",
    PackageKind.PUBLICATION: "下发",
    PackageKind.HANDOVER: "换电脑交接",
    PackageKind.RESTORE_COPY: "恢复用副本",
}
"""What stands behind the task in the name of a package that no person named here."""


class FetchedPackages:
    """The folder of packages that were fetched."""

    def __init__(self, packages: Path) -> None:
        self.folder = packages / "fetched"

    def lying(self) -> dict[str, Path]:
        """What was fetched and lies here, by digest: each in a folder of that name, under a name for people."""
        return {file.parent.name: file for file in sorted(self.folder.glob("*/*.jxpkg"))}

    def forget(self, digests: Collection[str]) -> None:
        """Removes packages that this desk has taken in, whose lasting copies lie elsewhere, or has refused."""
        for digest, file in self.lying().items():
            if digest in digests:
                with contextlib.suppress(OSError):
                    file.unlink()
                    file.parent.rmdir()

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
        with self._explained():
            name = _announced_name(part, one)
        if not name:
            part.unlink(missing_ok=True)
            return None
        lasting = self.folder / one.id / name
        with self._explained():
            lasting.parent.mkdir(exist_ok=True)
            part.replace(lasting)
            stick.flush_folder(lasting.parent)
            stick.flush_folder(self.folder)
        return lasting

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


def _announced_name(part: Path, one: Lying) -> str:
    """The name for people of a file that is whole and the package that was announced; empty where it is not.

    Whether this desk takes it is asked later: one from a newer program keeps its place too.
    """
    try:
        if part.stat().st_size != one.size_bytes:
            return ""
        with open_package(part, with_records=False) as package:
            if package.digest != one.id:
                return ""
            said = package.manifest
    except PackageRefused as refused:
        if refused.exit_code is ExitCode.BROKEN:
            return ""
        return package_name(
            sender=one.sender_name, task="数据包", seq=one.seq, short=short_fingerprint(one.id)
        )
    task = task_words(said.known_task) if said.known_task is not None else ""
    return package_name(
        sender=said.sender_name,
        task=f"{task}{_WORDS.get(said.kind, '')}" or "数据包",
        seq=said.chain.seq,
        short=short_fingerprint(one.id),
    )
