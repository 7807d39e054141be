"""Year to-dos: what of the year's targets and of the ledger of rectifications waits for somebody, as lines of 今天要做 on the first page."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from jxdesk.desktop.context import Context
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.theme import Tone
from jxdesk.desktop.todo_rows import Todo, todo_row
from jxdesk.domain.monitoring.ledger import LedgerFilter, Overdue

if TYPE_CHECKING:
    from jxdesk.actions.first_todos import TargetCounts

MISSING = Todo("year_missing", "warning", Tone.WARN, "个年中追加的项目还没有绩效目标，追加的也要填", "去填")
UNAPPROVED = Todo("year_unapproved", "check", Tone.INFO, "张绩效目标报了还没有登记批复", "登记批复")
REQUESTED = Todo("year_requested", "edit", Tone.INFO, "份目标调整申请等着批复", "去看")
OVERDUE = Todo("overdue", "error", Tone.ERROR, "件整改过了时限还没有办好，最久的逾期 {days} 天", "看台账")
ASKED = "year_todos"
_numbers = itertools.count(1)


class YearTodos:
    """Hands its lines to ``add_row`` of an owner that clears them."""

    def __init__(self, context: Context, add_row: Callable[[QWidget], None], owner: QWidget) -> None:
        self.context = context
        self.add_row = add_row
        self.owner = owner
        self.number = next(_numbers)
        owner.setProperty(ASKED, self.number)

    def ask(self, year: int) -> None:
        """Asks what waits in a year, and adds a line for each."""
        workspace = self.context.workspace

        def work() -> tuple[TargetCounts, Sequence[str]]:
            from jxdesk.actions import first_todos

            return first_todos.of_targets(workspace, year)

        self.context.tasks.run(
            work, lambda found: self.show_waiting(year, *found), lane=Lane.READ, owner=self.owner
        )

        def late() -> Overdue:
            from jxdesk.actions import rectify

            return rectify.overdue(workspace)

        self.context.tasks.run(late, self.show_overdue, lane=Lane.READ, owner=self.owner)

    def show_overdue(self, found: Overdue) -> None:
        """Adds the line about rectifications that should be done by now, of whatever year, with the way to the ledger."""
        if self.owner.property(ASKED) == self.number and found.count:
            todo = OVERDUE._replace(text=OVERDUE.text.format(days=found.days))
            act = partial(self.context.open_page, "rectifications", LedgerFilter.OVERDUE)
            self.add_row(todo_row(todo, found.count, act))

    def show_waiting(self, year: int, counts: TargetCounts, requested: Sequence[str]) -> None:
        """Adds the lines; what nobody waits for gets none, and an answer that came too late adds nothing."""
        if self.owner.property(ASKED) != self.number:
            return
        year_lines: tuple[tuple[int, Todo, Callable[[], object]], ...] = (
            (counts.missing_of_mid_year, MISSING, self._projects(year)),
            (counts.unapproved, UNAPPROVED, partial(self._approve, year)),
            (
                counts.requested if requested else 0,
                REQUESTED,
                partial(self._adjustment, next(iter(requested), "")),
            ),
        )
        for count, todo, act in year_lines:
            if count:
                self.add_row(todo_row(todo, count, act))

    def _projects(self, year: int) -> Callable[[], object]:
        def act() -> None:
            from jxdesk.actions.look import ProjectQuery

            self.context.open_page("projects", ProjectQuery(year))

        return act

    def _approve(self, year: int) -> None:
        from jxdesk.desktop.dialogs.approvals import ApprovalsDialog

        ApprovalsDialog(self.context, year=year, parent=self.owner.window()).open()

    def _adjustment(self, filing_id: str) -> None:
        from jxdesk.desktop.dialogs.adjustment import AdjustmentDialog

        AdjustmentDialog(self.context, filing_id, parent=self.owner.window()).open()
