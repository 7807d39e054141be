"""工作台: what has to be done today, which projects come next, how far the year is, and whether the data is safe."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QLabel,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from jxdesk.actions import glance
from jxdesk.actions.glance import Dashboard
from jxdesk.desktop import theme
from jxdesk.desktop.amounts import amount, percent, unit
from jxdesk.desktop.context import Context
from jxdesk.desktop.deadline_card import DeadlineCard
from jxdesk.desktop.followed import follow, followed_stage
from jxdesk.desktop.furniture import Card, Row, across, button, clear, down, label, picture, scrolled
from jxdesk.desktop.moments import moment
from jxdesk.desktop.notes.card import NotesCard
from jxdesk.desktop.pages.page import Page
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.stage_bar import StageBar, swatch
from jxdesk.desktop.stick_bar import StickBar
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.theme import Tone

if TYPE_CHECKING:
    from jxdesk.actions.look import BackupFacts, ListStage, Morning, ProjectRow, StageProgress
    from jxdesk.domain.monitoring.rows import MonitoringTodo

STAGES = (
    ("sealed", "已封装", theme.ACCENT),
    ("finished", "已填好", "#5E9AA2"),
    ("draft", "填写中", theme.AMBER),
    ("none", "待填", theme.TRACK),
)
GRADES = (("优", theme.OK), ("良", theme.INFO), ("中", theme.AMBER), ("差", theme.ERROR))


class Todo(NamedTuple):
    """A line of 今天要做: how many, of what, and the verb that leads there."""

    key: str
    icon: str
    tone: Tone
    text: str
    verb: str


TODOS = (
    Todo("problem", "error", Tone.ERROR, "个项目的{word}有必须改的问题，改好才能封装", "看问题"),
    Todo("none", "edit", Tone.WARN, "个项目还没有开始填{word}", "去填"),
    Todo("draft", "edit", Tone.INFO, "个项目的{word}填了一半", "接着填"),
    Todo("finished", "seal", Tone.OK, "个项目的{word}已填好，可以封装送出", "去封装"),
)


class DashboardPage(Page):
    """The first page."""

    TITLE = "工作台"
    HELP = "start"
    SHOWS = frozenset(
        {
            Part.PROJECTS,
            Part.FILINGS,
            Part.IMPORTS,
            Part.PACKAGES,
            Part.BACKUPS,
            Part.OFFICES,
            Part.PREFERENCES,
        }
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.shown: Dashboard | None = None
        self.year_choice = QComboBox()
        self.year_choice.setObjectName("dashboard_year")
        self.year_choice.setAccessibleName("年度")
        self.year_choice.setFixedWidth(112)
        self.year_choice.currentIndexChanged.connect(lambda _: self.load())
        self.summary = label(role="second", name="dashboard_summary")
        self.header_row.addWidget(self.year_choice)
        self.header_row.addWidget(self.summary)
        self.header_row.addStretch(1)
        self.header_row.addWidget(
            button("装订一套", self._on_print_set, icon="print", name="dashboard_print_set")
        )
        self.header_row.addWidget(
            button("从 Excel 导入", self._on_import, icon="table", name="dashboard_import")
        )
        full = QWidget()
        grid = QGridLayout(full)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(12)
        left = down(self._make_todo(), self._make_next(), spacing=12)
        left.setStretch(1, 1)
        self.deadlines = DeadlineCard(context)
        self.stick_bar = StickBar(context)
        self.body.addWidget(self.stick_bar)
        self.notes = NotesCard(context, is_year=True)
        right = down(self.deadlines, self.notes, self._make_progress(), self._make_safety(), None, spacing=12)
        for place, (name, box) in enumerate((("dashboard_main", left), ("dashboard_side", right))):
            column = QWidget()
            column.setLayout(box)
            grid.addWidget(scrolled(column, name=name), 0, place)
        grid.setColumnStretch(0, 5)
        grid.setColumnStretch(1, 3)
        self.stack = QStackedWidget()
        self.stack.addWidget(full)
        self.body.addWidget(self.stack, 1)

    # ---- building --------------------------------------------------------------------------------------------

    def _make_todo(self) -> Card:
        self.todo = Card("今天要做", name="todo_card", spacing=4)
        self.todo.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.todo_rows = QVBoxLayout()
        self.todo_rows.setSpacing(0)
        self.todo.body.addLayout(self.todo_rows)
        return self.todo

    def _make_next(self) -> Card:
        self.next_card = Card("先办这几个", name="next_card", spacing=4)
        self.next_rows = QVBoxLayout()
        self.next_rows.setSpacing(0)
        self.next_card.body.addLayout(self.next_rows)
        self.next_card.body.addStretch(1)
        return self.next_card

    def _make_progress(self) -> Card:
        self.progress = Card("全年进度", name="progress_card", spacing=8)
        self.progress.title_row.addWidget(
            button("看图表", self._on_charts, kind="link", icon="chart", name="dashboard_charts")
        )
        self.done_label = label(role="second", name="progress_done")
        self.stage_bar = StageBar([(word, colour) for _, word, colour in STAGES])
        self.stage_numbers = {key: label(role="strong", name=f"stage_{key}") for key, _, _ in STAGES}
        legend = across(spacing=18)
        for key, word, colour in STAGES:
            legend.addLayout(
                across(swatch(colour), label(word, role="second"), self.stage_numbers[key], spacing=6)
            )
        legend.addStretch(1)
        self.grade_numbers = {
            grade: label("0", role="big_number", name=f"grade_{grade}") for grade, _ in GRADES
        }
        self.stage_row = QGridLayout()
        self.stage_row.setSpacing(6)
        self.followed_label = label(role="block_title", name="followed_stage")
        self.progress.body.addLayout(self.stage_row)
        self.progress.body.addLayout(across(self.followed_label, None, self.done_label))
        marks = across(spacing=32)
        for grade, colour in GRADES:
            marks.addLayout(
                down(
                    self.grade_numbers[grade],
                    across(swatch(colour), label(grade, role="second"), None, spacing=6),
                    spacing=0,
                )
            )
        marks.addStretch(1)
        self.progress.body.addWidget(self.stage_bar)
        self.progress.body.addLayout(legend)
        self.grades = QWidget()
        self.grades.setLayout(down(label("得分等级（已填好的）", role="block_title"), marks, spacing=4))
        self.progress.body.addWidget(self.grades)
        self.rate_label = label(role="second", name="total_rate")
        self.progress.body.addWidget(self.rate_label)
        return self.progress

    def _make_safety(self) -> Card:
        self.safety = Card("数据安全", name="safety_card")
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        self.backup_line = _fact(grid, "上次备份", "backup_line")
        self.sealed_line = _fact(grid, "上次封装", "sealed_line")
        self.import_line = _fact(grid, "上次导入", "import_line")
        self.rules_line = _fact(grid, "评分规则", "rules_line")
        self.safety.body.addLayout(grid)
        self.backup_button = button("现在备份", self._on_backup, icon="backup", name="backup_button")
        self.safety.body.addSpacing(2)
        self.safety.body.addLayout(across(self.backup_button, None))
        return self.safety

    def _make_empty(self) -> QWidget:
        from jxdesk.desktop.furniture import EmptyState

        return EmptyState(
            "home",
            "从往年的自评表开始",
            "把单位往年的自评表（Excel）导入进来，项目、金额、指标和得分都会列出来，表里对不上的地方也会指出来。"
            "导入前先给您看一遍，导入后可以撤销。",
            button("从 Excel 导入", self._on_import, kind="primary", icon="table", name="empty_import"),
            name="no_data",
        )

    # ---- loading ---------------------------------------------------------------------------------------------

    def load(self) -> None:
        """Reads the numbers again."""
        year = self.year_choice.currentData() or 0
        database = self.context.opened.database
        self.context.tasks.run(
            lambda: glance.dashboard(database, year=year, stage=followed_stage()),
            self._on_read,
            lane=Lane.READ,
            owner=self,
        )

    def _on_read(self, shown: Dashboard) -> None:
        self.show_dashboard(shown)
        self.ask_more()

    def ask_more(self) -> None:
        """Asks for what wants rules and backups read: a moment after the numbers, so that those come first."""
        from jxdesk.actions import look, monitor
        from jxdesk.desktop.year_todos import YearTodos

        if self.shown is None or not self.shown.years:
            return
        workspace, year, stage = self.context.workspace, self.shown.year, self.shown.stage
        YearTodos(self.context, self.todo_rows, self).ask(year)
        self.deadlines.ask(year)
        self.notes.ask_year(year)
        self.stick_bar.ask()
        self.context.tasks.run(
            lambda: look.morning(workspace, year, stage), self.show_morning, lane=Lane.READ, owner=self
        )
        self.context.tasks.run(
            lambda: look.backup_facts(workspace), self.show_backups, lane=Lane.READ, owner=self
        )
        self.context.tasks.run(
            lambda: monitor.todos(workspace, year), self.show_monitoring, lane=Lane.READ, owner=self
        )

    def show_dashboard(self, shown: Dashboard) -> None:
        """Shows the numbers."""
        self.shown = shown
        with QSignalBlocker(self.year_choice):
            self.year_choice.clear()
            for year in shown.years:
                self.year_choice.addItem(f"{year} 年度", year)
            self.year_choice.setCurrentIndex(max(0, self.year_choice.findData(shown.year)))
        self.year_choice.setVisible(bool(shown.years))
        if not shown.years:
            self.summary.setText("")
            if self.stack.count() == 1:
                self.stack.addWidget(self._make_empty())
            self.stack.setCurrentIndex(1)
            return
        self.stack.setCurrentIndex(0)
        self.summary.setText(f"{shown.projects:,} 个项目，预算 {amount(shown.budget_fen)} {unit()}")
        self._show_todo(shown.counts)
        self._show_progress(shown)
        self.sealed_line.setText(
            f"{moment(shown.last_sealed)}，共 {shown.sent_count} 包" if shown.sent_count else "还没有封装过"
        )
        self.import_line.setText(moment(shown.last_import) or "还没有导入过")

    def _show_todo(self, counts: Mapping[str, int]) -> None:
        clear(self.todo_rows)
        word = self._word()
        lines = [todo._replace(text=todo.text.format(word=word)) for todo in TODOS if counts.get(todo.key)]
        for todo in lines:
            self._add_todo(todo, counts[todo.key], {"state": todo.key})
        if not lines:
            self.todo_rows.addWidget(
                label(
                    f"今天没有要做的事：本年度的{self._word()}都已封装。", role="second", name="nothing_to_do"
                )
            )

    def _word(self) -> str:
        """The word of the stage that is followed."""
        from jxdesk.desktop.stage_words import stage_word

        return stage_word(self.shown.stage) if self.shown is not None else "自评"

    def _add_todo(self, todo: Todo, count: int, filters: Mapping[str, Any]) -> None:
        number = label(str(count), role="block_title", tone=todo.tone, name=f"todo_count_{todo.key}")
        number.setMinimumWidth(30)
        number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        go = button(todo.verb, lambda: self._open_list(filters), name=f"todo_{todo.key}")
        go.setAccessibleName(f"{todo.verb}：{count}{todo.text}")
        go.setMinimumWidth(76)
        sign = picture(todo.icon, colour=theme.TONES[todo.tone][0])
        self.todo_rows.addWidget(Row(sign, number, label(todo.text), None, go))

    def _show_progress(self, shown: Dashboard) -> None:
        counts = shown.counts
        standing = dict(counts) | {"sealed": counts.get("sealed", 0) + counts.get("approved", 0)}
        for key, _, _ in STAGES:
            self.stage_numbers[key].setText(str(standing.get(key, 0)))
        self.stage_bar.show_counts([standing.get(key, 0) for key, _, _ in STAGES])
        self.followed_label.setText(self._word())
        self.grades.setVisible(any(shown.grades.get(grade) for grade, _ in GRADES))
        done = sum(counts.get(state, 0) for state in ("sealed", "finished", "approved"))
        self.done_label.setText(f"{done}/{counts.get('all', 0)} 已填好")
        for grade, number in self.grade_numbers.items():
            number.setText(str(shown.grades.get(grade, 0)))
        if shown.base_fen > 0:
            rate = percent(shown.executed_fen * 10_000 // shown.base_fen)
            self.rate_label.setText(f"已填项目的总执行率 {rate}")
        else:
            self.rate_label.setText("")

    def show_monitoring(self, todos: Sequence[MonitoringTodo]) -> None:
        """Adds a line for each thing to be done about the newest month of monitoring, and the way to its rows."""
        from jxdesk.desktop.pages.monitoring import MonitoringWish
        from jxdesk.domain.monitoring.standing import period_words

        year = self.shown.year if self.shown is not None else 0
        for old in self.findChildren(QWidget, "monitoring_todo"):
            old.setParent(None)
        for todo in todos:
            wish = MonitoringWish(year=year, period=todo.period, wanted=todo.wanted)
            go = button("去处理", partial(self.context.open_page, "monitoring", wish), name="todo_monitoring")
            words = label(f"{period_words(todo.period)}监控：{todo.words}")
            sign = picture("warning", colour=theme.TONES[Tone.WARN][0])
            row = Row(sign, words, None, go)
            row.setObjectName("monitoring_todo")
            self.todo_rows.addWidget(row)

    def show_morning(self, morning: Morning) -> None:
        """Adds the line about low execution, the rules in force, and the projects that come next."""
        if morning.low_count and not self.findChildren(QLabel, "todo_count_low"):
            todo = Todo(
                "low",
                "warning",
                Tone.WARN,
                f"个项目执行率低于 {morning.low_percent}%，表里要写明原因",
                "看项目",
            )
            self._add_todo(todo, morning.low_count, {"rate_below": morning.low_percent})
        self.rules_line.setText(morning.rules)
        self._show_next(morning.next_projects)
        self._show_stages(morning.stages)

    def _show_stages(self, stages: Sequence[StageProgress]) -> None:
        """A button for each stage of the year: how many are done of all; it leads to the list of those."""
        from jxdesk.desktop.stage_words import stage_word

        clear(self.stage_row)
        if self.shown is None:
            return
        total = self.shown.projects
        for place, one in enumerate(stages):
            word = stage_word(one.key)
            said = f"{word} {one.done}/{total}" if one.begun else f"{word} 未开始"
            go = button(said, partial(self._on_stage, one.key), kind="segment", name=f"stage_{one.key.form}")
            if one.key.period is not None:
                go.setObjectName(f"stage_{one.key.form}_{one.key.period}")
            go.setCheckable(True)
            go.setChecked(one.key == self.shown.stage)
            wrong = f"，有问题 {one.wrong} 个" if one.wrong else ""
            go.setToolTip(f"看{word}的项目列表：填了 {one.begun} 个，填好 {one.done} 个{wrong}")
            self.stage_row.addWidget(go, place // 2, place % 2)

    def _on_stage(self, stage: ListStage) -> None:
        """Follows another stage and opens its list."""
        follow(stage)
        self.stale = True
        self._open_list({"stage": stage})

    def _show_next(self, rows: Sequence[ProjectRow]) -> None:
        from jxdesk.desktop.columns import state_of
        from jxdesk.desktop.furniture import elided, pill

        clear(self.next_rows)
        self.next_card.setVisible(bool(rows))
        for row in rows[: 8 if theme.sizes() is theme.NORMAL and self.height() > 680 else 5]:
            word, tone = state_of(row)
            name = elided(row.name, name="next_name")
            unit = elided(row.implementing_unit or row.department, role="second", width=150)
            go = button("打开", partial(self.context.open_page, "project", row.id), kind="link")
            go.setAccessibleName(f"打开 {row.name}")
            note = label(f"{row.errors} 处必须改" if row.errors else "", role="second", tone=Tone.ERROR)
            self.next_rows.addWidget(Row(pill(word, tone), name, note, unit, go, stretch=1, air=3))

    def show_backups(self, facts: BackupFacts) -> None:
        """Shows when the data was last kept safe."""
        if not facts.at:
            text = "还没有备份"
        else:
            text = f"{moment(facts.at)}，本机留有 {facts.count} 份"
            if facts.second_place:
                text += f"，另存一份在 {facts.second_place}"
        if facts.second_trouble:
            text += f"\n另存没有成功：{facts.second_trouble}"
        if facts.paused:
            text += "\n恢复后自动备份已暂停，确认数据无误后请到“设置”里继续"
        self.backup_line.setText(text)

    # ---- what can be done ------------------------------------------------------------------------------------

    def _open_list(self, filters: Mapping[str, Any]) -> None:
        from jxdesk.actions.look import ProjectQuery

        year = self.shown.year if self.shown is not None else 0
        stage = self.shown.stage if self.shown is not None else None
        query = ProjectQuery(year, stage=stage)
        self.context.open_page("projects", query._replace(**filters))

    def _on_charts(self) -> None:
        self.context.open_page("charts", self.year_choice.currentData())

    def _on_import(self) -> None:
        from jxdesk.desktop.dialogs.take_in import TakeInDialog

        TakeInDialog(self.context, parent=self.window()).choose_and_open()

    def _on_print_set(self) -> None:
        from jxdesk.desktop.dialogs.print_set import PrintSetDialog

        if self.shown is not None and self.shown.year:
            PrintSetDialog(self.context, year=self.shown.year, parent=self.window()).open()

    def _on_backup(self) -> None:
        from jxdesk.desktop.backing_up import back_up_now

        back_up_now(self.context)

    def panes(self) -> list[QWidget]:
        """The first button of each block."""
        from PySide6.QtWidgets import QPushButton

        found = (card.findChild(QPushButton) for card in (self.todo, self.next_card, self.safety))
        return [one for one in found if one is not None]


def _fact(grid: QGridLayout, word: str, name: str) -> QLabel:
    row = grid.rowCount()
    grid.addWidget(label(word, role="second"), row, 0, Qt.AlignmentFlag.AlignTop)
    value = label(name=name, wrap=True)
    grid.addWidget(value, row, 1)
    return value
