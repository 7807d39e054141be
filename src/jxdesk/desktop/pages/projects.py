"""项目: the list of a year's projects, with its filters, search, order, sums and what can be done with the chosen ones."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, QSize, Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from jxdesk.actions import look
from jxdesk.actions.look import (
    ListStage,
    ProjectList,
    ProjectQuery,
    StageProgress,
    Totals,
    YearFacts,
    YearList,
)
from jxdesk.desktop import preferences, theme
from jxdesk.desktop.amounts import amount, unit
from jxdesk.desktop.columns import COLUMNS
from jxdesk.desktop.context import Context
from jxdesk.desktop.duty_buttons import offer
from jxdesk.desktop.followed import follow, followed_stage
from jxdesk.desktop.furniture import Bar, across, button, label, search_field, year_field
from jxdesk.desktop.pages.page import Page
from jxdesk.desktop.project_choice import ProjectChoice
from jxdesk.desktop.project_errands import ProjectErrands
from jxdesk.desktop.project_filters import ProjectFilters
from jxdesk.desktop.project_stack import ProjectStack
from jxdesk.desktop.project_table import ProjectTable, ProjectTableModel
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.scope_tree import ScopeCard
from jxdesk.desktop.selection_sums import sums_text
from jxdesk.desktop.stage_chooser import StageChooser
from jxdesk.desktop.stage_words import stage_word
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.theme import Tone
from jxdesk.domain.records.office_nodes import county_of
from jxdesk.domain.road.duties import Duty

ROOM_FOR_SUMMARY = 1100
ROOM_FOR_NAME = 240
"""What the name of an office takes in the title. Units: px of the page in the normal size."""
WORDS = frozenset({"name", "county", "unit"})
"""Columns of words, which a first click orders from the first letter on."""
SEARCH_MS = 150
SUMS_MS = 80
AROUND_MS = 40
"""The rest of a list and its sums wait this long, so that the next keystroke never waits for them."""


class ProjectsPage(Page):
    """The list of projects."""

    TITLE = "项目"
    HELP = "projects"
    SHOWS = frozenset({Part.PROJECTS, Part.FILINGS, Part.IMPORTS, Part.PACKAGES, Part.PREFERENCES})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.query = ProjectQuery(year=0)
        self.counts: dict[str, int] = {}
        self._year_facts: YearFacts | None = None
        self._search_timer = self._timer(SEARCH_MS, self._on_search_settled)
        self._sums_timer = self._timer(SUMS_MS, self._ask_sums)
        self._around_timer = self._timer(AROUND_MS, self._ask_around)
        self._is_whole = True
        self._first_wanted = False
        self.model = ProjectTableModel()
        self.model.block_wanted.connect(self._on_model_block_wanted)
        self.table = ProjectTable(self.model)
        self.choice = ProjectChoice(context, self.table, query=lambda: self.query)
        self._build_header()
        self._build_bar()
        self._build_filters()
        self._build_table()
        self.setFocusProxy(self.table)

    def _timer(self, ms: int, on_timeout: object) -> QTimer:
        made = QTimer(self)
        made.setSingleShot(True)
        made.setInterval(ms)
        made.timeout.connect(on_timeout)
        return made

    # ---- building --------------------------------------------------------------------------------------------

    def _build_header(self) -> None:
        self.year_choice = year_field()
        self.year_choice.setObjectName("year_choice")
        self.year_choice.currentIndexChanged.connect(self._on_year_choice_changed)
        self.stage_choice = StageChooser()
        self.stage_choice.wanted.connect(self._on_stage_wanted)
        self.summary = label(role="second", name="list_summary")
        self.search = search_field("search", "查找项目", "名称、编码、单位，可用拼音首字母")
        self.search.setMinimumWidth(180)
        self.search.setMaximumWidth(320)
        self.search.textChanged.connect(lambda _: self._search_timer.start())
        self.search.returnPressed.connect(self._on_search_return)
        errands = self.errands = ProjectErrands(
            self.context, self, query=lambda: self.query, choice=self.choice
        )
        self.new_button = button("新建项目", errands.start_new, icon="plus", name="new_project")
        self.import_button = button(
            "从 Excel 导入", self.errands.start_import, icon="table", name="import_button"
        )
        self.export_button = button("导出表格", errands.start_export, icon="export", name="export_button")
        self.seal_button = button(
            "封装送出", errands.start_seal, icon="seal", kind="primary", name="seal_button"
        )
        self.header_row.addWidget(self.year_choice)
        self.header_row.addWidget(self.stage_choice)
        self.header_row.addWidget(self.summary)
        self.header_row.addStretch(1)
        self.header_row.addWidget(self.search, 4)
        buttons = (self.new_button, self.import_button, self.export_button, self.errands.more)
        for one in (*buttons, self.seal_button):
            self.header_row.addWidget(one)

    def _build_bar(self) -> None:
        self.bar = Bar(name="problem_bar")
        self.only_problems = button("", self._on_only_problems, name="only_problems")
        self.bar.row.addWidget(self.only_problems)
        self.bar.hide()
        self.body.addWidget(self.bar)

    def _build_filters(self) -> None:
        self.filters = ProjectFilters()
        self.filters.changed.connect(self._on_filters_changed)
        self.filters.compact.toggled.connect(self._on_compact_toggled)
        self.body.addWidget(self.filters)

    def _on_compact_toggled(self, on: bool) -> None:
        preferences.COMPACT.put(on)
        self.table.set_compact(on)

    def _build_table(self) -> None:
        self.table.set_compact(self.filters.compact.isChecked())
        self.table.opened.connect(self.open_position)
        self.table.selection_changed.connect(self._on_selection_changed)
        self.table.horizontalHeader().sectionClicked.connect(self._on_header_clicked)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self.errands.show_menu)
        copy = QAction("复制", self.table)
        copy.setShortcut(QKeySequence.StandardKey.Copy)
        copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        copy.triggered.connect(self.errands.copy_chosen)
        self.table.addAction(copy)
        self.stack = ProjectStack(
            self.table, start_import=self.errands.start_import, clear_filters=self.clear_filters
        )
        self.totals = self.stack.totals
        self.offices = ScopeCard(self.context, "list_offices")
        self.offices.shown.connect(self._show_counties)
        self.context.scope.changed.connect(self._on_scope_changed)
        beside = across(self.offices, self.stack, spacing=8)
        beside.setStretch(1, 1)
        self.body.addLayout(beside, 1)

    # ---- loading ---------------------------------------------------------------------------------------------

    def _show_years_and_list(self, first: YearList) -> None:
        self._show_years(list(first.years))
        if self.context.scope.path:
            self._set_query(first.projects.query)
            return
        self.query = first.projects.query
        self._show_list(self.query, first.projects)

    def open(self, argument: object) -> None:
        """Opens the list with another filter, if one is named."""
        if isinstance(argument, ProjectQuery):
            query = argument._replace(year=argument.year or self.query.year)
            self._set_query(query._replace(stage=query.stage or self.query.stage or followed_stage()))

    def load(self) -> None:
        """Reads the list again, and what stands around it."""
        self._year_facts = None
        if not self.query.year:
            self.context.tasks.run(
                lambda: look.first_list(self.context.workspace, followed_stage()),
                self._show_years_and_list,
                lane=Lane.READ,
                owner=self,
            )
            return
        self._ask_list()

    def _ask_list(self) -> None:
        query, workspace = self.query, self.context.workspace
        self.context.tasks.run(
            lambda: look.projects(workspace, query),
            lambda shown: self._show_list(query, shown),
            lane=Lane.READ,
            owner=self,
        )

    def _ask_around(self) -> None:
        """Asks for the rest of the list, the sums of the list, and once a year for what stands around it: the rows come first."""
        query, workspace, tasks = self.query, self.context.workspace, self.context.tasks
        generation = self.model.generation
        if not self._is_whole:
            tasks.run(
                lambda: look.project_rows(workspace, query),
                lambda rows: self._show_rest(generation, rows),
                lane=Lane.READ,
                owner=self,
            )
        tasks.run(
            lambda: look.list_totals(workspace, query),
            lambda totals: self._show_totals(query, totals),
            lane=Lane.READ,
            owner=self,
        )
        facts = self._year_facts
        if facts is None or facts.year != query.year:
            self.offices.ask(query.year)
        if facts is None or (facts.year, facts.stage, facts.scope) != (query.year, query.stage, query.scope):
            tasks.run(
                lambda: look.year_facts(workspace, query.year, query.stage, scope=query.scope),
                self._show_year_facts,
                lane=Lane.READ,
                owner=self,
            )
            tasks.run(
                lambda: look.stages_of_year(workspace, query.year, scope=query.scope),
                lambda stages: self._show_stages(query, stages),
                lane=Lane.READ,
                owner=self,
            )

    def _show_rest(self, generation: int, rows: Sequence[int]) -> None:
        self.model.put_rest(generation, rows)
        if generation == self.model.generation:
            self.choice.restore()

    def _show_stages(self, query: ProjectQuery, stages: Sequence[StageProgress]) -> None:
        if (query.year, query.scope) == (self.query.year, self.query.scope) and self.query.stage is not None:
            self.stage_choice.show_stages(stages, self.query.stage)

    def _show_list(self, asked: ProjectQuery, shown: ProjectList) -> None:
        if asked != self.query:
            return
        self.query = shown.query
        if shown.query.stage is not None:
            self.stage_choice.show_chosen(shown.query.stage)
            self.table.show_form(shown.query.stage.form)
            self.table.fit_columns()
        self.choice.keep()
        self.model.show_list(shown.rows, shown.first)
        self.choice.restore()
        if self._first_wanted and shown.rows:
            self.table.selectRow(0)
        self._first_wanted = False
        self._on_selection_changed()
        self.stack.show_list(has_rows=bool(shown.rows), is_plain=self.query.is_plain)
        self.totals.show_totals(None)
        self._is_whole = shown.is_whole
        self._around_timer.start()
        has_rows = bool(shown.rows)
        self.export_button.setEnabled(has_rows)
        self.errands.more.setEnabled(has_rows)
        offer(self.seal_button, self.context.workspace, Duty.SEAL, when=has_rows)

    def _show_totals(self, query: ProjectQuery, totals: Totals) -> None:
        if query != self.query:
            return
        self.totals.show_totals(totals)
        self.summary.setText(f"{totals.count:,} 个，{amount(totals.budget_fen)} {unit()}")

    def _show_year_facts(self, facts: YearFacts) -> None:
        query = self.query
        if (facts.year, facts.stage, facts.scope) != (query.year, query.stage, query.scope):
            return
        self._year_facts = facts
        self.counts = dict(facts.counts)
        self.filters.show_facts(self.query, facts)
        self._show_bar()

    def _on_only_problems(self) -> None:
        self._choose_state("" if self.query.state == "problem" else "problem")

    def _show_bar(self) -> None:
        """Says what must be mended, whatever the list shows: what is below must not jump away under the mouse."""
        problems = self.counts.get("problem", 0)
        self.bar.setVisible(problems > 0)
        if problems:
            self.bar.say(
                Tone.WARN, f"{problems} 个项目的{self._word()}里有必须改的问题，改好以后才能封装送出。"
            )
            is_shown = self.query.state == "problem"
            self.only_problems.setText("看全部" if is_shown else f"只看这 {problems} 个")

    def _word(self) -> str:
        return stage_word(self.query.stage) if self.query.stage is not None else "自评"

    def _show_years(self, years: list[int]) -> None:
        with QSignalBlocker(self.year_choice):
            self.year_choice.clear()
            for year in years:
                self.year_choice.addItem(f"{year} 年度", year)
        self.year_choice.setVisible(bool(years))

    def _on_model_block_wanted(self, number: int) -> None:
        generation, rows, query = self.model.generation, self.model.block_rows(number), self.query
        self.context.tasks.run(
            lambda: look.project_block(self.context.workspace, query, rows),
            lambda block: self.model.put_block(number, generation, block),
            lane=Lane.READ,
            owner=self,
        )

    # ---- filters, order, sums --------------------------------------------------------------------------------

    def _set_query(self, query: ProjectQuery) -> None:
        """Changes the filters, puts the widgets in step with them and reads the list of the office that is looked at."""
        query = self.query = query._replace(scope=self.context.scope.path)
        with QSignalBlocker(self.search):
            self.search.setText(query.text)
        self.filters.show_query(query)
        with QSignalBlocker(self.year_choice):
            self.year_choice.setCurrentIndex(max(0, self.year_choice.findData(query.year)))
        header = self.table.horizontalHeader()
        keys = [column.key for column in COLUMNS]
        header.setSortIndicatorShown(query.sort in keys)
        if query.sort in keys:
            order = Qt.SortOrder.DescendingOrder if query.descending else Qt.SortOrder.AscendingOrder
            header.setSortIndicator(keys.index(query.sort), order)
        if self.isVisible():
            self._ask_list()
            self._show_bar()
        else:
            self.stale = True

    def clear_filters(self) -> None:
        """Shows the whole year again, of all offices."""
        self.context.scope.choose("", "")
        self._set_query(ProjectQuery(year=self.query.year, stage=self.query.stage))

    def _on_scope_changed(self) -> None:
        self.title_label.setText(self.context.scope.title(self.TITLE))
        self._make_room()
        self._show_counties()
        if self.query.year:
            self._set_query(self.query)

    def _show_counties(self) -> None:
        """Says of which county each line is, where they are of several."""
        of_one = bool(county_of(self.context.scope.path))
        self.table.show_counties(bool(self.offices.counties) and not of_one)

    def _choose_state(self, state: str) -> None:
        self._set_query(self.query._replace(state=state, rate_below=None))

    def _on_filters_changed(self) -> None:
        self._set_query(self.filters.apply_to(self.query))

    def _on_year_choice_changed(self, _index: int) -> None:
        year = self.year_choice.currentData()
        if year:
            self._set_query(ProjectQuery(year=year, stage=followed_stage()))

    def _on_stage_wanted(self, stage: ListStage) -> None:
        follow(stage)
        self._set_query(self.query._replace(stage=stage, state="", rate="", rate_below=None))

    def _on_search_settled(self) -> None:
        text = self.search.text().strip()
        if text != self.query.text:
            self._set_query(self.query._replace(text=text))

    def _on_search_return(self) -> None:
        self._search_timer.stop()
        self._first_wanted = self.search.text().strip() != self.query.text
        self._on_search_settled()
        self.table.setFocus()
        if not self._first_wanted and self.model.rowCount():
            self.table.selectRow(0)

    def _on_header_clicked(self, section: int) -> None:
        key = COLUMNS[section].key
        if self.query.sort != key:
            self._set_query(self.query._replace(sort=key, descending=key not in WORDS))
        elif self.query.descending == (key not in WORDS):
            self._set_query(self.query._replace(descending=not self.query.descending))
        else:
            self._set_query(self.query._replace(sort="", descending=False))

    def _on_selection_changed(self) -> None:
        self.totals.show_chosen(self.choice.count)
        self._sums_timer.start()

    def _ask_sums(self) -> None:
        rows, query = self.choice.numbers(), self.query
        if not rows:
            self.context.tell_sums("")
            return
        self.context.tasks.run(
            lambda: look.selected_totals(self.context.workspace, query, rows),
            self._show_sums,
            lane=Lane.READ,
            owner=self,
        )

    def _show_sums(self, totals: Totals) -> None:
        if self.isVisible():
            self.context.tell_sums(sums_text(totals))

    # ---- what can be done ------------------------------------------------------------------------------------

    def open_position(self, position: int) -> None:
        """Opens a row's project."""
        row = self.model.row_at(position)
        if row is None:
            return
        if row.is_classified:
            self.context.tell("涉密项目只计数，不保存名称、金额和文字，没有可以打开的内容。")
            return
        self.context.open_page("project", row.id)

    # ---- the frame -------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leaves out the summary where there is no room for it; the row below the list says it too."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        self.offices.fit(self.width())
        wanted = ROOM_FOR_SUMMARY + (ROOM_FOR_NAME if self.context.scope.path else 0)
        self.summary.setVisible(self.width() >= theme.scaled(wanted))

    def find_field(self) -> QLineEdit:
        """The search field."""
        return self.search

    def panes(self) -> list[QWidget]:
        """The table first, then search, filters and offices."""
        return [self.table, self.search, self.filters.chips.button(0), *self.offices.panes()]

    def sizeHint(self) -> QSize:
        """Takes the room there is."""
        return QSize(1200, 700)
