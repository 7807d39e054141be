"""Practice: from the own data into the practice county, spoiling it, beginning anew, and back to the own data."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from jxdesk.actions.start import start as start_workspace
from jxdesk.desktop import practice_home, theme
from jxdesk.desktop.app import make_frame
from jxdesk.desktop.pages.practice import PracticePage
from jxdesk.desktop.shell import Shell
from jxdesk.desktop.start import Start
from jxdesk.domain.records.offices import OfficeLevel

pytestmark = pytest.mark.window
LONG = 30_000


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The own workspace of a township."""
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(tmp_path / "config"))
    home = tmp_path / "本单位"
    start_workspace(home, name="狮山镇人民政府", level=OfficeLevel.TOWNSHIP, code="53-23-29-101")
    return home


@pytest.fixture
def starts(qapp: QApplication) -> Iterator[list[Start]]:
    """Every window that was opened, closed in the end."""
    theme.apply_theme(qapp)
    opened: list[Start] = []
    yield opened
    for one in opened:
        one.end()


def open_next(qtbot: QtBot, starts: list[Start], home: Path) -> Shell:
    """Opens the window, going where the one before wanted to go."""
    move = None
    if starts:
        starts[-1].end()
        move = starts[-1].next
        assert move is not None
        home = move.home
    begun = Start(make_frame(), home, move=move)
    starts.append(begun)
    qtbot.waitUntil(lambda: begun.shell is not None and begun.shell.current == "dashboard", timeout=LONG)
    assert begun.shell is not None
    return begun.shell


def practice_of(shell: Shell) -> PracticePage:
    """The page of practice, in sight."""
    shell.go("practice")
    page = shell.pages["practice"]
    assert isinstance(page, PracticePage)
    return page


def press(page: PracticePage, name: str) -> None:
    """Presses a button of the page."""
    found = page.findChild(QAbstractButton, name)
    assert found is not None, name
    found.click()


def test_practice_is_another_folder_that_can_be_begun_anew(
    qtbot: QtBot, starts: list[Start], own: Path
) -> None:
    shell = open_next(qtbot, starts, own)
    assert not shell.practice
    press(practice_of(shell), "practice_open")
    qtbot.waitUntil(lambda: not shell.frame.isVisible(), timeout=LONG)

    inside = open_next(qtbot, starts, own)
    assert inside.practice
    assert inside.context.opened.folder.root == practice_home.practice_home()
    assert inside.frame.windowTitle().startswith("【练习】")
    inside.context.workspace.transact(lambda tx: tx.execute("UPDATE project SET name = '练坏了'"))
    practice_of(inside).begin_anew()
    qtbot.waitUntil(lambda: not inside.frame.isVisible(), timeout=LONG)

    fresh = open_next(qtbot, starts, own)
    names = {row[0] for row in fresh.context.workspace.read(lambda tx: tx.query("SELECT name FROM project"))}
    assert "练坏了" not in names
    assert len(names) >= 24
    press(practice_of(fresh), "practice_leave")
    qtbot.waitUntil(lambda: not fresh.frame.isVisible(), timeout=LONG)

    back = open_next(qtbot, starts, own)
    assert not back.practice
    assert back.context.opened.folder.root == own
    assert back.frame.windowTitle().startswith("狮山镇人民政府")
