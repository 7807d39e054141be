"""Month errands: what the monitoring page starts for a month: a project's form, two figures, the treasury's file, export and sealing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from jxdesk.actions import monitor
from jxdesk.desktop import preferences
from jxdesk.desktop.context import Context
from jxdesk.desktop.monitoring.figures import FiguresDialog
from jxdesk.desktop.monitoring.session import MonitoringSession
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.tasks import Lane
from jxdesk.domain.lists.table_words import TableKind
from jxdesk.domain.records.filings import Form
from jxdesk.domain.records.packages import Task

TREASURY_FILES = "国库支付表 (*.xlsx *.xls *.csv)"


class MonthErrands:
    """The errands of one page about the month that it shows; ``load`` reads the month again."""

    def __init__(
        self, context: Context, page: QWidget, session: MonitoringSession, load: Callable[[], None]
    ) -> None:
        self.context = context
        self.page = page
        self.session = session
        self._load = load

    @property
    def task(self) -> Task:
        """The forms of the month."""
        return Task(form=Form.PROJECT_MONITORING, year=self.session.year, period=self.session.period)

    def open_project(self, project_id: str) -> None:
        """Opens the project's own monitoring form, made where it has none."""
        workspace, year, period = self.context.workspace, self.session.year, self.session.period
        self.context.tasks.run(
            lambda: monitor.filing_of(workspace, year, period, project_id),
            lambda filing_id: self._on_form_there(project_id, filing_id),
            lane=Lane.EDIT,
            owner=self.page,
        )

    def _on_form_there(self, project_id: str, filing_id: str) -> None:
        self.context.refresh.announce(Part.FILINGS, project_ids=(project_id,), filing_ids=(filing_id,))
        self.context.open_page("wizard", filing_id)

    def choose_figures(self, selected: Sequence[str]) -> None:
        """Asks which figure counts: for the selected rows that differ, else for all that nobody decided about."""
        session = self.session
        chosen = [session.rows[key] for key in selected if session.rows[key].is_disputed]
        rows = chosen or [row for row in session.shown_rows() if row.differs]
        if not rows:
            self.context.tell("没有和国库数不一致的项目。")
            return
        dialog = FiguresDialog(rows, parent=self.page.window())
        ids = tuple(row.project_id for row in rows)
        dialog.chosen.connect(lambda treasury, reason: session.choose(ids, treasury=treasury, reason=reason))
        dialog.open()

    def start_treasury(self) -> None:
        """Takes in what the treasury has paid, from its own export."""
        from jxdesk.desktop.dialogs.match_columns import open_matching

        window = self.page.window()
        name, _ = QFileDialog.getOpenFileName(
            window, "选国库支付表", preferences.documents_folder(), TREASURY_FILES
        )
        if name:
            open_matching(
                self.context, Path(name), TableKind.TREASURY_FIGURES, lambda _: self._load(), parent=window
            )

    def start_export(self) -> None:
        """Opens the export of this month's forms."""
        from jxdesk.desktop.dialogs.export import ExportDialog

        ExportDialog(self.context, task=self.task, parent=self.page.window()).open()

    def start_seal(self) -> None:
        """Opens the sealing of this month's forms."""
        from jxdesk.desktop.dialogs.seal import SealDialog

        SealDialog(self.context, task=self.task, parent=self.page.window()).open()
