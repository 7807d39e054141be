"""A real fcitx 5 for the trials of the Linux package: started on a screen and a bus of its own, and typed with."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from linux.screen import Screen

PACKAGES = "fcitx5 fcitx5-chinese-addons dbus"
# Pinyin from the first key on, for every window.
PROFILE = """[Groups/0]
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
BEHAVIOUR = "[Behavior]\nActiveByDefault=True\nShareInputState=All\n"
TYPED = "tianqi你好"
# Places of the practice county's pages on the screen's 1366×768 points.
SECOND_PROJECT, GO_ON_FILLING, A_REASON = (300, 272), (1290, 50), (980, 374)
WAIT = 6.0
"""Seconds that a page may take on a busy machine."""


@contextlib.contextmanager
def fcitx5(shown: Screen, person: int) -> Iterator[Path]:
    """A bus with fcitx 5 on it, both owned by this person; answers the folder with the bus's socket."""
    if not shutil.which("fcitx5") or not shutil.which("dbus-daemon"):
        sys.exit(f"请先安装：{PACKAGES}")
    with tempfile.TemporaryDirectory(prefix="jxdesk-typing-") as name, contextlib.ExitStack() as ends:
        place = Path(name)
        settings = place / "home/.config/fcitx5"
        settings.mkdir(parents=True)
        (settings / "profile").write_text(PROFILE)
        (settings / "config").write_text(BEHAVIOUR)
        bus = place / "bus"
        bus.mkdir()
        for path in (place, *place.rglob("*")):
            os.chown(path, person, person)
        address = f"unix:path={bus}/socket"
        environment = {**shown.environment, "HOME": f"{place}/home", "DBUS_SESSION_BUS_ADDRESS": address}
        environment.pop("XDG_RUNTIME_DIR", None)
        as_person = ["setpriv", "--reuid", str(person), "--regid", str(person), "--clear-groups"]
        for command in (["dbus-daemon", "--session", f"--address={address}", "--nofork"], ["fcitx5"]):
            quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            program = ends.enter_context(subprocess.Popen([*as_person, *command], env=environment, **quiet))
            ends.callback(program.terminate)
            time.sleep(2)
        _wait_for_service(as_person, environment)
        yield bus


def _wait_for_service(as_person: list[str], environment: dict[str, str]) -> None:
    ask = [
        *as_person,
        "dbus-send",
        "--session",
        "--print-reply",
        "--dest=org.freedesktop.DBus",
        "/",
        "org.freedesktop.DBus.ListNames",
    ]
    for _ in range(60):
        said = subprocess.run(ask, env=environment, capture_output=True, text=True, check=False).stdout
        if "org.freedesktop.portal.Fcitx" in said:
            return
        time.sleep(1)
    raise AssertionError("fcitx5 没有起来")


def type_into_the_first_result(shown: Screen, pictures: Path) -> None:
    """From the window just opened into the reasons of the second project's self-evaluation, and there as a clerk types.

    Enter in the first composition takes its letters and must leave the cursor; the second one chooses a word, and
    Enter then goes on.
    """
    shown.keys("ctrl+2", pause=WAIT)
    shown.click(*SECOND_PROJECT, times=2, pause=WAIT)
    shown.click(*GO_ON_FILLING, pause=WAIT)
    shown.keys("alt+Right", "alt+Right", pause=WAIT / 2)
    shown.click(*A_REASON, pause=WAIT / 2)
    shown.keys(*"tianqi")
    time.sleep(WAIT / 2)
    shown.picture(pictures / "linux-typing-composing.png")
    shown.keys("Return", pause=1)
    shown.keys(*"nihao")
    time.sleep(1)
    shown.keys("space", pause=1)
    shown.picture(pictures / "linux-typing-chosen.png")
    shown.keys("Return", pause=WAIT)
    shown.picture(pictures / "linux-typing-next-cell.png")
