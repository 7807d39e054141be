"""Match settings: what holds for a whole list besides its columns: its kind, the unit of its amounts, its year and its cut-off month."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QLabel, QWidget

from jxdesk.actions.match_columns import OpenedTable
from jxdesk.desktop.choosers import ListChooser
from jxdesk.desktop.furniture import across, label
from jxdesk.domain.lists.table_words import TableKind
from jxdesk.domain.records.filings import MoneyUnit

KINDS = {TableKind.PROJECT_LIST: "项目清单", TableKind.TREASURY_FIGURES: "国库支付表"}
FIRST_YEAR, LAST_YEAR = 2015, 2040


class MatchSettings(QWidget):
    """A row of choosers; what the table itself says is put in and can be changed."""

    kind_chosen = Signal(object)
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.kind = _chooser("list_kind", "表的种类", 132)
        for kind, words in KINDS.items():
            self.kind.addItem(words, kind.value)
        self.kind.activated.connect(lambda _: self.kind_chosen.emit(TableKind(self.kind.currentData())))
        self.unit = _chooser("money_unit", "金额单位", 96)
        for unit in MoneyUnit:
            self.unit.addItem(unit.value, unit.value)
        self.unit.setPlaceholderText("请选")
        self.unit_note = label(role="hint", name="unit_note")
        self.year = _chooser("list_year", "年度", 116)
        self.year.setPlaceholderText("请选")
        for year in range(LAST_YEAR, FIRST_YEAR - 1, -1):
            self.year.addItem(f"{year} 年", year)
        self.period = _chooser("list_period", "截止月份", 156)
        self.period.addItem("按表里最后一月", None)
        for month in range(1, 13):
            self.period.addItem(f"截至 {month} 月", month)
        self.period_label = _caption("截止月份", self.period)
        for one in (self.unit, self.year, self.period):
            one.activated.connect(lambda _: self.changed.emit())
        self.setLayout(
            across(
                _caption("这是", self.kind),
                self.kind,
                12,
                _caption("金额单位", self.unit),
                self.unit,
                self.unit_note,
                12,
                _caption("年度", self.year),
                self.year,
                12,
                self.period_label,
                self.period,
                None,
            )
        )

    def show_settings(self, opened: OpenedTable) -> None:
        """Shows what holds for a table."""
        is_treasury = opened.kind is TableKind.TREASURY_FIGURES
        for chooser, value in (
            (self.kind, opened.kind.value),
            (self.unit, opened.matching.unit.value if opened.matching.unit else None),
            (self.year, opened.year),
            (self.period, opened.period),
        ):
            with QSignalBlocker(chooser):
                chooser.setCurrentIndex(chooser.findData(value))
        self.period.setVisible(is_treasury)
        self.period_label.setVisible(is_treasury)
        self.year.setPlaceholderText("按支付日期" if is_treasury else "请选")
        self._show_unit_note(opened)

    def _show_unit_note(self, opened: OpenedTable) -> None:
        if opened.guess.unit_is_declared:
            words = "表上写着"
        elif opened.unit_is_chosen:
            words = ""
        elif opened.matching.unit is not None:
            words = "表上没写，国库表按元"
        else:
            words = "表上没写"
        self.unit_note.setText(words)
        self.unit_note.setVisible(bool(words))

    def apply_to(self, opened: OpenedTable) -> OpenedTable:
        """The table with what was chosen here."""
        chosen = self.unit.currentData()
        unit = None if chosen is None else MoneyUnit(chosen)
        is_chosen = opened.unit_is_chosen or unit is not opened.matching.unit
        made = replace(
            opened,
            matching=replace(opened.matching, unit=unit),
            unit_is_chosen=is_chosen,
            year=self.year.currentData(),
            period=self.period.currentData() if opened.kind is TableKind.TREASURY_FIGURES else None,
        )
        self._show_unit_note(made)
        return made


def _chooser(name: str, meaning: str, width: int) -> ListChooser:
    made = ListChooser(name, meaning)
    made.setFixedWidth(width)
    return made


def _caption(words: str, chooser: ListChooser) -> QLabel:
    made = label(words, role="second")
    made.setBuddy(chooser)
    return made
