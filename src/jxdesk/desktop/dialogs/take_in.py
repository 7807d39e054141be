"""从 Excel 导入: chooses files, reads them, shows what would be stored before anything is, stores it, and can take it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QFrame, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from jxdesk.actions import intake_kinds, take_in, undo
from jxdesk.actions.intake_kinds import SortedFiles
from jxdesk.actions.take_in import ImportResult, Intake, NotRead
from jxdesk.desktop import preferences, theme
from jxdesk.desktop.context import Context
from jxdesk.desktop.dialogs.match_columns import open_all
from jxdesk.desktop.furniture import across, button, down, label, picture
from jxdesk.desktop.intake_differences import DifferencesPanel
from jxdesk.desktop.intake_pages import DonePage, PreviewPage, WorkPage, centred, counted_words
from jxdesk.desktop.intake_rows import IntakeRow, rows_of
from jxdesk.desktop.library.intake_dialog import LibraryIntakeDialog
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.theme import Tone
from jxdesk.domain.errors import Cancelled, JxError
from jxdesk.domain.progress import Progress

LIBRARY_WORDS = "这是指标库；请在“指标库”页点“导入”，或者单独选它"
CHOOSE, WORK, PREVIEW, DONE = range(4)
ENDINGS = "表格 (*.xlsx *.xls *.xlsm *.et *.csv);;全部文件 (*)"


class TakeInDialog(QDialog):
    """Leads through one import; nothing is stored before the preview was seen."""

    def __init__(self, context: Context, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.intake: Intake | None = None
        self.result_id = ""
        self._lists: tuple[Path, ...] = ()
        self.setObjectName("take_in_dialog")
        self.setWindowTitle("从 Excel 导入")
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint, True)
        self.resize(1200, 640)
        self.setAcceptDrops(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.stack = QStackedWidget()
        self.work = WorkPage(context)
        self.preview = self._make_preview()
        self.finish = self._make_done()
        self.model, self.details = self.preview.model, self.preview.details
        for page in (self._make_choose(), self.work, self.preview, self.finish):
            self.stack.addWidget(page)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.stack)

    # ---- the four pages --------------------------------------------------------------------------------------

    def _make_choose(self) -> QWidget:
        self.choose_files_button = button(
            "选文件", self._on_choose_files, kind="primary", icon="table", name="choose_files"
        )
        self.choose_folder_button = button(
            "选整个文件夹", self._on_choose_folder, icon="folder", name="choose_folder"
        )
        drop = QFrame()
        drop.setProperty("card", True)
        drop.setLayout(
            down(
                None,
                centred(picture("import", size=44, colour=theme.INPUT_LINE)),
                centred(label("把填报表、项目清单、国库支付表拖到这里，或者选文件", role="block_title")),
                centred(
                    label(
                        "可以一次选很多个（.xlsx、.xls、.csv），也可以选一个文件夹，往年的表都会读出来。",
                        role="second",
                    )
                ),
                centred(
                    label(
                        "读完先给您看：哪些是新的、哪些有改动、哪些不取和为什么。看过再存，存了也能撤销。",
                        role="second",
                    )
                ),
                across(None, self.choose_files_button, self.choose_folder_button, None),
                None,
                spacing=12,
            )
        )
        made = QWidget()
        made.setLayout(
            down(
                drop,
                across(None, button("先不导入", self.reject, name="choose_leave")),
                spacing=12,
                margins=(20, 16, 20, 16),
            )
        )
        return made

    def _make_preview(self) -> PreviewPage:
        self.store_button = button("存入", self._on_store, kind="primary", icon="check", name="store_button")
        self.store_button.setDefault(True)
        self.differences = DifferencesPanel()
        self.differences.changed.connect(self._on_choices_changed)
        self.reason_field = QLineEdit()
        self.reason_field.setObjectName("intake_reason")
        self.reason_field.setAccessibleName("为什么改")
        self.reason_field.setPlaceholderText("为什么改（可以不写，写了记在修改记录里）")
        self.reason_field.setMaxLength(200)
        self.reason_field.setMinimumWidth(420)
        foot = across(
            button("再选文件", self._on_again, name="preview_again"),
            self.reason_field,
            None,
            button("不存，关上", self.reject, name="preview_leave"),
            self.store_button,
        )
        page = PreviewPage(foot, details="选中的表", below=self.differences)
        page.row_shown.connect(self._on_row_shown)
        return page

    def _make_done(self) -> DonePage:
        self.look_button = button("去看项目", self._on_look, kind="primary", name="done_look")
        made = DonePage(self._on_undo, self.look_button)
        self.undo_button, self.done_title = made.undo_button, made.title
        return made

    # ---- choosing and reading --------------------------------------------------------------------------------

    def choose_and_open(self) -> None:
        """Opens on the page that chooses files."""
        self.stack.setCurrentIndex(CHOOSE)
        self.open()
        self.choose_files_button.setFocus()

    def open_with(self, files: Sequence[Path]) -> None:
        """Opens and reads files at once."""
        self.open()
        self.read(files)

    def _on_choose_files(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(
            self, "选要导入的表格", preferences.documents_folder(), ENDINGS
        )
        if names:
            preferences.LAST_FOLDER.put(str(Path(names[0]).parent))
            self.read([Path(name) for name in names])

    def _on_choose_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, "选放表格的文件夹", preferences.documents_folder())
        if name:
            preferences.LAST_FOLDER.put(name)
            self.read([Path(name)])

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Takes files that are dragged here, until reading begins."""
        if event.mimeData().hasUrls() and self.stack.currentIndex() in (CHOOSE, PREVIEW, DONE):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Reads dropped files."""
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            event.acceptProposedAction()
            self.read(files)

    def read(self, files: Sequence[Path]) -> None:
        """Looks in the background at what files hold; lists go on to the matching of their columns, forms to their preview."""
        workspace, progress = self.context.workspace, Progress("读取表格")
        self._begin("正在读取表格", progress)
        self.context.tasks.run(
            lambda: intake_kinds.sort_files(workspace, files, progress),
            self._on_sorted,
            progress=progress,
            on_error=self._on_not_read,
            owner=self,
        )

    def _on_sorted(self, files: SortedFiles) -> None:
        self._lists = files.lists
        if files.libraries and not (files.forms or self._lists):
            self.accept()
            LibraryIntakeDialog(self.context, files.libraries, parent=self.parentWidget()).open()
            return
        if self._lists and not files.forms and not files.libraries:
            self.accept()
            self._match_lists()
            return
        workspace, progress = self.context.workspace, self.work.progress
        passed_over = tuple(NotRead(path=one.path, reason=one.reason) for one in files.passed_over)
        passed_over += tuple(NotRead(path=path, reason=LIBRARY_WORDS) for path in files.libraries)
        self.context.tasks.run(
            lambda: take_in.preview(workspace, files.forms, progress),
            lambda intake: self._on_read(replace(intake, not_read=(*intake.not_read, *passed_over))),
            progress=progress,
            on_error=self._on_not_read,
            owner=self,
        )

    def _match_lists(self) -> None:
        """Opens the matching of columns for the lists among the files, one after the other."""
        open_all(self.context, self._lists, self.parentWidget())
        self._lists = ()

    def _begin(self, words: str, progress: Progress) -> None:
        self.work.begin(words, progress)
        self.stack.setCurrentIndex(WORK)

    def _on_not_read(self, error: JxError) -> None:
        self.stack.setCurrentIndex(PREVIEW if self.intake is not None else CHOOSE)
        if not isinstance(error, Cancelled):
            self.context.tasks.failed.emit(error)

    # ---- the preview -----------------------------------------------------------------------------------------

    def _on_read(self, intake: Intake) -> None:
        self.intake = intake
        rows = rows_of(intake)
        self.differences.start(intake)
        self.preview.show_rows(rows)
        self.reason_field.clear()
        self.reason_field.setVisible(any(form.comparison is not None for form in intake.forms))
        takes = self._show_what_is_stored(intake)
        self.stack.setCurrentIndex(PREVIEW)
        if not rows:
            self.preview.bar.say(Tone.WARN, "没有找到表格文件（.xlsx、.xls）。")
        if self.differences.open_count:
            self.preview.choose_first(
                lambda row: row.form is not None and self.differences.waits_for(row.form)
            )
            self.differences.table.setFocus()
        else:
            (self.store_button if takes else self.preview.table).setFocus()

    def _show_what_is_stored(self, intake: Intake) -> int:
        """Says how many forms would be stored, and what must be chosen before."""
        takes = sum(form.stores_something for form in intake.forms)
        waiting = self.differences.open_count
        self.store_button.setEnabled(bool(takes) and not waiting)
        self.store_button.setText(f"存入 {takes} 张表" if takes else "没有要存的")
        lists = f"另有 {len(self._lists)} 个清单或国库表，关上这里接着对列。" if self._lists else ""
        if waiting:
            self.preview.bar.say(
                Tone.WARN,
                f"有 {waiting} 处这里和文件都改过：请在下面逐处选“取来件”或“留现在”，选完才能存。{lists}",
            )
        elif takes:
            self.preview.bar.say(
                Tone.INFO,
                f"还没有存。存入前会自动备份；存入以后，只要没有在上面接着改，就可以撤销。共读到 {len(intake.forms)} 张表。{lists}",
            )
        else:
            self.preview.bar.say(Tone.WARN, f"这些文件里没有要存的：原因写在每一行的“说明”里。{lists}")
        return takes

    def _on_row_shown(self, row: IntakeRow | None) -> None:
        self.differences.show_form(None if row is None else row.form)

    def _on_choices_changed(self) -> None:
        if self.intake is not None:
            self._show_what_is_stored(self.differences.applied(self.intake))

    def _on_again(self) -> None:
        self.stack.setCurrentIndex(CHOOSE)

    # ---- storing and taking back -----------------------------------------------------------------------------

    def _on_store(self) -> None:
        if self.intake is None:
            return
        intake, reason = self.differences.applied(self.intake), self.reason_field.text()
        workspace, progress = self.context.workspace, Progress("存入")
        self._begin("正在备份并存入", progress)
        self.context.tasks.run(
            lambda: take_in.commit(workspace, intake, progress, reason=reason),
            self._on_stored,
            progress=progress,
            on_error=self._on_not_read,
            owner=self,
        )

    def _on_stored(self, result: ImportResult) -> None:
        self.result_id = result.id
        self.context.refresh.announce(Part.IMPORTS, Part.PROJECTS, Part.FILINGS, Part.BACKUPS)
        self.finish.show_stored(
            f"{counted_words(dict(result.counts))}。\n每张表里对不上的地方都列在项目的“问题”里，表上印的数没有改。"
        )
        self.stack.setCurrentIndex(DONE)
        self.look_button.setFocus()

    def _on_undo(self) -> None:
        workspace, import_id = self.context.workspace, self.result_id
        self.undo_button.setEnabled(False)
        self.context.tasks.run(
            lambda: undo.undo_import(workspace, import_id),
            self._on_undone,
            on_error=self._on_not_undone,
            owner=self,
        )

    def _on_undone(self, _: object) -> None:
        self.context.refresh.announce(Part.IMPORTS, Part.PROJECTS, Part.FILINGS)
        self.finish.show_undone()

    def _on_not_undone(self, error: JxError) -> None:
        self.undo_button.setEnabled(True)
        self.context.tasks.failed.emit(error)

    def _on_look(self) -> None:
        self.accept()
        self.context.open_page("projects")
        self._match_lists()

    # ---- the end ---------------------------------------------------------------------------------------------

    def reject(self) -> None:
        """Leaves; what is being read is stopped, and lists that were chosen with the forms come next."""
        self.work.progress.cancel()
        super().reject()
        self._match_lists()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Leaves by the window's own button."""
        self.work.progress.cancel()
        super().closeEvent(event)
