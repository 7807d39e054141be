"""How long a start takes until the window is in sight, of the installed program beside the same program from source.

Both verifications ask here. They are started by turns, so that whatever else the machine does meets both.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from linux.screen import Screen, screen

ROUNDS = 7
TITLE = "绩效桌面"
PATIENCE_SECONDS = 180
MARGIN = 1.3
"""So much more processor time an installed program may take than the source: its modules come out of an archive."""
_TICKS = os.sysconf("SC_CLK_TCK")
# In /proc/PID/stat, counted behind the name in brackets.
_USER, _SYSTEM = 11, 12


@dataclass(frozen=True, slots=True)
class Program:
    """One way to start: the command line for a display, and the words by which its processes are known."""

    name: str
    command: list[str]
    known_by: str
    environment: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Took:
    """The median of some starts: by the clock, and the processor time that was spent until the window was there."""

    clock_seconds: float
    processor_seconds: float

    def __str__(self) -> str:
        return f"{self.clock_seconds:.2f} 秒（处理器 {self.processor_seconds:.2f} 秒）"


def beside(make_programs: Callable[[str], Sequence[Program]], rounds: int = ROUNDS) -> dict[str, Took]:
    """Starts what ``make_programs(display)`` names by turns; answers the medians by name."""
    seen: dict[str, list[tuple[float, float]]] = {}
    for turn in range(rounds * len(make_programs(""))):
        with (
            screen() as shown
        ):  # one of its own, where no window of another start can be taken for this one's
            programs = make_programs(shown.display)
            program = programs[turn % len(programs)]
            seen.setdefault(program.name, []).append(_start(shown, program))
    medians = {
        name: [statistics.median(column) for column in zip(*rows, strict=True)] for name, rows in seen.items()
    }
    return {name: Took(*both) for name, both in medians.items()}


def _start(shown: Screen, program: Program) -> tuple[float, float]:
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    began = time.monotonic()
    environment = {**shown.environment, **(program.environment or {})}
    with subprocess.Popen(program.command, env=environment, **quiet) as running:
        try:
            while not shown.tool("xdotool", "search", "--onlyvisible", "--name", TITLE):
                assert time.monotonic() - began < PATIENCE_SECONDS, f"{program.name}：窗口没有出来"
                time.sleep(0.02)
            return time.monotonic() - began, _processor_seconds(program.known_by)
        finally:
            running.kill()
            running.wait()
            _wait_until_gone(program.known_by)


def _processes(known_by: str) -> list[Path]:
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            words = (place / "cmdline").read_bytes().decode(errors="replace")
        except OSError:
            continue
        if known_by in words and int(place.name) != os.getpid():
            found.append(place)
    return found


def _processor_seconds(known_by: str) -> float:
    total = 0
    for place in _processes(known_by):
        try:
            columns = (place / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += int(columns[_USER]) + int(columns[_SYSTEM])
    return total / _TICKS


def _wait_until_gone(known_by: str) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while _processes(known_by) and time.monotonic() < until:
        time.sleep(0.1)
