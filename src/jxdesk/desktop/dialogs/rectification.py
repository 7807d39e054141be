"""Rectification dialog: problem, cause, measure, who, until when, and how it went."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from PySide6.QtWidgets import QComboBox, QDialog, QFormLayout, QLineEdit, QPlainTextEdit, QWidget

from jxdesk.actions import rectify
from jxdesk.desktop import theme
from jxdesk.desktop.context import Context
from jxdesk.desktop.dialogs.manners import Refusal
from jxdesk.desktop.furniture import across, button, down, label
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.tasks import Lane
from jxdesk.domain.errors import JxError
from jxdesk.domain.lists.list_cells import read_date
from jxdesk.domain.records.rectifications import STATE_WORDS, Rectification, RectificationState

TEXT_HEIGHT = 58


class RectificationDialog(QDialog):
    """Asks for everything that a rectification must say; what is missing is said in place and nothing is lost."""

    def __init__(self, context: Context, about: Rectification, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.about = about
        self.setObjectName("rectification_dialog")
        self.setWindowTitle("整改")
        self.setMinimumWidth(600)
        self.problem = self._long("problem", about.problem, "什么问题，例如：7 月执行率只有 31%")
        self.cause = self._long("cause", about.cause, "为什么会这样")
        self.measure = self._long("measure", about.measure, "打算怎么办，写具体")
        self.responsible = self._line("responsible", about.responsible, "姓名")
        self.due = self._line("due", about.due_on.isoformat() if about.due_on else "", "例如 2026-09-30")
        self.state = QComboBox()
        self.state.setObjectName("rectification_state")
        self.state.setAccessibleName("状态")
        for state, word in STATE_WORDS.items():
            self.state.addItem(word, state.value)
        self.state.setCurrentIndex(self.state.findData(about.state.value))
        self.outcome = self._long("result", about.result, "改成了什么样；不用改的写原因")
        self.told = Refusal(name="rectification_told")
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(10)
        for word, field in (
            ("问题", self.problem),
            ("原因", self.cause),
            ("整改措施", self.measure),
            ("责任人", self.responsible),
            ("整改时限", self.due),
            ("状态", self.state),
            ("完成情况", self.outcome),
        ):
            field.setAccessibleName(word)
            form.addRow(label(word, role="second"), field)
        keep = button("存好", self._on_keep, kind="primary", icon="check", name="rectification_keep")
        keep.setDefault(True)
        buttons = across(None, button("不存", self.reject, name="rectification_leave"), keep)
        box = down(spacing=10, margins=(20, 16, 20, 16))
        box.addLayout(form)
        box.addWidget(self.told)
        box.addLayout(buttons)
        self.setLayout(box)
        self.problem.setFocus()

    def _long(self, name: str, text: str, hint: str) -> QPlainTextEdit:
        made = QPlainTextEdit(text)
        made.setObjectName(f"rectification_{name}")
        made.setPlaceholderText(hint)
        made.setTabChangesFocus(True)
        made.setFixedHeight(theme.scaled(TEXT_HEIGHT))
        return made

    def _line(self, name: str, text: str, hint: str) -> QLineEdit:
        made = QLineEdit(text)
        made.setObjectName(f"rectification_{name}")
        made.setPlaceholderText(hint)
        return made

    def _on_keep(self) -> None:
        due = self.due.text().strip()
        due_on = read_date(due, self.about.year or None) if due else None
        if due and due_on is None:
            self._tell(f"整改时限“{due}”看不懂：请写成 2026-09-30 的样子。")
            self.due.setFocus()
            return
        wanted = replace(
            self.about,
            problem=self.problem.toPlainText().strip(),
            cause=self.cause.toPlainText().strip(),
            measure=self.measure.toPlainText().strip(),
            responsible=self.responsible.text().strip(),
            due_on=due_on,
            state=RectificationState(self.state.currentData()),
            result=self.outcome.toPlainText().strip(),
        )
        workspace = self.context.workspace
        today = dt.date.today()  # noqa: DTZ011 - the date on this desk's wall is what is meant
        self.context.tasks.run(
            lambda: rectify.keep(workspace, wanted, today=today),
            lambda _: self._on_kept(),
            lane=Lane.EDIT,
            on_error=self._on_refused,
            owner=self,
        )

    def _on_kept(self) -> None:
        self.context.tell_saved()
        self.context.refresh.announce(Part.FILINGS, project_ids=(self.about.project_id,))
        self.accept()

    def _on_refused(self, error: JxError) -> None:
        self._tell("\n".join(part for part in (error.title, error.facts, error.advice) if part))

    def _tell(self, text: str) -> None:
        self.told.setText(text)
