"""更多: what can be done with a project beside filling its forms; the project page shows it as one button with a menu."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QFileDialog, QMenu, QPushButton, QWidget

from jxdesk.desktop import preferences
from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import button
from jxdesk.desktop.tasks import Lane
from jxdesk.domain.records.filings import Form
from jxdesk.domain.records.packages import Task
from jxdesk.domain.reports.chart_figures import ChartFilter
from jxdesk.domain.values.file_names import clean_name
from jxdesk.domain.year.successions import Event

if TYPE_CHECKING:
    from jxdesk.domain.records.projects import Project

CHANGES = (
    (Event.RENAMED, "改名称…"),
    (Event.MERGED, "并入别的项目…"),
    (Event.SPLIT, "拆分…"),
    (Event.WITHDRAWN, "取消这个项目…"),
    (Event.DELETED, "删除…"),
)


class ProjectMenu:
    """The button and its menu; ``project`` answers the project that the page shows."""

    def __init__(self, context: Context, owner: QWidget, project: Callable[[], Project | None]) -> None:
        self.context = context
        self.owner = owner
        self.project = project
        self.button: QPushButton = button("更多", self.open_menu, icon="down", name="project_more")

    def open_menu(self) -> None:
        """Opens the menu below the button."""
        self.make_menu().popup(self.button.mapToGlobal(QPoint(0, self.button.height())))

    def make_menu(self) -> QMenu:
        """The menu for the project that is shown."""
        menu = QMenu(self.owner)
        menu.setObjectName("project_more_menu")
        found = self.project()
        menu.addAction("追加、调减预算…", self.adjust_budget)
        menu.addAction("登记目标批复…", self.approve)
        menu.addAction("目标的批复和调整…", self.open_target)
        menu.addAction("满意度调查…", self.open_survey)
        menu.addAction("转移支付自评…", self.fill_transfer)
        menu.addAction("写自评报告…", self.write_report)
        menu.addAction("看本单位的图表", self.open_charts)
        menu.addSeparator()
        for event, words in CHANGES:
            action = menu.addAction(words, partial(self.change, event))
            action.setEnabled(found is not None and (event is Event.RENAMED or found.withdrawn_on is None))
        return menu

    def fill_transfer(self) -> None:
        """The self-evaluation form of a transfer: begun on the form that is chosen, or the one that is there opened."""
        found = self.project()
        if found is None:
            return
        from jxdesk.desktop.dialogs.begin import BeginDialog

        task = Task(form=Form.TRANSFER_SELF_EVALUATION, year=found.fiscal_year)
        window = self.owner.window()
        BeginDialog(self.context, task, name=found.name, project_id=found.id, parent=window).open()

    def open_charts(self) -> None:
        """The charts of the year for the unit of the project."""
        found = self.project()
        if found is not None:
            unit = found.implementing_unit or found.department
            self.context.open_page("charts", ChartFilter(year=found.fiscal_year, unit=unit))

    def write_report(self) -> None:
        """The narrative of the project's self-evaluation as a document."""
        found = self.project()
        if found is None:
            return
        from jxdesk.desktop.report_writing import write_project_report

        name = f"{clean_name(found.name, longest=40)}_{found.fiscal_year}自评报告.docx"
        start = Path(preferences.documents_folder()) / name
        chosen, _ = QFileDialog.getSaveFileName(self.owner, "保存自评报告", str(start), "Word 文档 (*.docx)")
        if chosen:
            write_project_report(self.context, found.id, Path(chosen), owner=self.owner)

    def adjust_budget(self) -> None:
        """Money added or cut."""
        found = self.project()
        if found is not None:
            from jxdesk.desktop.dialogs.adjust_budget import AdjustBudgetDialog

            AdjustBudgetDialog(self.context, found.id, parent=self.owner.window()).open()

    def approve(self) -> None:
        """The approval of its target."""
        found = self.project()
        if found is not None:
            from jxdesk.desktop.dialogs.approvals import ApprovalsDialog

            ApprovalsDialog(
                self.context, year=found.fiscal_year, project_ids=(found.id,), parent=self.owner.window()
            ).open()

    def open_target(self) -> None:
        """The versions of its target, with their approvals."""
        found = self.project()
        if found is not None:
            from jxdesk.desktop.dialogs.versions import VersionsDialog

            VersionsDialog(self.context, found, parent=self.owner.window()).open()

    def open_survey(self) -> None:
        """Its satisfaction surveys."""
        found = self.project()
        if found is not None:
            from jxdesk.desktop.dialogs.survey import SurveyDialog

            SurveyDialog(self.context, found, parent=self.owner.window()).open()

    def change(self, event: Event) -> None:
        """A change of name or shape."""
        found = self.project()
        if found is None:
            return
        from jxdesk.desktop.dialogs.succession import project_dialog

        dialog = project_dialog(self.context, found, event, parent=self.owner.window())
        if event is Event.DELETED:
            dialog.accepted.connect(self.context.go_back)
        dialog.open()


def show_trace(context: Context, thing_id: str, owner: QWidget, show: Callable[[list[str]], None]) -> None:
    """Asks for the trace of a project or an office and shows its steps in words."""
    workspace = context.workspace

    def work() -> list[str]:
        from jxdesk.actions import succession
        from jxdesk.domain.year.successions import words_of

        return [words_of(step) for step in succession.trace(workspace, thing_id).steps]

    context.tasks.run(work, show, lane=Lane.READ, owner=owner)
