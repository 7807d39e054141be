"""Drives: what kind of disk a path lies on; used to keep the live database off network drives and sticks."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from jxdesk.domain.drives import DriveKind, is_plugged_in, kind_of_windows_type, mount_over, mounts_in

if sys.platform == "win32":
    import ctypes

__all__ = ["DriveKind", "drive_kind", "fixed_drives", "linux_kind", "long_name"]

_LONGEST_PATH = 32_767
"""Windows takes no longer path than this. Units: characters."""


def drive_kind(path: Path) -> DriveKind:
    """The kind of drive that a path lies on; a path that is not there yet counts as its nearest folder."""
    place = path.absolute()
    while not place.exists() and place != place.parent:
        place = place.parent
    place = place.resolve()
    return _windows_kind(place) if sys.platform == "win32" else linux_kind(place)


def fixed_drives() -> list[Path]:
    """Fixed drives beside the system's own, where a data folder survives a reinstalled system."""
    if sys.platform != "win32":
        return []
    system = os.environ.get("SYSTEMDRIVE", "C:").upper()
    letters = [f"{letter}:" for letter in "DEFGHIJKLMNOPQRSTUVWXYZC"]
    roots = [Path(f"{letter}\\") for letter in letters if letter != system]
    return [root for root in roots if root.exists() and _windows_type(str(root)) is DriveKind.FIXED]


def long_name(folder: Path) -> Path:
    """A folder under its whole name.

    appdirs gives a Windows user with a Chinese name as ``C:\\Users\\7A0F~1``: no clerk knows that name again, and a disk
    without short names could not be reached by it.
    """
    if sys.platform == "win32":
        room = ctypes.create_unicode_buffer(_LONGEST_PATH)
        if ctypes.windll.kernel32.GetLongPathNameW(str(folder), room, _LONGEST_PATH):
            return Path(room.value)
    return folder


def _windows_kind(place: Path) -> DriveKind:
    if place.drive.startswith("\\\\"):
        return DriveKind.NETWORK
    return _windows_type(f"{place.drive}\\") or DriveKind.FIXED


def _windows_type(root: str) -> DriveKind | None:
    """What GetDriveTypeW says of a root such as ``D:\\``."""
    if sys.platform == "win32":
        return kind_of_windows_type(int(ctypes.windll.kernel32.GetDriveTypeW(root)))
    return None


def linux_kind(
    place: Path, *, table: Path = Path("/proc/mounts"), blocks: Path = Path("/sys/class/block")
) -> DriveKind:
    """The kind of drive that an absolute place lies on, by the kernel's list of mounts and of disks."""
    mount = mount_over(place, mounts_in(_read(table)))
    if mount is None:
        return DriveKind.FIXED
    if mount.is_network:
        return DriveKind.NETWORK
    block = blocks / mount.block
    if not mount.block or not block.exists():
        return DriveKind.FIXED
    disk = block.resolve()
    if (disk / "partition").exists():
        disk = disk.parent
    is_out = is_plugged_in(_read(disk / "removable"), str(disk))
    return DriveKind.REMOVABLE if is_out else DriveKind.FIXED


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return ""
