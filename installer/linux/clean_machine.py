"""A clean machine for the trials of the Linux package: a bare Debian 11 with one clerk, and what was found on it."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import roots
from build import Places
from linux import toolchain, typing_trial
from linux.screen import Screen
from linux.source_packages import once

PERSON, HOME = "1000", "/home/张 三"
STICK = "/media/U 盘"
DATA = f"{HOME}/绩效 数据"
PATIENCE_SECONDS = 600


@dataclass(slots=True)
class Trial:
    """One clean machine with the package on it, and what was found."""

    machine: roots.Root
    places: Places
    deb: Path
    pictures: Path
    older: Path | None = None
    methods: roots.Root | None = None
    failed: list[str] = field(default_factory=list)

    def run(self, *words: object, **environment: str) -> subprocess.CompletedProcess[str]:
        """Runs a command as root and answers how it ended."""
        command = self.machine.command(*words, DEBIAN_FRONTEND="noninteractive", **environment)
        return subprocess.run(
            command, capture_output=True, text=True, timeout=PATIENCE_SECONDS, stdin=subprocess.DEVNULL
        )

    def must(self, *words: object, **environment: str) -> str:
        """Runs a command as root that has to succeed; answers what it said."""
        done = self.run(*words, **environment)
        assert done.returncode == 0, (
            f"{' '.join(map(str, words))}：{done.returncode}\n{done.stdout[-800:]}{done.stderr[-800:]}"
        )
        return done.stdout

    def as_person(self, *words: object, **environment: str) -> subprocess.CompletedProcess[str]:
        """Runs a command as the clerk."""
        return self.run(*a_person(), *words, HOME=HOME, LANG="C.UTF-8", **environment)

    def program(self, *words: object) -> str:
        """Runs the installed command line as the clerk; it has to succeed."""
        done = self.as_person("jxdesk-cli", *words)
        assert done.returncode == 0, (
            f"jxdesk-cli {' '.join(map(str, words))}：{done.returncode}\n{done.stdout[-800:]}{done.stderr[-800:]}"
        )
        return done.stdout

    def at(self, inside: str) -> Path:
        """A path of the machine as this one sees it."""
        return self.machine.path / inside.lstrip("/")

    def database(self, home: str = DATA) -> sqlite3.Connection:
        """A database of the clerk's, looked at from outside."""
        return sqlite3.connect(f"file:{self.at(home)}/jxdesk.db?mode=ro", uri=True)

    def data_digest(self) -> str:
        """What the clerk's database holds, row by row: the same before and after whatever must not touch it."""
        with contextlib.closing(self.database()) as connection:
            digest = hashlib.sha256()
            for line in connection.iterdump():
                digest.update(line.encode())
        return digest.hexdigest()


def a_person() -> list[str]:
    """The words that make a command the clerk's."""
    return ["setpriv", "--reuid", PERSON, "--regid", PERSON, "--clear-groups"]


@contextlib.contextmanager
def started(
    trial: Trial,
    shown: Screen,
    *wrapped: str,
    home: str = DATA,
    words: tuple[str, ...] = (),
    **environment: str,
) -> Iterator[subprocess.Popen[bytes]]:
    """The window open on the clerk's data, or as ``words`` tell it; closed by its own process number when the block ends."""
    words = (*a_person(), *wrapped, "/opt/jxdesk/open.sh", *(words or ("--home", home)))
    facts = {"HOME": HOME, "LANG": "C.UTF-8", "DISPLAY": shown.display, **environment}
    log = (trial.pictures / "window.log").open("wb")
    with log, subprocess.Popen(trial.machine.command(*words, **facts), stdout=log, stderr=log) as program:
        try:
            yield program
        finally:
            program.kill()


def clean_machine(places: Places, *, name: str = "verify-linux") -> roots.Root:
    """A fresh copy of a bare Debian 11 with one clerk, whose folder has a space and Chinese signs in its name.

    All of them see one stick; each has the name of its own folder among those that a build may empty.
    """
    master = toolchain.make_root(places.root("bullseye-clean"))
    stamp = master.path / "var/lib/jxdesk-lists"
    once(stamp, "lists", lambda: master.run("apt-get", "update", "-qq"))
    work = places.work(name)
    shutil.rmtree(work, ignore_errors=True)
    work.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cp", "-a", master.path, work], check=True)
    (work / "install").mkdir()
    # As every desktop has it.
    (work / "etc/machine-id").write_text("0123456789abcdef0123456789abcdef\n")
    home = work / HOME.lstrip("/")
    home.mkdir(parents=True)
    os.chown(home, int(PERSON), int(PERSON))
    know_person(work)
    stick = places.work("verify-linux-stick")
    stick.mkdir(exist_ok=True)
    os.chown(stick, int(PERSON), int(PERSON))
    return roots.Root(work, {Path("/tmp/.X11-unix"): "/tmp/.X11-unix", stick: STICK})


def know_person(root: Path) -> None:
    """Makes the clerk known in a root, once."""
    people = root / "etc/passwd"
    line = f"zhangsan:x:{PERSON}:{PERSON}:张三:{HOME}:/bin/sh\n"
    if line not in (known := people.read_text(encoding="utf-8")):
        people.write_text(known + line, encoding="utf-8")


def input_methods(places: Places) -> roots.Root:
    """A Debian 11 with the input methods of the systems in use, beside the clean machine."""
    root = toolchain.make_root(places.root("bullseye-typing"))
    root.install(*typing_trial.PACKAGES)
    know_person(root.path)
    return root
