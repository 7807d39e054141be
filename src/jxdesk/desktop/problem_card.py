"""The problem card: one finding with its place and the way to mend it, tinted by its weight."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QPushButton

from jxdesk.desktop import theme
from jxdesk.desktop.furniture import across, down, label, picture
from jxdesk.desktop.theme import Tone
from jxdesk.domain.findings import Finding, Severity

SEVERITIES = {
    Severity.ERROR: (Tone.ERROR, "error", "必须改"),
    Severity.WARNING: (Tone.WARN, "warning", "请核实"),
    Severity.ADVICE: (Tone.INFO, "info", "建议"),
}


def problem_card(finding: Finding, go: QPushButton | None = None) -> QFrame:
    """One problem: what, where and how to mend it, tinted by its weight; ``go`` leads to the place."""
    tone, icon, word = SEVERITIES[finding.severity]
    made = QFrame()
    made.setProperty("bar", tone.value)
    title = label(finding.message, wrap=True, role="strong")
    texts = down(title, spacing=2)
    if finding.advice:
        texts.addWidget(label(finding.advice, role="second", wrap=True))
    if go is not None:
        texts.addLayout(across(go, None))
    sign = picture(icon, colour=theme.TONES[tone][0], meaning=word)
    row = across(spacing=8, margins=(10, 8, 10, 8))
    row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
    row.addLayout(texts, 1)
    made.setLayout(row)
    return made
