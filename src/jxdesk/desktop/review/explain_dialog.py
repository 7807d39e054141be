"""说明: why a cell that was remarked on stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from jxdesk.actions import work_order
from jxdesk.actions.workspace import Workspace
from jxdesk.desktop.context import Context
from jxdesk.desktop.dialogs.form_dialog import FormDialog
from jxdesk.desktop.furniture import label
from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.road.answering import Item, signs
from jxdesk.domain.road.reviews import Answer, Comment
from jxdesk.store.shipped.reviews import review_book


class ExplainDialog(FormDialog):
    """Asks for the reason; too few words are said in place."""

    def __init__(
        self,
        context: Context,
        item: Item,
        on_answered: Callable[[], object],
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            context,
            title="说明理由",
            heading=f"{item.comment.where}：为什么不改",
            go="记下说明（Ctrl+Enter）",
            icon="check",
            name="explain_dialog",
            parent=parent,
        )
        self.item = item
        self._answered = on_answered
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.leave.setText("不写了")
        self.above.addWidget(label(f"审核人的意见：{item.comment.text}", role="second", wrap=True))
        self.words = self.text_field("说明", "explain_text", "例如：设备 11 月到货，验收单附后")
        self.words.setPlainText(item.comment.answer_text)

    def typed(self) -> str | None:
        """The reason."""
        return self.words.toPlainText().strip() or None

    def check(self, workspace: Workspace, typed: str) -> Sequence[Finding]:
        """Whether it says enough."""
        shortest = review_book().shortest.explanation
        if signs(typed) >= shortest:
            return ()
        return (
            Finding(
                severity=Severity.ERROR,
                code="answer-short",
                message="还没有写清理由。",
                advice=f"至少写 {shortest} 个字，写明依据或者什么时候能办好。",
            ),
        )

    def carry_out(self, workspace: Workspace, typed: str) -> Comment:
        """Writes the answer down."""
        return work_order.answer(workspace, self.item.comment.id, Answer.EXPLAINED, typed)

    def on_done(self, answer: Comment) -> None:
        """Hears that it is written."""
        self._answered()
