"""The list of filings at the left of 审核: what waits first, filtered and searched; several are chosen to pass together."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, QSignalBlocker, Signal
from PySide6.QtWidgets import QAbstractItemView, QButtonGroup, QWidget

from jxdesk.actions.reviewing.waiting import CaseRow, ReviewList
from jxdesk.desktop.furniture import across, button, down, label, search_field
from jxdesk.desktop.list_table import ListTable
from jxdesk.desktop.review.two_line_rows import TwoLinePainter, two_lines
from jxdesk.desktop.review.words import state_of
from jxdesk.desktop.rows_model import RowsModel
from jxdesk.domain.records.form_words import FORM_NAMES
from jxdesk.domain.road.outcomes import OUTCOME_WORDS
from jxdesk.store.shipped.first_letters import found_by_letters

WAITING, DECIDED, ALL = range(3)
CHIPS = {WAITING: "待审", DECIDED: "已定未送", ALL: "全部"}
WIDTH = 330
HEADINGS = ("状态", "项目")
WIDTHS = (6.5, 0)


class CaseList(QWidget):
    """The list; ``chosen`` tells the filing that is to be looked at, an empty text where there is none."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(WIDTH)
        self.found = ReviewList(rows=(), senders={})
        self.shown: Sequence[CaseRow] = ()
        self.chips = QButtonGroup(self)
        for number, word in CHIPS.items():
            chip = button(word, kind="chip", name=f"review_chip_{number}")
            chip.setCheckable(True)
            chip.setChecked(number == ALL)
            self.chips.addButton(chip, number)
        self.chips.idClicked.connect(lambda _: self._show_rows())
        self.search = search_field("review_search", "查找待审的表", "项目、单位，可用拼音首字母")
        self.search.textChanged.connect(lambda _: self._show_rows())
        self.model = RowsModel(HEADINGS)
        self.table = ListTable(self.model, WIDTHS, name="review_list", meaning="要审核的表，可以选多张")
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.setItemDelegate(
            TwoLinePainter(self.table, names=1, tone_of=lambda row: self.model.tones[row])
        )
        self.table.chosen.connect(self._on_chosen)
        self.note = label(role="second", wrap=True, name="review_list_note")
        box = down(
            across(*(self.chips.button(one) for one in CHIPS), None, spacing=6),
            self.search,
            self.table,
            self.note,
            spacing=8,
        )
        self.setLayout(box)

    def show_list(self, found: ReviewList) -> None:
        """Shows the filings; the one that was looked at stays chosen, else the first that waits."""
        self.found = found
        waiting, decided = len(found.waiting), sum(found.unsent.values())
        counts = {WAITING: waiting, DECIDED: decided, ALL: len(found.rows)}
        for number, word in CHIPS.items():
            self.chips.button(number).setText(f"{word} {counts[number]}")
        self._show_rows()

    def _show_rows(self) -> None:
        kept = self.current()
        wanted = self.search.text().strip()
        side = self.chips.checkedId()
        self.shown = [row for row in self.found.rows if self._is_on(side, row) and self._has(row, wanted)]
        offices, forms = ({one(row) for row in self.shown} for one in (_office, _form))
        cells, tones = [], []
        for row in self.shown:
            word, tone = state_of(row)
            below = (
                f"上级{OUTCOME_WORDS[row.decided]}" if row.decided is not None and row.is_from_above else "",
                f"{row.errors} 处错" if row.errors else "",
                f"第 {row.round} 轮" if row.round > 1 else "",
                _form(row) if len(forms) > 1 else "",
                row.office if len(offices) > 1 and row.office not in row.name else "",
            )
            cells.append((word, two_lines(row.name, *below)))
            tones.append(tone)
        with QSignalBlocker(self.table.selectionModel()):
            self.model.show_rows(cells, tones)
        nothing = "没有符合条件的，点“全部”看所有的。" if self.found.rows else ""
        self.note.setText(nothing if not self.shown else "Ctrl 或 Shift 加方向键、单击，可以选多张一起通过。")
        self.go_to(kept)

    @staticmethod
    def _is_on(side: int, row: CaseRow) -> bool:
        if side == WAITING:
            return row.waits
        return row.decided is not None if side == DECIDED else True

    @staticmethod
    def _has(row: CaseRow, wanted: str) -> bool:
        said = f"{row.name} {row.office}"
        return wanted in said or wanted.lower() in found_by_letters(said)

    def go_to(self, filing_id: str) -> None:
        """Chooses a filing; the first that waits where it is not in sight."""
        places = {row.filing_id: place for place, row in enumerate(self.shown)}
        place = places.get(filing_id)
        if place is None:
            place = next((number for number, row in enumerate(self.shown) if row.waits), 0)
        if not self.shown:
            self.chosen.emit("")
            return
        with QSignalBlocker(self.table.selectionModel()):
            self.table.selectionModel().setCurrentIndex(
                self.model.index(place, 0),
                QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows,
            )
        self.table.scrollTo(self.model.index(place, 0))
        self.table.viewport().update()
        self.chosen.emit(self.shown[place].filing_id)

    def _on_chosen(self, row: int) -> None:
        if 0 <= row < len(self.shown):
            self.chosen.emit(self.shown[row].filing_id)

    def current(self) -> str:
        """The filing that is looked at."""
        row = self.table.currentIndex().row()
        return self.shown[row].filing_id if 0 <= row < len(self.shown) else ""

    def next_waiting(self, after: str) -> str:
        """The filing that is to be looked at next, once another has been decided."""
        rows = list(self.shown)
        here = next((number for number, row in enumerate(rows) if row.filing_id == after), -1)
        later = [*rows[here + 1 :], *rows[: max(here, 0)]]
        return next((row.filing_id for row in later if row.waits), after)

    def selected(self) -> list[CaseRow]:
        """All filings that are chosen, in the order of the list."""
        chosen = {index.row() for index in self.table.selectionModel().selectedRows()}
        return [row for number, row in enumerate(self.shown) if number in chosen]


def _office(row: CaseRow) -> str:
    return row.office


def _form(row: CaseRow) -> str:
    return FORM_NAMES[row.task.form]
