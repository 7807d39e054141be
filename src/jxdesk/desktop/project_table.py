"""The project table: row numbers in memory, rows in blocks of 256, painted by one delegate."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelection,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from jxdesk.actions.look import BLOCK, ProjectRow
from jxdesk.desktop import icons, theme
from jxdesk.desktop.columns import COLUMNS, Column, Kind, pill_tone
from jxdesk.desktop.theme import TONES, Tone

AnyIndex = QModelIndex | QPersistentModelIndex
BLOCKS_KEPT = 24
ROW_NUMBERS_WIDTH = 40
PAD = 8
NARROW = 1260
"""Below this width columns give way to that of the counties. Units: px in the normal size."""

_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_TOOLTIP = int(Qt.ItemDataRole.ToolTipRole)
_READ_ALOUD = int(Qt.ItemDataRole.AccessibleTextRole)


class ProjectTableModel(QAbstractTableModel):
    """The rows of one list; ``block_wanted`` asks for rows that have come in sight and are not here yet."""

    block_wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.rows: Sequence[int] = ()
        self.generation = 0
        self._blocks: dict[int, tuple[ProjectRow, ...]] = {}
        self._asked: set[int] = set()

    def show_list(self, rows: Sequence[int], first: Sequence[ProjectRow]) -> None:
        """Replaces the whole list; the first block comes with it."""
        self.beginResetModel()
        self.rows = rows
        self.generation += 1
        self._blocks = {0: tuple(first)} if first else {}
        self._asked = set()
        self.endResetModel()

    def put_rest(self, generation: int, rows: Sequence[int]) -> None:
        """Takes all row numbers of a list whose beginning is shown already."""
        shown = len(self.rows)
        if generation != self.generation or len(rows) <= shown:
            return
        self.beginInsertRows(QModelIndex(), shown, len(rows) - 1)
        self.rows = rows
        self.endInsertRows()

    def put_block(self, number: int, generation: int, rows: Sequence[ProjectRow]) -> None:
        """Takes a block that was asked for; one of an older list is dropped."""
        if generation != self.generation:
            return
        self._asked.discard(number)
        if len(self._blocks) >= BLOCKS_KEPT:
            self._blocks.pop(next(iter(self._blocks)))
        self._blocks[number] = tuple(rows)
        top = number * BLOCK
        bottom = min(top + BLOCK, len(self.rows)) - 1
        self.dataChanged.emit(self.index(top, 0), self.index(bottom, len(COLUMNS) - 1))

    def block_rows(self, number: int) -> Sequence[int]:
        """The row numbers of a block."""
        return self.rows[number * BLOCK : (number + 1) * BLOCK]

    def row_at(self, position: int) -> ProjectRow | None:
        """The row at a position, or None while it is being read."""
        number, offset = divmod(position, BLOCK)
        block = self._blocks.get(number)
        if block is None:
            if number not in self._asked:
                self._asked.add(number)
                self.block_wanted.emit(number)
            return None
        return block[offset] if offset < len(block) else None

    def row_here(self, position: int) -> ProjectRow | None:
        """The row at a position, or None where it is not in memory; nothing is asked for."""
        number, offset = divmod(position, BLOCK)
        block = self._blocks.get(number, ())
        return block[offset] if offset < len(block) else None

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """How many rows the list has."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """How many columns the list has."""
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: AnyIndex, role: int = _DISPLAY) -> str | None:
        """Texts for copying, tips and screen readers; the painter asks for whole rows instead."""
        if role not in (_DISPLAY, _TOOLTIP, _READ_ALOUD):
            return None
        row = self.row_at(index.row())
        if row is None:
            return None
        column = COLUMNS[index.column()]
        if role == _TOOLTIP:
            return column.tip(row) if column.tip is not None else None
        text = column.text(row)
        return f"{column.label} {text}" if role == _READ_ALOUD else text

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> object:
        """The column's label, or the position of the row."""
        if role == int(Qt.ItemDataRole.TextAlignmentRole):
            if orientation is Qt.Orientation.Vertical:
                return Qt.AlignmentFlag.AlignCenter
            right = COLUMNS[section].kind is Kind.NUMBER
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role != _DISPLAY:
            return None
        return COLUMNS[section].label if orientation is Qt.Orientation.Horizontal else str(section + 1)


