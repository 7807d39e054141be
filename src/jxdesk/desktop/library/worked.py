"""填报范例: the worked filings, whole forms filled in well with the reason beside each line; a view of the library page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from jxdesk.desktop.amounts import wan
from jxdesk.desktop.furniture import Card, SideList, across, clear, down, label, pill, scrolled
from jxdesk.desktop.library.words import short_levels
from jxdesk.desktop.theme import Tone
from jxdesk.domain.filling.typed_cells import SIGNS
from jxdesk.domain.library.entries import EntryKind
from jxdesk.domain.library.worked_filings import WorkedFiling, WorkedLine
from jxdesk.domain.rules.parts import GoalStyle
from jxdesk.domain.values.quantities import decimal_text

LIST_WIDTH = 264
HEADINGS = ("放在", "指标", "指标值", "分值", "依据和来源", "好在哪里")
STRETCHES = (0, 3, 0, 0, 4, 4)


class WorkedView(QWidget):
    """A list of worked filings at the left, the chosen one whole at the right."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("worked_view")
        self.worked: Sequence[WorkedFiling] = ()
        self.topics = SideList(name="worked_list", meaning="填报范例", width=LIST_WIDTH)
        self.topics.currentRowChanged.connect(self._on_topic_changed)
        holder = QWidget()
        self.rows = QVBoxLayout(holder)
        self.rows.setContentsMargins(0, 0, 10, 0)
        self.rows.setSpacing(10)
        self.area = scrolled(holder, name="worked_scroll")
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        card = Card(name="worked_card")
        card.body.addWidget(self.area)
        row = across(self.topics, card, spacing=12)
        row.setStretch(1, 1)
        self.setLayout(row)

    def show_worked(self, worked: Sequence[WorkedFiling]) -> None:
        """Shows the list, once."""
        if self.worked:
            return
        self.worked = worked
        for one in worked:
            word = "部门" if one.kind is EntryKind.DEPARTMENT else "项目"
            self.topics.add(f"{word}　{one.title}", one.id)
        self.topics.setCurrentRow(0)

    def _on_topic_changed(self, row: int) -> None:
        clear(self.rows)
        if 0 <= row < len(self.worked):
            self._show(self.worked[row])
        self.area.verticalScrollBar().setValue(0)

    def _show(self, one: WorkedFiling) -> None:
        style = "旧写法 50/30/10" if one.style is GoalStyle.OLD else "新写法 成本20 产出40 效益20 满意度10"
        self.rows.addLayout(
            across(
                label(one.title, role="block_title", name="worked_title"),
                pill(style, Tone.PLAIN),
                pill("范例，数字虚构", Tone.WARN),
                None,
            )
        )
        self.rows.addWidget(
            label(f"{one.office}　{one.year} 年　{wan(one.amount_fen)} 万元", role="second", wrap=True)
        )
        if one.duties:
            self._text("部门职责", one.duties)
        self._text("年度总体目标", one.goal)
        if one.tasks:
            self._tasks(one)
        good = QFrame()
        good.setProperty("bar", Tone.OK.value)
        good.setLayout(across(label(f"好在哪里：{one.why}", wrap=True), margins=(10, 8, 10, 8)))
        self.rows.addWidget(good)
        self.rows.addLayout(_table(one))
        self.rows.addWidget(
            label("指标合计 90 分，另 10 分是预算执行率，自评时再加。", role="hint", wrap=True)
        )
        self.rows.addStretch(1)

    def _text(self, title: str, text: str) -> None:
        self.rows.addLayout(down(label(title, role="second"), label(text, wrap=True), spacing=1))

    def _tasks(self, one: WorkedFiling) -> None:
        lines = [
            f"{n}. {task.name}（{wan(task.amount_fen)} 万元）：{task.content}。项目：{'、'.join(task.projects)}"
            for n, task in enumerate(one.tasks, 1)
        ]
        self._text("年度重点任务", "\n".join(lines))


def _table(one: WorkedFiling) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(14)
    grid.setVerticalSpacing(9)
    for column, (heading, stretch) in enumerate(zip(HEADINGS, STRETCHES, strict=True)):
        grid.addWidget(label(heading, role="second"), 0, column)
        grid.setColumnStretch(column, stretch)
    for row, line in enumerate(one.lines, 1):
        for column, cell in enumerate(_cells(line, one.style)):
            grid.addWidget(cell, row, column, Qt.AlignmentFlag.AlignTop)
    return grid


def _cells(line: WorkedLine, style: GoalStyle) -> tuple[QLabel, ...]:
    entry = line.entry
    gap = "" if entry.unit in ("%", "‰") else "\u00a0"
    basis = "\n".join(part for part in (entry.definition, entry.value_basis, entry.data_source) if part)
    return (
        label(short_levels(entry.headings(style))),
        label(entry.name, role="strong", wrap=True),
        label(f"{SIGNS[entry.comparator]}\u00a0{entry.target_text}{gap}{entry.unit}"),
        label(decimal_text(line.weight)),
        label(basis, role="second", wrap=True),
        label(line.why, wrap=True),
    )
