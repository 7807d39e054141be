"""A parcel: a sealed package as it goes up by wire, its front first, so that a refusal costs one round trip."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jxdesk.exchange.container import Reader

PIECE_BYTES = 1024 * 1024
"""So much goes in one request; servers that stand before the service seldom let more through."""
_STEP_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A package file that is to go; ``front`` is where its manifest ends, ``chain`` are the certificates it carries."""

    path: Path
    size: int
    front: int
    chain: tuple[bytes, ...]

    @classmethod
    def of(cls, path: Path) -> Parcel:
        """Looks at a kept package.

        Raises: PackageRefused where the file was damaged; OSError where it is gone.
        """
        size = path.stat().st_size
        with path.open("rb") as stream:
            reader = Reader(stream, size)
            members = reader.members()
            chain = tuple(reader.read(one) for one in members if one.name.startswith("chain/"))
        return cls(path=path, size=size, front=members[0].start + members[0].size, chain=chain)

    def length_from(self, offset: int) -> int:
        """How many bytes go next: the rest of the front alone, then piece by piece."""
        end = self.front if offset < self.front else self.size
        return min(PIECE_BYTES, end - offset)

    def pieces(self, offset: int, length: int) -> Iterator[bytes]:
        """The bytes that go next."""
        with self.path.open("rb") as stream:
            stream.seek(offset)
            while length > 0 and (piece := stream.read(min(_STEP_BYTES, length))):
                length -= len(piece)
                yield piece
