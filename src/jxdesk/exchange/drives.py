"""Drives: finds the sticks that are plugged in, without Qt, on Windows and on Linux."""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jxdesk.domain.drives import (
    FAT_LARGEST_FILE,
    FAT_NAMES,
    Mount,
    is_partition,
    is_plugged_in,
    mount_over,
    mounts_in,
)

_REMOVABLE = 2
"""What GetDriveTypeW says of a stick; a disc (5) is no place to write to."""
_READ_ONLY_VOLUME = 0x0008_0000


@dataclass(frozen=True, slots=True, kw_only=True)
class Drive:
    """One stick; ``file_system`` is empty where the system does not say it.

    Units: ``free_bytes``, ``total_bytes`` bytes.
    """

    root: Path
    label: str
    file_system: str
    free_bytes: int
    total_bytes: int
    is_read_only: bool

    @property
    def largest_file(self) -> int | None:
        """The largest file that the drive's file system takes; None where there is no such bound."""
        return FAT_LARGEST_FILE if self.file_system.lower() in FAT_NAMES else None


def find_drives() -> tuple[Drive, ...]:
    """The removable drives that are there now, by their place."""
    found = _windows_drives() if sys.platform == "win32" else linux_drives()
    return tuple(sorted(found, key=lambda drive: str(drive.root)))


def file_system_of(folder: Path) -> str:
    """The name of the file system that a folder is on (``vfat``, ``FAT32``, ``exfat``); empty where it is not known."""
    if sys.platform == "win32":
        return _windows_volume(folder.resolve().anchor)[1]
    mount = mount_over(folder.resolve(), read_mounts())
    return "" if mount is None else mount.file_system


def read_mounts(table: Path = Path("/proc/mounts")) -> tuple[Mount, ...]:
    """What is mounted where now."""
    try:
        return mounts_in(table.read_text(encoding="utf-8", errors="surrogateescape"))
    except OSError:
        return ()


def linux_drives(
    blocks: Path = Path("/sys/block"),
    table: Path = Path("/proc/mounts"),
    labels: Path = Path("/dev/disk/by-label"),
) -> Iterator[Drive]:
    """The mounted partitions of removable or USB disks."""
    names = _labels(labels)
    removable = {device.name for device in _entries(blocks) if _is_removable(device)}
    for mount in read_mounts(table):
        name = mount.block
        if not any(name == disk or is_partition(name, disk) for disk in removable):
            continue
        try:
            usage = shutil.disk_usage(mount.point)
        except OSError:  # pulled out a moment ago
            continue
        yield Drive(
            root=mount.point,
            label=names.get(name) or mount.point.name,
            file_system=""
            if mount.file_system == "fuseblk"
            else mount.file_system,  # NTFS or exFAT, not said
            free_bytes=usage.free,
            total_bytes=usage.total,
            is_read_only=mount.is_read_only,
        )


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _is_removable(block: Path) -> bool:
    try:
        flag = (block / "removable").read_text(encoding="ascii")
    except OSError:
        return False
    return is_plugged_in(flag, str((block / "device").resolve()))


def _labels(folder: Path) -> dict[str, str]:
    found = {}
    for link in _entries(folder):
        text = re.sub(
            rb"\\x([0-9a-f]{2})",
            lambda sign: bytes([int(sign.group(1), 16)]),
            link.name.encode("utf-8", "surrogateescape"),
        )
        found[link.resolve().name] = text.decode("utf-8", "replace")
    return found


def _windows_drives() -> Iterator[Drive]:
    kernel: Any = getattr(ctypes, "windll").kernel32  # noqa: B009 - named only where Windows is
    letters = kernel.GetLogicalDrives()
    system = os.environ.get("SYSTEMDRIVE", "C:").upper()
    for position in range(26):
        letter = f"{chr(65 + position)}:"
        if not letters & (1 << position) or letter == system:
            continue
        root = f"{letter}\\"
        if kernel.GetDriveTypeW(ctypes.c_wchar_p(root)) != _REMOVABLE:
            continue
        label, file_system, flags = _windows_volume(root)
        try:
            usage = shutil.disk_usage(root)
        except OSError:  # a card reader without a card
            continue
        yield Drive(
            root=Path(root),
            label=label or letter,
            file_system=file_system,
            free_bytes=usage.free,
            total_bytes=usage.total,
            is_read_only=bool(flags & _READ_ONLY_VOLUME),
        )


def _windows_volume(root: str) -> tuple[str, str, int]:
    kernel: Any = getattr(ctypes, "windll").kernel32  # noqa: B009 - named only where Windows is
    label = ctypes.create_unicode_buffer(261)
    file_system = ctypes.create_unicode_buffer(261)
    flags = ctypes.c_ulong()
    kernel.GetVolumeInformationW(
        ctypes.c_wchar_p(root), label, 261, None, None, ctypes.byref(flags), file_system, 261
    )
    return label.value, file_system.value, flags.value
