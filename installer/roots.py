"""Roots: folders with another Debian inside, made by debootstrap, in which the installers are built and tried.

A command in a root has its own mounts and its own process numbers, so that nothing of it is left behind however it ends.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

# Proc, devices and shared memory are mounted where nobody outside sees them, and go when the last process goes.
# The shell stays as the first process: a command in that place would get no signal (xvfb-run waits for one).
_ENTER = """
set -e
root=$1; shift
mount --rbind /dev "$root/dev"
mount -t proc proc "$root/proc"
mount -t tmpfs tmpfs "$root/dev/shm"
while [ "$1" != -- ]; do mkdir -p "$root$2"; mount --bind "$1" "$root$2"; shift 2; done
shift
chroot "$root" "$@"
"""
_PLAIN = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/root",
    "LC_ALL": "C.UTF-8",
}


@dataclass(frozen=True, slots=True)
class Root:
    """One root; ``shown`` are folders of this machine that are seen inside under another name.

    ``beside`` is a process whose process numbers a command shares, so that both know each other; none where it is 0.
    """

    path: Path
    shown: Mapping[Path, str] = field(default_factory=dict)
    beside: int = 0

    def command(self, *words: object, **environment: str) -> list[str]:
        """The command line that runs a command inside."""
        names = [f"{name}={value}" for name, value in {**_PLAIN, **environment}.items()]
        binds = [part for here, there in self.shown.items() for part in (str(here), there)]
        enter = ["unshare", "--mount", "--pid", "--fork", "--kill-child"]
        if self.beside:
            enter = [
                "nsenter",
                "--pid",
                "--target",
                str(self.beside),
                "unshare",
                "--mount",
                "--fork",
                "--kill-child",
            ]
        enter += ["sh", "-c", _ENTER, "enter"]
        return [*enter, str(self.path), *binds, "--", "env", "-i", *names, *map(str, words)]

    def run(self, *words: object, **environment: str) -> None:
        """Runs a command inside.

        Raises: CalledProcessError.
        """
        sys.stdout.flush()
        subprocess.run(self.command(*words, **environment), check=True, stdin=subprocess.DEVNULL)

    def install(self, *packages: str) -> None:
        """Installs Debian's packages inside, once."""
        done = self.path / "var/lib/jxdesk-packages"
        if done.exists() and set(packages) <= set(done.read_text().split()):
            return
        quiet = {"DEBIAN_FRONTEND": "noninteractive"}
        self.run("apt-get", "update", "-qq", **quiet)
        self.run("apt-get", "install", "-qq", "-y", "--no-install-recommends", *packages, **quiet)
        done.write_text(" ".join(packages))


def make(path: Path, suite: str) -> Root:
    """The root of a suite, made where it is not there yet; an interrupted making begins afresh."""
    if os.geteuid() != 0:
        sys.exit("要用管理员身份运行（debootstrap 和 chroot 需要）。")
    made = path / "var/lib/jxdesk-made"
    if not made.exists():
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir(parents=True)
        command = ["debootstrap", "--variant=minbase", "--include=ca-certificates", suite, str(path)]
        print("==", shlex.join(command), flush=True)
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        made.touch()
    return Root(path)
