"""部门整体: the forms of an office as a whole, by year: how they stand, begin, open, look at, print, seal, and the narrative."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QFrame, QLineEdit, QVBoxLayout, QWidget

from jxdesk.actions.department import OfficeFacts, OfficeTree, office_facts, office_tree
from jxdesk.desktop import preferences, theme
from jxdesk.desktop.context import Context
from jxdesk.desktop.duty_buttons import offer
from jxdesk.desktop.furniture import across, button, down, elided, scrolled, year_field
from jxdesk.desktop.life_cycle import LifeCycle
from jxdesk.desktop.office_tree import OfficeTreeCard
from jxdesk.desktop.pages.page import Page
from jxdesk.desktop.pages.project import stages
from jxdesk.desktop.problems_card import ProblemsCard
from jxdesk.desktop.project_cards import IndicatorCard, ScoreCard
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.task_card import TaskCard
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.unit_switch import UnitSwitch
from jxdesk.domain.records.filings import FilingState, Form
from jxdesk.domain.records.stages import YearStage
from jxdesk.domain.road.duties import Duty
from jxdesk.domain.templates.wizard_flow import Place, WizardPage
from jxdesk.domain.values.file_names import clean_name

PROBLEMS_WIDTH = 268


class DepartmentPage(Page):
    """One office as a whole, and at a level with offices below it the tree to choose one."""

    TITLE = "部门整体"
    HELP = "department"
    SHOWS = frozenset(
        {Part.OFFICES, Part.PROJECTS, Part.FILINGS, Part.IMPORTS, Part.PACKAGES, Part.PREFERENCES}
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.office_id = ""
        self.year: int | None = None
        self.facts: OfficeFacts | None = None
        self._stage: YearStage | None = None
        self.header_row.removeWidget(self.title_label)
        self.title_label.deleteLater()
        self.title_label = elided(self.TITLE, role="page_title", name="page_title")
        self.header_row.addWidget(self.title_label, 1)
        self.years = year_field()
        self.years.setObjectName("department_year")
        self.years.activated.connect(self._on_year)
        self.look_button = button(
            "看表样", self._on_look, icon="eye", name="department_look", tip="看表样（F9）"
        )
        self.export_button = button("导出表格", self._on_export, icon="export", name="department_export")
        self.report_button = button(
            "写自评情况",
            self._on_report,
            icon="document",
            name="department_report",
            tip="生成可以修改的 Word 文档",
        )
        self.seal_button = button("封装送出", self._on_seal, icon="seal", name="department_seal")
        self.fill_button = button(
            "开始填", self._on_fill, kind="primary", icon="edit", name="department_fill"
        )
        self.header_row.addWidget(self.years)
        for one in (
            self.look_button,
            self.export_button,
            self.report_button,
            self.seal_button,
            self.fill_button,
        ):
            self.header_row.addWidget(one)
        look = QShortcut(QKeySequence("F9"), self)
        look.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        look.activated.connect(self._on_look)
        self._make_body()

    def _make_body(self) -> None:
        strip = QFrame()
        strip.setObjectName("page_header")
        strip.setFixedHeight(theme.STEPPER_HEIGHT)
        self.life_cycle = LifeCycle(choosable=True)
        self.life_cycle.chosen.connect(self.show_stage)
        strip.setLayout(across(self.life_cycle, margins=(20, 0, 16, 0)))
        outer = self.layout()
        assert isinstance(outer, QVBoxLayout)
        outer.insertWidget(1, strip)
        self.offices = OfficeTreeCard()
        self.offices.chosen.connect(self._on_office)
        self.offices.list_wanted.connect(lambda: self.context.open_page("departments", self.year))
        self.unit_switch = UnitSwitch(self.context, name="department_unit")
        self.task_card = TaskCard(self.unit_switch.button)
        self.score_card, self.indicator_card = ScoreCard(), IndicatorCard()
        middle = QWidget()
        middle.setLayout(down(self.score_card, self.task_card, self.indicator_card, None, spacing=12))
        self.middle_area = scrolled(middle, name="department_scroll")
        self.problems_card = ProblemsCard(name="department_problems")
        self.problems_card.setFixedWidth(PROBLEMS_WIDTH)
        self.problems_card.mend_wanted.connect(self._open_wizard)
        row = across(self.offices, self.middle_area, self.problems_card, spacing=12)
        row.setStretch(1, 1)
        self.body.addLayout(row)

    # ---- loading ---------------------------------------------------------------------------------------------

    def open(self, argument: object) -> None:
        """Shows an office where one is given."""
        if isinstance(argument, str) and argument:
            self.office_id = argument
        self.stale = True

    def load(self) -> None:
        """Reads the offices, then the one that is looked at."""
        workspace, year, office_id = self.context.workspace, self.year, self.office_id

        def work() -> tuple[OfficeTree, OfficeFacts | None, int]:
            tree = office_tree(workspace, year)
            wanted = year or max(tree.years)
            known = {row.office.id for row in tree.rows}
            first = tree.own_id if tree.own_id in known else next(iter(known), "")
            chosen = office_id if office_id in known else first
            return tree, office_facts(workspace, chosen, wanted) if chosen else None, wanted

        self.context.tasks.run(work, lambda found: self._on_read(*found), lane=Lane.READ, owner=self)

    def _on_read(self, tree: OfficeTree, facts: OfficeFacts | None, year: int) -> None:
        self.year = year
        self.years.clear()
        for one in tree.years:
            self.years.addItem(f"{one} 年度", one)
        self.years.setCurrentIndex(max(0, self.years.findData(year)))
        self.offices.setVisible(len(tree.rows) > 1)
        if facts is not None:
            self.offices.show_offices(tree, facts.office.id)
            self._show(self._at_stage(facts))

    def _on_office(self, office_id: str) -> None:
        self.office_id = office_id
        workspace, year = self.context.workspace, self.year or 0
        self.context.tasks.run(
            lambda: office_facts(workspace, office_id, year),
            lambda facts: self._show(self._at_stage(facts)) if facts.office.id == self.office_id else None,
            lane=Lane.READ,
            owner=self,
        )

    def _on_year(self) -> None:
        self.year = self.years.currentData()
        self.load()

    def _at_stage(self, facts: OfficeFacts) -> OfficeFacts:
        same = [n for n, one in enumerate(facts.stages) if one.stage == self._stage]
        return replace(facts, shown=same[0]) if same else facts

    # ---- showing ---------------------------------------------------------------------------------------------

    def show_stage(self, number: int) -> None:
        """Looks at another stage of the year."""
        if self.facts is not None:
            self._stage = self.facts.stages[number].stage
            self._show(replace(self.facts, shown=number))

    def _show(self, facts: OfficeFacts) -> None:
        self.facts = facts
        self.office_id = facts.office.id
        self.title_label.setText(f"{facts.office.name} · 部门整体")
        self.life_cycle.show_stages(stages(facts.stages, facts.shown), shown=facts.shown)
        self.score_card.show_facts(facts)
        self.unit_switch.show_unit()
        self.task_card.show_facts(facts)
        self.indicator_card.show_facts(facts)
        self.problems_card.show_filing(facts.filing, facts.judged)
        filing, word = facts.filing, facts.stage.word
        if filing is None:
            self.fill_button.setText(f"开始填{word}")
        else:
            self.fill_button.setText(f"{'接着填' if filing.state is FilingState.DRAFT else '看'}{word}")
        for one in (self.look_button, self.export_button):
            one.setEnabled(filing is not None)
        self.report_button.setVisible(facts.stage.form is Form.DEPARTMENT_SELF_EVALUATION)
        self.report_button.setEnabled(filing is not None)
        can = filing is not None and filing.state is not FilingState.DRAFT
        why = "" if can else f"{word}标为“已填好”以后才能封装。"
        offer(self.seal_button, self.context.workspace, Duty.SEAL, when=can, tip=why)

    # ---- what can be done ------------------------------------------------------------------------------------

    def _open_wizard(self, place: Place | None = None) -> None:
        if self.facts is not None and self.facts.filing is not None:
            self.context.open_page("wizard", (self.facts.filing.id, place))

    def _on_fill(self) -> None:
        facts = self.facts
        if facts is None:
            return
        if facts.filing is not None:
            self._open_wizard()
            return
        from jxdesk.desktop.dialogs.begin import BeginDialog

        task = facts.stage.task(facts.year)
        office = facts.office
        BeginDialog(self.context, task, name=office.name, office_id=office.id, parent=self.window()).open()

    def _on_look(self) -> None:
        self._open_wizard(Place(page=WizardPage.OUTPUT))

    def _on_export(self) -> None:
        from jxdesk.desktop.dialogs.export import ExportDialog

        facts = self.facts
        if facts is not None and facts.filing is not None:
            task, chosen = facts.stage.task(facts.year), (facts.filing.id,)
            ExportDialog(self.context, task=task, project_ids=chosen, parent=self.window()).open()

    def _on_seal(self) -> None:
        from jxdesk.desktop.dialogs.seal import SealDialog

        facts = self.facts
        if facts is not None and facts.filing is not None:
            task, chosen = facts.stage.task(facts.year), (facts.filing.id,)
            SealDialog(self.context, task=task, project_ids=chosen, parent=self.window()).open()

    def _on_report(self) -> None:
        facts = self.facts
        if facts is None or facts.filing is None:
            return
        name = f"{clean_name(facts.office.name, longest=30)}_{facts.year}部门整体支出绩效自评情况.docx"
        start = Path(preferences.documents_folder()) / name
        chosen, _ = QFileDialog.getSaveFileName(self, "保存自评情况", str(start), "Word 文档 (*.docx)")
        if chosen:
            self.write_report(Path(chosen))

    def write_report(self, to: Path) -> None:
        """Writes the narrative of the self-evaluation that is looked at."""
        facts = self.facts
        if facts is None or facts.filing is None:
            return
        from jxdesk.desktop.report_writing import write_report

        write_report(self.context, facts.filing.id, to, owner=self)

    def find_field(self) -> QLineEdit | None:
        """The search of the offices."""
        return self.offices.search if self.offices.isVisible() else None

    def panes(self) -> list[QWidget]:
        """Offices, the main button, what scrolls in the middle, the problems."""
        return [self.offices.tree, self.fill_button, self.middle_area, self.problems_card]
