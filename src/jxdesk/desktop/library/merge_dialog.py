"""合并指标: asks which entry takes the place of one that is retired."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QWidget

from jxdesk.desktop.furniture import Bar, across, button, down, search_field
from jxdesk.desktop.library.entry_table import HEADINGS, library_table, show_library
from jxdesk.desktop.rows_model import RowsModel
from jxdesk.desktop.theme import Tone
from jxdesk.domain.library.entries import LibraryEntry
from jxdesk.domain.library.search import LibraryQuery, Offered, Uses, look_up
from jxdesk.domain.library.shelf import Shelf
from jxdesk.domain.rules.parts import GoalStyle


class MergeDialog(QDialog):
    """A short list of entries of the same kind; ``chosen`` gives the id of the one that stays."""

    chosen = Signal(str)

    def __init__(
        self, entry: LibraryEntry, shelf: Shelf, uses: Uses, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.entry = entry
        self.shelf = shelf
        self.uses = uses
        self.offered: Sequence[Offered] = ()
        self.setObjectName("merge_dialog")
        self.setWindowTitle("合并指标")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(860, 520)
        note = Bar(name="merge_note")
        note.say(
            Tone.INFO,
            f"“{entry.name}”停用，以后用下面选的这一条。用过它的表不改，只在“问题”里建议换。",
        )
        self.search = search_field("merge_search", "查找留下的指标", "查找留下的指标：名称、解释或拼音首字母")
        self.search.textChanged.connect(lambda _: self._show())
        self.model = RowsModel(HEADINGS, right=(3, 4))
        self.table = library_table(self.model)
        self.table.setObjectName("merge_table")
        self.table.opened.connect(lambda _: self._on_go())
        self.table.typed.connect(self._on_typed)
        self.go = button("并到这一条", self._on_go, kind="primary", icon="merge", name="merge_go")
        box = down(
            note,
            self.search,
            self.table,
            across(None, button("不合并", self.reject, name="merge_leave"), self.go),
            spacing=10,
            margins=(20, 16, 20, 14),
        )
        box.setStretch(2, 1)
        self.setLayout(box)
        self._show()
        self.search.setFocus()

    def _show(self) -> None:
        query = LibraryQuery(
            text=self.search.text(), kinds=frozenset({self.entry.kind}), near=self.entry.sector
        )
        fitting = [
            one
            for one in self.shelf.offered()
            if one.id != self.entry.id and one.attribute is self.entry.attribute
        ]
        self.offered = look_up(fitting, query, self.uses)
        show_library(self.model, self.offered, self.shelf, GoalStyle.OLD)
        self.go.setEnabled(bool(self.offered))
        if self.offered:
            self.table.selectRow(0)

    def _on_typed(self, text: str) -> None:
        self.search.setFocus()
        self.search.setText(self.search.text() + text)

    def _on_go(self) -> None:
        row = self.table.currentIndex().row()
        if 0 <= row < len(self.offered):
            self.chosen.emit(self.offered[row].entry.id)
            self.accept()
