"""The reminder to copy the data to a stick: a bar on the first page that says since when none was made."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import Bar, button
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.theme import Tone

if TYPE_CHECKING:
    from jxdesk.actions.backup import Backup
    from jxdesk.actions.deadlines import StickReminder


class StickBar(Bar):
    """In sight only when it is time."""

    def __init__(self, context: Context) -> None:
        super().__init__(Tone.WARN, name="stick_bar")
        self.context = context
        self.row.addWidget(button("备份到 U 盘", self._on_copy, icon="stick", name="stick_copy"))
        self.row.addWidget(button("明天再提醒", self._on_snooze, kind="link", name="stick_snooze"))
        self.hide()

    def ask(self) -> None:
        """Looks whether it is time."""
        from jxdesk.actions import deadlines

        workspace = self.context.workspace
        self.context.tasks.run(
            lambda: deadlines.stick_reminder(workspace), self.show_reminder, lane=Lane.READ, owner=self
        )

    def show_reminder(self, found: StickReminder) -> None:
        """Says since when."""
        self.setVisible(found.is_due)
        if not found.is_due:
            return
        day = f"{found.since.month}月{found.since.day}日"
        if found.last is None:
            words = f"数据还从来没有备份到 U 盘（{day}开始用，已经 {found.days} 天）。电脑坏了，只有 U 盘上的能找回来。"
        else:
            words = f"已经 {found.days} 天没有备份到 U 盘（上次是{day}）。插上 U 盘拷一份，电脑坏了也不怕。"
        self.say(Tone.WARN, words)

    def _on_copy(self) -> None:
        from jxdesk.exchange.drives import find_drives

        self.context.tasks.run(
            lambda: [drive.root for drive in find_drives() if not drive.is_read_only],
            self._on_sticks,
            owner=self,
        )

    def _on_sticks(self, roots: list[Path]) -> None:
        begin = str(roots[0]) if roots else ""
        name = QFileDialog.getExistingDirectory(self.window(), "备份到 U 盘的哪个文件夹", begin)
        if name:
            self.copy_to(Path(name))

    def copy_to(self, folder: Path) -> None:
        """Makes a verified backup there."""
        from jxdesk.actions import backup
        from jxdesk.domain.progress import Progress

        workspace, progress = self.context.workspace, Progress("备份到 U 盘")
        self.context.tasks.run(
            lambda: backup.backup(workspace, to=folder, progress=progress),
            self._on_made,
            label="备份到 U 盘",
            progress=progress,
            owner=self,
        )

    def _on_made(self, made: Backup) -> None:
        self.context.tell(f"备份好了：{made.path}")
        self.context.refresh.announce(Part.BACKUPS)
        self.ask()

    def _on_snooze(self) -> None:
        from jxdesk.actions import deadlines

        workspace = self.context.workspace
        self.context.tasks.run(
            lambda: deadlines.snooze(workspace), lambda _: self.hide(), lane=Lane.EDIT, owner=self
        )
