"""Drives: sticks are told from other disks by what the system says of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from jxdesk.exchange import drives


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A made-up machine: a fixed disk, a stick, a USB hard disk, a card reader without a card."""
    for name, removable, bus in (
        ("sda", "0", "pci0000:00/ata1"),
        ("sdb", "1", "pci0000:00/usb1"),
        ("sdc", "0", "pci0000:00/usb2"),
        ("mmcblk0", "1", "platform/mmc"),
    ):
        device = tmp_path / "devices" / bus / name
        device.mkdir(parents=True)
        block = tmp_path / "block" / name
        block.mkdir(parents=True)
        (block / "removable").write_text(f"{removable}\n")
        (block / "device").symlink_to(device)
    for place in ("usb/财政 U盘", "disk", "root"):
        (tmp_path / place).mkdir(parents=True)
    labels = tmp_path / "labels"
    labels.mkdir()
    (labels / r"\xe8\xb4\xa2\xe6\x94\xbf\x20U").symlink_to("/dev/sdb1")
    stick = str(tmp_path / "usb" / "财政 U盘").replace(" ", r"\040")
    (tmp_path / "mounts").write_text(
        f"/dev/sda1 {tmp_path}/root ext4 rw,relatime 0 0\n"
        f"/dev/sdb1 {stick} exfat rw,nosuid 0 0\n"
        f"/dev/sdc1 {tmp_path}/disk vfat ro,nosuid 0 0\n"
        f"/dev/mmcblk0p1 {tmp_path}/gone vfat rw 0 0\n"
        "proc /proc proc rw 0 0\n",
        encoding="utf-8",
    )
    return tmp_path


def test_sticks_and_usb_disks_are_found_with_label_and_file_system(machine: Path) -> None:
    found = list(drives.linux_drives(machine / "block", machine / "mounts", machine / "labels"))
    assert [(drive.root.name, drive.label, drive.file_system, drive.is_read_only) for drive in found] == [
        ("财政 U盘", "财政 U", "exfat", False),
        ("disk", "disk", "vfat", True),
    ]
    assert all(0 < drive.free_bytes <= drive.total_bytes for drive in found)


def test_a_fat_stick_has_a_largest_file(machine: Path) -> None:
    found = list(drives.linux_drives(machine / "block", machine / "mounts", machine / "labels"))
    assert [drive.largest_file for drive in found] == [None, 2**32 - 1]


def test_a_machine_without_these_folders_has_no_drives(tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere"
    assert list(drives.linux_drives(nowhere, nowhere, nowhere)) == []


def test_the_file_system_of_this_folder_is_known(tmp_path: Path) -> None:
    assert drives.file_system_of(tmp_path) != ""


def test_looking_for_drives_here_does_not_fail() -> None:
    assert isinstance(drives.find_drives(), tuple)
