"""The portable program: opened from a verified copy, sealed back and read back; a pulled stick loses nothing of this PC's."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from jxdesk.actions.start import start
from jxdesk.domain.records.offices import OfficeLevel
from jxdesk.store.records import offices, projects
from jxdesk.store.safety import portable
from jxdesk.store.safety.folder import DataFolder
from jxdesk.store.safety.opening import Opened, open_folder
from jxdesk.store.safety.portable import GrownApart, Newer, StickDamaged, StickGone
from jxdesk.store.safety.stick import FLAG, STICK_VARIABLE, Stick, stick_beside_program

ATTACHMENT = b"%PDF-1.4 an attachment"
SHA = "ab" + "0" * 62


@pytest.fixture
def stick(tmp_path: Path) -> Stick:
    folder = tmp_path / "U盘" / "绩效桌面"
    folder.mkdir(parents=True)
    return Stick(folder)


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Sits down at another PC: its user's folder is another one."""

    def sit_down(pc: str) -> None:
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / f"电脑{pc}"))

    sit_down("甲")
    return sit_down


def open_from(stick: Stick) -> Opened:
    portable.prepare(stick)
    return open_folder(portable.home_of(stick), who="练习员")


def add_project(opened: Opened, build: Any, name: str) -> None:
    office = opened.database.read(lambda tx: offices.all_offices(tx))[0]
    project = build.project(office, name=name)
    opened.database.run(lambda tx: projects.add(tx, project), errand="add")


def names(opened: Opened) -> set[str]:
    return set(opened.database.read(lambda tx: [row[0] for row in tx.query("SELECT name FROM project")]))


def close(stick: Stick, opened: Opened) -> None:
    try:
        portable.seal_back(stick, opened)
    finally:
        opened.close()


@pytest.fixture
def used(stick: Stick, at: Callable[[str], None], build: Any) -> Stick:
    """A stick that was filled at the first PC and taken out in order."""
    opened = open_from(stick)
    build.fill(opened.database)
    kept = opened.folder.attachment(SHA)
    kept.parent.mkdir(parents=True)
    kept.write_bytes(ATTACHMENT)
    close(stick, opened)
    return stick


def test_a_program_is_portable_where_its_flag_lies_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert stick_beside_program() is None
    monkeypatch.setattr(sys, "executable", str(tmp_path / "jxdesk.exe"))
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert stick_beside_program() is None
    (tmp_path / FLAG).touch()
    assert stick_beside_program() == Stick(tmp_path)
    monkeypatch.setenv(STICK_VARIABLE, "/media/U盘")
    assert stick_beside_program() == Stick(Path("/media/U盘"))


def test_a_new_stick_has_nothing_to_bring(stick: Stick, at: Callable[[str], None]) -> None:
    assert portable.prepare(stick) is Newer.NONE
    assert not DataFolder(portable.home_of(stick)).database.exists()


def test_no_live_database_lies_on_the_stick(used: Stick) -> None:
    assert not [path for path in used.folder.rglob("*") if path.suffix in {".db", ".db-wal", ".tmp"}]
    assert list((used.data / "backups").glob("*.jxbak"))


def test_the_work_is_there_on_the_next_pc_with_its_attachments(
    used: Stick, at: Callable[[str], None]
) -> None:
    at("乙")
    opened = open_from(used)
    assert names(opened) == {"农村公路养护补助"}
    assert opened.folder.attachment(SHA).read_bytes() == ATTACHMENT
    assert opened.new_identity is False
    opened.close()


def test_work_goes_to_and_fro_between_two_pcs(used: Stick, at: Callable[[str], None], build: Any) -> None:
    for pc, name in (("乙", "乙的项目"), ("甲", "甲的项目"), ("乙", "乙的第二个")):
        at(pc)
        opened = open_from(used)
        add_project(opened, build, name)
        close(used, opened)
    at("甲")
    opened = open_from(used)
    assert names(opened) == {"农村公路养护补助", "乙的项目", "甲的项目", "乙的第二个"}
    opened.close()


def test_only_looking_on_another_pc_sets_nothing_apart(
    used: Stick, at: Callable[[str], None], build: Any
) -> None:
    at("乙")
    open_from(used).close(backup=False)
    at("甲")
    opened = open_from(used)
    add_project(opened, build, "甲的项目")
    close(used, opened)
    at("乙")
    assert portable.prepare(used) is Newer.STICK


def test_what_was_not_sealed_back_goes_on_at_this_pc(used: Stick, build: Any) -> None:
    shutil.copytree(used.folder, before := used.folder.with_name("早上的样子"))
    opened = open_from(used)
    add_project(opened, build, "没封回去的")
    opened.close(backup=False)
    shutil.rmtree(used.folder)
    before.rename(used.folder)
    assert portable.prepare(used) is Newer.HERE
    opened = open_from(used)
    assert "没封回去的" in names(opened)
    opened.close()


@pytest.mark.parametrize("stands_there", ["nothing", "an empty folder", "another stick"])
def test_what_stands_in_the_place_of_a_pulled_stick_is_never_taken_for_it(
    used: Stick, build: Any, stands_there: str, tmp_path: Path
) -> None:
    opened = open_from(used)
    shutil.move(used.folder, tmp_path / "拔下来的")
    if stands_there != "nothing":
        used.data.mkdir(parents=True)
    if stands_there == "another stick":
        portable.home_of(used)
    add_project(opened, build, "拔掉以后填的")
    with pytest.raises(StickGone):
        close(used, opened)
    shutil.rmtree(used.folder, ignore_errors=True)
    shutil.move(tmp_path / "拔下来的", used.folder)
    opened = open_from(used)
    assert "拔掉以后填的" in names(opened)
    close(used, opened)


