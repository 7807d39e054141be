"""汇总: who has handed in and what it adds up to, for an office and everything below it; every number opens, down to the cell."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QHBoxLayout,
    QLineEdit,
    QStackedWidget,
    QWidget,
)

from jxdesk.actions.rollup import OF_OFFICES_TOO, Wanted
from jxdesk.desktop import theme
from jxdesk.desktop.amounts import unit
from jxdesk.desktop.charts.view import ChartView
from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import Card, across, button, clear, down, header_choice, label, year_field
from jxdesk.desktop.list_saving import ShownListSaving
from jxdesk.desktop.pages.page import Page
from jxdesk.desktop.refresh import Changes, Part
from jxdesk.desktop.rollup.figure_cards import FigureCards
from jxdesk.desktop.rollup.lists import RollUpLists, list_of
from jxdesk.desktop.rollup.proving import Proving
from jxdesk.desktop.rollup.reading import Shown, read
from jxdesk.desktop.rollup.views import DIVIDED, FIGURES, VIEW_WORDS, Behind, Look, View
from jxdesk.desktop.scope_tree import ScopeCard
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.unit_switch import UnitSwitch
from jxdesk.domain.lists.shown_list import ShownList
from jxdesk.domain.records.filings import OF_THE_OFFICE, MoneyUnit
from jxdesk.domain.records.form_words import FORM_NAMES
from jxdesk.domain.records.stages import YearStage
from jxdesk.domain.rollup.charts import band_reach
from jxdesk.domain.rollup.grouping import BY_MONEY, BY_WORDS, By
from jxdesk.domain.rollup.handed import HANDED_IN, OUTSTANDING
from jxdesk.domain.templates.wizard_flow import Place, WizardPage

if TYPE_CHECKING:
    from jxdesk.documents.charts.marks import Stop
    from jxdesk.domain.rollup.grouping import Part as RolledPart
    from jxdesk.domain.rollup.shown import RolledItem


class RollUpPage(Page):
    """The four views over the tree of offices."""

    TITLE = "汇总"
    HELP = "rollup"
    SHOWS = frozenset(
        {Part.OFFICES, Part.PROJECTS, Part.FILINGS, Part.IMPORTS, Part.PACKAGES, Part.PREFERENCES}
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.shown: Shown | None = None
        self.look = Look()
        self.trail: list[Look] = []
        self.year: int | None = None
        self.stage: YearStage | None = None
        self._build_header()
        self.offices = ScopeCard(context, "rollup")
        context.scope.changed.connect(self._on_scope_changed)
        self.body.addLayout(self._build_views())
        row = across(self.offices, self._build_middle(), spacing=12)
        row.setStretch(1, 1)
        self.body.addLayout(row, 1)

    # ---- building --------------------------------------------------------------------------------------------

    def _build_header(self) -> None:
        self.years = year_field()
        self.years.setObjectName("rollup_year")
        self.stages = header_choice("rollup_stage", "汇总哪种表")
        self.stages.setMaxVisibleItems(12)
        self.bys = header_choice("rollup_by", "按什么分")
        for by in By:
            self.bys.addItem(f"按{BY_WORDS[by]}", by)
        self.years.activated.connect(lambda _: self._choose_again())
        self.stages.activated.connect(lambda _: self._choose_again())
        self.bys.activated.connect(lambda _: self._on_by())
        self.proving = Proving(self.context, self, lambda: self.shown)
        self.saving = ShownListSaving(self.context, self, self.shown_list, name="rollup_save_list")
        for one in (self.years, self.stages, self.bys):
            self.header_row.addWidget(one)
        self.header_row.addStretch(1)
        self.header_row.addWidget(self.proving.button)
        self.header_row.addWidget(self.saving.button)

    def _build_views(self) -> QHBoxLayout:
        self.chips = QButtonGroup(self)
        row = across(spacing=8)
        for number, view in enumerate(View):
            chip = button(VIEW_WORDS[view], kind="chip", name=f"rollup_{view.value}")
            chip.setCheckable(True)
            chip.setChecked(view is self.look.view)
            chip.clicked.connect(lambda _=False, view=view: self.show_view(view))
            self.chips.addButton(chip, number)
            row.addWidget(chip)
        row.addSpacing(12)
        self.way = across(spacing=2)
        row.addLayout(self.way)
        row.addStretch(1)
        self.unit_switch = UnitSwitch(self.context, name="rollup_unit")
        row.addWidget(self.unit_switch.button)
        return row

    def _build_middle(self) -> QWidget:
        self.cards = FigureCards(self._copy)
        self.lists = RollUpLists(self._copy)
        self.lists.deeper.connect(self._on_deeper)
        self.lists.behind.connect(lambda behind: self.go(replace(self.look, behind=behind)))
        self.lists.item.connect(self._on_item)
        self.chart = ChartView()
        self.chart.chosen.connect(self._on_chart_chosen)
        copy = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self.chart)
        copy.setContext(Qt.ShortcutContext.WidgetShortcut)
        copy.activated.connect(self._on_chart_copied)
        chart_card = Card(name="rollup_chart_card")
        chart_card.body.setContentsMargins(4, 4, 4, 4)
        chart_card.body.addWidget(self.chart, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.lists)
        self.stack.addWidget(chart_card)
        self.list_title = label(role="strong", wrap=True, name="rollup_list_title")
        self.form_button = button("看这张表的资金", self._on_form, icon="eye", name="rollup_form")
        self.names_button = button("复制名单", self._on_names, icon="copy", name="rollup_names")
        for one in (self.form_button, self.names_button):
            one.setHidden(True)
        middle = QWidget()
        title = across(self.list_title, self.names_button, self.form_button)
        title.setStretch(0, 1)
        box = down(self.cards, title, self.stack, spacing=8)
        box.setStretch(2, 1)
        middle.setLayout(box)
        return middle

    # ---- where one is ----------------------------------------------------------------------------------------

    def open(self, argument: object) -> None:
        """Opens with a year or an office's id where one is given."""
        if isinstance(argument, int) and argument != self.year:
            self.year, self.stage, self.stale = argument, None, True
        elif isinstance(argument, str) and argument and argument != self.look.office_id:
            self.look, self.stale = Look(office_id=argument), True

    def go(self, look: Look) -> None:
        """Goes somewhere else and remembers where one was."""
        if look != self.look:
            self.trail.append(self.look)
            del self.trail[:-50]
        self.look = look
        self.load()

    def step_back(self) -> bool:
        """Alt+← goes back inside the page before it leaves it."""
        if not self.trail:
            return False
        self.look = self.trail.pop()
        self.load()
        return True

    def show_view(self, view: View) -> None:
        """Shows another view of the same office."""
        if view is View.EXECUTION and self._by() in BY_MONEY:
            self.bys.setCurrentIndex(0)  # nobody says what was executed of which source
        self.go(Look(office_id=self.look.office_id, view=view))

    def _choose_again(self) -> None:
        self.year, self.stage = self.years.currentData(), self.stages.currentData()
        if self.stage is not None and self.stage.form in OF_THE_OFFICE and self._by() not in OF_OFFICES_TOO:
            self.bys.setCurrentIndex(0)
        self.trail.clear()
        self.look = replace(self.look, behind=None)
        self.load()

    def _on_by(self) -> None:
        by = self._by()
        if self.stage is not None and self.stage.form in OF_THE_OFFICE and by not in OF_OFFICES_TOO:
            self.context.tell(f"部门整体的表没有{BY_WORDS[by]}，不能按它分。")
            self.bys.setCurrentIndex(0)
        view = View.EXECUTION if self.look.view is View.EXECUTION and by not in BY_MONEY else View.COVERAGE
        self.trail.clear()
        self.look = Look(office_id=self.look.office_id, view=view)
        self.load()

    def _by(self) -> By:
        return By(self.bys.currentData())

    def _on_scope_changed(self) -> None:
        """Another office was chosen, in the tree here or on another page."""
        if self.shown is not None and self._scope_of(self.shown) == self.context.scope.path:
            return  # it was this page that chose
        there = Look(view=self.look.view)  # the office by its path
        if self.isVisible():
            self.go(there)
        else:
            self.look, self.stale = there, True

    def _scope_of(self, shown: Shown) -> str:
        """The scope that the office in sight stands for: the desk's own is everything."""
        answer = shown.answer
        return "" if len(answer.way) == 1 else answer.office.path

    def _on_deeper(self, part: RolledPart) -> None:
        self.go(Look(office_id=part.key, view=self.look.view))

    # ---- reading ---------------------------------------------------------------------------------------------

    def on_changes(self, changes: Changes) -> None:
        """Hears of a write; the tree of offices is then read again too."""
        if changes.touches(Part.OFFICES, Part.PROJECTS, Part.IMPORTS):
            self.offices.year = 0
        super().on_changes(changes)

    def load(self) -> None:
        """Reads what is in sight."""
        workspace, look = self.context.workspace, self.look
        by = self._by() if look.view in DIVIDED else By.OFFICE
        self.list_title.setText("正在读取…")
        wanted = Wanted(
            year=self.year,
            stage=self.stage,
            office_id=look.office_id,
            path="" if look.office_id else self.context.scope.path,
            by=by,
            money_unit=MoneyUnit(unit()),
        )
        self.context.tasks.run(
            lambda: read(workspace, wanted, look), self._on_read, lane=Lane.READ, owner=self
        )

    def _on_read(self, shown: Shown) -> None:
        if shown.look != self.look:
            return  # something else was asked for meanwhile
        answer = shown.answer
        self.shown, self.year, self.stage = shown, answer.basis.year, answer.basis.stage
        self.look = replace(self.look, office_id=answer.office.id)
        self._show_choices()
        self._show_way()
        if answer.basis.year != self.offices.year:
            self.offices.ask(answer.basis.year)
        self.context.scope.choose(self._scope_of(shown), answer.office.name)
        wanted = FIGURES[shown.look.view]
        figures = [one for kind in wanted for one in answer.figures if one.kind is kind]
        self.cards.show_figures(figures or answer.figures)
        self.chips.button(list(View).index(shown.look.view)).setChecked(True)
        self.bys.setEnabled(shown.look.view in DIVIDED)
        self.unit_switch.show_unit()
        self._show_content(shown)

    def _show_content(self, shown: Shown) -> None:
        look = shown.look
        is_list = shown.is_list
        if shown.chart is not None and not is_list:
            self.chart.show_figures(shown.chart, is_practice=shown.answer.is_practice)
            self.stack.setCurrentIndex(1)
        else:
            self.stack.setCurrentIndex(0)
            (self.lists.show_items if is_list else self.lists.show_parts)(shown)
        self.list_title.setText(self._title(shown))
        theme.mark(self.list_title, role="strong" if is_list else "second")
        self.names_button.setVisible(
            look.view is View.MISSING and look.behind is None and bool(shown.items or shown.parts)
        )
        self.form_button.setVisible(is_list)
        self.form_button.setEnabled(any(one.filing_id for one in shown.items))

    def _title(self, shown: Shown) -> str:
        look, basis = shown.look, shown.answer.basis
        if look.behind is not None:
            return f"{look.behind.title}：{len(shown.items):,} {basis.counted}，回车看{'单位' if basis.is_of_offices else '项目'}，Alt+← 退回"
        if look.view is View.MISSING:
            offices = shown.answer.outstanding_offices()
            return f"{len(offices):,} 个单位还有没交的" if offices else "都交了，没有缺的。"
        if shown.chart is not None:
            return "点一个点或柱子看它后面的项目，方向键逐个走，Ctrl+C 复制图"
        return "点一个数，看它后面的项目；双击名称，往下一级。键盘用方向键和回车，Alt+← 退回"

    def _show_choices(self) -> None:
        assert self.shown is not None
        answer = self.shown.answer
        self.years.clear()
        for year in sorted({*answer.years, answer.basis.year}, reverse=True):
            self.years.addItem(f"{year} 年度", year)
        self.years.setCurrentIndex(self.years.findData(answer.basis.year))
        self.stages.clear()
        for stage in dict.fromkeys((*answer.stages, answer.basis.stage)):
            month = f"{stage.period}月" if stage.period is not None else ""
            self.stages.addItem(f"{month}{FORM_NAMES[stage.form]}", stage)
            if stage == answer.basis.stage:
                self.stages.setCurrentIndex(self.stages.count() - 1)

    def _show_way(self) -> None:
        assert self.shown is not None
        clear(self.way)
        way = self.shown.answer.way
        for number, office in enumerate(way):
            if number:
                self.way.addWidget(label("›", role="hint"))
            made = button(
                office.name,
                partial(self._on_way, office.id),
                kind="link",
                name=f"rollup_way_{number}",
            )
            self.way.addWidget(made)

    def _on_way(self, office_id: str) -> None:
        self.go(Look(office_id=office_id, view=self.look.view))

    # ---- opening ---------------------------------------------------------------------------------------------

    def _on_item(self, item: RolledItem) -> None:
        assert self.shown is not None
        is_office = self.shown.answer.basis.is_of_offices
        self.context.open_page("department" if is_office else "project", item.id)

    def _on_form(self) -> None:
        """Opens the form itself at its money, which the sums are made of."""
        item = self.lists.item_at_hand()
        if item is None or not item.filing_id:
            self.context.tell("这一行还没有表。")
            return
        self.context.open_page("wizard", (item.filing_id, Place(page=WizardPage.MONEY)))

    def _on_chart_chosen(self, stop: Stop) -> None:
        shown = self.shown
        if shown is None:
            return
        if shown.look.view is View.SCORES:
            stops = self.chart.drawing.stops if self.chart.drawing is not None else ()
            number = list(stops).index(stop)
            title = f"得分 {stop.words.partition('：')[0]}"
            self.go(
                replace(self.look, behind=Behind(title=title, handed=HANDED_IN, scores=band_reach(number)))
            )
        elif not shown.is_single:
            self.go(Look(office_id=stop.project_ids[0], view=View.EXECUTION))
        elif len(stop.project_ids) == 1:
            self._on_item(next(one for one in shown.items if one.id == stop.project_ids[0]))
        else:
            self.context.tell(stop.words)

    # ---- taking along ----------------------------------------------------------------------------------------

    def shown_list(self) -> ShownList:
        """The list in sight, or what its chart is made of."""
        if self.shown is None:
            return ShownList(name="汇总", caption="", columns=(), rows=(), totals=())
        return list_of(self.shown)

    def _copy(self, text: str) -> None:
        QApplication.clipboard().setText(text)
        self.context.tell("复制好了，连同范围、截止和口径，到 Excel 或文档里粘贴就行。")

    def _on_chart_copied(self) -> None:
        if self.shown is not None and self.shown.chart is not None:
            from jxdesk.desktop.charts.pictures import picture_of

            picture = picture_of(self.shown.chart, is_practice=self.shown.answer.is_practice)
            QApplication.clipboard().setImage(picture)
            self.context.tell("图片复制好了，到文档里粘贴就行。")

    def _on_names(self) -> None:
        if self.shown is None:
            return
        basis = self.shown.answer.basis
        lines = [f"{basis.filter_words}，还没交的单位（截止：{basis.cut_off_words}）"]
        for office in self.shown.answer.outstanding_offices():
            own = self.shown.answer.rolled.own[office.id]
            count = sum(map(own.count, OUTSTANDING))
            lines.append(f"{office.name}\t{count} {basis.counted}")
        self._copy("\n".join(lines))

    # ---- the frame -------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Folds the offices up where there is no room for them."""
        super().resizeEvent(event)
        self.offices.fit(self.width())

    def find_field(self) -> QLineEdit:
        """The search of the tree."""
        return self.offices.search

    def panes(self) -> list[QWidget]:
        """The list or chart, the tree, the figures, the views."""
        content = self.chart if self.stack.currentIndex() else self.lists.table
        return [content, *self.offices.panes(), *self.cards.cards[:1], self.chips.button(0)]
