"""What an installed program meets on the PCs that exist: killed at its first start, a damaged or newer database at an upgrade."""

from __future__ import annotations

import gzip
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from jxdesk.__main__ import main

DATABASES = sorted((Path(__file__).parents[1] / "samples/databases").glob("*.db.gz"))
INIT = ("--name", "测试镇财政所", "--level", "township", "--code", "53-23-99-103")
# Where the first start is cut: making folders, writing the database, its syncs, naming whole files.
CUTS = (
    "mkdir:when=3",
    "pwrite64:when=2",
    "pwrite64:when=30",
    "fdatasync:when=2",
    "rename:when=1",
    "rename:when=3",
)


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
@pytest.mark.parametrize("cut", CUTS)
def test_a_first_start_that_was_killed_is_simply_done_again(tmp_path: Path, cut: str) -> None:
    home = tmp_path / "绩效 数据"
    call = cut.partition(":")[0]
    strace = [
        "strace",
        "-f",
        "-qq",
        "-o",
        "/dev/null",
        "-e",
        f"trace={call}",
        "-e",
        f"inject={cut}:signal=KILL",
    ]
    command = [sys.executable, "-m", "jxdesk", "init", "--home", str(home), *INIT]
    environment = {
        "PATH": "/usr/bin:/bin",
        "XDG_DATA_HOME": str(tmp_path / "电脑"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    killed = subprocess.run([*strace, *command], capture_output=True, env=environment, timeout=120)
    if b"strace" in killed.stderr and killed.returncode == 1:
        pytest.skip("strace cannot trace here")
    assert killed.returncode, "the start was over before the cut"
    again = subprocess.run(command, capture_output=True, encoding="utf-8", env=environment, timeout=120)
    is_ready = again.returncode == 1 and "已经" in again.stderr
    assert again.returncode == 0 or is_ready, (killed, again)
    checked = subprocess.run(
        [*command[:3], "check", "--home", str(home)],
        capture_output=True,
        encoding="utf-8",
        env=environment,
        timeout=120,
    )
    assert checked.returncode == 0, checked


@pytest.mark.parametrize("kept", DATABASES, ids=lambda path: path.stem)
def test_an_upgrade_of_a_damaged_database_is_refused_in_words_and_touches_nothing(
    kept: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "数据"
    home.mkdir()
    content = bytearray(gzip.decompress(kept.read_bytes()))
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 8192] = bytes(8192)
    (home / "jxdesk.db").write_bytes(content)
    assert main(["check", "--home", str(home)]) == 4
    said = capsys.readouterr().err
    assert "备份" in said
    assert (home / "jxdesk.db").read_bytes() == bytes(content)


def test_of_two_versions_the_older_refuses_what_the_newer_one_saved(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "数据"
    assert main(["init", "--home", str(home), *INIT]) == 0
    with closing(sqlite3.connect(home / "jxdesk.db")) as connection:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        connection.execute(f"PRAGMA user_version={version + 1}")
    before = (home / "jxdesk.db").read_bytes()
    assert main(["check", "--home", str(home)]) == 1
    said = capsys.readouterr().err
    assert "更新版本" in said
    assert "请安装新版本" in said
    assert (home / "jxdesk.db").read_bytes() == before
    with closing(sqlite3.connect(home / "jxdesk.db")) as connection:
        connection.execute(f"PRAGMA user_version={version}")
    assert main(["check", "--home", str(home)]) == 0
