"""Tasks: runs errands away from the window's thread, in order where order matters; every page starts work here."""

from __future__ import annotations

import itertools
import logging
import queue
import threading
import time
from collections.abc import Callable
from enum import StrEnum
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, Qt, QThreadPool, QTimer, Signal, Slot

from jxdesk.domain.errors import Cancelled, JxError
from jxdesk.domain.progress import Progress

POLL_MS = 120
LOG = logging.getLogger(__name__)

Answer = Callable[[Any], None]
Refusal = Callable[[JxError], None]


class Lane(StrEnum):
    """Which workers take a task.

    ``EDIT`` has one worker, so edits arrive in the order they were typed; ``READ`` is for screens and is never
    held up by paper work; ``HEAVY`` is for parsing, drawing, hashing and copying; ``WIRE`` waits for the network, and
    nothing else waits for it.
    """

    EDIT = "edit"
    READ = "read"
    HEAVY = "heavy"
    WIRE = "wire"


WORKERS = {Lane.EDIT: 1, Lane.READ: 1, Lane.HEAVY: 2}
WIRE_PATIENCE_MS = 1_500
"""So long the end of a window waits for the wire: who waits for a silent line is left behind, and what was sent goes on the next time."""


class WireWorker:
    """The one worker of the wire, a thread that holds up nobody's end: nothing stops a thread that waits for a line."""

    def __init__(self) -> None:
        self._waiting: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._under_way = 0
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    def start(self, work: Callable[[], None]) -> None:
        """Does the work when what was asked for before is done."""
        with self._changed:
            self._under_way += 1
        self._waiting.put(work)
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="jxdesk-wire", daemon=True)
            self._thread.start()

    def wait(self, timeout_ms: int) -> bool:
        """Whether everything is done, at the latest after a while."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._under_way, timeout_ms / 1000)

    def _work(self) -> None:
        while True:
            self._waiting.get()()
            with self._changed:
                self._under_way -= 1
                self._changed.notify_all()


class Task:
    """One piece of work under way, with its progress and what to do with its answer."""

    def __init__(
        self,
        work: Callable[[], Any],
        *,
        lane: Lane,
        label: str,
        progress: Progress | None,
        on_done: Answer | None,
        on_error: Refusal | None,
        owner: QObject | None,
        number: int,
        report: Callable[[Task], None],
    ) -> None:
        self.work = work
        self.lane = lane
        self.label = label
        self.progress = progress
        self.on_done = on_done
        self.on_error = on_error
        self.owner = owner
        self.has_owner = owner is not None
        self.number = number
        self.answer: Any = None
        self.fault: BaseException | None = None
        self.started_at = time.monotonic()
        self._report = report

    def run(self) -> None:
        """Does the work on a worker's thread and reports back."""
        try:
            self.answer = self.work()
        except BaseException as fault:  # carried to the window's thread, which sorts errors from bugs
            self.fault = fault
        self._report(self)

    def cancel(self) -> None:
        """Asks the work to stop at its next step."""
        if self.progress is not None:
            self.progress.cancel()

    @property
    def wanted(self) -> bool:
        """Whether somebody still waits for the answer."""
        return not self.has_owner or (self.owner is not None and shiboken6.isValid(self.owner))


class Tasks(QObject):
    """The lanes, and the list of what runs; lives on the window's thread."""

    changed = Signal()
    failed = Signal(object)
    polled = Signal()
    _reported = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.running: dict[int, Task] = {}
        self._is_over = False
        self._numbers = itertools.count(1)
        self._pools: dict[Lane, QThreadPool] = {}
        for lane, workers in WORKERS.items():
            pool = QThreadPool(self)
            pool.setMaxThreadCount(workers)
            pool.setExpiryTimeout(-1)
            self._pools[lane] = pool
        self._wire = WireWorker()
        self._reported.connect(self._on_task_reported, Qt.ConnectionType.QueuedConnection)
        self._poll = QTimer(self)
        self._poll.setInterval(POLL_MS)
        self._poll.timeout.connect(self.polled)

    def run(
        self,
        work: Callable[[], Any],
        on_done: Answer | None = None,
        *,
        lane: Lane = Lane.HEAVY,
        label: str = "",
        progress: Progress | None = None,
        on_error: Refusal | None = None,
        owner: QObject | None = None,
    ) -> Task:
        """Runs ``work`` on a lane; ``on_done`` gets its answer on the window's thread.

        A task with a ``label`` shows in the status bar, with a ``progress`` it can be cancelled there. The answer of
        a task whose ``owner`` is gone is dropped. An error goes to ``on_error``, else to the signal ``failed``; a
        cancelled task says nothing; any other exception is a bug and is raised on the window's thread.
        """
        task = Task(
            work,
            lane=lane,
            label=label,
            progress=progress,
            on_done=on_done,
            on_error=on_error,
            owner=owner,
            number=next(self._numbers),
            report=self._report,
        )
        if self._is_over:
            return task
        self.running[task.number] = task
        (self._wire if lane is Lane.WIRE else self._pools[lane]).start(task.run)
        if progress is not None and not self._poll.isActive():
            self._poll.start()
        self.changed.emit()
        return task

    def _report(self, task: Task) -> None:
        """Called on a worker's thread; nobody hears what is said after the end."""
        if not self._is_over:
            self._reported.emit(task)

    @Slot(object)
    def _on_task_reported(self, task: Task) -> None:
        self.running.pop(task.number, None)
        if self._is_over:
            return
        if not any(other.progress is not None for other in self.running.values()):
            self._poll.stop()
        self.changed.emit()
        fault = task.fault
        if fault is None:
            if task.on_done is not None and task.wanted:
                task.on_done(task.answer)
        elif isinstance(fault, Cancelled):
            LOG.info("cancelled: %s", task.label or task.lane)
            if task.on_error is not None and task.wanted:
                task.on_error(fault)
        elif isinstance(fault, JxError):
            if task.on_error is not None and task.wanted:
                task.on_error(fault)
            else:
                self.failed.emit(fault)
        else:
            raise fault

    def visible(self) -> tuple[Task, ...]:
        """The tasks that the status bar shows, oldest first."""
        return tuple(task for task in self.running.values() if task.label)

    def finish(self, *, timeout_ms: int = 30_000) -> bool:
        """Cancels what can be cancelled and waits for the rest; nothing is begun or answered any more.

        For the end of a window: its data folder is closed next.
        """
        self._is_over = True
        for task in tuple(self.running.values()):
            if task.lane is not Lane.EDIT:
                task.cancel()
        self._wire.wait(WIRE_PATIENCE_MS)
        return all(pool.waitForDone(timeout_ms) for pool in self._pools.values())
