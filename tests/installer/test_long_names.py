"""A program folder of 200 characters on Windows has room for every file of the program: our own names and those of the packages."""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import jxdesk
from jxdesk.shipped_files import BUILT_FOLDER, resource

ROOT = Path(__file__).parents[2]
INSTALLER = ROOT / "installer"
LIBRARIES = f"lib-{jxdesk.__version__}"


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """Loads a module of installer/ by its name there, and forgets it again."""
    monkeypatch.syspath_prepend(str(INSTALLER))
    before = set(sys.modules)

    def load(name: str) -> ModuleType:
        return importlib.import_module(name)

    yield load
    for name in set(sys.modules) - before:
        if str(getattr(sys.modules[name], "__file__", "")).startswith(str(INSTALLER)):
            del sys.modules[name]


def test_every_resource_fits_into_a_program_folder_of_200_characters(room) -> None:  # type: ignore[no-untyped-def]
    build, payload = room("windows.build"), room("payload")
    shipped = [path for path in (ROOT / "resources").rglob("*") if path.is_file()]
    assert len(shipped) > 150
    names = [
        f"{LIBRARIES}/{BUILT_FOLDER}/{path.relative_to(ROOT / 'resources').as_posix()}" for path in shipped
    ]
    assert [name for name in names if payload.room_for(name) > build.LONGEST_INSIDE] == []


def test_the_limit_is_what_windows_leaves_beside_the_folder_and_the_stage(room) -> None:  # type: ignore[no-untyped-def]
    build = room("windows.build")
    assert build.LONGEST_FOLDER == 200
    longest = "C:/" + "绩" * 197 + f"/{build.STAGE}/" + "x" * build.LONGEST_INSIDE
    assert len(longest) == 259


def test_a_build_with_a_name_too_long_stops_and_names_it(room, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    build = room("windows.build")
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / ("x" * (build.LONGEST_INSIDE - 4))).touch()
    build.refuse_long_names(tmp_path)
    assert build.longest_folder(tmp_path) == 200
    (tmp_path / "lib" / ("y" * (build.LONGEST_INSIDE - 3))).touch()
    with pytest.raises(SystemExit, match="lib/yyy"):
        build.refuse_long_names(tmp_path)


def test_a_folder_needs_room_for_a_short_name_in_it(room, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    build, payload = room("windows.build"), room("payload")
    deep = "f" * (build.LONGEST_INSIDE - payload.SHORT_NAME + 1)
    (tmp_path / deep).mkdir()
    (tmp_path / deep / "a").touch()
    assert payload.names_longer_than(build.LONGEST_INSIDE, tmp_path) == [f"{deep}/a"]


def test_a_built_program_reads_its_resources_in_the_short_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / BUILT_FOLDER / "rules").mkdir(parents=True)
    (tmp_path / BUILT_FOLDER / "rules/one.toml").write_text("built", encoding="utf-8")
    assert resource("rules", "yunnan-2020.toml").is_file()
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert resource("rules", "one.toml").read_text(encoding="utf-8") == "built"


def test_only_one_room_knows_where_the_resources_lie() -> None:
    asks_itself = re.compile(r"importlib(\.resources)? import (files|resources)\b")
    sources = (ROOT / "src/jxdesk").rglob("*.py")
    found = [path.name for path in sources if asks_itself.search(path.read_text(encoding="utf-8"))]
    assert found == ["shipped_files.py"]
