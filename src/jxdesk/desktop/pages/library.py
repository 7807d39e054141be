"""指标库: every library of this desk as one list with filters and search, what an entry says, and what may be done with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QButtonGroup, QFileDialog, QLineEdit, QMessageBox, QStackedWidget, QWidget

from jxdesk.actions import libraries, undo
from jxdesk.actions.libraries import LibraryChange, LibraryDesk
from jxdesk.desktop import preferences
from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import (
    Bar,
    Card,
    EmptyState,
    across,
    button,
    down,
    icon_button,
    label,
    search_field,
)
from jxdesk.desktop.library.details import EntryDetails
from jxdesk.desktop.library.entry_table import HEADINGS, library_table, show_library
from jxdesk.desktop.library.filters import LibraryFilters
from jxdesk.desktop.library.worked import WorkedView
from jxdesk.desktop.list_saving import ListSaving
from jxdesk.desktop.pages.page import Page
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.rows_model import RowsModel
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.theme import Tone
from jxdesk.domain.library.entries import LibraryEntry
from jxdesk.domain.library.search import Offered, look_up

DETAILS_WIDTH = 356


class LibraryPage(Page):
    """The libraries and the worked filings."""

    TITLE = "指标库"
    HELP = "library"
    SHOWS = frozenset({Part.LIBRARIES, Part.FILINGS, Part.IMPORTS})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.desk: LibraryDesk | None = None
        self.offered: Sequence[Offered] = ()
        self._wanted_id = ""
        self._undo_id = ""
        self._build_header()
        self.bar = Bar(Tone.OK, name="library_bar")
        self.undo_button = button("撤销", self._on_undo, icon="undo", name="library_undo")
        self.bar.row.addWidget(self.undo_button)
        self.bar.row.addWidget(button("知道了", self.bar.hide, name="library_bar_close"))
        self.bar.hide()
        self.body.addWidget(self.bar)
        self.views = QStackedWidget()
        self.worked = WorkedView()
        self.views.addWidget(self._make_list())
        self.views.addWidget(self.worked)
        self.body.addWidget(self.views, 1)
        self.setFocusProxy(self.table)

    # ---- building --------------------------------------------------------------------------------------------

    def _build_header(self) -> None:
        self.summary = label(role="second", name="library_summary")
        self.entries_view = button("指标", lambda: self.show_view(0), kind="segment", name="view_entries")
        self.worked_view = button("填报范例", lambda: self.show_view(1), kind="segment", name="view_worked")
        self.entries_view.setProperty("edge", "left")
        self.worked_view.setProperty("edge", "right")
        group = QButtonGroup(self)
        for one in (self.entries_view, self.worked_view):
            one.setCheckable(True)
            group.addButton(one)
        self.entries_view.setChecked(True)
        self.search = search_field("library_search", "查找指标", "查找名称、解释，可用拼音首字母")
        self.search.setMinimumWidth(200)
        self.search.setMaximumWidth(320)
        self.search.textChanged.connect(lambda _: self._show())
        self.search.returnPressed.connect(self._on_search_return)
        self.add_button = button(
            "新增自有指标", self.add_own, kind="primary", icon="plus", name="library_add"
        )
        self.import_button = button("导入", self.start_import, icon="import", name="library_import")
        self.export_button = button(
            "导出建议入库",
            self.export_suggestions,
            icon="export",
            name="library_export",
            tip="把标了“建议入库”的自有指标存成 Excel，交给县财政局",
        )
        row = self.header_row
        row.addSpacing(8)
        row.addLayout(across(self.entries_view, self.worked_view, spacing=0))
        row.addWidget(self.summary)
        row.addStretch(1)
        row.addWidget(self.search, 2)
        for one in (self.export_button, self.import_button, self.add_button):
            row.addWidget(one)

    def _make_list(self) -> QWidget:
        self.filters = LibraryFilters()
        self.filters.changed.connect(self._show)
        self.model = RowsModel(HEADINGS, right=(3, 4))
        self.saving = ListSaving(
            self.context,
            self,
            self.model,
            title="指标库",
            name="library_save_list",
            caption=lambda: f"指标库　{self.summary.text()}　查找：{self.search.text() or '全部'}",
        )
        self.header_row.insertWidget(self.header_row.indexOf(self.export_button), self.saving.button)
        self.table = library_table(self.model)
        self.table.chosen.connect(self._show_details)
        self.table.opened.connect(lambda _: self.edit())
        self.table.typed.connect(self._on_typed)
        self.no_match = EmptyState(
            "search",
            "没有符合条件的指标",
            "换个词，或者去掉筛选条件再看。库里没有的，可以新增自有指标。",
            button("清除查找和筛选", self._clear, name="library_clear"),
            name="library_no_match",
        )
        self.stack = QStackedWidget()
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.no_match)
        row = across(self.stack, self._make_details(), spacing=12)
        row.setStretch(0, 1)
        box = down(self.filters, row, spacing=10)
        box.setStretch(1, 1)
        made = QWidget()
        made.setLayout(box)
        return made

    def _make_details(self) -> Card:
        card = Card(name="library_details")
        card.setFixedWidth(DETAILS_WIDTH)
        self.details = EntryDetails()
        self.edit_button = button("修改", self.edit, name="library_edit")
        self.merge_button = button("合并", self.merge, name="library_merge")
        self.retire_button = button("停用", self.retire, name="library_retire")
        self.suggest_button = button("建议入库", self.suggest, name="library_suggest")
        self.delete_button = icon_button(
            "trash", "删除这条自有指标（没有表用过的才能删）", self.delete, name="library_delete"
        )
        card.body.addWidget(self.details, 1)
        self.rights = label(role="hint", wrap=True, name="library_rights")
        card.body.addWidget(self.rights)
        card.body.addLayout(
            across(
                self.edit_button,
                self.merge_button,
                self.retire_button,
                self.suggest_button,
                None,
                self.delete_button,
            )
        )
        return card

    # ---- loading ---------------------------------------------------------------------------------------------

    def load(self) -> None:
        """Reads the shelf and the uses."""
        workspace = self.context.workspace
        self.context.tasks.run(
            lambda: libraries.open_desk(workspace), self.show_desk, lane=Lane.READ, owner=self
        )

    def show_desk(self, desk: LibraryDesk) -> None:
        """Takes the shelf."""
        self.desk = desk
        self.filters.show_shelf(desk.shelf)
        self.worked.show_worked(desk.worked)
        count = len(libraries.suggestions(desk.shelf))
        self.export_button.setText(f"导出建议入库 {count}" if count else "导出建议入库")
        self._show()

    def show_view(self, number: int) -> None:
        """Shows the entries or the worked filings."""
        self.views.setCurrentIndex(number)
        self.search.setVisible(not number)
        self._show_summary()
        (self.worked_view if number else self.entries_view).setChecked(True)
        (self.worked.topics if number else self.table).setFocus()

    def _show(self) -> None:
        desk = self.desk
        if desk is None:
            return
        before = self.current()
        wanted = self._wanted_id or (before.id if before is not None else "")
        self._wanted_id = ""
        entries = self.filters.entries(desk.shelf)
        self.offered = look_up(entries, self.filters.query(self.search.text()), desk.uses)
        show_library(self.model, self.offered, desk.shelf, self.filters.style_shown)
        self.stack.setCurrentIndex(0 if self.offered else 1)
        self._show_summary()
        place = next((n for n, one in enumerate(self.offered) if one.entry.id == wanted), 0)
        if self.offered:
            self.table.selectRow(place)
        self._show_details(place if self.offered else -1)

    def _show_summary(self) -> None:
        desk = self.desk
        if desk is None:
            return
        total, shown = len(desk.shelf.offered()), len(self.offered)
        if self.views.currentIndex():
            self.summary.setText(f"{len(desk.worked)} 份范例")
        else:
            self.summary.setText(f"{total} 条" if shown == total else f"{shown} / {total} 条")

    def current(self) -> LibraryEntry | None:
        """The entry that is chosen."""
        row = self.table.currentIndex().row()
        return self.offered[row].entry if 0 <= row < len(self.offered) else None

    def _show_details(self, row: int) -> None:
        desk = self.desk
        if desk is None or not 0 <= row < len(self.offered):
            self.details.show_nothing()
            for one in (self.edit_button, self.merge_button, self.retire_button):
                one.setEnabled(False)
            for own_only in (self.suggest_button, self.delete_button):
                own_only.hide()
            return
        entry = self.offered[row].entry
        self.details.show_entry(entry, desk.shelf, times=self.offered[row].times)
        may = entry.is_own or desk.may_change_shared
        self.edit_button.setEnabled(may and not entry.is_retired)
        self.merge_button.setEnabled(may and not entry.is_retired)
        self.retire_button.setEnabled(may)
        self.retire_button.setText("恢复使用" if entry.is_retired else "停用")
        self.suggest_button.setVisible(entry.is_own)
        self.delete_button.setVisible(entry.is_own)
        self.suggest_button.setEnabled(not entry.is_retired)
        self.suggest_button.setText("不再建议" if entry.is_suggested else "建议入库")
        self.rights.setVisible(not may)
        self.rights.setText("共享的指标由县级及以上财政部门修改、合并、停用；本单位可以新增自有指标。")

    # ---- what can be done ------------------------------------------------------------------------------------

    def add_own(self) -> None:
        """Opens the form of a new own entry."""
        from jxdesk.desktop.library.entry_dialog import EntryDialog

        if self.desk is not None:
            sector = str(self.filters.sector.currentData() or "")
            dialog = EntryDialog(self.context, self.desk.shelf, sector=sector, parent=self.window())
            dialog.kept.connect(lambda change: self._tell(change, "新增的自有指标存好了，填报时就能选到。"))
            dialog.open()

    def edit(self) -> None:
        """Opens the form of the entry that is chosen."""
        from jxdesk.desktop.library.entry_dialog import EntryDialog

        entry = self.current()
        if self.desk is None or entry is None or not self.edit_button.isEnabled():
            return
        dialog = EntryDialog(self.context, self.desk.shelf, entry, parent=self.window())
        dialog.kept.connect(lambda change: self._tell(change, f"“{entry.name}”改好了。"))
        dialog.open()

    def merge(self) -> None:
        """Asks which entry takes the place of the chosen one."""
        from jxdesk.desktop.library.merge_dialog import MergeDialog

        entry, desk = self.current(), self.desk
        if desk is None or entry is None:
            return
        dialog = MergeDialog(entry, desk.shelf, desk.uses, parent=self.window())
        workspace = self.context.workspace
        dialog.chosen.connect(
            lambda into: self._run(
                lambda: libraries.merge(workspace, entry.id, into), f"“{entry.name}”已经合并。"
            )
        )
        dialog.open()

    def retire(self) -> None:
        """Retires the entry that is chosen, or offers it again."""
        entry, workspace = self.current(), self.context.workspace
        if entry is None:
            return
        if entry.is_retired:
            self._run(lambda: libraries.bring_back(workspace, entry.id), f"“{entry.name}”恢复使用了。")
        else:
            self._run(
                lambda: libraries.retire(workspace, entry.id),
                f"“{entry.name}”停用了：以后不再列出，用过的表照旧。",
            )

    def suggest(self) -> None:
        """Marks the own entry 建议入库, or takes the mark away."""
        entry, workspace = self.current(), self.context.workspace
        if entry is not None:
            wanted = not entry.is_suggested
            words = "标为建议入库了，导出后交给县财政局。" if wanted else "不再建议入库。"
            self._run(
                lambda: libraries.suggest(workspace, entry.id, is_suggested=wanted),
                f"“{entry.name}”{words}",
            )

    def delete(self) -> None:
        """Deletes the own entry, when no form uses it."""
        entry, workspace = self.current(), self.context.workspace
        if entry is not None and entry.is_own:
            self._run(lambda: libraries.delete_own(workspace, entry.id), f"“{entry.name}”已经删除。")

    def _run(self, errand: Callable[[], LibraryChange], words: str) -> None:
        self.context.tasks.run(
            errand, lambda change: self._on_changed(change, words), lane=Lane.EDIT, owner=self
        )

    def _on_changed(self, change: LibraryChange, words: str) -> None:
        self._tell(change, words)
        self.context.refresh.announce(Part.LIBRARIES)

    def _tell(self, change: LibraryChange, words: str) -> None:
        self._wanted_id = change.entry_id
        self._undo_id = change.errand_id
        self.bar.say(Tone.OK, words)
        self.undo_button.show()
        self.bar.show()

    def _on_undo(self) -> None:
        workspace, errand_id = self.context.workspace, self._undo_id
        self.context.tasks.run(
            lambda: undo.undo(workspace, errand_id), self._on_undone, lane=Lane.EDIT, owner=self
        )

    def _on_undone(self, _: object) -> None:
        self.bar.say(Tone.OK, "已经撤销。")
        self.undo_button.hide()
        self.context.refresh.announce(Part.LIBRARIES)

    def start_import(self) -> None:
        """Asks for library files and shows what they would bring."""
        from jxdesk.desktop.library.intake_dialog import ENDINGS

        names, _ = QFileDialog.getOpenFileNames(self, "选指标库文件", preferences.documents_folder(), ENDINGS)
        if names:
            preferences.LAST_FOLDER.put(str(Path(names[0]).parent))
            self.import_files([Path(name) for name in names])

    def import_files(self, files: Sequence[Path]) -> None:
        """Shows what library files would bring."""
        from jxdesk.desktop.library.intake_dialog import LibraryIntakeDialog

        LibraryIntakeDialog(self.context, files, parent=self.window()).open()

    def export_suggestions(self) -> None:
        """Asks where to, and writes the suggested own entries."""
        if self.desk is None or not libraries.suggestions(self.desk.shelf):
            box = QMessageBox(
                QMessageBox.Icon.Information,
                "导出建议入库",
                "还没有标为“建议入库”的指标。",
                parent=self.window(),
            )
            box.setObjectName("no_suggestions")
            box.setInformativeText("先选一条自有指标，点右下的“建议入库”，再导出。")
            box.addButton("知道了", QMessageBox.ButtonRole.AcceptRole)
            box.open()
            return
        start = str(Path(preferences.documents_folder()) / "建议入库的指标.xlsx")
        name, _ = QFileDialog.getSaveFileName(self, "存到哪里", start, "Excel 表格 (*.xlsx)")
        if name:
            self.export_to(Path(name))

    def export_to(self, path: Path) -> None:
        """Writes the suggested own entries."""
        workspace = self.context.workspace
        self.context.tasks.run(
            lambda: libraries.export_suggestions(workspace, path),
            lambda count: self.context.tell(f"导出 {count} 条建议入库的指标：{path.name}"),
            owner=self,
        )

    # ---- the frame -------------------------------------------------------------------------------------------

    def _clear(self) -> None:
        self.search.clear()
        self.filters.clear()

    def _on_search_return(self) -> None:
        self.table.setFocus()

    def _on_typed(self, text: str) -> None:
        self.search.setFocus()
        self.search.setText(self.search.text() + text)

    def open(self, argument: object) -> None:
        """Shows what a text finds, if one is given."""
        if isinstance(argument, str) and argument:
            self.show_view(0)
            self.search.setText(argument)

    def find_field(self) -> QLineEdit:
        """The search field."""
        return self.search

    def panes(self) -> list[QWidget]:
        """The list, the explanation, the search and the filters."""
        if self.views.currentIndex():
            return [self.worked.topics, self.worked.area, self.worked_view]
        return [self.table, self.details.area, self.search, self.filters.sector]
