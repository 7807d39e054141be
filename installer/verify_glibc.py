"""Refuses a program folder that asks an old system for something it does not have: newer symbols, or libraries nobody brings.

The Linux recipe runs it before it packs; by hand: ``python3 installer/verify_glibc.py FOLDER [amd64|arm64]``.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

TARGETS = Path(__file__).resolve().parent / "linux/targets.toml"
ELF = b"\x7fELF"
FAMILIES = ("GLIBC", "GLIBCXX", "CXXABI")
AT_ONCE = 40

# readelf's lines, as binutils 2.35 to 2.44 write them.
_FILE = re.compile(r"^File: (?P<path>.+)$")
_NEED = re.compile(r"\bName: (?P<family>GLIBC|GLIBCXX|CXXABI)_(?P<version>\w[\w.]*)\s+Flags:")
_SYMBOL = re.compile(r"\bUND (?P<name>[^\s@]+)@+(?P<family>GLIBC|GLIBCXX|CXXABI)_(?P<version>\w[\w.]*)")
_LIBRARY = re.compile(r"\(NEEDED\)\s+Shared library: \[(?P<name>[^]]+)\]")


@dataclass(frozen=True, slots=True, order=True)
class Demand:
    """One thing that a file asks of the system it runs on and that the oldest of them does not have."""

    file: str
    wants: str
    symbols: tuple[str, ...] = ()

    def __str__(self) -> str:
        """The demand as one line."""
        named = f"（{'、'.join(self.symbols[:5])}）" if self.symbols else ""
        return f"{self.file}：要 {self.wants}{named}"


def ceilings(architecture: str) -> dict[str, str]:
    """The newest version of each family of symbols that the oldest system of a processor has."""
    row = tomllib.loads(TARGETS.read_text(encoding="utf-8"))[architecture]
    return {family: row[family.lower()] for family in FAMILIES}


def binaries(folder: Path) -> list[Path]:
    """Every ELF file below a folder; links are not followed, their files are there themselves."""
    return sorted(
        path for path in folder.rglob("*") if path.is_file() and not path.is_symlink() and _is_elf(path)
    )


def _is_elf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(ELF)) == ELF


def too_new(folder: Path, highest: Mapping[str, str]) -> list[Demand]:
    """The demands for versions above the ceilings, with the symbols that make them."""
    demands = []
    for path, lines in _readelf(binaries(folder), "--version-info", "--dyn-syms"):
        needs: dict[str, set[str]] = {}
        for line in lines:
            if need := _NEED.search(line) or _SYMBOL.search(line):
                family, version = need["family"], need["version"]
                if not _within(version, highest[family]):
                    names = needs.setdefault(f"{family}_{version}", set())
                    names.update([need["name"]] if "name" in need.groupdict() else [])
        name = str(path.relative_to(folder))
        demands += [Demand(name, wants, symbols=tuple(sorted(names))) for wants, names in needs.items()]
    return sorted(demands)


def _within(version: str, ceiling: str) -> bool:
    """Whether a version is at most the ceiling; a name such as ``PRIVATE`` or ``ABI_DT_RELR`` never is."""
    parts = version.split(".")
    return all(part.isdigit() for part in parts) and _number(version) <= _number(ceiling)


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def unbrought(folder: Path, promised: Iterable[str]) -> list[Demand]:
    """The demands for libraries that are neither in the folder nor promised by the package's dependencies."""
    files = binaries(folder)
    there = {path.name for path in folder.rglob("*.so*")} | set(promised)
    demands = []
    for path, lines in _readelf(files, "--dynamic"):
        wanted = {found["name"] for line in lines if (found := _LIBRARY.search(line))}
        demands += [Demand(str(path.relative_to(folder)), name) for name in wanted - there]
    return sorted(demands)


def _readelf(files: list[Path], *what: str) -> Iterator[tuple[Path, list[str]]]:
    """What readelf says about each file."""
    for start in range(0, len(files), AT_ONCE):
        group = files[start : start + AT_ONCE]
        # The name is printed for two files and more only, so the first one is given twice.
        command = ["readelf", "--wide", *what, str(group[0]), *map(str, group)]
        said = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", check=True)
        path, lines, seen = None, list[str](), set[Path]()
        for line in said.stdout.splitlines():
            if heading := _FILE.match(line):
                if path and path not in seen:
                    yield path, lines
                    seen.add(path)
                path, lines = Path(heading["path"]), []
            else:
                lines.append(line)
        if path and path not in seen:
            yield path, lines


def main(arguments: list[str]) -> int:
    """Prints what is refused; answers 1 where something is."""
    if not 1 <= len(arguments) <= 2:
        print("用法：python3 installer/verify_glibc.py 文件夹 [amd64|arm64]", file=sys.stderr)
        return 2
    folder, architecture = Path(arguments[0]), (arguments[1:] or ["amd64"])[0]
    highest = ceilings(architecture)
    found = too_new(folder, highest)
    for demand in found:
        print(demand)
    limits = "、".join(f"{family}_{version}" for family, version in highest.items())
    print(f"{len(binaries(folder))} 个文件，上限 {limits}：{'不合格' if found else '合格'}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
