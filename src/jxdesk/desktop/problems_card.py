"""The card of problems beside a filing that is looked at: the heavy ones first, each with its way into the wizard."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from jxdesk.desktop import theme
from jxdesk.desktop.furniture import Card, across, button, clear, label, picture, scrolled
from jxdesk.desktop.problem_card import problem_card
from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.records.filings import Filing, FilingState
from jxdesk.domain.templates.wizard_flow import place_of

if TYPE_CHECKING:
    from jxdesk.actions.judging import Judged

SHOWN_FINDINGS = 40


class ProblemsCard(Card):
    """Lists what does not fit; ``mend_wanted(place)`` when one is to be mended."""

    mend_wanted = Signal(object)

    def __init__(self, *, name: str) -> None:
        super().__init__("问题", name=name)
        self.count = label(role="second", name=f"{name}_count")
        self.title_row.addWidget(self.count)
        holder = QWidget()
        self.rows = QVBoxLayout(holder)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(8)
        self.body.addWidget(scrolled(holder, name=f"{name}_scroll"), 1)

    def show_filing(self, filing: Filing | None, judged: Judged | None) -> None:
        """Shows the problems of a filing, or that there is none yet."""
        findings: Sequence[Finding] = judged.findings if judged is not None else ()
        clear(self.rows)
        errors = sum(finding.severity is Severity.ERROR for finding in findings)
        self.count.setText(f"必须改 {errors}，共 {len(findings)}" if findings else "")
        ordered = sorted(findings, key=lambda finding: list(Severity).index(finding.severity))
        for finding in ordered[:SHOWN_FINDINGS]:
            self.rows.addWidget(problem_card(finding, self._way_to(finding, filing, judged)))
        if len(ordered) > SHOWN_FINDINGS:
            more = f"还有 {len(ordered) - SHOWN_FINDINGS} 条，请到填报里看。"
            self.rows.addWidget(label(more, role="second"))
        if not findings:
            if filing is not None:
                sign, words = picture("done", colour=theme.OK, meaning="完成"), "没有问题。"
            else:
                sign, words = picture("info", colour=theme.INFO, meaning="说明"), "还没有填，没有可核对的。"
            self.rows.addLayout(across(sign, label(words, role="second"), None))
        self.rows.addStretch(1)

    def _way_to(self, finding: Finding, filing: Filing | None, judged: Judged | None) -> QPushButton | None:
        """The button that opens the wizard at the cell of a problem, where the form can be typed into."""
        if filing is None or judged is None or judged.template is None:
            return None
        if filing.state is not FilingState.DRAFT or judged.template.reading_only:
            return None
        place = place_of(finding, filing.content, judged.template)
        made = button("去改", partial(self.mend_wanted.emit, place), name="go_mend")
        made.setAccessibleName(f"去改：{finding.message}")
        return made
