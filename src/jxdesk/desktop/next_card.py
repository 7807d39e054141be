"""先办这几个: the card of the first page with the projects that come next, each opened by one press."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import Card, Row, button, clear, label
from jxdesk.desktop.theme import Tone

if TYPE_CHECKING:
    from jxdesk.actions.look import ProjectRow

UNIT_WIDTH = 150


class NextCard(Card):
    """The card."""

    def __init__(self, context: Context) -> None:
        super().__init__("先办这几个", name="next_card", spacing=4)
        self.context = context
        self.rows = QVBoxLayout()
        self.rows.setSpacing(0)
        self.body.addLayout(self.rows)
        self.body.addStretch(1)

    def show_projects(self, projects: Sequence[ProjectRow]) -> None:
        """Shows the projects; without any there is no card."""
        from jxdesk.desktop.columns import state_of
        from jxdesk.desktop.furniture import elided, pill

        clear(self.rows)
        self.setVisible(bool(projects))
        for one in projects:
            word, tone = state_of(one)
            name = elided(one.name, name="next_name")
            unit = elided(one.implementing_unit or one.department, role="second", width=UNIT_WIDTH)
            go = button("打开", partial(self.context.open_page, "project", one.id), kind="link")
            go.setAccessibleName(f"打开 {one.name}")
            note = label(f"{one.errors} 处必须改" if one.errors else "", role="second", tone=Tone.ERROR)
            self.rows.addWidget(Row(pill(word, tone), name, note, unit, go, stretch=1, air=3))
