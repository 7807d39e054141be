"""Line panel: under the grid, how the current indicator comes to its points, and what a person may decide about it."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QWidget,
)

from jxdesk.desktop.furniture import across, button, elided, label
from jxdesk.desktop.wizard.fields import LineField
from jxdesk.desktop.wizard.followed_line import FollowedLine
from jxdesk.desktop.wizard.indicator_grid import IndicatorModel
from jxdesk.desktop.wizard.look import mark
from jxdesk.desktop.wizard.session import FilingSession
from jxdesk.domain.filling.editing import Edit, EditKind
from jxdesk.domain.filling.typed_cells import DIRECTION_WORDS, percent_text
from jxdesk.domain.filling.value_modes import MODE_WORDS, choose_mode
from jxdesk.domain.records.filings import (
    Comparator,
    Direction,
    IndicatorLine,
    LineScore,
    ScoreSource,
    ValueMode,
)
from jxdesk.domain.templates.wizard_flow import Place, WizardPage
from jxdesk.domain.values.quantities import decimal_text

HEIGHT = 84
MODE_WIDTH = 168
EMPTY = "把光标放到一行上，这里会说明这一行的得分是怎么算出来的。"
ROW_HINT = "数量指标写“多少”，例如“养护里程 ≥ 186 公里”；“加强管理”“积极推进”这类说法审核会退回。"


class LinePanel(FollowedLine):
    """The arithmetic of one line in a sentence, and below it the band, the score by hand or the direction."""

    STEP = "评定得分"
    COLUMN = "score"

    def __init__(self, session: FilingSession, model: IndicatorModel) -> None:
        super().__init__(session, name="line", height=HEIGHT)
        self.model = model
        self.sentence = label(EMPTY, name="line_sentence", wrap=True)
        self.before = label("", role="second", name="line_before")
        self.unused = QCheckBox("不适用")
        self.unused.setObjectName("line_unused")
        self.unused.setToolTip("经批准调整、今年不再考核的指标；要写批准的依据")
        self.unused.clicked.connect(self._on_unused_clicked)
        self.mode = QComboBox()
        self.mode.setObjectName("line_mode")
        self.mode.setAccessibleName("赋分方式")
        self.mode.setToolTip("这一行的完成值怎样变成得分")
        self.mode.setFixedWidth(MODE_WIDTH)
        self.mode.activated.connect(lambda _: self._on_mode_chosen())
        self.controls = QStackedWidget()
        self.nothing, self.judged, self.counted = QWidget(), self._make_judged(), self._make_counted()
        for page in (self.nothing, self.judged, self.counted):
            self.controls.addWidget(page)
        words = across(self.sentence, 8, self.before)
        words.setStretch(0, 1)
        self.box.addLayout(words)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.mode)
        row.addWidget(self.controls, 1)
        row.addWidget(self.unused)
        self.box.addLayout(row)
        self.refresh()

    # ---- building ---------------------------------------------------------------------------------------------

    def _make_judged(self) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(label("评定", role="second"))
        row.addSpacing(8)
        self.bands: list[QPushButton] = []
        bands = self.session.rules.qualitative_bands
        for number, band in enumerate(bands):
            one = button(band.name, kind="segment", name=f"band_{number}")
            one.setCheckable(True)
            one.setToolTip(f"{band.description}：{decimal_text(band.low)}%–{decimal_text(band.high)}%")
            edge = "left" if number == 0 else "right" if number == len(bands) - 1 else "middle"
            one.setProperty("edge", edge)
            one.clicked.connect(
                lambda _=False, default=band.default: self.commit("judged_percent", percent_text(default))
            )
            self.bands.append(one)
            row.addWidget(one)
        row.addSpacing(10)
        self.percent = self.field(
            "judged_percent", "评定百分比", name="line_percent", hint="百分比", width=84
        )
        row.addWidget(self.percent)
        row.addSpacing(8)
        self.band_words = elided("", role="second", name="line_band_words")
        row.addWidget(self.band_words, 1)
        return made

    def _make_counted(self) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.direction = QComboBox()
        self.direction.setObjectName("line_direction")
        self.direction.setAccessibleName("评分方向")
        self.direction.addItems(
            [DIRECTION_WORDS[one] for one in (Direction.HIGHER, Direction.LOWER, Direction.EXACT)]
        )
        self.direction.setFixedWidth(116)
        self.direction.activated.connect(lambda _: self.commit("direction", self.direction.currentText()))
        self.by_rule = label("", role="strong", name="line_by_rule")
        self.manual = self.field("manual_score", "手工得分", name="line_manual", hint="得分", width=64)
        self.manual.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.reason = self.field(
            "manual_reason", "手工得分的理由", name="line_reason", hint="手工得分要写理由"
        )
        self.back = button("用规则得分", self._on_back, kind="link", name="line_back")
        row.addWidget(self.direction)
        row.addWidget(self.by_rule)
        row.addWidget(label("手工改为", role="second"))
        row.addWidget(self.manual)
        row.addWidget(self.reason, 1)
        row.addWidget(self.back)
        return made

    # ---- showing ----------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Shows the line as it now is."""
        line = self.line()
        found = self.session.line_score(self.line_id) if line is not None else None
        self.unused.setVisible(line is not None and not line.is_part)
        if line is None or found is None:
            self.sentence.setText(ROW_HINT if self.session.content.indicator_lines else EMPTY)
            self.before.setText("")
            self.controls.setCurrentWidget(self.nothing)
            self.mode.hide()
            return
        self.sentence.setText(found.rule)
        self.sentence.setToolTip(found.rule)
        self.before.setText(self._before_words(line))
        self.unused.setChecked(line.not_applicable)
        if line.not_applicable:
            self._show_counted(line, found)
        elif found.source is ScoreSource.JUDGEMENT:
            self._show_judged(line)
        elif found.source is ScoreSource.NOT_APPLICABLE:
            self.controls.setCurrentWidget(self.nothing)
        else:
            self._show_counted(line, found)
        self._show_mode(line, found)
        for field in (self.percent, self.manual, self.reason):
            field.setEnabled(self.session.editable)

    def _show_mode(self, line: IndicatorLine, found: LineScore) -> None:
        """The modes that mean something for the line; words are judged in the only way there is."""
        by_nature = found.source is ScoreSource.JUDGEMENT and line.value_mode is not ValueMode.GRADED
        self.mode.setVisible(
            not by_nature and not line.not_applicable and found.source is not ScoreSource.NOT_APPLICABLE
        )
        steps = self.session.direction_of(line) is Direction.LOWER or line.value_mode is ValueMode.STEPS
        self.mode.clear()
        for mode, words in MODE_WORDS.items():
            if mode is not ValueMode.STEPS or steps:
                self.mode.addItem(words, mode)
        self.mode.setCurrentIndex(self.mode.findText(MODE_WORDS[line.value_mode]))
        self.mode.setEnabled(self.session.editable)

    def _before_words(self, line: IndicatorLine) -> str:
        before = self.model.last_year(line)
        if before is None:
            return ""
        parts = [
            f"目标 {before.target_text}" if before.target_text else "",
            f"实际 {before.actual_text}" if before.actual_text else "",
        ]
        score = f"得分 {before.printed_score}" if before.printed_score else ""
        return "上年：" + "，".join(part for part in (*parts, score) if part)

    def _show_judged(self, line: IndicatorLine) -> None:
        self.controls.setCurrentWidget(self.judged)
        self._show_field(self.percent, "judged_percent", percent_text(line.judged_percent))
        chosen = self.session.rules.band_of(line.judged_percent) if line.judged_percent is not None else None
        for one, band in zip(self.bands, self.session.rules.qualitative_bands, strict=True):
            one.setChecked(band is chosen)
            one.setEnabled(self.session.editable)
        if chosen is None:
            self.band_words.setText("由人评定：选一档，再写准百分比；也可以在得分格里直接写分数。")
        else:
            top = "含" if chosen.high == Decimal(100) else "不含"
            interval = f"{decimal_text(chosen.low)}%（含）–{decimal_text(chosen.high)}%（{top}）"
            self.band_words.setText(f"{chosen.description}：{interval}")

    def _show_counted(self, line: IndicatorLine, found: LineScore) -> None:
        self.controls.setCurrentWidget(self.counted)
        unused = line.not_applicable
        bare = line.comparator is Comparator.NONE and line.target is not None and line.target_high is None
        self.direction.setVisible(bare and not unused)
        self.direction.setEnabled(self.session.editable)
        shown = DIRECTION_WORDS[self.session.direction_of(line)]
        self.direction.setCurrentIndex(max(0, self.direction.findText(shown)))
        computed = "规则算不出" if found.computed is None else f"按规则 {found.computed} 分"
        self.by_rule.setText("不计分" if unused else computed)
        self.manual.setVisible(not unused)
        self._show_field(self.manual, "manual_score", decimal_text(line.manual_score))
        self._show_field(self.reason, "manual_reason", line.manual_reason)
        self.reason.setPlaceholderText("写明批准调整的文件和日期" if unused else "手工得分要写理由")
        needed = (line.manual_score is not None or unused) and not line.manual_reason.strip()
        mark(self.reason, bad=needed)
        self.back.setVisible(line.manual_score is not None and found.computed is not None)

    def _show_field(self, field: LineField, name: str, text: str) -> None:
        refused = self.session.refused.get((self.line_id, name))
        field.show_text(refused[0] if refused else text)
        mark(field, bad=refused is not None)
        field.setToolTip(f"{refused[1].message}{refused[1].advice}" if refused else "")

    # ---- deciding ---------------------------------------------------------------------------------------------

    def _on_mode_chosen(self) -> None:
        line = self.line()
        if line is None or not self.session.editable:
            return
        changes = choose_mode(line, ValueMode(self.mode.currentData()))
        place = Place(page=WizardPage.INDICATORS, line_id=line.id, field="score")
        if changes:
            self.session.commit(changes, label="换赋分方式", place=place)

    def _on_unused_clicked(self) -> None:
        self.commit("not_applicable", "是" if self.unused.isChecked() else "")

    def _on_back(self) -> None:
        if self.line_id:
            edits = [
                Edit(kind=EditKind.INDICATOR, line_id=self.line_id, field=field, text="")
                for field in ("manual_score", "manual_reason")
            ]
            self.session.commit(edits, label="用规则得分")

    def first(self) -> QWidget:
        """Where F6 leads."""
        return self.percent if self.percent.isVisible() else self.manual
