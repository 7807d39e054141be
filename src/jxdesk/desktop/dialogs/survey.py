"""满意度调查: sheets issued, returned and valid, how often each answer was given, the rate of it, and where the rate goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, Qt, QTimer
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QDialog,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QSpinBox,
    QTableWidgetItem,
    QWidget,
)

from jxdesk.desktop import preferences
from jxdesk.desktop.context import Context
from jxdesk.desktop.dialogs.form_dialog import day_of
from jxdesk.desktop.dialogs.tally_table import TallyTable
from jxdesk.desktop.furniture import Bar, across, button, clear, down, label
from jxdesk.desktop.problem_card import problem_card
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.theme import Tone
from jxdesk.domain.errors import JxError
from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.values.file_names import clean_name
from jxdesk.domain.year.surveys import Question, Scale, Survey

if TYPE_CHECKING:
    from jxdesk.actions.survey import SurveyFacts
    from jxdesk.domain.records.projects import Project

JUDGE_MS = 300
MOST_SHEETS = 1_000_000
FIRST_ROWS = 3
SHOWN_PROBLEMS = 3


class SurveyDialog(QDialog):
    """One survey of a project; every change is judged at once, and kept with the button."""

    def __init__(self, context: Context, project: Project, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.project = project
        self.scales: Sequence[Scale] = ()
        self.survey = Survey(
            id=new_id(), office_id=project.office_id, project_id=project.id, year=project.fiscal_year
        )
        self.facts: SurveyFacts | None = None
        self._is_showing = False
        self.setObjectName("survey_dialog")
        self.setWindowTitle("满意度调查")
        self.resize(900, 640)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(JUDGE_MS)
        self._timer.timeout.connect(self._judge)
        self._make_head()
        self._make_table()
        self._make_foot()
        self.setLayout(
            down(
                label(f"{project.fiscal_year} 年度满意度调查：{project.name}", role="block_title", wrap=True),
                self.head,
                self.table,
                across(
                    button("加一个问题", self.add_row, icon="plus", name="survey_add"),
                    button("去掉这一行", self.remove_row, icon="minus", name="survey_remove"),
                    None,
                ),
                self.outcome,
                self.problems,
                self._taking(),
                across(
                    self.print_button,
                    None,
                    button("关上", self.reject, name="survey_leave"),
                    self.keep_button,
                ),
                spacing=8,
                margins=(20, 14, 20, 16),
            )
        )
        self._read()

    # ---- building --------------------------------------------------------------------------------------------

    def _make_head(self) -> None:
        self.head = QGridLayout()
        self.head.setHorizontalSpacing(12)
        self.head.setVerticalSpacing(6)
        self.title = self._text("survey_title", "调查名称", "例如 农村公路养护满意度调查")
        self.surveyed = self._text("survey_surveyed", "调查了谁、怎么调查", "例如 沿线村民 100 人，入户问卷")
        self.day = QDateEdit()
        self.day.setCalendarPopup(True)
        self.day.setDisplayFormat("yyyy-MM-dd")
        self.day.setDate(QDate.currentDate())
        self.scale = QComboBox()
        self.issued, self.returned, self.valid = (self._count() for _ in range(3))
        fields: list[tuple[str, QWidget, str, int, int, int]] = [
            ("调查名称", self.title, "survey_title", 0, 0, 3),
            ("调查了谁、怎么调查", self.surveyed, "survey_surveyed", 1, 0, 5),
            ("收齐日期", self.day, "survey_day", 0, 4, 1),
            ("发放（份）", self.issued, "survey_issued", 2, 0, 1),
            ("收回（份）", self.returned, "survey_returned", 2, 2, 1),
            ("有效（份）", self.valid, "survey_valid", 2, 4, 1),
            ("计算办法", self.scale, "survey_scale", 3, 0, 5),
        ]
        for words, field, name, row, column, span in fields:
            field.setObjectName(name)
            field.setAccessibleName(words)
            self.head.addWidget(label(words, role="second"), row, column)
            self.head.addWidget(field, row, column + 1, 1, span)
        self.head.setColumnStretch(1, 2)
        self.head.setColumnStretch(3, 2)
        self.head.setColumnStretch(5, 2)
        for line in (self.title, self.surveyed):
            line.textChanged.connect(self._on_typed)
        for spin in (self.issued, self.returned, self.valid):
            spin.valueChanged.connect(self._on_typed)
        self.day.dateChanged.connect(self._on_typed)
        self.scale.currentIndexChanged.connect(self._on_typed)

    def _text(self, name: str, meaning: str, hint: str) -> QLineEdit:
        made = QLineEdit()
        made.setObjectName(name)
        made.setAccessibleName(meaning)
        made.setPlaceholderText(hint)
        return made

    def _count(self) -> QSpinBox:
        made = QSpinBox()
        made.setRange(0, MOST_SHEETS)
        made.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        made.setAlignment(Qt.AlignmentFlag.AlignRight)
        return made

    def _make_table(self) -> None:
        self.table = TallyTable()
        self.table.setObjectName("survey_table")
        self.table.setAccessibleName("每个问题各种回答的份数")
        self.table.verticalHeader().hide()
        self.table.setMinimumHeight(150)
        self.table.itemChanged.connect(self._on_typed)

    def _make_foot(self) -> None:
        self.outcome = Bar(Tone.INFO, name="survey_result")
        self.problems = down(spacing=6)
        self.line = QComboBox()
        self.line.setObjectName("survey_line")
        self.line.setAccessibleName("带入自评的哪一行")
        self.line.setMinimumWidth(420)
        self.take_button = button("带入这一行", self._on_take, icon="sheet-up", name="survey_take")
        self.print_button = button("打印统计表", self._on_print, icon="print", name="survey_print")
        self.keep_button = button("存好", self._on_keep, kind="primary", icon="check", name="survey_keep")
        self.keep_button.setDefault(True)

    def _taking(self) -> QHBoxLayout:
        row = across(label("带入自评的", role="second"), self.line, self.take_button, spacing=8)
        row.setStretch(1, 1)
        return row

    # ---- reading ---------------------------------------------------------------------------------------------

    def _read(self) -> None:
        workspace, project = self.context.workspace, self.project

        def work() -> tuple[Sequence[Scale], tuple[Survey, ...]]:
            from jxdesk.actions import survey

            found = survey.of_project(workspace, project.id, project.fiscal_year)
            return survey.scales().scales, found

        self.context.tasks.run(work, lambda found: self.show_survey(*found), lane=Lane.READ, owner=self)

    def show_survey(self, scales: Sequence[Scale], found: Sequence[Survey]) -> None:
        """Takes the scales, and the newest survey there is."""
        self._is_showing = True
        self.scales = scales
        for scale in scales:
            self.scale.addItem(scale.name, scale.id)
            self.scale.setItemData(
                self.scale.count() - 1, scale.basis.source, int(Qt.ItemDataRole.ToolTipRole)
            )
        if found:
            self.survey = found[-1]
            one = self.survey
            self.title.setText(one.title)
            self.surveyed.setText(one.surveyed)
            if one.held_on is not None:
                self.day.setDate(QDate(one.held_on.year, one.held_on.month, one.held_on.day))
            self.scale.setCurrentIndex(max(0, self.scale.findData(one.scale_id)))
            for spin, value in (
                (self.issued, one.issued),
                (self.returned, one.returned),
                (self.valid, one.valid),
            ):
                spin.setValue(value)
        else:
            self.title.setText(f"{self.project.name}满意度调查")
        self._show_headings()
        for question in self.survey.questions:
            self._put_row(question)
        while self.table.rowCount() < FIRST_ROWS and not found:
            self._put_row(None)
        self._is_showing = False
        self._judge()

    def _words(self) -> list[str]:
        scale = self.scales[max(0, self.scale.currentIndex())]
        return [answer.word for answer in scale.answers]

    def _show_headings(self) -> None:
        words = self._words()
        self.table.setColumnCount(1 + len(words))
        self.table.setHorizontalHeaderLabels(["问题", *words])
        questions = QTableWidgetItem("问题")
        questions.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.table.setHorizontalHeaderItem(0, questions)
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in range(1, 1 + len(words)):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            self.table.setColumnWidth(column, 92)

    def _put_row(self, question: Question | None) -> None:
        row = self.table.rowCount()
        self.table.insertRow(row)
        first = QTableWidgetItem(question.question if question is not None else "")
        first.setData(int(Qt.ItemDataRole.UserRole), question.id if question is not None else new_id())
        self.table.setItem(row, 0, first)
        for column, word in enumerate(self._words(), 1):
            text = str(question.counts.get(word, 0)) if question is not None else ""
            cell = QTableWidgetItem(text)
            cell.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.table.setItem(row, column, cell)

    def add_row(self) -> None:
        """Another question."""
        self._put_row(None)
        self.table.setCurrentCell(self.table.rowCount() - 1, 0)
        self.table.setFocus()

    def remove_row(self) -> None:
        """Takes the current question away."""
        if self.table.currentRow() >= 0:
            self.table.removeRow(self.table.currentRow())
            self._on_typed()

    # ---- while typing ----------------------------------------------------------------------------------------

    def typed(self) -> Survey:
        """The survey as it is typed; a row that says nothing is left out."""
        return replace(
            self.survey,
            title=self.title.text().strip(),
            surveyed=self.surveyed.text().strip(),
            held_on=day_of(self.day),
            scale_id=str(self.scale.currentData() or ""),
            issued=self.issued.value(),
            returned=self.returned.value(),
            valid=self.valid.value(),
            questions=tuple(filter(None, (self._question(row) for row in range(self.table.rowCount())))),
        )

    def _question(self, row: int) -> Question | None:
        texts = [
            item.text().strip() if (item := self.table.item(row, n)) else ""
            for n in range(self.table.columnCount())
        ]
        if not any(texts):
            return None
        first = self.table.item(row, 0)
        counts = {
            word: int(text) if text.isascii() and text.lstrip("-").isdigit() else 0
            for word, text in zip(self._words(), texts[1:], strict=True)
        }
        return Question(
            id=str(first.data(int(Qt.ItemDataRole.UserRole))) if first else new_id(),
            question=texts[0],
            counts=counts,
        )

    def _on_typed(self, *_: object) -> None:
        if not self._is_showing:
            self._timer.start()

    def _judge(self) -> None:
        workspace, typed = self.context.workspace, self.typed()

        def work() -> SurveyFacts:
            from jxdesk.actions import survey

            return survey.judged(workspace, typed)

        self.context.tasks.run(work, self.show_facts, lane=Lane.READ, owner=self)

    def show_facts(self, facts: SurveyFacts) -> None:
        """Shows the rate, its sentence, what does not fit, and the lines it can go to."""
        self.facts = facts
        errors = [one for one in facts.findings if one.severity is Severity.ERROR]
        if facts.rate:
            self.outcome.say(Tone.WARN if errors or facts.is_stale else Tone.OK, self._result_words(facts))
        else:
            self.outcome.say(Tone.INFO, "填好每种回答的份数，这里就算出满意度。")
        self._show_findings(facts.findings if facts.rate or self.valid.value() else ())
        chosen = self.line.currentData() or facts.survey.line_id
        self.line.clear()
        for place in facts.places:
            now = f"，现在写的 {place.actual}" if place.actual else ""
            self.line.addItem(f"{place.name}　目标 {place.target}{now}", place.line_id)
        self.line.setCurrentIndex(max(0, self.line.findData(chosen)))
        can = any(place.can_take for place in facts.places)
        self.take_button.setEnabled(bool(facts.rate) and not errors and can)
        if not facts.places:
            self.line.addItem("自评表里还没有满意度指标，先开始填自评", "")
        elif not can:
            self.take_button.setToolTip("自评表已经填好或报出，改回填写中才能带入。")

    def _result_words(self, facts: SurveyFacts) -> str:
        stale = "自评表上还是以前的数，请再带入一次。" if facts.is_stale else ""
        return f"满意度 {facts.rate}。{facts.sentence}{stale}"

    def _show_findings(self, findings: Sequence[Finding]) -> None:
        clear(self.problems)
        ordered = sorted(findings, key=lambda one: list(Severity).index(one.severity))
        for finding in ordered[:SHOWN_PROBLEMS]:
            self.problems.addWidget(problem_card(finding))

    # ---- what can be done ------------------------------------------------------------------------------------

    def _on_keep(self) -> None:
        workspace, typed = self.context.workspace, self.typed()

        def work() -> None:
            from jxdesk.actions import survey

            survey.keep(workspace, typed)

        self.context.tasks.run(
            work, lambda _: self._on_kept(), lane=Lane.EDIT, on_error=self._on_refused, owner=self
        )

    def _on_kept(self) -> None:
        self.context.refresh.announce(Part.FILINGS, project_ids=[self.project.id])
        self.context.tell("满意度调查存好了。")
        self.accept()

    def _on_take(self) -> None:
        workspace, typed, line_id = self.context.workspace, self.typed(), str(self.line.currentData() or "")

        def work() -> str:
            from jxdesk.actions import survey

            return survey.take_over(workspace, typed, line_id)

        self.context.tasks.run(
            work, lambda _: self._on_taken(), lane=Lane.EDIT, on_error=self._on_refused, owner=self
        )

    def _on_taken(self) -> None:
        self.context.refresh.announce(Part.FILINGS, project_ids=[self.project.id])
        rate = self.facts.rate if self.facts is not None else ""
        self.context.tell(f"满意度 {rate} 已带入自评，出处写在“数据来源”里。")
        self.accept()

    def _on_print(self) -> None:
        name = clean_name(f"满意度调查统计表_{self.project.name}", longest=60)
        place = Path(preferences.documents_folder()) / f"{name}.pdf"
        chosen, _ = QFileDialog.getSaveFileName(
            self, "统计表存到哪里", str(place), "PDF (*.pdf);;Excel (*.xlsx)"
        )
        if chosen:
            self.write_to(Path(chosen))

    def write_to(self, path: Path) -> None:
        """Writes the sheet as it is typed."""
        workspace, typed = self.context.workspace, self.typed()

        def work() -> Path:
            from jxdesk.actions import survey

            return survey.write_sheet(workspace, typed, path)

        self.context.tasks.run(
            work,
            lambda written: self.context.tell(f"统计表存好了：{written}"),
            label="打印统计表",
            on_error=self._on_refused,
            owner=self,
        )

    def _on_refused(self, error: JxError) -> None:
        self._show_findings(
            [Finding(severity=Severity.ERROR, code=error.code, message=error.title, advice=error.advice)]
        )
