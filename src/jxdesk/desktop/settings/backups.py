"""备份与恢复: the backups there are, making one, a second place, and putting one back after a preview."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from jxdesk.actions import backup
from jxdesk.actions.backup import Backup, BackupFacts
from jxdesk.desktop import preferences
from jxdesk.desktop.amounts import wan
from jxdesk.desktop.backing_up import back_up_now
from jxdesk.desktop.context import Context
from jxdesk.desktop.duty_buttons import offer
from jxdesk.desktop.furniture import Bar, Card, across, button
from jxdesk.desktop.list_table import ListTable, PillPainter
from jxdesk.desktop.moments import full_moment, moment, size
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.rows_model import RowsModel
from jxdesk.desktop.settings.reminder import ReminderCard
from jxdesk.desktop.settings.section import Section, fact, fact_grid
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.theme import Tone
from jxdesk.domain.progress import Progress
from jxdesk.domain.road.duties import Duty

REASONS = {
    "asked": ("手动", Tone.INFO),
    "close": ("退出时", Tone.PLAIN),
    "timer": ("定时", Tone.PLAIN),
    "import": ("导入前", Tone.OK),
    "migration": ("升级前", Tone.OK),
    "migrated": ("升级后", Tone.OK),
    "restore": ("恢复前", Tone.OK),
    "year": ("换年度前", Tone.OK),
}


class BackupsSection(Section):
    """The backups of this desk."""

    TITLE = "备份与恢复"
    SHOWS = frozenset({Part.BACKUPS, Part.IMPORTS, Part.PEOPLE})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.listed: Sequence[Backup] = ()
        self.paused_bar = Bar(Tone.WARN, name="paused_bar")
        self.paused_bar.row.addWidget(
            button("就是它，继续自动备份", self._on_confirm, name="confirm_restored")
        )
        self.paused_bar.hide()
        self.box.addWidget(self.paused_bar)
        card = Card("数据安全", name="backup_card")
        grid = fact_grid()
        self.newest = fact(grid, "上次备份", "backup_newest")
        self.second = fact(grid, "另存一份到", "backup_second")
        card.body.addLayout(grid)
        card.body.addLayout(
            across(
                button(
                    "现在备份", lambda: back_up_now(context), kind="primary", icon="backup", name="backup_now"
                ),
                button("备份到 U 盘或文件夹", self._on_backup_to, icon="stick", name="backup_to"),
                button("选另存的地方", self._on_second, icon="folder", name="backup_second_button"),
                None,
            )
        )
        self.box.addWidget(card)
        self.reminder = ReminderCard(context)
        self.box.addWidget(self.reminder)
        self.model = RowsModel(
            ("来由", "时间", "项目", "金额(万元)", "表", "大小", "文件名"), right=(2, 3, 4, 5)
        )
        self.table = ListTable(
            self.model, (4.5, 11, 4, 8, 4.5, 5, 0), name="backup_table", meaning="备份列表"
        )
        self.table.setItemDelegate(
            PillPainter(self.table, pills=0, tone_of=lambda row: self.model.tones[row], right=(2, 3, 4, 5))
        )
        self.box.addWidget(self.table, 1)
        self.restore_button = button(
            "恢复到选中的这一份", self._on_restore, icon="restore", name="restore_button"
        )
        self.table.opened.connect(lambda _: self.restore_button.click())
        self.restore_file_button = button(
            "从别的备份文件恢复", self._on_restore_file, icon="folder", name="restore_file"
        )
        self.box.addLayout(across(self.restore_button, self.restore_file_button, None))

    def load(self) -> None:
        """Reads the list."""
        self.reminder.ask()
        workspace = self.context.workspace
        self.context.tasks.run(
            lambda: (backup.facts(workspace), backup.backups(workspace.folder.root)),
            lambda answers: self.show_backups(*answers),
            lane=Lane.READ,
            owner=self,
        )

    def show_backups(self, facts: BackupFacts, listed: Sequence[Backup]) -> None:
        """Shows what was read."""
        self.listed = listed
        newest = facts.newest
        self.newest.setText(
            f"{moment(newest.contents.at)}，共 {len(listed)} 份（每半小时和退出时，有改动就自动备份）"
            if newest is not None
            else "还没有备份（每半小时和退出时，有改动就自动备份）"
        )
        second = (
            str(facts.second_place)
            if facts.second_place is not None
            else "还没有选；最好选另一块硬盘上的文件夹"
        )
        self.second.setText(f"{second}\n没有存成：{facts.trouble}" if facts.trouble else second)
        self.paused_bar.setVisible(facts.paused)
        if facts.paused:
            self.paused_bar.say(
                Tone.WARN, "这是恢复回来的数据，自动备份已暂停，免得把对的备份挤掉。请看看数据对不对。"
            )
        rows, tones = [], []
        for one in listed:
            word, tone = REASONS.get(one.contents.reason, (one.contents.reason, Tone.PLAIN))
            state = one.contents.state
            rows.append(
                (
                    word,
                    full_moment(one.contents.at),
                    f"{state.projects:,}",
                    wan(state.total_fen),
                    f"{state.filings:,}",
                    size(one.size_bytes),
                    one.name,
                )
            )
            tones.append(tone)
        self.model.show_rows(rows, tones)
        workspace = self.context.workspace
        offer(self.restore_button, workspace, Duty.RESTORE, when=bool(listed))
        offer(self.restore_file_button, workspace, Duty.RESTORE)
        if listed:
            self.table.selectRow(0)

    def _on_confirm(self) -> None:
        workspace = self.context.workspace
        self.context.tasks.run(
            lambda: backup.confirm_restored(workspace),
            lambda _: self.context.refresh.announce(Part.BACKUPS),
            lane=Lane.EDIT,
            owner=self,
        )

    def _on_backup_to(self) -> None:
        name = QFileDialog.getExistingDirectory(self, "备份到哪里", preferences.documents_folder())
        if name:
            self.backup_to(Path(name))

    def backup_to(self, folder: Path) -> None:
        """Makes a backup in another folder."""
        workspace, progress = self.context.workspace, Progress("备份")
        self.context.tasks.run(
            lambda: backup.backup(workspace, to=folder, progress=progress),
            lambda made: self.context.tell(f"备份好了：{made.path}"),
            label="备份",
            progress=progress,
            owner=self,
        )

    def _on_second(self) -> None:
        name = QFileDialog.getExistingDirectory(
            self, "另存一份到哪里（最好是另一块硬盘）", preferences.documents_folder()
        )
        if not name:
            return
        workspace, place = self.context.workspace, Path(name)
        self.context.tasks.run(
            lambda: backup.choose_second_place(workspace, place),
            lambda _: self.context.refresh.announce(Part.BACKUPS),
            label="另存备份",
            owner=self,
        )

    def _on_restore(self) -> None:
        row = self.table.currentIndex().row()
        if 0 <= row < len(self.listed):
            self.restore(self.listed[row].path)

    def _on_restore_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self, "选备份文件", preferences.documents_folder(), "绩效桌面备份 (*.jxbak)"
        )
        if name:
            self.restore(Path(name))

    def restore(self, file: Path) -> None:
        """Opens the preview of restoring a backup; nothing is changed by it."""
        from jxdesk.desktop.dialogs.restore import RestoreDialog

        RestoreDialog(self.context, file, parent=self.window()).open()
