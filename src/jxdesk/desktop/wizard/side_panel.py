"""Side panel: the live score and the problems, beside every page that is typed into."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget

from jxdesk.actions.evidence import Evidence
from jxdesk.desktop import theme
from jxdesk.desktop.furniture import across, button, down, label, pill, scrolled, set_pill
from jxdesk.desktop.theme import Tone
from jxdesk.desktop.wizard.evidence import filing_evidence
from jxdesk.desktop.wizard.execution_card import ExecutionCard
from jxdesk.desktop.wizard.problems import ProblemList
from jxdesk.desktop.wizard.recommended import Recommended
from jxdesk.desktop.wizard.session import FilingSession
from jxdesk.documents import printed
from jxdesk.domain.records.filings import MONITORINGS, SELF_EVALUATIONS, Form
from jxdesk.domain.values.quantities import decimal_text

GRADE_TONES = {"优": Tone.OK, "良": Tone.INFO, "中": Tone.WARN, "差": Tone.ERROR}
KEYS = (
    ("Enter / Shift+Enter", "往下 / 往上一格"),
    ("Tab / Shift+Tab", "往右 / 往左一格"),
    ("F2，双击", "修改这一格"),
    ("Esc", "不要刚才打的字"),
    ("Ctrl+D", "向下填充"),
    ("Ctrl+;", "填今天的日期"),
    ("Ctrl+C / Ctrl+V", "和 Excel、WPS 互相复制"),
    ("Ctrl++ / Ctrl+-", "插入 / 删除一行"),
    ("Alt+Shift+↑ / ↓", "上移 / 下移一行"),
    ("Ctrl+Z / Ctrl+Y", "撤销 / 重做"),
    ("F8 / Shift+F8", "下一个 / 上一个问题"),
    ("F9", "看表样，再按回来"),
    ("Alt+← / Alt+→", "上一步 / 下一步"),
)


class ScoreCard(QFrame):
    """The total, the grade and what they are made of, moving as one types."""

    def __init__(self, session: FilingSession) -> None:
        super().__init__()
        self.session = session
        self.setObjectName("score_card")
        self.setProperty("card", True)
        self.total = label("", role="big_number", name="total_score")
        self.grade = pill("", Tone.OK, name="total_grade")
        self.trial = label("试算，非定案", role="least")
        self.parts = label("", role="second", name="score_parts", wrap=True)
        self.printed = label("", role="second", name="score_printed", wrap=True)
        top = across(self.total, self.grade, None, self.trial, spacing=8)
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 6, 12, 8)
        box.setSpacing(1)
        box.addLayout(top)
        box.addWidget(self.parts)
        box.addWidget(self.printed)
        session.scored.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Shows the points of now."""
        session = self.session
        card, content = session.scorecard, session.content
        total = card.computed_total
        self.total.setText(f"{total:.2f}" if total is not None else "—")
        set_pill(self.grade, card.grade or "还算不出", GRADE_TONES.get(card.grade, Tone.PLAIN))
        execution = card.execution
        parts = []
        if execution.weight is not None:
            got = "—" if execution.computed is None else decimal_text(execution.computed)
            parts.append(f"执行 {got}/{decimal_text(execution.weight)}")
        scores = [line.effective for line in card.lines if line.effective is not None]
        weights = [line.weight for line in content.indicator_lines if line.weight is not None]
        got_lines = decimal_text(sum(scores, Decimal(0)))
        parts.append(f"指标 {got_lines}/{decimal_text(sum(weights, Decimal(0)))}")
        if card.weights_total is not None:
            parts.append(f"分值合计 {decimal_text(card.weights_total)}")
        # What belongs together goes into the next line together: 分值合计 100.
        whole = [part.replace(" ", "\N{NO-BREAK SPACE}") for part in parts]
        self.parts.setText("　".join(map("\N{WORD JOINER}".join, whole)))
        stated = content.printed_total.strip()
        differs = bool(stated) and stated != decimal_text(total)
        grade = content.printed_grade.strip()
        words = f"原表总分 {stated}{f'（{grade}）' if grade else ''}，改动数字后按试算打印。"
        self.printed.setText(words if differs else "")
        self.printed.setVisible(differs)


def _card(session: FilingSession) -> QFrame | None:
    """What stands above the problems: points of a self-evaluation, execution of a monitoring form."""
    if session.content.form in SELF_EVALUATIONS:
        return ScoreCard(session)
    return ExecutionCard(session) if session.content.form in MONITORINGS else None


