"""Office tree: the offices of a desk below each other, found by typing and walked by keys; with how their forms as a whole stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem, QWidget

from jxdesk.desktop import icons, theme
from jxdesk.desktop.columns import STATES
from jxdesk.desktop.furniture import Card, button, down, search_field
from jxdesk.domain.records.filings import FilingState
from jxdesk.domain.records.stages import YearStage
from jxdesk.store.shipped.first_letters import found_by_letters

if TYPE_CHECKING:
    from jxdesk.actions.department import OfficeRow, OfficeTree, Standing

WIDTH = 240
OPEN_AT_ONCE = 150
"""So many offices are shown unfolded; of more only the first level below the top."""
_ID = int(Qt.ItemDataRole.UserRole)


class Branch(NamedTuple):
    """One line of the tree: its key, the key of the line above it, and the line."""

    key: str
    above: str
    item: QTreeWidgetItem


class OfficeBranches(QWidget):
    """The tree with a search above it; ``chosen(key)`` when another line is the current one, ``picked(key)`` by Enter or a click."""

    chosen = Signal(str)
    picked = Signal(str)

    def __init__(self, name: str, *, columns: int = 1) -> None:
        super().__init__()
        self.search = search_field(f"{name}_search", "查找单位", "查找单位")
        self.search.textChanged.connect(self._filter)
        self.tree = QTreeWidget()
        self.tree.setObjectName(f"{name}_tree")
        self.tree.setAccessibleName("单位")
        self.tree.setColumnCount(columns)
        self.tree.setHeaderHidden(True)
        self.tree.setIndentation(10)
        self.tree.setRootIsDecorated(False)  # the room belongs to the names; ← and → fold all the same
        self.tree.setUniformRowHeights(True)
        self.tree.currentItemChanged.connect(self._on_current_changed)
        self.tree.itemActivated.connect(lambda item, _: self.picked.emit(_key(item)))
        self.tree.itemClicked.connect(lambda item, _: self.picked.emit(_key(item)))
        into = QShortcut(QKeySequence(Qt.Key.Key_Down), self.search)
        into.setContext(Qt.ShortcutContext.WidgetShortcut)
        into.activated.connect(self.tree.setFocus)
        self.setLayout(down(self.search, self.tree))

    def show_branches(self, branches: Iterable[Branch], chosen: str) -> None:
        """Shows the offices below each other; the one with this key is the current one."""
        self.tree.blockSignals(True)
        self.tree.clear()
        found: dict[str, QTreeWidgetItem] = {}
        for key, above, item in branches:
            item.setData(0, _ID, key)
            item.setSizeHint(0, QSize(0, theme.sizes().compact_row))
            parent = found.get(above)
            if parent is None:
                self.tree.addTopLevelItem(item)
            else:
                parent.addChild(item)
            found[key] = item
        self._unfold(len(found))
        if chosen in found:
            self.tree.setCurrentItem(found[chosen])
        self.tree.blockSignals(False)
        if self.search.text():
            self._filter(self.search.text())

    def _unfold(self, count: int) -> None:
        if count <= OPEN_AT_ONCE:
            self.tree.expandAll()
        else:
            self.tree.expandToDepth(0)

    def _on_current_changed(self, item: QTreeWidgetItem | None) -> None:
        if item is not None:
            self.chosen.emit(_key(item))

    def _filter(self, text: str) -> None:
        wanted = text.strip().lower()
        for place in range(self.tree.topLevelItemCount()):
            top = self.tree.topLevelItem(place)
            if top is not None:
                _show_fitting(top, wanted)


def _key(item: QTreeWidgetItem) -> str:
    return str(item.data(0, _ID))


def _show_fitting(item: QTreeWidgetItem, wanted: str) -> bool:
    """Shows the lines that fit, by name or first letters, with those above them."""
    below = [_show_fitting(item.child(place), wanted) for place in range(item.childCount())]
    name = item.text(0)
    fits = wanted in name.lower() or (wanted.isascii() and wanted in found_by_letters(name))
    item.setHidden(not fits and not any(below))
    if wanted and any(below):
        item.setExpanded(True)
    return fits or any(below)


class OfficeTreeCard(Card):
    """The offices with how their forms stand; ``chosen(office_id)``, ``list_wanted`` for the list of all of them."""

    chosen = Signal(str)
    list_wanted = Signal()

    def __init__(self) -> None:
        super().__init__("单位", name="office_card")
        self.setFixedWidth(theme.scaled(WIDTH))
        self.list_button = button("一览", self.list_wanted.emit, kind="link", name="office_list_button")
        self.list_button.setToolTip("所有单位的表填到哪一步，列成一张表")
        self.title_row.addWidget(self.list_button)
        self.branches = OfficeBranches("office")
        self._ids: frozenset[str] = frozenset()
        self.branches.chosen.connect(self._on_chosen)
        self.search, self.tree = self.branches.search, self.branches.tree
        self.body.addWidget(self.branches)

    def show_offices(self, tree: OfficeTree, chosen: str) -> None:
        """Shows the offices below each other; the one with this id is the current one."""
        self._ids = frozenset(row.office.id for row in tree.rows)
        self.branches.show_branches(_of_offices(tree), chosen)

    def _on_chosen(self, key: str) -> None:
        if key in self._ids:  # a county that is no office here only holds its offices together
            self.chosen.emit(key)


def _of_offices(tree: OfficeTree) -> Iterator[Branch]:
    """The offices below each other, and counties that are no offices here above theirs."""
    keys = {row.office.path: row.office.id for row in tree.rows} | {path: path for path in tree.counties}
    items = {row.office.path: _item(row, tree.stages) for row in tree.rows}
    items |= {path: QTreeWidgetItem([name]) for path, name in tree.counties.items()}
    for path in sorted(items, key=lambda one: one.split("-")):
        over = path
        while over := over.rpartition("-")[0]:
            if over in keys:
                break
        yield Branch(keys[path], keys.get(over, ""), items[path])


def _item(row: OfficeRow, stages: Sequence[YearStage]) -> QTreeWidgetItem:
    made = QTreeWidgetItem([row.office.name])
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
