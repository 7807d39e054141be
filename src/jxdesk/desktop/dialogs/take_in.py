"""从 Excel 导入: chooses files, reads them, shows what would be stored before anything is, stores it, and can take it back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from jxdesk.actions import take_in, undo
from jxdesk.actions.take_in import ImportResult, Intake
from jxdesk.desktop import preferences, theme
from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import Bar, Card, across, button, clear, down, label, picture, scrolled
from jxdesk.desktop.intake_rows import OUTCOMES, WIDTHS, IntakeModel, IntakeRow, difference_text, rows_of
from jxdesk.desktop.list_table import ListTable, PillPainter
from jxdesk.desktop.problem_card import problem_card
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.tasks import Task
from jxdesk.desktop.theme import Tone
from jxdesk.domain.errors import Cancelled, JxError
from jxdesk.domain.progress import Progress

CHOOSE, WORK, PREVIEW, DONE = range(4)
ENDINGS = "表格 (*.xlsx *.xls *.xlsm *.et);;全部文件 (*)"
SHOWN_DETAILS = 60


class TakeInDialog(QDialog):
    """Leads through one import; nothing is stored before the preview was seen."""

    def __init__(self, context: Context, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.intake: Intake | None = None
        self.result_id = ""
        self._rows: list[IntakeRow] = []
        self._task: Task | None = None
        self._progress = Progress()
        self.setObjectName("take_in_dialog")
        self.setWindowTitle("从 Excel 导入")
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint, True)
        self.resize(1120, 640)
        self.setAcceptDrops(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.stack = QStackedWidget()
        for page in (self._make_choose(), self._make_work(), self._make_preview(), self._make_done()):
            self.stack.addWidget(page)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.stack)
        context.tasks.polled.connect(self._on_tasks_polled)

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
                _centred(picture("import", size=44, colour=theme.INPUT_LINE)),
                _centred(label("把自评表（.xlsx、.xls）拖到这里，或者选文件", role="block_title")),
                _centred(label("可以一次选很多个，也可以选一个文件夹，往年的表都会读出来。", role="second")),
                _centred(
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

    def _make_work(self) -> QWidget:
        self.work_label = label(role="block_title", name="work_label")
        self.work_file = label(role="second", name="work_file")
        self.work_bar = QProgressBar()
        self.work_bar.setObjectName("work_bar")
        self.work_bar.setTextVisible(False)
        self.work_bar.setFixedWidth(420)
        self.stop_button = button("停下", self._on_stop, name="work_stop")
        made = QWidget()
        made.setLayout(
            down(
                None,
                _centred(self.work_label),
                _centred(self.work_bar),
                _centred(self.work_file),
                across(None, self.stop_button, None),
                None,
                spacing=14,
            )
        )
        return made

    def _make_preview(self) -> QWidget:
        self.preview_bar = Bar(name="preview_bar")
        self.chips = QButtonGroup(self)
        self.chips.setExclusive(True)
        self.chip_row = across(spacing=18)
        self.model = IntakeModel()
        self.table = ListTable(self.model, WIDTHS, name="intake_table", meaning="导入预览")
        self.table.setItemDelegate(
            PillPainter(self.table, pills=0, tone_of=lambda row: OUTCOMES[self.model.rows[row].outcome][1])
        )
        self.table.chosen.connect(self._show_details)
        self.details = Card("选中的表", name="intake_details")
        holder = QWidget()
        self.detail_rows = QVBoxLayout(holder)
        self.detail_rows.setContentsMargins(0, 0, 0, 0)
        self.detail_rows.setSpacing(8)
        self.details.body.addWidget(scrolled(holder, name="detail_scroll"), 1)
        self.details.setFixedWidth(theme.SIDE_PANEL_WIDTH + 20)
        self.store_button = button("存入", self._on_store, kind="primary", icon="check", name="store_button")
        made = QWidget()
        made.setLayout(
            down(
                self.preview_bar,
                self.chip_row,
                across(self.table, self.details, spacing=12),
                across(
                    button("再选文件", self._on_again, name="preview_again"),
                    None,
                    button("不存，关上", self.reject, name="preview_leave"),
                    self.store_button,
                ),
                spacing=10,
                margins=(20, 16, 20, 16),
            )
        )
        return made

    def _make_done(self) -> QWidget:
        self.done_title = label(role="block_title", name="done_title")
        self.done_text = label(role="second", wrap=True, name="done_text")
        self.done_text.setMinimumWidth(460)
        self.done_text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.undo_button = button("撤销这次导入", self._on_undo, icon="undo", name="undo_import")
        self.look_button = button("去看项目", self._on_look, kind="primary", name="done_look")
        self.done_sign = picture("done", size=44, colour=theme.OK, meaning="完成")
        made = QWidget()
        made.setLayout(
            down(
                None,
                _centred(self.done_sign),
                _centred(self.done_title),
                _centred(self.done_text),
                across(None, self.undo_button, self.look_button, None),
                None,
                spacing=14,
            )
        )
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
        names, _ = QFileDialog.getOpenFileNames(self, "选自评表", preferences.documents_folder(), ENDINGS)
        if names:
            preferences.LAST_FOLDER.put(str(Path(names[0]).parent))
            self.read([Path(name) for name in names])

    def _on_choose_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, "选放自评表的文件夹", preferences.documents_folder())
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
        """Reads files in the background and shows the preview."""
        workspace, progress = self.context.workspace, Progress("读取表格")
        self._begin("正在读取表格", progress)
        self._task = self.context.tasks.run(
            lambda: take_in.preview(workspace, files, progress),
            self._on_read,
            progress=progress,
            on_error=self._on_not_read,
            owner=self,
        )

    def _begin(self, words: str, progress: Progress) -> None:
        self._progress = progress
        self.work_label.setText(words)
        self.work_file.setText("")
        self.work_bar.setRange(0, 0)
        self.stop_button.setEnabled(True)
        self.stack.setCurrentIndex(WORK)

    def _on_tasks_polled(self) -> None:
        if self.stack.currentIndex() != WORK:
            return
        progress = self._progress
        if progress.total:
            self.work_bar.setRange(0, progress.total)
            self.work_bar.setValue(min(progress.done, progress.total))
            self.work_file.setText(f"{progress.done}/{progress.total}　{progress.label}")

    def _on_stop(self) -> None:
        self.stop_button.setEnabled(False)
        self.work_label.setText("正在停下…")
        self._progress.cancel()

    def _on_not_read(self, error: JxError) -> None:
        self.stack.setCurrentIndex(PREVIEW if self.intake is not None else CHOOSE)
        if not isinstance(error, Cancelled):
            self.context.tasks.failed.emit(error)

    # ---- the preview -----------------------------------------------------------------------------------------

    def _on_read(self, intake: Intake) -> None:
        self.intake = intake
        self._rows = rows_of(intake)
        self._show_chips()
        self._filter("")
        takes = sum(form.filing is not None for form in intake.forms)
        self.store_button.setEnabled(intake.changes_something)
        self.store_button.setText(f"存入 {takes} 张表" if takes else "没有要存的")
        if not self._rows:
            self.preview_bar.say(Tone.WARN, "没有找到表格文件（.xlsx、.xls）。")
        elif takes:
            self.preview_bar.say(
                Tone.INFO,
                f"还没有存。存入前会自动备份；存入以后，只要没有在上面接着改，就可以撤销。共读到 {len(intake.forms)} 张表。",
            )
        else:
            self.preview_bar.say(Tone.WARN, "这些文件里没有要存的：原因写在每一行的“说明”里。")
        self.stack.setCurrentIndex(PREVIEW)
        (self.store_button if takes else self.table).setFocus()

    def _show_chips(self) -> None:
        for chip in self.chips.buttons():
            self.chips.removeButton(chip)
        clear(self.chip_row)
        counts = Counter(row.outcome for row in self._rows)
        for outcome, word in (("", "全部"), *((key, word) for key, (word, _) in OUTCOMES.items())):
            count = counts[outcome] if outcome else len(self._rows)
            if outcome and not count:
                continue
            chip = button(f"{word} {count}", kind="chip", name=f"intake_chip_{outcome or 'all'}")
            chip.setCheckable(True)
            chip.setChecked(not outcome)
            chip.clicked.connect(lambda _=False, outcome=outcome: self._filter(outcome))
            self.chips.addButton(chip)
            self.chip_row.addWidget(chip)
        self.chip_row.addStretch(1)

    def _filter(self, outcome: str) -> None:
        self.model.show_rows([row for row in self._rows if not outcome or row.outcome == outcome])
        if self.model.rows:
            self.table.selectRow(0)
        else:
            self._show_details(-1)

    def _show_details(self, position: int) -> None:
        clear(self.detail_rows)
        if not 0 <= position < len(self.model.rows):
            self.detail_rows.addStretch(1)
            return
        row = self.model.rows[position]
        self.detail_rows.addWidget(label(row.name or row.file, role="strong", wrap=True))
        self.detail_rows.addWidget(label(row.file, role="second", wrap=True))
        if row.note:
            self.detail_rows.addWidget(label(row.note, wrap=True))
        if row.form is not None:
            for difference in row.form.differences[:SHOWN_DETAILS]:
                self.detail_rows.addWidget(
                    label(f"· {difference_text(difference)}", role="second", wrap=True)
                )
            if row.form.findings:
                self.detail_rows.addWidget(label("表里对不上的地方", role="strong"))
            for finding in row.form.findings[:SHOWN_DETAILS]:
                self.detail_rows.addWidget(problem_card(finding))
        self.detail_rows.addStretch(1)

    def _on_again(self) -> None:
        self.stack.setCurrentIndex(CHOOSE)

    # ---- storing and taking back -----------------------------------------------------------------------------

    def _on_store(self) -> None:
        intake = self.intake
        if intake is None:
            return
        workspace, progress = self.context.workspace, Progress("存入")
        self._begin("正在备份并存入", progress)
        self._task = self.context.tasks.run(
            lambda: take_in.commit(workspace, intake, progress),
            self._on_stored,
            progress=progress,
            on_error=self._on_not_read,
            owner=self,
        )

    def _on_stored(self, result: ImportResult) -> None:
        self.result_id = result.id
        self.context.refresh.announce(Part.IMPORTS, Part.PROJECTS, Part.FILINGS, Part.BACKUPS)
        parts = [f"{OUTCOMES[key][0]} {count}" for key, count in result.counts.items() if count]
        self.done_title.setText("存好了")
        self.done_text.setText(
            "，".join(parts) + "。\n每张表里对不上的地方都列在项目的“问题”里，表上印的数没有改。"
        )
        self.undo_button.show()
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
        self.done_title.setText("已经撤销")
        self.done_text.setText("这次导入存入的内容都拿掉了，数据和导入前一样。")
        self.undo_button.hide()

    def _on_not_undone(self, error: JxError) -> None:
        self.undo_button.setEnabled(True)
        self.context.tasks.failed.emit(error)

    def _on_look(self) -> None:
        self.accept()
        self.context.open_page("projects")

    # ---- the end ---------------------------------------------------------------------------------------------

    def reject(self) -> None:
        """Leaves; what is being read is stopped."""
        self._progress.cancel()
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Leaves by the window's own button."""
        self._progress.cancel()
        super().closeEvent(event)


def _centred(widget: QWidget) -> QHBoxLayout:
    return across(None, widget, None)
