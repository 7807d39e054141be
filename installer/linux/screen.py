"""A screen without glass for the trials of the Linux package: Xvfb with a window manager, its pictures, its keys."""

from __future__ import annotations

import contextlib
import os
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SIZE = "1366x768x24"
PATIENCE_SECONDS = 120
AT_REST_POINTS = 500
"""A blinking caret changes fewer points of the screen."""
SETTLING_SECONDS = 8
"""How long the window may take to read its first page on a busy machine."""


@dataclass(frozen=True, slots=True)
class Screen:
    """One running X server; ``display`` is its address."""

    display: str

    def tool(self, *words: object) -> str:
        """Runs one X tool and answers what it said."""
        done = subprocess.run(
            [str(word) for word in words],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
        )
        return done.stdout.strip()

    @property
    def environment(self) -> dict[str, str]:
        """The environment of programs that are shown here."""
        return {**os.environ, "DISPLAY": self.display, "LANG": "C.UTF-8"}

    def wait_for(self, title: str) -> str:
        """Waits for a visible window whose title holds these words; answers its number.

        Raises: AssertionError where none comes.
        """
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            if found := self.tool("xdotool", "search", "--onlyvisible", "--name", title):
                return found.splitlines()[0]
            time.sleep(0.3)
        raise AssertionError(f"{PATIENCE_SECONDS} 秒没有出现窗口“{title}”")

    def keys(self, *names: str, pause: float = 0.15) -> None:
        """Presses keys one after another, as fast as a person does."""
        for name in names:
            self.tool("xdotool", "key", "--clearmodifiers", name)
            time.sleep(pause)

    def click(self, x: int, y: int, *, times: int = 1, pause: float = 1.0) -> None:
        """Clicks at a point of the screen."""
        self.tool("xdotool", "mousemove", x, y, "click", "--repeat", times, "--delay", 120, 1)
        time.sleep(pause)

    def picture(self, file: Path) -> Path:
        """Takes a picture of the whole screen."""
        self.tool("import", "-window", "root", file)
        return file

    def colours(self, picture: Path) -> int:
        """How many colours a picture has: an empty window has a handful."""
        return int(self.tool("identify", "-format", "%k", picture) or 0)

    def settled_picture(self, file: Path) -> Path:
        """Takes a picture when the screen has come to rest."""
        time.sleep(SETTLING_SECONDS)
        later = file.with_name("later.png")
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            self.picture(file)
            time.sleep(2)
            if self.different_points(file, self.picture(later)) < AT_REST_POINTS:
                break
        later.unlink()
        return file

    def different_points(self, one: Path, two: Path) -> int:
        """At how many points two pictures differ."""
        command = ["compare", "-metric", "AE", one, two, "null:"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_SECONDS)
        return int(float(done.stderr.split()[0]))


@contextlib.contextmanager
def screen() -> Iterator[Screen]:
    """A new screen, ended with its window manager when the block ends."""
    server = ["Xvfb", "-displayfd", "1", "-screen", "0", SIZE, "-nolisten", "tcp", "-ac"]
    with subprocess.Popen(server, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as xvfb:
        try:
            number = xvfb.stdout.readline().strip() if xvfb.stdout else ""
            shown = Screen(f":{number}")
            with subprocess.Popen(["openbox"], env=shown.environment, stderr=subprocess.DEVNULL) as manager:
                try:
                    yield shown
                finally:
                    manager.terminate()
        finally:
            xvfb.terminate()
