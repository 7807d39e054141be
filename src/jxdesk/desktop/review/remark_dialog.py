"""意见: a remark on one cell, a row or the whole form: why, in which words, and until when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox, QWidget

from jxdesk.actions.reviewing.remarks import Remark, change_remark, remark
from jxdesk.actions.workspace import Workspace
from jxdesk.desktop.context import Context
from jxdesk.desktop.review.reasoned_dialog import ReasonedDialog, today
from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.records.filings import Filing
from jxdesk.domain.road.phrases import kind_of
from jxdesk.domain.road.review_checks import check_comment
from jxdesk.domain.road.reviews import Comment
from jxdesk.domain.road.side_by_side import CellBeside
from jxdesk.domain.road.work_orders import read_due_day

PICK = "从常用意见里选，选了还可以改"


class RemarkDialog(ReasonedDialog):
    """Writes a remark, or words one anew where ``known`` is given."""

    def __init__(
        self,
        context: Context,
        filing: Filing,
        cell: CellBeside,
        on_written: Callable[[], object],
        *,
        known: Comment | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            context,
            filing,
            cell,
            title="意见",
            heading="对{where}的意见" if known is None else "改对{where}的意见",
            go="记下意见",
            name="remark",
            known=known,
            parent=parent,
        )
        self._on_written = on_written
        self.leave.setText("不写了")
        self.show_seen("现在填的")
        self.reason = self.reason_field()
        self.phrases = QComboBox()
        self.phrases.activated.connect(self._on_phrase)
        self.add_field("常用意见", self.phrases, "remark_phrases")
        self.words = self.words_field("怎么改", "写明是什么问题、要怎么改")
        self.due = self.line_field(
            "期限",
            "remark_due",
            "例如 11月30日；不写，按对方收到退回的日子自动算",
            text=known.due_on.isoformat() if known is not None and known.due_on is not None else "",
        )
        self._show_phrases()

    def _show_phrases(self) -> None:
        cell = self.cell
        found = self.book.offered(
            self.filing.content.form,
            kind_of(cell.place, cell.field),
            reason=str(self.reason.currentData() or ""),
            line=cell.line_name,
            seen=cell.now,
        )
        with QSignalBlocker(self.phrases):
            self.phrases.clear()
            self.phrases.addItem(PICK if found else "这一格没有常用意见，直接写", "")
            for one in found:
                self.phrases.addItem(one.said(line=cell.line_name, seen=cell.now), one.reason)
        self.phrases.setEnabled(bool(found))

    def _on_reason(self) -> None:
        self._show_phrases()
        super()._on_reason()

    def _on_phrase(self, row: int) -> None:
        if row <= 0:
            return
        code, words = str(self.phrases.itemData(row)), self.phrases.itemText(row)
        with QSignalBlocker(self.reason):
            self.reason.setCurrentIndex(self.reason.findData(code))
        self.words.setPlainText(words)
        self.words.setFocus()
        self.words.selectAll()

    # ---- what the form dialog asks ---------------------------------------------------------------------------

    def typed(self) -> tuple[Remark, str] | None:
        """The remark, and the day as it was typed; None while neither a reason nor words are there."""
        code, words = str(self.reason.currentData() or ""), self.words.toPlainText().strip()
        if not code and not words:
            return None
        due = self.due.text().strip()
        cell = self.cell
        return (
            Remark(
                line_id=cell.line_id,
                field=cell.field,
                label=self.empty.line_name,
                reason_code=code,
                text=words,
                due_on=read_due_day(due, today()) if due else None,
            ),
            due,
        )

    def check(self, workspace: Workspace, typed: tuple[Remark, str]) -> Sequence[Finding]:
        """What does not fit in it; a missing reason is only asked for when the filing is decided."""
        written, due = typed
        if due and written.due_on is None:
            return [
                Finding(
                    severity=Severity.ERROR,
                    code="comment-due",
                    message=f"期限“{due}”看不懂。",
                    advice="写成 11月30日 或 2026-11-30 的样子，也可以不写。",
                )
            ]
        comment = replace(
            self.empty, reason_code=written.reason_code, text=written.text, due_on=written.due_on
        )
        return tuple(check_comment(comment, self.book, today=today()))

    def carry_out(self, workspace: Workspace, typed: tuple[Remark, str]) -> Comment:
        """Writes it down."""
        written, _ = typed
        if self.known is not None:
            return change_remark(workspace, self.known.id, written)
        return remark(workspace, self.filing.id, written)

    def on_done(self, answer: Comment) -> None:
        """Hears that it is written."""
        self._on_written()
