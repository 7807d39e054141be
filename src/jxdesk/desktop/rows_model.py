"""The rows model: a short list of ready texts, with a tone a row, for the list tables of dialogs and smaller pages."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from jxdesk.desktop.theme import Tone

AnyIndex = QModelIndex | QPersistentModelIndex
_TEXTS = (int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.ToolTipRole))


class RowsModel(QAbstractTableModel):
    """Rows of texts under headings."""

    def __init__(self, headings: Sequence[str], *, right: Sequence[int] = ()) -> None:
        super().__init__()
        self.headings = headings
        self.rows: Sequence[Sequence[str]] = ()
        self.tones: Sequence[Tone] = ()
        self._right = frozenset(right)

    def show_rows(self, rows: Sequence[Sequence[str]], tones: Sequence[Tone] = ()) -> None:
        """Replaces the rows."""
        self.beginResetModel()
        self.rows = rows
        self.tones = tones or [Tone.PLAIN] * len(rows)
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """How many rows there are."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """How many columns there are."""
        return 0 if parent.isValid() else len(self.headings)

    def data(self, index: AnyIndex, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """The text of a cell, whole in its tip."""
        return self.rows[index.row()][index.column()] if role in _TEXTS else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> object:
        """The headings."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == int(Qt.ItemDataRole.TextAlignmentRole):
            side = Qt.AlignmentFlag.AlignRight if section in self._right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return self.headings[section] if role == int(Qt.ItemDataRole.DisplayRole) else None
