"""Project cards: the money, the score and the indicators of one project, or of an office as a whole, as their pages show them."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QGridLayout, QHeaderView, QTableWidget, QTableWidgetItem

from jxdesk.actions.judging import Judged
from jxdesk.actions.project_facts import ProjectFacts
from jxdesk.desktop import theme
from jxdesk.desktop.amounts import amount, unit
from jxdesk.desktop.columns import GRADES, STATES
from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import Card, across, clear, label, pill, set_pill
from jxdesk.desktop.list_table import plain_headings
from jxdesk.desktop.theme import Tone
from jxdesk.desktop.unit_switch import UnitSwitch
from jxdesk.domain.records.filings import (
    MONITORINGS,
    SELF_EVALUATIONS,
    TARGETS,
    Filing,
    IndicatorLine,
)
from jxdesk.domain.records.form_words import FORM_NAMES
from jxdesk.domain.records.projects import BudgetStage
from jxdesk.domain.records.stages import YearStage

INDICATOR_COLUMNS = (
    ("二级指标", 10.5),
    ("三级指标", 0),
    ("指标值", 8),
    ("实际完成值", 7),
    ("分值", 3),
    ("表上得分", 4.5),
    ("得分", 3.5),
)
SECOND_LEVEL, ACTUAL, FIRST_OF_POINTS, PRINTED_SCORE, SCORE = 0, 3, 4, 5, 6
NARROW_EM = 52
"""Narrower than this, the second level is left out of the table of indicators."""
NOT_BEGUN = {
    **dict.fromkeys(TARGETS, "还没有开始填。会带出预算数和资金来源；去年填过的，指标也一起带出来。"),
    **dict.fromkeys(MONITORINGS, "还没有开始填。会带出批复的目标和预算数，只填执行数和进度。"),
    **dict.fromkeys(
        SELF_EVALUATIONS, "还没有开始填。会带出预算数；有去年的自评或批复的目标，指标也一起带出来。"
    ),
}


class Standing(Protocol):
    """How one stage of a year stands."""

    @property
    def stage(self) -> YearStage:
        """The stage."""

    @property
    def filing(self) -> Filing | None:
        """Its filing, where there is one."""

    @property
    def has_errors(self) -> bool:
        """Whether something stops it from being sent."""


class LookedAt(Protocol):
    """A stage of a year with its filing, of a project or of an office as a whole."""

    @property
    def stage(self) -> YearStage:
        """The stage."""

    @property
    def filing(self) -> Filing | None:
        """Its filing, where there is one."""

    @property
    def judged(self) -> Judged | None:
        """The filing, scored and checked."""


class MoneyCard(Card):
    """The budget in its versions, what was executed, and where the money comes from."""

    def __init__(self, context: Context) -> None:
        super().__init__("资金", name="money_card")
        self.unit_switch = UnitSwitch(context, name="money_unit")
        self.title_row.addWidget(self.unit_switch.button)
        self.money_grid = QGridLayout()
        self.money_grid.setHorizontalSpacing(24)
        self.money_grid.setVerticalSpacing(8)
        self.body.addLayout(self.money_grid)

    def show_facts(self, facts: ProjectFacts) -> None:
        """Shows another project."""
        clear(self.money_grid)
        self.title.setText(f"资金（{unit()}）")
        self.unit_switch.show_unit()
        line = facts.filing.content.total_line if facts.filing else None
        execution = facts.judged.scorecard.execution if facts.judged else None
        columns = [
            ("年初预算数", facts.budget(BudgetStage.ORIGINAL), line.original_budget_fen if line else None),
            ("全年预算数", facts.budget(BudgetStage.REVISED), line.revised_budget_fen if line else None),
            ("全年执行数", None, line.executed_fen if line else None),
        ]
        for column, (word, budget, stated) in enumerate(columns):
            self._money_cell(column, word, amount(stated if stated is not None else budget) or "—")
        rate = execution.rate if execution else None
        self._money_cell(3, "执行率", f"{rate * 100:.1f}%" if rate is not None else "—")
        if execution is not None and execution.computed is not None:
            self._money_cell(4, "执行得分", f"{execution.computed} / {execution.weight}")
        self.money_grid.setColumnStretch(6, 1)
        for row, funding in enumerate(facts.project.funding, start=2):
            words = f"{funding.source}　{amount(funding.amount_fen)}"
            if funding.document_number:
                words += f"　{funding.document_number}"
            self.money_grid.addWidget(label(words, role="second"), row, 0, 1, 6)

    def _money_cell(self, column: int, word: str, text: str) -> None:
        self.money_grid.addWidget(label(word, role="second"), 0, column)
        value = label(text, role="block_title", name=f"money_{column}")
        self.money_grid.addWidget(value, 1, column)


class ScoreCard(Card):
    """The total by the rules beside what the paper says, and the points of each first level."""

    def __init__(self) -> None:
        super().__init__("绩效自评", name="score_card")
        self.state_pill = pill("", Tone.PLAIN, name="state_pill")
        self.title_row.addWidget(self.state_pill)
        self.score_number = label(role="big_number", name="score_number")
        self.grade_pill = pill("", Tone.PLAIN, name="grade_pill")
        self.score_note = label(role="second", wrap=True, name="score_note")
        self.score_row = across(self.score_number, self.grade_pill, self.score_note, spacing=12)
        self.score_row.setStretch(2, 1)
        self.body.addLayout(self.score_row)
        self.parts_grid = QGridLayout()
        self.parts_grid.setHorizontalSpacing(24)
        self.parts_grid.setVerticalSpacing(4)
        self.body.addLayout(self.parts_grid)

    def show_facts(self, facts: LookedAt) -> None:
        """Shows another project or office."""
        clear(self.parts_grid)
        filing, judged = facts.filing, facts.judged
        self.title.setText(FORM_NAMES[facts.stage.form])
        self.score_number.hide()
        self.grade_pill.hide()
        if filing is None or judged is None:
            set_pill(self.state_pill, *STATES["none"])
            self.score_note.setText(NOT_BEGUN[facts.stage.form])
            return
        set_pill(self.state_pill, *STATES[filing.state.value])
        if facts.stage.form not in SELF_EVALUATIONS:
            self._show_parts(filing)
            return
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

    def _show_parts(self, filing: Filing) -> None:
        """How many indicators a form without points has, by first level, and what its goal says."""
        for column, (word, lines) in enumerate(parts_of(filing)):
            self.parts_grid.addWidget(label(word, role="second"), 0, column)
            self.parts_grid.addWidget(label(f"{len(lines)} 个指标", role="strong"), 1, column)
        self.parts_grid.setColumnStretch(9, 1)
        self.score_note.setText(filing.content.answers.get("expected_goal", "") or "还没有写总体目标。")


class IndicatorCard(Card):
    """The indicators with target, result and points, to look at."""

    def __init__(self) -> None:
        super().__init__("绩效指标", name="indicator_card")
        self.indicators = QTableWidget(0, len(INDICATOR_COLUMNS))
        self.indicators.setObjectName("indicator_table")
        self.indicators.setAccessibleName("绩效指标")
        self.indicators.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.indicators.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.indicators.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.indicators.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.indicators.setWordWrap(False)
        self.indicators.verticalHeader().hide()
        header = self.indicators.horizontalHeader()
        plain_headings(header)
        for column, (word, width) in enumerate(INDICATOR_COLUMNS):
            heading = QTableWidgetItem(word)
            if column >= FIRST_OF_POINTS:
                heading.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.indicators.setHorizontalHeaderItem(column, heading)
            if width:
                self.indicators.setColumnWidth(column, round(width * theme.sizes().body) + 16)
            else:
                header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        self.body.addWidget(self.indicators)

    def show_facts(self, facts: LookedAt) -> None:
        """Shows another project or office."""
        lines = facts.filing.content.indicator_lines if facts.filing is not None else ()
        self.setVisible(bool(lines))
        scores = {score.line_id: score for score in facts.judged.scorecard.lines} if facts.judged else {}
        self.indicators.setRowCount(len(lines))
        form = facts.filing.content.form if facts.filing is not None else None
        self.indicators.setColumnHidden(ACTUAL, form in TARGETS)
        self.indicators.setColumnHidden(SCORE, form not in SELF_EVALUATIONS)
        self.indicators.setColumnHidden(PRINTED_SCORE, not any(line.printed_score.strip() for line in lines))
        for row, line in enumerate(lines):
            score = scores.get(line.id)
            effective = score.effective if score is not None else None
            texts = (
                line.level2 or line.level1,
                line.clean_name or line.name,
                target_of(line),
                line.actual_text,
                "" if line.weight is None else f"{line.weight:g}",
                line.printed_score.strip(),
                "" if effective is None else f"{effective:g}",
            )
            short = effective is not None and line.weight is not None and effective < line.weight
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                if column >= FIRST_OF_POINTS:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                if column == SCORE and short:
                    item.setForeground(QColor(theme.WARN))
                self.indicators.setItem(row, column, item)
            self.indicators.setRowHeight(row, theme.sizes().compact_row)
        self.indicators.setFixedHeight(34 + len(lines) * theme.sizes().compact_row + 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Gives the names the room of the second level where there is little."""
        super().resizeEvent(event)
        self.indicators.setColumnHidden(SECOND_LEVEL, self.width() < NARROW_EM * theme.sizes().body)


def target_of(line: IndicatorLine) -> str:
    """The target with its unit, where the form keeps them apart; a unit without a target says nothing."""
    # Forms draw the sign from a box-drawing line; on the screen it would look like a dash.
    text = line.target_text.strip().replace("═", "=")
    return f"{text}{line.unit}" if text and line.unit not in text else text


def parts_of(filing: Filing) -> list[tuple[str, list[IndicatorLine]]]:
    """The indicator lines by first level, in the order of the form; sub-rows carry no points."""
    found: dict[str, list[IndicatorLine]] = {}
    for line in filing.content.indicator_lines:
        if not line.is_part:
            found.setdefault(line.level1.replace("指标", "").strip() or "其他", []).append(line)
    return list(found.items())
