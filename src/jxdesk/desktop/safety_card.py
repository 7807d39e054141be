"""数据安全: the card of the first page that says when the data was last kept safe, and by which rules it is scored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel

from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import Card, across, button, label
from jxdesk.desktop.moments import moment

if TYPE_CHECKING:
    from jxdesk.actions.glance import Dashboard
    from jxdesk.actions.look import BackupFacts


class SafetyCard(Card):
    """The card."""

    def __init__(self, context: Context) -> None:
        super().__init__("数据安全", name="safety_card")
        self.context = context
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        self.backup_line = _fact(grid, "上次备份", "backup_line")
        self.sealed_line = _fact(grid, "上次封装", "sealed_line")
        self.import_line = _fact(grid, "上次导入", "import_line")
        self.rules_line = _fact(grid, "评分规则", "rules_line")
        self.body.addLayout(grid)
        self.body.addSpacing(2)
        self.backup_button = button("现在备份", self._on_backup, icon="backup", name="backup_button")
        self.body.addLayout(across(self.backup_button, None))

    def show_dashboard(self, shown: Dashboard) -> None:
        """Shows when something was last sealed and taken in."""
        sealed = f"{moment(shown.last_sealed)}，共 {shown.sent_count} 包"
        self.sealed_line.setText(sealed if shown.sent_count else "还没有封装过")
        self.import_line.setText(moment(shown.last_import) or "还没有导入过")

    def show_backups(self, facts: BackupFacts) -> None:
        """Shows when the data was last backed up, and where to."""
        text = f"{moment(facts.at)}，本机留有 {facts.count} 份" if facts.at else "还没有备份"
        if facts.at and facts.second_place:
            text += f"，另存一份在 {facts.second_place}"
        if facts.second_trouble:
            text += f"\n另存没有成功：{facts.second_trouble}"
        if facts.paused:
            text += "\n恢复后自动备份已暂停，确认数据无误后请到“设置”里继续"
        self.backup_line.setText(text)

    def _on_backup(self) -> None:
        from jxdesk.desktop.backing_up import back_up_now

        back_up_now(self.context)


def _fact(grid: QGridLayout, word: str, name: str) -> QLabel:
    row = grid.rowCount()
    grid.addWidget(label(word, role="second"), row, 0, Qt.AlignmentFlag.AlignTop)
    value = label(name=name, wrap=True)
    grid.addWidget(value, row, 1)
    return value
