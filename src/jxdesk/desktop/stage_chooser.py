"""The chooser of a stage: 目标, 7月监控, 10月监控, 自评; the project list stands beside its year."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox

from jxdesk.actions.look import ListStage, StageProgress
from jxdesk.desktop.stage_words import stage_word
from jxdesk.domain.records.filings import Form
from jxdesk.domain.records.stages import YearStage


def year_stage(stage: ListStage) -> YearStage:
    """The stage of a list as a stage of the year."""
    return YearStage(form=Form(stage.form), period=stage.period)


class StageChooser(QComboBox):
    """Lists the stages of a year; ``wanted(stage)`` when another one is chosen."""

    wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("stage_choice")
        self.setAccessibleName("哪张表")
        self.setToolTip("状态、执行数和问题按哪张表看")
        self.setFixedWidth(112)
        self.keys: Sequence[ListStage] = ()
        self.activated.connect(lambda number: self.wanted.emit(self.keys[number]))

    def show_stages(self, stages: Sequence[StageProgress], chosen: ListStage) -> None:
        """Shows the stages of a year; one that is followed and is not among them stands last."""
        keys = [one.key for one in stages]
        self._fill(keys if chosen in keys else [*keys, chosen], chosen)

    def show_chosen(self, chosen: ListStage) -> None:
        """Shows what is followed, by itself where the others are not read yet."""
        self._fill(self.keys if chosen in self.keys else [*self.keys, chosen], chosen)

    def _fill(self, keys: Sequence[ListStage], chosen: ListStage) -> None:
        with QSignalBlocker(self):
            if list(keys) != list(self.keys):
                self.keys = tuple(keys)
                self.clear()
                self.addItems([stage_word(key) for key in keys])
            self.setCurrentIndex(self.keys.index(chosen))
