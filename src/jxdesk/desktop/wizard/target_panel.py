"""Target panel: below the indicators of a target, how the current one is written, last year and similar projects, and what it rests on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QCheckBox, QWidget

from jxdesk.actions.target_help import TargetHelp
from jxdesk.desktop.furniture import across, elided, label
from jxdesk.desktop.wizard.followed_line import FollowedLine
from jxdesk.desktop.wizard.indicator_grid import IndicatorModel
from jxdesk.desktop.wizard.look import mark
from jxdesk.desktop.wizard.session import FilingSession
from jxdesk.desktop.wizard.target_grid import TargetModel
from jxdesk.desktop.wizard.target_words import how_to_write
from jxdesk.domain.records.filings import IndicatorLine
from jxdesk.domain.values.quantities import decimal_text

HEIGHT, SHORT_HEIGHT = 108, 60
EMPTY = "把光标放到一行上，这里会说明这一项怎么写、上年是多少。"
FIELDS = (
    ("description", "指标解释", "说的是什么、怎么算"),
    ("value_basis", "设定依据", "计划标准、行业标准、历史标准、政策文件；比上年差的写理由"),
    ("data_source", "数据来源", "自评时到哪里取数，如 台账、验收单、问卷 60 份"),
)


class TargetPanel(FollowedLine):
    """How the current indicator is written, and what it was a year before; of an office's target that is all."""

    STEP = "说明指标"

    def __init__(self, session: FilingSession, model: IndicatorModel, *, height: int = SHORT_HEIGHT) -> None:
        super().__init__(session, name="target", height=height)
        self.indicators = model
        self.rule = elided(EMPTY, name="target_rule")
        self.before = elided("", role="second", name="target_before")
        for one in (self.rule, self.before):
            self.box.addWidget(one)
        self.refresh()

    def refresh(self) -> None:
        """Shows the line as it now is."""
        line = self.line()
        self.before.setVisible(line is not None)
        self.rule.setText(how_to_write(line) if line is not None else EMPTY)
        self.before.setText(self.before_words(line) if line is not None else "")

    def before_words(self, line: IndicatorLine) -> str:
        """Last year's target and result."""
        before = self.indicators.last_year(line)
        said = (("上年目标", before.target_text), ("上年实际", before.actual_text)) if before else ()
        return reference([f"{words} {text}" for words, text in said if text], "上年没有这个指标。")


class ProjectTargetPanel(TargetPanel):
    """Besides the median of similar projects, and the texts that do not stand in the grid."""

    def __init__(self, session: FilingSession, model: TargetModel) -> None:
        self.model = model
        self.help = TargetHelp()
        self.tools = QWidget()
        super().__init__(session, model, height=HEIGHT)
        self.unused = QCheckBox("不适用")
        self.unused.setObjectName("target_unused")
        self.unused.setToolTip("这一类用不上，例如没有直接的服务对象；要写理由")
        self.unused.clicked.connect(lambda on: self.commit("not_applicable", "是" if on else ""))
        self.reason = self.field(
            "manual_reason",
            "不适用的理由",
            name="target_manual_reason",
            hint="为什么不适用，如 没有直接的服务对象",
        )
        self._lay_out()
        session.checked.connect(self.refresh)
        self.refresh()

    def _lay_out(self) -> None:
        row = across(spacing=6)
        row.setContentsMargins(0, 0, 0, 0)
        self.texts = QWidget()
        texts = across(spacing=6)
        texts.setContentsMargins(0, 0, 0, 0)
        for name, words, hint in FIELDS:
            texts.addWidget(label(words, role="second"))
            texts.addWidget(self.field(name, words, name=f"target_{name}", hint=hint), 1)
        self.texts.setLayout(texts)
        row.addWidget(self.texts, 1)
        row.addWidget(self.reason, 1)
        row.addWidget(self.unused)
        self.tools.setLayout(row)
        self.box.addWidget(self.tools)

    # ---- showing ----------------------------------------------------------------------------------------------

    def take_help(self, found: TargetHelp) -> None:
        """Takes what similar projects aim at."""
        self.help = found
        self.refresh()

    def refresh(self) -> None:
        """Shows the line as it now is."""
        super().refresh()
        line = self.line()
        self.tools.setVisible(line is not None and bool(self.fields))
        if line is None or not self.fields:
            return
        self.unused.setChecked(line.not_applicable)
        self.texts.setVisible(not line.not_applicable)
        self.reason.setVisible(line.not_applicable)
        wrong = {finding.field for finding in self.session.findings if finding.line_id == line.id}
        for name, field in self.fields.items():
            field.show_text(str(getattr(line, name)))
            field.setEnabled(self.session.editable)
            mark(field, bad=name in wrong)
        self.unused.setEnabled(self.session.editable)

    def before_words(self, line: IndicatorLine) -> str:
        """Last year's target and result, and the median of similar projects."""
        parts = []
        target, result = self.model.target_before(line), self.model.result_before(line)
        aimed = next((one.target_text for one in (target, result) if one is not None and one.target_text), "")
        if aimed:
            parts.append(f"上年目标 {aimed}")
        if result is not None and result.actual_text:
            parts.append(f"上年实际 {result.actual_text}")
        usual = self.help.of_line(line)
        if usual is not None:
            shown = f"{decimal_text(usual.median)}{line.unit}"
            parts.append(f"同类项目中位数 {shown}（{usual.projects} 个{self.help.sector}项目）")
        return reference(parts, "上年和同类项目里都没有这个指标。")

    def first(self) -> QWidget:
        """Where F6 leads."""
        return self.reason if self.reason.isVisible() else self.fields["description"]


def reference(parts: Sequence[str], nothing: str) -> str:
    """What a value can be held against, in one line."""
    return "参考：" + ("，".join(parts) or nothing)
