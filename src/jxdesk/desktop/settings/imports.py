"""导入记录: what was taken in, and taking it back as long as nothing was built on it."""

from __future__ import annotations

from collections.abc import Sequence

from jxdesk.actions import undo
from jxdesk.actions.undo import ImportBatch
from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import across, button, label
from jxdesk.desktop.intake_rows import OUTCOMES
from jxdesk.desktop.list_table import ListTable, PillPainter
from jxdesk.desktop.moments import full_moment
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.rows_model import RowsModel
from jxdesk.desktop.settings.section import Section
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.theme import Tone
from jxdesk.domain.errors import JxError

UNDO_WORDS = "每次导入前都自动备份。只要没有在导入的内容上接着改，就可以整次撤销。"


class ImportsSection(Section):
    """The imports of this desk."""

    TITLE = "导入记录"
    SHOWS = frozenset({Part.IMPORTS})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.batches: Sequence[ImportBatch] = ()
        self.note = label(UNDO_WORDS, role="second", wrap=True)
        self.model = RowsModel(("状态", "时间", "谁", "存了什么", "文件"))
        self.table = ListTable(self.model, (4.5, 11, 5, 16, 0), name="import_table", meaning="导入记录")
        self.table.setItemDelegate(
            PillPainter(self.table, pills=0, tone_of=lambda row: self.model.tones[row])
        )
        self.table.chosen.connect(self._on_chosen)
        self.undo_button = button("撤销这次导入", self._on_undo, icon="undo", name="undo_chosen_import")
        self.undo_button.setEnabled(False)
        self.box.addWidget(self.note)
        self.box.addWidget(self.table, 1)
        self.box.addLayout(across(self.undo_button, None))

    def load(self) -> None:
        """Reads the list."""
        workspace = self.context.workspace
        self.context.tasks.run(
            lambda: undo.all_imports(workspace), self.show_batches, lane=Lane.READ, owner=self
        )

    def show_batches(self, batches: Sequence[ImportBatch]) -> None:
        """Shows the list."""
        self.batches = batches
        rows, tones = [], []
        for batch in batches:
            counts = "，".join(
                f"{OUTCOMES[key][0]} {count}"
                for key, count in batch.counts.items()
                if count and key in OUTCOMES
            )
            state = "已撤销" if batch.undone_at else "已存入"
            rows.append((state, full_moment(batch.at), batch.who, counts, "、".join(batch.sources)))
            tones.append(Tone.PLAIN if batch.undone_at else Tone.OK)
        self.model.show_rows(rows, tones)
        self.note.setText(UNDO_WORDS if batches else f"还没有导入过。{UNDO_WORDS}")
        if batches:
            self.table.selectRow(0)
        else:
            self.undo_button.setEnabled(False)

    def _on_chosen(self, row: int) -> None:
        self.undo_button.setEnabled(0 <= row < len(self.batches) and not self.batches[row].undone_at)

    def _on_undo(self) -> None:
        row = self.table.currentIndex().row()
        if not 0 <= row < len(self.batches):
            return
        workspace, import_id = self.context.workspace, self.batches[row].id
        self.undo_button.setEnabled(False)
        self.context.tasks.run(
            lambda: undo.undo_import(workspace, import_id),
            lambda _: self._on_undone(),
            label="撤销导入",
            on_error=self._on_not_undone,
            owner=self,
        )

    def _on_not_undone(self, error: JxError) -> None:
        self._on_chosen(self.table.currentIndex().row())
        self.context.tasks.failed.emit(error)

    def _on_undone(self) -> None:
        self.context.tell("已撤销，数据和导入前一样。")
        self.context.refresh.announce(Part.IMPORTS, Part.PROJECTS, Part.FILINGS)
