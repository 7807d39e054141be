"""The form dialog: a few fields that are checked while they are typed, and one button that carries out what they say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import QDate, Qt, QTimer
from PySide6.QtWidgets import QDateEdit, QGridLayout, QLineEdit, QPlainTextEdit, QWidget

from jxdesk.desktop.context import Context
from jxdesk.desktop.dialogs.manners import FittedDialog, press_by_ctrl_enter
from jxdesk.desktop.duty_buttons import DutyBar, offer
from jxdesk.desktop.furniture import across, button, clear, down, label
from jxdesk.desktop.problem_card import problem_card
from jxdesk.desktop.tasks import Lane
from jxdesk.domain.errors import JxError
from jxdesk.domain.findings import Finding, Severity, has_errors
from jxdesk.domain.road.duties import Duty

if TYPE_CHECKING:
    from jxdesk.actions.workspace import Workspace

CHECK_MS = 250
SHOWN_PROBLEMS = 4


class FormDialog(FittedDialog):
    """What every such dialog shares; a dialog of its own says what is typed, how it is checked and what is then done.

    Nothing is called wrong before something was typed or the button was pressed. Who has not the ``DUTY`` of the button, where
    it has one, reads whose it is.
    """

    DUTY: ClassVar[Duty | None] = None

    def __init__(
        self,
        context: Context,
        *,
        title: str,
        heading: str,
        go: str,
        icon: str,
        name: str,
        parent: QWidget | None,
    ) -> None:
        super().__init__(parent)
        self.context = context
        self._findings: Sequence[Finding] = ()
        self._was_touched = False
        self._is_told_missing = False
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.setMinimumWidth(600)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(CHECK_MS)
        self._timer.timeout.connect(self._check)
        self.heading = label(heading, role="block_title", wrap=True, name=f"{name}_heading")
        self.above = down(spacing=8)
        if self.DUTY is not None:
            self.above.addWidget(DutyBar(context.workspace, self.DUTY, name=f"{name}_duty"))
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(16)
        self.grid.setVerticalSpacing(8)
        self.grid.setColumnStretch(1, 1)
        self.below = down(spacing=8)
        self.problems = down(spacing=6)
        self.leave = button("先不办", self.reject, name=f"{name}_leave")
        self.go = button(go, self._on_go, kind="primary", icon=icon, name=f"{name}_go")
        self.go.setDefault(True)
        self.buttons = across(None, self.leave, self.go)
        self.setLayout(
            down(
                self.heading,
                self.above,
                self.grid,
                self.below,
                self.problems,
                4,
                self.buttons,
                spacing=10,
                margins=(20, 14, 20, 16),
            )
        )
        press_by_ctrl_enter(self, self.go)
        self.let_go()

    def let_go(self, *, when: bool = True) -> None:
        """Lets the button be pressed ``when`` there is something to do, by whose duty it is."""
        if self.DUTY is None:
            self.go.setEnabled(when)
        else:
            offer(self.go, self.context.workspace, self.DUTY, when=when)

    # ---- fields ----------------------------------------------------------------------------------------------

    def add_field(self, word: str, field: QWidget, name: str) -> None:
        """Adds a field with its word."""
        row = self.grid.rowCount()
        field.setObjectName(name)
        field.setAccessibleName(word)
        is_tall = isinstance(field, QPlainTextEdit)
        side = Qt.AlignmentFlag.AlignTop if is_tall else Qt.AlignmentFlag.AlignVCenter
        self.grid.addWidget(label(word, role="second"), row, 0, side)
        self.grid.addWidget(field, row, 1)

    def line_field(self, word: str, name: str, hint: str = "", text: str = "") -> QLineEdit:
        """A field for one line."""
        made = QLineEdit(text)
        made.setPlaceholderText(hint)
        made.textChanged.connect(self.touched)
        self.add_field(word, made, name)
        return made

    def text_field(self, word: str, name: str, hint: str = "") -> QPlainTextEdit:
        """A field for some sentences."""
        made = QPlainTextEdit()
        made.setPlaceholderText(hint)
        made.setTabChangesFocus(True)
        made.setFixedHeight(84)
        made.textChanged.connect(self.touched)
        self.add_field(word, made, name)
        return made

    def day_field(self, word: str, name: str, day: dt.date | None = None) -> QDateEdit:
        """A field for a day, with a calendar below it."""
        made = QDateEdit(QDate(day.year, day.month, day.day) if day else QDate.currentDate())
        made.setCalendarPopup(True)
        made.setDisplayFormat("yyyy-MM-dd")
        made.setFixedWidth(160)
        made.dateChanged.connect(self.touched)
        self.add_field(word, made, name)
        return made

    # ---- what a dialog of its own says -----------------------------------------------------------------------

    def typed(self) -> Any:
        """What is typed; None where it is not enough to ask for a check."""
        raise NotImplementedError

    def missing(self) -> Finding:
        """What is said when the button is pressed before anything was typed."""
        return Finding(
            severity=Severity.ERROR, code="nothing-typed", message="还没有填。", advice="填好再按下面的按钮。"
        )

    def check(self, workspace: Workspace, typed: Any) -> Sequence[Finding]:
        """What does not fit in it; asked away from the window's thread."""
        raise NotImplementedError

    def carry_out(self, workspace: Workspace, typed: Any) -> Any:
        """Does what was typed; on the lane of edits."""
        raise NotImplementedError

    def on_done(self, answer: Any) -> None:
        """Hears that it is done; the dialog is closed already."""
        raise NotImplementedError

    # ---- while typing ----------------------------------------------------------------------------------------

    def touched(self, *_: object) -> None:
        """Something was typed."""
        self._was_touched = True
        if self._is_told_missing and self.typed() is not None:
            self.show_findings(())
        self._timer.start()

    def _check(self) -> None:
        typed, workspace = self.typed(), self.context.workspace
        if typed is None:
            self.show_findings(())
            return
        self.context.tasks.run(
            lambda: self.check(workspace, typed),
            lambda findings: self.show_findings(findings) if typed == self.typed() else None,
            lane=Lane.READ,
            on_error=self._on_refused,
            owner=self,
        )

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Shows what does not fit; what is only missing waits for the button."""
        self._findings = findings
        self._is_told_missing = False
        clear(self.problems)
        ordered = sorted(findings, key=lambda one: list(Severity).index(one.severity))
        for finding in ordered[:SHOWN_PROBLEMS]:
            self.problems.addWidget(problem_card(finding))
        self.let_go(when=not has_errors(findings))
        self.fit()

    def _on_go(self) -> None:
        typed, workspace = self.typed(), self.context.workspace
        if typed is None:
            self.tell_missing()
            return
        self.go.setEnabled(False)
        self.context.tasks.run(
            lambda: self.carry_out(workspace, typed),
            self._on_carried_out,
            lane=Lane.EDIT,
            on_error=self._on_refused,
            owner=self,
        )

    def tell_missing(self) -> None:
        """Says that there is nothing to do yet, until something is typed."""
        self.show_findings((self.missing(),))
        self._is_told_missing = True

    def _on_carried_out(self, answer: Any) -> None:
        self.accept()
        self.on_done(answer)

    def _on_refused(self, error: JxError) -> None:
        message = f"{error.title}{f'（{error.facts}）' if error.facts else ''}"
        self.show_findings(
            [Finding(severity=Severity.ERROR, code=error.code, message=message, advice=error.advice)]
        )


def day_of(field: QDateEdit) -> dt.date:
    """The day that a field shows."""
    day = field.date()
    return dt.date(day.year(), day.month(), day.day())
