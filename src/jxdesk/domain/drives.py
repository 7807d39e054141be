"""Drives: what a drive is by what the system says of it, pure, with the reading left to others. Used by the cupboard and by the post."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

FAT_LARGEST_FILE = 2**32 - 1
FAT_NAMES = frozenset({"vfat", "msdos", "fat", "fat16", "fat32"})
_NETWORK_FILE_SYSTEMS = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "davfs", "ceph", "glusterfs"}
    | {"fuse.sshfs", "fuse.davfs2", "fuse.smbnetfs", "fuse.gvfsd-fuse", "fuse.rclone", "fuse.glusterfs"}
)
_OCTAL = re.compile(rb"\\([0-7]{3})")


class DriveKind(StrEnum):
    """The kinds of drives that matter here."""

    FIXED = "fixed"
    REMOVABLE = "removable"
    NETWORK = "network"


_KIND_OF_WINDOWS_TYPE = {
    2: DriveKind.REMOVABLE,
    3: DriveKind.FIXED,
    4: DriveKind.NETWORK,
    5: DriveKind.REMOVABLE,  # a disc
}


@dataclass(frozen=True, slots=True)
class Mount:
    """One line of the Linux kernel's list of mounts."""

    device: str
    point: Path
    file_system: str
    is_read_only: bool

    @property
    def is_network(self) -> bool:
        """Whether what is mounted lies on another machine."""
        return self.file_system in _NETWORK_FILE_SYSTEMS

    @property
    def block(self) -> str:
        """The name of the block device that is mounted; empty where it is none."""
        return self.device.removeprefix("/dev/") if self.device.startswith("/dev/") else ""


def kind_of_windows_type(number: int) -> DriveKind | None:
    """The kind that GetDriveTypeW names; None for a letter without a drive.

    Source: Win32 GetDriveTypeW: 2 removable, 3 fixed, 4 remote, 5 disc.
    """
    return _KIND_OF_WINDOWS_TYPE.get(number)


def mounts_in(table: str) -> tuple[Mount, ...]:
    """What is mounted where, from the text of /proc/mounts; the last of several mounts over one place counts.

    Source: fstab(5): blanks and the like stand as octal bytes (``\\040``).
    """
    mounts: dict[Path, Mount] = {}
    for line in table.splitlines():
        fields = [_unescaped(part) for part in line.split(" ")[:4]]
        if len(fields) < 4:
            continue
        device, point, file_system, options = fields
        mounts.pop(Path(point), None)
        mounts[Path(point)] = Mount(device, Path(point), file_system, "ro" in options.split(","))
    return tuple(mounts.values())


def mount_over(place: Path, mounts: Iterable[Mount]) -> Mount | None:
    """The mount that holds an absolute place: the deepest one above it."""
    above = [mount for mount in mounts if place.is_relative_to(mount.point)]
    return max(above, key=lambda mount: len(mount.point.parts), default=None)


def is_plugged_in(removable: str, place_in_machine: str) -> bool:
    """Whether a disk can be pulled out: by the flag that the system keeps of it, or by the way it is joined to the machine.

    A USB hard disk calls itself fixed; its path through the machine says how it is plugged in.
    """
    return removable.strip() == "1" or "/usb" in place_in_machine


def is_partition(name: str, disk: str) -> bool:
    """Whether a block device is a part of a disk: ``sdb1`` of ``sdb``, ``mmcblk0p1`` of ``mmcblk0``."""
    return re.fullmatch(re.escape(disk) + r"p?[0-9]+", name) is not None


def _unescaped(text: str) -> str:
    raw = _OCTAL.sub(
        lambda found: bytes([int(found.group(1), 8) & 255]), text.encode("utf-8", "surrogateescape")
    )
    return raw.decode("utf-8", "surrogateescape")