class SidePanel(QWidget):
    """Score, problems and help of a page; ``jumped(place)`` when a problem is to be mended."""

    jumped = Signal(object)

    def __init__(self, session: FilingSession) -> None:
        super().__init__()
        self.session = session
        self.setObjectName("side_panel")
        self.setFixedWidth(theme.SIDE_PANEL_WIDTH)
        self.score = _card(session)
        self.problems = ProblemList(session)
        self.problems.jumped.connect(self.jumped)
        self.problems_tab = button("问题", lambda: self._show(0), kind="chip", name="problems_tab")
        self.help_tab = button("填写说明", lambda: self._show(1), kind="chip", name="help_tab")
        self.evidence = filing_evidence(session)
        self.evidence.shown.connect(self._count_evidence)
        self.evidence_tab = button("附件", lambda: self._show(2), kind="chip", name="evidence_tab")
        self.tabs = [self.problems_tab, self.help_tab, self.evidence_tab]
        self.stack = QStackedWidget()
        self.stack.addWidget(self.problems)
        self.stack.addWidget(self._help())
        self.stack.addWidget(self._evidence())
        if session.content.form is Form.PROJECT_TARGET:
            self.recommended = Recommended(session)
            self.recommended.counted.connect(self._count_recommended)
            self.recommended_tab = button(
                "推荐指标", lambda: self._show(3), kind="chip", name="recommended_tab"
            )
            self.stack.addWidget(self.recommended)
            self.tabs.append(self.recommended_tab)
        for tab in self.tabs:
            tab.setCheckable(True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 12, 16, 12)
        box.setSpacing(8)
        if self.score is not None:
            box.addWidget(self.score)
        chips = (self.problems_tab, *self.tabs[3:], self.evidence_tab, self.help_tab)
        box.addLayout(across(*chips, None, spacing=16 if len(chips) == 3 else 4))
        box.addWidget(self.stack, 1)
        session.checked.connect(self.refresh)
        self._show(0)
        self.refresh()

    def refresh(self) -> None:
        """Counts the problems."""
        count = len(self.session.findings)
        self.problems_tab.setText(f"问题 {count}" if count else "问题")

    def _show(self, number: int) -> None:
        self.stack.setCurrentIndex(number)
        for place, tab in enumerate(self.tabs):
            tab.setChecked(place == number)

    def _evidence(self) -> QWidget:
        body = QWidget()
        body.setLayout(down(self.evidence, None, margins=(0, 0, 4, 0)))
        return scrolled(body, name="evidence_area")

    def _count_evidence(self, found: Evidence) -> None:
        count = len(found.pieces)
        self.evidence_tab.setText(f"附件 {count}" if count else "附件")

    def _count_recommended(self, count: int) -> None:
        self.recommended_tab.setText(f"推荐指标 {count}" if count else "推荐指标")

    def _help(self) -> QWidget:
        body = QWidget()
        box = down(spacing=6, margins=(0, 4, 6, 4))
        template = self.session.template
        notes = [note for note in template.notes if note.strip()]
        hints = [f"{column.label}：{column.hint}" for column in template.indicators.columns if column.hint]
        money = template.money.columns if template.money else ()
        hints += [f"{column.label}：{column.hint}" for column in money if column.hint]
        for heading, texts in (("怎么填", hints), ("表下的说明", notes)):
            if texts:
                box.addWidget(label(heading, role="strong"))
                for text in texts:
                    box.addWidget(label(text, role="second", wrap=True))
                box.addSpacing(4)
        box.addWidget(label("键盘", role="strong"))
        for keys, words in KEYS:
            line = across(label(keys, role="second"), None, label(words, role="second"))
            box.addLayout(line)
        box.addSpacing(4)
        box.addWidget(
            label(
                f"规则：{self.session.rules.name}（{self.session.rules.version}版）", role="hint", wrap=True
            )
        )
        box.addWidget(label(f"表样：{template.name}（{template.version}版）", role="hint", wrap=True))
        box.addStretch(1)
        body.setLayout(box)
        return scrolled(body, name="help_area")


def shown_total(session: FilingSession) -> str:
    """The total that the form will print."""
    lines = {line.line_id: line for line in session.scorecard.lines}
    shown = tuple(printed.line_score(line, lines.get(line.id)) for line in session.content.indicator_lines)
    total_line = session.content.total_line
    execution = (
        printed.execution_score(total_line, session.scorecard.execution) if total_line else printed.BLANK
    )
    return printed.total(session.content, session.scorecard, (execution, *shown)).text
