"""对列: says what the columns of a list mean, shows what would be stored, stores it, and can take it back; the choice is remembered per source."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QComboBox, QDialog, QStackedWidget, QVBoxLayout, QWidget

from jxdesk.actions import match_columns, take_lists, undo
from jxdesk.actions.match_columns import OpenedTable, OpenedTables
from jxdesk.actions.take_lists import ImportResult, ListIntake
from jxdesk.desktop.amounts import wan
from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import Bar, across, button, down, elided, label
from jxdesk.desktop.intake_pages import DonePage, PreviewPage, WorkPage, counted_words
from jxdesk.desktop.list_intake_rows import rows_of_lists
from jxdesk.desktop.match_settings import MatchSettings
from jxdesk.desktop.match_table import ColumnChoice, MatchTable
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.theme import Tone
from jxdesk.domain.errors import Cancelled, JxError
from jxdesk.domain.findings import Severity
from jxdesk.domain.lists.matching import Confidence
from jxdesk.domain.lists.table_words import TableField, TableKind
from jxdesk.domain.progress import Progress

WORK, MATCH, PREVIEW, DONE = range(4)
COUNT_MS = 250
"""The count waits this long after a choice, so that the next one never waits for it."""

OnDone = Callable[[ImportResult], None]


def open_matching(
    context: Context,
    path: Path,
    kind: TableKind | None = None,
    on_done: OnDone | None = None,
    *,
    parent: QWidget | None = None,
) -> MatchColumnsDialog:
    """Opens the matching of a file's columns, as a table of a kind where it is given; ``on_done`` hears of what was stored."""
    dialog = MatchColumnsDialog(context, path, kind, on_done, parent=parent)
    dialog.open_file()
    return dialog


def open_all(context: Context, paths: Sequence[Path], parent: QWidget | None) -> None:
    """Opens the matching of several files, one after the other."""
    if paths:
        first = open_matching(context, paths[0], parent=parent)
        first.finished.connect(lambda _: open_all(context, paths[1:], parent))


