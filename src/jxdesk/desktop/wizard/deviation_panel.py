"""Deviation panel: below the indicators of a monitoring form, why the current one runs off its target and what is done about it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QCheckBox, QPushButton, QWidget

from jxdesk.desktop.furniture import across, button, elided, label
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.theme import mark
from jxdesk.desktop.wizard.followed_line import FollowedLine
from jxdesk.desktop.wizard.progress_grid import ProgressModel
from jxdesk.desktop.wizard.session import FilingSession
from jxdesk.domain.filling.typed_causes import CAUSE_PREFIX, CAUSE_WORDS
from jxdesk.domain.filling.typed_cells import TICK
from jxdesk.domain.monitoring.standing import line_light, period_words, progress_of
from jxdesk.domain.records.filings import DeviationCause, IndicatorLine, Likelihood
from jxdesk.domain.records.rectifications import Rectification

HEIGHT = 108
EMPTY = "把光标放到一行上，这里会说明这一行的进度和还要写什么。"


class DeviationPanel(FollowedLine):
    """The light of a line with its reason, and below it causes, likelihood and remark."""

    STEP = "说明偏差"

    def __init__(self, session: FilingSession, model: ProgressModel) -> None:
        super().__init__(session, name="deviation", height=HEIGHT)
        self.model = model
        self.sentence = label(EMPTY, name="deviation_sentence", wrap=True)
        self.before = elided("", role="second", name="deviation_before")
        self.causes: dict[DeviationCause, QCheckBox] = {}
        for cause, word in CAUSE_WORDS.items():
            tick = QCheckBox(word)
            tick.setObjectName(f"cause_{cause.value}")
            tick.clicked.connect(lambda on, cause=cause: self._on_cause(cause, on=on))
            self.causes[cause] = tick
        self.likely: dict[Likelihood, QPushButton] = {}
        said = [one for one in Likelihood if one is not Likelihood.UNSAID]
        for number, one in enumerate(said):
            made = button(one.value, kind="segment", name=f"likely_{number}")
            made.setCheckable(True)
            made.setProperty(
                "edge", "left" if number == 0 else "right" if number == len(said) - 1 else "middle"
            )
            made.clicked.connect(lambda on, one=one: self.commit("likelihood", one.value if on else ""))
            self.likely[one] = made
        self.remark = self.field("remark", "备注", name="deviation_remark", hint="完不成的，写补救措施")
        self.mend_button = button(
            "记整改",
            self._on_mend,
            kind="link",
            name="deviation_mend",
            tip="问题、措施、责任人和时限，办好为止",
        )
        self._lay_out()
        self.refresh()

    def _lay_out(self) -> None:
        self.box.addWidget(self.sentence)
        self.box.addWidget(self.before)
        self.tools = QWidget()
        segments = across(*self.likely.values(), spacing=0)
        row = across(label("原因", role="second"), *self.causes.values(), spacing=8)
        row.addSpacing(8)
        row.addWidget(label("可能性", role="second"))
        row.addLayout(segments)
        row.addSpacing(8)
        row.addWidget(self.remark, 1)
        row.addWidget(self.mend_button)
        row.setContentsMargins(0, 0, 0, 0)
        self.tools.setLayout(row)
        self.box.addWidget(self.tools)

    # ---- showing ----------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Shows the line as it now is."""
        line = self.line()
        self.tools.setVisible(line is not None)
        self.before.setVisible(line is not None)
        if line is None:
            self.sentence.setText(EMPTY)
            return
        content, rules = self.session.content, self.session.rules
        light = line_light(line, rules, period=content.period, year=content.year)
        progress = progress_of(line, rules, year=content.year)
        owed = f"　{'，'.join(progress.owed)}：要勾原因、写说明、选可能性。" if progress.owed else ""
        self.sentence.setText(f"{light.word}　{light.reason}{owed}")
        self.before.setText(self._before_words(line))
        editable = self.session.editable
        for cause, tick in self.causes.items():
            tick.setChecked(cause in line.causes)
            tick.setEnabled(editable)
            mark(tick, bad=bool(progress.owed) and not line.causes)
        for likelihood, made in self.likely.items():
            made.setChecked(line.likelihood is likelihood)
            made.setEnabled(editable)
        self.remark.show_text(line.remark)
        self.remark.setEnabled(editable)

    def _before_words(self, line: IndicatorLine) -> str:
        """What the period before and last year say of the same indicator."""
        parts = []
        earlier = self.model.earlier(line)
        if earlier is not None and earlier[1].actual_text:
            parts.append(f"{period_words(earlier[0])} {earlier[1].actual_text}")
        before = self.model.last_year(line)
        if before is not None and before.actual_text:
            parts.append(f"上年 {before.actual_text}")
        return "以前：" + "，".join(parts) if parts else "以前：没有可以比的数"

    # ---- deciding ---------------------------------------------------------------------------------------------

    def _on_cause(self, cause: DeviationCause, *, on: bool) -> None:
        self.commit(f"{CAUSE_PREFIX}{cause.value}", TICK if on else "")

    def _on_mend(self) -> None:
        """Notes what must be mended, with the problem of this line already in words."""
        from jxdesk.actions import rectify
        from jxdesk.desktop.dialogs.rectification import RectificationDialog

        line, filing = self.line(), self.session.filing
        if line is None or not filing.project_id:
            return
        context, period = self.session.context, self.session.content.period
        light = line_light(line, self.session.rules, period=period, year=self.session.content.year)
        name = line.clean_name or line.name
        words = f"{period_words(period)}“{name}”：{light.reason}"

        def ask(begun: Rectification) -> None:
            about = replace(begun, line_id=line.id, problem=words, cause=line.deviation_reason)
            RectificationDialog(context, about, parent=self.window()).open()

        context.tasks.run(
            lambda: rectify.begin(
                context.workspace, filing.project_id, period=period or 0, filing_id=filing.id
            ),
            ask,
            lane=Lane.READ,
            owner=self,
        )

    def place_of(self, field: str) -> QWidget | None:
        """Causes and likelihood are ticked; whatever else is asked about is written in the remark."""
        if field.startswith(CAUSE_PREFIX):
            return self.first()
        return next(iter(self.likely.values())) if field == "likelihood" else self.remark

    def first(self) -> QWidget:
        """Where F6 leads."""
        return next(iter(self.causes.values()))
