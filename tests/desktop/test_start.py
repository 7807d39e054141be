"""The start: what is loaded before the first paint, a folder that is open already, moving to another, and the end."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from jxdesk.actions.workspace import Workspace
from jxdesk.desktop import theme
from jxdesk.desktop.app import make_frame
from jxdesk.desktop.context import Move
from jxdesk.desktop.dialogs.first_run import FirstRunDialog
from jxdesk.desktop.dialogs.take_in import PREVIEW, TakeInDialog
from jxdesk.desktop.pages.tray import TrayPage
from jxdesk.desktop.start import Start
from jxdesk.domain.errors import ExitCode, JxError
from jxdesk.domain.progress import Progress

from .conftest import Opener, settled

HEAVY = "sqlalchemy pydantic sqlmodel openpyxl reportlab cryptography orjson httpx PIL numpy xlrd xlsxwriter pypinyin"
LOADED = """
import json, os, sys
from pathlib import Path
from jxdesk.desktop import app as desktop
application = desktop.make_application()
frame = desktop.make_frame()
from jxdesk.desktop.start import Start
loaded = {}
frame.opening.painted.connect(lambda: loaded.setdefault("frame", sorted(sys.modules)))
class Watched(Start):
    def _complete(self):
        super()._complete()
        loaded["page"] = sorted(sys.modules)
        print(json.dumps(loaded)); sys.stdout.flush(); os._exit(0)
