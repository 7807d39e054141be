"""Project totals: the fixed row of sums right below the project table, in line with its columns."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QFrame, QWidget

from jxdesk.actions.look import Totals
from jxdesk.desktop import theme
from jxdesk.desktop.amounts import amount, percent
from jxdesk.desktop.columns import COLUMNS, Kind
from jxdesk.desktop.furniture import down
from jxdesk.desktop.project_table import PAD, ProjectTable
from jxdesk.desktop.sum_row import Sum, paint_sums


class TotalsRow(QFrame):
    """The fixed row 合计 below the table, in line with its columns."""

    def __init__(self, table: ProjectTable) -> None:
        super().__init__()
        self.setObjectName("totals_row")
        self.setFixedHeight(theme.sizes().row + 2)
        self._table = table
        self._texts: dict[str, str] = {}
        self._chosen = ""
        table.geometry_changed.connect(self.update)

    def show_totals(self, totals: Totals | None) -> None:
        """Shows the sums of a list, or nothing while they are being added up."""
        if totals is None:
            self._texts = {}
        else:
            self._texts = {
                "name": f"合计 {totals.count:,} 个",
                "budget": amount(totals.budget_fen),
                "executed": amount(totals.executed_fen),
                "rate": percent(totals.rate),
            }
        self._say()

    def show_chosen(self, count: int) -> None:
        """Shows how many rows are chosen; one needs no counting."""
        self._chosen = f"选中 {count:,} 个" if count > 1 else ""
        self._say()

    def _say(self) -> None:
        said = {column.key: column.label for column in COLUMNS} | {"name": ""}
        parts = [f"{said[key]} {self.text_of(key)}".strip() for key in self._texts]
        self.setAccessibleName("，".join(parts))
        self.update()

    def text_of(self, key: str) -> str:
        """What stands under a column; the count of the list and of what is chosen under the names."""
        text = self._texts.get(key, "")
        return f"{text}，{self._chosen}" if key == "name" and text and self._chosen else text

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the sums where the table has its columns."""
        del event
        right, left = Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignLeft
        numbers = (Kind.NUMBER, Kind.RATE)
        sums = (
            Sum(self.text_of(column.key), right if column.kind in numbers else left, self._chosen)
            for column in COLUMNS
        )
        paint_sums(self, self._table, sums, pad=PAD)


def stacked(table: ProjectTable, totals: TotalsRow) -> QWidget:
    """The table with its sum row right below it."""
    made = QWidget()
    made.setLayout(down(table, totals, spacing=0))
    return made
