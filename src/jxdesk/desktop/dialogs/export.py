"""导出表格: official forms of one or many projects as PDF or Excel, with progress and a way to stop."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from jxdesk.actions import export, look
from jxdesk.actions.export import ExportFinding, ExportFormat, ExportResult
from jxdesk.actions.look import SendRow
from jxdesk.desktop import icons, preferences, theme
from jxdesk.desktop.context import Context
from jxdesk.desktop.forms.ui_export_dialog import Ui_ExportDialog
from jxdesk.desktop.task_chooser import TaskChooser
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.undrawable import words_of_undrawables
from jxdesk.domain.errors import Cancelled, JxError
from jxdesk.domain.progress import Progress
from jxdesk.domain.records.form_words import FORM_NAMES
from jxdesk.domain.records.packages import Task
from jxdesk.domain.values.file_names import clean_name

ALL_THE_SAME = "照样导出"
RESULT_HEIGHT, ONE_LINE_HEIGHT = 140, 44
"""Units: px."""


class ExportDialog(QDialog):
    """Asks what, how and where to, and exports."""

    def __init__(
        self, context: Context, *, task: Task, project_ids: Sequence[str] = (), parent: QWidget | None = None
    ) -> None:
        """``project_ids`` choose beforehand; a form of an office as a whole is chosen by its filing's id."""
        super().__init__(parent)
        self.context = context
        self.task = task
        self.chosen_ids = tuple(project_ids)
        self.rows: Sequence[SendRow] = ()
        self.result_folder: Path | None = None
        self._warned: Sequence[str] = ()
        self._progress = Progress()
        self._is_running = False
        self.ui = Ui_ExportDialog()
        self.ui.setupUi(self)  # type: ignore[no-untyped-call]
        ui = self.ui
        ui.only_chosen.setVisible(bool(self.chosen_ids))
        ui.only_chosen.setChecked(bool(self.chosen_ids))
        ui.whole_year.setChecked(not self.chosen_ids)
        ui.folder_edit.setText(preferences.documents_folder())
        ui.folder_button.setIcon(icons.icon("folder", 16))
        ui.export_go.setIcon(icons.icon("export", 16, theme.SURFACE))
        ui.export_go.setProperty("kind", "primary")
        for one in (ui.what_label, ui.format_label, ui.files_label, ui.folder_label, ui.name_label):
            one.setProperty("role", "second")
        ui.progress_label.setProperty("role", "second")
        ui.progress_group.hide()
        ui.result_list.hide()
        ui.open_button.hide()
        ui.only_chosen.toggled.connect(self._show_name)
        ui.as_pdf.toggled.connect(self._show_name)
        ui.one_file.toggled.connect(self._show_name)
        ui.folder_button.clicked.connect(self._on_folder)
        ui.open_button.clicked.connect(self._on_open)
        ui.bind_button.clicked.connect(self._on_bind)
        ui.leave_button.clicked.connect(self.reject)
        ui.export_go.clicked.connect(self._on_go)
        context.tasks.polled.connect(self._on_tasks_polled)
        self.task_chooser = TaskChooser(context, task)
        self.task_chooser.wanted.connect(self._read)
        ui.task_place.addWidget(self.task_chooser)
        self._read(task)
        self._show_name()

    def _read(self, task: Task) -> None:
        self.task = task
        workspace = self.context.workspace
        self.context.tasks.run(
            lambda: look.filings_to_send(workspace, task),
            lambda rows: self.show_rows(rows) if task == self.task else None,
            lane=Lane.READ,
            owner=self,
        )

    def show_rows(self, rows: Sequence[SendRow]) -> None:
        """Takes the filings of the task."""
        self.rows = rows
        chosen = set(self.chosen_ids)
        count = sum(not chosen.isdisjoint((row.project_id, row.filing_id)) for row in rows)
        self.ui.only_chosen.setText(f"选中的 {count} 张")
        self.ui.whole_year.setText(f"全部 {len(rows)} 张")
        self.ui.only_chosen.setEnabled(bool(count))
        if chosen and not count:
            self.ui.whole_year.setChecked(True)
        self._show_name()

    def _wanted(self) -> list[SendRow]:
        if not self.ui.only_chosen.isChecked():
            return list(self.rows)
        chosen = set(self.chosen_ids)
        return [row for row in self.rows if not chosen.isdisjoint((row.project_id, row.filing_id))]

    @property
    def format(self) -> ExportFormat:
        """PDF or workbook."""
        return ExportFormat.PDF if self.ui.as_pdf.isChecked() else ExportFormat.XLSX

    @property
    def _form_name(self) -> str:
        period = f"{self.task.period}月" if self.task.period else ""
        return f"{period}{FORM_NAMES[self.task.form]}"

    def _file_name(self) -> str:
        wanted = self._wanted()
        name = f"{clean_name(wanted[0].project, longest=40)}_" if len(wanted) == 1 else ""
        year = "" if name.startswith(str(self.task.year)) else f"{self.task.year}年_"
        return f"{year}{name}{self._form_name}.{self.format.value}"

    def _show_name(self, *_: object) -> None:
        wanted = self._wanted()
        self.ui.export_go.setEnabled(bool(wanted) and not self._is_running)
        if self.ui.export_go.text() == ALL_THE_SAME:  # something else is chosen now
            self.ui.export_go.setText("导出")
        if not wanted:
            self.ui.name_label.setText(f"没有可以导出的{self._form_name}表。" if self.rows else "正在读取…")
        elif self.ui.one_file.isChecked():
            self.ui.name_label.setText(f"文件名：{self._file_name()}（{len(wanted)} 张表）")
        else:
            self.ui.name_label.setText(f"{len(wanted)} 个文件，按“单位_项目_年度”起名")

    def _on_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, "存到哪个文件夹", self.ui.folder_edit.text())
        if name:
            self.ui.folder_edit.setText(name)

    def _on_go(self) -> None:
        """Looks first for what a PDF cannot print as it is written, once for what is chosen; then exports."""
        workspace, task = self.context.workspace, self.task
        ids = [row.filing_id for row in self._wanted()]
        if self.format is not ExportFormat.PDF or ids == self._warned:
            self._write(ids)
            return
        progress = self._progress = Progress("核对文字")
        self._set_running(True)
        self.ui.result_list.hide()
        self.context.tasks.run(
            lambda: export.undrawable(
                workspace,
                form=task.form,
                year=task.year,
                period=task.period,
                filing_ids=ids,
                progress=progress,
            ),
            lambda found: self._on_looked(ids, found),
            label="导出表格",
            progress=progress,
            on_error=self._on_not_exported,
            owner=self,
        )

    def _on_looked(self, ids: Sequence[str], found: Sequence[ExportFinding]) -> None:
        self._set_running(False)
        self._warned = ids
        if not found:
            self._write(ids)
            return
        said = words_of_undrawables([(f"{one.office} {one.project}", one.finding) for one in found])
        self._say(f"{said}\n可以先去改，也可以照样导出。")
        self.ui.export_go.setText(ALL_THE_SAME)
        self.ui.export_go.setFocus()

    def _write(self, ids: Sequence[str]) -> None:
        folder = Path(self.ui.folder_edit.text().strip() or preferences.documents_folder())
        preferences.LAST_FOLDER.put(str(folder))
        to = folder / self._file_name() if self.ui.one_file.isChecked() else folder
        workspace, task, form_of_file = self.context.workspace, self.task, self.format
        progress = self._progress = Progress("导出")
        self.result_folder = folder
        self._set_running(True)
        self.ui.result_list.hide()
        self.context.tasks.run(
            lambda: export.export(
                workspace,
                form=task.form,
                year=task.year,
                period=task.period,
                format=form_of_file,
                to=to,
                filing_ids=ids,
                progress=progress,
            ),
            self._on_exported,
            label="导出表格",
            progress=progress,
            on_error=self._on_not_exported,
            owner=self,
        )

    def _set_running(self, running: bool) -> None:
        self._is_running = running
        ui = self.ui
        for one in (
            self.task_chooser,
            ui.only_chosen,
            ui.whole_year,
            ui.format_group,
            ui.files_group,
            ui.folder_edit,
            ui.folder_button,
            ui.bind_button,
        ):
            one.setEnabled(not running)
        ui.export_go.setEnabled(not running)
        ui.progress_group.setVisible(running)
        ui.progress_bar.setRange(0, 0)
        ui.progress_label.setText("")
        ui.leave_button.setText("停下" if running else "关上")

    def _on_tasks_polled(self) -> None:
        progress = self._progress
        if self._is_running and progress.total:
            self.ui.progress_bar.setRange(0, progress.total)
            self.ui.progress_bar.setValue(min(progress.done, progress.total))
            self.ui.progress_label.setText(f"{progress.done}/{progress.total}　{progress.label}")

    def _on_exported(self, result: ExportResult) -> None:
        self._set_running(False)
        files = f"{len(result.files)} 个文件" if len(result.files) != 1 else str(result.files[0].name)
        lines = [f"导出好了：{result.filings} 张表，{files}。"]
        if result.left_out:
            lines.append(f"有 {result.left_out} 张没有导出：")
        lines += [
            f"· {found.office} {found.project}：{found.finding.message}{found.finding.advice}"
            for found in result.findings
        ]
        self._say("\n".join(lines))
        self.ui.open_button.show()
        self.ui.export_go.setText("再导出一次")
        self.ui.leave_button.setFocus()

    def _on_not_exported(self, error: JxError) -> None:
        self._set_running(False)
        if isinstance(error, Cancelled):
            self._say("已停下，没有留下文件。")
        else:
            self._say("\n".join(part for part in (error.title, error.facts, error.advice) if part))

    def _say(self, text: str) -> None:
        """Says how it went, in a box no higher than one line where one line says it."""
        box = self.ui.result_list
        box.setPlainText(text)
        box.setFixedHeight(RESULT_HEIGHT if "\n" in text else ONE_LINE_HEIGHT)
        box.show()

    def _on_bind(self) -> None:
        from jxdesk.desktop.dialogs.print_set import PrintSetDialog

        self.reject()
        PrintSetDialog(self.context, year=self.task.year, parent=self.parentWidget()).open()

    def _on_open(self) -> None:
        if self.result_folder is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.result_folder)))

    def reject(self) -> None:
        """Stops an export under way; leaves when there is none."""
        if self._is_running:
            self._progress.cancel()
            self.ui.progress_label.setText("正在停下…")
            return
        super().reject()
