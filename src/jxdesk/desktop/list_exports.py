"""更多: what else can be done with the project list: the list as it is shown as a workbook, and the targets as rows for entering them elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QMenu, QMessageBox, QPushButton, QWidget

from jxdesk.actions.look import ProjectQuery
from jxdesk.desktop import preferences
from jxdesk.desktop.columns import PROBLEM, SETTLED, STATES
from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import button
from jxdesk.desktop.project_choice import ProjectChoice
from jxdesk.desktop.project_filters import BOOKS, CHIPS, RATES
from jxdesk.desktop.stage_words import stage_word
from jxdesk.domain.progress import Progress
from jxdesk.domain.records.projects import BudgetBook
from jxdesk.domain.values.file_names import clean_name

if TYPE_CHECKING:
    from jxdesk.actions.rows_out import RowsOut

NAMED = 8
"""So many projects without a target are named in the answer; the rest is counted."""


class ListExports:
    """The button 更多 with its menu; the page hands over what it shows and what is chosen."""

    def __init__(
        self,
        context: Context,
        parent: QWidget,
        *,
        query: Callable[[], ProjectQuery],
        choice: ProjectChoice,
    ) -> None:
        self.context = context
        self.parent = parent
        self._query = query
        self._choice = choice
        self.add_more: Callable[[QMenu], None] = lambda menu: None
        self.menu = QMenu(parent)
        self.menu.setObjectName("more_menu")
        self.menu.aboutToShow.connect(self._fill)
        self._fill()
        self.button: QPushButton = button("更多", self._open, icon="down", name="more_button")

    def _fill(self) -> None:
        """What can be done, counted anew for what is chosen now."""
        self.menu.clear()
        self.menu.addAction("把这张列表导出为 Excel…", self.export_list)
        self.menu.addAction("导出绩效目标的行（05-2 表列序）…", self.export_targets)
        self.menu.addSeparator()
        self.menu.addAction("批量登记目标批复…", self.approve_targets)
        self.menu.addAction("装订一套（PDF）…", self.print_set)
        self.menu.addSeparator()
        self.add_more(self.menu)

    def _open(self) -> None:
        self.menu.popup(self.button.mapToGlobal(self.button.rect().bottomLeft()))

    def approve_targets(self) -> None:
        """Opens the record of approvals for the chosen projects, or for all of the year."""
        from jxdesk.desktop.dialogs.approvals import ApprovalsDialog

        def ask(year: int, ids: tuple[str, ...]) -> None:
            ApprovalsDialog(self.context, year=year, project_ids=ids, parent=self.parent.window()).open()

        self._choice.with_ids(self.parent, partial(ask, self._query().year))

    def print_set(self) -> None:
        """Opens the binding of a whole set."""
        from jxdesk.desktop.dialogs.print_set import PrintSetDialog

        PrintSetDialog(self.context, year=self._query().year, parent=self.parent.window()).open()

    def export_list(self) -> None:
        """Asks where to and writes the list as it is filtered and ordered."""
        from jxdesk.actions import rows_out

        query, workspace = self._query(), self.context.workspace
        to = self._ask(f"{query.year}年项目列表.xlsx")
        if to is None:
            return
        progress, whose = Progress("导出列表"), self.context.scope.name
        self.context.tasks.run(
            lambda: rows_out.list_out(
                workspace,
                query,
                to,
                caption=query_words(query, whose),
                state_words=_state_words,
                progress=progress,
            ),
            lambda done: self._say(done, f"{done.projects} 个项目和合计行"),
            label="导出列表",
            progress=progress,
            owner=self.parent,
        )

    def export_targets(self) -> None:
        """Asks where to and writes the targets of the chosen projects, or of the whole year."""
        self._choice.with_ids(self.parent, partial(self._export_targets, self._query().year))

    def _export_targets(self, year: int, ids: tuple[str, ...]) -> None:
        from jxdesk.actions import rows_out

        workspace = self.context.workspace
        to = self._ask(f"{year}年绩效目标（05-2列序）.xlsx")
        if to is None:
            return
        progress = Progress("导出目标")
        self.context.tasks.run(
            lambda: rows_out.targets_out(workspace, year, to, project_ids=ids, progress=progress),
            lambda done: self._say(done, f"{done.projects} 个项目的目标"),
            label="导出目标",
            progress=progress,
            owner=self.parent,
        )

    def _ask(self, name: str) -> Path | None:
        start = Path(preferences.documents_folder()) / clean_name(name)
        chosen, _ = QFileDialog.getSaveFileName(self.parent, "存到哪里", str(start), "Excel 表格 (*.xlsx)")
        if not chosen:
            return None
        to = Path(chosen)
        preferences.LAST_FOLDER.put(str(to.parent))
        return to if to.suffix.lower() == ".xlsx" else to.with_name(f"{to.name}.xlsx")

    def _say(self, done: RowsOut, what: str) -> None:
        """Says what was written, and by name what was not."""
        box = QMessageBox(self.parent)
        box.setObjectName("rows_out_box")
        box.setIcon(QMessageBox.Icon.Information)
        box.setWindowTitle("导出好了")
        box.setText(f"写好了：{done.path.name}，{what}。")
        if done.without:
            named = "、".join(done.without[:NAMED])
            more = f"等 {len(done.without)} 个" if len(done.without) > NAMED else ""
            box.setInformativeText(f"这些项目还没有绩效目标，没有写进去：{named}{more}。")
        show = box.addButton("打开文件夹", QMessageBox.ButtonRole.ActionRole)
        box.addButton("好了", QMessageBox.ButtonRole.AcceptRole)
        show.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(done.path.parent))))
        box.open()


def query_words(query: ProjectQuery, whose: str = "") -> str:
    """What a list is of, in words: the year, the office that is looked at, and everything that filters it."""
    chips = {state: word for state, word, _ in CHIPS}
    rates = dict(RATES)
    parts = [f"{query.year} 年度", *([whose] if query.scope and whose else [])]
    if query.stage is not None:
        parts.append(f"按{stage_word(query.stage)}看")
    if query.text:
        parts.append(f"查找“{query.text}”")
    if query.state:
        parts.append(f"状态：{chips.get(query.state, query.state)}")
    if query.unit:
        parts.append(f"单位：{query.unit}")
    if query.book:
        parts.append(f"资金性质：{BOOKS.get(BudgetBook(query.book), query.book)}")
    if query.rate:
        parts.append(f"执行率：{rates.get(query.rate, query.rate)}")
    if query.rate_below is not None:
        parts.append(f"执行率低于 {query.rate_below}%")
    shown = "全部项目" if query.is_plain else "按条件筛选"
    return f"项目列表（{shown}）　" + "　".join(parts)


def _state_words(state: str, errors: int) -> str:
    """The word of the screen for where a project stands."""
    if errors and state not in SETTLED:
        return PROBLEM[0]
    return STATES.get(state, STATES["none"])[0]
