"""The fcitx plug-in: Debian's fcitx-qt5 built in the old root against Debian's Qt headers, linked to the Qt that is shipped.

Debian 13 has the newest Qt of the shipped one's kind whose private headers can be had; its own moc and
qdbusxml2cpp run in a root of their own, the compiler in the old one.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import roots
from linux.source_packages import HERE, fetch, once, sources, unpack

QT_SUITE = "trixie"
QT_PACKAGES = ("qt6-base-private-dev", "qt6-base-dev-tools")
QT_VERSION = "6.8.2"
COMPILER = ("g++", "libxkbcommon-dev", "x11proto-dev")
NAME = "libfcitxplatforminputcontextplugin.so"
PLACE = f"PySide6/Qt/plugins/platforminputcontexts/{NAME}"
INTERFACES = {
    "org.fcitx.Fcitx.InputContext.xml": "inputcontextproxy",
    "org.fcitx.Fcitx.InputContext1.xml": "inputcontext1proxy",
    "org.fcitx.Fcitx.InputMethod.xml": "inputmethodproxy",
    "org.fcitx.Fcitx.InputMethod1.xml": "inputmethod1proxy",
}
WITH_SIGNALS = ("fcitxinputcontextproxy", "fcitxwatcher", "qfcitxplatforminputcontext", "plugin")
SOURCES = (*WITH_SIGNALS, "fcitxqtdbustypes", "qtkey")
# Classes whose virtual functions the plug-in overrides or calls: one more or one less in the shipped Qt would make it crash.
PRIVATE_CLASSES = (
    "QPlatformInputContext",
    "QPlatformInputContextPlugin",
    "QPlatformScreen",
    "QPlatformCursor",
)
LINKED = ("Core", "Gui", "DBus")


def build(old: roots.Root, packages: Path, *, places: Path, cache: Path) -> Path:
    """The plug-in, built once for the same sources and Qt; ``packages`` holds the unpacked wheel of the shipped Qt."""
    tools = roots.make(places / f"{QT_SUITE}-qt", QT_SUITE)
    tools.install(*QT_PACKAGES)
    old.install(*COMPILER)
    made = old.path / "opt/fcitx" / NAME
    gui = packages / "PySide6/Qt/lib/libQt6Gui.so.6"
    own = [path.read_bytes() for path in sorted((HERE / "fcitx").iterdir())]
    facts = (sources()["fcitx"], own, QT_VERSION, gui.stat().st_size)
    once(old.path / "opt/stamps/fcitx", facts, lambda: _build(old, tools, packages, cache=cache))
    return made


def _build(old: roots.Root, tools: roots.Root, packages: Path, *, cache: Path) -> None:
    source = sources()["fcitx"]
    print(f"== 编译 fcitx 插件 {source.version}", flush=True)
    shipped = packages / "PySide6/Qt/lib"
    refuse_other_shape(tools.path, shipped / "libQt6Gui.so.6")
    (archive,) = fetch(source, cache).values()
    top = unpack(archive, tools.path / "opt/fcitx")
    work = top / "qt6/platforminputcontext"
    for path in (*(HERE / "fcitx").iterdir(), top / "COPYING.BSD"):
        shutil.copy(path, work)
    inside = f"/{work.relative_to(tools.path)}"
    for xml, name in INTERFACES.items():
        words = ["/usr/lib/qt6/bin/qdbusxml2cpp", "-i", "fcitxqtdbustypes.h", "-p", name, xml]
        tools.run("env", "-C", inside, *words)
    headers = f"/usr/include/{_triplet(tools.path)}/qt6"
    for name in (*WITH_SIGNALS, *INTERFACES.values()):
        words = ["/usr/lib/qt6/libexec/moc", *_includes(headers), f"{name}.h", "-o", f"moc_{name}.cpp"]
        tools.run("env", "-C", inside, *words)
    _compile(old, work, tools.path / headers[1:], shipped)


def _compile(old: roots.Root, work: Path, headers: Path, shipped: Path) -> None:
    """Compiles and links in the old root: its glibc and its C++ library are the oldest that the plug-in meets."""
    folder = old.path / "opt/fcitx"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(work, folder)
    inside = roots.Root(old.path, {headers: "/opt/qt-headers", shipped: "/opt/qt-libraries"})
    moc = [f"moc_{name}.cpp" for name in (*WITH_SIGNALS, *INTERFACES.values())]
    files = [*(f"{name}.cpp" for name in (*SOURCES, *INTERFACES.values())), *moc]
    options = ["-std=c++17", "-O2", "-fPIC", "-shared", "-fvisibility=hidden", "-include", "/opt/pins.h"]
    options += ["-DQT_NO_KEYWORDS", "-DQT_NO_DEBUG", "-DQT_PLUGIN", "-D_GNU_SOURCE"]
    libraries = [f"/opt/qt-libraries/libQt6{part}.so.6" for part in LINKED]
    # The wheel's libraries need ICU beside them; the linker looks for it there.
    link = ["-Wl,--no-undefined", "-Wl,-rpath,$ORIGIN/../../lib", "-Wl,-rpath-link,/opt/qt-libraries", "-s"]
    compiler = ["env", "-C", "/opt/fcitx", "g++", *options, "-I.", *_includes("/opt/qt-headers"), *files]
    inside.run(*compiler, *link, *libraries, "-lxkbcommon", "-o", NAME)


def _includes(headers: str) -> list[str]:
    folders = [headers, *(f"{headers}/Qt{part}" for part in LINKED)]
    folders += [f"{headers}/QtGui/{QT_VERSION}", f"{headers}/QtGui/{QT_VERSION}/QtGui"]
    folders += [f"{headers}/QtCore/{QT_VERSION}", f"{headers}/QtCore/{QT_VERSION}/QtCore"]
    return [f"-I{folder}" for folder in folders]


def refuse_other_shape(tools: Path, shipped: Path) -> None:
    """Stops where the private classes of the shipped Qt have other virtual functions than those of the headers."""
    of_headers = _table_sizes(tools / f"usr/lib/{_triplet(tools)}/libQt6Gui.so.6")
    of_shipped = _table_sizes(shipped)
    for name in PRIVATE_CLASSES:
        if of_headers.get(name) is None or of_headers[name] != of_shipped.get(name):
            sys.exit(
                f"{name}：头文件那版 Qt 是 {of_headers.get(name)} 字节，随程序的是 {of_shipped.get(name)}。"
            )


def _table_sizes(library: Path) -> dict[str, int]:
    said = subprocess.run(
        ["readelf", "--wide", "--dyn-syms", str(library)], capture_output=True, text=True, check=True
    )
    sizes = {}
    for line in said.stdout.splitlines():
        words = line.split()
        symbol = words[7].partition("@")[0] if len(words) > 7 else ""
        for name in PRIVATE_CLASSES:
            if symbol == f"_ZTV{len(name)}{name}":
                sizes[name] = int(words[2], 0)
    return sizes


def _triplet(root: Path) -> str:
    (found,) = {path.parent.name for path in (root / "usr/lib").glob("*-linux-gnu/libc.so.6")}
    return found
