"""Packing: the frozen folder as a .deb for administrators and as a tar.gz for people without root, the same bytes in both."""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
import tarfile
from pathlib import Path

import bill_of_materials
import dev
import verify_glibc
from linux.source_packages import HERE

FILES = HERE / "files"
MOMENT = 1767225600
"""The date of every packed file, so that the same files make the same archive."""
ICON_SIZES = (16, 24, 32, 48, 64, 128, 256)
FOLDER = "绩效桌面"

# Debian's packages and what of theirs the program loads. Names are those that UOS 20, Kylin V10 and Debian 11 to 13 share.
DEPENDS = {
    "libc6 (>= {glibc})": (
        "libc.so.6",
        "libm.so.6",
        "libpthread.so.0",
        "libdl.so.2",
        "librt.so.1",
        "libutil.so.1",
        "libresolv.so.2",
    ),
    "libgcc-s1 | libgcc1": ("libgcc_s.so.1",),
    "libstdc++6 (>= 8)": ("libstdc++.so.6",),
    "libcups2 | libcups2t64": ("libcups.so.2",),
    "libdbus-1-3": ("libdbus-1.so.3",),
    "libegl1": ("libEGL.so.1",),
    "libexpat1": ("libexpat.so.1",),
    "libfontconfig1": ("libfontconfig.so.1",),
    "libfreetype6": ("libfreetype.so.6",),
    "libgl1": ("libGL.so.1",),
    "libglib2.0-0 | libglib2.0-0t64": ("libglib-2.0.so.0", "libgthread-2.0.so.0", "libgio-2.0.so.0"),
    "libgssapi-krb5-2": ("libgssapi_krb5.so.2",),
    "liblzma5": ("liblzma.so.5",),
    "libuuid1": ("libuuid.so.1",),
    "libx11-6": ("libX11.so.6",),
    "libx11-xcb1": ("libX11-xcb.so.1",),
    "libxcb1": ("libxcb.so.1",),
    "libxcb-glx0": ("libxcb-glx.so.0",),
    "libxcb-render0": ("libxcb-render.so.0",),
    "libxcb-shm0": ("libxcb-shm.so.0",),
    "libzstd1": ("libzstd.so.1",),
    "zlib1g": ("libz.so.1",),
}
# What the older Qt of arm64 loads beside these: its screens speak to session managers, its network unpacks Brotli.
DEPENDS_MORE = {
    "amd64": {},
    "arm64": {
        "libbrotli1": ("libbrotlidec.so.1",),
        "libice6": ("libICE.so.6",),
        "libsm6": ("libSM.so.6",),
    },
}
LOADER = {"amd64": "ld-linux-x86-64.so.2", "arm64": "ld-linux-aarch64.so.1"}


def depends(architecture: str) -> dict[str, tuple[str, ...]]:
    """What the package of a processor asks for, and what of it the program loads."""
    return DEPENDS | DEPENDS_MORE[architecture]


def promised(architecture: str) -> set[str]:
    """Every library that the package's dependencies bring."""
    brought = depends(architecture).values()
    return {library for libraries in brought for library in libraries} | {LOADER[architecture]}


def make_deb(frozen: Path, work: Path, target: Path, *, architecture: str) -> None:
    """Packs the folder for dpkg; xz, because the dpkg of UOS and Kylin cannot read zstd."""
    tree = work / "deb"
    shutil.rmtree(tree, ignore_errors=True)
    shutil.copytree(frozen, tree / "opt/jxdesk", symlinks=True)
    _lay(FILES / "open.sh", tree / "opt/jxdesk/open.sh")
    commands = tree / "usr/bin"
    commands.mkdir(parents=True)
    for name in ("jxdesk", "jxdesk-cli"):
        (commands / name).symlink_to(f"/opt/jxdesk/{name}")
    _lay(FILES / "jxdesk.desktop", tree / "usr/share/applications/jxdesk.desktop")
    _lay(FILES / "jxdesk.xml", tree / "usr/share/mime/packages/jxdesk.xml")
    icons = tree / "usr/share/icons/hicolor"
    for folder, name in (("apps", "jxdesk"), ("mimetypes", "application-vnd.jxdesk.package")):
        for size in ICON_SIZES:
            _lay(work / f"icons/{size}.png", icons / f"{size}x{size}" / folder / f"{name}.png")
        _lay(dev.ROOT / "resources/icons/app.svg", icons / "scalable" / folder / f"{name}.svg")
    papers = tree / "usr/share/doc/jxdesk"
    _lay(dev.ROOT / "LICENSE", papers / "copyright")
    changes = (dev.ROOT / "CHANGELOG.md").read_bytes()
    (papers / "changelog.gz").write_bytes(gzip.compress(changes, mtime=0))
    _control(tree, architecture)
    _settle(tree)
    options = ["--root-owner-group", "-Zxz", "-z6"]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(MOMENT)}
    subprocess.run(["dpkg-deb", *options, "--build", tree, target], check=True, env=environment)


def _lay(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(source, target)
    if target.suffix == ".sh":
        target.chmod(0o755)


def _control(tree: Path, architecture: str) -> None:
    size = sum(path.stat().st_size for path in tree.rglob("*") if path.is_file() and not path.is_symlink())
    glibc = verify_glibc.ceilings(architecture)["GLIBC"]
    facts = {
        "version": bill_of_materials.version_of_project(),
        "architecture": architecture,
        "size": size // 1024,
        "depends": ", ".join(name.format(glibc=glibc) for name in depends(architecture)),
    }
    control = tree / "DEBIAN/control"
    control.parent.mkdir()
    control.write_text((FILES / "control.in").read_text(encoding="utf-8").format(**facts), encoding="utf-8")


def _settle(tree: Path) -> None:
    """Gives every file the rights it has for everybody, and one date."""
    for path in sorted(tree.rglob("*")):
        if not path.is_symlink():
            runs = path.is_dir() or bool(path.stat().st_mode & 0o100)
            path.chmod(0o755 if runs else 0o644)
        os.utime(path, (MOMENT, MOMENT), follow_symlinks=False)


def make_folder_archive(frozen: Path, work: Path, target: Path) -> None:
    """Packs the folder for a person without root: the same program, and what adds it to that person's menu."""
    tree = work / "folder" / FOLDER
    shutil.rmtree(tree.parent, ignore_errors=True)
    shutil.copytree(frozen, tree, symlinks=True)
    _lay(FILES / "解压即用.txt", tree / "解压即用.txt")
    _lay(FILES / "加到菜单.sh", tree / "加到菜单.sh")
    _lay(FILES / "open.sh", tree / "open.sh")
    for source in (FILES / "jxdesk.desktop", FILES / "jxdesk.xml"):
        _lay(source, tree / "菜单" / source.name)
    _lay(work / "icons/256.png", tree / "菜单/jxdesk.png")
    _settle(tree.parent)
    with (
        target.open("wb") as file,
        gzip.GzipFile("", "wb", 9, file, mtime=MOMENT) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as tar,
    ):
        for path in (tree, *sorted(tree.rglob("*"))):
            tar.add(path, str(path.relative_to(tree.parent)), recursive=False, filter=_anonymous)


def _anonymous(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = "root"
    return entry


def draw_icons(work: Path) -> None:
    """The icon in the sizes that desktops ask for."""
    folder = work / "icons"
    folder.mkdir(parents=True, exist_ok=True)
    for size in ICON_SIZES:
        drawing = [dev.PYTHON, dev.ROOT / "installer/icon.py", folder / f"{size}.png", size]
        dev.call(*drawing, QT_QPA_PLATFORM="offscreen")
