"""What the tests of the window share: the practice county, and the real window open on a copy of it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

if not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent, QSettings, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from jxdesk.actions.demo import make_practice_county
from jxdesk.desktop import theme, words
from jxdesk.desktop.app import make_frame
from jxdesk.desktop.shell import Shell
from jxdesk.desktop.start import Start

Opener = Callable[[Path], Shell]
SMALL = (1366, 768)
AT_ONCE_MS = 80


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small practice county, made once: 12 offices, 24 projects."""
    home = tmp_path_factory.mktemp("county") / "练习县"
    make_practice_county(home)
    return home


@pytest.fixture
def home(county: Path, tmp_path: Path) -> Path:
    """A copy of the practice county that a test may change."""
    return Path(shutil.copytree(county, tmp_path / "练习县"))


@pytest.fixture(autouse=True)
def taken_apart() -> Iterator[None]:
    """Takes the windows that a test closed apart at its end: the theme of the next test would else dress all their widgets anew."""
    yield
    if QCoreApplication.instance() is not None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def own_preferences(tmp_path: Path) -> None:
    """Preferences in a folder of this test."""
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(tmp_path / "config"))


@pytest.fixture
def starts() -> Iterator[list[Start]]:
    """Every window that a test opened, the last one last; closed in the end."""
    opened: list[Start] = []
    yield opened
    for start in opened:
        start.frame.on_close = lambda: True
        start.end()


@pytest.fixture
def open_window(qtbot: QtBot, qapp: QApplication, own_preferences: None, starts: list[Start]) -> Opener:
    """Opens the whole window on a data folder, as a person does, and waits for its first numbers."""
    theme.apply_theme(qapp)
    words.speak_chinese()

    def make(home: Path) -> Shell:
        frame = make_frame()
        start = Start(frame, home)
        starts.append(start)
        # The last thing that the start does of itself: the first page, the models and what listens all along are there.
        qtbot.waitUntil(lambda: start.shell is not None and start.shell.context.is_warm, timeout=20_000)
        assert start.shell is not None
        assert start.shell.current == "dashboard"
        frame.showNormal()
        frame.resize(*SMALL)
        frame.activateWindow()
        qtbot.waitUntil(frame.isActiveWindow)
        settled(qtbot, start.shell)
        return start.shell

    return make


@pytest.fixture
def shell(open_window: Opener, home: Path) -> Shell:
    """The window on the practice county."""
    return open_window(home)


def settled(qtbot: QtBot, shell: Shell) -> None:
    """Waits until nothing is under way any more: no task, and no timer that is about to begin one."""
    quiet = 0

    def is_quiet() -> bool:
        nonlocal quiet
        quiet = 0 if shell.context.tasks.running or _about_to_act(shell) else quiet + 1
        return quiet > 2

    qtbot.waitUntil(is_quiet, timeout=30_000)


def _about_to_act(shell: Shell) -> bool:
    """Whether a timer runs that collects what follows at once; the pauses of a person who types are longer."""
    timers = shell.frame.findChildren(QTimer)
    return any(one.isActive() and one.isSingleShot() and one.interval() <= AT_ONCE_MS for one in timers)


def child(parent: QWidget, name: str) -> QWidget:
    """The one widget of this name; several of one name, or none, is a fault of the page."""
    found = list(parent.findChildren(QWidget, name))
    assert len(found) == 1, f"{name}: {len(found)} found"
    return found[0]


class ShownWindows:
    """Notes every widget that is shown before it has a place, and so stands as a window of its own for a moment.

    It listens where widgets are shown; a Python event filter over the whole application has crashed Qt.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.windows: list[str] = []
        for name in ("show", "setVisible"):
            monkeypatch.setattr(QWidget, name, self._listening(getattr(QWidget, name)))

    def _listening(self, real: Callable[..., None]) -> Callable[..., None]:
        def shown(widget: QWidget, *on: bool) -> None:
            if widget.isWindow() and on != (False,):
                self.windows.append(f"{type(widget).__name__} {widget.objectName()}")
            real(widget, *on)

        return shown
