"""The container: one byte string per list of members, which ordinary archive tools can open."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from draft import join, split
from package_builder import contents, package

from jxdesk.exchange import container
from jxdesk.exchange.container import Member, Reader
from jxdesk.exchange.refusals import PackageRefused

GOOD = package(contents(3, 2))


def test_ordinary_tools_open_a_package(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        assert archive.testzip() is None
        assert {info.filename: archive.read(info) for info in archive.infolist()} == split(GOOD)
        assert all(info.compress_type == zipfile.ZIP_STORED for info in archive.infolist())
    if shutil.which("unzip") is None:
        pytest.skip("no unzip here")
    path = tmp_path / "a.jxpkg"
    path.write_bytes(GOOD)
    answer = subprocess.run(["unzip", "-t", path], capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout


def test_members_stand_manifest_first_and_then_in_order() -> None:
    names = list(split(GOOD))
    assert names[0] == "manifest.dsse.json"
    assert names[1:] == sorted(names[1:])
    assert names[-1] == "k.bin"


def test_the_reader_finds_what_the_writer_wrote() -> None:
    members = Reader(io.BytesIO(GOOD), len(GOOD)).members()
    assert (
        join([(member.name, GOOD[member.start : member.start + member.size]) for member in members]) == GOOD
    )
    assert container.package_size([(member.name, member.size) for member in members]) == len(GOOD)


def test_the_same_data_and_heading_give_the_same_bytes() -> None:
    assert package(contents(3, 2)) == GOOD
    assert package(contents(3, 2, seed=8)) != GOOD


def test_headers_are_the_bytes_of_the_format() -> None:
    header = container.local_header(Member("k.bin", 16, 0x12345678))
    assert header.hex() == ("504b03040a000000000000002100785634121000000010000000050000006b2e62696e")


@pytest.mark.parametrize(
    "name",
    [
        "data/filing.ndjson",
        "k.bin",
        "att/" + "a" * 64,
        "chain/00.dsse.json",
        "receipts/" + "0" * 64 + ".dsse.json",
    ],
)
def test_the_names_of_the_format_are_legal(name: str) -> None:
    assert container.is_member_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "K.bin",
        "data/nul.ndjson",
        "data/a/b.ndjson",
        "chain/0.dsse.json",
        "k.bin\n",
        "data/.ndjson",
        "att/" + "g" * 64,
    ],
)
def test_other_names_are_not(name: str) -> None:
    assert not container.is_member_name(name)


def test_a_stream_that_ends_early_is_refused_and_not_waited_for() -> None:
    reader = Reader(io.BytesIO(GOOD[:-50]), len(GOOD))
    with pytest.raises(PackageRefused):
        reader.members()
