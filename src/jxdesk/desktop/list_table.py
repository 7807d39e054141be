"""The list table: a read-only table of short lists, with one column of pills, for dialogs and the smaller pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from jxdesk.desktop import icons, theme
from jxdesk.desktop.column_room import shared
from jxdesk.desktop.theme import Tone

AnyIndex = QModelIndex | QPersistentModelIndex
PAD = 8
PILL_PAD = 16
PILL_SIGN = 16
TICK_WIDTH = 24
MEASURED_ROWS = 60
"""So many rows say how much room a column needs; a longer text further down is cut and stands whole in its tip."""


def plain_headings(header: QHeaderView) -> None:
    """Headings that only name their columns: as high in every list, at the left unless a column says otherwise."""
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setFixedHeight(theme.HEADING_HEIGHT)
    header.setHighlightSections(False)
    header.setSectionsClickable(False)


class ListTable(QTableView):
    """Whole rows are chosen, Enter opens, the column of width 0 takes the room that is left and gives on what it can spare.

    Units: ``widths`` in 字.
    """

    opened = Signal(int)
    chosen = Signal(int)

    def __init__(
        self, model: QAbstractItemModel, widths: Sequence[float], *, name: str, meaning: str
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(meaning)
        self.widths = widths
        self._needs: list[int] = []
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        header, numbers = self.horizontalHeader(), self.verticalHeader()
        plain_headings(header)
        header.setMinimumSectionSize(2 * PAD)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        numbers.hide()
        numbers.setDefaultSectionSize(theme.sizes().row)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))
        self.selectionModel().currentRowChanged.connect(lambda now, _: self.chosen.emit(now.row()))
        model.modelReset.connect(self._measure)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the row."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex().row())
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Gives the stretching column what the others leave."""
        super().resizeEvent(event)
        self._share_room()

    def set_widths(self, widths: Sequence[float]) -> None:
        """Gives the columns other widths, where a list changes its columns.

        Units: 字.
        """
        self.widths = widths
        self._measure()

    def _measure(self) -> None:
        """Forgets what the rows before needed: measuring takes longer than a window may take to be drawn larger."""
        self._needs = []
        self._share_room()

    def _share_room(self) -> None:
        if self.model().columnCount() != len(self.widths):
            return  # a list that is about to change its columns
        stretching = next((place for place, width in enumerate(self.widths) if not width), 0)
        widths = [self._wished(column) for column in range(len(self.widths))]
        if not self._needs:
            self._needs = [self._needed(column) for column in range(len(widths))]
        made = shared(widths, self._needs, self.viewport().width(), stretching=stretching)
        made[stretching] = max(made[stretching], 8 * theme.sizes().body)
        for column, width in enumerate(made):
            self.setColumnWidth(column, width)

    def _wished(self, column: int) -> int:
        return round(self.widths[column] * theme.sizes().body) + 2 * PAD

    def _needed(self, column: int) -> int:
        """The width in which neither the heading nor one of the first rows is cut."""
        model = self.model()
        heading = str(model.headerData(column, Qt.Orientation.Horizontal) or "")
        if not heading:  # a column of marks, which come and go
            return self._wished(column)
        widest = QFontMetrics(theme.font(theme.sizes().second, bold=True)).horizontalAdvance(heading)
        painter, metrics = self.itemDelegate(), self.fontMetrics()
        pill = painter.room if isinstance(painter, PillPainter) and painter.pills == column else 0
        for row in range(min(model.rowCount(), MEASURED_ROWS)):
            index = model.index(row, column)
            is_ticked = model.data(index, Qt.ItemDataRole.CheckStateRole) is not None
            text = str(model.data(index) or "")
            widest = max(widest, metrics.horizontalAdvance(text) + pill + (TICK_WIDTH if is_ticked else 0))
        return widest + 2 * PAD + 1


class PillPainter(QStyledItemDelegate):
    """Paints every cell with the padding of the theme; ``tone_of`` gives a row's tint in the column of pills.

    ``icon_of`` gives the icon that stands before a row's word there, empty for none.
    """

    def __init__(
        self,
        parent: QTableView,
        *,
        pills: int,
        tone_of: Callable[[int], Tone],
        right: Sequence[int] = (),
        icon_of: Callable[[int], str] | None = None,
    ) -> None:
        super().__init__(parent)
        self.pills = pills
        self._tone_of = tone_of
        self._icon_of = icon_of
        self._rights = frozenset(right)

    @property
    def room(self) -> int:
        """What a pill takes beside its word. Units: px."""
        return PILL_PAD + (PILL_SIGN if self._icon_of is not None else 0)

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        """Rows have a fixed height."""
        return QSize(100, theme.sizes().row)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Paints one cell."""
        rect: QRect = option.rect  # type: ignore[attr-defined]
        if option.state & QStyle.StateFlag.State_Selected:  # type: ignore[attr-defined]
            painter.fillRect(rect, QColor(theme.SELECTION))
        painter.setPen(QColor(theme.GRID))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        text = str(index.data() or "")
        inner = rect.adjusted(PAD, 0, -PAD, -1)
        metrics = painter.fontMetrics()
        if index.column() == self.pills:
            if not text:
                return
            front, tint, _ = theme.TONES[self._tone_of(index.row())]
            sign = self._icon_of(index.row()) if self._icon_of is not None else ""
            room = PILL_SIGN if sign else 0
            box = QRect(
                inner.left(),
                inner.center().y() - 11,
                min(inner.width(), metrics.horizontalAdvance(text) + PILL_PAD + room),
                22,
            )
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tint))
            painter.drawRoundedRect(box, 4, 4)
            painter.setPen(QColor(front))
            if sign:
                painter.drawPixmap(box.left() + 6, box.top() + 4, icons.pixmap(sign, PILL_SIGN - 2, front))
            painter.drawText(box.adjusted(room, 0, 0, 0), int(Qt.AlignmentFlag.AlignCenter), text)
            return
        side = Qt.AlignmentFlag.AlignRight if index.column() in self._rights else Qt.AlignmentFlag.AlignLeft
        painter.setPen(QColor(theme.TEXT))
        fits = metrics.elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, int(side | Qt.AlignmentFlag.AlignVCenter), fits)
