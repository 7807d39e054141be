"""Monitoring grid: figures by keys and by paste, a bar for the rate, a sign and a word for the light."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QGuiApplication, QKeyEvent, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from jxdesk.actions.monitor import Typed
from jxdesk.desktop import theme
from jxdesk.desktop.lights import paint_light
from jxdesk.desktop.monitoring.model import (
    LIGHT,
    ORIGINAL,
    RATE,
    TREASURY,
    UNIT,
    WIDER_IN_YUAN,
    MonitoringModel,
    RowLook,
)
from jxdesk.desktop.wizard import clipboard
from jxdesk.desktop.wizard.block_grid import BlockGrid
from jxdesk.desktop.wizard.grid import NOTHING_TO_PASTE
from jxdesk.desktop.wizard.grid_cells import LOOK_ROLE
from jxdesk.desktop.wizard.painting import FOCUSED, SELECTED, GridDelegate
from jxdesk.desktop.wizard.paste_dialog import PasteDialog
from jxdesk.domain.filling.editing import EditKind
from jxdesk.domain.filling.pasting import PastePlan, PasteTarget
from jxdesk.domain.monitoring.paste import plan_monitoring_paste
from jxdesk.domain.monitoring.standing import LightColour
from jxdesk.domain.records.filings import MoneyUnit

PAD = 8
BAR_HEIGHT = 6
NARROW = 1160
VERY_NARROW = 980
ALWAYS_SHOWN = 3
"""So many columns of amounts are shown however narrow the window is."""
ROW_NUMBERS = 44
BAR_COLOURS = {
    LightColour.RED: theme.ERROR,
    LightColour.YELLOW: theme.AMBER,
    LightColour.GREEN: theme.ACCENT,
    LightColour.GREY: theme.ACCENT,
}


class MonitoringDelegate(GridDelegate):
    """Paints rates as bars and lights as sign and word; the rest as every grid does."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paints one cell."""
        field = self.column(index).field
        if field not in (RATE, LIGHT):
            super().paint(painter, option, index)
            return
        area: QRect = option.rect  # type: ignore[attr-defined]
        state: int = option.state.value  # type: ignore[attr-defined]
        look: RowLook = index.data(LOOK_ROLE)
        painter.save()
        painter.setClipRect(area)
        painter.fillRect(area, QColor(theme.SELECTION if state & SELECTED else theme.SURFACE))
        painter.setFont(theme.font(theme.sizes().body))
        inner = area.adjusted(PAD, 0, -PAD, 0)
        if field == RATE:
            _paint_rate(painter, inner, look)
        else:
            paint_light(painter, inner, look.text)
        if state & FOCUSED:
            painter.setPen(QColor(theme.ACCENT))
            painter.drawRect(area.adjusted(0, 0, -1, -1))
        painter.restore()


