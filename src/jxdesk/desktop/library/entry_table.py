"""Entry table: the list of entries that the library page and the picker share, with the keys that make choosing quick."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from jxdesk.desktop.library.words import short_levels, short_rank, state_of, times_text
from jxdesk.desktop.list_table import ListTable, PillPainter
from jxdesk.desktop.rows_model import RowsModel
from jxdesk.domain.library.search import Offered
from jxdesk.domain.library.shelf import Shelf
from jxdesk.domain.rules.parts import GoalStyle

HEADINGS = ("指标", "放在", "符号和单位", "常用值", "用过", "状态")
PICKER_HEADINGS = ("", "指标", "放在", "符号和单位", "常用值", "用过", "推荐")
CHECK = "✓"


class EntryTable(ListTable):
    """Space marks a row, letters typed over the list go to the search field."""

    marked = Signal(int)
    typed = Signal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Marks, searches, or does what every list table does."""
        if event.key() == Qt.Key.Key_Space and self.currentIndex().isValid():
            self.marked.emit(self.currentIndex().row())
            return
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
        if plain and event.text().strip() and event.text().isprintable():
            self.typed.emit(event.text())
            return
        super().keyPressEvent(event)


def library_table(model: RowsModel) -> EntryTable:
    """The list of the library page."""
    table = EntryTable(model, (0, 8.5, 6.5, 3.6, 3.6, 5.2), name="library_table", meaning="指标库")
    pills = len(HEADINGS) - 1
    table.setItemDelegate(PillPainter(table, pills=pills, tone_of=lambda row: model.tones[row], right=(3, 4)))
    return table


def picker_table(model: RowsModel) -> EntryTable:
    """The list of the picker."""
    table = EntryTable(model, (1, 0, 8.6, 6, 3, 3.2, 4), name="picker_table", meaning="可以选的指标")
    table.setItemDelegate(PillPainter(table, pills=-1, tone_of=lambda row: model.tones[row], right=(4, 5)))
    return table


def show_library(model: RowsModel, offered: Sequence[Offered], shelf: Shelf, style: GoalStyle) -> None:
    """Fills the list of the library page."""
    rows, tones = [], []
    for one in offered:
        entry = one.entry
        word, tone = state_of(entry, shelf)
        levels = short_levels(entry.headings(style))
        rows.append((entry.name, levels, entry.measure, entry.target_text, times_text(one.times), word))
        tones.append(tone)
    model.show_rows(rows, tones)


def show_offered(
    model: RowsModel, offered: Sequence[Offered], marked: frozenset[str], style: GoalStyle
) -> None:
    """Fills the list of the picker."""
    model.show_rows(
        [
            (
                CHECK if one.entry.id in marked else "",
                one.entry.name,
                short_levels(one.entry.headings(style)),
                one.entry.measure,
                one.entry.target_text,
                times_text(one.times),
                short_rank(one),
            )
            for one in offered
        ]
    )