class MatchColumnsDialog(QDialog):
    """Leads through one list; nothing is stored before the preview was seen."""

    def __init__(
        self,
        context: Context,
        path: Path,
        kind: TableKind | None,
        on_done: OnDone | None,
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.context = context
        self.path = path
        self.kind = kind
        self.tables: tuple[OpenedTable, ...] = ()
        self.opened: OpenedTable | None = None
        self.intake: ListIntake | None = None
        self.result_id = ""
        self._on_done = on_done
        self._decided: set[int] = set()
        self._generation = 0
        self._count_timer = QTimer(self)
        self._count_timer.setSingleShot(True)
        self._count_timer.setInterval(COUNT_MS)
        self._count_timer.timeout.connect(self._ask_count)
        self.setObjectName("match_columns_dialog")
        self.setWindowTitle("从 Excel 导入：对列")
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint, True)
        self.resize(1180, 660)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.work = WorkPage(context)
        self.preview = self._make_preview()
        self.finish = self._make_done()
        self.stack = QStackedWidget()
        for page in (self.work, self._make_match(), self.preview, self.finish):
            self.stack.addWidget(page)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.stack)

    # ---- the pages -----------------------------------------------------------------------------------------------

    def _make_match(self) -> QWidget:
        self.file_label = elided(self.path.name, role="block_title", name="match_file")
        self.table_choice = QComboBox()
        self.table_choice.setObjectName("table_choice")
        self.table_choice.setAccessibleName("工作表")
        self.table_choice.activated.connect(self._on_table_choice_activated)
        self.settings = MatchSettings()
        self.settings.kind_chosen.connect(self._on_settings_kind_chosen)
        self.settings.changed.connect(self._on_settings_changed)
        self.match_bar = Bar(name="match_bar")
        self.table = MatchTable()
        self.table.picked.connect(self._on_table_picked)
        self.count_label = label(role="second", wrap=True, name="match_count")
        self.next_button = button(
            "看会存什么", self._on_next, kind="primary", icon="right", name="match_next"
        )
        self.next_button.setDefault(True)
        head = across(self.file_label, self.table_choice, spacing=12)
        head.setStretch(0, 1)
        foot = across(
            button("先不导入", self.reject, name="match_leave"),
            self.count_label,
            self.next_button,
            spacing=16,
        )
        foot.setStretch(1, 1)
        made = QWidget()
        made.setLayout(
            down(head, self.settings, self.match_bar, self.table, foot, spacing=10, margins=(20, 16, 20, 16))
        )
        return made

    def _make_preview(self) -> PreviewPage:
        self.store_button = button("存入", self._on_store, kind="primary", icon="check", name="store_button")
        foot = across(
            button("回去对列", self._on_back, icon="left", name="preview_back"),
            None,
            button("不存，关上", self.reject, name="preview_leave"),
            self.store_button,
        )
        return PreviewPage(foot, details="选中的一行")

    def _make_done(self) -> DonePage:
        self.look_button = button("去看项目", self._on_look, kind="primary", name="done_look")
        return DonePage(self._on_undo, self.look_button)

    # ---- reading the file ----------------------------------------------------------------------------------------

    def open_file(self) -> None:
        """Opens and reads the file in the background."""
        self.open()
        workspace, path, kind = self.context.workspace, self.path, self.kind
        self._begin("正在读取表格", Progress("读取表格"))
        self.context.tasks.run(
            lambda: match_columns.open_tables(workspace, path, kind),
            self._on_opened,
            on_error=self._on_not_opened,
            owner=self,
        )

    def _on_not_opened(self, error: JxError) -> None:
        self.reject()
        self.context.tasks.failed.emit(error)

    def _on_opened(self, opened: OpenedTables) -> None:
        self.tables = opened.tables
        if not self.tables:
            self._on_not_opened(
                JxError(
                    "这个文件里没有找到表格。",
                    facts=f"{self.path.name}：{'；'.join(one.reason for one in opened.without) or '没有内容'}",
                    advice="请确认表头写着列名（如“项目名称”“预算数”），再导入。",
                    code="JX-NO-TABLE",
                )
            )
            return
        self.table_choice.clear()
        for one in self.tables:
            self.table_choice.addItem(one.table.sheet or one.table.file_name)
        self.table_choice.setVisible(len(self.tables) > 1)
        self._show_table(self.tables[0])

    def _show_table(self, opened: OpenedTable) -> None:
        self.opened = opened
        self._decided = set()
        self.settings.show_settings(opened)
        self.table.show_table(opened.table)
        self._show_choices()
        self.stack.setCurrentIndex(MATCH)
        waiting = self._waiting()
        if waiting:
            self.table.header.show_place(waiting[0])
        else:
            self.next_button.setFocus()

    def _waiting(self) -> list[int]:
        """The columns that somebody has to decide still."""
        if self.opened is None or self.opened.is_remembered:
            return []
        return [one.place for one in self.opened.guess.unclear if one.place not in self._decided]

    def _begin(self, words: str, progress: Progress) -> None:
        self.work.begin(words, progress)
        self.stack.setCurrentIndex(WORK)

    # ---- choosing ------------------------------------------------------------------------------------------------

    def _show_choices(self) -> None:
        """Puts the choosers, the bar and the button in step with what is chosen."""
        opened = self.opened
        if opened is None:
            return
        waiting = set(self._waiting())
        columns = []
        for column in opened.columns:
            state = column.confidence
            if state is Confidence.UNCLEAR and column.place not in waiting:
                state = Confidence.CHOSEN
            current = "" if column.field is None else column.field.value
            # What an unclear column could be comes first: one key press instead of twenty.
            likely = column.candidates if len(column.candidates) > 1 else ()
            fields = (*likely, *(field for field in opened.words.fields if field not in likely))
            options = [(field.value, opened.words.label_of(field)) for field in fields]
            columns.append(ColumnChoice(column.heading, options, current, state))
        self.table.header.show_columns(columns)
        self._show_bar()
        self.count_label.setText("正在数…")
        self._count_timer.start()

    def _show_bar(self) -> None:
        opened = self.opened
        if opened is None:
            return
        doubts = match_columns.doubts(opened, decided=self._decided)
        self.next_button.setEnabled(not doubts)
        if doubts:
            self.match_bar.say(Tone.WARN, f"还差一点：{'；'.join(doubts)}。")
        elif opened.is_remembered:
            self.match_bar.say(
                Tone.OK, "这个来源的表以前对过列，照上次的对好了。下面是文件里的前几行，看一眼就可以。"
            )
        else:
            used = sum(field is not None for field in opened.matching.fields)
            self.match_bar.say(
                Tone.INFO,
                f"{len(opened.matching.fields)} 列里用 {used} 列。每列上面写着它是什么，不对就改；下次同样的表会记得。",
            )

    def _on_table_choice_activated(self, place: int) -> None:
        self._show_table(self.tables[place])

    def _on_settings_kind_chosen(self, kind: TableKind) -> None:
        opened, workspace = self.opened, self.context.workspace
        if opened is not None and opened.kind is not kind:
            self.context.tasks.run(
                lambda: match_columns.as_kind(workspace, opened, kind), self._show_table, owner=self
            )

    def _on_settings_changed(self) -> None:
        if self.opened is not None:
            self.opened = self.settings.apply_to(self.opened)
            self._show_choices()

    def _on_table_picked(self, place: int, key: str) -> None:
        opened = self.opened
        if opened is None:
            return
        field = next((one for one in TableField if one.value == key), None)
        self._decided.add(place)
        self.opened = replace(opened, matching=opened.matching.with_field(place, field, opened.words))
        self._show_choices()

    # ---- the count under the table -------------------------------------------------------------------------------

    def _ask_count(self) -> None:
        opened, workspace = self.opened, self.context.workspace
        if opened is None or self.stack.currentIndex() != MATCH:
            return
        if match_columns.doubts(opened, decided=self._decided):
            self.count_label.setText("")
            self.table.free.mark_left_out({})
            return
        self._generation += 1
        generation = self._generation
        self.context.tasks.run(
            lambda: take_lists.preview(workspace, [match_columns.matched(opened)]),
            lambda intake: self._show_count(generation, intake),
            owner=self,
        )

    def _show_count(self, generation: int, intake: ListIntake) -> None:
        if generation != self._generation:
            return
        left_out = {one.row: one.reason for table in intake.tables for one in table.left_out}
        self.table.free.mark_left_out(left_out)
        words = counted_words(dict(intake.counts))
        money = f"；要存的金额合计 {wan(intake.total_fen)} 万元" if intake.total_fen else ""
        self.count_label.setText(f"照现在这样：{words or '一行也取不到'}{money}。")

    # ---- the preview and storing ---------------------------------------------------------------------------------

    def _on_next(self) -> None:
        opened, workspace = self.opened, self.context.workspace
        if opened is None:
            return
        progress = Progress("比对")
        self._begin("正在与已有数据比对", progress)

        def work() -> ListIntake:
            match_columns.remember(workspace, opened)
            return take_lists.preview(workspace, [match_columns.matched(opened)], progress)

        self.context.tasks.run(
            work, self._on_previewed, progress=progress, on_error=self._on_stopped, owner=self
        )

    def _on_stopped(self, error: JxError) -> None:
        self.stack.setCurrentIndex(MATCH if self.intake is None else PREVIEW)
        if not isinstance(error, Cancelled):
            self.context.tasks.failed.emit(error)

    def _on_previewed(self, intake: ListIntake) -> None:
        self.intake = intake
        self.preview.show_rows(rows_of_lists(intake))
        takes = sum(row.stores_something for row in intake.rows)
        self.store_button.setEnabled(takes > 0)
        self.store_button.setText(f"存入 {takes} 行" if takes else "没有要存的")
        findings = [finding for table in intake.tables for finding in table.findings]
        said = "".join(finding.message for finding in findings)
        weighs = any(finding.severity is not Severity.ADVICE for finding in findings)
        if takes:
            intro = "还没有存。存入前会自动备份；存入以后，只要没有在上面接着改，就可以撤销。"
            self.preview.bar.say(Tone.WARN if weighs else Tone.INFO, f"{intro}{said}")
        else:
            self.preview.bar.say(Tone.WARN, f"没有要存的：原因写在每一行的“说明”里。{said}")
        self.stack.setCurrentIndex(PREVIEW)
        self.store_button.setDefault(True)
        (self.store_button if takes else self.preview.table).setFocus()

    def _on_back(self) -> None:
        self.intake = None
        self.stack.setCurrentIndex(MATCH)
        self.next_button.setDefault(True)
        self._show_choices()

    def _on_store(self) -> None:
        intake, workspace = self.intake, self.context.workspace
        if intake is None:
            return
        progress = Progress("存入")
        self._begin("正在备份并存入", progress)
        self.context.tasks.run(
            lambda: take_lists.commit(workspace, intake, progress),
            self._on_stored,
            progress=progress,
            on_error=self._on_stopped,
            owner=self,
        )

    def _on_stored(self, result: ImportResult) -> None:
        self.result_id = result.id
        self.context.refresh.announce(Part.IMPORTS, Part.PROJECTS, Part.FILINGS, Part.BACKUPS)
        self.finish.show_stored(
            f"{counted_words(dict(result.counts))}。\n怎么对的列已经记住，下次同样的表不用再对。"
        )
        if self.opened is not None and self.opened.kind is TableKind.TREASURY_FIGURES:
            self.look_button.setText("好了")
        self.stack.setCurrentIndex(DONE)
        self.look_button.setFocus()
        if self._on_done is not None:
            self._on_done(result)

    def _on_undo(self) -> None:
        workspace, import_id = self.context.workspace, self.result_id
        self.finish.undo_button.setEnabled(False)
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
        self.finish.undo_button.setEnabled(True)
        self.context.tasks.failed.emit(error)

    def _on_look(self) -> None:
        is_list = self.opened is not None and self.opened.kind is TableKind.PROJECT_LIST
        self.accept()
        if is_list and self._on_done is None:
            self.context.open_page("projects")

    # ---- the end -------------------------------------------------------------------------------------------------

    def reject(self) -> None:
        """Leaves; what is under way is stopped."""
        self.work.progress.cancel()
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Leaves by the window's own button."""
        self.work.progress.cancel()
        super().closeEvent(event)