def _paint_rate(painter: QPainter, inner: QRect, look: RowLook) -> None:
    rate = look.row.rate
    if rate is None:
        return
    metrics: QFontMetrics = painter.fontMetrics()
    room = inner.width() - metrics.horizontalAdvance("100.0%") - 8
    if room > 16:
        bar = QRect(inner.left(), inner.center().y() - BAR_HEIGHT // 2 + 1, room, BAR_HEIGHT)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.TRACK))
        painter.drawRoundedRect(bar, 3, 3)
        bar.setWidth(max(4, min(room, room * rate // 10_000)))
        painter.setBrush(QColor(BAR_COLOURS[look.row.light.colour]))
        painter.drawRoundedRect(bar, 3, 3)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(QColor(theme.TEXT))
    painter.drawText(inner, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), look.text)


class MonitoringGrid(BlockGrid):
    """The grid; ``opened(project)`` when Enter is pressed on a project's name, ``figures_wanted`` when both figures are asked about."""

    opened = Signal(str)
    figures_wanted = Signal()

    def __init__(self, model: MonitoringModel) -> None:
        self.month = model
        super().__init__(model, name="monitoring_grid")
        self.setAccessibleName("各项目执行情况")
        self.verticalHeader().setDefaultSectionSize(theme.sizes().row)
        self.verticalHeader().setFixedWidth(ROW_NUMBERS)
        self.doubleClicked.connect(self._on_double_clicked)

    def make_delegate(self) -> GridDelegate:
        """The one that paints bars and lights."""
        return MonitoringDelegate(self.cells.columns, self)

    def fit_columns(self) -> None:
        """Hides what a narrow window has no room for, then shares the rest."""
        width = self.viewport().width()
        if self.month.unit is MoneyUnit.YUAN:
            width -= WIDER_IN_YUAN * ALWAYS_SHOWN
        has_treasury = any(row.treasury_fen is not None for row in self.month.session.rows.values())
        hidden = {ORIGINAL: width < NARROW, TREASURY: not has_treasury, UNIT: width < VERY_NARROW}
        for field, is_hidden in hidden.items():
            self.setColumnHidden(self.cells.column_of(field), is_hidden)
        super().fit_columns()

    def chosen_ids(self) -> list[str]:
        """The projects of the selected rows."""
        rows, _ = self.selected_block()
        return [self.cells.line_id(row) for row in rows if self.cells.line_id(row)]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the form where nothing is typed; in a figure it goes down. Ctrl+Enter opens it from anywhere."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        index = self.currentIndex()
        if is_enter and index.isValid() and not self.delegate.is_composing():
            anywhere = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if anywhere or not self.cells.columns[index.column()].is_typed:
                event.accept()
                self.opened.emit(self.cells.line_id(index.row()))
                return
        super().keyPressEvent(event)

    def _on_double_clicked(self, index: QModelIndex) -> None:
        if self.cells.columns[index.column()].field == TREASURY:
            self.figures_wanted.emit()
        elif not self.cells.columns[index.column()].is_typed:
            self.opened.emit(self.cells.line_id(index.row()))

    # ---- blocks -----------------------------------------------------------------------------------------------

    def clear_selection(self) -> None:
        """Empties the figures of the selection."""
        rows, columns = self.selected_block()
        cells = [(row, column) for row in rows for column in columns if self._is_editable(row, column)]
        typed = [self._typed(row, column, "") for row, column in cells]
        for one in typed:
            self.month.session.drop_refused((one.project_id, one.field))
        if typed:
            self.month.session.type(typed, "清空")

    def fill_down(self) -> None:
        """Ctrl+D: the first row of the selection into the others; a single cell takes the one above it."""
        rows, columns = self.selected_block()
        if len(rows) == 1 and rows.start > 0:
            rows = range(rows.start - 1, rows.stop)
        typed = [
            self._typed(row, column, self.month.edit_text(rows.start, self.cells.columns[column]))
            for row in rows[1:]
            for column in columns
            if self._is_editable(row, column)
        ]
        if typed:
            self.month.session.type(typed, "向下填充")

    def paste(self) -> None:
        """Puts a block from the clipboard here; shows it first where it names projects or something finds no place."""
        block = clipboard.block_from_mime(QGuiApplication.clipboard().mimeData())
        rows, columns = self.selected_block()
        if not block:
            self.month.session.context.tell(NOTHING_TO_PASTE)
            return
        if not rows:
            return
        if len(block) == 1 and len(block[0]) == 1 and len(rows) * len(columns) > 1:
            block = tuple(block[0] * len(columns) for _ in rows)
        ids = self.cells.line_ids()
        ordered = [self.month.session.rows[key] for key in (*ids[rows.start :], *ids[: rows.start])]
        is_in_order = ordered[: len(ids) - rows.start]
        fields = self._fields(columns.start)
        plan = plan_monitoring_paste(block, ordered, fields, unit=self.month.unit)
        if not plan.shape_differs:
            # In order nothing goes round to the rows above the cursor.
            plan = plan_monitoring_paste(block, is_in_order, fields, unit=self.month.unit)
        if not plan.needs_a_look:
            self._do_paste(plan)
            return
        dialog = PasteDialog(plan, self._target(columns.start), self.window())
        dialog.accepted.connect(lambda: self._do_paste(plan))
        dialog.open()

    def _fields(self, column: int) -> tuple[str, ...]:
        """The columns from the cursor on, those that are hidden left out; on a name the figures follow."""
        shown = [
            one
            for number, one in enumerate(self.cells.columns)
            if number >= column and not self.isColumnHidden(number)
        ]
        if shown and not shown[0].is_typed:
            return tuple(one.field for one in shown if one.is_typed)
        return tuple(one.field if one.is_typed else "" for one in shown)

    def _target(self, column: int) -> PasteTarget:
        labels = {one.field: one.label for one in self.cells.columns if one.is_typed}
        fields = self._fields(column)
        return PasteTarget(
            kind=EditKind.MONEY,
            line_ids=self.cells.line_ids(),
            columns=fields,
            labels=tuple(labels.get(field, "") for field in fields),
            all_columns=tuple(labels),
            all_labels=tuple(labels.values()),
            may_grow=False,
        )

    def _do_paste(self, plan: PastePlan) -> None:
        typed = [
            Typed(project_id=cell.line_id, field=cell.field, text=cell.text)
            for cell in plan.cells
            if not cell.refusal
        ]
        if typed:
            self.month.session.type(typed, f"粘贴 {len(typed)} 格")
        refused = len(plan.refused)
        self.told.emit(f"粘贴了 {len(typed)} 格" + (f"，{refused} 格没有填入。" if refused else "。"))

    def _typed(self, row: int, column: int, text: str) -> Typed:
        return self.month.typed(row, self.cells.columns[column], text)

    def _give_up_refused(self) -> bool:
        index = self.currentIndex()
        return index.isValid() and self.month.session.drop_refused(self.cells.cell(index))
