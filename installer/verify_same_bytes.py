"""Shows that the same sources give the same bytes: builds the wheel and the frozen folder twice and compares every file in them.

``python3 installer/verify_same_bytes.py`` after ``build.py linux``, ``… --windows`` after ``build.py windows``, whose cache it uses. Each
time it begins from the last commit in a folder of its own, under other dates, so that neither a place nor a date can slip into what
is shipped unseen.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

import build
import dev
import licences
import roots
import wheels
from linux import build as linux_build
from linux import toolchain
from linux.source_packages import HERE
from windows import build as windows_build

DATES = (1_600_000_000, 1_700_000_000)
"""When the sources seem to have been written, the first time and the second."""


def main() -> int:
    """Builds twice; answers 1 where a file came out different."""
    parser = argparse.ArgumentParser(description="同一份源码构建两次，逐个文件比较")
    parser.add_argument("--cache", type=Path, default=build.usual_cache(), help="build.py 用的那个")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--wheel-only", action="store_true", help="只比 wheel，不冻结")
    which.add_argument("--windows", action="store_true", help="冻结 Windows 的程序，不写就是 Linux 的")
    arguments = parser.parse_args()
    places = build.Places(cache=arguments.cache.resolve(), out=Path())
    works = [places.work(f"same-{number}") for number in (1, 2)]
    head = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=dev.ROOT, capture_output=True, text=True, check=True
    )
    commit = head.stdout.strip()
    own = [wheel_of_commit(commit, work, date) for work, date in zip(works, DATES, strict=True)]
    differ = told("wheel", *map(files_of_wheel, own))
    if not arguments.wheel_only:
        freeze = freeze_for_windows if arguments.windows else freeze_for_linux
        frozen = [freeze(places, wheel, work) for wheel, work in zip(own, works, strict=True)]
        differ += told("冻结的程序", *map(files_of_folder, frozen))
    if differ:
        print("两次的结果留着：", *works, sep="\n  ")
        return 1
    for work in works:
        shutil.rmtree(work)
    return 0


def wheel_of_commit(commit: str, work: Path, date: int) -> Path:
    """The wheel of a commit, built in a folder of its own from files of this date."""
    tree = work / "tree"
    shutil.rmtree(work, ignore_errors=True)
    tree.mkdir(parents=True)
    archive = subprocess.run(["git", "archive", commit], cwd=dev.ROOT, capture_output=True, check=True)
    subprocess.run(["tar", "-x"], cwd=tree, input=archive.stdout, check=True)
    for path in tree.rglob("*"):
        os.utime(path, (date, date))
    command = [dev.PYTHON, "-m", "hatchling", "build", "--target", "wheel", "--directory", work / "wheel"]
    subprocess.run(command, cwd=tree, check=True, capture_output=True)
    (wheel,) = (work / "wheel").glob("jxdesk-*.whl")
    return wheel


def freeze_for_windows(places: build.Places, own: Path, work: Path) -> Path:
    """The frozen folder of a wheel, by the steps of the Windows build with the test runtime."""
    windows_build.bring_tools()
    windows_build.lay_out(places, work, own)
    return windows_build.freeze(windows_build.wine_root(places), work)


def freeze_for_linux(places: build.Places, own: Path, work: Path) -> Path:
    """The frozen folder of a wheel, by the steps of the Linux build; stops where that has not prepared its root."""
    aim = toolchain.target("amd64")
    root = roots.Root(places.root(f"{toolchain.OLD_SUITE}-{aim.architecture}"))
    if not (root.path / toolchain.PYTHON.lstrip("/")).exists():
        sys.exit("请先运行一遍 python3 installer/build.py linux，冻结要用它的构建环境。")
    pins = HERE / f"wheels-{aim.architecture}.txt"
    brought = wheels.bring(pins, places.downloads / pins.stem, aim.wheel_platforms)
    licences.lay_out(linux_build.shipped_of(own, brought), work / "freeze/licences")
    wheels.unpack((own, *brought), work / "packages")
    frozen = linux_build.freeze(root, work)
    linux_build.share_program(frozen)
    return frozen


def files_of_wheel(wheel: Path) -> dict[str, str]:
    """The SHA-256 of every file in a wheel, and of the wheel itself."""
    with zipfile.ZipFile(wheel) as packed:
        inside = {
            name: hashlib.sha256(packed.read(name)).hexdigest()
            for name in packed.namelist()
            if not name.endswith("/")
        }
    return {**inside, wheel.name: wheels.sha256_of(wheel)}


def files_of_folder(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file in a folder; of a link, where it leads."""
    return {
        path.relative_to(folder).as_posix(): f"-> {path.readlink()}"
        if path.is_symlink()
        else wheels.sha256_of(path)
        for path in sorted(folder.rglob("*"))
        if path.is_symlink() or path.is_file()
    }


def told(what: str, one: Mapping[str, str], two: Mapping[str, str]) -> list[str]:
    """Says how many files are the same; answers the names of the others."""
    differ = sorted(name for name in one.keys() | two.keys() if one.get(name) != two.get(name))
    print(f"{what}：{len(one)} 个文件，不一样的 {len(differ)} 个", *differ, sep="\n  ", flush=True)
    return differ


if __name__ == "__main__":
    sys.exit(main())
