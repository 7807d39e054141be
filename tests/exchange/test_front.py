"""The front: told from the first page alone, in the same strict model; whatever the file is, it answers or refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from package_builder import contents, package

from jxdesk.exchange.front import read_front
from jxdesk.exchange.refusals import PackageRefused
from jxdesk.exchange.verifying import open_package

PLACE = Path(__file__).parents[1] / "samples" / "packages"
FILES = sorted({case["file"] for case in json.loads((PLACE / "cases.json").read_text(encoding="utf-8"))})


@pytest.mark.parametrize("name", FILES)
def test_of_every_kept_file_it_says_what_verifying_says_or_refuses(name: str) -> None:
    try:
        front = read_front(PLACE / name)
    except PackageRefused:
        with pytest.raises(PackageRefused), open_package(PLACE / name):
            pass
        return
    try:
        with open_package(PLACE / name, with_records=False) as whole:
            assert front == whole.manifest
    except PackageRefused:
        return  # what is wrong with it stands behind its first page


def test_what_stands_behind_the_first_page_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "a.jxpkg"
    file.write_bytes(package(contents(1, 1)))
    said = read_front(file)
    first_page = 30 + len("manifest.dsse.json") + int.from_bytes(file.read_bytes()[18:22], "little")
    with file.open("r+b") as stream:
        stream.truncate(first_page)
        stream.truncate(300 * 1024 * 1024)
    assert read_front(file) == said


def test_a_file_that_is_gone_or_a_folder_is_said_by_the_system(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "gone.jxpkg"):
        with pytest.raises(OSError, match=str(place)):
            read_front(place)
