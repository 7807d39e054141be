"""Match table: a free table as it stands in the file, with a chooser above each column that says what the column means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSignalBlocker,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from jxdesk.desktop import theme
from jxdesk.desktop.choosers import ListChooser
from jxdesk.desktop.theme import Tone
from jxdesk.domain.lists.free_tables import FreeTable, TableRow
from jxdesk.domain.lists.matching import Confidence

AnyIndex = QModelIndex | QPersistentModelIndex
SHOWN_ROWS = 200
NARROWEST, WIDEST = 128, 236
"""Widths of a column in px; a chooser must have room for its words."""
GAP = 4
CHOOSER_FRAME = 60
"""What a chooser needs beside its words: arrow, padding and the gaps to its neighbours. Units: px."""
NOT_USED = "不取"
STATES: dict[Confidence, tuple[str, Tone]] = {
    Confidence.SURE: ("按列名认出", Tone.OK),
    Confidence.LIKELY: ("猜的，请看一眼", Tone.INFO),
    Confidence.UNCLEAR: ("请您来选", Tone.WARN),
    Confidence.CHOSEN: ("选定的", Tone.OK),
    Confidence.NONE: ("", Tone.PLAIN),
}


class _Bands(NamedTuple):
    """How high the bands of the header are: the heading's two lines, the chooser, and the word for its state.

    Units: px.
    """

    heading: int
    chooser: int
    state: int

    @classmethod
    def of(cls, sizes: theme.Sizes) -> _Bands:
        """The bands for a size of letters."""
        return cls(3 * sizes.second + 1, sizes.row + 2, 2 * sizes.least)


class ColumnChoice(NamedTuple):
    """What the chooser of one column shows: the fields that it offers as key and words, and the one in force."""

    heading: str
    options: Sequence[tuple[str, str]]
    current: str
    state: Confidence


class ChooserHeader(QHeaderView):
    """The heading as printed, below it the chooser, below that how sure the guess is."""

    picked = Signal(int, str)

    def __init__(self, parent: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.choosers: list[ListChooser] = []
        self._columns: Sequence[ColumnChoice] = ()
        self._bands = _Bands.of(theme.sizes())
        self.setFixedHeight(sum(self._bands) + 2 * GAP)
        self.setSectionsClickable(False)
        self.setMinimumSectionSize(NARROWEST)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.sectionResized.connect(lambda *_: self._place())
        parent.horizontalScrollBar().valueChanged.connect(lambda _: self._place())

    def show_columns(self, columns: Sequence[ColumnChoice]) -> None:
        """Shows other choices; the choosers stay as long as the columns are the same ones."""
        headings = [column.heading for column in columns]
        if headings != [column.heading for column in self._columns] or len(columns) != len(self.choosers):
            self._rebuild(columns)
        self._columns = columns
        for chooser, column in zip(self.choosers, columns, strict=True):
            with QSignalBlocker(chooser):
                if [chooser.itemData(row) for row in range(1, chooser.count())] != [
                    key for key, _ in column.options
                ]:
                    chooser.clear()
                    chooser.addItem(NOT_USED, "")
                    for key, words in column.options:
                        chooser.addItem(words, key)
                chooser.setCurrentIndex(max(0, chooser.findData(column.current)))
            waits = column.state is Confidence.UNCLEAR
            chooser.setAccessibleDescription(STATES[column.state][0])
            if waits and not column.current:
                chooser.setCurrentIndex(-1)
            self._make_room(chooser)
        self._place()
        self.viewport().update()

    def _make_room(self, chooser: ListChooser) -> None:
        """Widens the column until the chosen words can be read; it never narrows under somebody's hand."""
        place = self.choosers.index(chooser)
        wanted = min(WIDEST, chooser.fontMetrics().horizontalAdvance(chooser.currentText()) + CHOOSER_FRAME)
        if place < self.count() and self.sectionSize(place) < wanted:
            self.resizeSection(place, wanted)

    def _rebuild(self, columns: Sequence[ColumnChoice]) -> None:
        for chooser in self.choosers:
            chooser.deleteLater()
        self.choosers = []
        for place, column in enumerate(columns):
            chooser = ListChooser(f"column_{place}", f"“{column.heading or f'第 {place + 1} 列'}”是什么")
            chooser.setParent(self.viewport())
            chooser.setPlaceholderText("请选")
            chooser.activated.connect(lambda _, place=place: self._on_chooser_activated(place))
            chooser.show()
            self.choosers.append(chooser)
        for before, after in zip(self.choosers, self.choosers[1:], strict=False):
            QWidget.setTabOrder(before, after)

    def _on_chooser_activated(self, place: int) -> None:
        self.picked.emit(place, str(self.choosers[place].currentData() or ""))

    def _place(self) -> None:
        for place, chooser in enumerate(self.choosers):
            if place < self.count():
                left, width = self.sectionViewportPosition(place), self.sectionSize(place)
                chooser.setGeometry(left + GAP, self._bands.heading, width - 2 * GAP, self._bands.chooser - 2)

    def show_place(self, place: int) -> None:
        """Scrolls a column into sight and puts the cursor into its chooser."""
        view = self.parent()
        if isinstance(view, QTableView) and view.model().rowCount():
            view.scrollTo(view.model().index(0, place))
        self.choosers[place].setFocus()

    def sizeHint(self) -> QSize:
        """As high as heading, chooser and state."""
        return QSize(super().sizeHint().width(), self.height())

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Paints heading and state; the chooser is a widget of its own."""
        if section >= len(self._columns):
            return
        column = self._columns[section]
        painter.save()
        painter.fillRect(rect, QColor(theme.HEADER))
        painter.setPen(QColor(theme.LINE))
        painter.drawLine(rect.topRight(), rect.bottomRight())
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.setFont(theme.font(theme.sizes().second, bold=True))
        painter.setPen(QColor(theme.TEXT))
        room = rect.adjusted(8, 2, -8, 0)
        room.setHeight(self._bands.heading - 4)
        heading = column.heading or f"（第 {section + 1} 列没有列名）"
        flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWrapAnywhere)
        painter.drawText(room, flags, heading)
        words, tone = STATES[column.state]
        if words:
            painter.setFont(theme.font(theme.sizes().least))
            painter.setPen(QColor(theme.TONES[tone][0]))
            top = self._bands.heading + self._bands.chooser
            state = QRect(rect.left() + 8, top, rect.width() - 16, self._bands.state)
            painter.drawText(state, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), words)
        painter.restore()


class FreeTableModel(QAbstractTableModel):
    """The first rows of a free table; those that would not be taken are grey and say why."""

    def __init__(self) -> None:
        super().__init__()
        self.table: FreeTable | None = None
        self.rows: Sequence[TableRow] = ()
        self.left_out: Mapping[int, str] = {}

    def show_table(self, table: FreeTable) -> None:
        """Shows another table."""
        self.beginResetModel()
        self.table = table
        self.rows = table.rows[:SHOWN_ROWS]
        self.left_out = {}
        self.endResetModel()

    def mark_left_out(self, left_out: Mapping[int, str]) -> None:
        """Greys the rows, by their numbers, that would not be taken."""
        self.left_out = left_out
        if self.rows:
            last = self.index(len(self.rows) - 1, max(0, self.columnCount() - 1))
            self.dataChanged.emit(self.index(0, 0), last)
            self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, len(self.rows) - 1)

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """How many rows are shown."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """How many columns the table has."""
        return 0 if parent.isValid() or self.table is None else len(self.table.headings)

    def data(self, index: AnyIndex, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """The text of a cell; grey where its row is left out, with the reason as tip."""
        row = self.rows[index.row()]
        cell = row.cells[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return "" if cell.from_above else cell.text.replace("\n", " ")
            case Qt.ItemDataRole.ToolTipRole:
                return self.left_out.get(row.number) or cell.text
            case Qt.ItemDataRole.ForegroundRole if row.number in self.left_out:
                return QColor(theme.HINT)
            case Qt.ItemDataRole.TextAlignmentRole if cell.is_number:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            case _:
                return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> object:
        """The row's number in the sheet, with a word where it is left out."""
        if role != int(Qt.ItemDataRole.DisplayRole):
            return None
        if orientation is Qt.Orientation.Horizontal:
            return "" if self.table is None else self.table.headings[section]
        number = self.rows[section].number
        return f"{number} 略" if number in self.left_out else str(number)


