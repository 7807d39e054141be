"""Year to-dos: what of the year's targets waits for somebody, as lines of 今天要做 on the first page."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from jxdesk.desktop import theme
from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import Row, button, label, picture
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.theme import Tone

if TYPE_CHECKING:
    from jxdesk.actions.approve import TargetCounts

ASKED = "year_todos"
_numbers = itertools.count(1)


class YearTodos:
    """Adds its lines to a column of rows that its owner clears."""

    def __init__(self, context: Context, rows: QVBoxLayout, owner: QWidget) -> None:
        self.context = context
        self.rows = rows
        self.owner = owner
        self.number = next(_numbers)
        owner.setProperty(ASKED, self.number)

    def ask(self, year: int) -> None:
        """Asks what waits in a year, and adds a line for each."""
        workspace = self.context.workspace

        def work() -> tuple[TargetCounts, Sequence[str]]:
            from jxdesk.actions import approve

            return approve.waiting(workspace, year)

        self.context.tasks.run(
            work, lambda found: self.show_waiting(year, *found), lane=Lane.READ, owner=self.owner
        )

    def show_waiting(self, year: int, counts: TargetCounts, requested: Sequence[str]) -> None:
        """Adds the lines; what nobody waits for gets none, and an answer that came too late adds nothing."""
        if self.owner.property(ASKED) != self.number:
            return
        if counts.missing_of_mid_year:
            text = "个年中追加的项目还没有绩效目标，追加的也要填"
            self._add(
                counts.missing_of_mid_year,
                "warning",
                Tone.WARN,
                text,
                "去填",
                self._projects(year),
                "missing",
            )
        if counts.unapproved:
            text = "张绩效目标报了还没有登记批复"
            self._add(
                counts.unapproved,
                "check",
                Tone.INFO,
                text,
                "登记批复",
                partial(self._approve, year),
                "unapproved",
            )
        if requested:
            text = "份目标调整申请等着批复"
            self._add(
                counts.requested,
                "edit",
                Tone.INFO,
                text,
                "去看",
                partial(self._adjustment, requested[0]),
                "requested",
            )

    def _add(
        self,
        count: int,
        icon: str,
        tone: Tone,
        text: str,
        verb: str,
        act: Callable[[], object],
        name: str,
    ) -> None:
        number = label(str(count), role="block_title", tone=tone)
        number.setMinimumWidth(30)
        number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        go = button(verb, act, name=f"todo_year_{name}")
        go.setAccessibleName(f"{verb}：{count}{text}")
        go.setMinimumWidth(76)
        self.rows.addWidget(Row(picture(icon, colour=theme.TONES[tone][0]), number, label(text), None, go))

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
