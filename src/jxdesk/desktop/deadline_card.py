"""期限: what is due on the first page, with how long is left and how many are not sent; one button leads to those."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QDateEdit, QLineEdit, QVBoxLayout, QWidget

from jxdesk.desktop.context import Context
from jxdesk.desktop.dialogs.manners import FittedDialog
from jxdesk.desktop.furniture import Card, Row, across, button, clear, down, elided, label, pill
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.theme import Tone

if TYPE_CHECKING:
    from jxdesk.actions.deadlines import Due

SOON_DAYS = 10
"""From here on a deadline is shown in amber."""


class DeadlineCard(Card):
    """The next deadlines of a year."""

    def __init__(self, context: Context) -> None:
        super().__init__("期限", name="deadline_card", spacing=2)
        self.context = context
        self.year = 0
        self.title_row.addWidget(label("按自然日算，旁注工作日", role="hint"))
        self.rows = QVBoxLayout()
        self.rows.setSpacing(0)
        self.body.addLayout(self.rows)
        self.hide()

    def ask(self, year: int) -> None:
        """Reads the deadlines of a year, with what the offices in sight have not sent."""
        from jxdesk.actions import deadlines

        self.year = year
        workspace, scope = self.context.workspace, self.context.scope.path
        self.context.tasks.run(
            lambda: deadlines.shown(workspace, year, scope=scope),
            lambda found: (
                self.show_dues(found) if (year, scope) == (self.year, self.context.scope.path) else None
            ),
            lane=Lane.READ,
            owner=self,
        )

    def show_dues(self, found: Sequence[Due]) -> None:
        """Shows what is due."""
        clear(self.rows)
        self.setVisible(bool(found))
        for due in found:
            self.rows.addWidget(self._row(due))

    def _row(self, due: Due) -> Row:
        words, tone = left_words(due)
        key = due.deadline.key
        basis = button("依据", partial(self._on_basis, due), kind="link", name=f"deadline_basis_{key}")
        basis.setAccessibleName(f"{due.deadline.name}的依据，也可以改日期")
        head = across(
            elided(due.deadline.name, role="strong", name=f"deadline_{key}"),
            pill(words, tone, name=f"deadline_left_{key}"),
            spacing=8,
        )
        head.setStretch(0, 1)
        tail = across(label(day_words(due.on), role="second"), spacing=8)
        if due.total:
            count = f"{due.unsent}/{due.total} 没送出" if due.unsent else "都送出了"
            tail.addWidget(label(count, role="second", name=f"deadline_unsent_{key}"))
        tail.addStretch(1)
        if due.unsent:
            go = button("看这些", partial(self._on_list, due), kind="link", name=f"deadline_list_{key}")
            go.setAccessibleName(f"看{due.deadline.name}没送出的 {due.unsent} 个")
            tail.addWidget(go)
        tail.addWidget(basis)
        row = Row(down(head, tail, spacing=0), air=4, stretch=0)
        row.setToolTip(due.basis)
        return row

    def _on_list(self, due: Due) -> None:
        from jxdesk.actions.look import ProjectQuery
        from jxdesk.store.views.list_stages import ListStage

        stage = ListStage(due.deadline.form.value, due.deadline.period)
        self.context.open_page("projects", ProjectQuery(self.year, state="unsent", stage=stage))

    def _on_basis(self, due: Due) -> None:
        dialog = BasisDialog(self.context, self.year, due, parent=self.window())
        dialog.accepted.connect(lambda: self.ask(self.year))
        dialog.open()


class BasisDialog(FittedDialog):
    """Why a deadline is on this day, and moving it for one year by a notice."""

    def __init__(self, context: Context, year: int, due: Due, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.year = year
        self.due = due
        self.setObjectName("deadline_dialog")
        self.setWindowTitle("期限的依据")
        self.setMinimumWidth(560)
        self.basis = label(due.basis, role="second", wrap=True, name="deadline_basis")
        note = ""
        if not due.knows_holidays:
            note = "放假安排还没有到这一年，工作日先按周一到周五算。"
        self.note = label(note, role="hint", wrap=True, name="deadline_note")
        self.note.setVisible(bool(note))
        self.day = QDateEdit(QDate(due.on.year, due.on.month, due.on.day))
        self.day.setObjectName("deadline_day")
        self.day.setAccessibleName("日期")
        self.day.setDisplayFormat("yyyy年M月d日")
        self.day.setCalendarPopup(True)
        self.day.setMinimumWidth(160)
        self.why = QLineEdit(due.moved.basis if due.moved else "")
        self.why.setObjectName("deadline_why")
        self.why.setAccessibleName("按什么通知改")
        self.why.setPlaceholderText("按什么通知改，可以不填")
        again = button("用原定日期", self._on_again, name="deadline_again")
        again.setVisible(due.moved is not None)
        save = button("改日期", self._on_save, kind="primary", name="deadline_save")
        save.setDefault(True)
        close = button("关上", self.reject, name="deadline_close")
        self.setLayout(
            down(
                label(f"{due.deadline.name}　{day_words(due.on)}", role="block_title"),
                self.basis,
                self.note,
                8,
                label(f"上级通知改了日子的，在这里改 {year} 年度的：", role="second"),
                across(self.day, self.why, spacing=8),
                None,
                across(again, None, close, save),
                spacing=8,
                margins=(20, 16, 20, 16),
            )
        )

    def _on_save(self) -> None:
        day = self.day.date()
        self._move(dt.date(day.year(), day.month(), day.day()))

    def _on_again(self) -> None:
        self._move(None)

    def _move(self, on: dt.date | None) -> None:
        from jxdesk.actions import deadlines

        workspace, year, key, why = self.context.workspace, self.year, self.due.deadline.key, self.why.text()
        self.context.tasks.run(
            lambda: deadlines.move(workspace, year, key, on, basis=why),
            self._on_moved,
            lane=Lane.EDIT,
            owner=self,
        )

    def _on_moved(self, _: object) -> None:
        self.context.refresh.announce(Part.PREFERENCES)
        self.accept()


def left_words(due: Due) -> tuple[str, Tone]:
    """How long is left, in words and colour."""
    if due.is_over:
        return f"过了 {-due.days_left} 天", Tone.ERROR if due.unsent else Tone.PLAIN
    if not due.days_left:
        return "就是今天", Tone.WARN
    tone = Tone.WARN if due.days_left <= SOON_DAYS else Tone.INFO
    return f"还剩 {due.days_left} 天（{due.working_left} 个工作日）", tone


def day_words(day: dt.date) -> str:
    """A day as offices write it."""
    return f"{day.year}年{day.month}月{day.day}日"
