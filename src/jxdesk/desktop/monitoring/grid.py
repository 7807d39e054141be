"""Monitoring grid: figures by keys and by paste, a bar for the rate, a sign and a word for the light."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter
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
from jxdesk.desktop.monitoring.month_grid import MonthGrid
from jxdesk.desktop.wizard.grid_cells import LOOK_ROLE
from jxdesk.desktop.wizard.painting import FOCUSED, SELECTED, GridDelegate
from jxdesk.domain.filling.pasting import Block, PastePlan
from jxdesk.domain.monitoring.paste import plan_monitoring_paste
from jxdesk.domain.monitoring.standing import LightColour
from jxdesk.domain.records.filings import MoneyUnit

PAD = 8
BAR_HEIGHT = 6
NARROW = 1160
VERY_NARROW = 980
ALWAYS_SHOWN = 3
"""So many columns of amounts are shown however narrow the window is."""
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
        painter.setBrush(QColor(BAR_COLOURS[look.row.colour]))
        painter.drawRoundedRect(bar, 3, 3)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(QColor(theme.TEXT))
    painter.drawText(inner, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), look.text)


class MonitoringGrid(MonthGrid):
    """The grid of figures; ``figures_wanted`` when both figures of a project are asked about."""

    figures_wanted = Signal()

    def __init__(self, model: MonitoringModel) -> None:
        self.figures = model
        super().__init__(model, name="monitoring_grid", meaning="各项目执行情况")

    def make_delegate(self) -> GridDelegate:
        """The one that paints bars and lights."""
        return MonitoringDelegate(self.cells.columns, self)

    def fit_columns(self) -> None:
        """Hides what a narrow window has no room for, then shares the rest."""
        width = self.viewport().width()
        if self.figures.unit is MoneyUnit.YUAN:
            width -= WIDER_IN_YUAN * ALWAYS_SHOWN
        has_treasury = any(row.treasury_fen is not None for row in self.month.session.rows.values())
        hidden = {
            ORIGINAL: width < theme.scaled(NARROW),
            TREASURY: not has_treasury,
            UNIT: width < theme.scaled(VERY_NARROW) and not self.month.session.counties,
        }
        for field, is_hidden in hidden.items():
            self.setColumnHidden(self.cells.column_of(field), is_hidden)
        super().fit_columns()

    def chosen_ids(self) -> list[str]:
        """The projects of the selected rows."""
        rows, _ = self.selected_block()
        return [self.cells.line_id(row) for row in rows if self.cells.line_id(row)]

    def typed_of(self, line_id: str, field: str, text: str) -> Typed:
        """A pasted figure."""
        return Typed(project_id=line_id, field=field, text=text)

    def plan(self, block: Block, row: int, column: int) -> PastePlan:
        """What pasting a block of figures would fill in."""
        ids = self.cells.line_ids()
        ordered = [self.month.session.rows[key] for key in (*ids[row:], *ids[:row])]
        fields, unit = self.fields_from(column), self.figures.unit
        plan = plan_monitoring_paste(block, ordered, fields, unit=unit)
        if plan.shape_differs:
            return plan
        # In order nothing goes round to the rows above the cursor.
        return plan_monitoring_paste(block, ordered[: len(ids) - row], fields, unit=unit)

    def _on_double_clicked(self, index: QModelIndex) -> None:
        if self.cells.columns[index.column()].field == TREASURY:
            self.figures_wanted.emit()
        else:
            super()._on_double_clicked(index)
