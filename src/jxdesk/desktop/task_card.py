"""Task card: the tasks of an office to look at, with their projects and amounts, and how far the projects hang on them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QPushButton

from jxdesk.actions.department import OfficeFacts
from jxdesk.desktop.amounts import amount, unit
from jxdesk.desktop.furniture import Card, clear, label, pill, set_pill
from jxdesk.desktop.theme import Tone
from jxdesk.domain.departments.task_hanging import coverage
from jxdesk.domain.departments.task_sums import task_rate


class TaskCard(Card):
    """The tasks of the filing that is looked at."""

    def __init__(self, unit_button: QPushButton) -> None:
        super().__init__("重点任务", name="task_card")
        self.title_row.addWidget(unit_button)
        self.coverage_pill = pill("", Tone.PLAIN, name="coverage_pill")
        self.title_row.addWidget(self.coverage_pill)
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(16)
        self.grid.setVerticalSpacing(6)
        self.grid.setColumnStretch(0, 1)
        self.body.addLayout(self.grid)

    def show_facts(self, facts: OfficeFacts) -> None:
        """Shows another office or stage."""
        clear(self.grid)
        filing = facts.filing
        self.setVisible(filing is not None)
        if filing is None:
            return
        content = filing.content
        found = coverage(content, facts.beside.projects)
        words = f"项目挂上 {found.hanging} / {found.projects}"
        set_pill(self.coverage_pill, words, Tone.ERROR if found.loose else Tone.OK)
        self.coverage_pill.setVisible(bool(found.projects))
        headings = ["任务", "项目", f"总额（{unit()}）"]
        spending = any(line.executed_fen is not None for line in content.task_lines)
        headings += ["实际支出", "执行率"] if spending else []
        for column, word in enumerate(headings):
            self._cell(0, column, word, role="second")
        for row, line in enumerate(content.task_lines, 1):
            texts = [
                line.name,
                f"{len(line.project_ids)} 个",
                amount(line.budget_fen),
            ]
            if spending:
                rate = task_rate(line)
                texts += [
                    amount(line.executed_fen),
                    "" if rate is None else f"{rate * 100:.1f}%",
                ]
            for column, text in enumerate(texts):
                self._cell(row, column, text or "—")
        if not content.task_lines:
            self._cell(1, 0, "还没有填重点任务。", role="second")

    def _cell(self, row: int, column: int, text: str, *, role: str = "") -> None:
        made = label(text, role=role, wrap=not column)
        side = Qt.AlignmentFlag.AlignLeft if not column else Qt.AlignmentFlag.AlignRight
        made.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        self.grid.addWidget(made, row, column)
