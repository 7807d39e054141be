"""Target panel: below the indicators of a target, last year and similar projects, and what the current one means and rests on."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from jxdesk.actions.target_help import TargetHelp
from jxdesk.desktop.furniture import across, elided, label
from jxdesk.desktop.wizard.fields import LineField
from jxdesk.desktop.wizard.followed_line import FollowedLine
from jxdesk.desktop.wizard.look import mark
from jxdesk.desktop.wizard.session import FilingSession
from jxdesk.desktop.wizard.target_grid import TargetModel
from jxdesk.desktop.wizard.target_words import how_to_write
from jxdesk.domain.filling.editing import Edit, EditKind
from jxdesk.domain.records.filings import IndicatorLine
from jxdesk.domain.templates.wizard_flow import Place, WizardPage
from jxdesk.domain.values.quantities import decimal_text

HEIGHT = 108
EMPTY = "把光标放到一行上，这里会说明这一项怎么写、上年是多少。"
FIELDS = (
    ("description", "指标解释", "说的是什么、怎么算"),
    ("value_basis", "设定依据", "计划标准、行业标准、历史标准、政策文件；比上年差的写理由"),
    ("data_source", "数据来源", "自评时到哪里取数，如 台账、验收单、问卷 60 份"),
)


class TargetPanel(FollowedLine):
    """One rule, last year, the median of similar projects, and the texts that do not stand in the grid."""

    def __init__(self, session: FilingSession, model: TargetModel) -> None:
        super().__init__(session)
        self.model = model
        self.help = TargetHelp()
        self.setObjectName("target_panel")
        self.setProperty("bar", "info")
        self.setFixedHeight(HEIGHT)
        self.rule = elided(EMPTY, name="target_rule")
        self.before = elided("", role="second", name="target_before")
        self.fields: dict[str, LineField] = {}
        self.unused = QCheckBox("不适用")
        self.unused.setObjectName("target_unused")
        self.unused.setToolTip("这一类用不上，例如没有直接的服务对象；要写理由")
        self.unused.clicked.connect(lambda on: self._commit("not_applicable", "是" if on else ""))
        self.reason = self._field("manual_reason", "不适用的理由", "为什么不适用，如 没有直接的服务对象")
        self._lay_out()
        session.shown.connect(lambda *_: self.refresh())
        session.checked.connect(self.refresh)
        self.refresh()

    def _field(self, name: str, words: str, hint: str) -> LineField:
        field = LineField(name=f"target_{name}", hint=hint)
        field.setAccessibleName(words)
        field.committed.connect(lambda text: self._commit(name, text))
        self.fields[name] = field
        return field

    def _lay_out(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 6, 12, 6)
        box.setSpacing(4)
        box.addWidget(self.rule)
        box.addWidget(self.before)
        self.tools = QWidget()
        row = across(spacing=6)
        row.setContentsMargins(0, 0, 0, 0)
        self.texts = QWidget()
        texts = across(spacing=6)
        texts.setContentsMargins(0, 0, 0, 0)
        for name, words, hint in FIELDS:
            texts.addWidget(label(words, role="second"))
            texts.addWidget(self._field(name, words, hint), 1)
        self.texts.setLayout(texts)
        row.addWidget(self.texts, 1)
        row.addWidget(self.reason, 1)
        row.addWidget(self.unused)
        self.tools.setLayout(row)
        box.addWidget(self.tools)

    # ---- showing ----------------------------------------------------------------------------------------------

    def take_help(self, found: TargetHelp) -> None:
        """Takes what similar projects aim at."""
        self.help = found
        self.refresh()

    def refresh(self) -> None:
        """Shows the line as it now is."""
        line = self.line()
        self.tools.setVisible(line is not None)
        self.before.setVisible(line is not None)
        if line is None:
            self.rule.setText(EMPTY)
            return
        self.rule.setText(how_to_write(line))
        self.before.setText(self._before_words(line))
        self.unused.setChecked(line.not_applicable)
        self.texts.setVisible(not line.not_applicable)
        self.reason.setVisible(line.not_applicable)
        wrong = {finding.field for finding in self.session.findings if finding.line_id == line.id}
        for name, field in self.fields.items():
            field.show_text(str(getattr(line, name)))
            field.setEnabled(self.session.editable)
            mark(field, bad=name in wrong)
        self.unused.setEnabled(self.session.editable)

    def _before_words(self, line: IndicatorLine) -> str:
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
        return "参考：" + "，".join(parts) if parts else "参考：上年和同类项目里都没有这个指标。"

    # ---- typing -----------------------------------------------------------------------------------------------

    def _commit(self, field: str, text: str) -> None:
        if not self.line_id or not self.session.editable:
            return
        edit = Edit(kind=EditKind.INDICATOR, line_id=self.line_id, field=field, text=text)
        place = Place(page=WizardPage.INDICATORS, line_id=self.line_id, field=field)
        self.session.commit((edit,), label="说明指标", place=place)

    def commit_pending(self) -> None:
        """Hands over what is being typed here."""
        for field in self.fields.values():
            if field.isVisible():
                field.commit()

    def go_to(self, field: str) -> bool:
        """Puts the cursor into a field of the panel."""
        target = self.fields.get(field)
        if target is None or not target.isVisibleTo(self):
            return False
        target.setFocus(Qt.FocusReason.OtherFocusReason)
        target.selectAll()
        return True

    def first(self) -> QWidget:
        """Where F6 leads."""
        return self.reason if self.reason.isVisible() else self.fields["description"]