def test_the_journal_on_the_stick_carries_what_no_copy_was_made_of(
    used: Stick, at: Callable[[str], None], build: Any
) -> None:
    opened = open_from(used)
    add_project(opened, build, "拔盘前一刻")
    opened.database.close()  # no backup and no sealing: the PC lost its power
    opened.lock.release()
    at("乙")
    opened = open_from(used)
    assert "拔盘前一刻" in names(opened)
    opened.close()


def test_two_copies_that_grew_apart_are_both_kept_and_said(
    used: Stick, at: Callable[[str], None], build: Any, tmp_path: Path
) -> None:
    shutil.copytree(used.folder, morning := tmp_path / "早上的样子")
    opened = open_from(used)
    add_project(opened, build, "甲的项目")
    close(used, opened)
    shutil.rmtree(used.folder)
    morning.rename(used.folder)  # what the first PC wrote never reached the stick
    at("乙")
    opened = open_from(used)
    add_project(opened, build, "乙的项目")
    close(used, opened)
    at("甲")
    with pytest.raises(GrownApart) as told:
        portable.prepare(used)
    assert "两份都留着" in told.value.advice
    opened = open_folder(portable.home_of(used))
    assert "甲的项目" in names(opened)
    assert any(backup.contents.state.projects == 2 for backup in opened.backups.listed())
    opened.close()


def test_a_damaged_newest_copy_is_passed_over_and_only_damaged_ones_are_refused(
    used: Stick, at: Callable[[str], None], build: Any
) -> None:
    opened = open_from(used)
    add_project(opened, build, "甲的项目")
    close(used, opened)
    first, *_, last = sorted((used.data / "backups").glob("*.jxbak"))
    last.write_bytes(last.read_bytes()[:-3000])
    at("乙")
    opened = open_from(used)
    assert "甲的项目" in names(opened)  # from the older copy and the journal
    opened.close()
    for path in (used.data / "backups").glob("*.jxbak"):
        path.write_bytes(b"")
    at("丙")
    with pytest.raises(StickDamaged):
        portable.prepare(used)
    assert first.exists()


# ---- a real exFAT stick, pulled while the program runs ----------------------------------------------------------


@pytest.fixture
def exfat(tmp_path: Path) -> Iterator[tuple[Stick, Callable[[], None], Callable[[], None]]]:
    """A stick with exFAT in an image; how to pull it, and how to put it in again."""
    tools = ("mkfs.exfat", "mount.exfat-fuse", "umount", "losetup")
    if os.geteuid() != 0 or not Path("/dev/fuse").exists() or not all(map(shutil.which, tools)):
        pytest.skip("needs root, /dev/fuse, losetup and exfat-fuse")
    image, folder = tmp_path / "stick.img", tmp_path / "exfat"
    folder.mkdir()
    with image.open("wb") as stream:
        stream.truncate(96 * 2**20)
    subprocess.run(["mkfs.exfat", image], check=True, capture_output=True)
    # Some kernels let FUSE have block devices only.
    found = subprocess.run(
        ["losetup", "--find", "--show", image], capture_output=True, text=True, check=False
    )
    device = found.stdout.strip()
    if not device:
        pytest.skip(f"no loop device: {found.stderr.strip()}")

    def put_in() -> None:
        subprocess.run(["mount.exfat-fuse", device, folder], capture_output=True, check=False)
        if not os.path.ismount(folder):
            pytest.skip("exFAT could not be mounted")

    def pull() -> None:
        """Ends the file system under the program's open files, as a stick that is gone does."""
        for process in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if device.encode() in (process / "cmdline").read_bytes().split(b"\0"):
                    os.kill(int(process.name), signal.SIGKILL)
        time.sleep(0.3)
        with pytest.raises(OSError, match="endpoint"):
            list(folder.iterdir())

    try:
        put_in()
        yield Stick(folder), pull, put_in
    finally:
        subprocess.run(["umount", "-l", folder], capture_output=True, check=False)
        subprocess.run(["losetup", "--detach", device], check=True, capture_output=True)


def test_a_stick_pulled_while_the_program_runs_loses_nothing(
    exfat: tuple[Stick, Callable[[], None], Callable[[], None]], at: Callable[[str], None], build: Any
) -> None:
    stick, pull, put_in = exfat
    opened = open_from(stick)
    build.fill(opened.database)
    close(stick, opened)
    opened = open_from(stick)
    add_project(opened, build, "拔盘以前")
    pull()
    add_project(opened, build, "拔盘以后")
    with pytest.raises(StickGone) as told:
        close(stick, opened)
    assert "没有丢" in told.value.title
    subprocess.run(["umount", "-l", stick.folder], check=True, capture_output=True)
    put_in()
    opened = open_from(stick)
    assert names(opened) == {"农村公路养护补助", "拔盘以前", "拔盘以后"}
    close(stick, opened)
    at("乙")
    opened = open_from(stick)
    assert names(opened) == {"农村公路养护补助", "拔盘以前", "拔盘以后"}
    opened.close()


def test_an_office_can_be_set_up_on_a_new_stick_and_is_sealed_onto_it(
    stick: Stick, at: Callable[[str], None]
) -> None:
    portable.prepare(stick)
    start(portable.home_of(stick), name="白岩镇财政所", level=OfficeLevel.TOWNSHIP, code="53-23-29-103")
    opened = open_from(stick)
    close(stick, opened)
    at("乙")
    opened = open_from(stick)
    assert [office.name for office in opened.database.read(offices.all_offices)] == ["白岩镇财政所"]
    assert list(opened.folder.keys.iterdir())
    opened.close()
