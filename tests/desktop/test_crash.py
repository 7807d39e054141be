"""A bug leads to a report without any data, the window goes on, and Qt's own complaints land in the log."""

from __future__ import annotations

import faulthandler
import logging
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from jxdesk.desktop.crash import CrashKeeper, install, report_of
from jxdesk.desktop.dialogs.crash import CrashDialog

SECRETS = ("白岩镇农村公路养护补助", "12840000", "山高水长")


@pytest.fixture
def keeper(qtbot: QtBot, qapp: QApplication) -> Iterator[CrashKeeper]:
    """The keeper in its place, taken out again afterwards."""
    hooks = sys.excepthook, threading.excepthook
    made = install()
    yield made
    sys.excepthook, threading.excepthook = hooks
    qInstallMessageHandler(None)
    made.let_go()
    made.setParent(None)
    made.deleteLater()
    faulthandler.disable()


def a_bug() -> BaseException:
    """A bug whose message and values hold what must not leave the office."""
    name, budget_fen = SECRETS[0], int(SECRETS[1])
    try:
        try:
            raise KeyError(f"{name} {budget_fen}")
        except KeyError as first:
            raise ValueError(SECRETS[2]) from first
    except ValueError as bug:
        return bug


def test_a_report_names_the_kind_the_place_and_the_versions_and_no_data() -> None:
    report = report_of(a_bug())
    assert "builtins.ValueError" in report
    assert "builtins.KeyError" in report
    assert "Python" in report
    assert "test_crash" in report
    assert not any(secret in report for secret in SECRETS)
    assert str(Path.home()) not in report


def test_a_report_of_our_own_code_names_file_line_and_function() -> None:
    from jxdesk.desktop.moments import moment

    with pytest.raises(ValueError, match="not a moment") as caught:
        moment("not a moment")
    report = report_of(caught.value)
    assert "desktop/moments.py:" in report
    assert " moment" in report
    assert "not a moment" not in report


def test_a_bug_opens_the_dialog_once_and_the_window_goes_on(qtbot: QtBot, keeper: CrashKeeper) -> None:
    for _ in range(3):
        bug = a_bug()
        keeper.on_exception(type(bug), bug, bug.__traceback__)
    qtbot.waitUntil(lambda: len(dialogs()) == 1)
    dialog = dialogs()[0]
    dialog.ui.crash_copy.click()
    copied = QApplication.clipboard().text()
    assert "ValueError" in copied
    assert not any(secret in copied for secret in SECRETS)
    dialog.ui.crash_go_on.click()
    qtbot.waitUntil(lambda: not dialogs())


def dialogs() -> list[CrashDialog]:
    """The crash dialogs in sight."""
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, CrashDialog) and one.isVisible()]


def test_a_bug_on_another_thread_is_shown_on_the_windows(qtbot: QtBot, keeper: CrashKeeper) -> None:
    def fails() -> None:
        raise a_bug()

    thread = threading.Thread(target=fails)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: len(dialogs()) == 1)
    dialogs()[0].accept()


@pytest.mark.filterwarnings("ignore")
def test_the_log_keeps_reports_and_qts_complaints_and_no_data(
    qtbot: QtBot, keeper: CrashKeeper, tmp_path: Path
) -> None:
    keeper.keep_log(tmp_path)
    bug = a_bug()
    keeper.on_exception(type(bug), bug, bug.__traceback__)
    keeper.on_qt_message(QtMsgType.QtWarningMsg, None, "a complaint of Qt")  # type: ignore[arg-type]
    logging.getLogger("jxdesk").handlers[-1].flush()
    said = (tmp_path / "logs" / "jxdesk.log").read_text(encoding="utf-8")
    assert "builtins.ValueError" in said
    assert "a complaint of Qt" in said
    assert not any(secret in said for secret in SECRETS)
    qtbot.waitUntil(lambda: len(dialogs()) == 1)
    dialogs()[0].accept()
