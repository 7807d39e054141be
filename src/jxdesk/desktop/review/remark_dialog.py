"""意见: a remark on one cell, a row or the whole form: why, in which words, and until when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QSignalBlocker
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QWidget

from jxdesk.actions.reviewing.decide import Remark, change_remark, remark
from jxdesk.actions.workspace import Workspace
from jxdesk.desktop.context import Context
from jxdesk.desktop.dialogs.form_dialog import FormDialog
from jxdesk.desktop.furniture import label
from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.records.filings import Filing
from jxdesk.domain.road.phrases import kind_of
from jxdesk.domain.road.review_checks import check_comment
from jxdesk.domain.road.reviews import Comment
from jxdesk.domain.road.side_by_side import CellBeside
from jxdesk.domain.road.work_orders import read_due_day
from jxdesk.store.shipped.reviews import review_book

PICK = "从常用意见里选，选了还可以改"


class RemarkDialog(FormDialog):
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
        self.filing, self.cell, self.known = filing, cell, known
        self._on_written = on_written
        self._book = review_book()
        self._empty = Comment(
            id="",
            filing_id=filing.id,
            round=0,
            place=cell.place,
            line_id=cell.line_id,
            line_name=cell.line_name if cell.line_id else (cell.label if cell.field else ""),
            field=cell.field,
            seen=cell.now,
        )
        super().__init__(
            context,
            title="意见",
            heading=f"对{self._empty.where}的意见" if known is None else f"改对{self._empty.where}的意见",
            go="记下意见（Ctrl+Enter）",
            icon="check",
            name="remark_dialog",
            parent=parent,
        )
        self.leave.setText("不写了")
        if cell.now:
            self.above.addWidget(label(f"现在填的：{cell.now}", role="second", wrap=True, name="remark_seen"))
        self.reason = QComboBox()
        self.reason.addItem("（选一个原因）", "")
        for one in self._book.reasons:
            self.reason.addItem(one.name, one.code)
        self.reason.currentIndexChanged.connect(self._on_reason)
        self.add_field("原因", self.reason, "remark_reason")
        self.phrases = QComboBox()
        self.phrases.activated.connect(self._on_phrase)
        self.add_field("常用意见", self.phrases, "remark_phrases")
        self.words = self.text_field("怎么改", "remark_text", "写明是什么问题、要怎么改")
        self.due = self.line_field("期限", "remark_due", "例如 11月30日；不写，按对方收到退回的日子自动算")
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.go.click)
        if known is not None:
            self.reason.setCurrentIndex(max(0, self.reason.findData(known.reason_code)))
            self.words.setPlainText(known.text)
            self.due.setText(known.due_on.isoformat() if known.due_on is not None else "")
        self._show_phrases()

    def _show_phrases(self) -> None:
        cell = self.cell
        found = self._book.offered(
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
        self.touched()

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
                label=self._empty.line_name,
                reason_code=code,
                text=words,
                due_on=read_due_day(due, _today()) if due else None,
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
            self._empty, reason_code=written.reason_code, text=written.text, due_on=written.due_on
        )
        return tuple(check_comment(comment, self._book, today=_today()))

    def carry_out(self, workspace: Workspace, typed: tuple[Remark, str]) -> Comment:
        """Writes it down."""
        written, _ = typed
        if self.known is not None:
            return change_remark(workspace, self.known.id, written)
        return remark(workspace, self.filing.id, written)

    def on_done(self, answer: Comment) -> None:
        """Hears that it is written."""
        self._on_written()


def _today() -> dt.date:
    return dt.date.today()  # noqa: DTZ011 - the date on this desk's wall is what is meant
