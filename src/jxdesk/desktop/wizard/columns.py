"""Columns: one line per column of a grid, with its field, label, width and editor; read from the form's template."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import Qt


class Kind(StrEnum):
    """What opens in a cell of a column; ``FIXED`` cells are worked out and never typed."""

    TEXT = "text"
    NUMBER = "number"
    LONG = "long"
    CHOICE = "choice"
    FIXED = "fixed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a grid.

    Units: ``width`` px in the normal size; a column with ``stretch`` shares the room that is left.
    """

    field: str
    label: str
    kind: Kind
    width: int
    stretch: int = 0
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft
    is_merged: bool = False
    is_words: bool = False
    hint: str = ""

    @property
    def is_typed(self) -> bool:
        """Whether a clerk types in this column."""
        return self.kind is not Kind.FIXED
