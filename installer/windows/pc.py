"""A PC with Windows for the trials: a folder that wine takes for its disk, its programs, and what was found on it."""

from __future__ import annotations

import shlex
import subprocess
from dataclasses import dataclass
from pathlib import Path

import roots

USER = "王 丽琼"
LOCAL = f"drive_c/users/{USER}/AppData/Local"
PROGRAMS = f"{LOCAL}/Programs/jxdesk"
DATA = f"{LOCAL}/jxdesk"


@dataclass(frozen=True, slots=True)
class Pc:
    """One PC with Windows: a folder that wine takes for its disk."""

    root: roots.Root
    place: Path

    def command(self, script: str) -> list[str]:
        """The command line that runs a script with a screen of its own, as the user with the Chinese name."""
        return self.words("xvfb-run", "-a", "-s", "-screen 0 1366x768x24", "bash", "-c", script)

    def words(self, *words: str, **environment: str) -> list[str]:
        """The command line that runs a command as the user with the Chinese name."""
        return self.root.command(
            *words,
            WINEDEBUG="-all",
            WINEPREFIX=f"/pcs/{self.place.name}",
            WINEDLLOVERRIDES="mscoree,mshtml=",
            USER=USER,
            **environment,
        )

    def run(self, script: str) -> tuple[int, str]:
        """Runs a script to its end, and until the registry is on the disk; answers its exit code and what it said."""
        script = f"( {script}\n); code=$?; timeout 60 wineserver -w; exit $code"
        done = subprocess.run(
            self.command(script),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        return done.returncode, done.stdout

    def command_line(self, words: str, *, program: str = PROGRAMS) -> tuple[int, str]:
        """Runs the installed command line."""
        # A pipe for its output: what Windows makes of a redirected file ends the interpreter.
        return self.run(
            f'cd "/pcs/{self.place.name}/{program}" && wine jxdesk-cli.exe {words} </dev/null 2>&1 | cat; exit ${{PIPESTATUS[0]}}'
        )

    def see_associations(self) -> None:
        """Lets a double click find what the setup associated for one person: Windows looks there too, wine's only for all persons."""
        self.run(
            r"wine reg copy 'HKCU\Software\Classes' 'HKLM\Software\Classes' /s /f </dev/null >/dev/null 2>&1"
        )

    def open(self, *words: str, picture: str) -> tuple[bool, str]:
        """Starts a program, or opens a file as a double click does; answers whether a window came, and what was said.

        ``picture`` names the picture of the screen that is taken then.
        """
        script = f"""
            openbox 2>/dev/null &
            {shlex.join(["wine", "start", *words])} </dev/null >/dev/null 2>&1
            timeout 180 xdotool search --sync --onlyvisible --name 绩效桌面 >/dev/null && echo "window shown"; sleep 12
            # Until the screen has come to rest; a blinking caret changes fewer points.
            for turn in $(seq 20); do
                import -window root /setups/{picture}.png; sleep 3; import -window root /setups/later.png
                points=$(compare -metric AE /setups/{picture}.png /setups/later.png null: 2>&1)
                [ "${{points%%[ .]*}}" -lt 500 ] 2>/dev/null && break
            done
            wine taskkill /IM jxdesk.exe </dev/null >/dev/null 2>&1; sleep 6
        """
        _, said = self.run(script)
        return "window shown" in said, said

    @property
    def pictures(self) -> Path:
        """The folder that the PCs see as ``Z:/setups``, where pictures of their screens lie too."""
        return self.place.parent.parent / "setups"

    def install(self, setup: str, *, folder: str = "") -> int:
        """Runs a setup in silence; answers its exit code."""
        return self.run(f"wine /setups/{setup} /S {folder} </dev/null >/dev/null 2>&1")[0]

    def installed(self) -> Path:
        """The folder of the program."""
        return self.place / PROGRAMS


class Steps:
    """What was tried, and how it came out."""

    def __init__(self) -> None:
        self.failed: list[str] = []
        self.install_seconds = 10.0

    def expect(self, is_so: bool, what: str, *, seen: str = "") -> None:
        """Notes one step."""
        print(f"[{'好' if is_so else '错'}] {what}", flush=True)
        if not is_so:
            self.failed.append(what)
            print(seen[-2000:], flush=True)
