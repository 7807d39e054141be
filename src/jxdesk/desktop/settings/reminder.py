"""U 盘备份提醒: when the data was last copied to a stick, and after how many days without a copy the first page says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker

from jxdesk.desktop.choosers import ListChooser
from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import Bar, Card, across, label
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.theme import Tone
from jxdesk.domain.errors import JxError

if TYPE_CHECKING:
    from jxdesk.actions.deadlines import StickReminder


class ReminderCard(Card):
    """One choice, kept as soon as it is made."""

    def __init__(self, context: Context) -> None:
        super().__init__(name="reminder_card")
        self.context = context
        self.last = label(role="second", name="stick_last")
        self.every = ListChooser("stick_every", "多少天没往 U 盘备份就提醒")
        self.every.setSizeAdjustPolicy(ListChooser.SizeAdjustPolicy.AdjustToContents)
        self.every.activated.connect(self._on_every_activated)
        self.warning = Bar(Tone.WARN, name="stick_never")
        self.warning.say(
            Tone.WARN, "不提醒了：电脑坏了或丢了，只有拷出去的那一份能找回来，请自己记着每周拷一次。"
        )
        self.warning.hide()
        self.body.addLayout(
            across(label("往 U 盘备份", role="second"), self.every, 8, self.last, None, spacing=12)
        )
        self.body.addWidget(self.warning)

    def ask(self) -> None:
        """Reads the choice."""
        from jxdesk.actions import deadlines

        workspace = self.context.workspace
        self.context.tasks.run(
            lambda: deadlines.stick_reminder(workspace), self.show_reminder, lane=Lane.READ, owner=self
        )

    def show_reminder(self, found: StickReminder) -> None:
        """Shows the choice, and warns of the one that leaves a desk without a copy."""
        from jxdesk.actions.deadlines import NEVER

        day = f"{found.since.month}月{found.since.day}日"
        self.last.setText(
            f"还从来没有拷过（{day}开始用）" if found.last is None else f"上次 {day}，{found.days} 天前"
        )
        with QSignalBlocker(self.every):
            self.every.clear()
            for days in found.offered_days:
                usual = "（建议）" if days == found.usual_days else ""
                self.every.addItem(f"{days} 天没拷就提醒{usual}", days)
            self.every.addItem("不提醒", NEVER)
            self.every.setCurrentIndex(self.every.findData(found.every_days))
        self.warning.setVisible(found.every_days == NEVER)

    def _on_every_activated(self, _: int) -> None:
        from jxdesk.actions import deadlines

        workspace, days = self.context.workspace, int(self.every.currentData())
        self.context.tasks.run(
            lambda: deadlines.remind_every(workspace, days),
            lambda _: self._on_kept(),
            lane=Lane.EDIT,
            on_error=self._on_refused,
            owner=self,
        )

    def _on_kept(self) -> None:
        self.context.tell_saved()
        self.context.refresh.announce(Part.BACKUPS, Part.PREFERENCES)
        self.ask()

    def _on_refused(self, error: JxError) -> None:
        self.ask()
        self.context.tasks.failed.emit(error)
