"""The Windows setup and the portable folder hold exactly what was frozen, byte for byte; nothing is brought unchecked."""

from __future__ import annotations

import importlib
import json
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from jxdesk.desktop.shell import ROAD_SUFFIXES, TRUST_SUFFIXES
from jxdesk.store.safety.association import WINDOWS_KIND

ROOT = Path(__file__).parents[2]
INSTALLER = ROOT / "installer"
VERSION = "0.1.0"
ICON = b"\0\0\1\0\1\0\1\1\0\0\1\0\x20\0\x30\0\0\0\x16\0\0\0" + (
    b"\x28\0\0\0\1\0\0\0\2\0\0\0\1\0\x20\0" + bytes(24) + b"\0\0\0\xff" + bytes(4)
)


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


@pytest.fixture
def frozen(tmp_path: Path) -> Path:
    """A folder like the freezer's: two programs and their libraries, with names as they come."""
    folder = tmp_path / "frozen/jxdesk"
    files = {
        "jxdesk.exe": b"MZ window",
        "jxdesk-cli.exe": b"MZ command",
        f"lib-{VERSION}/PySide6/plugins/platforms/qwindows.dll": bytes(range(256)) * 50,
        f"lib-{VERSION}/r/forms/national-2020.toml": "表样".encode(),
        f"lib-{VERSION}/empty.txt": b"",
    }
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()
    }


