"""Execution card: beside a monitoring form, how far the money is, with its light, and how many indicators stand under which."""

from __future__ import annotations

from collections import Counter

from PySide6.QtWidgets import QFrame, QVBoxLayout

from jxdesk.desktop.furniture import across, label, pill, set_pill
from jxdesk.desktop.lights import LIGHT_TONES
from jxdesk.desktop.theme import Tone
from jxdesk.desktop.wizard.session import FilingSession
from jxdesk.domain.monitoring.standing import (
    LIGHT_WORDS,
    LightColour,
    executed_of,
    execution_rate,
    is_transfer,
    line_light,
    percent,
    project_light,
    worst_likelihood,
)


class ExecutionCard(QFrame):
    """The rate, its light and the lights of the indicators, moving as one types."""

    def __init__(self, session: FilingSession) -> None:
        super().__init__()
        self.session = session
        self.setObjectName("execution_card")
        self.setProperty("card", True)
        self.rate = label("", role="big_number", name="execution_rate")
        self.light = pill("", Tone.PLAIN, name="execution_light")
        self.reason = label("", role="second", name="execution_reason", wrap=True)
        self.lines = label("", role="second", name="execution_lines", wrap=True)
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 6, 12, 8)
        box.setSpacing(1)
        box.addLayout(across(self.rate, self.light, None, label("执行率", role="least"), spacing=8))
        box.addWidget(self.reason)
        box.addWidget(self.lines)
        session.shown.connect(lambda *_: self.refresh())
        self.refresh()

    def refresh(self) -> None:
        """Shows how things stand now."""
        content, rules, known = self.session.content, self.session.rules, self.session.known
        budget, executed = executed_of(content)
        rate = execution_rate(budget, executed)
        tier = known.project.tier if known is not None and known.project is not None else ""
        light = project_light(
            budget,
            executed,
            worst_likelihood(content.indicator_lines),
            period=content.period or 0,
            rules=rules,
            passed_on=is_transfer(tier, rules),
        )
        self.rate.setText("—" if rate is None else percent(rate))
        set_pill(self.light, light.word, LIGHT_TONES[light.colour])
        self.reason.setText(light.reason)
        counts = Counter(
            line_light(line, rules, period=content.period, year=content.year).colour
            for line in content.indicator_lines
            if not line.is_part and not line.not_applicable
        )
        words = [f"{LIGHT_WORDS[one]} {counts[one]}" for one in LightColour if counts[one]]
        self.lines.setText("指标：" + "　".join(words) if words else "")
