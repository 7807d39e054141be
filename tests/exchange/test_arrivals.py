"""Arrived files: the passing copies, the lasting ones, and what an interruption leaves of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from jxdesk.exchange.arrivals import ArrivedFiles

DIGEST = "ab" * 32


@pytest.fixture
def came(tmp_path: Path) -> Path:
    file = tmp_path / "came.jxpkg"
    file.write_bytes(b"package")
    return file


def test_an_interruption_leaves_copies_that_are_swept_and_packages_that_stay(
    tmp_path: Path, came: Path
) -> None:
    arrived = ArrivedFiles(tmp_path / "packages")
    kept = arrived.keep(arrived.stage(came), DIGEST)
    staged = arrived.stage(came)
    half = staged.with_name("0123.arriving.part")
    half.write_bytes(b"pack")
    assert arrived.sweep() == 2
    assert list(kept.parent.iterdir()) == [kept]
    assert arrived.sweep() == 0


def test_nothing_is_swept_where_nothing_ever_came(tmp_path: Path) -> None:
    assert ArrivedFiles(tmp_path / "packages").sweep() == 0


def test_a_kept_package_that_was_damaged_is_mended_by_receiving_it_again(tmp_path: Path, came: Path) -> None:
    arrived = ArrivedFiles(tmp_path / "packages")
    kept = arrived.keep(arrived.stage(came), DIGEST)
    kept.write_bytes(b"pac")
    assert arrived.keep(arrived.stage(came), DIGEST) == kept
    assert kept.read_bytes() == b"package"
    assert list(kept.parent.iterdir()) == [kept]


def test_what_cannot_be_read_is_told_from_a_disk_that_cannot_be_written(tmp_path: Path) -> None:
    packages = tmp_path / "packages"
    with pytest.raises(IsADirectoryError):
        ArrivedFiles(packages).stage(tmp_path)
    assert not list((packages / "received").iterdir())


def test_the_same_bytes_are_put_aside_once_under_a_name_that_they_give(tmp_path: Path, came: Path) -> None:
    arrived = ArrivedFiles(tmp_path / "packages")
    name, is_new = arrived.quarantine(arrived.stage(came))
    assert (arrived.quarantined(name).read_bytes(), is_new) == (b"package", True)
    assert arrived.quarantine(arrived.stage(came)) == (name, False)
    came.write_bytes(b"another package")
    other, is_new = arrived.quarantine(arrived.stage(came))
    assert (other != name, is_new) == (True, True)
    assert len(list(arrived.quarantined(name).parent.iterdir())) == 2
    assert not list((tmp_path / "packages" / "received").iterdir())
