"""Grid cells: what every grid asks of its table, whatever is behind it; the models of the wizard and of monitoring fill it in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from jxdesk.desktop.wizard.columns import Column
from jxdesk.domain.filling.editing import Cell
from jxdesk.domain.findings import Severity

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
NO_INDEX = QModelIndex()
LOOK_ROLE = int(Role.UserRole) + 2
SHOWN = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
TYPED = SHOWN | Qt.ItemFlag.ItemIsEditable


@dataclass(frozen=True, slots=True)
class Look:
    """Everything that a cell shows: its text or the grey hint in its place, the small word beside it, its problems."""

    text: str
    hint: str
    note: str
    mark: Severity | None


class GridCells(QAbstractTableModel):
    """A table whose rows are records with an id and whose columns are typed or worked out."""

    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.noted: Mapping[Cell, str] = {}
        """The cells that somebody made a note at, with its text."""

    def line_ids(self) -> tuple[str, ...]:
        """The records from top to bottom."""
        raise NotImplementedError

    def line_id(self, row: int) -> str:
        """The record of a row; empty below the last one."""
        raise NotImplementedError

    def shown_text(self, row: int, column: Column) -> str:
        """What the cell shows."""
        raise NotImplementedError

    def is_typed(self, row: int, column: Column) -> bool:
        """Whether the cell can be typed into."""
        del row
        return column.is_typed

    def place(self, index: Index) -> object:
        """What ``entered`` tells of a cell."""
        return self.cell(index)

    def first_cell(self) -> tuple[int, int]:
        """Where typing begins."""
        return 0, 0

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        """How many rows."""
        return 0 if parent.isValid() else len(self.line_ids())

    def columnCount(self, parent: Index = NO_INDEX) -> int:
        """How many columns."""
        return 0 if parent.isValid() else len(self.columns)

    def cell(self, index: Index) -> Cell:
        """The line and field of a cell."""
        return self.cell_at(index.row(), index.column())

    def cell_at(self, row: int, column: int) -> Cell:
        """The line and field of the cell in a row and column."""
        return self.line_id(row), self.columns[column].field

    def column_of(self, field: str) -> int:
        """The number of the column that a field stands in; -1 for none."""
        wanted = FIELD_COLUMNS.get(field, (field,))
        for name in (field, *wanted):
            for number, column in enumerate(self.columns):
                if column.field == name:
                    return number
        return -1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        """Headings and row numbers."""
        if orientation is Qt.Orientation.Horizontal:
            column = self.columns[section]
            if role == Role.DisplayRole:
                return column.label
            if role == Role.ToolTipRole:
                return column.hint or column.label
            if role == Role.TextAlignmentRole:
                return int(column.align | Qt.AlignmentFlag.AlignVCenter)
            return None
        if role == Role.DisplayRole:
            return str(section + 1)
        if role == Role.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignCenter)
        return None

    def sums(self, rows: range, columns: range) -> str:
        """Sum, mean and count of a block of amounts or points, as spreadsheets show them; empty for a single cell."""
        if len(rows) * len(columns) < 2:
            return ""
        numbers = [
            number
            for row in rows
            for column in columns
            if (number := self.number(row, self.columns[column])) is not None
        ]
        if not numbers:
            return ""
        total = sum(numbers, Decimal(0))
        mean = total / len(numbers)
        return f"选中 {len(rows)} 行　求和 {total:,.2f}　平均 {mean:,.2f}　计数 {len(numbers)}"

    def number(self, row: int, column: Column) -> Decimal | None:
        """The number in a cell, for sums."""
        text = self.shown_text(row, column).replace(",", "")
        return Decimal(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else None


FIELD_COLUMNS = {
    "target": ("target", "target_text"),
    "target_text": ("target_text", "target"),
    "comparator": ("comparator", "target_text"),
    "unit": ("unit", "target_text"),
    "judged_percent": ("score",),
    "manual_score": ("score",),
    "manual_reason": ("score",),
    "direction": ("comparator", "target_text"),
    "rate": ("rate", "executed"),
    "clean_name": ("name",),
}
"""Where a field is shown that has no column of its own."""
