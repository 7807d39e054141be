"""今天要做: the card of the first page with a line for everything that waits, each with its number and the verb that leads there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import Card, clear, label
from jxdesk.desktop.theme import Tone
from jxdesk.desktop.todo_rows import Todo, todo_row

if TYPE_CHECKING:
    from jxdesk.actions.look import Morning
    from jxdesk.domain.monitoring.rows import MonitoringTodo

TODOS = (
    Todo("problem", "error", Tone.ERROR, "个项目的{word}有必须改的问题，改好才能封装", "看问题"),
    Todo("none", "edit", Tone.WARN, "个项目还没有开始填{word}", "去填"),
    Todo("draft", "edit", Tone.INFO, "个项目的{word}填了一半", "接着填"),
    Todo("finished", "seal", Tone.OK, "个项目的{word}已填好，可以封装送出", "去封装"),
)


class TodoCard(Card):
    """The card; ``open_list`` opens the project list with some filters."""

    def __init__(self, context: Context, open_list: Callable[[Mapping[str, Any]], None]) -> None:
        super().__init__("今天要做", name="todo_card", spacing=4)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.context = context
        self._open_list = open_list
        self.year = 0
        self.rows = QVBoxLayout()
        self.rows.setSpacing(0)
        self.body.addLayout(self.rows)

    def show_counts(self, year: int, counts: Mapping[str, int], word: str) -> None:
        """Begins anew with how the projects of a year stand; ``word`` names the form that is followed."""
        clear(self.rows)
        self.year = year
        for todo in TODOS:
            if counts.get(todo.key):
                self._add(todo._replace(text=todo.text.format(word=word)), counts[todo.key])
        if not self.rows.count():
            words = f"今天没有要做的事：本年度的{word}都已封装。"
            self.rows.addWidget(label(words, role="second", name="nothing_to_do"))

    def ask_more(self) -> None:
        """Asks for what of the year's targets and monitoring waits for somebody."""
        from jxdesk.desktop.enrolment.reminder import CertificateReminder
        from jxdesk.desktop.review.reminder import ReturnedReminder
        from jxdesk.desktop.year_todos import YearTodos

        if not self.context.scope.path:  # these are of the whole desk
            YearTodos(self.context, self.add_row, self).ask(self.year)
            self.context.when_warm(ReturnedReminder(self.context, self.add_row, self).ask)
            self.context.when_warm(CertificateReminder(self.context, self.add_row, self).ask)
        self.context.when_warm(self._ask_month)

    def _ask_month(self) -> None:
        from jxdesk.actions.month_todos import month_todos
        from jxdesk.desktop.tasks import Lane

        workspace, year, scope = self.context.workspace, self.year, self.context.scope.path
        self.context.tasks.run(
            lambda: month_todos(workspace, year, scope=scope),
            lambda todos: (
                self.show_monitoring(todos) if (year, scope) == (self.year, self.context.scope.path) else None
            ),
            lane=Lane.READ,
            owner=self,
        )

    def show_morning(self, morning: Morning) -> None:
        """Adds the line about low execution."""
        if morning.low_count and not self.findChildren(QLabel, "todo_count_low"):
            text = f"个项目执行率低于 {morning.low_percent}%，表里要写明原因"
            todo = Todo("low", "warning", Tone.WARN, text, "看项目")
            self._add(todo, morning.low_count, {"rate_below": morning.low_percent})

    def show_monitoring(self, todos: Sequence[MonitoringTodo]) -> None:
        """Adds a line for each thing to be done about the newest month of monitoring, and the way to its rows."""
        from jxdesk.domain.monitoring.standing import period_words

        for old in self.findChildren(QWidget, "monitoring_todo"):
            old.setParent(None)
        for todo in todos:
            words = f"{todo.words}（{period_words(todo.period)}监控）"
            line = Todo("monitoring", "warning", Tone.WARN, words, "去处理")
            row = todo_row(line, todo.count, partial(self._open_month, self.year, todo))
            row.setObjectName("monitoring_todo")
            self.add_row(row)

    def _open_month(self, year: int, todo: MonitoringTodo) -> None:
        from jxdesk.desktop.pages.monitoring import MonitoringWish

        wish = MonitoringWish(year=year, period=todo.period, wanted=todo.wanted)
        self.context.open_page("monitoring", wish)

    def add_row(self, row: QWidget) -> None:
        """Adds a line; that nothing is to be done is not said any more."""
        for idle in self.findChildren(QLabel, "nothing_to_do"):
            idle.setParent(None)
        self.rows.addWidget(row)

    def _add(self, todo: Todo, count: int, filters: Mapping[str, Any] | None = None) -> None:
        asked = {"state": todo.key} if filters is None else filters
        self.add_row(todo_row(todo, count, partial(self._open_list, asked)))
