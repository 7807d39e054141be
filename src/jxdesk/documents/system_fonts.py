"""System fonts: the faces of official papers, 小标宋 and 仿宋, where this machine has them; used by ``fonts``, named by the self-check."""

from __future__ import annotations

import os
import struct
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from jxdesk.domain.declarations import Table
from jxdesk.shipped_files import resource

TITLE, TEXT = "title", "text"
FAMILY_NAMES = frozenset({1, 4, 6, 16})
_MAC_ROMAN, _UNICODE, _WINDOWS = 1, 0, 3
_OUTLINES = (b"\x00\x01\x00\x00", b"true")
"""TrueType outlines; a file with others cannot be embedded."""


class Found(NamedTuple):
    """A face of the system: its file and the name that it was found by."""

    file: Path
    family: str


def folders() -> tuple[Path, ...]:
    """Where this system keeps its fonts, those of the person first."""
    home = Path.home()
    if sys.platform == "win32":
        own = Path(os.environ.get("LOCALAPPDATA", home)) / "Microsoft" / "Windows" / "Fonts"
        return (own, Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts")
    data = Path(os.environ.get("XDG_DATA_HOME", home / ".local" / "share"))
    return (
        data / "fonts",
        home / ".fonts",
        *(Path(place) / "fonts" for place in ("/usr/local/share", "/usr/share")),
    )


@cache
def families() -> dict[str, tuple[str, ...]]:
    """The names by which each role is looked for."""
    place = resource("fonts", "system.toml")
    top = Table(tomllib.loads(place.read_text(encoding="utf-8")), where="system.toml")
    top.text("source")
    found = {one.text("role"): one.texts("families") for one in top.tables("roles")}
    top.finish()
    return found


@cache
def installed() -> dict[str, tuple[Found, ...]]:
    """For each role the faces of this machine, the best first; looked for once a process."""
    wanted = {name: (role, rank) for role, names in families().items() for rank, name in enumerate(names)}
    hits: dict[str, list[tuple[int, Found]]] = {role: [] for role in families()}
    for file in _font_files():
        for name in family_names(file) & wanted.keys():
            role, rank = wanted[name]
            hits[role].append((rank, Found(file, name)))
    return {role: tuple(found for _, found in sorted(ranked)) for role, ranked in hits.items()}


def _font_files() -> Iterator[Path]:
    for folder in folders():
        try:
            yield from sorted(path for path in folder.rglob("*") if path.suffix.lower() == ".ttf")
        except OSError:
            continue


def family_names(file: Path) -> frozenset[str]:
    """The names that a TrueType file gives itself; none where it is no such file or has other outlines."""
    try:
        with file.open("rb") as stream:
            head = stream.read(12)
            if head[:4] not in _OUTLINES:
                return frozenset()
            (count,) = struct.unpack(">H", head[4:6])
            for _ in range(count):
                tag, _sum, offset, length = struct.unpack(">4sLLL", stream.read(16))
                if tag == b"name":
                    stream.seek(offset)
                    return frozenset(_names(stream.read(length)))
    except (OSError, struct.error):
        pass
    return frozenset()


def _names(table: bytes) -> Iterator[str]:
    """The family and full names in a ``name`` table.

    Source: OpenType specification, 'name'.
    """
    _format, count, strings = struct.unpack_from(">HHH", table)
    for number in range(count):
        platform, _code, _language, kind, length, offset = struct.unpack_from(">6H", table, 6 + 12 * number)
        if kind not in FAMILY_NAMES:
            continue
        raw = table[strings + offset : strings + offset + length]
        if platform in (_UNICODE, _WINDOWS):
            yield raw.decode("utf-16-be", errors="ignore")
        elif platform == _MAC_ROMAN:
            yield raw.decode("latin-1")
