"""Progress grid: the indicators of a monitoring form, with a light to each line and ticks for the causes where it runs off."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from jxdesk.desktop import theme
from jxdesk.desktop.lights import paint_light
from jxdesk.desktop.wizard.columns import Column, Kind
from jxdesk.desktop.wizard.grid_cells import LOOK_ROLE, Index, Look
from jxdesk.desktop.wizard.indicator_grid import (
    CAUSE_FIELDS,
    IndicatorGrid,
    IndicatorModel,
    indicator_columns,
)
from jxdesk.desktop.wizard.painting import SELECTED, GridDelegate
from jxdesk.desktop.wizard.session import FilingSession
from jxdesk.domain.filling.typed_cells import TICK
from jxdesk.domain.monitoring.standing import line_light, progress_of
from jxdesk.domain.records.filings import IndicatorLine, Likelihood

LIGHT = "light"
LIGHT_COLUMN = Column(
    field=LIGHT, label="预警", kind=Kind.FIXED, width=72, hint="看全年预计、完成可能性和时间进度"
)
WIDE_ENOUGH_FOR_REMARK = 1180
WIDE_ENOUGH_FOR_TICKS = 1060


class ProgressModel(IndicatorModel):
    """The indicator lines with their lights."""

    def __init__(self, session: FilingSession) -> None:
        self._earlier = _earlier_lines(session)
        super().__init__(session)

    def columns_of(self, session: FilingSession) -> tuple[Column, ...]:
        """The columns of the form, and the light behind the forecast."""
        columns = list(indicator_columns(session))
        behind = next((n for n, column in enumerate(columns) if column.field == "forecast"), len(columns) - 1)
        return (*columns[: behind + 1], LIGHT_COLUMN, *columns[behind + 1 :])

    def earlier(self, line: IndicatorLine) -> tuple[int, IndicatorLine] | None:
        """The month before, and the same indicator in it."""
        return self._earlier.get((line.level2, line.clean_name or line.name))

    def owes(self, line: IndicatorLine) -> bool:
        """Whether causes are asked for, because the line runs off its target, or stand there already."""
        content = self.session.content
        return bool(line.causes) or bool(progress_of(line, self.session.rules, year=content.year).owed)

    @property
    def deviates(self) -> bool:
        """Whether any line runs off its target."""
        return any(self.owes(line) for line in self.session.content.indicator_lines)

    def shown_text(self, row: int, column: Column) -> str:
        """What the cell shows."""
        line = self.line(row)
        if line is None or column.field != LIGHT:
            return super().shown_text(row, column)
        content = self.session.content
        return line_light(line, self.session.rules, period=content.period, year=content.year).word

    def is_typed(self, row: int, column: Column) -> bool:
        """Whether the cell can be typed into; ticks only where the line runs off."""
        if column.kind is Kind.TICK:
            line = self.line(row)
            return line is not None and self.owes(line)
        return super().is_typed(row, column)

    def choices(self, row: int, column: Column) -> Sequence[tuple[str, str]]:
        """The three words of likelihood; the usual answers of the other columns."""
        if column.field == "likelihood":
            return tuple((one.value, "") for one in Likelihood if one.value)
        return super().choices(row, column)


class LightDelegate(GridDelegate):
    """Paints lights as sign and word; the rest as every grid does."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paints one cell."""
        super().paint(painter, option, index)
        if self.column(index).field != LIGHT:
            return
        area: QRect = option.rect  # type: ignore[attr-defined]
        state: int = option.state.value  # type: ignore[attr-defined]
        look: Look = index.data(LOOK_ROLE)
        painter.save()
        painter.fillRect(
            area.adjusted(2, 2, -3, -3), QColor(theme.SELECTION if state & SELECTED else theme.SURFACE)
        )
        painter.setFont(theme.font(theme.sizes().body))
        paint_light(painter, area.adjusted(8, 0, -2, 0), look.text)
        painter.restore()


class ProgressGrid(IndicatorGrid):
    """The grid of a monitoring form's indicators; Space or a click puts a tick and takes it."""

    model_: ProgressModel

    def __init__(self, session: FilingSession) -> None:
        super().__init__(session)
        self.clicked.connect(self._on_clicked)

    def make_model(self, session: FilingSession) -> ProgressModel:
        """The table behind the grid."""
        return ProgressModel(session)

    def make_delegate(self) -> GridDelegate:
        """The one that paints lights."""
        return LightDelegate(self.cells.columns, self)

    def fit_columns(self) -> None:
        """Shows the ticks only where a line runs off its target, and the remark where there is room."""
        deviates = self.model_.deviates
        for field in CAUSE_FIELDS:
            self.setColumnHidden(self.model_.column_of(field.value), not deviates)
        width = self.viewport().width()
        self.setColumnHidden(self.model_.column_of("remark"), width < theme.scaled(WIDE_ENOUGH_FOR_REMARK))
        # With ticks a small screen has no room for the levels: the name of the indicator is what a clerk looks for.
        for level in ("level1", "level2"):
            self.setColumnHidden(
                self.model_.column_of(level), deviates and width < theme.scaled(WIDE_ENOUGH_FOR_TICKS)
            )
        super().fit_columns()

    def _on_data_changed(self) -> None:
        super()._on_data_changed()
        hidden = self.isColumnHidden(self.model_.column_of(CAUSE_FIELDS[0].value))
        if hidden is self.model_.deviates:
            self.fit_columns()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space puts a tick and takes it."""
        index = self.currentIndex()
        if event.key() == Qt.Key.Key_Space and index.isValid() and self._is_tick(index):
            event.accept()
            self.toggle(index)
            return
        super().keyPressEvent(event)

    def _is_tick(self, index: Index) -> bool:
        return self.cells.columns[index.column()].kind is Kind.TICK

    def _on_clicked(self, index: QModelIndex) -> None:
        if self._is_tick(index):
            self.toggle(index)

    def toggle(self, index: Index) -> None:
        """Puts the tick of a cell, or takes it."""
        if self._is_editable(index.row(), index.column()):
            column = self.cells.columns[index.column()]
            was = self.model_.shown_text(index.row(), column)
            self.cells.setData(index, "" if was else TICK)


def _earlier_lines(session: FilingSession) -> dict[tuple[str, str], tuple[int, IndicatorLine]]:
    """The indicators of the month before, by second level and name."""
    content, known = session.content, session.known
    before = [one.content for one in known.earlier] if known is not None else []
    last = max(
        (one for one in before if (one.period or 0) < (content.period or 0)),
        key=lambda one: one.period or 0,
        default=None,
    )
    if last is None:
        return {}
    month = last.period or 0
    return {(line.level2, line.clean_name or line.name): (month, line) for line in last.indicator_lines}
