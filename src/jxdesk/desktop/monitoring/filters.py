"""Monitoring filters: the row above the grid that says which projects are in sight, and what can be done with them."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QWidget

from jxdesk.desktop.furniture import across, button
from jxdesk.domain.monitoring.rows import MonitoringFilter

CHIPS = (
    (MonitoringFilter.ALL, "全部"),
    (MonitoringFilter.BLANK, "未填"),
    (MonitoringFilter.DIFFERS, "与国库不同"),
    (MonitoringFilter.RED, "红灯"),
    (MonitoringFilter.YELLOW, "黄灯"),
    (MonitoringFilter.PROBLEM, "有问题"),
    (MonitoringFilter.BEHIND, "未达要求"),
)
WORDS = dict(CHIPS)


class MonitoringFilters(QWidget):
    """Chips with their counts and, at the right, the tools of the list; ``chosen(filter)``."""

    chosen = Signal(object)

    def __init__(self, *tools: QPushButton) -> None:
        super().__init__()
        self.setObjectName("monitoring_filters")
        self.chips = QButtonGroup(self)
        made = []
        for number, (wanted, word) in enumerate(CHIPS):
            chip = button(word, kind="chip", name=f"monitoring_{wanted.value or 'all'}")
            chip.setCheckable(True)
            chip.setChecked(wanted is MonitoringFilter.ALL)
            chip.clicked.connect(lambda _=False, wanted=wanted: self.chosen.emit(wanted))
            self.chips.addButton(chip, number)
            made.append(chip)
        row = across(*made, None, spacing=14)
        for tool in tools:
            row.addWidget(tool)
        row.setSpacing(12)
        self.setLayout(row)

    def first(self) -> QWidget:
        """Where the keys come in."""
        return self.chips.button(0)

    def show_chosen(self, wanted: MonitoringFilter) -> None:
        """Puts the chips in step with the filter."""
        self.chips.button([one for one, _ in CHIPS].index(wanted)).setChecked(True)

    def show_counts(self, counts: Counter[MonitoringFilter] | None) -> None:
        """Says on each chip how many rows it would show; nothing where they are still being read."""
        for number, (wanted, word) in enumerate(CHIPS):
            self.chips.button(number).setText(word if counts is None else f"{word} {counts[wanted]:,}")
