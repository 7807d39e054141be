"""Month choice: the two boxes that say which cut-off month of which year the monitoring page shows."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QObject, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox

from jxdesk.desktop import theme
from jxdesk.domain.monitoring.standing import period_words
from jxdesk.domain.rules.monitoring import MONTHS


class MonthChoice(QObject):
    """Year and cut-off month; ``chosen(year, period)`` when a person takes another one."""

    chosen = Signal(int, int)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.year = self._box("monitoring_year", "年度", 104)
        self.period = self._box("monitoring_period", "截止月份", 124)

    def _box(self, name: str, meaning: str, width: int) -> QComboBox:
        made = QComboBox()
        made.setObjectName(name)
        made.setAccessibleName(meaning)
        made.setFixedWidth(theme.scaled(width))
        made.setMaxVisibleItems(MONTHS)
        made.currentIndexChanged.connect(lambda _: self._on_chosen())
        return made

    def show_month(self, year: int, period: int, *, filled: Collection[int], usual: Collection[int]) -> None:
        """Shows this month; those with figures say so, those in which reports are due are bold."""
        with QSignalBlocker(self.year), QSignalBlocker(self.period):
            self.year.clear()
            for one in range(year + 1, year - 3, -1):
                self.year.addItem(f"{one} 年度", one)
            self.year.setCurrentIndex(self.year.findData(year))
            self.period.clear()
            for month in range(1, MONTHS + 1):
                sign = "　已填" if month in filled else ""
                self.period.addItem(f"{period_words(month)}{sign}", month)
                if month in usual:
                    bold = theme.font(theme.sizes().body, bold=True)
                    self.period.setItemData(month - 1, bold, Qt.ItemDataRole.FontRole)
            self.period.setCurrentIndex(period - 1)

    def _on_chosen(self) -> None:
        year, period = self.year.currentData(), self.period.currentData()
        if year and period:
            self.chosen.emit(year, period)
