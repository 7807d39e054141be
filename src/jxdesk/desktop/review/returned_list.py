"""The list at the left of 退回的表: what was returned, the most urgent first, then what passed with words of the reviewer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, QSignalBlocker

from jxdesk.actions.passed_with_words import PassedForm
from jxdesk.actions.work_order import OpenOrder
from jxdesk.desktop.list_table import ListTable
from jxdesk.desktop.review.two_line_rows import TwoLinePainter, two_lines
from jxdesk.desktop.rows_model import RowsModel
from jxdesk.desktop.theme import Tone
from jxdesk.domain.records.form_words import FORM_NAMES

Entry = OpenOrder | PassedForm
Row = tuple[str, str]
WIDTH = 330


class ReturnedList(ListTable):
    """One row for each form; the one that was looked at stays chosen."""

    def __init__(self) -> None:
        self.entries: Sequence[Entry] = ()
        self.rows_model = RowsModel(("进度", "项目"))
        super().__init__(
            self.rows_model,
            (6, 0),
            name="returned_list",
            meaning="退回的表，最急的在前；后面是带意见通过的",
        )
        self.setFixedWidth(WIDTH)
        self.setItemDelegate(TwoLinePainter(self, names=1, tone_of=lambda row: self.rows_model.tones[row]))

    def show_entries(self, entries: Sequence[Entry], *, today: dt.date, wanted: str = "") -> None:
        """Shows the forms, and chooses the wanted one, else the one that was chosen, else the first."""
        current = self.current()
        kept = wanted or (current.filing.id if current is not None else "")
        self.entries = entries
        rows = [_row(one, today) for one in entries]
        with QSignalBlocker(self.selectionModel()):
            self.rows_model.show_rows([row for row, _ in rows], [tone for _, tone in rows])
            if entries:
                place = next((n for n, one in enumerate(entries) if one.filing.id == kept), 0)
                self.selectionModel().setCurrentIndex(
                    self.rows_model.index(place, 0),
                    QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows,
                )
        self.viewport().update()

    def current(self) -> Entry | None:
        """The form that is looked at."""
        row = self.currentIndex().row()
        return self.entries[row] if 0 <= row < len(self.entries) else None


def _row(one: Entry, today: dt.date) -> tuple[Row, Tone]:
    content = one.filing.content
    name, form = content.project_name or content.office_name, FORM_NAMES[content.form]
    if isinstance(one, PassedForm):
        count = len(one.settled)
        done, day = f"改定 {count} 处" if count else "有意见", "带意见通过"
        tone = Tone.INFO if one.is_new else Tone.PLAIN
    else:
        items, opened, due = one.order.items, one.order.open_items, one.order.due_on
        is_late = one.order.is_overdue(today)
        done = f"{len(items) - len(opened)}/{len(items)}" if items else "没有逐条"
        day = "" if due is None else f"{due.month}月{due.day}日以前{'，已过期' if is_late else ''}"
        tone = Tone.ERROR if is_late else (Tone.WARN if opened else Tone.OK)
    return (done, two_lines(name, form, day)), tone
