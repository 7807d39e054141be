"""全年进度: the card of the first page that says how far each form of the year is, and how the one that is followed stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from jxdesk.desktop import theme
from jxdesk.desktop.amounts import percent
from jxdesk.desktop.furniture import Card, across, button, clear, label
from jxdesk.desktop.stage_bar import StageBar, swatch

if TYPE_CHECKING:
    from jxdesk.actions.glance import Dashboard
    from jxdesk.actions.look import ListStage, StageProgress

STANDINGS = (
    ("sealed", "已封装", theme.ACCENT),
    ("finished", "已填好", "#5E9AA2"),
    ("draft", "填写中", theme.AMBER),
    ("none", "待填", theme.TRACK),
)
GRADES = (("优", theme.OK), ("良", theme.INFO), ("中", theme.AMBER), ("差", theme.ERROR))
STAGES_A_ROW = 2


class ProgressCard(Card):
    """The card; ``follow`` follows another form of the year, ``open_charts`` leads to the charts."""

    def __init__(self, *, follow: Callable[[ListStage], None], open_charts: Callable[[], None]) -> None:
        super().__init__("全年进度", name="progress_card", spacing=8)
        self._follow = follow
        self.title_row.addWidget(
            button("看图表", open_charts, kind="link", icon="chart", name="dashboard_charts")
        )
        self.stage_row = QGridLayout()
        self.stage_row.setSpacing(6)
        self.followed_label = label(role="block_title", name="followed_stage")
        self.done_label = label(role="second", name="progress_done")
        self.stage_bar = StageBar([(word, colour) for _, word, colour in STANDINGS])
        self.rate_label = label(role="second", name="total_rate")
        self.body.addLayout(self.stage_row)
        self.body.addLayout(across(self.followed_label, None, self.done_label))
        self.body.addWidget(self.stage_bar)
        self.body.addLayout(self._make_legend())
        self.body.addWidget(self._make_grades())
        self.body.addWidget(self.rate_label)

    def _make_legend(self) -> QHBoxLayout:
        self.stage_numbers = {key: label(role="strong", name=f"stage_{key}") for key, _, _ in STANDINGS}
        legend = across(spacing=18)
        for key, word, colour in STANDINGS:
            legend.addLayout(
                across(swatch(colour), label(word, role="second"), self.stage_numbers[key], spacing=6)
            )
        legend.addStretch(1)
        return legend

    def _make_grades(self) -> QWidget:
        self.grade_numbers = {grade: label("0", role="strong", name=f"grade_{grade}") for grade, _ in GRADES}
        marks = across(label("得分等级", role="block_title"), 6, spacing=18)
        for grade, colour in GRADES:
            marks.addLayout(
                across(swatch(colour), label(grade, role="second"), self.grade_numbers[grade], spacing=6)
            )
        marks.addStretch(1)
        self.grades = QWidget()
        self.grades.setLayout(marks)
        return self.grades

    def show_dashboard(self, shown: Dashboard, word: str) -> None:
        """Shows how the form that is followed stands."""
        counts = shown.counts
        standing: Mapping[str, int] = dict(counts) | {
            "sealed": counts.get("sealed", 0) + counts.get("approved", 0)
        }
        for key, _, _ in STANDINGS:
            self.stage_numbers[key].setText(str(standing.get(key, 0)))
        self.stage_bar.show_counts([standing.get(key, 0) for key, _, _ in STANDINGS])
        self.followed_label.setText(word)
        self.grades.setVisible(any(shown.grades.get(grade) for grade, _ in GRADES))
        done = sum(counts.get(state, 0) for state in ("sealed", "finished", "approved"))
        self.done_label.setText(f"{done}/{counts.get('all', 0)} 已填好")
        for grade, number in self.grade_numbers.items():
            number.setText(str(shown.grades.get(grade, 0)))
        rate = percent(shown.executed_fen * 10_000 // shown.base_fen) if shown.base_fen > 0 else ""
        self.rate_label.setText(f"已填项目的总执行率 {rate}" if rate else "")
        self.rate_label.setVisible(bool(rate))

    def show_stages(self, stages: Sequence[StageProgress], shown: Dashboard) -> None:
        """A button for each form of the year: how many are done of all; it leads to the list of those."""
        from jxdesk.desktop.stage_words import stage_word

        clear(self.stage_row)
        for place, one in enumerate(stages):
            word = stage_word(one.key)
            said = f"{word} {one.done}/{shown.projects}" if one.begun else f"{word} 未开始"
            go = button(said, partial(self._follow, one.key), kind="segment", name=f"stage_{one.key.form}")
            if one.key.period is not None:
                go.setObjectName(f"stage_{one.key.form}_{one.key.period}")
            go.setProperty("edge", "both")
            go.setCheckable(True)
            go.setChecked(one.key == shown.stage)
            wrong = f"，有问题 {one.wrong} 个" if one.wrong else ""
            go.setToolTip(f"看{word}的项目列表：填了 {one.begun} 个，填好 {one.done} 个{wrong}")
            self.stage_row.addWidget(go, place // STAGES_A_ROW, place % STAGES_A_ROW)
