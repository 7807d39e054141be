"""装订一套: which forms of a year and office make a set, what goes around them, where to, with progress and a way to stop."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QGridLayout,
    QLineEdit,
    QProgressBar,
    QWidget,
)

from jxdesk.desktop import preferences
from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import across, button, down, label
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.undrawable import words_of_undrawables
from jxdesk.domain.errors import Cancelled, JxError
from jxdesk.domain.progress import Progress
from jxdesk.domain.records.filings import Form
from jxdesk.domain.records.form_words import FORM_NAMES
from jxdesk.domain.values.file_names import clean_name

if TYPE_CHECKING:
    from jxdesk.actions.print_set import FormCount, SetFinding, SetResult, SetWish


class PrintSetDialog(QDialog):
    """Asks what to bind, and binds it."""

    def __init__(self, context: Context, *, year: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.year = year
        self.counts: Sequence[FormCount] = ()
        self.printed: SetResult | None = None
        self._warned: SetWish | None = None
        self._progress = Progress()
        self._is_running = False
        self.setObjectName("print_set_dialog")
        self.setWindowTitle("装订一套")
        self.setMinimumWidth(640)
        self.form = QComboBox()
        self.office = QComboBox()
        self.office.setMaxVisibleItems(16)
        for choice, name, meaning in (
            (self.form, "set_form", "哪种表"),
            (self.office, "set_office", "哪个单位"),
        ):
            choice.setObjectName(name)
            choice.setAccessibleName(meaning)
            choice.setMinimumWidth(300)
            choice.currentIndexChanged.connect(self._show_count)
        self.cover = self._tick("封面", "set_cover")
        self.contents = self._tick("目录（带页码）", "set_contents")
        self.seals = self._tick("签章页", "set_seals")
        self.drafts = self._tick("连没填好的一起印", "set_drafts", on=False)
        self.folder = QLineEdit(preferences.documents_folder())
        self.folder.setObjectName("set_folder")
        self.folder.setAccessibleName("存到哪个文件夹")
        self.said = label(role="second", wrap=True, name="set_said")
        self.bar = QProgressBar()
        self.bar.setObjectName("set_progress")
        self.bar.setTextVisible(False)
        self.bar.hide()
        self.open_button = button("打开这个文件", self._on_open, icon="eye", name="set_open")
        self.open_button.hide()
        self.leave = button("关上", self.reject, name="set_leave")
        self.go = button("装订", self._on_go, kind="primary", icon="print", name="set_go")
        self.go.setDefault(True)
        self.setLayout(
            down(
                label(f"{year} 年度表格装订成一份 PDF，页码连着编", role="block_title"),
                self._rows(),
                self.said,
                self.bar,
                4,
                across(self.open_button, None, self.leave, self.go),
                spacing=10,
                margins=(20, 14, 20, 16),
            )
        )
        context.tasks.polled.connect(self._on_tasks_polled)
        workspace = context.workspace

        def work() -> Sequence[FormCount]:
            from jxdesk.actions import print_set

            return print_set.counts(workspace, year)

        context.tasks.run(work, self.show_counts, lane=Lane.READ, owner=self)

    def _rows(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(10)
        grid.setColumnStretch(1, 1)
        choose = button("选文件夹", self._on_folder, icon="folder", name="set_choose")
        rows = (
            ("哪种表", across(self.form)),
            ("哪个单位", across(self.office)),
            ("带上", across(self.cover, self.contents, self.seals, self.drafts, None, spacing=16)),
            ("存到", across(self.folder, choose)),
        )
        for place, (word, fields) in enumerate(rows):
            grid.addWidget(label(word, role="second"), place, 0)
            grid.addLayout(fields, place, 1)
        return grid

    def _tick(self, words: str, name: str, *, on: bool = True) -> QCheckBox:
        made = QCheckBox(words)
        made.setObjectName(name)
        made.setChecked(on)
        made.toggled.connect(self._show_count)
        return made

    def show_counts(self, counts: Sequence[FormCount]) -> None:
        """Takes what there is to bind."""
        self.counts = counts
        self.form.addItem("全部表格", "")
        for form in Form:
            if any(one.form is form for one in counts):
                self.form.addItem(FORM_NAMES[form], form.value)
        offices = {one.office_id: one.office for one in counts}
        if len(offices) > 1:
            self.office.addItem(f"全部 {len(offices)} 个单位", "")
        for office_id, name in offices.items():
            self.office.addItem(name, office_id)
        self._show_count()

    def wish(self) -> SetWish:
        """What is asked for."""
        from jxdesk.actions.print_set import SetWish

        form = str(self.form.currentData() or "")
        return SetWish(
            year=self.year,
            forms=(Form(form),) if form else (),
            office_id=str(self.office.currentData() or ""),
            with_drafts=self.drafts.isChecked(),
            with_cover=self.cover.isChecked(),
            with_contents=self.contents.isChecked(),
            with_seals=self.seals.isChecked(),
        )

    def _show_count(self, *_: object) -> None:
        if self._is_running:
            return
        wish = self.wish()
        fitting = [
            one
            for one in self.counts
            if wish.office_id in ("", one.office_id) and (not wish.forms or one.form in wish.forms)
        ]
        ready, drafts = sum(one.ready for one in fitting), sum(one.drafts for one in fitting)
        count = ready + (drafts if wish.with_drafts else 0)
        left = "" if wish.with_drafts or not drafts else f"；还有 {drafts} 张没填好，不在里面"
        self.said.setText(f"{count} 张表{left}。文件名：{self._file_name()}")
        self.go.setText("装订")
        self.go.setEnabled(count > 0)

    def _file_name(self) -> str:
        office = self.office.currentText() if self.office.currentData() else ""
        parts = (f"{self.year}年", self.form.currentText(), office, "装订")
        return clean_name("_".join(filter(None, parts)), longest=80) + ".pdf"

    def _on_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, "存到哪个文件夹", self.folder.text())
        if name:
            self.folder.setText(name)

    def _on_go(self) -> None:
        """Looks first for what cannot be printed as it is written, once for what is chosen; then binds."""
        workspace, wish = self.context.workspace, self.wish()
        if wish == self._warned:
            self._bind(wish)
            return
        progress = self._progress = Progress("核对文字")
        self._set_running(True)

        def work() -> Sequence[SetFinding]:
            from jxdesk.actions import print_set

            return print_set.undrawable(workspace, wish, progress=progress)

        self.context.tasks.run(
            work,
            lambda found: self._on_looked(wish, found),
            label="装订一套",
            progress=progress,
            on_error=self._on_not_printed,
            owner=self,
        )

    def _on_looked(self, wish: SetWish, found: Sequence[SetFinding]) -> None:
        self._set_running(False)
        self._warned = wish
        if not found:
            self._bind(wish)
            return
        said = words_of_undrawables([(one.name, one.finding) for one in found])
        self.said.setText(f"{said}\n可以先去改，也可以照样装订。")
        # A dialog does not grow by itself for words that need more lines.
        self.said.setMinimumHeight(self.said.heightForWidth(self.said.width()))
        self.go.setText("照样装订")
        self.go.setFocus()

    def _bind(self, wish: SetWish) -> None:
        folder = Path(self.folder.text().strip() or preferences.documents_folder())
        preferences.LAST_FOLDER.put(str(folder))
        workspace, to = self.context.workspace, folder / self._file_name()
        progress = self._progress = Progress("装订")
        self._set_running(True)

        def work() -> SetResult:
            from jxdesk.actions import print_set

            return print_set.print_set(workspace, wish, to, progress=progress)

        self.context.tasks.run(
            work,
            self._on_printed,
            label="装订一套",
            progress=progress,
            on_error=self._on_not_printed,
            owner=self,
        )

    def _set_running(self, running: bool) -> None:
        self._is_running = running
        for one in (self.form, self.office, self.cover, self.contents, self.seals, self.drafts, self.folder):
            one.setEnabled(not running)
        self.go.setEnabled(not running)
        self.bar.setRange(0, 0)
        self.bar.setVisible(running)
        self.leave.setText("停下" if running else "关上")

    def _on_tasks_polled(self) -> None:
        progress = self._progress
        if self._is_running and progress.total:
            self.bar.setRange(0, progress.total)
            self.bar.setValue(min(progress.done, progress.total))
            self.said.setText(f"正在{progress.label} {progress.done}/{progress.total}")

    def _on_printed(self, result: SetResult) -> None:
        self.printed = result
        self._set_running(False)
        left = (
            f"有 {len(result.left_out)} 张的表样不能打印，没有装进去：{'、'.join(result.left_out[:5])}。"
            if result.left_out
            else ""
        )
        self.said.setText(f"装订好了：{result.filings} 张表，{result.pages} 页，{result.path.name}。{left}")
        self.open_button.show()
        self.open_button.setFocus()

    def _on_not_printed(self, error: JxError) -> None:
        self._set_running(False)
        if isinstance(error, Cancelled):
            self.said.setText("已停下，没有留下文件。")
        else:
            self.said.setText("\n".join(part for part in (error.title, error.facts, error.advice) if part))

    def _on_open(self) -> None:
        if self.printed is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.printed.path)))

    def reject(self) -> None:
        """Stops binding; leaves when nothing is under way."""
        if self._is_running:
            self._progress.cancel()
            self.said.setText("正在停下…")
            return
        super().reject()
