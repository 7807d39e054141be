"""Page 3, indicators: the grid with its tools above and the arithmetic of the current line below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from jxdesk.desktop.furniture import across, button, elided
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.wizard.deviation_panel import DeviationPanel
from jxdesk.desktop.wizard.followed_line import FollowedLine
from jxdesk.desktop.wizard.indicator_grid import IndicatorGrid
from jxdesk.desktop.wizard.indicator_sources import IndicatorSources
from jxdesk.desktop.wizard.line_panel import LinePanel
from jxdesk.desktop.wizard.page import WizardView
from jxdesk.desktop.wizard.progress_grid import ProgressGrid
from jxdesk.desktop.wizard.session import FilingSession
from jxdesk.desktop.wizard.target_grid import TargetGrid
from jxdesk.desktop.wizard.target_panel import ProjectTargetPanel, TargetPanel
from jxdesk.domain.records.filings import MONITORINGS, TARGETS, Form
from jxdesk.domain.templates.wizard_flow import Place, WizardPage

if TYPE_CHECKING:
    from jxdesk.actions.target_help import TargetHelp

KEYS = "回车往下，Tab 往右，F2 修改，Ctrl+D 向下填充"
TEXTS_OF_TARGETS = ("description", "value_basis", "data_source")
PANEL_FIELDS = (
    "manual_reason",
    "judged_percent",
    "manual_score",
    "not_applicable",
    "remark",
    *TEXTS_OF_TARGETS,
)


def _grid_and_panel(session: FilingSession) -> tuple[IndicatorGrid, FollowedLine]:
    """What a monitoring form needs for its progress and a target for its values; every other form for its points."""
    if session.content.form is Form.PROJECT_TARGET:
        target = TargetGrid(session)
        return target, ProjectTargetPanel(session, target.model_)
    if session.content.form in MONITORINGS:
        progress = ProgressGrid(session)
        return progress, DeviationPanel(session, progress.model_)
    grid = IndicatorGrid(session)
    if session.content.form in TARGETS:  # nothing was reached yet, so nothing is scored
        return grid, TargetPanel(session, grid.model_)
    return grid, LinePanel(session, grid.model_)


class IndicatorsPage(WizardView):
    """The third page."""

    name = WizardPage.INDICATORS

    def __init__(self, session: FilingSession) -> None:
        super().__init__(session)
        self.grid, self.panel = _grid_and_panel(session)
        self.paste_button = button(
            "从 Excel 粘贴", self.grid.paste, icon="table", name="paste_button", tip="Ctrl+V"
        )
        self.insert_button = button(
            "插入一行", self.insert_line, icon="plus", name="insert_button", tip="Ctrl++"
        )
        self.remove_button = button(
            "删除行", self.remove_lines, icon="trash", name="remove_button", tip="Ctrl+-"
        )
        self.rule_button = button(
            "全部采用试算得分",
            session.take_rule_scores,
            name="rule_scores_button",
            tip="清掉原表印的和手工改的得分，按规则重算；可以撤销",
        )
        tools = across(self.paste_button, self.insert_button, self.remove_button, self.rule_button, None)
        if session.content.form in TARGETS:
            self.sources = IndicatorSources(session, self)
            self.sources.added.connect(self._on_added)
            tools.insertWidget(0, self.sources)
        tools.addWidget(elided(KEYS, role="hint", name="grid_keys"))
        self.body.addLayout(tools)
        self.body.addWidget(self.grid, 1)
        self.body.addWidget(self.panel)
        self.grid.entered.connect(self._on_grid_entered)
        self.grid.told.connect(self.told)
        self.grid.summed.connect(self.summed)
        session.shown.connect(lambda *_: self.refresh())
        if isinstance(self.panel, ProjectTargetPanel):
            self._load_help(self.panel)
        self.refresh()

    def _load_help(self, panel: ProjectTargetPanel) -> None:
        """Reads what similar projects aim at, behind the page."""
        session = self.session

        def work() -> TargetHelp:
            from jxdesk.actions.target_help import target_help

            return target_help(session.context.workspace, session.filing.id)

        session.context.tasks.run(work, panel.take_help, lane=Lane.READ, owner=self)

    def _on_added(self, line_id: str) -> None:
        if line_id:
            self.grid.go_to(Place(page=self.name, line_id=line_id, field="target"))

    def refresh(self) -> None:
        """Switches the tools by what the filing allows."""
        session = self.session
        for tool in (self.paste_button, self.insert_button, self.remove_button):
            tool.setEnabled(session.editable)
        printed = any(
            line.printed_score.strip() or line.manual_score is not None
            for line in session.content.indicator_lines
        )
        self.rule_button.setVisible(printed and session.editable)

    def _on_grid_entered(self, place: Place) -> None:
        self.panel.show_line(place.line_id)
        self.entered.emit(place)

    def insert_line(self) -> None:
        """Puts an empty line in front of the current one."""
        self.commit_pending()
        row = self.grid.currentIndex().row() if self.grid.currentIndex().isValid() else 0
        line_id = self.grid.model_.insert_line(max(0, row))
        self.grid.go_to(Place(page=self.name, line_id=line_id, field="name"))

    def remove_lines(self) -> None:
        """Takes the lines of the selection out."""
        self.commit_pending()
        rows, _ = self.grid.selected_block()
        self.grid.model_.remove_lines(rows)
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def move_line(self, step: int) -> None:
        """Moves the current line up or down."""
        index = self.grid.currentIndex()
        if index.isValid() and self.session.editable:
            self.commit_pending()
            row = self.grid.model_.move_line(index.row(), step)
            self.grid.put_cursor(self.grid.model_.index(row, index.column()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl++ and Ctrl+- put rows in and take them out, Alt+Shift+↑ and Alt+Shift+↓ move one."""
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        wanted = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
        alt_shift = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == wanted
        if control and event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.insert_line()
        elif control and event.key() == Qt.Key.Key_Minus:
            self.remove_lines()
        elif alt_shift and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.move_line(-1 if event.key() == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)

    def commit_pending(self) -> None:
        """Takes what stands in the open editor and the panel."""
        self.grid.commit_open_editor()
        self.panel.commit_pending()

    def go_to(self, place: Place) -> bool:
        """Puts the cursor into a cell, or into a field of the panel below it."""
        if place.line_id and not self.grid.go_to(place):
            return False
        if not place.line_id:
            self.grid.focus_first()
        if place.field in PANEL_FIELDS:
            self.panel.go_to(place.field)
        return True

    def focus_first(self) -> None:
        """The grid."""
        self.grid.focus_first()

    def panes(self) -> list[QWidget]:
        """Grid, then the panel where something is typed in it."""
        return [self.grid, self.panel.first()] if self.panel.fields else [self.grid]