class _Padded(QStyledItemDelegate):
    """Keeps the texts of cells away from the grid lines."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Paints one cell a little narrower."""
        option.rect.adjust(4, 0, -4, 0)  # type: ignore[attr-defined]
        super().paint(painter, option, index)


class MatchTable(QTableView):
    """The table of the file under its choosers."""

    picked = Signal(int, str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("match_table")
        self.setAccessibleName("文件里的表格")
        self.free = FreeTableModel()
        self.setModel(self.free)
        self.header = ChooserHeader(self)
        self.setHorizontalHeader(self.header)
        self.header.show()
        self.header.picked.connect(self.picked)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setItemDelegate(_Padded(self))
        numbers = self.verticalHeader()
        numbers.setDefaultSectionSize(theme.sizes().compact_row)
        numbers.setMinimumWidth(56)
        numbers.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)

    def show_table(self, table: FreeTable) -> None:
        """Shows another table, its columns as wide as their first rows need."""
        self.free.show_table(table)
        metrics = self.fontMetrics()
        for place in range(len(table.headings)):
            texts = [row.cells[place].text for row in self.free.rows[:40]]
            widest = max((metrics.horizontalAdvance(text) for text in texts), default=0) + 24
            self.setColumnWidth(place, max(NARROWEST, min(WIDEST, widest)))
