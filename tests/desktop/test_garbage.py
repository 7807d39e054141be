"""Garbage is collected on the window's thread alone: on another one Qt and Python would wait for each other for ever."""

from __future__ import annotations

import gc
import threading
import weakref

from pytestqt.qtbot import QtBot

from jxdesk.desktop.shell import Shell


class Knot:
    """Something that only the collector can take apart."""

    def __init__(self) -> None:
        self.itself = self


def test_what_another_thread_makes_is_collected_by_the_window(qtbot: QtBot, shell: Shell) -> None:
    qtbot.waitUntil(lambda: not gc.isenabled())
    collected_on: list[int] = []

    def work() -> None:
        for _ in range(2_000):
            weakref.finalize(Knot(), lambda: collected_on.append(threading.get_ident()))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert collected_on == []
    qtbot.waitUntil(lambda: len(collected_on) == 2_000, timeout=10_000)
    assert set(collected_on) == {threading.get_ident()}


def test_the_models_leave_the_collector_as_it_was(qtbot: QtBot, shell: Shell) -> None:
    qtbot.waitUntil(lambda: not gc.isenabled())
    shell.context.opened.database.warm().join()
    assert not gc.isenabled()
