"""从指标库选: the picker that a target form opens by Ctrl+K; category, list and explanation side by side, all of it by keyboard."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QDialog, QWidget

from jxdesk.actions import libraries
from jxdesk.actions.libraries import LibraryDesk
from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import Card, SideList, across, button, down, label, search_field
from jxdesk.desktop.library.details import EntryDetails
from jxdesk.desktop.library.entry_table import PICKER_HEADINGS, picker_table, show_offered
from jxdesk.desktop.library.words import rank_text
from jxdesk.desktop.rows_model import RowsModel
from jxdesk.desktop.tasks import Lane
from jxdesk.domain.library.entries import OWN_LIBRARY, EntryKind, LibraryEntry
from jxdesk.domain.library.search import LibraryQuery, Offered, look_up
from jxdesk.domain.records.filings import Form
from jxdesk.domain.rules.indicator_places import Place
from jxdesk.domain.rules.parts import GoalStyle

NEAR, ALL, OWN, USED = "near", "all", "own", "used"
CATEGORIES_WIDTH = 148
DETAILS_WIDTH = 318
_OF_DEPARTMENTS = (Form.DEPARTMENT_TARGET, Form.DEPARTMENT_MONITORING, Form.DEPARTMENT_SELF_EVALUATION)


class IndicatorPicker(QDialog):
    """Asks which indicators to add; ``chosen`` gives them as a tuple of library entries, in the order of choosing.

    ``sector`` is the sector that the clerk has chosen for the project before, empty to have it guessed from its name.
    """

    chosen = Signal(tuple)

    def __init__(
        self,
        context: Context,
        *,
        style: GoalStyle,
        sector: str = "",
        project_id: str = "",
        year: int | None = None,
        form: Form = Form.PROJECT_TARGET,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.context = context
        self.style_of_form = style
        self.project_id = project_id
        self.year = year
        self.kinds = kinds_for(form)
        self.desk: LibraryDesk | None = None
        self.offered: Sequence[Offered] = ()
        self.marked: dict[str, LibraryEntry] = {}
        self._first_sector = sector
        self.setObjectName("indicator_picker")
        self.setWindowTitle("从指标库选指标")
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint, True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(1200, 624)
        self._build()
        self._load(sector)

    # ---- building --------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.search = search_field("picker_search", "查找指标", "查找：名称、解释或拼音首字母，如 养护、yhlc")
        self.search.textChanged.connect(lambda _: self._show())
        self.search.returnPressed.connect(self._on_search_return)
        self.place_choice = QComboBox()
        self.place_choice.setObjectName("picker_place")
        self.place_choice.setAccessibleName("放在哪里")
        self.place_choice.addItem("放在：全部", "")
        for place in Place:
            self.place_choice.addItem(place.value, place.value)
        self.place_choice.currentIndexChanged.connect(lambda _: self._show())
        self.sector_choice = QComboBox()
        self.sector_choice.setObjectName("picker_sector")
        self.sector_choice.setAccessibleName("本项目属于哪一类")
        self.sector_choice.currentIndexChanged.connect(self._on_sector_changed)
        self.sector_choice.setMinimumWidth(150)
        self.categories = SideList(name="picker_categories", meaning="类别", width=CATEGORIES_WIDTH)
        self.categories.currentRowChanged.connect(lambda _: self._show())
        self.model = RowsModel(PICKER_HEADINGS, right=(4, 5))
        self.table = picker_table(self.model)
        self.table.chosen.connect(self._show_details)
        self.table.marked.connect(self._on_marked)
        self.table.typed.connect(self._on_typed)
        self.table.opened.connect(lambda _: self.take())
        self.nothing = label("", role="second", wrap=True, name="picker_nothing")
        self.nothing.hide()
        self.details = EntryDetails(style=self.style_of_form)
        card = Card(name="picker_details")
        card.body.addWidget(self.details)
        card.setFixedWidth(DETAILS_WIDTH)
        self.count = label(role="second", name="picker_count")
        self.take_button = button("加入", self.take, kind="primary", icon="plus", name="picker_take")
        self.take_button.setDefault(False)
        hint = label("↑↓ 走动　空格 勾选多条　回车 加入　Tab 换栏　Esc 不选", role="hint")
        top = across(
            self.search, self.place_choice, label("本项目属于", role="second"), self.sector_choice, spacing=8
        )
        top.setStretch(0, 1)
        middle = across(self.categories, down(self.nothing, self.table, spacing=6), card, spacing=12)
        middle.setStretch(1, 1)
        bottom = across(
            hint, None, self.count, button("不选，关上", self.reject, name="picker_leave"), self.take_button
        )
        box = down(top, middle, bottom, spacing=12, margins=(20, 16, 20, 14))
        box.setStretch(1, 1)
        self.setLayout(box)
        for keys, pane in (("Ctrl+F", self.search), ("F6", self.categories)):
            QShortcut(QKeySequence(keys), self).activated.connect(pane.setFocus)
        QShortcut(QKeySequence("Ctrl+Return"), self).activated.connect(self.take)
        QWidget.setTabOrder(self.search, self.place_choice)
        QWidget.setTabOrder(self.place_choice, self.sector_choice)
        QWidget.setTabOrder(self.sector_choice, self.categories)
        QWidget.setTabOrder(self.categories, self.table)
        QWidget.setTabOrder(self.table, self.details.area)
        self.search.setFocus()
        self._show_count()

    # ---- loading ---------------------------------------------------------------------------------------------

    def _load(self, sector: str) -> None:
        workspace, project_id, year = self.context.workspace, self.project_id, self.year
        self.context.tasks.run(
            lambda: libraries.open_desk(workspace, project_id=project_id, year=year, sector=sector),
            self.show_desk,
            lane=Lane.READ,
            owner=self,
        )

    def show_desk(self, desk: LibraryDesk) -> None:
        """Takes the shelf, with the sector that was guessed or chosen."""
        is_first = self.desk is None
        self.desk = desk
        with QSignalBlocker(self.sector_choice):
            self.sector_choice.clear()
            self.sector_choice.addItem("（不分类）", "")
            for sector in desk.shelf.sectors:
                self.sector_choice.addItem(sector.name, sector.name)
            self.sector_choice.setCurrentIndex(max(0, self.sector_choice.findData(desk.sector)))
        self._show_categories(desk, keep=not is_first)
        self._show()

    def _show_categories(self, desk: LibraryDesk, *, keep: bool) -> None:
        before = self._category() if keep else NEAR
        with QSignalBlocker(self.categories):
            self.categories.clear()
            self.categories.add("推荐", NEAR)
            self.categories.add("用过的", USED)
            self.categories.add("自有指标", OWN)
            self.categories.add("全部", ALL)
            if EntryKind.DEPARTMENT in self.kinds:
                self.categories.add("部门共性", EntryKind.DEPARTMENT.value)
            for sector in desk.shelf.sectors:
                self.categories.add(sector.name, f"sector:{sector.name}")
            keys = self.categories.keys()
            self.categories.setCurrentRow(keys.index(before) if before in keys else 0)

    def _category(self) -> str:
        row = self.categories.currentRow()
        keys = self.categories.keys()
        return keys[row] if 0 <= row < len(keys) else NEAR

    def _query(self, desk: LibraryDesk) -> LibraryQuery:
        category = self._category()
        place = str(self.place_choice.currentData() or "")
        sector = category.removeprefix("sector:") if category.startswith("sector:") else ""
        is_near = category == NEAR and not self.search.text().strip() and not place
        only_department = category == EntryKind.DEPARTMENT.value
        return LibraryQuery(
            text=self.search.text(),
            sector=desk.sector if is_near and EntryKind.DEPARTMENT not in self.kinds else sector,
            place=Place(place) if place else None,
            style=self.style_of_form,
            family=OWN_LIBRARY if category == OWN else "",
            kinds=frozenset({EntryKind.DEPARTMENT}) if only_department else self.kinds,
            near=desk.sector,
            only_used=category == USED,
        )

    def _show(self) -> None:
        desk = self.desk
        if desk is None:
            return
        query = self._query(desk)
        entries = desk.shelf.offered(self.year)
        offered = look_up(entries, query, desk.uses)
        if self._category() == NEAR and query.sector:
            offered = _with_used_ones(offered, look_up(entries, _everything(query), desk.uses))
        self.offered = offered
        show_offered(self.model, self.offered, frozenset(self.marked), self.style_of_form)
        self.nothing.setVisible(not self.offered)
        self.table.setVisible(bool(self.offered))
        if self.offered:
            self.table.selectRow(0)
        else:
            self.nothing.setText(self._why_nothing())
            self.details.show_nothing()
        self._show_count()

    def _why_nothing(self) -> str:
        if self.search.text().strip():
            return "没有找到。换个词，或者在左边选“全部”再找；也可以先关上，在表里直接写。"
        if self._category() == OWN:
            return "还没有自有指标。在左边的“指标库”页点“新增自有指标”，以后这里就能选。"
        if self._category() == USED:
            return "本单位还没有用过库里的指标。先在“推荐”里选。"
        return "这一类没有合适的指标。在左边选“全部”再看。"

    # ---- choosing --------------------------------------------------------------------------------------------

    def _show_details(self, row: int) -> None:
        if self.desk is not None and 0 <= row < len(self.offered):
            one = self.offered[row]
            self.details.show_entry(one.entry, self.desk.shelf, times=one.times, why=rank_text(one))
        self._show_count()

    def _show_count(self) -> None:
        count = len(self.marked)
        self.count.setText(f"已勾选 {count} 条" if count else "")
        self.take_button.setText(f"加入 {count} 条" if count else "加入这一条")
        self.take_button.setEnabled(bool(count or self._current()))

    def _current(self) -> LibraryEntry | None:
        row = self.table.currentIndex().row()
        return self.offered[row].entry if 0 <= row < len(self.offered) else None

    def _on_marked(self, row: int) -> None:
        entry = self.offered[row].entry
        if entry.id in self.marked:
            del self.marked[entry.id]
        else:
            self.marked[entry.id] = entry
        show_offered(self.model, self.offered, frozenset(self.marked), self.style_of_form)
        self.table.selectRow(min(row + 1, len(self.offered) - 1))
        self._show_count()

    def _on_typed(self, text: str) -> None:
        self.search.setFocus()
        self.search.setText(self.search.text() + text)

    def _on_search_return(self) -> None:
        if self.offered:
            self.table.setFocus()

    def _on_sector_changed(self, _index: int) -> None:
        sector = str(self.sector_choice.currentData() or "")
        if self.desk is not None and sector:
            self._load(sector)

    def take(self) -> None:
        """Gives the marked entries, or the one that is chosen, and closes."""
        current = self._current()
        entries = tuple(self.marked.values()) or ((current,) if current is not None else ())
        if entries:
            self.chosen.emit(entries)
            self.accept()


def kinds_for(form: Form) -> frozenset[EntryKind]:
    """The kinds of entries that a form may take; a department's own work is told in project indicators too."""
    if form in _OF_DEPARTMENTS:
        return frozenset({EntryKind.DEPARTMENT, EntryKind.PROJECT})
    return frozenset({EntryKind.PROJECT})


def _everything(query: LibraryQuery) -> LibraryQuery:
    return LibraryQuery(style=query.style, kinds=query.kinds, near=query.near)


def _with_used_ones(offered: Sequence[Offered], everything: Sequence[Offered]) -> tuple[Offered, ...]:
    """What this project or this kind of project used stands first, even where it is of another sector."""
    present = {one.entry.id for one in offered}
    used = [one for one in everything if rank_text(one) and one.entry.id not in present]
    return tuple(sorted((*used, *offered), key=lambda one: one.rank))
