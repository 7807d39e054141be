"""Columns: one line per column of a grid, with its field, label, width and editor; read from the form's template."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import Qt

from jxdesk.domain.records.filings import FilingContent
from jxdesk.domain.values.quantities import decimal_text


class Kind(StrEnum):
    """What opens in a cell of a column; a ``TICK`` is put and taken by Space, ``FIXED`` cells are worked out and never typed."""

    TEXT = "text"
    NUMBER = "number"
    LONG = "long"
    CHOICE = "choice"
    TICK = "tick"
    FIXED = "fixed"


def plain_label(label: str, content: FilingContent) -> str:
    """A heading of the form on one line, with the words that templates leave open put in."""
    words = {
        "{unit}": content.money_unit.value,
        "{year}": str(content.year or ""),
        "{period}": str(content.period or ""),
        "{execution_weight}": decimal_text(content.execution_weight),
    }
    for word, value in words.items():
        label = label.replace(word, value)
    return label.replace("\n", "")


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
