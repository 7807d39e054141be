"""A second start on an open folder: the first window comes forward and offers the file, or the second one says who has it."""

from __future__ import annotations

import socket
import threading
from pathlib import Path

import pytest
from PySide6.QtNetwork import QLocalSocket
from PySide6.QtWidgets import QDialog, QMessageBox
from pytestqt.qtbot import QtBot

from jxdesk.desktop.app import make_frame
from jxdesk.desktop.dialogs.take_in import TakeInDialog
from jxdesk.desktop.handover import Receiver, hand_over, server_name
from jxdesk.desktop.shell import Shell
from jxdesk.desktop.start import Start

YONGDE = Path(__file__).parents[1] / "samples" / "self-evaluation-yongde-mingliang-2022.xlsx"


def handed(qtbot: QtBot, home: Path, file: Path | None) -> bool:
    """What a second program hears; asked on a thread of its own, as the start does."""
    answers: list[bool] = []
    asking = threading.Thread(target=lambda: answers.append(hand_over(home, file)))
    asking.start()
    qtbot.waitUntil(lambda: bool(answers), timeout=10_000)
    asking.join()
    return answers[0]


def test_a_file_reaches_the_program_that_has_the_folder(qtbot: QtBot, tmp_path: Path) -> None:
    receiver = Receiver(tmp_path)
    with qtbot.waitSignal(receiver.received) as heard:
        assert handed(qtbot, tmp_path, YONGDE)
    assert heard.args == [YONGDE]
    with qtbot.waitSignal(receiver.received) as heard:
        assert handed(qtbot, tmp_path, None)
    assert heard.args == [None]
    receiver.close()


def test_a_busy_window_comes_forward_but_takes_no_file(qtbot: QtBot, tmp_path: Path) -> None:
    receiver = Receiver(tmp_path)
    receiver.is_busy = lambda: True
    with qtbot.waitSignal(receiver.received) as heard:
        assert not handed(qtbot, tmp_path, YONGDE)
    assert heard.args == [None]
    receiver.close()


def test_nobody_listens_for_another_folder(qtbot: QtBot, tmp_path: Path) -> None:
    receiver = Receiver(tmp_path / "一个")
    assert not handed(qtbot, tmp_path / "另一个", YONGDE)
    receiver.close()


def test_nonsense_on_the_line_opens_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    receiver = Receiver(tmp_path)
    line = QLocalSocket()
    line.connectToServer(server_name(tmp_path))
    assert line.waitForConnected(2_000)
    with qtbot.waitSignal(receiver.received) as heard:
        line.write(b"[1, 2]\n")
        line.flush()
    assert heard.args == [None]
    receiver.close()


def test_what_a_dead_program_left_under_the_name_is_no_hindrance(qtbot: QtBot, tmp_path: Path) -> None:
    first = Receiver(tmp_path)
    path = Path(first._server.fullServerName())
    first.close()
    left = socket.socket(socket.AF_UNIX)
    left.bind(str(path))
    left.close()
    assert path.exists()
    receiver = Receiver(tmp_path)
    assert handed(qtbot, tmp_path, None)
    receiver.close()


@pytest.fixture
def second(qtbot: QtBot, shell: Shell, starts: list[Start]) -> Start:
    """A second start on the folder that ``shell`` has open, with a file."""
    qtbot.waitUntil(lambda: bool(starts[0].findChildren(Receiver)), timeout=5_000)
    made = Start(make_frame(), shell.context.opened.folder.root, file=YONGDE)
    starts.append(made)
    return made


def test_the_second_window_closes_and_the_first_one_offers_its_file(
    qtbot: QtBot, shell: Shell, second: Start
) -> None:
    qtbot.waitUntil(lambda: bool(shell.frame.findChildren(TakeInDialog)), timeout=10_000)
    qtbot.waitUntil(lambda: not second.frame.isVisible(), timeout=10_000)
    assert second.shell is None
    dialog = shell.frame.findChildren(TakeInDialog)[0]
    qtbot.waitUntil(lambda: dialog.intake is not None, timeout=20_000)
    dialog.reject()


def test_over_an_open_dialog_the_second_window_says_who_has_the_folder(
    qtbot: QtBot, shell: Shell, starts: list[Start]
) -> None:
    qtbot.waitUntil(lambda: bool(starts[0].findChildren(Receiver)), timeout=5_000)
    open_dialog = QDialog(shell.frame)
    open_dialog.setModal(True)
    open_dialog.open()
    second = Start(make_frame(), shell.context.opened.folder.root, file=YONGDE)
    starts.append(second)
    qtbot.waitUntil(lambda: bool(second.frame.findChildren(QMessageBox)), timeout=10_000)
    assert "已在另一个窗口" in second.frame.findChildren(QMessageBox)[0].text()
    assert not shell.frame.findChildren(TakeInDialog)
    open_dialog.reject()
