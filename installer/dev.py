"""The two commands of the README, each from a bare machine: ``run`` opens the practice county, ``test`` is the gate.

Standard library only. ``full`` runs the tests that are too long for the gate (their figures stand in the README): all of
them, or the parts that are named, as in ``full database packages road``.
Order: system libraries, virtual environment, dependencies, the project, its products, then the work itself.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import importlib.util
import itertools
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WINDOWS = sys.platform == "win32"
LINUX = sys.platform.startswith("linux")
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
PRACTICE = ROOT / ".practice"
PRACTICE_DATA = PRACTICE / "wuding"
PRACTICE_IS_MADE = PRACTICE / "made"
HAS_DISPLAY = bool(not LINUX or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
CORES = os.cpu_count() or 1
# The files of tests are shared out, one file to one worker at a time, so that what its tests share is made once;
# half as many workers again as there are cores, for a test of a window or of a service waits as long as it computes;
# in the order that tests/conftest.py gives them; where Qt itself falls over the run ends there, instead of waiting for ever.
ON_EVERY_CORE = [
    *("--numprocesses", str(CORES + (CORES + 1) // 2)),
    *("--dist", "loadfile", "--no-loadscope-reorder", "--max-worker-restart", "0"),
]
CHECKS = (["ruff", "format", "--check", "."], ["ruff", "check", "."], ["mypy"], ["lint-imports"])

INSTALL = ["apt-get", "install", "-y", "--no-install-recommends"]
OFFSCREEN = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libglib-2.0.so.0": "libglib2.0-0",
}
WINDOW = {
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}


# Without these the tests that kill, starve and pull sticks, unpack an installer, or ask a database server, skip, and say so.
FOR_FAULT_TESTS = {
    "strace": "strace",
    "unzip": "unzip",
    "openssl": "openssl",
    "mkfs.exfat": "exfatprogs",
    "mount.exfat-fuse": "exfat-fuse",
    "makensis": "nsis",
    "7z": "p7zip-full",
    "initdb": "postgresql",
}

FULL_PARTS = {
    "database": ("tests/store", "tests/actions/test_interrupted_export.py"),
    "packages": ("tests/exchange",),
    "road": (
        "tests/actions/test_receive_clocks.py",
        "tests/actions/test_receive_faults.py",
        "tests/actions/test_seal.py",
        "tests/domain",
        "tests/journeys/test_road.py",
    ),
    "papers": ("tests/documents",),
    "year": ("tests/journeys/test_whole_year.py",),
    "hub": ("tests/hub",),
    "installer": ("tests/installer",),
}
"""What ``full`` may be asked for by name."""


def bring_system_packages(*, window: bool = False, test: bool = False) -> None:
    """Installs what is missing by one apt line, or prints that line; stops only where nothing goes on without it."""
    libraries = {**OFFSCREEN, **(WINDOW if window else {})}
    needed = [name for so, name in libraries.items() if not _loads(so)]
    needed += ["xvfb"] if test and not shutil.which("Xvfb") else []
    if not PYTHON.exists() and not (importlib.util.find_spec("ensurepip") or importlib.util.find_spec("pip")):
        needed.append("python3-venv")
    useful = [name for tool, name in FOR_FAULT_TESTS.items() if test and not _finds(tool)]
    if not needed and not useful:
        return
    rights = [] if os.geteuid() == 0 else ["sudo", "-n"]
    may = not rights or (shutil.which("sudo") and _succeeds(*rights, "true"))
    if may and shutil.which("apt-get"):
        _install(needed, rights)
        # One by one: a distribution that has renamed one of them must not cost the others.
        for name in useful:
            _install([name], rights, must=False)
        return
    line = " ".join(["sudo", *INSTALL, *needed, *useful])
    if needed:
        sys.exit(f"缺少系统库，请用管理员身份运行这一行，然后再来：\n  {line}")
    print(f"有几项断电、拔盘、安装包测试会跳过；要跑全，请先运行：\n  {line}")


def _install(packages: list[str], rights: list[str], *, must: bool = True) -> None:
    command = [*rights, "env", "DEBIAN_FRONTEND=noninteractive", *INSTALL, *packages]
    # A fresh image has stale package lists or none; a prepared one must not wait for new lists.
    if packages and not _succeeds(*command) and must:
        call(*rights, "apt-get", "update")
        call(*command)


def _finds(tool: str) -> bool:
    places = ["/usr/sbin", "/sbin", *map(str, Path("/usr/lib/postgresql").glob("*/bin"))]
    return bool(shutil.which(tool) or shutil.which(tool, path=os.pathsep.join(places)))


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _succeeds(*command: object) -> bool:
    words = [str(part) for part in command]
    return subprocess.call(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0


def bring_project(*extras: str) -> None:
    """Makes the virtual environment and installs into it what pyproject.toml names, once per change of that file."""
    import tomllib  # not at the top: an older Python must get as far as its message

    if not PYTHON.exists():
        bare = [] if importlib.util.find_spec("ensurepip") else ["--without-pip"]
        call(sys.executable, "-m", "venv", *bare, VENV)
    pip: list[object] = [PYTHON, "-m", "pip"]
    if not _succeeds(*pip, "--version"):
        pip = [sys.executable, "-m", "pip", "--python", PYTHON]
    text = (ROOT / "pyproject.toml").read_bytes()
    state = hashlib.sha256(text + f"{sys.version} {ROOT} {extras}".encode()).hexdigest()
    stamp = VENV / f"installed-{'-'.join(extras) or 'run'}"
    if not stamp.exists() or stamp.read_text() != state:
        facts = tomllib.loads(text.decode())
        names = facts["build-system"]["requires"] + facts["project"]["dependencies"]
        names += [name for extra in extras for name in facts["project"]["optional-dependencies"][extra]]
        install = [*pip, "install", "--quiet", "--disable-pip-version-check"]
        call(*install, *names)
        call(*install, "--no-build-isolation", "--no-deps", "-e", ROOT)
        stamp.write_text(state)
    call(PYTHON, ROOT / "installer/build_hook.py")


def call(*command: object, **extra: str) -> None:
    """Runs one step with extra environment variables; a step that fails ends the whole."""
    sys.stdout.flush()
    if code := subprocess.call([str(part) for part in command], cwd=ROOT, env={**os.environ, **extra}):
        sys.exit(code)


@contextlib.contextmanager
def beside(title: str, *command: object, **extra: str) -> Iterator[None]:
    """Runs one step beside the others; what it says is printed when they are done, and where it fails the whole ends."""
    with tempfile.TemporaryFile() as said:
        environment = {**os.environ, **extra}
        words = [str(part) for part in command]
        with subprocess.Popen(words, cwd=ROOT, env=environment, stdout=said, stderr=said) as process:
            try:
                yield
                process.wait()
            finally:
                process.terminate()
        print(title, flush=True)
        said.seek(0)
        shutil.copyfileobj(said, sys.stdout.buffer)
    if process.returncode:
        sys.exit(process.returncode)


@contextlib.contextmanager
def virtual_display() -> Iterator[dict[str, str]]:
    """A real X server without a screen, on a display number that is free; elsewhere the screen that is there."""
    if not LINUX:
        yield {}
        return
    server = ["Xvfb", "-displayfd", "1", "-screen", "0", "1366x768x24", "-nolisten", "tcp"]
    with subprocess.Popen(server, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as xvfb:
        try:
            number = xvfb.stdout.readline().strip() if xvfb.stdout else ""
            if not number:
                sys.exit("Xvfb 没有启动，不能在真实窗口里测试。")
            yield {"DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}
        finally:
            xvfb.terminate()


def run(arguments: list[str]) -> None:
    """Opens the desktop on the practice county, made at the first start."""
    bring_system_packages(window=HAS_DISPLAY) if LINUX else None
    bring_project()
    if not PRACTICE_IS_MADE.exists():
        call(PYTHON, "-m", "jxdesk", "demo", "--home", PRACTICE_DATA, "--scale", PRACTICE_DATA.name)
        PRACTICE_IS_MADE.touch()
    if not HAS_DISPLAY:
        print("没有找到显示器，窗口开在内存里（offscreen），看不见。")
    screen = {} if HAS_DISPLAY else {"QT_QPA_PLATFORM": "offscreen"}
    call(PYTHON, "-m", "jxdesk", "--home", PRACTICE_DATA, *arguments, **screen)


def test(arguments: list[str]) -> None:
    """Runs the gate; pytest is last, so that its closing line is the last one."""
    bring_system_packages(window=True, test=True) if LINUX else None
    bring_project("dev", "hub")
    # Tests start the program again and again: it is translated once, even where Python is told to keep no translations.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    call(PYTHON, "-m", "compileall", "-q", "-j", "0", "src")
    tool = PYTHON.parent
    journeys = [PYTHON, "-m", "pytest", "-m", "window and not full", "tests/journeys"]
    with virtual_display() as screen, beside("== 在真实窗口里走一遍", *journeys, **screen):
        for step in CHECKS:
            print("==", *step)
            call(tool / step[0], *step[1:])
    print("== pytest")
    rest = ["-m", "not full and not window"]
    call(PYTHON, "-m", "pytest", *rest, *ON_EVERY_CORE, *arguments, QT_QPA_PLATFORM="offscreen")


def full(arguments: list[str]) -> None:
    """Runs the long tests in their full numbers, with what they print: all of them, or the parts that are named first."""
    bring_system_packages(window=True, test=True) if LINUX else None
    bring_project("dev", "hub", "fuzz")
    parts = list(itertools.takewhile(FULL_PARTS.__contains__, arguments))
    places = [place for part in parts for place in FULL_PARTS[part]]
    rest = arguments[len(parts) :]
    call(PYTHON, "-m", "pytest", "-m", "full", "-s", *places, *rest, QT_QPA_PLATFORM="offscreen")


if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036 - this file meets whatever Python a machine has
        sys.exit("需要 Python 3.11 或更新的版本，现在是 " + sys.version.split()[0])
    doors = {"run": run, "test": test, "full": full}
    if len(sys.argv) < 2 or sys.argv[1] not in doors:
        sys.exit(f"用法：python3 installer/dev.py run | test | full [{' '.join(FULL_PARTS)}]")
    doors[sys.argv[1]](sys.argv[2:])
