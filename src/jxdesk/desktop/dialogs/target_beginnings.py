"""Target beginnings: in the begin dialog, what a target starts from and at which level its 成本 stands."""

from __future__ import annotations

from PySide6.QtWidgets import QButtonGroup, QRadioButton, QVBoxLayout, QWidget

from jxdesk.desktop.furniture import across, label
from jxdesk.domain.beginning.content import BeginFrom
from jxdesk.domain.rules.parts import GoalStyle

SOURCES = (
    (BeginFrom.BEST, "沿用上年：有目标用目标，没有的用自评", "指标和指标值照搬过来，上年实际显示在旁边"),
    (BeginFrom.LAST_RESULT, "从上年自评带入", "用自评表上的指标和指标值"),
    (BeginFrom.EMPTY, "从空表填起", "每个二级指标一行，等您来写或从指标库选"),
)
STYLES = (
    (None, "跟上年一样", "上年怎么写就怎么写；没有上年的按表样"),
    (GoalStyle.OLD, "产出指标下面（旧写法）", "财预〔2015〕88号"),
    (GoalStyle.NEW, "单独一级（新写法）", "财预〔2021〕101号；上年是旧写法的不会自动改，从空表填起"),
)


class TargetBeginnings(QWidget):
    """Two rows of choices, the usual one already made."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("target_beginnings")
        self.sources, self.styles = QButtonGroup(self), QButtonGroup(self)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addWidget(label("从哪里开始", role="strong"))
        for number, (_, words, tip) in enumerate(SOURCES):
            choice = QRadioButton(words)
            choice.setObjectName(f"begin_from_{number}")
            choice.setToolTip(tip)
            choice.setChecked(number == 0)
            self.sources.addButton(choice, number)
            box.addWidget(choice)
        box.addSpacing(6)
        box.addWidget(label("成本指标写在哪里", role="strong"))
        row = across(spacing=16)
        for number, (_, words, tip) in enumerate(STYLES):
            choice = QRadioButton(words)
            choice.setObjectName(f"begin_style_{number}")
            choice.setToolTip(tip)
            choice.setChecked(number == 0)
            self.styles.addButton(choice, number)
            row.addWidget(choice)
        row.addStretch(1)
        box.addLayout(row)

    @property
    def begin_from(self) -> BeginFrom:
        """What is chosen to start from."""
        return SOURCES[self.sources.checkedId()][0]

    @property
    def style_of_levels(self) -> GoalStyle | None:
        """The style that is chosen; None for that of the year before."""
        return STYLES[self.styles.checkedId()][0]