def test_the_setup_unpacks_to_the_frozen_folder(room, frozen: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    if not shutil.which("makensis") or not shutil.which("7z"):
        pytest.skip("makensis and 7z are not installed")
    build, payload = room("windows.build"), room("payload")
    payload.list_files(frozen, version=VERSION)
    icon, setup = tmp_path / "jxdesk.ico", tmp_path / "jxdesk-setup-test.exe"
    icon.write_bytes(ICON)
    build.make_setup(frozen, setup, icon=icon, version=VERSION, quick=True)
    unpacked = tmp_path / "unpacked"
    subprocess.run(["7z", "x", "-bd", f"-o{unpacked}", setup], check=True, capture_output=True)
    inside = contents(unpacked / build.STAGE)
    inside.pop("uninstall.exe", None)
    assert inside == contents(frozen)


def test_every_kind_of_file_that_the_window_takes_is_associated_and_given_back() -> None:
    script = (INSTALLER / "windows/setup.nsi").read_text(encoding="utf-8")
    entered = dict(re.findall(r"!insertmacro Associate (\S+) (\S+) ", script))
    given_back = dict(re.findall(r"!insertmacro Dissociate (\S+) (\S+)\n", script))
    assert entered.keys() == ROAD_SUFFIXES | TRUST_SUFFIXES
    assert entered == given_back
    assert entered[".jxpkg"] == WINDOWS_KIND
    assert len(set(entered.values())) == len(entered)


def test_the_portable_archive_is_the_same_folder_with_its_flag_and_the_same_bytes_every_time(  # type: ignore[no-untyped-def]
    room, frozen: Path, tmp_path: Path
) -> None:
    build, payload = room("windows.build"), room("payload")
    payload.list_files(frozen, version=VERSION)
    for name in ("one.zip", "two.zip"):
        build.make_portable(frozen, tmp_path / name)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as packed:
        packed.extractall(tmp_path / "stick")
    found = contents(tmp_path / "stick/绩效桌面")
    assert found.pop("portable.flag") == b""
    assert "可以拔了" in found.pop("怎么用.txt").decode("utf-8-sig")
    assert found == contents(frozen)


def test_the_program_finds_every_file_of_the_list_that_the_build_wrote(room, frozen: Path) -> None:  # type: ignore[no-untyped-def]
    from jxdesk.store.safety.program_files import Program

    room("payload").list_files(frozen, version=VERSION)
    program = Program(frozen / f"lib-{VERSION}")
    assert len(program.files()) == 5
    assert program.wrong() == ()


def test_every_dependency_is_pinned_in_the_version_that_the_project_asks_for(room) -> None:  # type: ignore[no-untyped-def]
    pins = {
        pin.name.lower(): pin.version for pin in room("wheels").read_pins(INSTALLER / "windows/wheels.txt")
    }
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [line.partition(";")[0].strip() for line in project["dependencies"] if "== 'aarch64'" not in line]
    for line in asked:
        name, _, version = line.partition("==")
        assert (
            pins[name.lower().replace("-", "_")]
            if name == "PySide6-Essentials"
            else pins[name.lower()] == version
        )


def test_a_pin_without_its_sum_is_refused(room, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    pins = tmp_path / "wheels.txt"
    pins.write_text("appdirs==1.4.4\n")
    with pytest.raises(ValueError, match="appdirs"):
        room("wheels").read_pins(pins)


def test_no_recipe_names_the_host_of_a_registry() -> None:
    hosts = re.compile(
        r"pypi\.org|pythonhosted|python\.org/ftp|deb\.debian\.org|npmjs|github\.com/.*/releases"
    )
    for file in INSTALLER.rglob("*"):
        if file.is_file() and file.suffix in {".py", ".spec", ".nsi", ".txt", ".toml", ".sh"}:
            if file.parent.name == "licences":
                continue
            assert not hosts.search(file.read_text(encoding="utf-8", errors="replace")), file


def test_the_official_runtime_is_taken_by_its_sum_only_and_opened_for_the_freezer(
    room, tmp_path: Path
) -> None:  # type: ignore[no-untyped-def]
    runtime, wheels = room("windows.runtime"), room("wheels")
    archive, inner = tmp_path / "python-embed.zip", tmp_path / "python311.zip"
    with zipfile.ZipFile(inner, "w") as packed:
        packed.writestr("os.pyc", b"code")
    with zipfile.ZipFile(archive, "w") as packed:
        packed.write(inner, "python311.zip")
        packed.writestr("python311._pth", "python311.zip")
        packed.writestr("python.exe", b"MZ")
    with pytest.raises(SystemExit, match="SHA-256"):
        runtime.official(archive, tmp_path / "refused")
    assert not (tmp_path / "refused").exists()
    runtime.official(archive, tmp_path / "python", sha256=wheels.sha256_of(archive))
    assert set(contents(tmp_path / "python")) == {"python.exe", "Lib/os.pyc"}


def test_the_bill_of_materials_names_every_part_and_is_the_same_every_time(room, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    bill = room("bill_of_materials")
    wheel = tmp_path / "thing-1.2-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as packed:
        packed.writestr(
            "thing-1.2.dist-info/METADATA", "Name: thing\nVersion: 1.2\nLicense-Expression: MIT\n"
        )
        packed.writestr("thing-1.2.dist-info/licenses/LICENSE", "MIT text")
    made = tmp_path / "out/jxdesk-setup.exe"
    made.parent.mkdir()
    made.write_bytes(b"setup")
    written = [bill.write(made.parent, made, bill.parts_of([wheel])).read_text("utf-8") for _ in range(2)]
    assert written[0] == written[1]
    known = json.loads(written[0])
    named = {part["name"]: part for part in known["components"]}
    assert (known["bomFormat"], named["thing"]["version"]) == ("CycloneDX", "1.2")
    assert named["thing"]["licenses"] == [{"license": {"name": "MIT"}}]
    assert {"JXSerifSC-Regular.ttf", "LXGWWenKai-Regular.ttf"} <= named.keys()
    bill.write_sums(made.parent)
    checked = subprocess.run(
        ["sha256sum", "-c", "SHA256SUMS"], cwd=made.parent, capture_output=True, check=False
    )
    assert checked.returncode == 0


def test_a_part_without_the_text_of_its_licence_is_not_shipped(room, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    wheel = tmp_path / "bare-1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as packed:
        packed.writestr("bare-1.dist-info/METADATA", "Name: bare\nVersion: 1\n")
    with pytest.raises(ValueError, match="bare"):
        room("licences").lay_out([wheel], tmp_path / "licences")
