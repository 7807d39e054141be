"""The data folder: who holds it, where it may lie, what is read back from it, and whose installation it is."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from jxdesk.domain.errors import ExitCode
from jxdesk.store.engine import settings
from jxdesk.store.engine.database import Database
from jxdesk.store.faults import (
    DatabaseDamaged,
    DatabaseNewer,
    DiskFull,
    FolderLocked,
    FolderUnfit,
    ReadOnly,
    StoreError,
)
from jxdesk.store.safety import folder as folders
from jxdesk.store.safety.atomic import write_whole
from jxdesk.store.safety.drives import DriveKind, drive_kind
from jxdesk.store.safety.folder import DataFolder, choose_home, default_home, home_is_chosen
from jxdesk.store.safety.lock import InstanceLock
from jxdesk.store.safety.opening import check_integrity, open_folder
from jxdesk.store.schema.versions import VERSION


def test_a_folder_that_is_open_is_refused_with_the_name_of_who_holds_it(home: Path) -> None:
    opened = open_folder(home)
    program = (
        "import sys; from pathlib import Path; from jxdesk.store.safety.opening import open_folder\n"
        "from jxdesk.domain.errors import JxError\n"
        "try: open_folder(Path(sys.argv[1]))\n"
        "except JxError as error: print(error.code, error.facts); raise SystemExit(int(error.exit_code))"
    )
    second = subprocess.run(
        [sys.executable, "-c", program, str(home)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    opened.close()
    assert second.returncode == ExitCode.LOCKED
    assert second.stdout.startswith("JX-LOCKED")
    assert "用户" in second.stdout


def test_the_journal_names_the_person_of_the_workspace_when_it_is_opened_again(home: Path) -> None:
    opened = open_folder(home)
    opened.database.run(lambda tx: settings.put(tx, settings.PERSON, "填报人甲"))
    opened.close(backup=False)
    for who, expected in (("", "填报人甲"), ("复核人", "复核人")):
        again = open_folder(home, who=who)
        again.database.run(lambda tx, who=who: settings.put(tx, f"note {who}", "1"))  # type: ignore[misc]
        (line,) = again.database.read(
            lambda tx: tx.query("SELECT who FROM change_log ORDER BY n DESC LIMIT 1")
        )
        assert line[0] == expected
        again.close(backup=False)


def test_the_lock_of_a_killed_program_is_free_again(home: Path) -> None:
    program = (
        "import os, sys; from pathlib import Path; from jxdesk.store.safety.opening import open_folder\n"
        "open_folder(Path(sys.argv[1])); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", program, str(home)], check=False)
    assert (home / "jxdesk.lock").read_bytes()
    open_folder(home).close()


def test_a_lock_is_given_back(tmp_path: Path) -> None:
    with InstanceLock(tmp_path / "lock"), pytest.raises(FolderLocked):
        InstanceLock(tmp_path / "lock")
    InstanceLock(tmp_path / "lock").release()


def test_a_failed_opening_lets_go_of_the_folder(home: Path) -> None:
    DataFolder(home).prepare()
    (home / "jxdesk.db").write_bytes(b"SQLite format 3\x00" + b"?" * 5000)
    for _ in range(2):
        with pytest.raises(DatabaseDamaged):
            open_folder(home, pause=lambda _: None)


@pytest.mark.parametrize(("kind", "word"), [(DriveKind.NETWORK, "网络盘"), (DriveKind.REMOVABLE, "U盘")])
def test_a_live_database_is_kept_off_network_drives_and_sticks(
    home: Path, monkeypatch: pytest.MonkeyPatch, kind: DriveKind, word: str
) -> None:
    monkeypatch.setattr(folders, "drive_kind", lambda _: kind)
    with pytest.raises(FolderUnfit, match=word):
        open_folder(home)
    assert not home.exists()


def test_the_disk_of_a_folder_that_is_not_there_yet_is_that_of_its_parent(tmp_path: Path) -> None:
    assert drive_kind(tmp_path / "a" / "b") is drive_kind(tmp_path)


def test_a_full_disk_is_said_before_the_database_is_opened(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(home.parent)._replace(free=5 * 2**20)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    with pytest.raises(DiskFull, match="快满"):
        open_folder(home)
    assert not (home / "jxdesk.db").exists()


def test_ballast_is_laid_when_the_disk_fills_and_given_back(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(home.parent)._replace(free=500 * 2**20)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    folder = DataFolder(home)
    folder.prepare()
    folder.prove()
    assert folder.ballast.stat().st_size == folders.BALLAST_BYTES
    assert folder.free_ballast()
    assert not folder.free_ballast()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_the_right_to_write_is_refused(home: Path) -> None:
    home.mkdir()
    home.chmod(0o500)
    with pytest.raises(ReadOnly):
        open_folder(home)


def test_a_folder_whose_place_is_a_file_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(ReadOnly, match="不能写入"):
        open_folder(tmp_path / "file" / "home")


def test_a_whole_file_replaces_the_old_one_and_leaves_no_temporary(tmp_path: Path) -> None:
    target = tmp_path / "keys.json"
    write_whole(target, b"old")
    write_whole(target, b"new")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"keys.json": b"new"}


def test_the_home_is_the_named_one_then_the_chosen_one_then_the_users_own(
    tmp_path: Path, user_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("JXDESK_HOME", raising=False)
    assert default_home() == user_folder / "workspace"
    choose_home(tmp_path / "第二块盘")
    assert default_home() == tmp_path / "第二块盘"
    assert not home_is_chosen()
    monkeypatch.setenv("JXDESK_HOME", str(tmp_path / "named"))
    assert default_home() == tmp_path / "named"


def test_a_database_of_another_program_is_refused(home: Path) -> None:
    home.mkdir()
    with Database.open(home / "jxdesk.db") as database:
        database.maintain(lambda one: one.execute("PRAGMA application_id=7").fetchall()).result()
    with pytest.raises(StoreError, match="不是绩效桌面"):
        open_folder(home)


def test_a_database_of_a_newer_program_is_refused_and_left_alone(home: Path) -> None:
    open_folder(home).close()
    with Database.open(home / "jxdesk.db") as database:
        database.maintain(lambda one: one.execute(f"PRAGMA user_version={VERSION + 3}").fetchall()).result()
    before = (home / "jxdesk.db").read_bytes()
    with pytest.raises(DatabaseNewer, match="更新版本") as refused:
        open_folder(home)
    assert refused.value.exit_code == ExitCode.REFUSED
    assert (home / "jxdesk.db").read_bytes() == before


def test_a_passing_read_error_is_believed_only_at_the_second_look(home: Path, build: Any) -> None:
    opened = open_folder(home)
    build.fill(opened.database)
    opened.close()
    whole = (home / "jxdesk.db").read_bytes()
    (home / "jxdesk.db").write_bytes(b"\0" * 100 + whole[100:])
    waited: list[float] = []

    def the_disk_recovers(seconds: float) -> None:
        waited.append(seconds)
        (home / "jxdesk.db").write_bytes(whole)

    opened = open_folder(home, pause=the_disk_recovers)
    opened.close()
    assert waited == [2.0]


def test_damage_inside_the_file_is_found_at_the_start_or_when_asked(home: Path, build: Any) -> None:
    opened = open_folder(home)
    build.fill(opened.database)
    opened.close()
    path = home / "jxdesk.db"
    connection = sqlite3.connect(path)
    sql = "SELECT rootpage FROM sqlite_master WHERE name = 'indicator_line_filing'"
    page = connection.execute(sql).fetchone()[0]
    connection.close()
    content = bytearray(path.read_bytes())
    content[(page - 1) * 4096 + 5 : (page - 1) * 4096 + 8] = b"\xff" * 3
    path.write_bytes(content)
    with pytest.raises(DatabaseDamaged) as damaged:
        open_folder(home, pause=lambda _: None)
    assert damaged.value.exit_code == ExitCode.BROKEN
    with Database.open(path) as database, pytest.raises(DatabaseDamaged):
        check_integrity(database).result()


def test_the_same_folder_keeps_its_device_and_epoch(home: Path) -> None:
    first = open_folder(home)
    first.close()
    second = open_folder(home)
    second.close()
    assert (first.is_new, second.is_new, second.new_identity) == (True, False, False)
    assert (first.database.device, first.database.epoch) == (second.database.device, second.database.epoch)


def test_a_copied_folder_gets_a_new_device_and_epoch(home: Path, tmp_path: Path) -> None:
    first = open_folder(home)
    first.close()
    shutil.copytree(home, tmp_path / "copy")
    copy = open_folder(tmp_path / "copy")
    copy.close()
    assert copy.new_identity
    assert copy.database.device != first.database.device
    assert copy.database.epoch == 2
    again = open_folder(home)
    again.close()
    assert (again.database.device, again.database.epoch) == (first.database.device, 1)


def test_an_older_database_put_back_goes_on_under_a_new_epoch(home: Path, build: Any, tmp_path: Path) -> None:
    opened = open_folder(home)
    device = opened.database.device
    opened.close()
    shutil.copy(home / "jxdesk.db", tmp_path / "kept.db")
    marks = list((tmp_path / "user" / "jxdesk" / "installations").iterdir())
    known = json.loads(marks[0].read_text(encoding="utf-8"))
    marks[0].write_text(json.dumps(known | {"epoch": 4}), encoding="utf-8")
    opened = open_folder(home)
    opened.close()
    assert (opened.database.device, opened.database.epoch) == (device, 5)


def test_without_a_folder_of_the_user_the_mark_lies_in_the_data_folder(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("x")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "file"))
    first = open_folder(home)
    first.close()
    second = open_folder(home)
    second.close()
    assert not second.new_identity
    assert (home / "installation.json").exists()
