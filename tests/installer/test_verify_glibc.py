"""The check that no shipped file needs a newer system than UOS 20 has, held against real libraries."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import PySide6
import pytest

INSTALLER = Path(__file__).resolve().parents[2] / "installer"
QT_CORE = Path(PySide6.__file__).parent / "Qt/lib/libQt6Core.so.6"

pytestmark = pytest.mark.skipif(
    not QT_CORE.exists() or not shutil.which("readelf"), reason="needs Linux and readelf of binutils"
)


@pytest.fixture
def verify_glibc(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.syspath_prepend(str(INSTALLER))
    import verify_glibc

    return verify_glibc


def test_the_shipped_qt_needs_nothing_that_uos_20_lacks(verify_glibc, tmp_path: Path) -> None:
    shutil.copy(QT_CORE, tmp_path)
    assert verify_glibc.too_new(tmp_path, verify_glibc.ceilings("amd64")) == []


def test_a_file_that_needs_a_newer_symbol_is_refused_with_the_symbols_name(
    verify_glibc, tmp_path: Path
) -> None:
    shutil.copy(QT_CORE, tmp_path)
    (found,) = verify_glibc.too_new(tmp_path, {**verify_glibc.ceilings("amd64"), "GLIBC": "2.27"})
    assert found.file == "libQt6Core.so.6"
    assert found.wants == "GLIBC_2.28"
    assert found.symbols
    assert all(symbol in str(found) for symbol in found.symbols[:5])


def test_a_file_compiled_against_a_newer_system_ends_the_check_with_1(verify_glibc, tmp_path: Path) -> None:
    if not shutil.which("gcc"):
        pytest.skip("gcc is not here")
    source = tmp_path / "new.c"
    source.write_text(
        "extern int sem_clockwait(void *, int, void *);\nint call(void) { return sem_clockwait(0, 0, 0); }\n"
    )
    library = tmp_path / "shipped/libnew.so"
    library.parent.mkdir()
    done = subprocess.run(
        ["gcc", "-shared", "-fPIC", "-o", library, source, "-lpthread"], capture_output=True
    )
    if done.returncode:
        pytest.skip("this compiler makes no shared libraries")
    command = [sys.executable, str(INSTALLER / "verify_glibc.py"), str(library.parent)]
    said = subprocess.run(command, capture_output=True, encoding="utf-8")
    assert said.returncode == 1
    assert "sem_clockwait" in said.stdout
    assert "不合格" in said.stdout


@pytest.mark.parametrize(
    ("version", "is_within"),
    [
        ("2.28", True),
        ("2.4", True),
        ("2.28.1", False),
        ("2.34", False),
        ("PRIVATE", False),
        ("ABI_DT_RELR", False),
    ],
)
def test_versions_are_compared_as_numbers_and_names_are_never_within(
    verify_glibc, version: str, is_within: bool
) -> None:
    assert verify_glibc._within(version, "2.28") is is_within


def test_a_library_that_nobody_brings_is_named(verify_glibc, tmp_path: Path) -> None:
    shutil.copy(QT_CORE, tmp_path)
    named = {demand.wants for demand in verify_glibc.unbrought(tmp_path, ["libc.so.6"])}
    assert any(name.startswith("libicu") for name in named)
    assert "libc.so.6" not in named
    assert verify_glibc.unbrought(tmp_path, [*named, "libc.so.6"]) == []
