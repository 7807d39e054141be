"""监控: one cut-off month of all own projects in a grid, with the treasury's figures, lights, filters and sums."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QLineEdit,
    QStackedWidget,
    QWidget,
)

from jxdesk.actions import look, rectify
from jxdesk.desktop import preferences, theme
from jxdesk.desktop.amounts import amount, percent, unit
from jxdesk.desktop.context import Context
from jxdesk.desktop.duty_buttons import offer
from jxdesk.desktop.furniture import EmptyState, across, button, down, icon_button, label, search_field
from jxdesk.desktop.monitoring.errands import MonthErrands
from jxdesk.desktop.monitoring.filters import MonitoringFilters
from jxdesk.desktop.monitoring.grid import MonitoringGrid
from jxdesk.desktop.monitoring.line_view import LineView
from jxdesk.desktop.monitoring.model import MonitoringModel
from jxdesk.desktop.monitoring.month_buttons import MonthButtons
from jxdesk.desktop.monitoring.month_choice import MonthChoice
from jxdesk.desktop.monitoring.session import AFTER_PAINT_MS, MonitoringSession
from jxdesk.desktop.monitoring.todo_bar import TodoBar
from jxdesk.desktop.monitoring.totals import MonitoringTotalsRow
from jxdesk.desktop.pages.page import Page
from jxdesk.desktop.refresh import Changes, Part
from jxdesk.desktop.scope_tree import ScopeCard
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.unit_switch import UnitSwitch
from jxdesk.domain.monitoring.rows import MonitoringFilter, totals_of
from jxdesk.domain.records.filings import MoneyUnit
from jxdesk.domain.road.duties import Duty
from jxdesk.store.shipped.forms import DEFAULT_RULE_PACK, rule_packs

SEARCH_MS = 180
ROOM_FOR_SUMMARY = 1120
ROOM_FOR_TOOLS = 1180
ROOM_FOR_NAME = 240
"""Units: px of the page in the normal size."""


class MonitoringWish(NamedTuple):
    """What the page is asked to show; nought leaves year or month as they are."""

    year: int = 0
    period: int = 0
    wanted: MonitoringFilter = MonitoringFilter.ALL


class MonitoringPage(Page):
    """The bulk grid of a month."""

    TITLE = "监控"
    HELP = "monitoring"
    SHOWS = frozenset({Part.PROJECTS, Part.FILINGS, Part.IMPORTS})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.session = MonitoringSession(context, self)
        self.model = MonitoringModel(self.session, self)
        self.errands = MonthErrands(context, self, self.session, self.load)
        self.wish = MonitoringWish()
        self._lines: LineView | None = None
        self._search_timer = QTimer(self)
        self._search_timer.setSingleShot(True)
        self._search_timer.setInterval(SEARCH_MS)
        self._search_timer.timeout.connect(lambda: self.session.show_only(text=self.search.text().strip()))
        self._build_header()
        self._build_bar()
        self._build_filters()
        self._build_grid()
        self._bind_keys()
        self.session.begun.connect(self._on_begun)
        self.session.loaded.connect(self._on_loaded)
        self.session.refilled.connect(self._show_sums)
        self.session.changed.connect(lambda _: self._show_sums())
        self.session.stepped.connect(self._on_stepped)

    # ---- building ---------------------------------------------------------------------------------------------

    def _build_header(self) -> None:
        self.month_choice = MonthChoice(self)
        self.month_choice.chosen.connect(self._on_month_chosen)
        self.summary = label("", role="second", name="monitoring_summary")
        self.unit_switch = UnitSwitch(self.context, name="monitoring_unit")
        self.search = search_field("search", "查找项目", "名称、编码、单位，可用拼音首字母")
        self.search.setMinimumWidth(160)
        self.search.setMaximumWidth(280)
        self.search.textChanged.connect(lambda _: self._search_timer.start())
        self.undo_button = icon_button("undo", "撤销（Ctrl+Z）", self.session.undo, name="monitoring_undo")
        self.redo_button = icon_button("redo", "重做（Ctrl+Y）", self.session.redo, name="monitoring_redo")
        self.treasury_button = button(
            "从国库表导入", self.errands.start_treasury, icon="table", name="treasury_button"
        )
        self.export_button = button(
            "导出表格", self.errands.start_export, icon="export", name="export_button"
        )
        self.seal_button = button(
            "封装送出", self.errands.start_seal, icon="seal", kind="primary", name="seal_button"
        )
        row = self.header_row
        for one in (self.month_choice.year, self.month_choice.period, self.summary, self.unit_switch.button):
            row.addWidget(one)
        row.addStretch(1)
        row.addWidget(self.search, 4)
        row.addWidget(self.undo_button)
        row.addWidget(self.redo_button)
        for tool in (self.treasury_button, self.export_button, self.seal_button):
            row.addWidget(tool)
        self._on_stepped()

    def _build_bar(self) -> None:
        self.bar = TodoBar(self.session, lambda: not self.shows_lines)
        self.bar.wanted.connect(self._choose)
        self.body.addWidget(self.bar)

    def _build_filters(self) -> None:
        self.buttons = MonthButtons(
            self.context,
            self,
            self.session,
            choose_figures=self.choose_figures,
            show_lines=self.show_lines,
        )
        self.filters = MonitoringFilters(*self.buttons.all)
        self.filters.chosen.connect(lambda wanted: self.session.show_only(wanted=wanted))
        self.body.addWidget(self.filters)

    def _build_grid(self) -> None:
        self.grid = MonitoringGrid(self.model)
        self.totals = MonitoringTotalsRow(self.grid)
        self.grid.opened.connect(self.errands.open_project)
        self.grid.figures_wanted.connect(self.choose_figures)
        self.grid.told.connect(self.context.tell)
        self.grid.summed.connect(self.context.tell_sums)
        self.no_projects = EmptyState(
            "projects",
            "还没有项目",
            "先导入项目清单或往年的自评表，项目和预算就都有了。",
            button(
                "去项目页", partial(self.context.open_page, "projects"), kind="primary", name="to_projects"
            ),
            name="no_projects",
        )
        self.no_match = EmptyState(
            "search",
            "没有符合条件的项目",
            "换个词，或者看全部。",
            button("看全部", self._show_all, name="show_all"),
            name="no_match",
        )
        self.stack = QStackedWidget()
        holder = QWidget()
        holder.setLayout(down(self.grid, self.totals, spacing=0))
        for one in (holder, self.no_projects, self.no_match):
            self.stack.addWidget(one)
        self.offices = ScopeCard(self.context, "month_offices", with_figures=True)
        self.offices.shown.connect(self._show_counties)
        self.context.scope.changed.connect(self._on_scope_changed)
        beside = across(self.offices, self.stack, spacing=8)
        beside.setStretch(1, 1)
        self.body.addLayout(beside, 1)
        self.session.scope = self.context.scope.path

    def _bind_keys(self) -> None:
        keys: tuple[tuple[str, Callable[[], None]], ...] = (
            ("Ctrl+Z", self._on_undo),
            ("Ctrl+Y", self._on_redo),
            ("Ctrl+Shift+Z", self._on_redo),
            ("Ctrl+I", self._on_other_view),
        )
        for sequence, action in keys:
            shortcut = QShortcut(QKeySequence(sequence), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(action)

    # ---- loading ----------------------------------------------------------------------------------------------

    def open(self, argument: object) -> None:
        """Opens a month, with a filter where one is named."""
        if isinstance(argument, MonitoringWish):
            self.wish = argument
            self.stale = True
        if self.stale:
            # The database reads the month while the page is laid out.
            self.stale = False
            self.load()

    def load(self) -> None:
        """Reads the month again."""
        year = self.wish.year or self.session.year
        if year:
            self._load_month(year)
            return
        workspace = self.context.workspace
        self.context.tasks.run(
            lambda: look.newest_year(workspace), self._on_newest_year, lane=Lane.READ, owner=self
        )

    def _on_newest_year(self, year: int) -> None:
        if not year:
            self.stack.setCurrentWidget(self.no_projects)
            return
        self._load_month(year)

    def _load_month(self, year: int) -> None:
        period = self.wish.period or self.session.period
        if not period:
            kept = preferences.MONITORING_PERIOD.get()
            usual = rule_packs()[DEFAULT_RULE_PACK].monitoring.periods
            period = int(kept) if kept.isdecimal() else usual[0]
        if self.wish.wanted is not MonitoringFilter.ALL:
            self.session.wanted = self.wish.wanted
        self.wish = MonitoringWish()
        self._on_scope_changed()
        self.session.load(year, period)

    def _on_scope_changed(self) -> None:
        scope = self.context.scope
        self.title_label.setText(scope.title(self.TITLE))
        self.session.scope_name = scope.name
        self._make_room()
        if self.session.scope != scope.path:
            self._commit_open_editor()
            self.session.show_only(scope=scope.path)

    def _make_room(self) -> None:
        self.offices.fit(self.width())
        wanted = ROOM_FOR_SUMMARY + (ROOM_FOR_NAME if self.context.scope.path else 0)
        self.summary.setVisible(self.width() >= theme.scaled(wanted))

    def _show_counties(self) -> None:
        """Says of which county each row is, where they are of several."""
        if self.session.counties != self.offices.counties:
            self.session.counties = self.offices.counties
            self.model.show_in(self.model.unit)
            self.grid.fit_columns()

    def on_changes(self, changes: Changes) -> None:
        """Hears of a write; the grid's own are in it already, and another unit is read from nowhere."""
        if changes.touches(Part.PREFERENCES):
            self._show_unit()
        if not self.session.is_writing:
            super().on_changes(changes)

    def _show_unit(self) -> None:
        """Shows another unit; what is being typed is still meant in the one before."""
        wanted = MoneyUnit(unit())
        if wanted is not self.model.unit:
            self.grid.commit_open_editor()
            self.model.show_in(wanted)
            self.grid.fit_columns()
            if self.session.rows:
                self._show_sums()

    def _on_begun(self) -> None:
        """Shows which month it is, and its first rows."""
        session = self.session
        assert session.rules is not None
        usual = session.rules.monitoring.periods
        self.month_choice.show_month(session.year, session.period, filled=session.months, usual=usual)
        self.filters.show_chosen(session.wanted)
        self.grid.fit_columns()
        self.grid.begin_typing(is_whole=session.is_whole)
        QTimer.singleShot(AFTER_PAINT_MS, self, lambda: self.offices.ask(session.year))

    def _on_loaded(self) -> None:
        workspace = self.context.workspace
        self.context.tasks.run(
            lambda: rectify.ledger(workspace), self.buttons.show_open, lane=Lane.READ, owner=self
        )
        self.grid.fit_columns()
        self.grid.begin_typing()
        if self.shows_lines:
            self.lines.session.load()

    def _on_month_chosen(self, year: int, period: int) -> None:
        self._commit_open_editor()
        preferences.MONITORING_PERIOD.put(str(period))
        self.session.load(year, period)

    # ---- the view of indicators -------------------------------------------------------------------------------

    @property
    def lines(self) -> LineView:
        """The view of the indicators, made when it is first asked for."""
        if self._lines is None:
            self._lines = LineView(self.context, self.session)
            self._lines.left.connect(self.show_figures)
            self._lines.grid.opened.connect(self.errands.open_project)
            self._lines.grid.told.connect(self.context.tell)
            self._lines.grid.summed.connect(self.context.tell_sums)
            self.stack.addWidget(self._lines)
        return self._lines

    @property
    def shows_lines(self) -> bool:
        """Whether the indicators are in sight, and not the figures."""
        return self._lines is not None and self.stack.currentWidget() is self._lines

    def show_lines(self) -> None:
        """Lists the indicators of the projects in sight, or of the selected ones where there are several."""
        self._commit_open_editor()
        selected = tuple(dict.fromkeys(self.grid.chosen_ids()))
        chosen = selected if len(selected) > 1 else self.session.shown
        self.stack.setCurrentWidget(self.lines)
        for one in (self.filters, self.bar):
            one.hide()
        self._choose(MonitoringFilter.ALL)
        self.lines.open(chosen if len(chosen) < len(self.session.rows) else ())
        self.lines.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_figures(self) -> None:
        """Shows the figures again."""
        self._commit_open_editor()
        self.stack.setCurrentIndex(0)
        self.filters.show()
        self._show_sums()
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_other_view(self) -> None:
        if self.shows_lines:
            self.show_figures()
        elif self.session.rows:
            self.show_lines()

    def _commit_open_editor(self) -> None:
        self.grid.commit_open_editor()
        if self._lines is not None:
            self._lines.grid.commit_open_editor()

    # ---- showing ----------------------------------------------------------------------------------------------

    def _show_sums(self) -> None:
        """Shows what the list comes to; while only its first rows are here, that it is being read."""
        session = self.session
        self.unit_switch.show_unit()
        if session.is_whole:
            self._show_totals()
            self.filters.show_counts(session.counts())
        else:
            self.totals.show_reading()
            self.summary.setText("")
            self.filters.show_counts(None)
        if self.shows_lines:
            pass
        elif session.shown or not session.is_whole:
            self.stack.setCurrentIndex(0)
        else:
            self.stack.setCurrentWidget(self.no_match if session.rows else self.no_projects)
        self.buttons.offer()
        has_forms = session.is_whole and any(row.filing_id for row in session.rows.values())
        self.export_button.setEnabled(has_forms)
        offer(self.seal_button, self.context.workspace, Duty.SEAL, when=has_forms)
        self.bar.look_soon()

    def _show_totals(self) -> None:
        totals = totals_of(self.session.shown_rows())
        self.totals.show_totals(totals)
        rate = f"，{percent(totals.rate)}" if totals.rate is not None else ""
        self.summary.setText(f"已执行 {amount(totals.executed_fen)} {unit()}{rate}")

    def _show_all(self) -> None:
        self.search.clear()
        self.context.scope.choose("", "")
        self._choose(MonitoringFilter.ALL)

    def _choose(self, wanted: MonitoringFilter) -> None:
        self.filters.show_chosen(wanted)
        self.session.show_only(wanted=wanted)

    def _on_stepped(self) -> None:
        self.undo_button.setEnabled(self.session.can_undo)
        self.redo_button.setEnabled(self.session.can_redo)

    # ---- what can be done -------------------------------------------------------------------------------------

    def _on_undo(self) -> None:
        self._commit_open_editor()
        self.session.undo()

    def _on_redo(self) -> None:
        self._commit_open_editor()
        self.session.redo()

    def choose_figures(self) -> None:
        """Asks which figure counts, for the selected rows where there are any."""
        self.errands.choose_figures(self.grid.chosen_ids())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leaves out what there is no room for: words that the sums below say too, and those of a button with a sign."""
        super().resizeEvent(event)
        self._make_room()
        self.buttons.saving.show_words(self.width() >= theme.scaled(ROOM_FOR_TOOLS))

    # ---- the frame --------------------------------------------------------------------------------------------

    def may_close(self) -> bool:
        """Takes what is being typed; every figure is saved by itself."""
        self._commit_open_editor()
        return True

    def find_field(self) -> QLineEdit:
        """The search field."""
        return self.search

    def panes(self) -> list[QWidget]:
        """The grid first, then search, filters and offices."""
        if self.shows_lines:
            return [self.lines.grid, self.search, self.lines.first()]
        return [self.grid, self.search, self.filters.first(), *self.offices.panes()]