start = Watched(frame, Path(sys.argv[1]))
application.exec()
"""


@pytest.fixture(scope="module")
def loaded(county: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """The modules that were loaded when the frame was painted, and when the first page had its numbers."""
    import shutil

    home = tmp_path_factory.mktemp("loaded") / "home"
    shutil.copytree(county, home)
    done = subprocess.run(
        [sys.executable, "-c", LOADED, str(home)], capture_output=True, text=True, check=True, timeout=60
    )
    answer = json.loads(done.stdout.splitlines()[-1])
    return {moment: {name.split(".")[0] for name in names} | set(names) for moment, names in answer.items()}


@pytest.mark.parametrize("moment", ["frame", "page"])
def test_nothing_heavy_is_loaded_before_the_first_paint_and_the_first_page(
    loaded: dict[str, set[str]], moment: str
) -> None:
    assert loaded[moment].isdisjoint(HEAVY.split())


def test_the_frame_is_painted_before_the_data_is_asked_for(loaded: dict[str, set[str]]) -> None:
    assert not any(name.startswith(("jxdesk.store", "jxdesk.actions")) for name in loaded["frame"])


def test_a_folder_that_is_open_elsewhere_is_refused_in_words(
    qtbot: QtBot, qapp: QApplication, home: Path, own_preferences: None
) -> None:
    theme.apply_theme(qapp)
    with Workspace.open(home, who="张三"):
        frame = make_frame()
        start = Start(frame, home)
        qtbot.waitUntil(lambda: frame.findChild(QMessageBox, "error_box") is not None, timeout=20_000)
        box = frame.findChild(QMessageBox, "error_box")
        assert box is not None
        said = box.text() + box.informativeText()
        assert "打开" in said or "占用" in said
        assert start.shell is None
        box.accept()
        qtbot.waitUntil(lambda: not frame.isVisible())
        assert start.exit_code == ExitCode.LOCKED
        start.end()


def test_a_folder_without_a_workspace_gets_the_assistant(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, own_preferences: None
) -> None:
    theme.apply_theme(qapp)
    frame = make_frame()
    start = Start(frame, tmp_path / "新")
    qtbot.waitUntil(lambda: frame.findChild(FirstRunDialog) is not None, timeout=20_000)
    dialog = frame.findChild(FirstRunDialog)
    assert dialog is not None
    dialog.reject()
    qtbot.waitUntil(lambda: not frame.isVisible())
    start.end()
    assert not (tmp_path / "新" / "jxdesk.db").exists()


def test_the_assistant_makes_a_workspace_and_the_window_opens_it(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, own_preferences: None
) -> None:
    theme.apply_theme(qapp)
    frame = make_frame()
    start = Start(frame, tmp_path / "新")
    qtbot.waitUntil(lambda: frame.findChild(FirstRunDialog) is not None, timeout=20_000)
    dialog = frame.findChild(FirstRunDialog)
    assert dialog is not None
    dialog.roles.button(1).setChecked(True)
    dialog.person.setText("李四")
    dialog.next_button.click()
    office = dialog.office
    for choice, words in (
        (office.prefecture, "楚雄彝族自治州"),
        (office.county, "武定县"),
        (office.township, "狮山镇"),
    ):
        choice.setCurrentIndex(choice.findText(words))
    assert office.path() == "53-23-29-101"
    assert office.name.text() == "狮山镇人民政府"
    office.credit.setText("115323290000000191")
    assert "最后一位不对" in office.credit_note.text()
    office.credit.setText("91350100M000100Y43")
    assert "对得上" in office.credit_note.text()
    dialog.next_button.click()
    dialog.next_button.click()
    typed = QInputMethodEvent("", [])
    typed.setCommitString("狮山镇")
    QApplication.sendEvent(dialog.chinese.line, typed)
    assert "能打中文" in dialog.chinese.note.text()
    dialog.next_button.click()
    qtbot.waitUntil(lambda: start.shell is not None and start.shell.current == "dashboard", timeout=30_000)
    assert start.shell is not None
    settled(qtbot, start.shell)
    assert start.shell.frame.windowTitle().startswith("狮山镇人民政府")
    assert start.shell.context.workspace.facts.person == "李四"
    start.end()


def test_what_has_to_be_done_in_between_is_done_before_the_next_workspace_is_opened(
    qtbot: QtBot, qapp: QApplication, home: Path, own_preferences: None
) -> None:
    theme.apply_theme(qapp)
    seen: list[str] = []

    def before(progress: Progress) -> None:
        with Workspace.open(home) as workspace:
            seen.append(workspace.folder.root.name)
        assert progress.label

    frame = make_frame()
    start = Start(frame, home, move=Move(home=home, before=before, words="正在准备"))
    assert "正在准备" in frame.opening._words.text()
    qtbot.waitUntil(lambda: start.shell is not None and start.shell.current == "dashboard", timeout=20_000)
    assert seen == ["练习县"]
    start.end()


def test_a_failure_in_between_is_said_and_the_workspace_opens_all_the_same(
    qtbot: QtBot, qapp: QApplication, home: Path, own_preferences: None
) -> None:
    theme.apply_theme(qapp)

    def before(progress: Progress) -> None:
        del progress
        raise JxError("备份坏了。", advice="请换一份。")

    frame = make_frame()
    start = Start(frame, home, move=Move(home=home, before=before, words="正在恢复"))
    qtbot.waitUntil(lambda: start.shell is not None and start.shell.current == "dashboard", timeout=20_000)
    qtbot.waitUntil(lambda: frame.findChild(QMessageBox, "error_box") is not None)
    box = frame.findChild(QMessageBox, "error_box")
    assert box is not None
    assert "备份坏了" in box.text()
    box.accept()
    start.end()


def test_closing_lets_go_of_the_folder_and_leaves_a_backup_of_what_changed(
    open_window: Opener, starts: list[Start], home: Path
) -> None:
    shell = open_window(home)
    shell.context.workspace.transact(lambda tx: tx.execute("UPDATE project SET leader = '王五'"))
    starts[-1].end()
    with Workspace.open(home) as workspace:
        assert workspace.opened.backups.newest() is not None
        assert workspace.read(lambda tx: tx.value("SELECT leader FROM project LIMIT 1")) == "王五"


def test_the_models_are_loaded_behind_the_first_page(qtbot: QtBot, open_window: Opener, home: Path) -> None:
    shell = open_window(home)
    qtbot.waitUntil(lambda: "sqlmodel" in sys.modules, timeout=20_000)
    settled(qtbot, shell)
    assert shell.current == "dashboard"


def test_a_window_that_was_closed_at_once_begins_no_work_on_the_closed_folder(
    open_window: Opener, starts: list[Start], home: Path
) -> None:
    shell = open_window(home)
    start = starts[-1]
    start.end()
    start._on_ready()  # what the start's own thread tells when it comes too late
    assert shell.context.tasks.running == {}


def test_a_folder_that_was_closed_while_it_was_made_ready_is_no_fault(county: Path) -> None:
    frame = make_frame()
    start = Start(frame, county)
    start.end()
    start._on_refused(RuntimeError("the database is closed"))
    assert start.exit_code == 0
    frame.close()


def test_a_package_given_at_the_start_is_verified(
    qtbot: QtBot, qapp: QApplication, home: Path, tmp_path: Path, own_preferences: None
) -> None:
    theme.apply_theme(qapp)
    broken = tmp_path / "一个包.jxpkg"
    broken.write_bytes(b"PK\x03\x04")
    start = Start(make_frame(), home, file=broken)
    qtbot.waitUntil(lambda: start.shell is not None and start.shell.current == "tray", timeout=20_000)
    assert start.shell is not None
    page = start.shell.pages["tray"]
    assert isinstance(page, TrayPage)
    qtbot.waitUntil(lambda: "一个包" in page.answer_bar.text.text(), timeout=20_000)
    start.end()


def test_forms_given_at_the_start_are_read_for_import_and_not_stored(
    qtbot: QtBot, qapp: QApplication, home: Path, own_preferences: None
) -> None:
    theme.apply_theme(qapp)
    sample = Path(__file__).parents[1] / "samples" / "self-evaluation-yongde-mingliang-2022.xlsx"
    start = Start(make_frame(), home, file=sample)
    qtbot.waitUntil(lambda: start.frame.findChild(TakeInDialog) is not None, timeout=20_000)
    dialog = start.frame.findChild(TakeInDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.stack.currentIndex() == PREVIEW, timeout=30_000)
    assert start.shell is not None
    assert start.shell.context.workspace.read(lambda tx: tx.value("SELECT count(*) FROM import_batch")) == 0
    dialog.reject()
    start.end()