class CellPainter(QStyledItemDelegate):
    """Paints every cell of the table in one call; going through ``data()`` role by role costs eight."""

    def __init__(self, parent: QTableView) -> None:
        super().__init__(parent)
        self._zebra = QColor(theme.ZEBRA)
        self._selection = QColor(theme.SELECTION)
        self._track = QColor(theme.TRACK)
        self._text = QPen(QColor(theme.TEXT))
        self._hint = QPen(QColor(theme.HINT))
        self._pens = {tone: QPen(QColor(colours[0])) for tone, colours in TONES.items()}
        self._tints = {tone: QColor(colours[1]) for tone, colours in TONES.items()}
        self._metrics = QFontMetrics(theme.font(theme.sizes().body))
        self._left = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._centre = int(Qt.AlignmentFlag.AlignCenter)

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        """Rows have a fixed height."""
        return QSize(100, theme.sizes().row)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Paints one cell."""
        rect: QRect = option.rect  # type: ignore[attr-defined]
        position = index.row()
        if option.state & QStyle.StateFlag.State_Selected:  # type: ignore[attr-defined]
            painter.fillRect(rect, self._selection)
        elif position & 1:
            painter.fillRect(rect, self._zebra)
        model = index.model()
        assert isinstance(model, ProjectTableModel)
        row = model.row_at(position)
        column = COLUMNS[index.column()]
        inner = rect.adjusted(PAD, 0, -PAD, 0)
        if row is None:
            if column.key == "name":
                painter.setPen(self._hint)
                painter.drawText(inner, self._left, "正在读取…")
            return
        text = column.text(row)
        match column.kind:
            case Kind.TEXT:
                if self._metrics.horizontalAdvance(text) > inner.width():
                    text = self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
                painter.setPen(self._text)
                painter.drawText(inner, self._left, text)
            case Kind.NUMBER:
                painter.setPen(self._text)
                painter.drawText(inner, self._right, text)
            case Kind.RATE:
                self._paint_rate(painter, inner, row, text)
            case Kind.PILL:
                if text:
                    self._paint_pill(painter, inner, column, row, text)
            case Kind.COUNT:
                if text:
                    self._paint_count(painter, inner, row, text)

    def _paint_rate(self, painter: QPainter, inner: QRect, row: ProjectRow, text: str) -> None:
        if row.rate is None:
            return
        tone, fill = rate_tone(row.rate)
        room = inner.width() - self._metrics.horizontalAdvance("100.0%") - 8
        if room > 20:
            bar = QRect(inner.left(), inner.center().y() - 2, room, 6)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._track)
            painter.drawRoundedRect(bar, 3, 3)
            bar.setWidth(max(6, min(room, room * row.rate // 10_000)))
            painter.setBrush(fill)
            painter.drawRoundedRect(bar, 3, 3)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(self._text if tone is None else self._pens[tone])
        painter.drawText(inner, self._right, text)

    def _paint_pill(
        self, painter: QPainter, inner: QRect, column: Column, row: ProjectRow, text: str
    ) -> None:
        tone = pill_tone(column, row)
        height = 24 if inner.height() >= 30 else 20
        box = QRect(
            inner.left(),
            inner.top() + (inner.height() - height) // 2,
            min(inner.width(), self._metrics.horizontalAdvance(text) + 16),
            height,
        )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._tints[tone])
        painter.drawRoundedRect(box, 4, 4)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(self._pens[tone])
        painter.drawText(box, self._centre, text)

    def _paint_count(self, painter: QPainter, inner: QRect, row: ProjectRow, text: str) -> None:
        tone, sign = (Tone.ERROR, "error") if row.errors else (Tone.WARN, "warning")
        picture = icons.pixmap(sign, 16, TONES[tone][0])
        painter.drawPixmap(QPoint(inner.left(), inner.center().y() - 7), picture)
        painter.setPen(self._pens[tone])
        painter.drawText(inner.adjusted(20, 0, 0, 0), self._left, text)


_RATE_FILLS = {
    "low": QColor(theme.ERROR),
    "middle": QColor(theme.AMBER),
    "high": QColor(theme.ACCENT),
}


def rate_tone(rate: int) -> tuple[Tone | None, QColor]:
    """The tone of the number and the colour of the bar: under half or above the budget red, under four fifths amber.

    Units: hundredths of a percent. Source: the bands of the list's own filter.
    """
    if rate < 5000 or rate > 10_000:
        return Tone.ERROR, _RATE_FILLS["low"]
    if rate < 8000:
        return None, _RATE_FILLS["middle"]
    return None, _RATE_FILLS["high"]


class ProjectTable(QTableView):
    """The view: whole rows are chosen, Enter opens, columns fit the width."""

    opened = Signal(int)
    selection_changed = Signal()
    geometry_changed = Signal()

    def __init__(self, model: ProjectTableModel) -> None:
        super().__init__()
        self.form = ""
        self._has_counties = False
        self._all_chosen = False
        self.setObjectName("project_table")
        self.setAccessibleName("项目列表")
        self.setModel(model)
        self.setItemDelegate(CellPainter(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setCornerButtonEnabled(False)
        self.setMouseTracking(False)
        across, beside = self.horizontalHeader(), self.verticalHeader()
        across.setHighlightSections(False)
        across.setFixedHeight(theme.HEADING_HEIGHT)
        across.setSectionsClickable(True)
        across.setSortIndicatorShown(False)
        across.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        across.setMinimumSectionSize(40)
        beside.setHighlightSections(False)
        beside.setFixedWidth(ROW_NUMBERS_WIDTH)
        beside.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        beside.setDefaultSectionSize(theme.sizes().row)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))
        across.sectionResized.connect(lambda *_: self.geometry_changed.emit())
        self.horizontalScrollBar().valueChanged.connect(lambda _: self.geometry_changed.emit())

    def show_form(self, form: str) -> None:
        """Shows the columns that a form fills."""
        if form != self.form:
            self.form = form
            self.fit_columns()

    def show_counties(self, on: bool) -> None:
        """Shows of which county each line is."""
        if on != self._has_counties:
            self._has_counties = on
            self.fit_columns()

    def set_compact(self, compact: bool) -> None:
        """Changes between 标准 and 紧凑 rows."""
        sizes = theme.sizes()
        self.verticalHeader().setDefaultSectionSize(sizes.compact_row if compact else sizes.row)

    def chosen_positions(self) -> list[int]:
        """The positions of the chosen rows, in order; ranges, so that choosing 50,000 costs nothing."""
        positions: list[int] = []
        spans = self.selectionModel().selection()
        for number in range(spans.count()):
            span = spans.at(number)
            positions.extend(range(span.top(), span.bottom() + 1))
        return sorted(set(positions))

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Tells once per change, however many rows it touches."""
        super().selectionChanged(selected, deselected)
        self._all_chosen = False
        self.selection_changed.emit()

    def selectAll(self) -> None:
        """Ctrl+A: all of the list, also the rows whose numbers are still on their way."""
        super().selectAll()
        self._all_chosen = True

    def rowsInserted(self, parent: AnyIndex, start: int, end: int) -> None:
        """The rest of the list came: it belongs to a choice of everything."""
        all_chosen = self._all_chosen
        super().rowsInserted(parent, start, end)
        if all_chosen:
            self.selectAll()

    def reset(self) -> None:
        """Another list: nothing of it is chosen."""
        self._all_chosen = False
        super().reset()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the row."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex().row())
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Gives the stretching column what the others leave."""
        super().resizeEvent(event)
        self.fit_columns()

    def fit_columns(self) -> None:
        """Sizes columns in 字; hides those that a narrow window has no room for."""
        width = self.viewport().width()
        one = theme.sizes().body
        left = width
        stretching = 0
        for index, column in enumerate(COLUMNS):
            hide = column.hidden_below > 0 and width < theme.scaled(column.hidden_below)
            hide = hide or bool(column.forms and self.form and self.form not in column.forms)
            hide = hide or (column.of_counties and not self._has_counties)
            room = column.room
            if self._has_counties and column.beside_counties is not None and width < theme.scaled(NARROW):
                room, hide = column.beside_counties, hide or not column.beside_counties
            self.setColumnHidden(index, hide)
            if column.stretches:
                stretching = index
            elif not hide:
                wide = round(room * one) + 2 * PAD
                self.setColumnWidth(index, wide)
                left -= wide
        self.setColumnWidth(stretching, max(left, 8 * one))
        self.geometry_changed.emit()
