"""The task strip: what runs in the background, in the status bar, with its progress and a way to stop it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from jxdesk.desktop.furniture import icon_button, label
from jxdesk.desktop.tasks import Task, Tasks


class TaskStrip(QWidget):
    """Shows the oldest labelled task and how many wait behind it; polls its progress."""

    def __init__(self, tasks: Tasks) -> None:
        super().__init__()
        self.setObjectName("task_strip")
        self._tasks = tasks
        self._task: Task | None = None
        self.text = label(name="task_text")
        self.bar = QProgressBar()
        self.bar.setObjectName("task_bar")
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(120)
        self.stop = icon_button("close", "停下这件事", self._on_stop_clicked, name="task_stop", size=14)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for widget in (self.text, self.bar, self.stop):
            row.addWidget(widget)
        tasks.changed.connect(self._on_tasks_changed)
        tasks.polled.connect(self._on_tasks_polled)
        self.hide()

    def _on_tasks_changed(self) -> None:
        visible = self._tasks.visible()
        self._task = visible[0] if visible else None
        self.setVisible(self._task is not None)
        self._on_tasks_polled()

    def _on_tasks_polled(self) -> None:
        task = self._task
        if task is None:
            return
        others = len(self._tasks.visible()) - 1
        text = task.label
        progress = task.progress
        if progress is not None and progress.total:
            text = f"{text} {progress.done}/{progress.total}"
            self.bar.setRange(0, progress.total)
            self.bar.setValue(min(progress.done, progress.total))
        else:
            self.bar.setRange(0, 0)
        if others:
            text += f"（后面还有 {others} 件）"
        self.text.setText(text)
        self.stop.setVisible(progress is not None)
        if progress is not None and progress.cancelled:
            self.text.setText(f"正在停下：{task.label}")
            self.stop.setEnabled(False)
        else:
            self.stop.setEnabled(True)

    def _on_stop_clicked(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._on_tasks_polled()
