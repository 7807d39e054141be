"""Builds jxdesk-setup-X.Y.Z.exe and the portable folder: freezes the wheel under wine, then packs the one folder twice."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import bill_of_materials
import dev
import licences
import payload
import roots
import wheels
from build import Places
from windows import runtime

HERE = Path(__file__).resolve().parent
PLATFORMS = ("win_amd64",)
TOOLS = {
    "debootstrap": "debootstrap",
    "makensis": "nsis",
    runtime.COMPILER: "gcc-mingw-w64-x86-64",
    "7z": "p7zip-full",
}
WINE = ("wine", "wine64", "xvfb", "xauth", "openbox", "xdotool", "x11-utils", "imagemagick")
SUITE = "trixie"
HOW_TO = "怎么用.txt"
LONGEST_PATH = 259
"""MAX_PATH of Windows without the closing zero."""
STAGE = "~n"
"""Where a new program lies beside the old one until it has proved itself; short, since it counts in every name inside."""
LONGEST_FOLDER = 200
"""Every office may choose a program folder whose name is so long."""
LONGEST_INSIDE = LONGEST_PATH - len(f"/{STAGE}/") - LONGEST_FOLDER
NOT_SHIPPED = {
    "altgraph",
    "packaging",
    "pefile",
    "pyinstaller",
    "pyinstaller-hooks-contrib",
    "pywin32-ctypes",
    "setuptools",
}


def add_options(parser: argparse.ArgumentParser) -> None:
    """What can be said about this build."""
    parser.add_argument(
        "--python-embed",
        type=Path,
        metavar="ZIP",
        help=f"官方的 python-{runtime.VERSION}-embed-amd64.zip；不给就拼测试用的，文件名带 -test",
    )
    parser.add_argument("--quick", action="store_true", help="压缩得快些，文件大些；只为试验")


def build(places: Places, arguments: argparse.Namespace) -> None:
    """Builds both, with the list of sums and the bill of materials beside them."""
    bring_tools()
    work = places.work("windows")
    shutil.rmtree(work, ignore_errors=True)
    own = wheels.build_own(work / "wheel")
    shipped = lay_out(places, work, own, embed=arguments.python_embed)
    frozen = freeze(wine_root(places), work)
    payload.list_files(frozen)
    refuse_long_names(frozen)
    suffix = "" if arguments.python_embed else "-test"
    version = bill_of_materials.version_of_project()
    setup = places.out / f"jxdesk-setup-{version}{suffix}.exe"
    portable = places.out / f"jxdesk-portable-{version}{suffix}.zip"
    make_setup(frozen, setup, icon=work / "freeze/jxdesk.ico", version=version, quick=arguments.quick)
    make_portable(frozen, portable)
    parts = [*bill_of_materials.parts_of(shipped), _interpreter(work / "python")]
    for made in (setup, portable):
        bill_of_materials.write(places.out, made, parts)
    bill_of_materials.write_sums(places.out)
    payload.report(frozen, (setup, portable))


def lay_out(places: Places, work: Path, own: Path, *, embed: Path | None = None) -> tuple[Path, ...]:
    """Lays out what is frozen: the Windows Python with the wheels, and the licences; answers the wheels that reach the clerk."""
    brought = wheels.bring(HERE / "wheels.txt", places.downloads / "win_amd64", PLATFORMS)
    shipped = (
        own,
        *(wheel for wheel in brought if wheels.metadata_of(wheel)["Name"].lower() not in NOT_SHIPPED),
    )
    licences.lay_out(shipped, work / "freeze/licences")
    python = work / "python"
    if embed:
        runtime.official(embed, python)
    else:
        runtime.for_tests(places, python)
    wheels.unpack((own, *brought), python / "Lib/site-packages")
    return shipped


def bring_tools() -> None:
    """Installs what the build runs on this machine, where it is missing."""
    missing = sorted({package for tool, package in TOOLS.items() if not shutil.which(tool)})
    if missing:
        dev.call(
            "apt-get", "install", "-y", "--no-install-recommends", *missing, DEBIAN_FRONTEND="noninteractive"
        )


def wine_root(places: Places) -> roots.Root:
    """The root in which Windows programs run."""
    root = roots.make(places.root(f"{SUITE}-wine"), SUITE)
    root.install(*WINE)
    return root


def freeze(root: roots.Root, work: Path) -> Path:
    """Runs the freezer under wine; answers the folder that it made."""
    prepared = work / "freeze"
    prepared.mkdir(exist_ok=True)
    shutil.copy(dev.ROOT / "installer/entry.py", prepared)
    shutil.copy(dev.ROOT / "installer/jxdesk.spec", prepared)
    dev.call(dev.PYTHON, dev.ROOT / "installer/icon.py", prepared / "jxdesk.ico", QT_QPA_PLATFORM="offscreen")
    (prepared / "version.txt").write_text(version_resource(), encoding="utf-8")
    inside = roots.Root(root.path, {work: "/build"})
    # A pipe for its output: what Windows makes of a redirected file ends the interpreter.
    script = (
        "wineboot --init >/dev/null 2>&1; cd /build/freeze && wine /build/python/python.exe -m PyInstaller --noconfirm --log-level WARN"
        " --distpath Z:/build/frozen --workpath Z:/build/freeze/work jxdesk.spec </dev/null 2>&1 | cat"
    )
    inside.run(
        *("xvfb-run", "-a", "sh", "-c", script),
        WINEDEBUG="-all",
        WINEPREFIX="/build/prefix",
        WINEDLLOVERRIDES="mscoree,mshtml=",
        JXDESK_FREEZE="Z:/build/freeze",
        PYTHONHASHSEED="0",
        SOURCE_DATE_EPOCH="1767225600",
    )
    frozen = work / "frozen/jxdesk"
    if not (frozen / "jxdesk.exe").exists() or not (frozen / "jxdesk-cli.exe").exists():
        sys.exit("PyInstaller 没有做出程序，见上面的输出。")
    return frozen


def refuse_long_names(frozen: Path) -> None:
    """Stops where a file would not fit into a program folder as long as an office may choose."""
    if too_long := payload.names_longer_than(LONGEST_INSIDE, frozen):
        sys.exit(
            "\n".join(
                [
                    f"这些文件名超过 {LONGEST_INSIDE} 个字，{LONGEST_FOLDER} 个字的程序文件夹放不下：",
                    *too_long,
                ]
            )
        )


def longest_folder(frozen: Path) -> int:
    """How long the name of the program folder may be, so that Windows has room for every name inside while it lies in the stage."""
    return LONGEST_PATH - len(f"/{STAGE}/") - payload.longest_name(frozen)


def make_setup(frozen: Path, setup: Path, *, icon: Path, version: str, quick: bool) -> None:
    """Packs the folder into the installer."""
    settings = {
        "VERSION": version,
        "PAYLOAD": frozen,
        "OUT": setup,
        "ICON": icon,
        "SIZE_KB": payload.size_of(frozen) // 1024,
        "STAGE_NAME": STAGE,
        "LONGEST_FOLDER": longest_folder(frozen),
    }
    defines = [f"-D{name}={value}" for name, value in settings.items()]
    defines += ["-DQUICK"] if quick else []
    subprocess.run(["makensis", "-V2", "-INPUTCHARSET", "UTF8", *defines, HERE / "setup.nsi"], check=True)


def make_portable(frozen: Path, archive: Path) -> None:
    """Packs the folder for a stick: the same files and the flag that makes the program a portable one."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for file in payload.files_of(frozen):
            entry = zipfile.ZipInfo(f"绩效桌面/{file.relative_to(frozen).as_posix()}", payload.MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, file.read_bytes())
        # As Windows' own editor of every age reads it.
        words = (HERE / "portable" / HOW_TO).read_text(encoding="utf-8").replace("\n", "\r\n")
        for name, content in (("portable.flag", b""), (HOW_TO, words.encode("utf-8-sig"))):
            packed.writestr(zipfile.ZipInfo(f"绩效桌面/{name}", payload.MOMENT), content)


def version_resource() -> str:
    """What Windows shows under 属性, in the freezer's own words."""
    version = bill_of_materials.version_of_project()
    numbers = ", ".join([*version.split("."), "0"])
    facts = {
        "CompanyName": "jxdesk",
        "FileDescription": "绩效桌面",
        "FileVersion": version,
        "InternalName": "jxdesk",
        "LegalCopyright": "Apache-2.0",
        "ProductName": "绩效桌面 jxdesk",
        "ProductVersion": version,
    }
    words = ", ".join(f"StringStruct({name!r}, {text!r})" for name, text in facts.items())
    return (
        f"VSVersionInfo(ffi=FixedFileInfo(filevers=({numbers}), prodvers=({numbers})), kids=["
        f"StringFileInfo([StringTable('080404b0', [{words}])]), VarFileInfo([VarStruct('Translation', [2052, 1200])])])\n"
    )


def _interpreter(python: Path) -> bill_of_materials.Part:
    return bill_of_materials.Part(
        name="CPython",
        version=runtime.VERSION,
        sha256=wheels.sha256_of(python / "python311.dll"),
        licence="PSF-2.0",
        kind="platform",
    )
