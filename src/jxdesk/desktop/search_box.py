"""The search over everything (Ctrl+F): one field, what was found in groups below it, Enter goes there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QWidget

from jxdesk.actions import search
from jxdesk.actions.look import ProjectQuery
from jxdesk.actions.search import Hit, HitKind, Hits, SearchShelf
from jxdesk.desktop import theme
from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import across, down, elided, label, search_field
from jxdesk.desktop.rail import RailEntry
from jxdesk.desktop.tasks import Lane
from jxdesk.store.shipped.first_letters import found_by_letters

SETTLE_MS = 150
WIDTH, HEIGHT = 760, 520
PAGES_OF: Mapping[HitKind, str] = {
    HitKind.PROJECT: "project",
    HitKind.FILING: "wizard",
    HitKind.OFFICE: "department",
    HitKind.ENTRY: "library",
    HitKind.CARD: "help",
}
_GOAL = int(Qt.ItemDataRole.UserRole)
_KEYS = {Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp}


class SearchBox(QDialog):
    """The box; the field keeps the focus, the arrows walk through what was found. ``pages`` are those that are open to this desk."""

    def __init__(self, context: Context, *, pages: Sequence[RailEntry], parent: QWidget) -> None:
        super().__init__(parent)
        self.context = context
        self.pages = pages
        self.shelf: SearchShelf | None = None
        self.shown: Hits | None = None
        self._goes_at_once = False
        self.setObjectName("search_box")
        self.setWindowTitle("查找")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SETTLE_MS)
        self._timer.timeout.connect(self._ask)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.field = search_field(
            "search_everything", "查找所有内容", "项目、填报的表、单位、指标、页面和操作卡；可用拼音首字母"
        )
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self._on_typed)
        self.found = QListWidget()
        self.found.setObjectName("search_found")
        self.found.setAccessibleName("找到的内容")
        self.found.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.found.setUniformItemSizes(False)
        self.found.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.found.itemClicked.connect(self._go)
        self.hint = label(
            "↑↓ 走动　回车 打开　Esc 关上　几个词用空格隔开，都要符合", role="hint", name="search_hint"
        )
        self.nothing = label("", role="second", wrap=True, name="search_nothing")
        box = down(self.field, self.nothing, self.found, self.hint, spacing=10, margins=(16, 14, 16, 12))
        box.setStretch(2, 1)
        self.setLayout(box)
        self.resize(WIDTH, HEIGHT)
        middle = parent.mapToGlobal(QPoint((parent.width() - WIDTH) // 2, 64))
        self.move(middle)
        workspace = context.workspace
        context.tasks.run(lambda: search.open_shelf(workspace), self._on_shelf, lane=Lane.READ, owner=self)
        self._say("输入一个词就开始找：名称、代码、单位，或拼音首字母，如 nygl。")

    # ---- asking ----------------------------------------------------------------------------------------------

    def _on_shelf(self, shelf: SearchShelf) -> None:
        self.shelf = shelf
        self._ask()

    def _on_typed(self) -> None:
        self._goes_at_once = False
        self._timer.start()

    def _ask(self) -> None:
        text, shelf, workspace = self.field.text().strip(), self.shelf, self.context.workspace
        if shelf is None or not text:
            return
        self.context.tasks.run(
            lambda: search.search(workspace, shelf, text), self._on_found, lane=Lane.READ, owner=self
        )

    def _on_found(self, hits: Hits) -> None:
        if hits.text == self.field.text().strip():
            self.show_hits(hits)
            if self._goes_at_once:
                self._on_enter()

    # ---- showing ---------------------------------------------------------------------------------------------

    def _say(self, text: str) -> None:
        self.nothing.setText(text)
        self.nothing.setVisible(bool(text))
        self.found.setVisible(not text)

    def show_hits(self, hits: Hits) -> None:
        """Shows what was found, group by group, pages of the window first."""
        self.shown = hits
        self.found.clear()
        words = hits.text.lower().split()
        pages = [
            entry
            for entry in self.pages
            if all(word in f"{entry.word} {found_by_letters(entry.word)}" for word in words)
        ]
        if pages:
            self._add_heading("页面")
        for entry in pages:
            self._add(entry.word, "", (entry.name, None))
        group: HitKind | None = None
        for hit in hits.hits:
            if hit.kind is not group:
                if group is HitKind.PROJECT:
                    self._add_rest(hits)
                group = hit.kind
                self._add_heading(group.value)
            self._add_hit(hit)
        if group is HitKind.PROJECT:
            self._add_rest(hits)
        self._say("" if self.found.count() else f"没有找到“{hits.text}”。少写几个字，或用拼音首字母再试。")
        self._step(1, start=-1)

    def _add_rest(self, hits: Hits) -> None:
        """The way into the list of projects, where it has more than is shown here."""
        if hits.more_projects:
            goal = ("projects", ProjectQuery(year=0, text=hits.text))
            self._add("还有更多项目，到项目列表里看", "", goal)

    def _add_hit(self, hit: Hit) -> None:
        self._add(hit.title, hit.note, (PAGES_OF[hit.kind], hit.target))

    def _add_heading(self, words: str) -> None:
        item = QListWidgetItem(self.found)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setSizeHint(QSize(100, theme.sizes().compact_row))
        self.found.setItemWidget(item, label(f" {words}", role="least"))

    def _add(self, title: str, note: str, goal: tuple[str, object]) -> None:
        item = QListWidgetItem(self.found)
        item.setData(_GOAL, goal)
        item.setData(int(Qt.ItemDataRole.AccessibleTextRole), f"{title} {note}".strip())
        item.setSizeHint(QSize(100, theme.sizes().row + 2))
        row = QWidget()
        beside = elided(note, role="second")
        line = across(elided(title), beside, spacing=12, margins=(10, 0, 10, 0))
        line.setStretch(0, 1)
        line.setStretch(1, 1)
        row.setLayout(line)
        row.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.found.setItemWidget(item, row)

    # ---- keys ------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrows and Enter, pressed in the field, work on the list."""
        if (
            watched is not self.field
            or not isinstance(event, QKeyEvent)
            or event.type() != QEvent.Type.KeyPress
        ):
            return super().eventFilter(watched, event)
        key = Qt.Key(event.key())
        if key in _KEYS:
            far = 1 if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) else 8
            down_wards = key in (Qt.Key.Key_Down, Qt.Key.Key_PageDown)
            self._step(far if down_wards else -far)
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_enter()
            return True
        return super().eventFilter(watched, event)

    def _step(self, steps: int, *, start: int | None = None) -> None:
        """Moves on so many lines, past headings, and stays at the ends."""
        goals = [row for row in range(self.found.count()) if self.found.item(row).data(_GOAL) is not None]
        if not goals:
            return
        here = self.found.currentRow() if start is None else start
        place = goals.index(here) if here in goals else -1
        self.found.setCurrentRow(goals[max(0, min(len(goals) - 1, place + steps))])

    def _on_enter(self) -> None:
        if self.shown is None or self.shown.text != self.field.text().strip():
            # Enter came before the answer: the first find is opened when it is there.
            self._timer.stop()
            self._goes_at_once = True
            self._ask()
            return
        self._goes_at_once = False
        item = self.found.currentItem()
        if item is not None:
            self._go(item)

    def _go(self, item: QListWidgetItem) -> None:
        goal = item.data(_GOAL)
        if goal is not None:
            name, argument = goal
            self.accept()
            self.context.open_page(name, argument)
