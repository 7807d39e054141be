"""What can be done with the project list: new ones, forms in and out, copying, and errands on many chosen projects at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QDate, QPoint
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QWidget

from jxdesk.actions.look import ProjectQuery, ProjectRow
from jxdesk.desktop.bulk import BulkErrands
from jxdesk.desktop.columns import COLUMNS
from jxdesk.desktop.context import Context
from jxdesk.desktop.list_exports import ListExports
from jxdesk.desktop.project_choice import ProjectChoice
from jxdesk.desktop.stage_chooser import year_stage
from jxdesk.desktop.stage_words import stage_word
from jxdesk.domain.records.filings import Form
from jxdesk.domain.records.packages import Task


class ProjectErrands:
    """The buttons and menus of the list; the page hands over what it shows and what is chosen."""

    def __init__(
        self,
        context: Context,
        page: QWidget,
        *,
        query: Callable[[], ProjectQuery],
        choice: ProjectChoice,
    ) -> None:
        self.context = context
        self.page = page
        self._query = query
        self.choice = choice
        self.exports = ListExports(context, page, query=query, choice=choice)
        self.more: QPushButton = self.exports.button
        self.bulk = BulkErrands(context, page, choice=choice, task=self.task, word=self.word)
        self.exports.add_more = self.bulk.add_to

    def task(self) -> Task:
        """What the list follows, as what is exported and sealed."""
        query = self._query()
        if query.stage is None:
            return Task(form=Form.PROJECT_SELF_EVALUATION, year=query.year)
        return year_stage(query.stage).task(query.year)

    def word(self) -> str:
        """The word of what the list follows."""
        stage = self._query().stage
        return stage_word(stage) if stage is not None else "自评"

    def start_new(self) -> None:
        """Opens the dialog that makes a project by hand."""
        from jxdesk.desktop.dialogs.new_project import NewProjectDialog

        year = self._query().year or QDate.currentDate().year()
        NewProjectDialog(self.context, year=year, parent=self.page.window()).open()

    def start_import(self) -> None:
        """Opens the import, with its preview before anything is stored."""
        from jxdesk.desktop.dialogs.take_in import TakeInDialog

        TakeInDialog(self.context, parent=self.page.window()).choose_and_open()

    def start_export(self) -> None:
        """Opens the export of the chosen projects, or of the whole list."""
        from jxdesk.desktop.dialogs.export import ExportDialog

        def ask(task: Task, ids: Sequence[str]) -> None:
            ExportDialog(self.context, task=task, project_ids=ids, parent=self.page.window()).open()

        self.choice.with_ids(self.page, partial(ask, self.task()))

    def start_seal(self) -> None:
        """Opens the sealing of the chosen projects, or of all that are finished."""
        from jxdesk.desktop.dialogs.seal import SealDialog

        def ask(task: Task, ids: Sequence[str]) -> None:
            SealDialog(self.context, task=task, project_ids=ids, parent=self.page.window()).open()

        self.choice.with_ids(self.page, partial(ask, self.task()))

    def copy_chosen(self) -> None:
        """Puts the chosen rows on the clipboard as a table that Excel and WPS take: the columns in sight."""
        self.choice.with_rows(self.page, self._copy)

    def _copy(self, rows: Sequence[ProjectRow]) -> None:
        if not rows:
            return
        table = self.choice.table
        shown = [column for number, column in enumerate(COLUMNS) if not table.isColumnHidden(number)]
        lines = ["\t".join(column.label for column in shown)]
        lines += ["\t".join(column.text(row) for column in shown) for row in rows]
        QApplication.clipboard().setText("\n".join(lines))
        self.context.tell(f"已复制 {len(rows):,} 行，可以粘贴到表格里。")

    def show_menu(self, where: QPoint) -> None:
        """Opens the menu of the chosen rows."""
        count, table = self.choice.count, self.choice.table
        if not count:
            return
        menu = QMenu(self.page)
        menu.setObjectName("project_menu")
        many = f"（{count:,} 个）" if count > 1 else ""
        menu.addAction("打开", lambda: table.opened.emit(table.currentIndex().row())).setEnabled(count == 1)
        menu.addAction(f"导出表格{many}…", self.start_export)
        menu.addAction(f"封装送出{many}…", self.start_seal)
        menu.addSeparator()
        self.bulk.add_to(menu)
        menu.addSeparator()
        menu.addAction("复制", self.copy_chosen)
        menu.popup(table.viewport().mapToGlobal(where))
