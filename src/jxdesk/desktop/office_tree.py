"""Office tree: the offices of a county with how their forms as a whole stand; found by typing, walked by keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem

from jxdesk.actions.department import OfficeRow, OfficeTree, Standing
from jxdesk.desktop import icons, theme
from jxdesk.desktop.columns import STATES
from jxdesk.desktop.furniture import Card, button, down, search_field
from jxdesk.domain.records.filings import FilingState
from jxdesk.domain.records.stages import YearStage

WIDTH = 240
_ID = int(Qt.ItemDataRole.UserRole)


class OfficeTreeCard(Card):
    """The tree with a search above it; ``chosen(office_id)``, ``list_wanted`` for the list of all of them."""

    chosen = Signal(str)
    list_wanted = Signal()

    def __init__(self) -> None:
        super().__init__("单位", name="office_card")
        self.setFixedWidth(theme.scaled(WIDTH))
        self.list_button = button("一览", self.list_wanted.emit, kind="link", name="office_list_button")
        self.list_button.setToolTip("所有单位的表填到哪一步，列成一张表")
        self.title_row.addWidget(self.list_button)
        self.search = search_field("office_search", "查找单位", "查找单位")
        self.search.textChanged.connect(self._filter)
        self.tree = QTreeWidget()
        self.tree.setObjectName("office_tree")
        self.tree.setAccessibleName("单位")
        self.tree.setHeaderHidden(True)
        self.tree.setIndentation(10)
        self.tree.setRootIsDecorated(False)  # the room belongs to the names; ← and → fold all the same
        self.tree.setUniformRowHeights(True)
        self.tree.currentItemChanged.connect(self._on_current_changed)
        self.body.addLayout(down(self.search, self.tree))

    def show_offices(self, tree: OfficeTree, chosen: str) -> None:
        """Shows the offices below each other; the one with this id is the current one."""
        self.tree.blockSignals(True)
        self.tree.clear()
        nodes: dict[str, QTreeWidgetItem] = {}
        for row in tree.rows:
            item = _item(row, tree.stages)
            parent = nodes.get(row.office.parent_id)
            if parent is None:
                self.tree.addTopLevelItem(item)
            else:
                parent.addChild(item)
            nodes[row.office.id] = item
        self.tree.expandAll()
        if chosen in nodes:
            self.tree.setCurrentItem(nodes[chosen])
        self.tree.blockSignals(False)
        self._filter(self.search.text())

    def _on_current_changed(self, item: QTreeWidgetItem | None) -> None:
        if item is not None:
            self.chosen.emit(str(item.data(0, _ID)))

    def _filter(self, text: str) -> None:
        wanted = text.strip()
        for place in range(self.tree.topLevelItemCount()):
            top = self.tree.topLevelItem(place)
            if top is not None:
                _show_fitting(top, wanted)


def _show_fitting(item: QTreeWidgetItem, wanted: str) -> bool:
    below = [_show_fitting(item.child(place), wanted) for place in range(item.childCount())]
    fits = not wanted or wanted in item.text(0) or any(below)
    item.setHidden(not fits)
    return fits


def _item(row: OfficeRow, stages: Sequence[YearStage]) -> QTreeWidgetItem:
    made = QTreeWidgetItem([row.office.name])
    made.setData(0, _ID, row.office.id)
    made.setSizeHint(0, QSize(0, theme.sizes().compact_row))
    words = "；".join(f"{stage.word}：{standing_word(row.forms.get(stage))}" for stage in stages)
    made.setToolTip(0, f"{row.office.name}（{row.office.path}）\n{words}")
    sign, colour = "minus", theme.HINT
    if row.has_errors:
        sign, colour = "error", theme.ERROR
    elif any(form.state is FilingState.DRAFT for form in row.forms.values()):
        sign, colour = "edit", theme.INFO
    elif row.forms:
        sign, colour = "done", theme.OK
    made.setIcon(0, icons.icon(sign, 16, colour))
    return made


def standing_word(standing: Standing | None) -> str:
    """How one form of an office stands, in a word."""
    return STATES[standing.state.value if standing is not None else "none"][0]
