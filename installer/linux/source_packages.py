"""Debian's source packages: which ones the Linux recipe takes, fetched once and believed only by their SHA-256."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tarfile
import tomllib
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import wheels

HERE = Path(__file__).resolve().parent
PATIENCE_SECONDS = 180


@dataclass(frozen=True, slots=True)
class Source:
    """One Debian source package, as ``sources.toml`` names it."""

    name: str
    version: str
    archive: str
    folder: str
    files: Mapping[str, str]


def sources() -> dict[str, Source]:
    """Every source package of the recipe."""
    table = tomllib.loads((HERE / "sources.toml").read_text(encoding="utf-8"))
    return {
        name: Source(name, row["version"], archive=row["archive"], folder=row["folder"], files=row["files"])
        for name, row in table.items()
    }


def system_mirror() -> str:
    """The Debian mirror that this machine's own apt uses."""
    listing = ["apt-get", "indextargets", "--format", "$(SITE)", "Created-By: Packages"]
    for site in subprocess.run(listing, capture_output=True, text=True, check=False).stdout.split():
        if site.rstrip("/").endswith("/debian"):
            return site.rstrip("/")
    sys.exit("这台电脑的 apt 没有 Debian 镜像，取不到源码包。")


def beside(mirror: str, archive: str) -> str:
    """Another archive of the same mirror, such as ``debian-security``."""
    return mirror.removesuffix("debian") + archive


def fetch(source: Source, cache: Path) -> dict[str, Path]:
    """The files of a source package by name, from the cache or the mirror.

    Raises: SystemExit where a file is another one than the recipe names.
    """
    cache.mkdir(parents=True, exist_ok=True)
    return {name: _file(source, name, cache=cache) for name in source.files}


def _file(source: Source, name: str, *, cache: Path) -> Path:
    kept, wanted = cache / name, source.files[name]
    if kept.exists() and wheels.sha256_of(kept) == wanted:
        return kept
    print(f"== 取 {name}", flush=True)
    address = f"{beside(system_mirror(), source.archive)}/{source.folder}/{name}"
    fresh = kept.with_name(f"{name}.part")
    with urllib.request.urlopen(address, timeout=PATIENCE_SECONDS) as answer, fresh.open("wb") as file:
        shutil.copyfileobj(answer, file)
    if (found := wheels.sha256_of(fresh)) != wanted:
        fresh.unlink()
        sys.exit(f"{name}：SHA-256 是 {found}，应是 {wanted}，没有采用。")
    return fresh.replace(kept)


def unpack(archive: Path, folder: Path) -> Path:
    """Unpacks a source archive into an emptied folder and answers its one top folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="tar")
    (top,) = folder.iterdir()
    return top


def once(stamp: Path, facts: object, work: Callable[[], None]) -> None:
    """Does a long step unless it was done with the same facts before."""
    state = hashlib.sha256(repr(facts).encode()).hexdigest()
    if stamp.exists() and stamp.read_text() == state:
        return
    stamp.unlink(missing_ok=True)
    work()
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(state)
