"""The installed program's own files: whether each is there and unchanged; asked by the self-check and by the installer.

The build lays a list beside the libraries: SHA-256, bytes and name of every file. From source there is none to ask about.
"""

from __future__ import annotations

import contextlib
import sys
from dataclasses import dataclass
from pathlib import Path

from jxdesk.store.safety.archive import sha256_of
from jxdesk.store.safety.atomic import sync_file

FILE_LIST = "files.txt"


@dataclass(frozen=True, slots=True)
class ProgramFile:
    """One line of the list."""

    name: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Program:
    """A program as it was built: the folder with its libraries, which lies in the program's own folder."""

    libraries: Path

    @property
    def folder(self) -> Path:
        """The folder that holds the whole program."""
        return self.libraries.parent

    def files(self) -> tuple[ProgramFile, ...]:
        """What belongs to it, by its list.

        Raises: OSError, ValueError where the list itself is gone or damaged.
        """
        lines = (self.libraries / FILE_LIST).read_text(encoding="utf-8").splitlines()
        return tuple(_read_line(line) for line in lines)

    def missing(self) -> tuple[str, ...]:
        """The files that are gone or have another size: seen in a moment, as after a scanner's quarantine."""
        return tuple(file.name for file in self.files() if self._size(file.name) != file.size_bytes)

    def wrong(self) -> tuple[str, ...]:
        """The files that are gone or have other bytes; those that are right are on the disk for good afterwards."""
        return tuple(file.name for file in self.files() if not self._is_right(file))

    def _size(self, name: str) -> int:
        try:
            return (self.folder / name).stat().st_size
        except OSError:
            return -1

    def _is_right(self, file: ProgramFile) -> bool:
        path = self.folder / file.name
        try:
            if sha256_of(path) != file.sha256:
                return False
        except OSError:
            return False
        with contextlib.suppress(OSError):  # the program that runs may not be opened for writing
            sync_file(path)
        return True


def running_program() -> Program | None:
    """The program that is running, where it is one that was built."""
    libraries = getattr(sys, "_MEIPASS", "")
    return Program(Path(libraries)) if libraries else None


def _read_line(line: str) -> ProgramFile:
    sha256, size, name = line.split(" ", 2)
    return ProgramFile(name, int(size), sha256)
