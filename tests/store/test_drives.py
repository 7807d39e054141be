"""Drives under the data folder: the disk behind a place is found through the kernel's lists."""

from __future__ import annotations

from pathlib import Path

import pytest

from jxdesk.domain.drives import DriveKind
from jxdesk.store.safety.drives import linux_kind


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A made-up machine: a fixed disk, a USB disk with a partition, a card and a network share."""
    blocks = tmp_path / "blocks"
    blocks.mkdir()
    for disk, part, removable, bus in (
        ("sda", "sda1", "0", "pci/ata1"),
        ("sdb", "sdb1", "0", "pci/usb1"),
        ("mmcblk0", "mmcblk0p1", "1", "platform/mmc"),
    ):
        place = tmp_path / "devices" / bus / disk
        (place / part).mkdir(parents=True)
        (place / "removable").write_text(f"{removable}\n")
        (place / part / "partition").write_text("1\n")
        (blocks / part).symlink_to(place / part)
    (tmp_path / "mounts").write_text(
        "/dev/sda1 / ext4 rw 0 0\n/dev/sdb1 /media/disk vfat rw 0 0\n/dev/mmcblk0p1 /media/card exfat rw 0 0\n"
        "server:/x /net nfs4 rw 0 0\n/dev/mapper/rest /srv ext4 rw 0 0\n"
    )
    return tmp_path


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("/var/lib", DriveKind.FIXED),
        ("/media/disk/jxdesk", DriveKind.REMOVABLE),
        ("/media/card", DriveKind.REMOVABLE),
        ("/net/home", DriveKind.NETWORK),
        ("/srv/data", DriveKind.FIXED),
    ],
)
def test_the_kind_of_drive_is_told_by_mount_and_disk(machine: Path, place: str, kind: DriveKind) -> None:
    found = linux_kind(Path(place), table=machine / "mounts", blocks=machine / "blocks")
    assert found is kind


def test_a_machine_that_says_nothing_has_fixed_drives(tmp_path: Path) -> None:
    assert linux_kind(Path("/x"), table=tmp_path / "none", blocks=tmp_path) is DriveKind.FIXED
