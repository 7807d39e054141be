"""A backup is made, the data goes wrong, and the backup is put back: in the window, with its preview and its pause."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QCheckBox, QWidget
from pytestqt.qtbot import QtBot

from jxdesk.actions.demo import make_practice_county
from jxdesk.actions.workspace import Workspace
from jxdesk.desktop import theme
from jxdesk.desktop.app import make_frame
from jxdesk.desktop.dialogs.restore import RestoreDialog
from jxdesk.desktop.pages.settings import SettingsPage
from jxdesk.desktop.settings.backups import BackupsSection
from jxdesk.desktop.shell import Shell
from jxdesk.desktop.start import Start

pytestmark = pytest.mark.window
LONG = 30_000


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The small practice county."""
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(tmp_path / "config"))
    made = tmp_path / "练习县"
    make_practice_county(made)
    return made


@pytest.fixture
def starts(qapp: QApplication) -> Iterator[list[Start]]:
    """Every window that was opened, closed in the end."""
    theme.apply_theme(qapp)
    opened: list[Start] = []
    yield opened
    for start in opened:
        start.end()


def open_on(qtbot: QtBot, starts: list[Start], home: Path, **options: object) -> Shell:
    """Opens the window and waits for its first page."""
    frame = make_frame()
    start = Start(frame, home, **options)  # type: ignore[arg-type]
    starts.append(start)
    qtbot.waitUntil(lambda: start.shell is not None and start.shell.current == "dashboard", timeout=LONG)
    assert start.shell is not None
    quiet(qtbot, start.shell)
    return start.shell


def quiet(qtbot: QtBot, shell: Shell) -> None:
    """Waits until nothing is under way."""
    calm = 0

    def is_calm() -> bool:
        nonlocal calm
        calm = 0 if shell.context.tasks.running else calm + 1
        return calm > 6

    qtbot.waitUntil(is_calm, timeout=LONG)


def press(parent: QWidget, name: str) -> None:
    """Presses a button by its name."""
    found = parent.findChild(QAbstractButton, name)
    assert found is not None, name
    assert found.isEnabled(), name
    QTest.mouseClick(found, Qt.MouseButton.LeftButton)


def backups_of(qtbot: QtBot, shell: Shell) -> BackupsSection:
    """The section of backups, in sight and read."""
    shell.go("settings", "backups")
    quiet(qtbot, shell)
    page = shell.pages["settings"]
    assert isinstance(page, SettingsPage)
    section = page.stack.currentWidget()
    assert isinstance(section, BackupsSection)
    return section


def names_in(home: Path) -> set[str]:
    """The names of the projects on the disk."""
    with Workspace.open(home) as workspace:
        return {row[0] for row in workspace.read(lambda tx: tx.query("SELECT name FROM project"))}


def test_a_backup_brings_back_what_was_spoilt(qtbot: QtBot, starts: list[Start], home: Path) -> None:
    before = names_in(home)
    shell = open_on(qtbot, starts, home)
    section = backups_of(qtbot, shell)
    press(section, "backup_now")
    quiet(qtbot, shell)
    asked = next(place for place, row in enumerate(section.model.rows) if row[0] == "手动")
    section.table.selectRow(asked)
    shell.context.workspace.transact(
        lambda tx: tx.execute("UPDATE project SET name = '弄坏了'"), errand="fill"
    )

    press(section, "restore_button")
    dialog = shell.frame.findChild(RestoreDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.go.isEnabled, timeout=LONG)
    later = dialog.findChild(QCheckBox, "restore_later")
    assert later is not None
    assert later.isVisible()
    assert not later.isChecked()
    press(dialog, "restore_go")
    qtbot.waitUntil(lambda: not shell.frame.isVisible(), timeout=LONG)
    first = starts[-1]
    first.end()
    assert first.next is not None

    again = open_on(qtbot, starts, first.next.home, move=first.next)
    section = backups_of(qtbot, again)
    assert section.paused_bar.isVisible()
    rows = again.context.workspace.read(lambda tx: tx.query("SELECT name FROM project"))
    assert {row[0] for row in rows} == before
    press(section, "confirm_restored")
    quiet(qtbot, again)
    assert not section.paused_bar.isVisible()
    assert any((home / "aside").iterdir())


def test_a_restore_can_bring_the_later_changes_along(qtbot: QtBot, starts: list[Start], home: Path) -> None:
    shell = open_on(qtbot, starts, home)
    section = backups_of(qtbot, shell)
    press(section, "backup_now")
    quiet(qtbot, shell)
    shell.context.workspace.transact(
        lambda tx: tx.execute("UPDATE project SET leader = '后来填的'"), errand="fill"
    )
    press(section, "restore_button")
    dialog = shell.frame.findChild(RestoreDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.go.isEnabled, timeout=LONG)
    dialog.later.setChecked(True)
    press(dialog, "restore_go")
    qtbot.waitUntil(lambda: not shell.frame.isVisible(), timeout=LONG)
    first = starts[-1]
    first.end()
    assert first.next is not None
    again = open_on(qtbot, starts, first.next.home, move=first.next)
    assert (
        again.context.workspace.read(lambda tx: tx.value("SELECT leader FROM project LIMIT 1")) == "后来填的"
    )


def test_a_damaged_backup_is_refused_before_anything_is_changed(
    qtbot: QtBot, starts: list[Start], home: Path
) -> None:
    shell = open_on(qtbot, starts, home)
    section = backups_of(qtbot, shell)
    press(section, "backup_now")
    quiet(qtbot, shell)
    path = section.listed[0].path
    bytes_ = bytearray(path.read_bytes())
    bytes_[len(bytes_) // 2] ^= 1
    path.write_bytes(bytes_)
    section.restore(path)
    dialog = shell.frame.findChild(RestoreDialog)
    assert dialog is not None
    quiet(qtbot, shell)
    assert not dialog.go.isEnabled()
    assert dialog.note.property("bar") == "error"
    dialog.reject()
