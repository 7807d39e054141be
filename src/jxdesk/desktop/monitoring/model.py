"""Monitoring model: the rows of a month as a grid sees them, with their marks and the words of their lights."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Qt

from jxdesk.actions.monitor import EXECUTED, FORECAST, Typed
from jxdesk.desktop.amounts import amount, percent, unit
from jxdesk.desktop.monitoring.month_cells import MonthCells
from jxdesk.desktop.monitoring.session import MonitoringSession
from jxdesk.desktop.theme import Tone
from jxdesk.desktop.wizard.columns import Column, Kind
from jxdesk.desktop.wizard.grid_cells import Look
from jxdesk.domain.findings import Severity
from jxdesk.domain.monitoring.rows import MonitoringRow
from jxdesk.domain.monitoring.standing import LIGHT_WORDS
from jxdesk.domain.records.filings import FilingState, MoneyUnit
from jxdesk.domain.values.money import exact_text
from jxdesk.domain.values.money_words import with_unit

RIGHT = Qt.AlignmentFlag.AlignRight
NAME, UNIT, ORIGINAL, REVISED, TREASURY, RATE, LIGHT, STATE = (
    "name",
    "unit",
    "original",
    "revised",
    "treasury",
    "rate",
    "light",
    "state",
)
COLUMNS = (
    Column(field=NAME, label="项目名称", kind=Kind.FIXED, width=180, stretch=6, is_words=True),
    Column(field=UNIT, label="实施单位", kind=Kind.FIXED, width=120, stretch=3, is_words=True),
    Column(field=ORIGINAL, label="年初预算", kind=Kind.FIXED, width=90, align=RIGHT),
    Column(field=REVISED, label="全年预算", kind=Kind.FIXED, width=90, align=RIGHT),
    Column(
        field=EXECUTED,
        label="执行数",
        kind=Kind.NUMBER,
        width=104,
        align=RIGHT,
        hint="从年初累计到截止月份；写明单位的按写的单位",
    ),
    Column(
        field=TREASURY,
        label="国库数",
        kind=Kind.FIXED,
        width=90,
        align=RIGHT,
        hint="从国库表导入的累计支付数",
    ),
    Column(field=RATE, label="执行率", kind=Kind.FIXED, width=112, align=RIGHT, hint="执行数 ÷ 全年预算"),
    Column(
        field=FORECAST,
        label="全年预计",
        kind=Kind.NUMBER,
        width=98,
        align=RIGHT,
        hint="到年底一共能执行多少，包括已经执行的",
    ),
    Column(field=LIGHT, label="预警", kind=Kind.FIXED, width=76),
    Column(field=STATE, label="监控表", kind=Kind.FIXED, width=68),
)
AMOUNTS = frozenset({ORIGINAL, REVISED, EXECUTED, TREASURY, FORECAST})
WIDER_IN_YUAN = 40
"""What four more digits and a comma take; px in the normal size."""
STATES = {
    None: ("未填", Tone.PLAIN),
    FilingState.DRAFT: ("填写中", Tone.INFO),
    FilingState.FINISHED: ("已填好", Tone.OK),
    FilingState.SEALED: ("已封装", Tone.PLAIN),
    FilingState.APPROVED: ("已批复", Tone.PLAIN),
}


@dataclass(frozen=True, slots=True)
class RowLook(Look):
    """A cell with the row that it stands in, for bars and lights."""

    row: MonitoringRow


class MonitoringModel(MonthCells):
    """The rows that the filter shows."""

    BEGINS_WITH = EXECUTED

    def __init__(self, session: MonitoringSession, parent: QObject | None = None) -> None:
        self.unit = MoneyUnit(unit())
        super().__init__(session, columns_in(self.unit), parent)
        session.refilled.connect(lambda: self.show_rows(session.shown))
        session.changed.connect(self.repaint)

    def show_in(self, wanted: MoneyUnit) -> None:
        """Shows and reads amounts in another unit."""
        self.unit = wanted
        self.columns = columns_in(wanted)
        if self._ids:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._ids) - 1, len(self.columns) - 1))
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)

    def row_at(self, row: int) -> MonitoringRow:
        """The row itself."""
        return self.session.rows[self._ids[row]]

    def project_id(self, row: int) -> str:
        """The project of a row is the row itself."""
        return self._ids[row]

    def is_blank(self, row: int) -> bool:
        """Whether what was executed is still missing."""
        return self.row_at(row).executed_fen is None

    def typed(self, row: int, column: Column, text: str) -> Typed:
        """A text typed into a cell; a bare amount is in the unit that the grid shows."""
        stated = with_unit(text, self.unit, among=MoneyUnit.WAN)
        return Typed(project_id=self.project_id(row), field=column.field, text=stated)

    # ---- what cells show --------------------------------------------------------------------------------------

    def stored_text(self, row: int, column: Column) -> str:
        """The stored value of a cell as the screen shows it."""
        found = self.row_at(row)
        if column.field == UNIT:
            return self.session.unit_of(found)
        return value_text(found, column.field)

    def stored_edit_text(self, row: int, column: Column) -> str:
        """What an editor starts with: every 分 of the amount."""
        found = self.row_at(row)
        fen = {EXECUTED: found.executed_fen, FORECAST: found.forecast_fen}.get(column.field)
        return exact_text(fen, self.unit)

    def look(self, row: int, column: Column) -> RowLook:
        """How a cell looks."""
        found = self.row_at(row)
        note = "不同" if column.field == EXECUTED and found.differs else ""
        mark = Severity.ERROR if self.is_refused(row, column) else self._mark(found, column.field)
        return RowLook(self.shown_text(row, column), "", note, mark, found)

    def _mark(self, row: MonitoringRow, field: str) -> Severity | None:
        """What is to be said of a figure that was taken."""
        budget = row.budget_fen
        amount = {EXECUTED: row.executed_fen, FORECAST: row.forecast_fen}.get(field)
        if amount is not None and budget is not None and amount > max(budget, 0):
            return Severity.ERROR
        return Severity.WARNING if field == EXECUTED and row.differs else None

    def stored_tip(self, row: int, column: Column) -> str:
        """The words behind a cell."""
        found = self.row_at(row)
        match column.field:
            case "name":
                return f"{found.name}\n{found.code}" if found.code else found.name
            case "executed" if found.differs:
                return (
                    f"填报 {amount(found.executed_fen)} {unit()}，国库 {amount(found.treasury_fen)} {unit()}："
                    "请选用哪一个。"
                )
            case "executed" if found.decision:
                return found.decision
            case "treasury":
                return found.treasury_source
            case "light":
                return found.light.reason
            case "state":
                return f"有 {found.errors} 处必须改" if found.errors else STATES[found.state][0]
            case _:
                return self.shown_text(row, column)


def columns_in(shown: MoneyUnit) -> tuple[Column, ...]:
    """The columns, with the room that amounts take in a unit."""
    if shown is MoneyUnit.WAN:
        return COLUMNS
    return tuple(
        replace(column, width=column.width + WIDER_IN_YUAN) if column.field in AMOUNTS else column
        for column in COLUMNS
    )


def value_text(row: MonitoringRow, field: str) -> str:
    """The stored value of a cell as the screen shows it."""
    match field:
        case "name" | "unit":
            return str(getattr(row, field))
        case "original":
            return amount(row.original_fen)
        case "revised":
            return amount(row.budget_fen)
        case "executed":
            return amount(row.executed_fen)
        case "treasury":
            return amount(row.treasury_fen)
        case "forecast":
            return amount(row.forecast_fen)
        case "rate":
            return percent(row.rate)
        case "light":
            return LIGHT_WORDS[row.colour]
        case _:
            return STATES[row.state][0]
