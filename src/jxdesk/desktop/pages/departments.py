"""部门一览: every office of this desk on one list, how far its forms of the year are, and what its projects come to."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QStackedWidget, QWidget

from jxdesk.actions.department import OfficeRow, OfficeTree, office_tree
from jxdesk.desktop.amounts import amount, in_yuan, unit
from jxdesk.desktop.columns import PROBLEM, SETTLED, STATES
from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import EmptyState, across, button, down, header_choice, label, search_field
from jxdesk.desktop.list_saving import ShownListSaving
from jxdesk.desktop.list_table import ListTable, PillPainter
from jxdesk.desktop.office_tree import standing_word
from jxdesk.desktop.pages.page import Page
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.rows_model import RowsModel
from jxdesk.desktop.scope_tree import ScopeCard
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.theme import Tone
from jxdesk.desktop.unit_switch import UnitSwitch
from jxdesk.domain.lists.shown_list import Holds, ShownColumn, ShownList, ShownValue
from jxdesk.domain.records.filings import MoneyUnit
from jxdesk.domain.records.office_nodes import county_of
from jxdesk.domain.records.offices import covers
from jxdesk.domain.records.stages import YearStage
from jxdesk.store.shipped.first_letters import found_by_letters

ALL = "全部"
STATE_WORDS = (ALL, *(word for word, _ in (*STATES.values(), PROBLEM)))
COUNTS = (1, 2)
"""The columns of numbers: how many projects, and their budgets."""
IN_YUAN = 3
"""What 元 take more than 万元; 字."""


class DepartmentsPage(Page):
    """The list of offices, looked at by one stage of the year."""

    TITLE = "部门一览"
    HELP = "department"
    SHOWS = frozenset({Part.OFFICES, Part.PROJECTS, Part.FILINGS, Part.IMPORTS, Part.PREFERENCES})

    def __init__(self, context: Context) -> None:
        super().__init__(context, with_back=True)
        self.tree: OfficeTree | None = None
        self.year: int | None = None
        self.state = ALL
        self.shown: Sequence[OfficeRow] = ()
        self._letters: dict[str, str] = {}
        self._build_header()
        self._build_filters()
        self._build_table()

    # ---- building --------------------------------------------------------------------------------------------

    def _build_header(self) -> None:
        self.years = header_choice("departments_year", "年度")
        self.years.activated.connect(self._on_year)
        self.stages = header_choice("departments_stage", "看哪张表")
        self.stages.activated.connect(lambda _: self._show_rows())
        self.search = search_field("departments_search", "查找单位", "名称，可用拼音首字母")
        self.search.setMinimumWidth(160)
        self.search.setMaximumWidth(280)
        self.search.textChanged.connect(lambda _: self._show_rows())
        self.saving = ShownListSaving(self.context, self, self.shown_list, name="departments_save_list")
        row = self.header_row
        for one in (self.years, self.stages):
            row.addWidget(one)
        row.addStretch(1)
        row.addWidget(self.search, 4)
        row.addWidget(self.saving.button)

    def _build_filters(self) -> None:
        self.chips = QButtonGroup(self)
        for number, word in enumerate(STATE_WORDS):
            chip = button(word, kind="chip", name=f"departments_chip_{number}")
            chip.setCheckable(True)
            chip.setChecked(word == ALL)
            chip.clicked.connect(lambda _=False, word=word: self._choose(word))
            self.chips.addButton(chip, number)
        self.body.addLayout(across(*self.chips.buttons(), None, spacing=14))

    def _build_table(self) -> None:
        self.model = RowsModel((), right=COUNTS)
        self.table = ListTable(self.model, (0,), name="departments_table", meaning="各单位")
        self.table.setItemDelegate(
            PillPainter(self.table, pills=3, tone_of=lambda row: self.model.tones[row], right=COUNTS)
        )
        self.table.opened.connect(self._open)
        self.unit_switch = UnitSwitch(self.context, name="departments_unit")
        self.sums = label("", role="strong", name="departments_sums")
        self.nothing = EmptyState(
            "search", "没有符合条件的单位", "换个词，或者点“全部”。", name="no_departments"
        )
        holder = QWidget()
        holder.setLayout(
            down(
                self.table, across(self.sums, self.unit_switch.button, None, margins=(8, 0, 8, 0)), spacing=8
            )
        )
        self.stack = QStackedWidget()
        for one in (holder, self.nothing):
            self.stack.addWidget(one)
        self.offices = ScopeCard(self.context, "departments_offices")
        self.offices.shown.connect(self._show_rows)
        self.context.scope.changed.connect(self._on_scope_changed)
        beside = across(self.offices, self.stack, spacing=8)
        beside.setStretch(1, 1)
        self.body.addLayout(beside, 1)

    # ---- reading ---------------------------------------------------------------------------------------------

    def open(self, argument: object) -> None:
        """Shows a year where one is given."""
        if isinstance(argument, int) and argument != self.year:
            self.year = argument
            self.stale = True

    def load(self) -> None:
        """Reads the offices with how their forms stand."""
        workspace, year = self.context.workspace, self.year
        self.context.tasks.run(
            lambda: office_tree(workspace, year), self._on_read, lane=Lane.READ, owner=self
        )

    def _on_year(self) -> None:
        self.year = self.years.currentData()
        self.load()

    def _on_read(self, tree: OfficeTree) -> None:
        self.tree, self.year = tree, tree.year
        self.years.clear()
        for year in tree.years:
            self.years.addItem(f"{year} 年度", year)
        self.years.setCurrentIndex(max(0, self.years.findData(tree.year)))
        chosen = max(0, self.stages.currentIndex())
        self.stages.clear()
        for stage in tree.stages:
            self.stages.addItem(f"看{stage.word}")
        self.stages.setCurrentIndex(min(chosen, len(tree.stages) - 1))
        self.offices.ask(tree.year)
        self._on_scope_changed()

    def _on_scope_changed(self) -> None:
        self.title_label.setText(self.context.scope.title(self.TITLE))
        self._show_rows()

    # ---- showing ---------------------------------------------------------------------------------------------

    def _stage(self, tree: OfficeTree) -> YearStage:
        return tree.stages[max(0, self.stages.currentIndex())]

    def _show_rows(self) -> None:
        tree = self.tree
        if tree is None:
            return
        stage = self._stage(tree)
        scope = self.context.scope.path
        found = [row for row in tree.rows if covers(scope, row.office.path) or not scope]
        found = [row for row in found if self._is_searched(row)]
        states = [_state(row, stage)[0] for row in found]
        for number, word in enumerate(STATE_WORDS):
            count = len(found) if word == ALL else states.count(word)
            self.chips.button(number).setText(f"{word} {count}")
        self.shown = [row for row, state in zip(found, states, strict=True) if self.state in (ALL, state)]
        others = [one for one in tree.stages if one is not stage]
        self.model.headings = (
            *("单位", "项目", f"全年预算（{unit()}）"),
            *(one.word for one in (stage, *others)),
        )
        self.model.show_rows(
            [self._texts(row, stage, others) for row in self.shown],
            [_state(row, stage)[1] for row in self.shown],
        )
        self.table.set_widths((0, 4, 9 + (IN_YUAN if in_yuan() else 0), *(6 for _ in tree.stages)))
        budget = sum(row.budget_fen for row in self.shown)
        self.unit_switch.show_unit()
        self.sums.setText(
            f"合计 {len(self.shown)} 个单位　项目 {sum(row.projects for row in self.shown):,} 个"
            f"　全年预算 {amount(budget)} {unit()}"
        )
        self.stack.setCurrentIndex(0 if self.shown else 1)
        if self.shown:
            self.table.selectRow(0)

    def _texts(self, row: OfficeRow, stage: YearStage, others: Sequence[YearStage]) -> tuple[str, ...]:
        return (
            self._name(row),
            f"{row.projects:,}",
            amount(row.budget_fen),
            _state(row, stage)[0],
            *(standing_word(row.forms.get(one)) for one in others),
        )

    def _name(self, row: OfficeRow) -> str:
        """The office, with its county before it where offices of several counties are listed."""
        county, name = self.offices.counties.get(county_of(row.office.path), ""), row.office.name
        return name if county in ("", name) else f"{county} · {name}"

    def _is_searched(self, row: OfficeRow) -> bool:
        text = self.search.text().strip().lower()
        if not text or text in row.office.name.lower():
            return True
        if row.office.name not in self._letters:
            self._letters[row.office.name] = found_by_letters(row.office.name)
        return text.isascii() and text in self._letters[row.office.name]

    def _choose(self, word: str) -> None:
        self.state = word
        self._show_rows()

    def _open(self, row: int) -> None:
        if 0 <= row < len(self.shown):
            self.context.open_page("department", self.shown[row].office.id)

    # ---- saving ----------------------------------------------------------------------------------------------

    def shown_list(self) -> ShownList:
        """The list as it is shown, to be saved."""
        tree = self.tree
        stages = tree.stages if tree is not None else ()
        filters = [self.stages.currentText()] + ([self.state] if self.state != ALL else [])
        filters += [self.context.scope.name] if self.context.scope.path else []
        filters += [f"查找“{self.search.text().strip()}”"] if self.search.text().strip() else []
        rows: list[list[ShownValue]] = [
            [
                self._name(row),
                row.office.path,
                row.projects,
                row.budget_fen,
                *(standing_word(row.forms.get(stage)) for stage in stages),
                "有" if row.has_errors else "",
            ]
            for row in self.shown
        ]
        budget = sum(row.budget_fen for row in self.shown)
        projects = sum(row.projects for row in self.shown)
        sums: list[ShownValue] = [f"合计 {len(rows)} 个单位", "", projects, budget]
        return ShownList(
            name=f"{self.year}年部门一览",
            caption=f"{self.year} 年度部门一览　{'　'.join(filters)}",
            columns=(
                ShownColumn("单位"),
                ShownColumn("单位编码"),
                ShownColumn("项目个数", Holds.COUNT),
                ShownColumn("全年预算", Holds.MONEY),
                *(ShownColumn(f"整体{stage.word}") for stage in stages),
                ShownColumn("必须改的问题"),
            ),
            rows=rows,
            totals=[*sums, *("" for _ in stages), ""],
            unit=MoneyUnit(unit()),
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Folds the offices up where there is no room for them."""
        super().resizeEvent(event)
        self.offices.fit(self.width())

    # ---- the frame -------------------------------------------------------------------------------------------

    def find_field(self) -> QLineEdit:
        """The search field."""
        return self.search

    def panes(self) -> list[QWidget]:
        """The table first, then search, filters and offices."""
        return [self.table, self.search, self.chips.button(0), *self.offices.panes()]


def _state(row: OfficeRow, stage: YearStage) -> tuple[str, Tone]:
    """The word and tint of how the form that is looked at stands."""
    standing = row.forms.get(stage)
    if standing is None:
        return STATES["none"]
    if standing.has_errors and standing.state.value not in SETTLED:
        return PROBLEM
    return STATES[standing.state.value]
