"""The lanes of work: order, answers, errors, cancelling, and answers that nobody waits for any more."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from jxdesk.desktop.tasks import Lane, Tasks
from jxdesk.domain.errors import JxError
from jxdesk.domain.progress import Progress


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[Tasks]:
    """The lanes, emptied at the end."""
    del qtbot
    tasks = Tasks()
    yield tasks
    assert tasks.finish(timeout_ms=5_000)


def test_edits_are_done_in_the_order_in_which_they_were_typed(qtbot: QtBot, tasks: Tasks) -> None:
    done: list[int] = []

    def edit(number: int) -> int:
        time.sleep(0.002 * (number % 3))
        return number

    for number in range(30):
        tasks.run(partial(edit, number), done.append, lane=Lane.EDIT)
    qtbot.waitUntil(lambda: len(done) == 30)
    assert done == list(range(30))


def test_an_answer_comes_back_on_the_windows_thread(qtbot: QtBot, tasks: Tasks) -> None:
    threads: list[object] = []
    tasks.run(threading.get_ident, lambda worker: threads.extend((worker, threading.get_ident())))
    qtbot.waitUntil(lambda: bool(threads))
    worker, window = threads
    assert window == threading.get_ident()
    assert worker != window


def test_a_long_task_does_not_hold_up_a_screen(qtbot: QtBot, tasks: Tasks) -> None:
    released = threading.Event()
    for _ in range(4):
        tasks.run(lambda: released.wait(5))
    answers: list[int] = []
    tasks.run(lambda: 1, answers.append, lane=Lane.READ)
    qtbot.waitUntil(lambda: answers == [1], timeout=2_000)
    released.set()


def test_an_error_goes_to_its_own_handler_and_else_to_the_frame(qtbot: QtBot, tasks: Tasks) -> None:
    def fails() -> None:
        raise JxError("没有做成")

    own: list[JxError] = []
    tasks.run(fails, on_error=own.append)
    qtbot.waitUntil(lambda: len(own) == 1)
    with qtbot.waitSignal(tasks.failed) as heard:
        tasks.run(fails)
    assert str(heard.args[0]) == "没有做成"


def test_a_cancelled_task_says_nothing_to_the_frame(qtbot: QtBot, tasks: Tasks) -> None:
    progress = Progress("抄写")
    begun = threading.Event()

    def work() -> None:
        begun.set()
        for _ in range(1_000):
            time.sleep(0.002)
            progress.step()

    with qtbot.assertNotEmitted(tasks.failed, wait=200):
        task = tasks.run(work, label="抄写", progress=progress)
        assert begun.wait(2)
        task.cancel()
        qtbot.waitUntil(lambda: not tasks.running)


def test_the_answer_for_a_page_that_is_gone_is_dropped(qtbot: QtBot, tasks: Tasks) -> None:
    owner = QObject()
    released = threading.Event()
    answers: list[object] = []
    tasks.run(lambda: released.wait(2), answers.append, owner=owner)
    owner.deleteLater()
    qtbot.wait(20)
    released.set()
    qtbot.waitUntil(lambda: not tasks.running)
    assert answers == []


def test_a_bug_is_raised_on_the_windows_thread(qtbot: QtBot, tasks: Tasks) -> None:
    nothing: dict[str, int] = {}
    with qtbot.captureExceptions() as raised:
        tasks.run(lambda: nothing["missing"])
        qtbot.waitUntil(lambda: not tasks.running)
    assert [kind for kind, _, _ in raised] == [KeyError]


def test_only_labelled_tasks_show_in_the_status_bar(qtbot: QtBot, tasks: Tasks) -> None:
    released = threading.Event()
    tasks.run(lambda: released.wait(2), lane=Lane.READ)
    tasks.run(lambda: released.wait(2), label="导出表格", progress=Progress("导出"))
    assert [task.label for task in tasks.visible()] == ["导出表格"]
    released.set()
    qtbot.waitUntil(lambda: not tasks.running)
