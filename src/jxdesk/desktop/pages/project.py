"""项目页: one project with the stages of its year, its money, its filing, problems and history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QInputDialog,
    QVBoxLayout,
    QWidget,
)

from jxdesk.actions.project_facts import ProjectFacts, Step, project_facts
from jxdesk.desktop import theme
from jxdesk.desktop.columns import STATES
from jxdesk.desktop.context import Context
from jxdesk.desktop.duty_buttons import offer
from jxdesk.desktop.errand_words import errand_words
from jxdesk.desktop.evidence.card import EvidenceCard
from jxdesk.desktop.furniture import (
    Card,
    Row,
    across,
    button,
    clear,
    down,
    elided,
    label,
    scrolled,
)
from jxdesk.desktop.life_cycle import LifeCycle, Stage
from jxdesk.desktop.moments import moment
from jxdesk.desktop.notes.card import NotesCard
from jxdesk.desktop.pages.page import Page
from jxdesk.desktop.problems_card import ProblemsCard
from jxdesk.desktop.project_cards import IndicatorCard, MoneyCard, ScoreCard, Standing
from jxdesk.desktop.project_menu import ProjectMenu, show_trace
from jxdesk.desktop.rectification_card import RectificationCard
from jxdesk.desktop.refresh import Changes, Part
from jxdesk.desktop.tasks import Lane
from jxdesk.domain.records.filings import Filing, FilingState
from jxdesk.domain.records.stages import YearStage
from jxdesk.domain.road.duties import Duty
from jxdesk.domain.templates.wizard_flow import Place, WizardPage

SHOWN_STEPS = 12
RENAME_WIDTH = 560


class ProjectPage(Page):
    """One project."""

    TITLE = "项目"
    HELP = "projects"
    SHOWS = frozenset({Part.PROJECTS, Part.FILINGS, Part.IMPORTS, Part.PACKAGES, Part.PREFERENCES})

    def __init__(self, context: Context) -> None:
        super().__init__(context, with_back=True)
        self.project_id = ""
        self.facts: ProjectFacts | None = None
        self._stage: YearStage | None = None
        self.header_row.removeWidget(self.title_label)
        self.title_label.deleteLater()
        self.title_label = elided("", role="page_title", name="page_title")
        self.subtitle = label(role="second", name="project_subtitle")
        self.header_row.addWidget(self.title_label, 1)
        self.header_row.addWidget(self.subtitle)
        self.look_button = button(
            "看表样", self._on_look_at_form, icon="eye", name="look_button", tip="看表样（F9）"
        )
        look = QShortcut(QKeySequence("F9"), self)
        look.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        look.activated.connect(self._on_look_at_form)
        self.export_button = button("导出表格", self._on_export, icon="export", name="export_button")
        self.seal_button = button("封装送出", self._on_seal, icon="seal", name="seal_button")
        self.fill_button = button("填自评", self._on_fill, kind="primary", icon="edit", name="fill_button")
        self.menu = ProjectMenu(context, self, lambda: self.facts.project if self.facts else None)
        tools = (self.look_button, self.export_button, self.menu.button, self.seal_button, self.fill_button)
        for one in tools:
            self.header_row.addWidget(one)
        strip = QFrame()
        strip.setObjectName("page_header")
        strip.setFixedHeight(theme.STEPPER_HEIGHT)
        self.life_cycle = LifeCycle(choosable=True)
        self.life_cycle.chosen.connect(self.show_stage)
        strip.setLayout(across(self.life_cycle, margins=(20, 0, 16, 0)))
        outer = self.layout()
        assert isinstance(outer, QVBoxLayout)
        outer.insertWidget(1, strip)
        self.money_card = MoneyCard(context)
        self.score_card = ScoreCard()
        self.indicator_card = IndicatorCard()
        self.rectification_card = RectificationCard(context)
        self.evidence_card = EvidenceCard(context)
        self.notes_card = NotesCard(context)
        left = QWidget()
        left.setLayout(
            down(
                self.money_card,
                self.score_card,
                self.indicator_card,
                self.rectification_card,
                self.evidence_card,
                self.notes_card,
                self._make_history(),
                None,
                spacing=12,
            )
        )
        self.problems_card = ProblemsCard(name="problems_card")
        self.problems_card.mend_wanted.connect(self._open_wizard)
        right = down(self._make_facts(), self.problems_card, spacing=12)
        right.setStretch(1, 1)
        holder = QWidget()
        holder.setLayout(right)
        holder.setFixedWidth(theme.SIDE_PANEL_WIDTH + 40)
        self.left_area = scrolled(left, name="project_scroll")
        self.body.addLayout(across(self.left_area, holder, spacing=12))

    # ---- building --------------------------------------------------------------------------------------------

    def _make_history(self) -> Card:
        self.history_card = Card("记录", name="history_card", spacing=2)
        self.history_rows = QVBoxLayout()
        self.history_rows.setSpacing(0)
        self.history_card.body.addLayout(self.history_rows)
        self.trace = label(role="second", wrap=True, name="project_trace")
        self.trace.hide()
        self.history_card.body.addWidget(self.trace)
        return self.history_card

    def _make_facts(self) -> Card:
        self.facts_card = Card("基本情况", name="facts_card")
        self.rename_button = button("改名称", self._on_rename, kind="link", name="project_rename")
        self.sector_button = button("改领域", self._on_sector, kind="link", name="project_sector_change")
        self.facts_card.title_row.addWidget(self.rename_button)
        self.facts_card.title_row.addWidget(self.sector_button)
        self.facts_grid = QGridLayout()
        self.facts_grid.setHorizontalSpacing(12)
        self.facts_grid.setVerticalSpacing(6)
        self.facts_grid.setColumnStretch(1, 1)
        self.facts_card.body.addLayout(self.facts_grid)
        return self.facts_card

    def _on_rename(self) -> None:
        if self.facts is None:
            return
        from jxdesk.actions import project

        asked = QInputDialog(self.window())
        asked.setObjectName("rename_dialog")
        asked.setWindowTitle("改项目名称")
        asked.setLabelText("新的名称（已填的表上，名称还是填的时候那个）")
        asked.setTextValue(self.facts.project.name)
        asked.setOkButtonText("改好")
        asked.setCancelButtonText("先不改")
        asked.resize(RENAME_WIDTH, 0)
        workspace, project_id = self.context.workspace, self.project_id
        asked.textValueSelected.connect(
            lambda name: self.context.tasks.run(
                lambda: project.rename(workspace, project_id, name),
                lambda _: self.context.refresh.announce(Part.PROJECTS, project_ids=[project_id]),
                lane=Lane.EDIT,
                owner=self,
            )
        )
        asked.open()

    def _on_sector(self) -> None:
        if self.facts is not None:
            from jxdesk.desktop.project_sector import SectorDialog

            SectorDialog(self.context, self.facts.project, parent=self.window()).open()

    # ---- loading ---------------------------------------------------------------------------------------------

    def open(self, argument: object) -> None:
        """Told which project to show."""
        if str(argument) != self.project_id:
            self.project_id = str(argument)
            self.facts = None
            self._stage = None
            self.title_label.setText("")
            self.subtitle.setText("正在读取…")
        self.stale = True

    def load(self) -> None:
        """Reads the project and judges the filings of its year."""
        workspace, project_id = self.context.workspace, self.project_id
        self.context.tasks.run(
            lambda: project_facts(workspace, project_id), self._on_read, lane=Lane.READ, owner=self
        )

    def on_changes(self, changes: Changes) -> None:
        """Hears of a write; one that names other projects does not matter here."""
        if changes.project_ids and self.project_id not in changes.project_ids:
            return
        super().on_changes(changes)

    def _on_read(self, facts: ProjectFacts) -> None:
        if facts.project.id != self.project_id:
            return
        if self._stage is not None:
            same = [n for n, one in enumerate(facts.stages) if one.stage == self._stage]
            facts = replace(facts, shown=same[0]) if same else facts
        self._show(facts)

    def show_stage(self, number: int) -> None:
        """Looks at another stage of the year."""
        if self.facts is not None:
            self._stage = self.facts.stages[number].stage
            self._show(replace(self.facts, shown=number))

    def _show(self, facts: ProjectFacts) -> None:
        self.facts = facts
        project = facts.project
        self.title_label.setText(project.name)
        code = f"   {project.code}" if project.code else ""
        self.subtitle.setText(f"{project.fiscal_year} 年度{code}")
        self.money_card.show_facts(facts)
        self._show_facts(facts)
        self.score_card.show_facts(facts)
        self.indicator_card.show_facts(facts)
        self.rectification_card.show_project(project.id)
        self.notes_card.ask_project(project.id)
        self.evidence_card.show_filing(facts.filing.id if facts.filing else "")
        self.problems_card.show_filing(facts.filing, facts.judged)
        self._show_history(facts.history)
        show_trace(self.context, project.id, self, self._show_trace)
        self.life_cycle.show_stages(stages(facts.stages, facts.shown), shown=facts.shown)
        self._show_buttons(facts.stage, facts.filing)

    def _show_buttons(self, stage: YearStage, filing: Filing | None) -> None:
        if filing is None:
            self.fill_button.setText(f"开始填{stage.word}")
        else:
            begun = filing.state is FilingState.DRAFT
            self.fill_button.setText(f"接着填{stage.word}" if begun else f"看{stage.word}")
        for one in (self.look_button, self.export_button):
            one.setEnabled(filing is not None)
        can = filing is not None and filing.state is not FilingState.DRAFT
        why = "" if can else f"{stage.word}标为“已填好”以后才能封装。"
        offer(self.seal_button, self.context.workspace, Duty.SEAL, when=can, tip=why)

    def _show_facts(self, facts: ProjectFacts) -> None:
        clear(self.facts_grid)
        project, filing = facts.project, facts.filing
        lines = [
            ("单位", facts.office),
            ("主管部门", project.department),
            ("实施单位", project.implementing_unit),
            ("领域", _sector_words(facts)),
            ("负责人", " ".join(part for part in (project.leader, project.phone) if part)),
        ]
        if facts.judged is not None and facts.judged.template is not None:
            lines.append(("表样", facts.judged.template.name))
            lines.append(("评分规则", f"{facts.judged.rules.name} {facts.judged.rules.version} 版"))
        if filing is not None and filing.imported_from:
            lines.append(("来自文件", filing.imported_from))
        for row, (word, text) in enumerate((word, text) for word, text in lines if text):
            self.facts_grid.addWidget(label(word, role="second"), row, 0, Qt.AlignmentFlag.AlignTop)
            self.facts_grid.addWidget(label(text, wrap=True), row, 1)

    def _open_wizard(self, place: Place | None = None) -> None:
        if self.facts is not None and self.facts.filing is not None:
            self.context.open_page("wizard", (self.facts.filing.id, place))

    def _show_trace(self, steps: Sequence[str]) -> None:
        self.trace.setText("\n".join(steps))
        self.trace.setVisible(bool(steps))

    def _show_history(self, history: Sequence[Step]) -> None:
        clear(self.history_rows)
        for step in history[:SHOWN_STEPS]:
            look = button("看改了什么", partial(self._on_look, step), kind="link")
            look.setAccessibleName(f"看 {moment(step.at)} {errand_words(step.errand)}改了什么")
            self.history_rows.addWidget(
                Row(
                    label(moment(step.at), role="second"),
                    label(step.who, role="second"),
                    label(errand_words(step.errand)),
                    label(f"{step.values} 处", role="second"),
                    None,
                    look,
                )
            )
        if not history:
            self.history_rows.addWidget(label("还没有记录。", role="second"))

    # ---- what can be done ------------------------------------------------------------------------------------

    def _on_fill(self) -> None:
        if self.facts is None:
            return
        if self.facts.filing is not None:
            self._open_wizard()
            return
        from jxdesk.desktop.dialogs.begin import BeginDialog

        project = self.facts.project
        task = self.facts.stage.task(project.fiscal_year)
        BeginDialog(self.context, task, name=project.name, project_id=project.id, parent=self.window()).open()

    def _on_look_at_form(self) -> None:
        self._open_wizard(Place(page=WizardPage.OUTPUT))

    def _on_export(self) -> None:
        from jxdesk.desktop.dialogs.export import ExportDialog

        if self.facts is not None:
            task = self.facts.stage.task(self.facts.project.fiscal_year)
            ExportDialog(self.context, task=task, project_ids=(self.project_id,), parent=self.window()).open()

    def _on_seal(self) -> None:
        from jxdesk.desktop.dialogs.seal import SealDialog

        if self.facts is not None:
            task = self.facts.stage.task(self.facts.project.fiscal_year)
            SealDialog(self.context, task=task, project_ids=(self.project_id,), parent=self.window()).open()

    def _on_look(self, step: Step) -> None:
        from jxdesk.desktop.dialogs.history import HistoryDialog

        HistoryDialog(self.context, self.project_id, step, parent=self.window()).open()

    def panes(self) -> list[QWidget]:
        """The main button, then what scrolls at the left, then the problems."""
        return [self.fill_button, self.left_area, self.problems_card]


def _sector_words(facts: ProjectFacts) -> str:
    """The sector, and where it comes from where nobody has chosen it."""
    said, counts = facts.project.sector, facts.sector
    if not said:
        return f"{counts}（看名称猜的）" if counts else "没有选"
    return said if counts in ("", said) else f"{said}（按“{counts}”类）"


def stages(steps: Sequence[Standing], shown: int) -> list[Stage]:
    """The stages of the year, each with how its filing stands."""
    found = []
    for number, one in enumerate(steps):
        state = one.filing.state if one.filing is not None else None
        filled = state is not None and state is not FilingState.DRAFT
        note = STATES[state.value if state else "none"][0]
        found.append(
            Stage(
                one.stage.word,
                "有必须改的" if one.has_errors and not filled else note,
                is_done=filled,
                is_current=number == shown and not filled,
                is_wrong=one.has_errors and not filled,
            )
        )
    return found
