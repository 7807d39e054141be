"""Month cells: what the two grids of a month have in common as tables: texts under way, refused ones, choices and repainting."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt

from jxdesk.actions.monitor import Typed
from jxdesk.desktop.monitoring.session import MonitoringSession
from jxdesk.desktop.wizard.columns import Column
from jxdesk.desktop.wizard.editors import CHOICES_ROLE
from jxdesk.desktop.wizard.grid_cells import LOOK_ROLE, NO_INDEX, SHOWN, TYPED, GridCells, Index, Look, Role


class MonthCells(GridCells):
    """The rows of a month that are in sight; what a row is, is up to the model that inherits."""

    BEGINS_WITH = ""
    """The column that is typed first."""

    def __init__(
        self, session: MonitoringSession, columns: Sequence[Column], parent: QObject | None = None
    ) -> None:
        super().__init__(columns, parent)
        self.session = session
        self._ids: tuple[str, ...] = ()
        self._places: dict[str, int] = {}

    # ---- what a model must say --------------------------------------------------------------------------------

    def project_id(self, row: int) -> str:
        """The project that a row is about."""
        raise NotImplementedError

    def is_blank(self, row: int) -> bool:
        """Whether the column that is typed first is still empty."""
        raise NotImplementedError

    def stored_text(self, row: int, column: Column) -> str:
        """The stored value of a cell as the screen shows it."""
        raise NotImplementedError

    def stored_edit_text(self, row: int, column: Column) -> str:
        """The stored value of a cell as an editor starts with it."""
        return self.stored_text(row, column)

    def look(self, row: int, column: Column) -> Look:
        """How a cell looks."""
        raise NotImplementedError

    def stored_tip(self, row: int, column: Column) -> str:
        """The words behind a cell whose text was taken."""
        return self.shown_text(row, column)

    def typed(self, row: int, column: Column, text: str) -> Typed:
        """A text typed into a cell."""
        raise NotImplementedError

    def choices(self, row: int, column: Column) -> Sequence[tuple[str, str]]:
        """The usual answers for a cell, each with its meaning."""
        del row, column
        return ()

    # ---- for the view -----------------------------------------------------------------------------------------

    def is_typed(self, row: int, column: Column) -> bool:
        """Whether the cell can be typed into: the form of its project is open."""
        return column.is_typed and self.session.rows[self.project_id(row)].is_open

    def is_refused(self, row: int, column: Column) -> bool:
        """Whether the text in the cell was not taken."""
        return (self._ids[row], column.field) in self.session.refused

    def first_blank(self) -> int | None:
        """The first row that still lacks what is typed first."""
        return next(filter(self.is_blank, range(len(self._ids))), None)

    def first_cell(self) -> tuple[int, int]:
        """Where typing begins."""
        return self.first_blank() or 0, self.column_of(self.BEGINS_WITH)

    def line_ids(self) -> tuple[str, ...]:
        """The rows from top to bottom."""
        return self._ids

    def line_id(self, row: int) -> str:
        """The id of a row."""
        return self._ids[row] if 0 <= row < len(self._ids) else ""

    def rowCount(self, parent: Index | None = None) -> int:
        """How many rows."""
        return 0 if parent is not None and parent.isValid() else len(self._ids)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Whether the cell can be typed into."""
        typed = index.isValid() and self.is_typed(index.row(), self.columns[index.column()])
        return TYPED if typed else SHOWN

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """What the view asks for."""
        if not index.isValid():
            return None
        row, column = index.row(), self.columns[index.column()]
        if role == LOOK_ROLE:
            return self.look(row, column)
        if role == CHOICES_ROLE:
            return self.choices(row, column)
        match role:
            case Role.DisplayRole:
                return self.shown_text(row, column)
            case Role.EditRole:
                return self.edit_text(row, column)
            case Role.TextAlignmentRole:
                return int(column.align | Qt.AlignmentFlag.AlignVCenter)
            case Role.ToolTipRole:
                return self.tip(row, column)
            case Role.AccessibleTextRole:
                return f"{column.label} {self.shown_text(row, column)} {self.tip(row, column)}"
            case _:
                return None

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        """Takes a typed text."""
        if role != Role.EditRole or not self.flags(index) & Qt.ItemFlag.ItemIsEditable:
            return False
        column = self.columns[index.column()]
        self.session.type((self.typed(index.row(), column, str(value)),), f"填写{column.label}")
        return True

    def shown_text(self, row: int, column: Column) -> str:
        """What the cell shows; a text under way or one that was refused stands in the place of the value."""
        cell = (self._ids[row], column.field)
        refused = self.session.refused.get(cell)
        if refused is not None:
            return refused[0]
        if cell in self.session.pending:
            return self.session.pending[cell]
        return self.stored_text(row, column)

    def edit_text(self, row: int, column: Column) -> str:
        """What an editor starts with: a refused text again, else the value."""
        refused = self.session.refused.get((self._ids[row], column.field))
        return refused[0] if refused is not None else self.stored_edit_text(row, column)

    def tip(self, row: int, column: Column) -> str:
        """The words behind a cell."""
        refused = self.session.refused.get((self._ids[row], column.field))
        if refused is not None:
            return f"{refused[1].message}{refused[1].advice}"
        return self.stored_tip(row, column)

    # ---- refreshing -------------------------------------------------------------------------------------------

    def show_rows(self, ids: tuple[str, ...]) -> None:
        """Shows these rows: the same ones are painted anew, and more behind them are put in, so that cursor and place stay."""
        there = len(self._ids)
        if not there or ids[:there] != self._ids:
            self.beginResetModel()
            self._ids = ids
            self._places = {key: number for number, key in enumerate(ids)}
            self.endResetModel()
        elif len(ids) > there:
            self.beginInsertRows(NO_INDEX, there, len(ids) - 1)
            self._ids = ids
            self._places.update((key, number) for number, key in enumerate(ids[there:], there))
            self.endInsertRows()
        else:
            self.dataChanged.emit(self.index(0, 0), self.index(there - 1, len(self.columns) - 1))

    def repaint(self, ids: Collection[str]) -> None:
        """Has these rows painted anew."""
        places = [self._places[key] for key in ids if key in self._places]
        if places:
            last = self.index(max(places), len(self.columns) - 1)
            self.dataChanged.emit(self.index(min(places), 0), last)
