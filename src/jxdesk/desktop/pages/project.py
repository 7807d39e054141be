"""项目页: one project with its life cycle, money, self-evaluation, problems and history."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QGridLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from jxdesk.actions.project_facts import ProjectFacts, Step, project_facts
from jxdesk.desktop import theme
from jxdesk.desktop.columns import GRADES, STATES
from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import (
    Card,
    Row,
    across,
    button,
    clear,
    down,
    elided,
    label,
    picture,
    pill,
    scrolled,
    set_pill,
)
from jxdesk.desktop.journal_words import errand_words
from jxdesk.desktop.life_cycle import LifeCycle, Stage
from jxdesk.desktop.moments import moment
from jxdesk.desktop.pages.page import Page
from jxdesk.desktop.problem_card import problem_card
from jxdesk.desktop.refresh import Changes, Part
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.theme import Tone
from jxdesk.domain.filings import Filing, FilingState, IndicatorLine, MoneyUnit
from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.money import format_fen
from jxdesk.domain.projects import BudgetStage

INDICATOR_COLUMNS = (
    ("二级指标", 7),
    ("三级指标", 0),
    ("指标值", 7),
    ("实际完成值", 7),
    ("分值", 3),
    ("得分", 4),
)
SHOWN_FINDINGS = 40
SHOWN_STEPS = 12


class ProjectPage(Page):
    """One project."""

    TITLE = "项目"
    HELP = "projects"
    SHOWS = frozenset({Part.PROJECTS, Part.FILINGS, Part.IMPORTS, Part.PACKAGES})

    def __init__(self, context: Context) -> None:
        super().__init__(context, with_back=True)
        self.project_id = ""
        self.facts: ProjectFacts | None = None
        self.header_row.removeWidget(self.title_label)
        self.title_label.deleteLater()
        self.title_label = elided("", role="page_title", name="page_title")
        self.subtitle = label(role="second", name="project_subtitle")
        self.header_row.addWidget(self.title_label, 1)
        self.header_row.addWidget(self.subtitle)
        self.export_button = button("导出表格", self._on_export, icon="export", name="export_button")
        self.seal_button = button("封装送出", self._on_seal, icon="seal", name="seal_button")
        self.fill_button = button("填自评", self._on_fill, kind="primary", icon="edit", name="fill_button")
        for one in (self.export_button, self.seal_button, self.fill_button):
            self.header_row.addWidget(one)
        strip = QFrame()
        strip.setObjectName("page_header")
        strip.setFixedHeight(theme.STEPPER_HEIGHT)
        self.life_cycle = LifeCycle()
        strip.setLayout(across(self.life_cycle, margins=(20, 0, 16, 0)))
        outer = self.layout()
        assert isinstance(outer, QVBoxLayout)
        outer.insertWidget(1, strip)
        left = QWidget()
        left.setLayout(
            down(
                self._make_money(),
                self._make_score(),
                self._make_indicators(),
                self._make_history(),
                None,
                spacing=12,
            )
        )
        right = down(self._make_facts(), self._make_problems(), spacing=12)
        right.setStretch(1, 1)
        holder = QWidget()
        holder.setLayout(right)
        holder.setFixedWidth(theme.SIDE_PANEL_WIDTH + 40)
        self.left_area = scrolled(left, name="project_scroll")
        self.body.addLayout(across(self.left_area, holder, spacing=12))

    # ---- building --------------------------------------------------------------------------------------------

    def _make_money(self) -> Card:
        self.money_card = Card("资金（万元）", name="money_card")
        self.money_grid = QGridLayout()
        self.money_grid.setHorizontalSpacing(24)
        self.money_grid.setVerticalSpacing(8)
        self.money_card.body.addLayout(self.money_grid)
        return self.money_card

    def _make_score(self) -> Card:
        self.score_card = Card("绩效自评", name="score_card")
        self.state_pill = pill("", Tone.PLAIN, name="state_pill")
        self.score_card.title_row.addWidget(self.state_pill)
        self.score_number = label(role="big_number", name="score_number")
        self.grade_pill = pill("", Tone.PLAIN, name="grade_pill")
        self.score_note = label(role="second", wrap=True, name="score_note")
        self.score_row = across(self.score_number, self.grade_pill, 8, self.score_note, spacing=12)
        self.score_row.setStretch(3, 1)
        self.score_card.body.addLayout(self.score_row)
        self.parts_grid = QGridLayout()
        self.parts_grid.setHorizontalSpacing(24)
        self.parts_grid.setVerticalSpacing(4)
        self.score_card.body.addLayout(self.parts_grid)
        return self.score_card

    def _make_indicators(self) -> Card:
        self.indicator_card = Card("绩效指标", name="indicator_card")
        self.indicators = QTableWidget(0, len(INDICATOR_COLUMNS))
        self.indicators.setObjectName("indicator_table")
        self.indicators.setAccessibleName("绩效指标")
        self.indicators.setHorizontalHeaderLabels([word for word, _ in INDICATOR_COLUMNS])
        self.indicators.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.indicators.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.indicators.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.indicators.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.indicators.setWordWrap(False)
        self.indicators.verticalHeader().hide()
        header = self.indicators.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setFixedHeight(32)
        for column, (_, width) in enumerate(INDICATOR_COLUMNS):
            if width:
                self.indicators.setColumnWidth(column, width * theme.sizes().body + 16)
            else:
                header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        self.indicator_card.body.addWidget(self.indicators)
        return self.indicator_card

    def _make_history(self) -> Card:
        self.history_card = Card("记录", name="history_card", spacing=2)
        self.history_rows = QVBoxLayout()
        self.history_rows.setSpacing(0)
        self.history_card.body.addLayout(self.history_rows)
        return self.history_card

    def _make_facts(self) -> Card:
        self.facts_card = Card("基本情况", name="facts_card")
        self.facts_grid = QGridLayout()
        self.facts_grid.setHorizontalSpacing(12)
        self.facts_grid.setVerticalSpacing(6)
        self.facts_grid.setColumnStretch(1, 1)
        self.facts_card.body.addLayout(self.facts_grid)
        return self.facts_card

    def _make_problems(self) -> Card:
        self.problems_card = Card("问题", name="problems_card")
        self.problem_count = label(role="second", name="problem_count")
        self.problems_card.title_row.addWidget(self.problem_count)
        holder = QWidget()
        self.problem_rows = QVBoxLayout(holder)
        self.problem_rows.setContentsMargins(0, 0, 0, 0)
        self.problem_rows.setSpacing(8)
        self.problems_card.body.addWidget(scrolled(holder, name="problem_scroll"), 1)
        return self.problems_card

    # ---- loading ---------------------------------------------------------------------------------------------

    def open(self, argument: object) -> None:
        """Told which project to show."""
        if str(argument) != self.project_id:
            self.project_id = str(argument)
            self.facts = None
            self.title_label.setText("")
            self.subtitle.setText("正在读取…")
        self.stale = True

    def load(self) -> None:
        """Reads the project and judges its self-evaluation."""
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
        self.facts = facts
        project = facts.project
        self.title_label.setText(project.name)
        code = f"   {project.code}" if project.code else ""
        self.subtitle.setText(f"{project.fiscal_year} 年度{code}")
        self._show_money(facts)
        self._show_facts(facts)
        self._show_score(facts)
        self._show_indicators(facts)
        self._show_problems(facts.judged.findings if facts.judged else ())
        self._show_history(facts.history)
        self.life_cycle.show_stages(stages(facts))
        self._show_buttons(facts.filing)

    def _show_buttons(self, filing: Filing | None) -> None:
        if filing is None:
            self.fill_button.setText("开始填自评")
        else:
            self.fill_button.setText("接着填自评" if filing.state is FilingState.DRAFT else "看自评")
        self.export_button.setEnabled(filing is not None)
        self.seal_button.setEnabled(filing is not None and filing.state is not FilingState.DRAFT)
        self.seal_button.setToolTip("" if self.seal_button.isEnabled() else "自评标为“已填好”以后才能封装。")

    def _show_money(self, facts: ProjectFacts) -> None:
        clear(self.money_grid)
        line = facts.filing.content.total_line if facts.filing else None
        execution = facts.judged.scorecard.execution if facts.judged else None
        columns = [
            ("年初预算数", facts.budget(BudgetStage.ORIGINAL), line.original_budget_fen if line else None),
            ("全年预算数", facts.budget(BudgetStage.REVISED), line.revised_budget_fen if line else None),
            ("全年执行数", None, line.executed_fen if line else None),
        ]
        for column, (word, budget, stated) in enumerate(columns):
            amount = stated if stated is not None else budget
            self._money_cell(column, word, format_fen(amount, MoneyUnit.WAN) or "—")
        rate = execution.rate if execution else None
        self._money_cell(3, "执行率", f"{rate * 100:.1f}%" if rate is not None else "—")
        if execution is not None and execution.computed is not None:
            self._money_cell(4, "执行得分", f"{execution.computed} / {execution.weight}")
        self.money_grid.setColumnStretch(6, 1)
        for row, funding in enumerate(facts.project.funding, start=2):
            words = f"{funding.source}　{format_fen(funding.amount_fen, MoneyUnit.WAN)}"
            if funding.document_number:
                words += f"　{funding.document_number}"
            self.money_grid.addWidget(label(words, role="second"), row, 0, 1, 6)

    def _money_cell(self, column: int, word: str, text: str) -> None:
        self.money_grid.addWidget(label(word, role="second"), 0, column)
        value = label(text, role="block_title", name=f"money_{column}")
        self.money_grid.addWidget(value, 1, column)

    def _show_facts(self, facts: ProjectFacts) -> None:
        clear(self.facts_grid)
        project, filing = facts.project, facts.filing
        lines = [
            ("单位", facts.office),
            ("主管部门", project.department),
            ("实施单位", project.implementing_unit),
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

    def _show_score(self, facts: ProjectFacts) -> None:
        clear(self.parts_grid)
        filing, judged = facts.filing, facts.judged
        if filing is None or judged is None:
            set_pill(self.state_pill, *STATES["none"])
            self.score_number.hide()
            self.grade_pill.hide()
            self.score_note.setText(
                "还没有开始填。会带出预算数；有去年的自评或批复的目标，指标也一起带出来。"
            )
            return
        set_pill(self.state_pill, *STATES[filing.state.value])
        card, content = judged.scorecard, filing.content
        self.score_number.show()
        self.score_number.setText(str(card.computed_total) if card.computed_total is not None else "—")
        self.grade_pill.setVisible(bool(card.grade))
        set_pill(self.grade_pill, card.grade, GRADES.get(card.grade, Tone.PLAIN))
        printed = "；".join(
            part
            for part in (
                f"表上印的总分 {content.printed_total}" if content.printed_total else "",
                f"表上印的等级 {content.printed_grade}" if content.printed_grade else "",
            )
            if part
        )
        if card.computed_total is None:
            self.score_note.setText("按规则还算不出总分，请看右边的问题。" + (printed and f"（{printed}）"))
        else:
            self.score_note.setText(printed or "按规则重算的得分")
        scores = {score.line_id: score for score in card.lines}
        for column, (word, lines) in enumerate(parts_of(filing)):
            weights = sum(line.weight for line in lines if line.weight is not None)
            points = sum(
                found.effective
                for line in lines
                if (found := scores.get(line.id)) is not None and found.effective is not None
            )
            self.parts_grid.addWidget(label(word, role="second"), 0, column)
            self.parts_grid.addWidget(label(f"{points:g} / {weights:g}", role="strong"), 1, column)
        self.parts_grid.setColumnStretch(9, 1)

    def _show_indicators(self, facts: ProjectFacts) -> None:
        lines = facts.filing.content.indicator_lines if facts.filing is not None else ()
        self.indicator_card.setVisible(bool(lines))
        scores = {score.line_id: score for score in facts.judged.scorecard.lines} if facts.judged else {}
        self.indicators.setRowCount(len(lines))
        for row, line in enumerate(lines):
            score = scores.get(line.id)
            effective = score.effective if score is not None else None
            texts = (
                line.level2 or line.level1,
                line.clean_name or line.name,
                line.target_text + (line.unit if line.unit and line.unit not in line.target_text else ""),
                line.actual_text,
                "" if line.weight is None else f"{line.weight:g}",
                "" if effective is None else f"{effective:g}",
            )
            short = effective is not None and line.weight is not None and effective < line.weight
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                if column >= 4:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                if column == 5 and short:
                    item.setForeground(QColor(theme.WARN))
                self.indicators.setItem(row, column, item)
            self.indicators.setRowHeight(row, theme.sizes().compact_row)
        self.indicators.setFixedHeight(34 + len(lines) * theme.sizes().compact_row + 2)

    def _show_problems(self, findings: Sequence[Finding]) -> None:
        clear(self.problem_rows)
        errors = sum(finding.severity is Severity.ERROR for finding in findings)
        self.problem_count.setText(f"必须改 {errors}，共 {len(findings)}" if findings else "")
        ordered = sorted(findings, key=lambda finding: list(Severity).index(finding.severity))
        for finding in ordered[:SHOWN_FINDINGS]:
            self.problem_rows.addWidget(problem_card(finding))
        if len(ordered) > SHOWN_FINDINGS:
            self.problem_rows.addWidget(
                label(f"还有 {len(ordered) - SHOWN_FINDINGS} 条，请到填报里看。", role="second")
            )
        if not findings:
            sign = picture("done", colour=theme.OK, meaning="完成")
            words = (
                "没有问题。"
                if self.facts is not None and self.facts.filing is not None
                else "还没有填，没有可核对的。"
            )
            self.problem_rows.addLayout(across(sign, label(words, role="second"), None))
        self.problem_rows.addStretch(1)

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
            self.context.open_page("wizard", self.facts.filing.id)
            return
        from jxdesk.desktop.dialogs.begin import BeginDialog

        BeginDialog(self.context, self.facts.project, parent=self.window()).open()

    def _on_export(self) -> None:
        from jxdesk.desktop.dialogs.export import ExportDialog

        if self.facts is not None:
            year = self.facts.project.fiscal_year
            ExportDialog(self.context, year=year, project_ids=(self.project_id,), parent=self.window()).open()

    def _on_seal(self) -> None:
        from jxdesk.desktop.dialogs.seal import SealDialog

        if self.facts is not None:
            year = self.facts.project.fiscal_year
            SealDialog(self.context, year=year, project_ids=(self.project_id,), parent=self.window()).open()

    def _on_look(self, step: Step) -> None:
        from jxdesk.desktop.dialogs.history import HistoryDialog

        HistoryDialog(self.context, self.project_id, step, parent=self.window()).open()

    def panes(self) -> list[QWidget]:
        """The main button, then what scrolls at the left, then the problems."""
        return [self.fill_button, self.left_area, self.problems_card]


def parts_of(filing: Filing) -> list[tuple[str, list[IndicatorLine]]]:
    """The indicator lines by first level, in the order of the form; sub-rows carry no points."""
    found: dict[str, list[IndicatorLine]] = {}
    for line in filing.content.indicator_lines:
        if not line.is_part:
            found.setdefault(line.level1.replace("指标", "").strip() or "其他", []).append(line)
    return list(found.items())


def stages(facts: ProjectFacts) -> list[Stage]:
    """Where the self-evaluation stands on its way; the other stages of a project are not in this program yet."""
    filing = facts.filing
    errors = any(
        finding.severity is Severity.ERROR for finding in (facts.judged.findings if facts.judged else ())
    )
    state = filing.state if filing is not None else None
    when = moment(facts.history[0].at) if facts.history else ""
    filled = state in (FilingState.FINISHED, FilingState.SEALED)
    return [
        Stage(
            "自评填写",
            when if state is FilingState.DRAFT else "",
            is_done=filled,
            is_current=not filled and not errors,
        ),
        Stage(
            "核对问题",
            "有必须改的" if errors else "",
            is_done=filled and not errors,
            is_current=errors,
            is_wrong=errors,
        ),
        Stage("已填好", "", is_done=filled, is_current=False),
        Stage("封装送出", "", is_done=state is FilingState.SEALED, is_current=state is FilingState.FINISHED),
    ]
