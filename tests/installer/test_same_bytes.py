"""The same sources give the same bytes: the wheel built twice, in two places and under two dates, file by file."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
INSTALLER = ROOT / "installer"


@pytest.fixture
def verify(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.syspath_prepend(str(INSTALLER))
    import verify_same_bytes

    return verify_same_bytes


def test_one_changed_byte_and_one_file_more_are_named(
    verify, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, content in (("one", b"same"), ("two", b"Same")):
        (tmp_path / name / "lib").mkdir(parents=True)
        (tmp_path / name / "lib/changed.so").write_bytes(content)
        (tmp_path / name / "lib/kept.so").write_bytes(b"kept")
        (tmp_path / name / "command").symlink_to("lib")
    (tmp_path / "two/more.txt").write_text("more")
    one, two = (verify.files_of_folder(tmp_path / name) for name in ("one", "two"))
    assert set(one) == {"command", "lib/changed.so", "lib/kept.so"}
    assert verify.told("程序", one, one) == []
    assert verify.told("程序", one, two) == ["lib/changed.so", "more.txt"]
    assert "不一样的 2 个" in capsys.readouterr().out


def test_a_wheel_of_the_same_files_under_another_date_is_another_wheel(verify, tmp_path: Path) -> None:
    for name, year in (("one", 2024), ("two", 2025)):
        (tmp_path / name).mkdir()
        with zipfile.ZipFile(tmp_path / name / "x-1.whl", "w") as packed:
            packed.writestr(zipfile.ZipInfo("x/a.py", (year, 1, 1, 0, 0, 0)), b"a = 1")
    one, two = (verify.files_of_wheel(tmp_path / name / "x-1.whl") for name in ("one", "two"))
    assert one["x/a.py"] == two["x/a.py"]
    assert verify.told("wheel", one, two) == ["x-1.whl"]


@pytest.mark.full
def test_the_wheel_of_one_commit_is_the_same_to_the_byte_wherever_and_whenever_it_is_built(
    tmp_path: Path,
) -> None:
    if not shutil.which("git") or not (ROOT / ".git").exists():
        pytest.skip("needs a checkout")
    command = [sys.executable, INSTALLER / "verify_same_bytes.py", "--wheel-only", "--cache", tmp_path]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "不一样的 0 个" in done.stdout


def test_what_is_linked_for_windows_is_the_same_in_every_folder_at_every_time(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.syspath_prepend(str(INSTALLER))
    from windows import runtime

    if not shutil.which(runtime.COMPILER):
        pytest.skip("the compiler for Windows is not here")
    program = "int main(void) { return 0; }\n"
    made = []
    for name in ("one", "another folder"):
        (tmp_path / name).mkdir()
        source, linked = tmp_path / "library.c", tmp_path / name / "library.dll"
        source.write_text(program)
        command = [runtime.COMPILER, *runtime.SAME_EVERY_TIME, "-shared", "-s", "-o", linked, source]
        subprocess.run(command, check=True)
        made.append(linked.read_bytes())
        time.sleep(1.1)  # the linker counts time in seconds
    assert made[0] == made[1]
