"""Reminders of returns: a line of 今天要做 on the first page, and a bar above the form that was returned."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from jxdesk.desktop.context import Context
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.theme import Tone
from jxdesk.desktop.todo_rows import Todo, todo_row

if TYPE_CHECKING:
    from jxdesk.actions.work_order import OpenOrder

LINE = "returned_todo"
WAITING_LINE = "review_todo"
WAITING = Todo("review", "check", Tone.INFO, "张下级报来的表等着审核", "去审核")
PASSED_LINE = "passed_todo"
PASSED = Todo("passed", "check", Tone.INFO, "张表带意见通过了，请看审核人的意见和改定的地方", "去看")


class ReturnedReminder:
    """Hands its line to ``add_row`` of an owner that clears it."""

    def __init__(self, context: Context, add_row: Callable[[QWidget], None], owner: QWidget) -> None:
        self.context = context
        self.add_row = add_row
        self.owner = owner

    def ask(self) -> None:
        """Asks what was returned and has not gone again, and how much of what came waits to be judged."""
        workspace = self.context.workspace

        def work() -> tuple[OpenOrder, ...]:
            from jxdesk.actions import work_order

            return work_order.orders(workspace)

        def waits() -> int:
            from jxdesk.actions.reviewing import waiting

            return waiting.count_waiting(workspace)

        def passed() -> tuple[str, ...]:
            from jxdesk.actions.passed_with_words import passed_with_words

            return tuple(one.filing.id for one in passed_with_words(workspace) if one.is_new)

        self.context.tasks.run(work, self.show_orders, lane=Lane.READ, owner=self.owner)
        self.context.tasks.run(passed, self.show_passed, lane=Lane.READ, owner=self.owner)
        self.context.tasks.run(waits, self.show_waiting, lane=Lane.READ, owner=self.owner)

    def show_waiting(self, count: int) -> None:
        """Adds the line where something waits to be judged."""
        self._show(WAITING_LINE, WAITING, count, "review")

    def show_passed(self, filing_ids: tuple[str, ...]) -> None:
        """Adds the line where something passed with words that nobody has read."""
        self._show(PASSED_LINE, PASSED, len(filing_ids), "returned", next(iter(filing_ids), ""))

    def show_orders(self, orders: tuple[OpenOrder, ...]) -> None:
        """Adds the line where something was returned."""
        left = sum(len(one.order.open_items) for one in orders)
        words = f"张表被退回，{left} 条意见未答" if left else "张表被退回，意见都答了，等着重报"
        todo = Todo("returned", "back", Tone.ERROR if left else Tone.WARN, words, "逐条改")
        self._show(LINE, todo, len(orders), "returned")

    def _show(self, name: str, todo: Todo, count: int, page: str, argument: object = None) -> None:
        """Shows a line in the place of the one before; none where there is nothing to say."""
        for old in self.owner.findChildren(QWidget, name):
            old.setParent(None)
        if count:
            row = todo_row(todo, count, partial(self.context.open_page, page, argument))
            row.setObjectName(name)
            self.add_row(row)
