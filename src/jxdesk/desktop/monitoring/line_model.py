"""Line model: the indicators of the month's projects as a grid sees them, with what is still asked for marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Qt

from jxdesk.actions.monitor import Typed
from jxdesk.desktop.monitoring.line_session import LineSession
from jxdesk.desktop.monitoring.month_cells import MonthCells
from jxdesk.desktop.wizard.columns import Column, Kind
from jxdesk.desktop.wizard.grid_cells import Look
from jxdesk.desktop.wizard.indicator_grid import short_level
from jxdesk.desktop.wizard.progress_grid import LIGHT
from jxdesk.domain.filling.typed_causes import CAUSE_WORDS, CAUSES
from jxdesk.domain.filling.typed_cells import indicator_text
from jxdesk.domain.findings import Severity
from jxdesk.domain.monitoring.line_rows import LineRow
from jxdesk.domain.monitoring.standing import period_words
from jxdesk.domain.records.filings import Direction, Likelihood

RIGHT = Qt.AlignmentFlag.AlignRight
PROJECT, LEVEL, INDICATOR, TARGET = "project", "level2", "name", "target_text"
ACTUAL, FORECAST, LIKELIHOOD, REASON = "actual", "forecast", "likelihood", "deviation_reason"
COLUMNS = (
    Column(field=PROJECT, label="项目名称", kind=Kind.FIXED, width=170, stretch=5, is_words=True),
    Column(field=LEVEL, label="二级", kind=Kind.FIXED, width=76, is_words=True),
    Column(field=INDICATOR, label="指标", kind=Kind.FIXED, width=140, stretch=5, is_words=True),
    Column(field=TARGET, label="目标值", kind=Kind.FIXED, width=96, stretch=1, align=RIGHT, is_words=True),
    Column(
        field=ACTUAL,
        label="完成情况",
        kind=Kind.TEXT,
        width=104,
        align=RIGHT,
        hint="从年初累计到截止月份完成了多少；比率写现在的比率，定性的写一句话",
    ),
    Column(
        field=FORECAST,
        label="全年预计",
        kind=Kind.TEXT,
        width=96,
        align=RIGHT,
        hint="到年底能做到多少，包括已经完成的",
    ),
    Column(field=LIGHT, label="预警", kind=Kind.FIXED, width=76),
    Column(field=LIKELIHOOD, label="可能性", kind=Kind.CHOICE, width=92, is_words=True),
    Column(
        field=CAUSES,
        label="原因类别",
        kind=Kind.CHOICE,
        width=92,
        is_words=True,
        hint="经费、制度、人员、硬件、其他；几个的用顿号隔开",
    ),
    Column(field=REASON, label="原因说明", kind=Kind.LONG, width=110, stretch=4, is_words=True),
)
ASKED = {LIKELIHOOD: "要选", CAUSES: "要选", REASON: "要写"}


class LineModel(MonthCells):
    """The indicators that the filter shows."""

    BEGINS_WITH = ACTUAL

    def __init__(self, lines: LineSession, parent: QObject | None = None) -> None:
        super().__init__(lines.month, COLUMNS, parent)
        self.lines = lines
        lines.refilled.connect(self._on_refilled)
        lines.changed.connect(self.repaint)

    def row_at(self, row: int) -> LineRow:
        """The row itself."""
        return self.lines.rows[self._ids[row]]

    def project_id(self, row: int) -> str:
        """The project that a row is about."""
        return self.row_at(row).project_id

    def begins_project(self, row: int) -> bool:
        """Whether a row is the first in sight of its project."""
        return not row or self.project_id(row - 1) != self.project_id(row)

    def is_blank(self, row: int) -> bool:
        """Whether what was reached is still missing."""
        return not self.row_at(row).line.actual_text

    def typed(self, row: int, column: Column, text: str) -> Typed:
        """A text typed into a cell."""
        found = self.row_at(row)
        return Typed(project_id=found.project_id, field=column.field, text=text, line=found.key)

    def choices(self, row: int, column: Column) -> Sequence[tuple[str, str]]:
        """The words of likelihood and of causes; for a target in words those that say how far it was met."""
        match column.field:
            case "likelihood":
                return tuple((one.value, "") for one in Likelihood if one.value)
            case "causes":
                return tuple((word, "") for word in CAUSE_WORDS.values())
            case "actual" | "forecast":
                rules = self.session.rules
                is_words = self.row_at(row).line.direction is Direction.QUALITATIVE
                bands = rules.qualitative_bands if is_words and rules is not None else ()
                return tuple((band.name, "") for band in bands)
            case _:
                return ()

    def stored_text(self, row: int, column: Column) -> str:
        """The stored value of a cell as the screen shows it."""
        found = self.row_at(row)
        match column.field:
            case "project":
                return self.session.rows[found.project_id].name
            case "level2":
                return short_level(found.line.level2)
            case "name":
                return f"　{found.name}" if found.line.is_part else found.name
            case "light":
                return found.light.word
            case field:
                return indicator_text(found.line, field)

    def look(self, row: int, column: Column) -> Look:
        """How a cell looks: a project is named once in black, what is asked for is marked."""
        text = self.shown_text(row, column)
        if column.field == PROJECT and not self.begins_project(row):
            return Look("", text, "", None)
        if self.is_refused(row, column):
            return Look(text, "", "", Severity.ERROR)
        asked = not text and self.row_at(row).lacks(column.field)
        return Look(
            text, ASKED.get(column.field, "") if asked else "", "", Severity.WARNING if asked else None
        )

    def stored_tip(self, row: int, column: Column) -> str:
        """The words behind a cell."""
        found = self.row_at(row)
        project = self.session.rows[found.project_id]
        match column.field:
            case "project":
                return "\n".join(part for part in (project.name, project.code, project.unit) if part)
            case "light":
                return found.light.reason
            case "likelihood" | "causes" | "deviation_reason" if found.lacks(column.field):
                return f"{'，'.join(found.owed)}：{ASKED[column.field]}{column.label}。"
            case _:
                return self.shown_text(row, column)

    def _on_refilled(self) -> None:
        words = f"{period_words(self.session.period)}完成"
        if words != self.columns[self.column_of(ACTUAL)].label:
            self.columns = tuple(
                replace(column, label=words) if column.field == ACTUAL else column for column in COLUMNS
            )
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)
        self.show_rows(self.lines.shown)
