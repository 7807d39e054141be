"""Drives: what kind of disk a path lies on; used to keep the live database off network drives and sticks."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path

if sys.platform == "win32":
    import ctypes

_NETWORK_FILE_SYSTEMS = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "davfs", "ceph", "glusterfs"}
    | {"fuse.sshfs", "fuse.davfs2", "fuse.smbnetfs", "fuse.gvfsd-fuse", "fuse.rclone", "fuse.glusterfs"}
)
_WINDOWS_REMOVABLE, _WINDOWS_FIXED, _WINDOWS_REMOTE, _WINDOWS_CD = 2, 3, 4, 5


class DriveKind(StrEnum):
    """The kinds of drives that matter here."""

    FIXED = "fixed"
    REMOVABLE = "removable"
    NETWORK = "network"


def drive_kind(path: Path) -> DriveKind:
    """The kind of drive that a path lies on; a path that is not there yet counts as its nearest folder."""
    place = path.absolute()
    while not place.exists() and place != place.parent:
        place = place.parent
    place = place.resolve()
    return _windows_kind(place) if sys.platform == "win32" else _linux_kind(place)


def fixed_drives() -> list[Path]:
    """Fixed drives beside the system's own, where a data folder survives a reinstalled system."""
    if sys.platform != "win32":
        return []
    system = os.environ.get("SYSTEMDRIVE", "C:").upper()
    letters = [f"{letter}:" for letter in "DEFGHIJKLMNOPQRSTUVWXYZC"]
    roots = [Path(f"{letter}\\") for letter in letters if letter != system]
    return [root for root in roots if root.exists() and _windows_type(str(root)) == _WINDOWS_FIXED]


def _windows_kind(place: Path) -> DriveKind:
    if place.drive.startswith("\\\\"):
        return DriveKind.NETWORK
    match _windows_type(f"{place.drive}\\"):
        case drive if drive == _WINDOWS_REMOTE:
            return DriveKind.NETWORK
        case drive if drive in (_WINDOWS_REMOVABLE, _WINDOWS_CD):
            return DriveKind.REMOVABLE
        case _:
            return DriveKind.FIXED


def _windows_type(root: str) -> int:
    """What GetDriveTypeW says of a root such as ``D:\\``."""
    if sys.platform == "win32":
        return int(ctypes.windll.kernel32.GetDriveTypeW(root))
    return _WINDOWS_FIXED


def _linux_kind(place: Path) -> DriveKind:
    device, file_system = _mount_of(place)
    if file_system in _NETWORK_FILE_SYSTEMS:
        return DriveKind.NETWORK
    block = Path("/sys/dev/block") / device
    if not block.exists():
        return DriveKind.FIXED
    disk = block.resolve()
    if (disk / "partition").exists():
        disk = disk.parent
    if "/usb" in str(disk) or _reads(disk / "removable") == "1":
        return DriveKind.REMOVABLE
    return DriveKind.FIXED


def _mount_of(place: Path) -> tuple[str, str]:
    """Device number and file system of the mount that holds a path.

    Source: proc(5), /proc/self/mountinfo: the fields after the hyphen are type, source and options.
    """
    best, device, file_system = -1, "", ""
    for line in _reads(Path("/proc/self/mountinfo")).splitlines():
        left, _, right = line.partition(" - ")
        fields = left.split(" ")
        mount = Path(fields[4].encode().decode("unicode_escape").encode("latin-1").decode("utf-8", "replace"))
        if place.is_relative_to(mount) and len(mount.parts) >= best:
            best, device, file_system = len(mount.parts), fields[2], right.split(" ")[0]
    return device, file_system


def _reads(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="surrogateescape").strip()
    except OSError:
        return ""
