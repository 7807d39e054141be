"""Wheels: builds the project's own, and brings the pinned ones of a target system, each held against its SHA-256.

Every installer freezes what comes from here. As a script it renews a list of pins:
``python3 installer/wheels.py pin installer/windows/wheels.txt win_amd64``.
"""

from __future__ import annotations

import email
import hashlib
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from email.message import Message
from pathlib import Path

import dev

FREEZER = ("pyinstaller==6.22.3",)
FREEZER_ON_WINDOWS = ("pefile", "pywin32-ctypes")
"""What freezes, beside what the project itself asks for; pip leaves out here what it would bring on Windows."""


@dataclass(frozen=True, slots=True)
class Pin:
    """One line of a list of pins: a distribution, its version and the SHA-256 of the only file that will do."""

    name: str
    version: str
    sha256: str


def read_pins(file: Path) -> tuple[Pin, ...]:
    """The pins of a list in pip's own format.

    Raises: ValueError for a line without its SHA-256.
    """
    pins = []
    for line in file.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        wanted, found, sha256 = line.partition(" --hash=sha256:")
        name, equals, version = wanted.partition("==")
        if not found or not equals or len(sha256) != 64:
            raise ValueError(f"{file}: {line}")
        pins.append(Pin(name, version, sha256))
    return tuple(pins)


def bring(pins: Path, cache: Path, platforms: tuple[str, ...]) -> tuple[Path, ...]:
    """The pinned wheels of a list, from the cache or from wherever pip is told to look; in the order of the list."""
    cache.mkdir(parents=True, exist_ok=True)
    wanted = {pin.sha256: pin for pin in read_pins(pins)}
    found = {sha256_of(wheel): wheel for wheel in cache.glob("*.whl")}
    if not wanted.keys() <= found.keys():
        command = [
            "download",
            "--quiet",
            "--no-deps",
            "--require-hashes",
            "--dest",
            cache,
            "--requirement",
            pins,
        ]
        _pip(*command, *_target(platforms))
        found = {sha256_of(wheel): wheel for wheel in cache.glob("*.whl")}
    return tuple(found[sha256] for sha256 in wanted)


def build_own(out: Path) -> Path:
    """Builds the wheel of this tree, from which every installer is made; answers where it lies."""
    dev.bring_project("dev")
    shutil.rmtree(out, ignore_errors=True)
    dev.call(dev.PYTHON, "-m", "hatchling", "build", "--target", "wheel", "--directory", out)
    (wheel,) = out.glob("jxdesk-*.whl")
    return wheel


def unpack(wheels: tuple[Path, ...], into: Path) -> None:
    """Lays wheels out as an installed folder of packages would have them."""
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as packed:
            packed.extractall(into)
    for data in into.glob("*.data"):
        for part in ("purelib", "platlib"):
            if (data / part).is_dir():
                shutil.copytree(data / part, into, dirs_exist_ok=True)
        shutil.rmtree(data)


def metadata_of(wheel: Path) -> Message:
    """What a wheel says about itself."""
    with zipfile.ZipFile(wheel) as packed:
        (name,) = (name for name in packed.namelist() if _is_metadata(name))
        return email.message_from_bytes(packed.read(name))


def _is_metadata(name: str) -> bool:
    return name.endswith(".dist-info/METADATA") and name.count("/") == 1


def sha256_of(file: Path) -> str:
    """The SHA-256 of a file."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def pin(file: Path, platforms: tuple[str, ...]) -> None:
    """Writes the list anew: what the project and the freezer need on a system, resolved by pip."""
    import tomllib
    from tempfile import TemporaryDirectory

    project = tomllib.loads((dev.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    arm = any("aarch64" in name for name in platforms)
    names = [
        line.partition(";")[0].strip()
        for line in project["dependencies"]
        if ";" not in line or ("== 'aarch64'" in line) == arm
    ]
    names += FREEZER_ON_WINDOWS if "win_amd64" in platforms else ()
    with TemporaryDirectory() as folder:
        _pip("download", "--quiet", "--dest", folder, *_target(platforms), *names, *FREEZER)
        lines = []
        for wheel in Path(folder).glob("*.whl"):
            told = metadata_of(wheel)
            lines.append(f"{told['Name']}=={told['Version']} --hash=sha256:{sha256_of(wheel)}")
    title = f"# Wheels for {', '.join(platforms)}; renewed by: python3 installer/wheels.py pin {file.relative_to(dev.ROOT)} {' '.join(platforms)}"
    file.write_text("\n".join([title, *sorted(lines, key=str.lower), ""]), encoding="utf-8")


def _target(platforms: tuple[str, ...]) -> list[str]:
    tags = [word for name in platforms for word in ("--platform", name)]
    return ["--only-binary=:all:", "--python-version", "3.11", "--implementation", "cp", *tags]


def _pip(*words: object) -> None:
    dev.bring_project("dev")
    own = [str(dev.PYTHON), "-m", "pip"]
    has_pip = not subprocess.call([*own, "--version"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    command = own if has_pip else [sys.executable, "-m", "pip"]
    subprocess.run([*command, *map(str, words)], check=True)


if __name__ == "__main__":
    if len(sys.argv) < 4 or sys.argv[1] != "pin":
        sys.exit("用法：python3 installer/wheels.py pin 清单文件 平台…")
    pin(Path(sys.argv[2]).resolve(), tuple(sys.argv[3:]))
