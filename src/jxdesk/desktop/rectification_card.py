"""Rectification card: what must be mended in a project, how each stands, and the button that notes another one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QVBoxLayout

from jxdesk.actions import rectify
from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import Card, Row, button, clear, elided, label, pill
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.theme import Tone
from jxdesk.domain.records.rectifications import OVERDUE, STATE_WORDS, Rectification, RectificationState

TONES = {
    OVERDUE: Tone.ERROR,
    STATE_WORDS[RectificationState.OPEN]: Tone.WARN,
    STATE_WORDS[RectificationState.UNDER_WAY]: Tone.INFO,
    STATE_WORDS[RectificationState.DONE]: Tone.OK,
    STATE_WORDS[RectificationState.DROPPED]: Tone.PLAIN,
}


class RectificationCard(Card):
    """The list of one project."""

    def __init__(self, context: Context) -> None:
        super().__init__("整改", name="rectification_card", spacing=4)
        self.context = context
        self.project_id = ""
        self.add_button = button("记一条整改", self.begin, kind="link", icon="plus", name="rectification_add")
        self.ledger_button = button(
            "整改台账", partial(context.open_page, "rectifications"), kind="link", name="rectification_ledger"
        )
        self.title_row.addWidget(self.add_button)
        self.title_row.addWidget(self.ledger_button)
        self.rows = QVBoxLayout()
        self.rows.setSpacing(0)
        self.body.addLayout(self.rows)

    def show_project(self, project_id: str) -> None:
        """Reads and shows the rectifications of a project."""
        self.project_id = project_id
        workspace = self.context.workspace
        self.context.tasks.run(
            lambda: rectify.of_project(workspace, project_id),
            partial(self._show, project_id),
            lane=Lane.READ,
            owner=self,
        )

    def _show(self, project_id: str, found: Sequence[Rectification]) -> None:
        if project_id != self.project_id:
            return
        clear(self.rows)
        today = dt.date.today()  # noqa: DTZ011 - the date on this desk's wall is what is meant
        for one in found:
            word = one.word(today)
            due = f"{one.due_on.isoformat()} 前　" if one.due_on else ""
            facts = label(f"{due}{one.responsible}", role="second")
            go = button("打开", partial(self.open, one), name="rectification_open")
            text = elided(one.problem.replace("\n", " "), name="rectification_problem")
            text.setToolTip(f"{one.problem}\n措施：{one.measure}")
            self.rows.addWidget(Row(pill(word, TONES[word]), text, facts, go, stretch=1))
        if not found:
            hint = "还没有要整改的。监控发现问题的，在这里记下原因、措施、责任人和时限。"
            self.rows.addWidget(label(hint, role="second", wrap=True))

    def begin(self) -> None:
        """Notes another one."""
        workspace, project_id = self.context.workspace, self.project_id
        if project_id:
            self.context.tasks.run(
                lambda: rectify.begin(workspace, project_id), self.open, lane=Lane.READ, owner=self
            )

    def open(self, about: Rectification) -> None:
        """Opens one to be gone on with."""
        from jxdesk.desktop.dialogs.rectification import RectificationDialog

        dialog = RectificationDialog(self.context, about, parent=self.window())
        dialog.accepted.connect(lambda: self.show_project(self.project_id))
        dialog.open()
