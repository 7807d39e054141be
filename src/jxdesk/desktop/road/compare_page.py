"""The compare page: what a package would change, row by row, with a pick and a reason where both sides were changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QButtonGroup, QLineEdit, QWidget

from jxdesk.actions.receiving.arrival import Arrival
from jxdesk.actions.receiving.taking import Choices
from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import Bar, across, button, down, elided, label
from jxdesk.desktop.list_saving import ListSaving
from jxdesk.desktop.list_table import ListTable, PillPainter
from jxdesk.desktop.road.arrival_rows import (
    HEADINGS,
    PICKS,
    WIDTHS,
    ArrivalRow,
    Group,
    Pick,
    Picking,
    group_counts,
    heading_words,
    summary_words,
)
from jxdesk.desktop.rows_model import RowsModel
from jxdesk.desktop.theme import Tone

LONGEST_REASON = 200
_KEYS = {Qt.Key.Key_1: Pick.CAME, Qt.Key.Key_2: Pick.HERE}
_NEXT = {Pick.OPEN: Pick.CAME, Pick.CAME: Pick.HERE, Pick.HERE: Pick.CAME}


class _PickModel(RowsModel):
    """Rows of which one may be said anew without drawing all of them."""

    def say_anew(self, place: int, texts: Sequence[str], tone: Tone) -> None:
        """Shows other texts in a row."""
        rows, tones = self.rows, self.tones
        assert isinstance(rows, list)
        assert isinstance(tones, list)
        rows[place], tones[place] = texts, tone
        self.dataChanged.emit(self.index(place, 0), self.index(place, self.columnCount() - 1))


class _PickTable(ListTable):
    """1 takes what came, 2 leaves what is here, the blank key changes between them; on all rows that are chosen."""

    picked = Signal(object)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Picks by key."""
        key = Qt.Key(event.key())
        if key in _KEYS:
            self.picked.emit(_KEYS[key])
        elif key == Qt.Key.Key_Space:
            self.picked.emit(None)
        else:
            super().keyPressEvent(event)


