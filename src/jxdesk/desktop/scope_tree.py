"""Scope tree: the offices with what each has, beside a list or below a button; choosing one narrows every list to it.

A desk with one office only has none of this.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHeaderView, QTreeWidgetItem, QVBoxLayout, QWidget

from jxdesk.desktop import icons, preferences, theme
from jxdesk.desktop.furniture import Card, button, icon_button
from jxdesk.desktop.office_tree import WIDTH, Branch, OfficeBranches
from jxdesk.desktop.tasks import Lane
from jxdesk.domain.records.office_nodes import OfficeNode
from jxdesk.domain.records.offices import OfficeLevel

if TYPE_CHECKING:
    from jxdesk.actions.workspace import Workspace
    from jxdesk.desktop.context import Context

SETTLE_MS = 120
"""An arrow that is held down walks through the tree and reads the list once."""
FOLDED_WIDTH, COUNT_WIDTH = 30, 56
ROOM_FOR_TREE = 1260
"""A page below this width folds the tree up by itself. Units: px of the page in the normal size."""
POPUP = QSize(340, 460)


class ScopeBranches(OfficeBranches):
    """The offices with how many projects each has, those below it included."""

    def __init__(self, name: str) -> None:
        super().__init__(name, columns=2)
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(20)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Fixed)
        header.resizeSection(1, theme.scaled(COUNT_WIDTH))
        self.nodes: Sequence[OfficeNode] = ()

    def show_nodes(self, nodes: Sequence[OfficeNode], chosen: str) -> None:
        """Shows the tree; where nothing is chosen the top is the current line."""
        self.nodes = nodes
        self.show_branches(_branches(nodes), chosen or (nodes[0].path if nodes else ""))

    def scope_of(self, path: str) -> tuple[str, str]:
        """The scope that a line stands for, with its name: the top is everything."""
        node = next((one for one in self.nodes if one.path == path), None)
        if node is None or node is self.nodes[0]:
            return "", ""
        return node.path, node.name


class ScopeCard(Card):
    """The tree beside a list; ``shown`` when it was read. It can be folded up; what is chosen then stays in the title of the page."""

    shown = Signal()

    def __init__(self, context: Context, name: str, *, with_figures: bool = False) -> None:
        super().__init__("单位", name=f"{name}_card")
        self.context = context
        self.scope = context.scope
        self.with_figures = with_figures
        self.year = 0
        self.branches = ScopeBranches(name)
        self.search, self.tree = self.branches.search, self.branches.tree
        self.fold_button = icon_button("left", "", self._on_fold, name=f"{name}_fold")
        self.title_row.addWidget(self.fold_button)
        self.body.addWidget(self.branches, 1)
        self.body.addStretch(0)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SETTLE_MS)
        self._timer.timeout.connect(self._settle)
        self.branches.chosen.connect(lambda _: self._timer.start())
        self.scope.changed.connect(self._follow)
        # Where it stood the last time its place is kept until it is read, so that no list moves aside.
        if not preferences.OFFICES_BESIDE.get():
            self.hide()
        self._is_folded_by_hand: bool | None = None
        self._show_folded(preferences.OFFICES_FOLDED.get())

    def ask(self, year: int) -> None:
        """Asks what each office has in a year."""
        self.year = year
        workspace, with_figures = self.context.workspace, self.with_figures
        self.context.tasks.run(
            lambda: _read(workspace, year, with_figures=with_figures),
            lambda nodes: self._show_nodes(nodes) if year == self.year else None,
            lane=Lane.READ,
            owner=self,
        )

    def _show_nodes(self, nodes: Sequence[OfficeNode]) -> None:
        if nodes != self.branches.nodes:
            self.branches.show_nodes(nodes, self.scope.path)
        self.setVisible(bool(nodes))
        if preferences.OFFICES_BESIDE.get() is not bool(nodes):
            preferences.OFFICES_BESIDE.put(bool(nodes))
        self.shown.emit()

    @property
    def counties(self) -> dict[str, str]:
        """The counties below this desk, by path with their names."""
        nodes = self.branches.nodes
        return {one.path: one.name for one in nodes[1:] if one.level is OfficeLevel.COUNTY}

    def _settle(self) -> None:
        item = self.tree.currentItem()
        if item is not None:
            self.scope.choose(*self.branches.scope_of(str(item.data(0, Qt.ItemDataRole.UserRole))))

    def _follow(self) -> None:
        """Another page, or a button, chose: the tree shows it."""
        item = self.tree.currentItem()
        shown = self.branches.scope_of(str(item.data(0, Qt.ItemDataRole.UserRole)))[0] if item else ""
        if shown != self.scope.path:
            self.branches.show_nodes(self.branches.nodes, self.scope.path)

    def _on_fold(self) -> None:
        is_folded = self._is_folded_by_hand = not self.branches.isHidden()
        preferences.OFFICES_FOLDED.put(is_folded)
        self._show_folded(is_folded)

    def fit(self, width: int) -> None:
        """Folds up where a page of this width has no room for it, until somebody unfolds it all the same."""
        is_narrow = width < theme.scaled(ROOM_FOR_TREE)
        is_folded = preferences.OFFICES_FOLDED.get() or is_narrow
        self._show_folded(is_folded if self._is_folded_by_hand is None else self._is_folded_by_hand)

    def _show_folded(self, is_folded: bool) -> None:
        self.branches.setHidden(is_folded)
        self.title.setHidden(is_folded)
        self.setFixedWidth(FOLDED_WIDTH if is_folded else theme.scaled(WIDTH))
        side = 1 if is_folded else 12
        self.body.setContentsMargins(side, 12, side, 12)
        self.body.setStretch(self.body.count() - 1, 1 if is_folded else 0)
        word = "展开单位" if is_folded else "收起单位"
        self.fold_button.setIcon(icons.icon("right" if is_folded else "left", 18, theme.SECOND))
        self.fold_button.setToolTip(word)
        self.fold_button.setAccessibleName(word)

    def panes(self) -> list[QWidget]:
        """Where the keys come in."""
        return [self.fold_button if self.branches.isHidden() else self.tree]


class ScopeButton:
    """A button that opens the same tree below it, for pages without room for it; it says what is chosen."""

    def __init__(self, context: Context, name: str) -> None:
        self.context = context
        self.scope = context.scope
        self.button = button("单位：全部", self.open, icon="office", name=name, tip="只看一个县或一个单位的")
        self.button.hide()
        self.popup: QFrame | None = None
        self.nodes: Sequence[OfficeNode] = ()
        self._year = 0
        self.scope.changed.connect(self._say)

    def ask(self, year: int) -> None:
        """Asks what each office has in a year."""
        self._year = year
        workspace = self.context.workspace
        self.context.tasks.run(
            lambda: _read(workspace, year),
            lambda nodes: self._show_nodes(nodes) if year == self._year else None,
            lane=Lane.READ,
            owner=self.button,
        )

    def _show_nodes(self, nodes: Sequence[OfficeNode]) -> None:
        self.nodes = nodes
        self.button.setVisible(bool(nodes))
        self._say()

    def _say(self) -> None:
        self.button.setText(f"单位：{self.scope.name or '全部'}")

    def open(self) -> None:
        """Opens the tree; Enter or a click chooses, Esc leaves everything as it is."""
        popup = QFrame(self.button, Qt.WindowType.Popup)
        popup.setObjectName("scope_popup")
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        popup.setProperty("card", True)
        branches = ScopeBranches("scope")
        branches.show_nodes(self.nodes, self.scope.path)
        box = QVBoxLayout(popup)
        box.setContentsMargins(10, 10, 10, 10)
        box.addWidget(branches)

        def on_picked(path: str) -> None:
            popup.close()
            self.scope.choose(*branches.scope_of(path))

        branches.picked.connect(on_picked)
        popup.resize(theme.scaled(POPUP.width()), POPUP.height())
        popup.move(self.button.mapToGlobal(QPoint(0, self.button.height() + 4)))
        self.popup = popup
        popup.show()
        branches.tree.setFocus()


def _read(workspace: Workspace, year: int, *, with_figures: bool = False) -> tuple[OfficeNode, ...]:
    """Reads the tree; what that imports is imported beside the window."""
    from jxdesk.actions.office_scopes import office_scopes

    return office_scopes(workspace, year, with_figures=with_figures)


def _branches(nodes: Sequence[OfficeNode]) -> Iterator[Branch]:
    for node in nodes:
        item = QTreeWidgetItem([node.name, f"{node.count:,}" if node.count else ""])
        item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        below = f"，连同下面 {node.offices} 个单位" if node.offices else ""
        item.setToolTip(0, f"{node.name}（{node.path}）\n{node.count:,} 个项目{below}")
        item.setData(0, Qt.ItemDataRole.AccessibleTextRole, f"{node.name} {node.count} 个项目")
        yield Branch(node.path, node.above, item)
