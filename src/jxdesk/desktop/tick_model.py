"""The tick model: a short list whose rows can be ticked, for dialogs in which a person decides row by row."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal

from jxdesk.desktop.rows_model import RowsModel

AnyIndex = QModelIndex | QPersistentModelIndex


class TickModel(RowsModel):
    """Rows with a box in the first column; ``ticked`` are the keys of those chosen."""

    ticks_changed = Signal()

    def __init__(self, headings: Sequence[str], *, right: Sequence[int] = ()) -> None:
        super().__init__(headings, right=right)
        self.keys: Sequence[str] = ()
        self.tickable: frozenset[str] = frozenset()
        self.ticked: set[str] = set()

    def show_choices(
        self,
        keys: Sequence[str],
        rows: Sequence[Sequence[str]],
        *,
        tickable: frozenset[str],
        ticked: frozenset[str],
    ) -> None:
        """Replaces the rows with their keys and ticks."""
        self.keys = keys
        self.tickable = tickable
        self.ticked = set(ticked & tickable)
        self.show_rows(rows)
        self.ticks_changed.emit()

    def tick_all(self, *, on: bool) -> None:
        """Ticks every row that can be ticked, or none."""
        self.ticked = set(self.tickable) if on else set()
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, 0))
        self.ticks_changed.emit()

    def data(self, index: AnyIndex, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """The text of a cell, or the box of its row."""
        if role == int(Qt.ItemDataRole.CheckStateRole):
            key = self.keys[index.row()]
            if index.column() or key not in self.tickable:
                return None
            return Qt.CheckState.Checked if key in self.ticked else Qt.CheckState.Unchecked
        return super().data(index, role)

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        """The first cell of a row can be ticked."""
        flags = super().flags(index)
        if index.column() == 0 and self.keys[index.row()] in self.tickable:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def setData(self, index: AnyIndex, value: object, role: int = int(Qt.ItemDataRole.EditRole)) -> bool:
        """Takes a tick."""
        if role != int(Qt.ItemDataRole.CheckStateRole):
            return False
        key = self.keys[index.row()]
        if Qt.CheckState(value) == Qt.CheckState.Checked:
            self.ticked.add(key)
        else:
            self.ticked.discard(key)
        self.dataChanged.emit(index, index)
        self.ticks_changed.emit()
        return True
