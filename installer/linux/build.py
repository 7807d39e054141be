"""Builds jxdesk_X.Y.Z_amd64.deb and the folder for people without root: freezes the wheel in an old Debian root, then packs it twice."""

from __future__ import annotations

import argparse
import platform
import shutil
import sys
from pathlib import Path

import bill_of_materials
import dev
import licences
import payload
import roots
import verify_glibc
import wheels
from build import Places
from linux import fcitx_plugin, packing, toolchain
from linux.source_packages import HERE, sources

TOOLS = {"debootstrap": "debootstrap", "readelf": "binutils", "xz": "xz-utils", "unshare": "util-linux"}
# What the freezer copies from the root: the small libraries of X that an old or bare desktop lacks, and what Qt links to.
OF_X = (
    *(
        "libxcb-cursor0",
        "libxkbcommon-x11-0",
        "libxcb-icccm4",
        "libxcb-image0",
        "libxcb-keysyms1",
        "libxcb-randr0",
    ),
    *("libxcb-render-util0", "libxcb-shape0", "libxcb-sync1", "libxcb-xfixes0", "libxcb-xkb1"),
    *("libgl1", "libegl1", "libfontconfig1", "libdbus-1-3", "libglib2.0-0", "binutils"),
)
# Of these the freezer takes libraries along, so their licences go along too.
FROM_DEBIAN = (
    *(
        "libbz2-1.0",
        "libffi7",
        "libssl1.1",
        "libxcb-cursor0",
        "libxcb-icccm4",
        "libxcb-image0",
        "libxcb-keysyms1",
    ),
    *("libxcb-randr0", "libxcb-render-util0", "libxcb-util1", "libxkbcommon0", "libxkbcommon-x11-0"),
)
NOT_SHIPPED = {"altgraph", "packaging", "pyinstaller", "pyinstaller-hooks-contrib", "setuptools"}


def add_options(parser: argparse.ArgumentParser) -> None:
    """What can be said about this build."""
    parser.add_argument(
        "--architecture", choices=("amd64", "arm64"), default="amd64", help="哪种处理器，默认 amd64"
    )


def build(places: Places, arguments: argparse.Namespace) -> None:
    """Builds both, with the list of sums and the bill of materials beside them."""
    bring_tools()
    aim = toolchain.target(arguments.architecture)
    if platform.machine() != aim.machine:
        sys.exit(f"{aim.architecture} 的包要在 {aim.machine} 的电脑上构建，这台是 {platform.machine()}。")
    work = places.work(f"linux-{aim.architecture}")
    shutil.rmtree(work, ignore_errors=True)
    own = wheels.build_own(work / "wheel")
    pins = HERE / f"wheels-{aim.architecture}.txt"
    brought = wheels.bring(pins, places.downloads / pins.stem, aim.wheel_platforms)
    shipped = shipped_of(own, brought)
    root = toolchain.make_root(places.root(f"{toolchain.OLD_SUITE}-{aim.architecture}"))
    root.install(*toolchain.COMPILER, *toolchain.PYTHON_PARTS, *fcitx_plugin.COMPILER, *OF_X)
    toolchain.build(root, aim, places.downloads)
    texts = work / "freeze/licences"
    licences.lay_out(shipped, texts)
    packages = work / "packages"
    wheels.unpack((own, *brought), packages)
    plugin = fcitx_plugin.build(root, packages, places=places.cache / "roots", cache=places.downloads)
    shutil.copy(plugin, packages / fcitx_plugin.PLACE)
    add_licences(root, texts)
    frozen = freeze(root, work)
    share_program(frozen)
    strip(root, work, frozen)
    refuse_too_new(frozen, aim.architecture)
    payload.list_files(frozen)
    packing.draw_icons(work)
    version = bill_of_materials.version_of_project()
    deb = places.out / f"jxdesk_{version}_{aim.architecture}.deb"
    folder = places.out / f"jxdesk-{version}-{aim.machine}.tar.gz"
    packing.make_deb(frozen, work, deb, architecture=aim.architecture)
    packing.make_folder_archive(frozen, work, folder)
    parts = [*bill_of_materials.parts_of(shipped), *built_parts(frozen)]
    for made in (deb, folder):
        bill_of_materials.write(places.out, made, parts)
    bill_of_materials.write_sums(places.out)
    payload.report(frozen, (deb, folder))


