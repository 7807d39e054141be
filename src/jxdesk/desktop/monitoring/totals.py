"""The fixed row 合计 below the monitoring grid, in line with its columns."""

from __future__ import annotations

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QFrame

from jxdesk.actions.monitor import EXECUTED, FORECAST
from jxdesk.desktop import theme
from jxdesk.desktop.amounts import amount, percent, unit
from jxdesk.desktop.monitoring.grid import PAD, MonitoringGrid
from jxdesk.desktop.monitoring.model import NAME, ORIGINAL, RATE, REVISED, TREASURY
from jxdesk.desktop.sum_row import Sum, paint_sums
from jxdesk.domain.monitoring.rows import MonitoringTotals


class MonitoringTotalsRow(QFrame):
    """Shows the sums of the rows in sight."""

    def __init__(self, grid: MonitoringGrid) -> None:
        super().__init__()
        self.setObjectName("monitoring_totals")
        self.setFixedHeight(theme.sizes().row + 2)
        self._grid = grid
        self.texts: dict[str, str] = {}
        grid.horizontalHeader().sectionResized.connect(self.update)
        grid.horizontalScrollBar().valueChanged.connect(self.update)

    def show_reading(self) -> None:
        """Shows that nothing can be added up yet."""
        self._show({NAME: "正在读取…"})

    def show_totals(self, totals: MonitoringTotals) -> None:
        """Shows other sums."""
        texts = {
            NAME: f"合计 {totals.count:,} 个（{unit()}）",
            ORIGINAL: amount(totals.original_fen),
            REVISED: amount(totals.revised_fen),
            EXECUTED: amount(totals.executed_fen),
            TREASURY: amount(totals.treasury_fen),
            RATE: percent(totals.rate),
            FORECAST: amount(totals.forecast_fen),
        }
        self._show(texts)

    def _show(self, texts: dict[str, str]) -> None:
        self.texts = texts
        self.setAccessibleName("，".join(text for text in texts.values() if text))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the sums where the grid has its columns."""
        del event
        columns = self._grid.cells.columns
        sums = (Sum(self.texts.get(column.field, ""), column.align) for column in columns)
        paint_sums(self, self._grid, sums, pad=PAD)
