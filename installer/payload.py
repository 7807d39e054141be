"""The frozen folder: its files in order, the list by which an installed program checks itself, its sizes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import bill_of_materials
import wheels

FILE_LIST = "files.txt"
MOMENT = (2026, 1, 1, 0, 0, 0)
"""The date of every packed file, so that the same files make the same archive."""
MEGABYTE = 1_000_000
SHORT_NAME = 12
"""Windows makes a folder only where a file with a name of eight and three characters would still fit into it."""


def files_of(frozen: Path) -> list[Path]:
    """Every file of the folder, in an order that is the same everywhere."""
    return sorted((file for file in frozen.rglob("*") if file.is_file()), key=lambda file: file.as_posix())


def list_files(frozen: Path, *, version: str = "") -> None:
    """Writes the list beside the libraries: SHA-256, bytes and name of every other file."""
    target = frozen / f"lib-{version or bill_of_materials.version_of_project()}" / FILE_LIST
    target.unlink(missing_ok=True)
    lines = [
        f"{wheels.sha256_of(file)} {file.stat().st_size} {file.relative_to(frozen).as_posix()}\n"
        for file in files_of(frozen)
    ]
    target.write_text("".join(lines), encoding="utf-8")


def size_of(frozen: Path) -> int:
    """How many bytes the folder holds."""
    return sum(file.lstat().st_size for file in files_of(frozen))


def names_of(frozen: Path) -> list[str]:
    """The name of every file below the folder."""
    return [file.relative_to(frozen).as_posix() for file in files_of(frozen)]


def room_for(name: str) -> int:
    """How many characters Windows needs for a file below the folder: its name, or that of its folder with a short one in it."""
    return max(len(name), len(name.rpartition("/")[0]) + SHORT_NAME)


def longest_name(frozen: Path) -> int:
    """How many characters Windows needs for the longest name below the folder."""
    return max(map(room_for, names_of(frozen)))


def names_longer_than(characters: int, frozen: Path) -> list[str]:
    """The names below the folder for which Windows needs more than this."""
    return [name for name in names_of(frozen) if room_for(name) > characters]


def report(frozen: Path, made: Iterable[Path]) -> None:
    """Says how big everything became."""
    fonts = sum(file.stat().st_size for file in frozen.rglob("*.ttf"))
    print(
        f"安装后 {size_of(frozen) / MEGABYTE:.1f} MB，其中字体 {fonts / MEGABYTE:.1f} MB，{len(files_of(frozen))} 个文件"
    )
    for file in made:
        print(f"{file.name}：{file.stat().st_size / MEGABYTE:.1f} MB")
