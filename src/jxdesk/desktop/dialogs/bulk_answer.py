"""The answer to an errand on many projects: how many it was done with, which were left out and why, and the way back."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QWidget

from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import Bar, across, button, down, label
from jxdesk.desktop.list_table import ListTable
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.rows_model import RowsModel
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.theme import Tone
from jxdesk.domain.errors import JxError
from jxdesk.domain.values.bulk import BulkAnswer


class BulkAnswerDialog(QDialog):
    """Says what was done; one button takes all of it back."""

    def __init__(self, context: Context, answer: BulkAnswer, words: str, *, parent: QWidget) -> None:
        super().__init__(parent)
        self.context = context
        self.answer = answer
        self.setObjectName("bulk_answer")
        self.setWindowTitle(words)
        self.setMinimumWidth(760 if answer.left_out else 520)
        left = answer.left_out
        bar = Bar(Tone.OK if answer.done else Tone.WARN, name="bulk_said")
        said = f"{words}：办好 {answer.done} 个" if answer.done else f"{words}：一个都没有办"
        bar.say(
            Tone.OK if answer.done else Tone.WARN, f"{said}，{len(left)} 个没有办。" if left else f"{said}。"
        )
        self.model = RowsModel(("没有办的项目", "为什么"))
        self.model.show_rows([(one.name, one.why) for one in left])
        self.table = ListTable(self.model, (19, 0), name="bulk_left_out", meaning="没有办的项目和原因")
        self.table.setVisible(bool(left))
        self.table.setMinimumHeight(min(320, 48 + 34 * len(left)))
        self.undo_button = button("全部撤销", self._on_undo, icon="undo", name="bulk_undo")
        self.undo_button.setVisible(bool(answer.errand_id))
        close = button("知道了", self.accept, kind="primary", name="bulk_close")
        close.setDefault(True)
        hint = label("撤销会把刚才办好的一次全部退回去。" if answer.errand_id else "", role="hint")
        self.setLayout(
            down(
                bar,
                self.table,
                across(hint, None, self.undo_button, close),
                spacing=12,
                margins=(20, 16, 20, 16),
            )
        )
        close.setFocus()

    def _on_undo(self) -> None:
        from jxdesk.actions import undo

        self.undo_button.setEnabled(False)
        workspace, errand_id = self.context.workspace, self.answer.errand_id
        self.context.tasks.run(
            lambda: undo.undo(workspace, errand_id),
            lambda _: self._on_undone(),
            lane=Lane.EDIT,
            on_error=self._on_refused,
            owner=self,
        )

    def _on_refused(self, error: JxError) -> None:
        self.accept()
        self.context.tasks.failed.emit(error)

    def _on_undone(self) -> None:
        self.accept()
        self.context.refresh.announce(Part.PROJECTS, Part.FILINGS)
        self.context.tell("刚才批量办的已经全部撤销。")
