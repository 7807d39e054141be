"""Real input methods for the trials of the Linux package: started on a screen and a bus of their own, and typed with."""

from __future__ import annotations

import contextlib
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import roots
from linux.screen import Screen

PACKAGES = (
    *("dbus", "fcitx5", "fcitx5-chinese-addons", "ibus", "ibus-libpinyin"),
    *("fcitx-bin", "fcitx-data", "fcitx-libpinyin", "fcitx-modules", "fcitx-module-dbus", "fcitx-module-x11", "fcitx-ui-classic"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Method:
    """One input method: how it is started and set to pinyin from the first key on, and how its session names it.

    ``word`` is what is typed and taken as letters, another one for each, so that the database tells who typed it.
    """

    name: str
    word: str
    start: str
    service: str
    settings: Mapping[str, str]
    session: Mapping[str, str]

    @property
    def typed(self) -> str:
        """What stands in the cell in the end."""
        return f"{self.word}你好"


FCITX5_PROFILE = """[Groups/0]
Name=Default
Default Layout=us
DefaultIM=pinyin

[Groups/0/Items/0]
Name=keyboard-us
Layout=

[Groups/0/Items/1]
Name=pinyin
Layout=

[GroupOrder]
0=Default
"""
FCITX4_PROFILE = (
    "[Profile]\nIMName=pinyin-libpinyin\nEnabledIMList=fcitx-keyboard-us:True,pinyin-libpinyin:True\n"
)
METHODS = (
    Method(
        "fcitx5",
        "tianqi",
        start="exec fcitx5",
        service="org.freedesktop.portal.Fcitx",
        settings={
            ".config/fcitx5/profile": FCITX5_PROFILE,
            ".config/fcitx5/config": "[Behavior]\nActiveByDefault=True\nShareInputState=All\n",
        },
        session={"XMODIFIERS": "@im=fcitx"},
    ),
    Method(
        "fcitx4",
        "nongcun",
        start="exec fcitx -D",
        service="org.fcitx.Fcitx",
        settings={
            ".config/fcitx/profile": FCITX4_PROFILE,
            ".config/fcitx/config": "[Program]\nDefaultInputMethodState=Active\nShareStateAmongWindow=All\n",
        },
        session={"XMODIFIERS": "@im=fcitx", "QT_IM_MODULE": "fcitx"},
    ),
    Method(
        "ibus",
        "shuili",
        start=(
            "ibus-daemon --address unix:tmpdir=/typing/bus --panel disable --emoji-extension disable"
            ' --config /usr/libexec/ibus-memconf & until [ "$(ibus engine)" = libpinyin ]; do ibus engine libpinyin; sleep 1; done; wait'
        ),
        service="org.freedesktop.IBus",
        settings={},
        session={"XMODIFIERS": "@im=ibus", "QT_IM_MODULE": "ibus"},
    ),
)
# ibus says its address in a file of its person's settings, by the number of the machine and of the screen.
READ_ADDRESS_OF_IBUS = (
    'folder="${XDG_CONFIG_HOME:-$HOME/.config}/ibus/bus"; mkdir -p "$folder"; screen="unix-${DISPLAY#:}"; '
    'cp /typing/home/.config/ibus/bus/*-"$screen" "$folder/$(cat /etc/machine-id)-$screen"; exec "$@"'
)
SEEN_AS = "/typing"
"""Where the folder of the session is seen, beside the input method and in the clean machine."""
BUS = f"unix:path={SEEN_AS}/bus/socket"
# Places of the practice county's pages on the screen's 1366×768 points.
SECOND_PROJECT, GO_ON_FILLING, A_REASON = (300, 272), (1290, 50), (980, 374)
WAIT = 6.0
"""Seconds that a page may take on a busy machine."""


class Running(NamedTuple):
    """An input method at work: its folder, which a program sees as ``SEEN_AS``, and the process that a program runs beside."""

    folder: Path
    process: int


@contextlib.contextmanager
def running(method: Method, root: roots.Root, shown: Screen, person: int) -> Iterator[Running]:
    """A bus with the input method on it, both this person's, until the block ends."""
    with tempfile.TemporaryDirectory(prefix="jxdesk-typing-") as name, contextlib.ExitStack() as ends:
        place = Path(name)
        (place / "bus").mkdir()
        for inside, text in method.settings.items():
            file = place / "home" / inside
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        (place / "home").mkdir(exist_ok=True)
        for path in (place, *place.rglob("*")):
            os.chown(path, person, person)
        shows = {Path("/tmp/.X11-unix"): "/tmp/.X11-unix", place: SEEN_AS}
        session = _Session(roots.Root(root.path, shows), shown.display, person)
        address = ["--session", f"--address={BUS}", "--nofork"]
        for command in (["dbus-daemon", *address], ["sh", "-c", method.start]):
            quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            program = ends.enter_context(subprocess.Popen(session.command(*command), **quiet))
            ends.callback(program.kill)
            time.sleep(2)
        session.wait_for(method)
        children = Path(f"/proc/{program.pid}/task/{program.pid}/children").read_text()
        yield Running(place, int(children.split()[0]))


@dataclass(frozen=True, slots=True)
class _Session:
    """The clerk's session in the root of the input methods."""

    root: roots.Root
    display: str
    person: int

    def command(self, *words: str) -> list[str]:
        """The command line that runs a command in the session."""
        as_person = ["setpriv", "--reuid", str(self.person), "--regid", str(self.person), "--clear-groups"]
        facts = {"HOME": "/typing/home", "DISPLAY": self.display, "DBUS_SESSION_BUS_ADDRESS": BUS}
        facts["GSETTINGS_BACKEND"] = "memory"
        return self.root.command(*as_person, *words, LANG="C.UTF-8", **facts)

    def wait_for(self, method: Method) -> None:
        """Waits until the input method is on the bus.

        Raises: AssertionError where it does not come.
        """
        ask = ("dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/")
        for _ in range(60):
            words = self.command(*ask, "org.freedesktop.DBus.ListNames")
            said = subprocess.run(
                words, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
            )
            if method.service in said.stdout:
                return
            time.sleep(1)
        raise AssertionError(f"{method.name} 没有起来")


def type_into_the_first_result(shown: Screen, pictures: Path, method: Method) -> None:
    """From the window just opened into the reasons of the second project's self-evaluation, and there as a clerk types.

    Enter in the first composition takes its letters and must leave the cursor; the second one chooses a word, and
    Enter then goes on.
    """
    shown.keys("ctrl+2", pause=WAIT)
    shown.click(*SECOND_PROJECT, times=2, pause=WAIT)
    shown.click(*GO_ON_FILLING, pause=WAIT)
    shown.keys("alt+Right", "alt+Right", pause=WAIT / 2)
    shown.click(*A_REASON, pause=WAIT / 2)
    shown.keys(*method.word)
    time.sleep(WAIT / 2)
    shown.picture(pictures / f"linux-typing-{method.name}-composing.png")
    shown.keys("Return", pause=1)
    shown.keys(*"nihao")
    time.sleep(1)
    shown.keys("space", pause=1)
    shown.picture(pictures / f"linux-typing-{method.name}-chosen.png")
    shown.keys("Return", pause=WAIT)
    shown.picture(pictures / f"linux-typing-{method.name}-next-cell.png")
