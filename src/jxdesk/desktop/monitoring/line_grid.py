"""Line grid: progress of the indicators of many projects by keys and by paste, with a light to each."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from jxdesk.actions.monitor import Typed
from jxdesk.desktop import theme
from jxdesk.desktop.monitoring.line_model import LEVEL, LineModel
from jxdesk.desktop.monitoring.month_grid import MonthGrid
from jxdesk.desktop.wizard.painting import GridDelegate
from jxdesk.desktop.wizard.progress_grid import LightDelegate
from jxdesk.domain.filling.editing import EditKind
from jxdesk.domain.filling.pasting import Block, PastePlan
from jxdesk.domain.monitoring.line_paste import plan_line_paste

ROOM_FOR_LEVEL = 1060
"""Units: px in the normal size."""


class LineDelegate(LightDelegate):
    """Paints lights, and a line above the first indicator of each project."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paints one cell."""
        super().paint(painter, option, index)
        model = index.model()
        if isinstance(model, LineModel) and index.row() and model.begins_project(index.row()):
            area: QRect = option.rect  # type: ignore[attr-defined]
            painter.fillRect(QRect(area.left(), area.top(), area.width() + 1, 1), QColor(theme.BUTTON_LINE))


class LineGrid(MonthGrid):
    """The grid of indicators of a month."""

    PASTES = EditKind.INDICATOR

    def __init__(self, model: LineModel) -> None:
        self.indicators = model
        super().__init__(model, name="line_grid", meaning="各项目指标进度")

    def make_delegate(self) -> GridDelegate:
        """The one that paints lights."""
        return LineDelegate(self.cells.columns, self)

    def fit_columns(self) -> None:
        """Leaves the level out where the window is narrow."""
        narrow = self.viewport().width() < theme.scaled(ROOM_FOR_LEVEL)
        self.setColumnHidden(self.cells.column_of(LEVEL), narrow)
        super().fit_columns()

    def typed_of(self, line_id: str, field: str, text: str) -> Typed:
        """A pasted text."""
        row = self.indicators.lines.rows[line_id]
        return Typed(project_id=row.project_id, field=field, text=text.strip(), line=row.key)

    def plan(self, block: Block, row: int, column: int) -> PastePlan:
        """What pasting a block of progress would fill in."""
        session, ids = self.month.session, self.cells.line_ids()
        assert session.rules is not None
        rows = [self.indicators.lines.rows[key] for key in (*ids[row:], *ids[:row])]
        fields, projects, rules = self.fields_from(column), session.rows, session.rules
        plan = plan_line_paste(block, rows, fields, projects=projects, rules=rules)
        if plan.shape_differs:
            return plan
        # In order nothing goes round to the rows above the cursor.
        return plan_line_paste(block, rows[: len(ids) - row], fields, projects=projects, rules=rules)
