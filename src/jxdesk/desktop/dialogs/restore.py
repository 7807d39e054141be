"""恢复备份: shows what a backup would bring back and what it would replace, and puts it back when that is wanted."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QGridLayout, QWidget

from jxdesk.actions import backup
from jxdesk.actions.backup import Preview
from jxdesk.desktop.amounts import wan
from jxdesk.desktop.context import Context, Move
from jxdesk.desktop.duty_buttons import DutyBar, offer
from jxdesk.desktop.furniture import Bar, across, button, clear, down, label
from jxdesk.desktop.moments import full_moment
from jxdesk.desktop.theme import Tone
from jxdesk.domain.errors import JxError
from jxdesk.domain.progress import Progress
from jxdesk.domain.road.duties import Duty


class RestoreDialog(QDialog):
    """The preview of one restore."""

    def __init__(self, context: Context, file: Path, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.file = file
        self.setObjectName("restore_dialog")
        self.setWindowTitle("恢复备份")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(640)
        self.note = Bar(Tone.INFO, name="restore_note")
        self.note.say(Tone.INFO, "正在检查备份…")
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(28)
        self.grid.setVerticalSpacing(8)
        self.later = QCheckBox()
        self.later.setObjectName("restore_later")
        self.later.hide()
        self.go = button("恢复", self._on_go, kind="danger", icon="restore", name="restore_go")
        self.go.setEnabled(False)
        leave = button("不恢复", self.reject, name="restore_leave")
        leave.setDefault(True)
        self.setLayout(
            down(
                label(file.name, role="block_title"),
                DutyBar(context.workspace, Duty.RESTORE, name="restore_duty"),
                self.note,
                self.grid,
                self.later,
                label(
                    "现在的数据会移到数据文件夹的 aside 里，不会删。恢复以后程序会重新打开，自动备份先暂停，等您确认数据对了再继续。",
                    role="hint",
                    wrap=True,
                ),
                across(None, leave, self.go),
                spacing=12,
                margins=(20, 16, 20, 16),
            )
        )
        workspace = context.workspace
        home = workspace.folder.root
        context.tasks.run(
            lambda: backup.preview(home, file, workspace=workspace),
            self.show_preview,
            on_error=self._on_damaged,
            owner=self,
        )

    def show_preview(self, preview: Preview) -> None:
        """Shows both states side by side."""
        clear(self.grid)
        present, back = preview.present, preview.backup.state
        heads = ("", "现在的数据", f"备份（{full_moment(preview.backup.at)}）")
        for column, text in enumerate(heads):
            self.grid.addWidget(label(text, role="second"), 0, column)
        lines = (
            ("单位", f"{present.offices:,}" if present else "读不出来", f"{back.offices:,}"),
            ("项目", f"{present.projects:,}" if present else "读不出来", f"{back.projects:,}"),
            ("自评等表", f"{present.filings:,}" if present else "读不出来", f"{back.filings:,}"),
            ("预算合计（万元）", wan(present.total_fen) if present else "读不出来", wan(back.total_fen)),
        )
        for row, line in enumerate(lines, start=1):
            for column, text in enumerate(line):
                differs = column == 2 and line[1] != line[2]
                self.grid.addWidget(
                    label(
                        text, role="second" if column == 0 else "strong", tone=Tone.WARN if differs else None
                    ),
                    row,
                    column,
                )
        self.grid.setColumnStretch(3, 1)
        if preview.later_changes:
            self.note.say(
                Tone.WARN,
                f"这份备份以后还有 {preview.later_changes:,} 处改动。不补回来的话，这些改动就没有了。",
            )
            self.later.setText("把这些改动也补回来（修改记录里都有）")
            self.later.show()
        else:
            self.note.say(Tone.OK, "备份完好。这份备份以后没有别的改动。")
        self._let_go()

    def _let_go(self) -> None:
        """Lets the button be pressed by whose duty it is, at a desk where something may be changed."""
        workspace = self.context.workspace
        offer(self.go, workspace, Duty.RESTORE, when=not workspace.is_viewing)
        try:
            workspace.refuse_viewing()
        except JxError as looking:
            self.note.say(Tone.WARN, f"{looking.title}{looking.advice}")

    def _on_damaged(self, error: JxError) -> None:
        self.note.say(Tone.ERROR, "".join(part for part in (error.title, error.facts, error.advice) if part))

    def _on_go(self) -> None:
        home, file, later = self.context.opened.folder.root, self.file, self.later.isChecked()
        who = self.context.workspace.facts.person

        def restore(progress: Progress) -> None:
            backup.restore(home, file, with_later_changes=later, who=who, progress=progress)

        self.accept()
        self.context.move_to(Move(home=home, before=restore, words="正在恢复备份"))
