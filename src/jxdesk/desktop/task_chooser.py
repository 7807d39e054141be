"""The chooser of a task: which form of which year and period is exported or sealed, among those that were filled."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox

from jxdesk.actions import look
from jxdesk.desktop.context import Context
from jxdesk.desktop.tasks import Lane
from jxdesk.domain.records.packages import Task, task_words


class TaskChooser(QComboBox):
    """Lists the tasks of a year that have filings; ``wanted(task)`` when another one is chosen."""

    wanted = Signal(object)

    def __init__(self, context: Context, task: Task) -> None:
        super().__init__()
        self.setObjectName("task_chooser")
        self.setAccessibleName("哪种表")
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.tasks: Sequence[Task] = ()
        self._show((task,), task)
        workspace = context.workspace
        context.tasks.run(
            lambda: look.tasks_of_year(workspace, task.year),
            lambda tasks: self._show(tasks if task in tasks else (*tasks, task), task),
            lane=Lane.READ,
            owner=self,
        )
        self.activated.connect(lambda number: self.wanted.emit(self.tasks[number]))

    def _show(self, tasks: Sequence[Task], chosen: Task) -> None:
        self.tasks = tuple(tasks)
        self.clear()
        self.addItems([task_words(task) for task in tasks])
        self.setCurrentIndex(self.tasks.index(chosen))
