"""Receiving from sticks that are full, protected or pulled, and at a desk whose own disk is full: what was taken in stays,
what was not is not half there, and the words say what to do.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from pathlib import Path

import pytest

from jxdesk.actions.receiving.many import write_receipt_again
from jxdesk.actions.receiving.receive import Received, Unreadable, commit, look
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.errors import JxError
from jxdesk.domain.records.filings import Form
from jxdesk.domain.records.received import ReceivedStatus
from jxdesk.exchange.refusals import PackageRefused
from jxdesk.store.records import received
from tests.actions.enrol_desks import county, desk, enrolled, town
from tests.actions.road_desks import drawn, fill, of, receive, send
from tests.actions.road_errands import struck
from tests.disks import exfat

__all__ = ["county", "desk", "drawn", "town"]

IMAGE_BYTES = 8 * 1024 * 1024


@pytest.fixture
def package(county: Workspace, town: Workspace, drawn: object, tmp_path: Path) -> Path:
    """A package of an enrolled township, somewhere on this machine."""
    enrolled(town, county, tmp_path / "enrolment")
    fill(town, drawn)  # type: ignore[arg-type]
    return send(town, tmp_path / "outbox").path


def fill_up(stick: Path) -> None:
    """Writes a file until nothing more goes in."""
    with (stick / "影片.mp4").open("wb", buffering=0) as stream, contextlib.suppress(OSError):
        while stream.tell() < 2 * IMAGE_BYTES:
            stream.write(b"\0" * 4096)
    assert shutil.disk_usage(stick).free < 4096


def taken_in_without_receipt(county: Workspace, done: Received, elsewhere: Path) -> None:
    """The package is taken in all the same, and its receipt is written where there is room."""
    assert done.receipt is None
    assert done.not_written
    assert done.phone_code
    (known,) = county.read(received.all_received)
    assert (known.digest, known.status) == (done.package.digest, ReceivedStatus.IMPORTED)
    assert len(of(county, Form.PROJECT_SELF_EVALUATION)) == 2
    again, said = write_receipt_again(county, known.digest, elsewhere)
    assert said == ""
    assert again is not None
    assert again.read_bytes() == known.receipt


def test_a_full_stick_gets_no_receipt_and_the_package_is_taken_in(
    county: Workspace, package: Path, tmp_path: Path
) -> None:
    with exfat(tmp_path / "stick.img", tmp_path / "U盘", IMAGE_BYTES) as stick:
        file = Path(shutil.copy(package, stick))
        fill_up(stick)
        done = receive(county, file)
        assert not list(stick.glob("回执_*"))
        assert "空间不够" in done.not_written
        taken_in_without_receipt(county, done, tmp_path / "elsewhere")


def test_a_write_protected_stick_gets_no_receipt_and_the_package_is_taken_in(
    county: Workspace, package: Path, tmp_path: Path
) -> None:
    image, folder = tmp_path / "stick.img", tmp_path / "U盘"
    with exfat(image, folder, IMAGE_BYTES) as stick:
        name = Path(shutil.copy(package, stick)).name
    with exfat(image, folder, IMAGE_BYTES, "-o", "ro") as stick:
        done = receive(county, stick / name)
        assert [path.name for path in stick.iterdir()] == [name]
        assert "写不进去" in done.not_written
        taken_in_without_receipt(county, done, tmp_path / "elsewhere")


def test_a_stick_pulled_between_looking_and_taking_in_changes_nothing_about_the_package(
    county: Workspace, package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = tmp_path / "U盘"
    stick.mkdir()
    arrival = look(county, Path(shutil.copy(package, stick)))
    shutil.rmtree(stick)
    real = os.replace

    def pulled(source: Path, target: Path) -> None:
        if Path(target).parent == stick:
            raise OSError(errno.ENODEV, "No such device")
        real(source, target)

    monkeypatch.setattr(os, "replace", pulled)
    done = commit(county, arrival)
    monkeypatch.undo()
    assert not list(stick.glob("*"))
    taken_in_without_receipt(county, done, tmp_path / "elsewhere")


def test_a_stick_pulled_while_it_is_read_is_said_of_the_stick_and_leaves_nothing(
    county: Workspace, package: Path
) -> None:
    with pytest.raises(Unreadable) as caught:
        look(county, package.parent)
    assert str(package.parent) in caught.value.facts
    assert not list((county.folder.packages / "received").iterdir())


def test_a_refused_file_at_a_desk_with_a_full_disk_leaves_no_file_that_no_list_names(
    county: Workspace, package: Path
) -> None:
    package.write_bytes(package.read_bytes()[:-9])
    quarantine = county.folder.packages / "quarantine"
    seen = 0

    def strike(count: int) -> None:
        nonlocal seen
        seen = count
        if count == at:
            raise OSError(errno.ENOSPC, "No space left on device")

    at = 0
    with struck(county, strike, after=False), pytest.raises(PackageRefused):
        look(county, package)
    (named,) = county.read(received.refused)
    assert [path.name for path in quarantine.iterdir()] == [named.kept_as]
    steps, codes = seen, set()
    for at in range(1, steps + 1):  # noqa: B007 - the strike reads it
        seen = 0
        package.write_bytes(package.read_bytes()[:-1])  # other bytes each time: the same are put aside once
        with struck(county, strike, after=False), pytest.raises(JxError) as caught:
            look(county, package)
        codes.add(getattr(caught.value, "code", repr(caught.value)))
        named_files = sorted(one.kept_as for one in county.read(received.refused))
        assert named_files == sorted(path.name for path in quarantine.iterdir())
        assert not list((county.folder.packages / "received").iterdir())
    assert codes <= {"JX-STICK-FULL", "JX-DISK-FULL", "JX-TRUNCATED"}
    assert "JX-DISK-FULL" in codes