def shipped_of(own: Path, brought: tuple[Path, ...]) -> tuple[Path, ...]:
    """The wheels that reach the clerk: all but those of the freezer."""
    return (
        own,
        *(wheel for wheel in brought if wheels.metadata_of(wheel)["Name"].lower() not in NOT_SHIPPED),
    )


def bring_tools() -> None:
    """Installs what the build runs on this machine, where it is missing."""
    missing = sorted({package for tool, package in TOOLS.items() if not shutil.which(tool)})
    if missing:
        install = ["apt-get", "install", "-y", "--no-install-recommends"]
        dev.call(*install, *missing, DEBIAN_FRONTEND="noninteractive")


def freeze(root: roots.Root, work: Path) -> Path:
    """Runs the freezer in the old root; answers the folder that it made."""
    prepared = work / "freeze"
    prepared.mkdir(exist_ok=True)
    for name in ("entry.py", "jxdesk.spec"):
        shutil.copy(dev.ROOT / "installer" / name, prepared)
    inside = roots.Root(root.path, {work: "/build"})
    freezer = [toolchain.PYTHON, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    inside.run(
        *("env", "-C", "/build/freeze", *freezer),
        *("--distpath", "/build/frozen", "--workpath", "/build/freeze/work", "jxdesk.spec"),
        PYTHONPATH="/build/packages",
        JXDESK_FREEZE="/build/freeze",
        PYTHONHASHSEED="0",
        SOURCE_DATE_EPOCH=str(packing.MOMENT),
    )
    frozen = work / "frozen/jxdesk"
    if not (frozen / "jxdesk").exists() or not (frozen / "jxdesk-cli").exists():
        sys.exit("PyInstaller 没有做出程序，见上面的输出。")
    return frozen


def add_licences(root: roots.Root, texts: Path) -> None:
    """Lays the texts of what comes from Debian beside those of the wheels."""
    for name in FROM_DEBIAN:
        shutil.copy(root.path / f"usr/share/doc/{name}/copyright", texts / f"{name}.txt")
    shutil.copy(root.path / "opt/fcitx/COPYING.BSD", texts / "fcitx-qt5.txt")


def share_program(frozen: Path) -> None:
    """Makes the command line another name of the one program: only Windows tells programs with and without a console apart."""
    command = frozen / "jxdesk-cli"
    command.unlink()
    command.symlink_to("jxdesk")


def strip(root: roots.Root, work: Path, frozen: Path) -> None:
    """Takes the symbols for debuggers out of the libraries; never out of the programs, which carry their archive behind them.

    Libraries that a wheel's maker has bent with patchelf (Qt's, and those in ``*.libs``) stay as they came: strip breaks them.
    """
    inside = roots.Root(root.path, {work: "/build"})
    libraries = [
        path for path in verify_glibc.binaries(frozen) if path.parent != frozen and not _is_bent(path)
    ]
    for path in libraries:
        path.chmod(path.stat().st_mode | 0o200)
    names = [f"/build/{path.relative_to(work)}" for path in libraries]
    inside.run("strip", "--strip-unneeded", *names)


def _is_bent(path: Path) -> bool:
    return any(part in {"PySide6", "shiboken6"} or part.endswith(".libs") for part in path.parts)


def refuse_too_new(frozen: Path, architecture: str) -> None:
    """Stops where a file needs more than the oldest system and the package's dependencies give."""
    demands = verify_glibc.too_new(frozen, verify_glibc.ceilings(architecture))
    demands += verify_glibc.unbrought(frozen, packing.promised(architecture))
    if demands:
        sys.exit("\n".join(["这些文件在旧系统上跑不起来：", *map(str, demands)]))


def built_parts(frozen: Path) -> list[bill_of_materials.Part]:
    """What was built here from Debian's sources, for the bill of materials."""
    made = {
        "python3": ("CPython", "PSF-2.0", "libpython3.11.so.1.0", "platform"),
        "sqlite3": ("SQLite", "blessing", "libsqlite3.so.0", "library"),
        "fcitx": ("fcitx-qt5", "BSD-3-Clause", fcitx_plugin.NAME, "library"),
    }
    parts = []
    for key, (name, licence, file, kind) in made.items():
        source = sources()[key]
        (found,) = (path for path in frozen.rglob(file) if not path.is_symlink())
        digest = wheels.sha256_of(found)
        parts.append(
            bill_of_materials.Part(
                name=name, version=source.version, sha256=digest, licence=licence, kind=kind
            )
        )
    return parts
