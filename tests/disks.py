"""Real small disks for tests: whether this machine can mount an exFAT image, and mounting one."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path


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


def run(*command: object) -> subprocess.CompletedProcess[str]:
    """Runs a command and answers how it went."""
    return subprocess.run(
        [str(part) for part in command], check=False, capture_output=True, text=True, timeout=60
    )
