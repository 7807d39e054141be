"""工作台: what has to be done today, which projects come next, how far the year is, and whether the data is safe."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QGridLayout, QStackedWidget, QWidget

from jxdesk.actions import glance
from jxdesk.actions.glance import Dashboard
from jxdesk.desktop import theme
from jxdesk.desktop.amounts import amount, unit
from jxdesk.desktop.below_card import BelowCard, EmptyCounty
from jxdesk.desktop.context import Context
from jxdesk.desktop.deadline_card import DeadlineCard
from jxdesk.desktop.followed import follow, followed_stage
from jxdesk.desktop.furniture import button, down, label, scrolled, year_field
from jxdesk.desktop.next_card import NextCard
from jxdesk.desktop.notes.card import NotesCard
from jxdesk.desktop.pages.page import Page
from jxdesk.desktop.progress_card import ProgressCard
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.safety_card import SafetyCard
from jxdesk.desktop.stick_bar import StickBar
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.todo_card import TodoCard
from jxdesk.desktop.unit_switch import UnitSwitch

if TYPE_CHECKING:
    from jxdesk.actions.look import ListStage, Morning
    from jxdesk.desktop.scope_tree import ScopeButton

TALL = 680
"""From this height on the page has room for more of the next projects. Units: px."""
NEXT_IN_ROOM, NEXT_AT_LEAST = 8, 5


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
            Part.ENROLMENT,
        }
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.shown: Dashboard | None = None
        self.year_choice = year_field()
        self.year_choice.setObjectName("dashboard_year")
        self.year_choice.currentIndexChanged.connect(lambda _: self.load())
        self.summary = label(role="second", name="dashboard_summary")
        self.scope_button: ScopeButton | None = None
        context.scope.changed.connect(self._on_scope_changed)
        self.header_row.addWidget(self.year_choice)
        self.header_row.addWidget(self.summary)
        self.unit_switch = UnitSwitch(context, name="dashboard_money_unit")
        self.header_row.addWidget(self.unit_switch.button)
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
        self.below = BelowCard(context)
        self.todo = TodoCard(context, self._open_list)
        self.next_card = NextCard(context)
        self.progress = ProgressCard(follow=self._on_stage, open_charts=self._on_charts)
        self.safety = SafetyCard(context)
        left = down(self.below, self.todo, self.next_card, None, spacing=12)
        left.setStretch(2, 99)  # what follows takes the room only where there is nothing to do next
        self.deadlines = DeadlineCard(context)
        self.stick_bar = StickBar(context)
        self.body.addWidget(self.stick_bar)
        self.notes = NotesCard(context, is_year=True)
        right = down(self.deadlines, self.notes, self.progress, self.safety, None, spacing=12)
        for place, (name, box) in enumerate((("dashboard_main", left), ("dashboard_side", right))):
            column = QWidget()
            column.setLayout(box)
            grid.addWidget(scrolled(column, name=name), 0, place)
        grid.setColumnStretch(0, 5)
        grid.setColumnStretch(1, 3)
        self.stack = QStackedWidget()
        self.stack.addWidget(full)
        self.nothing = QWidget()
        self.stack.addWidget(self.nothing)
        self.empty_county: EmptyCounty | None = None
        self.body.addWidget(self.stack, 1)

    # ---- building --------------------------------------------------------------------------------------------

    def _make_empty(self) -> QWidget:
        from jxdesk.desktop.furniture import EmptyState

        return EmptyState(
            "home",
            "从往年的自评表开始",
            "把单位往年的自评表（Excel）导入进来，项目、金额、指标和得分都会列出来，表里对不上的地方也会指出来。"
            "导入前先给您看一遍，导入后可以撤销。没有往年的表，就到“项目”里新建；想先练手，点左下角的“练习”。",
            button("从 Excel 导入", self._on_import, kind="primary", icon="table", name="empty_import"),
            name="no_data",
        )

    # ---- loading ---------------------------------------------------------------------------------------------

    def load(self) -> None:
        """Reads the numbers again."""
        year = self.year_choice.currentData() or 0
        database, scope = self.context.opened.database, self.context.scope.path
        self.context.tasks.run(
            lambda: glance.dashboard(database, year=year, stage=followed_stage(), scope=scope),
            self._on_read,
            lane=Lane.READ,
            owner=self,
        )

    def _on_read(self, shown: Dashboard) -> None:
        self.show_dashboard(shown)
        self.ask_more()

    def ask_more(self) -> None:
        """Asks for what wants rules and backups read: a moment after the numbers, so that those come first."""
        from jxdesk.actions import look

        if self.shown is None:
            return
        if not self.shown.years:
            self._ask_empty()
            return
        if self.context.scope.path:
            self.below.hide()  # it is of the whole desk
        else:
            self.context.when_warm(self.below.ask)
        workspace, year, stage = self.context.workspace, self.shown.year, self.shown.stage
        scope = self.context.scope.path
        self.context.when_warm(partial(self._ask_offices, year))
        self.todo.ask_more()
        self.deadlines.ask(year)
        self.notes.ask_year(year)
        self.stick_bar.ask()
        self.context.tasks.run(
            lambda: look.morning(workspace, year, stage, scope=scope),
            lambda morning: self.show_morning(morning) if scope == self.context.scope.path else None,
            lane=Lane.READ,
            owner=self,
        )
        self.context.tasks.run(
            lambda: look.backup_facts(workspace), self.safety.show_backups, lane=Lane.READ, owner=self
        )

    def _ask_empty(self) -> None:
        """Says where to begin: an office that others file with begins with them."""
        from jxdesk.desktop.duty_buttons import has_duty
        from jxdesk.domain.road.duties import Duty

        workspace = self.context.workspace
        self.context.tasks.run(
            lambda: has_duty(workspace, Duty.RECEIVE), self._show_empty, lane=Lane.READ, owner=self
        )

    def _show_empty(self, receives: bool) -> None:
        if self.shown is None or self.shown.years:
            return
        if self.stack.currentWidget() is self.nothing:
            if receives:
                self.empty_county = EmptyCounty(self.context, self._on_import)
            self.stack.addWidget(self.empty_county or self._make_empty())
            self.stack.setCurrentIndex(self.stack.count() - 1)
        if self.empty_county is not None:
            self.context.when_warm(self.empty_county.card.ask)

    def _ask_offices(self, year: int) -> None:
        """Offers the offices to look at; made late, because the first page is there before any errand is loaded."""
        from jxdesk.desktop.scope_tree import ScopeButton

        if self.scope_button is None:
            self.scope_button = ScopeButton(self.context, "dashboard_scope")
            self.header_row.insertWidget(self.header_row.indexOf(self.year_choice), self.scope_button.button)
        self.scope_button.ask(year)

    def _on_scope_changed(self) -> None:
        self.stale = True
        self.load_if_stale()

    def show_dashboard(self, shown: Dashboard) -> None:
        """Shows the numbers."""
        self.shown = shown
        with QSignalBlocker(self.year_choice):
            self.year_choice.clear()
            for year in shown.years:
                self.year_choice.addItem(f"{year} 年度", year)
            self.year_choice.setCurrentIndex(max(0, self.year_choice.findData(shown.year)))
        self.year_choice.setVisible(bool(shown.years))
        self.unit_switch.button.setVisible(bool(shown.years))
        if not shown.years:
            self.summary.setText("")
            if self.stack.currentIndex() == 0:
                self.stack.setCurrentWidget(self.nothing)
            return
        self.stack.setCurrentIndex(0)
        self.unit_switch.show_unit()
        self.summary.setText(f"{shown.projects:,} 个项目，预算 {amount(shown.budget_fen)} {unit()}")
        word = self._word()
        self.todo.show_counts(shown.year, shown.counts, word)
        self.progress.show_dashboard(shown, word)
        self.safety.show_dashboard(shown)

    def show_morning(self, morning: Morning) -> None:
        """Adds what the rules say: low execution, the projects that come next, how far each form of the year is."""
        if self.shown is None:
            return
        self.todo.show_morning(morning)
        self.safety.rules_line.setText(morning.rules)
        has_room = theme.sizes() is theme.NORMAL and self.height() > TALL
        self.next_card.show_projects(morning.next_projects[: NEXT_IN_ROOM if has_room else NEXT_AT_LEAST])
        self.progress.show_stages(morning.stages, self.shown)

    def _word(self) -> str:
        """The word of the stage that is followed."""
        from jxdesk.desktop.stage_words import stage_word

        return stage_word(self.shown.stage) if self.shown is not None else "自评"

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

    def _on_stage(self, stage: ListStage) -> None:
        """Follows another stage and opens its list."""
        follow(stage)
        self.stale = True
        self._open_list({"stage": stage})

    def panes(self) -> list[QWidget]:
        """The first button of each block."""
        from PySide6.QtWidgets import QPushButton

        empty = (self.empty_county.card.receive_button,) if self.empty_county is not None else ()
        found = (card.findChild(QPushButton) for card in (self.todo, self.next_card, self.safety))
        return [*empty, self.below.receive_button, *(one for one in found if one is not None)]
