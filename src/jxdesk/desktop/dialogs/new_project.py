"""新建项目: name, code, unit, class, tier, sector and budget of a project, checked while they are typed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLineEdit, QWidget

from jxdesk.actions import project
from jxdesk.actions.project import Choices
from jxdesk.desktop.context import Context
from jxdesk.desktop.dialogs.manners import FittedDialog
from jxdesk.desktop.furniture import Bar, across, button, clear, down, label
from jxdesk.desktop.problem_card import problem_card
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.sector_field import SectorField
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.theme import Tone
from jxdesk.domain.errors import JxError
from jxdesk.domain.filling.new_project import NewProject
from jxdesk.domain.findings import Finding, Severity, has_errors
from jxdesk.domain.records.project_words import CLASS_WORDS, TIERS
from jxdesk.domain.records.projects import ProjectClass

CHECK_MS = 250
WIDTH = 640
CLASSIFIED = (
    "涉密项目只登记一个数：哪个单位、哪一年有一个。名称、编码、金额和文字都不保存，"
    "这台电脑和数据包里都不会有，所以不问。"
)


class NewProjectDialog(FittedDialog):
    """Asks for one project and makes it."""

    def __init__(self, context: Context, *, year: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.choices: Choices | None = None
        self._findings: Sequence[Finding] = ()
        self.setObjectName("new_project_dialog")
        self.setWindowTitle("新建项目")
        self.setMinimumWidth(WIDTH)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(CHECK_MS)
        self._timer.timeout.connect(self._check)
        self._build_fields(year)
        self.classified = QCheckBox("这是涉密项目")
        self.classified.setObjectName("new_classified")
        self.classified.toggled.connect(self._on_classified_toggled)
        self.why = Bar(Tone.INFO, name="new_classified_why")
        self.why.say(Tone.INFO, CLASSIFIED)
        self.why.hide()
        self.problems = down(spacing=6)
        self.go = button("建好", self._on_go, kind="primary", icon="plus", name="new_go")
        self.go.setDefault(True)
        self.setLayout(
            down(
                across(self.classified, None),
                self.why,
                self.grid,
                self.problems,
                4,
                across(None, button("先不建", self.reject, name="new_leave"), self.go),
                spacing=10,
                margins=(20, 14, 20, 16),
            )
        )
        self._show_findings(())
        workspace = context.workspace
        context.tasks.run(lambda: project.choices(workspace), self.show_choices, lane=Lane.READ, owner=self)

    def _build_fields(self, year: int) -> None:
        self.year = QComboBox()
        for offered in (year + 1, year, year - 1):
            self.year.addItem(f"{offered} 年度", offered)
        self.year.setCurrentIndex(self.year.findData(year))
        self.name = self._line("new_name", "项目名称", "按预算批复写全称")
        self.code = self._line("new_code", "项目编码", "一体化系统里的 21 位编码，没有可以先空着")
        self.unit = QComboBox()
        self.unit.setMaxVisibleItems(16)
        self.kind = QComboBox()
        for one, words in CLASS_WORDS.items():
            self.kind.addItem(words, one)
        self.tier = QComboBox()
        self.tier.addItems(TIERS)
        self.sector = SectorField(self.context, name="new_sector")
        self.sector.textChanged.connect(self._on_changed)
        self.name.textChanged.connect(self.sector.show_name)
        self.budget = self._line("new_budget", "年初预算数", "万元，例如 128.4")
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(16)
        self.grid.setVerticalSpacing(8)
        self.grid.setColumnStretch(1, 1)
        self._of_content: list[QWidget] = []
        for row, (word, field, name) in enumerate(
            (
                ("年度", self.year, "new_year"),
                ("单位", self.unit, "new_unit"),
                ("项目名称", self.name, "new_name"),
                ("项目编码", self.code, "new_code"),
                ("类别", self.kind, "new_kind"),
                ("本级或转移", self.tier, "new_tier"),
                ("领域", self.sector, "new_sector"),
                ("年初预算数（万元）", self.budget, "new_budget"),
            )
        ):
            shown = label(word, role="second")
            field.setObjectName(name)
            field.setAccessibleName(word)
            self.grid.addWidget(shown, row, 0)
            self.grid.addWidget(field, row, 1)
            if field not in (self.year, self.unit):
                self._of_content += [shown, field]
        for choice in (self.year, self.unit, self.kind, self.tier):
            choice.currentIndexChanged.connect(self._on_changed)

    def _line(self, name: str, meaning: str, hint: str) -> QLineEdit:
        made = QLineEdit()
        made.setObjectName(name)
        made.setAccessibleName(meaning)
        made.setPlaceholderText(hint)
        made.textChanged.connect(self._on_changed)
        return made

    def show_choices(self, choices: Choices) -> None:
        """Takes the offices; the own one is chosen."""
        self.choices = choices
        self.unit.blockSignals(True)
        self.unit.clear()
        for office in choices.offices:
            self.unit.addItem(office.name, office.id)
        self.unit.setCurrentIndex(max(0, self.unit.findData(choices.own_office_id)))
        self.unit.blockSignals(False)
        self.name.setFocus()
        self._show_buttons()

    # ---- while typing ----------------------------------------------------------------------------------------

    def typed(self) -> NewProject | None:
        """What is typed; None until the offices are known."""
        if self.choices is None or self.unit.currentIndex() < 0:
            return None
        known = {office.id: office for office in self.choices.offices}
        office = known[str(self.unit.currentData())]
        above = known.get(office.parent_id)
        return NewProject(
            fiscal_year=int(self.year.currentData()),
            office=office,
            department=above.name if above is not None and above.is_department else office.name,
            name=self.name.text(),
            code=self.code.text(),
            project_class=ProjectClass(self.kind.currentData()),
            tier=self.tier.currentText(),
            sector=self.sector.text(),
            budget_text=self.budget.text(),
            is_classified=self.classified.isChecked(),
        )

    def _on_changed(self, *_: object) -> None:
        self._show_buttons()
        self._timer.start()

    def _on_classified_toggled(self, on: bool) -> None:
        self.why.setVisible(on)
        for widget in self._of_content:
            widget.setVisible(not on)
        if on:
            for field in (self.name, self.code, self.sector, self.budget):
                field.clear()  # nothing of it stays, not even unseen
        self._on_changed()
        self.fit()

    def _check(self) -> None:
        new, workspace = self.typed(), self.context.workspace
        if new is not None:
            self.context.tasks.run(
                lambda: project.check(workspace, new),
                lambda findings: self._show_findings(findings) if new == self.typed() else None,
                lane=Lane.READ,
                owner=self,
            )

    def _show_findings(self, findings: Sequence[Finding]) -> None:
        """What does not fit; advice waits until the form is otherwise in order, so that it does not nag."""
        self._findings = findings
        heavy = [one for one in findings if one.severity is not Severity.ADVICE]
        clear(self.problems)
        for finding in heavy or findings:
            self.problems.addWidget(problem_card(finding))
        self._show_buttons()
        self.fit()

    def _show_buttons(self) -> None:
        new = self.typed()
        ready = new is not None and (new.is_classified or bool(new.name.strip()))
        self.go.setEnabled(ready and not has_errors(self._findings))
        self.go.setText("登记一个" if self.classified.isChecked() else "建好")

    # ---- making it -------------------------------------------------------------------------------------------

    def _on_go(self) -> None:
        new, workspace = self.typed(), self.context.workspace
        if new is None:
            return
        self.go.setEnabled(False)
        self.context.tasks.run(
            lambda: project.create(workspace, new),
            lambda project_id: self._on_made(new, project_id),
            lane=Lane.EDIT,
            on_error=self._on_refused,
            owner=self,
        )

    def _on_made(self, new: NewProject, project_id: str) -> None:
        self.accept()
        self.context.refresh.announce(Part.PROJECTS)
        if new.is_classified:
            self.context.tell(f"{new.fiscal_year} 年度登记了一个涉密项目，只计数。")
        else:
            self.context.open_page("project", project_id)

    def _on_refused(self, error: JxError) -> None:
        self._show_findings(
            [Finding(severity=Severity.ERROR, code=error.code, message=error.title, advice=error.advice)]
        )
