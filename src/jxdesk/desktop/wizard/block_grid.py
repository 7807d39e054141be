"""Block grid: a table that is typed into by keys, by mouse and by blocks; the wizard's grids and that of monitoring inherit it."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from jxdesk.desktop import theme
from jxdesk.desktop.wizard import clipboard
from jxdesk.desktop.wizard.columns import Kind
from jxdesk.desktop.wizard.editors import Move, row_height
from jxdesk.desktop.wizard.grid_cells import GridCells
from jxdesk.desktop.wizard.painting import GridDelegate
from jxdesk.domain.templates.wizard_flow import Place

ROW_NUMBER_WIDTH = 30
LEAST_SHARE = 0.7
"""How far a column that stretches gives way in a narrow window, before the grid scrolls sideways."""
PLACES_OF_TEXT = (Qt.InputMethodQuery.ImCursorRectangle, Qt.InputMethodQuery.ImAnchorRectangle)
HEADING_AIR = 20
"""What a heading needs beside its words. Units: px."""
Span = tuple[int, int, int, int]
"""Row and column of a merged cell, and how many rows and columns it covers."""


class BlockGrid(QTableView):
    """A grid of typed cells; what is pasted, emptied and filled down is up to the grid that inherits.

    ``entered(place)`` follows the cursor; ``told(text)`` says what a paste did; ``summed(text)`` the sum of a selection.
    """

    entered = Signal(object)
    told = Signal(str)
    summed = Signal(str)

    def __init__(self, model: GridCells, *, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.cells: GridCells = model
        self.setModel(model)
        self.delegate = self.make_delegate()
        self.setItemDelegate(self.delegate)
        self.delegate.left.connect(self._on_editor_left)
        self._dress()
        self.place_spans()
        model.modelAboutToBeReset.connect(self._remember)
        model.modelReset.connect(self._on_model_reset)
        model.rowsInserted.connect(self.place_spans)
        model.dataChanged.connect(self._on_data_changed)
        self.selectionModel().selectionChanged.connect(self._on_selection_changed)
        self._kept: tuple[str, int, int] = ("", 0, 0)

    def make_delegate(self) -> GridDelegate:
        """What paints the cells and opens their editors."""
        return GridDelegate(self.cells.columns, self)

    def _dress(self) -> None:
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.AnyKeyPressed | triggers.EditKeyPressed | triggers.DoubleClicked)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(True)
        across, down = self.horizontalHeader(), self.verticalHeader()
        across.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        across.setFixedHeight(theme.HEADING_HEIGHT)
        across.setHighlightSections(False)
        across.setSectionsClickable(False)
        across.setTextElideMode(Qt.TextElideMode.ElideRight)
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setDefaultSectionSize(row_height())
        down.setMinimumSectionSize(24)
        down.setFixedWidth(ROW_NUMBER_WIDTH)
        down.setHighlightSections(False)

    # ---- shape ------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shares the room among the columns."""
        super().resizeEvent(event)
        self.fit_columns()

    def fit_columns(self) -> None:
        """Gives each column its width, and the room that is left to those that stretch."""
        widths = [theme.scaled(column.width) for column in self.cells.columns]
        shown = [not self.isColumnHidden(number) for number in range(len(widths))]
        left = self.viewport().width() - sum(
            width for width, is_shown in zip(widths, shown, strict=True) if is_shown
        )
        stretch = sum(
            column.stretch for column, is_shown in zip(self.cells.columns, shown, strict=True) if is_shown
        )
        if stretch:
            for number, column in enumerate(self.cells.columns):
                share = left * column.stretch // stretch
                widths[number] = max(widths[number] + share, round(widths[number] * LEAST_SHARE))
        self._give_way(widths, shown)
        for number, width in enumerate(widths):
            if self.columnWidth(number) != width:
                self.setColumnWidth(number, width)

    def _give_way(self, widths: list[int], shown: list[bool]) -> None:
        """Narrows columns of words, which go on in a second line, where that spares scrolling sideways; no heading is cut."""
        metrics = QFontMetrics(theme.font(theme.sizes().second, bold=True))
        spare = [0] * len(widths)
        for number, column in enumerate(self.cells.columns):
            if shown[number] and column.is_words and not column.stretch:
                heading = metrics.horizontalAdvance(column.label) + HEADING_AIR
                spare[number] = max(0, widths[number] - max(heading, round(widths[number] * LEAST_SHARE)))
        lack = sum(width for width, is_shown in zip(widths, shown, strict=True) if is_shown)
        lack -= self.viewport().width()
        if 0 < lack <= sum(spare):
            for number, room in enumerate(spare):
                widths[number] -= -(-lack * room // sum(spare))

    def spans(self) -> frozenset[Span]:
        """The cells that one text covers; what is merged is up to the grid."""
        return frozenset()

    def place_spans(self) -> None:
        """Merges the cells that one text covers."""
        self.clearSpans()
        self._merged = self.spans()
        for span in self._merged:
            self.setSpan(*span)

    def _remember(self) -> None:
        index = self.currentIndex()
        self._kept = (self.cells.line_id(index.row()) if index.isValid() else "", index.row(), index.column())

    def _on_model_reset(self) -> None:
        self.place_spans()
        line_id, row, column = self._kept
        ids = self.cells.line_ids()
        if line_id in ids:
            row = ids.index(line_id)
        if row >= 0 and column >= 0 and self.cells.rowCount():
            self.put_cursor(self.cells.index(min(row, self.cells.rowCount() - 1), column))

    def _on_data_changed(self) -> None:
        if self._merged != self.spans():  # placing them paints the whole grid anew
            self.place_spans()

    # ---- the cursor -------------------------------------------------------------------------------------------

    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Tells where the cursor is."""
        super().currentChanged(current, previous)
        if current.isValid():
            self.entered.emit(self.cells.place(current))

    def put_cursor(self, index: QModelIndex) -> None:
        """Puts the cursor into one cell and selects it alone, whatever keys are held (Shift+F8, Shift+Enter)."""
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def go_to(self, place: Place) -> bool:
        """Puts the cursor into a cell; answers whether it is here."""
        ids = self.cells.line_ids()
        if place.line_id not in ids:
            return False
        column = max(0, self.cells.column_of(place.field))
        index = self.cells.index(ids.index(place.line_id), column)
        self.put_cursor(index)
        self.scrollTo(index)
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def edit(  # type: ignore[override]
        self,
        index: QModelIndex | QPersistentModelIndex,
        trigger: object = None,
        event: QEvent | None = None,
    ) -> bool | None:
        """Opens an editor; a typed key replaces the text, F2 and a double click go on with it. A tick has none."""
        if index.isValid() and self.cells.columns[index.column()].kind is Kind.TICK:
            return False
        if trigger is None:
            self.delegate.by_typing = False
            return super().edit(index)
        self.delegate.by_typing = trigger == QAbstractItemView.EditTrigger.AnyKeyPressed
        return super().edit(index, trigger, event)  # type: ignore[call-overload,no-any-return]

    def _on_editor_left(self, move: Move) -> None:
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.step(move)

    def step(self, move: Move) -> None:
        """Moves the cursor by one cell; merged cells count as one, Tab goes on in the next row."""
        index = self.currentIndex()
        if not index.isValid() or move is Move.STAY:
            return
        row, column = index.row(), index.column()
        across, down = move.value
        if down > 0:
            row += self.rowSpan(row, column)
        elif down < 0:
            row -= 1
        if across:
            column, row = self._across(column, row, across)
        if 0 <= row < self.cells.rowCount():
            target = self.cells.index(row, column)
            self.put_cursor(target)
            self.scrollTo(target)

    def _across(self, column: int, row: int, step: int) -> tuple[int, int]:
        """The next cell to the side that can be typed into; past the edge it goes on in the next row."""
        for _ in range(self.cells.columnCount() * 2):
            column += step
            if not 0 <= column < self.cells.columnCount():
                row += step
                column = 0 if step > 0 else self.cells.columnCount() - 1
            if not 0 <= row < self.cells.rowCount():
                return column, row
            if self.cells.is_typed(row, self.cells.columns[column]):
                return column, row
        return column, row

    def at_edge(self, step: int) -> bool:
        """Whether Tab has nowhere to go in this grid."""
        index = self.currentIndex()
        if not index.isValid():
            return False
        return not 0 <= self._across(index.column(), index.row(), step)[1] < self.cells.rowCount()

    # ---- keys -------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of the grid; Alt belongs to the wizard's steps.

        While the first composition of an editor goes on, Qt leaves the focus here: the keys belong to the input method.
        """
        if self.delegate.is_composing():
            event.accept()
            return
        if self._handle_key(event):
            event.accept()
            return
        if event.modifiers() & Qt.KeyboardModifier.AltModifier or event.key() == Qt.Key.Key_Escape:
            event.ignore()
            return
        super().keyPressEvent(event)

    def inputMethodQuery(self, query: Qt.InputMethodQuery) -> object:
        """Where the list of candidates belongs: under the open editor.

        Qt leaves the focus with the grid until the first composition is done and asks the editor; of its answers those of
        long texts (QRectF) come through in the editor's own coordinates, and the list would hang at the grid's corner.
        """
        editor = self.delegate.editor
        if editor is None or query not in PLACES_OF_TEXT:
            return super().inputMethodQuery(query)
        place = cast(QRect | QRectF, editor.inputMethodQuery(query))
        return place.translated(editor.mapTo(self, QPoint()))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Shows that the keys are here; back from an own editor nothing looks different, and painting all cells is dear."""
        if self.delegate.editor is None:
            super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Keeps the words of a first composition when the grid is left in the middle of it."""
        if self.delegate.editor is None:
            super().focusOutEvent(event)
        if self.delegate.is_composing():
            self.delegate.commit_open_editor()

    def _handle_key(self, event: QKeyEvent) -> bool:
        control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        for keys, action in (
            (QKeySequence.StandardKey.Copy, self.copy),
            (QKeySequence.StandardKey.Paste, self.paste),
            (QKeySequence.StandardKey.Cut, self.cut),
        ):
            if event.matches(keys):
                action()
                return True
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if not control:
                self.step(Move.UP if shift else Move.DOWN)
            case Qt.Key.Key_Tab if not self.at_edge(1):
                self.step(Move.RIGHT)
            case Qt.Key.Key_Backtab if not self.at_edge(-1):
                self.step(Move.LEFT)
            case Qt.Key.Key_Delete | Qt.Key.Key_Backspace:
                self.clear_selection()
            case Qt.Key.Key_D if control:
                self.fill_down()
            case Qt.Key.Key_Semicolon if control:
                self.put_today()
            case Qt.Key.Key_Down if event.modifiers() == Qt.KeyboardModifier.AltModifier:
                self.edit(self.currentIndex())
            case Qt.Key.Key_Escape:
                return self._give_up_refused()
            case _:
                return False
        return True

    def event(self, event: QEvent) -> bool:
        """Keeps Ctrl+D and Ctrl+; for the grid, whatever else listens for them."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
            if control and event.key() in (Qt.Key.Key_D, Qt.Key.Key_Semicolon):
                event.accept()
                return True
        return super().event(event)

    # ---- blocks -----------------------------------------------------------------------------------------------

    def clear_selection(self) -> None:
        """Empties the cells of the selection that can be typed into."""
        raise NotImplementedError

    def fill_down(self) -> None:
        """Ctrl+D: the first row of the selection into the others."""
        raise NotImplementedError

    def put_today(self) -> None:
        """Ctrl+;: today's date, in grids that have cells for dates."""

    def paste(self) -> None:
        """Puts a block from the clipboard here."""
        raise NotImplementedError

    def _give_up_refused(self) -> bool:
        """Esc: gives up a refused text; answers whether there was one."""
        return False

    def selected_block(self) -> tuple[range, range]:
        """The rows and columns that the selection spans; the cell under the cursor where nothing is selected."""
        chosen = self.selectionModel().selectedIndexes() or [self.currentIndex()]
        rows = [index.row() for index in chosen if index.isValid()]
        columns = [index.column() for index in chosen if index.isValid()]
        if not rows:
            return range(0), range(0)
        return range(min(rows), max(rows) + 1), range(min(columns), max(columns) + 1)

    def copy(self) -> None:
        """Copies the block for Excel and WPS."""
        rows, columns = self.selected_block()
        block = [
            [self.cells.shown_text(row, self.cells.columns[column]) for column in columns]
            for row in rows
            if self.cells.line_id(row)
        ]
        words = [number for number, column in enumerate(columns) if self.cells.columns[column].is_words]
        QGuiApplication.clipboard().setMimeData(clipboard.mime_from_block(block, text_columns=words))

    def cut(self) -> None:
        """Copies the block and empties it."""
        self.copy()
        self.clear_selection()

    def _is_editable(self, row: int, column: int) -> bool:
        return bool(self.cells.flags(self.cells.index(row, column)) & Qt.ItemFlag.ItemIsEditable)

    def _on_selection_changed(self, chosen: QItemSelection, gone: QItemSelection) -> None:
        del chosen, gone
        self.summed.emit(self.cells.sums(*self.selected_block()))

    def commit_open_editor(self) -> None:
        """Takes what stands in the open editor, for leaving, stepping on or saving."""
        self.delegate.commit_open_editor()

    def focus_first(self) -> None:
        """Puts the cursor into the grid where it has none."""
        if not self.currentIndex().isValid() and self.cells.rowCount():
            row, column = self.cells.first_cell()
            self.put_cursor(self.cells.index(row, column))
        self.setFocus(Qt.FocusReason.OtherFocusReason)
