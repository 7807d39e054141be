"""Drives: what the system says of mounts and disks is understood, whoever has read it."""

from __future__ import annotations

from pathlib import Path

import pytest

from jxdesk.domain.drives import (
    DriveKind,
    is_partition,
    is_plugged_in,
    kind_of_windows_type,
    mount_over,
    mounts_in,
)

TABLE = r"""/dev/sda2 / ext4 rw,relatime 0 0
proc /proc proc rw 0 0
/dev/sdb1 /media/财政\040U盘 exfat ro,nosuid 0 0
//server/share /net/share cifs rw 0 0
/dev/sdc1 /media/old vfat rw 0 0
tmpfs /media/old tmpfs rw 0 0
a broken line
"""


def test_mounts_are_read_with_their_blanks_and_the_last_over_one_place_counts() -> None:
    found = {str(mount.point): mount for mount in mounts_in(TABLE)}
    stick = found["/media/财政 U盘"]
    assert (stick.block, stick.file_system, stick.is_read_only) == ("sdb1", "exfat", True)
    assert found["/media/old"].file_system == "tmpfs"
    assert found["/media/old"].block == ""
    assert found["/net/share"].is_network


@pytest.mark.parametrize(
    ("place", "point"),
    [
        ("/media/财政 U盘/jxdesk", "/media/财政 U盘"),
        ("/media/财政", "/"),
        ("/net/share/a/b", "/net/share"),
        ("/", "/"),
    ],
)
def test_a_place_lies_on_the_deepest_mount_above_it(place: str, point: str) -> None:
    mount = mount_over(Path(place), mounts_in(TABLE))
    assert mount is not None
    assert str(mount.point) == point


def test_nothing_is_said_of_a_place_without_a_mount() -> None:
    assert mount_over(Path("/x"), ()) is None


def test_usb_disks_and_flagged_disks_can_be_pulled_out() -> None:
    assert is_plugged_in("1\n", "/sys/devices/platform/mmc")
    assert is_plugged_in("0\n", "/sys/devices/pci0000:00/usb2/2-1")
    assert not is_plugged_in("0\n", "/sys/devices/pci0000:00/ata1")


@pytest.mark.parametrize(
    ("name", "disk", "is_part"),
    [("sdb1", "sdb", True), ("mmcblk0p1", "mmcblk0", True), ("sdb", "sdb", False), ("sdba1", "sdb", False)],
)
def test_partitions_are_told_from_other_disks(name: str, disk: str, is_part: bool) -> None:
    assert is_partition(name, disk) is is_part


def test_the_types_of_windows_have_their_kinds_and_a_letter_without_a_drive_has_none() -> None:
    kinds = [kind_of_windows_type(number) for number in range(6)]
    removable, fixed, network = DriveKind.REMOVABLE, DriveKind.FIXED, DriveKind.NETWORK
    assert kinds == [None, None, removable, fixed, network, removable]
