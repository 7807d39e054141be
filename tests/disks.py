"""Real small disks for tests: whether this machine can mount an exFAT image, and mounting one."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest


def missing_for_exfat() -> str:
    """Why there can be no exFAT here; empty where there can."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return "mounting needs root"
    if not Path("/dev/fuse").exists():
        return "there is no /dev/fuse"
    tools = ("mkfs.exfat", "mount.exfat-fuse", "umount")
    return next((f"{tool} is not installed" for tool in tools if shutil.which(tool) is None), "")


def mount(source: Path, folder: Path, *options: str) -> str:
    """Mounts an exFAT file system; answers why not, or nothing."""
    answer = run("mount.exfat-fuse", *options, source, folder)
    return "" if answer.returncode == 0 else answer.stderr.strip()[:200] or "unknown"


@contextlib.contextmanager
def exfat(image: Path, folder: Path, size: int, *options: str) -> Iterator[Path]:
    """A real exFAT stick of this size (bytes) in an image, which is made where there is none; skips where there can be none."""
    if why := missing_for_exfat():
        pytest.skip(why)
    folder.mkdir(exist_ok=True)
    if not image.exists():
        with image.open("wb") as stream:
            stream.truncate(size)
        subprocess.run(["mkfs.exfat", image], check=True, capture_output=True)
    with contextlib.ExitStack() as undo:
        said = mount(image, folder, *options)
        if said and shutil.which("losetup"):  # some kernels let FUSE have block devices only
            loop = run("losetup", "--find", "--show", image)
            if loop.returncode == 0:
                device = loop.stdout.strip()
                undo.callback(run, "losetup", "--detach", device)
                said = mount(Path(device), folder, *options)
        if said:
            pytest.skip(f"exFAT could not be mounted: {said}")
        undo.callback(run, "umount", folder)
        # Without this a failed mount would let the test fill the machine's own disk.
        assert os.path.ismount(folder)
        yield folder


def run(*command: object) -> subprocess.CompletedProcess[str]:
    """Runs a command and answers how it went."""
    return subprocess.run(
        [str(part) for part in command], check=False, capture_output=True, text=True, timeout=60
    )
