"""Habits of township PCs, on real file systems: names with spaces, read-only and full disks, a second user."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from jxdesk.actions.workspace import Workspace
from jxdesk.desktop import theme
from jxdesk.desktop.app import make_frame
from jxdesk.desktop.dialogs.take_in import TakeInDialog
from jxdesk.desktop.handover import Receiver
from jxdesk.desktop.start import Start
from jxdesk.domain.errors import ExitCode
from tests.desktop.conftest import Opener, settled
from tests.disks import missing_for_exfat, mount, run

YONGDE = Path(__file__).parents[1] / "samples" / "self-evaluation-yongde-mingliang-2022.xlsx"
MEGABYTE = 2**20
NOBODY = 65534

Mounter = Callable[..., None]
HOLD = """
import os, sys
from pathlib import Path
from jxdesk.store.safety.opening import open_folder
open_folder(Path(sys.argv[2])).close()  # what is read of Python is read as the first user
os.setgid(int(sys.argv[3]))
os.setuid(int(sys.argv[3]))
opened = open_folder(Path(sys.argv[1]))
print("open", flush=True)
sys.stdin.read()
opened.close()
"""


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[tuple[Path, Mounter]]:
    """A small disk of its own, and what mounts it anew with other options."""
    if why := missing_for_exfat():
        pytest.skip(why)
    image, folder = tmp_path / "disk.img", tmp_path / "盘"
    folder.mkdir()
    with image.open("wb") as stream:
        stream.truncate(256 * MEGABYTE)
    subprocess.run(["mkfs.exfat", image], check=True, capture_output=True)

    sources = [image]

    def mount_anew(*options: str) -> None:
        if os.path.ismount(folder):
            assert run("umount", folder).returncode == 0
        if said := mount(sources[-1], folder, *options):
            pytest.skip(f"exFAT could not be mounted: {said}")
        # Without this a failed mount would let a test fill the machine's own disk.
        assert os.path.ismount(folder)

    with ExitStack() as undo:
        if shutil.which("losetup"):  # some kernels let FUSE have block devices only
            loop = run("losetup", "--find", "--show", image)
            if loop.returncode == 0:
                sources.append(Path(loop.stdout.strip()))
                undo.callback(run, "losetup", "--detach", sources[-1])
        undo.callback(lambda: run("umount", folder) if os.path.ismount(folder) else None)
        mount_anew()
        yield folder, mount_anew


@pytest.fixture
def refusal(
    qtbot: QtBot, qapp: QApplication, own_preferences: None
) -> Iterator[Callable[[Path], tuple[str, Start]]]:
    """Opens the window on a folder that it must not open, and answers what it says."""
    theme.apply_theme(qapp)
    opened: list[Start] = []

    def said(home: Path) -> tuple[str, Start]:
        frame = make_frame()
        start = Start(frame, home)
        opened.append(start)
        qtbot.waitUntil(lambda: frame.findChild(QMessageBox, "error_box") is not None, timeout=20_000)
        box = frame.findChild(QMessageBox, "error_box")
        assert box is not None
        words = f"{box.text()}\n{box.informativeText()}"
        assert start.shell is None
        box.accept()
        qtbot.waitUntil(lambda: not frame.isVisible())
        return words, start

    yield said
    for start in opened:
        start.end()


def test_a_user_name_with_spaces_and_chinese_opens_a_second_file_in_the_first_window(
    qtbot: QtBot, open_window: Opener, starts: list[Start], county: Path, tmp_path: Path
) -> None:
    home = Path(shutil.copytree(county, tmp_path / "张 三（财政所）" / "我的 文档" / "绩效 数据"))
    file = Path(shutil.copy(YONGDE, home.parent / "2022 年 自评表（定稿）.xlsx"))
    shell = open_window(home)
    qtbot.waitUntil(lambda: bool(starts[0].findChildren(Receiver)), timeout=5_000)
    second = Start(make_frame(), home, file=file)
    starts.append(second)
    qtbot.waitUntil(lambda: bool(shell.frame.findChildren(TakeInDialog)), timeout=10_000)
    qtbot.waitUntil(lambda: not second.frame.isVisible(), timeout=10_000)
    dialog = shell.frame.findChildren(TakeInDialog)[0]
    qtbot.waitUntil(lambda: dialog.intake is not None, timeout=20_000)
    assert dialog.intake is not None
    settled(qtbot, shell)
    assert dialog.store_button.isEnabled()
    dialog.reject()
    assert (home / "logs").is_dir()


def test_a_read_only_disk_is_refused_in_words_and_left_as_it_is(
    disk: tuple[Path, Mounter], county: Path, refusal: Callable[[Path], tuple[str, Start]]
) -> None:
    folder, mount_anew = disk
    home = Path(shutil.copytree(county, folder / "练习县"))
    before = (home / "jxdesk.db").read_bytes()
    mount_anew("-o", "ro")
    words, start = refusal(home)
    assert "不能写入" in words
    assert str(home) in words
    assert "文件夹" in words
    assert start.exit_code != ExitCode.DONE
    assert (home / "jxdesk.db").read_bytes() == before


def test_a_disk_that_is_nearly_full_is_refused_before_anything_is_written(
    disk: tuple[Path, Mounter], county: Path, refusal: Callable[[Path], tuple[str, Start]]
) -> None:
    folder, _ = disk
    home = Path(shutil.copytree(county, folder / "练习县"))
    free = shutil.disk_usage(folder).free
    with (folder / "照片.bin").open("wb") as stream:
        stream.write(b"\0" * (free - 6 * MEGABYTE))
    before = (home / "jxdesk.db").read_bytes()
    words, _ = refusal(home)
    assert "满" in words
    assert (home / "jxdesk.db").read_bytes() == before
    (folder / "照片.bin").unlink()
    with Workspace.open_existing(home) as desk:
        assert desk.practice


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="another user needs root")
def test_a_second_user_on_the_same_pc_is_named_and_nothing_is_taken_from_them(
    county: Path, tmp_path: Path, refusal: Callable[[Path], tuple[str, Start]]
) -> None:
    with ExitStack() as undo:
        shared = Path("/tmp") / f"jxdesk-shared-{os.getpid()}"
        undo.callback(shutil.rmtree, shared, ignore_errors=True)
        home = Path(shutil.copytree(county, shared / "共用"))
        for path in (shared, *shared.rglob("*")):
            os.chown(path, NOBODY, NOBODY)
        other = subprocess.Popen(
            [sys.executable, "-B", "-c", HOLD, str(home), str(tmp_path / "先"), str(NOBODY)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=shared,
            env={**os.environ, "HOME": str(shared), "XDG_DATA_HOME": str(shared), "USER": "nobody"},
        )
        undo.callback(other.wait, 20)
        assert other.stdin is not None
        undo.callback(other.stdin.close)
        assert other.stdout is not None
        if other.stdout.readline() != b"open\n":
            pytest.fail("the other user could not open the folder")
        words, start = refusal(home)
    assert start.exit_code == ExitCode.LOCKED
    assert "nobody" in words
