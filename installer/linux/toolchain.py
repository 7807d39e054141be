"""The toolchain: SQLite and CPython built in an old Debian root from Debian's sources, so that they run on glibc 2.28.

Two things of a newer glibc would slip in: ``sem_clockwait`` (2.30), which configure is told not to find, and the
mathematical functions of 2.29, which ``pins.h`` ties to their older versions.
"""

from __future__ import annotations

import os
import shutil
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import roots
from linux.source_packages import HERE, beside, fetch, once, sources, system_mirror, unpack

OLD_SUITE = "bullseye"
COMPILER = ["gcc", "g++", "make", "pkg-config", "dpkg-dev", "patch", "xz-utils"]
PYTHON_PARTS = [
    "zlib1g-dev",
    "libbz2-dev",
    "liblzma-dev",
    "libffi-dev",
    "libssl-dev",
    "libexpat1-dev",
    "uuid-dev",
]
PYTHON = "/opt/python/bin/python3.11"
PINNED = ("exp", "log", "pow", "log2", "exp2")

# Debian's own choices, so that the released program meets the SQLite that its tests met.
SQLITE_OPTIONS = (
    "THREADSAFE=1",
    "SECURE_DELETE",
    "ENABLE_COLUMN_METADATA",
    "ENABLE_DBSTAT_VTAB",
    "ENABLE_FTS3",
    "ENABLE_FTS3_PARENTHESIS",
    "ENABLE_FTS5",
    "ENABLE_LOAD_EXTENSION",
    "ENABLE_MATH_FUNCTIONS",
    "ENABLE_RTREE",
    "ENABLE_STMTVTAB",
    "ENABLE_UNLOCK_NOTIFY",
    "ENABLE_UPDATE_DELETE_LIMIT",
    "LIKE_DOESNT_MATCH_BLOBS",
    "MAX_VARIABLE_NUMBER=250000",
    "USE_URI",
)


@dataclass(frozen=True, slots=True)
class Target:
    """One processor: what its systems have, and how the parts are pinned to that."""

    architecture: str
    machine: str
    glibc: str
    glibcxx: str
    cxxabi: str
    libm: str
    wheel_platforms: tuple[str, ...]

    @property
    def ceilings(self) -> Mapping[str, str]:
        """The newest version of each family of symbols that a shipped file may need."""
        return {"GLIBC": self.glibc, "GLIBCXX": self.glibcxx, "CXXABI": self.cxxabi}


def target(architecture: str) -> Target:
    """The facts of one processor."""
    row = tomllib.loads((HERE / "targets.toml").read_text(encoding="utf-8"))[architecture]
    return Target(architecture=architecture, **{**row, "wheel_platforms": tuple(row["wheel_platforms"])})


def pins(aim: Target) -> str:
    """The header that ties the mathematical functions to the versions that old systems have."""
    lines = [f'__asm__(".symver {name},{name}@{aim.libm}");' for name in PINNED]
    return "\n".join(["#ifndef __ASSEMBLER__", *lines, "#endif", ""])


def make_root(place: Path) -> roots.Root:
    """The old root in which everything for one processor is built, with its security updates."""
    root = roots.make(place, OLD_SUITE)
    mirror = system_mirror()
    lines = [
        f"deb {mirror} {OLD_SUITE} main",
        f"deb {beside(mirror, 'debian-security')} {OLD_SUITE}-security main",
    ]
    (root.path / "etc/apt/sources.list").write_text("\n".join([*lines, ""]))
    shutil.copy("/etc/resolv.conf", root.path / "etc/resolv.conf")
    return root


def build(root: roots.Root, aim: Target, cache: Path) -> None:
    """Builds both into /opt of the root, once for the same sources and recipe."""
    known = sources()
    root.install(*COMPILER, *PYTHON_PARTS)
    header = pins(aim)
    (root.path / "opt/pins.h").write_text(header)
    stamps = root.path / "opt/stamps"
    sqlite, python = known["sqlite3"], known["python3"]
    once(stamps / "sqlite", (sqlite, header, SQLITE_OPTIONS), lambda: _sqlite(root, cache))
    once(stamps / "python", (python, header, sqlite, SQLITE_OPTIONS), lambda: _python(root, cache))


def _in(folder: str, *words: object) -> tuple[object, ...]:
    return ("env", "-C", folder, *words)


def _sqlite(root: roots.Root, cache: Path) -> None:
    source = sources()["sqlite3"]
    print(f"== 编译 SQLite {source.version}", flush=True)
    (archive,) = fetch(source, cache).values()
    top = unpack(archive, root.path / "opt/src/sqlite")
    inside = f"/opt/src/sqlite/{top.name}"
    root.run(*_in(inside, "./configure", "--disable-tcl", "--disable-readline"))
    root.run(*_in(inside, "make", "sqlite3.c", "sqlite3.h"))
    root.run("mkdir", "-p", "/opt/sqlite/lib", "/opt/sqlite/include")
    shutil.copy(top / "sqlite3.h", root.path / "opt/sqlite/include")
    options = [f"-DSQLITE_{option}" for option in SQLITE_OPTIONS]
    compiler = ["gcc", "-O2", "-fPIC", "-shared", "-include", "/opt/pins.h", "-Wl,-soname,libsqlite3.so.0"]
    library = "/opt/sqlite/lib/libsqlite3.so.0"
    root.run(*_in(inside, *compiler, *options, "-o", library, "sqlite3.c", "-lm", "-ldl", "-lpthread"))
    root.run("ln", "-sf", "libsqlite3.so.0", "/opt/sqlite/lib/libsqlite3.so")


def _python(root: roots.Root, cache: Path) -> None:
    source = sources()["python3"]
    print(f"== 编译 CPython {source.version}（几分钟）", flush=True)
    folder = root.path / "opt/src/python"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    files = fetch(source, cache)
    for path in files.values():
        shutil.copy(path, folder)
    (description,) = (name for name in files if name.endswith(".dsc"))
    # With Debian's patches, the security fixes of this version among them. The description's signature needs no
    # second look: its SHA-256 stands in sources.toml.
    root.run(*_in("/opt/src/python", "dpkg-source", "--no-check", "-x", description, "tree"))
    tree = "/opt/src/python/tree"
    shutil.rmtree(root.path / "opt/python", ignore_errors=True)
    root.run(
        *_in(tree, "./configure", "--prefix=/opt/python", "--enable-shared", "--without-ensurepip"),
        *("--without-static-libpython", "--disable-test-modules", "--with-system-expat"),
        ac_cv_func_sem_clockwait="no",
        # Not among CPPFLAGS: configure asks the preprocessor for the compiler's name and would read the pins as it.
        CFLAGS="-include /opt/pins.h",
        # With the system's expat this version forgets to say that pyexpat may use the interpreter's own headers.
        LIBEXPAT_CFLAGS="-DPy_BUILD_CORE_MODULE",
        LDFLAGS="-Wl,-rpath,/opt/python/lib",
        LIBSQLITE3_CFLAGS="-I/opt/sqlite/include",
        LIBSQLITE3_LIBS="-L/opt/sqlite/lib -Wl,-rpath,/opt/sqlite/lib -lsqlite3",
    )
    root.run(*_in(tree, "make", "-s", f"-j{os.cpu_count()}"))
    root.run(*_in(tree, "make", "-s", "install"))
    root.run(
        PYTHON,
        "-c",
        "import sqlite3, ssl, lzma, bz2, ctypes, uuid, pyexpat, zlib; print(sqlite3.sqlite_version)",
    )