class ComparePage(QWidget):
    """One arrival; ``changed`` whenever something was picked or a reason written."""

    changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.picking = Picking.of(())
        self.shown: list[int] = []
        self._places: dict[int, int] = {}
        self.heading = elided("", role="block_title", name="arrival_heading")
        self.file_line = elided("", role="second", name="arrival_file")
        self.summary = Bar(Tone.INFO, name="arrival_summary")
        self.chips = QButtonGroup(self)
        chips = []
        for number, word in enumerate(("全部", *Group)):
            chip = button(word, kind="chip", name=f"arrival_chip_{number}")
            chip.setCheckable(True)
            self.chips.addButton(chip, number)
            chips.append(chip)
        self.chips.idClicked.connect(lambda _: self._filter())
        self.model = _PickModel(HEADINGS)
        self.table = _PickTable(self.model, WIDTHS, name="arrival_table", meaning="库里和来件的不同")
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.setItemDelegate(
            PillPainter(self.table, pills=0, tone_of=lambda row: self.model.tones[row])
        )
        self.table.picked.connect(self._on_picked)
        self.table.opened.connect(lambda _: self._on_picked(None))
        self.table.clicked.connect(self._on_clicked)
        self.table.chosen.connect(lambda _: self._show_reason())
        self.saving = ListSaving(
            context,
            self,
            self.model,
            title="收件差异表",
            name="arrival_save",
            caption=lambda: f"{self.heading.text()}　{self.summary.text.text()}",
        )
        self.saving.button.setText("导出差异表")
        self.body = down(
            across(self.heading, self.file_line, spacing=12),
            self.summary,
            across(*chips, None, self.saving.button, spacing=14),
            self.table,
            self._make_tools(),
            spacing=8,
        )
        self.body.setContentsMargins(0, 0, 0, 0)
        self.setLayout(self.body)

    def _make_tools(self) -> QWidget:
        self.all_came = button("全部取来件", self._all(Pick.CAME), name="all_came")
        self.all_here = button("全部留库里", self._all(Pick.HERE), name="all_here")
        self.waits = label(role="strong", name="arrival_waits")
        self.reason = QLineEdit()
        self.reason.setObjectName("arrival_reason")
        self.reason.setAccessibleName("为什么这样选")
        self.reason.setPlaceholderText("为什么这样选（必填，写了记在修改记录里）")
        self.reason.setMaxLength(LONGEST_REASON)
        self.reason.textEdited.connect(self._on_reason)
        self.same_reason = button("各表都用这个理由", self._on_same_reason, name="same_reason")
        tools = QWidget()
        row = across(label("理由", role="second"), self.reason, self.same_reason, spacing=8)
        row.setStretch(1, 1)
        tools.setLayout(
            down(
                across(
                    self.all_came,
                    self.all_here,
                    label("在行上按 1 取来件，按 2 留库里；可以选多行一起按", role="hint"),
                    None,
                    self.waits,
                    spacing=8,
                ),
                row,
                spacing=6,
            )
        )
        self.tools = tools
        return tools

    # ---- showing ---------------------------------------------------------------------------------------------

    def show_arrival(self, arrival: Arrival, rows: Sequence[ArrivalRow]) -> None:
        """Shows what taking it in would do; nothing is picked yet."""
        self.picking = Picking.of(rows)
        self.heading.setText(heading_words(arrival))
        known = arrival.known
        self.file_line.setText(arrival.source.name if known is None else known.file_name)
        self.summary.say(*summary_words(arrival))
        counts = group_counts(rows)
        for number, group in enumerate(("全部", *Group)):
            count = len(rows) if number == 0 else counts[Group(group)]
            chip = self.chips.button(number)
            chip.setText(f"{group} {count}")
            chip.setVisible(number == 0 or bool(count))
        self.chips.button(0).setChecked(True)
        self.tools.setVisible(bool(self.picking.picks))
        self._filter()
        self._say_what_waits()

    def _filter(self) -> None:
        number = max(0, self.chips.checkedId())
        group = None if number == 0 else list(Group)[number - 1]
        rows = self.picking.rows
        self.shown = [place for place, row in enumerate(rows) if group is None or row.group is group]
        self._places = {number: place for place, number in enumerate(self.shown)}
        self.model.show_rows(
            [self._texts(one) for one in self.shown], [self._tone(one) for one in self.shown]
        )
        if self.shown:
            self.table.selectRow(0)
        self._show_reason()

    def _texts(self, number: int) -> tuple[str, ...]:
        return self.picking.rows[number].texts(self.picking.picks.get(number))

    def _tone(self, number: int) -> Tone:
        pick = self.picking.picks.get(number)
        return self.picking.rows[number].tone if pick is None else PICKS[pick][1]

    def _current(self) -> int | None:
        row = self.table.currentIndex().row()
        return self.shown[row] if 0 <= row < len(self.shown) else None

    # ---- picking ---------------------------------------------------------------------------------------------

    def _on_picked(self, wanted: Pick | None) -> None:
        """Picks on the chosen rows; the blank key turns round what the row at hand says."""
        chosen = [self.shown[index.row()] for index in self.table.selectionModel().selectedRows()]
        if wanted is None:
            now = next((self.picking.picks[one] for one in chosen if one in self.picking.picks), None)
            if now is None:
                return
            wanted = _NEXT[now]
        self.pick(chosen, wanted)

    def _on_clicked(self, index: QModelIndex) -> None:
        if index.column() == 0 and self.shown[index.row()] in self.picking.picks:
            number = self.shown[index.row()]
            self.pick([number], _NEXT[self.picking.picks[number]])

    def _all(self, wanted: Pick) -> Callable[[], None]:
        return lambda: self.pick([one for one in self.shown if one in self.picking.picks], wanted)

    def pick(self, numbers: Sequence[int], wanted: Pick) -> None:
        """Picks on these rows."""
        for number in self.picking.pick(numbers, wanted):
            place = self._places.get(number)
            if place is not None:
                self.model.say_anew(place, self._texts(number), self._tone(number))
        self._say_what_waits()
        self.changed.emit()

    def _say_what_waits(self) -> None:
        cells, forms = self.picking.open_cells, len(self.picking.without_reason)
        if cells:
            words = f"还有 {cells} 处没选"
        elif forms:
            words = f"选好了，还有 {forms} 张表没写理由"
        else:
            words = "都选好了"
        self.waits.setText(words)

    # ---- the reason ------------------------------------------------------------------------------------------

    def _filing_id(self) -> str:
        number = self._current()
        if number is None or number not in self.picking.picks:
            return ""
        filing = self.picking.rows[number].filing
        return filing.id if filing is not None else ""

    def _show_reason(self) -> None:
        filing_id = self._filing_id()
        self.reason.setEnabled(bool(filing_id))
        self.reason.setText(self.picking.reasons.get(filing_id, ""))
        self.same_reason.setVisible(len({self.picking.rows[one].name for one in self.picking.must()}) > 1)

    def _on_reason(self, text: str) -> None:
        filing_id = self._filing_id()
        if filing_id:
            self.picking.reasons[filing_id] = text
            self._say_what_waits()
            self.changed.emit()

    def _on_same_reason(self) -> None:
        text = self.reason.text()
        for number in self.picking.must():
            filing = self.picking.rows[number].filing
            if filing is not None:
                self.picking.reasons[filing.id] = text
        self._say_what_waits()
        self.changed.emit()

    def choices(self) -> Choices:
        """What was decided so far."""
        return self.picking.choices()
